//! What a strategy itself costs, measured on one worker.
//!
//! A strategy's executions take longer than sequential ones, because multi-version memory takes
//! longer to read and write than a map; it validates; and it does things before and after, such as
//! making plans and putting the results together. All of that shows when one worker runs the
//! strategy alone: the same steps as ever, with a look at the clock between them.
//!
//! It runs in turn with sequential execution, and what it takes is counted in shares of that: so a
//! machine that has become slower since the costs were measured, and memory and caches that the
//! other run has left behind, meet both alike.

use crate::{
    Costs, DEFAULT_VALIDATION_SHARE,
    costs::{CostModel, median, share},
};
use lanewise_executor::{
    Activity, Begun, Block, Control, Hints, PreState, Stepper, Stopwatch, Unobserved, WorkerId,
    Workers,
    strategies::{self, Job, Sequential, Strategy as _},
};
use std::sync::{Mutex, PoisonError};

/// What a strategy itself costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// By how much its executions take longer than sequential ones.
    pub overhead: f64,
    /// What a validation takes, as a share of its transaction's execution; nothing where the run
    /// had too few to tell.
    pub validation_share: Option<f64>,
    /// Nanoseconds for each piece of work that is no transaction's, in the order in which they
    /// began.
    pub other: Vec<u64>,
    /// Nanoseconds before the worker started and after it had ended.
    pub serial: u64,
    /// Nanoseconds in which the worker put the results together and left.
    pub finishing: u64,
}

/// What one run on one worker took, in nanoseconds.
#[derive(Debug, Clone, Default)]
struct Measured {
    executions: u64,
    /// What whole executions would have taken one by one.
    executed: u64,
    validations: u64,
    /// What the executions of the validated transactions would have taken one by one.
    validated: u64,
    validation_count: u32,
    other: Vec<u64>,
    finishing: u64,
    total: u64,
}

/// One worker, with a look at the clock between its steps.
struct Timed<'a> {
    costs: &'a Costs,
    measured: Mutex<Option<Measured>>,
}

impl Workers for Timed<'_> {
    fn count(&self) -> usize {
        1
    }

    fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
        body(0);
    }

    fn drive<'s>(&self, hire: &(dyn Fn(WorkerId) -> Box<dyn Stepper + 's> + Sync)) {
        let mut measured = Measured::default();
        let mut stepper = hire(0);
        let watch = Stopwatch::start();
        let mut before = watch.nanoseconds();
        loop {
            let activity = match stepper.begin() {
                Begun::Task(activity) => activity,
                Begun::Idle => continue,
                Begun::Ended => break,
            };
            stepper.end();
            let now = watch.nanoseconds();
            measured.add(activity, now - before, self.costs);
            before = now;
        }
        stepper.finish();
        measured.finishing = watch.nanoseconds() - before;
        *self.measured.lock().unwrap_or_else(PoisonError::into_inner) = Some(measured);
    }
}

impl Measured {
    fn add(&mut self, activity: Activity, time: u64, costs: &Costs) {
        match activity {
            // What was cut short has cost what it has cost, and says nothing of a whole one.
            Activity::Execution {
                cut_short: true, ..
            } => {}
            Activity::Execution { transaction, .. } => {
                self.executions += time;
                self.executed += costs.per_transaction[transaction as usize];
            }
            Activity::Validation { transaction, .. } => {
                self.validations += time;
                self.validated += costs.per_transaction[transaction as usize];
                self.validation_count += 1;
            }
            Activity::Other => self.other.push(time),
        }
    }

    /// As if the machine had been as fast as when the costs were measured.
    fn scaled(self, scale: f64) -> Self {
        let scaled = |time: u64| share(time, scale);
        Self {
            executions: scaled(self.executions),
            validations: scaled(self.validations),
            finishing: scaled(self.finishing),
            total: scaled(self.total),
            other: self.other.into_iter().map(scaled).collect(),
            ..self
        }
    }
}

/// Validations that are enough to say what one takes.
const ENOUGH: u32 = 32;

