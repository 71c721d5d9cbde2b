//! How a timeline's canvas divides: an axis, a column of names, lanes with two tracks each.

use crate::model::timeline::{Track, View, end_of};
use lanewise_protocol::Span;
use std::ops::Range;

/// Height of the axis at the top.
pub const AXIS: f64 = 26.0;
/// Height of the canvas that lanes share, before they scroll.
pub const TALLEST: f64 = 560.0;
/// From one lane's top to the next one's: the least and the most.
const PITCH: (f64, f64) = (8.0, 96.0);

/// How the canvas divides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Width of the column with the lanes' names.
    pub gutter: f64,
    /// Width of the lanes.
    pub width: f64,
    /// From one lane's top to the next one's.
    pub pitch: f64,
    /// Space between lanes.
    gap: f64,
    /// Pixels of lanes that are above the canvas.
    scroll: f64,
    height: f64,
    lanes: usize,
}

/// Height of the whole picture, of which [`TALLEST`] pixels are seen at once.
pub fn full_height(lanes: usize) -> f64 {
    AXIS + pitch(lanes) * lanes.max(1) as f64
}

fn pitch(lanes: usize) -> f64 {
    ((TALLEST - AXIS) / lanes.max(1) as f64).clamp(PITCH.0, PITCH.1)
}

impl Frame {
    /// Divides a canvas among lanes; so many pixels of them have been scrolled away.
    pub fn new(width: f64, height: f64, lanes: usize, scroll: f64) -> Self {
        let gutter = if width < 520.0 { 34.0 } else { 84.0 };
        let pitch = pitch(lanes);
        let gap = match pitch {
            wide if wide >= 24.0 => 6.0,
            some if some >= 12.0 => 3.0,
            _ => 2.0,
        };
        Self {
            gutter,
            width: (width - gutter).max(1.0),
            pitch,
            gap,
            scroll: scroll.clamp(0.0, (full_height(lanes) - height).max(0.0)),
            height,
            lanes,
        }
    }

    /// Top and height of a lane's track.
    pub fn track(self, lane: usize, track: Track) -> (f64, f64) {
        let top = AXIS + lane as f64 * self.pitch - self.scroll;
        let inside = self.pitch - self.gap;
        let thin = (inside * 0.24).clamp(1.0, 12.0);
        match track {
            Track::Execution => (top, inside - thin - 1.0),
            Track::Validation => (top + inside - thin, thin),
        }
    }

    /// The lanes of which anything is on the canvas.
    pub fn visible(self) -> Range<usize> {
        let first = (self.scroll / self.pitch) as usize;
        let last = ((self.scroll + self.height - AXIS).max(0.0) / self.pitch).ceil() as usize;
        first.min(self.lanes)..last.min(self.lanes)
    }

    /// The lane and track at a height.
    pub fn at(self, y: f64) -> Option<(usize, Track)> {
        let lane = ((y - AXIS + self.scroll) / self.pitch).floor();
        if y < AXIS || lane < 0.0 || lane >= self.lanes as f64 {
            return None;
        }
        let (thin_top, _) = self.track(lane as usize, Track::Validation);
        let track = if y >= thin_top - 0.5 {
            Track::Validation
        } else {
            Track::Execution
        };
        Some((lane as usize, track))
    }

    /// The moment at a place across.
    pub fn moment(self, view: View, x: f64) -> f64 {
        view.start + (x - self.gutter) / self.width * view.length
    }

    /// Where a moment lies across; outside the canvas if it is not in view.
    pub fn x(self, view: View, moment: f64) -> f64 {
        self.gutter + view.place(moment) * self.width
    }

    /// Left edge and width of a span on the canvas; never narrower than a pixel.
    pub fn extent(self, view: View, span: &Span) -> Option<(f64, f64)> {
        let left = view.place(span.start_ns as f64) * self.width;
        let right = (view.place(end_of(span) as f64) * self.width).max(left + 1.0);
        let (left, right) = (left.max(0.0), right.min(self.width));
        (right > left).then_some((self.gutter + left, right - left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_are_found_by_height() {
        let frame = Frame::new(1_000.0, full_height(8), 8, 0.0);
        let below = frame.pitch - frame.gap;
        assert_eq!(frame.at(AXIS + 5.0), Some((0, Track::Execution)));
        assert_eq!(frame.at(AXIS + below - 2.0), Some((0, Track::Validation)));
        assert_eq!(
            frame.at(AXIS + frame.pitch + 5.0),
            Some((1, Track::Execution))
        );
        assert_eq!(frame.at(AXIS + 8.0 * frame.pitch + 1.0), None);
        assert_eq!(frame.at(3.0), None);
    }

    #[test]
    fn many_lanes_stay_tall_enough_and_scroll() {
        assert_eq!(full_height(1), AXIS + 96.0);
        assert_eq!(full_height(256), AXIS + 256.0 * 8.0);
        let frame = Frame::new(1_000.0, TALLEST, 256, 0.0);
        assert_eq!(frame.visible(), 0..67);
        let (top, height) = frame.track(0, Track::Execution);
        let (below, thin) = frame.track(0, Track::Validation);
        assert!(below + thin - top >= 6.0 - 1e-9 && height > 3.0);
        let scrolled = Frame::new(1_000.0, TALLEST, 256, 1e9);
        assert_eq!(scrolled.visible().end, 256);
        let last = scrolled.visible().end - 1;
        assert_eq!(scrolled.at(TALLEST - 5.0).map(|(lane, _)| lane), Some(last));
        assert_eq!(Frame::new(1_000.0, TALLEST, 3, 50.0).visible(), 0..3);
    }
}
