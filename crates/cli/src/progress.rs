//! One line on standard error that says how far long work has come, on terminals alone.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

/// How often the line changes.
const INTERVAL: Duration = Duration::from_millis(100);
/// Erases the line that the cursor is in, and goes to its beginning.
const ERASE: &str = "\r\x1b[K";

/// The line; it goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    wanted: bool,
    shown: Option<Instant>,
}

impl Progress {
    /// Nothing to see yet.
    pub(crate) fn new() -> Self {
        Self {
            wanted: io::stderr().is_terminal(),
            shown: None,
        }
    }

    /// Shows a text, unless another was shown just before.
    pub(crate) fn at(&mut self, text: impl FnOnce() -> String) {
        let early = self.shown.is_some_and(|shown| shown.elapsed() < INTERVAL);
        if self.wanted && !early {
            self.shown = Some(Instant::now());
            let mut err = io::stderr().lock();
            // A progress line that nobody can see harms nobody.
            let _ = write!(err, "{ERASE}{}", text()).and_then(|()| err.flush());
        }
    }

    /// Takes the line away, so that something else can be written.
    pub(crate) fn clear(&mut self) {
        if self.shown.take().is_some() {
            let mut err = io::stderr().lock();
            let _ = write!(err, "{ERASE}").and_then(|()| err.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
