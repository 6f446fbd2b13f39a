#!/usr/bin/python3
"""Checks translations: nothing untranslated or fuzzy, same placeholders, no address or URL in a translation, every
string of the sources in the template's list, full-width punctuation and spacing in Chinese.

usage: check-po.py ROOT
SPDX-License-Identifier: GPL-3.0-or-later
"""

import ast
import os
import re
import subprocess
import sys
import tempfile

PLACEHOLDER = re.compile(r"%(?:\d+\$)?[-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t|L|<PRI\w+>)?[diouxXeEfgGcspn%]|%<PRI\w+>")
FORBIDDEN = re.compile(r"https?://|www\.|\b(bc1|tb1|bcrt1|prac1|0x[0-9a-f]{6,}|[13][1-9A-HJ-NP-Za-km-z]{25,34})", re.I)
HAN = r"\u3400-\u9fff"


def parse(path):
    """Entries of a po file: dicts with flags, msgctxt, msgid, msgid_plural, msgstr list, line."""
    entries, current, field = [], None, None

    def fresh(number):
        return {"flags": set(), "msgctxt": None, "msgid": None, "msgid_plural": None, "msgstr": {}, "line": number,
                "obsolete": False}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line:
                if current and current["msgid"] is not None:
                    entries.append(current)
                current, field = None, None
                continue
            if current is None:
                current = fresh(number)
            if line.startswith("#~"):
                current["obsolete"] = True
            elif line.startswith("#,"):
                current["flags"] |= {f.strip() for f in line[2:].split(",")}
            elif line.startswith("#"):
                continue
            else:
                found = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+(".*")$', line)
                if found:
                    name, value = found.group(1), ast.literal_eval(found.group(3))
                    if name.startswith("msgstr"):
                        field = ("msgstr", int(found.group(2) or 0))
                        current["msgstr"][field[1]] = value
                    else:
                        field = (name, None)
                        current[name] = value
                elif line.startswith('"') and field:
                    value = ast.literal_eval(line)
                    if field[0] == "msgstr":
                        current["msgstr"][field[1]] += value
                    else:
                        current[field[0]] += value
    if current and current["msgid"] is not None:
        entries.append(current)
    return [e for e in entries if not e["obsolete"]]


def placeholders(text):
    return sorted(re.sub(r"\d+\$", "", p) for p in PLACEHOLDER.findall(text) if p != "%%")


def check_entry(name, entry, problems):
    where = "%s:%d" % (name, entry["line"])
    if not entry["msgid"]:
        return
    if "fuzzy" in entry["flags"]:
        problems.append(where + ": fuzzy")
    if not entry["msgstr"] or any(not text for text in entry["msgstr"].values()):
        problems.append(where + ": not translated: %r" % entry["msgid"])
        return
    wanted = placeholders(entry["msgid_plural"] or entry["msgid"])
    for text in entry["msgstr"].values():
        if placeholders(text) != wanted:
            problems.append(where + ": other placeholders: %r" % text)
        if FORBIDDEN.search(text):
            problems.append(where + ": address or URL in a translation: %r" % text)
        if name.startswith("zh"):
            text = PLACEHOLDER.sub("", text)
            if re.search("[%s]\\s?[,;:!?](?![\\w/])" % HAN, text) and not text.endswith(";"):
                problems.append(where + ": half-width punctuation: %r" % text)
            if re.search("[%s][A-Za-z0-9]|[A-Za-z0-9][%s]" % (HAN, HAN), text):
                problems.append(where + ": no space between Chinese and Latin: %r" % text)
            if "你" in text:
                problems.append(where + ": the user is 您: %r" % text)


def template(root):
    """msgids in the sources, by xgettext over POTFILES."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        subprocess.run(["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
                        "--keyword=ngettext:1,2", "--keyword=g_dngettext:2,3", "--add-comments", "-f", "po/POTFILES", "-o", pot.name], cwd=root, check=True,
                       stderr=subprocess.DEVNULL)
        return {(e["msgctxt"], e["msgid"]) for e in parse(pot.name) if e["msgid"]}


def missing_from_potfiles(root):
    with open(os.path.join(root, "po", "POTFILES"), encoding="utf-8") as file:
        listed = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    problems = ["po/POTFILES names %s, which is not there" % f for f in sorted(listed) if not os.path.exists(os.path.join(root, f))]
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in names:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            marked = (name.endswith(".c") and re.search(r"(?<![\w])(_|N_|C_|NC_|ngettext) \(\s*\"", text)) or (
                name.endswith(".ui") and "translatable=" in text)
            if marked and relative not in listed:
                problems.append("%s has sentences but is not in po/POTFILES" % relative)
    return problems


def main():
    root = sys.argv[1]
    problems = missing_from_potfiles(root)
    with open(os.path.join(root, "po", "LINGUAS"), encoding="utf-8") as file:
        languages = file.read().split()
    if "zh_CN" not in languages:
        problems.append("po/LINGUAS does not name zh_CN")
    wanted = template(root)
    total = 0
    for language in languages:
        path = os.path.join(root, "po", language + ".po")
        entries = parse(path)
        done = subprocess.run(["msgfmt", "-c", "-o", os.devnull, path], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            problems.append(done.stderr)
        for entry in entries:
            check_entry(language, entry, problems)
        have = {(e["msgctxt"], e["msgid"]) for e in entries}
        for context, text in sorted(wanted - have, key=str):
            problems.append("%s: the sentence %r of the sources is not in it" % (language, text))
        total += len(entries)
    for problem in problems:
        print(problem)
    print("%d sentences in %d languages, %d in the sources, %d problems" % (total, len(languages), len(wanted), len(problems)))
    return 1 if problems or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
