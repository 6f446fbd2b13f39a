// Writes what an independent library makes of EVM transactions, calls and addresses, so that the proof runs without Node.js:
//   addresses:    lower case and with the checksum of EIP-55
//   transactions: fields of types 0, 1 and 2, the bytes that are signed, the signature's bytes, id and sender
//   calls:        ERC-20 calls with their arguments
// All comes from a counter, so the file is the same each time.
// usage: node gen-ethereum.mjs [--transactions 300] > oracle.json     (IMW_TESTBED_MODULES names the folder of node_modules)
// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, load, options } from './lib.mjs';

const o = options({ transactions: 300 });
const { ethers } = await load('ethers');
const version = JSON.parse(readFileSync(join(MODULES, 'node_modules', 'ethers', 'package.json'), 'utf8')).version;
const digest = (text) => createHash('sha256').update(`imwallet ethereum oracle ${text}`).digest();
const plain = (text) => text.replace(/^0x/, '');
const pick = (text, list) => list[digest(text).readUInt32LE(0) % list.length];

// a number of 0 to @bytes bytes; many are short, as zeros in front are where encodings go wrong
const number = (text, bytes) => {
  const length = digest(`length of ${text}`)[0] % (bytes + 1);
  return length === 0 ? 0n : BigInt('0x' + digest(text).subarray(0, length).toString('hex'));
};
const data = (text) => {
  const length = pick(`data length of ${text}`, [0, 0, 1, 4, 36, 55, 56, 68, 255, 256, 300]);
  const parts = Array.from({ length: Math.ceil(length / 32) }, (_, k) => digest(`data ${k} of ${text}`));
  return '0x' + Buffer.concat(parts).subarray(0, length).toString('hex');
};
const address = (text) => ethers.getAddress('0x' + digest(text).subarray(0, 20).toString('hex'));

const addresses = Array.from({ length: 300 }, (_, i) => {
  const lower = '0x' + digest(`address ${i}`).subarray(0, 20).toString('hex');
  return { lower, checksummed: ethers.getAddress(lower) };
});

const transactions = [];
for (let i = 0; i < o.transactions; i++) {
  const type = i % 3;
  const key = '0x' + digest(`key ${i}`).toString('hex');
  const chainId = pick(`chain ${i}`, [1n, 10n, 56n, 137n, 8453n, 31337n, 42161n, 11155111n, 2n ** 40n + BigInt(i)]);
  const fees = [number(`fee ${i}`, 12), number(`tip ${i}`, 12)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const accessList =
    type === 0
      ? []
      : Array.from({ length: i % 4 }, (_, k) => ({
          address: address(`access ${i} ${k}`),
          storageKeys: Array.from({ length: (i + k) % 3 }, (_, n) => '0x' + digest(`slot ${i} ${k} ${n}`).toString('hex')),
        }));
  const tx = new ethers.Transaction();
  tx.type = type;
  tx.chainId = chainId;
  tx.nonce = Number(number(`nonce ${i}`, 6));
  tx.gasLimit = number(`gas ${i}`, 8);
  tx.to = i % 10 === 9 ? null : address(`to ${i}`);
  tx.value = number(`value ${i}`, 32);
  tx.data = data(`${i}`);
  if (type === 2) {
    tx.maxPriorityFeePerGas = fees[0];
    tx.maxFeePerGas = fees[1];
  } else {
    tx.gasPrice = fees[1];
  }
  if (type > 0) tx.accessList = accessList;
  const unsigned = tx.unsignedSerialized;
  const hash = tx.unsignedHash;
  tx.signature = new ethers.SigningKey(key).sign(hash);
  transactions.push({
    key: plain(key),
    type,
    chain_id: `${chainId}`,
    nonce: `${tx.nonce}`,
    gas_limit: `${tx.gasLimit}`,
    to: tx.to,
    value: `${tx.value}`,
    max_fee: `${fees[1]}`,
    tip: `${type === 2 ? fees[0] : fees[1]}`,
    data: plain(tx.data),
    access_list: plain(ethers.encodeRlp(accessList.map((entry) => [entry.address, entry.storageKeys]))),
    unsigned: plain(unsigned),
    sighash: plain(hash),
    signed: plain(tx.serialized),
    txid: tx.hash,
    from: tx.from,
  });
}

const erc20 = new ethers.Interface([
  'function transfer(address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
  'function increaseAllowance(address spender, uint256 amount)',
  'function transferFrom(address from, address to, uint256 amount)',
  'function balanceOf(address owner)',
]);
const calls = [];
for (let i = 0; i < 100; i++) {
  const name = pick(`call ${i}`, ['transfer', 'approve', 'increaseAllowance', 'transferFrom', 'balanceOf']);
  const who = address(`who ${i}`);
  const from = address(`from ${i}`);
  const amount = number(`amount ${i}`, 32);
  const values = { transferFrom: [from, who, amount], balanceOf: [who] }[name] ?? [who, amount];
  calls.push({ name, from, who, amount: `${amount}`, encoded: plain(erc20.encodeFunctionData(name, values)) });
}

console.log(JSON.stringify({ source: `made by gen-ethereum.mjs with ethers ${version} (MIT)`, addresses, transactions, calls }, null, 1));
