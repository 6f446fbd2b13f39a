#!/usr/bin/python3
"""Checks the manual pages: no warning of the two formatters, and every command and option that the program names.

usage: check-man.py PROGRAM PAGE...
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import shutil
import subprocess
import sys


def run(command):
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en", MANWIDTH="100", ASAN_OPTIONS="detect_leaks=0")
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    return done.returncode, done.stdout, done.stderr


def main():
    missing = [tool for tool in ("mandoc", "man") if shutil.which(tool) is None]
    if missing:
        print("SKIPPED: not installed: " + " ".join(missing))
        return 77
    problems = []
    text = ""
    for page in sys.argv[2:]:
        _, out, err = run(["mandoc", "-Tlint", "-W", "warning", page])
        problems += (out + err).splitlines()
        _, _, err = run(["man", "--warnings", "-l", "-E", "UTF-8", "-Tutf8", "-Z", page])
        problems += [page + ": " + line for line in err.splitlines()]
        _, out, _ = run(["mandoc", "-Tascii", page])
        text += re.sub(".\b", "", out)
    _, said, _ = run([sys.argv[1], "--help"])
    commands = re.findall(r"^  (\S+) .*\n      ", said, re.M)
    options = re.findall(r"^  (--[\w-]+)", said, re.M)
    problems += ["no command in the page: " + c for c in commands if not re.search(r"^     %s\b" % re.escape(c), text, re.M)]
    problems += ["no option in the page: " + o for o in options if not re.search(r"^     %s\b" % re.escape(o), text, re.M)]
    print("\n".join(problems))
    print("%d commands, %d options, %d problems" % (len(commands), len(options), len(problems)))
    return 1 if problems or not commands or not options else 0


if __name__ == "__main__":
    sys.exit(main())
