// @ts-check

/**
 * Strategies with their options, and blocks from files, used the way a person uses them.
 *
 * What the tests hold on to is listed in web/TESTIDS.md.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ROOT, launch, open, require, serve, until } from './support.mjs';
import { ready, tools } from './visit.mjs';

const FILES = join(ROOT, 'crates/engine/tests/files');
const STRATEGIES = ['sequential', 'block-stm', 'block-access-list', 'locks', 'dependency-graph', 'two-phase'];
const SMALL = 'preset=token&txs=200&accounts=60&contention=0.8&seed=7&threads=2';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;

before(async () => {
  browser = await launch();
  host = await serve();
});

after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * @param {string} [query]
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function visit(query = '', options = {}) {
  const opened = await open(browser, host.url(query && `?${query}`), options);
  const { page } = opened;
  await ready(page);
  return { ...opened, ...tools(page) };
}

/**
 * Drops a file on the page.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {string} text
 */
async function drop(page, name, text) {
  await page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: 'application/json' }));
      for (const kind of ['dragover', 'drop']) {
        const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      }
    },
    { name, text },
  );
}

/** @param {string} name */
const text = (name) => readFile(join(FILES, name), 'utf8');

/** @param {import('playwright-core').Page} page */
async function accessible(page) {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const found = await page.evaluate(async () => {
    // @ts-expect-error: axe is a global of the script added above
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] });
    return violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes[0]?.html}`);
  });
  assert.deepEqual(found, []);
}

describe('strategies', () => {
  test('each is chosen by keyboard and gives the same result on two threads', async () => {
    const { page, get, run, problems, context } = await visit(SMALL);
    for (const strategy of STRATEGIES) {
      await get('strategy').focus();
      await page.keyboard.press('Home');
      for (let step = 0; step < STRATEGIES.indexOf(strategy); step++) await page.keyboard.press('ArrowDown');
      assert.equal(await get('strategy').inputValue(), strategy);
      await run();
      assert.equal(await get('check').getAttribute('data-equal'), 'true', strategy);
      assert.equal(await get('provenance').getAttribute('data-strategy'), strategy);
      const hinted = ['block-access-list', 'locks', 'dependency-graph'].includes(strategy);
      if (hinted) assert.match(await get('hints').innerText(), /sequential run: .+, not counted/);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('options come from the address and go back into it', async () => {
    const { page, get, run, context } = await visit(`${SMALL}&strategy=locks:granularity=account`);
    assert.equal(await get('strategy-granularity').inputValue(), 'account');
    await run();
    assert.match(await get('provenance').innerText(), /Access-list locks, granularity: account/);
    await get('strategy-granularity').selectOption('contract');
    await page.waitForURL(/strategy=locks:granularity=contract/);
    await get('how-it-works-summary').click();
    assert.ok(await get('documentation').isVisible());
    await accessible(page);
    await context.close();
  });
});

describe('files', () => {
  test('a dropped block runs as its header says, on a narrow screen too', async () => {
    const { page, get, run, problems, context } = await visit('', { viewport: { width: 390, height: 844 } });
    await drop(page, 'one-block.json', await text('one-block.json'));
    await get('file').waitFor();
    assert.equal(await get('file-name').innerText(), 'one-block.json');
    assert.equal(await get('file-fork').innerText(), 'Cancun');
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    for (const field of ['gasUsed', 'stateRoot', 'receiptsRoot', 'logsBloom']) {
      assert.equal(await get(`header-${field}`).getAttribute('data-state'), 'equal', field);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await accessible(page);
    await get('tab-graph').click();
    await get('graph-canvas').waitFor();
    await get('close-file').click();
    await get('preset').waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('of several blocks one is chosen, and one that must be refused is', async () => {
    const { page, get, run, context } = await visit();
    await drop(page, 'several-blocks.json', await text('several-blocks.json'));
    await get('file-block').waitFor();
    await run('refused');
    assert.equal(await get('refusal').getAttribute('data-expected'), 'true');
    assert.match(await get('refusal-reason').innerText(), /The block is invalid: /);
    await get('file-block').selectOption('2');
    await run();
    assert.equal(await get('header-check').getAttribute('data-fine'), 'true');
    await context.close();
  });

  test('broken and too large files are refused in words, and what was set up stays', async () => {
    const { page, get, run, context } = await visit(SMALL);
    await drop(page, 'broken.json', '{"lanewise": 1, "block": 7}');
    assert.match(await get('import-error').innerText(), /“broken\.json” cannot be opened: .+expected/);
    await drop(page, 'large.json', ' '.repeat((64 << 20) + 1));
    await until('the size to be refused', async () => /at most 64 MiB/.test(await get('import-error').innerText()));
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    await context.close();
  });
});
