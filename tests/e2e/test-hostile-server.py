#!/usr/bin/python3
"""Servers that lie, break off, stall and vanish: no money is lost, nothing is paid twice, nothing unknown is shown as 0.

usage: test-hostile-server.py CLI [PART…]
SPDX-License-Identifier: GPL-3.0-or-later
"""

import concurrent.futures
import copy
import os
import subprocess
import sys
import time
from decimal import Decimal

import fakechain
import imwtest

COIN = fakechain.COIN
THEM = fakechain.address_of(b"\x00\x14" + b"\x77" * 20)
OTHER = fakechain.address_of(b"\x00\x20" + b"\x99" * 32)


class World:
    """A chain, its server and a wallet with money in it."""

    def __init__(self, folder, name, funded=True, second=False):
        self.chain = fakechain.Chain()
        self.server = fakechain.Server(self.chain)
        self.second = fakechain.Server(self.chain) if second else None
        urls = ["bitcoin=" + s.url for s in (self.server, self.second) if s]
        self.cli = imwtest.Cli(sys.argv[1], "local", os.path.join(folder, name), urls)
        self.cli.run("create", options=["--vault", "file"])
        if funded:
            for part in (1, 2, 3):
                address = self.cli.run("receive", "--new", password=False)["address"]
                self.chain.fund(address, part * COIN // 10)
            self.chain.mine()
            self.cli.run("sync", password=False)

    def states(self):
        return [p["state"] for p in self.cli.run("payments", password=False)["payments"]]

    def stop(self):
        self.server.stop()
        if self.second:
            self.second.stop()


def books(cli):
    """What the wallet shows, without the age."""
    return [dict(a, as_of=None) for a in cli.run("balance", password=False)["accounts"]]


def send(cli, address=THEM, amount="0.05", **more):
    return cli.run("send", address, amount, "--fee", "2", "--yes", **more)


def balances(checks, folder):
    """What is shown when servers lie or are gone."""
    world = World(folder, "balance", funded=False)
    cli, server = world.cli, world.server
    first = cli.run("balance", password=False)["accounts"]
    checks.equal("before the first look everything is unknown",
                 {(a["confirmed"], a["pending"], a["total"], a["as_of"]) for a in first}, {(None, None, None, None)})
    failures = {
        "500": lambda *_: (500, "boom"), "404": lambda *_: (404, "no"), "break off": lambda *_: (200, None),
        "not JSON": lambda *_: (200, "<html>login first</html>"), "empty": lambda *_: (200, ""),
        "a null": lambda *_: (200, "null"), "429": lambda *_: (429, "slow down", {"Retry-After": "3600"}),
        "invalid UTF-8": lambda *_: (200, b"\xff\xfe\x00"), "204": lambda *_: (204, ""),
    }
    for name, lie in failures.items():
        server.lie = lie
        cli.run("sync", password=False, expect=None)
        checks.ok("first sync with %s: exit 8" % name, cli.code == 8, "exit %d" % cli.code)
    checks.ok("after failed looks the balance is unknown, not 0", cli.balance() is None, repr(cli.balance()))
    server.lie = None

    address = cli.run("receive", password=False)["address"]
    world.chain.fund(address, COIN // 2)
    world.chain.mine()
    cli.run("sync", password=False)
    known = books(cli)
    checks.equal("an honest server", cli.balance(), "0.50000000")
    for name, lie in failures.items():
        server.lie = lie
        cli.run("sync", password=False, expect=None)
        checks.ok("%s: exit 8" % name, cli.code == 8, "exit %d" % cli.code)
    checks.equal("the last known balance stays", books(cli), known)
    checks.ok("with its age", bool(cli.balance(field="as_of")), cli.balance(field="as_of"))
    server.stop()
    cli.run("sync", password=False, expect=8)
    checks.equal("server gone: the same", books(cli), known)
    send(cli, expect=8)
    checks.equal("server gone: nothing sent", len(world.chain.posted), 0)


def chains(checks, folder):
    """Another chain, a moving tip, redirects."""
    world = World(folder, "chains")
    cli, server, chain = world.cli, world.server, world.chain
    known = books(cli)

    def refused(name, lie, codes=(8,)):
        server.lie = lie
        cli.run("sync", password=False, expect=None)
        checks.ok(name + ": refused", cli.code in codes, "exit %d %s" % (cli.code, cli.stderr[-200:]))
        server.lie = None
        checks.equal(name + ": books as before", books(cli), known)

    mainnet = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    refused("another network's first block", lambda m, p, s, b: (200, mainnet) if p == "/block-height/0" else None, (3, 8))
    for text in ("-1", "99999999999999999999", "12.5", "NaN", "0x10", "1 01", ""):
        refused("tip %r" % text, lambda m, p, s, b, t=text: (200, t) if p.endswith("tip/height") else None)
    refused("the tip's hash is none", lambda m, p, s, b: (200, "z" * 64) if p.startswith("/block-height/1") else None)
    refused("the tip's hash is endless", lambda m, p, s, b: (200, "a" * 20000000) if p.startswith("/block-height/1") else None)

    # somebody else's host
    other = fakechain.Server(chain)
    asked = []
    other.lie = lambda m, p, s, b: asked.append(p)
    refused("redirect to another host",
            lambda m, p, s, b: (302, "", {"Location": "http://localhost:%d%s" % (other.http.server_port, p)}), (6, 8))
    checks.equal("the other host was asked nothing", asked, [])
    refused("redirect to a file", lambda m, p, s, b: (301, "", {"Location": "file:///etc/passwd"}), (6, 8))
    refused("redirect in circles", lambda m, p, s, b: (307, "", {"Location": p}))
    other.stop()
    checks.equal("after all that it works", (cli.run("sync", password=False) and cli.balance()), "0.60000000")
    world.stop()


def changed(body, edit):
    """A copy of the JSON after edit."""
    body = copy.deepcopy(body)
    edit(body)
    return body


def histories(checks, folder):
    """Lies about transactions."""
    world = World(folder, "histories")
    cli, server, chain = world.cli, world.server, world.chain
    known = books(cli)
    address = cli.run("addresses", password=False)["addresses"][0]["address"]
    # something new, so that the histories are asked for
    chain.fund(address, COIN)
    chain.mine()
    is_page = lambda p: "/txs" in p

    def each(edit):
        def lie(method, path, status, body):
            return (status, changed(body, lambda page: [edit(tx) for tx in page])) if is_page(path) else None
        return lie

    def set_in(*path, value):
        def edit(tx):
            part = tx
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = value
        return each(edit)

    lies = {
        "amount of an output": set_in("vout", 0, "value", value=100 * COIN),
        "negative amount": set_in("vout", 0, "value", value=-1),
        "fractional amount": set_in("vout", 0, "value", value=1.5),
        "amount as text": set_in("vout", 0, "value", value="100"),
        "over 21 million": set_in("vout", 0, "value", value=2100000000000001),
        "2^64": set_in("vout", 0, "value", value=1 << 64),
        "another txid": set_in("txid", value="ab" * 32),
        "height far above": set_in("status", "block_height", value=5000),
        "height negative": set_in("status", "block_height", value=-5),
        "no inputs": set_in("vin", value=[]),
        "fee": set_in("fee", value=COIN),
        "script not hex": set_in("vout", 0, "scriptpubkey", value="0014zz"),
        "status missing": set_in("status", value=None),
        "not a list": lambda m, p, s, b: (200, {"a": 1}) if is_page(p) else None,
        "deep nesting": lambda m, p, s, b: (200, "[" * 100000) if is_page(p) else None,
        "duplicate names": lambda m, p, s, b: (200, '[{"txid":"%s","txid":"%s"}]' % ("a" * 64, "b" * 64)) if is_page(p) else None,
        "an empty history": lambda m, p, s, b: (200, []) if is_page(p) else None,
        "the history of another address": lambda m, p, s, b: (200, [chain.tx_json(foreign)]) if is_page(p) else None,
        "endless body": lambda m, p, s, b: (200, b"[" + b" " * 40000000 + b"]") if is_page(p) else None,
        "body shorter than said": lambda m, p, s, b: (200, "[", {"Content-Length": "9", "Connection": "close"}) if is_page(p) else None,
        "counts negative": lambda m, p, s, b: (200, changed(b, lambda x: x["chain_stats"].update(tx_count=-1)))
        if p.count("/") == 2 and "/address/" in p else None,
        "counts of another address": lambda m, p, s, b: (200, dict(b, address=THEM)) if p.count("/") == 2 and "/address/" in p else None,
    }
    foreign = fakechain.Tx([("cd" * 32, 0, b"", 0)], [(5, fakechain.script_of(THEM))])
    foreign.outside, foreign.height = 1000, 50
    for name, lie in lies.items():
        server.lie = lie
        started = time.monotonic()
        cli.run("sync", password=False, expect=None, timeout=60)
        took = time.monotonic() - started
        checks.ok("%s: refused" % name, cli.code == 8 and took < 20, "exit %d after %.1f s %s" % (cli.code, took, cli.stderr[-200:]))
        server.lie = None
        checks.equal("%s: books as before" % name, books(cli), known)

    # pages without end
    pages = [0]

    def endless(method, path, status, body):
        if path.count("/") == 2 and "/address/" in path and body["chain_stats"]["tx_count"]:
            return 200, changed(body, lambda x: x["chain_stats"].update(tx_count=1000000))
        if not is_page(path):
            return None
        script = fakechain.script_of(path.split("/")[2])
        page = []
        for _ in range(25):
            pages[0] += 1
            tx = fakechain.Tx([("%064x" % pages[0], 0, b"", 0)], [(1000, script)])
            tx.outside, tx.height = 2000, len(chain.blocks) - 1
            page.append(chain.tx_json(tx))
        return 200, page
    server.lie = endless
    process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--json", "--server", cli.servers[0],
                                "sync"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=cli.env)
    time.sleep(4)
    with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
        resident = [int(line.split()[1]) for line in file if line.startswith("VmRSS")]
    process.terminate()
    started = time.monotonic()
    code = process.wait(20)
    checks.ok("pages without end can be interrupted", code == 12 and time.monotonic() - started < 5, "exit %d" % code)
    checks.ok("and do not eat the memory", not resident or resident[0] < 400000, "%s kB after %d transactions" % (resident, pages[0]))
    server.lie = None
    checks.equal("pages without end: books as before", books(cli), known)

    # a transaction twice on one page and on two addresses counts once
    server.lie = lambda m, p, s, b: (200, [x for x in b for _ in (0, 1)]) if is_page(p) and b else None
    cli.run("sync", password=False, expect=None)
    server.lie = None
    cli.run("sync", password=False)
    checks.equal("duplicates count once", cli.balance(), "1.60000000")
    checks.equal("and stand once in the history", len(cli.run("history", password=False)["transactions"]), 4)
    world.stop()


def inputs(checks, folder):
    """The fee attack: lies about what the coins that are spent are worth."""
    world = World(folder, "inputs", funded=False)
    cli, server, chain = world.cli, world.server, world.chain
    address = cli.run("receive", password=False)["address"]
    txid = chain.fund(address, COIN)
    chain.mine()
    # the server shows the coin ten times smaller; the id does not fit, so the history is refused
    server.lie = lambda m, p, s, b: (s, changed(b, lambda page: [tx["vout"][0].update(value=COIN // 10) for tx in page])) \
        if "/txs" in p else None
    cli.run("sync", password=False, expect=8)
    checks.ok("a coin of another amount is not believed", cli.balance() is None, repr(cli.balance()))
    server.lie = None
    cli.run("sync", password=False)
    # now it gives another transaction as the one before
    fake = fakechain.Tx(chain.txs[txid].ins, [(COIN // 10, fakechain.script_of(address))])
    for name, answer in (("another transaction", fake.raw.hex()), ("broken hex", "zz"), ("half of it", chain.txs[txid].raw.hex()[:60]),
                         ("nothing", ""), ("upper case and a space", " 00")):
        server.lie = lambda m, p, s, b, a=answer: (200, a) if p.endswith("/hex") else None
        cli.run("send", THEM, "0.05", "--fee", "2", "--yes", expect=None)
        checks.ok("%s as the previous transaction: refused" % name, cli.code in (6, 8, 11), "exit %d" % cli.code)
        checks.equal("%s: nothing was sent" % name, chain.posted, [])
        checks.equal("%s: nothing is left reserved" % name, cli.balance(field="available"), "1.00000000")
    server.lie = None
    sent = send(cli)
    checks.equal("the honest one works", (sent["state"], chain.paid_to(THEM)), ("submitted", [(sent["txid"], 5000000)]))
    tx = chain.txs[sent["txid"]]
    checks.equal("and pays the fee that was shown", Decimal(chain.fee(tx)) / COIN, Decimal(sent["fee"]))
    world.stop()


def fees(checks, folder):
    """Fee estimates that are absurd, negative or missing."""
    world = World(folder, "fees")
    cli, chain = world.cli, world.chain
    cases = {
        "missing": ({}, None), "negative": ({"1": -5, "6": -5, "144": -5}, None), "zero": ({"1": 0, "6": 0, "144": 0}, None),
        "texts": ({"1": "a", "6": "9,5", "144": "9"}, None), "over 2000": ({"1": 1e9, "6": 1e9, "144": 1e9}, None),
        "no numbers": ("{\"1\": NaN, \"6\": Infinity, \"144\": 1}", None), "a list": ([1, 2], None),
        "exponents": ("{\"1\": 1e400, \"6\": 1e-400, \"144\": 1}", None),
    }
    for name, (fees_now, _) in cases.items():
        chain.fees = fees_now
        cli.run("send", THEM, "0.05", "--fee", "normal", "--yes", expect=None)
        checks.ok("fees %s: no payment by them" % name, cli.code != 0, "exit %d" % cli.code)
    checks.equal("nothing was sent", chain.posted, [])
    sent = send(cli, amount="0.01")
    checks.equal("a fee by hand needs no estimate", sent["state"], "submitted")
    chain.mine()
    chain.fees = {"1": 1999, "6": 1999, "144": 1999}
    n = len(chain.posted)
    cli.run("send", THEM, "0.001", "--fee", "normal", "--yes", expect=6)
    checks.equal("an absurd fee needs more than --yes", len(chain.posted), n)
    checks.equal("and nothing stays reserved", cli.balance(field="available"), cli.balance(field="confirmed"))
    world.stop()


def broadcasts(checks, folder):
    """A broadcast whose outcome is not known is finished with the same bytes."""
    unknown = {
        "500 without taking it": (False, lambda *_: (500, "x")), "500 after taking it": (True, lambda *_: (500, "x")),
        "429": (False, lambda *_: (429, "x")), "503 with a page": (True, lambda *_: (503, "<html>")),
        "broken off": (True, lambda *_: (200, None)), "another txid": (True, lambda *_: (200, "ab" * 32)),
        "another txid, not taken": (False, lambda *_: (200, "ab" * 32)), "empty answer": (True, lambda *_: (200, "")),
        "huge answer": (True, lambda *_: (200, "a" * 5000000)), "a redirect": (False, lambda *_: (307, "", {"Location": "/elsewhere"})),
    }
    world = World(folder, "broadcast")
    cli, server, chain = world.cli, world.server, world.chain
    for number, (name, (taken, answer)) in enumerate(unknown.items()):
        target = fakechain.address_of(b"\x00\x14" + bytes([number]) * 20)
        n = len(chain.posted)
        real = chain.broadcast
        if not taken:
            chain.broadcast = lambda text: (chain.posted.append(text), (200, ""))[1]
        server.lie = lambda m, p, s, b, a=answer: a() if m == "POST" else None
        sent = send(cli, target, "0.005", expect=None)
        chain.broadcast, server.lie = real, None
        ok = checks.ok("%s: the payment is kept as signed" % name, cli.code == 0 and sent["state"] == "signed",
                       "exit %d %r" % (cli.code, sent.get("state") if isinstance(sent, dict) else sent))
        if ok:
            checks.ok("%s: it says why" % name, bool(sent["last_error"]), repr(sent["last_error"]))
        cli.run("sync", password=False)
        # what one run does not resubmit the next must
        if not chain.paid_to(target):
            cli.run("sync", password=False)
        checks.equal("%s: paid once" % name, [v for _, v in chain.paid_to(target)], [500000])
        ids = {fakechain.Tx.parse(bytes.fromhex(t)).txid for t in chain.posted[n:]}
        checks.ok("%s: always the same bytes" % name, len(set(chain.posted[n:])) == 1 and len(ids) == 1, "%d kinds" % len(set(chain.posted[n:])))
        chain.mine()
        cli.run("sync", password=False)
        checks.equal("%s: confirmed, nothing open" % name, [s for s in world.states() if s in ("signed", "submitted")], [])
    paid = Decimal("0.005") * len(unknown)
    fees_paid = sum(chain.fee(t) for t in chain.txs.values() if not hasattr(t, "outside"))
    checks.equal("books", Decimal(cli.balance()), Decimal("0.6") - paid - Decimal(fees_paid) / COIN)

    # refused in plain words: failed, coins free again
    server.lie = lambda m, p, s, b: (400, "sendrawtransaction RPC error -26: min relay fee not met") if m == "POST" else None
    chain.broadcast, real = (lambda text: (400, "x")), chain.broadcast
    sent = send(cli, OTHER, "0.005")
    checks.equal("refused: not certain yet", (sent["state"], sent["refused"]), ("signed", True))
    checks.ok("refused: its coins stay reserved", Decimal(cli.balance(field="available")) < Decimal(cli.balance(field="confirmed")))
    cli.run("sync", password=False)
    checks.ok("refused again: nothing open", not [s for s in world.states() if s in ("signed", "submitted")])
    chain.broadcast, server.lie = real, None
    checks.equal("refused: nothing stays reserved", cli.balance(field="available"), cli.balance(field="confirmed"))
    checks.equal("refused: not paid", chain.paid_to(OTHER), [])

    # refused, denied, and passed on all the same
    target = fakechain.address_of(b"\x00\x14" + b"\x77" * 20)
    n, known = len(chain.posted), set(chain.txs)

    def deny(method, path, *_):
        if method == "POST":
            return 400, "bad-txns-inputs-missingorspent"
        if path.startswith("/tx/") and path.split("/")[2] not in known:
            return 404, "Transaction not found"
        return None

    server.lie = deny
    sent = send(cli, target, "0.005")
    checks.equal("passed on by a liar: not certain yet", (sent["state"], sent["refused"]), ("signed", True))
    checks.equal("passed on by a liar: it went out", [v for _, v in chain.paid_to(target)], [500000])
    checks.ok("passed on by a liar: its coins stay reserved", Decimal(cli.balance(field="available")) < Decimal(cli.balance(field="confirmed")))
    server.lie = None
    cli.run("sync", password=False)
    checks.equal("passed on by a liar: found", [s for s in world.states() if s in ("signed", "submitted")], ["submitted"])
    checks.equal("passed on by a liar: sent once", len(set(chain.posted[n:])), 1)
    chain.mine()
    cli.run("sync", password=False)
    checks.equal("passed on by a liar: confirmed, nothing open", [s for s in world.states() if s in ("signed", "submitted")], [])
    world.stop()


def dropped(checks, folder):
    """A transaction leaves the mempool, and the server denies it."""
    world = World(folder, "dropped", second=True)
    cli, chain = world.cli, world.chain
    sent = send(cli, OTHER, "0.01")
    tx = chain.txs.pop(sent["txid"])
    cli.run("sync", password=False)
    cli.run("sync", password=False)
    checks.ok("dropped from the mempool: sent again with the same bytes",
              sent["txid"] in chain.txs and set(chain.posted) == {tx.raw.hex()}, "%d posts" % len(chain.posted))
    # one server denies it, the other one has it
    world.server.lie = lambda m, p, s, b: (404, "Transaction not found") if p.startswith("/tx/") else None
    cli.run("sync", password=False)
    rows = cli.run("history", "--search", sent["txid"], password=False)["transactions"]
    checks.ok("one server's word drops nothing", rows and rows[0]["state"] == "mempool", repr(rows and rows[0]["state"]))
    world.server.lie = None
    chain.mine()
    cli.run("sync", password=False)
    checks.equal("confirmed in the end", [v for _, v in chain.paid_to(OTHER)], [1000000])
    checks.equal("nothing is open", [s for s in world.states() if s in ("signed", "submitted")], [])
    # the first server fails in the middle: the second one gets it
    world.server.lie = lambda m, p, s, b: (500, "x")
    sent = send(cli, THEM, "0.01")
    checks.ok("a second server takes over", sent["state"] == "submitted" and sent["txid"] in chain.txs, sent["state"])
    world.stop()


def slow(checks, folder):
    """A server that never answers."""
    world = World(folder, "slow")
    cli, server, chain = world.cli, world.server, world.chain
    server.lie = lambda m, p, s, b: (200, 30) if p.endswith("tip/height") else None
    process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--server", cli.servers[0], "sync"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=cli.env)
    imwtest.wait_for("the request", lambda: ("GET", "/blocks/tip/height") in server.requests[-3:])
    process.terminate()
    started = time.monotonic()
    checks.ok("a stalled sync ends on request", process.wait(20) == 12 and time.monotonic() - started < 3)
    server.lie = lambda m, p, s, b: (200, 30) if m == "POST" else None
    n = len(chain.posted)
    fd = imwtest.secret_fd(cli.password)
    process = subprocess.Popen([cli.program, "--network", "local", "--data-dir", cli.data_dir, "--server", cli.servers[0],
                                "--password-fd", str(fd), "send", OTHER, "0.01", "--fee", "2", "--yes"], pass_fds=[fd],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=cli.env)
    os.close(fd)
    imwtest.wait_for("the broadcast", lambda: len(chain.posted) > n)
    process.terminate()
    code = process.wait(20)
    checks.ok("a stalled broadcast ends on request", code in (0, 12), "exit %d" % code)
    server.lie = None
    cli.run("sync", password=False)
    chain.mine()
    cli.run("sync", password=False)
    checks.equal("paid once all the same", [v for _, v in chain.paid_to(OTHER)], [1000000])
    checks.equal("nothing is open", [s for s in world.states() if s in ("signed", "submitted")], [])
    world.stop()


def test(checks, folder):
    chosen = sys.argv[2:]
    parts = [part for part in (broadcasts, histories, fees, balances, inputs, dropped, slow, chains)
             if not chosen or part.__name__ in chosen]

    def work(part):
        started = time.monotonic()
        try:
            part(checks, folder)
        except Exception as error:  # pylint: disable=broad-except
            checks.ok("%s went to its end" % part.__name__, False, repr(error))
        print("      %s took %.1f s" % (part.__name__, time.monotonic() - started))

    # most of the time is the wallet's waiting before it asks again
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(work, parts))


imwtest.run(test)
