#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several assets in the window, on the practice network: receive ether and a token, what is said before there is
something for the fee, send the token, details, the token list, messages, a network that is switched off.

usage: GUI_KEYRING=1 with-display.sh test_tokens.py PROGRAM     TOKENS_SHOTS=FOLDER takes pictures
"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import BUTTONS, wait  # noqa: E402
from test_window import Window, onboard, step  # noqa: E402

# fixed contracts of the practice network
USDT = "0x1111111111111111111111111111111111111111"
USDC = "0x2222222222222222222222222222222222222222"
# an address that belongs to nobody here
PAYEE = "0x8ba1f109551bD432803012645Ac136ddd64DBA72"
TEXT = ("text", "entry")
DROP_DOWN = ("combo box", "button", "push button", "toggle button")


def shot(app, name):
    folder = os.environ.get("TOKENS_SHOTS")
    if folder:
        app.shot(os.path.join(folder, name + ".png"))


def get(app, asset):
    app.do("practice-fund-asset", f"<'{asset}'>")
    app.label("^Practice coins are on their way$")
    app.do("practice-mine")


def choose(app, name, entry):
    """Chooses @entry from the list @name."""
    box = app.one(None, name)
    opener = next(x for x in app.all(DROP_DOWN, start=box) if x.get_action_iface())
    app.act(opener)
    item = wait(lambda: next(iter(app.all("list item", re.compile(entry))), None), 20, f"{entry} in {name}")
    try:
        app.act(item)
    except AssertionError:
        item.get_parent().get_selection_iface().select_child(item.get_index_in_parent())


def nothing_before(app):
    app.go("overview")
    app.one("label", "Accounts")
    assert not app.all("label", "Ether"), "an asset that nobody has is in the overview"
    step("without coins of it nothing of another network is in the overview")


def receive(app):
    app.go("overview")
    get(app, "ethereum/" + USDT)
    app.label("^Tether USD$", 60)
    app.label(r"^100\sUSDT$", 60)
    app.one("label", "Assets")
    shot(app, "overview")
    step("a token that has arrived is in the overview, with its network")


def fee_missing(app):
    app.go("send")
    app.type("Address or payment link", PAYEE)
    app.label("^Ethereum")
    app.type("Amount in USDT", "25")
    app.label("^Not enough for the network fee$", 40)
    app.label(r"ETH is missing")
    review = app.one(BUTTONS, "Review")
    assert "sensitive" not in [s.value_nick for s in review.get_state_set().get_states()], "a payment without a fee goes on"
    shot(app, "fee-missing")
    app.press("Receive ETH")
    app.label(r"^Only Ether \(ETH\) on Ethereum of the Practice network$")
    app.one(None, re.compile("^0x[0-9a-fA-F]{40}$"))
    shot(app, "receive")
    step("what is missing for the fee is said before, with the way to receive it")
    get(app, "ethereum")
    app.label(r"^Received \+1\sETH", 60)
    step("the page says that ether has arrived")


def send(app):
    app.go("send")
    app.label(r"^Fee at most .*ETH, probably", 40)
    shot(app, "send")
    app.press("Review", seconds=40)
    app.one("label", "Check before you send", 60)
    app.label("^Recipient on Ethereum$", 30)
    app.label("^Network fee at most$")
    app.label("^Everything the signing process has read$")
    shot(app, "review")
    step("the review says asset, network and the bound of the fee")
    app.press(re.compile(r"^Send 25\sUSDT$"), seconds=40)
    app.label("^Sent, not confirmed yet$", 60)
    app.label("^Number of the payment$")
    shot(app, "result")
    app.do("practice-mine")
    app.label("^Confirmed$", 60)
    step("a token is sent, and the fee is of another asset")


