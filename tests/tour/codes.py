# SPDX-License-Identifier: GPL-3.0-or-later
"""What a passer-by has in the pocket: a reader for QR codes and an address of somebody else."""

import ctypes
import ctypes.util
import hashlib
import subprocess

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def read_qr(picture):
    """The text of the QR code in the file @picture, by libzbar; None without one or without the library."""
    name = ctypes.util.find_library("zbar") or "libzbar.so.0"
    try:
        zbar = ctypes.CDLL(name)
    except OSError:
        return None
    size = subprocess.run(["identify", "-format", "%w %h", picture], check=True, capture_output=True, text=True).stdout
    width, height = (int(part) for part in size.split())
    gray = subprocess.run(["convert", picture, "-alpha", "remove", "-depth", "8", "gray:-"], check=True, capture_output=True).stdout
    pointer, unsigned = ctypes.c_void_p, ctypes.c_uint
    for function in ("zbar_image_scanner_create", "zbar_image_create", "zbar_image_first_symbol"):
        getattr(zbar, function).restype = pointer
    zbar.zbar_symbol_get_data.restype = ctypes.c_char_p
    scanner = pointer(zbar.zbar_image_scanner_create())
    image = pointer(zbar.zbar_image_create())
    try:
        zbar.zbar_image_set_format(image, ctypes.c_ulong(int.from_bytes(b"Y800", "little")))
        zbar.zbar_image_set_size(image, unsigned(width), unsigned(height))
        zbar.zbar_image_set_data(image, gray, ctypes.c_ulong(len(gray)), None)
        if zbar.zbar_scan_image(scanner, image) <= 0:
            return None
        return zbar.zbar_symbol_get_data(pointer(zbar.zbar_image_first_symbol(image))).decode()
    finally:
        zbar.zbar_image_destroy(image)
        zbar.zbar_image_scanner_destroy(scanner)


def _checksum(prefix, values):
    generator = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    state = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values + [0] * 6:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            if top >> bit & 1:
                state ^= generator[bit]
    state ^= 1
    return [state >> 5 * (5 - i) & 31 for i in range(6)]


def foreign_address(prefix, seed):
    """A SegWit address (BIP173, version 0) on the network with @prefix, whose key nobody has."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:20], "big")
    values = [0] + [number >> 5 * (31 - i) & 31 for i in range(32)]
    return prefix + "1" + "".join(CHARSET[v] for v in values + _checksum(prefix, values))
