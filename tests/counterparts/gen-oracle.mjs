// Writes what an independent library makes of 200 seeds, so that the proof runs without Node.js:
//   addresses: first 20 receiving addresses of BIP84 and BIP86 for each seed, on mainnet
//   payments:  PSBTs over P2WPKH and P2TR inputs, and the bytes of the signed transactions
//              (ECDSA: plain RFC 6979, without looking for a low R; Schnorr: auxiliary randomness of 32 zero bytes)
// The seeds come from a counter, so the file is the same each time.
// usage: node gen-oracle.mjs [--seeds 200] > oracle.json     (IMW_TESTBED_MODULES names the folder of node_modules)
// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, load, options } from './lib.mjs';

const o = options({ seeds: 200 });
const bip39 = await load('@scure/bip39');
const { wordlist } = await load('@scure/bip39/wordlists/english.js');
const { HDKey } = await load('@scure/bip32');
const btc = await load('@scure/btc-signer');
const version = (name) => JSON.parse(readFileSync(join(MODULES, 'node_modules', name, 'package.json'), 'utf8')).version;
const hex = (b) => Buffer.from(b).toString('hex');
const digest = (text) => createHash('sha256').update(text).digest();

const addresses = [];
for (let i = 0; i < o.seeds; i++) {
  const size = [16, 20, 24, 28, 32][i % 5];
  const entropy = digest(`imwallet oracle seed ${i}`).subarray(0, size);
  const words = bip39.entropyToMnemonic(entropy, wordlist);
  const passphrase = i % 4 === 3 ? `pass ${i}` : '';
  const root = HDKey.fromMasterSeed(bip39.mnemonicToSeedSync(words, passphrase));
  const first = (purpose, make) =>
    Array.from({ length: 20 }, (_, k) => make(root.derive(`m/${purpose}'/0'/0'/0/${k}`).publicKey));
  addresses.push({
    words,
    passphrase,
    bip84: first(84, (key) => btc.p2wpkh(key).address),
    bip86: first(86, (key) => btc.p2tr(key.slice(1)).address),
  });
}

const payments = [];
for (let i = 0; i < 20; i++) {
  const { words, passphrase } = addresses[i];
  const root = HDKey.fromMasterSeed(bip39.mnemonicToSeedSync(words, passphrase));
  const tx = new btc.Transaction({ version: 2, lockTime: i });
  const keys = [];
  for (let k = 0; k <= i % 3; k++) {
    const purpose = (i + k) % 2 ? 86 : 84;
    const path = `m/${purpose}'/0'/0'/${k % 2}/${i + k}`;
    const key = root.derive(path);
    const spend = purpose === 84 ? btc.p2wpkh(key.publicKey) : btc.p2tr(key.publicKey.slice(1));
    const amount = 100000n + BigInt(digest(`amount ${i} ${k}`).readUInt32LE(0));
    const previous = new btc.Transaction({ version: 2, allowUnknownOutputs: true, disableScriptCheck: true });
    previous.addOutput({ script: spend.script, amount });
    previous.addInput({ txid: hex(digest(`previous ${i} ${k}`)), index: k });
    const origin = { fingerprint: root.fingerprint, path: btc.bip32Path(path) };
    const input = { txid: previous.id, index: 0, sequence: 0xfffffffd, witnessUtxo: { script: spend.script, amount } };
    if (purpose === 84) {
      input.nonWitnessUtxo = previous.unsignedTx;
      input.bip32Derivation = [[key.publicKey, origin]];
    } else {
      input.tapInternalKey = key.publicKey.slice(1);
      input.tapBip32Derivation = [[key.publicKey.slice(1), { hashes: [], der: origin }]];
    }
    tx.addInput(input);
    keys.push(key.privateKey);
  }
  tx.addOutputAddress(addresses[199 - i].bip84[0], 50000n + BigInt(i));
  tx.addOutputAddress(addresses[199 - i].bip86[0], 20000n);
  const unsigned = hex(tx.toPSBT());
  keys.forEach((key, k) => tx.signIdx(key, k, undefined, new Uint8Array(32)));
  tx.finalize();
  payments.push({ seed: i, psbt: unsigned, signed: hex(tx.extract()), txid: tx.id, vsize: tx.vsize });
}

console.log(
  JSON.stringify(
    {
      source: `made by gen-oracle.mjs with @scure/bip39 ${version('@scure/bip39')}, @scure/bip32 ${version('@scure/bip32')}, @scure/btc-signer ${version('@scure/btc-signer')} (MIT)`,
      addresses,
      payments,
    },
    null,
    1,
  ),
);
