#!/usr/bin/python3
"""SIGKILL at random moments, to the program, its signer and its practice network; afterwards the books are right.

usage: test-kill.py CLI [SEED]
SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from decimal import Decimal

import fakechain
import imwtest

COIN = fakechain.COIN


def children(pid):
    """[(pid, name)] of the processes that pid has started."""
    found = []
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, task), encoding="ascii") as file:
                for child in file.read().split():
                    with open("/proc/%s/comm" % child, encoding="utf-8") as comm:
                        found.append((int(child), comm.read().strip()))
    except OSError:
        pass
    return found


class Killer:
    """Runs commands and ends them, or a child of theirs, before they are done."""

    def __init__(self, cli, seed):
        self.cli, self.random = cli, random.Random(seed)
        self.orphans = []

    def run(self, arguments, fds=None, options=(), password=None, after=None, victim=None):
        """Returns (exit code or None when it was killed, seconds)."""
        cli, passed = self.cli, []
        command = [cli.program, "--network", cli.network, "--data-dir", cli.data_dir, "--json"]
        for server in cli.servers:
            command += ["--server", server]
        fd = imwtest.secret_fd(password or cli.password)
        passed.append(fd)
        command += ["--password-fd", str(fd)] + list(options) + list(arguments)
        for name, text in (fds or {}).items():
            fd = imwtest.secret_fd(text)
            passed.append(fd)
            command += [name, str(fd)]
        began = time.monotonic()
        process = subprocess.Popen(command, pass_fds=passed, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=cli.env)
        for fd in passed:
            os.close(fd)
        if after is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                ours = children(process.pid)
                if victim is None:
                    self.orphans += [child for child, _ in ours]
                    process.kill()
                else:
                    for child, name in ours:
                        if name.startswith(victim):
                            try:
                                os.kill(child, signal.SIGKILL)
                            except ProcessLookupError:
                                pass
        code = process.wait(60)
        return (None if code < 0 else code), time.monotonic() - began

    def moment(self, longest):
        return self.random.random() * longest


def post(url, path, **body):
    request = urllib.request.Request(url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def paid(url, address):
    """What an address got, by the practice network's own word."""
    stats = json.loads(imwtest.get("%s/api/address/%s" % (url, address)))
    return sum(stats[half]["funded_txo_count"] for half in ("chain_stats", "mempool_stats"))


def listed(cli):
    return cli.run("wallets", password=False)["wallets"]


def create(checks, folder, url, seed):
    """A wallet is there whole or not at all."""
    measure = Killer(imwtest.Cli(sys.argv[1], "practice", folder + "/measure", ["bitcoin=" + url + "/api"]), seed)
    _, usual = measure.run(["create"], options=["--vault", "file"])
    words = measure.cli.run("words").strip()
    seen = {"whole": 0, "none": 0}
    for number in range(16):
        cli = imwtest.Cli(sys.argv[1], "practice", "%s/create-%d" % (folder, number), measure.cli.servers)
        killer = Killer(cli, seed + number)
        restoring = number % 2
        victim = "imwallet-signe" if number % 4 > 1 else None
        after = killer.moment(usual * 1.1)
        if restoring:
            code, _ = killer.run(["restore"], {"--words-fd": words}, ["--vault", "file"], after=after, victim=victim)
        else:
            code, _ = killer.run(["create"], options=["--vault", "file"], after=after, victim=victim)
        name = "%s killed%s after %.3f s" % ("restore" if restoring else "create", " (signer)" if victim else "", after)
        before = listed(cli)
        cli.run("status", password=False)       # a writer settles what is unfinished
        now = listed(cli)
        ok = len(now) <= 1 and len(before) <= len(now) and (code != 0 or len(now) == 1)
        detail = ""
        if now:
            shown = cli.run("words", expect=None)
            ok = ok and cli.code == 0 and len(shown.split()) == 12 and (not restoring or shown.strip() == words)
            detail = "words: exit %d" % cli.code
            cli.run("history")      # whoever unlocks it completes it
            shown = cli.run("balance", password=False, expect=None)
            ok = ok and cli.code == 0 and len(shown["accounts"]) == 2
            detail += ", balance: exit %d %r" % (cli.code, shown)
        checks.ok("%s: whole or nothing" % name, ok, "" if ok else "exit %r, %d then %d wallets, %s" % (code, len(before), len(now), detail))
        seen["whole" if now else "none"] += 1
        cli.run("create", options=["--vault", "file"])
        checks.equal("%s: another one can be made" % name, len(listed(cli)), len(now) + 1)
    print("      ", seen)
    return words


