// @ts-check

/**
 * The editor on a page of its own, and that the first screen loads neither it nor the compiler.
 */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';

import { firstScreen } from './sizes.mjs';
import { DIST, launch, open, require, serve } from './support.mjs';

/** @typedef {{ path: string, text: string }} Change */

const colours = readdirSync(DIST).find((name) => /^colours-.*\.css$/.test(name));

/** Nothing may be evaluated from text; styles are the editor's own. */
const BARE = `<!doctype html><html lang="en"><meta charset="utf-8" /><title>Editor</title><link rel="icon" href="data:," />
<meta http-equiv="Content-Security-Policy" content="default-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'" />
<link rel="stylesheet" href="${colours}" />
<body><main><h1>Editor</h1><button id="before">Before</button>
<div id="editor" style="height: 400px"></div><button id="after">After</button></main></body></html>`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;
/** @type {import('playwright-core').Page} */
let page;
/** @type {string[]} */
let problems;

before(async () => {
  browser = await launch();
  host = await serve({ pages: { '/bare.html': BARE } });
});

after(async () => {
  await browser?.close();
  await host?.close();
});

beforeEach(async () => {
  await page?.context().close();
  ({ page, problems } = await open(browser, host.url('/bare.html')));
  await page.evaluate(async () => {
    const path = './glue/editor.js';
    const { createEditor } = await import(path);
    /** @type {Change[]} */
    const changes = [];
    /** @type {unknown[]} */
    const cursors = [];
    const editor = createEditor(document.getElementById('editor'), {
      dark: false,
      label: 'Source of the contract',
      language: 'solidity',
      onChange: (/** @type {string} */ path, /** @type {string} */ text) => changes.push({ path, text }),
      onCursor: (/** @type {unknown[]} */ ...cursor) => cursors.push(cursor),
    });
    Object.assign(globalThis, { editor, changes, cursors });
  });
});

/**
 * Calls a method of the editor.
 *
 * @param {string} method
 * @param {unknown[]} values
 * @returns {Promise<any>}
 */
const call = (method, ...values) =>
  page.evaluate(
    ({ method, values }) => /** @type {any} */ (globalThis).editor[method](...values),
    { method, values },
  );

/** @returns {Promise<Change[]>} */
const changes = () => page.evaluate(() => /** @type {any} */ (globalThis).changes);

const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className);

const SOURCE = 'contract A {\n    uint256 x;\n}\n';

