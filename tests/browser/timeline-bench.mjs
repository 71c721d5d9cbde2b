// @ts-check

/**
 * Measures how fast the timeline draws in Chromium: a measured run of 50,000 transactions under contention and, below it
 * on the same axis, a simulated one on 16 cores; zoomed and panned by wheel and keys for 300 frames.
 *
 * For every frame three things are told. `work`: how long the page's main thread was at it, from handling the event to
 * painting, as Chromium's own tracing records its tasks. `processor`: how much of that it was on a processor; the
 * difference went to other programs. `interval`: the time from one animation frame to the next, which is 16.7 ms at best
 * and more where a frame was late.
 *
 * Prints the figures, and writes them to `target/bench-timeline.json` or to the file that `LANEWISE_BENCH_JSON` names.
 * Ends with an error if the 95th percentile of `work` is not below 16.7 ms, or if there were fewer than 100,000 spans.
 * Further variables: `LANEWISE_BENCH_PRESET` (default `token`), `LANEWISE_BENCH_TRANSACTIONS` (default 50000),
 * `LANEWISE_BENCH_CONTENTION` (default 1.2), `LANEWISE_BENCH_CORES` (default 16; 0 leaves the simulated run out).
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT, launch, open, serve, until } from './support.mjs';
import { ready } from './visit.mjs';

const PRESET = process.env.LANEWISE_BENCH_PRESET ?? 'token';
const TRANSACTIONS = Number(process.env.LANEWISE_BENCH_TRANSACTIONS ?? 50_000);
const CONTENTION = Number(process.env.LANEWISE_BENCH_CONTENTION ?? 1.2);
const CORES = Number(process.env.LANEWISE_BENCH_CORES ?? 16);
const FILE = process.env.LANEWISE_BENCH_JSON ?? join(ROOT, 'target/bench-timeline.json');
const FRAMES = 300;
const SPANS = 100_000;
const BUDGET_MS = 1000 / 60;

/** @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;

/** @param {number[]} times milliseconds, one a frame */
function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return { p50_ms: at(0.5), p95_ms: at(0.95), max_ms: rounded(sorted[sorted.length - 1]) };
}

/**
 * Zooms and pans for so many frames; gives the moments of the animation frames, in milliseconds.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} frames
 */
function drive(page, frames) {
  return page.evaluate(async (frames) => {
    const canvas = document.querySelector('[data-testid=timeline-canvas]');
    if (!(canvas instanceof HTMLElement)) throw new Error('there is no timeline');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const box = canvas.getBoundingClientRect();
    const wheel = (/** @type {number} */ deltaX, /** @type {number} */ deltaY, /** @type {number} */ place) =>
      canvas.dispatchEvent(
        new WheelEvent('wheel', {
          deltaX,
          deltaY,
          clientX: box.left + box.width * place,
          clientY: box.top + 60,
          bubbles: true,
          cancelable: true,
        }),
      );
    const key = (/** @type {string} */ key) =>
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    // Slowly, so that every depth is seen: all of it, columns from buckets, columns from spans, single spans.
    const parts = [
      (/** @type {number} */ i) => wheel(0, i % 60 < 30 ? -40 : 20, 0.4),
      (/** @type {number} */ i) => wheel(i % 2 ? 35 : 30, 0, 0.5),
      (/** @type {number} */ i) => wheel(0, -90, 0.6),
      (/** @type {number} */ i) => key(i % 20 < 15 ? 'ArrowRight' : 'ArrowLeft'),
      (/** @type {number} */ i) => key(i % 60 < 12 ? '-' : i % 2 ? 'ArrowRight' : '-'),
    ];
    const moments = [];
    for (let i = 0; i < frames; i++) {
      moments.push(await frame());
      parts[Math.floor((i / frames) * parts.length)](i);
    }
    moments.push(await frame());
    return moments;
  }, frames);
}

/**
 * How long the page's main thread was at each frame, in milliseconds, and how long on a processor.
 *
 * @param {Buffer} trace as Chromium writes it
 * @param {number} frames
 */