def pay(checks, cli, url, seed):
    """A payment goes out once or not at all, and its coins are free again or spent."""
    killer = Killer(cli, seed)
    own = [cli.run("receive", "--new", password=False)["address"] for _ in range(4)]
    for address in own:
        post(url, "/practice/fund", address=address, amount_sat=COIN)
    post(url, "/practice/mine", blocks=1)
    cli.run("sync", password=False)
    target = lambda n: fakechain.address_of(b"\x00\x14" + bytes([n]) * 20, "prac")
    code, usual = killer.run(["send", target(1), "0.001", "--fee", "2", "--yes"])
    checks.equal("a payment that is left alone", (code, paid(url, target(1))), (0, 1))
    outcomes, expected = {0: 0, 1: 0}, 1
    for number in range(22):
        address = target(number + 2)
        victim = "imwallet-signe" if number % 3 == 2 else None
        after = usual * (0.1 + killer.moment(1.0))
        code, _ = killer.run(["send", address, "0.001", "--fee", "2", "--yes", "--label", "killed"], after=after, victim=victim)
        name = "send killed%s after %.3f s (exit %r)" % (" (signer)" if victim else "", after, code)
        cli.run("sync", password=False)
        cli.run("sync", password=False)
        count = paid(url, address)
        outcomes[min(count, 1)] += 1
        expected += count
        post(url, "/practice/mine", blocks=1)
        cli.run("sync", password=False)
        payments = cli.run("payments", password=False)["payments"]
        open_ = [p["state"] for p in payments if p["state"] not in ("confirmed", "cancelled", "failed", "replaced")]
        free = cli.balance(field="available") == cli.balance(field="total")
        checks.ok(name + ": once at most, nothing open, nothing reserved",
                  count <= 1 and (code != 0 or count == 1) and not open_ and free,
                  "paid %d times, open %r, available %s of %s" % (count, open_, cli.balance(field="available"), cli.balance()))
    print("      not paid and paid:", outcomes)
    sent = [row for row in cli.run("history", password=False)["transactions"] if row["direction"] == "sent"]
    checks.equal("the history has each payment once", (len(sent), len({row["txid"] for row in sent})), (expected, expected))
    fees = sum(Decimal(row["fee"]) for row in sent)
    checks.equal("the books add up", Decimal(cli.balance()), Decimal(4) - Decimal("0.001") * expected - fees)


def speed_up(checks, cli, url, seed):
    killer = Killer(cli, seed)
    usual = None
    for number in range(7):
        address = fakechain.address_of(b"\x00\x14" + bytes([100 + number]) * 20, "prac")
        sent = cli.run("send", address, "0.002", "--fee", "2", "--yes")
        after = None if usual is None else usual * (0.2 + killer.moment(0.9))
        verb = "cancel" if number % 3 == 2 else "speed-up"
        code, took = killer.run([verb, sent["txid"], "--fee", "20", "--yes"], after=after)
        usual = usual or took
        cli.run("sync", password=False)
        cli.run("sync", password=False)
        post(url, "/practice/mine", blocks=1)
        cli.run("sync", password=False)
        count = paid(url, address)
        open_ = [p["state"] for p in cli.run("payments", password=False)["payments"]
                 if p["state"] not in ("confirmed", "cancelled", "failed", "replaced")]
        checks.ok("%s killed after %s (exit %r): paid %d, nothing open" % (verb, after and "%.3f s" % after, code, count),
                  count == 1 or verb == "cancel" and count == 0, "open %r" % open_)
        checks.equal("and nothing is open or reserved", (open_, cli.balance(field="available")), ([], cli.balance(field="total")))


def copies(checks, cli, old, words):
    """No file that is kept opens with a password that was changed."""
    folder = os.path.dirname(glob.glob(cli.data_dir + "/*/*/vault")[0])
    names = [name for name in os.listdir(folder) if name.startswith("vault")]
    saved = {}
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            saved[name] = file.read()
    for name in names:
        for other in names:
            os.unlink(os.path.join(folder, other))
        with open(os.path.join(folder, "vault"), "wb") as file:
            file.write(saved[name])
        shown = cli.run("words", password=old, expect=None)
        checks.ok("the copy %s does not open with the password before" % name, cli.code == 5 and shown != words, "exit %d" % cli.code)
        for other in os.listdir(folder):
            if other.startswith("vault"):
                os.unlink(os.path.join(folder, other))
        for other, content in saved.items():
            with open(os.path.join(folder, other), "wb") as file:
                file.write(content)


