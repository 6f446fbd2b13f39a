# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the desktop's notifications: writes what the program wants to tell, one line each.

usage: notifications.py FILE
"""

import os
import sys

from gi.repository import Gio, GLib

XML = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/></method></interface></node>"""


def main():
    number = 0
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def called(connection, sender, path, interface, method, parameters, invocation):
        nonlocal number
        if method == "Notify":
            number += 1
            name, replaces, icon, title, body = parameters.unpack()[:5]
            os.write(log, f"{title}: {body}\n".replace("\n", " ").strip().encode() + b"\n")
            invocation.return_value(GLib.Variant("(u)", (replaces or number,)))
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["body", "actions"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("tour", "tour", "1", "1.2")))
        else:
            invocation.return_value(None)

    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    interface = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
    connection.register_object("/org/freedesktop/Notifications", interface, called)
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(connection, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE, None,
                                   lambda *_: loop.quit())
    connection.connect("closed", lambda *_: loop.quit())
    loop.run()


if __name__ == "__main__":
    main()
