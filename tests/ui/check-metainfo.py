#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the metainfo file. Older appstreamcli does not know the developer tag: exactly this is allowed.
usage: check-metainfo.py FILE"""

import re
import shutil
import subprocess
import sys


def main():
    if shutil.which("appstreamcli") is None:
        print("SKIPPED: appstreamcli is not installed")
        return 77
    result = subprocess.run(
        ["appstreamcli", "validate", "--no-net", sys.argv[1]], stdout=subprocess.PIPE, text=True, check=False
    )
    findings = re.findall(r"^([EWI]): \S+ (\S+)", result.stdout, re.M)
    bad = [f"{level}: {tag}" for level, tag in findings if tag != "unknown-tag" or level != "I"]
    unknown = re.findall(r"unknown-tag (\S+)", result.stdout)
    bad += [f"unknown tag {tag}" for tag in unknown if tag != "developer"]
    print(result.stdout)
    return 1 if bad or (result.returncode != 0 and not findings) else 0


if __name__ == "__main__":
    sys.exit(main())
