#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour: uses the built window as a person would, in each language, on the practice network.

usage: tour.py --build BUILD --output FOLDER [--language en|zh_CN|both] [--keep-going]

Starts itself on a virtual display with a throw-away keyring. Prints one line a step, leaves numbered
pictures, ends with a total. Exit status: 0 all passed, 1 something failed, 77 could not run here.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WITH_DISPLAY = os.path.join(HERE, "..", "gui", "with-display.sh")
TOTAL_SECONDS = 840


def missing():
    """Why the tour can't run here, None when it can."""
    for program, package in (("Xvfb", "xvfb"), ("dbus-run-session", "dbus"), ("xdotool", "xdotool"), ("import", "imagemagick"),
                             ("gdbus", "libglib2.0-bin"), ("gnome-keyring-daemon", "gnome-keyring")):
        if shutil.which(program) is None:
            return f"{program} is not installed (package {package})"
    if not any(os.path.exists(os.path.join(folder, "at-spi-bus-launcher"))
               for folder in ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib")):
        return "at-spi-bus-launcher is not installed (package at-spi2-core)"
    try:
        import gi
        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        return "the accessibility bus can't be used from Python (packages python3-gi, gir1.2-atspi-2.0)"
    return None


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--language", choices=("en", "zh_CN", "both"), default="both")
    parser.add_argument("--keep-going", action="store_true", help="after a failed step try the next one")
    return parser.parse_args()


def prepare_home():
    """No animation and no blinking, so that a picture is always of a window at rest."""
    folder = os.path.join(os.environ["HOME"], ".config", "gtk-4.0")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as settings:
        settings.write("[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n"
                       "gtk-font-name=Cantarell 11\ngtk-hint-font-metrics=true\n")


class Late(Exception):
    """The tour has taken too long as a whole."""


def late(number, frame):
    raise Late(f"the tour took longer than {TOTAL_SECONDS} s")


def ended(number, frame):
    raise KeyboardInterrupt


def walk(options, build, output, language, told):
    """One language. Gives (passed, failed)."""
    from catalogue import Catalogue
    from guide import Guide, Stop
    from route import Route

    folder = tempfile.mkdtemp(prefix="imw-tour-")
    open(told, "wb").close()
    guide = Guide(build, output, language, Catalogue(build, language), options.keep_going, folder)
    guide.told = told
    try:
        Route(guide).walk()
    except Stop:
        print(f"{language:5}     stopped here; what comes after it was not tried")
    except Late as error:
        guide.failed += 1
        print(f"{language:5}     {error}")
    finally:
        guide.abandon()
        guide.log.close()
        if guide.failed and os.path.exists(guide.log_path):
            shutil.copy(guide.log_path, os.path.join(output, f"stderr-{language}.log"))
        shutil.rmtree(folder, ignore_errors=True)
    return guide.passed, guide.failed


def take_tour(options, build, output):
    languages = ("en", "zh_CN") if options.language == "both" else (options.language,)
    passed = failed = 0
    prepare_home()
    told = os.path.join(os.environ["HOME"], "notifications.txt")
    desktop = subprocess.Popen([sys.executable, os.path.join(HERE, "notifications.py"), told])
    signal.signal(signal.SIGALRM, late)
    signal.signal(signal.SIGTERM, ended)
    signal.alarm(TOTAL_SECONDS)
    try:
        for language in languages:
            result = walk(options, build, output, language, told)
            passed += result[0]
            failed += result[1]
        signal.alarm(0)
    except (Late, KeyboardInterrupt) as error:
        failed += 1
        print(f"ended before the end: {error}")
    finally:
        desktop.kill()
        desktop.wait()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    options = parse()
    build, output = os.path.abspath(options.build), os.path.abspath(options.output)
    if os.environ.get("IMW_TOUR_INSIDE") == "1":
        sys.path.insert(0, HERE)
        sys.stderr = sys.stdout
        return take_tour(options, build, output)

    reason = missing()
    if reason is not None:
        print(f"SKIPPED: {reason}")
        return 77
    os.makedirs(output, exist_ok=True)
    for name in os.listdir(output):
        if name.endswith((".png", ".log")):
            os.remove(os.path.join(output, name))
    os.environ.update(IMW_TOUR_INSIDE="1", GUI_KEYRING="1", GUI_SIZE="1010x810x24", PYTHONDONTWRITEBYTECODE="1", PYTHONWARNINGS="ignore")
    os.environ.pop("GTK_A11Y", None)
    # what the bus and the keyring have to say goes to a file; our own lines stay readable
    sys.stdout.flush()
    session = os.open(os.path.join(output, "session.log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(session, 2)
    os.execv(WITH_DISPLAY, [WITH_DISPLAY, sys.executable, os.path.abspath(__file__), *sys.argv[1:]])
    return 1


if __name__ == "__main__":
    sys.exit(main())
