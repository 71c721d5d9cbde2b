//! Pixel columns as a picture: all tracks on one sheet, which goes to the canvas at once, because
//! each single picture would make the canvas finish all that was drawn before it.

use crate::model::timeline::Column;

/// From one stripe of a hatching to the next, in screen pixels.
const HATCH: usize = 8;

/// A picture, four bytes a pixel, row by row; transparent where nothing was put.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) pixels: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Sheet {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            pixels: vec![0; width * height * 4],
            width,
            height,
        }
    }

    /// A line from top to bottom.
    pub(super) fn line(&mut self, x: usize, colour: [u8; 3]) {
        if x < self.width {
            let colour = opaque(colour);
            for row in self.pixels.chunks_exact_mut(self.width * 4) {
                row[x * 4..x * 4 + 4].copy_from_slice(&colour);
            }
        }
    }

    /// Columns from the bottom of a track up: what stands, what was suspended, what was thrown
    /// away; `colours` are background, good, suspended, bad. A track may begin above the sheet or
    /// end below it.
    pub(super) fn track(
        &mut self,
        columns: &[Column],
        top: isize,
        height: usize,
        colours: [[u8; 3]; 4],
    ) {
        let tops: Vec<[usize; 3]> = columns
            .iter()
            .map(|column| {
                let (good, suspended, bad) = column.heights(height);
                [good, good + suspended, good + suspended + bad]
            })
            .collect();
        let plain = colours.map(opaque);
        // The hatching of single spans, so that colour is not all that tells kinds apart.
        let hatched = colours.map(|colour| opaque(between(colour, colours[0])));
        for y in 0..height {
            let Some(at) = usize::try_from(top + y as isize)
                .ok()
                .filter(|at| *at < self.height)
            else {
                continue;
            };
            let row = &mut self.pixels[at * self.width * 4..(at + 1) * self.width * 4];
            let above_ground = height - 1 - y;
            for (x, (pixel, [good, suspended, bad])) in
                row.chunks_exact_mut(4).zip(&tops).enumerate()
            {
                let colour = if above_ground < *good {
                    plain[1]
                } else if above_ground < *suspended {
                    let stripe = (x + height - y) % HATCH < HATCH / 4;
                    if stripe { hatched[2] } else { plain[2] }
                } else if above_ground < *bad {
                    let stripe = (x + y) % HATCH < HATCH / 4;
                    if stripe { hatched[3] } else { plain[3] }
                } else {
                    plain[0]
                };
                pixel.copy_from_slice(&colour);
            }
        }
    }
}

const fn opaque([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

/// The colour half-way between two.
fn between(one: [u8; 3], other: [u8; 3]) -> [u8; 3] {
    std::array::from_fn(|part| one[part].midpoint(other[part]))
}

/// A colour `#rrggbb` as bytes; black where it is none.
pub(super) fn rgb(colour: &str) -> [u8; 3] {
    let digits = colour.trim().trim_start_matches('#');
    let part = |at: usize| {
        digits
            .get(at..at + 2)
            .and_then(|text| u8::from_str_radix(text, 16).ok())
            .unwrap_or(0)
    };
    [part(0), part(2), part(4)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        assert_eq!(rgb(" #ff8001 "), [255, 128, 1]);
        assert_eq!(rgb("nonsense"), [0, 0, 0]);
        assert_eq!(rgb("é"), [0, 0, 0]);
    }

    #[test]
    fn a_column_is_painted_from_the_ground_up() {
        let column = Column {
            good: 0.5,
            bad: 0.25,
            has_bad: true,
            ..Column::default()
        };
        let colours = [[0; 3], [1; 3], [2; 3], [3; 3]];
        let mut sheet = Sheet::new(1, 10);
        sheet.track(&[column], 1, 8, colours);
        let rows: Vec<u8> = sheet.pixels.chunks(4).map(|pixel| pixel[0]).collect();
        assert_eq!(rows, [0, 0, 0, 3, 3, 1, 1, 1, 1, 0]);
        assert_eq!((sheet.pixels[3], sheet.pixels[7]), (0, 255));
    }

    #[test]
    fn what_lies_beyond_the_sheet_is_left_out() {
        let column = Column {
            good: 1.0,
            ..Column::default()
        };
        let colours = [[9; 3], [1; 3], [2; 3], [3; 3]];
        let mut sheet = Sheet::new(2, 4);
        sheet.line(0, [7; 3]);
        sheet.line(2, [8; 3]);
        sheet.track(&[column], -1, 2, colours);
        sheet.track(&[column], 3, 5, colours);
        let reds: Vec<u8> = sheet.pixels.chunks(4).map(|pixel| pixel[0]).collect();
        assert_eq!(reds, [1, 0, 7, 0, 7, 0, 1, 0]);
        Sheet::new(0, 0).line(0, [1; 3]);
    }
}