def password(checks, cli, seed):
    killer = Killer(cli, seed)
    # a throw-away try shows how long it takes
    _, usual = killer.run(["password"], {"--new-password-fd": "a quite new password 0"})
    cli.password = "a quite new password 0"
    words = cli.run("words")
    outcomes = {"old": 0, "new": 0}
    for number in range(1, 13):
        new = "a quite new password %d" % number
        victim = "imwallet-signe" if number % 3 == 0 else None
        after = killer.moment(usual * 1.1)
        code, _ = killer.run(["password"], {"--new-password-fd": new}, after=after, victim=victim)
        opens = []
        for each in (cli.password, new):
            if cli.run("words", password=each, expect=None) == words and cli.code == 0:
                opens.append(each)
        ok = checks.ok("password change killed%s after %.3f s (exit %r): exactly one password opens" %
                       (" (signer)" if victim else "", after, code), len(opens) == 1 and (code != 0 or opens == [new]), repr(opens))
        if not ok and not opens:
            return
        outcomes["new" if opens[-1] == new else "old"] += 1
        old, cli.password = cli.password, opens[-1]
        if code == 0:
            copies(checks, cli, old if opens[-1] == new else new, words)
    print("      ", outcomes)


def own_practice(checks, folder, seed):
    """The practice network of the program itself is killed with it."""
    cli = imwtest.Cli(sys.argv[1], "practice", folder + "/own")
    cli.run("create", options=["--vault", "file"])
    cli.run("practice", "fund", "1", password=False)
    cli.run("practice", "mine", "1", password=False)
    cli.run("sync", password=False)
    killer = Killer(cli, seed)
    target = lambda n: fakechain.address_of(b"\x00\x14" + bytes([n]) * 20, "prac")
    _, usual = killer.run(["send", target(0), "0.001", "--fee", "2", "--yes"])
    for number in range(1, 9):
        victim = "imwallet-pract" if number % 2 else None
        after = usual * (0.15 + killer.moment(0.9))
        code, _ = killer.run(["send", target(number), "0.001", "--fee", "2", "--yes"], after=after, victim=victim)
        cli.run("practice", "mine", "1", password=False)
        cli.run("sync", password=False)
        cli.run("practice", "mine", "1", password=False)
        cli.run("sync", password=False)
        rows = [r for r in cli.run("history", password=False)["transactions"]
                if any(c == target(number) or isinstance(c, dict) and c.get("address") == target(number) for c in r["counterparties"])
                and r["state"] != "dropped"]
        open_ = [p["state"] for p in cli.run("payments", password=False)["payments"]
                 if p["state"] not in ("confirmed", "cancelled", "failed", "replaced")]
        checks.ok("send with its practice network, %s killed after %.3f s (exit %r): once at most, nothing open" %
                  (victim or "program", after, code), len(rows) <= 1 and not open_ and (code != 0 or len(rows) == 1) and
                  cli.balance(field="available") == cli.balance(field="total"), "%d rows, open %r" % (len(rows), open_))
    return killer.orphans


def gone(pids):
    """Those of pids that still run one of our programs."""
    found = []
    for pid in pids:
        try:
            with open("/proc/%d/comm" % pid, encoding="utf-8") as file:
                if file.read().startswith("imwallet-"):
                    found.append(pid)
        except OSError:
            pass
    return found


def test(checks, folder):
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1000000)
    print("      seed", seed)
    began = time.monotonic()
    practice = imwtest.Counterpart([os.environ["IMW_PRACTICE_PATH"], "--state", folder + "/chain.db", "--no-auto-mine"])
    try:
        url = practice.info["url"]
        create(checks, folder, url, seed)
        print("      %.0f s" % (time.monotonic() - began))
        cli = imwtest.Cli(sys.argv[1], "practice", folder + "/pay", ["bitcoin=" + url + "/api"])
        cli.run("create", options=["--vault", "file"])
        pay(checks, cli, url, seed)
        print("      %.0f s" % (time.monotonic() - began))
        speed_up(checks, cli, url, seed)
        print("      %.0f s" % (time.monotonic() - began))
        password(checks, cli, seed)
    finally:
        practice.stop()
    print("      %.0f s" % (time.monotonic() - began))
    orphans = own_practice(checks, folder, seed)
    print("      %.0f s" % (time.monotonic() - began))
    imwtest.wait_for("children to end with the program", lambda: not gone(orphans), 10)
    checks.ok("no child outlives the program", True)


imwtest.run(test)
