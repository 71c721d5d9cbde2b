// @ts-check

/**
 * The page, used the way a person uses it, with the real engine behind it.
 *
 * What the tests hold on to is listed in web/TESTIDS.md.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { launch, open, require, serve, until } from './support.mjs';
import { ready, tools } from './visit.mjs';

const PRESETS = ['token', 'exchange', 'nft-global', 'nft-per-user', 'payments'];
/** A small block: quick to run, still with something to wait for. */
const SMALL = 'preset=exchange&txs=300&accounts=60&contention=0.8&seed=7';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;
/** @type {import('./support.mjs').Host} a host that sends no headers, at an insecure name */
let plain;

before(async () => {
  browser = await launch();
  host = await serve();
  plain = await serve({ headers: false });
});

after(async () => {
  await browser?.close();
  await host?.close();
  await plain?.close();
});

/**
 * The page, with its engine up.
 *
 * @param {string} [query]
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @param {() => void} [first]
 * @param {import('./support.mjs').Host} [where]
 */
async function visit(query = '', options = {}, first = () => {}, where = host) {
  const opened = await open(browser, where.url(query && `?${query}`), options, first);
  await ready(opened.page);
  return { ...opened, ...tools(opened.page) };
}

describe('a first visit', () => {
  test('shows the token, what Run will do, and Run; it runs on threads and the check is green', async () => {
    const { page, get, value, run, problems, context } = await visit();
    assert.equal(await value('preset'), 'token');
    assert.match(await get('source').innerText(), /contract Token/);
    assert.match(await get('what-happens').innerText(), /one by one/);
    assert.ok(await get('run').isEnabled());
    const box = await get('run').boundingBox();
    assert.ok(box && box.y + box.height < 900, 'Run is on the first screen');
    assert.ok(Number(await get('threads').inputValue()) >= 2, 'more than one thread');

    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.match(await get('check').innerText(), /Same result: state root and receipts root are equal/);
    for (const root of ['state-root', 'receipts-root']) {
      const [one, other] = [await value(`${root}-sequential`), await value(`${root}-parallel`)];
      assert.match(one, /^0x[0-9a-f]{64}$/);
      assert.equal(one, other);
    }
    assert.equal(await get('provenance').getAttribute('data-flavour'), 'threaded');
    assert.ok(Number(await get('provenance').getAttribute('data-threads')) >= 2);
    assert.ok(Number(await value('speedup')) > 0);
    for (const side of ['sequential', 'parallel']) {
      assert.ok(Number(await value(`${side}-time`)) > 0);
      assert.ok(Number(await value(`${side}-tps`)) > 0);
      assert.ok(Number(await value(`${side}-gas`)) > 0);
      assert.ok(Number(await get(`${side}-samples`).getAttribute('data-count')) >= 1);
    }
    const transactions = Number(await value('block-transactions'));
    assert.ok(Number(await value('executions')) >= transactions);
    assert.equal(Number(await value('executions')) - transactions, Number(await value('re-executions')));
    assert.match(new URL(page.url()).search, /^$|preset=token/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('every preset runs and gives the same result as one by one', async () => {
    const { get, value, run, problems, context } = await visit('txs=400&accounts=200');
    for (const preset of PRESETS) {
      await get(`preset-${preset}`).check({ force: true });
      assert.equal(await value('preset'), preset);
      await get('txs').fill('400');
      await get('accounts').fill('200');
      await run();
      assert.equal(await get('check').getAttribute('data-equal'), 'true', preset);
      assert.equal(await value('block-transactions'), '400', preset);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('settings', () => {
  test('are in the address, which opens the same settings again', async () => {
    const { page, get, context } = await visit();
    await get('preset-nft-global').check({ force: true });
    await get('txs').fill('1234');
    await get('seed').fill('99');
    await page.waitForURL(/preset=nft-global.*txs=1234.*seed=99/);
    const link = page.url();
    await context.close();
    const again = await visit(new URL(link).search.slice(1));
    assert.equal(await again.value('preset'), 'nft-global');
    assert.equal(await again.get('txs').inputValue(), '1234');
    assert.equal(await again.get('seed').inputValue(), '99');
    await again.context.close();
  });

  test('bad values in the address give a sentence a field, and the defaults are used', async () => {
    const query = 'preset=nonsense&txs=999999999&accounts=-3&contention=9&seed=x&strategy=magic&threads=999';
    const { get, run, value, problems, context } = await visit(query);
    assert.equal(await value('preset'), 'token');
    for (const field of ['preset', 'txs', 'accounts', 'contention', 'seed', 'strategy', 'threads']) {
      const said = await get(`error-${field}`).innerText();
      assert.match(said, /\w+ .*\.$/, `${field}: ${said}`);
    }
    assert.match(await get('error-txs').innerText(), /50,000/);
    assert.ok(await get('run').isEnabled());
    await get('txs').fill('200');
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a bad value is named beside its field; the last result stays', async () => {
    const { get, run, value, problems, context } = await visit(SMALL);
    await run();
    const root = await value('state-root-parallel');
    await get('txs').fill('0');
    assert.match(await get('error-txs').innerText(), /Transactions.*1.*50,000/);
    assert.ok(await get('run').isDisabled());
    assert.equal(await value('state-root-parallel'), root);
    await get('txs').fill('300');
    assert.equal(await get('error-txs').count(), 0);
    assert.ok(await get('run').isEnabled());
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('come back from storage; what is corrupt there is set aside with a notice', async () => {
    const { page, get, problems, context } = await visit();
    await get('txs').fill('4321');
    await page.waitForURL(/txs=4321/);
    await page.goto(host.url());
    await ready(page);
    assert.equal(await get('txs').inputValue(), '4321');

    for (const corrupt of ['{"settings":', '[]', '7', '{"settings":[1]}']) {
      await page.evaluate((text) => localStorage.setItem('lanewise.settings.v1', text), corrupt);
      await page.goto(host.url());
      await ready(page);
      assert.match(await get('notice').first().innerText(), /set aside/, corrupt);
      assert.notEqual(await get('txs').inputValue(), '4321');
      assert.ok(await get('run').isEnabled());
      const kept = await page.evaluate(() => localStorage.getItem('lanewise.settings.v1.unreadable'));
      assert.equal(kept, corrupt);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the colours follow the switch and are remembered', async () => {
    const { page, get, context } = await visit('', { colorScheme: 'light' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await get('theme-dark').check({ force: true });
    await until('dark colours', async () => (await ground()) !== light);
    const dark = await ground();
    await page.reload();
    await ready(page);
    assert.equal(await ground(), dark);
    await context.close();
  });
});

describe('a run', () => {
  test('can be cancelled; the page and its engine stay usable', async () => {
    const { get, run, finish, problems, context } = await visit('preset=exchange&txs=50000&accounts=20000&contention=0.5');
    await get('run').click();
    await until('progress', async () => Number(await get('progress').getAttribute('aria-valuenow')) > 1, 60_000);
    assert.match(await get('phase').innerText(), /\w/);
    const pressed = Date.now();
    await get('cancel').click();
    await finish(['cancelled']);
    assert.ok(Date.now() - pressed < 3_000, `it took ${Date.now() - pressed} ms`);
    assert.equal(await get('check').count(), 0);
    await get('txs').fill('200');
    await until('Run to be ready', () => get('run').isEnabled(), 60_000);
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('moves nothing on the page while results arrive', async () => {
    const { page, get, run, problems, context } = await visit('txs=2000', {}, () => {
      Object.assign(globalThis, { shifts: [] });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Object(globalThis).shifts.push(Object(entry).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await run();
    await get('txs').fill('1000');
    await run();
    // A frame for the last of them to be reported.
    await page.waitForTimeout(200);
    const shifts = await page.evaluate(() => Object(globalThis).shifts);
    const sum = shifts.reduce((/** @type {number} */ one, /** @type {number} */ other) => one + other, 0);
    assert.ok(sum < 0.02, `layout shifts: ${shifts}`);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('can be saved as one JSON document', async () => {
    const { page, get, run, value, problems, context } = await visit(SMALL);
    await run();
    const coming = page.waitForEvent('download');
    await get('save').click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^lanewise-exchange-300tx-.*\.json$/);
    const document = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.equal(document.format, 'lanewise-run');
    assert.equal(document.measured, true);
    assert.equal(document.result.check.state_root.parallel, await value('state-root-parallel'));
    assert.equal(document.timeline.columns.length, document.timeline.spans[0].length);
    const stands = document.timeline.spans.filter((/** @type {unknown[]} */ span) => span[1] === 'execution');
    assert.equal(stands.length, 300);
    assert.ok(document.block, 'the block is in it');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('with one strategy that is sequential is a run, too', async () => {
    const { get, run, problems, context } = await visit(`${SMALL}&strategy=sequential`);
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('views', () => {
  test('the timeline tells what lies under the pointer, zooms and moves', async () => {
    const { page, get, run, problems, context } = await visit(SMALL);
    await run();
    await get('tab-timeline').click();
    const canvas = get('timeline-canvas');
    const length = async () => Number(await get('timeline-window').getAttribute('data-length'));
    const whole = await length();
    await hover(page, canvas, async () => (await get('timeline-hover').count()) > 0);
    assert.match(await get('timeline-hover').innerText(), /Transaction \d+/);

    await page.mouse.wheel(0, -400);
    await until('the wheel to zoom', async () => (await length()) < whole);
    await get('timeline-fit').click();
    await until('all in view', async () => (await length()) === whole);
    await get('timeline-zoom-in').click();
    await until('the button to zoom', async () => (await length()) < whole);
    const start = async () => Number(await get('timeline-window').getAttribute('data-start'));
    const before = await start();
    await get('timeline-later').click();
    await until('the button to move', async () => (await start()) > before);
    await canvas.focus();
    await page.keyboard.press('0');
    await until('the key to show all', async () => (await length()) === whole);
    await page.keyboard.press('+');
    await until('the key to zoom', async () => (await length()) < whole);
    await page.keyboard.press('ArrowRight');

    await get('timeline-index').fill('5');
    await page.keyboard.press('Enter');
    await until('the selection in words', async () => /Transaction 5/.test(await get('timeline-selected').innerText()));
    assert.match(await get('timeline-selected').innerText(), /Execution: thread/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the graph selects by click and by index, and shows reads, writes and who waited for whom', async () => {
    const { page, get, run, problems, context } = await visit(SMALL);
    await run();
    await get('tab-graph').click();
    const canvas = get('graph-canvas');
    await canvas.waitFor({ timeout: 30_000 });
    assert.equal(await canvas.getAttribute('data-nodes'), '300');
    assert.ok(Number(await canvas.getAttribute('data-edges')) > 0);
    assert.ok(Number(await canvas.getAttribute('data-critical')) > 1);
    assert.match(await get('graph-summary').innerText(), /longest chain/);

    const shown = (/** @type {number} */ index) =>
      page.waitForSelector(`[data-testid=details][data-state=ready][data-index="${index}"]`);
    // The last one of a crowded exchange has waited for somebody.
    await get('graph-index').fill('299');
    await page.keyboard.press('Enter');
    await shown(299);
    assert.match(await get('details-call').innerText(), /\(/);
    assert.ok(Number(await get('details-reads').getAttribute('data-count')) > 0);
    assert.ok(Number(await get('details-writes').getAttribute('data-count')) > 0);
    const link = get('details-depends-on').getByRole('button').first();
    const lower = Number((await link.getAttribute('data-testid'))?.replace('link-', ''));
    assert.ok(lower < 299);
    await link.click();
    await shown(lower);
    assert.equal(await get('graph-index').inputValue(), String(lower));

    // Away from it, then a click on whatever node the pointer finds.
    await get('details-close').click();
    await get('graph-fit').click({ force: true });
    await hover(page, canvas, async () => (await page.locator('[data-testid=graph-hover][data-kind=transaction]').count()) > 0);
    const name = /Transaction ([\d,]+)/.exec(await get('graph-hover').innerText());
    await page.mouse.down();
    await page.mouse.up();
    await shown(Number(name?.[1].replace(',', '')));

    await get('graph-index').fill('300');
    await page.keyboard.press('Enter');
    assert.match(await get('graph-index-note').innerText(), /from 0 to 299/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('everything can be reached and used with the keyboard alone', async () => {
    const { page, get, finish, problems, context } = await visit(SMALL);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
    const reach = async (/** @type {string} */ id) => {
      for (let step = 0; step < 60; step++) {
        if ((await focused()) === id) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`Tab never came to ${id}`);
    };
    await reach('preset-exchange');
    await reach('txs');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('250');
    await reach('run');
    await page.keyboard.press('Enter');
    await finish();
    await reach('tab-overview');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'tab-speedup');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'tab-timeline');
    await reach('timeline-canvas');
    await page.keyboard.press('+');
    await get('tab-timeline').focus();
    await page.keyboard.press('ArrowRight');
    await get('graph-canvas').waitFor();
    await reach('graph-index');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=details][data-state=ready][data-index="3"]');
    // And from anywhere: run again.
    await page.keyboard.press('Control+Enter');
    await until('the second run', async () => (await get('app').getAttribute('data-run')) === '2', 60_000);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('nothing on the page breaks the rules of accessibility', async () => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const { page, get, run, context } = await visit(SMALL, { colorScheme });
      await run();
      await page.addScriptTag({ path: require.resolve('axe-core') });
      for (const tab of ['overview', 'timeline', 'graph', 'transactions']) {
        await get(`tab-${tab}`).click();
        if (tab === 'graph') {
          await get('graph-canvas').waitFor();
          await get('graph-index').fill('7');
          await page.keyboard.press('Enter');
          await page.waitForSelector('[data-testid=details][data-state=ready]');
        }
        const found = await page.evaluate(async () => {
          const { violations } = await Object(globalThis).axe.run();
          return violations.map((/** @type {any} */ one) => {
            const where = one.nodes.map((/** @type {any} */ node) => node.target.join(' '));
            return `${one.id}: ${one.help}: ${where.slice(0, 3).join('; ')}`;
          });
        });
        assert.deepEqual(found, [], `${tab}, ${colorScheme}`);
      }
      await context.close();
    }
  });
});

describe('a phone', () => {
  test('shows everything without scrolling sideways', async () => {
    const { page, get, run, problems, context } = await visit(SMALL, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok((await overflow()) <= 0, `before the run: ${await overflow()}`);
    const box = await get('run').boundingBox();
    assert.ok(box && box.y + box.height <= 844, 'Run is in sight without scrolling');
    await run();
    for (const tab of ['overview', 'timeline', 'graph', 'transactions']) {
      await get(`tab-${tab}`).click();
      if (tab === 'graph') await get('graph-canvas').waitFor();
      assert.ok((await overflow()) <= 0, `${tab}: ${await overflow()}`);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('when something is not as it should be', () => {
  test('a crash of the engine is told in plain words, and the next run works', async () => {
    for (const kind of ['panic', 'pool-panic']) {
      const { page, get, run, value, context } = await visit(SMALL);
      await run();
      const root = await value('state-root-parallel');
      await crash(page, kind);
      await until('the message', async () => (await get('notice').count()) > 0, 30_000);
      assert.match(await get('notice').first().innerText(), /engine stopped unexpectedly/, kind);
      assert.equal(await value('state-root-parallel'), root, 'the last result stays');
      assert.equal(await get('txs').inputValue(), '300', 'the settings stay');
      await until('Run to be ready again', () => get('run').isEnabled(), 60_000);
      await get('seed').fill('8');
      await run();
      assert.equal(await get('check').getAttribute('data-equal'), 'true');
      await context.close();
    }
  });

  test('without isolation the page says why there are no threads, and runs on one', async () => {
    const first = () => {
      // A browser that refuses service workers: isolation cannot be had here.
      Object.defineProperty(ServiceWorkerContainer.prototype, 'register', {
        value: () => Promise.reject(new Error('refused')),
      });
    };
    const { get, run, problems, context } = await visit(SMALL, {}, first, plain);
    assert.match(await get('engine-reason').innerText(), /^[^.]+cross-origin isolation[^.]+\.$/);
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.equal(await get('provenance').getAttribute('data-flavour'), 'single');
    assert.match(await get('verdict').innerText(), /one thread/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('inside a foreign page without headers it runs on threads all the same', async () => {
    const foreign = await serve({
      headers: false,
      name: 'localhost',
      pages: {
        '/': `<!doctype html><html lang="en"><link rel="icon" href="data:," /><title>A tutorial</title>
          <iframe title="Lanewise" src="${host.url(`?${SMALL}&threads=2`)}" width="1200" height="860"></iframe></html>`,
      },
    });
    const { page, problems, context } = await open(browser, foreign.url());
    assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    const frame = await until('the frame', () => page.frames().find((one) => one.url().startsWith(host.origin)));
    await ready(frame);
    const { get, run } = tools(frame);
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.equal(await get('provenance').getAttribute('data-flavour'), 'threaded');
    assert.equal(await get('provenance').getAttribute('data-threads'), '2');
    assert.deepEqual(problems, []);
    await context.close();
    await foreign.close();
  });

  test('an engine that cannot be fetched is told, and can be started again', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(/engine\/(threaded|single)\/engine\.js/, (route) => route.abort());
    await page.goto(host.url());
    const { get } = tools(page);
    await page.waitForSelector('[data-testid=app][data-engine=down]', { timeout: 60_000 });
    assert.match(await get('engine-reason').innerText(), /could not be started/);
    await page.unroute(/engine\/(threaded|single)\/engine\.js/);
    await get('engine-restart').click();
    await ready(page);
    await context.close();
  });
});

/**
 * Moves the pointer over a canvas, brought into view, until it meets something.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} canvas
 * @param {() => Promise<boolean>} met
 */
async function hover(page, canvas, met) {
  await canvas.evaluate((it) => it.scrollIntoView({ block: 'center' }));
  const box = await canvas.boundingBox();
  assert.ok(box);
  const { x, y, width, height } = box;
  for (let row = 1; row < 24; row++) {
    for (let column = 4; column < 24; column++) {
      await page.mouse.move(x + (width * column) / 24.5, y + (height * row) / 24.5);
      if (await met()) {
        // What is under the pointer now is what stays there.
        await page.waitForTimeout(50);
        if (await met()) return;
      }
    }
  }
  assert.fail('the pointer met nothing');
}

/**
 * Breaks the engine on purpose, through its hook for tests.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} kind
 */
async function crash(page, kind) {
  const worker = page.workers().find((one) => one.url().endsWith('/engine-worker.js'));
  assert.ok(worker, 'there is an engine worker');
  await worker.evaluate((kind) => {
    const address = new URL('./engine/threaded/engine.js', self.location.href).href;
    // Not awaited: the worker itself is to notice the failure and to report it.
    void import(address).then((engine) => engine.crash_for_tests(kind));
  }, kind);
}
