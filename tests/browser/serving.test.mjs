// @ts-check

/**
 * Serving: the headers, and whether threads are to be had in every setting in which the page can find itself.
 *
 * "Isolated" is not believed but tried: each test starts the engine of the right flavour inside the page.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { launch, open, ROOT, sentHeaders, serve, until } from './support.mjs';

const EXPECTED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-credentialless',
};

/** A page of somebody else that frames an address and sends no isolation headers itself. */
const framing = (/** @type {string} */ address) => `<!doctype html>
<html lang="en"><link rel="icon" href="data:," /><title>Another site</title>
<iframe title="framed" src="${address}" width="1200" height="800"></iframe></html>`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {(() => unknown)[]} */
const closing = [];

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await Promise.all(closing.map((close) => close()));
});

/** @param {Parameters<typeof serve>[0]} [options] */
async function host(options) {
  const started = await serve(options);
  closing.push(started.close);
  return started;
}

/**
 * Starts an engine in a page or frame, in a worker of its own beside whatever the page runs.
 *
 * @param {import('playwright-core').Page | import('playwright-core').Frame} where
 * @param {'threaded' | 'single'} flavour
 * @returns {Promise<string>} `shared memory`, `own memory`, or why it did not start
 */
function boot(where, flavour) {
  return where.evaluate(
    (flavour) =>
      new Promise((resolve) => {
        const worker = new Worker(new URL('./engine-worker.js', document.baseURI), { type: 'module' });
        const end = (/** @type {string} */ answer) => {
          worker.terminate();
          resolve(answer);
        };
        worker.onerror = (event) => end(`worker error: ${event.message}`);
        worker.onmessage = ({ data }) => {
          if (data.booted) end(data.booted.memory ? 'shared memory' : 'own memory');
          else if (data.crashed) end(`crashed: ${data.crashed}`);
        };
        worker.postMessage({ kind: 'boot', flavour, threads: 2 });
      }),
    flavour,
  );
}

/** @param {import('playwright-core').Page | import('playwright-core').Frame} where */
const isolated = (where) => where.evaluate(() => globalThis.crossOriginIsolated);

/** @param {import('playwright-core').Page} page */
async function framed(page) {
  return until('the frame to load', async () => {
    const frame = page.frames()[1];
    return frame && (await frame.evaluate(() => document.readyState)) === 'complete' && frame;
  });
}

