#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a picture or a text into the clipboard of the display, as another program would, and keeps it there until it is
ended.

usage: clipboard.py PICTURE.png | --text TEXT      prints "ready" once it is in the clipboard
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main():
    assert Gtk.init_check(), "no display"
    if sys.argv[1] == "--text":
        content = Gdk.ContentProvider.new_for_bytes("text/plain;charset=utf-8", GLib.Bytes.new(sys.argv[2].encode()))
    else:
        with open(sys.argv[1], "rb") as file:
            content = Gdk.ContentProvider.new_for_bytes("image/png", GLib.Bytes.new(file.read()))
    assert Gdk.Display.get_default().get_clipboard().set_content(content)
    GLib.idle_add(lambda: print("ready", flush=True))
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
