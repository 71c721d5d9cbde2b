//! The batch document as a form: what the form shows, what it offers, and the changes it makes.
//!
//! Form and text are two views of one document. A [`Draft`] is what the form shows of it: the batch
//! that the text means, or, while the text cannot be read, the last one that could. What the form
//! itself changes is kept as it is, even where the reader would refuse it (a number half typed), so
//! that nothing jumps back under a person's hands.

mod around;
mod check;
mod entries;
mod kind;
mod list;
mod literal;
mod problems;
mod sort;

pub use around::{Surroundings, find_contract, find_function};
pub use check::check;
pub use entries::{
    Named, double, fresh_name, is_name, new_draw, new_knob, new_step, rename, rename_draw, shares,
    shift,
};
pub use kind::Kind;
pub use list::{
    account_text, account_value, arguments_text, arguments_values, json_or_text, listed,
    value_text, with_list,
};
pub use literal::{check_literal, literal, literal_text};
pub use problems::{Problems, as_engine};
pub use sort::{
    ACCOUNTS, Room, Sort, account, account_key, default_argument, default_constant, each_label,
    each_of, turned,
};

use lanewise_batch::{Batch, Problem, read, write};
use std::rc::Rc;

/// What the form shows of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The document's text.
    pub text: Rc<str>,
    /// What the form shows; nothing if the text could never be read.
    pub batch: Option<Rc<Batch>>,
    /// Why the text cannot be read, where that is so.
    pub problems: Vec<Problem>,
    /// Whether what the form shows is what the text says, as far as the text can be read.
    pub is_current: bool,
}

impl Draft {
    /// The draft for a text that came from elsewhere; `self` is what was shown until now.
    pub fn follow(&self, text: &str) -> Self {
        if *self.text == *text && (self.is_current || !self.problems.is_empty()) {
            return self.clone();
        }
        match read(text) {
            Ok(batch) => Self {
                text: text.into(),
                batch: Some(Rc::new(batch)),
                problems: Vec::new(),
                is_current: true,
            },
            Err(problems) => Self {
                text: text.into(),
                batch: self.batch.clone(),
                problems,
                is_current: false,
            },
        }
    }

    /// The draft after the form has changed the batch.
    pub fn edited(batch: Batch) -> Self {
        let text = write(&batch);
        let problems = read(&text).err().unwrap_or_default();
        Self {
            text: text.into(),
            batch: Some(Rc::new(batch)),
            problems,
            is_current: true,
        }
    }
}

/// Texts that were there before, so that a change by form or list can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    before: Vec<Rc<str>>,
    after: Vec<Rc<str>>,
}

/// Changes that can be taken back.
const CHANGES: usize = 60;

impl History {
    /// A text is about to be replaced.
    pub fn keep(&mut self, text: Rc<str>) {
        self.after.clear();
        if self.before.last() == Some(&text) {
            return;
        }
        if self.before.len() == CHANGES {
            self.before.remove(0);
        }
        self.before.push(text);
    }

    /// The text before the last change, in exchange for the present one.
    pub fn undo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.before.pop()?;
        self.after.push(Rc::clone(now));
        Some(text)
    }

    /// The text that was last taken back, in exchange for the present one.
    pub fn redo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.after.pop()?;
        self.before.push(Rc::clone(now));
        Some(text)
    }

    /// Whether there is something to take back, and something to have again.
    pub fn can(&self) -> (bool, bool) {
        (!self.before.is_empty(), !self.after.is_empty())
    }
}

#[cfg(test)]
#[path = "batch_edit_tests.rs"]
mod tests;
