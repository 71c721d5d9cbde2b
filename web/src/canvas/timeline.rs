//! Draws the timeline.
//!
//! Few spans in view: a rectangle each, hatched when thrown away, labelled when wide enough, with
//! the idle time between them hatched quietly. Many: one picture, filled pixel column by
//! pixel column from [`Lane::columns`], which costs as much as there are columns, however many
//! spans they stand for.

mod frame;
mod hatch;
mod links;
mod minimap;
mod raster;

pub use frame::{AXIS, Frame, TALLEST, full_height};
pub use minimap::{Strip, minimap};

use self::hatch::{Hatch, Lean};
use crate::{
    hooks::Brush,
    model::{
        format,
        timeline::{Lane, Lanes, Thrown, Track, View, gaps, in_view, tick_step, track_of},
    },
};
use lanewise_protocol::{Span, SpanKind};
use wasm_bindgen::Clamped;
use web_sys::ImageData;

/// More spans in view than this many a pixel of width are drawn by columns.
const CROWDED: f64 = 0.75;
/// As are more than this in all.
const SINGLE: usize = 1_800;
/// The most labels on spans.
const LABELS: usize = 240;
/// The narrowest gap that is hatched, in pixels, and the thinnest lane that has room for it.
const IDLE: (f64, f64) = (10.0, 16.0);

/// What is drawn.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The run.
    pub lanes: &'a Lanes,
    /// The part in view.
    pub view: View,
    /// Pixels of lanes that have been scrolled away.
    pub scroll: f64,
    /// The selected transaction and its spans, brought out.
    pub selected: Option<u32>,
    /// Its spans.
    pub mine: &'a [Span],
    /// The span under the pointer, or the one that was searched for.
    pub focus: Option<Span>,
    /// Incarnations to link to the writes that broke them.
    pub links: &'a [Thrown],
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
    surface: String,
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
            surface: brush.colour("--surface"),
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

/// All that the parts of a drawing need.
struct Painter<'a> {
    brush: &'a Brush,
    palette: Palette,
    frame: Frame,
    view: View,
    lanes: &'a Lanes,
    labels_left: usize,
    aborted_hatch: Hatch,
    suspended_hatch: Hatch,
    idle_hatch: Hatch,
}

/// Draws the part of a run that is in view.
pub fn draw(brush: &Brush, scene: &Scene<'_>) {
    let lanes = scene.lanes;
    let frame = Frame::new(brush.width, brush.height, lanes.lanes.len(), scene.scroll);
    let palette = Palette::new(brush);
    let mut painter = Painter {
        aborted_hatch: Hatch::new(Lean::Right, &palette.hatch),
        suspended_hatch: Hatch::new(Lean::Left, &palette.hatch),
        idle_hatch: Hatch::new(Lean::Left, &palette.line),
        brush,
        palette,
        frame,
        view: scene.view,
        lanes,
        labels_left: LABELS,
    };
    let context = &brush.context;
    context.clear_rect(0.0, 0.0, brush.width, brush.height);
    painter.ticks(|painter, x, _| {
        context.set_fill_style_str(&painter.palette.line);
        context.fill_rect(x - 0.5, 6.0, 1.0, brush.height - 6.0);
    });
    let visible = frame.visible();
    let seen: usize = lanes.lanes[visible.clone()]
        .iter()
        .map(|lane| {
            in_view(&lane.executions, scene.view).len()
                + in_view(&lane.validations, scene.view).len()
        })
        .sum();
    let room = frame.width * visible.len() as f64 * CROWDED;
    let crowded = seen > SINGLE || seen as f64 > room;
    if crowded {
        painter.by_columns();
    }
    for index in visible {
        let lane = &lanes.lanes[index];
        painter.name(index, lane);
        if !crowded {
            painter.by_spans(index, lane);
        }
    }
    links::draw(
        brush,
        &painter.palette,
        frame,
        scene.view,
        scene.links,
        scene.selected,
    );
    for span in scene.mine {
        painter.outline(&painter.palette.accent, span, 3.0);
    }
    if let Some(span) = &scene.focus {
        painter.outline(&painter.palette.ink, span, 1.5);
    }
    painter.axis(scene.mine);
}

