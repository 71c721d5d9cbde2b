//! Adding up what passed, failed and was skipped, over test runners of different kinds.

use std::process::Command;

use crate::error::{Error, Result};
use crate::process;
use crate::progress;

/// How many tests ended how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what one line of output says, if it is a closing line of cargo's or Node's test runner.
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            // ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
            for part in result.split(['.', ';']) {
                let mut words = part.split_whitespace();
                if let (Some(Ok(number)), Some(kind)) =
                    (words.next().map(str::parse::<u64>), words.next())
                {
                    match kind {
                        "passed" => self.passed += number,
                        "failed" => self.failed += number,
                        "ignored" => self.skipped += number,
                        _ => {}
                    }
                }
            }
        } else if let Some(rest) = line.strip_prefix("ℹ ").or(line.strip_prefix("# "))
            && let Some((kind, number)) = rest.split_once(' ')
            && let Ok(number) = number.parse::<u64>()
        {
            match kind {
                "pass" => self.passed += number,
                "fail" | "cancelled" => self.failed += number,
                "skipped" | "todo" => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// What has been run so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: Counts,
    /// Steps that failed, for the closing words.
    failed: Vec<String>,
}

impl Tally {
    /// A check that passes or fails as a whole.
    pub(super) fn check(&mut self, title: &str, work: impl FnOnce() -> Result<()>) -> bool {
        let result = progress::step(title, work);
        if let Err(error) = &result {
            if !matches!(error, Error::ChecksFailed) {
                eprintln!("error: {error}");
            }
            self.counts.failed += 1;
            self.failed.push(title.to_owned());
        }
        result.is_ok()
    }

    /// A program that runs tests and says how they ended.
    pub(super) fn tests(&mut self, title: &str, command: impl FnOnce() -> Result<Command>) {
        let mut counts = Counts::default();
        let ran = self.check(title, || {
            let passed = process::run_lines(&mut command()?, |line| counts.read(line))?;
            if passed && counts.failed == 0 {
                Ok(())
            } else {
                Err(Error::ChecksFailed)
            }
        });
        // The check counts a failure as one, which is right where the program did not get as far as testing.
        if !ran && counts.failed > 0 {
            counts.failed -= 1;
        }
        self.counts.add(counts);
    }

    /// Something that could not run.
    pub(super) fn skip(&mut self, what: &str, why: &str) {
        progress::note(&format!("skipped: {what} ({why})"));
        self.counts.skipped += 1;
    }

    /// Says which steps failed and prints the closing line.
    pub(super) fn finish(self) -> Result<()> {
        let Counts {
            passed,
            failed,
            skipped,
        } = self.counts;
        for title in &self.failed {
            println!("FAILED: {title}");
        }
        println!("{passed} passed, {failed} failed, {skipped} skipped");
        if failed == 0 && self.failed.is_empty() {
            Ok(())
        } else {
            Err(Error::ChecksFailed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_both_runners_add_up() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
            "ℹ tests 9",
            "ℹ pass 5",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "# skipped 2",
            "ℹ duration_ms 812.3",
        ] {
            counts.read(line);
        }
        let expected = Counts {
            passed: 19,
            failed: 5,
            skipped: 3,
        };
        assert_eq!(counts, expected);
    }
}
