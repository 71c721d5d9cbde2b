// @ts-check

/**
 * The Solidity compiler as it is published: a script that holds a WebAssembly module.
 *
 * It is a separate program under the GPL, served unmodified beside the page with its licence, and talked to only
 * through the text (JSON) that it takes and gives.
 */

import { fetchBytes, Refusal } from './fetching.mjs';

/**
 * @typedef {object} Module what the script leaves behind: functions of the compiler, and Emscripten's to move text
 * @property {(bytes: number) => number} _solidity_alloc
 * @property {(input: number, callback: number, context: number) => number} _solidity_compile
 * @property {() => void} _solidity_reset
 * @property {() => number} _solidity_version
 * @property {(address: number) => string} UTF8ToString
 * @property {(text: string, address: number, bytes: number) => void} stringToUTF8
 * @property {(text: string) => number} lengthBytesUTF8
 *
 * @typedef {object} Solc
 * @property {string} version such as `0.8.37+commit.f401782d.Emscripten.clang`
 * @property {(input: string) => string} compile standard JSON in, standard JSON out
 */

/** @type {Promise<string> | undefined} */
let script;

/** @type {Solc | undefined} */
let ready;

/** The global variables that the script made, once it has run. @type {string[]} */
let left = [];

/**
 * The compiler, loaded when it is first asked for.
 *
 * @param {(loaded: number, total: number) => void} progress
 * @returns {Promise<Solc>}
 * @throws {Refusal}
 */
export async function solc(progress) {
  if (ready) return ready;
  script ??= fetchBytes('../solc/soljson.js', 'The Solidity compiler', __SOLC_BYTES__, progress).then((bytes) =>
    URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' })),
  );
  let address;
  try {
    address = await script;
  } catch (error) {
    script = undefined;
    throw error;
  }
  ready = start(address);
  return ready;
}

/**
 * Runs the script and wraps what it leaves behind.
 *
 * @param {string} address
 * @returns {Solc}
 */
function start(address) {
  const scope = /** @type {Record<string, any> & { importScripts: (address: string) => void }} */ (/** @type {unknown} */ (self));
  // After a crash it runs again in the same scope. Variables that it declares without a value would keep what they
  // had, and it would take itself for started.
  for (const name of left) scope[name] = undefined;
  const before = new Set(Object.getOwnPropertyNames(scope));
  // What the compiler prints besides its answer is for its developers.
  scope.Module = { print() {}, printErr() {} };
  try {
    scope.importScripts(address);
  } catch (error) {
    if (outOfMemory(error)) throw memoryRefusal();
    // A policy of the host may forbid scripts from memory: then it is loaded once more, as any script.
    try {
      scope.importScripts(new URL('../solc/soljson.js', self.location.href).href);
    } catch (again) {
      if (outOfMemory(again)) throw memoryRefusal();
      throw new Refusal(`The Solidity compiler did not start: ${again instanceof Error ? again.message : String(again)}`);
    }
  }
  if (left.length === 0) left = Object.getOwnPropertyNames(scope).filter((name) => !before.has(name) && name !== 'Module');
  const module = /** @type {Module} */ (scope.Module);
  return {
    version: module.UTF8ToString(module._solidity_version()),
    compile: (input) => compile(module, input),
  };
}

/**
 * @param {Module} module
 * @param {string} input
 * @returns {string}
 */
function compile(module, input) {
  try {
    // On the compiler's heap: its stack, where Emscripten's own calls would put the text, is small.
    const bytes = module.lengthBytesUTF8(input) + 1;
    const address = module._solidity_alloc(bytes);
    module.stringToUTF8(input, address, bytes);
    const output = module.UTF8ToString(module._solidity_compile(address, 0, 0));
    // Frees the input and the output.
    module._solidity_reset();
    return output;
  } catch (error) {
    // Whatever happened, this instance's memory is in a state that nobody knows. The script is still here.
    ready = undefined;
    if (outOfMemory(error)) throw memoryRefusal();
    if (error instanceof RangeError || /call stack|recursion/i.test(String(error))) {
      throw new Refusal(
        'The Solidity compiler gave up: the code is nested too deeply for the stack that the browser gives it. ' +
          'Splitting long expressions or functions helps; so may switching the IR pipeline on or off.',
      );
    }
    throw new Refusal(`The Solidity compiler crashed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function memoryRefusal() {
  return new Refusal(
    'The Solidity compiler ran out of memory. Closing other tabs, compiling fewer files at once or switching the ' +
      'IR pipeline off may help.',
  );
}

/** @param {unknown} error */
function outOfMemory(error) {
  return /out of memory|OOM|could not allocate|cannot enlarge memory|allocation failed/i.test(String(error));
}
