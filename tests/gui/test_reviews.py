#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at before it is signed, on networks that number their payments, in both languages: a payment that is
sped up, one that no server takes and that is given up, an address that was exchanged in the clipboard, typed data that
works like a payment, a token that imitates another one, the fee for the network below; and how old the words are.

usage: GUI_KEYRING= with-display.sh test_reviews.py PROGRAM LANGUAGE [PART…]     PICTURES=FOLDER leaves pictures there
"""

import gettext
import glob
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import Atspi, BUTTONS, wait  # noqa: E402
from rollup import L1_FEE, Rollup  # noqa: E402
from test_window import ENTRY, PASSWORD, Window, step  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
USDT = "0x1111111111111111111111111111111111111111"
IMITATION = "0x4444444444444444444444444444444444444444"
PAYEE = "0x8ba1f109551bD432803012645Ac136ddd64DBA72"
# ends like PAYEE
OTHER = "0x8ba10000000000000000000000000000000dba72"
SPENDER = "0x52908400098527886E0F7030069857D2E4169EE7"
TEXT = ("text", "entry")
EDGE = 5  # invisible handles around a window that has no window manager
NOWHERE = "http://127.0.0.1:9"


class Words:
    """The window's own sentences, in its language."""

    def __init__(self, language):
        self.language = language
        self.words = gettext.translation("imwallet", os.environ["IMW_LOCALEDIR"], [language], fallback=language == "en")

    def __call__(self, text, *values):
        translated = self.words.gettext(text)
        assert self.language == "en" or translated != text, f"not translated: {text}"
        return translated % values if values else translated

    def like(self, text, *values):
        """A pattern of the whole sentence; a space in it is any space."""
        return re.compile("^" + re.escape(self(text, *values)).replace(r"\ ", r"\s") + "$")


