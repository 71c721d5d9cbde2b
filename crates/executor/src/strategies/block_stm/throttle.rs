//! How many workers are of use for new transactions.
//!
//! Where every transaction depends on the one before, a second worker only makes waste: it
//! executes what the first is about to change, and the two pass their caches to and fro. Nobody
//! knows beforehand, so it is watched: executions, and how much of them was in vain. When fewer
//! workers would get as far, the higher half is sent to rest; after a while, longer each time, it
//! is called back to see whether things have changed.
//!
//! Who rests begins no transaction that was never executed, but helps to finish what has been begun:
//! validates, and executes again what the others will not get round to. Were all that many workers
//! have begun left to one, it would be at that for longer than the whole block takes.
//!
//! Counts tasks, not time, like the scheduler it belongs to. (Contention management in software
//! transactional memory has done this for long: Yoo and Lee, *Adaptive Transaction Scheduling for
//! Transactional Memory Systems*, SPAA 2008.)

use crate::{
    WorkerId,
    primitive::{AtomicU32, Mutex, Ordering, Padded, lock},
};

/// What an execution counts; one that was cut short counts half.
const WHOLE: u32 = 2;
/// What a worker has counted between two reports.
const REPORT: u32 = 8 * WHOLE;
/// What makes a judgement, by worker, resting or not: what many have begun shows for a while after
/// some of them have been sent to rest, and would send the others after them.
const WINDOW: u32 = 16 * WHOLE;
/// How long a first rest lasts.
const SHORTEST_REST: u32 = 64 * WHOLE;
/// How long a rest lasts at most.
const LONGEST_REST: u32 = 2_048 * WHOLE;

/// How an execution went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Went {
    /// It has a result.
    Well,
    /// Its result was thrown away.
    InVain,
    /// It met an ESTIMATE mark half-way.
    CutShort,
}

#[derive(Debug)]
pub(super) struct Throttle {
    workers: u32,
    /// Workers below this one work. Changed under `judge`'s lock.
    allowed: Padded<AtomicU32>,
    /// By worker: what went well in the high half, what was in vain in the low half, both since the
    /// last report.
    reports: Vec<Padded<AtomicU32>>,
    judge: Padded<Mutex<Judge>>,
}

#[derive(Debug)]
struct Judge {
    done: u32,
    in_vain: u32,
    /// What is to be done until those who rest are called back.
    rest: u32,
    /// How long the next rest will be.
    next_rest: u32,
}

impl Throttle {
    pub(super) fn new(workers: u32) -> Self {
        Self {
            workers,
            allowed: Padded(AtomicU32::new(workers)),
            reports: (0..workers).map(|_| Padded::default()).collect(),
            judge: Padded(Mutex::new(Judge {
                done: 0,
                in_vain: 0,
                rest: 0,
                next_rest: SHORTEST_REST,
            })),
        }
    }

    /// Whether a worker is to begin nothing new.
    pub(super) fn rests(&self, worker: WorkerId) -> bool {
        // Relaxed: whoever misses a change sees it at the next task.
        worker as u32 >= self.allowed()
    }

    /// How many workers may begin something new.
    pub(super) fn allowed(&self) -> u32 {
        self.allowed.0.load(Ordering::Relaxed)
    }

    /// The same, where that is not all of them.
    pub(super) fn limit(&self) -> Option<u32> {
        Some(self.allowed()).filter(|allowed| *allowed < self.workers)
    }

    /// Notes an execution.
    pub(super) fn count(&self, worker: WorkerId, went: Went) {
        if self.workers == 1 {
            return;
        }
        // Nobody else writes here.
        let report = &self.reports[worker].0;
        let more = match went {
            Went::Well => WHOLE << 16,
            Went::InVain => WHOLE,
            Went::CutShort => WHOLE / 2,
        };
        let counted = report.load(Ordering::Relaxed) + more;
        if counted >> 16 < REPORT && counted & 0xffff < REPORT {
            report.store(counted, Ordering::Relaxed);
            return;
        }
        report.store(0, Ordering::Relaxed);
        self.judge(counted >> 16, counted & 0xffff);
    }

    fn judge(&self, done: u32, in_vain: u32) {
        let mut judge = lock(&self.judge.0);
        let allowed = self.allowed.0.load(Ordering::Relaxed);
        judge.done += done;
        judge.in_vain += in_vain;
        judge.rest = judge.rest.saturating_sub(done);
        if judge.done + judge.in_vain < WINDOW * self.workers {
            return;
        }
        let wasted = f64::from(judge.in_vain) / f64::from(judge.done.max(judge.in_vain));
        judge.done = 0;
        judge.in_vain = 0;
        if allowed > 1 && !is_worth(allowed, wasted) {
            self.allowed.0.store(allowed / 2, Ordering::Relaxed);
            judge.rest = judge.next_rest;
            judge.next_rest = (judge.next_rest * 2).min(LONGEST_REST);
        } else if allowed < self.workers && judge.rest == 0 {
            let more = (allowed * 2).min(self.workers);
            self.allowed.0.store(more, Ordering::Relaxed);
        } else if allowed == self.workers && judge.rest == 0 {
            judge.next_rest = SHORTEST_REST;
        }
    }
}

/// Whether so many workers get further than half as many, when this share of the work is wasted.
///
/// Waste grows with the number of others at work, so that half as many waste less than half.
fn is_worth(workers: u32, wasted: f64) -> bool {
    let (all, half) = (f64::from(workers), f64::from(workers / 2));
    let wasted_by_half = wasted * (half - 1.0) / (all - 1.0);
    all * (1.0 - wasted) > 1.1 * half * (1.0 - wasted_by_half)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reports rounds of executions, a share of them in vain.
    fn work(throttle: &Throttle, executions: u32, in_vain_of_ten: u32) {
        for execution in 0..executions {
            let worker = (execution % throttle.allowed.0.load(Ordering::Relaxed)) as usize;
            throttle.count(worker, Went::Well);
            if execution % 10 < in_vain_of_ten {
                throttle.count(worker, Went::InVain);
            }
        }
    }

    #[test]
    fn waste_sends_workers_to_rest_and_they_come_back() {
        let throttle = Throttle::new(4);
        work(&throttle, 200, 1);
        assert!(!throttle.rests(3));
        work(&throttle, 60, 10);
        assert!(throttle.rests(3) && throttle.rests(2));
        assert!(!throttle.rests(0), "somebody always works");
        work(&throttle, 3_000, 0);
        assert!(!throttle.rests(3));
    }

    #[test]
    fn half_the_work_in_vain_is_too_much_for_two() {
        assert!(is_worth(2, 0.3));
        assert!(!is_worth(2, 0.5));
        assert!(is_worth(16, 0.5));
        assert!(!is_worth(16, 0.7));
    }
}
