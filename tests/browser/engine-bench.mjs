// @ts-check

/**
 * Measures the engine in Chromium: sequential execution against Block-STM with one thread and with more.
 *
 * Prints the figures as JSON, and writes them to the file that `LANEWISE_BENCH_JSON` names (`cargo xtask bench` does).
 * Further variables, for measuring by hand: `LANEWISE_BENCH_REPEATS`, how often each run is made (default 3; the engine
 * itself takes the median of several rounds in each run, and here the median of the runs counts), and
 * `LANEWISE_BENCH_THREADS`, the numbers of threads (default `1,2`).
 */

import { writeFileSync } from 'node:fs';

import { PAGES } from './engine-driver.mjs';
import { launch, open, serve } from './support.mjs';

const WORKLOADS = [
  // Every sender and every receiver once: nothing to wait for.
  { workload: 'token, distinct accounts', preset: 'token', transactions: 10_000, accounts: 20_000, contention: 0 },
  { workload: 'payments, distinct accounts', preset: 'payments', transactions: 10_000, accounts: 20_000, contention: 0 },
];
const REPEATS = Number(process.env.LANEWISE_BENCH_REPEATS ?? 3);
const THREADS = (process.env.LANEWISE_BENCH_THREADS ?? '1,2').split(',').map(Number);

/** @param {number[]} times */
const median = (times) => [...times].sort((a, b) => a - b)[(times.length - 1) >> 1];

/**
 * One run in a fresh page: nothing left over from the run before, neither memory nor compiled code.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {object} batch
 * @param {number} threads
 */
async function measure(browser, address, batch, threads) {
  const { page, context, problems } = await open(browser, address);
  const result = await page.evaluate(
    async ({ batch, threads }) => {
      const engine = await Engine.boot('threaded', threads);
      const { timeline, ...result } = await engine.run(batch, threads);
      return result;
    },
    { batch, threads },
  );
  await context.close();
  if (!result.check.equal) throw new Error(`the outcomes differ: ${result.check.first_difference}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return result;
}

/** @param {number} value */
const rounded = (value) => Math.round(value * 1000) / 1000;

const [browser, host] = await Promise.all([launch(), serve({ pages: PAGES })]);
const rows = [];
try {
  for (const { workload, ...spec } of WORKLOADS) {
    const batch = { knobs: [], ...spec, seed: 1 };
    const about = { workload, transactions: batch.transactions };
    /** @type {number[]} */
    const sequential = [];
    const parallel = THREADS.map(() => /** @type {number[]} */ ([]));
    // In turn, so that a machine that slows down slows down all of them.
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const [place, threads] of THREADS.entries()) {
        const result = await measure(browser, host.url('/engine.html'), batch, threads);
        sequential.push(result.sequential.median_ms);
        parallel[place].push(result.parallel.median_ms);
      }
    }
    const row = (/** @type {string} */ strategy, /** @type {number} */ threads, /** @type {number[]} */ times) => ({
      ...about,
      strategy,
      threads,
      median_ms: rounded(median(times)),
      samples_ms: times.map(rounded),
      tx_per_second: Math.round((about.transactions / median(times)) * 1000),
      speedup: rounded(median(sequential) / median(times)),
    });
    rows.push(row('sequential', 1, sequential));
    for (const [place, threads] of THREADS.entries()) rows.push(row('block-stm', threads, parallel[place]));
  }
} finally {
  await browser.close();
  await host.close();
}

const text = `${JSON.stringify({ rows }, undefined, 2)}\n`;
process.stdout.write(text);
if (process.env.LANEWISE_BENCH_JSON) writeFileSync(process.env.LANEWISE_BENCH_JSON, text);
