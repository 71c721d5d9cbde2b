// @ts-check

/**
 * What all tests and measurements in Chromium share: static hosts, a browser, and its complaints.
 *
 *     const host = await serve();                          // dist/ with the isolation headers
 *     const browser = await launch();
 *     const { page, problems } = await open(browser, host.url('/?preset=payments'));
 *     ...
 *     assert.deepEqual(problems, []);
 *     await browser.close();
 *     await host.close();
 *
 * From the environment, set by `cargo xtask test` and `cargo xtask bench`, with defaults for running one file
 * by hand (`node --test tests/browser/page.test.mjs`):
 *
 * - `LANEWISE_DIST`: the built folder (default `dist/`)
 * - `CHROMIUM`: the browser's program (default: the first on the search path)
 * - `NODE_PATH`: where the npm packages are (default `target/tools/npm/node_modules`)
 * - `LANEWISE_XTASK`: the built `xtask` program, to test its server (no default)
 * - `LANEWISE_HEADED`: if set, the browser shows its window
 */

import { existsSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { delimiter, dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The built folder. */
export const DIST = process.env.LANEWISE_DIST ?? join(ROOT, 'dist');

const MODULES = process.env.NODE_PATH?.split(delimiter)[0] ?? join(ROOT, 'target/tools/npm/node_modules');

/** `require` for the pinned npm packages (`axe-core`, ...), which do not lie beside these files. */
export const require = createRequire(join(MODULES, 'index.js'));

const { chromium } = require('playwright-core');

/** Media types by ending; browsers insist on the right one for modules and WebAssembly. */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.sol': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @typedef {object} Host a static host on this machine
 * @property {string} origin such as `http://127.0.0.1:4711`
 * @property {(path?: string) => string} url the address of a path below the folder that is served
 * @property {string[]} requests the paths asked for so far, in order
 * @property {() => Promise<void>} close
 */

/**
 * Serves a folder, as a static host would.
 *
 * @param {object} [options]
 * @param {string} [options.folder] what to serve (default: `dist/`)
 * @param {boolean} [options.headers] whether to send what `_headers` says (default: yes)
 * @param {string} [options.below] the sub-folder it appears in, such as `/some/where/` (default `/`)
 * @param {string} [options.name] the host's name: `127.0.0.1` (default), or `localhost` for another site
 * @param {Record<string, string>} [options.pages] pages made up for a test: path to HTML; they are sent without
 *   the isolation headers unless `headers` is on
 * @returns {Promise<Host>}
 */
export async function serve({ folder = DIST, headers = true, below = '/', name = '127.0.0.1', pages = {} } = {}) {
  const isolation = headers ? sentHeaders(folder) : {};
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    requests.push(path);
    const found = pages[path] ?? (path.startsWith(below) && (await file(folder, path.slice(below.length))));
    if (!found) {
      response.writeHead(404, { 'Content-Type': 'text/plain', ...isolation }).end('not found');
    } else if (typeof found === 'string') {
      response.writeHead(200, { 'Content-Type': TYPES['.html'], ...isolation }).end(found);
    } else {
      response.writeHead(200, { 'Content-Type': found.type, ...isolation }).end(found.body);
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test host has no port');
  const origin = `http://${name}:${address.port}`;
  return {
    origin,
    requests,
    url: (path = '') => origin + below + path.replace(/^\//, ''),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The headers that `_headers` gives to every path.
 *
 * @param {string} folder
 * @returns {Record<string, string>}
 */
export function sentHeaders(folder = DIST) {
  const path = join(folder, '_headers');
  if (!existsSync(path)) return {};
  /** @type {Record<string, string>} */
  const headers = {};
  let applies = false;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    if (!/^\s/.test(line)) applies = line.trim() === '/*';
    else if (applies) headers[line.slice(0, line.indexOf(':')).trim()] = line.slice(line.indexOf(':') + 1).trim();
  }
  return headers;
}

/**
 * @param {string} folder
 * @param {string} path
 */
async function file(folder, path) {
  let place = normalize(join(folder, path));
  if (place !== normalize(folder) && !place.startsWith(normalize(folder + sep))) return undefined;
  try {
    if ((await stat(place)).isDirectory()) place = join(place, 'index.html');
    const type = /** @type {Record<string, string>} */ (TYPES)[extname(place)] ?? 'application/octet-stream';
    return { body: await readFile(place), type };
  } catch {
    return undefined;
  }
}

/** The browser's program, or an error that says what to do. */
function program() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('found no Chromium; install it, or name its program in the variable CHROMIUM');
}

/**
 * Starts Chromium.
 *
 * @param {object} [options]
 * @param {string[]} [options.args] further arguments of the program
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launch({ args = [] } = {}) {
  return chromium.launch({
    executablePath: program(),
    headless: !process.env.LANEWISE_HEADED,
    args: [
      // The sandbox cannot start for root, which is who runs in most containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}

/**
 * Opens an address in a fresh profile (no storage, no service worker of an earlier test).
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {import('playwright-core').BrowserContextOptions} [options] such as `viewport`, `colorScheme`
 * @param {() => void} [first] what runs in the page before its own scripts, at every load
 * @returns {Promise<{
 *   page: import('playwright-core').Page,
 *   context: import('playwright-core').BrowserContext,
 *   problems: string[],
 * }>} `problems` grows while the page lives: see {@link watch}
 */
export async function open(browser, address, options = {}, first = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = watch(page);
  await page.addInitScript(first);
  await page.goto(address);
  return { page, context, problems };
}

/**
 * Collects everything a page complains about: warnings and errors in its console and its workers', uncaught errors,
 * requests that failed.
 *
 * @param {import('playwright-core').Page} page
 * @returns {string[]} grows while the page lives
 */
export function watch(page) {
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['warning', 'error', 'assert'].includes(message.type())) {
      const { url, lineNumber } = message.location();
      problems.push(`${message.type()}: ${message.text()} (${url}:${lineNumber})`);
    }
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('crash', () => problems.push('the page crashed'));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'no reason given';
    // A reload or a closed page aborts what is under way: that is no complaint.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()} (${reason})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  return problems;
}

/**
 * Waits until something is so, asking again and again; fails with its name if that takes too long.
 *
 * @template T
 * @param {string} what for the error: "the run to end"
 * @param {() => T | Promise<T>} question
 * @param {number} [within] milliseconds
 * @returns {Promise<NonNullable<T>>} the first answer that is not falsy
 */
export async function until(what, question, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await question();
    if (answer) return /** @type {NonNullable<T>} */ (answer);
    if (Date.now() > end) throw new Error(`waited ${within} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
