#!/usr/bin/python3
"""One owner a data folder: a second writer is told so, readers work beside it, and two payments never take the same coin.

usage: test-two-writers.py CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys
import time

import fakechain
import imwtest

COIN = fakechain.COIN


def command(cli, arguments, fd=None):
    line = [cli.program, "--network", cli.network, "--data-dir", cli.data_dir, "--json"]
    for server in cli.servers:
        line += ["--server", server]
    return line + (["--password-fd", str(fd)] if fd is not None else []) + arguments


def start(cli, *arguments):
    """A command that runs beside the test."""
    fd = imwtest.secret_fd(cli.password)
    process = subprocess.Popen(command(cli, list(arguments), fd), pass_fds=[fd], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=cli.env, text=True)
    os.close(fd)
    return process


def refused(checks, cli, folder, words):
    """What another process may do while the first one holds the folder."""
    address = fakechain.address_of(b"\x00\x14" + b"\x55" * 20)
    writers = {
        "send": (["send", address, "0.01", "--fee", "2", "--yes"], {}), "sync": (["sync"], {}), "words": (["words"], {}),
        "create": (["create"], {}), "restore": (["restore"], {"--words-fd": words}), "backup": (["backup", folder + "/x"], {}),
        "password": (["password"], {"--new-password-fd": "another password 88"}), "vault move": (["vault", "move", "file"], {}),
        "label": (["label", address, "x"], {}), "contacts add": (["contacts", "add", "A", address], {}),
        "speed-up": (["speed-up", "ab" * 32], {}), "receive --new": (["receive", "--new"], {}),
    }
    for name, (arguments, fds) in writers.items():
        answer = cli.run(*arguments, fds=fds, expect=None)
        checks.ok("%s: exit 9" % name, cli.code == 9, "exit %d" % cli.code)
        checks.ok("%s: says why" % name, isinstance(answer, dict) and answer.get("error") == "busy" and
                  "open in another window" in answer["message"], repr(answer))
    checks.ok("no backup file was begun", not os.path.exists(folder + "/x"))
    for name in ("wallets", "balance", "history", "addresses", "payments", "descriptor", "status"):
        answer = cli.run(name, password=False, expect=None)
        checks.ok("%s works beside it" % name, cli.code == 0 and isinstance(answer, dict) and "error" not in answer,
                  "exit %d %r" % (cli.code, answer if cli.code else ""))


def test(checks, folder):
    chain = fakechain.Chain()
    server = fakechain.Server(chain)
    cli = imwtest.Cli(sys.argv[1], "local", folder + "/data", ["bitcoin=" + server.url])
    cli.run("create", options=["--vault", "file"])
    words = cli.run("words").strip()
    first = cli.run("receive", password=False)["address"]
    chain.fund(first, COIN)
    chain.mine()
    cli.run("sync", password=False)

    # the first one stands in the middle of its broadcast
    target = fakechain.address_of(b"\x00\x14" + b"\x44" * 20)
    server.lie = lambda m, p, s, b: (200, 6) if m == "POST" else None
    one = start(cli, "send", target, "0.1", "--fee", "2", "--yes")
    imwtest.wait_for("the broadcast", lambda: chain.posted)
    began = time.monotonic()
    rows = cli.run("payments", password=False)["payments"]
    checks.equal("a reader sees the payment that is on its way", [p["state"] for p in rows], ["signed"])
    checks.equal("and its coin as taken", cli.balance(field="available"), "0.00000000")
    server_lie, server.lie = server.lie, None
    refused(checks, cli, folder, words)
    if time.monotonic() - began > 6:
        print("      the first writer may have ended meanwhile")
    out, _ = one.communicate(timeout=60)
    checks.ok("the first one ends well", one.returncode == 0, out[-300:])
    del server_lie
    cli.run("sync", password=False)
    chain.mine()
    cli.run("sync", password=False)
    checks.equal("paid once", [v for _, v in chain.paid_to(target)], [COIN // 10])

    # many at once: some are told to wait, what goes out spends different coins or comes one after the other
    for part in range(6):
        chain.fund(cli.run("receive", "--new", password=False)["address"], COIN // 100 * (part + 5))
    chain.mine()
    cli.run("sync", password=False)
    before = len(chain.posted)
    targets = [fakechain.address_of(b"\x00\x14" + bytes([0x80 + i]) * 20) for i in range(5)]
    processes = [start(cli, "send", each, "0.01", "--fee", "2", "--yes") for each in targets]
    codes = []
    for process in processes:
        process.communicate(timeout=90)
        codes.append(process.returncode)
    checks.ok("sends at once: done or told that it is open elsewhere", set(codes) <= {0, 9} and 0 in codes, repr(codes))
    for target, code in zip(targets, codes):
        checks.equal("exit %d: %s" % (code, "paid" if code == 0 else "not paid"), len(chain.paid_to(target)), 1 if code == 0 else 0)
    spent = [coin for text in set(chain.posted[before:]) for coin in
             [(i[0], i[1]) for i in fakechain.Tx.parse(bytes.fromhex(text)).ins]]
    checks.equal("no coin was spent twice", len(spent), len(set(spent)))
    cli.run("sync", password=False)
    checks.equal("nothing stays reserved by those that were told to wait", [p["state"] for p in cli.run(
        "payments", password=False)["payments"] if p["state"] in ("prepared", "described")], [])

    # two that make a wallet in an empty folder
    empty = imwtest.Cli(sys.argv[1], "local", folder + "/empty", cli.servers)
    processes = [start(empty, "--vault", "file", "create") for _ in range(3)]
    codes = []
    for process in processes:
        process.communicate(timeout=60)
        codes.append(process.returncode)
    listed = empty.run("wallets", password=False)["wallets"]
    checks.equal("as many wallets as were made", len(listed), codes.count(0))
    checks.ok("the others were told", set(codes) <= {0, 9}, repr(codes))

    # the lock goes with its owner, however it ends, and never lies
    server.lie = lambda m, p, s, b: (200, 20) if p.endswith("height") else None
    n = len(server.requests)
    owner = start(cli, "sync")
    imwtest.wait_for("the sync", lambda: len(server.requests) > n + 1)
    cli.run("words", expect=9)
    owner.kill()
    owner.wait()
    server.lie = None
    cli.run("words")
    checks.ok("a killed owner leaves no lock", True)
    server.stop()


imwtest.run(test)
