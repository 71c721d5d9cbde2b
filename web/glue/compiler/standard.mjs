// @ts-check

/**
 * The compiler's input and output, "standard JSON": what goes in is made from a project, what comes out is cut down
 * to what a page needs. https://docs.soliditylang.org/en/v0.8.37/using-the-compiler.html describes both.
 */

import { EVM_VERSIONS } from './evm-versions.mjs';
import { Refusal } from './fetching.mjs';
import { IMPORTABLE } from './libraries.mjs';
import { Lines } from './positions.mjs';

/**
 * @typedef {import('./imports.mjs').Closure} Closure
 * @typedef {import('./positions.mjs').Position} Position
 *
 * @typedef {object} Diagnostic
 * @property {string} path the file; empty if it is about none
 * @property {Position} from
 * @property {Position} to
 * @property {'error' | 'warning' | 'info'} severity
 * @property {string} message
 * @property {string} code the compiler's number for this kind of message; `import` for an import that leads nowhere
 * @property {string} formatted the message as the compiler prints it, with the lines it is about
 *
 * @typedef {object} Compiled
 * @property {string} output JSON of {@link Output}
 * @property {Diagnostic[]} diagnostics
 * @property {string[]} imported the libraries' files that took part
 *
 * @typedef {object} Output
 * @property {Record<string, Record<string, Artifact>>} contracts file to name to contract. Of the project's files all;
 *   of libraries' files that the project itself imports, those that can be deployed; of others none.
 * @property {Record<string, { id: number, content?: string }>} sources the numbers by which source maps name files, with
 *   what was compiled: a file may have been changed since
 *
 * @typedef {object} Artifact
 * @property {unknown[]} abi
 * @property {unknown} storageLayout
 * @property {{
 *   bytecode: { object: string, sourceMap: string, linkReferences: object },
 *   deployedBytecode: { object: string, sourceMap: string, immutableReferences: object },
 *   methodIdentifiers: Record<string, string>,
 * }} evm `object` is hexadecimal without `0x`; empty if the contract is abstract or an interface
 *
 * @typedef {object} Complaint an error as the compiler tells it
 * @property {'error' | 'warning' | 'info'} severity
 * @property {string} message
 * @property {string} [errorCode]
 * @property {string} [formattedMessage]
 * @property {{ file: string, start: number, end: number }} [sourceLocation] in bytes
 */

/** A project's sources together, in UTF-16 units; more than any sensible project, and still quick to compile. */
const MOST_SOURCE = 1_000_000;

/** So many files at most. */
const MOST_FILES = 500;

/** "Source not found": said better by us, since we know what there is. */
const SOURCE_NOT_FOUND = '6275';

/**
 * Makes sure that a project is within the limits.
 *
 * @param {Record<string, string>} files
 * @throws {Refusal}
 */
export function check(files) {
  const entries = Object.entries(files ?? {});
  if (entries.length === 0) throw new Refusal('There is nothing to compile: the project has no Solidity file.');
  if (entries.length > MOST_FILES) {
    throw new Refusal(`The project has ${entries.length} files; at most ${MOST_FILES} can be compiled together.`);
  }
  const size = entries.reduce((sum, [, text]) => sum + text.length, 0);
  if (size > MOST_SOURCE) {
    const thousands = Math.ceil(size / 1000);
    throw new Refusal(`The project's files are ${thousands} kB together; at most ${MOST_SOURCE / 1000} kB can be compiled.`);
  }
}

/**
 * @param {Record<string, string>} files
 * @param {Closure} closure
 * @param {Partial<import('./worker.mjs').Settings>} settings
 */
