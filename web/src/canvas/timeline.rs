//! Draws the timeline.
//!
//! Few spans in view: a rectangle each, hatched when thrown away, labelled when wide enough. Many:
//! one picture a track, filled pixel column by pixel column from
//! [`columns`](crate::model::timeline::columns).

use crate::{
    hooks::Brush,
    model::{
        format,
        timeline::{Column, Lane, Lanes, Track, View, columns, in_view, tick_step},
    },
};
use lanewise_protocol::{Span, SpanKind};
use wasm_bindgen::Clamped;
use web_sys::ImageData;

/// Height of the axis at the top.
pub const AXIS: f64 = 26.0;
/// Space between lanes.
const GAP: f64 = 6.0;
/// From one stripe of a hatching to the next, in screen pixels.
const HATCH: usize = 8;
/// More spans in view than this many a pixel of width are drawn by columns.
const CROWDED: f64 = 0.75;

/// How the canvas divides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Width of the column with the lanes' names.
    pub gutter: f64,
    /// Width of the lanes.
    pub width: f64,
    /// From one lane's top to the next one's.
    pub pitch: f64,
    lanes: usize,
}

impl Frame {
    /// Divides a canvas among lanes.
    pub fn new(width: f64, height: f64, lanes: usize) -> Self {
        let gutter = if width < 520.0 { 34.0 } else { 84.0 };
        let pitch = ((height - AXIS) / lanes.max(1) as f64).min(96.0);
        Self {
            gutter,
            width: (width - gutter).max(1.0),
            pitch,
            lanes,
        }
    }

    /// Top and height of a lane's track.
    pub fn track(self, lane: usize, track: Track) -> (f64, f64) {
        let top = AXIS + lane as f64 * self.pitch;
        let inside = (self.pitch - GAP).max(3.0);
        let thin = (inside * 0.24).clamp(1.0, 12.0);
        match track {
            Track::Execution => (top, inside - thin - 1.0),
            Track::Validation => (top + inside - thin, thin),
        }
    }