def picture(app, name):
    if os.environ.get("PICTURES"):
        time.sleep(0.4)
        app.shot(os.path.join(os.environ["PICTURES"], f"{name}-{app.words.language}.png"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def open_window(program, folder, words, network="practice", environment=None, servers=()):
    app = Window(program, folder, environment, network=network, language=words.language, servers=servers)
    app.words = words
    return app


def type_password(app, words):
    app.one("label", words("Choose a password"))
    app.type(words("Password"), PASSWORD)
    app.type(words("Password again"), PASSWORD)
    for switch in app.all(("switch", "check box", "toggle button"), re.compile(re.escape(words("Keep the keys in a file")))):
        app.act(switch)
    app.press(words("Make the wallet"), seconds=30)
    app.one("label", words("Total"), 90)


def make(app, words, verb="Make a practice wallet"):
    """A wallet without looking at each step; its words."""
    app.press(words(verb), seconds=40)
    app.press(words("Read aloud"))
    spoken = [part.split()[1] for part in app.one(None, re.compile(r"^1 \w+, 2 ")).get_name().split(", ")]
    app.press(words("I have written them down"))
    app.one("label", words("Check your backup"))
    for entry in app.all(ENTRY, re.compile(r"^\D*\d+\D*$")):
        number = int(re.search(r"\d+", app.plain(entry.get_name())).group())
        entry.get_editable_text_iface().set_text_contents(spoken[number - 1])
    app.press(words("Continue"))
    type_password(app, words)
    return spoken


class Practice:
    """What only the practice server can do, asked of it directly."""

    def __init__(self):
        self.port = free_port()
        self.environment = {"IMW_PRACTICE_OPTION": f"--port={self.port}"}

    def __call__(self, name, **values):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/practice/{name}", json.dumps(values).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


def get(app, words, asset):
    app.do("practice-fund-asset", f"<'{asset}'>")
    app.label(words.like("Practice coins are on their way").pattern)
    app.do("practice-mine")
    app.label(words.like("A block was made").pattern)


def fill(app, words, amount):
    app.go("send")
    app.type(words("Address or payment link"), PAYEE)
    app.one(None, words("From account"))
    if not app.all(TEXT, words("Amount in %s", "USDT")):
        choose(app, words("From account"), re.compile("USDT"), 1, lambda: app.all(TEXT, words("Amount in %s", "USDT")))
    app.type(words("Amount in %s", "USDT"), amount)


def send(app, words, amount):
    fill(app, words, amount)
    app.press(words("Review"), seconds=40)
    app.one("label", words("Check before you send"), 60)
    app.press(words.like("Send %s", f"{amount} USDT"), seconds=60)


def number_of(app, words):
    """The number of the payment that is shown."""
    labels = app.labels()
    return labels[labels.index(words("Number of the payment")) + 1]


def own_address(folder):
    """From the books: the only address that an account of this kind has."""
    path = glob.glob(os.path.join(folder, "practice", "*", "wallet.db"))[0]
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as books:
        return books.execute("SELECT address FROM address WHERE address LIKE '0x%'").fetchone()[0]


# payments ------------------------------------------------------------------------------------------------------------


def speed_up(app, words):
    send(app, words, "2")
    app.label(words.like("Sent, not confirmed yet").pattern, 60)
    number = number_of(app, words)
    app.press(words("Speed up"))
    app.one("label", words("Check before you send"), 60)
    app.one("label", words("Network fee at most"))
    picture(app, "speed-up")
    app.press(words.like("Send %s", "2 USDT"), seconds=60)
    app.label(words.like("Sent, not confirmed yet").pattern, 60)
    assert number_of(app, words) == number, "the faster payment has another number"
    app.do("practice-mine")
    app.label(words.like("Confirmed").pattern, 60)
    picture(app, "sped-up")
    step("a numbered payment is sped up: the faster one takes its number")


def give_up(app, words, practice):
    app.go("overview")
    app.one("label", words("Assets"), 40)
    before = app.label(r"^\d+\sUSDT$", 60)
    practice("fail", kind="http-500", count=200, path="/ethereum/eth_sendRawTransaction")
    send(app, words, "3")
    app.label(words.like("Signed, being sent").pattern, 60)
    app.one("label", words("Not taken by a server yet"))
    picture(app, "not-taken")
    app.press(words("Cancel payment"))
    app.label(words.like("Nothing to yourself, in the place of another payment").pattern, 60)
    picture(app, "not-taken-cancel")
    practice("fail", kind="none")
    app.press(words("Cancel the payment"), seconds=40)
    app.label(words.like("Sent, not confirmed yet").pattern, 60)
    app.do("practice-mine")
    app.label(words.like("Confirmed").pattern, 60)
    app.go("overview")
    while not app.all("label", words("Assets")):
        app.do("back")
    app.gone("label", words("Open payments"), 60)
    app.one("label", before, 60)
    step("a payment that no server takes is given up: nothing of it has moved")


def clipboard(app, words):
    fill(app, words, "1")
    owner = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "clipboard.py"), "--text", OTHER], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout.readline() == "ready\n", "the text is not in the clipboard"
        app.press(words("Review"), seconds=40)
        app.one("label", words("The clipboard holds another address that looks alike"), 60)
        picture(app, "clipboard")
    finally:
        owner.kill()
        owner.wait()
    app.press(words("Change"))
    app.one(ENTRY, words("Address or payment link"))
    step("an address that was exchanged in the clipboard is told before it is paid")


# messages ------------------------------------------------------------------------------------------------------------


def permit(value, owner):
    """EIP-2612: whoever has the signature may take the token."""
    return json.dumps({
        "types": {
            "EIP712Domain": [{"name": n, "type": t} for n, t in
                             (("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"))],
            "Permit": [{"name": n, "type": t} for n, t in
                       (("owner", "address"), ("spender", "address"), ("value", "uint256"), ("nonce", "uint256"), ("deadline", "uint256"))],
        },
        "primaryType": "Permit",
        "domain": {"name": "Tether USD", "version": "1", "chainId": 7777777, "verifyingContract": USDT},
        "message": {"owner": owner, "spender": SPENDER, "value": value, "nonce": 0, "deadline": 1893456000},
    })


def window_of(app):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(app.process.pid)],
                          capture_output=True, text=True, check=True).stdout.split()[0]


def choose(app, name, entry, steps, done):
    """Chooses @entry, which stands @steps below the chosen one, from the list @name. Its rows take keys only, and a key
    that comes before the list has the focus is lost: then once more, until @done."""
    for left in range(3, -1, -1):
        box = app.one(("combo box", "panel", "list item", "button", "push button", "toggle button"), name)
        app.act(next(x for x in app.all(("combo box", "button", "push button", "toggle button"), start=box)
                     if x.get_action_iface() and x.get_action_iface().get_n_actions() > 0))
        wait(lambda: app.all("label", entry), 20, f"{entry} in {name}")
        subprocess.run(["xdotool", "windowfocus", "--sync", window_of(app)], check=False)
        subprocess.run(["xdotool", "key", "--delay", "80", *["Down"] * steps, "Return"], check=True)
        try:
            wait(done, 20 if left == 0 else 4, f"{entry} to be chosen in {name}")
            return
        except AssertionError:
            if left == 0:
                raise
            subprocess.run(["xdotool", "key", "Escape"], check=True)


