// An independent client (ethers) on the practice Ethereum: transactions of three types, logs, receipts, fees,
// replacement, and what is refused and in which words.
// usage: node practice-ethereum.mjs --url http://127.0.0.1:PORT   (IMW_TESTBED_MODULES names the folder of node_modules)
// SPDX-License-Identifier: GPL-3.0-or-later
import { checker, load, options } from './lib.mjs';

const o = options({ url: '' });
const ethers = await load('ethers');
const c = checker();
const CHAIN = 7777777n;
const network = ethers.Network.from({ chainId: Number(CHAIN), name: 'practice' });
const provider = new ethers.JsonRpcProvider(o.url + '/ethereum', network, {
  staticNetwork: network,
  cacheTimeout: -1,
  pollingInterval: 100,
});
const ABI = [
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function allowance(address,address) view returns (uint256)',
  'function transfer(address,uint256) returns (bool)',
  'function transferFrom(address,address,uint256) returns (bool)',
  'function approve(address,uint256) returns (bool)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
];
const address = (digit) => '0x' + String(digit).repeat(40);
const token = (digit, runner) => new ethers.Contract(address(digit), ABI, runner);
const alice = new ethers.Wallet(ethers.id('practice alice'), provider);
const bob = new ethers.Wallet(ethers.id('practice bob'), provider);
const same = (name, got, wanted) => c.ok(name, got === wanted, got === wanted ? '' : `${got} instead of ${wanted}`);

