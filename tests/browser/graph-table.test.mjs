// @ts-check

/**
 * The dependency graph drawn in other ways, and the table of transactions.
 *
 * What the tests hold on to is listed in web/TESTIDS.md.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { launch, open, serve, until } from './support.mjs';
import { ready, tools } from './visit.mjs';

/** A small block: quick to run, still with something to wait for. */
const SMALL = 'preset=exchange&txs=300&accounts=60&contention=0.8&seed=7';

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

/** @param {string} query */
async function visit(query) {
  const opened = await open(browser, host.url(`?${query}`));
  await ready(opened.page);
  return { ...opened, ...tools(opened.page) };
}

describe('views', () => {
  test('the graph is drawn in other ways, filtered, told in words and taken away', async () => {
    const { page, get, run, problems, context } = await visit(SMALL);
    await run();
    await get('tab-graph').click();
    const canvas = get('graph-canvas');
    await canvas.waitFor({ timeout: 30_000 });
    const edges = async () => Number(await canvas.getAttribute('data-edges'));
    const before = await edges();
    await get('graph-anti').check();
    await get('graph-output').check();
    await until('the other kinds of edges', async () => (await edges()) > before, 30_000);
    await get('graph-granularity').selectOption('account');
    await until('the coarser graph', async () => (await edges()) !== before, 30_000);
    await get('graph-granularity').selectOption('slot');
    await get('graph-anti').uncheck();
    await get('graph-output').uncheck();
    await until('the first graph', async () => (await edges()) === before, 30_000);

    for (const colour of ['sender', 'contract', 'function', 'aborts', 'lane', 'status']) {
      await get('graph-colour').selectOption(colour);
      const counts = await get('graph-legend').locator('[data-value]:not([data-testid])').all();
      const all = await Promise.all(counts.map((count) => count.getAttribute('data-value')));
      assert.equal(all.reduce((sum, count) => sum + Number(count), 0), 300, colour);
      assert.ok(all.length <= 9, colour);
    }
    await get('graph-only').selectOption('critical');
    const shown = Number(await get('graph-shown').getAttribute('data-value'));
    assert.ok(shown > 1 && shown < 300, String(shown));
    await get('graph-filter-reset').click();
    assert.equal(await get('graph-shown').getAttribute('data-value'), '300');

    await get('graph-in-words').click();
    const steps = Number(await get('graph-chain').getAttribute('data-count'));
    assert.equal(steps, Number(await canvas.getAttribute('data-critical')));
    await get('graph-chain').locator('.place').first().click();
    assert.match(await get('graph-edge').innerText(), /read .+, which transaction \d+ had written/);

    for (const [format, begins] of [
      ['csv', 'from,to,kind'],
      ['svg', '<svg'],
      ['dot', 'digraph'],
      ['graphml', '<?xml'],
    ]) {
      const taken = page.waitForEvent('download');
      await get(`graph-${format}`).click();
      const file = await (await taken).path();
      assert.ok((await readFile(file, 'utf8')).startsWith(begins), format);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the transactions are all listed, sorted, filtered, and decoded where they are in sight', async () => {
    const { page, get, run, problems, context } = await visit(SMALL);
    await run();
    await get('tab-transactions').click();
    const grid = get('transactions');
    assert.equal(await grid.getAttribute('aria-rowcount'), '301');
    assert.match(await get('transactions-range').innerText(), /300 of 300/);
    assert.ok((await grid.locator('.body [role=row]').count()) < 80, 'only some rows exist');
    await get('transactions-loading').waitFor({ state: 'detached', timeout: 60_000 });
    await until('the calls', async () => /\w+\(.*: /.test(await get('row-0').innerText()), 30_000);

    // Sorted by gas, the greatest first.
    await get('transactions-sort-gas').click();
    const gas = async () => {
      const cells = await grid.locator('.body [role=row] > :nth-child(4)').allInnerTexts();
      return cells.map((cell) => Number(cell.replaceAll(',', '')));
    };
    const falling = await gas();
    assert.deepEqual(falling, [...falling].sort((one, other) => other - one));
    await get('transactions-sort-index').click();

    // By keyboard alone, to the end and back; the selected row is always there.
    await grid.focus();
    await page.keyboard.press('End');
    await page.waitForSelector('[data-testid=details][data-index="299"]');
    await until('the last row', async () => (await get('row-299').count()) === 1);
    assert.equal(await grid.getAttribute('aria-activedescendant'), 'row-299');
    assert.equal(await get('row-299').getAttribute('aria-rowindex'), '301');
    assert.equal(await get('row-0').count(), 0);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('[data-testid=details][data-state=ready][data-index="1"]');

    await get('row-5').click();
    await page.waitForSelector('[data-testid=details][data-state=ready][data-index="5"]');
    await get('transactions-filter').selectOption('repeated');
    assert.doesNotMatch(await get('transactions-range').innerText(), /300 of 300/);
    await get('transactions-filter').selectOption('critical');
    await until('the longest chain', async () => {
      const listed = Number(await grid.getAttribute('data-count'));
      return listed > 1 && listed < 300;
    });
    await get('transactions-reset').click();
    await get('transactions-text').fill('nobody is called like this');
    await get('transactions-none').waitFor();
    await get('transactions-reset').click();

    const taken = page.waitForEvent('download');
    await get('transactions-csv').click();
    const lines = (await readFile(await (await taken).path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 301);
    assert.match(lines[1], /^0,(succeeded|reverted|halted),\d+,\d+,/);

    await get('details-to-graph').click();
    await get('graph-canvas').waitFor({ timeout: 30_000 });
    assert.equal(await get('graph-index').inputValue(), '5');
    assert.deepEqual(problems, []);
    await context.close();
  });
});
