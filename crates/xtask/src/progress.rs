//! Saying what happens: a line when a step starts, a line with its time when it ends, and a sign of
//! life in between for programs that print nothing themselves.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Runs one step and says what it is and how long it took.
pub(crate) fn step<T, E>(title: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let started = Instant::now();
    eprintln!("==> {title}");
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    eprintln!("    {outcome} in {}: {title}", seconds(started.elapsed()));
    result
}

/// One line in between.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}

/// A duration as a person says it: `0.4 s`, `75 s`, `12 min 5 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        whole @ 10..120 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// Runs silent work with a sign of life: a counting line on a terminal, else a line every 30 seconds. So too
/// beside other work, which has lines of its own on the terminal.
pub(crate) fn ticking<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (stop, stopped) = mpsc::channel::<()>();
    let is_beside = thread::current().name() != Some("main");
    let terminal = stderr().is_terminal() && !is_beside;
    let period = Duration::from_secs(if terminal { 1 } else { 30 });
    thread::scope(|scope| {
        scope.spawn(move || {
            let started = Instant::now();
            let mut shown = false;
            while stopped.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                let elapsed = seconds(started.elapsed());
                // A terminal that went away is no reason to stop the work.
                let _ = if terminal {
                    shown = true;
                    write!(stderr(), "\r    {what}: {elapsed} ... ")
                } else {
                    writeln!(stderr(), "    {what}: still at work, {elapsed}")
                };
            }
            if shown {
                let _ = write!(stderr(), "\r\u{1b}[2K");
            }
        });
        let result = work();
        drop(stop);
        result
    })
}
