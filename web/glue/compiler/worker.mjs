// @ts-check
/// <reference lib="webworker" />

/**
 * The worker that compiles Solidity. A classic worker: the compiler's script needs `importScripts`.
 *
 * To it: {@link Compile}; also {@link Load}, which fetches the compiler before it is needed, and {@link Read}, which
 * asks for the source of a library's file. From it: one {@link Answer} to each of them, and messages of progress in
 * between, all with the request's `id`. Only the latest request to compile matters: one that still waits, or whose
 * files are still being fetched, is dropped when another comes, and answered with `superseded`. A compilation
 * under way cannot be stopped but by ending the worker.
 *
 * @typedef {object} Compile
 * @property {number} id
 * @property {'compile'} kind
 * @property {Record<string, string>} files path to text
 * @property {Partial<Settings>} [settings]
 *
 * @typedef {object} Settings
 * @property {boolean} optimizer default: on
 * @property {number} runs how often the code is expected to run, for the optimizer; default 200
 * @property {string} evmVersion one of `EVM_VERSIONS`; default: its first
 * @property {boolean} viaIR whether code is generated through Yul; default: no
 *
 * @typedef {{ id: number, kind: 'load' }} Load
 * @typedef {{ id: number, kind: 'read', path: string }} Read
 *
 * @typedef {{ id: number, kind: 'loading', what: 'compiler' | 'library', loaded: number, total: number }} Loading in
 *   bytes; `total` is the size after decompression
 * @typedef {{ id: number, kind: 'compiling' }} Compiling
 *
 * @typedef {{ id: number, kind: 'done' } & import('./standard.mjs').Compiled & { version: string, ms: number }} Done
 *   also if the sources have errors; `ms` is the time that the compiler itself took
 * @typedef {{ id: number, kind: 'failed', reason: string }} Failed what is not the sources' fault, in sentences
 * @typedef {{ id: number, kind: 'superseded' }} Superseded
 * @typedef {{ id: number, kind: 'loaded', version: string }} Loaded
 * @typedef {{ id: number, kind: 'source', path: string, text: string | null }} Source `null`: there is no such file
 * @typedef {Done | Failed | Superseded | Loaded | Source} Answer
 */

import { Refusal } from './fetching.mjs';
import { close } from './imports.mjs';
import { library, libraryPaths } from './libraries.mjs';
import { solc } from './solc.mjs';
import { check, outcome, standardInput } from './standard.mjs';

/** The latest request to compile that has not been begun. @type {Compile | undefined} */
let waiting;
let busy = false;

/** @param {Answer | Loading | Compiling} message */
const post = (message) => self.postMessage(message);

self.addEventListener('message', (event) => {
  /** @type {Compile | Load | Read} */
  const request = /** @type {MessageEvent} */ (event).data;
  if (request.kind === 'compile') {
    if (waiting) post({ id: waiting.id, kind: 'superseded' });
    waiting = request;
    work();
  } else if (request.kind === 'load') answered(request.id, () => load(request));
  else if (request.kind === 'read') answered(request.id, () => read(request));
});

/** Compiles until nothing waits. */
async function work() {
  if (busy) return;
  busy = true;
  for (;;) {
    // What arrived during a compilation is in the queue of events: it is let in first.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const request = waiting;
    waiting = undefined;
    if (!request) break;
    await answered(request.id, () => compile(request));
  }
  busy = false;
}

/**
 * Answers a request, whatever happens.
 *
 * @param {number} id
 * @param {() => Promise<Answer>} work
 */
async function answered(id, work) {
  try {
    post(await work());
  } catch (error) {
    const known = error instanceof Refusal;
    const reason = known ? error.message : `The compiler's worker failed: ${error instanceof Error ? error.message : error}`;
    post({ id, kind: 'failed', reason });
  }
}

/**
 * Tells progress, at most every 50 ms but for the end.
 *
 * @param {number} id
 * @param {'compiler' | 'library'} what
 */
function progress(id, what) {
  let last = -Infinity;
  return (/** @type {number} */ loaded, /** @type {number} */ total) => {
    const now = performance.now();
    if (loaded < total && now - last < 50) return;
    last = now;
    post({ id, kind: 'loading', what, loaded, total });
  };
}

/**
 * @param {Compile} request
 * @returns {Promise<Answer>}
 */
async function compile(request) {
  const { id, files } = request;
  check(files);
  const fetching = progress(id, 'library');
  const closure = await close(files, (path) => library(path, fetching), libraryPaths);
  if (waiting) return { id, kind: 'superseded' };
  const compiler = await solc(progress(id, 'compiler'));
  if (waiting) return { id, kind: 'superseded' };
  post({ id, kind: 'compiling' });
  const input = standardInput(files, closure, request.settings ?? {});
  const begun = performance.now();
  const output = compiler.compile(JSON.stringify(input));
  const ms = performance.now() - begun;
  return { id, kind: 'done', ...outcome(files, closure, output), version: compiler.version, ms };
}

/**
 * @param {Load} request
 * @returns {Promise<Answer>}
 */
async function load({ id }) {
  const { version } = await solc(progress(id, 'compiler'));
  return { id, kind: 'loaded', version };
}

/**
 * @param {Read} request
 * @returns {Promise<Answer>}
 */
async function read({ id, path }) {
  const found = await library(path, progress(id, 'library'));
  return { id, kind: 'source', path, text: found?.files[found.path] ?? null };
}
