// @ts-check

/** The assembler's language for the editor: one instruction to a line, labels, directives, comments. */

import { LanguageSupport, StreamLanguage } from '@codemirror/language';

const DIRECTIVES = ['.const', '.data', '.bytes', '.abi', '.storage'];

/** @param {string} stem @param {number} first @param {number} last */
const numbered = (stem, first, last) => Array.from({ length: last - first + 1 }, (_, at) => `${stem}${first + at}`);

/** All instructions up to Osaka. */
const MNEMONICS = [
  ...`STOP ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD EXP SIGNEXTEND LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR
  SAR CLZ KECCAK256 ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD CALLDATASIZE CALLDATACOPY CODESIZE CODECOPY
  GASPRICE EXTCODESIZE EXTCODECOPY RETURNDATASIZE RETURNDATACOPY EXTCODEHASH BLOCKHASH COINBASE TIMESTAMP NUMBER
  PREVRANDAO GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBHASH BLOBBASEFEE POP MLOAD MSTORE MSTORE8 SLOAD SSTORE JUMP JUMPI
  PC MSIZE GAS JUMPDEST TLOAD TSTORE MCOPY CREATE CALL CALLCODE RETURN DELEGATECALL CREATE2 STATICCALL REVERT INVALID
  SELFDESTRUCT PUSH`.split(/\s+/),
  ...numbered('PUSH', 0, 32),
  ...numbered('DUP', 1, 16),
  ...numbered('SWAP', 1, 16),
  ...numbered('LOG', 0, 4),
];

const KNOWN = new Set(MNEMONICS);

/** What the completion offers besides the words of the document. */
export const EVM_WORDS = [
  ...MNEMONICS.map((label) => ({ label, type: 'keyword' })),
  ...DIRECTIVES.map((label) => ({ label, type: 'namespace' })),
  { label: 'selector("")', type: 'function' },
  { label: 'keccak("")', type: 'function' },
];

/** @type {import('@codemirror/language').StreamParser<null>} */
const parser = {
  name: 'evm-assembly',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^(?:;|\/\/)/)) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*(?:"|\\?$)/)) return 'string';
    if (stream.match(/^\.[a-z]\w*/i)) return 'meta';
    if (stream.match(/^[@#][A-Za-z_]\w*/)) return 'labelName';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*:)/)) return 'labelName';
    if (stream.match(/^-?(?:0x[\da-f_]*|\d[\d_]*)/i)) return 'number';
    const word = stream.match(/^[A-Za-z_]\w*/);
    if (word && typeof word === 'object') {
      if (KNOWN.has(word[0].toUpperCase())) return 'keyword';
      return stream.match(/^\s*\(/, false) ? 'variableName.function' : 'variableName';
    }
    stream.next();
    return null;
  },
  languageData: {
    closeBrackets: { brackets: ['(', '"'] },
    commentTokens: { line: '//' },
  },
};

/** The assembler's language as an extension of the editor. */
export const evmAssembly = () => new LanguageSupport(StreamLanguage.define(parser));
