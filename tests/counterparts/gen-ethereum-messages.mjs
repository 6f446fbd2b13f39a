// Writes what an independent library makes of seeds and of messages, so that the proof runs without Node.js:
//   addresses: the first 3 addresses of m/44'/60'/0'/0 and the first of m/44'/1'/0'/0 for each seed
//   texts:     random texts, their hashes and signatures by EIP-191
//   typed:     random types and values, encodeType, hashes and signatures by EIP-712
//   transactions: of every type there is, signed and not: what must never be signed as a message
// Everything comes from a counter, so the file is the same each time.
// usage: node gen-ethereum-messages.mjs [--seeds 200 --texts 60 --typed 160 --transactions 60] > oracle.json   (IMW_TESTBED_MODULES as in gen-oracle.mjs)
// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, load, options } from './lib.mjs';

const o = options({ seeds: 200, texts: 60, typed: 160, transactions: 60 });
const { HDNodeWallet, Mnemonic, Transaction, TypedDataEncoder, getAddress, hashMessage } = await load('ethers');
const version = (name) => JSON.parse(readFileSync(join(MODULES, 'node_modules', name, 'package.json'), 'utf8')).version;

let counter = 0;
const digest = (text) => createHash('sha256').update(text).digest();
const bytes = (n) => {
  let out = Buffer.alloc(0);
  while (out.length < n) out = Buffer.concat([out, digest(`imwallet ethereum messages ${counter++}`)]);
  return out.subarray(0, n);
};
const below = (n) => bytes(4).readUInt32LE(0) % n;
const pick = (list) => list[below(list.length)];
const big = (n) => BigInt('0x' + bytes(n).toString('hex'));
const hex = (n) => '0x' + bytes(n).toString('hex');

const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,:;!?()[]{}"\'\\/\n\t-+*=<>|~@#%&$ é ü ß ñ Ж π 钱 包 签 名 あ 한 € ∞ 😀'];
const string = (max) => Array.from({ length: below(max) }, () => pick(ALPHABET)).join('');
const name = (prefix, i) => `${prefix}${pick(['', '_', '$', 'X', 'y9'])}${i}`;

const seeds = [];
const addresses = [];
for (let i = 0; i < o.seeds; i++) {
  const entropy = digest(`imwallet ethereum seed ${i}`).subarray(0, [16, 20, 24, 28, 32][i % 5]);
  const passphrase = i % 4 === 3 ? `pass ${i}` : '';
  const mnemonic = Mnemonic.fromEntropy(entropy, passphrase);
  const root = HDNodeWallet.fromMnemonic(mnemonic, 'm');
  const keys = [0, 1, 2].map((k) => root.derivePath(`44'/60'/0'/0/${k}`));
  seeds.push(keys);
  addresses.push({
    words: mnemonic.phrase,
    passphrase,
    main: keys.map((key) => key.address),
    test: root.derivePath("44'/1'/0'/0/0").address,
  });
}

const texts = [];
for (let i = 0; i < o.texts; i++) {
  const text = `${i}: ${string(i < 50 ? 120 : 3000)}`;
  const seed = below(seeds.length);
  const number = below(3);
  const key = seeds[seed][number];
  texts.push({ seed, number, text, hash: hashMessage(text).slice(2), signature: key.signMessageSync(text) });
}

const ATOMS = ['bool', 'address', 'string', 'bytes'];
for (let i = 1; i <= 32; i++) ATOMS.push(`bytes${i}`, `uint${8 * i}`, `int${8 * i}`);
const brackets = () => Array.from({ length: pick([0, 0, 0, 1, 1, 2]) }, () => pick(['[]', `[${1 + below(3)}]`])).join('');

// A type contains only types with a higher number; all hang below the first one, as the library wants it.
function makeTypes() {
  const names = Array.from({ length: 1 + below(5) }, (_, i) => name(pick(['T', 'person', 'Z', 'aStruct', '_s']), i));
  const types = Object.fromEntries(names.map((n) => [n, []]));
  names.forEach((own, i) => {
    const count = below(6) + (i === 0 ? 1 : 0);
    for (let k = 0; k < count; k++) {
      const other = i + 1 < names.length && below(4) === 0 ? pick(names.slice(i + 1)) : pick(ATOMS);
      types[own].push({ name: name(pick(['a', 'value', 'to', 'F']), k), type: other + brackets() });
    }
    if (i > 0) types[names[below(i)]].push({ name: `in${i}`, type: own + brackets() });
  });
  return { names, types };
}

