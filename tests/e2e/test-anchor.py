#!/usr/bin/python3
"""Our client of the anchor protocols against anchors that run: one on stellar-sdk, and the practice server's own.

usage: test-anchor.py sdk|practice CLIENT PRACTICE COUNTERPARTS-FOLDER SOURCE-OF-COUNTERPARTS
SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import imwtest

PASSPHRASE = "IM Wallet Practice Network ; 2026"


def sdk(folder, practice, counterparts, source):
    node = imwtest.node_program()
    if not os.path.isdir(os.path.join(counterparts, "node_modules", "@stellar/stellar-sdk")):
        raise imwtest.Skip("@stellar/stellar-sdk is not in the build folder (make counterparts)")
    os.environ["IMW_TESTBED_MODULES"] = counterparts
    return imwtest.Counterpart([node, os.path.join(source, "anchor.mjs"), "--passphrase", PASSPHRASE])


def own(folder, practice, counterparts, source):
    server = imwtest.Counterpart([practice, "--state", folder + "/practice.db", "--no-auto-mine"])
    try:
        urllib.request.urlopen(server.info["url"] + "/.well-known/stellar.toml", timeout=10).close()
    except urllib.error.HTTPError as error:
        server.stop()
        raise imwtest.Skip("the practice server has no anchor (%d)" % error.code)
    return server


def test(checks, folder):
    which, client, practice, counterparts, source = sys.argv[1:6]
    server = (sdk if which == "sdk" else own)(folder, practice, counterparts, source)
    try:
        domain = "localhost:%d" % urllib.parse.urlsplit(server.info["url"]).port
        done = subprocess.run([client, domain], capture_output=True, text=True, check=False, timeout=120,
                              stdin=subprocess.DEVNULL)
        for line in done.stdout.splitlines():
            if line.startswith(("ok ", "FAIL")):
                checks.ok(line[5:].strip(), line.startswith("ok "))
        checks.ok("it went to its end", done.returncode == 0 and " passed" in done.stdout, done.stderr[-2000:])
    finally:
        server.stop()


imwtest.run(test)
