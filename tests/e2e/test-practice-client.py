#!/usr/bin/python3
"""An independent client on a practice network: what a server of it would do, ours does, and in its words.

usage: test-practice-client.py NETWORK PACKAGE PRACTICE COUNTERPARTS-FOLDER SOURCE-OF-COUNTERPARTS
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys

import imwtest


# The wallet SDK knows public networks only, and calls a server by its host alone.
OPTIONS = {"anchor": ["--passphrase", "Test SDF Network ; September 2015", "--web-auth-domain", "localhost"]}


def test(checks, folder):
    network, package, practice, counterparts, source = sys.argv[1:6]
    node = imwtest.node_program()
    if not os.path.isdir(os.path.join(counterparts, "node_modules", package)):
        raise imwtest.Skip(package + " is not in the build folder (make counterparts)")
    command = [practice, "--state", folder + "/practice.db", "--no-auto-mine"] + OPTIONS.get(network, [])
    server = imwtest.Counterpart(command)
    try:
        run(checks, node, os.path.join(source, "practice-%s.mjs" % network), counterparts, server.info["url"])
        checks.ok("the server is still there", imwtest.get(server.info["url"] + "/practice/state"))
    finally:
        server.stop()


def run(checks, node, script, counterparts, url):
    done = subprocess.run([node, script, "--url", url], capture_output=True,
                          text=True, check=False, timeout=150, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, IMW_TESTBED_MODULES=counterparts))
    lines = done.stdout.splitlines()
    for line in lines:
        if line.startswith(("ok ", "FAIL")):
            checks.ok(line[5:].strip(), line.startswith("ok "), line)
    checks.ok("it went to its end", done.returncode == 0 and " passed" in (lines or [""])[-1], done.stderr[-2000:])


imwtest.run(test)