def asset(app):
    app.go("overview")
    app.label(r"^75\sUSDT$", 60)
    app.press("Tether USD")
    app.one("label", re.compile(r"^Tether USD \(USDT\)$"))
    app.label(r"^75\.000000\sUSDT$")
    app.label("^Questions to servers since the start$")
    app.label(r"^−25\sUSDT|^\u221225\sUSDT")
    shot(app, "asset")
    step("the asset has a page with its own history")
    app.press("The account")
    app.press("Tokens")
    app.label("^In the list of this wallet$")
    shot(app, "tokens")
    app.type("Contract", "0x1234")
    app.press("Look it up")
    app.label("(?i)not a valid address|no token at this address", 40)
    app.type("Contract", USDC)
    app.press("Look it up")
    app.label("^Name, as the contract says$", 40)
    app.press("Show it in the wallet")
    app.label("^The token is shown from now on$", 40)
    step("a token is looked up and added by its contract")
    app.do("back")


def message(app):
    app.press("Messages")
    area = wait(lambda: next((x for x in app.all(TEXT, "Message") if x.get_editable_text_iface()), None), 20, "the message")
    area.get_editable_text_iface().set_text_contents("I am the owner of this wallet")
    app.press("Review")
    app.label("^What you would sign$", 40)
    shot(app, "message")
    app.press("Sign", seconds=40)
    app.label("^Signed. Copy the signature", 40)
    signature = app.label("^0x[0-9a-f]{130}$")
    step("a message is signed after it was read")
    app.press("Check a signature")
    app.type("Address of the signer", PAYEE)
    app.type("Signature", signature)
    app.press("Check")
    app.label("^The signature is not of this address")
    step("somebody else's signature is told from the right one")


def contract_is_no_person(app):
    app.go("send")
    app.type("Address or payment link", USDT)
    app.type("Amount in USDT", "1")
    app.label("^This is the contract of a token, not a person$", 40)
    shot(app, "token-contract")
    step("a payment to the contract of a token is stopped")


def activity(app):
    app.go("activity")
    app.one("label", re.compile(r"25\sUSDT"), 40)
    shot(app, "activity")
    step("amounts of several assets are in one history")


def lane(app):
    """Two payments in a row: the second waits for the first, and the first is taken back."""
    app.go("send")
    app.type("Address or payment link", PAYEE)
    for amount in ("2", "3"):
        app.type("Amount in USDT", amount)
        app.press("Review", seconds=40)
        app.press(re.compile(rf"^Send {amount}\sUSDT$"), seconds=60)
        app.label("^Sent, not confirmed yet$", 60)
        if amount == "2":
            app.go("overview")
            app.go("send")
            app.type("Address or payment link", PAYEE)
    app.label("^It waits for an earlier payment$", 40)
    shot(app, "waits")
    step("a payment says that it waits for an earlier one")
    app.press("Show the earlier payment")
    app.label(r"^2\.000000\sUSDT$", 40)
    app.press("Cancel payment")
    app.label("^Nothing to yourself, in the place of another payment$", 60)
    shot(app, "cancel")
    app.press("Cancel the payment", seconds=40)
    app.label("^Sent, not confirmed yet$", 60)
    step("the earlier one is taken back by a payment of nothing")
    for _ in range(12):
        app.do("practice-mine")
        app.label("^A block was made$")
    app.go("overview")
    while not app.all("label", "Assets"):
        app.do("back")
    app.gone("label", "Open payments", 60)
    app.label(r"^72\sUSDT$", 60)
    step("only the second has moved money")


def network_off(app):
    app.do("connections")
    button = app.one(("switch", "toggle button", "check box"), "Ethereum")
    app.act(button)
    shot(app, "networks")
    app.gone("label", "Tether USD", 60)
    step("what is on a network that is switched off is not shown")


def main():
    with tempfile.TemporaryDirectory(prefix="imw-tokens.") as folder:
        app = Window(sys.argv[1], folder, language=os.environ.get("TOKENS_LANGUAGE", "en"))
        try:
            onboard(app)
            nothing_before(app)
            receive(app)
            fee_missing(app)
            send(app)
            asset(app)
            message(app)
            contract_is_no_person(app)
            activity(app)
            lane(app)
            network_off(app)
        except BaseException:
            print("\n".join(app.labels()))
            shot(app, "failure")
            raise
        finally:
            app.close()


if __name__ == "__main__":
    main()
