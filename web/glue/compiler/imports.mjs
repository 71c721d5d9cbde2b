// @ts-check

/**
 * Which files a project imports, found before the compiler runs.
 *
 * The compiler could ask for files while it works, but only for an immediate answer, and libraries come over the
 * network. So everything that can be reached from the project is collected first. This finds import statements with
 * a lexer that knows comments and strings and nothing else of the language; whatever it does not understand is left
 * for the compiler to complain about.
 */

import { nearest } from './near.mjs';

/**
 * @typedef {object} Statement an import statement
 * @property {string} path as written
 * @property {number} from where the path's quotes begin, in UTF-16 units
 * @property {number} to where they have ended
 *
 * @typedef {object} Library what an import's path leads to outside the project
 * @property {string} name for a person: `OpenZeppelin Contracts 5.7.0`
 * @property {string} path the file's one true name, whatever spelling was used
 * @property {Record<string, string>} files all files of the library by their true names
 *
 * @typedef {object} Unknown an import that leads nowhere
 * @property {string} importer the project's file that has it
 * @property {Statement} statement
 * @property {string[]} near existing paths, as that file would have to spell them
 *
 * @typedef {object} Closure
 * @property {Record<string, string>} sources the project's files and all that they reach
 * @property {string[]} remappings for the compiler: spellings that differ from a file's true name
 * @property {string[]} imported the libraries' files among the sources, sorted
 * @property {string[]} direct those of them that a file of the project imports itself
 * @property {Unknown[]} unknown
 */

/**
 * The import statements of a source.
 *
 * @param {string} source
 * @returns {Statement[]}
 */
export function statements(source) {
  // In this order: comments, strings (a whole one, or one that the line's end cuts off), words, ends of statements.
  const piece = /\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?|[A-Za-z_$][\w$]*|[;{}]/g;
  /** @type {Statement[]} */
  const found = [];
  let depth = 0;
  let importing = false;
  for (const match of source.matchAll(piece)) {
    const [text] = match;
    const first = text[0];
    if (first === '/') continue;
    if (importing) {
      if (first === '"' || first === "'") {
        found.push({ path: text.slice(1, -1), from: match.index, to: match.index + text.length });
        importing = false;
      } else if (first === ';') importing = false;
    } else if (text === 'import' && depth === 0) importing = true;
    else if (first === '{') depth += 1;
    else if (first === '}') depth = Math.max(0, depth - 1);
  }
  return found;
}

/**
 * What an import statement means inside a file: a path relative to the file becomes one from the root.
 *
 * @param {string} importer
 * @param {string} path
 */
export function absolute(importer, path) {
  if (!/^\.\.?\//.test(path)) return path;
  const parts = importer.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/**
 * How a file of the project is spelt in an import statement of another.
 *
 * @param {string} importer
 * @param {string} path
 */
function relative(importer, path) {
  const from = importer.split('/').slice(0, -1);
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  const up = from.length - same;
  return (up === 0 ? './' : '../'.repeat(up)) + to.slice(same).join('/');
}

/**
 * Follows all imports of a project.
 *
 * @param {Record<string, string>} project path to text
 * @param {(path: string) => Promise<Library | undefined>} library finds the library that a path belongs to and loads
 *   it; `undefined` if it belongs to none
 * @param {() => Promise<string[]>} paths all paths of all libraries, asked for only where an import leads nowhere
 * @returns {Promise<Closure>}
 */
export async function close(project, library, paths) {
  /** @type {Record<string, string>} */
  const sources = { ...project };
  const imported = new Set();
  const direct = new Set();
  const remappings = new Set();
  /** @type {Unknown[]} */
  const unknown = [];
  const open = Object.keys(project);
  for (let importer = open.pop(); importer !== undefined; importer = open.pop()) {
    const own = Object.hasOwn(project, importer);
    for (const statement of statements(sources[importer] ?? '')) {
      const path = absolute(importer, statement.path);
      if (Object.hasOwn(project, path)) continue;
      const found = await library(path);
      const text = found && Object.hasOwn(found.files, found.path) ? found.files[found.path] : undefined;
      if (found && text !== undefined) {
        if (found.path !== path) remappings.add(`${path}=${found.path}`);
        if (own) direct.add(found.path);
        if (imported.has(found.path)) continue;
        imported.add(found.path);
        sources[found.path] = text;
        open.push(found.path);
      } else if (own) {
        const others = Object.keys(project).filter((other) => other !== importer);
        const choices = [...others.map((other) => relative(importer, other)), ...(await paths())];
        unknown.push({ importer, statement, near: nearest(statement.path, choices) });
      }
    }
  }
  return {
    sources,
    remappings: [...remappings].sort(),
    imported: [...imported].sort(),
    direct: [...direct].sort(),
    unknown,
  };
}
