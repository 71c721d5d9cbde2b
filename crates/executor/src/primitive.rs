//! Locks and atomics, from one place: the real ones, or the model checker's.
//!
//! With `--cfg shuttle` the same scheduler and memory run under shuttle, which tries thousands of
//! interleavings of them (`tests/model.rs`).

#[cfg(not(shuttle))]
pub(crate) use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

#[cfg(shuttle)]
pub(crate) use shuttle::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

/// Locks. A poisoned lock is taken all the same: whoever panicked while holding it ends the whole
/// run anyway, and the panic is what should be reported.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// What a lock holds, once nobody else has it; poisoned or not, as in [`lock`].
pub(crate) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A sequentially consistent fence; shuttle's atomics are all sequentially consistent anyway.
#[inline]
pub(crate) fn full_fence() {
    #[cfg(not(shuttle))]
    std::sync::atomic::fence(Ordering::SeqCst);
}

/// Keeps what different threads write apart from what others read: one cache line each.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Padded<T>(pub(crate) T);

/// How a worker without work waits: a short spin, then short sleeps, so that more threads than
/// cores do not take the time of those that have work.
///
/// The sleep is a timed wait on a condition that nobody signals: `thread::sleep` and `yield_now`
/// are no use on wasm32, where such a wait is a single instruction.
#[derive(Debug, Default)]
pub(crate) struct Idle {
    #[cfg(not(shuttle))]
    nothing: (Mutex<()>, Condvar),
}

impl Idle {
    /// Waits a little; longer with the number of attempts in vain.
    #[cfg(not(shuttle))]
    pub(crate) fn wait(&self, attempts: u32) {
        if attempts < 64 {
            std::hint::spin_loop();
        } else {
            let time = std::time::Duration::from_micros(if attempts < 256 { 20 } else { 100 });
            let guard = lock(&self.nothing.0);
            let _ = self.nothing.1.wait_timeout(guard, time);
        }
    }

    /// Lets other threads run.
    #[cfg(shuttle)]
    pub(crate) fn wait(&self, _: u32) {
        shuttle::thread::yield_now();
    }
}
