//! Ctrl-C: the first asks whatever runs to come to its end, the second ends the process.

use lanewise_executor::Control;
use std::process;

/// The exit code of an interrupted process, as shells have it.
const INTERRUPTED: i32 = 130;

/// Handed to every execution of this process.
pub(crate) static CONTROL: Control = Control::new();

/// Begins to listen. Where that is not possible, Ctrl-C keeps its ordinary effect.
pub(crate) fn listen() {
    let _ = ctrlc::set_handler(|| {
        if CONTROL.is_cancelled() {
            process::exit(INTERRUPTED);
        }
        CONTROL.cancel();
    });
}
