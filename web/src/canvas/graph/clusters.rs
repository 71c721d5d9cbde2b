//! Waves: their bands behind the transactions, and the blocks that stand in place of
//! transactions from afar.

use super::Scene;
use crate::model::{
    format,
    graph::{colouring::Paint, picture::thickness, waves::MOST_CLUSTER_EDGES},
};
use lanewise_protocol::Cluster;

/// Draws the waves' bands with their numbers and counts.
pub(super) fn bands(scene: &Scene<'_>) {
    let context = &scene.brush.context;
    let camera = scene.sight.camera;
    context.set_text_align("left");
    context.set_text_baseline("top");
    scene.brush.set_font(10.5, false);
    for band in &scene.sight.web.bands {
        let (from, to) = ((band.left, band.top), (band.right, band.bottom));
        if !scene.window.crosses(from, to) {
            continue;
        }
        let (left, top) = camera.pixel(band.left, band.top);
        let (right, bottom) = camera.pixel(band.right, band.bottom);
        // Neighbours in turn, so that the border between two bands is seen.
        let even = band.wave.is_none_or(|wave| wave % 2 == 0);
        context.set_global_alpha(scene.fade * if even { 0.75 } else { 0.35 });
        context.set_fill_style_str(&scene.palette.band);
        context.fill_rect(left, top, right - left, bottom - top);
        if let Some(label) = band.label(right - left) {
            context.set_global_alpha(scene.fade);
            context.set_fill_style_str(&scene.palette.ink_2);
            // In view as long as enough of the band is.
            let y = top.max(0.0).min(bottom - 14.0) + 3.0;
            let _ = context.fill_text(&label, left + 3.0, y);
        }
    }
    context.set_global_alpha(1.0);
}

/// Draws a block for each group of waves.
pub(super) fn draw(scene: &Scene<'_>, fade: f64) {
    let context = &scene.brush.context;
    let web = scene.sight.web;
    let graph = &web.graph;
    let camera = scene.sight.camera;
    let middle = |cluster: &Cluster| {
        camera.pixel(
            cluster.x + cluster.width / 2.0,
            cluster.y + cluster.height / 2.0,
        )
    };
    let most = graph.cluster_edges.iter().map(|edge| edge.2).max();
    context.set_stroke_style_str(&scene.palette.edge);
    context.set_global_alpha(fade * 0.4);
    for (from, to, count) in graph.cluster_edges.iter().take(MOST_CLUSTER_EDGES) {
        let (x, y) = middle(&graph.clusters[*from as usize]);
        let (to_x, to_y) = middle(&graph.clusters[*to as usize]);
        context.set_line_width(thickness(*count, most.unwrap_or(1)));
        context.begin_path();
        context.move_to(x, y);
        context.line_to(to_x, to_y);
        context.stroke();
    }
    for (place, cluster) in graph.clusters.iter().enumerate() {
        let far = (cluster.x + cluster.width, cluster.y + cluster.height);
        if !scene.window.crosses((cluster.x, cluster.y), far) {
            continue;
        }
        let (left, top) = camera.pixel(cluster.x, cluster.y);
        let (wide, high) = (
            (f64::from(cluster.width) * camera.scale).max(1.5),
            (f64::from(cluster.height) * camera.scale).max(1.5),
        );
        let (fill, _) = scene.palette.of(if web.stands_apart(place) {
            Paint::Lone
        } else {
            Paint::Plain
        });
        context.set_global_alpha(fade * 0.88);
        context.set_fill_style_str(fill);
        rounded(scene, (left, top), (wide, high));
    }
    context.set_global_alpha(1.0);
}

/// Writes the blocks' counts, over the longest chain.
pub(super) fn counts(scene: &Scene<'_>, fade: f64) {
    let context = &scene.brush.context;
    let web = scene.sight.web;
    let camera = scene.sight.camera;
    context.set_text_align("center");
    context.set_text_baseline("middle");
    scene.brush.set_font(11.0, true);
    context.set_global_alpha(fade);
    for (place, cluster) in web.graph.clusters.iter().enumerate() {
        let text = format::count(u64::from(cluster.transactions));
        let half = 3.6 * text.len() as f64 + 2.0;
        let (x, y) = camera.pixel(
            cluster.x + cluster.width / 2.0,
            cluster.y + cluster.height / 2.0,
        );
        let fits = f64::from(cluster.width) * camera.scale > half * 2.0
            && f64::from(cluster.height) * camera.scale > 13.0;
        if !fits {
            continue;
        }
        let (fill, ink) = scene.palette.of(if web.stands_apart(place) {
            Paint::Lone
        } else {
            Paint::Plain
        });
        context.set_fill_style_str(fill);
        context.fill_rect(x - half, y - 6.5, half * 2.0, 13.0);
        context.set_fill_style_str(ink);
        let _ = context.fill_text(&text, x, y);
    }
    context.set_global_alpha(1.0);
}

fn rounded(scene: &Scene<'_>, (left, top): (f64, f64), (wide, high): (f64, f64)) {
    let context = &scene.brush.context;
    let radius = 4.0_f64.min(wide / 2.0).min(high / 2.0);
    let (right, bottom) = (left + wide, top + high);
    context.begin_path();
    context.move_to(left + radius, top);
    for (x, y, to_x, to_y) in [
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
        (left, top, right, top),
    ] {
        // Fails only for a negative radius.
        let _ = context.arc_to(x, y, to_x, to_y, radius);
    }
    context.close_path();
    context.fill();
}
