// @ts-check

/**
 * The engine in its worker, both flavours, driven from a blank page: every request, the timeline's clock,
 * cancellation, crashes.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { PAGES } from './engine-driver.mjs';
import { launch, open, ROOT, serve } from './support.mjs';

/** Blocks and their roots as the native engine finds them. */
const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'crates/engine/tests/golden-roots.json'), 'utf8'));

const TOKEN = { preset: 'token', transactions: 2_000, accounts: 500, contention: 0.4, seed: 5, knobs: [] };

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;
/** @type {Awaited<ReturnType<typeof open>>} */
let opened;

before(async () => {
  [browser, host] = await Promise.all([launch(), serve({ pages: PAGES })]);
});

after(async () => {
  await browser?.close();
  await host?.close();
});

beforeEach(async () => {
  opened = await open(browser, host.url('/engine.html'));
});

afterEach(async () => {
  await opened.context.close();
});

for (const flavour of /** @type {const} */ (['threaded', 'single'])) {
  const threads = flavour === 'threaded' ? 2 : 1;

  describe(`the ${flavour} engine`, () => {
    test('answers every request', async () => {
      const { page, problems } = opened;
      const answers = await page.evaluate(
        async ({ flavour, threads, batch }) => {
          const engine = await Engine.boot(flavour, threads);
          const hello = await engine.ask('Hello', { version: 5 });
          const stale = await engine.ask('Hello', { version: 0 });
          const preview = await engine.ask('Preview', { block: { Batch: batch } });
          const fractions = [];
          const result = await engine.run(batch, threads, ({ fraction }) => fractions.push(fraction));
          const graphed = await engine.ask('View', { block: { Batch: batch }, view: { Graph: { granularity: 'Slot', anti: false, output: false } } });
          const transaction = await engine.ask('Transaction', { block: { Batch: batch }, index: 999 });
          const exported = await engine.ask('Export', { block: { Batch: batch } });
          const refused = await engine.ask('Preview', { block: { Batch: { ...batch, transactions: 0 } } });
          return {
            hello,
            stale,
            preview,
            fractions,
            result,
            graph: decodeGraph(graphed.buffer),
            transaction,
            document: JSON.parse(new TextDecoder().decode(exported.buffer)),
            refused,
          };
        },
        { flavour, threads, batch: TOKEN },
      );
      const { hello, stale, preview, fractions, result, graph, transaction, document, refused } = answers;
      assert.equal(hello.kind, 'Ready');
      assert.equal(hello.threads, threads);
      assert.equal(hello.flavour, flavour === 'threaded' ? 'Threaded' : 'Single');
      assert.ok(hello.presets.some((/** @type {any} */ preset) => preset.id === 'token'));
      assert.deepEqual(stale.failure, { Version: { engine: 5 } });

      assert.equal(preview.kind, 'Preview');
      assert.equal(preview.preview.first.length, 20);

      assert.deepEqual(
        fractions,
        [...fractions].sort((a, b) => a - b),
      );
      assert.ok(fractions.length > 3 && fractions[fractions.length - 1] <= 1);
      assert.equal(result.check.equal, true, JSON.stringify(result.check));
      assert.equal(result.check.state_root.sequential, result.check.state_root.parallel);
      checkTimeline(result, threads);

      assert.equal(graph.nodes.length, TOKEN.transactions);
      assert.equal(
        graph.totalGas,
        graph.nodes.reduce((sum, node) => sum + node.gas, 0),
      );
      assert.ok(graph.hottest.length > 0 && graph.hottest.length <= 12);

      const { details } = transaction;
      assert.equal(details.transaction.index, 999);
      assert.ok(details.reads.length >= details.writes.length && details.writes.length > 0);
      assert.ok(details.executions.length > 0);
      const into = graph.edges.filter(({ to }) => to === 999).map(({ from }) => from);
      assert.deepEqual(details.depends_on, into);

      assert.equal(document.format, 'lanewise-block/1');
      assert.equal(document.transactions.length, TOKEN.transactions);
      assert.equal(refused.failure.Fields[0].field, 'txs');
      assert.deepEqual(problems, []);
    });

    test('gets the roots that the native engine gets', async () => {
      const found = await opened.page.evaluate(
        async ({ flavour, threads, batches }) => {
          const engine = await Engine.boot(flavour, threads);
          const found = [];
          for (const batch of batches) {
            const { check } = await engine.run(batch, threads);
            found.push({ batch, state: check.state_root.parallel, receipts: check.receipts_root.parallel });
          }
          return found;
        },
        { flavour, threads, batches: GOLDEN.map((/** @type {any} */ { batch }) => batch) },
      );
      assert.deepEqual(found, GOLDEN);
    });

    test('has stacks for calls nested to the limit', async () => {
      const depth = await callExport(flavour, threads, 'depth_for_tests');
      assert.equal(depth, 1_025);
    });

    for (const kind of flavour === 'threaded' ? ['panic', 'memory', 'pool-panic', 'pool-memory'] : ['panic', 'memory']) {
      test(`says that it crashed (${kind}), and another one works`, async () => {
        const said = await crash(flavour, threads, kind);
        assert.match(said, kind.endsWith('memory') ? /^The engine ran out of memory\./ : /a test asked for this/);
        assert.doesNotMatch(said, /unreachable|wasm|RuntimeError/);
        const equal = await opened.page.evaluate(
          async ({ flavour, threads, batch }) => {
            const engine = await Engine.boot(flavour, threads);
            return (await engine.run(batch, threads)).check.equal;
          },
          { flavour, threads, batch: TOKEN },
        );
        assert.equal(equal, true);
      });
    }

    test('copes with the largest block', async () => {
      const { page, problems } = opened;
      const batch = { ...TOKEN, transactions: 50_000, accounts: 100_000 };
      const { took, nodes, exported, spans } = await page.evaluate(
        async ({ flavour, threads, batch }) => {
          const engine = await Engine.boot(flavour, threads);
          const result = await engine.run(batch, threads);
          const graph = await engine.ask('View', { block: { Batch: batch }, view: { Graph: { granularity: 'Slot', anti: false, output: false } } });
          const exported = await engine.ask('Export', { block: { Batch: batch } });
          const { transactions } = JSON.parse(new TextDecoder().decode(exported.buffer));
          return {
            took: { graph: graph.took, export: exported.took },
            nodes: decodeGraph(graph.buffer).nodes.length,
            exported: transactions.length,
            spans: result.timeline.spans.length,
          };
        },
        { flavour, threads, batch },
      );
      assert.deepEqual([nodes, exported], [50_000, 50_000], JSON.stringify(took));
      assert.ok(spans >= 50_000);
      assert.deepEqual(problems, []);
    });
  });
}

