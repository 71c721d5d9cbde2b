//! Several cases at a time: one queue that all jobs take from.
//!
//! Files are large and cases are many, so a job reads the next file only when no case is left of
//! those already read: at most as many files lie in memory as there are jobs.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Something for a job to do.
#[derive(Debug)]
pub(crate) enum Task<F, C> {
    /// To read a file; [`Pool::read`] must follow.
    Read(F),
    /// To verify a case.
    Verify(C),
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Pool<F, C> {
    state: Mutex<State<F, C>>,
    /// Told whenever cases were added, the last file was read, or the end was asked for.
    changed: Condvar,
}

#[derive(Debug)]
struct State<F, C> {
    files: VecDeque<F>,
    cases: VecDeque<C>,
    /// Files that somebody is reading.
    reading: usize,
    stopped: bool,
}

impl<F, C> Pool<F, C> {
    /// Of files, to be read in their order.
    pub(crate) fn new(files: impl IntoIterator<Item = F>) -> Self {
        Self {
            state: Mutex::new(State {
                files: files.into_iter().collect(),
                cases: VecDeque::new(),
                reading: 0,
                stopped: false,
            }),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<F, C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something to do; waits while others may still find some. Nothing when all is done.
    pub(crate) fn next(&self) -> Option<Task<F, C>> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if let Some(case) = state.cases.pop_front() {
                return Some(Task::Verify(case));
            }
            if let Some(file) = state.files.pop_front() {
                state.reading += 1;
                return Some(Task::Read(file));
            }
            if state.reading == 0 {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The cases of a file that was to be read.
    pub(crate) fn read(&self, cases: impl IntoIterator<Item = C>) {
        let mut state = self.lock();
        state.cases.extend(cases);
        state.reading -= 1;
        drop(state);
        self.changed.notify_all();
    }

    /// Nothing more is to be done.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        thread,
    };

    #[test]
    fn everything_is_done_once_by_any_number_of_jobs() {
        for jobs in [1, 2, 5] {
            let pool = Pool::new(1..=20_u32);
            let sum = AtomicU32::new(0);
            thread::scope(|scope| {
                for _ in 0..jobs {
                    scope.spawn(|| {
                        while let Some(task) = pool.next() {
                            match task {
                                Task::Read(file) => pool.read(0..file),
                                Task::Verify(case) => {
                                    sum.fetch_add(case, Ordering::Relaxed);
                                }
                            }
                        }
                    });
                }
            });
            let expected: u32 = (1..=20).map(|file: u32| (0..file).sum::<u32>()).sum();
            assert_eq!(sum.into_inner(), expected);
        }
    }

    #[test]
    fn nothing_is_done_after_the_end() {
        let pool: Pool<u32, u32> = Pool::new([1]);
        pool.stop();
        assert!(pool.next().is_none());
    }
}
