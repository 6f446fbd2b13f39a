#!/usr/bin/python3
"""The command line with a real keyring in all its states, moving the vault, and the price of wrong passwords.

Runs under tests/keyring/with-keyring.sh with NO_KEYRING=1: a session bus of its own; the keyring comes and goes here.
usage: test-keyring-cli.py CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import os
import shutil
import signal
import subprocess
import sys
import time

import fakechain
import imwtest

WRONG = "some wrong password 1"


class Keyring:
    """gnome-keyring-daemon on the bus that is there."""

    def __init__(self):
        self.process = None

    def start(self, unlocked=True):
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"] + (["--unlock"] if unlocked else [])
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process.stdin.write(b"test" if unlocked else b"")
        self.process.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "10", "org.freedesktop.secrets"], check=True)

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            imwtest.wait_for("the keyring to leave the bus", lambda: subprocess.run(
                ["gdbus", "wait", "--session", "--timeout", "1", "org.freedesktop.secrets"], capture_output=True, check=False).returncode)


def items(wallet=None):
    """How many vaults the keyring holds."""
    command = ["secret-tool", "search", "--all", "xdg:schema", "org.imwallet.Wallet.Vault"] + (["wallet", wallet] if wallet else [])
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    return (done.stdout + done.stderr).count("attribute.kind")


def still_there(checks, cli, name, wallet):
    listed = cli.run("wallets", password=False, expect=None)
    checks.ok(name + ": the wallet is still listed", cli.code == 0 and [w["wallet"] for w in listed["wallets"]] == [wallet], repr(listed))
    shown = cli.run("balance", password=False, expect=None)
    checks.ok(name + ": and its balance shown", cli.code == 0 and shown["wallet"] == wallet and
              [a["confirmed"] for a in shown["accounts"]][:1] == ["0.20000000"], repr(shown))


def refused(checks, cli, name, codes, error):
    """The commands that need the vault fail with a message of their own."""
    messages = set()
    for command in (["words"], ["send", THEM, "0.01", "--fee", "2", "--yes"], ["backup", cli.data_dir + "/backup"]):
        started = time.monotonic()
        answer = cli.run(*command, expect=None, timeout=90)
        took = time.monotonic() - started
        checks.ok("%s: %s: exit %s, %s" % (name, command[0], codes, error),
                  cli.code in codes and isinstance(answer, dict) and answer["error"] == error and took < 40,
                  "exit %d after %.1f s %r" % (cli.code, took, answer if isinstance(answer, dict) else "(text)"))
        if isinstance(answer, dict):
            messages.add(answer.get("message"))
    return messages


THEM = fakechain.address_of(b"\x00\x14" + b"\x42" * 20)


def states(checks, folder, keyring, server, chain):
    cli = imwtest.Cli(sys.argv[1], "local", folder + "/a", ["bitcoin=" + server.url])
    answer = cli.run("create", expect=4)
    checks.equal("no keyring: create says so and names --vault file", (answer["error"], "--vault file" in answer["message"]), ("not-supported", True))
    checks.equal("no keyring: no half-made wallet", cli.run("wallets", password=False)["wallets"], [])
    keyring.start()
    made = cli.run("create", options=["--vault", "keyring"])
    checks.equal("made in the keyring", (made["vault"], items(made["wallet"])), ("keyring", 1))
    checks.equal("no vault in the folder", glob.glob(cli.data_dir + "/**/vault*", recursive=True), [])
    words = cli.run("words").strip()
    chain.fund(cli.run("receive", password=False)["address"], fakechain.COIN // 5)
    chain.mine()
    cli.run("sync", password=False)
    wallet, seen = made["wallet"], {}

    keyring.stop()
    still_there(checks, cli, "no keyring", wallet)
    seen["absent"] = refused(checks, cli, "no keyring", (4,), "not-supported")
    keyring.start(unlocked=False)
    still_there(checks, cli, "locked keyring", wallet)
    seen["locked"] = refused(checks, cli, "locked keyring", (4,), "locked")
    keyring.stop()
    keyring.start()
    keyring.process.send_signal(signal.SIGSTOP)
    still_there(checks, cli, "keyring that does not answer", wallet)
    began = time.monotonic()
    answer = cli.run("words", expect=None, timeout=100)
    checks.ok("keyring that does not answer: an error of its own", cli.code == 4 and isinstance(answer, dict) and
              time.monotonic() - began < 60, "exit %d after %.0f s %r" % (cli.code, time.monotonic() - began, answer if cli.code else ""))
    seen["silent"] = {answer["message"]} if isinstance(answer, dict) else set()
    keyring.process.send_signal(signal.SIGCONT)
    checks.equal("the keyring is back: the same words", cli.run("words").strip(), words)

    # the vault is damaged, then somebody deletes it
    attributes = ["wallet", wallet, "environment", "local", "kind", "vault"]
    vault = subprocess.run(["secret-tool", "lookup"] + attributes, capture_output=True, check=True).stdout
    subprocess.run(["secret-tool", "store", "--label", "x"] + attributes + ["xdg:schema", "org.imwallet.Wallet.Vault"], input=b"garbage", check=True)
    still_there(checks, cli, "garbage in the keyring", wallet)
    answer = cli.run("words", expect=None)
    checks.ok("garbage in the keyring: an error of its own", cli.code not in (0, 5, 10) and isinstance(answer, dict), "exit %d %r" % (cli.code, answer))
    seen["garbage"] = {answer["message"]} if isinstance(answer, dict) else set()
    subprocess.run(["secret-tool", "clear", "wallet", wallet], check=True)
    checks.equal("deleted", items(wallet), 0)
    still_there(checks, cli, "vault deleted", wallet)
    seen["deleted"] = refused(checks, cli, "vault deleted", (4, 10, 11), cli.run("words", expect=None).get("error"))
    checks.ok("vault deleted: not taken for “no wallet”", not any("no wallet" in m for m in seen["deleted"]), repr(seen["deleted"]))
    firsts = {}
    for name, messages in seen.items():
        checks.equal("%s: one message" % name, len(messages), 1)
        firsts[name] = sorted(messages)[:1]
        print("      %s: %s" % (name, firsts[name]))
    checks.equal("each state has a message of its own", len({repr(m) for m in firsts.values()}), len(firsts))
    del vault
    # the words bring it back, in the same folder
    again = cli.run("restore", fds={"--words-fd": words}, options=["--vault", "keyring"])
    checks.equal("restored beside it", cli.run("words", options=["--wallet", again["wallet"]]).strip(), words)


def moves(checks, folder, server, chain):
    cli = imwtest.Cli(sys.argv[1], "local", folder + "/b", ["bitcoin=" + server.url])
    wallet = cli.run("create", options=["--vault", "keyring"])["wallet"]
    words = cli.run("words")
    vault_files = lambda: glob.glob(cli.data_dir + "/**/vault*", recursive=True)
    where = lambda: cli.run("wallets", password=False)["wallets"][0]["vault"]
    cli.run("vault", "move", "file")
    checks.equal("moved to a file", (where(), items(wallet), len(vault_files())), ("file", 0, 1))
    checks.equal("mode of the file", [oct(os.stat(f).st_mode & 0o777) for f in vault_files()], ["0o600"])
    checks.equal("the same words", cli.run("words"), words)
    cli.run("vault", "move", "file")
    cli.run("vault", "move", "keyring")
    checks.equal("and back", (where(), items(wallet), vault_files()), ("keyring", 1, []))
    old = cli.password
    cli.run("password", fds={"--new-password-fd": "a quite new password 4"})
    cli.run("words", password=old, expect=5)
    cli.password = "a quite new password 4"
    checks.equal("password changed in the keyring: one item, one password", (cli.run("words"), items(wallet)), (words, 1))
    chain.fund(cli.run("receive", password=False)["address"], fakechain.COIN)
    chain.mine()
    sent = cli.run("send", THEM, "0.5", "--fee", "2", "--yes")
    checks.equal("paid with the keyring", sent["state"], "submitted")

    # killed while it moves
    for number in range(10):
        target = "file" if where() == "keyring" else "keyring"
        process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "vault", "move", target],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=cli.env)
        try:
            process.wait(0.01 + 0.012 * number)
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait()
        shown = cli.run("words", expect=None)
        checks.ok("move to the %s killed (exit %d): it opens" % (target, code), cli.code == 0 and shown == words, "exit %d %r" % (
            cli.code, shown if cli.code else ""))
        cli.run("vault", "move", target)
        # "vault~" is the copy before, and of the same password
        kept = (items(wallet), sum(not name.endswith("/vault~") for name in vault_files()))
        checks.ok("and moves when asked again, leaving one vault", cli.run("words") == words and where() == target and
                  kept == ((1, 0) if target == "keyring" else (0, 1)), repr((kept, vault_files())))


def attempts(checks, folder, keyring):
    """The count of wrong passwords is kept before each try."""
    for kind in ("file", "keyring"):
        cli = imwtest.Cli(sys.argv[1], "local", "%s/attempts-%s" % (folder, kind))
        cli.run("create", options=["--vault", kind])
        answers = [cli.run("words", password=WRONG, expect=5)["error"] for _ in range(4)]
        checks.equal("%s: four tries" % kind, answers, ["wrong-passphrase"] * 4)
        answer = cli.run("words", expect=5)
        checks.ok("%s: then even the right one has to wait, in a new process" % kind,
                  answer["error"] == "rate-limited" and " s" in answer["message"], repr(answer))
        if kind == "keyring":
            keyring.stop()
            keyring.start()
            checks.equal("keyring: the count outlives the keyring's own restart", cli.run("words", expect=5)["error"], "rate-limited")
        if shutil.which("faketime"):
            done = subprocess.run(["faketime", "-f", "-1h", cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json",
                                   "--password-fd", "0", "words"], input=cli.password, capture_output=True, text=True, env=cli.env, check=False)
            checks.ok("%s: a clock that is set back does not help" % kind, done.returncode == 5 and "rate-limited" in done.stdout, done.stdout)
        else:
            print("      faketime is not installed: the clock is not set back")
        imwtest.wait_for("the pause to end", lambda c=cli: c.run("words", expect=None) and c.code == 0, 12)
        checks.ok("%s: the right one forgives" % kind, bool(cli.run("words")))

        # killed in the middle of each try
        tried, began = 0, time.monotonic()
        cli.run("words")
        usual = time.monotonic() - began
        for number in range(60):
            fd = imwtest.secret_fd(WRONG)
            process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json", "--password-fd", str(fd),
                                        "words"], pass_fds=[fd], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       env=cli.env, text=True)
            os.close(fd)
            try:
                out, _ = process.communicate(timeout=usual * (0.4 + 0.06 * (number % 10)))
            except subprocess.TimeoutExpired:
                process.kill()
                out, _ = process.communicate()
            tried += "wrong-passphrase" in out
            if "rate-limited" in out:
                break
        checks.ok("%s: killing does not give more tries" % kind, tried <= 4, "%d tries were answered" % tried)
        probe = cli.run("words", password=WRONG, expect=5)
        checks.ok("%s: after %d killed tries" % (kind, number + 1), probe["error"] == "rate-limited", repr(probe))


def test(checks, folder):
    for tool in ("gnome-keyring-daemon", "secret-tool", "gdbus"):
        if shutil.which(tool) is None:
            raise imwtest.Skip(tool + " is not installed")
    chain = fakechain.Chain()
    server, keyring = fakechain.Server(chain), Keyring()
    try:
        states(checks, folder, keyring, server, chain)
        moves(checks, folder, server, chain)
        attempts(checks, folder, keyring)
    finally:
        keyring.stop()
        server.stop()


imwtest.run(test)
