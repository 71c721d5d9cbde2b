//! Finding what is needed and installing what is missing.
//!
//! Three kinds of tools, one file each: [`system`] (a compiler, Node.js, a browser: from the machine's own
//! packages), [`npm`] (pinned by `web/npm/package-lock.json`), [`cargo`] (wasm-bindgen and Trunk,
//! compiled here in exactly the version the sources need). The last two go below `target/tools`.

pub(crate) mod cargo;
pub(crate) mod npm;
pub(crate) mod system;
