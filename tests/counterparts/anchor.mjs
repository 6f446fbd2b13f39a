// A Stellar anchor for tests, on stellar-sdk: SEP-1, 6, 10, 12, 24, 31, 38 with one asset (USDC) and one currency (MXN).
// usage: node anchor.mjs [--port 0] [--horizon URL] [--passphrase "Test SDF Network ; September 2015"] [--web-auth-domain NAME] [--log]
//   --horizon: where accounts and their signers are looked up (horizon-fake.mjs); without it every account counts as
//              not created, so that the master key alone may log in
//   --web-auth-domain: the value in the challenge; default host:port, as the official conformance suite wants it;
//              the TypeScript wallet SDK wants the host name alone
// A withdrawal asks for a CLABE, then waits for the payment. Further states are set by the test, as in
//   POST /test/transactions/ID   {"status":"pending_external","external_transaction_id":"PR-1"}
// Prints one line of JSON when it is ready. Ends by SIGTERM or closed stdin.
// SPDX-License-Identifier: GPL-3.0-or-later
import crypto from 'node:crypto';
import http from 'node:http';
import { isMain, lifeline, listen, load, options, ready } from './lib.mjs';

const S = await load('@stellar/stellar-sdk');
const keyOf = (name) => S.Keypair.fromRawEd25519Seed(crypto.createHash('sha256').update(name).digest());
const CODE = 'USDC';
const ISSUER = keyOf('test anchor issuer');
const SIGNER = keyOf('test anchor');
const RECEIVER = keyOf('test anchor receiver');
const ASSET = `stellar:${CODE}:${ISSUER.publicKey()}`;
const FIAT = 'iso4217:MXN';
const b64 = (o) => Buffer.from(typeof o === 'string' ? o : JSON.stringify(o)).toString('base64url');

class Refused extends Error {
  constructor(status, body) {
    super(JSON.stringify(body));
    Object.assign(this, { status, body });
  }
}
const refuse = (status, body) => {
  throw new Refused(status, typeof body === 'string' ? { error: body } : body);
};

// 100 USDC -> fee 1.00 -> 99 x 18.50 = 1831.50 MXN. Integers only: USDC in stroops, MXN in centavos.
const RATE = 1850n; // centavos for one USDC
const FEE = 10000000n;
const units = (text, decimals) => {
  const m = /^(\d+)(?:\.(\d*))?$/.exec(String(text));
  if (!m || (m[2] ?? '').length > decimals) refuse(400, 'bad amount');
  return BigInt(m[1] + (m[2] ?? '').padEnd(decimals, '0'));
};
const show = (n, decimals) => `${n / 10n ** BigInt(decimals)}.${String(n % 10n ** BigInt(decimals)).padStart(decimals, '0')}`;
const ratio = (a, b) => show((a * 10n ** 10n + b / 2n) / b, 10); // a/b with 10 decimals, rounded
export function price(q) {
  const known = (a) => a === ASSET || a === FIAT;
  if (!known(q.sell_asset) || !known(q.buy_asset) || q.sell_asset === q.buy_asset) refuse(400, 'unsupported pair');
  if (!q.sell_amount === !q.buy_amount) refuse(400, 'give sell_amount or buy_amount');
  if (!q.context) refuse(400, 'context required');
  const out = q.sell_asset === ASSET; // USDC -> MXN; else MXN -> USDC with the fee in MXN
  const [sd, bd] = out ? [7, 2] : [2, 7];
  const fee = out ? FEE : (FEE * RATE) / 10n ** 7n;
  const convert = (n) => (out ? (n * RATE) / 10n ** 7n : (n * 10n ** 7n) / RATE);
  const back = (n) => (out ? (n * 10n ** 7n + RATE - 1n) / RATE : (n * RATE + 10n ** 7n - 1n) / 10n ** 7n);
  const sell = q.sell_amount ? units(q.sell_amount, sd) : back(units(q.buy_amount, bd)) + fee;
  const buy = q.sell_amount ? convert(sell - fee) : units(q.buy_amount, bd);
  if (sell <= fee || buy <= 0n) refuse(400, 'amount too small');
  const scale = (n, d) => n * 10n ** BigInt(7 - d);
  return {
    price: ratio(scale(sell - fee, sd), scale(buy, bd)),
    total_price: ratio(scale(sell, sd), scale(buy, bd)),
    sell_amount: q.sell_amount ? String(q.sell_amount) : show(sell, sd),
    buy_amount: q.buy_amount ? String(q.buy_amount) : show(buy, bd),
    fee: { total: show(fee, sd), asset: q.sell_asset, details: [{ name: 'Service fee', amount: show(fee, sd) }] },
  };
}

