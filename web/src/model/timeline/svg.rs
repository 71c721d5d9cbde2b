//! The part of a timeline that is in view, as the body of an SVG picture.
//!
//! The colours are those of the light style sheet: a file is looked at on white paper.

use super::{Column, Lanes, Thrown, Track, View, end_of, in_view, tick_step, track_of};
use crate::model::{format, take_away::escaped};
use lanewise_protocol::{Span, SpanKind};
use std::fmt::Write;

/// Width of the whole picture.
const WIDTH: u32 = 1_200;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 16.0;
const AXIS: f64 = 24.0;
const LEGEND: f64 = 34.0;
/// More spans in view than this are drawn by columns.
const SINGLE: usize = 3_000;
/// The most columns, over all tracks.
const COLUMNS: usize = 120_000;
/// The most links to the writes that broke an incarnation.
const LINKS: usize = 400;
/// Kinds from the ground up: what stands, what was stopped, what was thrown away.
const EXECUTIONS: [&str; 3] = ["#1b7a81", "#a76500", "#c22f4e"];
const VALIDATIONS: [&str; 3] = ["#7b8798", "#a76500", "#8b2bb0"];

const fn colour(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Execution => EXECUTIONS[0],
        SpanKind::Suspended { .. } => EXECUTIONS[1],
        SpanKind::Aborted => EXECUTIONS[2],
        SpanKind::Validation => VALIDATIONS[0],
        SpanKind::FailedValidation => VALIDATIONS[2],
    }
}

struct Sheet<'a> {
    lanes: &'a Lanes,
    view: View,
    pitch: f64,
    out: String,
}

/// The body and its size in pixels: the lanes in view with their axis, links and a legend.
pub fn body(lanes: &Lanes, view: View) -> ((u32, u32), String) {
    let pitch = (560.0 / lanes.lanes.len().max(1) as f64).clamp(9.0, 64.0);
    let mut sheet = Sheet {
        lanes,
        view,
        pitch,
        out: String::new(),
    };
    let bottom = AXIS + pitch * lanes.lanes.len() as f64;
    sheet.axis(bottom);
    let seen = |lane: &super::Lane| {
        in_view(&lane.executions, view).len() + in_view(&lane.validations, view).len()
    };
    let single = lanes.lanes.iter().map(seen).sum::<usize>() <= SINGLE;
    for place in 0..lanes.lanes.len() {
        sheet.lane(place, single);
    }
    for link in lanes.thrown.iter().filter(|_| single).take(LINKS) {
        sheet.link(link);
    }
    sheet.legend(bottom + 20.0);
    ((WIDTH, (bottom + LEGEND) as u32), sheet.out)
}

