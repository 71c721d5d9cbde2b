//! Where the store meets the browser: the engine's worker, address, storage, files, clock.
//!
//! Everything here carries out a [`Command`](crate::model::Command) or turns something that the
//! browser says into an [`Action`](crate::model::Action). It decides nothing.

mod browser;
mod picture;
mod projects;
mod runtime;
mod worker;

pub use browser::{opened, system_is_dark};
pub use picture::save_png;
pub use runtime::{Runtime, Store};
