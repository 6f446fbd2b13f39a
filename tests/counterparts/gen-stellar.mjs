// Writes what an independent library makes of Stellar transactions, so that the proof runs without Node.js: fields of every kind of
// operation the wallet reads, memos, time bounds, the bytes, hashes on every network, and envelopes signed by the library.
// All comes from a counter, so the file is the same each time.
// usage: node gen-stellar.mjs [--transactions 300] > oracle.json     (IMW_TESTBED_MODULES names the folder of node_modules)
// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, need, options } from './lib.mjs';

const o = options({ transactions: 300 });
const S = need('@stellar/stellar-sdk');
const version = JSON.parse(readFileSync(join(MODULES, 'node_modules/@stellar/stellar-sdk/package.json'), 'utf8')).version;
const digest = (text) => createHash('sha256').update(`imwallet stellar oracle ${text}`).digest();
const pick = (text, list) => list[digest(text).readUInt32LE(0) % list.length];
const PASSPHRASES = [
  'Public Global Stellar Network ; September 2015',
  'Test SDF Network ; September 2015',
  'IM Wallet Practice Network ; 2026',
];

// most are short, as the ends of the range are where encodings go wrong
const stroops = (text) => {
  const bytes = 1 + (digest(`length of ${text}`)[0] % 8);
  const value = BigInt('0x' + digest(text).subarray(0, bytes).toString('hex')) & (2n ** 63n - 1n);
  return value === 0n ? 1n : value;
};
const decimal = (value) => `${value / 10000000n}.${`${value % 10000000n}`.padStart(7, '0')}`;
const keypair = (text) => S.Keypair.fromRawEd25519Seed(digest(`key ${text}`));
const account = (text) => keypair(text).publicKey();
const address = (text) => {
  const plain = account(text);
  if (digest(`muxed ${text}`)[0] % 4 !== 0) return plain;
  const id = BigInt('0x' + digest(`id ${text}`).subarray(0, 8).toString('hex'));
  return new S.MuxedAccount(new S.Account(plain, '0'), `${id}`).accountId();
};
const CODES = ['A', 'USD', 'USDC', 'EURTX', 'yXLM9', 'REMITTOKEN12'];
const asset = (text, native = true) =>
  native && digest(`native ${text}`)[0] % 3 === 0
    ? S.Asset.native()
    : new S.Asset(pick(`code ${text}`, CODES), account(`issuer ${text}`));
const assetText = (a) => (a.isNative() ? 'native' : `${a.getCode()}:${a.getIssuer()}`);

const KINDS = ['create', 'pay', 'receive', 'trust', 'merge', 'data', 'send', 'claim'];

function makeOp(text, source) {
  const kind = pick(`kind ${text}`, KINDS);
  const amount = stroops(`amount ${text}`);
  const other = stroops(`other ${text}`);
  const out = { kind };
  const base = source ? { source } : {};
  const path = Array.from({ length: digest(`path ${text}`)[0] % 6 }, (_, k) => asset(`path ${k} ${text}`));
  const pays = {
    sendAsset: asset(`send ${text}`),
    destAsset: asset(`dest ${text}`),
    destination: address(`to ${text}`),
    path,
  };
  const paid = () => ({
    to: pays.destination,
    asset: assetText(pays.sendAsset),
    amount: `${amount}`,
    dest_asset: assetText(pays.destAsset),
    dest_amount: `${other}`,
    path: path.map(assetText),
  });
  if (source) out.source = source;
  switch (kind) {
    case 'create':
      Object.assign(out, { to: account(`to ${text}`), amount: `${amount}` });
      return [out, S.Operation.createAccount({ destination: out.to, startingBalance: decimal(amount), ...base })];
    case 'pay': {
      const a = asset(`asset ${text}`);
      Object.assign(out, { to: address(`to ${text}`), asset: assetText(a), amount: `${amount}` });
      return [out, S.Operation.payment({ destination: out.to, asset: a, amount: decimal(amount), ...base })];
    }
    case 'receive':
      Object.assign(out, paid());
      return [
        out,
        S.Operation.pathPaymentStrictReceive({ ...pays, sendMax: decimal(amount), destAmount: decimal(other), ...base }),
      ];
    case 'send':
      Object.assign(out, paid());
      return [
        out,
        S.Operation.pathPaymentStrictSend({ ...pays, sendAmount: decimal(amount), destMin: decimal(other), ...base }),
      ];
    case 'trust': {
      const a = asset(`asset ${text}`, false);
      const limit = pick(`limit ${text}`, [0n, amount, 2n ** 63n - 1n]);
      Object.assign(out, { asset: assetText(a), amount: `${limit}` });
      return [out, S.Operation.changeTrust({ asset: a, limit: decimal(limit), ...base })];
    }
    case 'merge':
      out.to = address(`to ${text}`);
      return [out, S.Operation.accountMerge({ destination: out.to, ...base })];
    case 'data': {
      const value = digest(`value ${text}`).subarray(0, digest(`value length ${text}`)[0] % 33);
      const gone = value.length === 0;
      Object.assign(out, { name: `entry ${digest(`name ${text}`).toString('hex').slice(0, 1 + (digest(text)[1] % 58))}` });
      if (!gone) out.value = value.toString('hex');
      return [out, S.Operation.manageData({ name: out.name, value: gone ? null : value, ...base })];
    }
    default:
      out.claim = '00000000' + digest(`claim ${text}`).toString('hex');
      return [out, S.Operation.claimClaimableBalance({ balanceId: out.claim, ...base })];
  }
}

