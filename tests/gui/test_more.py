#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done less often in the window: speeding a payment up and taking it back, pictures and tables as files, moving
the keys, a backup file and the words on another computer, two windows on one folder, unsaved text.

usage: GUI_KEYRING=1 with-display.sh test_more.py PROGRAM
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import Atspi, BUTTONS, wait  # noqa: E402
from test_window import ENTRY, FOREIGN, PASSWORD, Window, onboard, step  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
DIALOGS = ("filler", "dialog", "frame", "window", "alert")


def toast(app, text):
    app.label("^" + re.escape(text), 30)


def answer(app, heading, verb):
    """Answers the message dialog @heading."""

    def button():
        for i in range(app.root.get_child_count()):
            window = app.root.get_child_at_index(i)
            if window and app.all(None, heading, start=window) and not app.all(ENTRY, start=window):
                return next(iter(app.all(BUTTONS, verb, start=window)), None)
        return None

    app.act(wait(button, 20, f"{verb} below {heading}"))
    app.gone(None, heading)


def entry_of(app, dialog, seconds=10):
    return wait(lambda: next((x for x in app.all("text", start=dialog) if x.get_editable_text_iface()), None), seconds, "the line for a name")


def press_in(app, dialog, verb):
    """Presses the button @verb of @dialog once it may be pressed, and sees the dialog go."""

    def ready():
        found = app.all(BUTTONS, verb, start=dialog)
        return next((x for x in found if x.get_state_set().contains(Atspi.StateType.SENSITIVE)), None)

    title = dialog.get_name()
    app.act(wait(ready, 20, f"{verb} of {title!r}"))
    wait(lambda: not app.all("file chooser") and not [x for x in app.all(DIALOGS, title) if app.all(None, "GtkFileChooserWidget", start=x)],
         20, f"{title!r} to go")


def save_as(app, title, path):
    """Answers the toolkit's own file dialog."""
    dialog = app.one(DIALOGS, title)
    entry_of(app, dialog).get_editable_text_iface().set_text_contents(path)
    press_in(app, dialog, "Save")


def save_file(app, title, path):
    save_as(app, title, path)
    wait(lambda: os.path.exists(path) and os.path.getsize(path) > 0, 30, path)


def open_file(app, title, path):
    """A slash brings the line for a path up; it takes keys only."""
    dialog = app.one(DIALOGS, title)
    window = wait(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
                                         capture_output=True, text=True, check=False).stdout.split(), 10, title)[-1]

    def typed(text):
        entry = next((x for x in app.all("text", start=dialog) if x.get_editable_text_iface()), None)
        return entry is not None and app.text_of(entry) == text

    def slash():
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", "slash"], check=False)
        return wait(lambda: typed("/"), 2, "the slash")

    for left in range(4, -1, -1):
        try:
            slash()
            break
        except AssertionError:
            if left == 0:
                raise
    subprocess.run(["xdotool", "type", "--delay", "20", path[1:]], check=True)
    wait(lambda: typed(path), 20, "the whole path")
    subprocess.run(["xdotool", "key", "Return"], check=True)


def fund(app):
    app.go("receive")
    app.one(None, re.compile("^prac1[a-z0-9]{20,}$"))
    app.do("practice-fund")
    app.label(r"^Received \+0\.05", 40)
    app.do("practice-mine")
    app.label(r"^Received \+0\.05.*confirmation", 40)


def pay(app):
    app.go("send")
    app.type("Address or payment link", FOREIGN)
    app.type("Amount in BTC", "0.0123")
    app.press("Review", seconds=30)
    confirm(app, r"^Send 0\.0123\b")


def confirm(app, button):
    """Looks at the review page and sends."""
    app.one("label", "Check before you send", 40)
    app.press(re.compile(button), seconds=40)
    app.label("^Sent, not confirmed yet$", 40)


def replace(app):
    pay(app)
    app.press("Speed up")
    confirm(app, r"^Send 0\.0123\b")
    step("a payment is sped up")
    app.press("Cancel payment")
    app.label("^To yourself$", 40)
    confirm(app, r"^Send 0\.\d+\sBTC$")
    app.go("overview")
    app.one("label", "Open payments")
    app.do("practice-mine")
    app.gone("label", "Open payments", 60)
    step("a payment is taken back, and nothing of it stays among the open ones")


def too_late(app):
    """A block comes while somebody reads the review of a cancelling."""
    pay(app)
    app.press("Cancel payment")
    app.label("^To yourself$", 40)
    button = app.one(BUTTONS, re.compile(r"^Send 0\.\d+\sBTC$"))
    assert button.get_state_set().contains(Atspi.StateType.SENSITIVE)
    app.do("practice-mine")
    app.label("^The payment before it has been confirmed meanwhile and can't be changed any more", 40)
    button.clear_cache()
    assert not button.get_state_set().contains(Atspi.StateType.SENSITIVE), "what can't work any more is offered"
    app.press("Change")
    app.label("^Confirmed$", 40)
    app.gone(BUTTONS, "Cancel payment")
    app.go("overview")
    app.gone("label", "Open payments", 40)
    step("a payment that is confirmed meanwhile can't be cancelled, and the page says so")


def paste_picture(app, picture, done):
    """Another program has @picture in the clipboard; pasting it leads to @done."""
    app.type("Address or payment link", "")
    owner = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "clipboard.py"), picture], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout.readline() == "ready\n", "the picture is not in the clipboard"
        app.press("Paste address or QR code")
        wait(done, 20, f"what pasting {os.path.basename(picture)} leads to")
    finally:
        owner.kill()
        owner.wait()