    /// The lane and track at a height.
    pub fn at(self, y: f64) -> Option<(usize, Track)> {
        let lane = ((y - AXIS) / self.pitch).floor();
        if lane < 0.0 || lane >= self.lanes as f64 {
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
}

/// The timeline's colours, from the style sheet.
struct Palette {
    execution: String,
    aborted: String,
    suspended: String,
    validation: String,
    failed: String,
    lane: String,
    ink: String,
    quiet: String,
    line: String,
    accent: String,
    hatch: String,
    on_span: String,
}

impl Palette {
    fn new(brush: &Brush) -> Self {
        Self {
            execution: brush.colour("--kind-execution"),
            aborted: brush.colour("--kind-aborted"),
            suspended: brush.colour("--kind-suspended"),
            validation: brush.colour("--kind-validation"),
            failed: brush.colour("--kind-failed"),
            lane: brush.colour("--lane"),
            ink: brush.colour("--ink"),
            quiet: brush.colour("--ink-2"),
            line: brush.colour("--line"),
            accent: brush.colour("--select"),
            hatch: brush.colour("--hatch"),
            on_span: brush.colour("--on-kind"),
        }
    }

    fn of(&self, kind: SpanKind) -> &str {
        match kind {
            SpanKind::Execution => &self.execution,
            SpanKind::Aborted => &self.aborted,
            SpanKind::Suspended { .. } => &self.suspended,
            SpanKind::Validation => &self.validation,
            SpanKind::FailedValidation => &self.failed,
        }
    }
}

/// Draws the part of a run that is in view, with the spans of the selected transaction and the
/// one under the pointer brought out.
pub fn draw(brush: &Brush, lanes: &Lanes, view: View, selected: &[Span], hover: Option<&Span>) {
    let palette = Palette::new(brush);
    let frame = Frame::new(brush.width, brush.height, lanes.lanes.len());
    brush
        .context
        .clear_rect(0.0, 0.0, brush.width, brush.height);
    axis(brush, &palette, frame, view);
    let seen: usize = lanes
        .lanes
        .iter()
        .map(|lane| in_view(&lane.executions, view).len() + in_view(&lane.validations, view).len())
        .sum();
    let crowded = seen as f64 > frame.width * lanes.lanes.len() as f64 * CROWDED;
    for (index, lane) in lanes.lanes.iter().enumerate() {
        name(brush, &palette, frame, index, lane, lanes.duration_ns);
        for track in [Track::Execution, Track::Validation] {
            let (top, height) = frame.track(index, track);
            brush.context.set_fill_style_str(&palette.lane);
            brush
                .context
                .fill_rect(frame.gutter, top, frame.width, height);
            if crowded {
                by_columns(
                    brush,
                    &palette,
                    frame,
                    lane.track(track),
                    view,
                    track,
                    top,
                    height,
                );
            } else {
                for span in in_view(lane.track(track), view) {
                    one(brush, &palette, frame, view, span, top, height);
                }
            }
        }
    }
    for span in selected {
        outline(brush, &palette.accent, frame, view, span, 3.0);
    }
    if let Some(span) = hover {
        outline(brush, &palette.ink, frame, view, span, 1.5);
    }
}

fn axis(brush: &Brush, palette: &Palette, frame: Frame, view: View) {
    let context = &brush.context;
    brush.set_font(11.0, false);
    context.set_text_baseline("middle");
    context.set_text_align("left");
    let step = tick_step(view.length, (frame.width / 110.0).max(2.0));
    let mut moment = (view.start / step).ceil() * step;
    while moment <= view.start + view.length {
        let x = (frame.gutter + view.place(moment) * frame.width).round() + 0.5;
        context.set_fill_style_str(&palette.line);
        context.fill_rect(x - 0.5, 6.0, 1.0, brush.height - 6.0);
        if x + 52.0 < brush.width {
            context.set_fill_style_str(&palette.quiet);
            let _ = context.fill_text(&format::tick(moment, step), x + 4.0, 11.0);
        }
        moment += step;
    }
}

/// A lane's name and how much of the run it spent on work that stands.
fn name(brush: &Brush, palette: &Palette, frame: Frame, index: usize, lane: &Lane, whole: u64) {
    let (top, height) = frame.track(index, Track::Execution);
    let context = &brush.context;
    let narrow = frame.gutter < 60.0;
    let middle = top + height / 2.0;
    brush.set_font(11.0, true);
    context.set_text_baseline("middle");
    context.set_text_align("left");
    context.set_fill_style_str(&palette.ink);
    let text = if narrow {
        format!("{}", index + 1)
    } else {
        format!("Thread {}", index + 1)
    };
    let both = height > 26.0 && !narrow;
    let _ = context.fill_text(&text, 2.0, if both { middle - 7.0 } else { middle });
    if both {
        brush.set_font(11.0, false);
        context.set_fill_style_str(&palette.quiet);
        let share = format::percent(lane.useful_ns as f64, whole as f64);
        let _ = context.fill_text(&format!("{share} useful"), 2.0, middle + 8.0);
    }
}

/// Left edge and width of a span on the canvas; never narrower than a pixel.
fn extent(frame: Frame, view: View, span: &Span) -> Option<(f64, f64)> {
    let left = view.place(span.start_ns as f64) * frame.width;
    let right = left + (span.duration_ns as f64 / view.length * frame.width).max(1.0);
    let (left, right) = (left.max(0.0), right.min(frame.width));
    (right > left).then_some((frame.gutter + left, right - left))
}

fn one(
    brush: &Brush,
    palette: &Palette,
    frame: Frame,
    view: View,
    span: &Span,
    top: f64,
    height: f64,
) {
    let Some((left, width)) = extent(frame, view, span) else {
        return;
    };
    let context = &brush.context;
    // A hair between neighbours, where there is room for one.
    let width = if width > 4.0 { width - 1.0 } else { width };
    context.set_fill_style_str(palette.of(span.kind));
    context.fill_rect(left, top, width, height);
    let wasted = matches!(span.kind, SpanKind::Aborted | SpanKind::Suspended { .. });
    if wasted && width > 5.0 && height > 6.0 {
        hatch(brush, &palette.hatch, span.kind, left, top, width, height);
    }
    if width > 34.0 && height > 13.0 {
        brush.set_font(11.0, true);
        let text = format::count(u64::from(span.transaction));
        if width > text.len() as f64 * 7.0 + 8.0 {
            context.set_fill_style_str(&palette.on_span);
            context.set_text_align("left");
            context.set_text_baseline("middle");
            let _ = context.fill_text(&text, left + 5.0, top + height / 2.0 + 0.5);
        }
    }
}

/// Slanted lines over a span: one way for aborted, the other for suspended.
fn hatch(brush: &Brush, colour: &str, kind: SpanKind, x: f64, y: f64, width: f64, height: f64) {
    let context = &brush.context;
    context.save();
    context.begin_path();
    context.rect(x, y, width, height);
    context.clip();
    context.begin_path();
    let slant = if kind == SpanKind::Aborted {
        height
    } else {
        -height
    };
    let mut at = x - height;
    while at < x + width + height {
        context.move_to(at, y + height);
        context.line_to(at + slant, y);
        at += 6.0;
    }
    context.set_stroke_style_str(colour);
    context.set_line_width(1.5);
    context.stroke();
    context.restore();
}

fn outline(brush: &Brush, colour: &str, frame: Frame, view: View, span: &Span, line: f64) {
    let Some((left, width)) = extent(frame, view, span) else {
        return;
    };
    let (top, height) = frame.track(
        usize::from(span.lane),
        crate::model::timeline::track_of(span.kind),
    );
    brush.context.set_stroke_style_str(colour);
    brush.context.set_line_width(line);
    let width = width.max(3.0);
    brush
        .context
        .stroke_rect(left - 1.0, top - 1.0, width + 2.0, height + 2.0);
    if line > 2.0 {
        // A mark on the axis, so that a thin span is found at any zoom.
        brush.context.set_fill_style_str(colour);
        brush
            .context
            .fill_rect(left + width / 2.0 - 3.0, AXIS - 6.0, 6.0, 4.0);
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call, each argument a plain fact"
)]
fn by_columns(
    brush: &Brush,
    palette: &Palette,
    frame: Frame,
    spans: &[Span],
    view: View,
    track: Track,
    top: f64,
    height: f64,
) {
    let ratio = brush.ratio;
    let (wide, high) = (
        (frame.width * ratio) as usize,
        (height * ratio).round().max(1.0) as usize,
    );
    let (good, bad) = match track {
        Track::Execution => (&palette.execution, &palette.aborted),
        Track::Validation => (&palette.validation, &palette.failed),
    };
    let colours = [
        rgb(&palette.lane),
        rgb(good),
        rgb(&palette.suspended),
        rgb(bad),
    ];
    let pixels = raster(&columns(spans, view, wide), high, colours);
    let Ok(image) =
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), wide as u32, high as u32)
    else {
        return;
    };
    let _ = brush.context.put_image_data(
        &image,
        (frame.gutter * ratio).round(),
        (top * ratio).round(),
    );
}

