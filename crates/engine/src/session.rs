//! What the engine keeps between requests, and which request leads where.
//!
//! The views of a run are asked for one by one, each by the batch that is meant; so the block that
//! was made last is kept, with what was found out about it.

use crate::{
    batch,
    file::OpenFile,
    made::Made,
    outbox::Outbox,
    pool, progress,
    project::Projects,
    reserve,
    run::{self, CONTROL, Prepared, Stop},
    subject::{Subject, no_such_transaction},
    validate, views,
};
use lanewise_executor::strategies;
use lanewise_protocol::{
    BlockSource, EngineInfo, Failure, Limits, Reply, Request, RunResult, RunSpec, Timeline,
    VERSION, View,
};
use std::rc::Rc;
use web_time::Instant;

/// Blocks kept: that of the last run, and one that is only looked at.
const KEPT: usize = 2;

/// The engine's state.
#[derive(Default)]
pub(crate) struct Session {
    /// The blocks used last, the latest at the end.
    blocks: Vec<Rc<Made>>,
    /// The last run's block and timeline.
    last_run: Option<(BlockSource, Timeline)>,
    /// The file that is open.
    file: Option<OpenFile>,
    /// The projects that can be used.
    projects: Projects,
}

/// Who asks, and where the answer goes.
struct Asked<'a> {
    id: u32,
    outbox: &'a Outbox,
}

impl Asked<'_> {
    fn reply(&self, reply: &Reply) {
        (self.outbox)(reply, None);
    }

    fn stopped(&self, stop: Stop) {
        self.reply(&match stop {
            Stop::Cancelled => Reply::Cancelled { id: self.id },
            Stop::Failed(failure) => Reply::Failed {
                id: self.id,
                failure,
            },
        });
    }
}

impl Session {
    /// Carries out a request; `bytes` are those of the file or the project that
    /// comes with it.
    pub(crate) fn handle(&mut self, request: Request, bytes: &[u8], outbox: &Outbox) {
        let asked = |id| Asked { id, outbox };
        match request {
            Request::Hello { version } => hello(version, outbox),
            Request::Run { id, spec } => self.run(&asked(id), &spec),
            Request::Open { id, file, name } => self.open(&asked(id), file, &name, bytes),
            Request::Preview { id, block } => self.view(&asked(id), &block, |_, made| {
                let preview = views::preview(&made.subject);
                Ok((Reply::Preview { id, preview }, None))
            }),
            Request::View { id, block, view } => self.look(&asked(id), &block, &view),
            Request::Transaction { id, block, index } => {
                self.view(&asked(id), &block, |session, made| {
                    let spans = match &session.last_run {
                        Some((of, timeline)) if *of == block => timeline.spans.as_slice(),
                        _ => &[],
                    };
                    let recorded = made.recorded()?;
                    let details = views::transaction(&made.subject, recorded, &block, index, spans)
                        .ok_or_else(|| no_such_transaction(index, &made.subject))?;
                    Ok((
                        Reply::Transaction {
                            id,
                            details: Box::new(details),
                        },
                        None,
                    ))
                })
            }
            Request::Export { id, block } => self.view(&asked(id), &block, |_, made| {
                let document = views::export(&made.subject, made.recorded()?, &block);
                Ok((Reply::Export { id }, Some(document)))
            }),
            Request::Block { id, block } => self.view(&asked(id), &block, |_, made| {
                let document = made.subject.document(&block)?;
                Ok((Reply::Block { id }, Some(document.into_bytes())))
            }),
            Request::Project { id, project } => self.take_project(&asked(id), project, bytes),
            Request::DryRun { id, block } => self.view(&asked(id), &block, |_, made| {
                let report = views::dry_run(&made.subject, made.recorded()?);
                Ok((Reply::DryRun { id, report }, None))
            }),
            Request::Listing { id, block } => self.view(&asked(id), &block, |_, made| {
                let listing = made.subject.listing(Limits::LISTED as usize)?;
                Ok((Reply::Listing { id }, Some(listing.into_bytes())))
            }),
            // A run that is under way is cancelled through memory; this one is over, or was
            // cancelled before it began.
            Request::Cancel { .. } => {}
        }
    }

    /// Opens a file; the one before stays open where this one cannot be read.
    fn open(&mut self, asked: &Asked<'_>, number: u32, name: &str, bytes: &[u8]) {
        match OpenFile::read(number, name, bytes) {
            Ok(file) => {
                asked.reply(&Reply::Opened {
                    id: asked.id,
                    file: Box::new(file.info()),
                });
                self.file = Some(file);
            }
            Err(stop) => asked.stopped(stop),
        }
    }

    /// Takes a project over; the ones before stay as they are where this one cannot be used.
    fn take_project(&mut self, asked: &Asked<'_>, number: u32, bytes: &[u8]) {
        match self.projects.take(number, bytes) {
            Ok(info) => {
                let source = BlockSource::Project(number);
                self.blocks.retain(|made| made.source != source);
                asked.reply(&Reply::Project {
                    id: asked.id,
                    project: Box::new(info),
                });
            }
            Err(stop) => asked.stopped(stop),
        }
    }

    fn run(&mut self, asked: &Asked<'_>, spec: &RunSpec) {
        let Some(outcome) = self.under_way(asked, |session| session.run_or_stop(spec)) else {
            return;
        };
        let told = outcome.and_then(|(result, timeline)| {
            let bytes = encode(&timeline)?;
            let result = Box::new(result);
            let id = asked.id;
            (asked.outbox)(&Reply::Finished { id, result }, Some(&bytes));
            self.last_run = Some((spec.block.clone(), timeline));
            Ok(())
        });
        if let Err(stop) = told {
            asked.stopped(stop);
        }
    }

