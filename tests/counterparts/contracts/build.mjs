// Compiles Tokens.sol to tokens.json (ABI and bytecode). Only needed after a change of Tokens.sol.
// usage: node contracts/build.mjs        needs the npm package solc 0.8.37, which is not among the pinned ones
// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { need } from '../lib.mjs';

const solc = need('solc');
const source = readFileSync(new URL('./Tokens.sol', import.meta.url), 'utf8');
const settings = { evmVersion: 'paris', optimizer: { enabled: true, runs: 200 }, metadata: { bytecodeHash: 'none' } };
const input = {
  language: 'Solidity',
  sources: { 'Tokens.sol': { content: source } },
  settings: { ...settings, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const e of output.errors ?? []) console.error(e.formattedMessage);
if (output.errors?.some((e) => e.severity === 'error')) process.exit(1);
const contracts = {};
for (const name of ['Normal', 'UsdtLike']) {
  const c = output.contracts['Tokens.sol'][name];
  contracts[name] = { abi: c.abi, bytecode: c.evm.bytecode.object };
}
const out = { compiler: 'solc ' + solc.version(), settings, source: 'Tokens.sol', contracts };
writeFileSync(new URL('./tokens.json', import.meta.url), JSON.stringify(out, null, 1) + '\n');
console.log('tokens.json written by', out.compiler);
