#!/usr/bin/python3
"""Asks the independent library again, and holds the wallet against its answer of today.

usage: oracle-anew.py TEST-PROGRAM SOURCE-OF-COUNTERPARTS COUNTERPARTS-FOLDER KEPT-FILE [GENERATOR]
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import shutil
import subprocess
import sys
import tempfile


def main():
    program, source, modules, kept = sys.argv[1:5]
    generator = sys.argv[5] if len(sys.argv) > 5 else "gen-oracle.mjs"
    node = shutil.which("node")
    if node is None or not os.path.isdir(os.path.join(modules, "node_modules")):
        print("SKIPPED: the npm packages are not in the build folder (make counterparts)")
        return 77
    made = subprocess.run([node, os.path.join(source, generator)], check=True, capture_output=True,
                          env=dict(os.environ, IMW_TESTBED_MODULES=modules)).stdout
    with open(kept, "rb") as file:
        same = file.read() == made
    print("the library's answer is %s" % ("the kept one" if same else "NOT the kept one"))
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(made)
        file.flush()
        done = subprocess.run([program, file.name], check=False)
    return 1 if done.returncode != 0 or not same else 0


if __name__ == "__main__":
    sys.exit(main())
