#!/usr/bin/python3
"""Our own lint: lengths, blocked functions, doc comments, license lines, and sentences that must not stand here.

usage: check-style.py ROOT            lints src and tests
       check-style.py --self-test ROOT  every file in tests/lint-bad must be caught, for the reason in its name
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import subprocess
import sys

FILE_ERROR = 800
FUNCTION_ERROR = 120
LINE_ERROR = 200
LINE_C = 100        # code
LINE_TEXT = 135    # comments, and lines with a sentence in them
BLOCKED = re.compile(r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|sqlite3_exec|g_error|rand|random"
                     r"|system|popen|g_date_time_format_iso8601_local)\s*\(")
MACHINE = re.compile(r"(^|[^\w.$}])/(work|farm|root|home/\w+)/")
REGISTRY = re.compile(r"(deb|security|snapshot)\.debian" + r"\.org|registry\.npm" + r"js")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
FUNCTION = re.compile(r"^(\w[\w \*]*\n)?(\w+) \(([^;{]*?)\)\n\{\n(.*?)^\}", re.M | re.S)


def strip_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def lint_c(relative, text, problems):
    lines = text.split("\n")
    name = os.path.basename(relative)
    if not lines[0].startswith("/* %s: " % name):
        problems.append("%s: first line does not name the file" % relative)
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(lines[:6]):
        problems.append("%s: no SPDX line" % relative)
    if len(lines) > FILE_ERROR:
        problems.append("%s: %d lines, at most %d" % (relative, len(lines), FILE_ERROR))
    code = strip_comments(text)
    if name.endswith(".c"):
        for number, line in enumerate(lines, 1):
            limit = LINE_TEXT if line.lstrip().startswith(("/*", "*")) or "*/" in line or re.search(r'"[^"]{24,}"', line) else LINE_C
            if len(line) > limit:
                problems.append("%s:%d: line of %d columns" % (relative, number, len(line)))
    for number, line in enumerate(code.split("\n"), 1):
        found = BLOCKED.search(line)
        if found:
            problems.append("%s:%d: blocked function %s" % (relative, number, found.group(1)))
        if re.search(r"\bjson_object_get_\w+_member\b", line) and name != "imw-json.c" and relative.startswith("src/"):
            problems.append("%s:%d: JSON is read through imw-json only" % (relative, number))
        if re.search(r'#include "\.\./.*\.c"', line):
            problems.append("%s:%d: includes a source file" % (relative, number))
    if not name.endswith(".c"):
        return
    for found in FUNCTION.finditer(code):
        head, function, body = found.group(1) or "", found.group(2), found.group(4)
        length = body.count("\n")
        line = code.count("\n", 0, found.start()) + 1
        if length > FUNCTION_ERROR and not relative.startswith("tests/"):
            problems.append("%s:%d: %s has %d lines, at most %d" % (relative, line, function, length, FUNCTION_ERROR))
        if not relative.startswith("src/") or head.startswith("static") or function in ("main",):
            continue
        if not re.match(r"imw_|LLVM", function):
            continue
        before = "\n".join(lines[:line - 1]).rstrip()
        if before.endswith("*/"):
            comment = before[before.rfind("/*"):]
            if comment.startswith("/**") and not re.search(r"\* %s:" % function, comment):
                problems.append("%s:%d: the doc comment does not name %s" % (relative, line, function))
            elif not comment.startswith("/**"):
                problems.append("%s:%d: %s has no doc comment" % (relative, line, function))
        else:
            problems.append("%s:%d: %s has no doc comment" % (relative, line, function))
        error_returns(relative, line, function, found.group(3), body, problems)


def error_returns(relative, line, function, arguments, body, problems):
    """A function with a GError that answers FALSE or NULL somewhere has to mention its error at all."""
    if "GError **error" not in re.sub(r"\s+", " ", arguments):
        return
    if re.search(r"return (FALSE|NULL);", body) and not re.search(r"\berror\b", body):
        problems.append("%s:%d: %s fails without setting its error" % (relative, line, function))


def lint_text(relative, text, problems):
    for number, line in enumerate(text.split("\n"), 1):
        if MACHINE.search(line):
            problems.append("%s:%d: path of one machine" % (relative, number))
        if REGISTRY.search(line):
            problems.append("%s:%d: host of a package registry" % (relative, number))
        if UNFINISHED.search(line) and not relative.endswith(("check-style.py", ".po", ".txt", "COPYING")):
            problems.append("%s:%d: unfinished mark" % (relative, number))
        if len(line) > LINE_ERROR and relative.endswith((".c", ".py", ".sh", ".mjs", "meson.build")):
            problems.append("%s:%d: line of %d columns" % (relative, number, len(line)))


def files(root):
    try:
        out = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], check=True,
                             capture_output=True, text=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        out = []
        for folder, _, names in os.walk(root):
            out += [os.path.relpath(os.path.join(folder, n), root) for n in names]
    return [f for f in out if f and os.path.isfile(os.path.join(root, f)) and not f.startswith("build")]


def read(root, relative):
    try:
        with open(os.path.join(root, relative), encoding="utf-8") as file:
            return file.read()
    except UnicodeDecodeError:
        return None


def lint(root):
    problems = []
    n_files = 0
    for relative in sorted(files(root)):
        if relative.startswith(("tests/lint-bad/", "tests/vectors/")) or "/corpus-" in relative:
            continue
        text = read(root, relative)
        if text is None:
            continue
        n_files += 1
        if relative.endswith((".c", ".h")) and relative.startswith(("src/", "tests/")):
            lint_c(relative, text, problems)
        lint_text(relative, text, problems)
    return n_files, problems


def self_test(root):
    folder = os.path.join(root, "tests", "lint-bad")
    names = sorted(n for n in os.listdir(folder) if n.endswith(".c"))
    missed = 0
    for name in names:
        problems = []
        text = read(root, os.path.join("tests/lint-bad", name))
        expected = text.split("expected: ", 1)[1].split("\n", 1)[0]
        lint_c("src/base/" + name, text, problems)
        lint_text("src/base/" + name, text, problems)
        caught = any(expected in p for p in problems)
        print(("caught " if caught else "MISSED ") + name + ": " + expected)
        missed += not caught
    return 1 if missed or not names else 0


def main():
    if sys.argv[1] == "--self-test":
        return self_test(sys.argv[2])
    n_files, problems = lint(sys.argv[1])
    for problem in problems:
        print(problem)
    print("%d files, %d problems" % (n_files, len(problems)))
    return 1 if problems or n_files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
