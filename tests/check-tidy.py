#!/usr/bin/python3
"""Runs clang-tidy with the project's checks over the sources of the product.

usage: check-tidy.py SOURCE-ROOT BUILD-ROOT [FOLDER…]
SPDX-License-Identifier: GPL-3.0-or-later
"""

import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys


def tidy(build, path):
    done = subprocess.run(["clang-tidy", "-p", build, "--quiet", "--extra-arg=-Wno-unknown-warning-option", path],
                          capture_output=True, text=True, check=False)
    return [line for line in done.stdout.split("\n") if re.search(r": (warning|error):", line)], done.returncode


def main():
    root, build = sys.argv[1:3]
    folders = sys.argv[3:] or ["."]
    if shutil.which("clang-tidy") is None:
        print("SKIPPED: clang-tidy is not installed")
        return 77
    paths = sorted(p for f in folders for p in glob.glob(os.path.join(root, "src", f, "**", "*.c"), recursive=True))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for path, (lines, code) in zip(paths, pool.map(lambda p: tidy(build, p), paths)):
            if lines or code != 0:
                failed += 1
                print("\n".join(lines) or "%s: clang-tidy ended with %d" % (os.path.relpath(path, root), code))
    print("%d files, %d with findings" % (len(paths), failed))
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
