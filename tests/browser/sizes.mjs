// @ts-check

/**
 * What the first screen loads and what comes only when somebody asks for it, with sizes.
 *
 *     cargo xtask sizes
 *     node tests/browser/sizes.mjs
 *
 * prints tables in Markdown. The list of the first screen is recorded in Chromium; the rest is what else is in `dist/`.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { DIST, launch, open, serve } from './support.mjs';

/**
 * The files of `dist/` that a first visit loads until nothing more is asked for, in the order of the first requests.
 *
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<string[]>}
 */
export async function firstScreen(browser) {
  const host = await serve();
  const { page, context } = await open(browser, host.url());
  await page.waitForLoadState('networkidle');
  // The engine starts in its worker, whose requests do not count for the page's idleness.
  let count = -1;
  while (count !== host.requests.length) {
    count = host.requests.length;
    await page.waitForTimeout(1000);
  }
  await context.close();
  await host.close();
  const paths = host.requests.map((path) => (path === '/' ? 'index.html' : path.slice(1)));
  return [...new Set(paths)];
}

/** What the rest is for, by how its path begins. */
const LATER = [
  ['Editor', /^glue\/(?!compiler)/],
  ['Compiler', /^(?:glue\/compiler|solc\/)/],
  ['Libraries', /^libraries\//],
  ['Everything else', /^/],
];

/** @param {number} bytes */
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

/**
 * @param {string} title
 * @param {string[]} paths
 */
function table(title, paths) {
  const rows = paths.map((path) => {
    const content = readFileSync(join(DIST, path));
    return { path, raw: content.length, gzip: gzipSync(content, { level: 9 }).length };
  });
  const sum = (/** @type {'raw' | 'gzip'} */ size) => kilobytes(rows.reduce((sum, row) => sum + row[size], 0));
  const lines = rows.map(({ path, raw, gzip }) => `| \`${path}\` | ${kilobytes(raw)} | ${kilobytes(gzip)} |`);
  return [
    `| ${title} | kB | kB, gzip |`,
    '|---|--:|--:|',
    ...lines,
    `| **Together** | **${sum('raw')}** | **${sum('gzip')}** |`,
    '',
  ].join('\n');
}

async function main() {
  const browser = await launch();
  const first = (await firstScreen(browser)).filter((path) => path !== 'favicon.ico');
  await browser.close();
  console.log(table('First screen', first));
  let rest = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .filter((path) => !first.includes(path))
    .sort();
  for (const [title, begins] of LATER) {
    const some = rest.filter((path) => /** @type {RegExp} */ (begins).test(path));
    rest = rest.filter((path) => !some.includes(path));
    if (some.length > 0) console.log(table(`Later: ${String(title).toLowerCase()}`, some));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
