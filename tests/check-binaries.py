#!/usr/bin/python3
"""Checks on the linked programs: keys only in the signer, no network library in it.

usage: check-binaries.py SIGNER PRACTICE WINDOW CLI
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
import subprocess
import sys

# What the signer may be linked with: libc, libm, GLib, GObject, GIO, libsodium, libsecp256k1, nettle, GMP,
# libseccomp, json-glib; and what a sanitizer adds.
SIGNER_MAY = (
    "libc", "libm", "ld-linux", "libglib-2.0", "libgobject-2.0", "libgio-2.0", "libsodium", "libsecp256k1",
    "libnettle", "libgmp", "libseccomp", "libjson-glib-1.0", "libasan", "libubsan",
)
# Signing, not the parsing of signatures (secp256k1_ecdsa_signature_…), which every checker needs.
SIGNING = re.compile(
    r"secp256k1_ecdsa_sign(?!ature)\w*|secp256k1_schnorrsig_sign\w*|secp256k1_ec_seckey\w*|secp256k1_keypair\w*|"
    r"crypto_sign_detached|crypto_sign_seed_keypair")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    signer, practice, window, cli = sys.argv[1:5]
    failures = []

    needed = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", output("readelf", "-d", signer))
    if not needed:
        failures.append("signer: readelf shows no library at all")
    for library in needed:
        if not any(re.match(re.escape(name) + r"(\.|-|\.so)", library) for name in SIGNER_MAY):
            failures.append("signer is linked with %s" % library)

    for name, path in (("window", window), ("cli", cli)):
        if re.search(r"\bimw_keys_", output("nm", path)):
            failures.append("%s holds imw_keys_ symbols" % name)
        for symbol in re.findall(r"\bU (\w+)", output("nm", "-D", "--undefined-only", path)):
            if SIGNING.search(symbol):
                failures.append("%s can sign: %s" % (name, symbol))
    if "imw_keys_" not in output("nm", signer):
        failures.append("signer holds no imw_keys_ symbol: this check looks at the wrong file")
    if re.search(r"\bimw_keys_", output("nm", practice)):
        failures.append("practice server holds imw_keys_ symbols")
    for path in (signer, practice, window, cli):
        header = output("readelf", "-h", "-d", "-l", path)
        if "DYN (Position-Independent" not in header:
            failures.append("%s is not position independent" % path)
        if "GNU_RELRO" not in header or not re.search(r"BIND_NOW|FLAGS_1.*NOW", header):
            failures.append("%s lacks full RELRO" % path)

    for failure in failures:
        print(failure)
    print("signer libraries: %s" % " ".join(needed))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
