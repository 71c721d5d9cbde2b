//! Lines from the write that broke an incarnation to the incarnation.

use super::{AXIS, Frame, Palette};
use crate::{
    hooks::Brush,
    model::timeline::{Thrown, View, end_of, track_of},
};
use lanewise_protocol::Span;

/// Draws them, clipped to the lanes; ends that are out of view point there.
pub(super) fn draw(
    brush: &Brush,
    palette: &Palette,
    frame: Frame,
    view: View,
    links: &[Thrown],
    selected: Option<u32>,
) {
    let context = &brush.context;
    context.save();
    context.begin_path();
    context.rect(frame.gutter, AXIS, frame.width, brush.height - AXIS);
    context.clip();
    for link in links {
        let Some(cause) = link.cause else { continue };
        let own = selected.is_none_or(|index| index == link.span.transaction);
        line(brush, palette, frame, view, &cause, &link.span, own);
    }
    context.restore();
}

fn middle(frame: Frame, span: &Span) -> f64 {
    let (top, height) = frame.track(usize::from(span.lane), track_of(span.kind));
    top + height / 2.0
}

fn line(
    brush: &Brush,
    palette: &Palette,
    frame: Frame,
    view: View,
    cause: &Span,
    broken: &Span,
    own: bool,
) {
    // Far outside the canvas a place is as good as just outside it.
    let within = |x: f64| x.clamp(-4.0 * frame.width, 5.0 * frame.width);
    let from = (
        within(frame.x(view, end_of(cause) as f64)),
        middle(frame, cause),
    );
    let to = (
        within(frame.x(view, broken.start_ns as f64)),
        middle(frame, broken),
    );
    let reach = ((from.0 - to.0).abs() / 2.0).clamp(24.0, 160.0);
    let context = &brush.context;
    context.begin_path();
    context.move_to(from.0, from.1);
    context.bezier_curve_to(from.0 + reach, from.1, to.0 - reach, to.1, to.0, to.1);
    // A pale border, so that the line is seen over spans of its own colour.
    context.set_stroke_style_str(&palette.surface);
    context.set_line_width(if own { 4.5 } else { 3.0 });
    context.stroke();
    context.set_stroke_style_str(&palette.aborted);
    context.set_line_width(if own { 2.0 } else { 1.0 });
    context.stroke();
    context.set_fill_style_str(&palette.aborted);
    context.begin_path();
    context.move_to(to.0, to.1);
    context.line_to(to.0 - 7.0, to.1 - 4.5);
    context.line_to(to.0 - 7.0, to.1 + 4.5);
    context.fill();
    context.begin_path();
    let _ = context.arc(from.0, from.1, 3.0, 0.0, std::f64::consts::TAU);
    context.fill();
}
