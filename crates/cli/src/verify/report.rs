//! What became of all cases, for people and for programs.

use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// What became of all cases.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// Files that were read, or were to be.
    pub(crate) files: usize,
    /// Cases that came out as they must.
    pub(crate) passed: u64,
    /// Cases that did not, and files that cannot be read.
    pub(crate) failed: u64,
    /// Cases that were not run, and files of a format that is not read.
    pub(crate) skipped: u64,
    /// Each failure, by file and place.
    pub(crate) failures: Vec<Failure>,
    /// Each kind of skip.
    pub(crate) skips: BTreeMap<String, Skips>,
}

/// A case that failed, or a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Failure {
    /// The file's place among all.
    #[serde(skip)]
    pub(crate) order: (usize, usize),
    /// The file.
    pub(crate) file: String,
    /// The case, if the file could be read.
    pub(crate) case: Option<String>,
    /// Where in the case, as `block 3 of 5`.
    pub(crate) place: Option<String>,
    /// What is wrong, in one sentence.
    pub(crate) what: String,
}

/// The cases that were skipped for one kind of reason.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Skips {
    /// How many.
    pub(crate) count: u64,
    /// The reason of the first of them.
    pub(crate) reason: String,
    /// The first of them.
    pub(crate) example: String,
    /// Its place among all cases.
    #[serde(skip)]
    order: (usize, usize),
}

impl Report {
    /// A failure more.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.failed += 1;
        self.failures.push(failure);
    }

    /// A skipped case more. Jobs end in any order, and the report must not depend on it.
    pub(crate) fn skip(
        &mut self,
        kind: &str,
        order: (usize, usize),
        reason: String,
        example: String,
    ) {
        self.skipped += 1;
        let known = self.skips.get(kind);
        let count = known.map_or(0, |known| known.count) + 1;
        match self.skips.get_mut(kind) {
            Some(known) if known.order < order => known.count = count,
            _ => {
                let first = Skips {
                    count,
                    reason,
                    example,
                    order,
                };
                self.skips.insert(kind.to_owned(), first);
            }
        }
    }

    /// Puts everything in the order of files and cases.
    pub(crate) fn sort(&mut self) {
        self.failures.sort();
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "failed: {}", self.file)?;
        for part in [&self.case, &self.place].into_iter().flatten() {
            write!(out, ", {part}")?;
        }
        write!(out, ": {}", self.what)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(out, "{failure}")?;
        }
        for (kind, skips) in &self.skips {
            let Skips {
                count,
                reason,
                example,
                ..
            } = skips;
            let others = if *count > 1 { ", the first" } else { "" };
            writeln!(out, "skipped {count} ({kind}){others} {example}: {reason}")?;
        }
        let Self {
            passed,
            failed,
            skipped,
            ..
        } = self;
        writeln!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_files() {
        let mut report = Report::default();
        for order in [(1, 0), (0, 1)] {
            report.fail(Failure {
                order,
                file: format!("{}.json", order.0),
                case: Some("case".to_owned()),
                place: None,
                what: "wrong".to_owned(),
            });
            report.skip("kind", order, "why".to_owned(), format!("{}.json", order.0));
        }
        report.sort();
        assert_eq!(
            report.to_string(),
            "failed: 0.json, case: wrong\n\
             failed: 1.json, case: wrong\n\
             skipped 2 (kind), the first 0.json: why\n\
             0 passed, 2 failed, 2 skipped\n"
        );
    }
}
