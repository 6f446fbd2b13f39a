#!/usr/bin/python3
"""Writes imwallet-cli.1 (mdoc) from what the program says of itself and from imwallet-cli.md, so that neither can be
forgotten when a command is added.

usage: make-man.py PROGRAM MARKDOWN OUTPUT
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import subprocess
import sys

HEAD = r""".\" SPDX-License-Identifier: GPL-3.0-or-later
.Dd November 22, 2026
.Dt IMWALLET-CLI 1
.Os
.Sh NAME
.Nm imwallet-cli
.Nd the wallet without a window
.Sh SYNOPSIS
.Nm
.Op Ar option ...
.Ar command
.Op Ar argument ...
.Sh DESCRIPTION
.Nm
works on the same wallets as the window of
.Xr imwallet 1 ,
though not at the same time: while one of them may change a wallet,
the other is told so.
Amounts are exact, with
.Ql \&.
and without grouping.
Before a payment is made it is shown as the signing process has read it,
and asked about.
.Pp
The options are:
"""
SECRETS = """Secrets never stand in arguments.
They are asked on the terminal, or read from a descriptor to its end;
line ends at the end do not belong to the secret:
.Fl Fl password-fd , Fl Fl words-fd , Fl Fl passphrase-fd ,
.Fl Fl new-password-fd .
"""
TAIL = """.Sh SEE ALSO
.Xr imwallet 1
"""
FILES = """.Sh FILES
.Bl -tag -width Ds
.It Pa ~/.local/share/imwallet
Data of the wallets, where
.Fl Fl data-dir
is not given.
.El
"""
EXAMPLES = """.Sh EXAMPLES
A wallet to practise with, coins for it, and a payment:
.Bd -literal -offset indent
imwallet-cli --network practice create
imwallet-cli --network practice practice fund
imwallet-cli --network practice send ADDRESS 0.01 --fee fast
.Ed
.Pp
A payment from a script.
The password is in a file that only its owner can read:
.Bd -literal -offset indent
imwallet-cli --json --password-fd 3 send ADDRESS 0.01 --yes 3< file
.Ed
"""


def escape(text):
    text = text.replace("\\", "\\e").replace("…", "...").replace("“", "\\(lq").replace("”", "\\(rq").replace("–", "\\(en")
    return "\\&" + text if text[:1] in (".", "'") else text


def prose(text):
    """Markdown of one paragraph: code in bold, a new sentence on a new line."""
    text = escape(" ".join(text.split()))
    text = re.sub(r"`([^`]*)`", lambda m: "\\fB" + m.group(1).replace("-", "\\-") + "\\fR", text)
    lines = []
    for sentence in re.split(r"(?<=[.;:]) (?=[A-Z`\\])", text):
        line = ""
        for word in sentence.split(" "):
            if line and len(line.encode()) + len(word.encode()) > 76:
                lines.append(line)
                line = word
            else:
                line = line + " " + word if line else word
        lines.append(line)
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in lines) + "\n"


def paragraphs(text):
    return ".Pp\n".join(prose(part) for part in text.strip().split("\n\n"))


def tagged(rows):
    return ".Bl -tag -width Ds\n" + "".join(".It %s\n%s" % row for row in rows) + ".El\n"


def option_rows(text):
    for name, argument, what in re.findall(r"^  --([\w-]+)(?:=(\S+))? +(.*)$", text, re.M):
        tail = ' Ns = Ns Ar "%s"' % escape(argument) if argument else ""
        yield "Fl Fl %s%s" % (name, tail), prose(what + ".")


def command_rows(text, passwords):
    words = {"yes": "Needs the password.", "a new one is chosen": "Asks for a new password.", "no": ""}
    for name, usage, what in re.findall(r"^  (\S+) (.*)\n      (.*)$", text, re.M):
        need = passwords.get(name, "no")
        need = words.get(need, "Needs the password " + need + ".")
        tail = ' Li "%s"' % escape(usage.strip()) if usage.strip() else ""
        yield "Cm %s%s" % (name, tail), prose("%s%s. %s" % (what[0].upper(), what[1:], need))


def between(text, start, end=None):
    text = text[text.index(start) + len(start):]
    return text[:text.index(end)] if end else text


def main():
    program, markdown, output = sys.argv[1:]
    env = dict(os.environ, LANGUAGE="en", LC_ALL="C.UTF-8", ASAN_OPTIONS="detect_leaks=0")
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=True, env=env).stdout
    with open(markdown, encoding="utf-8") as file:
        notes = file.read()
    passwords = dict(re.findall(r"^  (\S+) +(\S.*)$", between(said, "The password is needed by:", "Secrets are"), re.M))
    intro, rest = between(notes, "\n", "\n## Account ids").split("\n| command", 1)
    rows = [('Li "%s"' % escape(name.replace("`", "")), prose(what.replace("\\|", "|")))
            for name, what in re.findall(r"^\| (`.*?) \| (.*) \|$", rest, re.M)]
    after = rest[rest.rindex("|\n") + 2:]
    codes = re.findall(r"(\d+) ([^,\n]+)", between(said, "Exit codes: "))
    page = HEAD + tagged(option_rows(between(said, "Application Options:", "Commands:")))
    page += ".Sh COMMANDS\n" + tagged(command_rows(between(said, "Commands:", "The password"), passwords))
    page += ".Sh SECRETS\n" + SECRETS
    page += ".Sh ACCOUNTS AND ASSETS\n" + paragraphs(between(notes, "## Account ids", "\n## "))
    page += ".Sh JSON\n" + paragraphs(intro) + tagged(rows) + ".Pp\n" + paragraphs(after)
    page += FILES + ".Sh EXIT STATUS\n" + tagged((number, prose(what)) for number, what in codes) + EXAMPLES + TAIL
    with open(output, "w", encoding="utf-8") as file:
        file.write(page)


if __name__ == "__main__":
    main()
