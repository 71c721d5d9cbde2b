//! What the clock can tell apart.

use std::{sync::OnceLock, time::Duration};
use web_time::Instant;

/// Steps looked at; browsers add noise to some of them, so the least one is taken.
const STEPS: usize = 12;

/// The smallest step that the clock has been seen to make. Browsers coarsen theirs: to some
/// microseconds on isolated pages and a tenth of a millisecond or more elsewhere.
pub(crate) fn step() -> Duration {
    static STEP: OnceLock<Duration> = OnceLock::new();
    *STEP.get_or_init(|| {
        let mut least = Duration::MAX;
        for _ in 0..STEPS {
            let before = Instant::now();
            let mut after = before;
            while after == before {
                after = Instant::now();
            }
            least = least.min(after - before);
        }
        least
    })
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
