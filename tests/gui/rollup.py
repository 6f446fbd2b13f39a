# SPDX-License-Identifier: GPL-3.0-or-later
"""A JSON-RPC server with one rich account on a network whose transactions also pay the network below: it answers the
contract that tells that fee (OP stack, GasPriceOracle, getL1Fee and getL1FeeUpperBound)."""

import http.server
import json
import threading

ORACLE = "0x420000000000000000000000000000000000000f"
CHAIN_ID = 11155420  # OP Sepolia
HASH = "0x" + "ab" * 32
L1_FEE = 1234567 * 10**9


def block(number):
    return {"number": hex(number), "hash": "0x%064x" % (0xB10C0000 + number), "parentHash": "0x%064x" % (0xB10C0000 + number - 1),
            "timestamp": hex(1767225600 + 2 * number), "baseFeePerGas": hex(10**9), "gasLimit": hex(30000000), "gasUsed": "0x0",
            "transactions": []}


class Rollup:
    def __init__(self):
        self.tip = 1000
        self.asked_oracle = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                calls = asked if isinstance(asked, list) else [asked]
                answers = [{"jsonrpc": "2.0", "id": c["id"], "result": outer.answer(c["method"], c.get("params", []))} for c in calls]
                body = json.dumps(answers if isinstance(asked, list) else answers[0]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, params):
        if method == "eth_getBlockByNumber":
            return block(self.tip if params[0] == "latest" else int(params[0], 16))
        if method == "eth_call":
            if params[0]["to"].lower() == ORACLE:
                self.asked_oracle += 1
                return "0x%064x" % L1_FEE
            return "0x%064x" % 0
        if method == "eth_feeHistory":
            count = int(params[0], 16)
            return {"oldestBlock": hex(self.tip - count + 1), "baseFeePerGas": [hex(10**9)] * (count + 1),
                    "gasUsedRatio": [0.5] * count, "reward": [[hex(10**8), hex(2 * 10**8), hex(3 * 10**8)]] * count}
        return {
            "eth_chainId": hex(CHAIN_ID), "eth_blockNumber": hex(self.tip), "eth_getBalance": hex(10**18),
            "eth_getTransactionCount": "0x0", "eth_gasPrice": hex(11 * 10**8), "eth_maxPriorityFeePerGas": hex(10**8),
            "eth_estimateGas": hex(21000), "eth_getCode": "0x", "eth_getLogs": [],
        }.get(method)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
