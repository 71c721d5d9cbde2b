//! One concern each: the store, the system's colours, a canvas that follows its size.

mod canvas;
mod dark;
mod gestures;
mod store;

pub use canvas::{Brush, Surface, use_surface};
pub use dark::use_dark;
pub use gestures::{Gesture, use_gestures};
pub use store::use_store;
