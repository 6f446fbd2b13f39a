// Our reader of Horizon against servers and transactions that another library (stellar-sdk) made.
// usage: node horizon-backend.mjs --probe PROGRAM [--practice http://127.0.0.1:PORT]   without: horizon-fake.mjs
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { checker, load, options, sleep } from './lib.mjs';

const o = options({ probe: '', practice: '' });
const S = await load('@stellar/stellar-sdk');
const { Operation: Op, Asset, Keypair, Memo } = S;
const c = checker();
const isPractice = o.practice !== '';
const { startHorizon } = await import('./horizon-fake.mjs');
const fake = isPractice ? null : await startHorizon();
const url = isPractice ? o.practice + '/stellar' : fake.url;
const passphrase = isPractice ? 'IM Wallet Practice Network ; 2026' : fake.passphrase;
const client = new S.Horizon.Server(url, { allowHttp: true });
const person = (name) => Keypair.fromRawEd25519Seed(createHash('sha256').update(`horizon backend ${name}`).digest());
const role = (name) => Keypair.fromRawEd25519Seed(createHash('sha256').update(`IM Wallet practice network: stellar ${name}`).digest());
const [me, bob, carol] = ['me', 'bob', 'carol'].map(person);
const issuer = isPractice ? role('usdc issuer') : person('issuer');
const USDC = new Asset('USDC', issuer.publicKey());
const same = (name, got, wanted) => c.ok(name, String(got) === String(wanted), String(got) === String(wanted) ? '' : `${got} instead of ${wanted}`);

