# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands, eyes and a notebook: presses, looks, takes pictures, and notes what is wrong on the way."""

import hashlib
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gui"))

from drive import App, Atspi, BUTTONS, GLib, wait  # noqa: E402

PRACTICE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gui", "practice-on-request.sh")
EDGE = 5  # invisible handles around a window that has no window manager
WIDE = (1000, 700)
NARROW = (400, 800)
ENTRIES = ("text", "password text", "entry")
NAMED = BUTTONS + ENTRIES + ("switch", "check box", "radio button", "combo box", "spin button", "toggle switch")
TOOLKIT_NAME = re.compile(r"^(Gtk|Adw|Imw|G)[A-Z]\w+$")
# Complaints of a virtual display that say nothing about the program
HARMLESS = re.compile(r"Failed to set fd limit|PipeWire|RealtimeKit|shader cache|cannot autolaunch|dconf|"
                      r"Unable to acquire the address of the accessibility bus|vkms|MESA|libEGL", re.I)
COMPLAINT = re.compile(r"WARNING|CRITICAL|ERROR \*\*|Gtk-|runtime error|Sanitizer")


class Stop(Exception):
    """A step failed and the rest makes no sense without it."""


class Program(App):
    """The wallet's window, with ways to use what the accessibility bus alone can't press."""

    def __init__(self, argv, env, stderr):
        super().__init__(argv, env=env, stderr=stderr)
        self.size = WIDE

    def children(self):
        """The ids of the processes that it has started."""
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                if int(fields[1]) == self.process.pid:
                    found.append(int(entry))
            except (OSError, IndexError):
                continue
        return found

    def windows(self):
        """The X windows that are shown: [(id, x, y, width, height)], largest first."""
        ids = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                             capture_output=True, text=True, check=False).stdout.split()
        found = []
        for window in ids:
            text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                                  capture_output=True, text=True, check=False).stdout
            facts = dict(re.findall(r"^(\w+)=(-?\d+)$", text, re.M))
            if "WIDTH" in facts and int(facts["WIDTH"]) > 20:
                found.append((window, *(int(facts[k]) for k in ("X", "Y", "WIDTH", "HEIGHT"))))
        return sorted(found, key=lambda w: -w[3] * w[4])

    def resize(self, size):
        """Gives the main window the size of its content, at the corner of the screen."""
        self.size = size
        wanted = (size[0] + 2 * EDGE, size[1] + 2 * EDGE)

        def done():
            windows = self.windows()
            if not windows:
                return False
            main = self.main_window()
            if (main[3], main[4]) == wanted:
                return True
            subprocess.run(["xdotool", "windowmove", main[0], "0", "0", "windowsize", main[0], *map(str, wanted)], check=False)
            return False

        wait(done, 10, f"a window of {wanted}")
        self.focus()

    def main_window(self):
        if not hasattr(self, "_main"):
            self._main = wait(self.windows, 10, "a window")[0][0]
        return next(w for w in self.windows() if w[0] == self._main)

    def focus(self, window=None):
        subprocess.run(["xdotool", "windowfocus", window or self.main_window()[0]], check=False)

    def keys(self, *names):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *names], check=False)

    def extents(self, item):
        """Where @item is in its window, once it has been given a place."""
        def box():
            extents = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
            return extents if extents.width > 0 and extents.height > 0 else None

        return wait(box, 5, "a place to click at")

    def type_keys(self, text):
        """Real keys, into whatever has the focus."""
        self.focus()
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "15", text], check=False)

    def click(self, item):
        """A real click into the middle of @item of the main window; turns the wheel to see it first."""
        window = self.main_window()
        top, bottom = 60, window[4] - 2 * EDGE - 90
        before = None
        for _ in range(60):
            extents = self.extents(item)
            middle = extents.y + extents.height // 2
            if top <= middle <= bottom or middle == before:
                break
            before = middle
            self.scroll(1 if middle > bottom else -1)
            self.capture()
        x = window[1] + EDGE + extents.x + extents.width // 2
        y = window[2] + EDGE + extents.y + extents.height // 2
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=False)

    def choose(self, item):
        """Clicks at a radio button: those of this toolkit have no action."""
        self.click(item)
        wait(lambda: self.checked(item), 5, f"{item.get_name()!r} to be chosen")

    def scroll(self, turns):
        """Turns the wheel over the content."""
        window = self.main_window()
        subprocess.run(["xdotool", "mousemove", str(window[1] + window[3] * 2 // 3), str(window[2] + window[4] // 2),
                        "click", "--repeat", str(abs(turns)), "--delay", "20", "5" if turns > 0 else "4"], check=False)

    def place_dialogs(self):
        """A window manager would put a dialog over the middle of its window."""
        main = self.main_window()
        for window, x, y, width, height in self.windows():
            if window == main[0]:
                continue
            if width > main[3]:
                subprocess.run(["xdotool", "windowsize", window, str(main[3]), str(min(height, main[4]))], check=False)
                width, height = main[3], min(height, main[4])
            wanted = (max(0, (main[3] - width) // 2), max(0, (main[4] - height) // 2))
            if (x, y) != wanted and (x, y) == (0, 0):
                subprocess.run(["xdotool", "windowmove", window, *map(str, wanted)], check=False)

    def hide_toasts(self):
        for toast in self.all(None, "AdwToastWidget"):
            for button in self.all(BUTTONS, start=toast):
                try:
                    self.act(button)
                except (AssertionError, GLib.Error):
                    continue
        wait(lambda: not self.all(None, "AdwToastWidget"), 10, "the toasts to go")

    def sensitive(self, roles, name):
        return self.one(roles, name).get_state_set().contains(Atspi.StateType.SENSITIVE)

    def checked(self, item):
        item.clear_cache()
        return item.get_state_set().contains(Atspi.StateType.CHECKED)

    def capture(self):
        """Waits until the window stands still and gives its pixels (PPM)."""
        self.place_dialogs()
        # the pointer rests outside, so that nothing is lit up
        subprocess.run(["xdotool", "mousemove", "1009", "809"], check=False)
        crop = f"{self.size[0]}x{self.size[1]}+{EDGE}+{EDGE}"
        last = None
        for _ in range(10):
            now = subprocess.run(["import", "-silent", "-window", "root", "-crop", crop, "+repage", "ppm:-"],
                                 check=True, capture_output=True).stdout
            if now == last:
                break
            last = now
            time.sleep(0.08)
        return now

    def shown(self):
        """(role, name, item) of everything that a reader would be told of."""
        for item in self.all():
            try:
                yield item.get_role_name(), item.get_name() or "", item
            except GLib.Error:
                continue

    def inside(self, item, names, levels=6):
        """Whether one of the next @levels ancestors has one of @names or a role of them."""
        for _ in range(levels):
            try:
                item = item.get_parent()
                if item is None:
                    return False
                if (item.get_name() or "") in names or item.get_role_name() in names:
                    return True
            except GLib.Error:
                return False
        return False


class Guide:
    """Takes one language through the tour."""

    def __init__(self, build, output, language, catalogue, keep_going, folder):
        self.build, self.output, self.language = build, output, language
        self.t = catalogue
        self.keep_going = keep_going
        self.folder = folder
        self.data = os.path.join(folder, "data")
        os.makedirs(self.data)
        self.log_path = os.path.join(folder, "stderr.log")
        self.log = open(self.log_path, "wb")
        self.told = None
        self.app = None
        self.number = self.passed = self.failed = self.pictures = 0
        self.suffix = ""
        self.own_texts = {"English", "IM Wallet", "Bitcoin", "SegWit", "Taproot"}
        self.unnamed, self.untranslated = {}, {}
        digest = hashlib.sha256(self.data.encode()).hexdigest()[:12]
        self.app_id = f"org.imwallet.Wallet.d{digest}"

    def environment(self):
        build = self.build
        names = {
            "IMW_SIGNER_PATH": "src/signer/imwallet-signer",
            "IMW_PRACTICE_PROGRAM": "src/practice/imwallet-practice",
            "IMW_LOCALEDIR": "po",
        }
        env = dict(os.environ)
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "G_DEBUG", "GTK_A11Y", "LD_PRELOAD", "MALLOC_CHECK_"):
            env.pop(name, None)
        env.update({name: os.path.join(build, path) for name, path in names.items()})
        env["IMW_PRACTICE_PATH"] = PRACTICE
        return env

    def start(self, dark=False, size=WIDE, arguments=()):
        env = self.environment()
        if dark:
            env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        argv = [os.path.join(self.build, "src", "ui", "imwallet"), "--network", "practice", "--data-dir", self.data, *arguments]
        self.app = Program(argv, env, self.log)
        self.app.resize(size)
        return self.app

    def stop(self):
        """Closes the window as its menu does, and looks that nothing stays behind."""
        app, self.app = self.app, None
        children = app.children()
        try:
            # it may be gone before it has answered
            subprocess.run(["gdbus", "call", "--session", "--timeout", "10", "--dest", self.app_id, "--object-path",
                            "/" + self.app_id.replace(".", "/"), "--method", "org.gtk.Actions.Activate", "quit", "[]", "{}"],
                           check=False, capture_output=True)
            code = app.process.wait(20)
        except (subprocess.SubprocessError, OSError):
            app.close()
            self.end_processes(children)
            raise
        left = self.end_processes(children)
        if code != 0:
            raise AssertionError(f"the program ended with {code}")
        if left:
            raise AssertionError(f"{len(left)} of its processes stayed behind")
        return len(children)

    @staticmethod
    def end_processes(ids):
        """Gives @ids five seconds to go, then ends what is left and says what that was."""
        def gone(pid):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                    return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                return True

        end = time.monotonic() + 5
        while time.monotonic() < end and not all(gone(pid) for pid in ids):
            time.sleep(0.05)
        left = [pid for pid in ids if not gone(pid)]
        for pid in left:
            try:
                os.kill(pid, 9)
            except OSError:
                pass
        return left

    def abandon(self):
        """Ends what runs, whatever state it is in."""
        if self.app is not None:
            children = self.app.children()
            self.app.close()
            self.end_processes(children)
            self.app = None

    def do(self, what, function, *arguments):
        """One step: a line, a count."""
        self.number += 1
        begin = time.monotonic()
        try:
            seen = function(*arguments)
            self.passed += 1
            print(f"{self.language:5} {self.number:2}  ok      {what}: {seen}  ({time.monotonic() - begin:.1f} s)", flush=True)
        except (AssertionError, AttributeError, GLib.Error, subprocess.SubprocessError, OSError, StopIteration, IndexError) as error:
            self.failed += 1
            print(f"{self.language:5} {self.number:2}  FAILED  {what}: {error}", flush=True)
            if os.environ.get("TOUR_DEBUG"):
                import traceback
                traceback.print_exc()
            try:
                if self.app is not None:
                    self.picture("failed", inspect=False)
                    with open(os.path.join(self.folder, f"tree-{self.number}.txt"), "w", encoding="utf-8") as tree:
                        tree.writelines(f"{role}: {name}\n" for role, name, item in self.app.shown())
            except Exception as problem:  # a picture of a failure must not hide the failure
                print(f"      no picture of it: {problem}", flush=True)
            if not self.keep_going or self.app is None:
                raise Stop() from error

    def picture(self, name, inspect=True, toasts=False):
        """Leaves NN-name-LANGUAGE.png and, unless told otherwise, looks at every name in the tree."""
        if not toasts:
            self.app.hide_toasts()
        pixels = self.app.capture()
        self.pictures += 1
        path = os.path.join(self.output, f"{self.pictures:02}-{name}-{self.language}{self.suffix}.png")
        subprocess.run(["convert", "ppm:-", "-strip", path], input=pixels, check=True)
        if inspect:
            self.inspect(name)
        return path

    def inspect(self, page):
        for role, name, item in self.app.shown():
            plain = self.app.plain(name)
            if role in NAMED and (not plain.strip() or TOOLKIT_NAME.match(plain)):
                # the button in a drop-down, the eye of a password row, the cross of a toast and the file dialog are the toolkit's
                if not self.app.inside(item, ("combo box", "AdwToastWidget", "GtkFileChooserWidget"), 12) and not self.peeks(item):
                    self.unnamed.setdefault(self.where(item), page)
            leak = self.t.leak(plain, self.own_texts) if role != "application" else None
            if leak is not None and not self.app.inside(item, ("GtkFileChooserWidget",), 12):
                self.untranslated.setdefault(leak, page)

    def peeks(self, item):
        """Whether @item is the button that shows what is typed in a password row."""
        names = [re.escape(self.t(x)) for x in ("Password", "Password again", "Extra passphrase", "Password of now", "New password",
                                                "New password again")]
        names.append(self.t.fill(self.t("Word %u"), r"\d+"))
        pattern = re.compile("^(" + "|".join(names) + ")$")
        for _ in range(3):
            item = item.get_parent()
            if item is None:
                return False
            if pattern.match(self.app.plain(item.get_name())):
                return True
        return False

    def where(self, item):
        """The way to an item that has no name of its own."""
        way = []
        for _ in range(7):
            try:
                name = item.get_name()
                way.append(f"{item.get_role_name()} {name!r}" if name else item.get_role_name())
                item = item.get_parent()
            except (GLib.Error, AttributeError):
                break
        return " < ".join(way)

    def notifications(self):
        with open(self.told, encoding="utf-8") as lines:
            return [line.strip() for line in lines]

    def check_names(self):
        if self.unnamed:
            raise AssertionError("; ".join(f"on {page}: {where}" for where, page in self.unnamed.items()))
        return "every button, entry and switch has one"

    def check_translated(self):
        if self.untranslated:
            raise AssertionError("; ".join(f"on {page}: {text!r}" for text, page in self.untranslated.items()))
        return "no English sentence was met"

    def check_log(self):
        self.log.flush()
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            bad = [line.strip() for line in log if COMPLAINT.search(line) and not HARMLESS.search(line)]
        if bad:
            raise AssertionError(f"{len(bad)} complaints: " + " | ".join(sorted(set(re.sub(r'^\(.*?\): |\d\d:\d\d:\d\d\.\d+: ', '', b) for b in bad))[:8]))
        return "nothing to complain about in what the program printed"
