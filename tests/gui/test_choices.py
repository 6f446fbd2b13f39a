#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is chosen in the window and seldom: a payment that is given up before it is sent, servers of one's own, another test
network, and what the overview says about an old or a doubtful price.

usage: GUI_KEYRING= with-display.sh test_choices.py PROGRAM [PART…]     PICTURES=FOLDER leaves pictures there
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import Atspi, BUTTONS, wait  # noqa: E402
from test_window import ENTRY, FOREIGN, PASSWORD, Window, onboard, step  # noqa: E402

EDGE = 5  # invisible handles around a window that has no window manager
# nobody listens there
NOWHERE = "http://127.0.0.1:9"


def picture(app, name):
    if os.environ.get("PICTURES"):
        time.sleep(0.5)
        app.shot(os.path.join(os.environ["PICTURES"], name + ".png"))


def sensitive(item):
    item.clear_cache()
    return item.get_state_set().contains(Atspi.StateType.SENSITIVE)


def preferences(app, page, title="Preferences"):
    """Opens the preferences on @page."""
    app.do("preferences")
    window = app.one(None, title)
    tab = wait(lambda: next((x for x in app.all(None, page) if x.get_action_iface() and x.get_role_name() != "label"), None), 20, page)
    app.act(tab)
    return window


# a payment that is given up ------------------------------------------------------------------------------------------


def give_up(app):
    app.go("send")
    app.type("Address or payment link", FOREIGN)
    app.type("Amount in BTC", "0.0123")
    app.press("Review", seconds=30)
    app.one("label", "Check before you send", 40)
    app.go("overview")
    row = wait(lambda: next((x for x in app.all(BUTTONS, re.compile("^Not signed yet"))), None), 20, "the payment among the open ones")
    app.act(row)
    app.label("^Your turn: send it or give it up$")
    picture(app, "give-up")
    app.press("Give it up")
    app.label("^Cancelled$")
    app.label("^Nothing was sent$")
    app.gone(BUTTONS, "Give it up")
    picture(app, "given-up")
    app.go("overview")
    app.gone("label", "Open payments")
    step("a payment is given up before it is sent")
    app.go("send")
    app.label("^This payment was given up. Nothing was sent.$")
    assert not sensitive(app.one(BUTTONS, re.compile("^Send 0")))
    app.press("Change")
    app.one(ENTRY, "Address or payment link")
    # its coins are free: the same amount fits again
    app.press("Review", seconds=30)
    app.one("label", "Check before you send", 40)
    app.press("Change")
    step("its coins are free again")


# prices --------------------------------------------------------------------------------------------------------------

# language → password, verb of unlocking, what is said of an old price, of a doubtful one
WORDS = {
    "en": ("Password", "Unlock", "^This price is over an hour old", "^The sources differ by more than 2%"),
    "zh_CN": ("密码", "解锁", "^此价格是一个多小时之前的", "^各来源相差超过 2"),
}


def look_at_price(program, data, name, which, environment=None):
    for language, words in WORDS.items():
        app = Window(program, data, environment, language=language)
        try:
            app.type(words[0], PASSWORD, seconds=40)
            app.press(words[1])
            text = app.label(words[which], 60)
            picture(app, f"price-{name}-{language}")
            step(f"a price is {name}: {text}")
        finally:
            app.close()


def prices(program):
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        # a practice network whose time stands still long ago gives prices of that time
        past = {"IMW_PRACTICE_OPTION": "--clock-manual"}
        app = Window(program, data, past)
        try:
            make(app, "Make a practice wallet")
        finally:
            app.close()
        look_at_price(program, data, "old", 2, past)
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        app = Window(program, data)
        try:
            make(app, "Make a practice wallet")
        finally:
            app.close()
        # what a second source has said, kept from another time
        path = os.path.join(data, "practice", "prices.json")
        with open(path, encoding="utf-8") as file:
            assert "base=BTC" in file.read()
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"\n[900]\nbase=BTC\nquote=USD\nsource=other.example\nprice=99000\ntime-ms={int(time.time() * 1000)}\n")
        look_at_price(program, data, "disputed", 3)


# servers -------------------------------------------------------------------------------------------------------------


def servers(app):
    preferences(app, "Network")

    def add(text):
        app.type("Add a server (Esplora)", text)
        app.press("Add")

    add("nonsense")
    app.label("^This is not the address of a server")
    add("http://example.org")
    app.label("^Without encryption only servers on this computer are allowed")
    step("what is no server is told")
    add(NOWHERE)
    app.label("^" + re.escape(NOWHERE) + "$")
    app.label("^Asked first$")
    add(NOWHERE)
    app.label("^This server is in the list already.$")
    add(NOWHERE + "/api")
    app.label("^Asked when the ones above do not answer$")
    picture(app, "servers")
    step("two servers are added")
    app.press("Remove " + NOWHERE)
    app.gone("label", NOWHERE)
    assert app.all("label", NOWHERE + "/api")
    step("one is removed")
    app.press("Restore the defaults")
    app.gone("label", NOWHERE + "/api")
    app.gone(BUTTONS, "Restore the defaults")
    step("the defaults are restored")


