//! What the engine keeps between requests, and which request leads where.
//!
//! The views of a run are asked for one by one, each by the batch that is meant; so the block that
//! was made last is kept, with what was found out about it.

use crate::{
    batch,
    outbox::Outbox,
    pool, progress, reserve,
    run::{self, CONTROL, Prepared, Stop},
    validate,
    views::{self, Recorded},
};
use lanewise_executor::strategies;
use lanewise_protocol::{
    BatchSpec, EngineInfo, Failure, Reply, Request, RunResult, RunSpec, StrategyInfo, Timeline,
    VERSION,
};
use lanewise_workloads::Workload;
use std::{cell::OnceCell, rc::Rc, time::Duration};
use web_time::Instant;

/// Blocks kept: that of the last run, and one that is only looked at.
const KEPT: usize = 2;

/// The engine's state.
#[derive(Default)]
pub(crate) struct Session {
    /// The blocks used last, the latest at the end.
    blocks: Vec<Rc<Made>>,
    /// The last run's block and timeline.
    last_run: Option<(BatchSpec, Timeline)>,
}

/// A block that was made.
struct Made {
    batch: BatchSpec,
    workload: Workload,
    time: Duration,
    recorded: OnceCell<Recorded>,
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
    /// Carries out a request.
    pub(crate) fn handle(&mut self, request: Request, outbox: &Outbox) {
        let asked = |id| Asked { id, outbox };
        match request {
            Request::Hello { version } => hello(version, outbox),
            Request::Run { id, spec } => self.run(&asked(id), &spec),
            Request::Preview { id, batch } => self.view(&asked(id), &batch, |_, made| {
                let preview = views::preview(&made.workload);
                Ok((Reply::Preview { id, preview }, None))
            }),
            Request::Graph { id, batch } => self.view(&asked(id), &batch, |_, made| {
                let graph = views::graph(&made.workload, made.recorded()?);
                Ok((Reply::Graph { id }, Some(encode(&graph)?)))
            }),
            Request::Transaction { id, batch, index } => {
                self.view(&asked(id), &batch, |session, made| {
                    let spans = match &session.last_run {
                        Some((of, timeline)) if *of == batch => timeline.spans.as_slice(),
                        _ => &[],
                    };
                    let recorded = made.recorded()?;
                    let details =
                        views::transaction(&made.workload, recorded, &batch, index, spans)
                            .ok_or_else(|| no_such_transaction(index, &batch))?;
                    Ok((
                        Reply::Transaction {
                            id,
                            details: Box::new(details),
                        },
                        None,
                    ))
                })
            }
            Request::Export { id, batch } => self.view(&asked(id), &batch, |_, made| {
                let document = views::export(&made.workload, made.recorded()?, &batch);
                Ok((Reply::Export { id }, Some(document)))
            }),
            // A run that is under way is cancelled through memory; this one is over, or was
            // cancelled before it began.
            Request::Cancel { .. } => {}
        }
    }

    fn run(&mut self, asked: &Asked<'_>, spec: &RunSpec) {
        let under_way = progress::begin(asked.id, asked.outbox.clone());
        let outcome = self.run_or_stop(spec);
        let cancelled = progress::is_cancelled() || matches!(outcome, Err(Stop::Cancelled));
        if cancelled {
            progress::cancelled();
        }
        drop(under_way);
        // Afterwards and not before: a run may be cancelled while it waits for its turn.
        CONTROL.reset();
        match outcome {
            // Whatever came of it: it was told.
            _ if cancelled => {}
            Ok((result, timeline)) => match encode(&timeline) {
                Ok(bytes) => {
                    let result = Box::new(result);
                    (asked.outbox)(
                        &Reply::Finished {
                            id: asked.id,
                            result,
                        },
                        Some(&bytes),
                    );
                    self.last_run = Some((spec.batch.clone(), timeline));
                }
                Err(stop) => asked.stopped(stop),
            },
            Err(stop) => asked.stopped(stop),
        }
    }

    fn run_or_stop(&mut self, spec: &RunSpec) -> Result<(RunResult, Timeline), Stop> {
        let errors = validate::run(spec, pool::size() as u32);
        if !errors.is_empty() {
            return Err(Stop::Failed(Failure::Fields(errors)));
        }
        let made = self.made(&spec.batch, true)?;
        let prepared = Prepared {
            block: &made.workload.block,
            pre: &made.workload.pre,
            milliseconds: crate::clock::milliseconds(made.time),
        };
        reserve::for_run(made.workload.block.transactions.len());
        run::measure(spec, prepared)
    }

    /// Answers a request for a view of a batch.
    fn view(
        &mut self,
        asked: &Asked<'_>,
        batch: &BatchSpec,
        look: impl FnOnce(&Self, &Made) -> Result<(Reply, Option<Vec<u8>>), Stop>,
    ) {
        let errors = validate::batch(batch);
        let answer = if errors.is_empty() {
            self.made(batch, false).and_then(|made| look(self, &made))
        } else {
            Err(Stop::Failed(Failure::Fields(errors)))
        };
        match answer {
            Ok((reply, buffer)) => (asked.outbox)(&reply, buffer.as_deref()),
            Err(stop) => asked.stopped(stop),
        }
    }

    /// The block of a batch, made now unless it is kept. Only a run can be cancelled meanwhile.
    fn made(&mut self, batch: &BatchSpec, can_cancel: bool) -> Result<Rc<Made>, Stop> {
        if let Some(place) = self.blocks.iter().position(|made| made.batch == *batch) {
            let made = self.blocks.remove(place);
            self.blocks.push(made.clone());
            return Ok(made);
        }
        if self.blocks.len() == KEPT {
            self.blocks.remove(0);
        }
        let start = Instant::now();
        let workload = batch::prepare(batch, can_cancel)?;
        let made = Rc::new(Made {
            batch: batch.clone(),
            workload,
            time: start.elapsed(),
            recorded: OnceCell::new(),
        });
        self.blocks.push(made.clone());
        Ok(made)
    }
}

impl Made {
    /// What its transactions read and wrote, found out when first asked for.
    fn recorded(&self) -> Result<&Recorded, Stop> {
        if let Some(recorded) = self.recorded.get() {
            return Ok(recorded);
        }
        let recorded = Recorded::new(&self.workload.block, &self.workload.pre)?;
        Ok(self.recorded.get_or_init(|| recorded))
    }
}

fn hello(version: u32, outbox: &Outbox) {
    let reply = if version == VERSION {
        Reply::Ready(EngineInfo {
            version: VERSION,
            flavour: run::FLAVOUR,
            threads: pool::size() as u32,
            presets: views::presets(),
            strategies: strategies::TABLE
                .iter()
                .map(|strategy| StrategyInfo {
                    id: strategy.id.to_owned(),
                    title: strategy.title.to_owned(),
                    summary: strategy.summary.to_owned(),
                    parallel: strategy.parallel,
                })
                .collect(),
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

fn no_such_transaction(index: u32, batch: &BatchSpec) -> Stop {
    Stop::Failed(Failure::Other(format!(
        "There is no transaction {index}: the block's last one is {}.",
        batch.transactions.saturating_sub(1)
    )))
}

#[cfg(test)]
mod tests;
