// @ts-check

/**
 * The editor's looks. All colours are the page's own (`web/styles/colours.css`), by name, so that they change with it;
 * what only differs between light and dark by itself (the library's own tooltips and panels) is told apart by `dark`.
 */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.meta], color: 'var(--sol-keyword)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--sol-type)' },
  {
    tag: [tags.className, tags.labelName, tags.function(tags.variableName), tags.propertyName],
    color: 'var(--sol-name)',
  },
  { tag: [tags.number, tags.string, tags.bool, tags.null, tags.atom], color: 'var(--sol-literal)' },
  { tag: tags.comment, color: 'var(--sol-comment)', fontStyle: 'italic' },
]);

const LOOKS = {
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--sunken)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { color: 'var(--ink-2)', backgroundColor: 'var(--sunken)', borderRight: '1px solid var(--line)' },
  // Anything darker would leave comments with too little contrast.
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface)' },
  '.cm-activeLineGutter': { color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection':
    { backgroundColor: 'color-mix(in srgb, var(--focus) 28%, transparent) !important' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 35%, transparent)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--accent) 75%, transparent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--good) 25%, transparent)',
    outline: '1px solid var(--good-line)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'color-mix(in srgb, var(--bad) 25%, transparent)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--surface)', fontFamily: 'var(--sans)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-search': { fontSize: '13px', padding: '6px 30px 6px 8px' },
  '.cm-panel.cm-search label': { fontSize: '12.5px' },
  '.cm-textfield': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sunken)',
    border: '1px solid var(--control)',
    borderRadius: '4px',
    fontSize: '12.5px',
    padding: '3px 6px',
  },
  '.cm-button': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    backgroundImage: 'none',
    border: '1px solid var(--control)',
    borderRadius: '4px',
    fontSize: '12.5px',
    padding: '3px 8px',
  },
  '.cm-textfield:focus-visible, .cm-button:focus-visible': { outline: '2px solid var(--focus)' },
  '.cm-panel button[name=close]': { color: 'var(--ink)', fontSize: '18px' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--control)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow)',
    maxWidth: 'min(640px, 90vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--surface)', backgroundColor: 'var(--focus)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)', padding: '4px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--focus)' },
  '.cm-lintRange-error, .cm-lintRange-warning, .cm-lintRange-info': {
    backgroundImage: 'none',
    textDecorationLine: 'underline',
    textDecorationStyle: 'wavy',
    textDecorationThickness: '1.5px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-error': { textDecorationColor: 'var(--bad)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warn)' },
  '.cm-lintRange-info': { textDecorationColor: 'var(--focus)' },
  '.cm-placeholder': { color: 'var(--ink-2)' },
};

const LIGHT = EditorView.theme(LOOKS);
const DARK = EditorView.theme(LOOKS, { dark: true });

/**
 * @param {boolean} dark
 * @returns {import('@codemirror/state').Extension}
 */
export const theme = (dark) => (dark ? DARK : LIGHT);

/** The colours of the languages. */
export const highlighting = syntaxHighlighting(COLOURS);