export function standardInput(files, closure, { optimizer = true, runs = 200, evmVersion = EVM_VERSIONS[0], viaIR = false }) {
  const wanted = [
    'abi',
    'storageLayout',
    'evm.bytecode.object',
    'evm.bytecode.sourceMap',
    'evm.bytecode.linkReferences',
    'evm.deployedBytecode.object',
    'evm.deployedBytecode.sourceMap',
    'evm.deployedBytecode.immutableReferences',
    'evm.methodIdentifiers',
  ];
  // Code is made only for what is asked for: a library's files that are merely used cost nothing more.
  const selected = [...Object.keys(files), ...closure.direct].map((path) => [path, { '*': wanted }]);
  return {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(closure.sources).map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion,
      viaIR,
      optimizer: { enabled: optimizer, runs },
      remappings: closure.remappings,
      // The same bytes wherever it is compiled: no hash of the sources' metadata at the end.
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: Object.fromEntries(selected),
    },
  };
}

/**
 * @param {Record<string, string>} files
 * @param {Closure} closure
 * @param {string} output the compiler's
 * @returns {Compiled}
 */
export function outcome(files, closure, output) {
  /** @type {Partial<Output> & { errors?: Complaint[] }} */
  const { contracts = {}, sources = {}, errors = [] } = JSON.parse(output);
  const texts = Object.entries(sources).map(([path, { id }]) => [path, { id, content: closure.sources[path] }]);
  /** @type {Output} */
  const kept = { contracts: {}, sources: Object.fromEntries(texts) };
  for (const [path, all] of Object.entries(contracts)) {
    const own = Object.hasOwn(files, path);
    const some = Object.entries(all).filter(([, { evm }]) => own || evm?.bytecode?.object);
    if (some.length > 0) kept.contracts[path] = Object.fromEntries(some);
  }
  return { output: JSON.stringify(kept), diagnostics: diagnostics(files, closure, errors), imported: closure.imported };
}

/**
 * @param {Record<string, string>} files
 * @param {Closure} closure
 * @param {Complaint[]} errors
 * @returns {Diagnostic[]}
 */
function diagnostics(files, closure, errors) {
  /** @type {Map<string, Lines>} */
  const known = new Map();
  const lines = (/** @type {string} */ path) => {
    const made = known.get(path) ?? new Lines(closure.sources[path] ?? '');
    known.set(path, made);
    return made;
  };
  const unknown = closure.unknown.map(({ importer, statement, near }) => {
    const message = unknownImport(statement.path, near);
    return /** @type {Diagnostic} */ ({
      path: importer,
      from: lines(importer).ofUnit(statement.from),
      to: lines(importer).ofUnit(statement.to),
      severity: 'error',
      message,
      code: 'import',
      formatted: `Error: ${message}\n`,
    });
  });
  const importers = new Set(closure.unknown.map(({ importer }) => importer));
  const told = errors
    .filter(({ errorCode, sourceLocation, severity }) => {
      const path = sourceLocation?.file ?? '';
      if (errorCode === SOURCE_NOT_FOUND && importers.has(path)) return false;
      // Nobody here can do anything about a warning in a library's source.
      return severity === 'error' || path === '' || Object.hasOwn(files, path);
    })
    .map(({ severity, message, errorCode = '', formattedMessage = message, sourceLocation }) => {
      const path = sourceLocation && Object.hasOwn(closure.sources, sourceLocation.file) ? sourceLocation.file : '';
      return {
        path,
        from: lines(path).ofByte(sourceLocation?.start ?? 0),
        to: lines(path).ofByte(sourceLocation?.end ?? 0),
        severity,
        message,
        code: errorCode,
        formatted: formattedMessage,
      };
    });
  return [...unknown, ...told];
}

/**
 * @param {string} path
 * @param {string[]} near
 */
function unknownImport(path, near) {
  const meant = near.length === 0 ? '' : ` Did you mean ${near.map((other) => `"${other}"`).join(' or ')}?`;
  const remote = /^[a-z][a-z0-9+.-]*:/i.test(path) ? ' Nothing is fetched from other addresses.' : '';
  return `There is no file "${path}" to import.${meant}${remote} Files of this project can be imported, and ${IMPORTABLE}.`;
}
