// @ts-check

/**
 * The Solidity libraries that any project can import: OpenZeppelin Contracts and Solady, as published on npm.
 *
 * Each is one file of all its sources, fetched when an import first needs it. A third file has only their paths, for
 * suggestions where an import leads nowhere. Sizes and versions are put in by the build.
 */

import { fetchJson } from './fetching.mjs';

/**
 * @typedef {object} Bundle a library as the build writes it
 * @property {string} name for a person: `OpenZeppelin Contracts`
 * @property {string} version
 * @property {string} licence the licence's whole text
 * @property {Record<string, string>} files the sources by the path they are imported by
 *
 * @typedef {object} Known
 * @property {string} id names the bundle's file
 * @property {string} name
 * @property {string} version
 * @property {number} bytes size of the bundle
 *
 * @typedef {(loaded: number, total: number) => void} Progress
 */

/** What the build knows. @type {{ libraries: Known[], pathsBytes: number }} */
const { libraries: LIBRARIES, pathsBytes: PATHS_BYTES } = __BUNDLES__;

/** @type {Map<string, Promise<Bundle>>} */
const bundles = new Map();

/** @type {Promise<Record<string, string[]>> | undefined} */
let paths;

/**
 * A path's library and its true name there: Solady's sources are below `src/`, which many projects leave out.
 *
 * @param {string} path
 * @returns {{ known: Known, path: string } | undefined}
 */
function owner(path) {
  const of = (/** @type {string} */ id) => LIBRARIES.find((known) => known.id === id);
  if (path.startsWith('@openzeppelin/contracts/')) {
    const known = of('openzeppelin');
    return known && { known, path };
  }
  if (path.startsWith('solady/')) {
    const known = of('solady');
    return known && { known, path: path.startsWith('solady/src/') ? path : `solady/src/${path.slice('solady/'.length)}` };
  }
  return undefined;
}

/**
 * The library that a path belongs to, loaded; `undefined` if it belongs to none.
 *
 * @param {string} path
 * @param {Progress} progress
 * @returns {Promise<import('./imports.mjs').Library | undefined>}
 * @throws {import('./fetching.mjs').Refusal}
 */
export async function library(path, progress) {
  const found = owner(path);
  if (!found) return undefined;
  const { id, name, version, bytes } = found.known;
  let bundle = bundles.get(id);
  if (!bundle) {
    const fetched = fetchJson(`../libraries/${id}.json`, `The library ${name}`, bytes, progress);
    bundle = /** @type {Promise<Bundle>} */ (fetched);
    bundles.set(id, bundle);
    // The next import tries again.
    bundle.catch(() => bundles.delete(id));
  }
  return { name: `${name} ${version}`, path: found.path, files: (await bundle).files };
}

/**
 * The paths of all sources of all libraries. Only suggestions need them, so a failure means none.
 *
 * @returns {Promise<string[]>}
 */
export async function libraryPaths() {
  paths ??= /** @type {Promise<Record<string, string[]>>} */ (
    fetchJson('../libraries/paths.json', 'The list of library files', PATHS_BYTES)
  );
  try {
    return Object.values(await paths).flat();
  } catch {
    paths = undefined;
    return [];
  }
}

/** What can be imported besides the project's own files, for a person. */
export const IMPORTABLE = LIBRARIES.map(
  ({ id, name, version }) => `"${id === 'solady' ? 'solady/' : '@openzeppelin/contracts/'}…" (${name} ${version})`,
).join(' and ');
