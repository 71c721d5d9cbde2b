//! The line of an edge: a cubic curve that leaves and arrives level.

/// An edge's line, in layout units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// Where it begins.
    pub from: (f32, f32),
    /// Where it ends.
    pub to: (f32, f32),
}

/// Straight pieces that a curve is measured by.
const PIECES: u8 = 24;

impl Curve {
    /// Between two nodes' centres.
    pub const fn new(from: (f32, f32), to: (f32, f32)) -> Self {
        Self { from, to }
    }

    /// A point of it, from 0 at the beginning to 1 at the end.
    pub fn point(&self, along: f32) -> (f32, f32) {
        // Both inner control points lie half-way across, level with the nearer end.
        let middle = f32::midpoint(self.from.0, self.to.0);
        let (t, s) = (along, 1.0 - along);
        let at = |a: f32, b: f32, c: f32, d: f32| {
            a * s * s * s + 3.0 * b * s * s * t + 3.0 * c * s * t * t + d * t * t * t
        };
        (
            at(self.from.0, middle, middle, self.to.0),
            at(self.from.1, self.from.1, self.to.1, self.to.1),
        )
    }

    /// Whether a place lies in the rectangle around it, widened by `reach`: the curve never
    /// leaves that.
    pub fn near(&self, (x, y): (f32, f32), reach: f32) -> bool {
        x >= self.from.0.min(self.to.0) - reach
            && x <= self.from.0.max(self.to.0) + reach
            && y >= self.from.1.min(self.to.1) - reach
            && y <= self.from.1.max(self.to.1) + reach
    }

    /// How far a place is from it.
    pub fn distance(&self, place: (f32, f32)) -> f32 {
        let mut before = self.from;
        let mut least = f32::INFINITY;
        for piece in 1..=PIECES {
            let next = self.point(f32::from(piece) / f32::from(PIECES));
            least = least.min(to_line(place, before, next));
            before = next;
        }
        least
    }
}

/// The distance of a place from a straight piece.
fn to_line((x, y): (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((x - from.0) * dx + (y - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (x - from.0 - along * dx).hypot(y - from.1 - along * dy)
}
