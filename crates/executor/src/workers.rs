//! Where threads come from.
//!
//! The executor starts no thread itself: natively they are the operating system's, in a browser
//! they are web workers that only the page's engine can start. Both arrive through [`Workers`].

/// The number of a worker, from 0.
pub type WorkerId = usize;

/// Runs one loop on several threads at once.
pub trait Workers: Sync {
    /// How many threads it will use.
    fn count(&self) -> usize;

    /// Calls `body` once for every id below [`Workers::count`], each on a thread of its own at
    /// the same time, and returns when all have returned.
    fn run(&self, body: &(dyn Fn(WorkerId) + Sync));
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
