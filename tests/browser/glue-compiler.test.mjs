// @ts-check

/**
 * The compiler's worker on a page of its own: the real compiler, the real libraries.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { DIST, launch, open, require, serve, until } from './support.mjs';

/**
 * @typedef {{ line: number, column: number }} Position
 * @typedef {{ path: string, from: Position, to: Position, severity: string, message: string, code: string,
 *   formatted: string }} Diagnostic
 * @typedef {{ id: number, kind: string, what: string, loaded: number, total: number, reason: string, output: string,
 *   diagnostics: Diagnostic[], imported: string[], version: string, ms: number, text: string }} Message
 */

/** Nothing may be evaluated from text, and workers come from here or from memory. */
const BARE = `<!doctype html><html lang="en"><meta charset="utf-8" /><title>Compiler</title><link rel="icon" href="data:," />
<meta http-equiv="Content-Security-Policy" content="default-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:" />`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;
/** One page whose worker most tests share, as a person's would. @type {import('playwright-core').Page} */
let shared;
/** @type {string[]} */
let problems;

before(async () => {
  browser = await launch();
  host = await serve({ pages: { '/bare.html': BARE } });
  ({ page: shared, problems } = await bare());
});

after(async () => {
  await browser?.close();
  await host?.close();
});

async function bare() {
  const opened = await open(browser, host.url('/bare.html'));
  await opened.page.evaluate(() => {
    const worker = new Worker('glue/compiler-worker.js');
    Object.assign(globalThis, { worker });
  });
  return opened;
}

/**
 * Sends requests to the page's worker, one directly after the other, and waits until each has its answer.
 *
 * @param {import('playwright-core').Page} page
 * @param {object[]} requests
 * @returns {Promise<Message[]>} everything that the worker said meanwhile
 */
function ask(page, ...requests) {
  return page.evaluate(
    (requests) =>
      new Promise((resolve, reject) => {
        const { worker } = /** @type {{ worker: Worker }} */ (/** @type {unknown} */ (globalThis));
        /** @type {Message[]} */
        const said = [];
        let open = requests.length;
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => {
          said.push(data);
          if (data.kind !== 'loading' && data.kind !== 'compiling') open -= 1;
          if (open === 0) resolve(said);
        };
        for (const request of requests) worker.postMessage(request);
      }),
    requests,
  );
}

let id = 0;

/**
 * @param {Record<string, string>} files
 * @param {object} [settings]
 */
const request = (files, settings = {}) => ({ id: (id += 1), kind: 'compile', files, settings });

/**
 * Compiles a project on the shared page.
 *
 * @param {Record<string, string>} files
 * @param {object} [settings]
 */
async function compile(files, settings) {
  const answer = (await ask(shared, request(files, settings))).at(-1);
  assert.equal(answer?.kind, 'done', answer?.reason);
  return { ...answer, ...JSON.parse(answer.output) };
}

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.26;\n';

const TOKEN = `${HEAD}
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract Token is ERC20 {
    constructor() ERC20("Token", "TOK") {
        _mint(msg.sender, 1000 ether);
    }
}
`;

