//! The places that cause edges, written at them.

use super::{Scene, edges::Seen};
use crate::model::{
    format,
    graph::{Relation, waits},
};

/// From this many pixels a layout unit every edge may have its label ...
const CLOSE: f64 = 30.0;
/// ... if there are no more of them in view.
const MOST: usize = 48;
/// Letters of a label.
const LETTERS: usize = 34;

/// Draws the labels that there is room for.
pub(super) fn draw(scene: &Scene<'_>, seen: &Seen) {
    let sight = scene.sight;
    let web = sight.web;
    let mut labelled: Vec<u32> = Vec::new();
    if sight.camera.scale >= CLOSE {
        let selected = sight
            .relations
            .iter()
            .position(|relation| *relation == Relation::Selected);
        match selected.map(|index| index as u32) {
            Some(index) => {
                let own = web.incoming(index).iter().chain(web.outgoing(index));
                labelled.extend(own.filter(|edge| web.edge(**edge).is_some_and(waits)));
                labelled.truncate(MOST);
            }
            None if seen.edges.len() <= MOST => labelled.extend(&seen.edges),
            None => {}
        }
    }
    write(scene, labelled);
}

/// Writes the labels of edges.
pub(super) fn write(scene: &Scene<'_>, mut labelled: Vec<u32>) {
    let sight = scene.sight;
    let web = sight.web;
    labelled.sort_unstable();
    labelled.dedup();
    let context = &scene.brush.context;
    scene.brush.set_font(10.5, false);
    context.set_text_align("center");
    context.set_text_baseline("middle");
    for edge in labelled.into_iter().filter_map(|edge| web.edge(edge)) {
        if !sight.shown(edge.from) || !sight.shown(edge.to) {
            continue;
        }
        let (x, y) = web.curve(edge).point(0.5);
        let (x, y) = sight.camera.pixel(x, y);
        let text = format::clipped(&format::short_addresses(web.place(edge)), LETTERS);
        let width = context
            .measure_text(&text)
            .map_or(6.0 * text.len() as f64, |size| size.width());
        context.set_global_alpha(0.92);
        context.set_fill_style_str(&scene.palette.surface);
        context.fill_rect(x - width / 2.0 - 4.0, y - 8.0, width + 8.0, 16.0);
        context.set_global_alpha(1.0);
        context.set_fill_style_str(&scene.palette.ink);
        let _ = context.fill_text(&text, x, y + 0.5);
    }
}
