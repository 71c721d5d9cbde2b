// @ts-check

/** Finding what somebody may have meant who wrote a path that does not exist. */

/** So many suggestions at most. */
const MOST = 3;

/**
 * How many letters must be inserted, removed or replaced to make one text from another; larger than the limit if
 * more than that.
 *
 * @param {string} one
 * @param {string} other
 * @param {number} limit
 */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      now.push(Math.min((before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + same));
    }
    if (Math.min(...now) > limit) return limit + 1;
    before = now;
  }
  return before[other.length] ?? 0;
}

/** @param {string} path */
const base = (path) => path.slice(path.lastIndexOf('/') + 1).replace(/\.sol$/i, '').toLowerCase();

/**
 * The most similar of some paths, best first. What counts is the file's own name; among files of about the same
 * name, the rest of the path.
 *
 * @param {string} wanted
 * @param {string[]} choices
 * @returns {string[]}
 */
export function nearest(wanted, choices) {
  const name = base(wanted);
  // A short name resembles every other short name.
  const limit = name.length < 4 ? 1 : 2;
  return choices
    .map((path) => ({ path, away: distance(name, base(path), limit) }))
    .filter(({ away }) => away <= limit)
    .map(({ path, away }) => ({ path, away, rest: distance(wanted, path, 60) }))
    .sort((one, other) => one.away - other.away || one.rest - other.rest || (one.path < other.path ? -1 : 1))
    .slice(0, MOST)
    .map(({ path }) => path);
}