test('a run is cancelled within 200 ms, whatever it is at', async () => {
  const batch = { ...TOKEN, transactions: 50_000, accounts: 100_000 };
  const times = await opened.page.evaluate(
    async ({ batch }) => {
      const engine = await Engine.boot('threaded', 2);
      const times = /** @type {Record<string, number>} */ ({});
      for (const [seed, phase] of ['Preparing', 'WarmingUp', 'Sequential', 'Parallel', 'Checking'].entries()) {
        let cancelled = 0;
        Atomics.store(engine.flag, 0, 0);
        // A block of its own for the first, which is to be met while it is made.
        const block = { Batch: { ...batch, seed: seed === 0 ? 9 : 1 } };
        const spec = { block, strategy: 'block-stm', threads: 2 };
        const answer = await engine.ask('Run', { spec }, (progress) => {
          if (progress.phase === phase && cancelled === 0) {
            cancelled = performance.now();
            engine.cancel();
          }
        });
        times[`${phase}: ${answer.kind}`] = performance.now() - cancelled;
      }
      const again = await engine.run({ ...batch, transactions: 500 }, 2);
      if (!again.check.equal) throw new Error('the run after it went wrong');
      return times;
    },
    { batch },
  );
  for (const [what, time] of Object.entries(times)) {
    assert.match(what, /: Cancelled$/);
    assert.ok(time < 200, `${what} after ${time} ms`);
  }
});