impl Sheet<'_> {
    const INSIDE: f64 = WIDTH as f64 - LEFT - RIGHT;

    fn x(&self, moment: f64) -> f64 {
        LEFT + self.view.place(moment).clamp(0.0, 1.0) * Self::INSIDE
    }

    /// Top and height of a track.
    fn track(&self, lane: usize, track: Track) -> (f64, f64) {
        let top = AXIS + lane as f64 * self.pitch;
        let inside = self.pitch * 0.88;
        let thin = (inside * 0.24).min(10.0);
        match track {
            Track::Execution => (top, inside - thin - 0.5),
            Track::Validation => (top + inside - thin, thin),
        }
    }

    fn axis(&mut self, bottom: f64) {
        let (view, unit) = (self.view, self.lanes.unit());
        let step = tick_step(view.length, 10.0);
        let mut moment = (view.start / step).ceil() * step;
        while moment <= view.end() {
            let x = self.x(moment);
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(
                self.out,
                "<path d=\"M{x:.1} 4V{bottom:.1}\" stroke=\"#dde2de\"/>\
                 <text x=\"{:.1}\" y=\"14\" font-size=\"11\" fill=\"#56626a\">{}</text>",
                x + 3.0,
                escaped(&unit.tick(moment, step))
            );
            moment += step;
        }
    }

    fn lane(&mut self, place: usize, single: bool) {
        let lane = &self.lanes.lanes[place];
        for track in [Track::Execution, Track::Validation] {
            let (top, height) = self.track(place, track);
            let _ = writeln!(
                self.out,
                "<rect x=\"{LEFT}\" y=\"{top:.2}\" width=\"{:.1}\" height=\"{height:.2}\" fill=\"#e9ece8\"/>",
                Self::INSIDE
            );
            if single {
                for span in in_view(lane.track(track), self.view) {
                    self.span(span, top, height);
                }
            } else {
                let most = COLUMNS / (self.lanes.lanes.len() * 2).max(1);
                let width = (Self::INSIDE as usize).min(most).max(100);
                let columns = lane.columns(track, self.view, width);
                self.columns(&columns, track, top, height);
            }
        }
        let (top, height) = self.track(place, Track::Execution);
        if self.pitch >= 12.0 || place.is_multiple_of(4) {
            let _ = writeln!(
                self.out,
                "<text x=\"16\" y=\"{:.1}\" font-size=\"11\">{} {}</text>",
                top + height / 2.0 + 4.0,
                self.lanes.worker(),
                place + 1
            );
        }
    }

    fn span(&mut self, span: &Span, top: f64, height: f64) {
        let (left, right) = (self.x(span.start_ns as f64), self.x(end_of(span) as f64));
        let width = (right - left).max(0.5);
        let _ = write!(
            self.out,
            "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"0.3\"/>",
            colour(span.kind)
        );
        let text = format::count(u64::from(span.transaction));
        if height > 13.0 && width > text.len() as f64 * 7.0 + 8.0 {
            let _ = write!(
                self.out,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#ffffff\">{text}</text>",
                left + 4.0,
                top + height / 2.0 + 4.0
            );
        }
        self.out.push('\n');
    }

    /// One path a kind: neighbours of equal height become one rectangle.
    fn columns(&mut self, columns: &[Column], track: Track, top: f64, height: f64) {
        let steps = (height * 2.0).round().max(1.0) as usize;
        let heights: Vec<[usize; 3]> = columns
            .iter()
            .map(|column| {
                let (good, suspended, bad) = column.heights(steps);
                [good, suspended, bad]
            })
            .collect();
        let (wide, high) = (
            Self::INSIDE / columns.len().max(1) as f64,
            height / steps as f64,
        );
        let colours = match track {
            Track::Execution => EXECUTIONS,
            Track::Validation => VALIDATIONS,
        };
        for (kind, colour) in colours.into_iter().enumerate() {
            let mut path = String::new();
            let mut at = 0;
            for run in heights.chunk_by(|one, next| one == next) {
                let below: usize = run[0][..kind].iter().sum();
                let tall = run[0][kind];
                if tall > 0 {
                    let _ = write!(
                        path,
                        "M{:.2} {:.2}h{:.2}v-{:.2}h-{:.2}z",
                        LEFT + at as f64 * wide,
                        top + height - below as f64 * high,
                        run.len() as f64 * wide,
                        tall as f64 * high,
                        run.len() as f64 * wide,
                    );
                }
                at += run.len();
            }
            if !path.is_empty() {
                let _ = writeln!(self.out, "<path d=\"{path}\" fill=\"{colour}\"/>");
            }
        }
    }

    fn link(&mut self, link: &Thrown) {
        let Some(cause) = link.cause else { return };
        let (from, to) = (end_of(&cause) as f64, link.span.start_ns as f64);
        let inside = |moment: f64| (0.0..=1.0).contains(&self.view.place(moment));
        if !inside(from) || !inside(to) {
            return;
        }
        let middle = |span: &Span| {
            let (top, height) = self.track(usize::from(span.lane), track_of(span.kind));
            top + height / 2.0
        };
        let (x1, y1, x2, y2) = (self.x(from), middle(&cause), self.x(to), middle(&link.span));
        let bend = f64::midpoint(x1, x2);
        let _ = writeln!(
            self.out,
            "<path d=\"M{x1:.1} {y1:.1}C{bend:.1} {y1:.1} {bend:.1} {y2:.1} {x2:.1} {y2:.1}\" \
             fill=\"none\" stroke=\"#c22f4e\" stroke-opacity=\"0.6\"/><circle cx=\"{x2:.1}\" cy=\"{y2:.1}\" r=\"2.5\" fill=\"#c22f4e\"/>"
        );
    }

    fn legend(&mut self, top: f64) {
        let kinds = [
            (EXECUTIONS[0], "Execution that stands"),
            (EXECUTIONS[2], "Execution thrown away"),
            (EXECUTIONS[1], "Execution stopped to wait"),
            (VALIDATIONS[0], "Validation"),
            (VALIDATIONS[2], "Validation that failed"),
            ("#e9ece8", "Idle"),
        ];
        let mut x = LEFT;
        for (colour, name) in kinds {
            let _ = write!(
                self.out,
                "<rect x=\"{x:.0}\" y=\"{:.1}\" width=\"14\" height=\"10\" fill=\"{colour}\"/>\
                 <text x=\"{:.0}\" y=\"{top:.1}\" font-size=\"11\">{name}</text>",
                top - 9.0,
                x + 19.0
            );
            x += 40.0 + name.len() as f64 * 6.0;
        }
        self.out.push('\n');
    }
}