describe('the compiler', () => {
  test('is not fetched before it is needed, tells its progress, and compiles an ERC-20 of OpenZeppelin', async () => {
    const before = host.requests.filter((path) => /solc|libraries/.test(path));
    assert.deepEqual(before, []);
    const said = await ask(shared, request({ 'Token.sol': TOKEN }));
    const loading = (/** @type {string} */ what) => said.filter((message) => message.kind === 'loading' && message.what === what);
    for (const what of ['compiler', 'library']) {
      const steps = loading(what);
      assert.ok(steps.length >= 2, `progress of the ${what}`);
      const { loaded = 0, total = -1 } = steps.at(-1) ?? {};
      assert.equal(loaded, total);
      assert.ok(steps.every((step, at) => step.loaded >= (steps[at - 1]?.loaded ?? 0)));
    }
    const done = said.at(-1);
    assert.equal(done?.kind, 'done', done?.reason);
    assert.equal(said.at(-2)?.kind, 'compiling');
    assert.deepEqual(done.diagnostics, []);
    assert.match(done.version, /^0\.8\.37\+/);
    assert.ok(done.ms > 0);
    assert.ok(done.imported.includes('@openzeppelin/contracts/token/ERC20/ERC20.sol'));
    assert.ok(done.imported.includes('@openzeppelin/contracts/utils/Context.sol'), 'what is imported by what is imported');
    assert.ok(!host.requests.includes('/libraries/solady.json'), 'a library that nothing imports is not fetched');

    const { contracts, sources } = JSON.parse(done.output);
    assert.deepEqual(Object.keys(contracts), ['Token.sol'], 'nothing of ERC20 itself, which is abstract');
    const { Token } = contracts['Token.sol'];
    assert.match(Token.evm.bytecode.object, /^[0-9a-f]{1000,}$/);
    assert.match(Token.evm.deployedBytecode.object, /^[0-9a-f]{1000,}$/);
    assert.ok(Token.evm.deployedBytecode.sourceMap.length > 100);
    assert.equal(Token.evm.methodIdentifiers['transfer(address,uint256)'], 'a9059cbb');
    assert.ok(Token.abi.some((/** @type {{ name?: string }} */ item) => item.name === 'balanceOf'));
    assert.ok(Token.storageLayout.storage.some((/** @type {{ label: string }} */ item) => item.label === '_balances'));
    assert.equal(typeof sources['Token.sol'].id, 'number');
    // What leads from code to lines, with the very texts that were compiled.
    assert.ok(Token.evm.bytecode.sourceMap.length > 100);
    assert.deepEqual(Token.evm.deployedBytecode.immutableReferences, {});
    assert.equal(sources['Token.sol'].content, TOKEN);
    assert.deepEqual(Object.keys(sources).sort(), ['Token.sol', ...done.imported].sort());
    const files = Object.values(sources).map((/** @type {{ content: string }} */ source) => source.content);
    assert.ok(files.every((text) => text.length > 100));
  });

  test('gives the same code as natively, and other code with other settings', async () => {
    const source = { 'A.sol': `${HEAD}contract A { uint256 public n; function go(uint256 k) external { for (uint256 i; i < k; ++i) n += i; } }` };
    const code = async (/** @type {object} */ settings) => (await compile(source, settings)).contracts['A.sol'].A.evm.bytecode.object;
    const input = {
      language: 'Solidity',
      sources: { 'A.sol': { content: source['A.sol'] } },
      settings: {
        evmVersion: 'osaka',
        optimizer: { enabled: true, runs: 200 },
        metadata: { bytecodeHash: 'none', appendCBOR: false },
        outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
      },
    };
    const natively = JSON.parse(require('solc').compile(JSON.stringify(input))).contracts['A.sol'].A.evm.bytecode.object;
    const usual = await code({});
    assert.equal(usual, natively);
    assert.equal(await code({ optimizer: true, runs: 200, evmVersion: 'osaka', viaIR: false }), usual);
    for (const other of [{ optimizer: false }, { viaIR: true }, { evmVersion: 'london' }]) assert.notEqual(await code(other), usual);
  });

  test('takes every EVM version that is offered, and says so if it does not know one', async () => {
    const versions = await shared.evaluate(async () => {
      const path = './glue/editor.js';
      return (await import(path)).EVM_VERSIONS;
    });
    assert.ok(versions.length >= 5);
    assert.equal(versions[0], 'osaka');
    for (const evmVersion of versions) {
      assert.deepEqual((await compile({ 'A.sol': `${HEAD}contract A {}` }, { evmVersion })).diagnostics, []);
    }
    const { diagnostics } = await compile({ 'A.sol': `${HEAD}contract A {}` }, { evmVersion: 'atlantis' });
    assert.match(diagnostics[0].message, /EVM version/);
  });

  test('finds imports between files of the project, by any spelling', async () => {
    const answer = await compile({
      'src/Main.sol': `${HEAD}import "./lib/One.sol";\nimport * as two from "../other/Two.sol";\nimport {Three as T} from "src/lib/Three.sol";\ncontract Main is One, two.Two, T {}`,
      'src/lib/One.sol': `${HEAD}/* import "not.sol"; */ contract One { string s = 'import "nor.sol";'; }`,
      'other/Two.sol': `${HEAD}// import "neither.sol";\ncontract Two {}`,
      'src/lib/Three.sol': `${HEAD}contract Three {}`,
    });
    assert.deepEqual(answer.diagnostics, []);
    assert.deepEqual(answer.imported, []);
    assert.equal(Object.keys(answer.contracts).length, 4);
  });

  test('knows Solady by both of its spellings, also side by side', async () => {
    const answer = await compile({
      'A.sol': `${HEAD}import "solady/utils/LibString.sol";\nimport {ERC20} from "solady/src/tokens/ERC20.sol";\nimport {LibString as Same} from "solady/src/utils/LibString.sol";
contract A is ERC20 {
    function name() public pure override returns (string memory) { return LibString.toString(uint256(7)); }
    function symbol() public pure override returns (string memory) { return Same.toString(uint256(8)); }
}`,
    });
    assert.deepEqual(answer.diagnostics.filter((/** @type {Diagnostic} */ { severity }) => severity === 'error'), []);
    assert.ok(answer.imported.includes('solady/src/utils/LibString.sol'));
    assert.ok(answer.contracts['A.sol'].A.evm.bytecode.object.length > 1000);
  });

  test('gives the code of a library\'s contract that the project imports itself', async () => {
    const answer = await compile({ 'A.sol': `${HEAD}import "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";` });
    const path = '@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol';
    assert.deepEqual(answer.diagnostics, []);
    assert.ok(answer.contracts[path].ERC1967Proxy.evm.bytecode.object.length > 100);
    const [source] = await ask(shared, { id: 0, kind: 'read', path });
    assert.match(source?.text ?? '', /contract ERC1967Proxy/);
  });

  test('marks an import that leads nowhere and says what can be imported instead', async () => {
    const { diagnostics, contracts } = await compile({
      'A.sol': `${HEAD}import "./Tokn.sol";\nimport "@openzeppelin/contracts/token/ERC20/ERC2O.sol";\nimport "solady/utils/LibSting.sol";\nimport "https://example.org/X.sol";\ncontract A {}`,
      'Token.sol': `${HEAD}contract Token {}`,
    });
    assert.deepEqual(contracts, {});
    assert.equal(diagnostics.length, 4);
    const [own, zeppelin, solady, remote] = diagnostics;
    assert.equal(own.path, 'A.sol');
    assert.deepEqual([own.from, own.to], [{ line: 3, column: 8 }, { line: 3, column: 20 }]);
    assert.equal(own.severity, 'error');
    assert.match(own.message, /^There is no file "\.\/Tokn\.sol" to import\. Did you mean "\.\/Token\.sol"\?/);
    assert.match(own.message, /"@openzeppelin\/contracts\/…" \(OpenZeppelin Contracts 5\.\d+\.\d+\) and "solady\/…" \(Solady \d/);
    assert.match(zeppelin.message, /Did you mean "@openzeppelin\/contracts\/token\/ERC20\/ERC20\.sol"/);
    assert.match(solady.message, /Did you mean "solady\/src\/utils\/LibString\.sol"/);
    assert.match(remote.message, /Nothing is fetched from other addresses/);
  });

  test('places errors by line and UTF-16 column, whatever stands before them', async () => {
    const { diagnostics } = await compile({
      'é.sol': `${HEAD}// Größe 🦀 ∑\r\ncontract A { string s = unicode"🦀é∑"; uint256 x = nothing; }\r\n`,
      'B.sol': `${HEAD}contract B {\n    /* 🦀🦀 */ uint256 y = ;\n}\n`,
    });
    // A syntax error stops the compiler before it looks at names.
    const [syntax] = diagnostics.filter((/** @type {Diagnostic} */ { path }) => path === 'B.sol');
    assert.equal(syntax.severity, 'error');
    assert.deepEqual(syntax.from, { line: 4, column: 28 });
    assert.match(syntax.formatted, /ParserError/);

    const second = await compile({
      'é.sol': `${HEAD}// Größe 🦀 ∑\r\ncontract A { string s = unicode"🦀é∑"; uint256 x = nothing; }\r\n`,
    });
    const [name] = second.diagnostics;
    assert.equal(name.path, 'é.sol');
    assert.match(name.message, /Undeclared identifier/);
    assert.equal(name.code, '7576');
    const column = 'contract A { string s = unicode"🦀é∑"; uint256 x = '.length + 1;
    assert.deepEqual([name.from, name.to], [{ line: 4, column }, { line: 4, column: column + 7 }]);
  });

  test('passes warnings on, and errors about no place in particular', async () => {
    const { diagnostics } = await compile({ 'A.sol': 'contract A { function f(uint256 x) external pure returns (uint256) { return 1; } }' });
    assert.deepEqual([...new Set(diagnostics.map((/** @type {Diagnostic} */ { severity }) => severity))], ['warning']);
    assert.ok(diagnostics.some((/** @type {Diagnostic} */ { message }) => message.includes('SPDX')));
    assert.ok(diagnostics.some((/** @type {Diagnostic} */ { message }) => message.includes('Unused function parameter')));
  });

  test('answers only the latest of several requests; each gets an answer', async () => {
    // Long enough that all the others arrive while it is compiled; it may end, for a compilation is not interrupted.
    const functions = Array.from({ length: 1500 }, (_, at) => `function f${at}(uint256 x) internal pure returns (uint256) { return x + ${at}; }`);
    const slow = request({ 'A.sol': `${HEAD}contract Slow {\n${functions.join('\n')}\n}` });
    const some = ['A', 'B', 'C', 'D'].map((name) => request({ 'A.sol': `${HEAD}contract ${name} {}` }));
    const said = await ask(shared, slow, ...some);
    const ended = said.filter(({ kind }) => kind !== 'compiling' && kind !== 'loading');
    const answers = new Map(ended.map((message) => [message.id, message]));
    assert.equal(ended.length, 5);
    assert.ok(['done', 'superseded'].includes(answers.get(slow.id)?.kind ?? ''));
    const kinds = some.map(({ id }) => answers.get(id)?.kind);
    assert.equal(kinds.at(-1), 'done');
    assert.deepEqual(kinds.slice(0, -1), ['superseded', 'superseded', 'superseded']);
    assert.ok(JSON.parse(answers.get(some[3]?.id ?? 0)?.output ?? '{}').contracts['A.sol'].D);
  });

  test('refuses what is too large or empty with a sentence, and goes on', async () => {
    const [large] = await ask(shared, request({ 'A.sol': `// ${'x'.repeat(1_000_000)}` }));
    assert.equal(large?.kind, 'failed');
    assert.match(large.reason, /1001 kB together; at most 1000 kB/);
    const [empty] = await ask(shared, request({}));
    assert.match(empty?.reason ?? '', /nothing to compile/);
    assert.ok((await compile({ 'A.sol': `${HEAD}contract A {}` })).contracts['A.sol'].A);
  });

  test('compiles a large source, and survives one that it cannot take', async () => {
    const functions = Array.from({ length: 3000 }, (_, at) => `function f${at}(uint256 x) internal pure returns (uint256) { return x + ${at}; }`);
    const large = await compile({ 'A.sol': `${HEAD}contract A {\n${functions.join('\n')}\n}` });
    assert.deepEqual(large.diagnostics, []);
    for (const depth of [1000, 60_000]) {
      const deep = `${HEAD}contract A { uint256 x = ${'('.repeat(depth)}1${')'.repeat(depth)}; }`;
      const answer = (await ask(shared, request({ 'A.sol': deep }))).at(-1);
      const told = answer?.kind === 'failed' ? answer.reason : answer?.diagnostics[0]?.message;
      assert.match(told ?? '', /nested too deeply|recursion depth/);
      assert.ok((await compile({ 'A.sol': `${HEAD}contract A {}` })).contracts['A.sol'].A, 'the next one is compiled');
    }
  });

  test('lies in dist/ as published, with its licence and the way to its source; the libraries with theirs', () => {
    const read = (/** @type {string} */ path) => readFileSync(join(DIST, path));
    assert.ok(read('solc/soljson.js').equals(readFileSync(require.resolve('solc/soljson.js'))));
    assert.match(read('solc/LICENSE').toString(), /GNU GENERAL PUBLIC LICENSE\s+Version 3/);
    assert.match(read('solc/README.md').toString(), /https:\/\/github\.com\/ethereum\/solidity\/releases\/tag\/v0\.8\.37/);
    assert.match(read('glue/LICENSES.txt').toString(), /@codemirror\/view [^]*Permission is hereby granted/);
    for (const library of ['openzeppelin', 'solady']) {
      assert.match(JSON.parse(read(`libraries/${library}.json`).toString()).licence, /Copyright[^]*Permission is hereby granted/);
    }
  });

  test('nothing was complained about', () => {
    assert.deepEqual(problems, []);
  });
});

describe('on other hosts', () => {
  test('below a sub-folder and isolated by the service worker: loads and compiles with a library', async () => {
    const other = await serve({ headers: false, below: '/some/where/' });
    const { page, context } = await open(browser, other.url());
    await until('the page to be isolated', () => page.evaluate(() => globalThis.crossOriginIsolated).catch(() => false));
    await page.evaluate(() => Object.assign(globalThis, { worker: new Worker('glue/compiler-worker.js') }));
    const done = (await ask(page, request({ 'Token.sol': TOKEN }))).at(-1);
    assert.equal(done?.kind, 'done', done?.reason);
    assert.deepEqual(done.diagnostics, []);
    assert.ok(other.requests.includes('/some/where/solc/soljson.js'));
    await context.close();
    await other.close();
  });
});

describe('where the compiler cannot be had', () => {
  test('offline: says so, and works once there is a network again', async () => {
    const { page, context } = await bare();
    // The worker itself has been loaded.
    assert.equal((await ask(page, { id: 0, kind: 'read', path: 'x' }))[0]?.kind, 'source');
    await context.setOffline(true);
    const project = request({ 'A.sol': `${HEAD}contract A {}` });
    const [failed] = await ask(page, project);
    assert.equal(failed?.kind, 'failed');
    assert.match(failed.reason, /^The Solidity compiler could not be loaded: /);
    await context.setOffline(false);
    assert.equal((await ask(page, project)).at(-1)?.kind, 'done');
    await context.close();
  });

  test('missing on the server: names the status', async () => {
    const { page, context } = await bare();
    await context.route('**/soljson.js', (route) => route.fulfill({ status: 404, body: '' }));
    const [failed] = await ask(page, { id: 1, kind: 'load' });
    assert.match(failed?.reason ?? '', /status 404/);
    await context.close();
  });

  test('a policy that forbids scripts from memory: it is loaded from its address', async () => {
    const context = await browser.newContext();
    await context.route('**/compiler-worker.js', async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" };
      await route.fulfill({ response, headers });
    });
    const page = await context.newPage();
    await page.goto(host.url('/bare.html'));
    await page.evaluate(() => Object.assign(globalThis, { worker: new Worker('glue/compiler-worker.js') }));
    const loaded = (await ask(page, { id: 1, kind: 'load' })).at(-1);
    assert.equal(loaded?.kind, 'loaded', loaded?.reason);
    await context.close();
  });
});
