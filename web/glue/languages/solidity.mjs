// @ts-check

/**
 * Solidity for the editor: colours, indentation, comments, words to complete.
 *
 * A lexer with a stack of brackets. It sorts words as the page's own view of sources does
 * (`web/src/model/solidity.rs`), so that a contract looks the same wherever it is shown.
 */

import { LanguageSupport, StreamLanguage } from '@codemirror/language';

const KEYWORDS = new Set(
  `abstract anonymous as assembly break calldata case catch constant constructor continue contract default delete do
  else emit enum error event external fallback final for from function global if immutable import indexed interface
  internal is layout leave let library mapping memory modifier new override payable pragma private public pure receive
  require return returns revert solidity storage struct super switch this throw transient try type unchecked using
  view virtual while`.split(/\s+/),
);

const TYPES = new Set('address bool byte bytes fixed int string ufixed uint var'.split(' '));

const LITERALS = new Set('days ether false gwei hours minutes seconds true weeks wei'.split(' '));

/** Names that every contract can use. */
const GLOBALS = `abi.decode abi.encode abi.encodeCall abi.encodePacked abi.encodeWithSelector address(this) addmod assert
  block.basefee block.blobbasefee block.chainid block.coinbase block.gaslimit block.number block.prevrandao
  block.timestamp blobhash blockhash ecrecover gasleft keccak256 msg.data msg.sender msg.sig msg.value mulmod
  ripemd160 sha256 tx.gasprice tx.origin type(uint256).max`.split(/\s+/);

/** What the completion offers besides the words of the document. */
export const SOLIDITY_WORDS = [
  ...[...KEYWORDS].map((label) => ({ label, type: 'keyword' })),
  ...[...TYPES, 'uint256', 'uint128', 'uint64', 'uint8', 'int256', 'bytes32', 'bytes4'].map((label) => ({ label, type: 'type' })),
  ...[...LITERALS].map((label) => ({ label, type: 'constant' })),
  ...GLOBALS.map((label) => ({ label, type: 'variable' })),
];

/**
 * @typedef {object} State
 * @property {boolean} comment inside a comment of several lines
 * @property {number[]} open for each bracket that is open, the indentation of the line it is in
 */

/** @param {string} word */
function isType(word) {
  return TYPES.has(word) || /^(?:u?int|bytes)\d+$/.test(word) || /^u?fixed\d+x\d+$/.test(word);
}

/** @type {import('@codemirror/language').StreamParser<State>} */
const parser = {
  name: 'solidity',
  startState: () => ({ comment: false, open: [] }),
  copyState: ({ comment, open }) => ({ comment, open: [...open] }),
  token(stream, state) {
    if (state.comment) {
      if (stream.skipTo('*/')) {
        stream.match('*/');
        state.comment = false;
      } else stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match('/*')) {
      state.comment = true;
      return 'comment';
    }
    if (stream.match(/^(?:hex|unicode)?(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$))/)) return 'string';
    if (stream.match(/^(?:0[xX][\da-fA-F_]*|\.?\d[\d_]*(?:\.[\d_]+)?(?:[eE]-?\d+)?)/)) return 'number';
    const word = stream.match(/^[\p{L}_$][\p{L}\p{N}_$]*/u);
    if (word && typeof word === 'object') {
      const [text] = word;
      if (KEYWORDS.has(text)) return 'keyword';
      if (isType(text)) return 'typeName';
      if (LITERALS.has(text)) return 'atom';
      if (/^_*\p{Lu}/u.test(text)) return 'className';
      return stream.match(/^\s*\(/, false) ? 'variableName.function' : 'variableName';
    }
    const sign = stream.next();
    if (sign === '{' || sign === '(' || sign === '[') state.open.push(stream.indentation());
    else if (sign === '}' || sign === ')' || sign === ']') state.open.pop();
    return null;
  },
  indent({ comment, open }, textAfter, { unit }) {
    if (comment) return null;
    const around = open.at(-1);
    if (around === undefined) return 0;
    return /^[)\]}]/.test(textAfter) ? around : around + unit;
  },
  languageData: {
    closeBrackets: { brackets: ['(', '[', '{', '"', "'"] },
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    indentOnInput: /^\s*[)\]}]$/,
  },
};

/** Solidity as an extension of the editor. */
export const solidity = () => new LanguageSupport(StreamLanguage.define(parser));
