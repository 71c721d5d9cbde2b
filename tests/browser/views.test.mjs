// @ts-check

/**
 * The views of a run, each with a real one behind it: speedup, timeline, graph, conflicts, step by step,
 * transactions, access list, comparison.
 *
 * Screenshots of every view, at two sizes and in both colour schemes, are left in `target/screens/views/`.
 * What the tests hold on to is listed in web/TESTIDS.md.
 */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ROOT, launch, open, require, serve, until } from './support.mjs';
import { ready, tools } from './visit.mjs';

/** A contended block that is quick to run. */
const BLOCK = 'preset=exchange&txs=400&accounts=80&contention=0.8&seed=7&knobs=pools:1';
const VIEWS = ['overview', 'speedup', 'timeline', 'graph', 'conflicts', 'steps', 'transactions', 'access-list', 'compare'];
/** What tells that a view is there. */
const READY = {
  overview: 'speedup',
  speedup: 'curve-chart',
  timeline: 'timeline-canvas',
  graph: 'graph-canvas',
  conflicts: 'conflicts-sentence',
  steps: 'steps-sentence',
  transactions: 'transactions',
  'access-list': 'access-list',
  compare: 'compare',
};
const SCREENS = join(ROOT, 'target/screens/views');

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;

before(async () => {
  browser = await launch();
  host = await serve();
  mkdirSync(SCREENS, { recursive: true });
});

after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * The page with a run behind it.
 *
 * @param {string} [query]
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @param {import('./support.mjs').Host} [from]
 */
