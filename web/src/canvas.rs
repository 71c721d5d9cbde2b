//! Drawing: pure functions from data and a [`Brush`](crate::hooks::Brush) to pixels.

pub mod graph;
pub mod timeline;
