// Another Horizon than the practice one: a ledger in memory whose rules are written on stellar-sdk, for backend tests
// and as the place where anchors look accounts up.
// usage: node horizon-fake.mjs [--port 0] [--passphrase "Test SDF Network ; September 2015"]
// Judged by the library: XDR, hash, signatures by weight, sequence, fee, time bounds. It applies create_account, payment,
// change_trust, set_options (signers, weights, thresholds) and manage_data and answers other operations with
// op_not_supported; streams, paths, offers, claimable balances and fee bumps it has not. One line of JSON says that it
// listens and where. It goes at SIGTERM, or when the other end of its standard input closes.
// SPDX-License-Identifier: GPL-3.0-or-later
import http from 'node:http';
import { isMain, lifeline, listen, load, options, ready } from './lib.mjs';

const S = await load('@stellar/stellar-sdk');
const UNIT = 10000000n;
const toStroops = (s) => {
  const [a, b = ''] = String(s).split('.');
  return BigInt(a) * UNIT + BigInt(b.padEnd(7, '0'));
};
const toText = (n) => `${n / UNIT}.${String(n % UNIT).padStart(7, '0')}`;
const assetJson = (a) =>
  a.isNative() ? { asset_type: 'native' } : { asset_type: a.getAssetType(), asset_code: a.getCode(), asset_issuer: a.getIssuer() };
const baseOf = (id) => (id.startsWith('M') ? S.MuxedAccount.fromAddress(id, '0').baseAccount().accountId() : id);

class HttpError extends Error {
  constructor(status, body) {
    super(body.title);
    this.status = status;
    this.body = { status, type: 'https://stellar.org/horizon-errors/' + body.title.toLowerCase().replace(/ /g, '_'), ...body };
  }
}
const refuse = (transaction, operations) =>
  new HttpError(400, { title: 'Transaction Failed', extras: { result_codes: { transaction, ...(operations ? { operations } : {}) } } });

