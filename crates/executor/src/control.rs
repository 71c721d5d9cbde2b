//! Watching a run from outside, and stopping it.

use crate::primitive::{AtomicU32, Ordering};

/// Shared by whoever started a run and the workers that carry it out: one counter of progress and
/// one flag that asks for the end.
///
/// Both are plain 32-bit words, so that a page can reach them in shared WebAssembly memory.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicU32,
    done: AtomicU32,
    listener: Option<fn(u32)>,
}

impl Control {
    /// Nothing done, nothing asked.
    pub const fn new() -> Self {
        Self {
            cancelled: AtomicU32::new(0),
            done: AtomicU32::new(0),
            listener: None,
        }
    }

    /// Nothing done, nothing asked; `listener` is told of progress every few transactions, by
    /// whichever worker makes it. For where no other thread could look at [`Control::done`].
    pub const fn with_listener(listener: fn(u32)) -> Self {
        Self {
            listener: Some(listener),
            ..Self::new()
        }
    }

    /// Asks the run to end; it does so with [`crate::ExecuteError::Cancelled`] once every worker
    /// has finished the transaction it is at.
    pub fn cancel(&self) {
        // Relaxed: the flag publishes no data; it need only arrive.
        self.cancelled.store(1, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) != 0
    }

    /// Ready for another run.
    pub fn reset(&self) {
        self.cancelled.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    /// Transactions done so far; a lower bound, for progress bars.
    pub fn done(&self) -> u32 {
        self.done.load(Ordering::Relaxed)
    }

    /// Reports progress.
    pub(crate) fn set_done(&self, done: u32) {
        self.done.store(done, Ordering::Relaxed);
        if let Some(listener) = self.listener {
            listener(done);
        }
    }

    /// The address of the word that [`Control::cancel`] sets to 1, for writers outside Rust.
    pub fn cancel_word(&self) -> *const u32 {
        (&raw const self.cancelled).cast()
    }
}

/// Tasks between two of a worker's looks at the control.
const INTERVAL: u32 = 16;

/// One worker's looks at the control: now and then, because all workers share it.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    tasks_left: u32,
}

impl Watch {
    /// To be called before each task. When a look is due, reports what is done by then, and returns
    /// whether the end was asked for.
    pub(crate) fn is_cancelled(&mut self, control: &Control, done: impl FnOnce() -> u32) -> bool {
        if self.tasks_left == 0 {
            control.set_done(done());
            if control.is_cancelled() {
                return true;
            }
            self.tasks_left = INTERVAL;
        }
        self.tasks_left -= 1;
        false
    }
}
