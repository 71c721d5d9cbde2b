//! The page.
//!
//! [`model`] holds what it knows and decides, with no browser in it; [`engine`] carries out what
//! that asks for; [`glue`] is the way to the editor and the compiler; [`components`] show it,
//! [`canvas`] draws the two large pictures.

pub mod canvas;
pub mod components;
pub mod engine;
pub mod glue;
pub mod hooks;
pub mod model;