async function visit(query = BLOCK, options = {}, from = host) {
  const opened = await open(browser, from.url(`?${query}`), options);
  const { page } = opened;
  await ready(page);
  const { get } = tools(page);
  const finished = (/** @type {number} */ runs) =>
    page.waitForSelector(`[data-testid=app][data-state=done][data-run="${runs}"]`, { timeout: 120_000 });
  let runs = 0;
  const run = async () => {
    await get('run').click();
    runs += 1;
    await finished(runs);
  };
  /** @param {keyof typeof READY} view */
  const look = async (view) => {
    await get(`tab-${view}`).click();
    await get(READY[view]).first().waitFor({ timeout: 60_000 });
  };
  /** @param {string} id */
  const download = async (id) => {
    const [file] = await Promise.all([page.waitForEvent('download'), get(id).click()]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  await run();
  return { ...opened, get, run, look, download };
}

describe('every view', () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [size, viewport] of /** @type {const} */ ([
      ['wide', { width: 1440, height: 900 }],
      ['narrow', { width: 390, height: 844 }],
    ])) {
      test(`shows a real run and breaks no rule of accessibility, ${size}, ${colorScheme}`, async () => {
        const { page, get, look, context, problems } = await visit(BLOCK, { viewport, colorScheme });
        await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
        for (const view of /** @type {(keyof typeof READY)[]} */ (VIEWS)) {
          await look(view);
          // Something is selected and unfolded wherever there is something to select.
          if (view === 'graph') {
            await get('graph-index').fill('12');
            await get('graph-index').press('Enter');
            await page.waitForSelector('[data-testid=details][data-state=ready]');
          }
          if (view === 'steps') await get('trace-ready').waitFor({ timeout: 60_000 });
          // The bar that stays in sight would lie across a picture of the whole page.
          await page.evaluate(() => scrollTo(0, 0));
          await page.screenshot({ path: join(SCREENS, `${view}-${size}-${colorScheme}.png`), fullPage: true });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${view} is ${wide} pixels wider than the page`);
          const { violations } = await page.evaluate(() =>
            // @ts-expect-error axe was put there above
            axe.run('[data-testid=results]', { resultTypes: ['violations'] }),
          );
          const said = violations.map((/** @type {any} */ it) => `${it.id}: ${it.nodes.map((/** @type {any} */ n) => n.html).join(' | ').slice(0, 600)}`);
          assert.deepEqual(said, [], view);
        }
        assert.deepEqual(problems, []);
        await context.close();
      });
    }
  }

  test('is reached by keyboard alone, and a selection is the same in all', async () => {
    const { page, get, look, context, problems } = await visit();
    await get('tab-overview').focus();
    for (const view of VIEWS.slice(1)) {
      await page.keyboard.press('ArrowRight');
      assert.equal(await get(`tab-${view}`).getAttribute('aria-selected'), 'true', view);
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-testid')), `tab-${view}`);
    }
    assert.match(page.url(), /view=compare/);
    await look('transactions');
    await get('transactions').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('[data-testid=details][data-state=ready]');
    const index = await get('details').getAttribute('data-index');
    await look('graph');
    assert.equal(await get('graph-index').inputValue(), index);
    await look('timeline');
    assert.equal(await get('timeline-index').inputValue(), index);
    await look('steps');
    assert.equal(await get('trace-index').inputValue(), index);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('and how it is looked at are in the address', async () => {
    const { get, context } = await visit(`${BLOCK}&view=steps&sim-cores=3&sim-cost=gas`);
    await get('steps-sentence').waitFor({ timeout: 60_000 });
    assert.equal(await get('lens-cores').inputValue(), '3');
    assert.equal(await get('lens-cost').inputValue(), 'gas');
    assert.equal(await get('steps-cores').locator('li').count(), 3);
    await context.close();
  });
});

describe('a page that is not isolated', () => {
  test('has a coarse clock, and says that times are dealt out by gas', async (t) => {
    const bare = await serve({ headers: false });
    t.after(() => bare.close());
    const { page, get, look, context, problems } = await visit(BLOCK, { serviceWorkers: 'block' }, bare);
    assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    await look('speedup');
    await get('lens-dealt-out').waitFor();
    await get('lens-cost').selectOption('gas');
    assert.equal(await get('lens-dealt-out').count(), 0, 'nothing is said where gas is what was asked for');
    await look('transactions');
    assert.match(await get('transactions-times').innerText(), /dealt out by gas/);
    // Playwright says so itself where it blocks one.
    assert.deepEqual(problems.filter((problem) => !/Service Worker registration blocked/.test(problem)), []);
    await context.close();
  });

  test('an isolated one has a fine clock, and says how times were measured', async () => {
    const { get, look, context } = await visit('preset=exchange&txs=100&accounts=80&seed=7');
    await look('transactions');
    assert.match(await get('transactions-times').innerText(), /median of \d+ passes/);
    assert.equal(await get('lens-dealt-out').count(), 0);
    await context.close();
  });
});

describe('speedup', () => {
  test('has a line a strategy, its bounds, and the measured run', async () => {
    const { get, look, context, download, problems } = await visit();
    await look('speedup');
    const chart = get('curve-chart');
    assert.ok(Number(await chart.getAttribute('data-lines')) >= 5);
    assert.equal(await chart.getAttribute('data-measured'), '1');
    const speedup = async (/** @type {string} */ id, /** @type {number} */ column) => {
      const cells = get(`speedup-row-${id}`).locator('[data-value]');
      return Number(await cells.nth(column).getAttribute('data-value'));
    };
    const columns = await get('speedup-row-block-access-list').locator('[data-value]').count();
    // One pool: what has to be known beforehand helps, what waits does not.
    assert.ok((await speedup('block-access-list', columns - 1)) > 4);
    assert.ok((await speedup('dependency-graph', columns - 1)) < 3);
    assert.match(await get('speedup-sentence').innerText(), /chain|at most/i);
    const csv = await download('speedup-csv');
    assert.match(csv.bytes.toString(), /block-stm/);
    const svg = await download('speedup-svg');
    assert.match(svg.bytes.toString(), /^<svg[^]*simulated/);
    const png = await download('speedup-png');
    assert.deepEqual([...png.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('is cancelled and started again; a run goes before it', async () => {
    const { page, get, run, context } = await visit('preset=exchange&txs=20000&accounts=4000&seed=1');
    await get('tab-speedup').click();
    await get('speedup-cancel').click();
    await get('speedup-cancelled').waitFor();
    assert.equal(await get('app').getAttribute('data-state'), 'done');
    await get('speedup-retry').click();
    await get('speedup-cancel').waitFor();
    await run();
    await page.waitForSelector('[data-testid=speedup-loading], [data-testid=curve-chart]');
    await context.close();
  });
});

describe('conflicts', () => {
  test('name variable and line, advise, and say what would be without', async () => {
    const { page, get, look, context, download, problems } = await visit('preset=nft-global&txs=400&accounts=200&seed=3');
    await look('conflicts');
    assert.match(await get('conflicts-sentence').innerText(), /nextId/);
    await get('conflicts-place-0').click();
    assert.equal(await get('conflicts-advice').getAttribute('data-pattern'), 'counter');
    assert.ok((await get('conflicts-scenario-nft-per-user').count()) > 0, 'the scenario that shows the remedy');
    const declared = get('conflicts-line-declared');
    assert.match((await declared.getAttribute('data-file')) ?? '', /NftCounter\.sol$/);
    const line = (await declared.getAttribute('data-value')) ?? '';
    await declared.click();
    const mark = get('mark');
    await mark.waitFor();
    assert.equal(await mark.getAttribute('data-value'), line);
    assert.match(await get('source-marked').innerText(), /nextId/);
    await get('conflicts-what-if').click();
    const result = get('what-if-result');
    await result.waitFor({ timeout: 60_000 });
    const [before, after] = [
      Number(await result.getAttribute('data-before')),
      Number(await result.getAttribute('data-value')),
    ];
    assert.ok(after > 2 * before, `${before} becomes ${after}`);
    assert.match((await download('conflicts-csv')).bytes.toString(), /nextId/);
    JSON.parse((await download('conflicts-json')).bytes.toString());
    assert.match((await download('conflicts-svg')).bytes.toString(), /^<svg/);
    await page.keyboard.press('Escape');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('of a block without any are nothing to worry about', async () => {
    const { get, look, context, problems } = await visit('preset=nft-per-user&txs=100&accounts=100&contention=0&seed=3');
    await look('conflicts');
    assert.ok((await get('conflicts-sentence').innerText()).length > 20);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('step by step', () => {
  test('walks forth and back, plays, scrubs, and shows memory and waits', async () => {
    const { page, get, look, context, download, problems } = await visit();
    await look('steps');
    const now = get('steps-now');
    const place = async () => Number(await now.getAttribute('data-place'));
    const events = Number(await now.getAttribute('data-events'));
    assert.ok(events > 800, `${events} events`);
    assert.equal(await place(), 1);
    const first = await get('steps-sentence').innerText();
    assert.match(first, /transaction 0/i);
    await get('steps-forward').click();
    assert.equal(await place(), 2);
    assert.notEqual(await get('steps-sentence').innerText(), first);
    await get('steps-back').click();
    assert.equal(await get('steps-sentence').innerText(), first);
    await get('steps-abort-forward').click();
    assert.match(await get('steps-sentence').innerText(), /thrown away|stale|again|ESTIMATE/i);
    assert.ok(Number(await get('steps-memory').getAttribute('data-places')) > 0);
    assert.ok((await page.locator('.version.estimate').count()) > 0, 'ESTIMATE marks');
    const at = await place();
    const picture = (await download('steps-save-svg')).bytes.toString();
    assert.match(picture, new RegExp(`^<svg[^]*Event ${at} of [\\d,]+ \\(simulated\\)[^]*: ESTIMATE<`));
    assert.deepEqual([...(await download('steps-save-png')).bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
    await get('steps-speed').selectOption('256');
    await get('steps-play').click();
    await until('it to play', async () => (await place()) > at + 20);
    await get('steps-play').click();
    await get('steps-scrub').focus();
    await page.keyboard.press('End');
    assert.equal(await place(), events);
    const validated = page.locator('[data-testid=steps-tally] [data-stage]');
    const stages = await validated.evaluateAll((items) => items.map((item) => [item.getAttribute('data-stage'), item.getAttribute('data-value')]));
    const done = Object.fromEntries(stages);
    assert.equal(Number(done.executed) + Number(done.validated), 400, JSON.stringify(done));
    await page.keyboard.press('Home');
    assert.equal(await place(), 0);
    assert.match((await download('steps-save-csv')).bytes.toString().split('\r\n')[1], /transaction 0/i);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('opcodes of one transaction lead to its Solidity lines', async () => {
    const { page, get, look, context, problems } = await visit();
    await look('steps');
    await get('trace-index').fill('5');
    await get('trace-index').press('Enter');
    await get('trace-ready').waitFor({ timeout: 60_000 });
    const total = Number(await get('trace-ready').getAttribute('data-total'));
    assert.ok(total > 300, `${total} instructions: more than one window`);
    await get('trace-storage').click();
    assert.match((await get('trace-step').getAttribute('data-op')) ?? '', /^S(LOAD|STORE)$/);
    assert.match(await get('trace-line').innerText(), /\.sol:\d+/);
    await get('trace-scrub').focus();
    await page.keyboard.press('End');
    await until('the last window', async () => /STOP|RETURN/.test((await get('trace-step').getAttribute('data-op').catch(() => '')) ?? ''));
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('timeline', () => {
  test('lists what was thrown away and by which write, below a simulated run on the same axis', async () => {
    const { get, look, context, download, problems } = await visit('preset=exchange&txs=2000&accounts=400&contention=0.8&seed=7&knobs=pools:1');
    await look('timeline');
    await get('timeline-second-choice').selectOption('simulated');
    await get('timeline-second').waitFor({ timeout: 60_000 });
    assert.equal(await get('timeline-second').getAttribute('data-same-axis'), 'true');
    const thrown = get('timeline-second-thrown');
    await thrown.waitFor();
    assert.ok(Number(await thrown.getAttribute('data-count')) > 0, 'virtual cores collide here');
    const row = thrown.locator('[data-writer]').first();
    assert.ok(Number(await row.getAttribute('data-writer')) < Number(await row.getAttribute('data-transaction')));
    const trace = JSON.parse((await download('timeline-trace')).bytes.toString());
    assert.ok(trace.traceEvents.length > 2000);
    for (const event of trace.traceEvents) {
      assert.equal(typeof event.ph, 'string');
      assert.equal(typeof event.pid, 'number');
      if (event.ph === 'X') assert.ok(event.ts >= 0 && event.dur >= 0 && typeof event.name === 'string');
    }
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('the graph', () => {
  test('changes granularity and colours, filters, says it in words, and goes to other programs', async () => {
    const { get, look, context, download, problems } = await visit('preset=token&txs=300&accounts=150&contention=1&seed=7');
    await look('graph');
    const edges = async () => Number(await get('graph-canvas').getAttribute('data-edges'));
    const slots = await edges();
    await get('graph-granularity').selectOption('account');
    await until('the coarser graph', async () => (await edges()) !== slots);
    await get('graph-granularity').selectOption('slot');
    await until('the first graph', async () => (await edges()) === slots);
    await get('graph-output').check();
    await until('more edges', async () => (await edges()) > slots);
    for (const colour of ['sender', 'target', 'function', 'aborts', 'lane']) {
      const options = await get('graph-colour').locator('option').evaluateAll((all) => all.map((it) => it.getAttribute('value')));
      if (options.includes(colour)) await get('graph-colour').selectOption(colour);
    }
    await get('graph-in-words').click();
    assert.ok(Number(await get('graph-chain').getAttribute('data-count')) > 1);
    const dot = (await download('graph-dot')).bytes.toString();
    assert.match(dot, /^(strict )?digraph/);
    assert.match((await download('graph-graphml')).bytes.toString(), /<graphml/);
    assert.match((await download('graph-csv')).bytes.toString(), /\r\n/);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('transactions', () => {
  test('fifty thousand are sorted, filtered, walked and saved', async () => {
    const { page, get, look, context, download, problems } = await visit('preset=payments&txs=50000&accounts=5000&contention=0.5&seed=2');
    await look('transactions');
    await until('all columns', async () => (await get('transactions-loading').count()) === 0, 60_000);
    assert.equal(await get('transactions').getAttribute('data-count'), '50000');
    await get('transactions-sort-time').click();
    await get('transactions-sort-time').click();
    await get('transactions').focus();
    await page.keyboard.press('End');
    await page.waitForSelector('[data-testid=details][data-state=ready]');
    assert.ok((await page.locator('[data-testid^=row-]').count()) < 200, 'only rows in sight are drawn');
    const csv = (await download('transactions-csv')).bytes.toString();
    assert.equal(csv.trim().split('\r\n').length, 50_001);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('access list and comparison', () => {
  test('the list is browsed and leads to transactions', async () => {
    const { get, look, context, download, problems } = await visit();
    await look('access-list');
    assert.match((await get('access-list-hash').getAttribute('data-value')) ?? '', /^0x[0-9a-f]{64}$/);
    assert.ok(Number(await get('access-list-bytes').getAttribute('data-value')) > 1000);
    JSON.parse((await download('access-list-json')).bytes.toString());
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('two runs stand side by side with what differs, and all strategies run on one block', async () => {
    const { page, get, run, look, context, problems } = await visit();
    await look('compare');
    await get('compare-pin').click();
    await get('seed').fill('8');
    await run();
    await look('compare');
    assert.equal(await get('compare-sentence').getAttribute('data-same-block'), 'false');
    assert.ok(Number(await get('compare-settings').getAttribute('data-differs')) >= 1);
    await get('compare-run-all').click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid=compare-table]')?.getAttribute('data-count')) >= 5,
      undefined,
      { timeout: 120_000 },
    );
    assert.deepEqual(problems, []);
    await context.close();
  });
});
