//! A clock that all threads of a run read alike.
//!
//! In a browser each worker's `performance.now()` counts from that worker's own start; only with
//! `performance.timeOrigin` added do the readings of two workers compare. The sum itself is too
//! large for its own good: milliseconds since 1970 leave a quarter of a microsecond to a double.
//! So the difference of the origins is taken once for each thread ([`Clock::here`]), and what is
//! added to a reading is small.

pub(crate) use platform::{Clock, LocalClock};

/// Measures how long things take on the thread that started it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(LocalClock);

impl Stopwatch {
    /// Begins to count.
    pub fn start() -> Self {
        Self(Clock::start().here())
    }

    /// Nanoseconds since the start. Browsers show time in steps of 5 to 100 microseconds.
    #[inline]
    pub fn nanoseconds(&self) -> u64 {
        self.0.nanoseconds()
    }
}

#[cfg(not(target_family = "wasm"))]
mod platform {
    use std::time::Instant;

    /// Counts from when it was made; every thread reads it through a [`LocalClock`] of its own.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Clock(Instant);

    /// A clock, for the thread that called [`Clock::here`].
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct LocalClock(Instant);

    impl Clock {
        /// Begins to count.
        pub(crate) fn start() -> Self {
            Self(Instant::now())
        }

        /// For the calling thread.
        pub(crate) fn here(self) -> LocalClock {
            LocalClock(self.0)
        }
    }

    impl LocalClock {
        /// Nanoseconds since the clock's start.
        #[inline]
        pub(crate) fn nanoseconds(&self) -> u64 {
            self.0.elapsed().as_nanos() as u64
        }
    }
}

#[cfg(target_family = "wasm")]
mod platform {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance)]
        fn now() -> f64;

        #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
        static TIME_ORIGIN: f64;
    }

    const NANOSECONDS: f64 = 1e6;

    /// Counts from when it was made; every thread reads it through a [`LocalClock`] of its own.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Clock {
        /// The maker's `timeOrigin`.
        origin: f64,
        /// The maker's `now()` at the start.
        start: f64,
    }

    /// A clock, for the thread that called [`Clock::here`].
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct LocalClock {
        /// What this thread's `now()` showed at the clock's start.
        start: f64,
    }

    impl Clock {
        /// Begins to count.
        pub(crate) fn start() -> Self {
            Self {
                origin: TIME_ORIGIN.with(|origin| *origin),
                start: now(),
            }
        }

        /// For the calling thread.
        pub(crate) fn here(self) -> LocalClock {
            let later = TIME_ORIGIN.with(|origin| *origin) - self.origin;
            LocalClock {
                start: self.start - later,
            }
        }
    }

    impl LocalClock {
        /// Nanoseconds since the clock's start.
        #[inline]
        pub(crate) fn nanoseconds(&self) -> u64 {
            // The browser may round the two origins differently: a first reading may come out
            // a little below zero, and the cast makes that zero.
            ((now() - self.start) * NANOSECONDS) as u64
        }
    }
}
