//! When the engine breaks.
//!
//! A panic or refused memory in WebAssembly is a trap: nothing is unwound, locks stay taken, and a
//! thread of the pool simply stops while all others wait for it. So everything that might trap is
//! run by [`run`], which catches the trap outside the module. The first one is kept in plain words;
//! the engine's own thread, which never waits without looking at [`crash`] now and then, throws
//! these words to its worker, and the page replaces the worker with all its threads.
//!
//! After a crash nothing in this module is to be trusted any more but the words.

use crate::allocator;
use std::sync::{Mutex, Once, PoisonError};

#[cfg(target_family = "wasm")]
#[wasm_bindgen::prelude::wasm_bindgen(module = "/src/guard.js")]
extern "C" {
    fn attempt(run: &mut dyn FnMut()) -> Option<String>;
}

/// Natively panics unwind by themselves.
#[cfg(not(target_family = "wasm"))]
fn attempt(run: &mut dyn FnMut()) -> Option<String> {
    run();
    None
}

/// What the first panic said.
static PANIC: Mutex<Option<String>> = Mutex::new(None);
/// The first crash, in plain words.
static CRASH: Mutex<Option<String>> = Mutex::new(None);

/// Has panics leave their message, whichever thread they happen in.
pub(crate) fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let said = info.payload_as_str().unwrap_or("no reason was given");
            let place = info.location().map_or_else(String::new, |location| {
                let file = location
                    .file()
                    .rsplit(['/', '\\'])
                    .next()
                    .unwrap_or_default();
                format!(" ({file}, line {})", location.line())
            });
            keep_first(&PANIC, || format!("{said}{place}"));
        }));
    });
}

/// Runs something that might trap; says in plain words how it did, if it did.
pub(crate) fn run(mut body: impl FnMut()) -> Result<(), String> {
    match attempt(&mut body) {
        None => Ok(()),
        Some(thrown) => {
            keep_first(&CRASH, || plain_words(&thrown));
            Err(crash().unwrap_or(thrown))
        }
    }
}

/// The first crash of any thread, in plain words.
pub(crate) fn crash() -> Option<String> {
    CRASH.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn keep_first(place: &Mutex<Option<String>>, words: impl FnOnce() -> String) {
    place
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_with(words);
}

fn plain_words(thrown: &str) -> String {
    if allocator::is_exhausted() {
        return "The engine ran out of memory. Fewer transactions or accounts need less.".into();
    }
    let panic = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    format!(
        "The engine stopped: {}.",
        panic.as_deref().unwrap_or(thrown).trim_end_matches('.')
    )
}
