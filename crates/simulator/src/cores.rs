//! The virtual cores: an event loop over (time, core).

use crate::{
    costs::Prices,
    tape::{Tape, What},
};
use lanewise_executor::{Activity, Begun, Control, Stepper, WorkerId, Workers};
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Mutex, PoisonError},
};

/// Rounds over all cores in which none finds anything to do while nothing is going on, before the
/// run counts as stuck. A scheduler may need one to notice that the block is done, and one to say so.
const QUIET_ROUNDS: u32 = 3;

/// Drives a strategy's workers as if each had a core of its own.
pub(crate) struct VirtualCores<'a> {
    count: usize,
    control: &'a Control,
    tape: Arc<Tape>,
    prices: Mutex<Prices<'a>>,
    course: Mutex<Option<Course>>,
}

/// How a run went.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course {
    /// When the last task ended.
    pub(crate) end: u64,
    /// How long each core was at work.
    pub(crate) busy: Vec<u64>,
    /// Nobody had anything to do, and yet the block was not done.
    pub(crate) is_stuck: bool,
}

impl<'a> VirtualCores<'a> {
    pub(crate) fn new(
        count: usize,
        prices: Prices<'a>,
        tape: Arc<Tape>,
        control: &'a Control,
    ) -> Self {
        Self {
            count,
            control,
            tape,
            prices: Mutex::new(prices),
            course: Mutex::new(None),
        }
    }

    /// How it went; nothing if the strategy drove no core.
    pub(crate) fn into_course(self) -> Option<Course> {
        let course = self.course.into_inner();
        course.unwrap_or_else(PoisonError::into_inner)
    }
}

/// One core.
struct Core<'s> {
    /// Taken away when it has ended.
    stepper: Option<Box<dyn Stepper + 's>>,
    is_busy: bool,
    /// Whether its last attempt was in vain, so that only the first is told.
    is_idle: bool,
}

/// All cores in the course of a run.
struct Run<'r, 's> {
    cores: Vec<Core<'s>>,
    tape: &'r Tape,
    now: u64,
    /// The tasks in progress, by the time when they end.
    ends: BinaryHeap<Reverse<(u64, WorkerId)>>,
    busy: Vec<u64>,
    /// Pieces of work in progress that are no transaction's, by core.
    others: Vec<bool>,
}

impl Run<'_, '_> {
    /// Ends every task that ends now, in the order of the cores.
    fn end_tasks(&mut self) {
        while let Some(Reverse((time, id))) = self.ends.peek().copied()
            && time == self.now
        {
            self.ends.pop();
            let core = &mut self.cores[id];
            core.is_busy = false;
            let Some(stepper) = &mut core.stepper else {
                continue;
            };
            stepper.end();
            if std::mem::take(&mut self.others[id]) {
                self.tape.note(id, What::OtherEnded);
            }
            self.tape.stamp(|| stepper.counters());
        }
    }

    /// Has every free core look for a task, in their order. Returns whether any got on.
    fn begin_tasks(&mut self, prices: &mut Prices<'_>) -> bool {
        let mut got_on = false;
        for id in 0..self.cores.len() {
            let core = &mut self.cores[id];
            if core.is_busy {
                continue;
            }
            let Some(stepper) = &mut core.stepper else {
                continue;
            };
            let begun = stepper.begin();
            match begun {
                Begun::Task(activity) => {
                    let cost = prices.of(id, activity);
                    self.busy[id] += cost;
                    self.ends.push(Reverse((self.now + cost, id)));
                    (core.is_busy, core.is_idle) = (true, false);
                    if activity == Activity::Other {
                        self.others[id] = true;
                        self.tape.note(id, What::OtherStarted);
                    }
                }
                Begun::Idle => {
                    if !std::mem::replace(&mut core.is_idle, true) {
                        self.tape.note(id, What::Idle);
                    }
                }
                Begun::Ended => self.tape.note(id, What::Ended),
            }
            self.tape.stamp(|| stepper.counters());
            if begun == Begun::Ended
                && let Some(stepper) = core.stepper.take()
            {
                stepper.finish();
            }
            got_on |= begun != Begun::Idle;
        }
        got_on
    }

    fn have_all_ended(&self) -> bool {
        self.cores.iter().all(|core| core.stepper.is_none())
    }
}

impl Workers for VirtualCores<'_> {
    fn count(&self) -> usize {
        self.count
    }

    /// One after the other: virtual cores have a time of their own only when they are driven.
    fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
        (0..self.count).for_each(body);
    }

    fn drive<'s>(&self, hire: &(dyn Fn(WorkerId) -> Box<dyn Stepper + 's> + Sync)) {
        let mut prices = self.prices.lock().unwrap_or_else(PoisonError::into_inner);
        let core = |id| Core {
            stepper: Some(hire(id)),
            is_busy: false,
            is_idle: false,
        };
        let mut run = Run {
            cores: (0..self.count).map(core).collect(),
            tape: &self.tape,
            now: 0,
            ends: BinaryHeap::new(),
            busy: vec![0; self.count],
            others: vec![false; self.count],
        };
        let mut quiet = 0;
        while !run.have_all_ended() && !self.control.is_cancelled() {
            run.end_tasks();
            quiet = if run.begin_tasks(&mut prices) {
                0
            } else {
                quiet + 1
            };
            match run.ends.peek() {
                Some(Reverse((time, _))) => {
                    run.now = *time;
                    run.tape.set_time(run.now);
                }
                None if quiet >= QUIET_ROUNDS => break,
                None => {}
            }
        }
        let is_stuck = !run.have_all_ended() && !self.control.is_cancelled();
        let course = Course {
            end: run.now,
            busy: run.busy,
            is_stuck,
        };
        *self.course.lock().unwrap_or_else(PoisonError::into_inner) = Some(course);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Costs, Detail};

    /// Does some pieces of work, and then never comes to an end.
    struct Waiting(u32);

    impl Stepper for Waiting {
        fn begin(&mut self) -> Begun {
            if self.0 == 0 {
                return Begun::Idle;
            }
            self.0 -= 1;
            Begun::Task(Activity::Other)
        }

        fn end(&mut self) {}

        fn finish(self: Box<Self>) {
            unreachable!("it never ends");
        }

        fn counters(&self) -> Vec<(&'static str, u64)> {
            Vec::new()
        }
    }

    #[test]
    fn a_scheduler_that_gives_nobody_anything_to_do_is_found_out() {
        let costs = Costs {
            other: vec![5; 4],
            ..Costs::unit(0)
        };
        let (tape, control) = (Tape::new(Detail::Totals), Control::new());
        let cores = VirtualCores::new(2, Prices::new(&costs, &[], 2), tape, &control);
        cores.drive(&|_| Box::new(Waiting(2)));
        let course = cores.into_course().expect("cores were driven");
        assert!(course.is_stuck);
        assert_eq!((course.end, course.busy), (10, vec![10, 10]));
    }
}
