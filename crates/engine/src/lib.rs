//! The WebAssembly module in the worker: the protocol in, executor and analysis inside, the
//! protocol out.
//!
//! The worker (`static/engine-worker.js`) loads the module, starts the pool of threads, and hands
//! every message of the page to [`handle`]. Replies are posted from here, any number for one
//! request. The engine does one thing at a time; while it works, its worker receives nothing, so a
//! run is cancelled by a word in the shared memory ([`cancel_flag`]), or, on the single-threaded
//! flavour, by replacing the worker.
//!
//! Two flavours come from the same source. With the feature `threads` there is a pool, and the
//! module needs shared memory; without it there is one thread and nothing that waits.
//!
//! The crate is also an ordinary library, so that all but the calls to JavaScript is tested natively.

mod allocator;
mod batch;
mod clock;
mod file;
mod for_tests;
mod guard;
mod made;
mod outbox;
mod pool;
mod post;
mod progress;
mod project;
mod reserve;
mod run;
mod session;
mod subject;
mod timeline;
mod validate;
mod views;
mod watched;

pub use for_tests::{crash_for_tests, depth_for_tests};
pub use reserve::reserve_for_threads;
#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

use lanewise_protocol::Request;
use session::Session;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::*;

thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(Session::default());
}

/// Carries out one request of the page and posts what there is to reply. `buffer` is an
/// `ArrayBuffer` with the bytes of a file, or nothing.
///
/// # Errors
/// Throws when the engine has crashed, in plain words; it is of no more use then.
#[wasm_bindgen]
pub fn handle(message: JsValue, buffer: JsValue) {
    guard::install_panic_hook();
    let crash = guard::crash().map_or_else(|| guard::run(|| answer(&message, &buffer)), Err);
    if let Err(words) = crash {
        throw(&words);
    }
}

fn answer(message: &JsValue, buffer: &JsValue) {
    match serde_wasm_bindgen::from_value::<Request>(message.clone()) {
        Ok(request) => {
            SESSION.with(|session| {
                let bytes = buffer
                    .is_object()
                    .then(|| js_sys::Uint8Array::new(buffer).to_vec());
                session.borrow_mut().handle(
                    request,
                    bytes.as_deref().unwrap_or_default(),
                    &(Rc::new(post::post) as _),
                )
            });
        }
        Err(error) => throw(&format!(
            "The engine got a message that it does not know: {error}"
        )),
    }
}

/// Leaves the module with a JavaScript error.
fn throw(words: &str) -> ! {
    wasm_bindgen::throw_str(words)
}

/// The address, in the module's memory, of the 32-bit word that cancels the run under way when it
/// is not zero.
#[wasm_bindgen]
pub fn cancel_flag() -> u32 {
    run::CONTROL.cancel_word().addr() as u32
}
