#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a picture into the clipboard of the display, as another program would, and keeps it there until it is ended.

usage: clipboard.py PICTURE.png      prints "ready" once the picture is in the clipboard
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main():
    assert Gtk.init_check(), "no display"
    with open(sys.argv[1], "rb") as file:
        picture = GLib.Bytes.new(file.read())
    clipboard = Gdk.Display.get_default().get_clipboard()
    assert clipboard.set_content(Gdk.ContentProvider.new_for_bytes("image/png", picture))
    GLib.idle_add(lambda: print("ready", flush=True))
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