impl Calibration {
    /// Runs a strategy on one worker in turn with sequential execution, once to warm up and then
    /// `passes` times, and takes the medians; `costs` have to be [`CostModel::Time`]'s, measured on
    /// the same block.
    ///
    /// A strategy that executes the block one by one costs nothing of its own.
    ///
    /// # Errors
    /// As the strategy.
    ///
    /// # Panics
    /// When there is not one cost for each transaction.
    pub fn measure(
        strategy: &str,
        (block, pre): (&Block, &PreState),
        hints: Option<&Hints>,
        costs: &Costs,
        passes: u32,
        control: &Control,
    ) -> Result<Self, crate::SimulateError> {
        assert_eq!(
            costs.per_transaction.len(),
            block.transactions.len(),
            "one cost for each transaction"
        );
        let strategy = strategies::parse::<Unobserved>(strategy)?;
        let mut all = Vec::new();
        for pass in 0..=passes.max(1) {
            let workers = Timed {
                costs,
                measured: Mutex::new(None),
            };
            let job = Job::new(block, pre, &workers, control).with_hints(hints);
            let watch = Stopwatch::start();
            drop(Sequential.execute(&job, &Unobserved)?);
            let sequential = watch.nanoseconds();
            let watch = Stopwatch::start();
            let run = strategy.execute(&job, &Unobserved)?;
            let total = watch.nanoseconds();
            drop(run);
            let measured = workers.measured.into_inner();
            let Some(measured) = measured.unwrap_or_else(PoisonError::into_inner) else {
                return Ok(Self::none());
            };
            if pass > 0 {
                let scale = costs.sequential() as f64 / sequential.max(1) as f64;
                all.push(Measured { total, ..measured }.scaled(scale));
            }
        }
        Ok(Self::of(&all))
    }

    /// Of a strategy that costs nothing of its own.
    fn none() -> Self {
        Self {
            overhead: 1.0,
            validation_share: None,
            other: Vec::new(),
            serial: 0,
            finishing: 0,
        }
    }

    fn of(all: &[Measured]) -> Self {
        let middle = |number: &dyn Fn(&Measured) -> u64| median(all.iter().map(number).collect());
        let ratio = |time: u64, of: u64| time as f64 / of.max(1) as f64;
        let executed = middle(&|one| one.executed);
        let overhead = ratio(middle(&|one| one.executions), executed);
        let others = all.iter().map(|one| one.other.len()).max().unwrap_or(0);
        let other = |at| middle(&|one: &Measured| one.other.get(at).copied().unwrap_or(0));
        let enough = all.iter().all(|one| one.validation_count >= ENOUGH);
        let validation = ratio(middle(&|one| one.validations), middle(&|one| one.validated));
        Self {
            overhead: if executed == 0 { 1.0 } else { overhead },
            validation_share: (enough && overhead > 0.0).then_some(validation / overhead),
            other: (0..others).map(other).collect(),
            serial: middle(&|one| {
                let others = one.other.iter().sum::<u64>();
                let tasks = one.executions + one.validations + others;
                one.total.saturating_sub(tasks + one.finishing)
            }),
            finishing: middle(&|one| one.finishing),
        }
    }
}

impl Costs {
    /// The same with what a strategy itself costs. Only for measured time: gas and steps know
    /// nothing of it, and stay as they are.
    ///
    /// No strategy is taken to execute faster than the sequential one: where the clock says so it is
    /// noise, and a simulated speedup would come out above the ceiling that the same costs give.
    #[must_use]
    pub fn calibrated(&self, calibration: &Calibration) -> Self {
        if self.kind != CostModel::Time {
            return self.clone();
        }
        let share = calibration.validation_share;
        Self {
            overhead: calibration.overhead.max(1.0),
            validation_share: share.unwrap_or(DEFAULT_VALIDATION_SHARE),
            other: calibration.other.clone(),
            serial: calibration.serial,
            finishing: calibration.finishing,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_makes_no_strategy_faster_than_one_by_one() {
        let costs = Costs {
            kind: CostModel::Time,
            around: 50,
            ..Costs::unit(3)
        };
        let calibration = Calibration {
            overhead: 0.8,
            serial: 10,
            ..Calibration::none()
        };
        let own = costs.calibrated(&calibration);
        assert_eq!((own.overhead, own.beside(1)), (1.0, 50));
        let calibration = Calibration {
            overhead: 1.2,
            serial: 60,
            finishing: 20,
            ..calibration
        };
        let own = costs.calibrated(&calibration);
        assert_eq!(own.overhead, 1.2);
        assert_eq!([1, 2, 64].map(|cores| own.beside(cores)), [80, 70, 70]);
    }
}
