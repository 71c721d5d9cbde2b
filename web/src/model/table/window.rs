//! Which rows of a long list are drawn.

/// A row's height in pixels; the style sheet has the same.
pub const ROW: u32 = 34;
/// Rows by which the window moves, so that not every pixel of scrolling draws anew.
const STRIDE: usize = 8;

/// The rows that are drawn: those in sight, and some around them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first row.
    pub first: usize,
    /// Rows in the window.
    pub rows: usize,
}

impl Window {
    /// For a frame of a height that is scrolled so far, both in pixels.
    pub fn at(scrolled: f64, height: f64) -> Self {
        let row = f64::from(ROW);
        let top = (scrolled.max(0.0) / row) as usize;
        let first = (top / STRIDE * STRIDE).saturating_sub(STRIDE);
        let sight = (height.max(row) / row).ceil() as usize;
        Self {
            first,
            rows: sight + 3 * STRIDE,
        }
    }

    /// The places drawn of a list of so many rows.
    pub fn of(self, all: usize) -> std::ops::Range<usize> {
        // A list that has become shorter is shown from its last full window.
        let last = all.saturating_sub(self.rows).div_ceil(STRIDE) * STRIDE;
        let first = self.first.min(last);
        first..all.min(first + self.rows)
    }

    /// How far to scroll, so that a row is in sight below a head that stays; nothing where it is.
    pub fn reveal(row: usize, scrolled: f64, height: f64, head: f64) -> Option<f64> {
        let (top, room) = (row as f64 * f64::from(ROW), height - head);
        let bottom = top + f64::from(ROW);
        if top < scrolled {
            Some(top)
        } else if bottom > scrolled + room {
            Some((bottom - room).max(0.0))
        } else {
            None
        }
    }
}

/// Where a key takes the selection, from a place in a list of so many rows of which so many are in
/// sight; nothing for a key that means nothing here.
pub fn moved(key: &str, from: Option<usize>, all: usize, page: usize) -> Option<usize> {
    let last = all.checked_sub(1)?;
    let page = page.max(1);
    let next = match (key, from) {
        ("ArrowDown" | "PageDown", None) | ("Home", _) => 0,
        ("ArrowUp" | "PageUp", None) | ("End", _) => last,
        ("ArrowDown", Some(place)) => place + 1,
        ("ArrowUp", Some(place)) => place.saturating_sub(1),
        ("PageDown", Some(place)) => place + page,
        ("PageUp", Some(place)) => place.saturating_sub(page),
        _ => return None,
    };
    Some(next.min(last))
}
