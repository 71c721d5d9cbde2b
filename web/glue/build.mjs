// @ts-check

/**
 * Makes what the page loads only when somebody writes a contract: the editor, the compiler's worker, the compiler
 * and the libraries.
 *
 *     node build.mjs FOLDER_OF_NODE_MODULES FOLDER_TO_WRITE release|dev
 *
 * writes
 *
 *     glue/editor.js  glue/compiler-worker.js       ours, with the packages they use; glue/LICENSES.txt is theirs
 *     solc/soljson.js LICENSE README.md             the compiler, as it is published
 *     libraries/openzeppelin.json solady.json       all sources of a library, by the path they are imported by
 *     libraries/paths.json                          only the paths
 */

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const [modules = '', out = '', mode] = process.argv.slice(2);
const MODULES = resolve(modules);
const OUT = resolve(out);
const require = createRequire(join(MODULES, 'any.js'));

/** @param {string} name */
const manifest = (name) => JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8'));

/**
 * @param {string} path below the folder to write
 * @param {string} text
 * @returns {number} its size in bytes
 */
function write(path, text) {
  const target = join(OUT, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  return Buffer.byteLength(text);
}

/**
 * The licence that a package comes with.
 *
 * @param {string} name
 */
function licence(name) {
  const folder = join(MODULES, name);
  const file = readdirSync(folder).find((file) => /^licen[cs]e(\.\w+)?$/i.test(file));
  if (file) return readFileSync(join(folder, file), 'utf8');
  // Published without the text; this is the one in its repository.
  const own = join(HERE, 'licences', `${name.split('/').join('-').replace('@', '')}.txt`);
  if (existsSync(own)) return readFileSync(own, 'utf8');
  throw new Error(`the package ${name} has no licence text`);
}

/**
 * All Solidity files below a folder.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function solidityFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return solidityFiles(path);
      return entry.name.endsWith('.sol') ? [path] : [];
    })
    .sort();
}

/** @returns {{ libraries: { id: string, name: string, version: string, bytes: number }[], pathsBytes: number }} */
function libraries() {
  /** @type {Record<string, string[]>} */
  const paths = {};
  const made = [
    { id: 'openzeppelin', npm: '@openzeppelin/contracts', name: 'OpenZeppelin Contracts', below: '' },
    { id: 'solady', npm: 'solady', name: 'Solady', below: 'src' },
  ].map(({ id, npm, name, below }) => {
    const { version, license } = manifest(npm);
    if (license !== 'MIT') throw new Error(`${npm} is no longer under the MIT licence but ${license}`);
    const folder = join(MODULES, npm);
    const files = Object.fromEntries(
      solidityFiles(join(folder, below)).map((path) => {
        const inside = relative(folder, path).split(sep).join('/');
        return [`${npm}/${inside}`, readFileSync(path, 'utf8')];
      }),
    );
    paths[id] = Object.keys(files);
    const bytes = write(`libraries/${id}.json`, JSON.stringify({ name, version, licence: licence(npm), files }));
    return { id, name, version, bytes };
  });
  return { libraries: made, pathsBytes: write('libraries/paths.json', JSON.stringify(paths)) };
}

/** The compiler, byte by byte as published, with the texts that its licence asks for. */
function compiler() {
  const source = join(MODULES, 'solc/soljson.js');
  mkdirSync(join(OUT, 'solc'), { recursive: true });
  copyFileSync(source, join(OUT, 'solc/soljson.js'));
  const solc = require('solc');
  write('solc/LICENSE', solc.license());
  const { version } = manifest('solc');
  write(
    'solc/README.md',
    `# The Solidity compiler, ${solc.version()}

\`soljson.js\` is the compiler as it is published in the npm package \`solc\`, version ${version}, unmodified. It is free
software under the GNU General Public License, version 3, with parts under other licences: see \`LICENSE\`, which is
what the compiler itself prints.

Its source code: https://github.com/ethereum/solidity/releases/tag/v${version} (\`solidity_${version}.tar.gz\`).

It is a program of its own. The page starts it in a worker when somebody compiles a contract, hands it text and
reads the text that it answers with.
`,
  );
  return statSync(source).size;
}

/**
 * The licences of all packages that went into the bundles.
 *
 * @param {string[]} inputs paths of the sources
 */
function licences(inputs) {
  const names = new Set(
    inputs.flatMap((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []),
  );
  const texts = [...names].sort().map((name) => {
    const { version, license } = manifest(name);
    return `${name} ${version} (${license})\n\n${licence(name).trim()}\n`;
  });
  write('glue/LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));
}

rmSync(OUT, { recursive: true, force: true });
const bundles = libraries();
const solcBytes = compiler();

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: mode === 'release',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  nodePaths: [MODULES],
  define: { __SOLC_BYTES__: String(solcBytes), __BUNDLES__: JSON.stringify(bundles) },
};
/** @type {import('esbuild')} */
const esbuild = require('esbuild');
const results = await Promise.all([
  esbuild.build({ ...shared, entryPoints: [join(HERE, 'editor.mjs')], outfile: join(OUT, 'glue/editor.js'), format: 'esm' }),
  esbuild.build({
    ...shared,
    entryPoints: [join(HERE, 'compiler/worker.mjs')],
    outfile: join(OUT, 'glue/compiler-worker.js'),
    format: 'iife',
  }),
]);
licences(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