def consents(app):
    return app.all("check box", re.compile("."))


def click(app, item):
    """A real click: a check button of this toolkit has no action."""
    extents = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", "--window", window_of(app), str(extents.x + 10 + EDGE),
                    str(extents.y + extents.height // 2 + EDGE), "click", "1"], check=True)
    wait(lambda: item.clear_cache() or item.get_state_set().contains(Atspi.StateType.CHECKED), 10, f"{item.get_name()} to be checked")


def typed_data(app, words, address):
    choose(app, words("Kind of message"), words("Typed data (JSON)"), 1, lambda: not app.all("label", words("Text")))
    for value, name, warning in (("25000000", "permit", "This message works like a payment"),
                                 (str(2**256 - 1), "permit-all", "Somebody else may take all of this token")):
        area = wait(lambda: next((x for x in app.all(TEXT, words("Message")) if x.get_editable_text_iface()), None), 20, "the message")
        area.get_editable_text_iface().set_text_contents(permit(value, address))
        app.press(words("Review"), seconds=40)
        app.one("label", words("What you would sign"), 40)
        app.one("label", words(warning))
        app.one("label", words("Who may take it"))
        if value == "25000000":
            app.label(r"^25\.000000\sUSDT$")
        else:
            app.one("label", words("May take"))
        sign = app.one(BUTTONS, words("Sign"))
        sign.clear_cache()
        assert not sign.get_state_set().contains(Atspi.StateType.SENSITIVE), "typed data that pays is signed without consent"
        picture(app, name)
        assert len(consents(app)) == (1 if value == "25000000" else 2), [x.get_name() for x in consents(app)]
        if value == "25000000":
            click(app, consents(app)[0])
            app.press(words("Sign"))
            app.label("^0x[0-9a-f]{130}$", 40)
    step("typed data that works like a payment says so, with its amount, and asks for consent")


def account_page(app, words):
    """Opens the account."""
    app.go("overview")
    while not app.all("label", words("Assets")):
        app.do("back")
    app.press("Tether USD")
    app.press(words("The account"))


# tokens --------------------------------------------------------------------------------------------------------------


def imitation(app, words, practice, address):
    practice("airdrop", address=address, amount="5000000")
    app.do("practice-mine")
    app.label(words.like("A block was made").pattern)
    account_page(app, words)
    app.press(words("Tokens"))
    marked = re.escape(words("imitates %s · %s", "USDT", ""))
    app.label(marked, 60)
    labels = app.labels()
    place = labels.index(words("Hidden"))
    row = next(i for i, text in enumerate(labels) if re.search(marked, text))
    assert words("Your own") not in labels and labels.index(words("In the list of this wallet")) < place < row, labels
    picture(app, "hidden")
    step("a token that imitates another one is in its marked place")
    app.type(words("Contract"), IMITATION)
    app.press(words("Look it up"))
    app.one("label", words("This token imitates another one"), 40)
    app.one("label", words("Name, as the contract says"))
    picture(app, "imitation")
    app.press(words("Show it in the wallet"))
    app.one("label", words("The token is shown from now on"), 40)
    wait(lambda: words("Your own") in app.labels() and words("Hidden") not in app.labels(), 20, "the token among one's own")
    # still marked as what it is, beside the genuine one
    app.label(marked)
    app.label(words.like("Tether USD (USDT)").pattern if words.language == "en" else r"^Tether USD")
    picture(app, "own-imitation")
    while not app.all("label", words("Assets")):
        app.do("back")
    app.label(r"^5\sUSD\u0422$", 60)
    app.label(r"^\d+\sUSDT$")
    app.label(marked)
    picture(app, "overview-imitation")
    step("it is added by its address after a warning, and stays marked beside the genuine one")


# the age of the words -------------------------------------------------------------------------------------------------


def birthday(program, words, spoken):
    with tempfile.TemporaryDirectory(prefix="imw-reviews.") as folder:
        app = open_window(program, folder, words)
        try:
            app.press(words("Restore a practice wallet"), seconds=40)
            app.one("label", words("When did you first use this wallet?"))
            app.one(ENTRY, words("Word %u", 1) if words.language == "en" else re.compile("1")).get_editable_text_iface().set_text_contents(" ".join(spoken))
            year = time.gmtime().tm_year - 1
            choose(app, words("Year of the first use"), str(year), 2, lambda: app.all(None, words("Month of the first use")))
            choose(app, words("Month of the first use"), "03", 2, lambda: not app.all("label", "01"))
            picture(app, "birthday")
            app.press(words("Continue"))
            type_password(app, words)
        finally:
            app.close()
        path = glob.glob(os.path.join(folder, "practice", "*", "wallet.db"))[0]
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as books:
            found = {row[0] for row in books.execute("SELECT birthday_ms FROM account WHERE told = 1")}
        told = time.strftime("%Y-%m-%d", time.gmtime(next(iter(found)) / 1000))
        # a day earlier, for other time zones
        assert len(found) == 1 and told in (f"{year}-02-28", f"{year}-02-29"), (found, told)
    step("the age of the words is asked, and history goes back to it")


# the network below ---------------------------------------------------------------------------------------------------


def data_fee(program, words):
    rollup = Rollup()
    with tempfile.TemporaryDirectory(prefix="imw-reviews.") as folder:
        os.makedirs(os.path.join(folder, "test"), mode=0o700)
        path = os.path.join(folder, "test", "settings.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[settings]\nprices=off\nnetwork-optimism=on\n")
        os.chmod(path, 0o600)
        app = open_window(program, folder, words, "test",
                          servers=(f"bitcoin={NOWHERE}", f"ethereum={NOWHERE}", f"optimism={rollup.url}"))
        try:
            make(app, words, "Make a new wallet")
            app.label(r"^1\sETH$", 60)
            app.go("send")
            app.type(words("Address or payment link"), PAYEE)
            app.type(words("Amount in %s", "ETH"), "0.5")
            app.press(words("Review"), seconds=60)
            app.one("label", words("Check before you send"), 60)
            labels = app.labels()
            picture(app, "data-fee")

            def wei(name):
                return int(round(float(re.match(r"[\d.]+", labels[labels.index(words(name)) + 1]).group()) * 10**18))

            assert L1_FEE <= wei("Of it for the network below") <= 2 * L1_FEE and rollup.asked_oracle > 0, labels
            bound = wei("Network fee at most")
            assert bound > wei("Network fee, probably") > wei("Of it for the network below"), labels
            assert abs(wei("Leaves your wallet") - 5 * 10**17 - bound) < 1000, labels
        finally:
            app.close()
            rollup.close()
    step("the review says what goes to the network below")


def practice_parts(program, words, parts):
    practice = Practice()
    with tempfile.TemporaryDirectory(prefix="imw-reviews.") as folder:
        app = open_window(program, folder, words, environment=practice.environment)
        try:
            spoken = make(app, words)
            get(app, words, "ethereum")
            get(app, words, "ethereum/" + USDT)
            app.go("overview")
            app.label(r"^100\sUSDT$", 60)
            address = own_address(folder)
            for part in ("speed_up", "give_up", "clipboard", "messages", "tokens"):
                if parts and part not in parts:
                    continue
                if part == "speed_up":
                    speed_up(app, words)
                elif part == "give_up":
                    give_up(app, words, practice)
                elif part == "clipboard":
                    clipboard(app, words)
                elif part == "messages":
                    account_page(app, words)
                    app.press(words("Messages"))
                    typed_data(app, words, address)
                else:
                    imitation(app, words, practice, address)
        except BaseException:
            picture(app, "failure")
            print("\n".join(app.labels()), file=sys.stderr)
            raise
        finally:
            app.close()
    return spoken


def main():
    if shutil.which("xdotool") is None:
        print("SKIPPED: xdotool is not installed")
        sys.exit(77)
    words = Words(sys.argv[2])
    parts = sys.argv[3:]
    spoken = None
    if not parts or parts[0] not in ("data_fee",):
        spoken = practice_parts(sys.argv[1], words, parts)
    if not parts or "birthday" in parts:
        birthday(sys.argv[1], words, spoken)
    if not parts or "data_fee" in parts:
        data_fee(sys.argv[1], words)


if __name__ == "__main__":
    main()
