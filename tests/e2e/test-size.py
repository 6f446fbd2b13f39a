#!/usr/bin/python3
"""Ten thousand payments and as many coins on the practice network: how long things take.

usage: test-size.py CLI [COUNT]
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import sys
import time
import urllib.request
from decimal import Decimal

import fakechain
import imwtest


def post(url, path, **body):
    request = urllib.request.Request(url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return json.load(reply)


def test(checks, folder):
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    practice = imwtest.Counterpart([os.environ["IMW_PRACTICE_PATH"], "--state", folder + "/chain.db", "--no-auto-mine"])
    try:
        url = practice.info["url"]
        cli = imwtest.Cli(sys.argv[1], "practice", folder + "/data", ["bitcoin=" + url + "/api"])
        cli.run("create", options=["--vault", "file"])

        def timed(name, limit, *arguments, **more):
            began = time.monotonic()
            answer = cli.run(*arguments, timeout=300, **more)
            took = time.monotonic() - began
            checks.ok("%s: %.2f s, at most %d s" % (name, took, limit), took < limit)
            return answer

        address = cli.run("receive", password=False)["address"]
        began, done = time.monotonic(), 0
        while done < count:
            part = min(1000, count - done)
            post(url, "/practice/fund", address=address, amount_sat=10000, count=part)
            done += part
            if done % 2000 == 0:
                post(url, "/practice/mine", blocks=1)
        post(url, "/practice/mine", blocks=1)
        print("      %d payments made in %.1f s" % (count, time.monotonic() - began))
        timed("first sync of %d payments" % count, 60, "sync", password=False)
        checks.equal("nothing is missing", Decimal(cli.balance()), Decimal(count) * 10000 / 100000000)
        timed("sync without news", 10, "sync", password=False)
        timed("balance", 2, "balance", password=False)
        rows = timed("first page of the history", 3, "history", password=False)["transactions"]
        checks.equal("a hundred rows", len(rows), min(100, count))
        found = timed("search by id", 3, "history", "--search", rows[50]["txid"], password=False)["transactions"]
        checks.equal("it is found", [r["txid"] for r in found], [rows[50]["txid"]])
        timed("all rows as CSV", 30, "history", "--csv", folder + "/all.csv")
        with open(folder + "/all.csv", encoding="utf-8") as file:
            checks.equal("each is in it", sum(1 for _ in file), count + 1)
        target = fakechain.address_of(b"\x00\x14" + b"\x31" * 20, "prac")
        timed("dry run with %d coins" % count, 15, "send", target, "0.0005", "--fee", "2", "--dry-run", password=False)
        sent = timed("payment with %d coins" % count, 15, "send", target, "0.0005", "--fee", "2", "--yes")
        checks.equal("paid", sent["state"], "submitted")
        sent = timed("payment of two hundred coins", 30, "send", target, "0.0190", "--fee", "1", "--yes")
        checks.equal("paid, of many coins", sent["state"], "submitted")
        post(url, "/practice/mine", blocks=1)
        timed("sync after it", 20, "sync", password=False)
        stats = json.loads(imwtest.get("%s/api/address/%s" % (url, target)))["chain_stats"]
        checks.equal("the other side has it", stats["funded_txo_sum"], 50000 + 1900000)
        cli.run("send", target, "all", "--fee", "1", "--yes", expect=None, timeout=300)
        checks.ok("everything at once: done, or refused with a reason", cli.code in (0, 3, 6, 7), "exit %d" % cli.code)
        free = cli.balance(field="available"), cli.balance(field="total")
        checks.ok("and nothing stays taken when it was refused", cli.code == 0 or free[0] == free[1], repr(free))
    finally:
        practice.stop()


imwtest.run(test)