function parseBody(type, text) {
  if (type.includes('json')) return JSON.parse(text || '{}');
  if (type.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  const fields = {};
  if (type.includes('multipart'))
    for (const m of text.matchAll(/name="([^"]+)"\r\n(?:[^\r]+\r\n)*\r\n([\s\S]*?)\r\n--/g)) fields[m[1]] = m[2];
  return fields;
}

export async function startAnchor({ port = 0, horizon = '', passphrase = S.Networks.TESTNET, webAuthDomain = '', log = false } = {}) {
  let home, base, wad;
  const secret = crypto.randomBytes(32);
  const customers = new Map();
  const transactions = [];
  const quotes = new Map();
  const usedChallenges = new Set();

  const mac = (s) => crypto.createHmac('sha256', secret).update(s).digest('base64url');
  const jwt = (claims) => {
    const s = b64({ alg: 'HS256', typ: 'JWT' }) + '.' + b64(claims);
    return s + '.' + mac(s);
  };
  const readJwt = (token) => {
    const p = (token ?? '').split('.');
    if (p.length !== 3 || mac(p[0] + '.' + p[1]) !== p[2]) return null;
    const claims = JSON.parse(Buffer.from(p[1], 'base64url'));
    return claims.exp > Date.now() / 1000 ? claims : null;
  };
  const isAccount = (a) => S.StrKey.isValidEd25519PublicKey(a) || S.StrKey.isValidMed25519PublicKey(a);

  async function login(envelope) {
    if (!envelope) refuse(400, 'transaction required');
    try {
      const r = S.WebAuth.readChallengeTx(envelope, SIGNER.publicKey(), passphrase, home, wad);
      const hash = r.tx.hash().toString('hex');
      if (usedChallenges.has(hash)) throw new Error('challenge already used');
      const id = r.clientAccountID.startsWith('M')
        ? S.MuxedAccount.fromAddress(r.clientAccountID, '0').baseAccount().accountId()
        : r.clientAccountID;
      const res = horizon ? await fetch(`${horizon}/accounts/${id}`) : { status: 404 };
      if (res.status === 200) {
        const account = await res.json();
        S.WebAuth.verifyChallengeTxThreshold(
          envelope,
          SIGNER.publicKey(),
          passphrase,
          Math.max(1, account.thresholds.med_threshold),
          account.signers,
          home,
          wad,
        );
      } else {
        if (r.tx.signatures.length !== 2) throw new Error('exactly the signatures of server and client are expected');
        S.WebAuth.verifyChallengeTxSigners(envelope, SIGNER.publicKey(), passphrase, [id], home, wad);
      }
      usedChallenges.add(hash);
      const now = Math.floor(Date.now() / 1000);
      const sub = r.clientAccountID + (r.memo ? ':' + r.memo : '');
      return { token: jwt({ iss: base + '/auth', sub, iat: now, exp: now + 3600, jti: crypto.randomUUID() }) };
    } catch (e) {
      refuse(400, e.message);
    }
  }

  function addTransaction(sep, kind, q, sub) {
    const now = new Date().toISOString();
    const quote = q.quote_id ? quotes.get(q.quote_id)?.quote : null;
    if (q.quote_id && (!quote || (q.amount && units(q.amount, 7) !== units(quote.sell_amount, 7)))) refuse(400, 'quote does not match');
    const id = crypto.randomUUID();
    const t = {
      id,
      kind,
      status: 'incomplete',
      status_eta: 60,
      more_info_url: `${base}/tx/${id}`,
      amount_in: q.amount ?? null,
      amount_in_asset: quote?.sell_asset ?? ASSET,
      amount_out: quote?.buy_amount ?? q.amount ?? null,
      amount_out_asset: quote?.buy_asset ?? (kind.startsWith('deposit') ? ASSET : FIAT),
      amount_fee: quote?.fee.total ?? '0',
      started_at: now,
      updated_at: now,
      completed_at: null,
      stellar_transaction_id: null,
      external_transaction_id: null,
      message: 'test',
      refunded: false,
      ...(quote ? { quote_id: quote.id, fee_details: quote.fee } : {}),
      [kind.startsWith('deposit') ? 'to' : 'from']: q.account ?? sub.split(':')[0],
    };
    transactions.unshift({ sep, sub, t, memo: String(crypto.randomInt(1, 2 ** 31)) });
    return t;
  }
  const find = (sep, sub, match) => transactions.find((x) => x.sep === sep && x.sub === sub && match(x.t));

  function customer(method, path, q, body, user) {
    if (!user) refuse(401, 'authentication required');
    if (method === 'DELETE') {
      const account = path.split('/')[3];
      if (!user.sub.startsWith(account)) refuse(401, 'not your account');
      const mine = [...customers.values()].filter((x) => x.sub.startsWith(account));
      if (!mine.length) refuse(404, 'no such customer');
      mine.forEach((x) => customers.delete(x.id));
      return [200, {}];
    }
    const input = method === 'GET' ? q : body;
    const key = `${user.sub}|${input.memo ?? ''}`;
    const sep6 = input.transaction_id ? find('6', user.sub, (t) => t.id === input.transaction_id) : null;
    let c = input.id ? customers.get(input.id) : [...customers.values()].find((x) => x.key === key);
    if (input.id && (!c || c.sub !== user.sub)) refuse(404, 'customer not found');
    const required = sep6?.t.kind.startsWith('withdrawal') ? ['clabe_number'] : ['first_name', 'last_name', 'email_address'];
    if (method === 'PUT') {
      if (!c) customers.set((c = { id: crypto.randomUUID(), sub: user.sub, key, fields: {} }).id, c);
      for (const k in input) if (!['id', 'account', 'memo', 'memo_type', 'type', 'transaction_id'].includes(k)) c.fields[k] = input[k];
      if (sep6?.t.status === 'pending_customer_info_update' && required.every((k) => k in c.fields))
        Object.assign(sep6.t, {
          status: 'pending_user_transfer_start',
          updated_at: new Date().toISOString(),
          withdraw_anchor_account: RECEIVER.publicKey(),
          withdraw_memo_type: 'id',
          withdraw_memo: sep6.memo,
          user_action_required_by: quotes.get(sep6.t.quote_id)?.quote.expires_at ?? new Date(Date.now() + 300e3).toISOString(),
        });
      return [202, { id: c.id }];
    }
    const have = Object.keys(c?.fields ?? {});
    const missing = required.filter((k) => !have.includes(k));
    const describe = (k) => ({ type: 'string', description: k === 'clabe_number' ? 'CLABE, 18 digits' : k });
    return [
      200,
      {
        ...(c ? { id: c.id } : {}),
        status: missing.length ? 'NEEDS_INFO' : 'ACCEPTED',
        fields: Object.fromEntries(missing.map((k) => [k, describe(k)])),
        provided_fields: Object.fromEntries(have.map((k) => [k, { ...describe(k), status: 'ACCEPTED' }])),
      },
    ];
  }

  function sep6or24(sep, path, url, q, body, user) {
    if (!user) refuse(403, { type: 'authentication_required' });
    const action = path.split('/').slice(2).join('/');
    const wanted = (code) => {
      if (!code) refuse(400, 'asset code required');
      if (code !== CODE) refuse(400, 'unsupported asset');
    };
    if (sep === '6' && /^(deposit|withdraw)(-exchange)?$/.test(action)) {
      const deposit = action.startsWith('deposit');
      wanted(action === 'deposit-exchange' ? q.destination_asset : action === 'withdraw-exchange' ? q.source_asset : q.asset_code);
      if (q.account && !isAccount(q.account)) refuse(400, 'bad account');
      const t = addTransaction('6', action.replace('withdraw', 'withdrawal'), q, user.sub);
      t.status = deposit ? 'pending_user_transfer_start' : 'pending_customer_info_update';
      const instructions = {
        bank_account_number: { value: '646180111803859359', description: 'CLABE of the anchor' },
        external_transfer_memo: { value: t.id.slice(0, 8), description: 'Reference' },
      };
      if (deposit) t.instructions = instructions;
      return [200, deposit ? { how: 'bank transfer', id: t.id, instructions, eta: 3600 } : { id: t.id, eta: 3600 }];
    }
    if (sep === '24' && action.endsWith('/interactive')) {
      wanted(body.asset_code);
      if (body.account && !isAccount(body.account)) refuse(400, 'bad account');
      const t = addTransaction('24', action.includes('deposit') ? 'deposit' : 'withdrawal', body, user.sub);
      return [200, { type: 'interactive_customer_info_needed', url: `${base}/tx/${t.id}?token=${crypto.randomUUID()}`, id: t.id }];
    }
    if (action === 'transactions') {
      if (q.asset_code && q.asset_code !== CODE) refuse(400, 'unsupported asset');
      const kinds = url.searchParams.getAll('kind');
      let list = transactions.filter((x) => x.sep === sep && x.sub === user.sub).map((x) => x.t);
      if (kinds.length) list = list.filter((t) => kinds.includes(t.kind));
      if (q.no_older_than) list = list.filter((t) => new Date(t.started_at) >= new Date(q.no_older_than));
      return [200, { transactions: q.limit ? list.slice(0, +q.limit) : list }];
    }
    if (action === 'transaction') {
      const keys = ['id', 'stellar_transaction_id', 'external_transaction_id'];
      const x = find(sep, user.sub, (t) => keys.some((k) => q[k] && t[k] === q[k]));
      return x ? [200, { transaction: x.t }] : refuse(404, 'not found');
    }
    refuse(404, 'not found');
  }

  const limits = { enabled: true, authentication_required: true, min_amount: 2, max_amount: 1000 };
  const one = (o) => ({ [CODE]: o });
  const infos = {
    '/sep6/info': () => ({
      deposit: one({ ...limits, funding_methods: ['bank_account'] }),
      withdraw: one({
        ...limits,
        funding_methods: ['bank_account', 'cash'],
        types: { bank_account: { fields: {} }, cash: { fields: {} } },
      }),
      'deposit-exchange': one({ enabled: true, authentication_required: true, funding_methods: ['bank_account'] }),
      'withdraw-exchange': one({ enabled: true, authentication_required: true, funding_methods: ['bank_account', 'cash'] }),
      fee: { enabled: false },
      transactions: { enabled: true, authentication_required: true },
      transaction: { enabled: true, authentication_required: true },
      features: { account_creation: false, claimable_balances: true },
    }),
    '/sep24/info': () => {
      const o = { enabled: true, min_amount: 2, max_amount: 1000 };
      return {
        deposit: one(o),
        withdraw: one(o),
        fee: { enabled: false },
        features: { account_creation: false, claimable_balances: true },
      };
    },
    '/sep31/info': () => ({
      receive: one({
        enabled: true,
        quotes_supported: true,
        quotes_required: false,
        fee_fixed: 1,
        fee_percent: 0,
        min_amount: 2,
        max_amount: 1000,
        funding_methods: ['SEPA', 'SWIFT'],
        sep12: {
          sender: { types: { 'sep31-sender': { description: 'sender' } } },
          receiver: { types: { 'sep31-receiver': { description: 'receiver' } } },
        },
        fields: { transaction: {} },
      }),
    }),
    '/sep38/info': () => ({
      assets: [
        { asset: ASSET },
        {
          asset: FIAT,
          country_codes: ['MX'],
          sell_delivery_methods: [{ name: 'bank_account', description: 'SPEI' }],
          buy_delivery_methods: [
            { name: 'bank_account', description: 'SPEI' },
            { name: 'cash', description: 'Cash pickup' },
          ],
        },
      ],
    }),
  };
  const toml = () => `VERSION="2.7.0"
NETWORK_PASSPHRASE="${passphrase}"
SIGNING_KEY="${SIGNER.publicKey()}"
WEB_AUTH_ENDPOINT="${base}/auth"
TRANSFER_SERVER="${base}/sep6"
TRANSFER_SERVER_SEP0024="${base}/sep24"
KYC_SERVER="${base}/kyc"
ANCHOR_QUOTE_SERVER="${base}/sep38"
DIRECT_PAYMENT_SERVER="${base}/sep31"
ACCOUNTS=["${RECEIVER.publicKey()}"]
[DOCUMENTATION]
ORG_NAME="Test Anchor"
[[PRINCIPALS]]
name="Nobody"
[[CURRENCIES]]
code="${CODE}"
issuer="${ISSUER.publicKey()}"
status="test"
display_decimals=2
is_asset_anchored=true
anchor_asset_type="fiat"
anchor_asset="USD"
desc="A token without value"
`;

  async function route(request, url, path, q, body, user) {
    const { method } = request;
    if (method === 'OPTIONS') return [204, ''];
    if (path === '/.well-known/stellar.toml') return [200, toml(), 'text/plain'];
    if (path === '/auth' && method === 'GET') {
      if (!q.account || !isAccount(q.account)) refuse(400, 'invalid account');
      if (q.home_domain && q.home_domain !== home) refuse(400, 'unknown home domain');
      return [
        200,
        {
          transaction: S.WebAuth.buildChallengeTx(SIGNER, q.account, home, 900, passphrase, wad, q.memo ?? null),
          network_passphrase: passphrase,
        },
      ];
    }
    if (path === '/auth' && method === 'POST') return [200, await login(body.transaction)];
    if (path.startsWith('/kyc/customer')) return customer(method, path, q, body, user);
    if (infos[path]) return [200, infos[path]()];
    if (path === '/sep38/prices') {
      const sell = q.sell_asset;
      if (![ASSET, FIAT].includes(sell) || !(+q.sell_amount > 0)) refuse(400, 'sell_asset and sell_amount required');
      return [
        200,
        {
          buy_assets: [sell === ASSET ? { asset: FIAT, price: '0.0540540541', decimals: 2 } : { asset: ASSET, price: '18.5', decimals: 7 }],
        },
      ];
    }
    if (path === '/sep38/price') return [200, price(q)];
    if (path === '/sep38/quote' && method === 'POST') {
      if (!user) refuse(403, 'authentication required');
      const methods = Object.fromEntries(['buy_delivery_method', 'sell_delivery_method'].filter((k) => body[k]).map((k) => [k, body[k]]));
      const quote = {
        id: crypto.randomUUID(),
        expires_at: new Date(Date.now() + 300e3).toISOString(),
        ...price(body),
        sell_asset: body.sell_asset,
        buy_asset: body.buy_asset,
        ...methods,
      };
      quotes.set(quote.id, { quote, sub: user.sub });
      return [201, quote];
    }
    if (path.startsWith('/sep38/quote/')) {
      if (!user) refuse(403, 'authentication required');
      const x = quotes.get(path.split('/')[3]);
      return x && x.sub === user.sub ? [200, x.quote] : refuse(404, 'not found');
    }
    const sep = /^\/sep(6|24)\//.exec(path);
    if (sep) return sep6or24(sep[1], path, url, q, body, user);
    if (path.startsWith('/sep31/transactions')) {
      if (!user) refuse(403, 'authentication required');
      if (method === 'POST') {
        if (!body.amount || !body.asset_code) refuse(400, 'amount and asset_code required');
        if (body.asset_code !== CODE) refuse(400, 'unsupported asset');
        if (!customers.has(body.sender_id) || !customers.has(body.receiver_id)) refuse(400, 'customer_info_needed');
        const t = {
          id: crypto.randomUUID(),
          status: 'pending_sender',
          status_eta: 60,
          amount_in: String(body.amount),
          amount_in_asset: ASSET,
          started_at: new Date().toISOString(),
          stellar_account_id: RECEIVER.publicKey(),
          stellar_memo_type: 'id',
          stellar_memo: String(crypto.randomInt(1, 2 ** 31)),
          refunded: false,
          ...(body.quote_id ? { quote_id: body.quote_id } : {}),
        };
        transactions.unshift({ sep: '31', sub: user.sub, t });
        return [201, { id: t.id, stellar_account_id: t.stellar_account_id, stellar_memo_type: 'id', stellar_memo: t.stellar_memo }];
      }
      const x = find('31', user.sub, (t) => t.id === path.split('/')[3]);
      return x ? [200, { transaction: x.t }] : refuse(404, 'not found');
    }
    if (path.startsWith('/test/transactions/') && method === 'POST') {
      const x = transactions.find((y) => y.t.id === path.split('/')[3]);
      if (!x) refuse(404, 'not found');
      Object.assign(x.t, { updated_at: new Date().toISOString() }, body);
      return [200, { transaction: x.t }];
    }
    if (path.startsWith('/tx/')) return [200, '<!DOCTYPE html><html><body>Test anchor</body></html>', 'text/html'];
    refuse(404, 'no such address: ' + path);
  }

  const server = http.createServer((request, response) => {
    const chunks = [];
    request
      .on('data', (d) => chunks.push(d))
      .on('end', async () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const url = new URL(request.url, base);
        if (log) console.error(request.method, request.url, text.slice(0, 200));
        let status, value, type;
        try {
          const body = parseBody(request.headers['content-type'] ?? '', text);
          const user = readJwt((request.headers.authorization ?? '').replace(/^Bearer /, ''));
          [status, value, type = 'application/json'] = await route(
            request,
            url,
            url.pathname,
            Object.fromEntries(url.searchParams),
            body,
            user,
          );
        } catch (e) {
          if (!(e instanceof Refused || e instanceof SyntaxError)) console.error(e);
          [status, value, type] = [e.status ?? (e instanceof SyntaxError ? 400 : 500), e.body ?? { error: e.message }, 'application/json'];
        }
        response.writeHead(status, {
          'content-type': type,
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
        });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      });
  });
  port = await listen(server, port);
  home = 'localhost' + (port === 80 ? '' : ':' + port);
  base = 'http://' + home;
  wad = webAuthDomain || home;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    port,
    homeDomain: home,
    url: base,
    signingKey: SIGNER.publicKey(),
    asset: ASSET,
    issuerSecret: ISSUER.secret(),
    receiver: RECEIVER.publicKey(),
    stop,
  };
}

if (isMain(import.meta)) {
  const o = options({ port: 0, horizon: '', passphrase: S.Networks.TESTNET, webAuthDomain: '', log: false });
  const { stop, ...a } = await startAnchor(o);
  lifeline(stop);
  ready({ ready: 'anchor', ...a, passphrase: o.passphrase });
}
