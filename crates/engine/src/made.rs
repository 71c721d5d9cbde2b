//! A block that was made, with what was found out about it: each thing once, when it is first
//! asked for.

use crate::{
    run::{CONTROL, Stop, Traced},
    subject::Subject,
    views::Recorded,
    watched::{Part, watched},
};
use lanewise_executor::{Control, Hints, strategies};
use lanewise_protocol::{BlockSource, Conflicts, CostModel, Failure, Phase};
use lanewise_simulator::{Calibration, Costs};
use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

/// The parts of the progress bar for recording, for measuring transactions, and for measuring what
/// a strategy itself costs.
const RECORDING: Part = Part(0.15, 0.2);
const MEASURING: Part = Part(0.2, 0.4);
const CALIBRATING: Part = Part(0.4, 0.5);

/// Passes whose median is what a transaction costs; in large blocks one hiccup bends little.
const PASSES: u32 = 5;
const FEWER_PASSES: u32 = 3;
/// From so many transactions on a block is large.
const LARGE: usize = 10_000;
/// Passes that measure what a strategy itself costs; in large blocks one is enough.
const CALIBRATION_PASSES: u32 = 3;

/// A block that was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// Where it comes from.
    pub(crate) source: BlockSource,
    /// The block, with the state before it and its names.
    pub(crate) subject: Subject,
    /// How long it took to make it.
    pub(crate) time: Duration,
    recorded: OnceCell<Recorded>,
    /// What strategies that have to know are told, made when a run first needs it.
    traced: OnceCell<Traced>,
    /// What each transaction costs in time.
    measured: OnceCell<Costs>,
    /// What strategies themselves cost in time, by their descriptions.
    calibrations: RefCell<HashMap<String, Rc<Calibration>>>,
    /// What conflicts cost, by cost model.
    pub(crate) conflicts: RefCell<HashMap<CostModel, Conflicts>>,
}

impl Made {
    /// A block of which nothing is known yet.
    pub(crate) fn new(source: BlockSource, subject: Subject, time: Duration) -> Self {
        Self {
            source,
            subject,
            time,
            recorded: OnceCell::new(),
            traced: OnceCell::new(),
            measured: OnceCell::new(),
            calibrations: RefCell::default(),
            conflicts: RefCell::default(),
        }
    }

    /// What its transactions read and wrote, found out when first asked for. For requests that
    /// cannot be cancelled.
    pub(crate) fn recorded(&self) -> Result<&Recorded, Stop> {
        self.recorded_by(|| {
            // A control of its own: the run's might still ask for an end that was meant for a run.
            Recorded::new(self.subject.block(), self.subject.pre(), &Control::new())
        })
    }

    /// The same with progress, for views: they can be cancelled.
    pub(crate) fn recorded_watched(&self) -> Result<&Recorded, Stop> {
        let (block, pre) = (self.subject.block(), self.subject.pre());
        self.recorded_by(|| {
            let length = block.transactions.len();
            watched(Phase::Analysing, length, RECORDING, || {
                Recorded::new(block, pre, &CONTROL)
            })?
        })
    }

    fn recorded_by(
        &self,
        record: impl FnOnce() -> Result<Recorded, Stop>,
    ) -> Result<&Recorded, Stop> {
        if let Some(recorded) = self.recorded.get() {
            return Ok(recorded);
        }
        let recorded = record()?;
        Ok(self.recorded.get_or_init(|| recorded))
    }

    /// What a strategy has to know of it beforehand. For a run or a view: it can be cancelled.
    pub(crate) fn traced(&self) -> Result<&Traced, Stop> {
        if let Some(traced) = self.traced.get() {
            return Ok(traced);
        }
        let subject = &self.subject;
        let list = subject.file().and_then(|file| file.access_list.as_ref());
        let traced = Traced::for_run(subject.block(), subject.pre(), list)?;
        Ok(self.traced.get_or_init(|| traced))
    }

    /// What a strategy is told beforehand, if it has to be told.
    pub(crate) fn hints_for(&self, strategy: &str) -> Result<Option<&Hints>, Stop> {
        let descriptor = strategies::descriptor(strategy);
        if !descriptor.is_some_and(|descriptor| descriptor.needs_hints) {
            return Ok(None);
        }
        Ok(Some(self.traced()?.hints()))
    }

    fn is_large(&self) -> bool {
        self.subject.block().transactions.len() > LARGE
    }

    /// Sequential passes whose median [`Made::measured`] is.
    pub(crate) fn passes(&self) -> u32 {
        if self.is_large() {
            FEWER_PASSES
        } else {
            PASSES
        }
    }

    /// What each transaction costs in time, measured when first asked for. Can be cancelled.
    pub(crate) fn measured(&self) -> Result<&Costs, Stop> {
        if let Some(measured) = self.measured.get() {
            return Ok(measured);
        }
        let (block, pre) = (self.subject.block(), self.subject.pre());
        let passes = self.passes();
        let length = block.transactions.len();
        let measured = watched(Phase::Measuring, length, MEASURING, || {
            Costs::measure(block, pre, passes, &CONTROL)
        })??;
        Ok(self.measured.get_or_init(|| measured))
    }

    /// What a strategy itself costs in time, measured when first asked for. Can be cancelled.
    pub(crate) fn calibration(&self, strategy: &str) -> Result<Rc<Calibration>, Stop> {
        if let Some(calibration) = self.calibrations.borrow().get(strategy) {
            return Ok(calibration.clone());
        }
        let subject = &self.subject;
        let of = (subject.block(), subject.pre());
        let hints = self.hints_for(strategy)?;
        let costs = self.measured()?;
        let length = of.0.transactions.len();
        let passes = if self.is_large() {
            1
        } else {
            CALIBRATION_PASSES
        };
        let calibration = watched(Phase::Measuring, length, CALIBRATING, || {
            Calibration::measure(strategy, of, hints, costs, passes, &CONTROL)
        })??;
        let calibration = Rc::new(calibration);
        let mut all = self.calibrations.borrow_mut();
        all.insert(strategy.to_owned(), calibration.clone());
        Ok(calibration)
    }

    /// A failure, with what the block's file says of it.
    pub(crate) fn explained(&self, stop: Stop) -> Stop {
        match (self.subject.file(), stop) {
            (Some(file), Stop::Failed(Failure::InvalidTransaction { index, reason })) => {
                let reason = format!("transaction {index} is invalid: {reason}");
                Stop::Failed(file.refusal(&reason))
            }
            (Some(file), Stop::Failed(Failure::InvalidBlock { reason, .. })) => {
                Stop::Failed(file.refusal(&reason))
            }
            (_, stop) => stop,
        }
    }
}
