// @ts-check

/** Whole lines with a class and a title, such as where a transaction failed. They move with the text. */

import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';

/**
 * @typedef {object} Mark
 * @property {number} line from 1
 * @property {string} class
 * @property {string} [title]
 */

/** Replaces all marks of a document. @type {import('@codemirror/state').StateEffectType<Mark[]>} */
export const setMarks = StateEffect.define();

/** Keeps them. */
export const marks = StateField.define({
  create: () => /** @type {import('@codemirror/view').DecorationSet} */ (Decoration.none),
  update(kept, transaction) {
    let now = kept.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const doc = transaction.newDoc;
      const ranges = effect.value
        .filter(({ line }) => line >= 1 && line <= doc.lines)
        .map(({ line, class: name, title }) =>
          Decoration.line({ class: name, attributes: title ? { title } : {} }).range(doc.line(line).from),
        );
      now = RangeSet.of(ranges, true);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});
