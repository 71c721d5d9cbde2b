//! Steps of a view that take their time: on a thread of the pool, with progress, and cancelled
//! when the page asks for it.

use crate::{
    pool, progress,
    progress::{report, stretch},
    run::{CONTROL, Stop},
};
use lanewise_protocol::Phase;

/// A part of the progress bar: from one fraction to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part(pub(crate) f64, pub(crate) f64);

impl Part {
    /// One of several equal pieces of this part, counted from 0.
    pub(crate) fn piece(self, index: usize, of: usize) -> Self {
        let step = (self.1 - self.0) / of.max(1) as f64;
        let from = self.0 + step * index as f64;
        Self(from, from + step)
    }
}

/// Does a step that tells its progress through [`CONTROL`], in so many transactions.
///
/// # Errors
/// When it was cancelled meanwhile. That is told at once, even where the job itself looks at the
/// control only at its end.
pub(crate) fn watched<R: Send>(
    phase: Phase,
    transactions: usize,
    Part(from, to): Part,
    job: impl FnOnce() -> R + Send,
) -> Result<R, Stop> {
    stop_if_cancelled()?;
    stretch(phase, transactions as u32, from, to);
    let result = pool::watch(job, || {
        if CONTROL.is_cancelled() || progress::is_cancelled() {
            progress::cancelled();
            // Again and again: the page lowers the flag when it asks for something else.
            CONTROL.cancel();
        }
        report(CONTROL.done());
    });
    stop_if_cancelled()?;
    Ok(result)
}

/// Stops here when the page asked for it.
pub(crate) fn stop_if_cancelled() -> Result<(), Stop> {
    if CONTROL.is_cancelled() || progress::is_cancelled() {
        return Err(Stop::Cancelled);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn pieces_cover_a_part() {
        let (Part(from, to), Part(next, end)) =
            (Part(0.2, 0.8).piece(0, 3), Part(0.2, 0.8).piece(2, 3));
        assert!((from - 0.2).abs() < 1e-9 && (to - 0.4).abs() < 1e-9);
        assert!((next - 0.6).abs() < 1e-9 && (end - 0.8).abs() < 1e-9);
    }
}