// the program that is tried
const child = spawn(o.probe, [url, isPractice ? 'practice' : 'test', me.publicKey()], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const ask = async (...words) => {
  child.stdin.write(words.join(' ') + '\n');
  const { value, done } = await lines.next();
  if (done) throw new Error('the program has ended');
  return JSON.parse(value);
};

async function control(action, body) {
  const answer = await fetch(`${o.practice}/practice/${action}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(await answer.text());
}
async function make(key, ops, { memo, max = 60, sequence } = {}) {
  const account = sequence !== undefined ? new S.Account(key.publicKey(), sequence) : await client.loadAccount(key.publicKey());
  const builder = new S.TransactionBuilder(account, { fee: '100', networkPassphrase: passphrase });
  builder.setTimebounds(0, Math.floor(Date.now() / 1000) + max);
  ops.forEach((op) => builder.addOperation(op));
  if (memo) builder.addMemo(memo);
  const tx = builder.build();
  tx.sign(key);
  return tx;
}
const hash = (tx) => tx.hash().toString('hex');
const send = async (key, ops, opts) => client.submitTransaction(await make(key, ops, opts));
const submit = async (tx) => ask('submit', hash(tx), tx.toXDR());
const find = (batch, txid) => {
  if (!batch.records) throw new Error(JSON.stringify(batch));
  return batch.records.find((r) => r.txid === txid);
};
const stroops = (text) => text.replace('.', '').replace(/^0+(?=\d)/, '');
const assetId = (b) => (b.asset_type === 'native' ? 'stellar' : `stellar/${b.asset_code}:${b.asset_issuer}`);

// What the account has, as the other library reads it.
async function compare(name, batch) {
  const account = await client.loadAccount(me.publicKey());
  const theirs = account.balances.map((b) => `${stroops(b.balance)} ${assetId(b)}`).sort();
  same(`${name}: balances`, [...batch.balances].sort(), theirs);
  same(`${name}: next number`, batch.sequence, BigInt(account.sequenceNumber()) + 1n);
  same(`${name}: reserve`, batch.reserved, `${(2 + account.subentry_count) * 5000000} stellar`);
}

async function accounts() {
  let batch = await ask('sync');
  same('not opened', batch.exists, 'no');
  for (const key of isPractice ? [bob, carol] : [bob, carol, issuer]) await (await fetch(`${url}/friendbot?addr=${key.publicKey()}`)).text();
  const made = await send(bob, [Op.createAccount({ destination: me.publicKey(), startingBalance: '100.5' })], { memo: Memo.text('welcome 你好') });
  batch = await ask('sync');
  same('opened', batch.exists, 'yes');
  await compare('opened', batch);
  const record = find(batch, made.hash);
  same('by whom', [record.net, record.sides, record.memo_type, record.memo, record.fee, record.height].join(), ['1005000000 stellar', bob.publicKey(), 'text', 'welcome 你好', '', made.ledger].join());
}

async function payments() {
  const memo = createHash('sha256').update('memo').digest();
  const tx = await make(me, [Op.payment({ destination: bob.publicKey(), asset: Asset.native(), amount: '1.2345678' })], { memo: Memo.hash(memo.toString('hex')) });
  same('sent', (await submit(tx)).submitted, 'yes');
  same('sent again', (await submit(tx)).submitted, 'yes');
  same('the same bytes come back', (await ask('raw', hash(tx))).raw, tx.toXDR());
  const batch = await ask('sync');
  await compare('paid', batch);
  const record = find(batch, hash(tx));
  same('what it was', [record.net, record.fee, record.sides, record.memo_type, record.memo].join(), ['-12345778 stellar', '100 stellar', bob.publicKey(), 'hash', memo.toString('hex')].join());
  same('nothing is missing', batch.missing.length, 0);
  const fees = await ask('fees');
  c.ok('fees', BigInt(fees.normal) >= 100000n, fees.normal);
}

async function refusals() {
  const account = await client.loadAccount(me.publicKey());
  const old = String(BigInt(account.sequenceNumber()) - 1n);
  const pay = Op.payment({ destination: bob.publicKey(), asset: Asset.native(), amount: '1' });
  const refused = async (name, code, tx, error = 'refused') => {
    const answer = await submit(tx);
    same(name, [answer.error, answer.message].join(), [error, code].join());
  };
  await refused('number used by another', 'tx_bad_seq', await make(me, [pay], { sequence: old }));
  await refused('too late', 'tx_too_late', await make(me, [pay], { max: -60 }));
  // what a ledger took together with its fee is there: failed
  const poor = await make(me, [Op.payment({ destination: bob.publicKey(), asset: Asset.native(), amount: '100000' })]);
  const answer = await submit(poor);
  const batch = await ask('sync');
  if (answer.submitted) same('failed on the ledger', find(batch, hash(poor))?.failed, 'yes');
  else same('refused before', [answer.error, answer.message].join(), 'refused,op_underfunded');
  await compare('after it', batch);
  const wrong = await ask('submit', hash(await make(bob, [pay])), poor.toXDR());
  same('not these bytes', wrong.error, 'bad-input');
}

async function tokens() {
  const before = await ask('examine', carol.publicKey(), '10000000', `USDC:${issuer.publicKey()}`);
  same('does not accept it', [before.payee_exists, before.accepts, before.refusal].join(), 'yes,no,op_no_trust');
  const nobody = await ask('examine', person('nobody').publicKey(), '10000000');
  same('is not opened', [nobody.payee_exists, nobody.accepts, nobody.opening].join(), 'no,no,10000000 stellar');
  same('the asset', (await ask('asset', `USDC:${issuer.publicKey()}`)).id, `stellar/USDC:${issuer.publicKey()}`);
  const open = await make(me, [Op.changeTrust({ asset: USDC, limit: '1000' })]);
  same('opened an asset', (await submit(open)).submitted, 'yes');
  let batch = await ask('sync');
  await compare('asset opened', batch);
  same('as such', find(batch, hash(open)).call, 'open-asset');
  if (isPractice) await control('fund', { chain: 'stellar', address: me.publicKey(), asset: 'USDC', amount: '250000000' });
  else await send(issuer, [Op.payment({ destination: me.publicKey(), asset: USDC, amount: '25' })]);
  batch = await ask('sync');
  await compare('asset received', batch);
  c.ok('as such', batch.records.some((r) => r.net === `250000000 stellar/USDC:${issuer.publicKey()}`));
  await send(carol, [Op.changeTrust({ asset: USDC, limit: '10' }), Op.manageData({ name: 'config.memo_required', value: '1' })]);
  const small = await ask('examine', carol.publicKey(), '100000000', `USDC:${issuer.publicKey()}`);
  same('accepts it', [small.accepts, small.needs_memo, small.refusal].join(), 'yes,yes,');
  const large = await ask('examine', carol.publicKey(), '100000001', `USDC:${issuer.publicKey()}`);
  same('not so much', [large.accepts, large.refusal].join(), 'no,op_line_full');
  const muxed = new S.MuxedAccount(new S.Account(carol.publicKey(), '0'), '77').accountId();
  const tx = await make(me, [Op.payment({ destination: muxed, asset: USDC, amount: '2' })]);
  same('to one of many', (await submit(tx)).submitted, 'yes');
  batch = await ask('sync');
  same('by its number', find(batch, hash(tx)).sides, muxed);
  await compare('asset paid', batch);
}

// only the practice network has a market and money that waits
async function practice() {
  const offer = await ask('exchange', '100000000', `USDC:${issuer.publicKey()}`);
  const paths = await client.strictSendPaths(Asset.native(), '10', [USDC]).call();
  same('the market', offer.get, `${stroops(paths.records[0].destination_amount)} stellar/USDC:${issuer.publicKey()}`);
  const least = paths.records[0].destination_amount;
  const swap = await make(me, [Op.pathPaymentStrictSend({ sendAsset: Asset.native(), sendAmount: '10', destination: me.publicKey(), destAsset: USDC, destMin: least, path: [] })]);
  same('exchanged', (await submit(swap)).submitted, 'yes');
  let batch = await ask('sync');
  let record = find(batch, hash(swap));
  same('as such', [record.call, record.net, record.movements].join(), ['exchange', `${stroops(least)} stellar/USDC:${issuer.publicKey()}`, '-100000000 stellar'].join());
  await compare('exchanged', batch);
  const until = Math.floor(Date.now() / 1000) + 5000;
  await send(bob, [Op.createClaimableBalance({ asset: Asset.native(), amount: '3', claimants: [new S.Claimant(me.publicKey(), S.Claimant.predicateBeforeAbsoluteTime(String(until)))] })]);
  batch = await ask('sync');
  same('waits', batch.claims.map((x) => [x.amount, x.expires_ms]).join(), ['30000000 stellar', until * 1000].join());
  const claim = await make(me, [Op.claimClaimableBalance({ balanceId: batch.claims[0].id })]);
  same('claimed', (await submit(claim)).submitted, 'yes');
  batch = await ask('sync');
  record = find(batch, hash(claim));
  same('as such', [record.call, record.net, batch.claims.length].join(), 'claim,29999900 stellar,0');
  await compare('claimed', batch);
}

async function faults() {
  const pay = Op.payment({ destination: bob.publicKey(), asset: Asset.native(), amount: '1' });
  await control('fail', { kind: 'http-504', path: '/stellar/transactions', after: true });
  const done = await make(me, [pay]);
  same('no answer, and yet done', (await submit(done)).error, 'server');
  let batch = await ask('sync');
  // it is answered, or not, when it is taken; the ledger closes later
  for (let i = 0; i < 60 && !find(batch, hash(done)); i++) {
    await sleep(250);
    batch = await ask('sync');
  }
  same('it is there', find(batch, hash(done))?.failed, 'no');
  same('and once more', (await submit(done)).submitted, 'yes');
  await control('fail', { kind: 'http-504', path: '/stellar/transactions' });
  const never = await make(me, [pay]);
  same('no answer, and not done', (await submit(never)).error, 'server');
  batch = await ask('sync');
  c.ok('positively missing', batch.missing.includes(hash(never)) && !batch.missing.includes(hash(done)));
  same('the same bytes', (await submit(never)).submitted, 'yes');
  await compare('in the end', await ask('sync'));
  const watched = ask('watch');
  const timer = setInterval(() => send(bob, [Op.payment({ destination: me.publicKey(), asset: Asset.native(), amount: '0.5' })]).catch(() => {}), 1500);
  same('told of a payment', (await watched).advanced, 'yes');
  clearInterval(timer);
}

for (const part of [accounts, payments, refusals, tokens, ...(isPractice ? [practice, faults] : [])]) await part();
child.stdin.end();
await new Promise((end) => child.once('exit', end));
fake?.stop();
process.exit(c.end());
