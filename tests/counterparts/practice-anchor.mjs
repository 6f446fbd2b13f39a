// Independent clients on the practice anchor: the TypeScript wallet SDK (SEP-1, 10, 12, 38, 6, 24), stellar-sdk for
// payments, and plain requests for what the official conformance suite expects of a server.
// usage: node practice-anchor.mjs --url http://127.0.0.1:PORT   (IMW_TESTBED_MODULES names the folder of node_modules)
//        The server runs with --no-auto-mine --passphrase "Test SDF Network ; September 2015" --web-auth-domain localhost
// SPDX-License-Identifier: GPL-3.0-or-later
import { checker, load, need, options, sleep } from './lib.mjs';

const o = options({ url: '' });
const { Wallet, StellarConfiguration, ApplicationConfiguration, SigningKeypair } = need('@stellar/typescript-wallet-sdk');
const S = await load('@stellar/stellar-sdk');
const c = checker();
const url = o.url.replace('127.0.0.1', 'localhost');
const home = new URL(url).host;
const base = url + '/anchor';
const PASSPHRASE = S.Networks.TESTNET;
const wallet = new Wallet({
  stellarConfiguration: StellarConfiguration.TestNet(),
  applicationConfiguration: new ApplicationConfiguration(),
});
const anchor = wallet.anchor({ homeDomain: home, allowHttp: true });
const same = (name, got, wanted) => c.ok(name, got === wanted, got === wanted ? '' : `${got} instead of ${wanted}`);
const step = async (name, work, good = (r) => !!r) => {
  try {
    const r = await work();
    c.ok(name, good(r), good(r) ? '' : JSON.stringify(r)?.slice(0, 200));
    return r;
  } catch (e) {
    c.ok(name, false, e.message + ' ' + JSON.stringify(e.response?.data ?? ''));
  }
};
async function ask(method, path, { token, body, query } = {}) {
  const q = query ? '?' + new URLSearchParams(query) : '';
  const answer = await fetch(base + path + q, {
    method,
    headers: {
      ...(token ? { authorization: 'Bearer ' + token } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await answer.text();
  let data = text;
  try {
    data = JSON.parse(text);
  } catch {}
  return { status: answer.status, data, headers: answer.headers };
}
async function control(action, body) {
  const answer = await fetch(`${url}/practice/${action}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
  return answer.json();
}
const usdc = () => info.assets[0].asset.split(':').slice(1).join(':');
// a price times an amount, exactly: rounded to the digits of what is sold, it is what is sold
const scaled = (text) => {
  const [w, f = ''] = text.split('.');
  return [BigInt(w + f), f.length];
};
function product(a, b, decimals) {
  const [x, m] = scaled(a);
  const [y, n] = scaled(b);
  const d = 10n ** BigInt(m + n - decimals);
  return (x * y * 2n + d) / (d * 2n);
}
const units = (text, decimals) => product(text, '1.' + '0'.repeat(decimals), decimals);
function addsUp(q, decimals) {
  const parts = q.fee.details.reduce((sum, d) => sum + units(d.amount, 7), 0n);
  return (
    parts === units(q.fee.total, 7) &&
    product(q.total_price, q.buy_amount, decimals) === units(q.sell_amount, decimals) &&
    product(q.price, q.buy_amount, decimals) === units(q.sell_amount, decimals) - units(q.fee.total, decimals)
  );
}

// ---- an account with money --------------------------------------------------------------------------------------
const pair = S.Keypair.random();
const key = SigningKeypair.fromSecret(pair.secret());
const horizon = new S.Horizon.Server(url + '/stellar', { allowHttp: true });
async function submit(...operations) {
  let memo = S.Memo.none();
  if (operations[0] instanceof S.Memo) memo = operations.shift();
  const account = await horizon.loadAccount(pair.publicKey());
  const b = new S.TransactionBuilder(account, { fee: '1000', networkPassphrase: PASSPHRASE, memo }).setTimeout(120);
  operations.forEach((op) => b.addOperation(op));
  const tx = b.build();
  tx.sign(pair);
  return horizon.submitTransaction(tx);
}
const asset = () => new S.Asset('USDC', usdc().split(':')[1]);
const pay = (t, amount = t.amount_in) =>
  submit(
    S.Memo.id(t.withdraw_memo ?? t.stellar_memo),
    S.Operation.payment({ destination: t.withdraw_anchor_account ?? t.stellar_account_id, asset: asset(), amount }),
  );
const balance = async () =>
  (await horizon.loadAccount(pair.publicKey())).balances.find((b) => b.asset_code === 'USDC')?.balance;

// ---- SEP-1 --------------------------------------------------------------------------------------------------------
const toml = await fetch(url + '/.well-known/stellar.toml');
const tomlText = await toml.text();
c.ok('SEP-1: plain text, any origin', toml.headers.get('access-control-allow-origin') === '*' && /text\/plain/.test(toml.headers.get('content-type')));
c.ok('SEP-1: small, with [DOCUMENTATION] and [[CURRENCIES]]', tomlText.length < 100000 && /\[DOCUMENTATION\]/.test(tomlText) && /\[\[CURRENCIES\]\]/.test(tomlText));
c.ok('SEP-1: no address ends in a slash', [...tomlText.matchAll(/="(http[^"]*)"/g)].every((m) => !m[1].endsWith('/')));
await step('SEP-1 read by the SDK', async () => (await anchor.sep1()).webAuthEndpoint, (r) => r === base + '/auth');

// ---- SEP-10 -------------------------------------------------------------------------------------------------------
const login = async () => (await anchor.sep10()).authenticate({ accountKp: key });
await step('SEP-10: an account that is not on the ledger', login);
await control('fund', { chain: 'stellar', address: pair.publicKey(), asset: 'XLM', amount: '1000000000' });
const token = await step('SEP-10: an account on the ledger', login);
const jwt = token.token;
const claims = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
c.ok('SEP-10: claims', claims.sub === pair.publicKey() && claims.exp - claims.iat === 3600 && claims.iss === base + '/auth' && !!claims.jti);
const challenge = async (query = { account: pair.publicKey() }) => (await ask('GET', '/auth', { query })).data;
const sign = (xdr, ...keys) => {
  const tx = S.TransactionBuilder.fromXDR(xdr, PASSPHRASE);
  keys.forEach((k) => tx.sign(k));
  return tx.toXDR();
};
const post = async (transaction) => (await ask('POST', '/auth', { body: { transaction } })).status;
const one = await challenge();
const parsed = S.WebAuth.readChallengeTx(one.transaction, /SIGNING_KEY="(\w+)"/.exec(tomlText)[1], PASSPHRASE, home, 'localhost');
same('SEP-10: the challenge is one for the SDK', parsed.clientAccountID, pair.publicKey());
const signed = sign(one.transaction, pair);
same('SEP-10: a signed challenge is taken', await post(signed), 200);
same('SEP-10: but once', await post(signed), 400);
same('SEP-10: not without the client', await post((await challenge()).transaction), 400);
same('SEP-10: not with a stranger', await post(sign((await challenge()).transaction, S.Keypair.random())), 400);
same('SEP-10: not with a stranger beside the client', await post(sign((await challenge()).transaction, pair, S.Keypair.random())), 400);
same('SEP-10: not with the client twice', await post(sign((await challenge()).transaction, pair, pair)), 400);
same('SEP-10: not without a transaction', await post(undefined), 400);
same('SEP-10: not garbage', await post('AAAA'), 400);
same('SEP-10: no account, no challenge', (await ask('GET', '/auth')).status, 400);
same('SEP-10: a bad account, no challenge', (await ask('GET', '/auth', { query: { account: 'GABC' } })).status, 400);
same('SEP-10: another home domain', (await ask('GET', '/auth', { query: { account: pair.publicKey(), home_domain: 'x.org' } })).status, 400);
const other = S.Keypair.random();
same('SEP-10: not a challenge of another account', await post(sign((await challenge({ account: other.publicKey() })).transaction, pair)), 400);
const memoLogin = await ask('POST', '/auth', { body: { transaction: sign((await challenge({ account: pair.publicKey(), memo: '7' })).transaction, pair) } });
c.ok('SEP-10: a memo is in the token', JSON.parse(Buffer.from(memoLogin.data.token.split('.')[1], 'base64url')).sub === pair.publicKey() + ':7');
const muxed = S.encodeMuxedAccountToAddress(S.encodeMuxedAccount(pair.publicKey(), '9'));
c.ok('SEP-10: a muxed account', (await challenge({ account: muxed })).transaction);
same('SEP-10: a muxed account with a memo is refused', (await ask('GET', '/auth', { query: { account: muxed, memo: '1' } })).status, 400);
same('SEP-10: OPTIONS', (await ask('OPTIONS', '/auth')).status, 204);

// ---- SEP-12 -------------------------------------------------------------------------------------------------------
const kyc = await anchor.sep12(token);
const customer = (query, t = jwt) => ask('GET', '/kyc/customer', { token: t, query });
same('SEP-12: not without a login', (await ask('GET', '/kyc/customer')).status, 403);
const unknown = (await customer({ type: 'sep6' })).data;
c.ok('SEP-12: somebody new has no id', unknown.status === 'NEEDS_INFO' && !('id' in unknown) && !!unknown.fields.first_name);
await step('SEP-12 PUT by the SDK', () => kyc.add({ sep9Info: { first_name: 'A', last_name: 'B', email_address: 'a@b.example' } }));
await step('SEP-12 GET by the SDK', () => kyc.getCustomer({ type: 'sep6' }), (r) => r.status === 'ACCEPTED');
const known = (await customer()).data;
const put = (body, t = jwt) => ask('PUT', '/kyc/customer', { token: t, body });
const again = await put({ id: known.id, first_name: 'C' });
c.ok('SEP-12: again, the same id', again.status === 202 && again.data.id === known.id);
const second = await put({ memo: '5', first_name: 'D' });
c.ok('SEP-12: another memo, another person', second.data.id !== known.id);
same('SEP-12: an unknown id', (await customer({ id: 'nobody' })).status, 404);
same("SEP-12: a transaction's customer wants a type", (await customer({ transaction_id: 'x' })).status, 404);
await put({ id: known.id, mobile_number: '+14155550100', email_address: 'verify@b.example' });
let now = (await customer()).data;
const codes = ['mobile_number', 'email_address'].every((f) => now.provided_fields[f].status === 'VERIFICATION_REQUIRED');
c.ok('SEP-12: phone and e-mail wait for their codes', now.status === 'NEEDS_INFO' && codes);
same('SEP-12: a wrong code', (await put({ id: known.id, mobile_number_verification: '000000' })).status, 400);
await put({ id: known.id, mobile_number_verification: '123456' });
same('SEP-12: one code is not two', (await customer()).data.status, 'NEEDS_INFO');
await put({ id: known.id, email_address_verification: '123456' });
same('SEP-12: both codes', (await customer()).data.status, 'ACCEPTED');
same('SEP-12: a bad e-mail address', (await put({ id: known.id, email_address: 'nowhere' })).status, 400);
await put({ id: known.id, last_name: 'Reject' });
c.ok('SEP-12: rejected, and why', (now = (await customer()).data).status === 'REJECTED' && !!now.message);
await put({ id: known.id, last_name: 'Review' });
same('SEP-12: looked at', (await customer()).data.status, 'PROCESSING');
await put({ id: known.id, last_name: 'B' });
same('SEP-12: accepted again', (await customer()).data.status, 'ACCEPTED');
const form = new FormData();
form.set('id', known.id);
form.set('city', 'Bonn');
form.set('photo_id_front', new Blob([new Uint8Array([0xff, 0xd8, 0, 13, 10, 13, 10])]), 'id.jpg');
const multipart = await fetch(base + '/kyc/customer', { method: 'PUT', headers: { authorization: 'Bearer ' + jwt }, body: form });
now = (await customer()).data;
c.ok('SEP-12: multipart with a file', multipart.status === 202 && now.provided_fields.city && now.provided_fields.photo_id_front?.type === 'binary');
const fileForm = new FormData();
fileForm.set('file', new Blob(['12345']), 'x.pdf');
const file = await (await fetch(base + '/kyc/customer/files', { method: 'POST', headers: { authorization: 'Bearer ' + jwt }, body: fileForm })).json();
c.ok('SEP-12: a file by itself', file.size === 5 && (await ask('GET', '/kyc/customer/files', { token: jwt, query: { file_id: file.file_id } })).data.files.length === 1);
same('SEP-12: nobody erases others', (await ask('DELETE', '/kyc/customer/' + other.publicKey(), { token: jwt })).status, 401);

// ---- SEP-38 -------------------------------------------------------------------------------------------------------
const q = await anchor.sep38(token);
const info = await step('SEP-38 info', () => q.info());
const [sell, buy] = info.assets.map((a) => a.asset);
const countries = new Set(info.assets.flatMap((a) => a.country_codes ?? []));
c.ok('SEP-38: the corridors', ['CN', 'HK', 'US', 'MX', 'BR', 'DE', 'GB', 'IN', 'PH', 'NG', 'KE', 'VN'].every((x) => countries.has(x)));
await step('SEP-38 prices', () => q.prices({ sellAsset: sell, sellAmount: '100' }), (r) => r.buy_assets.length >= 12);
await step('SEP-38 price', () => q.price({ sellAsset: sell, buyAsset: buy, sellAmount: '100', context: 'sep6' }));
const ways = [['bank_account', 'MX'], ['cash', 'MX']];
for (const a of info.assets.filter((x) => x.asset.startsWith('iso4217:')))
  for (const country of a.country_codes) for (const m of a.buy_delivery_methods) ways.push([m.name, country, a.asset]);
let bad = [];
let counted = 0;
const price = (query) => ask('GET', '/sep38/price', { query: { context: 'sep6', ...query } });
for (const [m, country, fiat = buy] of ways)
  for (const amount of [{ sell_amount: '100' }, { sell_amount: '1234.5678901' }, { sell_amount: '37.11' }, { buy_amount: '40000' }]) {
    const r = await price({ sell_asset: sell, buy_asset: fiat, buy_delivery_method: m, country_code: country, ...amount });
    if (r.status === 400) continue; // not in that country, or out of bounds
    counted++;
    const given = Object.entries(amount)[0];
    if (r.status !== 200 || !addsUp(r.data, 7) || r.data[given[0]] !== given[1]) bad.push([m, country, amount, r.data]);
  }
c.ok(`SEP-38: numbers add up, paying out (${counted})`, counted > 60 && !bad.length, JSON.stringify(bad[0] ?? ''));
bad = [];
counted = 0;
for (const a of info.assets.filter((x) => x.asset.startsWith('iso4217:')))
  for (const m of a.sell_delivery_methods)
    for (const amount of [{ sell_amount: '1000' }, { buy_amount: '50' }, { sell_amount: '2500' }]) {
      const r = await price({ sell_asset: a.asset, buy_asset: sell, sell_delivery_method: m.name, ...amount });
      if (r.status === 400) continue;
      counted++;
      if (r.status !== 200 || !addsUp(r.data, 7)) bad.push([a.asset, m.name, amount, r.data]);
    }
c.ok(`SEP-38: numbers add up, paying in (${counted})`, counted > 60 && !bad.length, JSON.stringify(bad[0] ?? ''));
const fee = async (m) => (await price({ sell_asset: buy, buy_asset: sell, sell_delivery_method: m, sell_amount: '5000' })).data.fee.total;
c.ok('SEP-38: a bank costs less than a card', Number(await fee('bank_account')) * 5 < Number(await fee('card')));
const hundred = (await price({ sell_asset: sell, buy_asset: buy, sell_amount: '100', buy_delivery_method: 'bank_account' })).data;
same('SEP-38: 100 USDC to a bank cost 1.00', hundred.fee.total, '1.00');
const quoteBody = { sell_asset: sell, buy_asset: buy, sell_amount: '100', context: 'sep6', buy_delivery_method: 'bank_account', country_code: 'MX' };
const firm = (extra = {}) => ask('POST', '/sep38/quote', { token: jwt, body: { ...quoteBody, ...extra } });
same('SEP-38: both amounts', (await firm({ buy_amount: '1' })).status, 400);
same('SEP-38: no amount', (await firm({ sell_amount: undefined })).status, 400);
same('SEP-38: no context', (await firm({ context: undefined })).status, 400);
same('SEP-38: two currencies', (await firm({ sell_asset: 'iso4217:USD' })).status, 400);
same('SEP-38: nonsense', (await firm({ sell_amount: '1e3' })).status, 400);
same('SEP-38: a quote for a thousand years', (await firm({ expire_after: '9999-01-01T00:00:00Z' })).status, 400);
same('SEP-38: a quote in the past', (await firm({ expire_after: '2020-01-01T00:00:00Z' })).status, 400);
const noAuth = await ask('POST', '/sep38/quote', { body: quoteBody });
c.ok('SEP-38: no quote without a login', noAuth.status === 403 && !!noAuth.data.error);
const quote = await step('SEP-38 quote by the SDK', () => q.requestQuote(quoteBody), (r) => addsUp(r, 7) && r.sell_amount === '100');
await step('SEP-38 quote again', () => q.getQuote(quote.id), (r) => r.id === quote.id);
same('SEP-38: an unknown quote', (await ask('GET', '/sep38/quote/x', { token: jwt })).status, 404);
same('SEP-38: 201', (await firm()).status, 201);
await control('fail', { kind: 'anchor-lie', count: 1 });
c.ok('SEP-38: a lie is one', !addsUp((await firm()).data, 7));
c.ok('SEP-38: and then the truth again', addsUp((await firm()).data, 7));

// ---- SEP-6 --------------------------------------------------------------------------------------------------------
const s6 = anchor.sep6();
const info6 = await step('SEP-6 info', () => s6.info(), (r) => r.withdraw.USDC.enabled && Object.keys(r.withdraw.USDC.types).length > 0);
same('SEP-6: not without a login', (await ask('GET', '/sep6/deposit', { query: { asset_code: 'USDC', account: pair.publicKey() } })).status, 403);
for (const action of ['deposit', 'withdraw']) {
  same(`SEP-6 ${action}: no asset`, (await ask('GET', '/sep6/' + action, { token: jwt, query: { account: pair.publicKey(), type: 'bank_account' } })).status, 400);
  same(`SEP-6 ${action}: an unknown asset`, (await ask('GET', '/sep6/' + action, { token: jwt, query: { asset_code: 'FAKE', account: pair.publicKey(), type: 'bank_account' } })).status, 400);
}
same('SEP-6: an unknown transaction', (await ask('GET', '/sep6/transaction', { token: jwt, query: { id: 'x' } })).status, 404);
same('SEP-6: transactions of an unknown asset', (await ask('GET', '/sep6/transactions', { token: jwt, query: { asset_code: 'FAKE' } })).status, 400);
await step('SEP-6: opens the trustline', () => submit(S.Operation.changeTrust({ asset: asset() })));
await control('fund', { chain: 'stellar', address: pair.publicKey(), asset: 'USDC', amount: '100000000000' });
const params = { source_asset: 'USDC', destination_asset: buy, amount: '100', quote_id: quote.id, type: 'bank_account', funding_method: 'bank_account' };
const made = await step('SEP-6 withdraw-exchange by the SDK', () => s6.withdrawExchange({ authToken: token, params }));
const state = async (id, sep = 'sep6') => (await ask('GET', `/${sep}/transaction`, { token: jwt, query: { id } })).data.transaction;
await step('SEP-6 transaction asks for details', () => s6.getTransactionBy({ authToken: token, id: made.id }), (r) => JSON.stringify(r).includes('pending_customer_info_update'));
const wanted = (await customer({ transaction_id: made.id, type: 'sep6' })).data;
c.ok('SEP-12: fields of the payee', wanted.status === 'NEEDS_INFO' && Object.keys(wanted.fields).sort().join() === 'clabe_number,recipient_first_name,recipient_last_name');
const payee = { recipient_first_name: 'Ana', recipient_last_name: 'Lopez', clabe_number: '646180111803859359' };
same('SEP-12: a CLABE of 17 digits', (await put({ transaction_id: made.id, type: 'sep6', clabe_number: '64618011180385935' })).status, 400);
await put({ transaction_id: made.id, type: 'sep6', ...payee });
let t = await state(made.id);
c.ok('SEP-6: waits for the payment', t.status === 'pending_user_transfer_start' && t.withdraw_memo_type === 'id');
c.ok('SEP-6: amounts are those of the quote', t.amount_in === '100' && t.amount_out === quote.buy_amount);
same('SEP-6: as long as the quote is good', t.user_action_required_by, quote.expires_at);
c.ok('SEP-6: a quote is used once', (await ask('GET', '/sep6/withdraw-exchange', { token: jwt, query: params })).status === 400);
await step('a payment on the ledger', () => pay(t));
t = await state(made.id);
c.ok('SEP-6: the payment is seen', t.status === 'pending_anchor' && t.stellar_transaction_id?.length === 64, JSON.stringify(t));
await step('SEP-6 list', () => s6.getTransactionsForAsset({ authToken: token, assetCode: 'USDC' }), (r) => r.length === 1);
await step('the page of a transaction', async () => (await fetch(t.more_info_url)).status, (r) => r === 200);
const before = await balance();
await submit(S.Memo.id('4'), S.Operation.payment({ destination: t.withdraw_anchor_account, asset: asset(), amount: '3' }));
async function until(what, work, good) {
  for (let i = 0; i < 300; i++) {
    const r = await work();
    if (good(r)) return c.ok(what, true);
    await sleep(100);
  }
  return c.ok(what, false);
}
const depositQuery = { source_asset: buy, destination_asset: 'USDC', amount: '2000', account: pair.publicKey() };
const dep = await ask('GET', '/sep6/deposit-exchange', {
  token: jwt,
  query: { ...depositQuery, funding_method: 'bank_account', type: 'bank_account' },
});
c.ok('SEP-6 deposit', dep.status === 200 && !!dep.data.how && !!dep.data.id, JSON.stringify(dep.data));
t = await state(dep.data.id);
c.ok('SEP-6 deposit: how to pay', t.status === 'pending_user_transfer_start' && !!t.instructions.external_transfer_memo.value);
await control('anchor-pay', { id: dep.data.id });
await until('SEP-6 deposit is paid on the ledger', () => state(dep.data.id), (x) => x.status === 'completed');
t = await state(dep.data.id);
const paid = await horizon.transactions().transaction(t.stellar_transaction_id).call();
c.ok('its transaction is there', paid.successful);
await until('SEP-6 withdrawal is delivered', () => state(made.id), (x) => x.status === 'completed' && x.external_transaction_id?.startsWith('PR-'));
c.ok('a payment without an order came back', Number(await balance()) === Number(before) + Number(t.amount_out), `${before} + ${t.amount_out} = ${await balance()}`);

// ---- SEP-24 -------------------------------------------------------------------------------------------------------
const s24 = anchor.sep24();
await step('SEP-24 info', () => s24.getServicesInfo(), (r) => JSON.stringify(r).includes('USDC'));
const hosted = await step('SEP-24 deposit', () => s24.deposit({ assetCode: 'USDC', authToken: token }));
await step('SEP-24 transaction', () => s24.getTransactionBy({ authToken: token, id: hosted.id }), (r) => r.status === 'incomplete');
const taken = await step('SEP-24 withdraw', () => s24.withdraw({ assetCode: 'USDC', authToken: token }));
t = await state(taken.id, 'sep24');
c.ok('SEP-24: from, and an address that answers', typeof t.from === 'string' && (await fetch(t.more_info_url)).status === 200);
same('SEP-24: not without a login', (await ask('POST', '/sep24/transactions/deposit/interactive', { body: { asset_code: 'USDC' } })).status, 403);
same('SEP-24: an unknown asset', (await ask('POST', '/sep24/transactions/deposit/interactive', { token: jwt, body: { asset_code: 'FAKE' } })).status, 400);
const list24 = (await ask('GET', '/sep24/transactions', { token: jwt, query: { asset_code: 'USDC' } })).data.transactions;
c.ok('SEP-24: only its own transactions', list24.length === 2 && list24.every((x) => [hosted.id, taken.id].includes(x.id)));
const page = await (await fetch(hosted.url)).text();
c.ok('SEP-24: a form without a script', /<form method="post"/.test(page) && !/<script/.test(page) && /ALIPAY/.test(page) && /paypal/.test(page));
c.ok('SEP-24: in Chinese, too', /支付宝/.test(await (await fetch(hosted.url.replace('lang=en', 'lang=zh'))).text()));
const hiddenToken = new URL(hosted.url).searchParams.get('token');
const fill = (id, fields) => fetch(`${base}/tx/${id}`, { method: 'POST', body: new URLSearchParams(fields) }).then((r) => r.text());
const person = { first_name: 'A', last_name: 'B', email_address: 'a@b.example' };
c.ok('SEP-24: what is wrong is said on the page', /role="alert"/.test(await fill(hosted.id, { token: hiddenToken, country_code: 'CN', funding_method: 'cash', amount: '500', ...person })));
c.ok('SEP-24: a stranger fills in nothing', !/Simulate/.test(await fill(hosted.id, { token: 'x', country_code: 'CN', funding_method: 'ALIPAY', amount: '500', ...person })));
const filled = await fill(hosted.id, { token: hiddenToken, country_code: 'CN', funding_method: 'ALIPAY', amount: '500', ...person });
c.ok('SEP-24: the form is taken', /Simulate my payment/.test(filled));
t = await state(hosted.id, 'sep24');
c.ok('SEP-24: waits for the payment', t.status === 'pending_user_transfer_start' && t.amount_in === '500.00' && t.fee_details.breakdown.length > 0, JSON.stringify(t));
await fill(hosted.id, { act: 'pay' });
await until('SEP-24 deposit is paid', () => state(hosted.id, 'sep24'), (x) => x.status === 'completed');
await fill(taken.id, { token: new URL(taken.url).searchParams.get('token'), country_code: 'US', funding_method: 'paypal', amount: '20', payee_account: 'a@b.example', ...person });
t = await state(taken.id, 'sep24');
await step('SEP-24 withdrawal: the payment', () => pay(t));
await until('SEP-24 withdrawal is delivered', () => state(taken.id, 'sep24'), (x) => x.status === 'completed');

// ---- SEP-31 -------------------------------------------------------------------------------------------------------
const info31 = (await ask('GET', '/sep31/info')).data;
c.ok('SEP-31 info', info31.receive.USDC.enabled && info31.receive.USDC.quotes_supported && info31.receive.USDC.funding_methods.includes('SEPA'));
const sender = (await put({ type: 'sep31-sender', memo: '11', ...person })).data.id;
const receiver = (await put({ type: 'sep31-receiver', memo: '12', first_name: 'Eva', last_name: 'Braun' })).data.id;
const send = (body) => ask('POST', '/sep31/transactions', { token: jwt, body: { amount: 50, asset_code: 'USDC', funding_method: 'SEPA', sender_id: sender, receiver_id: receiver, ...body } });
same('SEP-31: not without a login', (await ask('POST', '/sep31/transactions', { body: {} })).status, 403);
c.ok('SEP-31: nobody sends', (await send({ sender_id: undefined })).data.error === 'customer_info_needed');
same('SEP-31: an unknown asset', (await send({ asset_code: 'FAKE' })).status, 400);
same('SEP-31: no amount', (await send({ amount: undefined })).status, 400);
const plain = await send({});
c.ok('SEP-31: created', plain.status === 201 && !!plain.data.id && plain.data.stellar_memo_type === 'id', JSON.stringify(plain.data));
const see = async (id) => (await ask('GET', '/sep31/transactions/' + id, { token: jwt })).data.transaction;
same('SEP-31: an unknown transaction', (await ask('GET', '/sep31/transactions/x', { token: jwt })).status, 404);
same('SEP-31: waits for the payment', (await see(plain.data.id)).status, 'pending_sender');
const body31 = { sell_asset: sell, buy_asset: 'iso4217:EUR', sell_amount: '50', context: 'sep31', country_code: 'DE' };
const quote31 = (await ask('POST', '/sep38/quote', { token: jwt, body: { ...body31, buy_delivery_method: 'SEPA' } })).data;
const sent = (await send({ quote_id: quote31.id, destination_asset: 'iso4217:EUR' })).data;
same('SEP-31: the bank of the receiver is asked for', (await see(sent.id)).status, 'pending_customer_info_update');
const asked = (await customer({ transaction_id: sent.id, type: 'sep31-receiver' })).data;
c.ok('SEP-31: as a field of the receiver', asked.id === receiver && Object.keys(asked.fields).join() === 'bank_account_number', JSON.stringify(asked));
await put({ id: receiver, transaction_id: sent.id, type: 'sep31-receiver', bank_account_number: 'DE89370400440532013000' });
t = await see(sent.id);
same('SEP-31: then the payment', t.status, 'pending_sender');
same('SEP-31: what is sent', t.amount_in, quote31.sell_amount);
same('SEP-31: what arrives', t.amount_out, quote31.buy_amount);
same('SEP-31: what it costs', t.fee_details.total, quote31.fee.total);
await step('SEP-31: the payment', () => pay(t));
await until('SEP-31: delivered', () => see(sent.id), (x) => x.status === 'completed');

// ---- the end ------------------------------------------------------------------------------------------------------
same('SEP-12: erased', (await ask('DELETE', '/kyc/customer/' + pair.publicKey(), { token: jwt })).status, 200);
same('SEP-12: and gone', (await ask('DELETE', '/kyc/customer/' + pair.publicKey(), { token: jwt })).status, 404);
await control('fail', { kind: 'anchor-key-changed', count: 1 });
const keyNow = async () => /SIGNING_KEY="(\w+)"/.exec(await (await fetch(url + '/.well-known/stellar.toml')).text())[1];
c.ok('SEP-1: another signing key, once', (await keyNow()) !== (await keyNow()));
process.exit(c.end());
