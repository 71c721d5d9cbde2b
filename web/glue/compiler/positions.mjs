// @ts-check

/**
 * From the compiler's byte offsets to what an editor counts in.
 *
 * solc counts bytes of UTF-8 from the start of a file. Editors and JavaScript count lines, and in a line UTF-16 code
 * units; both from 1 here. A line ends with `\n`, `\r\n` or a lone `\r`, as the editor counts them.
 *
 * @typedef {{ line: number, column: number }} Position
 */

/**
 * How many bytes of UTF-8 the character at a place needs. A surrogate without its partner becomes U+FFFD when it is
 * encoded, which takes three.
 *
 * @param {number} point
 */
function bytesOf(point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/** The lines of one source. Made once for each file that has something to say. */
export class Lines {
  /** @type {string} */
  #text;
  /** Where each line starts: UTF-16 units. @type {number[]} */
  #units = [0];
  /** Where each line starts: bytes. @type {number[]} */
  #bytes = [0];

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
    let bytes = 0;
    for (let at = 0; at < text.length; ) {
      const point = text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      bytes += bytesOf(point);
      if (point === 10 || (point === 13 && text.charCodeAt(at) !== 10)) {
        this.#units.push(at);
        this.#bytes.push(bytes);
      }
    }
  }

  /**
   * The position of a byte. One outside the text, such as the -1 of errors about a file as a whole, is moved to the
   * text's start or end.
   *
   * @param {number} offset
   * @returns {Position}
   */
  ofByte(offset) {
    const line = lastNotAfter(this.#bytes, offset);
    let bytes = this.#bytes[line] ?? 0;
    const start = this.#units[line] ?? 0;
    let at = start;
    while (at < this.#text.length && bytes < offset) {
      const point = this.#text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      bytes += bytesOf(point);
    }
    return { line: line + 1, column: at - start + 1 };
  }

  /**
   * The position of a UTF-16 unit.
   *
   * @param {number} offset
   * @returns {Position}
   */
  ofUnit(offset) {
    const line = lastNotAfter(this.#units, offset);
    return { line: line + 1, column: offset - (this.#units[line] ?? 0) + 1 };
  }
}

/**
 * The index of the last of some ascending numbers that is not greater than the wanted one; 0 if all are.
 *
 * @param {number[]} ascending
 * @param {number} wanted
 */
function lastNotAfter(ascending, wanted) {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