// In the forms that dApps write: numbers as JSON numbers where those are exact, decimal or hexadecimal text elsewhere.
function writeNumber(value) {
  if (value >= -9007199254740991n && value <= 9007199254740991n && below(2)) return Number(value);
  return value >= 0n && below(3) === 0 ? '0x' + value.toString(16) : value.toString();
}

function makeNumber(type) {
  const bits = +type.replace(/^u?int/, '');
  const signed = type[0] === 'i';
  const top = 1n << BigInt(signed ? bits - 1 : bits);
  const value = pick([0n, 1n, top - 1n, top / 2n, big(32) % top, BigInt(below(1000)) % top]);
  return signed ? pick([value, -value, -top]) : value;
}

function makeValue(types, type) {
  const array = type.match(/^(.*)\[(\d*)\]$/);
  if (array) {
    const n = array[2] === '' ? below(4) : +array[2];
    return Array.from({ length: n }, () => makeValue(types, array[1]));
  }
  if (types[type]) return Object.fromEntries(types[type].map((m) => [m.name, makeValue(types, m.type)]));
  if (type === 'bool') return below(2) === 1;
  if (type === 'address') return pick([getAddress(hex(20)), hex(20)]);
  if (type === 'string') return string(40);
  if (type === 'bytes') return hex(below(80));
  if (type.startsWith('bytes')) return hex(+type.slice(5));
  return writeNumber(makeNumber(type));
}

// ethers takes numbers in all these forms, but wants them as text or bigint once they are large.
const typed = [];
for (let i = 0; typed.length < o.typed; i++) {
  const { names, types } = makeTypes();
  const all = {
    name: string(20) || 'x',
    version: `${below(9)}`,
    chainId: pick([1, 1, 1, 8453, '0x1', '11155111']),
    verifyingContract: getAddress(hex(20)),
    salt: hex(32),
  };
  const parts = Object.keys(all).filter(() => below(3) > 0);
  if (parts.length === 0) parts.push('name');
  const domain = Object.fromEntries(parts.map((p) => [p, all[p]]));
  const message = makeValue(types, names[0]);
  const encoder = TypedDataEncoder.from(types);
  const domainTypes = { name: 'string', version: 'string', chainId: 'uint256', verifyingContract: 'address', salt: 'bytes32' };
  const json = JSON.stringify({
    types: { EIP712Domain: parts.map((p) => ({ name: p, type: domainTypes[p] })), ...types },
    primaryType: encoder.primaryType,
    domain,
    message,
  });
  if (json.length > 12000) continue;
  const seed = below(seeds.length);
  const number = below(3);
  typed.push({
    seed,
    number,
    json,
    type: encoder.encodeType(encoder.primaryType),
    hash: TypedDataEncoder.hash(domain, types, message).slice(2),
    signature: await seeds[seed][number].signTypedData(domain, types, message),
  });
}

// Types 0 (with and without a network), 1, 2, 3 (EIP-4844) and 4 (EIP-7702).
const transactions = [];
for (let i = 0; i < o.transactions; i++) {
  const key = seeds[i % seeds.length][0];
  const kind = i % 6;
  const tx = {
    type: kind === 5 ? 0 : kind,
    nonce: below(300),
    gasLimit: 21000n + BigInt(below(1000000)),
    to: i % 7 === 6 && kind < 3 ? undefined : getAddress(hex(20)),
    value: big(1 + below(9)),
    data: hex(pick([0, 4, 36, 68, 200])),
  };
  if (kind !== 5) tx.chainId = pick([1n, 1n, 8453n, 31337n, 7777777n]);
  if (kind === 0 || kind === 1 || kind === 5) tx.gasPrice = big(5);
  else Object.assign(tx, { maxPriorityFeePerGas: big(4), maxFeePerGas: big(5) });
  if (kind > 0 && kind < 5 && i % 2) tx.accessList = [{ address: getAddress(hex(20)), storageKeys: [hex(32)] }];
  if (kind === 3) Object.assign(tx, { maxFeePerBlobGas: big(4), blobVersionedHashes: ['0x01' + hex(31).slice(2)] });
  if (kind === 4) tx.authorizationList = [await key.authorize({ address: getAddress(hex(20)), nonce: below(9), chainId: 1n })];
  const made = Transaction.from(tx);
  transactions.push(made.unsignedSerialized.slice(2), (await key.signTransaction(tx)).slice(2));
}

console.log(
  JSON.stringify(
    {
      source: `made by gen-ethereum-messages.mjs with ethers ${version('ethers')} (MIT)`,
      addresses,
      texts,
      typed,
      transactions,
    },
    null,
    1,
  ),
);
