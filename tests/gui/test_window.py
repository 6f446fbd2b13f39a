#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the window, through the accessibility tree, on the practice network: make a wallet,
receive, send, see it confirm, lock, a wrong password, unlock.

usage: with-display.sh test_window.py PROGRAM
"""

import hashlib
import os
import re
import sys
import tempfile
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
warnings.simplefilter("ignore")
from drive import App, wait  # noqa: E402

PASSWORD = "correct horse battery staple"
# a key-hash address of the practice network that belongs to nobody here
FOREIGN = "prac1qmevt79ex5qjthhs93z376excc9xfer79xfdndj"
ENTRY = ("text", "password text", "entry")


def step(text):
    print("ok -", text, flush=True)


class Window(App):
    def __init__(self, program, folder, environment=None, network="practice", language="en", servers=()):
        digest = hashlib.sha256(os.path.realpath(folder).encode()).hexdigest()[:12]
        self.id = "org.imwallet.Wallet.d" + digest
        super().__init__(
            [program, "--data-dir", os.path.realpath(folder), "--network", network, "--language", language,
             *(f"--server={server}" for server in servers)],
            env={**os.environ, **(environment or {})},
        )

    def do(self, name, *parameters):
        self.action(self.id, name, *parameters)

    def go(self, page):
        self.do("go", f"<'{page}'>")


def onboard(app):
    app.one("label", "Welcome to IM Wallet", 40)
    app.label("^Practice network – this money is not real$")
    step("the first page says that the money is not real")
    app.press("Make a practice wallet")
    app.one("label", "Write these words down")
    assert not app.all(None, re.compile(r"^1 \w+, 2 ")), "the words are in the tree without being asked for"
    app.press("Read aloud")
    words = [part.split()[1] for part in app.one(None, re.compile(r"^1 \w+, 2 ")).get_name().split(", ")]
    assert len(words) == 12, len(words)
    step("twelve words, in the accessibility tree only after they are to be read aloud")
    app.press("I have written them down")
    app.one("label", "Check your backup")
    app.press("Continue")
    app.label("^A word does not match")
    step("an empty quiz is not passed")
    for entry in app.all(ENTRY, re.compile(r"^Word \d+$")):
        place = int(app.plain(entry.get_name()).split()[1])
        entry.get_editable_text_iface().set_text_contents(words[place - 1])
    app.press("Continue")
    app.one("label", "Choose a password")
    app.type("Password", "password")
    app.type("Password again", "password")
    app.label("^Choose a stronger password")
    step("a weak password is not taken")
    app.type("Password", PASSWORD)
    app.type("Password again", PASSWORD)
    for switch in app.all(("switch", "check box", "toggle button"), re.compile("Keep the keys in a file")):
        app.act(switch)
    app.press("Make the wallet")
    app.one("label", "Total", 90)
    step("the wallet is made")
    return words


def receive(app):
    app.go("receive")
    app.one(None, re.compile("^prac1[a-z0-9]{20,}$"))
    app.label("^Only Bitcoin coins of the Practice network$")
    app.do("practice-fund")
    app.label(r"^Received \+0\.05", 40)
    step("the page says that money has arrived")
    app.do("practice-mine")
    app.label(r"^Received \+0\.05.*confirmation", 40)


def send(app):
    app.go("send")
    app.type("Address or payment link", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")
    app.label("(?i)network")
    step("an address of another network is told")
    app.type("Address or payment link", FOREIGN)
    app.label("SegWit address")
    app.type("Amount in BTC", "1,234")
    app.label("^This can be read in two ways")
    step("an amount that can be read in two ways is asked about")
    app.type("Amount in BTC", "9")
    app.label("is missing")
    step("what is missing is said")
    app.type("Amount in BTC", "0.0123")
    app.press("Review", seconds=30)
    app.one("label", "Check before you send", 40)
    app.label("^First payment to this address$")
    step("the review shows what the signer read")
    app.press(re.compile(r"^Send 0\.0123"))
    app.label("^Sent, not confirmed yet$", 40)
    step("the payment is sent")
    app.do("practice-mine")
    app.label("^Confirmed$", 40)
    step("the payment is confirmed")


def lock(app):
    app.do("lock")
    app.type("Password", "not the password")
    app.press("Unlock")
    app.label("^The password is wrong|After wrong passwords", 40)
    step("a wrong password is told")
    app.type("Password", PASSWORD)
    app.press("Unlock", seconds=40)
    app.one("label", "Contacts", 40)
    step("the right one opens the wallet again")


def main():
    with tempfile.TemporaryDirectory(prefix="imw-window.") as folder:
        app = Window(sys.argv[1], folder)
        try:
            onboard(app)
            receive(app)
            send(app)
            lock(app)
        except BaseException:
            if os.environ.get("SHOT"):
                app.shot(os.environ["SHOT"])
            print("\n".join(app.labels()), file=sys.stderr)
            raise
        finally:
            app.close()
        app = Window(sys.argv[1], folder)
        try:
            app.type("Password", PASSWORD, seconds=40)
            app.press("Unlock")
            app.one("label", "Total", 40)
            step("after a restart the wallet is there")
        finally:
            app.close()


if __name__ == "__main__":
    main()