async function control(action, body) {
  const answer = await fetch(`${o.url}/practice/${action}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
  return answer.json();
}
const mine = (blocks = 1) => control('mine', { chain: 'ethereum', blocks });
const fund = (to, asset, amount) => control('fund', { chain: 'ethereum', address: to.address, asset, amount });

// Signs and sends what is given and nothing more.
async function send(wallet, tx) {
  const raw = await wallet.signTransaction({ chainId: CHAIN, gasLimit: 21000n, ...tx });
  return [await provider.send('eth_sendRawTransaction', [raw]), raw];
}

async function refused(name, words, work, code) {
  try {
    await work();
    c.ok(name, false, 'was taken');
  } catch (e) {
    const error = e.error ?? e.info?.error ?? e;
    const text = String(error.message);
    c.ok(name, text.includes(words) && (code === undefined || error.code === code), `${error.code} ${text}`);
  }
}

const gwei = (n) => ethers.parseUnits(String(n), 'gwei');
const fees = { maxFeePerGas: gwei(20), maxPriorityFeePerGas: gwei(1) };

async function basics() {
  const found = new ethers.JsonRpcProvider(o.url + '/ethereum');
  same('chain id', (await found.getNetwork()).chainId, CHAIN);
  found.destroy();
  await fund(alice);
  await fund(alice, 'USDT', '5000000');
  await fund(alice, `ethereum/${address(2)}`);
  await fund(alice, 'DAI', '1500000000000000000');
  await control('airdrop', { address: alice.address });
  same('nothing before the block', await provider.getBalance(alice.address), 0n);
  await mine();
  same('faucet', await provider.getBalance(alice.address), 10n ** 18n);
  const wanted = {
    1: ['Tether USD', 'USDT', 6n, 5000000n],
    2: ['USD Coin', 'USDC', 6n, 1000000000n],
    3: ['Dai Stablecoin', 'DAI', 18n, 1500000000000000000n],
    4: ['Tether USD', 'USD\u0422', 6n, 1000000000n],
  };
  for (const [digit, values] of Object.entries(wanted)) {
    const t = token(digit, provider);
    const got = [await t.name(), await t.symbol(), await t.decimals(), await t.balanceOf(alice.address)];
    c.ok(`token ${values[1]}`, got.every((v, i) => v === values[i]), String(got));
    c.ok('supply', (await t.totalSupply()) > 0n);
  }
  same('contract code', (await provider.getCode(address(1))) !== '0x', true);
  same('no code elsewhere', await provider.getCode(bob.address), '0x');
  const block = await provider.getBlock('latest', true);
  same('block of five', block.prefetchedTransactions.length, 5);
  same('by hash', (await provider.getBlock(block.hash)).number, block.number);
  same('parent', (await provider.getBlock(block.number - 1)).hash, block.parentHash);
}

async function types() {
  const kinds = [
    { type: 0, gasPrice: gwei(10) },
    { type: 1, gasPrice: gwei(10), gasLimit: 30000n, accessList: [{ address: address(2), storageKeys: [ethers.ZeroHash] }] },
    { type: 2, ...fees },
  ];
  for (const kind of kinds) {
    const nonce = await provider.getTransactionCount(alice.address);
    const before = [await provider.getBalance(alice.address), await provider.getBalance(bob.address)];
    const [hash, raw] = await send(alice, { to: bob.address, value: 12345n, nonce, ...kind });
    same(`type ${kind.type}: hash`, hash, ethers.keccak256(raw));
    same('waits', (await provider.getTransaction(hash)).blockNumber, null);
    same('no receipt', await provider.getTransactionReceipt(hash), null);
    same('pending number', await provider.getTransactionCount(alice.address, 'pending'), nonce + 1);
    same('latest number', await provider.getTransactionCount(alice.address), nonce);
    await mine();
    const receipt = await provider.getTransactionReceipt(hash);
    const block = await provider.getBlock(receipt.blockNumber);
    same('status', receipt.status, 1);
    same('gas', receipt.gasUsed, 21000n + (kind.type === 1 ? 2400n + 1900n : 0n));
    same('price', receipt.gasPrice, kind.type === 2 ? block.baseFeePerGas + gwei(1) : gwei(10));
    same('cost', before[0] - (await provider.getBalance(alice.address)), 12345n + receipt.fee);
    same('received', (await provider.getBalance(bob.address)) - before[1], 12345n);
    const tx = await provider.getTransaction(hash);
    const { type, to, gasLimit, data, value, chainId, signature } = tx;
    const { maxFeePerGas, maxPriorityFeePerGas, gasPrice, accessList } = tx;
    const again = { type, to, nonce: tx.nonce, gasLimit, data, value, chainId, signature };
    Object.assign(again, type === 2 ? { maxFeePerGas, maxPriorityFeePerGas } : { gasPrice });
    if (type > 0) again.accessList = accessList;
    same('comes back as it was signed', ethers.Transaction.from(again).serialized, raw);
    same('raw', await provider.send('eth_getRawTransactionByHash', [hash]), raw);
    same('balance of the block before', await provider.getBalance(alice.address, receipt.blockNumber - 1), before[0]);
  }
}

async function tokens() {
  const start = (await provider.getBlockNumber()) + 1;
  for (const digit of [1, 2, 3]) {
    const t = token(digit, alice);
    const before = await t.balanceOf(bob.address);
    const estimate = await t.transfer.estimateGas(bob.address, 1000n);
    const tx = await t.transfer(bob.address, 1000n, { ...fees, gasLimit: estimate });
    await mine();
    const receipt = await provider.getTransactionReceipt(tx.hash);
    same(`token ${digit}: estimate is what it takes`, receipt.gasUsed, estimate);
    same('one log', receipt.logs.length, 1);
    const event = t.interface.parseLog(receipt.logs[0]);
    c.ok('Transfer', event.name === 'Transfer' && event.args.from === alice.address && event.args.to === bob.address && event.args.value === 1000n);
    same('balance', (await t.balanceOf(bob.address)) - before, 1000n);
    const answer = await provider.call({ from: alice.address, to: address(digit), data: t.interface.encodeFunctionData('transfer', [bob.address, 1n]) });
    same('what transfer returns', answer, digit === 1 ? '0x' : ethers.zeroPadValue('0x01', 32));
  }
  const all = await provider.getLogs({ fromBlock: start, toBlock: 'latest' });
  same('logs of the range', all.length, 3);
  const to = ethers.zeroPadValue(bob.address, 32);
  same('by address', (await provider.getLogs({ fromBlock: 0, address: address(2), topics: [null, null, to] })).length, 1);
  same('by choice', (await provider.getLogs({ fromBlock: 0, topics: [[ethers.id('Transfer(address,address,uint256)'), ethers.ZeroHash], null, to] })).length, 3);
  same('by other topic', (await provider.getLogs({ fromBlock: 0, topics: [ethers.ZeroHash] })).length, 0);
  same('by block', (await provider.getLogs({ blockHash: all[0].blockHash })).length, 1);
  await refused('too many blocks', 'exceed maximum block range', () => provider.send('eth_getLogs', [{ fromBlock: '0x0', toBlock: '0x2711' }]), -32005);

  const dai = token(3, alice);
  await (await dai.approve(bob.address, 500n, { ...fees, gasLimit: 100000n })).hash;
  await mine();
  same('allowance', await dai.allowance(alice.address, bob.address), 500n);
  await fund(bob);
  await mine();
  await token(3, bob).transferFrom(alice.address, bob.address, 400n, { ...fees, gasLimit: 100000n });
  await mine();
  same('what is left of it', await dai.allowance(alice.address, bob.address), 100n);
  await refused('more than allowed', 'insufficient-allowance', () => token(3, bob).transferFrom.estimateGas(alice.address, bob.address, 101n));
}

async function failures() {
  const usdc = token(2, alice);
  const much = 10n ** 15n;
  await refused('more than there is', 'exceeds balance', () => usdc.transfer.estimateGas(bob.address, much), 3);
  const before = await provider.getBalance(alice.address);
  const tx = await usdc.transfer(bob.address, much, { ...fees, gasLimit: 90000n });
  await mine();
  const receipt = await provider.getTransactionReceipt(tx.hash);
  same('fails in the block', receipt.status, 0);
  same('without logs', receipt.logs.length, 0);
  same('and costs gas', before - (await provider.getBalance(alice.address)), receipt.fee);
  await control('token', { token: 'USDT', account: alice.address, frozen: true });
  await refused('frozen', 'blacklisted', () => token(1, alice).transfer.estimateGas(bob.address, 1n), 3);
  await control('token', { token: 'USDT', account: alice.address, frozen: false });
  await control('token', { token: 'USDC', paused: true });
  await refused('paused', 'paused', () => usdc.transfer.estimateGas(bob.address, 1n), 3);
  await control('token', { token: 'USDC', paused: false });
  await control('token', { token: 'USDT', fee: 10 });
  const had = await token(1, provider).balanceOf(bob.address);
  const taxed = await token(1, alice).transfer(bob.address, 100000n, { ...fees, gasLimit: 150000n });
  await mine();
  same('fee of the token', (await token(1, provider).balanceOf(bob.address)) - had, 99900n);
  same('is a transfer of its own', (await provider.getTransactionReceipt(taxed.hash)).logs.length, 2);
  await control('token', { token: 'USDT', fee: 0 });
  await control('fail', { kind: 'revert' });
  const planned = await usdc.transfer(bob.address, 1n, fees);
  await mine();
  same('reverts on request', (await provider.getTransactionReceipt(planned.hash)).status, 0);
}

async function pool() {
  const nonce = await provider.getTransactionCount(alice.address);
  const base = { to: bob.address, value: 1n, nonce };
  await refused('number used up', 'nonce too low', () => send(alice, { ...base, nonce: 0, ...fees }), -32000);
  await refused('wrong chain', 'invalid chain id for signer', () => send(alice, { ...base, chainId: 1n, ...fees }));
  const anywhere = await alice.signTransaction({ ...base, type: 0, chainId: 0, gasLimit: 21000n, gasPrice: gwei(10) });
  await refused('no chain', 'only replay-protected', () => provider.send('eth_sendRawTransaction', [anywhere]));
  await refused('little gas', 'intrinsic gas too low', () => send(alice, { ...base, gasLimit: 20999n, ...fees }));
  await refused('much gas', 'exceeds block gas limit', () => send(alice, { ...base, gasLimit: 10n ** 8n, ...fees }));
  await refused('more than there is', 'insufficient funds for gas * price + value', () => send(alice, { ...base, value: 10n ** 20n, ...fees }));
  await refused('absurd fee', 'exceeds the configured cap', () => send(alice, { ...base, maxFeePerGas: gwei(100000000), maxPriorityFeePerGas: gwei(1) }));
  await refused('no tip', 'underpriced', () => send(alice, { ...base, maxFeePerGas: gwei(20), maxPriorityFeePerGas: 0n }));
  const [late] = await send(alice, { ...base, nonce: nonce + 1, ...fees });
  await mine();
  same('a gap waits', await provider.getTransactionReceipt(late), null);
  const [first, raw] = await send(alice, { ...base, ...fees });
  await refused('the same again', 'already known', () => provider.send('eth_sendRawTransaction', [raw]), -32000);
  await refused('a little more', 'replacement transaction underpriced', () => send(alice, { ...base, maxFeePerGas: gwei(21), maxPriorityFeePerGas: gwei(2) }));
  await refused('only the tip', 'replacement transaction underpriced', () => send(alice, { ...base, maxFeePerGas: gwei(20), maxPriorityFeePerGas: gwei(2) }));
  const [second] = await send(alice, { ...base, maxFeePerGas: gwei(22), maxPriorityFeePerGas: 1100000000n });
  same('the replaced one is gone', await provider.getTransaction(first), null);
  await mine();
  same('the replacement', (await provider.getTransactionReceipt(second)).status, 1);
  same('and the one behind the gap', (await provider.getTransactionReceipt(late)).status, 1);
  await control('base-fee', { wei: Number(gwei(30)) });
  const [cheap] = await send(alice, { ...base, nonce: nonce + 2, maxFeePerGas: gwei(15), maxPriorityFeePerGas: gwei(1) });
  await mine();
  same('below the base fee it waits', await provider.getTransactionReceipt(cheap), null);
  await mine(7);
  same('until it falls', (await provider.getTransactionReceipt(cheap)).status, 1);
  const [dropped] = await send(alice, { ...base, nonce: nonce + 3, ...fees });
  await control('drop', { txid: dropped });
  same('dropped', await provider.getTransaction(dropped), null);
  const [again] = await send(alice, { ...base, nonce: nonce + 3, ...fees });
  await mine();
  const before = await provider.getBalance(bob.address);
  await control('reorg', { chain: 'ethereum', depth: 1, empty: true });
  same('taken back by a reorganisation', (await provider.getBalance(bob.address)) - before, -1n);
  same('and waits again', (await provider.getTransaction(again)).blockNumber, null);
  await mine();
  same('and comes again', (await provider.getTransactionReceipt(again)).status, 1);
}

async function market() {
  const history = await provider.send('eth_feeHistory', ['0x5', 'latest', [10, 50, 90]]);
  same('history', [history.baseFeePerGas.length, history.gasUsedRatio.length, history.reward.length].join(), '6,5,5');
  const data = await provider.getFeeData();
  c.ok('fee data', data.maxFeePerGas > data.maxPriorityFeePerGas && data.gasPrice > 0n, `${data.maxFeePerGas} ${data.gasPrice}`);
  // full blocks make it dearer by an eighth, by the formula
  await control('base-fee', { wei: Number(gwei(8)) });
  const nonce = await provider.getTransactionCount(bob.address);
  const junk = '0x' + 'ff'.repeat(20000);
  for (let i = 0; i < 5; i++) await send(bob, { to: alice.address, nonce: nonce + i, data: junk, gasLimit: 900000n, ...fees });
  await mine();
  const full = await provider.getBlock('latest');
  const target = full.gasLimit / 2n;
  const next = BigInt((await provider.send('eth_feeHistory', ['0x1', 'latest', []])).baseFeePerGas[1]);
  c.ok('a full block', full.gasUsed > target, String(full.gasUsed));
  same('base fee after it', next, full.baseFeePerGas + (full.baseFeePerGas * (full.gasUsed - target)) / target / 8n);
}

async function lies() {
  const count = await provider.getTransactionCount(alice.address);
  await control('fail', { kind: 'lie-nonce', path: '/ethereum/eth_getTransactionCount' });
  same('lies about the number', await provider.send('eth_getTransactionCount', [alice.address, 'latest']), '0x' + (count + 5).toString(16));
  await control('fail', { kind: 'lie-chain-id', path: '/ethereum/eth_chainId' });
  same('lies about the chain', await provider.send('eth_chainId', []), '0x1');
  const balance = await provider.getBalance(alice.address);
  await control('fail', { kind: 'lie-balance', path: '/ethereum/eth_getBalance' });
  c.ok('lies about the balance', (await provider.getBalance(alice.address)) > balance);
  same('and is honest again', await provider.getBalance(alice.address), balance);
}

async function index() {
  const page = async (kind, query = '') => (await fetch(`${o.url}/ethereum-index/api/v2/addresses/${alice.address}/${kind}${query}`)).json();
  for (let i = 0; i < 60; i++) await fund(alice, 'USDT', '1');
  await mine(3);
  const first = await page('token-transfers');
  same('a page', first.items.length, 50);
  const second = await page('token-transfers', '?' + new URLSearchParams(first.next_page_params));
  const all = [...first.items, ...second.items].map((i) => `${i.block_number}.${i.log_index}`);
  same('nothing twice', new Set(all).size, all.length);
  const filter = { fromBlock: 0, topics: [ethers.id('Transfer(address,address,uint256)')] };
  const me = ethers.zeroPadValue(alice.address, 32);
  const logs = (await provider.getLogs(filter)).filter((l) => l.topics[1] === me || l.topics[2] === me);
  same('all that the logs have', all.length, logs.length);
  same('the end', second.next_page_params, null);
  const own = await page('transactions');
  c.ok('transactions', own.items.every((t) => t.from.hash === alice.address || t.to.hash === alice.address) && own.items.length > 10);
  c.ok('a failed one', own.items.some((t) => t.status === 'error'));
  same('internal ones', (await page('internal-transactions')).items.length, 0);
}

for (const part of [basics, types, tokens, failures, pool, market, lies, index]) await part();
provider.destroy();
process.exitCode = c.end();
