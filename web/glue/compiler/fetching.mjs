// @ts-check

/**
 * Fetching files of our own origin, with progress and with failures that a person can act on.
 */

/** A failure whose message is meant for a person. */
export class Refusal extends Error {}

/**
 * Fetches a file that lies beside the page.
 *
 * @param {string} path relative to the folder of the worker's script
 * @param {string} what for a person: `The Solidity compiler`
 * @param {number} total the file's size in bytes. Known from the build: what the host sends may be compressed, and the
 *   length it then tells is another one.
 * @param {(loaded: number, total: number) => void} [progress]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Refusal}
 */
export async function fetchBytes(path, what, total, progress = () => {}) {
  let loaded = 0;
  /** @type {Uint8Array[]} */
  const parts = [];
  try {
    const response = await fetch(new URL(path, self.location.href));
    if (!response.ok || !response.body) {
      throw new Refusal(`${what} could not be loaded: the server answered with status ${response.status}.`);
    }
    const reader = response.body.getReader();
    progress(0, total);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      progress(loaded, Math.max(loaded, total));
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      navigator.onLine
        ? `${what} could not be loaded: the server was not reached, or something in the browser blocked the request.`
        : `${what} could not be loaded: this device is offline. It is fetched once and kept by the browser for later.`,
    );
  }
  const whole = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The same for a file with JSON in it.
 *
 * @param {string} path
 * @param {string} what
 * @param {number} total
 * @param {(loaded: number, total: number) => void} [progress]
 * @returns {Promise<unknown>}
 * @throws {Refusal}
 */
export async function fetchJson(path, what, total, progress) {
  const bytes = await fetchBytes(path, what, total, progress);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Refusal(`${what} could not be loaded: the server sent something else in its place.`);
  }
}
