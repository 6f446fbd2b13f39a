#!/usr/bin/python3
"""Money across borders on the command line, on the practice network: a transfer to Mexico that is delivered, one that comes back, a deposit and
a withdrawal, an exchange, recipients and providers.

usage: test-transfers.py CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import sys
from decimal import Decimal

import imwtest

CLABE = "646180111803859359"
PERSON = ["--field", "sender.first_name=李", "--field", "sender.last_name=伟", "--field", "sender.email_address=li@example.org",
          "--field", "first_name=María", "--field", "last_name=García"]


def held(cli, symbol, field="total"):
    for entry in cli.run("balance", password=False)["accounts"]:
        if entry["account"] == "stellar":
            for asset in entry["assets"]:
                if asset["asset"] == symbol:
                    return Decimal(asset[field])
    raise AssertionError("no " + symbol)


def fund(cli, amount, asset):
    cli.run("practice", "fund", amount, "--account", "stellar", "--asset", asset, password=False)
    cli.run("sync", password=False)


def open_account(checks, cli):
    before = cli.run("assets", "list", "--account", "stellar", password=False)
    checks.equal("an account that is not open is known to be so", before["exists"], "no")
    fund(cli, "100", "XLM")
    opened = cli.run("assets", "open", "USDC", "--yes")
    checks.equal("the signer read what is opened", opened["action"], "open-asset")
    cli.run("sync", password=False)
    after = cli.run("assets", "list", password=False)
    checks.equal("USDC is accepted", [a["opened"] for a in after["assets"] if a["symbol"] == "USDC"], ["yes"])
    checks.ok("which keeps something back", Decimal(after["reserved"]) >= Decimal("1.5"), after["reserved"])
    fund(cli, "1000", "USDC")
    checks.equal("USDC arrived", held(cli, "USDC"), Decimal(1000))


def quote(checks, cli):
    offers = cli.run("quote", "MX", "--send", "100", "--asset", "USDC", password=False)["offers"]
    bank = [o for o in offers if o["quote"] and o["method"] in ("bank_account", "SPEI")]
    checks.ok("an offer by bank to Mexico", bool(bank), str([o["method"] for o in offers]))
    best = bank[0]["quote"]
    fees = sum(Decimal(f["amount"]) for f in best["fees"])
    checks.equal("every fee by name, and they add up", fees, Decimal(best["fee"]))
    checks.ok("pesos arrive", best["comes_out_asset"] == "MXN" and Decimal(best["comes_out"]) > 1500, best["comes_out"])
    checks.ok("true cost against an independent rate", isinstance(bank[0]["cost_basis_points"], int)
              and 0 < bank[0]["cost_basis_points"] < 500, str(bank[0]["cost_basis_points"]))
    other = cli.run("quote", "MX", "--receive", "2000", "--asset", "USDC", password=False)["offers"]
    exact = [o["quote"] for o in other if o["quote"] and o["method"] == bank[0]["method"]]
    checks.ok("the other side fixed", exact and Decimal(exact[0]["comes_out"]) == 2000, str(exact[:1]))
    checks.ok("several ways are compared", len({o["method"] for o in offers}) >= 2, str([o["method"] for o in offers]))
    return bank[0]["method"], best


def pay(cli, country, method, amount, *more, command="transfer", expect=0):
    return cli.run(command, country, "--send", amount, "--asset", "USDC", "--method", method, *more, "--yes", expect=expect)


def delivered(checks, cli, method):
    cli.run("recipients", "add", "妈妈", "--country", "MX", "--method", method, "--field", "clabe_number=" + CLABE,
            "--field", "first_name=María", "--field", "last_name=García")
    cli.run("recipients", "add", "wrong", "--country", "MX", "--method", method, "--field", "clabe_number=646180111803859358",
            expect=3)
    listed = cli.run("recipients", "list")["recipients"]
    checks.equal("masked in lists", [(r["name"], CLABE in json.dumps(r)) for r in listed], [("妈妈", False)])
    begun = pay(cli, "MX", method, "100", "--to", "妈妈", *PERSON)
    checks.ok("paid", begun["paid"], "%s %s" % (begun["stage"], begun["need"]))
    checks.ok("a number to track it by", (begun["code"] or "").startswith("IMW-"), str(begun["code"]))
    done = cli.run("track", begun["code"], "--wait", timeout=180)
    checks.equal("delivered", (done["stage"], done["order"]["state"]), ("delivered", "completed"))
    checks.equal("what was quoted arrived", done["order"]["amount_out"], done["quote"]["comes_out"])
    checks.equal("found by the bank's number", cli.run("track", done["order"]["external_id"])["id"], done["id"])
    checks.equal("found by the transaction", cli.run("track", done["txid"])["id"], done["id"])
    cli.run("sync", password=False)
    checks.equal("exactly once", held(cli, "USDC"), Decimal(900))
    return done


def missing(checks, cli, method):
    """What is not given is asked for; nothing is paid before."""
    begun = pay(cli, "MX", method, "50")
    if begun["need"] == "details":
        checks.ok("fields are named", bool(begun["fields"]), str(begun["fields"]))
        checks.ok("and nothing is paid", not begun["paid"] and held(cli, "USDC") == Decimal(900))
        again = cli.run("transfer", "--continue", begun["id"], *PERSON, "--field", "clabe_number=" + CLABE, "--yes")
        checks.ok("it goes on where it was", again["id"] == begun["id"] and again["paid"], again["need"])
        begun = again
    done = cli.run("track", begun["code"], "--wait", timeout=180)
    checks.equal("delivered, too", done["stage"], "delivered")


def refunded(checks, cli, method):
    cli.run("sync", password=False)
    before = held(cli, "USDC")
    begun = pay(cli, "MX", method, "20.13", "--to", "妈妈", *PERSON)
    done = cli.run("track", begun["code"], "--wait", timeout=180)
    checks.equal("a transfer that can't be delivered comes back", done["stage"], "refunded")
    cli.run("sync", password=False)
    checks.equal("less the provider's costs, both told", held(cli, "USDC"), before - Decimal("0.50"))
    checks.equal("as the order says", Decimal(done["order"]["refunded"]), Decimal("19.63"))


def exchange(checks, cli):
    dry = cli.run("exchange", "--from", "XLM", "--to", "USDC", "--give", "10", "--slippage", "1", "--dry-run", password=False)
    before = held(cli, "USDC")
    done = cli.run("exchange", "--from", "XLM", "--to", "USDC", "--give", "10", "--slippage", "1", "--yes")
    checks.equal("the signer read an exchange", done["action"], "exchange")
    cli.run("sync", password=False)
    got = held(cli, "USDC") - before
    checks.ok("not worse than the bound", got >= Decimal(dry["get"]) > 0, "%s, bound %s" % (got, dry["get"]))


def privacy(checks, folder):
    """Names and account numbers of people are nowhere in plain text."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            if "practice" in name or "practice-server" in place:
                continue  # the practice provider's own books know them, as a real provider would
            with open(os.path.join(place, name), "rb") as file:
                content = file.read()
            found += [(needle, os.path.relpath(os.path.join(place, name), folder))
                      for needle in ("妈妈", "García", CLABE) if needle.encode() in content]
    checks.equal("no plain text of people", found, [])


def providers(checks, cli):
    listed = cli.run("providers", "list")["providers"]
    checks.equal("the practice provider is there", [(p["domain"], p["accepted"], p["level"]) for p in listed],
                 [("practice", True, "good")])
    cli.run("providers", "add", "not a domain", "--yes", expect=3)
    cli.run("providers", "remove", "nobody.example", expect=10)
    cli.run("track", "IMW-0000-0000", expect=10)
    cli.run("quote", "ATLANTIS", "--send", "1", password=False, expect=3)
    cli.run("quote", "MX", password=False, expect=2)


def test(checks, folder):
    cli = imwtest.Cli(sys.argv[1], "practice", folder + "/a")
    cli.run("create", options=["--vault", "file"])
    open_account(checks, cli)
    providers(checks, cli)
    method, _ = quote(checks, cli)
    delivered(checks, cli, method)
    missing(checks, cli, method)
    refunded(checks, cli, method)
    exchange(checks, cli)
    privacy(checks, folder + "/a")
    listed = cli.run("track", password=False)["transfers"]
    checks.equal("all are listed", sorted(t["stage"] for t in listed), ["delivered", "delivered", "refunded"])


imwtest.run(test)