test('a single-thread engine is stopped by ending its worker', async () => {
  const equal = await opened.page.evaluate(
    async ({ batch }) => {
      const first = await Engine.boot('single');
      await new Promise((resolve) => void first.run({ ...batch, transactions: 50_000 }, 1, resolve));
      first.end();
      const second = await Engine.boot('single');
      return (await second.run(batch, 1)).check.equal;
    },
    { batch: TOKEN },
  );
  assert.equal(equal, true);
});

test('an engine that is not there is told of', async () => {
  const said = await opened.page.evaluate(() => Engine.boot('none').catch((error) => error.message));
  assert.match(said, /no engine is called none/);
});

/**
 * The timeline shows what happened: one lane a thread, all lanes on one clock.
 *
 * @param {any} result
 * @param {number} threads
 */
function checkTimeline({ timeline, parallel }, threads) {
  const { lanes, duration, clockStep, spans } = timeline;
  assert.equal(lanes, threads);
  assert.ok(clockStep > 0 && clockStep < 1e6, `a clock step of ${clockStep} ns`);
  assert.ok(spans.length >= TOKEN.transactions);
  const executed = new Set();
  const extents = Array.from({ length: lanes }, () => ({ from: Infinity, to: 0, busy: 0 }));
  let before = 0;
  for (const span of spans) {
    assert.ok(span.start >= before && span.start + span.duration <= duration && span.lane < lanes, JSON.stringify(span));
    before = span.start;
    const extent = extents[span.lane];
    extent.from = Math.min(extent.from, span.start);
    extent.to = Math.max(extent.to, span.start + span.duration);
    extent.busy += span.duration;
    if (span.kind === 'execution') executed.add(span.transaction);
  }
  assert.equal(executed.size, TOKEN.transactions);
  // Another round than the timed ones, but of the same block: a clock in wrong units would be far off.
  const ratio = duration / 1e6 / parallel.median_ms;
  assert.ok(ratio > 0.1 && ratio < 10, `${duration} ns recorded, ${parallel.median_ms} ms timed`);
  for (const { from, to, busy } of extents) {
    // A lane that ran on another clock would begin or end elsewhere.
    assert.ok(to - from > duration / 2, `a lane from ${from} to ${to} of ${duration} ns`);
    assert.ok(busy > 0 && busy <= to - from + clockStep * 2, `busy for ${busy} ns from ${from} to ${to}`);
  }
}

/** Answers calls of the engine's exports for tests; to be there before the worker's own listener, which knows none. */
const CALLS = `
  import * as engine from 'BASE/engine/FLAVOUR/engine.js';
  self.addEventListener('message', (event) => {
    const { call, argument } = event.data;
    if (!call) return;
    event.stopImmediatePropagation();
    self.postMessage({ returned: engine[call](argument) });
  });
`;

/**
 * Calls an export for tests in a worker with an engine that has started.
 *
 * @param {string} flavour
 * @param {number} threads
 * @param {string} name
 * @param {string} [argument]
 */
function callExport(flavour, threads, name, argument) {
  const base = host.url('/').replace(/\/$/, '');
  const calls = CALLS.replaceAll('BASE', base).replaceAll('FLAVOUR', flavour);
  return opened.page.evaluate(
    async ({ base, calls, flavour, threads, name, argument }) => {
      const module = (/** @type {string} */ source) =>
        URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const script = module(`import '${module(calls)}'; import '${base}/engine-worker.js';`);
      const engine = await Engine.boot(flavour, threads, script);
      try {
        return (await engine.exchange({ call: name, argument }, (data) => 'returned' in data)).returned;
      } finally {
        engine.end();
      }
    },
    { base, calls, flavour, threads, name, argument },
  );
}

/**
 * What an engine says that is made to crash.
 *
 * @param {string} flavour
 * @param {number} threads
 * @param {string} kind
 */
async function crash(flavour, threads, kind) {
  const error = await callExport(flavour, threads, 'crash_for_tests', kind).then(
    () => assert.fail('it did not crash'),
    (error) => /crashed: (.*)/.exec(error.message)?.[1] ?? error.message,
  );
  return error;
}