def indexes(app):
    """The servers that keep histories are of one's own choice, too; none is a choice."""
    app.type("Add a server (JSON-RPC)", NOWHERE + "/rpc")
    app.act(next(x for x in app.all(BUTTONS, "Add") if sensitive(x)))
    app.label("^" + re.escape(NOWHERE) + "/rpc$")
    app.type("Add a history server (Blockscout)", "nonsense")
    app.act(next(x for x in app.all(BUTTONS, "Add") if sensitive(x)))
    app.label("^This is not the address of a server")
    app.type("Add a history server (Blockscout)", NOWHERE + "/index")
    app.act(next(x for x in app.all(BUTTONS, "Add") if sensitive(x)))
    app.label("^" + re.escape(NOWHERE) + "/index$")
    app.label("^Ethereum history servers$")
    app.label("^Ethereum server · ")
    app.label("^Ethereum history server · ")
    step("a server for histories is added, and the list of hosts says what each is for")


def no_index(app):
    app.press("Remove " + NOWHERE + "/index")
    app.gone("label", NOWHERE + "/index")


def settings_of(data, environment):
    with open(os.path.join(data, environment, "settings.ini"), encoding="utf-8") as file:
        return file.read()


def write_settings(data, environment, text):
    """Nobody outside is asked."""
    os.makedirs(os.path.join(data, environment), mode=0o700)
    path = os.path.join(data, environment, "settings.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[settings]\nprices=off\n" + text)
    os.chmod(path, 0o600)


def local(program):
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        write_settings(data, "local", "")
        app = Window(program, data, network="local")
        try:
            make(app)
            servers(app)
            assert "servers-" not in settings_of(data, "local")
            indexes(app)
            assert f"indexes-ethereum={NOWHERE}/index;" in settings_of(data, "local")
        finally:
            app.close()
        app = Window(program, data, network="local", language="zh_CN")
        try:
            app.type("密码", PASSWORD, seconds=40)
            app.press("解锁")
            app.one("label", "总额", 60)
            preferences(app, "网络", "首选项")
            app.label("^" + re.escape(NOWHERE) + "/index$")
            app.label("^Ethereum 历史记录服务器$")
            picture(app, "indexes-zh")
            for _ in range(25):
                wheel("首选项", "5")
            picture(app, "indexes-zh-below")
        finally:
            app.close()
        app = Window(program, data, network="local")
        try:
            app.type("Password", PASSWORD, seconds=40)
            app.press("Unlock")
            app.one("label", "Total", 60)
            preferences(app, "Network")
            picture(app, "indexes")
            for _ in range(25):
                wheel("Preferences", "5")
            picture(app, "indexes-below")
            no_index(app)
            wait(lambda: "indexes-ethereum=-;" in settings_of(data, "local"), 10, "the empty list in the settings")
            step("it outlives a restart, and none is a choice as well")
        finally:
            app.close()


def make(app, verb="Make a new wallet"):
    """A wallet without looking at each step."""
    app.press(verb, seconds=40)
    app.press("Read aloud")
    words = [part.split()[1] for part in app.one(None, re.compile(r"^1 \w+, 2 ")).get_name().split(", ")]
    app.press("I have written them down")
    app.one("label", "Check your backup")
    for entry in app.all(ENTRY, re.compile(r"^Word \d+$")):
        entry.get_editable_text_iface().set_text_contents(words[int(app.plain(entry.get_name()).split()[1]) - 1])
    app.press("Continue")
    app.one("label", "Choose a password")
    app.type("Password", PASSWORD)
    app.type("Password again", PASSWORD)
    for switch in app.all(("switch", "check box", "toggle button"), re.compile("Keep the keys in a file")):
        app.act(switch)
    app.press("Make the wallet", seconds=30)
    app.one("label", "Total", 90)


# another test network ------------------------------------------------------------------------------------------------


def wallets_in(data, folder):
    """The ids of the wallets in @folder."""
    path = os.path.join(data, folder)
    return [x for x in os.listdir(path) if os.path.exists(os.path.join(path, x, "wallet.ini"))]