describe('the editor', () => {
  test('shows a file with colours and line numbers, tells each change, undoes and redoes', async () => {
    await call('open', 'A.sol', SOURCE);
    assert.equal(await page.locator('.cm-content').getAttribute('aria-label'), 'Source of the contract');
    assert.match((await page.locator('.cm-content').getAttribute('aria-description')) ?? '', /Escape, then Tab/);
    assert.equal(await page.locator('.cm-lineNumbers .cm-gutterElement:visible').last().innerText(), '4');
    const colour = (/** @type {string} */ word) =>
      page.evaluate((word) => {
        const span = [...document.querySelectorAll('.cm-line span')].find(({ textContent }) => textContent === word);
        return span && getComputedStyle(span).color;
      }, word);
    assert.equal(await colour('contract'), 'rgb(138, 42, 107)');
    assert.equal(await colour('uint256'), 'rgb(27, 111, 117)');

    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('// end');
    assert.deepEqual((await changes()).at(-1), { path: 'A.sol', text: `${SOURCE}// end` });
    await page.keyboard.press('Control+z');
    assert.equal(await call('text', 'A.sol'), SOURCE);
    await page.keyboard.press('Control+Shift+z');
    assert.equal((await changes()).at(-1)?.text, `${SOURCE}// end`);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).cursors.at(-1)), ['A.sol', 4, 7]);
    assert.deepEqual(problems, []);
  });

  test('closes brackets, indents by four, comments lines out', async () => {
    await call('open', 'A.sol', '');
    await call('focus');
    await page.keyboard.type('contract A {');
    await page.keyboard.press('Enter');
    await page.keyboard.type('function f() public {');
    await page.keyboard.press('Enter');
    await page.keyboard.type('x = (1');
    assert.equal(await call('text', 'A.sol'), 'contract A {\n    function f() public {\n        x = (1)\n    }\n}');
    await page.keyboard.press('Control+/');
    assert.match(await call('text', 'A.sol'), /\n {8}\/\/ x = \(1\)\n/);
  });

  test('completes words of the language and of the document', async () => {
    await call('open', 'A.sol', 'uint256 treasuryShare;\n');
    await call('goTo', 'A.sol', 2, 1);
    await page.keyboard.type('treas');
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'treasuryShare' }).waitFor();
    // The list takes keys only when it has been there for a moment, so that typing on is not caught by it.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    assert.equal(await call('text', 'A.sol'), 'uint256 treasuryShare;\ntreasuryShare');
    await page.keyboard.type(' = block.times');
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'block.timestamp' }).waitFor();
  });

  test('Tab indents; Escape, then Tab leaves', async () => {
    await call('open', 'A.sol', 'x');
    await call('goTo', 'A.sol', 1, 1);
    await page.keyboard.press('Tab');
    assert.equal(await call('text', 'A.sol'), '    x');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'after');
    assert.equal(await call('text', 'A.sol'), '    x');
  });

  test('keeps for each file its text, undo, selection and scroll position', async () => {
    const long = Array.from({ length: 300 }, (_, at) => `// line ${at + 1}`).join('\n');
    await call('open', 'Long.sol', long);
    await call('goTo', 'Long.sol', 200, 4);
    await page.keyboard.type('!');
    const top = await page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTop);
    assert.ok(top > 1000);
    await call('open', 'Other.sol', 'contract Other {}');
    assert.match(await page.locator('.cm-content').innerText(), /contract Other/);
    await call('open', 'Long.sol', await call('text', 'Long.sol'));
    await page.waitForTimeout(200);
    const again = await page.locator('.cm-scroller').evaluate((scroller) => scroller.scrollTop);
    assert.ok(Math.abs(again - top) < 40, `${again} is about ${top}`);
    await call('focus');
    await page.keyboard.type('?');
    assert.match((await changes()).at(-1)?.text ?? '', /\/\/ !\?line 200\n/);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    assert.equal(await call('text', 'Long.sol'), long);
    await call('rename', 'Long.sol', 'src/Long.sol');
    assert.equal(await call('text', 'Long.sol'), null);
    await page.keyboard.type('#');
    assert.equal((await changes()).at(-1)?.path, 'src/Long.sol');
    await call('close', 'src/Long.sol');
    assert.equal(await page.locator('.cm-content').innerText(), '\n');
  });

  test('takes a text from outside without losing the cursor, and does not report it', async () => {
    await call('open', 'batch.json', '{"a": 1, "b": 2}', 'json');
    await call('goTo', 'batch.json', 1, 16);
    await call('setText', 'batch.json', '{"a": 100, "b": 2}');
    assert.deepEqual(await changes(), []);
    await page.keyboard.type('3');
    assert.equal((await changes()).at(-1)?.text, '{"a": 100, "b": 23}');
    await call('open', 'A.sol', SOURCE);
    await call('setText', 'batch.json', '{}');
    assert.equal(await call('text', 'batch.json'), '{}');
    await call('setText', 'never-opened', 'x');
    assert.equal(await call('text', 'never-opened'), null);
  });

  test('finds and replaces', async () => {
    await call('open', 'A.sol', 'aa bb aa\n');
    await call('focus');
    await page.keyboard.press('Control+f');
    await page.locator('.cm-search input[name=search]').fill('aa');
    await page.locator('.cm-search input[name=replace]').fill('cc');
    assert.equal(await page.locator('.cm-searchMatch').count(), 2);
    await page.locator('.cm-search button[name=replaceAll]').click();
    assert.equal(await call('text', 'A.sol'), 'cc bb cc\n');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.cm-search').count(), 0);
  });

  test('shows diagnostics where they are, also of a file that is not shown, and goes to a place', async () => {
    await call('open', 'B.sol', 'contract B {}\n');
    await call('open', 'A.sol', '// 🦀\nuint x = ;\n');
    const at = (/** @type {number} */ line, /** @type {number} */ column) => ({ line, column });
    await call('setDiagnostics', 'A.sol', [
      { from: at(2, 6), to: at(2, 7), severity: 'error', message: 'Something is wrong here', source: 'solc' },
      { from: at(99, 1), to: at(99, 9), severity: 'warning', message: 'Far away' },
    ]);
    await call('setDiagnostics', 'B.sol', [{ from: at(1, 10), to: at(1, 11), severity: 'warning', message: 'A short name' }]);
    assert.equal(await page.locator('.cm-lintRange-error').innerText(), 'x');
    assert.equal(await page.locator('.cm-lint-marker-error').count(), 1);
    await page.locator('.cm-lintRange-error').hover();
    await page.locator('.cm-tooltip .cm-diagnosticText', { hasText: 'Something is wrong here' }).waitFor();
    await call('goTo', 'B.sol', 1, 10);
    assert.equal(await page.locator('.cm-lintRange-warning').innerText(), 'B');
    assert.match(String(await focused()), /cm-content/);
    await page.keyboard.type('Better');
    assert.equal((await changes()).at(-1)?.text, 'contract BetterB {}\n');
    await call('setDiagnostics', 'B.sol', []);
    assert.equal(await page.locator('.cm-lintRange').count(), 0);
    assert.deepEqual(problems, []);
  });

  test('marks lines, which move with the text', async () => {
    await call('open', 'A.sol', 'one\ntwo\nthree\n');
    await call('mark', 'A.sol', [{ line: 2, class: 'failed', title: 'reverted here' }, { line: 50, class: 'failed' }]);
    assert.equal(await page.locator('.cm-line.failed').innerText(), 'two');
    assert.equal(await page.locator('.cm-line.failed').getAttribute('title'), 'reverted here');
    await call('goTo', 'A.sol', 1, 1);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.cm-line.failed').innerText(), 'two');
    await call('mark', 'A.sol', []);
    assert.equal(await page.locator('.cm-line.failed').count(), 0);
  });

  test('a file to read cannot be changed', async () => {
    await call('open', 'lib.sol', 'contract L {}', 'solidity', { readOnly: true });
    await call('focus');
    await page.keyboard.type('x');
    assert.equal(await call('text', 'lib.sol'), 'contract L {}');
    assert.equal(await page.locator('.cm-content').getAttribute('aria-readonly'), 'true');
  });

  test('colours assembly', async () => {
    await call('open', 'Counter.evm', '.const ONE 1 ; comment\nstart:\n  push ONE\n  PUSH @start // again\n  frobnicate\n', 'evm');
    const classes = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.cm-line span')].map((span) => [span.textContent, getComputedStyle(span).color]),
      ),
    );
    assert.equal(classes.push, 'rgb(138, 42, 107)');
    assert.equal(classes.PUSH, classes.push);
    assert.equal(classes['.const'], classes.push);
    assert.equal(classes.start, classes['@start']);
    assert.equal(classes['; comment'], classes['// again']);
    assert.notEqual(classes.frobnicate, classes.push);
  });

  for (const dark of [false, true]) {
    test(`breaks no rule of accessibility in ${dark ? 'dark' : 'light'} colours`, async () => {
      await page.evaluate((dark) => (document.documentElement.dataset.theme = dark ? 'dark' : 'light'), dark);
      await page.evaluate(() => (document.body.style.background = 'var(--bg)'));
      await page.evaluate(() => (document.body.style.color = 'var(--ink)'));
      await call('setDark', dark);
      await call('open', 'A.sol', `// SPDX-License-Identifier: MIT\n${SOURCE}uint y = 12 ether; // "text"\nstring s = "text";\nFoo.bar(1);\n`);
      await call('setDiagnostics', 'A.sol', [{ from: { line: 2, column: 1 }, to: { line: 2, column: 9 }, severity: 'error', message: 'no' }]);
      await call('focus');
      await page.keyboard.press('Control+f');
      await page.locator('.cm-search').waitFor();
      // The test tool is put in from outside, past the page's policy.
      const { source } = require('axe-core');
      const violations = await page.evaluate(`${source}; axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 200) + ' ' + (any[0]?.message ?? '')).join('; ')))`);
      assert.deepEqual(violations, []);
    });
  }
});

describe('the first screen', () => {
  test('loads neither editor nor compiler nor libraries', async () => {
    const paths = await firstScreen(browser);
    assert.ok(paths.includes('index.html') && paths.some((path) => path.endsWith('.wasm')), 'the page itself was recorded');
    assert.deepEqual(paths.filter((path) => /^(glue|solc|libraries)\//.test(path)), []);
  });
});