def files(app, folder):
    picture = os.path.join(folder, "request.png")
    app.go("receive")
    address = app.one(None, re.compile("^prac1[a-z0-9]{20,}$")).get_name()
    app.press("Save picture")
    save_file(app, "Save picture", picture)
    toast(app, "Picture saved")
    app.go("send")
    app.press("QR code from a picture")
    open_file(app, "Open a picture with a QR code", picture)
    entry = app.one(ENTRY, "Address or payment link")
    wait(lambda: address in app.text_of(entry), 20, "the address in the form")
    step("the QR code goes out as a picture and comes in again")
    paste_picture(app, picture, lambda: address in app.text_of(entry))
    step("the QR code comes in from the clipboard")
    plain = os.path.join(folder, "plain.png")
    subprocess.run(["convert", "-size", "200x200", "xc:white", plain], check=True)
    paste_picture(app, plain, lambda: "There is no QR code in the picture." in app.labels())
    assert app.text_of(entry) == "", "a picture without a code has filled in something"
    step("a picture without a code is told")
    table = os.path.join(folder, "history.csv")
    app.go("activity")
    app.press("Save history as a table (CSV)")
    save_file(app, "Save history", table)
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 2 and len({len(row) for row in rows}) == 1, rows
    step("the history is a table")


def keys(app, folder):
    backup = os.path.join(folder, "backup.imw")
    app.do("backup")
    app.one(ENTRY, "Name of the wallet")
    for other, place in (("Move the keys to a file?", "File in the data folder"),
                         ("Move the keys to the keyring?", "Keyring of the desktop")):
        app.press("Move")
        answer(app, other, "Move")
        app.one(None, re.compile("^" + place), 40)
        step(other.replace("?", ": done"))
    app.press(re.compile("^Save an encrypted backup"))
    save_as_then_password(app, backup)
    toast(app, "Backup saved.")
    step("a backup is written")
    return backup


def save_as_then_password(app, backup):
    save_as(app, "Save an encrypted backup", backup)
    app.type("Password", PASSWORD)
    app.press("Save")
    wait(lambda: os.path.exists(backup), 40, "the backup")


def contact(app):
    app.go("contacts")
    app.press(re.compile("^(Add|New) (a )?contact"))
    app.type("Name", "Ada")
    app.press("Back")
    answer(app, "Leave without saving?", "Cancel")
    app.one(ENTRY, "Name")
    app.press("Back")
    answer(app, "Leave without saving?", "Leave")
    app.gone(ENTRY, "Name")
    step("unsaved text is not lost without a question")


def second_window(program, folder):
    """As from another session: on a bus of its own there is nobody to hand over to."""
    accessibility = subprocess.run(["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus",
                                    "--method", "org.a11y.Bus.GetAddress"], capture_output=True, text=True, check=True).stdout
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True)
    app = None
    try:
        app = Window(program, folder, {"AT_SPI_BUS_ADDRESS": accessibility.split("'")[1],
                                       "DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()})
        app.label("another window", 40)
        assert not app.all("label", "Welcome to IM Wallet")
        step("a second window on the folder says that there is a first one")
    finally:
        if app is not None:
            app.close()
        bus.terminate()
        bus.wait()


def restore_file(program, backup):
    with tempfile.TemporaryDirectory(prefix="imw-more.") as folder:
        app = Window(program, folder)
        try:
            app.press("Restore a practice wallet", seconds=40)
            app.press("Restore from a backup file")
            open_file(app, "Open a backup file", backup)
            app.one("label", "Password of the backup", 40)
            app.type("Password", PASSWORD)
            app.press("Make the wallet", seconds=30)
            app.one("label", "Total", 90)
            step("the backup opens in another folder")
        finally:
            app.close()


def restore_words(program, words):
    with tempfile.TemporaryDirectory(prefix="imw-more.") as folder:
        app = Window(program, folder)
        try:
            app.press("Restore a practice wallet", seconds=40)
            first = app.one(ENTRY, "Word 1")
            first.get_editable_text_iface().set_text_contents(" ".join([words[1], words[0], *words[2:]]))
            app.label("^Each word exists, but together they do not fit|^All words are there")
            first.get_editable_text_iface().set_text_contents("zzzz")
            app.label("^Word 1 is in no word list")
            first.get_editable_text_iface().set_text_contents(" ".join(words))
            app.label("^All words are there")
            step("mistakes in the words are told")
            app.press("Continue")
            app.one("label", "Choose a password")
            app.type("Password", PASSWORD)
            app.type("Password again", PASSWORD)
            app.press("Make the wallet", seconds=30)
            app.one("label", "Total", 90)
            step("the words open the wallet in another folder")
        finally:
            app.close()


def main():
    program = sys.argv[1]
    if shutil.which("xdotool") is None:
        print("SKIPPED: xdotool is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="imw-more.") as folder:
        data = os.path.join(folder, "data")
        os.mkdir(data, 0o700)
        app = Window(program, data)
        try:
            words = onboard(app)
            contact(app)
            second_window(program, data)
            fund(app)
            replace(app)
            too_late(app)
            files(app, folder)
            backup = keys(app, folder)
        except BaseException:
            if os.environ.get("SHOT"):
                app.shot(os.environ["SHOT"])
            print("\n".join(app.labels()), file=sys.stderr)
            raise
        finally:
            app.close()
        restore_file(program, backup)
        restore_words(program, words)


if __name__ == "__main__":
    main()
