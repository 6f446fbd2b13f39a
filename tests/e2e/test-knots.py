#!/usr/bin/python3
"""The wallet against a real Bitcoin node: receive, pay every address type, replace, reorganise, send everything.

usage: test-knots.py CLI COUNTERPARTS-FOLDER SOURCE-OF-COUNTERPARTS
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import sys
from decimal import Decimal

import imwtest


def address_types(node):
    """One address of the node for each type that the wallet can pay."""
    keys = [node("getaddressinfo", node("getnewaddress", "", "bech32"))["pubkey"] for _ in range(2)]
    multisig = node("createmultisig", 1, keys, "bech32")["address"]
    return {
        "P2PKH": node("getnewaddress", "", "legacy"),
        "P2SH": node("getnewaddress", "", "p2sh-segwit"),
        "P2WPKH": node("getnewaddress", "", "bech32"),
        "P2WSH": multisig,
        "P2TR": node("getnewaddress", "", "bech32m"),
    }


def output_value(node, txid, address):
    for output in node("getrawtransaction", txid, True)["vout"]:
        if output["scriptPubKey"].get("address") == address:
            return Decimal(str(output["value"]))
    return None


def synced(cli):
    cli.run("sync", password=False)


def reaches(cli, node, mine):
    """Mines a block and waits until the chain server shows it."""
    node("generatetoaddress", 1, mine)
    height = node("getblockcount")
    url = cli.servers[0].split("=", 1)[1]
    imwtest.wait_for("height %d" % height, lambda: imwtest.get(url + "/blocks/tip/height") == str(height))
    synced(cli)


def waits_for_tx(cli, txid):
    url = cli.servers[0].split("=", 1)[1]

    def there():
        try:
            return imwtest.get(url + "/tx/" + txid)
        except OSError:
            return None
    imwtest.wait_for("transaction " + txid, there)


def transaction(cli, txid, account=None):
    arguments = ["history", "--search", txid] + (["--account", account] if account else [])
    rows = cli.run(*arguments, password=False)["transactions"]
    return rows[0] if rows else None


def test(checks, folder):
    program, counterparts, source = sys.argv[1:4]
    knots = os.path.join(counterparts, "knots")
    if not os.path.exists(os.path.join(knots, "bitcoind")):
        raise imwtest.Skip("Bitcoin Knots is not in the build folder (make counterparts)")
    peer = imwtest.Counterpart([imwtest.node_program(), os.path.join(source, "knots.mjs"), "--knots", knots, "--chainserver"])
    try:
        node = imwtest.Rpc(peer.info["rpcUrl"], peer.info["cookie"], peer.info["wallet"])
        mine = node("getnewaddress", "", "bech32m")
        cli = imwtest.Cli(program, "local", folder, ["bitcoin=" + peer.info["esploraUrl"]])
        steps(checks, cli, node, mine)
        other_wallet(checks, cli, folder + "/other")
    finally:
        peer.stop()


def steps(checks, cli, node, mine):
    cli.run("create", options=["--vault", "file"])
    checks.ok("unknown before the first look", cli.balance() is None)
    synced(cli)
    checks.equal("empty after it", cli.balance(), "0.00000000")

    # receive
    for account, kind in (("bitcoin-84", "p2wpkh"), ("bitcoin-86", "p2tr")):
        got = cli.run("receive", "--account", account, password=False)
        for part in (Decimal("0.5"), Decimal("0.25")):
            txid = node("sendtoaddress", got["address"], str(part))
            waits_for_tx(cli, txid)
        synced(cli)
        checks.equal("%s: pending is seen" % account, cli.balance(account, "pending"), "0.75000000")
        checks.equal("%s: pending is not confirmed" % account, cli.balance(account), "0.00000000")
        reaches(cli, node, mine)
        checks.equal("%s: received over %s" % (account, kind), cli.balance(account), "0.75000000")
        again = cli.run("receive", "--account", account, password=False)
        checks.ok("%s: a used address is not offered again" % account, again["address"] != got["address"])

    # pay every address type from both accounts
    for account in ("bitcoin-84", "bitcoin-86"):
        for name, address in address_types(node).items():
            before = Decimal(cli.balance(account, "total"))
            sent = cli.run("send", address, "0.01", "--account", account, "--fee", "3", "--yes")
            checks.equal("%s pays %s: submitted" % (account, name), sent["state"], "submitted")
            checks.ok("%s pays %s: in the node's mempool" % (account, name), sent["txid"] in node("getrawmempool"))
            entry = node("getmempoolentry", sent["txid"])
            rate = Decimal(str(entry["fees"]["base"])) * 100000000 / entry["vsize"]
            checks.ok("%s pays %s: fee rate %.2f sat/vB for 3 asked" % (account, name, rate), Decimal(3) <= rate < Decimal("3.3"))
            checks.equal("%s pays %s: amount" % (account, name), output_value(node, sent["txid"], address), Decimal("0.01"))
            reaches(cli, node, mine)
            after = Decimal(cli.balance(account))
            checks.equal("%s pays %s: books" % (account, name), before - after, Decimal(sent["leaves"]))
            row = transaction(cli, sent["txid"], account)
            checks.equal("%s pays %s: confirmed" % (account, name), row and row["state"], "confirmed")

    replaced(checks, cli, node, mine)
    reorganised(checks, cli, node, mine)

    # refusals
    cli.run("send", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0.01", "--yes", expect=3)
    checks.ok("an address of another network is refused", True)
    cli.run("send", mine, "1000", "--fee", "2", "--yes", expect=7)
    checks.ok("more than there is is refused", True)
    cli.run("send", mine, "0.001", "--fee", "2", "--yes", password="wrong password 1", expect=5)
    checks.ok("a wrong password is refused", True)
    checks.equal("nothing is left reserved", cli.balance("bitcoin-84", "available"), cli.balance("bitcoin-84", "total"))

    # everything
    sent = cli.run("send", mine, "all", "--account", "bitcoin-86", "--fee", "2", "--yes")
    reaches(cli, node, mine)
    checks.equal("send all leaves nothing", cli.balance("bitcoin-86"), "0.00000000")
    checks.equal("send all arrives", output_value(node, sent["txid"], mine), Decimal(sent["amount"]))

    # between own accounts
    own = cli.run("receive", "--account", "bitcoin-86", password=False)["address"]
    sent = cli.run("send", own, "0.1", "--account", "bitcoin-84", "--fee", "2", "--yes")
    reaches(cli, node, mine)
    checks.equal("a payment between own accounts arrives", cli.balance("bitcoin-86"), "0.10000000")


def replaced(checks, cli, node, mine):
    sent = cli.run("send", node("getnewaddress"), "0.02", "--fee", "2", "--yes")
    faster = cli.run("speed-up", sent["txid"], "--fee", "10", "--yes")
    pool = node("getrawmempool")
    checks.ok("speed up: the new one is in the mempool", faster["txid"] in pool)
    checks.ok("speed up: the old one is gone", sent["txid"] not in pool)
    back = cli.run("cancel", faster["txid"], "--fee", "20", "--yes")
    checks.equal("cancel: the signer sees that it comes back", [r["own"] for r in back["recipients"]], [True])
    pool = node("getrawmempool")
    checks.ok("cancel: the payment back is in the mempool", back["txid"] in pool and faster["txid"] not in pool)
    reaches(cli, node, mine)
    row = transaction(cli, back["txid"])
    checks.equal("cancel: confirmed", row and row["state"], "confirmed")
    row = transaction(cli, sent["txid"])
    checks.ok("the replaced payment does not count", row is None or row["state"] == "dropped")
    checks.equal("no payment is left open but the last", [p["txid"] for p in cli.run("payments", password=False)["payments"]
                                                          if p["state"] in ("signed", "submitted")], [])


def reorganised(checks, cli, node, mine):
    got = cli.run("receive", password=False)
    before = Decimal(cli.balance())
    txid = node("sendtoaddress", got["address"], "0.125")
    waits_for_tx(cli, txid)
    reaches(cli, node, mine)
    checks.equal("before the reorganisation", Decimal(cli.balance()) - before, Decimal("0.125"))
    # the block goes, the transaction stays out of the new ones at first
    bad = node("getbestblockhash")
    height = node("getblockcount")
    node("invalidateblock", bad)
    for _ in range(2):
        node("generateblock", node("getnewaddress", "", "bech32m"), [])
    url = cli.servers[0].split("=", 1)[1]
    imwtest.wait_for("the new chain", lambda: imwtest.get(url + "/blocks/tip/height") == str(height + 1))
    synced(cli)
    checks.equal("after it the payment is pending again", (Decimal(cli.balance()) - before, cli.balance(field="pending")),
                 (Decimal(0), "0.12500000"))
    reaches(cli, node, mine)
    checks.equal("and confirmed in another block", Decimal(cli.balance()) - before, Decimal("0.125"))


def other_wallet(checks, cli, folder):
    """The same words on an empty machine find the same money."""
    words = cli.run("words").strip()
    other = imwtest.Cli(cli.program, "local", folder, cli.servers, password="another good password 9")
    other.run("restore", options=["--vault", "file"], fds={"--words-fd": words})
    synced(other)
    for account in ("bitcoin-84", "bitcoin-86"):
        checks.equal("restored from words: " + account, other.balance(account), cli.balance(account))


imwtest.run(test)
