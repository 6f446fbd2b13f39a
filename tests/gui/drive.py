# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the window through the accessibility bus, as somebody with a screen reader would.

Widgets are found by role and name. The cache is cleared before each read, and a GLib.Error means
that the tree changed meanwhile: it is read again.
"""

import os
import re
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

BUTTONS = ("push button", "button", "toggle button")


def wait(condition, seconds=20.0, what="condition"):
    """Calls @condition until it gives something true."""
    end = time.monotonic() + seconds
    last = None
    while time.monotonic() < end:
        try:
            got = condition()
            if got:
                return got
        except GLib.Error as error:
            last = error
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what} ({last})")


class App:
    """One program with a window."""

    def __init__(self, argv, name="imwallet", env=None, stderr=None, process=None):
        """Starts @argv, or takes @process, which runs already and shows its window sooner or later."""
        self.process = process or subprocess.Popen(argv, env=env, stderr=stderr)

        def find():
            desktop = Atspi.get_desktop(0)
            desktop.clear_cache()
            for i in range(desktop.get_child_count()):
                child = desktop.get_child_at_index(i)
                if not child or child.get_process_id() not in (0, self.process.pid):
                    continue  # a second one of the same name
                if child.get_name() == name and child.get_child_count() > 0:
                    return child
            if self.process.poll() is not None:
                raise AssertionError(f"{name} ended with {self.process.returncode}")
            return None

        try:
            self.root = wait(find, 30, f"application {name}")
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def all(self, roles=None, name=None, start=None):
        """Every accessible that is shown, breadth first."""
        if isinstance(roles, str):
            roles = (roles,)
        todo, found = [start or self.root], []
        while todo:
            item = todo.pop(0)
            if item is None:
                continue
            try:
                item.clear_cache()
                # GTK 4.8 never says "showing"; what is not "visible" hides all that it holds
                if item is not self.root and not item.get_state_set().contains(Atspi.StateType.VISIBLE):
                    continue
                if (roles is None or item.get_role_name() in roles) and self._matches(item.get_name(), name):
                    found.append(item)
                todo += [item.get_child_at_index(i) for i in range(item.get_child_count())]
            except GLib.Error:
                continue
        return found

    @staticmethod
    def plain(text):
        """Entry rows of older libadwaita say their title twice."""
        text = text or ""
        half = (len(text) - 1) // 2
        return text[:half] if text and text == f"{text[:half]} {text[:half]}" else text

    @classmethod
    def _matches(cls, text, name):
        if name is None:
            return True
        if isinstance(name, re.Pattern):
            return name.search(cls.plain(text)) is not None
        return cls.plain(text) == name

    def one(self, roles, name, seconds=20):
        return wait(lambda: (self.all(roles, name) or [None])[0], seconds, f"{roles} {name!r}")

    def gone(self, roles, name, seconds=20):
        wait(lambda: not self.all(roles, name), seconds, f"{roles} {name!r} to go")

    def press(self, name, roles=BUTTONS, seconds=20):
        """Presses the button @name once it may be pressed."""

        def ready():
            for item in self.all(roles, name):
                if item.get_state_set().contains(Atspi.StateType.SENSITIVE):
                    return item
            return None

        item = wait(ready, seconds, f"button {name!r}")
        self.act(item)

    @staticmethod
    def act(item):
        actions = item.get_action_iface()
        names = [actions.get_action_name(i) for i in range(actions.get_n_actions())]
        for wanted in ("click", "activate", "press", "toggle"):
            if wanted in names:
                assert actions.do_action(names.index(wanted)), f"{wanted} was refused"
                return
        raise AssertionError(f"{item.get_name()!r} has only the actions {names}")

    def type(self, name, text, roles=("text", "password text", "entry"), seconds=20):
        """Sets the text of the entry @name."""
        item = self.one(roles, name, seconds)
        item.get_editable_text_iface().set_text_contents(text)

    def text_of(self, item):
        text = item.get_text_iface()
        return text.get_text(0, text.get_character_count()) if text else item.get_name()

    def label(self, pattern, seconds=20):
        """The text of the first label that matches."""
        pattern = re.compile(pattern)
        return wait(lambda: next((t for t in self.labels() if pattern.search(t)), None), seconds, f"label {pattern.pattern!r}")

    def labels(self):
        return [item.get_name() or "" for item in self.all(("label", "static", "heading"))]

    def dump(self):
        for item in self.all():
            print(item.get_role_name(), repr(item.get_name()))

    def shot(self, path):
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        subprocess.run(["import", "-window", "root", path], check=True)

    def action(self, app_id, name, *parameters, window=True):
        """Runs an action over D-Bus, for entries of menus."""
        path = "/" + app_id.replace(".", "/") + ("/window/1" if window else "")
        arguments = "[" + ", ".join(parameters) + "]"
        subprocess.run(
            ["gdbus", "call", "--session", "--dest", app_id, "--object-path", path,
             "--method", "org.gtk.Actions.Activate", name, arguments, "{}"],
            check=True, stdout=subprocess.DEVNULL,
        )

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode
