"""A small regtest chain behind an Esplora server on the loopback that lies when it is told to.

It reads transactions with code of its own, so that it shares no mistake with the wallet. It checks no signatures; test-knots.py does that.
SPDX-License-Identifier: GPL-3.0-or-later
"""

import hashlib
import http.server
import json
import struct
import threading
import time

GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
COIN = 100000000


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def polymod(values):
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ value
        for i, part in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            check ^= part if top >> i & 1 else 0
    return check


def expand(hrp):
    return [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]


def regroup(data, source, target, pad):
    value, bits, out = 0, 0, []
    for part in data:
        value, bits = value << source | part, bits + source
        while bits >= target:
            bits -= target
            out.append(value >> bits & (1 << target) - 1)
    if pad and bits:
        out.append(value << target - bits & (1 << target) - 1)
    return out


def script_of(address):
    """The output script of a bech32 or bech32m address."""
    data = [CHARSET.index(c) for c in address[address.rindex("1") + 1:]]
    version = data[0]
    return bytes([version + 0x50 if version else 0, len(program := bytes(regroup(data[1:-6], 5, 8, False)))]) + program


def address_of(script, hrp="bcrt"):
    if len(script) < 4 or script[0] not in [0] + list(range(0x51, 0x61)) or script[1] != len(script) - 2:
        return None
    version = script[0] - 0x50 if script[0] else 0
    data = [version] + regroup(script[2:], 8, 5, True)
    check = polymod(expand(hrp) + data + [0] * 6) ^ (0x2bc830a3 if version else 1)
    return hrp + "1" + "".join(CHARSET[part] for part in data + [check >> 5 * (5 - i) & 31 for i in range(6)])


def varint(number):
    if number < 0xfd:
        return bytes([number])
    return b"\xfd" + struct.pack("<H", number) if number < 0x10000 else b"\xfe" + struct.pack("<I", number)


class Tx:
    """ins: [(txid, vout, script_sig, sequence)], outs: [(value, script)]."""

    def __init__(self, ins, outs, version=2, lock_time=0, raw=None):
        self.ins, self.outs, self.version, self.lock_time = ins, outs, version, lock_time
        core = struct.pack("<i", version) + varint(len(ins))
        for txid, vout, script, sequence in ins:
            core += bytes.fromhex(txid)[::-1] + struct.pack("<I", vout) + varint(len(script)) + script + struct.pack("<I", sequence)
        core += varint(len(outs))
        for value, script in outs:
            core += struct.pack("<Q", value) + varint(len(script)) + script
        core += struct.pack("<I", lock_time)
        self.raw = raw or core
        self.txid = sha256d(core)[::-1].hex()
        self.height = None

    @staticmethod
    def parse(raw):
        at = 4

        def take(count):
            nonlocal at
            at += count
            if at > len(raw):
                raise ValueError("short")
            return raw[at - count:at]

        def number():
            first = take(1)[0]
            if first < 0xfd:
                return first
            return int.from_bytes(take({0xfd: 2, 0xfe: 4, 0xff: 8}[first]), "little")

        version = struct.unpack("<i", raw[:4])[0]
        witness = raw[4:6] == b"\x00\x01"
        if witness:
            at = 6
        ins = []
        for _ in range(number()):
            txid, vout = take(32)[::-1].hex(), int.from_bytes(take(4), "little")
            script = take(number())
            ins.append((txid, vout, script, int.from_bytes(take(4), "little")))
        outs = []
        for _ in range(number()):
            value = int.from_bytes(take(8), "little")
            outs.append((value, take(number())))
        if witness:
            for _ in ins:
                for _ in range(number()):
                    take(number())
        lock_time = int.from_bytes(take(4), "little")
        if at != len(raw):
            raise ValueError("long")
        return Tx(ins, outs, version, lock_time, raw)


class Chain:
    """The truth."""

    def __init__(self):
        self.txs, self.blocks, self.n = {}, [GENESIS], 0
        self.fees = {"1": 12.5, "3": 8.0, "6": 5.0, "144": 1.0}
        self.posted = []      # hex of everything that was sent to POST /tx, taken or not
        self.mine(100)

    def mine(self, count=1):
        for _ in range(count):
            self.n += 1
            self.blocks.append(hashlib.sha256(b"block %d" % self.n).hexdigest())
        for tx in self.txs.values():
            if tx.height is None:
                tx.height = len(self.blocks) - 1

    def fund(self, address, value, count=1):
        """A payment from outside: its inputs are somebody else's."""
        self.n += 1
        outside = hashlib.sha256(b"outside %d" % self.n).hexdigest()
        tx = Tx([(outside, 0, b"", 0xfffffffd)], [(value, script_of(address))] * count)
        tx.outside = value * count + 1000
        self.txs[tx.txid] = tx
        return tx.txid

    def previous(self, txid, vout):
        return self.txs[txid].outs[vout] if txid in self.txs else None

    def spender(self, txid, vout):
        for tx in self.txs.values():
            if any(i[0] == txid and i[1] == vout for i in tx.ins):
                return tx
        return None

    def broadcast(self, text):
        """Returns (status, answer)."""
        self.posted.append(text)
        tx = Tx.parse(bytes.fromhex(text))
        if tx.txid in self.txs:
            return 400, "sendrawtransaction RPC error: txn-already-in-mempool"
        value = 0
        for txid, vout, _, _ in tx.ins:
            if self.previous(txid, vout) is None:
                return 400, "sendrawtransaction RPC error -25: bad-txns-inputs-missingorspent"
            value += self.previous(txid, vout)[0]
        if value < sum(out[0] for out in tx.outs):
            return 400, "sendrawtransaction RPC error -26: bad-txns-in-belowout"
        for txid, vout, _, _ in tx.ins:
            other = self.spender(txid, vout)
            if other is not None and other.height is not None:
                return 400, "sendrawtransaction RPC error -25: bad-txns-inputs-missingorspent"
            if other is not None:
                if self.fee(tx) <= self.fee(other):
                    return 400, "sendrawtransaction RPC error -26: insufficient fee, rejecting replacement"
                del self.txs[other.txid]
        self.txs[tx.txid] = tx
        return 200, tx.txid

    def in_value(self, tx):
        return getattr(tx, "outside", None) or sum(self.previous(i[0], i[1])[0] for i in tx.ins)

    def fee(self, tx):
        return self.in_value(tx) - sum(out[0] for out in tx.outs)

    def paid_to(self, address):
        """[(txid, value)] of all that pays this address."""
        script = script_of(address)
        return [(tx.txid, value) for tx in self.txs.values() for value, s in tx.outs if s == script]

    # what Esplora says

    def status(self, tx):
        if tx.height is None:
            return {"confirmed": False}
        return {"confirmed": True, "block_height": tx.height, "block_hash": self.blocks[tx.height],
                "block_time": 1700000000 + tx.height * 600}

    def output_json(self, value, script):
        return {"scriptpubkey": script.hex(), "scriptpubkey_asm": "", "scriptpubkey_type": "v0_p2wpkh",
                "scriptpubkey_address": address_of(script), "value": value}

    def tx_json(self, tx):
        vin = []
        for txid, vout, script, sequence in tx.ins:
            out = self.previous(txid, vout) or (getattr(tx, "outside", 0), b"\x00\x14" + b"\x11" * 20)
            vin.append({"txid": txid, "vout": vout, "prevout": self.output_json(*out), "scriptsig": script.hex(),
                        "scriptsig_asm": "", "witness": [], "is_coinbase": False, "sequence": sequence})
        return {"txid": tx.txid, "version": tx.version, "locktime": tx.lock_time, "vin": vin,
                "vout": [self.output_json(*out) for out in tx.outs], "size": len(tx.raw), "weight": len(tx.raw) * 4,
                "fee": self.fee(tx), "status": self.status(tx)}

    def touching(self, script):
        found = [tx for tx in self.txs.values()
                 if any(s == script for _, s in tx.outs) or
                 any((self.previous(i[0], i[1]) or (0, b""))[1] == script for i in tx.ins)]
        return sorted(found, key=lambda tx: (-(tx.height if tx.height is not None else 1 << 30), tx.txid))

    def stats(self, address):
        script, halves = script_of(address), {}
        for name, confirmed in (("chain_stats", True), ("mempool_stats", False)):
            txs = [tx for tx in self.touching(script) if (tx.height is not None) == confirmed]
            funded = [v for tx in txs for v, s in tx.outs if s == script]
            spent = [o[0] for tx in txs for i in tx.ins for o in [self.previous(i[0], i[1])] if o and o[1] == script]
            halves[name] = {"funded_txo_count": len(funded), "funded_txo_sum": sum(funded), "spent_txo_count": len(spent),
                            "spent_txo_sum": sum(spent), "tx_count": len(txs)}
        return dict(halves, address=address)

    def page(self, parts):
        txs = self.touching(script_of(parts[1]))
        waiting, done = [t for t in txs if t.height is None], [t for t in txs if t.height is not None]
        if len(parts) > 4:
            names = [t.txid for t in done]
            done = done[names.index(parts[4]) + 1:] if parts[4] in names else []
        head = waiting if len(parts) == 3 else []
        return [self.tx_json(t) for t in head + done[:25]]

    def answer(self, method, path, body):
        parts = path.strip("/").split("/")
        if method == "POST" and parts == ["tx"]:
            return self.broadcast(body.decode())
        if parts == ["blocks", "tip", "height"]:
            return 200, str(len(self.blocks) - 1)
        if parts == ["blocks", "tip", "hash"]:
            return 200, self.blocks[-1]
        if parts[0] == "block-height":
            height = int(parts[1])
            return (200, self.blocks[height]) if height < len(self.blocks) else (404, "Block not found")
        if parts == ["fee-estimates"]:
            return 200, self.fees
        if parts[0] == "address":
            return 200, self.stats(parts[1]) if len(parts) == 2 else self.page(parts)
        if parts[0] == "tx" and parts[1] in self.txs:
            tx = self.txs[parts[1]]
            return 200, {2: self.tx_json(tx)}.get(len(parts)) or (tx.raw.hex() if parts[2] == "hex" else self.status(tx))
        return 404, "Transaction not found"


class Server:
    """Serves a chain. lie(method, path, status, body) may change an answer: it returns (status, body) or
    (status, body, headers); body is bytes, text or anything for JSON, None closes the connection, a number waits so many
    seconds and then closes it."""

    def __init__(self, chain, lie=None):
        self.chain, self.lie, self.requests = chain, lie, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def work(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                with outer.lock:
                    outer.requests.append((self.command, self.path))
                    answer = outer.chain.answer(self.command, self.path, body)
                    if outer.lie is not None:
                        answer = outer.lie(self.command, self.path, *answer) or answer
                self.reply(*answer)

            do_GET = do_POST = work

            def reply(self, status, body, headers=()):
                if body is None or isinstance(body, (int, float)) and not isinstance(body, bool):
                    time.sleep(body or 0)
                    self.close_connection = True
                    return
                if isinstance(body, str):
                    body = body.encode()
                elif not isinstance(body, bytes):
                    body = json.dumps(body).encode()
                self.send_response(status)
                for name, value in dict({"Content-Length": str(len(body))}, **dict(headers)).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.close_connection |= "Connection" in dict(headers)

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.lock = threading.Lock()
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
