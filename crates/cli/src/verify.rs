//! `lanewise verify`: files and folders of blocks, every block by every strategy.

pub(crate) mod args;
mod check;
mod files;
mod pool;
mod report;

use crate::{
    args::Format,
    error::{Ending, Error},
    input,
    interrupt::CONTROL,
    output,
    progress::Progress,
    way::{self, Way},
};
use args::Options;
use lanewise_formats::{Case, ReadError, Verdict};
use pool::{Pool, Task};
use report::{Failure, Report};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
};

/// A case on its way from a file to a verdict.
#[derive(Debug)]
struct Waiting {
    /// The file's index, and the case's in it.
    order: (usize, usize),
    file: String,
    case: Case,
}

/// What all jobs share.
struct Shared<'a> {
    options: &'a Options,
    ways: Vec<Way>,
    pool: Pool<(usize, PathBuf), Waiting>,
    tally: Mutex<(Report, Progress)>,
}

/// Verifies everything and tells what became of it.
pub(crate) fn verify(options: &Options) -> Result<Ending, Error> {
    let files = files::collect(&options.paths)?;
    let report = Report {
        files: files.len(),
        ..Report::default()
    };
    let shared = Shared {
        options,
        ways: way::ways(&options.strategies, &options.threads),
        pool: Pool::new(files.into_iter().enumerate()),
        tally: Mutex::new((report, Progress::new())),
    };
    thread::scope(|scope| {
        for _ in 1..options.jobs {
            scope.spawn(|| shared.work());
        }
        shared.work();
    });
    let (mut report, progress) = shared
        .tally
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    drop(progress);
    report.sort();
    if options.fail_fast {
        // Other jobs may have failed before they heard of the end.
        report.failures.truncate(1);
        report.failed = report.failures.len() as u64;
    }
    output::print(&match options.format {
        Format::Table => report.to_string(),
        Format::Json => output::pretty(&report),
    })?;
    if CONTROL.is_cancelled() {
        return Err(Error::Interrupted);
    }
    Ok(Ending::of(report.failed == 0))
}

impl Shared<'_> {
    /// One job: takes what is next until nothing is.
    fn work(&self) {
        while let Some(task) = self.pool.next() {
            match task {
                Task::Read((index, path)) => self.pool.read(self.read(index, &path)),
                Task::Verify(waiting) => self.verify(&waiting),
            }
            if CONTROL.is_cancelled() {
                self.pool.stop();
            }
        }
    }

    fn read(&self, index: usize, path: &Path) -> Vec<Waiting> {
        let file = input::shown(path);
        let cases = match input::cases(path) {
            Ok(cases) => cases.into_iter().enumerate(),
            Err(Error::Read {
                source: source @ ReadError::Unsupported { .. },
                ..
            }) => {
                self.note(|report| {
                    report.skip("format not read", (index, 0), source.to_string(), file);
                });
                return Vec::new();
            }
            Err(error) => {
                let what = match error {
                    Error::Read { source, .. } => source.to_string(),
                    Error::Open { source, .. } => format!("it cannot be read: {source}"),
                    other => other.to_string(),
                };
                self.fail(Failure {
                    order: (index, 0),
                    file,
                    case: None,
                    place: None,
                    what,
                });
                return Vec::new();
            }
        };
        let waiting = cases.map(|(place, case)| Waiting {
            order: (index, place),
            file: file.clone(),
            case,
        });
        waiting.collect()
    }

    fn verify(&self, waiting: &Waiting) {
        let Waiting { order, file, case } = waiting;
        let verdict = check::case(case, &self.ways);
        if CONTROL.is_cancelled() {
            // It may have failed for that alone.
            return;
        }
        match verdict {
            Verdict::Passed => self.note(|report| report.passed += 1),
            Verdict::Skipped(skip) => self.note(|report| {
                let example = format!("{file}, {}", case.name);
                report.skip(skip.kind.name(), *order, skip.reason, example);
            }),
            Verdict::Failed { what, place } => self.fail(Failure {
                order: *order,
                file: file.clone(),
                case: Some(case.name.clone()),
                place: Some(place),
                what,
            }),
        }
    }

    fn fail(&self, failure: Failure) {
        self.note(|report| report.fail(failure));
        if self.options.fail_fast {
            self.pool.stop();
        }
    }

    fn note(&self, change: impl FnOnce(&mut Report)) {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let (report, progress) = &mut *tally;
        change(report);
        progress.at(|| {
            let Report {
                passed,
                failed,
                skipped,
                files,
                ..
            } = report;
            format!("{passed} passed, {failed} failed, {skipped} skipped, of {files} files")
        });
    }
}
