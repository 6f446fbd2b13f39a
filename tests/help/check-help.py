#!/usr/bin/python3
"""Checks the help: pages are well-formed and valid, no dead link, no page that nothing leads to, all translated, and
what it calls a button or a page is called so in the window, in both languages.

usage: check-help.py ROOT
SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOOLS = ["yelp-check", "xmllint", "itstool", "msgfmt"]
NEEDED = ["first-steps", "backup", "receive", "send", "fees", "networks", "transfer", "deposit", "locks", "practice",
          "not-working", "not-arrived", "late", "failed", "safety", "glossary", "cli"]


def load_po_checks(root):
    spec = importlib.util.spec_from_file_location("check_po", os.path.join(root, "tests", "check-po.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(command, problems, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    if done.returncode != 0 or done.stderr.strip():
        problems.append("%s: %s" % (" ".join(command[:2]), (done.stdout + done.stderr).strip()))
    return done.stdout


def check_pages(folder, problems):
    pages = sorted(glob.glob(os.path.join(folder, "*.page")))
    run(["xmllint", "--noout"] + pages, problems)
    for check in ("links", "ids", "orphans", "validate", "media"):
        # `links` and the others print what is wrong, and some of them end with 0 all the same
        out = run(["yelp-check", check, folder], problems)
        if out.strip():
            problems.append("yelp-check %s: %s" % (check, out.strip()))
    return pages


def bare(text):
    return re.sub("<[^>]*>", "", text)


def check_words(po, root, entries, problems):
    """A <gui> in the help is a sentence of the window, and translated as there."""
    window = {}
    for entry in po.parse(os.path.join(root, "po", "zh_CN.po")):
        window.setdefault(entry["msgid"].replace("&", "&amp;"), set()).update(entry["msgstr"].values())
    # pages of transfers are described, whether or not this tree has their part of the window
    all_there = os.path.isdir(os.path.join(root, "src", "ui", "transfers"))
    for entry in entries:
        words = re.findall("<gui>(.*?)</gui>", entry["msgid"])
        translated = re.findall("<gui>(.*?)</gui>", entry["msgstr"][0])
        if len(words) != len(translated):
            problems.append("zh_CN.po:%d: not the same <gui>" % entry["line"])
        for word in words:
            if word not in window:
                if all_there:
                    problems.append("the window has no “%s”" % word)
            elif not window[word] & set(translated):
                problems.append("the window calls “%s” %s" % (word, " or ".join(window[word])))


def check_translation(po, root, folder, problems):
    path = os.path.join(root, "help", "zh_CN", "zh_CN.po")
    entries = [e for e in po.parse(path) if e["msgid"]]
    run(["msgfmt", "-c", "-o", os.devnull, path], problems)
    for entry in entries:
        po.check_entry("zh_CN (help)", dict(entry, msgstr={0: bare(entry["msgstr"].get(0, ""))}), problems)
        if sorted(re.findall("<[^>]*>", entry["msgid"])) != sorted(re.findall("<[^>]*>", entry["msgstr"].get(0, ""))):
            problems.append("zh_CN.po:%d: other marks in the translation" % entry["line"])
    with tempfile.TemporaryDirectory() as made:
        pot = os.path.join(made, "help.pot")
        pages = sorted(glob.glob(os.path.join(folder, "*.page")))
        run(["itstool", "-o", pot] + pages, problems)
        wanted = {e["msgid"] for e in po.parse(pot) if e["msgid"]}
        for text in sorted(wanted - {e["msgid"] for e in entries}):
            problems.append("help/zh_CN/zh_CN.po lacks %r" % text)
        catalogue = os.path.join(made, "zh_CN.mo")
        target = os.path.join(made, "zh_CN")
        os.mkdir(target)
        run(["msgfmt", "-o", catalogue, path], problems)
        run(["itstool", "-m", catalogue, "-o", target] + pages, problems)
        check_pages(target, problems)
    check_words(po, root, entries, problems)
    return len(entries)


def main():
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        print("SKIPPED: not installed: " + " ".join(missing))
        return 77
    root = os.path.abspath(sys.argv[1])
    folder = os.path.join(root, "help", "C")
    problems = []
    pages = check_pages(folder, problems)
    names = {os.path.basename(page)[:-len(".page")] for page in pages}
    problems += ["there is no page on %s" % name for name in NEEDED if name not in names]
    with open(os.path.join(root, "help", "meson.build"), encoding="utf-8") as file:
        listed = set(re.findall(r"'([\w-]+)\.page'", file.read()))
    problems += ["help/meson.build and help/C differ: %s" % name for name in sorted(names ^ listed)]
    with open(os.path.join(root, "help", "help.gresource.xml"), encoding="utf-8") as file:
        inside = re.findall(r"(C|inside)/([\w-]+)\.page<", file.read())
    problems += ["help.gresource.xml and help/C differ: %s/%s" % pair
                 for pair in sorted(set(inside) ^ {(part, name) for part in ("C", "inside") for name in names})]
    sentences = check_translation(load_po_checks(root), root, folder, problems)
    print("\n".join(problems))
    print("%d pages, %d sentences, %d problems" % (len(pages), sentences, len(problems)))
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
