//! One concern each: the store, the system's colours, a canvas that follows its size.

mod canvas;
mod dark;
mod files;
mod gestures;
mod store;
mod view;

pub use canvas::{Brush, Surface, use_surface};
pub use dark::use_dark;
pub use files::{read_file, use_dropped_files};
pub use gestures::{Gesture, use_gestures};
pub use store::use_store;
pub(crate) use view::use_view;
