// @ts-check

/**
 * The editor of contracts and documents: CodeMirror with what people expect of an editor, and one state for each
 * open file, so that undo, selection and scroll position are still there when somebody comes back to it.
 *
 * Positions are lines and UTF-16 columns, both from 1, as the compiler's worker gives them; what lies outside the text
 * is moved to its nearest end. Nothing here fails because of a path that is not open: it is ignored, for messages
 * about a file may arrive after it was closed.
 */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completeFromList,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorSelection, EditorState } from '@codemirror/state';
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';

import { EVM_WORDS, evmAssembly } from './languages/evm.mjs';
import { SOLIDITY_WORDS, solidity } from './languages/solidity.mjs';
import { marks, setMarks } from './marks.mjs';
import { highlighting, theme } from './theme.mjs';

export { EVM_VERSIONS } from './compiler/evm-versions.mjs';

/**
 * @typedef {'solidity' | 'evm' | 'json' | 'text'} Language
 * @typedef {{ line: number, column: number }} Position
 *
 * @typedef {object} Options
 * @property {boolean} [dark] default: light
 * @property {string} label names the editor for those who do not see it
 * @property {Language} [language] of files opened without one; default: text
 * @property {(path: string, text: string) => void} onChange after each change that a person made (not after `setText`)
 * @property {(path: string, line: number, column: number) => void} [onCursor] after the cursor moved
 *
 * @typedef {object} Diagnostic
 * @property {Position} from
 * @property {Position} to
 * @property {'error' | 'warning' | 'info'} severity
 * @property {string} message
 * @property {string} [source] who says it, such as `solc`
 *
 * @typedef {object} Handle
 * @property {(path: string, text: string, language?: Language, options?: { readOnly?: boolean }) => void} open shows a
 *   file. One that is open already keeps its own text, undo and place; its `text` is then taken as by `setText`.
 * @property {(path: string, text: string) => void} setText changes a file from outside
 * @property {(path: string) => string | null} text
 * @property {(path: string) => void} close forgets a file; if it was shown, the editor is empty and read-only until
 *   another is opened
 * @property {(old: string, now: string) => void} rename
 * @property {(path: string, diagnostics: Diagnostic[]) => void} setDiagnostics replaces all of a file
 * @property {(path: string, line: number, column: number) => void} goTo shows an open file at a place, with the focus
 * @property {(path: string, marks: import('./marks.mjs').Mark[]) => void} mark replaces all line marks of a file
 * @property {(dark: boolean) => void} setDark
 * @property {() => void} focus
 * @property {() => void} destroy
 *
 * @typedef {{ state: EditorState, scroll?: import('@codemirror/state').StateEffect<unknown> }} File
 */

/** Marks a change that came from the page, so that the page is not told of it. */
const fromOutside = Annotation.define();

const KEYBOARD_HELP = 'Tab indents. To leave the editor with the keyboard, press Escape, then Tab.';

/** @type {Record<Language, () => import('@codemirror/state').Extension>} */
const LANGUAGES = { solidity, evm: evmAssembly, json, text: () => [] };

/** @type {Record<Language, readonly import('@codemirror/autocomplete').Completion[]>} */
const WORDS = { solidity: SOLIDITY_WORDS, evm: EVM_WORDS, json: [], text: [] };

/**
 * What the completion asks for a language: its own words, and those of the document that are not among them. Made
 * once for each file, since the completion knows a source again by its identity.
 *
 * @param {Language} language
 * @returns {{ autocomplete: import('@codemirror/autocomplete').CompletionSource }[]}
 */
function completion(language) {
  const own = new Set(WORDS[language].map(({ label }) => label));
  /** @type {import('@codemirror/autocomplete').CompletionSource} */
  const others = async (context) => {
    const found = await completeAnyWord(context);
    return found && { ...found, options: found.options.filter(({ label }) => !own.has(label)) };
  };
  return [{ autocomplete: completeFromList(WORDS[language]) }, { autocomplete: others }];
}

/**
 * Makes an editor that fills its parent.
 *
 * @param {HTMLElement} parent
 * @param {Options} options
 * @returns {Handle}
 */