describe('headers', () => {
  test('dist/_headers asks for isolation as a top page and inside a foreign frame', () => {
    const sent = sentHeaders();
    for (const [name, value] of Object.entries(EXPECTED)) assert.equal(sent[name], value);
  });

  const program = process.env.LANEWISE_XTASK;
  test('`cargo xtask serve` sends them, with the right media types', { skip: !program && 'run by `cargo xtask test`' }, async (context) => {
    const port = await freePort();
    const server = spawn(program ?? '', ['serve', '--no-build', '--port', String(port)], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    context.after(() => server.kill());
    let said = '';
    server.stdout.on('data', (text) => (said += text));
    await until('the server to say that it serves', () => said.includes('\n'));
    assert.match(said, new RegExp(`^Serving http://127\\.0\\.0\\.1:${port} with isolation headers .*\n$`));

    for (const [path, type] of [
      ['', 'text/html'],
      ['engine-worker.js', 'text/javascript'],
      ['engine/threaded/engine_bg.wasm', 'application/wasm'],
    ]) {
      const response = await fetch(`http://127.0.0.1:${port}/${path}`);
      assert.equal(response.status, 200, path);
      assert.ok(response.headers.get('Content-Type')?.startsWith(type), path);
      for (const [name, value] of Object.entries(EXPECTED)) assert.equal(response.headers.get(name), value);
      await response.arrayBuffer();
    }
    const missing = await fetch(`http://127.0.0.1:${port}/..%2fCargo.toml`);
    assert.equal(missing.status, 404);
    await missing.arrayBuffer();

    const { page, problems } = await open(browser, `http://127.0.0.1:${port}/`);
    assert.equal(await isolated(page), true);
    // A browser keeps connections open for later: none of them may make a new one wait.
    for (let again = 0; again < 5; again++) await page.reload({ timeout: 10_000 });
    assert.deepEqual(problems, []);
    await page.context().close();

    const second = spawn(program ?? '', ['serve', '--no-build', '--port', String(port)], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    second.stderr.on('data', (text) => (complaint += text));
    const code = await new Promise((resolve) => second.on('close', resolve));
    assert.equal(code, 1);
    assert.match(complaint, new RegExp(`port ${port} is already in use`));
  });
});

describe('isolation', () => {
  test('a host with the headers: isolated at once, threads start', async () => {
    const site = await host();
    const { page, context, problems } = await open(browser, site.url());
    assert.equal(await isolated(page), true);
    assert.equal(await boot(page, 'threaded'), 'shared memory');
    assert.equal(await boot(page, 'single'), 'own memory');
    assert.equal(site.requests.filter((path) => path === '/').length, 1, 'no reload');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('no headers and no service worker: not isolated, the single-thread engine starts', async () => {
    const site = await host({ headers: false });
    const { page, context } = await open(browser, site.url(), { serviceWorkers: 'block' });
    assert.equal(await isolated(page), false);
    assert.equal(await boot(page, 'single'), 'own memory');
    await context.close();
  });

  test('inside a foreign page without headers: Document-Isolation-Policy isolates the frame, threads start', async () => {
    const site = await host();
    const foreign = await host({ headers: false, name: 'localhost', pages: { '/': framing(site.url()) } });
    const { page, context, problems } = await open(browser, foreign.url());
    assert.equal(await isolated(page), false, 'the foreign page itself is not isolated');
    const frame = await framed(page);
    assert.equal(new URL(frame.url()).origin, site.origin);
    assert.equal(await isolated(frame), true);
    assert.equal(await boot(frame, 'threaded'), 'shared memory');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a host without headers: the service worker isolates after exactly one reload', async () => {
    const site = await host({ headers: false });
    const { page, context, problems } = await open(browser, site.url('/?preset=payments#here'), {}, countLoads);
    await becomesIsolated(page);
    assert.equal(await boot(page, 'threaded'), 'shared memory');
    assert.equal(page.url(), site.url('/?preset=payments#here'), 'the address stays as it was');
    assert.equal(await loads(page), 2);
    assert.deepEqual(problems, []);

    await page.reload();
    assert.equal(await isolated(page), true, 'later visits are isolated at once');
    assert.equal(await loads(page), 3);
    await context.close();
  });

  test('a host without headers inside a foreign page: not isolated, the single-thread engine starts', async () => {
    // Browsers that keep sites apart refuse the frame its service worker; as private windows do everywhere.
    const site = await host({ headers: false });
    const foreign = await host({ headers: false, name: 'localhost', pages: { '/': framing(site.url()) } });
    const { page, context } = await open(browser, foreign.url());
    const frame = await framed(page);
    assert.equal(await isolated(frame), false);
    assert.equal(await boot(frame, 'single'), 'own memory');
    await context.close();
  });

  test('a service worker that does not help causes no second reload', async () => {
    // A stand-in for browsers that know none of the headers: a worker that passes everything on as it is.
    const site = await host({ headers: false });
    const context = await browser.newContext();
    await context.route('**/sw.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `addEventListener('install', () => skipWaiting());
               addEventListener('activate', (event) => event.waitUntil(clients.claim()));
               addEventListener('fetch', () => {});`,
      }),
    );
    const page = await context.newPage();
    await page.addInitScript(countLoads);
    await page.goto(site.url());
    await until('the one reload', async () => (await loads(page)) === 2);
    await page.waitForTimeout(1000);
    assert.equal(await loads(page), 2);
    assert.equal(await isolated(page), false);
    assert.equal(await boot(page, 'single'), 'own memory');
    await context.close();
  });
});

describe('below a sub-folder', () => {
  for (const headers of [true, false]) {
    test(headers ? 'with headers' : 'by the service worker', async () => {
      const site = await host({ headers, below: '/some/where/' });
      const { page, context, problems } = await open(browser, site.url());
      await becomesIsolated(page);
      assert.equal(await boot(page, 'threaded'), 'shared memory');
      assert.deepEqual(
        site.requests.filter((path) => !path.startsWith('/some/where/')),
        [],
        'nothing is asked for outside the sub-folder',
      );
      assert.deepEqual(problems, []);
      await context.close();
    });
  }
});

/**
 * How often the tab has loaded the page, counted in the tab's own memory by {@link countLoads}.
 *
 * @param {import('playwright-core').Page} page
 */
function loads(page) {
  return page.evaluate(() => Number(sessionStorage.getItem('loads'))).catch(() => 0);
}

/** Runs in the page, before anything else in it. */
function countLoads() {
  sessionStorage.setItem('loads', String(Number(sessionStorage.getItem('loads')) + 1));
}

/** A port that was free a moment ago. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the probe has no port');
  return address.port;
}

/** @param {import('playwright-core').Page} page */
function becomesIsolated(page) {
  return until('the page to be isolated', () =>
    // A reload under way ends the question before it is answered.
    isolated(page).catch(() => false),
  );
}
