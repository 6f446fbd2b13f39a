# check-libraries.py: the signer is linked with nothing that it does not need
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re
import subprocess
import sys

ALLOWED = re.compile(
    r"^(lib(c|m|glib-2\.0|gobject-2\.0|gio-2\.0|json-glib-1\.0|sodium|secp256k1|nettle|gmp|seccomp"
    r"|asan|ubsan|gcc_s|clang_rt\..*)\.so(\.[0-9]+)?|ld-linux-.*)$"
)


def main():
    program = sys.argv[1]
    dynamic = subprocess.run(["readelf", "-d", "-W", program], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    assert needed, "no library is named: not the program that was meant"
    foreign = [name for name in needed if not ALLOWED.match(name)]
    assert not foreign, f"linked with {foreign}"
    assert "BIND_NOW" in dynamic or "NOW" in dynamic, "not bound at the start"

    header = subprocess.run(["readelf", "-h", "-W", program], capture_output=True, text=True, check=True).stdout
    assert "DYN" in header, "not position independent"

    strings = subprocess.run(["strings", "-n", "6", program], capture_output=True, text=True, check=True).stdout
    assert "try-escape" not in strings, "the test's entry is in the program that is installed"

    print("ok:", ", ".join(needed))


main()
