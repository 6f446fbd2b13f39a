#!/usr/bin/python3
"""Our reader of Horizon against a server, and against transactions, that another library made; then against ours.

usage: test-horizon-backend.py PROBE PRACTICE COUNTERPARTS-FOLDER SOURCE-OF-COUNTERPARTS
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys

import imwtest


def test(checks, folder):
    probe, practice, counterparts, source = sys.argv[1:5]
    node = imwtest.node_program()
    if not os.path.isdir(os.path.join(counterparts, "node_modules", "@stellar/stellar-sdk")):
        raise imwtest.Skip("@stellar/stellar-sdk is not in the build folder (make counterparts)")
    command = [node, os.path.join(source, "horizon-backend.mjs"), "--probe", probe]
    run(checks, command, counterparts)
    server = imwtest.Counterpart([practice, "--state", folder + "/practice.db"])
    try:
        run(checks, command + ["--practice", server.info["url"]], counterparts)
    finally:
        server.stop()


def run(checks, command, counterparts):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, IMW_TESTBED_MODULES=counterparts))
    lines = done.stdout.splitlines()
    for line in lines:
        if line.startswith(("ok ", "FAIL")):
            checks.ok(line[5:].strip(), line.startswith("ok "), line)
    checks.ok("it went to its end", done.returncode == 0 and " passed" in (lines or [""])[-1], done.stderr[-2000:])


imwtest.run(test)
