#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money to another country in the window, on the practice network: an asset is accepted, a recipient is typed, kept and
taken again, a transfer comes to its end, another one is given back, the receipt is saved.

usage: GUI_KEYRING= with-display.sh test_transfers.py PROGRAM LANGUAGE     PICTURES=FOLDER leaves pictures there
"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import BUTTONS, wait  # noqa: E402
from test_reviews import Words, make, open_window, picture  # noqa: E402
from test_window import step  # noqa: E402

ISSUER = "GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK"
USDC = "stellar/USDC:" + ISSUER
CLABE = "646180111803859359"
MEXICO = {"en": "Mexico", "zh_CN": "墨西哥"}
SWITCHES = ("switch", "check box", "toggle button")


def starts(text):
    return re.compile("^" + re.escape(text))


def switch_on(app, name):
    def find():
        for item in app.all(SWITCHES, name):
            actions = item.get_action_iface()
            if actions and actions.get_n_actions():
                return item
        return None

    app.act(wait(find, 20, f"switch {name}"))


def fund(app, words, asset, shown):
    app.do("practice-fund-asset", f"<'{asset}'>")
    app.go("overview")
    app.label(shown, 60)


def accept(app, words):
    app.go("accounts")
    app.press("Stellar")
    app.press(words("Accepted assets"))
    picture(app, "accepted-assets")
    app.press(starts(words("Accept") + ": USD"))
    app.one("label", words("The account can receive this asset from now on"), 40)
    picture(app, "accept")
    app.press(words("Accept this asset"), seconds=40)
    app.one(BUTTONS, starts(words("Remove") + ": USD"), 60)
    step("an asset is accepted, and the page goes on where it was begun")


def ask(app, words, amount):
    app.go("abroad")
    if not app.all("label", re.compile(re.escape(words("Way and provider")))):
        app.press(words("Country"))
        picture(app, "countries")
        app.press(MEXICO[words.language])
    app.type(words("You send"), amount)
    app.label(r"MXN$", 40)
    app.one("label", words("What it costs"), 40)
    picture(app, "amount")
    app.press(words("Continue"), seconds=40)


def type_recipient(app, words):
    app.one("label", words("Keep for next time"))
    app.type(words("First name"), "Maria")
    app.type(words("Family name"), "Lopez")
    app.type(words("CLABE"), CLABE[:-1] + "8")
    app.press(words("Continue"))
    app.one("label", words("One of the digits is wrong. Compare them once more."))
    picture(app, "wrong-digit")
    step("a wrong digit is found before anything is sent")
    app.type(words("CLABE"), CLABE)
    app.type(words("Name for yourself"), "Maria")
    switch_on(app, words("Keep for next time"))
    app.press(words("Continue"))


def send_details(app, words, first):
    app.one("label", words("Details are needed"), 60)
    if first:
        app.type(words("Your first name"), "Jo")
        app.type(words("Your family name"), "Doe")
        app.type(words("Your e-mail address"), "jo@example.org")
        picture(app, "details")
    switch_on(app, starts(words("Send this to %s, for this transfer", "IM Wallet Practice Anchor")))
    send = words("Send the details")

    def through():
        if app.all("label", words("Where the money comes out")):
            return True
        for item in app.all(BUTTONS, send):
            if "sensitive" in [state.value_nick for state in item.get_state_set().get_states()]:
                app.act(item)
        return False

    wait(through, 90, "the provider to know enough")


def pay(app, words, amount):
    app.one("label", words("What your wallet does"), 60)
    app.one("label", CLABE)
    picture(app, "review")
    app.press(words.like("Send %s", f"{amount} USDC"), seconds=60)
    app.one("label", words("Tracking number"), 60)
    picture(app, "track")


def arrive(app, words):
    ask(app, words, "60")
    type_recipient(app, words)
    send_details(app, words, True)
    pay(app, words, "60")
    step("a transfer is paid after a review of everything")
    app.go("overview")
    app.one("label", words("Under way"), 40)
    picture(app, "overview")
    step("what is under way comes first in the overview")
    app.gone("label", words("Under way"), 240)
    app.go("abroad")
    app.one("label", words("Details"))
    picture(app, "delivered")
    step("it is delivered")


def take_again(app, words):
    """The fraction makes the practice provider give it back."""
    app.do("back")
    ask(app, words, "20.13")
    app.one("label", "Maria", 40)
    picture(app, "saved")
    app.press(words("Continue"))
    step("a recipient that was kept is taken again")
    send_details(app, words, False)
    pay(app, words, "20.13")
    app.one("label", words("Refunded"), 240)
    picture(app, "refunded")
    step("what can't be delivered comes back, and the page says so")


def main():
    words = Words(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="imw-transfers.") as folder:
        app = open_window(sys.argv[1], folder, words)
        try:
            make(app, words)
            fund(app, words, "stellar", r"^100\sXLM$")
            accept(app, words)
            fund(app, words, USDC, r"^100\sUSDC$")
            arrive(app, words)
            take_again(app, words)
        except BaseException:
            print("\n".join(app.labels()))
            picture(app, "failure")
            raise
        finally:
            app.close()


if __name__ == "__main__":
    main()
