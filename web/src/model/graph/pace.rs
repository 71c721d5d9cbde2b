//! Whether the picture is drawn anew in every frame while it is being moved.

/// The most edges that are drawn at a time.
pub const EDGES: usize = 30_000;
/// Milliseconds of a frame that drawing may take.
const BUDGET: f64 = 7.0;
/// Frames further apart than this are late, in milliseconds.
const LATE: f64 = 24.0;
/// Frames further apart than this were not asked for one after the other.
const PAUSE: f64 = 200.0;

/// Knows whether the machine draws the graph fast enough. A canvas may put off its work until the
/// frame is shown, so that not only the time of drawing counts but also when the next frame comes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    moving: bool,
    slow: bool,
    /// When the last full drawing began, if the frame before this one was one.
    last: Option<f64>,
}

impl Pace {
    /// The picture begins to move, or comes to rest.
    pub const fn set_moving(&mut self, moving: bool) {
        self.moving = moving;
    }

    /// Another graph, or other options: what was slow may be fast now.
    pub const fn forget(&mut self) {
        self.slow = false;
        self.last = None;
    }

    /// Whether the last drawing should be moved instead of making a new one.
    pub const fn is_hurried(&self) -> bool {
        self.moving && self.slow
    }

    /// A full drawing was made: when it was begun and ended, in milliseconds.
    pub fn drawn(&mut self, begun: f64, ended: f64) {
        let apart = self.last.map_or(0.0, |last| begun - last);
        let late = self.moving && apart > LATE && apart < PAUSE;
        self.slow = ended - begun > BUDGET || late;
        self.last = Some(begun);
    }

    /// The last drawing was shown again.
    pub fn reused(&mut self, begun: f64) {
        // The frame after a full drawing tells what that cost.
        if let Some(last) = self.last.take() {
            let apart = begun - last;
            self.slow |= self.moving && apart > LATE && apart < PAUSE;
        }
    }
}
