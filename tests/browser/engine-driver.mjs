// @ts-check

/**
 * Talks to the engine's worker as the page does, from a page that holds nothing else.
 *
 * {@link Engine} and the decoders run inside that page (its source is put there), so they use nothing from
 * outside themselves.
 */

/** A worker with one engine; made by {@link Engine.boot}. */
export class Engine {
  /** @param {Worker} worker */
  constructor(worker) {
    this.worker = worker;
    /** @type {Int32Array | undefined} */
    this.flag = undefined;
    /** @type {string | undefined} */
    this.crashed = undefined;
    this.lastId = 0;
    /** @type {(data: any) => void} */
    this.take = () => {};
    worker.onmessage = ({ data }) => {
      if (data.crashed) this.crashed = data.crashed;
      this.take(data);
    };
    worker.onerror = (event) => {
      this.crashed = `uncaught: ${event.message}`;
      this.take({ crashed: this.crashed });
    };
  }

  /**
   * @param {'threaded' | 'single'} flavour
   * @param {number} [threads]
   * @param {string} [script] the worker's script
   */
  static async boot(flavour, threads = 2, script = './engine-worker.js') {
    const engine = new Engine(new Worker(new URL(script, document.baseURI), { type: 'module' }));
    const started = await engine.exchange({ kind: 'boot', flavour, threads }, (data) => data.booted);
    if (started.booted.memory) engine.flag = new Int32Array(started.booted.memory, started.booted.cancel, 1);
    return engine;
  }

  /**
   * Posts something and waits for the message that ends it.
   *
   * @param {unknown} envelope
   * @param {(data: any) => unknown} ends
   * @returns {Promise<any>}
   */
  exchange(envelope, ends) {
    return new Promise((resolve, reject) => {
      this.take = (data) => {
        if (data.crashed) reject(new Error(`crashed: ${data.crashed}`));
        else if (ends(data)) resolve(data);
      };
      this.worker.postMessage(envelope);
    });
  }

  /**
   * A request, its answer, and how long that took.
   *
   * @param {string} kind
   * @param {object} content
   * @param {(progress: any) => void} [onProgress]
   */
  async ask(kind, content, onProgress = () => {}) {
    const id = ++this.lastId;
    const request = kind === 'Hello' ? { Hello: content } : { [kind]: { id, ...content } };
    const begin = performance.now();
    const { message, buffer } = await this.exchange({ message: request }, ({ message }) => {
      if (message.Progress) onProgress(message.Progress);
      return !message.Progress;
    });
    const [name] = Object.keys(message);
    return { kind: name, ...message[name], buffer, took: performance.now() - begin };
  }

  /**
   * A run with its timeline decoded; throws unless it ends well.
   *
   * @param {object} batch
   * @param {number} threads
   * @param {(progress: any) => void} [onProgress]
   */
  async run(batch, threads, onProgress) {
    if (this.flag) Atomics.store(this.flag, 0, 0);
    const spec = { block: { Batch: batch }, strategy: 'block-stm', threads };
    const answer = await this.ask('Run', { spec }, onProgress);
    if (answer.kind !== 'Finished') throw new Error(`the run ended with ${JSON.stringify(answer)}`);
    return { ...answer.result, timeline: decodeTimeline(answer.buffer) };
  }

  /** Asks the run under way to end, as the page does. */
  cancel() {
    if (this.flag) Atomics.store(this.flag, 0, 1);
  }

  end() {
    this.worker.terminate();
  }
}

/**
 * Reads the `postcard` encoding.
 *
 * @param {ArrayBuffer} buffer
 */
export function postcard(buffer) {
  const view = new DataView(buffer);
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const float = () => view.getFloat32((at += 4) - 4, true);
  const text = () => {
    const length = number();
    at += length;
    return new TextDecoder().decode(buffer.slice(at - length, at));
  };
  /**
   * @template T
   * @param {() => T} item
   */
  const list = (item) => {
    const items = [];
    for (let left = number(); left > 0; left--) items.push(item());
    return items;
  };
  /**
   * @template T
   * @param {() => T} item
   */
  const option = (item) => (number() ? item() : undefined);
  return { number, float, text, list, option, atEnd: () => at === buffer.byteLength };
}

/** @param {ArrayBuffer} buffer a `Timeline` of crates/protocol */
export function decodeTimeline(buffer) {
  const { number, text, list, option, atEnd } = postcard(buffer);
  const kinds = ['execution', 'aborted', 'suspended', 'validation', 'failed validation'];
  const timeline = {
    lanes: number(),
    duration: number(),
    clockStep: number(),
    spans: list(() => {
      const lane = number();
      const kind = kinds[number()];
      const on = kind === 'suspended' ? number() : undefined;
      return { lane, kind, on, transaction: number(), incarnation: number(), start: number(), duration: number() };
    }),
    breaks: list(() => ({ transaction: number(), incarnation: number(), writer: option(number), place: option(number) })),
    places: list(text),
    simulated: option(() => ({ strategy: text(), cores: number(), cost: number() })),
  };
  if (!atEnd()) throw new Error('the timeline has bytes left over');
  return timeline;
}

/** @param {ArrayBuffer} buffer an `Answer` of crates/protocol that is a `Graph` */
export function decodeGraph(buffer) {
  const { number, float, text, list, atEnd } = postcard(buffer);
  const statuses = ['succeeded', 'reverted', 'halted'];
  if (number() !== 0) throw new Error('the answer is not a graph');
  const graph = {
    granularity: number(),
    anti: number(),
    output: number(),
    nodes: list(() => ({
      x: float(),
      y: float(),
      depth: number(),
      gas: number(),
      status: statuses[number()],
      sender: number(),
      target: number(),
      function: number(),
    })),
    edges: list(() => ({ from: number(), to: number(), locations: number(), place: number(), kind: number() })),
    criticalPath: list(number),
    criticalGas: number(),
    totalGas: number(),
    independent: number(),
    width: float(),
    height: float(),
    hottest: list(() => ({ name: text(), edges: number() })),
    places: list(text),
    senders: list(text),
    targets: list(text),
    functions: list(text),
    clusters: list(() => ({
      first: number(),
      last: number(),
      transactions: number(),
      gas: number(),
      x: float(),
      y: float(),
      width: float(),
      height: float(),
    })),
    clusterEdges: list(() => [number(), number(), number()]),
  };
  if (!atEnd()) throw new Error('the graph has bytes left over');
  return graph;
}

/** The blank page, to be served as `/engine.html`. */
export const PAGES = {
  '/engine.html': `<!doctype html>
<html lang="en"><link rel="icon" href="data:," /><title>Engine</title>
<script>
${[Engine, postcard, decodeTimeline, decodeGraph].join('\n')}
globalThis.Engine = Engine;
</script></html>`,
};
