#!/usr/bin/python3
"""The wallet against a real EVM: ether and two tokens received, paid, sped up, taken back, reorganised; servers that lie.

usage: test-anvil.py CLI COUNTERPARTS-FOLDER SOURCE-OF-COUNTERPARTS
SPDX-License-Identifier: GPL-3.0-or-later
"""

import http.server
import json
import os
import sys
import threading
import urllib.request
from decimal import Decimal

import imwtest

THEM = "0x000000000000000000000000000000000000dEaD"
ETHER = 10 ** 18


class Node:
    """JSON-RPC of a development node."""

    def __init__(self, url):
        self.url = url

    def __call__(self, method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.load(reply)
        if answer.get("error"):
            raise AssertionError("%s: %s" % (method, answer["error"]))
        return answer["result"]

    def number(self, method, *params):
        return int(self(method, *params), 16)

    def receipt(self, txid):
        return imwtest.wait_for("receipt " + txid, lambda: self("eth_getTransactionReceipt", txid))

    def token_balance(self, token, address):
        data = "0x70a08231" + address[2:].lower().rjust(64, "0")
        return int(self("eth_call", {"to": token, "data": data}, "latest"), 16)

    def token_send(self, owner, token, address, units):
        data = "0xa9059cbb" + address[2:].lower().rjust(64, "0") + "%064x" % units
        return self.receipt(self("eth_sendTransaction", {"from": owner, "to": token, "data": data}))

    def token_call(self, owner, token, selector, word):
        return self.receipt(self("eth_sendTransaction", {"from": owner, "to": token, "data": selector + "%064x" % word}))


class Liar:
    """Passes everything on to the node but what it is told to answer otherwise: {method: result}."""

    def __init__(self, url):
        self.url, self.lies, self.calls = url, {}, []
        liar = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                liar.calls.append([c["method"] for c in (asked if isinstance(asked, list) else [asked])])
                request = urllib.request.Request(liar.url, json.dumps(asked).encode(), {"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=60) as reply:
                    answer = json.load(reply)
                names = {c["id"]: c["method"] for c in (asked if isinstance(asked, list) else [asked])}
                for one in answer if isinstance(answer, list) else [answer]:
                    if names.get(one.get("id")) in liar.lies:
                        one.pop("error", None)
                        one["result"] = liar.lies[names[one["id"]]]
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *arguments: None  # who hangs up is no fault
        self.address = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def entry(cli, account="ethereum"):
    for row in cli.run("balance", password=False)["accounts"]:
        if row["account"] == account:
            return row
    raise AssertionError("no account " + account)


def held(cli, contract=None, field="confirmed", account="ethereum"):
    for asset in entry(cli, account)["assets"]:
        if (asset["contract"] or "").lower() == (contract or "").lower():
            return None if asset[field] is None else Decimal(asset[field])
    return None


def synced(cli, **more):
    return cli.run("sync", password=False, **more)


def mined(cli, node):
    node("anvil_mine", "0x1")
    synced(cli)


def row_of(cli, txid):
    rows = cli.run("history", "--search", txid, password=False)["transactions"]
    return rows[0] if rows else None


def states(cli):
    return {p["txid"]: p["state"] for p in cli.run("payments", password=False)["payments"]}


def test(checks, folder):
    program, counterparts, source = sys.argv[1:4]
    if not os.path.exists(os.path.join(counterparts, "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil")):
        raise imwtest.Skip("Anvil is not in the build folder (make counterparts)")
    peer = imwtest.Counterpart([imwtest.node_program(), os.path.join(source, "anvil.mjs")],
                               env={"IMW_TESTBED_MODULES": counterparts})
    liar = None
    try:
        node, owner, tokens = Node(peer.info["url"]), peer.info["owner"], peer.info["tokens"]
        cli = imwtest.Cli(program, "local", folder + "/a", ["ethereum=" + peer.info["url"]])
        cli.run("create", options=["--vault", "file"])
        receive(checks, cli, node, owner, tokens)
        pay(checks, cli, node, tokens)
        lane(checks, cli, node)
        usdt_like(checks, cli, node, owner, tokens)
        many_logs(checks, cli, node, owner, tokens)
        reorganised(checks, cli, node)
        liar = Liar(peer.info["url"])
        lied_to(checks, cli, node, liar, folder)
        everything(checks, cli, node, owner, tokens)
        restored(checks, cli, node, folder, tokens)
    finally:
        if liar:
            liar.stop()
        peer.stop()


def receive(checks, cli, node, owner, tokens):
    checks.ok("unknown before the first look", held(cli) is None)
    synced(cli)
    checks.equal("nothing after it", held(cli), Decimal(0))
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    checks.equal("the node knows the address as empty", node.number("eth_getBalance", address, "latest"), 0)
    node.receipt(node("eth_sendTransaction", {"from": owner, "to": address, "value": hex(10 * ETHER)}))
    mined(cli, node)
    checks.equal("10 ETH received", held(cli), Decimal(10))
    for name in ("Normal", "UsdtLike"):
        made = cli.run("tokens", "add", tokens[name], "--account", "ethereum", password=False)
        row = [t for t in made["tokens"] if t["contract"].lower() == tokens[name].lower()][0]
        checks.equal(name + ": decimals as the contract says", row["decimals"], {"Normal": 18, "UsdtLike": 6}[name])
        checks.equal(name + ": the user's own", row["trust"], "own")
    node.token_send(owner, tokens["Normal"], address, 100 * ETHER)
    node.token_send(owner, tokens["UsdtLike"], address, 1000 * 10 ** 6)
    mined(cli, node)
    checks.equal("100 NRM received", held(cli, tokens["Normal"]), Decimal(100))
    checks.equal("1000 USDT received", held(cli, tokens["UsdtLike"]), Decimal(1000))
    rows = cli.run("history", "--asset", tokens["UsdtLike"], password=False)["transactions"]
    checks.equal("the token's history", [(r["direction"], Decimal(r["net"]), r["state"]) for r in rows],
                 [("received", Decimal(1000), "confirmed")])


def pay(checks, cli, node, tokens):
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    before, theirs = node.number("eth_getBalance", address, "latest"), node.number("eth_getBalance", THEM, "latest")
    dry = cli.run("send", THEM, "1.5", "--asset", "ETH", "--dry-run", password=False)
    checks.ok("dry run: a probable fee under the bound", Decimal(dry["expected_fee"]) <= Decimal(dry["fee"]), str(dry))
    sent = cli.run("send", THEM, "1.5", "--asset", "ETH", "--yes")
    checks.equal("1.5 ETH: submitted", sent["state"], "submitted")
    checks.equal("1.5 ETH: first number", sent["sequence"], 0)
    checks.ok("1.5 ETH: the fee is a bound", sent["fee_is_bound"])
    receipt = node.receipt(sent["txid"])
    cost = int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)
    checks.equal("1.5 ETH arrived", node.number("eth_getBalance", THEM, "latest") - theirs, 15 * ETHER // 10)
    checks.equal("and left", before - node.number("eth_getBalance", address, "latest"), 15 * ETHER // 10 + cost)
    checks.ok("the fee was within the bound", cost <= int(Decimal(sent["fee"]) * ETHER))
    synced(cli)
    checks.equal("books after it", held(cli), Decimal(node.number("eth_getBalance", address, "latest")) / ETHER)
    row = row_of(cli, sent["txid"])
    checks.equal("history: what left, with the true fee", (row["state"], Decimal(row["net"]), Decimal(row["fee"])),
                 ("confirmed", -Decimal("1.5") - Decimal(cost) / ETHER, Decimal(cost) / ETHER))

    for name, decimals in (("Normal", 18), ("UsdtLike", 6)):
        token = tokens[name]
        sent = cli.run("send", THEM, "25", "--asset", token, "--yes")
        receipt = node.receipt(sent["txid"])
        checks.equal(name + ": the call succeeded", receipt["status"], "0x1")
        checks.equal(name + ": 25 arrived", node.token_balance(token, THEM), 25 * 10 ** decimals)
        checks.ok(name + ": the signer says that the contract alone vouches", "unknown-token" in sent["warnings"], str(sent["warnings"]))
        checks.equal(name + ": paid in the token, fee in ether", (sent["fee_asset"], Decimal(sent["amount"])), ("ETH", Decimal(25)))
        synced(cli)
        row = row_of(cli, sent["txid"])
        checks.equal(name + ": history", (row["state"], Decimal(row["net"]), row["fee_asset"]), ("confirmed", Decimal(-25), "ETH"))
        checks.equal(name + ": books", held(cli, token), Decimal({"Normal": 100, "UsdtLike": 1000}[name]) - 25)

    cli.run("send", tokens["UsdtLike"], "1", "--asset", tokens["UsdtLike"], "--yes", expect=6)
    checks.ok("a token to its own contract is refused", True)
    cli.run("send", "0x" + "0" * 40, "1", "--asset", "ETH", "--yes", expect=3)
    checks.ok("the zero address is refused", True)
    cli.run("send", THEM, "100000", "--asset", "ETH", "--yes", expect=7)
    checks.ok("more than there is is refused", True)
    cli.run("send", THEM[:-1] + "d", "0.1", "--asset", "ETH", "--yes", expect=3)
    checks.ok("an address with a wrong checksum is refused", True)


def lane(checks, cli, node):
    node("evm_setAutomine", False)
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    first_number = node.number("eth_getTransactionCount", address, "latest")
    sent = [cli.run("send", THEM, "0.0%d" % (i + 1), "--asset", "ETH", "--fee", "slow", "--yes") for i in range(3)]
    checks.equal("three open payments have numbers in a row", [s["sequence"] for s in sent],
                 [first_number, first_number + 1, first_number + 2])
    waits = {p["txid"]: p["waits_for"] for p in cli.run("payments", password=False)["payments"]}
    checks.ok("the second and third wait for an earlier one", waits[sent[0]["txid"]] is None and
              waits[sent[1]["txid"]] and waits[sent[2]["txid"]], str(waits))
    faster = cli.run("speed-up", sent[1]["txid"], "--yes")
    checks.equal("speed up: the same number", faster["sequence"], sent[1]["sequence"])
    back = cli.run("cancel", sent[2]["txid"], "--yes")
    checks.equal("cancel: the same number, nothing to oneself", (back["sequence"], back["action"]), (sent[2]["sequence"], "nothing"))
    theirs = node.number("eth_getBalance", THEM, "latest")
    node("anvil_mine", "0x1")
    node("evm_setAutomine", True)
    mined(cli, node)
    checks.equal("only the first and the second arrived", node.number("eth_getBalance", THEM, "latest") - theirs, 3 * ETHER // 100)
    open_states = states(cli)
    checks.ok("the old ones count no longer", all(open_states.get(s["txid"], "replaced") == "replaced" for s in sent[1:]), str(open_states))
    checks.equal("the faster one is confirmed", row_of(cli, faster["txid"])["state"], "confirmed")
    checks.equal("books equal the node's", held(cli), Decimal(node.number("eth_getBalance", address, "latest")) / ETHER)


def usdt_like(checks, cli, node, owner, tokens):
    """What hurts with the real one: pause, blacklist, a fee."""
    token = tokens["UsdtLike"]
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    node.token_call(owner, token, "0x02329a29", 1)  # pause(bool)
    dry = cli.run("send", THEM, "1", "--asset", token, "--dry-run", password=False, expect=None)
    blocked = cli.code != 0 or any(f["guard"] == "would-fail" and f["blocks"] for f in dry["findings"])
    checks.ok("paused: told before anything is sent", blocked, str(dry))
    cli.run("send", THEM, "1", "--asset", token, "--yes", expect=6)
    checks.ok("paused: refused", True)
    node.token_call(owner, token, "0x02329a29", 0)
    node.token_call(owner, token, "0x0ecb93c0", int(address, 16))  # addBlackList(address)
    cli.run("send", THEM, "1", "--asset", token, "--yes", expect=6)
    checks.ok("blacklisted: refused before anything is sent", True)
    checks.equal("nothing is left held", held(cli, token, "available"), held(cli, token))


def many_logs(checks, cli, node, owner, tokens):
    """10,000 payments of one token, in blocks of many."""
    token = tokens["Normal"]
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    before = held(cli, token)
    node("evm_setAutomine", False)
    data = "0xa9059cbb" + address[2:].lower().rjust(64, "0") + "%064x" % (ETHER // 1000)
    number = node.number("eth_getTransactionCount", owner, "latest")
    for start in range(number, number + 10000, 500):
        body = [{"jsonrpc": "2.0", "id": i, "method": "eth_sendTransaction",
                 "params": [{"from": owner, "to": token, "data": data, "gas": "0x11170", "nonce": hex(i)}]}
                for i in range(start, start + 500)]
        request = urllib.request.Request(node.url, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as reply:
            answers = json.load(reply)
        if any("error" in a for a in answers):
            raise AssertionError(str([a for a in answers if "error" in a][0]))
        node("anvil_mine", "0x2")
    node("evm_setAutomine", True)
    node("anvil_mine", "0x1")
    imwtest.wait_for("10,000 transfers", lambda: node.token_balance(token, address) == int(before * ETHER) + 10 * ETHER, 120)
    synced(cli, timeout=300)
    checks.equal("balance after 10,000 payments", held(cli, token), before + 10)
    cli.run("sync", "--history", password=False, timeout=300)
    checks.equal("the history reaches back to the beginning", entry(cli)["history_from"], 0)
    rows = cli.run("history", "--asset", token, "--limit", "20000", password=False, timeout=300)["transactions"]
    got = sum(1 for r in rows if r["direction"] == "received")
    checks.equal("10,001 of them in the history", got, 10001)


def reorganised(checks, cli, node):
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    sent = cli.run("send", THEM, "0.25", "--asset", "ETH", "--yes")
    node.receipt(sent["txid"])
    synced(cli)
    checks.equal("before the reorganisation", row_of(cli, sent["txid"])["state"], "confirmed")
    node("anvil_reorg", 1, [])
    checks.equal("the node has dropped the payment with its block", node("eth_getTransactionReceipt", sent["txid"]), None)
    synced(cli)

    def back():
        row = row_of(cli, sent["txid"])
        if row["state"] == "confirmed" and node("eth_getTransactionReceipt", sent["txid"]) is not None:
            return True
        synced(cli)
        return False
    imwtest.wait_for("the payment, sent again by itself, in a block of the new chain", back, 60)
    checks.ok("the same payment went out again and is in a block of the new chain", True)
    checks.equal("books equal the node's", held(cli), Decimal(node.number("eth_getBalance", address, "latest")) / ETHER)


def lied_to(checks, cli, node, liar, folder):
    other = imwtest.Cli(cli.program, "local", cli.data_dir, ["ethereum=" + liar.address])
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    true = held(cli)
    liar.lies = {"eth_chainId": "0x1"}
    other.run("sync", password=False, expect=None)
    checks.ok("another chain's server is not believed", other.code != 0, other.stderr)
    checks.equal("and the books stay", held(cli), true)
    liar.lies = {"eth_getTransactionCount": hex(node.number("eth_getTransactionCount", address, "latest") + 5)}
    other.run("send", THEM, "0.01", "--asset", "ETH", "--yes", expect=None)
    synced(cli)
    open_ones = [p for p in cli.run("payments", password=False)["payments"] if p["state"] in ("signed", "submitted")]
    checks.ok("a wrong number: refused, or told as a gap",
              other.code != 0 or any(p["gap"] for p in open_ones), "%s %s" % (other.code, open_ones))
    liar.lies = {}
    for payment in open_ones:
        if payment["gap"]:
            cli.run("cancel", payment["txid"], "--yes", expect=None)
    mined(cli, node)
    sent = cli.run("send", THEM, "0.01", "--asset", "ETH", "--yes")
    checks.equal("afterwards it goes on without a repair", node.receipt(sent["txid"])["status"], "0x1")
    liar.lies = {"eth_getBalance": hex(10 ** 24)}
    other.run("sync", password=False, expect=None)
    lie = other.run("send", THEM, "1000", "--asset", "ETH", "--yes", expect=None)
    checks.ok("a balance that is a lie: what is paid out of it is refused", other.code != 0 or lie["refused"], str(lie))
    liar.lies = {}
    synced(cli)
    checks.equal("a true server sets the books right", held(cli), Decimal(node.number("eth_getBalance", address, "latest")) / ETHER)


def everything(checks, cli, node, owner, tokens):
    token = tokens["Normal"]
    synced(cli)
    sent = cli.run("send", THEM, "all", "--asset", "ETH", "--yes")
    receipt = node.receipt(sent["txid"])
    synced(cli)
    cost = int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)
    checks.equal("send all of ether leaves what the bound was above the fee", held(cli, field="available"),
                 Decimal(sent["fee"]) - Decimal(cost) / ETHER)
    dry = cli.run("send", THEM, "1", "--asset", token, "--dry-run", password=False, expect=None)
    missing = "fee-missing" in cli.stderr or any(f["guard"] == "fee-missing" for f in dry.get("findings", []))
    checks.ok("no ether for the fee: told beforehand", missing, "%s %s" % (dry, cli.stderr))
    address = cli.run("receive", "--account", "ethereum", password=False)["address"]
    node.receipt(node("eth_sendTransaction", {"from": owner, "to": address, "value": hex(ETHER)}))
    synced(cli)
    sent = cli.run("send", THEM, "all", "--asset", token, "--yes")
    checks.equal("send all of a token", node.receipt(sent["txid"])["status"], "0x1")
    synced(cli)
    checks.equal("nothing of it is left", held(cli, token), Decimal(0))


def restored(checks, cli, node, folder, tokens):
    """The same words on an empty machine find the same money."""
    words = cli.run("words").strip()
    other = imwtest.Cli(cli.program, "local", folder + "/b", cli.servers, password="another good password 9")
    other.run("restore", options=["--vault", "file"], fds={"--words-fd": words})
    synced(other, timeout=300)
    checks.equal("restored: ether", held(other), held(cli))
    other.run("tokens", "add", tokens["UsdtLike"], "--account", "ethereum", password=False)
    synced(other, timeout=300)
    checks.equal("restored: the token", held(other, tokens["UsdtLike"]), held(cli, tokens["UsdtLike"]))
    # messages, checked by the other side
    signed = cli.run("sign-message", "hello 世界", "--account", "ethereum", "--yes")
    valid = other.run("verify-message", signed["address"], signed["signature"], "hello 世界", password=False)
    checks.ok("a signed message is good elsewhere", valid["valid"])
    other.run("verify-message", signed["address"], signed["signature"], "hello 世间", password=False, expect=6)
    checks.ok("and no other message", True)


imwtest.run(test)