export function createEditor(parent, options) {
  const colours = new Compartment();
  let dark = options.dark ?? false;
  /** The file that is shown; `null` if none is. @type {string | null} */
  let shown = null;
  /** All open files; the shown one's state is the view's. @type {Map<string, File>} */
  const files = new Map();

  /** @param {import('@codemirror/view').ViewUpdate} update */
  const listen = (update) => {
    if (shown === null) return;
    if (update.docChanged && !update.transactions.some((change) => change.annotation(fromOutside))) {
      options.onChange(shown, update.state.doc.toString());
    }
    if (update.selectionSet || update.docChanged) {
      const { head } = update.state.selection.main;
      const line = update.state.doc.lineAt(head);
      options.onCursor?.(shown, line.number, head - line.from + 1);
    }
  };

  /**
   * @param {string} text
   * @param {Language} language
   * @param {boolean} readOnly
   */
  const state = (text, language, readOnly) =>
    EditorState.create({
      doc: text,
      extensions: [
        extensions(language),
        colours.of(theme(dark)),
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          'aria-description': KEYBOARD_HELP,
          tabindex: '0',
          ...(readOnly ? { 'aria-readonly': 'true' } : {}),
        }),
        EditorView.updateListener.of(listen),
      ],
    });

  const view = new EditorView({ parent, state: state('', 'text', true) });

  const remember = () => {
    if (shown !== null) files.set(shown, { state: view.state, scroll: view.scrollSnapshot() });
  };

  /** @param {string} path */
  const show = (path) => {
    const file = files.get(path);
    if (!file || shown === path) return;
    remember();
    shown = path;
    view.setState(file.state);
    if (file.scroll) view.dispatch({ effects: file.scroll });
  };

  /**
   * Changes a file, whether it is shown or not.
   *
   * @param {string} path
   * @param {(state: EditorState) => import('@codemirror/state').TransactionSpec} change
   */
  const update = (path, change) => {
    const file = files.get(path);
    if (!file) return;
    if (path === shown) view.dispatch(change(view.state));
    else files.set(path, { ...file, state: file.state.update(change(file.state)).state });
  };

  /** @param {string} path */
  const current = (path) => (path === shown ? view.state : files.get(path)?.state);

  /** @type {Handle} */
  const handle = {
    open(path, text, language = options.language ?? 'text', { readOnly = false } = {}) {
      if (files.has(path)) handle.setText(path, text);
      else files.set(path, { state: state(text, language, readOnly) });
      show(path);
    },
    setText(path, text) {
      update(path, ({ doc }) => ({ changes: difference(doc.toString(), text), annotations: fromOutside.of(true) }));
    },
    text: (path) => current(path)?.doc.toString() ?? null,
    close(path) {
      files.delete(path);
      if (path !== shown) return;
      shown = null;
      view.setState(state('', 'text', true));
    },
    rename(old, now) {
      remember();
      const file = files.get(old);
      if (!file || old === now) return;
      files.delete(old);
      files.set(now, file);
      if (shown === old) shown = now;
    },
    setDiagnostics(path, diagnostics) {
      update(path, (state) => {
        const found = diagnostics.map(({ from, to, severity, message, source }) => {
          const start = offset(state, from);
          return { from: start, to: Math.max(start, offset(state, to)), severity, message, source };
        });
        return setDiagnostics(state, found);
      });
    },
    goTo(path, line, column) {
      show(path);
      if (shown !== path) return;
      const place = offset(view.state, { line, column });
      const effects = EditorView.scrollIntoView(place, { y: 'center' });
      view.dispatch({ selection: EditorSelection.cursor(place), effects });
      view.focus();
    },
    mark(path, lines) {
      update(path, () => ({ effects: setMarks.of(lines) }));
    },
    setDark(now) {
      if (now === dark) return;
      dark = now;
      for (const path of files.keys()) update(path, () => ({ effects: colours.reconfigure(theme(dark)) }));
      if (shown === null) view.dispatch({ effects: colours.reconfigure(theme(dark)) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
  return handle;
}

/**
 * Everything about an editor that depends on nothing but the language.
 *
 * @param {Language} language
 * @returns {import('@codemirror/state').Extension}
 */
function extensions(language) {
  const completions = completion(language);
  return [
    lineNumbers(),
    lintGutter(),
    ...(language === 'json' ? [foldGutter()] : []),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    crosshairCursor(),
    EditorState.allowMultipleSelections.of(true),
    indentUnit.of(language === 'json' ? '  ' : '    '),
    EditorState.tabSize.of(4),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ icons: false }),
    EditorState.languageData.of(() => completions),
    search({ top: true }),
    highlightSelectionMatches(),
    highlighting,
    marks,
    LANGUAGES[language](),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      // Ctrl+Enter is the page's: it runs the block.
      ...defaultKeymap.filter((binding) => binding.key !== 'Mod-Enter'),
      indentWithTab,
    ]),
  ];
}

/**
 * The place of a position in a document.
 *
 * @param {EditorState} state
 * @param {Position} position
 */
function offset({ doc }, { line, column }) {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}

/**
 * The one stretch that differs between two texts, so that cursor and marks outside it stay where they are.
 *
 * @param {string} before
 * @param {string} text
 * @returns {import('@codemirror/state').ChangeSpec}
 */
function difference(before, text) {
  const after = text.replace(/\r\n?/g, '\n');
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