/// Columns as a picture, four bytes a pixel, row by row. From the bottom up: what stands, what was
/// suspended, what was thrown away; `colours` are background, good, suspended, bad.
pub fn raster(columns: &[Column], height: usize, colours: [[u8; 3]; 4]) -> Vec<u8> {
    let width = columns.len();
    let mut pixels = vec![0; width * height * 4];
    for (x, column) in columns.iter().enumerate() {
        let (good, suspended, bad) = column.heights(height);
        for y in 0..height {
            let above_ground = height - 1 - y;
            let kind = if above_ground < good {
                1
            } else if above_ground < good + suspended {
                2
            } else if above_ground < good + suspended + bad {
                3
            } else {
                0
            };
            // The hatching of single spans, so that colour is not all that tells kinds apart.
            let hatched = match kind {
                2 => (x + height - y) % HATCH < HATCH / 4,
                3 => (x + y) % HATCH < HATCH / 4,
                _ => false,
            };
            let [red, green, blue] = match hatched {
                true => between(colours[kind], colours[0]),
                false => colours[kind],
            };
            let at = (y * width + x) * 4;
            pixels[at..at + 4].copy_from_slice(&[red, green, blue, 255]);
        }
    }
    pixels
}

/// The colour half-way between two.
fn between(one: [u8; 3], other: [u8; 3]) -> [u8; 3] {
    std::array::from_fn(|part| one[part].midpoint(other[part]))
}

/// A colour `#rrggbb` as bytes; black where it is none.
pub fn rgb(colour: &str) -> [u8; 3] {
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
        let pixels = raster(&[column], 8, colours);
        let rows: Vec<u8> = pixels.chunks(4).map(|pixel| pixel[0]).collect();
        assert_eq!(rows, [0, 0, 3, 3, 1, 1, 1, 1]);
    }

    #[test]
    fn tracks_are_found_by_height() {
        let frame = Frame::new(1_000.0, AXIS + 120.0, 2);
        assert_eq!(frame.at(AXIS + 5.0), Some((0, Track::Execution)));
        assert_eq!(
            frame.at(AXIS + 60.0 - GAP - 2.0),
            Some((0, Track::Validation))
        );
        assert_eq!(frame.at(AXIS + 65.0), Some((1, Track::Execution)));
        assert_eq!(frame.at(AXIS + 500.0), None);
        assert_eq!(frame.at(3.0), None);
    }
}