impl Painter<'_> {
    /// Does something at every tick of the axis: (place across, moment).
    fn ticks(&self, mut at: impl FnMut(&Self, f64, f64)) {
        let step = self.step();
        let mut moment = (self.view.start / step).ceil() * step;
        while moment <= self.view.end() {
            let x = self.frame.x(self.view, moment).round() + 0.5;
            at(self, x, moment);
            moment += step;
        }
    }

    fn step(&self) -> f64 {
        tick_step(self.view.length, (self.frame.width / 110.0).max(2.0))
    }

    /// The axis, over whatever lanes have been scrolled below it.
    fn axis(&self, mine: &[Span]) {
        let context = &self.brush.context;
        context.clear_rect(0.0, 0.0, self.brush.width, AXIS - 1.0);
        self.brush.set_font(11.0, false);
        context.set_text_baseline("middle");
        context.set_text_align("left");
        let (unit, step) = (self.lanes.unit(), self.step());
        self.ticks(|painter, x, moment| {
            context.set_fill_style_str(&painter.palette.line);
            context.fill_rect(x - 0.5, 6.0, 1.0, AXIS - 6.0);
            if x + 52.0 < painter.brush.width {
                context.set_fill_style_str(&painter.palette.quiet);
                let _ = context.fill_text(&unit.tick(moment, step), x + 4.0, 11.0);
            }
        });
        // Marks, so that a thin span is found at any zoom.
        context.set_fill_style_str(&self.palette.accent);
        for span in mine {
            if let Some((left, width)) = self.frame.extent(self.view, span) {
                context.fill_rect(left + width / 2.0 - 3.0, AXIS - 6.0, 6.0, 4.0);
            }
        }
    }

    /// A lane's name and how much of the run it spent on work that stands.
    fn name(&self, index: usize, lane: &Lane) {
        // In thin lanes every few ones have room for their name.
        let every = (14.0 / self.frame.pitch).ceil().max(1.0) as usize;
        if !index.is_multiple_of(every) {
            return;
        }
        let (top, height) = self.frame.track(index, Track::Execution);
        let context = &self.brush.context;
        let narrow = self.frame.gutter < 60.0;
        let middle = top + height / 2.0;
        self.brush.set_font(11.0, true);
        context.set_text_baseline("middle");
        context.set_text_align("left");
        context.set_fill_style_str(&self.palette.ink);
        let text = if narrow {
            format!("{}", index + 1)
        } else {
            format!("{} {}", self.lanes.worker(), index + 1)
        };
        let both = height > 26.0 && !narrow;
        let _ = context.fill_text(&text, 2.0, if both { middle - 7.0 } else { middle });
        if both {
            self.brush.set_font(11.0, false);
            context.set_fill_style_str(&self.palette.quiet);
            let share = format::percent(lane.useful_ns as f64, self.lanes.duration_ns as f64);
            let _ = context.fill_text(&format!("{share} useful"), 2.0, middle + 8.0);
        }
    }

    fn by_spans(&mut self, index: usize, lane: &Lane) {
        for track in [Track::Execution, Track::Validation] {
            let (top, height) = self.frame.track(index, track);
            let context = &self.brush.context;
            context.set_fill_style_str(&self.palette.lane);
            context.fill_rect(self.frame.gutter, top, self.frame.width, height);
            if track == Track::Execution {
                self.idle(lane, top, height);
            }
            self.spans(in_view(lane.track(track), self.view), top, height);
        }
    }

    /// A quiet hatching over the stretches in which the lane's worker did nothing.
    fn idle(&self, lane: &Lane, top: f64, height: f64) {
        let a_pixel = self.view.length / self.frame.width;
        if self.frame.pitch < IDLE.1 {
            return;
        }
        let gaps = gaps(
            &lane.executions,
            &lane.validations,
            self.view,
            IDLE.0 * a_pixel,
        );
        let boxes: Vec<(f64, f64)> = gaps
            .into_iter()
            .map(|(from, to)| {
                let left = self.frame.x(self.view, from);
                (left + 1.0, self.frame.x(self.view, to) - left - 2.0)
            })
            .collect();
        self.idle_hatch.fill(self.brush, &boxes, top, height);
    }

    fn spans(&mut self, spans: &[Span], top: f64, height: f64) {
        let context = &self.brush.context;
        let (mut aborted, mut suspended) = (Vec::new(), Vec::new());
        let mut labels = Vec::new();
        for span in spans {
            let Some((left, width)) = self.frame.extent(self.view, span) else {
                continue;
            };
            // A hair between neighbours, where there is room for one.
            let width = if width > 4.0 { width - 1.0 } else { width };
            context.set_fill_style_str(self.palette.of(span.kind));
            context.fill_rect(left, top, width, height);
            if width > 5.0 && height > 6.0 {
                match span.kind {
                    SpanKind::Aborted => aborted.push((left, width)),
                    SpanKind::Suspended { .. } => suspended.push((left, width)),
                    _ => {}
                }
            }
            if width > 34.0 && height > 13.0 && self.labels_left > 0 {
                let text = format::count(u64::from(span.transaction));
                if width > text.len() as f64 * 7.0 + 8.0 {
                    self.labels_left -= 1;
                    labels.push((left + 5.0, text));
                }
            }
        }
        self.aborted_hatch.fill(self.brush, &aborted, top, height);
        self.suspended_hatch
            .fill(self.brush, &suspended, top, height);
        if !labels.is_empty() {
            self.brush.set_font(11.0, true);
            context.set_fill_style_str(&self.palette.on_span);
            context.set_text_align("left");
            context.set_text_baseline("middle");
            for (left, text) in labels {
                let _ = context.fill_text(&text, left, top + height / 2.0 + 0.5);
            }
        }
    }

    fn outline(&self, colour: &str, span: &Span, line: f64) {
        let Some((left, width)) = self.frame.extent(self.view, span) else {
            return;
        };
        let (top, height) = self
            .frame
            .track(usize::from(span.lane), track_of(span.kind));
        let context = &self.brush.context;
        context.set_stroke_style_str(colour);
        context.set_line_width(line);
        context.stroke_rect(left - 1.0, top - 1.0, width.max(3.0) + 2.0, height + 2.0);
    }

    /// All visible lanes in one picture.
    fn by_columns(&self) {
        let (ratio, frame, palette) = (self.brush.ratio, self.frame, &self.palette);
        let pixels = |length: f64| (length * ratio).round().max(0.0) as usize;
        let (wide, high) = (
            (frame.width * ratio) as usize,
            pixels(self.brush.height - AXIS),
        );
        let mut sheet = raster::Sheet::new(wide, high);
        let line = raster::rgb(&palette.line);
        self.ticks(|_, x, _| sheet.line(pixels(x - 0.5 - frame.gutter), line));
        for index in frame.visible() {
            let lane = &self.lanes.lanes[index];
            for track in [Track::Execution, Track::Validation] {
                let (good, bad) = match track {
                    Track::Execution => (&palette.execution, &palette.aborted),
                    Track::Validation => (&palette.validation, &palette.failed),
                };
                let colours = [&palette.lane, good, &palette.suspended, bad];
                let colours = colours.map(|colour| raster::rgb(colour));
                let (top, height) = frame.track(index, track);
                sheet.track(
                    &lane.columns(track, self.view, wide),
                    ((top - AXIS) * ratio).round() as isize,
                    pixels(height).max(1),
                    colours,
                );
            }
        }
        let image = ImageData::new_with_u8_clamped_array_and_sh(
            Clamped(&sheet.pixels),
            wide as u32,
            high as u32,
        );
        if let Ok(image) = image {
            let (left, top) = ((frame.gutter * ratio).round(), (AXIS * ratio).round());
            let _ = self.brush.context.put_image_data(&image, left, top);
        }
    }
}
