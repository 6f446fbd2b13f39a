"""What the end-to-end tests share: running imwallet-cli with secrets over descriptors, starting counterparts, counting.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SKIP = 77


class Skip(Exception):
    """What the test needs is not there; the message says what."""


def secret_fd(text):
    """A descriptor that gives text once."""
    read, write = os.pipe()
    os.write(write, text.encode())
    os.close(write)
    return read


class Cli:
    """imwallet-cli on one data folder."""

    def __init__(self, program, network, data_dir, servers=(), password="correct horse battery 7", env=None):
        self.program, self.network, self.data_dir = program, network, data_dir
        self.servers, self.password = list(servers), password
        self.env = dict(os.environ, LANGUAGE="en", **(env or {}))

    def run(self, *arguments, password=True, expect=0, fds=None, options=(), timeout=120):
        """Runs one command; returns the parsed JSON of its output (or its text where it is none).

        fds: {"--words-fd": "text"}: secrets given to the command itself."""
        command = [self.program, "--network", self.network, "--data-dir", self.data_dir, "--json"]
        for server in self.servers:
            command += ["--server", server]
        passed = []
        if password:
            fd = secret_fd(self.password if password is True else password)
            passed.append(fd)
            command += ["--password-fd", str(fd)]
        command += list(options) + list(arguments)
        for name, text in (fds or {}).items():
            fd = secret_fd(text)
            passed.append(fd)
            command += [name, str(fd)]
        done = subprocess.run(command, pass_fds=passed, capture_output=True, text=True, env=self.env, check=False,
                              timeout=timeout, stdin=subprocess.DEVNULL)
        for fd in passed:
            os.close(fd)
        if expect is not None and done.returncode != expect:
            raise AssertionError("%s: exit %d, expected %d\n%s%s" % (
                " ".join(arguments), done.returncode, expect, done.stdout, done.stderr))
        self.code, self.stderr = done.returncode, done.stderr
        try:
            return json.loads(done.stdout)
        except ValueError:
            return done.stdout

    def balance(self, account="bitcoin-84", field="confirmed"):
        for entry in self.run("balance", password=False)["accounts"]:
            if entry["account"] == account:
                return entry[field]
        raise AssertionError("no account " + account)


class Counterpart:
    """A child that says it is ready with one line of JSON and ends when its stdin closes."""

    def __init__(self, command, env=None, timeout=90):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, **(env or {})))
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            self.stop()
            raise AssertionError("not ready: " + " ".join(command))
        self.info = json.loads(line)

    def stop(self):
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Rpc:
    """JSON-RPC of a Bitcoin node."""

    def __init__(self, url, cookie, wallet=None):
        self.url, self.wallet = url, wallet
        with open(cookie, encoding="utf-8") as file:
            self.auth = file.read().strip()

    def __call__(self, method, *params):
        import base64
        url = self.url + ("/wallet/" + self.wallet if self.wallet else "")
        request = urllib.request.Request(url, json.dumps({"id": 1, "method": method, "params": params}).encode(), {
            "Authorization": "Basic " + base64.b64encode(self.auth.encode()).decode()})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as error:
            answer = json.load(error)
        if answer.get("error"):
            raise AssertionError("%s: %s" % (method, answer["error"]))
        return answer["result"]


def get(url):
    with urllib.request.urlopen(url, timeout=30) as reply:
        return reply.read().decode()


def wait_for(what, condition, timeout=30):
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain: " + what)


def node_program():
    node = shutil.which("node")
    if node is None:
        raise Skip("no Node.js on the PATH")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise Skip("Node.js is older than 20")
    return node


class Checks:
    """Counts; each check prints a line."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def ok(self, name, condition, detail=""):
        print(("ok    " if condition else "FAIL  ") + name, detail, flush=True)
        if condition:
            self.passed += 1
        else:
            self.failed += 1
        return condition

    def equal(self, name, value, expected):
        return self.ok(name, value == expected, "" if value == expected else "%r, expected %r" % (value, expected))


def main(test):
    """Runs test(checks, folder) in a folder that is gone afterwards; the exit status is for meson."""
    checks = Checks()
    folder = tempfile.mkdtemp(prefix="imw-e2e-")
    try:
        test(checks, folder)
    except Skip as reason:
        print("SKIPPED: %s" % reason)
        return SKIP
    except AssertionError as error:
        checks.ok("went to the end", False, str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("%d passed, %d failed" % (checks.passed, checks.failed))
    return 1 if checks.failed or not checks.passed else 0


def run(test):
    sys.exit(main(test))
