// @ts-check
/// <reference lib="webworker" />

/**
 * The worker that hosts the engine: loads one of its two flavours and passes messages on.
 *
 * From the page: first {@link Boot}, then any number of {@link Envelope}s, each handed to the engine's export
 * `handle(message, buffer)`. To the page: first {@link Booted}, then whatever the engine itself posts (envelopes
 * again). When the engine cannot start or crashes, {@link Crashed} tells it; the page then ends this
 * worker and starts another.
 *
 * @typedef {object} Boot
 * @property {'boot'} kind
 * @property {'threaded' | 'single'} flavour
 * @property {number} [threads] size of the thread pool; only for `threaded`
 *
 * @typedef {object} Envelope
 * @property {unknown} message
 * @property {ArrayBuffer} [buffer]
 *
 * @typedef {{ booted: { memory?: SharedArrayBuffer, cancel?: number } }} Booted for `threaded`: the engine's
 *   memory, and the offset in bytes of the flag in it that cancels a run
 * @typedef {{ crashed: string }} Crashed
 *
 * @typedef {object} Engine what the engine's module exports
 * @property {() => Promise<{ memory: WebAssembly.Memory }>} default
 * @property {(message: unknown, buffer?: ArrayBuffer) => unknown} handle
 * @property {(threads: number) => void} reserve_for_threads
 * @property {(threads: number) => Promise<void>} [initThreadPool]
 * @property {() => number} [cancel_flag]
 */

/** @type {Engine | undefined} */
let engine;

/** @param {unknown} error */
function crash(error) {
  const text = error instanceof Error ? error.message : String(error);
  self.postMessage({ crashed: text || 'the engine stopped without saying why' });
}

/**
 * @param {Boot} boot
 * @returns {Promise<Booted>}
 */
async function start({ flavour, threads = 1 }) {
  if (flavour !== 'threaded' && flavour !== 'single') throw new Error(`no engine is called ${flavour}`);
  const address = new URL(`./engine/${flavour}/engine.js`, import.meta.url);
  /** @type {Engine} */
  const loaded = await import(address.href);
  const { memory } = await loaded.default();
  if (flavour === 'threaded') {
    loaded.reserve_for_threads(threads);
    await loaded.initThreadPool?.(threads);
    // The new threads finish starting only when this one has been back in its event loop.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  engine = loaded;
  const { buffer } = memory;
  if (buffer instanceof ArrayBuffer) return { booted: {} };
  return { booted: { memory: buffer, cancel: loaded.cancel_flag?.() } };
}

self.addEventListener('message', async (event) => {
  const { data } = /** @type {MessageEvent} */ (event);
  try {
    if (data?.kind === 'boot') self.postMessage(await start(data));
    else if (engine) await engine.handle(data.message, data.buffer);
    else throw new Error('a message came before the engine had started');
  } catch (error) {
    crash(error);
  }
});

// What nothing else caught: a failed promise inside the engine, an error in one of its threads.
self.addEventListener('error', (event) => crash(event.error ?? event.message));
self.addEventListener('unhandledrejection', (event) => crash(event.reason));
