// An independent client (stellar-sdk) on the practice Stellar: accounts, payments, trustlines, path payments, claimable
// balances, streams, and what is refused and with which codes.
// usage: node practice-stellar.mjs --url http://127.0.0.1:PORT   (IMW_TESTBED_MODULES names the folder of node_modules)
// SPDX-License-Identifier: GPL-3.0-or-later
import { createHash } from 'node:crypto';
import { checker, load, options } from './lib.mjs';

const o = options({ url: '' });
const S = await load('@stellar/stellar-sdk');
const { Operation: Op, Asset, Keypair, Memo } = S;
const c = checker();
const PASSPHRASE = 'IM Wallet Practice Network ; 2026';
const client = new S.Horizon.Server(o.url + '/stellar', { allowHttp: true });
const role = (name) => Keypair.fromRawEd25519Seed(createHash('sha256').update(`IM Wallet practice network: stellar ${name}`).digest());
const person = (name) => Keypair.fromRawEd25519Seed(createHash('sha256').update(`practice ${name}`).digest());
const USDC = new Asset('USDC', role('usdc issuer').publicKey());
const EURC = new Asset('EURC', role('eurc issuer').publicKey());
const XLM = Asset.native();
const [alice, bob, carol, dave, eve] = ['alice', 'bob', 'carol', 'dave', 'eve'].map(person);
const same = (name, got, wanted) => c.ok(name, got === wanted, got === wanted ? '' : `${got} instead of ${wanted}`);