    /// Answers a request for a view that may take its time.
    fn look(&mut self, asked: &Asked<'_>, source: &BlockSource, view: &View) {
        let answer = self.under_way(asked, |session| {
            let errors = validate::view(source, view);
            if !errors.is_empty() {
                return Err(Stop::Failed(Failure::Fields(errors)));
            }
            let made = session.made(source, true)?;
            reserve::for_run(made.subject.block().transactions.len());
            if matches!(view, View::Steps(_)) {
                reserve::for_walk();
            }
            let answer = views::answer(&made, view).map_err(|stop| made.explained(stop))?;
            encode(&answer)
        });
        match answer {
            None => {}
            Some(Ok(bytes)) => (asked.outbox)(&Reply::View { id: asked.id }, Some(&bytes)),
            Some(Err(stop)) => asked.stopped(stop),
        }
    }

    /// Does something that tells of its progress and can be cancelled. Nothing when it was: that
    /// is told here.
    fn under_way<T>(
        &mut self,
        asked: &Asked<'_>,
        act: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Option<Result<T, Stop>> {
        let under_way = progress::begin(asked.id, asked.outbox.clone());
        let outcome = act(self);
        let cancelled = progress::is_cancelled() || matches!(outcome, Err(Stop::Cancelled));
        if cancelled {
            progress::cancelled();
        }
        drop(under_way);
        // Afterwards and not before: a run may be cancelled while it waits for its turn.
        CONTROL.reset();
        (!cancelled).then_some(outcome)
    }

    fn run_or_stop(&mut self, spec: &RunSpec) -> Result<(RunResult, Timeline), Stop> {
        let errors = validate::run(spec, pool::size() as u32);
        if !errors.is_empty() {
            return Err(Stop::Failed(Failure::Fields(errors)));
        }
        let made = self.made(&spec.block, true)?;
        let subject = &made.subject;
        reserve::for_run(subject.block().transactions.len());
        let needs_hints =
            strategies::descriptor(&spec.strategy).is_some_and(|descriptor| descriptor.needs_hints);
        let measure = || {
            if let Some(file) = subject.file()
                && let Some(problem) = &file.problem
            {
                // Only now, so that a transaction that is invalid is told first.
                made.recorded()?;
                return Err(Stop::Failed(file.refusal(problem)));
            }
            let prepared = Prepared {
                subject,
                milliseconds: crate::clock::milliseconds(made.time),
                traced: needs_hints.then(|| made.traced()).transpose()?,
            };
            run::measure(spec, prepared)
        };
        measure().map_err(|stop| made.explained(stop))
    }

    /// Answers a request for a view of a block.
    fn view(
        &mut self,
        asked: &Asked<'_>,
        source: &BlockSource,
        look: impl FnOnce(&Self, &Made) -> Result<(Reply, Option<Vec<u8>>), Stop>,
    ) {
        let errors = validate::source(source);
        let answer = if errors.is_empty() {
            let made = self.made(source, false);
            made.and_then(|made| look(self, &made).map_err(|stop| made.explained(stop)))
        } else {
            Err(Stop::Failed(Failure::Fields(errors)))
        };
        match answer {
            Ok((reply, buffer)) => (asked.outbox)(&reply, buffer.as_deref()),
            Err(stop) => asked.stopped(stop),
        }
    }

    /// A block, made now unless it is kept. Only what is under way can be cancelled meanwhile.
    fn made(&mut self, source: &BlockSource, can_cancel: bool) -> Result<Rc<Made>, Stop> {
        if let Some(place) = self.blocks.iter().position(|made| made.source == *source) {
            let made = self.blocks.remove(place);
            self.blocks.push(made.clone());
            return Ok(made);
        }
        if self.blocks.len() == KEPT {
            self.blocks.remove(0);
        }
        let start = Instant::now();
        let subject = match source {
            BlockSource::Batch(batch) => {
                Subject::Batch(Box::new(batch::prepare(batch, can_cancel)?))
            }
            BlockSource::Project(number) => {
                Subject::Batch(Box::new(self.projects.block(*number, can_cancel)?))
            }
            BlockSource::File(at) => {
                let file = self.file.as_mut().filter(|file| file.number == at.file);
                let file = file.ok_or_else(|| {
                    let said = "The file that the block is in is not open any more.";
                    Stop::Failed(Failure::Other(said.to_owned()))
                })?;
                Subject::File(Box::new(file.block(*at, can_cancel)?))
            }
        };
        let made = Rc::new(Made::new(source.clone(), subject, start.elapsed()));
        self.blocks.push(made.clone());
        Ok(made)
    }
}

fn hello(version: u32, outbox: &Outbox) {
    let reply = if version == VERSION {
        Reply::Ready(EngineInfo {
            version: VERSION,
            flavour: run::FLAVOUR,
            threads: pool::size() as u32,
            presets: views::presets(),
            strategies: views::strategies(),
            evm: views::EVM.to_owned(),
        })
    } else {
        Reply::Failed {
            id: 0,
            failure: Failure::Version { engine: VERSION },
        }
    };
    outbox(&reply, None);
}

fn encode(value: &impl serde::Serialize) -> Result<Vec<u8>, Stop> {
    postcard::to_allocvec(value).map_err(|error| {
        Stop::Failed(Failure::Other(format!(
            "The result could not be encoded: {error}."
        )))
    })
}

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod project_tests;
#[cfg(test)]
mod simulation_tests;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod view_tests;
