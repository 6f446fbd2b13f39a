#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Payment links of other programs: a second start hands its link to the window that is open, which fills in the form; while
the wallet is locked the link waits. Nothing else that is handed over does anything.

usage: GUI_KEYRING= with-display.sh test_links.py PROGRAM
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import BUTTONS, wait  # noqa: E402
from test_window import ENTRY, FOREIGN, PASSWORD, Window, onboard, step  # noqa: E402


def hand_over(app, folder, link):
    """A second start, which must end by itself."""
    subprocess.run([sys.argv[1], "--data-dir", os.path.realpath(folder), link], check=True, timeout=30)


def recipient(app):
    return app.text_of(app.one(ENTRY, "Address or payment link"))


def amount(app):
    return app.text_of(app.one(ENTRY, "Amount in BTC"))


def ask(app, method, *arguments):
    """A call as the desktop's search makes it."""
    path = "/" + app.id.replace(".", "/") + "/SearchProvider"
    done = subprocess.run(
        ["gdbus", "call", "--session", "--dest", app.id, "--object-path", path,
         "--method", "org.gnome.Shell.SearchProvider2." + method, *arguments],
        check=True, capture_output=True, text=True, timeout=30)
    return done.stdout.strip()


def look_for(app):
    app.do("practice-fund")
    app.go("contacts")
    app.press("Add contact")
    app.type("Name", "Zhang Wei")
    app.press("Save")
    app.one(None, "Zhang Wei")
    wait(lambda: "contact:" in ask(app, "GetInitialResultSet", "['zhang']"), 20, "the contact in the search")
    found = re.search("contact:[0-9a-f-]+", ask(app, "GetInitialResultSet", "['zhang', 'wei']")).group(0)
    metas = ask(app, "GetResultMetas", "['%s', 'contact:nobody']" % found)
    assert "Zhang Wei" in metas and metas.count("'id'") == 1, metas
    step("the desktop's search finds a contact")
    txid = wait(lambda: re.search("transaction:[^']*", ask(app, "GetInitialResultSet", "['%s']" % "prac1")), 40, "a transaction")
    metas = ask(app, "GetResultMetas", "['%s']" % txid.group(0))
    assert "Received" in metas and not re.search(r"0[.,]05|BTC|prac1", metas), metas
    step("and a transaction, without amount and address")
    ask(app, "GetInitialResultSet", "['zhang']")
    ask(app, "ActivateResult", found, "['zhang']", "0")
    app.one(ENTRY, "Name")
    step("the contact opens")
    app.do("lock")
    app.one(BUTTONS, "Unlock")
    assert ask(app, "GetInitialResultSet", "['zhang']") == "(@as [],)"
    assert ask(app, "GetResultMetas", "['%s']" % found) == "(@aa{sv} [],)"
    ask(app, "ActivateResult", found, "['zhang']", "0")
    assert app.all(BUTTONS, "Unlock")
    step("while the wallet is locked nothing is found, and nothing opens")


def main():
    with tempfile.TemporaryDirectory(prefix="imw-links.") as folder:
        app = Window(sys.argv[1], folder)
        try:
            onboard(app)
            hand_over(app, folder, "bitcoin:%s?amount=0.0123" % FOREIGN)
            wait(lambda: amount(app) == "0.0123", 20, "the amount of the link")
            assert FOREIGN in recipient(app), recipient(app)
            assert not app.all("label", "Check before you send")
            step("a link fills in the form of the window that is open, and no more")
            hand_over(app, folder, "https://example.org/")
            hand_over(app, folder, "/etc/hostname")
            assert amount(app) == "0.0123"
            step("other links and files change nothing")
            app.do("lock")
            app.one(BUTTONS, "Unlock")
            hand_over(app, folder, "bitcoin:%s?amount=0.02" % FOREIGN)
            app.type("Password", PASSWORD)
            app.press("Unlock", seconds=40)
            wait(lambda: app.all(ENTRY, "Amount in BTC") and amount(app) == "0.02", 40, "the link that has waited")
            step("a link waits for the locked wallet")
            look_for(app)
            app.action(app.id, "help", window=False)
            app.one(ENTRY, "Search the help")
            app.one(None, re.compile("^Cross-border transfer"))
            step("the help opens")
        except BaseException:
            if os.environ.get("SHOT"):
                app.shot(os.environ["SHOT"])
            print("\n".join(app.labels()), file=sys.stderr)
            raise
        finally:
            app.close()


if __name__ == "__main__":
    main()