async function control(action, body) {
  const answer = await fetch(`${o.url}/practice/${action}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text);
}
const get = async (path) => (await fetch(o.url + '/stellar' + path)).json();
const fund = (key, asset, amount) => control('fund', { chain: 'stellar', address: key.publicKey(), asset, amount });
const pay = (to, amount, asset = XLM) => Op.payment({ destination: to.publicKey?.() ?? to, asset, amount });

async function make(key, ops, { sign = [key], net = PASSPHRASE, memo, max = 60, min = 0, fee = '100', sequence } = {}) {
  const account = sequence !== undefined ? new S.Account(key.publicKey(), sequence) : await client.loadAccount(key.publicKey());
  const builder = new S.TransactionBuilder(account, { fee, networkPassphrase: net });
  builder.setTimebounds(min, max > 0 ? Math.floor(Date.now() / 1000) + max : max === 0 ? 0 : 1);
  ops.forEach((op) => builder.addOperation(op));
  if (memo) builder.addMemo(memo);
  const tx = builder.build();
  sign.forEach((k) => tx.sign(k));
  return tx;
}
const send = async (key, ops, opts) => client.submitTransaction(await make(key, ops, opts));

// Refused with these codes; what the result says in XDR is the same.
async function refused(name, transaction, operations, work) {
  try {
    await work();
    c.ok(name, false, 'was taken');
  } catch (e) {
    const extras = e.response?.data?.extras;
    if (!extras?.result_codes) return c.ok(name, false, e.message);
    const got = JSON.stringify(extras.result_codes);
    const wanted = JSON.stringify(operations ? { transaction, operations } : { transaction });
    const result = S.xdr.TransactionResult.fromXDR(extras.result_xdr, 'base64');
    const names = [snake(result.result().switch().name)];
    if (operations) for (const r of result.result().results()) names.push(opName(r));
    const said = JSON.stringify(names.map((n) => n.replace(/_/g, '')));
    const meant = JSON.stringify([transaction, ...(operations ?? [])].map(same_word));
    c.ok(name, got === wanted && said === meant, got === wanted ? (said === meant ? '' : `XDR ${said}`) : `${got} instead of ${wanted}`);
  }
}
const snake = (text) => text.replace(/[A-Z]/g, (l) => '_' + l.toLowerCase());
// "paymentUnderfunded" -> "opunderfunded"
function opName(r) {
  if (r.switch().name !== 'opInner') return snake(r.switch().name);
  const inner = r.value().value().switch().name;
  const type = r.value().switch().name;
  const base = { setOptions: 'setOptions', manageDatum: 'manageData' }[type] ?? type;
  return ('op' + inner.slice(base.length)).toLowerCase();
}
// the few whose name in Horizon differs from that in the XDR, beside the underscores
const same_word = (code) =>
  ({
    tx_no_source_account: 'txnoaccount',
    op_no_source_account: 'opnoaccount',
    op_already_exists: 'opalreadyexist',
    op_cross_self: 'opoffercrossself',
    op_data_name_not_found: 'opnamenotfound',
    op_over_source_max: 'opoversendmax',
  })[code] ?? code.replace(/_/g, '');

const balanceOf = async (key, asset = XLM) => {
  const found = (await client.loadAccount(key.publicKey())).balances.find((b) =>
    asset.isNative() ? b.asset_type === 'native' : b.asset_code === asset.getCode() && b.asset_issuer === asset.getIssuer(),
  );
  return found?.balance;
};
const minus = (a, b) => (BigInt(a.replace('.', '')) - BigInt(b.replace('.', ''))).toString();

async function basics() {
  const root = await get('/');
  same('passphrase', root.network_passphrase, PASSPHRASE);
  same('fee', (await client.feeStats()).fee_charged.p70, '100');
  same('base fee', await client.fetchBaseFee(), 100);
  try {
    await client.loadAccount(alice.publicKey());
    c.ok('no account', false);
  } catch (e) {
    same('no account', e.response.status, 404);
  }
  await client.friendbot(alice.publicKey()).call();
  same('friendbot', await balanceOf(alice), '10000.0000000');
  await fund(bob, 'XLM', '50000000');
  same('faucet opens an account', await balanceOf(bob), '5.0000000');
  await fund(bob);
  same('and pays', await balanceOf(bob), '1005.0000000');
  for (const r of ['root', 'usdc issuer', 'eurc issuer', 'anchor', 'swap']) c.ok(`account: ${r}`, +(await balanceOf(role(r))) > 0);
  let words = '';
  await fund(alice, 'USDC').catch((e) => (words = e.message));
  c.ok('faucet wants a trustline', words.includes('trustline'), words);
  const ledger = (await client.ledgers().order('desc').limit(1).call()).records[0];
  const account = await client.loadAccount(alice.publicKey());
  c.ok('number begins with the ledger', BigInt(account.sequenceNumber()) >> 32n <= BigInt(ledger.sequence), account.sequenceNumber());
  const one = await client.ledgers().ledger(ledger.sequence).call();
  same('a ledger by its number', one.hash, ledger.hash);
}

async function payments() {
  const before = [await balanceOf(alice), await balanceOf(bob)];
  const tx = await make(alice, [pay(bob, '12.5')], { memo: Memo.text('中文 memo') });
  const done = await client.submitTransaction(tx);
  same('hash', done.hash, tx.hash().toString('hex'));
  same('successful', done.successful, true);
  same('cost', minus(before[0], await balanceOf(alice)), '125000100');
  same('arrived', minus(await balanceOf(bob), before[1]), '125000000');
  const again = await client.submitTransaction(tx);
  same('the same bytes again', again.ledger, done.ledger);
  same('are paid once', minus(await balanceOf(bob), before[1]), '125000000');
  const record = await client.transactions().transaction(done.hash).call();
  same('memo', record.memo, '中文 memo');
  same('envelope', record.envelope_xdr, tx.toXDR());
  same('fee', [record.fee_charged, record.max_fee].join(), '100,100');
  same('result', S.xdr.TransactionResult.fromXDR(record.result_xdr, 'base64').result().switch().name, 'txSuccess');
  same('number', (await client.loadAccount(alice.publicKey())).sequenceNumber(), tx.sequence);

  const hash = '00'.repeat(31) + '2a';
  for (const [memo, kind, text] of [
    [Memo.id('18446744073709551615'), 'id', '18446744073709551615'],
    [Memo.hash(hash), 'hash', Buffer.from(hash, 'hex').toString('base64')],
    [Memo.return(hash), 'return', Buffer.from(hash, 'hex').toString('base64')],
  ]) {
    const r = await client.transactions().transaction((await send(alice, [pay(bob, '1')], { memo })).hash).call();
    same(`memo ${kind}`, r.memo_type + r.memo, kind + text);
  }
  const muxed = new S.MuxedAccount(new S.Account(bob.publicKey(), '0'), '42');
  const paid = await send(alice, [Op.payment({ destination: muxed.accountId(), asset: XLM, amount: '1' })]);
  const op = (await client.operations().forTransaction(paid.hash).call()).records[0];
  same('muxed', [op.to, op.to_muxed, op.to_muxed_id].join(), [bob.publicKey(), muxed.accountId(), '42'].join());

  const many = await send(alice, Array.from({ length: 5 }, (_, i) => pay(bob, `0.000000${i + 1}`)), { fee: '250' });
  same('fee of five', [many.fee_charged, many.max_fee].join(), '500,1250');
  same('five', (await client.payments().forTransaction(many.hash).call()).records.length, 5);
}

async function refusals() {
  const number = (await client.loadAccount(alice.publicKey())).sequenceNumber();
  const next = BigInt(number);
  await refused('number used up', 'tx_bad_seq', null, () => send(alice, [pay(bob, '1')], { sequence: String(next - 1n) }));
  await refused('number to come', 'tx_bad_seq', null, () => send(alice, [pay(bob, '1')], { sequence: String(next + 1n) }));
  await refused('other network', 'tx_bad_auth', null, () => send(alice, [pay(bob, '1')], { net: S.Networks.TESTNET }));
  await refused('not signed', 'tx_bad_auth', null, () => send(alice, [pay(bob, '1')], { sign: [] }));
  await refused('signed by another', 'tx_bad_auth', null, () => send(alice, [pay(bob, '1')], { sign: [bob] }));
  await refused('signed by one more', 'tx_bad_auth_extra', null, () => send(alice, [pay(bob, '1')], { sign: [alice, bob] }));
  await refused('signed twice', 'tx_bad_auth_extra', null, () => send(alice, [pay(bob, '1')], { sign: [alice, alice] }));
  await refused('little fee', 'tx_insufficient_fee', null, () => send(alice, [pay(bob, '1')], { fee: '99' }));
  await refused('too late', 'tx_too_late', null, () => send(alice, [pay(bob, '1')], { max: -1 }));
  await refused('too early', 'tx_too_early', null, () => send(alice, [pay(bob, '1')], { min: 9999999999, max: 0 }));
  await refused('nobody', 'tx_no_source_account', null, () => send(eve, [pay(bob, '1')], { sequence: '1' }));
  await refused('no operation', 'tx_missing_operation', null, () => send(alice, []));
  await refused('fee bump', 'tx_not_supported', null, async () => {
    const inner = await make(alice, [pay(bob, '1')]);
    const bump = S.TransactionBuilder.buildFeeBumpTransaction(bob, '400', inner, PASSPHRASE);
    bump.sign(bob);
    return client.submitTransaction(bump);
  });
  await refused('an operation of another account', 'tx_failed', ['op_bad_auth'], () =>
    send(alice, [Op.payment({ destination: alice.publicKey(), asset: XLM, amount: '1', source: bob.publicKey() })]),
  );
  same('none of them used the number', (await client.loadAccount(alice.publicKey())).sequenceNumber(), number);
  const both = await send(alice, [Op.payment({ destination: alice.publicKey(), asset: XLM, amount: '1', source: bob.publicKey() })], { sign: [alice, bob] });
  same('with both signatures', both.successful, true);

  const before = await balanceOf(alice);
  await refused('no destination', 'tx_failed', ['op_success', 'op_no_destination'], () => send(alice, [pay(bob, '1'), pay(eve, '1')]));
  same('costs its fee and nothing else', minus(before, await balanceOf(alice)), '200');
  const failed = await client.transactions().forAccount(alice.publicKey()).includeFailed(true).order('desc').limit(1).call();
  same('stands in the ledger', failed.records[0].successful, false);
  same('not among the good ones', (await client.transactions().forAccount(alice.publicKey()).order('desc').limit(1).call()).records[0].successful, true);
  await refused('and is told again', 'tx_failed', ['op_success', 'op_no_destination'], async () =>
    client.submitTransaction(S.TransactionBuilder.fromXDR(failed.records[0].envelope_xdr, PASSPHRASE)),
  );
  await refused('underfunded', 'tx_failed', ['op_underfunded'], () => send(alice, [pay(bob, '9999999')]));
  await refused('below the reserve', 'tx_failed', ['op_underfunded'], async () => send(bob, [pay(alice, minus(await balanceOf(bob), '9999900').replace(/(\d{7})$/, '.$1'))]));
  await refused('account is there', 'tx_failed', ['op_already_exists'], () => send(alice, [Op.createAccount({ destination: bob.publicKey(), startingBalance: '5' })]));
  await refused('account with too little', 'tx_failed', ['op_low_reserve'], () => send(alice, [Op.createAccount({ destination: eve.publicKey(), startingBalance: '0.9' })]));
  await refused('account too dear', 'tx_failed', ['op_underfunded'], () => send(bob, [Op.createAccount({ destination: eve.publicKey(), startingBalance: '99999' })]));
  const bad = await fetch(o.url + '/stellar/transactions', { method: 'POST', body: 'tx=AAAA' });
  const problem = await bad.json();
  same('malformed', [bad.status, problem.type].join(), '400,https://stellar.org/horizon-errors/transaction_malformed');
  c.ok('as a problem', bad.headers.get('content-type').startsWith('application/problem+json'));
}

async function tokens() {
  await refused('no trustline there', 'tx_failed', ['op_no_trust'], () => send(role('anchor'), [pay(bob, '5', USDC)]));
  await refused('no trustline here', 'tx_failed', ['op_src_no_trust'], () => send(bob, [pay(role('anchor'), '5', USDC)]));
  await refused('no issuer', 'tx_failed', ['op_no_issuer'], () => send(bob, [Op.changeTrust({ asset: new Asset('NONE', eve.publicKey()) })]));
  await refused('own asset', 'tx_failed', ['op_self_not_allowed'], () => send(bob, [Op.changeTrust({ asset: new Asset('BOB', bob.publicKey()) })]));
  await refused('nothing to remove', 'tx_failed', ['op_invalid_limit'], () => send(bob, [Op.changeTrust({ asset: USDC, limit: '0' })]));
  await fund(carol, 'XLM', '14999900');
  await refused('no reserve for it', 'tx_failed', ['op_low_reserve'], () => send(carol, [Op.changeTrust({ asset: USDC })]));
  await fund(carol, 'XLM', '100000000');
  for (const who of [alice, bob, carol]) await send(who, [Op.changeTrust({ asset: USDC, limit: '2000' })]);
  same('line', await balanceOf(bob, USDC), '0.0000000');
  same('subentries', (await client.loadAccount(bob.publicKey())).subentry_count, 1);
  await fund(bob, 'USDC', '5000000000');
  await fund(bob, `stellar/USDC:${USDC.getIssuer()}`, '5000000000');
  same('faucet', await balanceOf(bob, USDC), '1000.0000000');
  await send(bob, [pay(carol, '7.25', USDC)]);
  same('paid', await balanceOf(carol, USDC), '7.2500000');
  await refused('more than there is', 'tx_failed', ['op_underfunded'], () => send(carol, [pay(bob, '7.2500001', USDC)]));
  await refused('more than the line holds', 'tx_failed', ['op_line_full'], () => send(role('anchor'), [pay(bob, '1007.2500001', USDC)]));
  await refused('limit below the balance', 'tx_failed', ['op_invalid_limit'], () => send(carol, [Op.changeTrust({ asset: USDC, limit: '7' })]));
  await refused('a line that holds something', 'tx_failed', ['op_invalid_limit'], () => send(carol, [Op.changeTrust({ asset: USDC, limit: '0' })]));
  await send(carol, [pay(role('usdc issuer'), '7.25', USDC), Op.changeTrust({ asset: USDC, limit: '0' })]);
  same('line gone', await balanceOf(carol, USDC), undefined);

  await send(alice, [Op.manageData({ name: 'config.memo_required', value: '1' })]);
  same('data', (await client.loadAccount(alice.publicKey())).data_attr['config.memo_required'], Buffer.from('1').toString('base64'));
  await client.checkMemoRequired(await make(bob, [pay(alice, '1')])).then(
    () => c.ok('SEP-29', false, 'was not asked for'),
    (e) => same('SEP-29', e.accountId, alice.publicKey()),
  );
  await send(alice, [Op.manageData({ name: 'config.memo_required', value: null })]);
  await refused('data that is not there', 'tx_failed', ['op_data_name_not_found'], () => send(alice, [Op.manageData({ name: 'x', value: null })]));
}

async function paths() {
  const strict = await client.strictSendPaths(XLM, '100', [USDC]).call();
  same('path', strict.records[0].destination_amount, '24.9375000');
  const before = [await balanceOf(alice), await balanceOf(alice, USDC)];
  const self = { destination: alice.publicKey() };
  const sent = await send(alice, [Op.pathPaymentStrictSend({ sendAsset: XLM, sendAmount: '100', ...self, destAsset: USDC, destMin: '24.9375' })]);
  same('sold', minus(before[0], await balanceOf(alice)), '1000000100');
  same('for', minus(await balanceOf(alice, USDC), before[1]), '249375000');
  const op = (await client.operations().forTransaction(sent.hash).call()).records[0];
  same('record', [op.type, op.source_amount, op.amount, op.destination_min, op.asset_code].join(), 'path_payment_strict_send,100.0000000,24.9375000,24.9375000,USDC');
  const success = S.xdr.TransactionResult.fromXDR(sent.result_xdr, 'base64').result().results()[0].tr().value().success();
  same('trade', success.offers()[0].value().amountSold().toString(), '249375000');
  same('last', success.last().amount().toString(), '249375000');

  const wanted = await client.strictReceivePaths([XLM], USDC, '10').call();
  const most = wanted.records[0].source_amount;
  const had = await balanceOf(alice);
  await send(alice, [Op.pathPaymentStrictReceive({ sendAsset: XLM, sendMax: most, ...self, destAsset: USDC, destAmount: '10' })]);
  same('bought for', minus(had, await balanceOf(alice)), String(BigInt(most.replace('.', '')) + 100n));
  await refused('a stroop less', 'tx_failed', ['op_over_source_max'], () =>
    send(alice, [Op.pathPaymentStrictReceive({ sendAsset: XLM, sendMax: '40.1002505', ...self, destAsset: USDC, destAmount: '10' })]),
  );
  await refused('a stroop more', 'tx_failed', ['op_under_dest_min'], () =>
    send(alice, [Op.pathPaymentStrictSend({ sendAsset: XLM, sendAmount: '100', ...self, destAsset: USDC, destMin: '24.9375001' })]),
  );
  await refused('no line for it', 'tx_failed', ['op_no_trust'], () =>
    send(alice, [Op.pathPaymentStrictSend({ sendAsset: XLM, sendAmount: '1', ...self, destAsset: EURC, destMin: '0.1' })]),
  );
  await refused('no market', 'tx_failed', ['op_too_few_offers'], async () => {
    const none = new Asset('NONE', bob.publicKey());
    await send(alice, [Op.changeTrust({ asset: none })]);
    return send(alice, [Op.pathPaymentStrictSend({ sendAsset: XLM, sendAmount: '1', ...self, destAsset: none, destMin: '0.1' })]);
  });
  await refused('with the market itself', 'tx_failed', ['op_cross_self'], () =>
    send(role('swap'), [Op.pathPaymentStrictSend({ sendAsset: XLM, sendAmount: '1', destination: role('swap').publicKey(), destAsset: USDC, destMin: '0.1' })]),
  );
  await send(bob, [Op.changeTrust({ asset: EURC })]);
  const around = await client.strictSendPaths(USDC, '10', bob.publicKey()).call();
  const to = around.records.filter((r) => r.destination_asset_code === 'EURC');
  same('ways', to.map((r) => r.path.length).join(), '0,1');
  c.ok('by way of XLM it costs more', +to[0].destination_amount > +to[1].destination_amount);
  await send(alice, [Op.pathPaymentStrictSend({ sendAsset: USDC, sendAmount: '10', destination: bob.publicKey(), destAsset: EURC, destMin: to[1].destination_amount, path: [XLM] })]);
  same('to another', await balanceOf(bob, EURC), to[1].destination_amount);
}

async function claims() {
  const soon = String(Math.floor(Date.now() / 1000) + 3600);
  const tx = await make(alice, [
    Op.createClaimableBalance({ asset: USDC, amount: '3', claimants: [new S.Claimant(carol.publicKey())] }),
    Op.createClaimableBalance({
      asset: XLM,
      amount: '2',
      claimants: [
        new S.Claimant(carol.publicKey(), S.Claimant.predicateNot(S.Claimant.predicateBeforeAbsoluteTime(soon))),
        new S.Claimant(bob.publicKey(), S.Claimant.predicateBeforeRelativeTime('3600')),
      ],
    }),
  ], { fee: '100' });
  const ids = [0, 1].map((i) => tx.getClaimableBalanceId(i));
  await client.submitTransaction(tx);
  same('reserves', (await client.loadAccount(alice.publicKey())).num_sponsoring, 3);
  const list = await client.claimableBalances().claimant(carol.publicKey()).call();
  same('ids', list.records.map((r) => r.id).join(), ids.join());
  same('asset', list.records[0].asset, `USDC:${USDC.getIssuer()}`);
  c.ok('times are absolute', list.records[1].claimants[1].predicate.abs_before_epoch !== undefined, JSON.stringify(list.records[1].claimants));
  same('of that asset', (await client.claimableBalances().claimant(carol.publicKey()).asset(USDC).call()).records.length, 1);
  const [first, second] = ids;
  const claim = (balanceId) => Op.claimClaimableBalance({ balanceId });
  await refused('without a line', 'tx_failed', ['op_no_trust'], () => send(carol, [claim(first)]));
  await refused('not his', 'tx_failed', ['op_cannot_claim'], () => send(bob, [claim(first)]));
  await refused('too early', 'tx_failed', ['op_cannot_claim'], () => send(carol, [claim(second)]));
  await send(carol, [Op.changeTrust({ asset: USDC }), claim(first)], { fee: '100' });
  same('claimed', await balanceOf(carol, USDC), '3.0000000');
  await send(bob, [claim(second)]);
  await refused('once', 'tx_failed', ['op_does_not_exist'], () => send(bob, [claim(second)]));
  same('reserves are back', (await client.loadAccount(alice.publicKey())).num_sponsoring, 0);
  same('nothing left', (await client.claimableBalances().claimant(carol.publicKey()).call()).records.length, 0);
}

async function merging() {
  await fund(dave, 'XLM', '500000000');
  await refused('to nobody', 'tx_failed', ['op_no_account'], () => send(dave, [Op.accountMerge({ destination: eve.publicKey() })]));
  await refused('with a line', 'tx_failed', ['op_has_sub_entries'], () => send(carol, [Op.accountMerge({ destination: bob.publicKey() })]));
  const before = await balanceOf(bob);
  await send(dave, [Op.accountMerge({ destination: bob.publicKey() })]);
  same('merged', minus(await balanceOf(bob), before), '499999800');
  const gone = await client.loadAccount(dave.publicKey()).catch((e) => e.response.status);
  same('gone', gone, 404);
}

async function signers() {
  await fund(dave, 'XLM', '500000000');
  const set = (key, weight, threshold) => control('signer', { account: dave.publicKey(), key: key.publicKey(), weight, threshold });
  await set(bob, 1, 2);
  const account = await client.loadAccount(dave.publicKey());
  same('signers', account.signers.length, 2);
  await refused('one is too little', 'tx_bad_auth', null, () => send(dave, [pay(bob, '1')]));
  same('two are enough', (await send(dave, [pay(bob, '1')], { sign: [dave, bob] })).successful, true);
  await set(dave, 0, 1);
  await refused('the master key counts no more', 'tx_bad_auth', null, () => send(dave, [pay(bob, '1')]));
  same('the other one does', (await send(dave, [pay(bob, '1')], { sign: [bob] })).successful, true);
}

async function pages() {
  const all = [];
  let page = await client.payments().forAccount(bob.publicKey()).limit(3).call();
  while (page.records.length) {
    all.push(...page.records);
    page = await page.next();
  }
  c.ok('pages', all.length > 10 && new Set(all.map((r) => r.id)).size === all.length, String(all.length));
  c.ok('in order', all.every((r, i) => i === 0 || BigInt(r.paging_token) > BigInt(all[i - 1].paging_token)));
  c.ok('only payments of his', all.every((r) => [r.from, r.to, r.account, r.funder, r.into].includes(bob.publicKey())));
  const back = [];
  page = await client.payments().forAccount(bob.publicKey()).order('desc').limit(4).call();
  while (page.records.length) {
    back.push(...page.records);
    page = await page.next();
  }
  same('and backwards', back.map((r) => r.id).reverse().join(), all.map((r) => r.id).join());
  const joined = await client.payments().forAccount(bob.publicKey()).join('transactions').limit(1).call();
  same('joined', joined.records[0].transaction_attr?.hash ?? joined.records[0].transaction.hash, joined.records[0].transaction_hash);
  const txs = [];
  page = await client.transactions().forAccount(bob.publicKey()).limit(5).call();
  while (page.records.length) {
    txs.push(...page.records);
    page = await page.next();
  }
  const hashes = new Set(txs.map((t) => t.hash));
  c.ok('transactions', hashes.size === txs.length && all.every((p) => hashes.has(p.transaction_hash)), `${txs.length}`);
  const bad = await fetch(`${o.url}/stellar/accounts/${bob.publicKey()}/payments?limit=201`);
  same('limit', bad.status, 400);
}

async function streams() {
  const seen = [];
  let told;
  const next = () => new Promise((done, fail) => ((told = done), setTimeout(() => fail(new Error('no event')), 20000).unref()));
  const close = client.payments().forAccount(bob.publicKey()).cursor('now').stream({
    onmessage: (record) => (seen.push(record), told?.(record)),
    onerror: () => {},
  });
  // until the stream stands, payments are made in vain
  let first = null;
  for (let i = 0; i < 50 && !first; i++) {
    const wait = next();
    await send(alice, [pay(bob, '0.1')]);
    first = await Promise.race([wait, new Promise((done) => setTimeout(done, 200, null))]);
  }
  c.ok('an event', first?.type === 'payment', first?.type);
  let wait = next();
  const paid = await send(alice, [pay(bob, '0.2')]);
  same('the next', (await wait).transaction_hash, paid.hash);
  wait = next();
  await control('end-streams');
  const after = await send(alice, [pay(bob, '0.3')]);
  same('after its end it goes on where it was', (await wait).transaction_hash, after.hash);
  same('nothing twice', new Set(seen.map((r) => r.id)).size, seen.length);
  close();
  const raw = await fetch(`${o.url}/stellar/accounts/${bob.publicKey()}/payments?cursor=0`, { headers: { accept: 'text/event-stream' } });
  c.ok('type', raw.headers.get('content-type').startsWith('text/event-stream'));
  const reader = raw.body.getReader();
  const text = Buffer.from((await reader.read()).value).toString();
  c.ok('hello', text.includes('data: "hello"\n\n'));
  await reader.cancel();
}

async function asynchronous() {
  const tx = await make(alice, [pay(bob, '1')]);
  const post = async (envelope) => {
    const answer = await fetch(o.url + '/stellar/transactions_async', { method: 'POST', body: new URLSearchParams({ tx: envelope }) });
    return { http: answer.status, ...(await answer.json()) };
  };
  const first = await post(tx.toXDR());
  same('pending', [first.http, first.tx_status, first.hash].join(), ['201', 'PENDING', tx.hash().toString('hex')].join());
  const again = await post(tx.toXDR());
  same('again', [again.http, again.tx_status].join(), '400,ERROR');
  same('because', S.xdr.TransactionResult.fromXDR(again.error_result_xdr, 'base64').result().switch().name, 'txBadSeq');
}

async function faults() {
  const path = '/stellar/transactions';
  const before = await balanceOf(bob);
  await control('fail', { kind: 'http-504', path, after: true });
  const tx = await make(alice, [pay(bob, '1')]);
  const lost = await client.submitTransaction(tx).catch((e) => e.response?.status);
  same('504', lost, 504);
  same('and yet it was done', minus(await balanceOf(bob), before), '10000000');
  same('as the hash says', (await client.transactions().transaction(tx.hash().toString('hex')).call()).successful, true);
  await control('fail', { kind: 'http-504', path });
  const never = await make(alice, [pay(bob, '1')]);
  same('504', await client.submitTransaction(never).catch((e) => e.response?.status), 504);
  same('and it was not', await client.transactions().transaction(never.hash().toString('hex')).call().catch((e) => e.response.status), 404);
  await control('fail', { kind: 'http-503', path: '/stellar/fee_stats' });
  same('503', await client.feeStats().catch((e) => e.response?.status), 503);
  const account = `/stellar/accounts/${alice.publicKey()}`;
  const number = BigInt((await client.loadAccount(alice.publicKey())).sequenceNumber());
  await control('fail', { kind: 'lie-nonce', path: account });
  same('lies about the number', BigInt((await client.loadAccount(alice.publicKey())).sequenceNumber()), number + 5n);
  const honest = await balanceOf(alice);
  await control('fail', { kind: 'lie-balance', path: account });
  c.ok('lies about the balance', +(await balanceOf(alice)) > 9 * +honest);
  same('and is honest again', await balanceOf(alice), honest);
  const list = `/accounts/${bob.publicKey()}/payments?order=desc&limit=1`;
  const right = (await get(list))._embedded.records[0];
  await control('fail', { kind: 'wrong-data', path: '/stellar/accounts' });
  const wrong = (await get(list))._embedded.records[0];
  c.ok('other amounts', wrong.amount !== right.amount, wrong.amount);
}

async function reset() {
  const old = (await client.ledgers().order('desc').limit(1).call()).records[0].sequence;
  await control('reset');
  const now = (await client.ledgers().order('desc').limit(1).call()).records[0].sequence;
  c.ok('a new beginning comes later', now > old, `${now} ${old}`);
  same('without accounts', await client.loadAccount(alice.publicKey()).catch((e) => e.response.status), 404);
  await client.friendbot(alice.publicKey()).call();
  same('but with the faucet', await balanceOf(alice), '10000.0000000');
}

for (const part of [basics, payments, refusals, tokens, paths, claims, merging, signers, pages, streams, asynchronous, faults, reset]) await part();
process.exitCode = c.end();
