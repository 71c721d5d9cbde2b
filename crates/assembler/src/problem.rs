//! What is wrong with a source text, and where an editor should underline it.

use std::ops::Range;

/// How many problems, and how many warnings, are told at most; more help nobody.
pub const MAX_PROBLEMS: usize = 500;

/// From how many problems on nothing is suggested any more.
const MAX_SUGGESTIONS: usize = 100;

/// Something in the source text that is wrong, or that is certainly not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// The column at which it starts, from 1, in UTF-16 code units as editors in a browser count.
    pub column: u32,
    /// How many UTF-16 code units it is long, at least 1.
    pub length: u32,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
}

/// A place in the source text: a line, from 0, and a range of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Place {
    /// From the start of this place to the end of another one on the same line.
    pub(crate) fn to(self, other: Self) -> Self {
        Self {
            end: other.end.max(self.end),
            ..self
        }
    }

    /// The line as people count.
    pub(crate) fn line_number(self) -> u32 {
        u32::try_from(self.line + 1).unwrap_or(u32::MAX)
    }

    /// The range of the line's bytes.
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Collects problems in the order in which they are found, up to the limit.
#[derive(Debug)]
pub(crate) struct Problems<'a> {
    lines: &'a [&'a str],
    found: Vec<Problem>,
    left_out: usize,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(lines: &'a [&'a str]) -> Self {
        Self {
            lines,
            found: Vec::new(),
            left_out: 0,
        }
    }

    /// Notes a problem.
    pub(crate) fn add(&mut self, place: Place, message: impl Into<String>) {
        self.push(place, message.into(), None);
    }

    /// Notes a problem and what to do about it.
    pub(crate) fn add_with_help(
        &mut self,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(place, message.into(), Some(help.into()));
    }

    pub(crate) fn push(&mut self, place: Place, message: String, help: Option<String>) {
        if self.found.len() >= MAX_PROBLEMS {
            self.left_out += 1;
            return;
        }
        let units = |range: Range<usize>| -> u32 {
            let text = self.lines.get(place.line).and_then(|line| line.get(range));
            let count = text.map_or(0, |text| text.encode_utf16().count());
            u32::try_from(count).unwrap_or(u32::MAX - 1)
        };
        self.found.push(Problem {
            line: place.line_number(),
            column: units(0..place.start) + 1,
            length: units(place.range()).max(1),
            message,
            help,
        });
    }

    /// Whether callers may search for what was meant, which takes time. Nobody corrects so many
    /// names one by one.
    pub(crate) fn wants_suggestions(&self) -> bool {
        self.found.len() < MAX_SUGGESTIONS
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All problems by their places; the last one says how many were left out.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut found = self.found;
        found.sort_by_key(|problem| (problem.line, problem.column));
        if let Some(last) = found.last_mut().filter(|_| self.left_out > 0) {
            last.help = Some(format!("There are {} more like these.", self.left_out));
        }
        found
    }
}

/// A text as it can stand in a message: its start where it is long.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        format!("`{start}…`")
    } else {
        format!("`{start}`")
    }
}
