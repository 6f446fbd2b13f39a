#!/usr/bin/env python3
# make-words.py: turns the BIP39 word lists into C arrays
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: make-words.py OUTPUT.c LIST.txt...  A list becomes imw_bip39_<file name>[2048]."""

import pathlib
import sys
import unicodedata

WORDS = 2048


def read_list(path):
    words = path.read_text(encoding="utf-8").split()
    if len(words) != WORDS or len(set(words)) != WORDS:
        sys.exit(f"{path}: not {WORDS} different words")
    for word in words:
        if unicodedata.normalize("NFKD", word) != word or word.lower() != word:
            sys.exit(f"{path}: a word is not in its normal form")
    return words


def c_string(word):
    # Octal, since a digit after a hexadecimal escape would belong to it.
    return '"' + "".join(f"\\{b:03o}" if b > 126 else chr(b) for b in word.encode()) + '"'


def main():
    output, *lists = sys.argv[1:]
    text = ['/* Made by make-words.py. */', '#include "imw-bip39-private.h"']
    for name in lists:
        path = pathlib.Path(name)
        words = read_list(path)
        text.append(f"\nconst char *const imw_bip39_{path.stem}[IMW_BIP39_WORDS] = {{")
        text += [f"  {c_string(word)}," for word in words]
        text.append("};")
    pathlib.Path(output).write_text("\n".join(text) + "\n", encoding="ascii")


main()
