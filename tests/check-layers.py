#!/usr/bin/python3
"""Checks what the compiler can't see: which folder may include which headers.

Project headers follow the table of layers; system headers that lie in /usr/include proper, where every
compilation finds them, follow a table of owners.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import sys

MAY_USE = {
    "base": [],
    "crypto": ["base"],
    "chain": ["base", "crypto"],
    "keys": ["base", "crypto", "chain"],
    "signer": ["base", "crypto", "chain", "keys"],
    "client": ["base", "crypto", "chain"],
    "net": ["base"],
    "backend": ["base", "crypto", "chain", "net"],
    "anchor": ["base", "crypto", "chain", "net"],
    "db": ["base"],
    "store": ["base", "crypto", "chain", "db"],
    "service": ["base", "crypto", "chain", "backend", "anchor", "store", "client"],
    "cli": ["base", "crypto", "chain", "client", "backend", "anchor", "service"],
    "ui": ["base", "crypto", "chain", "client", "backend", "anchor", "service"],
    "practice": ["base", "crypto", "chain", "net", "db"],
}
# One file that may look further, and why.
EXCEPTIONS = {
    # sends the knobs of the practice server over HTTP
    ("src/service/imw-practice-control.c", "net"),
}
SYSTEM_OWNERS = [
    (r"sodium(/.*)?\.h", ["src/crypto/", "src/keys/", "src/signer/", "src/base/imw-secret.c", "src/practice/imw-practice-sign.c"]),
    (r"secp256k1.*\.h", ["src/crypto/", "src/keys/", "src/practice/imw-practice-sign.c"]),
    (r"nettle/.*\.h", ["src/crypto/imw-nettle.c"]),
    (r"gmp\.h", ["src/base/imw-amount"]),
    (r"sqlite3\.h", ["src/db/"]),
    (r"libsoup/.*\.h", ["src/net/"]),
    (r"libsecret/.*\.h", ["src/service/"]),
    (r"(gtk/.*|adwaita|gdk/.*|gsk/.*)\.h", ["src/ui/"]),
    (r"seccomp\.h", ["src/signer/"]),
    (r"(qrencode|zbar)\.h", ["src/ui/", "src/cli/"]),
]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]', re.M)


def check(root):
    owner = {}
    problems = []
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in names:
            if name.endswith(".h"):
                layer = os.path.relpath(folder, os.path.join(root, "src")).split(os.sep)[0]
                if name in owner and owner[name] != layer:
                    problems.append("%s stands in two layers: %s and %s" % (name, owner[name], layer))
                owner[name] = layer
    n_files = 0
    for folder, _, names in os.walk(os.path.join(root, "src")):
        for name in sorted(names):
            if not name.endswith((".c", ".h")):
                continue
            n_files += 1
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            layer = relative.split(os.sep)[1]
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for quote, included in INCLUDE.findall(text):
                target = owner.get(os.path.basename(included))
                if quote == '"' and target is not None and target != layer:
                    if target not in MAY_USE[layer] and (relative, target) not in EXCEPTIONS:
                        problems.append("%s includes %s of layer %s" % (relative, included, target))
                for pattern, owners in SYSTEM_OWNERS:
                    if quote == "<" and re.fullmatch(pattern, included):
                        if not any(relative.startswith(o) for o in owners):
                            problems.append("%s includes <%s>" % (relative, included))
    return n_files, problems


def main():
    root = sys.argv[1]
    n_files, problems = check(root)
    for problem in problems:
        print(problem)
    print("%d files, %d problems" % (n_files, len(problems)))
    return 1 if problems or n_files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
