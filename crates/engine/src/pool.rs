//! The threads.
//!
//! In the threaded flavour the engine's own thread is not one of the pool: it waits, so that it can
//! tell the page how far the run has come ([`watch`]). Everything that is measured happens on threads
//! of the pool, the sequential execution too, so that both contestants have equal ones. In the
//! single-threaded flavour there is only the engine's thread, and progress is told by the work
//! itself (see [`lanewise_executor::Control::with_listener`]).

#[cfg(feature = "threads")]
pub(crate) use threaded::{PoolWorkers, join, size, watch};

#[cfg(not(feature = "threads"))]
pub(crate) use single::{PoolWorkers, join, size, watch};

#[cfg(feature = "threads")]
mod threaded {
    use crate::guard;
    use lanewise_executor::{WorkerId, Workers};
    use std::{
        sync::{Condvar, Mutex, PoisonError},
        time::Duration,
    };

    /// Between two looks at how far the work has come.
    const INTERVAL: Duration = Duration::from_millis(30);

    /// How many threads there are.
    pub(crate) fn size() -> usize {
        rayon::current_num_threads()
    }

    /// Runs a job on a thread of the pool; meanwhile calls `meanwhile` every few milliseconds here.
    pub(crate) fn watch<R: Send>(job: impl FnOnce() -> R + Send, mut meanwhile: impl FnMut()) -> R {
        let finished = (Mutex::new(None), Condvar::new());
        rayon::in_place_scope(|scope| {
            let finished = &finished;
            scope.spawn(move |_| {
                let mut job = Some(job);
                or_park(|| {
                    let result = job.take().map(|job| job());
                    *finished.0.lock().unwrap_or_else(PoisonError::into_inner) = result;
                    finished.1.notify_one();
                });
            });
            let mut result = finished.0.lock().unwrap_or_else(PoisonError::into_inner);
            while result.is_none() {
                // Not `wait_timeout_while`, which reads a clock that wasm32 does not have.
                result = match finished.1.wait_timeout(result, INTERVAL) {
                    Ok((guard, _)) => guard,
                    Err(poisoned) => poisoned.into_inner().0,
                };
                if let Some(words) = guard::crash() {
                    crate::throw(&words);
                }
                meanwhile();
            }
        });
        let result = finished
            .0
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        result.expect("the loop above ends when there is one")
    }

    /// Runs both, at the same time if two threads are free. To be called on a thread of the pool.
    pub(crate) fn join<A: Send, B: Send>(
        a: impl FnOnce() -> A + Send,
        b: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        let (mut a, mut b) = (Some(a), Some(b));
        let (mut left, mut right) = (None, None);
        rayon::join(
            || or_park(|| left = a.take().map(|a| a())),
            || or_park(|| right = b.take().map(|b| b())),
        );
        let both = left.zip(right);
        both.expect("both have run, or a thread is parked for good")
    }

    /// Threads of the pool; to be used on one of them.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct PoolWorkers(pub(crate) usize);

    impl Workers for PoolWorkers {
        fn count(&self) -> usize {
            self.0
        }

        fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
            if self.0 == 1 {
                return body(0);
            }
            rayon::broadcast(|context| {
                if context.index() < self.0 {
                    or_park(|| body(context.index()));
                }
            });
        }
    }

    /// Runs a body; where it crashes, stays here for ever: what the others wait for will never
    /// come, and the watching thread has them all replaced.
    fn or_park(body: impl FnMut()) {
        if guard::run(body).is_err() {
            let (nothing, never) = (Mutex::new(()), Condvar::new());
            let mut guard = nothing.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                guard = never.wait(guard).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

#[cfg(not(feature = "threads"))]
mod single {
    /// The one thread there is.
    pub(crate) fn size() -> usize {
        1
    }

    /// Runs a job. It could run on another thread, as it does in the other flavour.
    pub(crate) fn watch<R: Send>(job: impl FnOnce() -> R + Send, _: impl FnMut()) -> R {
        job()
    }

    /// Runs both.
    pub(crate) fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
        (a(), b())
    }

    /// The one thread there is.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct PoolWorkers(pub(crate) usize);

    impl lanewise_executor::Workers for PoolWorkers {
        fn count(&self) -> usize {
            self.0
        }

        fn run(&self, body: &(dyn Fn(lanewise_executor::WorkerId) + Sync)) {
            body(0);
        }
    }
}