def click(item, title):
    """A real click into the middle of @item of the window @title: some widgets of the toolkit have no action."""

    def box():
        extents = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return extents if extents.width > 0 and extents.height > 0 else None

    extents = wait(box, 5, "a place to click at")
    window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
                            capture_output=True, text=True, check=True).stdout.split()[-1]
    subprocess.run(["xdotool", "windowfocus", "--sync", window], check=False)
    subprocess.run(["xdotool", "mousemove", "--window", window, str(extents.x + extents.width // 2 + EDGE),
                    str(extents.y + extents.height // 2 + EDGE), "click", "1"], check=True)


def wheel(title, button):
    window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
                            capture_output=True, text=True, check=True).stdout.split()[-1]
    subprocess.run(["xdotool", "mousemove", "--window", window, "320", "350", "click", button], check=True)


def scroll_to(item, title):
    """Turns the wheel once towards @item; true when it is in view already."""
    y = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW).y
    if 60 < y < 540:
        return True
    window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
                            capture_output=True, text=True, check=True).stdout.split()[-1]
    subprocess.run(["xdotool", "mousemove", "--window", window, "320", "350", "click", "5" if y >= 540 else "4"], check=True)
    return False


def choose_network(app, name):
    preferences(app, "Network")
    row = app.one("combo box", "Network of Bitcoin")
    app.label("^From the next start on, with wallets of its own$")
    wait(lambda: scroll_to(row, "Preferences"), 10, "the row in view")
    click(row, "Preferences")
    wait(lambda: app.all("label", name), 10, name)
    picture(app, "networks")
    subprocess.run(["xdotool", "key", "Down", "Return"], check=True)
    wait(lambda: app.all("label", name, start=row), 10, f"{name} in the row")


def test_network(program):
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        write_settings(data, "test", f"servers-bitcoin={NOWHERE};\nservers-bitcoin-signet={NOWHERE}/signet;\n")
        app = Window(program, data, network="test")
        try:
            make(app)
            choose_network(app, "signet")
            wait(lambda: "network=signet" in settings_of(data, "test"), 10, "the setting")
            assert app.all("label", NOWHERE), "the network has changed before the next start"
        finally:
            app.close()
        assert len(wallets_in(data, "test")) == 1
        step("another test network is chosen, for the next start")
        app = Window(program, data, network="test")
        try:
            app.label("^There is no wallet on signet yet$", 40)
            picture(app, "signet-welcome")
            make(app)
            preferences(app, "Network")
            app.one("label", NOWHERE + "/signet")
            picture(app, "signet")
        finally:
            app.close()
        assert len(wallets_in(data, "test-signet")) == 1 and len(wallets_in(data, "test")) == 1
        assert wallets_in(data, "test-signet") != wallets_in(data, "test")
        step("it has wallets and servers of its own")
        shutil.rmtree(os.path.join(data, "test-signet"))
        app = Window(program, data, network="test")
        try:
            app.press("Back to testnet4", seconds=40)
            app.one(ENTRY, "Password", 40)
            app.one(BUTTONS, "Unlock")
            assert "signet" not in settings_of(data, "test").replace("servers-bitcoin-signet", "").replace("/signet", "")
        finally:
            app.close()
        step("the way back leads to the wallet of the first one")


def interrupted(program):
    """The keys are there, the accounts are not: as when the computer went off between the two."""
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        app = Window(program, data)
        try:
            make(app, "Make a practice wallet")
        finally:
            app.close()
        folder = os.path.join(data, "practice", wallets_in(data, "practice")[0])
        for name in os.listdir(folder):
            if name.startswith("wallet.db"):
                os.remove(os.path.join(folder, name))
        app = Window(program, data)
        try:
            app.label("^The making of this wallet was interrupted. Unlock it, and it is completed.$", 40)
            picture(app, "interrupted")
            app.type("Password", PASSWORD)
            app.press("Unlock")
            app.one("label", "Total", 60)
            wait(lambda: app.all("list item", re.compile("^Bitcoin · SegWit")), 20, "the accounts")
        finally:
            app.close()
        step("a wallet whose making was interrupted says what to do")


def practice(program):
    with tempfile.TemporaryDirectory(prefix="imw-choices.") as data:
        app = Window(program, data)
        try:
            onboard(app)
            app.go("receive")
            app.one(None, re.compile("^prac1[a-z0-9]{20,}$"))
            app.do("practice-fund")
            app.label(r"^Received \+0\.05", 40)
            app.do("practice-mine")
            app.label(r"^Received \+0\.05.*confirmation", 40)
            give_up(app)
        finally:
            app.close()


def main():
    for part in (practice, prices, local, test_network, interrupted):
        if len(sys.argv) < 3 or part.__name__ in sys.argv[2:]:
            part(sys.argv[1])


if __name__ == "__main__":
    main()
