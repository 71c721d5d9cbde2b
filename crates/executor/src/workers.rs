//! Where threads come from, and what they do.
//!
//! The executor starts no thread itself: natively they are the operating system's, in a browser
//! they are web workers that only the page's engine can start. Both arrive through [`Workers`].
//!
//! What a worker of a strategy does comes in steps ([`Stepper`]), so that one and the same code
//! runs on real threads, where steps take the time they take, and on virtual cores, where whoever
//! drives them says how long each takes.

use crate::{Incarnation, TxIndex, primitive::Idle};

/// The number of a worker, from 0.
pub type WorkerId = usize;

/// Runs one loop on several threads at once.
pub trait Workers: Sync {
    /// How many threads it will use.
    fn count(&self) -> usize;

    /// Calls `body` once for every id below [`Workers::count`], each on a thread of its own at
    /// the same time, and returns when all have returned.
    fn run(&self, body: &(dyn Fn(WorkerId) + Sync));

    /// Has `hire` make one stepper for every id below [`Workers::count`], drives each until it has
    /// ended, and finishes it. Here: each on a thread of its own, as fast as it goes.
    ///
    /// Other implementations may drive all of them on one thread, and may let any number of
    /// [`Stepper::begin`] of different steppers come before their [`Stepper::end`].
    fn drive<'s>(&self, hire: &(dyn Fn(WorkerId) -> Box<dyn Stepper + 's> + Sync)) {
        self.run(&|id| work(hire(id)));
    }
}

/// Drives one stepper as fast as it goes.
fn work(mut stepper: Box<dyn Stepper + '_>) {
    let idle = Idle::default();
    let mut idled = 0;
    loop {
        match stepper.begin() {
            Begun::Task(_) => {
                stepper.end();
                idled = 0;
            }
            Begun::Idle => {
                idle.wait(idled);
                idled += 1;
            }
            Begun::Ended => break,
        }
    }
    stepper.finish();
}

/// One worker of a strategy, step by step.
///
/// A task is done in two steps. What it reads it reads in [`Stepper::begin`]; what it writes appears
/// in [`Stepper::end`]. No lock is held in between.
pub trait Stepper {
    /// Takes a task, and does of it all that nobody else can see yet. Each [`Begun::Task`] is to be
    /// followed by one [`Stepper::end`]; after [`Begun::Idle`] it is asked again; after
    /// [`Begun::Ended`] there is nothing left to do but [`Stepper::finish`].
    fn begin(&mut self) -> Begun;

    /// Lets others see what the task begun last came to: publishes what it wrote, tells the
    /// scheduler.
    fn end(&mut self);

    /// Hands over what was counted and observed, and takes part in what is left to do once all
    /// transactions are done.
    fn finish(self: Box<Self>);

    /// The scheduler's counters just now, for whoever shows them: always the same names in the same
    /// order.
    fn counters(&self) -> Vec<(&'static str, u64)>;
}

/// What [`Stepper::begin`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Nothing to do just now.
    Idle,
    /// Nothing to do any more.
    Ended,
    /// A task, which has begun.
    Task(Activity),
}

/// What a task consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// A transaction is executed.
    Execution {
        /// The transaction.
        transaction: TxIndex,
        /// Its incarnation.
        incarnation: Incarnation,
        /// Accounts and slots that were read, each counted once.
        reads: u32,
        /// It stopped, half-way or at once, because this lower transaction has to be executed first.
        waits_for: Option<TxIndex>,
        /// It did not come to its end: on what it saw it could not be executed at all (a nonce too
        /// high, too little money), or it waits for a lower one.
        cut_short: bool,
    },
    /// What an incarnation read is looked at again.
    Validation {
        /// The transaction.
        transaction: TxIndex,
        /// Its incarnation.
        incarnation: Incarnation,
        /// Accounts and slots that it had read.
        reads: u32,
        /// Whether all of it still holds.
        valid: bool,
    },
    /// Work that is no transaction's.
    Other,
}

/// One worker: the calling thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct InPlace;

impl Workers for InPlace {
    fn count(&self) -> usize {
        1
    }

    fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
        body(0);
    }
}

/// Threads of the operating system, started for each run; the calling thread is one of them.
#[derive(Debug, Clone, Copy)]
pub struct ScopedThreads(pub usize);

impl Workers for ScopedThreads {
    fn count(&self) -> usize {
        self.0.max(1)
    }

    fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
        std::thread::scope(|scope| {
            for id in 1..self.count() {
                scope.spawn(move || body(id));
            }
            body(0);
        });
    }
}