function makeMemo(text) {
  switch (pick(`memo ${text}`, ['none', 'text', 'id', 'hash', 'return'])) {
    case 'text': {
      const words = pick(`words ${text}`, ['a', 'invoice 42', '汇款汇款汇款汇款汇a', 'x'.repeat(28), 'ñandú', 'xyz']);
      return [{ memo_type: 'text', memo: words }, S.Memo.text(words)];
    }
    case 'id': {
      const id = BigInt('0x' + digest(`memo id ${text}`).subarray(0, 1 + (digest(text)[3] % 8)).toString('hex'));
      return [{ memo_type: 'id', memo: `${id}` }, S.Memo.id(`${id}`)];
    }
    case 'hash': {
      const hash = digest(`memo hash ${text}`).toString('hex');
      return [{ memo_type: 'hash', memo: hash }, S.Memo.hash(hash)];
    }
    case 'return': {
      const hash = digest(`memo return ${text}`).toString('hex');
      return [{ memo_type: 'return', memo: hash }, S.Memo.return(hash)];
    }
    default:
      return [{}, S.Memo.none()];
  }
}

const transactions = [];
for (let i = 0; i < o.transactions; i++) {
  const key = keypair(`source ${i}`);
  const sequence = stroops(`sequence ${i}`) - 1n;
  const [memoFields, memo] = makeMemo(`${i}`);
  const max = i % 5 === 4 ? 0 : 1700000000 + digest(`max ${i}`).readUInt16LE(0);
  const min = i % 3 === 2 && max > 0 ? 1600000000 : 0;
  const fee = 100 + (digest(`fee ${i}`).readUInt32LE(0) % 100000);
  const pairs = Array.from({ length: 1 + (digest(`ops ${i}`)[0] % 3) }, (_, k) =>
    makeOp(`${i} ${k}`, digest(`has source ${i} ${k}`)[0] % 4 === 0 ? address(`op source ${i} ${k}`) : null)
  );
  const build = (networkPassphrase) => {
    const builder = new S.TransactionBuilder(new S.Account(key.publicKey(), `${sequence}`), {
      fee: `${fee}`,
      memo,
      networkPassphrase,
      timebounds: { minTime: min, maxTime: max },
    });
    pairs.forEach(([, op]) => builder.addOperation(op));
    return builder.build();
  };
  const entry = {
    source: key.publicKey(),
    seed: digest(`key source ${i}`).toString('hex'),
    sequence: `${sequence + 1n}`,
    fee: `${fee * pairs.length}`,
    min: `${min}`,
    max: `${max}`,
    ...memoFields,
    ops: pairs.map(([fields]) => fields),
    unsigned: build(PASSPHRASES[0]).toXDR(),
    hashes: PASSPHRASES.map((passphrase) => build(passphrase).hash().toString('hex')),
  };
  const signed = build(PASSPHRASES[i % 3]);
  signed.sign(key);
  entry.signed = signed.toXDR();
  if (i % 10 === 0) {
    const payer = keypair(`payer ${i}`);
    const bump = S.TransactionBuilder.buildFeeBumpTransaction(payer, `${fee + 100}`, signed, PASSPHRASES[i % 3]);
    bump.sign(payer);
    entry.fee_bump = { payer: payer.publicKey(), envelope: bump.toXDR(), hash: bump.hash().toString('hex') };
  }
  transactions.push(entry);
}

console.log(
  JSON.stringify({ source: `made by gen-stellar.mjs with @stellar/stellar-sdk ${version} (Apache-2.0)`, passphrases: PASSPHRASES, transactions }, null, 1)
);