export async function startHorizon({ port = 0, passphrase = S.Networks.TESTNET } = {}) {
  let accounts = new Map();
  let ledger = 1000;
  const transactions = [];
  const operations = [];

  const create = (id, balance) =>
    accounts.set(id, {
      id,
      seq: BigInt(ledger) << 32n,
      balance,
      lines: new Map(),
      signers: new Map([[id, 1]]),
      low: 0,
      med: 0,
      high: 0,
      data: {},
    });
  const reserve = (a) => (BigInt(2 + a.lines.size + a.signers.size - 1 + Object.keys(a.data).length) * UNIT) / 2n;

  function apply(op, source) {
    const src = accounts.get(source);
    if (!src) return 'op_no_source_account';
    switch (op.type) {
      case 'createAccount': {
        const v = toStroops(op.startingBalance);
        if (accounts.has(op.destination)) return 'op_already_exists';
        if (v < UNIT) return 'op_low_reserve';
        if (src.balance - v < reserve(src)) return 'op_underfunded';
        src.balance -= v;
        create(op.destination, v);
        return 'op_success';
      }
      case 'payment': {
        const v = toStroops(op.amount);
        const to = baseOf(op.destination);
        const dst = accounts.get(to);
        if (!dst) return 'op_no_destination';
        if (op.asset.isNative()) {
          if (src.balance - v < reserve(src)) return 'op_underfunded';
          src.balance -= v;
          dst.balance += v;
          return 'op_success';
        }
        const key = op.asset.toString();
        const issuer = op.asset.getIssuer();
        const from = src.lines.get(key);
        const line = dst.lines.get(key);
        if (source !== issuer && !from) return 'op_src_no_trust';
        if (to !== issuer && !line) return 'op_no_trust';
        if (source !== issuer && from.balance < v) return 'op_underfunded';
        if (to !== issuer && line.balance + v > line.limit) return 'op_line_full';
        if (source !== issuer) from.balance -= v;
        if (to !== issuer) line.balance += v;
        return 'op_success';
      }
      case 'changeTrust': {
        const key = op.line.toString();
        const limit = toStroops(op.limit);
        const line = src.lines.get(key);
        if (op.line.getIssuer() === source) return 'op_self_not_allowed';
        if (limit === 0n) {
          if (!line || line.balance > 0n) return 'op_invalid_limit';
          src.lines.delete(key);
          return 'op_success';
        }
        if (!accounts.has(op.line.getIssuer())) return 'op_no_issuer';
        if (line) {
          if (limit < line.balance) return 'op_invalid_limit';
          line.limit = limit;
          return 'op_success';
        }
        if (src.balance < reserve(src) + UNIT / 2n) return 'op_low_reserve';
        src.lines.set(key, { asset: op.line, balance: 0n, limit });
        return 'op_success';
      }
      case 'setOptions': {
        if (op.masterWeight !== undefined) src.signers.set(source, op.masterWeight);
        if (op.lowThreshold !== undefined) src.low = op.lowThreshold;
        if (op.medThreshold !== undefined) src.med = op.medThreshold;
        if (op.highThreshold !== undefined) src.high = op.highThreshold;
        if (op.signer) {
          const key = op.signer.ed25519PublicKey;
          if (!key) return 'op_not_supported';
          op.signer.weight ? src.signers.set(key, op.signer.weight) : src.signers.delete(key);
        }
        return 'op_success';
      }
      case 'manageData':
        if (op.value === undefined || op.value === null) delete src.data[op.name];
        else src.data[op.name] = Buffer.from(op.value).toString('base64');
        return 'op_success';
      default:
        return 'op_not_supported';
    }
  }

  function submit(envelope) {
    let tx;
    try {
      tx = S.TransactionBuilder.fromXDR(envelope, passphrase);
      if (tx instanceof S.FeeBumpTransaction) throw new Error('fee bump');
    } catch {
      throw new HttpError(400, { title: 'Transaction Malformed', extras: { envelope_xdr: envelope } });
    }
    const hash = tx.hash();
    const known = transactions.find((t) => t.hash === hash.toString('hex'));
    if (known?.successful) return known; // sent twice, answered twice, done once
    const source = baseOf(tx.source);
    const a = accounts.get(source);
    const now = Date.now() / 1000;
    if (!tx.operations.length) throw refuse('tx_missing_operation');
    if (tx.timeBounds && +tx.timeBounds.minTime > now) throw refuse('tx_too_early');
    if (tx.timeBounds && +tx.timeBounds.maxTime && +tx.timeBounds.maxTime < now) throw refuse('tx_too_late');
    if (!a) throw refuse('tx_no_source_account');
    if (BigInt(tx.fee) < 100n * BigInt(tx.operations.length)) throw refuse('tx_insufficient_fee');
    if (BigInt(tx.sequence) !== a.seq + 1n) throw refuse('tx_bad_seq');

    // A signature that no signer needs makes all of it invalid.
    const used = new Set();
    const signedBy = (account, needed) => {
      let weight = 0;
      let any = false;
      for (const [key, w] of account.signers)
        tx.signatures.forEach((d, i) => {
          if (w && S.Keypair.fromPublicKey(key).verify(hash, d.signature())) {
            weight += w;
            any = true;
            used.add(i);
          }
        });
      return any && weight >= needed;
    };
    if (!signedBy(a, a.low)) throw refuse('tx_bad_auth');
    if (a.balance < BigInt(tx.fee)) throw refuse('tx_insufficient_balance');
    const opSource = (o) => baseOf(o.source ?? tx.source);
    const authorised = tx.operations.map((o) => {
      const s = accounts.get(opSource(o));
      const high =
        o.type === 'setOptions' &&
        (o.signer || [o.masterWeight, o.lowThreshold, o.medThreshold, o.highThreshold].some((x) => x !== undefined));
      return !s || signedBy(s, high ? s.high : s.med);
    });
    if (used.size !== tx.signatures.length) throw refuse('tx_bad_auth_extra');

    // The fee is paid and the number used up whatever becomes of the operations, which are done all or none.
    a.seq++;
    a.balance -= BigInt(tx.fee);
    ledger++;
    const before = structuredClone(
      [...accounts.values()].map((x) => ({ ...x, lines: [...x.lines].map(([k, l]) => [k, l.balance, l.limit]) })),
    );
    const assets = new Map([...accounts.values()].flatMap((x) => [...x.lines].map(([k, l]) => [k, l.asset])));
    const codes = tx.operations.map((o, i) => (authorised[i] ? apply(o, opSource(o)) : 'op_bad_auth'));
    const good = codes.every((c) => c === 'op_success');
    if (!good)
      accounts = new Map(
        before.map((x) => [
          x.id,
          { ...x, lines: new Map(x.lines.map(([k, balance, limit]) => [k, { asset: assets.get(k), balance, limit }])) },
        ]),
      );
    const memo =
      tx.memo.value === null || tx.memo.value === undefined
        ? {}
        : { memo: ['hash', 'return'].includes(tx.memo.type) ? Buffer.from(tx.memo.value).toString('base64') : tx.memo.value.toString() };
    const token = BigInt(ledger) << 32n;
    const record = {
      id: hash.toString('hex'),
      hash: hash.toString('hex'),
      successful: good,
      ledger,
      created_at: new Date().toISOString(),
      source_account: source,
      source_account_sequence: tx.sequence,
      fee_account: source,
      fee_charged: tx.fee,
      max_fee: tx.fee,
      operation_count: codes.length,
      envelope_xdr: envelope,
      memo_type: tx.memo.type,
      ...memo,
      paging_token: String(token),
      signatures: tx.signatures.map((d) => d.signature().toString('base64')),
    };
    transactions.push(record);
    if (!good) throw refuse('tx_failed', codes);
    const NAMES = {
      createAccount: 'create_account',
      payment: 'payment',
      changeTrust: 'change_trust',
      setOptions: 'set_options',
      manageData: 'manage_data',
    };
    tx.operations.forEach((o, i) => {
      const from = opSource(o);
      const id = String(token + BigInt(i + 1));
      const common = {
        id,
        paging_token: id,
        transaction_hash: record.hash,
        transaction_successful: true,
        source_account: from,
        type: NAMES[o.type],
        created_at: record.created_at,
      };
      if (o.type === 'payment') {
        const muxed = o.destination.startsWith('M')
          ? { to_muxed: o.destination, to_muxed_id: S.MuxedAccount.fromAddress(o.destination, '0').id() }
          : {};
        operations.push({
          ...common,
          from,
          to: baseOf(o.destination),
          ...muxed,
          amount: toText(toStroops(o.amount)),
          ...assetJson(o.asset),
        });
      } else if (o.type === 'createAccount')
        operations.push({ ...common, funder: from, account: o.destination, starting_balance: toText(toStroops(o.startingBalance)) });
      else if (o.type === 'changeTrust')
        operations.push({ ...common, trustor: from, trustee: o.line.getIssuer(), limit: toText(toStroops(o.limit)), ...assetJson(o.line) });
      else operations.push(common);
    });
    return record;
  }

  const missing = () => new HttpError(404, { title: 'Not Found', type: 'https://stellar.org/horizon-errors/not_found' });
  const page = (q, list) => {
    const desc = q.get('order') === 'desc';
    const cursor = q.get('cursor');
    let l = [...list];
    if (desc) l.reverse();
    if (cursor && cursor !== 'now')
      l = l.filter((x) => (desc ? BigInt(x.paging_token) < BigInt(cursor) : BigInt(x.paging_token) > BigInt(cursor)));
    return {
      _links: { self: { href: '' }, next: { href: '' }, prev: { href: '' } },
      _embedded: { records: l.slice(0, Math.min(200, +(q.get('limit') ?? 10))) },
    };
  };
  function accountJson(id) {
    const a = accounts.get(id);
    if (!a) throw missing();
    return {
      _links: { data: { href: `http://127.0.0.1:${port}/accounts/${id}/data/{key}`, templated: true } }, // without it stellar-sdk does not rename "data"
      id,
      account_id: id,
      sequence: String(a.seq),
      subentry_count: a.lines.size + a.signers.size - 1 + Object.keys(a.data).length,
      num_sponsoring: 0,
      num_sponsored: 0,
      last_modified_ledger: ledger,
      thresholds: { low_threshold: a.low, med_threshold: a.med, high_threshold: a.high },
      flags: { auth_required: false, auth_revocable: false, auth_immutable: false, auth_clawback_enabled: false },
      balances: [
        ...[...a.lines.values()].map((l) => ({
          balance: toText(l.balance),
          limit: toText(l.limit),
          buying_liabilities: '0.0000000',
          selling_liabilities: '0.0000000',
          is_authorized: true,
          ...assetJson(l.asset),
        })),
        { balance: toText(a.balance), buying_liabilities: '0.0000000', selling_liabilities: '0.0000000', asset_type: 'native' },
      ],
      signers: [...a.signers].map(([key, weight]) => ({ weight, key, type: 'ed25519_public_key' })),
      data: a.data,
    };
  }
  function route(method, url, body) {
    const [first, id, what] = url.pathname.split('/').filter(Boolean);
    const q = url.searchParams;
    const friend = first === 'friendbot' || (!first && q.get('addr')) ? q.get('addr') : null;
    if (friend) {
      if (!S.StrKey.isValidEd25519PublicKey(friend)) throw new HttpError(400, { title: 'Bad Request' });
      if (accounts.has(friend)) throw new HttpError(400, { title: 'Bad Request', detail: 'account already funded' });
      create(friend, 10000n * UNIT);
      return { successful: true };
    }
    if (!first)
      return { _links: {}, network_passphrase: passphrase, history_latest_ledger: ledger, core_version: 'fake', horizon_version: 'fake' };
    if (first === 'transactions' && method === 'POST') return submit(new URLSearchParams(body).get('tx') ?? '');
    if (first === 'transactions') {
      const t = transactions.find((x) => x.hash === id);
      if (!t) throw missing();
      return t;
    }
    if (first === 'accounts' && id && !what) return accountJson(id);
    if (first === 'accounts' && what === 'transactions')
      return page(
        q,
        transactions.filter(
          (t) => t.source_account === id || operations.some((o) => o.transaction_hash === t.hash && (o.to === id || o.account === id)),
        ),
      );
    const mine = (o) => [o.from, o.to, o.account, o.funder, o.source_account].includes(id);
    if (first === 'accounts' && what === 'operations') return page(q, operations.filter(mine));
    if (first === 'accounts' && what === 'payments')
      return page(
        q,
        operations.filter((o) => mine(o) && ['payment', 'create_account'].includes(o.type)),
      );
    if (first === 'fee_stats') {
      const f = Object.fromEntries(
        ['max', 'min', 'mode', 'p10', 'p20', 'p30', 'p40', 'p50', 'p60', 'p70', 'p80', 'p90', 'p95', 'p99'].map((k) => [k, '100']),
      );
      return { last_ledger: String(ledger), last_ledger_base_fee: '100', ledger_capacity_usage: '0.05', fee_charged: f, max_fee: f };
    }
    if (first === 'ledgers')
      return page(q, [
        {
          sequence: ledger,
          paging_token: String(BigInt(ledger) << 32n),
          base_fee_in_stroops: 100,
          base_reserve_in_stroops: 5000000,
          closed_at: new Date().toISOString(),
        },
      ]);
    throw missing();
  }
  const server = http.createServer((request, response) => {
    let body = '';
    request
      .on('data', (d) => (body += d))
      .on('end', () => {
        let status = 200;
        let value;
        try {
          value = route(request.method, new URL(request.url, 'http://localhost'), body);
        } catch (e) {
          status = e.status ?? 500;
          value = e.body ?? { title: e.message, status };
          if (status === 500) console.error(e);
        }
        response.writeHead(status, {
          'content-type': status < 300 ? 'application/hal+json' : 'application/problem+json',
          'access-control-allow-origin': '*',
        });
        response.end(JSON.stringify(value));
      });
  });
  port = await listen(server, port);
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, url: `http://127.0.0.1:${port}`, passphrase, stop };
}

if (isMain(import.meta)) {
  const o = options({ port: 0, passphrase: S.Networks.TESTNET });
  const h = await startHorizon(o);
  lifeline(h.stop);
  ready({ ready: 'horizon-fake', url: h.url, passphrase: h.passphrase });
}
