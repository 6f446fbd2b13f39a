#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wallet whose keyring is locked, gone, silent or has lost the keys: the window and the command line say which
of these it is, and none of them looks like "you have no wallet".

usage: test-keyring-states.py --build BUILD
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WITH_DISPLAY = os.path.join(HERE, "with-display.sh")
PASSWORD = "correct horse battery staple"
KEYRING_PASSWORD = "test"
SECRETS = "org.freedesktop.secrets"
# what asks a person for the password of the keyring
PROMPTER = "/usr/libexec/gcr-prompter"
NO_WALLET = re.compile(r"Welcome to IM Wallet|no wallet|create one", re.I)

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class States:
    """One wallet, and a keyring that is brought into each state."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.data = os.path.join(folder, "data")
        self.processes = []
        self.keyring = None
        self.passed = self.failed = 0
        os.environ.update({
            "IMW_SIGNER_PATH": os.path.join(build, "tests", "signer", "imwallet-signer-test"),
            "IMW_PRACTICE_PATH": os.path.join(HERE, "practice-on-request.sh"),
            "IMW_PRACTICE_PROGRAM": os.path.join(build, "src", "practice", "imwallet-practice"),
            "IMW_LOCALEDIR": os.path.join(build, "po"),
            "LANGUAGE": "en",
        })

    def start_bus(self):
        """A bus that starts the accessibility service by itself, but no keyring."""
        services = os.path.join(self.folder, "services")
        os.makedirs(services)
        shutil.copy("/usr/share/dbus-1/services/org.a11y.Bus.service", services)
        configuration = os.path.join(self.folder, "bus.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(BUS.format(folder=self.folder, services=services))
        bus = subprocess.Popen(["dbus-daemon", "--nofork", "--config-file=" + configuration, "--print-address"],
                               stdout=subprocess.PIPE, text=True)
        self.processes.append(bus)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()

    def start_keyring(self):
        """In the foreground and as our child, with its "login" keyring open."""
        self.keyring = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"],
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.keyring.stdin.write(KEYRING_PASSWORD.encode())
        self.keyring.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "15", SECRETS], check=True)

    def stop_keyring(self):
        if self.keyring is not None:
            self.keyring.kill()
            self.keyring.wait()
            self.keyring = None

    @staticmethod
    def call(path, method, *arguments):
        return subprocess.run(["gdbus", "call", "--session", "--dest", SECRETS, "--object-path", path, "--method", method, *arguments],
                              check=True, capture_output=True, text=True).stdout

    def cli(self, *command, password=True):
        """(exit status, all that it printed)"""
        arguments = [os.path.join(self.build, "src", "cli", "imwallet-cli"), "--data-dir", self.data, "--network", "practice", "--offline"]
        read, write = os.pipe()
        os.write(write, PASSWORD.encode() + b"\n")
        os.close(write)
        if password:
            arguments += ["--password-fd", str(read)]
        done = subprocess.run([*arguments, *command], stdin=subprocess.DEVNULL, pass_fds=(read,), capture_output=True, text=True,
                              timeout=90, check=False)
        os.close(read)
        return done.returncode, done.stdout + done.stderr

    def check(self, what, function):
        try:
            print(f"ok      {what}: {function()}", flush=True)
            self.passed += 1
        except Exception as error:  # each state is tried, whatever became of the one before
            print(f"FAILED  {what}: {error}", flush=True)
            self.failed += 1

    def look_by_cli(self, wanted):
        code, text = self.cli("wallets", password=False)
        assert code == 0 and not NO_WALLET.search(text), f"“wallets” says {text!r}"
        code, text = self.cli("words")
        assert code != 0, "the words are shown without the keyring"
        assert not NO_WALLET.search(text), f"it says {text!r}"
        assert re.search(wanted, text, re.I), f"it says {text!r}, not {wanted!r}"
        return f"exit status {code}, {' '.join(text.split())!r}"

    def look_at_window(self, titles, then=None):
        def look(app):
            app.type("Password", PASSWORD)
            app.press("Unlock")
            said = app.label("^(" + "|".join(map(re.escape, titles)) + ")$", 30)
            assert not any(NO_WALLET.search(x) for x in app.labels()), "it looks like a first start"
            if then is not None:
                then(app)
            return said

        return self.with_window(look)

    def start_prompter(self):
        """Without it the keyring can ask nobody."""
        process = subprocess.Popen([PROMPTER], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "15", "org.gnome.keyring.SystemPrompter"], check=True)
        return process

    @staticmethod
    def answer_prompt(prompter, button, password=None):
        """Does in the question of the keyring what a person would."""
        from drive import App, Atspi

        prompt = App(None, name="gcr-prompter", process=prompter)
        if password is not None:
            entry = next(x for x in prompt.all("password text") if x.get_state_set().contains(Atspi.StateType.SHOWING))
            entry.get_editable_text_iface().set_text_contents(password)
        prompt.press(button)

    def cancel_and_try_again(self, app):
        """The question is cancelled, which is told; then it is asked and answered."""
        prompter = self.start_prompter()
        app.type("Password", PASSWORD)
        app.press("Unlock")
        self.answer_prompt(prompter, "Cancel")
        said = app.label("^The keyring (is locked|was not opened)$", 30)
        assert app.label("^Your wallet is (there|unchanged)")
        assert not any(NO_WALLET.search(x) for x in app.labels()), "it looks like a first start"
        self.end_process(prompter)
        app.press("Try again")
        prompter = self.start_prompter()
        app.type("Password", PASSWORD)
        app.press("Unlock")
        self.answer_prompt(prompter, "Unlock", KEYRING_PASSWORD)
        app.label("^Total$", 60)
        self.end_process(prompter)
        return f"{said!r}; asked again and answered, the wallet opens"

    def cancel_on_command_line(self):
        prompter = self.start_prompter()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asked = pool.submit(self.cli, "words")
            self.answer_prompt(prompter, "Cancel")
            code, text = asked.result()
        self.end_process(prompter)
        assert code != 0 and not NO_WALLET.search(text), f"it says {text!r}"
        assert re.search("keyring", text), f"it says {text!r}"
        return f"exit status {code}, {' '.join(text.split())!r}"

    def end_process(self, process):
        process.kill()
        process.wait()
        self.processes.remove(process)

    def with_window(self, function):
        from drive import App

        with open(os.path.join(self.folder, "stderr.log"), "ab") as log:
            app = App([os.path.join(self.build, "src", "ui", "imwallet"), "--network", "practice", "--data-dir", self.data], stderr=log)
        try:
            return function(app)
        finally:
            app.close()

    def run(self):
        self.start_bus()
        self.start_keyring()
        code, text = self.cli("create", "--vault", "keyring")
        if code != 0:
            code, text = self.cli("--vault", "keyring", "create")
        assert code == 0, f"making a wallet: {text}"
        self.check("keyring open, command line", lambda: self.good(self.cli("words", "--output-fd", "1")))

        self.call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", "['/org/freedesktop/secrets/collection/login']")
        self.check("keyring locked, command line", lambda: self.look_by_cli("keyring"))
        self.check("keyring locked, window", lambda: self.look_at_window(["The keyring is locked", "The keyring was not opened"]))

        if os.path.exists(PROMPTER):
            self.check("question of the keyring cancelled, command line", self.cancel_on_command_line)
            self.check("question of the keyring cancelled, window", lambda: self.with_window(self.cancel_and_try_again))
        else:
            print("SKIPPED: the question of the keyring is cancelled: gcr-prompter is not installed (package gcr)")

        self.stop_keyring()
        self.check("no keyring, command line", lambda: self.look_by_cli("keyring"))
        self.check("no keyring, window", lambda: self.look_at_window(["No keyring is running"]))

        self.start_keyring()
        os.kill(self.keyring.pid, signal.SIGSTOP)
        self.check("silent keyring, window", lambda: self.look_at_window(["Waiting for the keyring"], self.stop_waiting))
        os.kill(self.keyring.pid, signal.SIGCONT)

        self.check("keys deleted", self.delete_items)
        self.check("keys deleted, command line", lambda: self.look_by_cli("keyring|keys|restore"))
        self.check("keys deleted, window", lambda: self.look_at_window(["The keyring has lost the keys"]))

    @staticmethod
    def good(result):
        assert result[0] == 0, result[1]
        return "the words come"

    @staticmethod
    def stop_waiting(app):
        app.press("Stop waiting", seconds=30)
        app.label("^The keyring (was not opened|did not answer)$")

    def delete_items(self):
        items = set(re.findall(r"/org/freedesktop/secrets/collection/\w+/\d+",
                               self.call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.SearchItems", "{}")))
        for item in items:
            self.call(item, "org.freedesktop.Secret.Item.Delete")
        assert items, "there was nothing to delete"
        return f"{len(items)} items"

    def end(self):
        if self.keyring is not None:
            try:
                os.kill(self.keyring.pid, signal.SIGCONT)
            except OSError:
                pass
        self.stop_keyring()
        for process in self.processes:
            process.kill()
            process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    if os.environ.get("IMW_KEYRING_STATES") != "1":
        for program in ("Xvfb", "dbus-run-session", "dbus-daemon", "gdbus", "gnome-keyring-daemon"):
            if shutil.which(program) is None:
                print(f"SKIPPED: {program} is not installed")
                return 77
        os.environ["IMW_KEYRING_STATES"] = "1"
        for name in ("GTK_A11Y", "LD_PRELOAD", "MALLOC_CHECK_", "G_DEBUG", "GUI_KEYRING", "LC_ALL"):
            os.environ.pop(name, None)
        os.execv(WITH_DISPLAY, [WITH_DISPLAY, sys.executable, "-W", "ignore", os.path.abspath(__file__), *sys.argv[1:]])

    sys.path.insert(0, HERE)
    folder = tempfile.mkdtemp(prefix="imw-keyring-")
    states = States(os.path.abspath(options.build), folder)
    signal.alarm(240)
    try:
        states.run()
    finally:
        states.end()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{states.passed} passed, {states.failed} failed")
    return 1 if states.failed else 0


if __name__ == "__main__":
    sys.exit(main())
