#!/usr/bin/python3
"""The command line on the practice network: from nothing to a confirmed payment, with restarts, labels and a backup.

usage: test-practice.py CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import stat
import subprocess
import sys
from decimal import Decimal

import imwtest


def fund(cli, amount, account="bitcoin-84"):
    cli.run("practice", "fund", amount, "--account", account, password=False)
    cli.run("practice", "mine", "1", password=False)
    cli.run("sync", password=False)


def test(checks, folder):
    cli = imwtest.Cli(sys.argv[1], "practice", folder + "/a")
    made = cli.run("create", "--words", "24", "--words-language", "zh-Hans", options=["--vault", "file"])
    checks.equal("environment", made["environment"], "practice")
    words = cli.run("words").strip()
    checks.equal("24 Chinese words", len(words.split(" ")), 24)
    received = cli.run("receive", "--amount", "0.015", "--label", "小王", "--qr", folder + "/qr.png", password=False)
    checks.ok("practice address", received["address"].startswith("prac1"), received["address"])
    checks.ok("payment link", received["uri"].startswith("bitcoin:prac1") and "amount=0.015" in received["uri"], received["uri"])
    with open(folder + "/qr.png", "rb") as file:
        checks.ok("QR picture", file.read(8) == b"\x89PNG\r\n\x1a\n")
    fund(cli, "0.2")
    fund(cli, "0.1", "bitcoin-86")
    checks.equal("faucet", (cli.balance(), cli.balance("bitcoin-86")), ("0.20000000", "0.10000000"))

    target = cli.run("receive", "--account", "bitcoin-86", password=False)["address"]
    dry = cli.run("send", target, "0.05", "--fee", "5", "--dry-run", password=False)
    checks.equal("dry run", (dry["dry_run"], dry["amount"]), (True, "0.05000000"))
    sent = cli.run("send", target, "0.05", "--fee", "5", "--label", "午饭 with Ann", "--yes")
    checks.equal("sent", sent["state"], "submitted")
    checks.equal("the signer knows it for our own", [r["own"] for r in sent["recipients"]], [True])
    checks.ok("and says that it pays itself", "pays-itself" in sent["warnings"], str(sent["warnings"]))
    checks.equal("so only the fee leaves", sent["leaves"], sent["fee"])
    checks.equal("fee as promised", sent["fee"], dry["fee"])
    cli.run("practice", "mine", "1", password=False)
    cli.run("sync", password=False)
    rows = cli.run("history", "--search", sent["txid"], "--account", "bitcoin-84")["transactions"]
    checks.equal("confirmed, with its label", [(r["state"], r["label"]) for r in rows], [("confirmed", "午饭 with Ann")])
    locked = cli.run("history", "--search", sent["txid"], password=False)["transactions"]
    checks.ok("no label without the password", all(r["label"] is None for r in locked) and locked)
    rows = cli.run("history", "--search", "午饭")["transactions"]
    checks.ok("two Chinese characters are found", any(r["txid"] == sent["txid"] for r in rows))
    checks.equal("self payment adds up", Decimal(cli.balance()) + Decimal(cli.balance("bitcoin-86")),
                 Decimal("0.3") - Decimal(sent["fee"]))

    contacts(checks, cli, target)
    privacy(checks, folder, words)
    wrong(checks, cli, folder)
    backup(checks, cli, folder)
    password(checks, cli)
    csv(checks, cli, folder)
    status = cli.run("status", password=False)
    checks.equal("status", (status["environment"], status["networks"][0]["network"], status["networks"][0]["state"]),
                 ("practice", "practice", "good"))


def contacts(checks, cli, address):
    cli.run("contacts", "add", "安娜", address, "--note", "abroad")
    listed = cli.run("contacts", "list")["contacts"]
    checks.equal("contact", [(c["name"], c["addresses"][0]["address"]) for c in listed], [("安娜", address)])
    cli.run("contacts", "add", "Bad", "not an address", expect=3)
    cli.run("contacts", "remove", "安娜")
    checks.equal("contact removed", cli.run("contacts", "list")["contacts"], [])
    cli.run("contacts", "add", "安娜", address)


def privacy(checks, folder, words):
    """Nothing personal and nothing secret lies in the folder in plain text; nobody else may read it."""
    needles = ["午饭", "with Ann", "安娜", "correct horse"] + [words]
    found, loose = [], []
    for place, dirs, names in os.walk(folder + "/a"):
        for name in dirs + names:
            path = os.path.join(place, name)
            mode = stat.S_IMODE(os.stat(path).st_mode)
            if mode & 0o077:
                loose.append((path, oct(mode)))
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
                found += [(needle, name) for needle in needles if needle.encode() in content]
    checks.equal("no plain text of labels, contacts, words, password", found, [])
    checks.equal("folders 0700, files 0600", loose, [])


def wrong(checks, cli, folder):
    cli.run("send", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0.01", "--yes", expect=3)
    checks.ok("a real address is refused in practice", "error" in cli.run("send", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0.01", expect=3))
    cli.run("frobnicate", expect=2)
    cli.run("send", expect=2)
    cli.run("balance", password=False, options=["--wallet", "nobody"], expect=10)
    cli.run("words", password="wrong password 1", expect=5)
    cli.run("words", expect=0)
    # another environment sees nothing of it
    other = imwtest.Cli(cli.program, "local", cli.data_dir)
    checks.equal("environments do not mix", other.run("wallets", password=False)["wallets"], [])
    main = imwtest.Cli(cli.program, "main", folder + "/a", ["bitcoin=http://192.0.2.1:1"])
    main.run("wallets", password=False)
    checks.ok("exit codes", True)
    # a reader beside an owner, two owners
    lock = subprocess.Popen([cli.program, "--network", "practice", "--data-dir", cli.data_dir, "status"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    lock.wait(60)
    checks.ok("status ends by itself", lock.returncode == 0)


def backup(checks, cli, folder):
    path = folder + "/backup.imwbackup"
    cli.run("backup", path)
    with open(path, "rb") as file:
        content = file.read()
    checks.ok("backup is sealed", "午饭".encode() not in content and "安娜".encode() not in content)
    other = imwtest.Cli(cli.program, "practice", folder + "/b")
    other.run("restore", "--backup", path, options=["--vault", "file"])
    checks.equal("restored: same words", other.run("words"), cli.run("words"))
    checks.equal("restored: contacts", [c["name"] for c in other.run("contacts", "list")["contacts"]], ["安娜"])
    bad = imwtest.Cli(cli.program, "practice", folder + "/c", password="wrong password 1")
    bad.run("restore", "--backup", path, options=["--vault", "file"], expect=5)
    with open(folder + "/broken", "wb") as file:
        file.write(content[:-1] + bytes([content[-1] ^ 1]))
    damaged = imwtest.Cli(cli.program, "practice", folder + "/d")
    damaged.run("restore", "--backup", folder + "/broken", options=["--vault", "file"], expect=None)
    checks.ok("a damaged backup is refused", damaged.code in (3, 5, 11), str(damaged.code))
    checks.equal("and leaves no wallet", damaged.run("wallets", password=False)["wallets"], [])


def password(checks, cli):
    old = cli.password
    cli.run("password", fds={"--new-password-fd": "a quite new password 4"})
    cli.run("words", password=old, expect=5)
    cli.password = "a quite new password 4"
    checks.ok("new password opens, the old one does not", bool(cli.run("words")))
    cli.run("password", fds={"--new-password-fd": "123"}, expect=2)
    checks.ok("a weak password is refused", True)


def csv(checks, cli, folder):
    cli.run("history", "--csv", folder + "/history.csv")
    with open(folder + "/history.csv", encoding="utf-8") as file:
        lines = file.read().split("\n")
    checks.ok("CSV has a header and the rows", "txid" in lines[0].lower() and len(lines) >= 4, lines[0])


imwtest.run(test)