function busy(trace, frames) {
  /** @type {{ traceEvents: { name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number }[] }} */
  const { traceEvents } = JSON.parse(trace.toString());
  const fired = traceEvents.filter((event) => event.name === 'FireAnimationFrame');
  if (fired.length === 0) throw new Error('the trace has no animation frames');
  // The thread that fires most of them is the page's.
  /** @type {Map<string, number>} */
  const threads = new Map();
  const thread = (/** @type {{ pid: number, tid: number }} */ { pid, tid }) => `${pid} ${tid}`;
  for (const event of fired) threads.set(thread(event), (threads.get(thread(event)) ?? 0) + 1);
  const main = [...threads].sort((a, b) => b[1] - a[1])[0][0];
  const tasks = traceEvents
    .filter((event) => event.name === 'RunTask' && event.ph === 'X' && thread(event) === main)
    .sort((a, b) => a.ts - b.ts);
  if (tasks.length === 0) throw new Error('the trace has no tasks');
  // A frame begins with the task in which its callbacks are fired; several callbacks of one frame lie in one task.
  const moments = fired.filter((event) => thread(event) === main).map((event) => event.ts).sort((a, b) => a - b);
  /** @type {number[]} */
  const work = [];
  /** @type {number[]} */
  const processor = [];
  let next = 0;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    while (next < moments.length && moments[next] < ts) next += 1;
    if (next < moments.length && moments[next] <= ts + dur) {
      work.push(0);
      processor.push(0);
    }
    if (work.length > 0) {
      work[work.length - 1] += dur / 1000;
      processor[work.length - 1] += tdur / 1000;
    }
  }
  return { work: work.slice(0, frames), processor: processor.slice(0, frames) };
}

const [browser, host] = await Promise.all([launch(), serve()]);
let result;
try {
  const address = host.url(`/?preset=${PRESET}&txs=${TRANSACTIONS}&accounts=2000&contention=${CONTENTION}&strategy=block-stm&threads=2`);
  const { page, problems } = await open(browser, address);
  const get = (/** @type {string} */ id) => page.getByTestId(id);
  await ready(page);
  await get('run').click();
  await until('the run to end', async () => (await get('provenance').count()) > 0, 300_000);
  await get('tab-timeline').click();
  await get('timeline-canvas').waitFor();
  if (CORES > 0) {
    await get('timeline-second-choice').selectOption('simulated');
    await get('lens-cores').fill(String(CORES));
    await get('lens-cores').press('Tab');
    const drawn = () => page.locator(`[data-testid=timeline-second-canvas][data-lanes="${CORES}"]`).count();
    await until('the simulation', async () => (await drawn()) > 0, 300_000);
  }
  const spansOf = async (/** @type {string} */ id) =>
    (await get(id).count()) > 0 ? Number(await get(id).getAttribute('data-spans')) : 0;
  const spans = { measured: await spansOf('timeline-canvas'), simulated: await spansOf('timeline-second-canvas') };

  await drive(page, 30); // The first frames compile code.
  await get('timeline-canvas').press('0');
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  const moments = await drive(page, FRAMES);
  const trace = await browser.stopTracing();
  const { work, processor } = busy(trace, FRAMES);
  const intervals = moments.slice(1).map((moment, i) => moment - moments[i]);
  result = {
    what: 'timeline: zoom and pan, by wheel and keys',
    spans,
    frames: work.length,
    work: summary(work),
    processor: summary(processor),
    interval: summary(intervals),
    late_frames: intervals.filter((interval) => interval > 1.5 * BUDGET_MS).length,
    budget_ms: rounded(BUDGET_MS),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
} finally {
  await browser.close();
  await host.close();
}

const text = `${JSON.stringify(result, undefined, 2)}\n`;
process.stdout.write(text);
writeFileSync(FILE, text);
const { spans, work } = result;
if (spans.measured + spans.simulated < SPANS) {
  console.error(`only ${spans.measured + spans.simulated} spans were drawn; ${SPANS} are wanted`);
  process.exitCode = 1;
}
if (work.p95_ms >= BUDGET_MS) {
  console.error(`the 95th percentile of a frame’s work is ${work.p95_ms} ms; the budget is ${rounded(BUDGET_MS)} ms`);
  process.exitCode = 1;
}
