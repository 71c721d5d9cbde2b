//! Transactions, as round nodes with their index or as dots.

use super::{Scene, ring};
use crate::model::graph::{Relation, camera::DIAMETER, colouring::Colouring};
use std::{collections::HashMap, f64::consts::TAU};

/// Nodes that look the same: one path for all of them, because setting a style costs more than
/// drawing a dot.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Look<'l> {
    fill: &'l str,
    ink: &'static str,
    faint: bool,
    critical: bool,
}

/// Nodes of one path: browsers take longer for a long path than for several short ones.
const PATH: usize = 128;

/// Draws all nodes in view.
pub(super) fn draw(scene: &Scene<'_>) {
    let Scene {
        brush,
        palette,
        sight,
        window,
        fade,
        selected,
    } = scene;
    let web = sight.web;
    let by_status = sight.colouring == Colouring::Status;
    let radius = (sight.camera.scale * DIAMETER / 2.0).max(0.8);
    let mut groups: HashMap<Look<'_>, Vec<(u32, f64, f64)>> = HashMap::new();
    for (index, node) in (0_u32..).zip(&web.graph.nodes) {
        if !window.holds(node.x, node.y) || !sight.shown(index) {
            continue;
        }
        let place = index as usize;
        let relation = sight.relations.get(place).copied().unwrap_or_default();
        let (fill, ink) = match relation {
            Relation::Ancestor if by_status => {
                let colour = palette.ancestor.as_str();
                (colour, super::palette::ink_on(colour))
            }
            Relation::Descendant if by_status => {
                let colour = palette.descendant.as_str();
                (colour, super::palette::ink_on(colour))
            }
            _ => palette.of(sight.colours.of.get(place).copied().unwrap_or_default()),
        };
        let look = Look {
            fill,
            ink,
            faint: *selected && relation == Relation::None,
            critical: web.critical[place],
        };
        let (x, y) = sight.camera.pixel(node.x, node.y);
        groups.entry(look).or_default().push((index, x, y));
    }
    let context = &brush.context;
    let labels = radius >= 9.5;
    if labels {
        let digits = web.graph.nodes.len().to_string().len() as f64;
        let size = (radius * 0.72).min(radius * 2.7 / digits);
        brush.set_font(size.clamp(7.0, 15.0), true);
        context.set_text_align("center");
        context.set_text_baseline("middle");
    }
    for (look, nodes) in groups {
        context.set_global_alpha(fade * if look.faint { 0.4 } else { 1.0 });
        context.set_fill_style_str(look.fill);
        if radius < 2.4 {
            for (_, x, y) in &nodes {
                context.fill_rect(x - radius, y - radius, radius * 2.0, radius * 2.0);
            }
            continue;
        }
        for some in nodes.chunks(PATH) {
            context.begin_path();
            for (_, x, y) in some {
                context.move_to(x + radius, *y);
                // Fails only for a negative radius.
                let _ = context.arc(*x, *y, radius, 0.0, TAU);
            }
            context.fill();
            if radius <= 3.5 {
                continue;
            }
            let line = (radius / 5.0).clamp(0.5, 1.5);
            // On the road: a bright rim with a dark edge, whatever the fill says.
            let rims: &[(&str, f64)] = if look.critical {
                &[(&palette.road, line + 3.0), (&palette.critical, line + 1.0)]
            } else {
                &[(&palette.surface, line)]
            };
            for (colour, width) in rims {
                context.set_stroke_style_str(colour);
                context.set_line_width(*width);
                context.stroke();
            }
        }
        if labels {
            context.set_fill_style_str(look.ink);
            for (index, x, y) in &nodes {
                // Without separators of thousands, for which there is no room.
                let _ = context.fill_text(&index.to_string(), *x, y + 0.5);
            }
        }
    }
    context.set_global_alpha(1.0);
    mark_selected(scene);
}

/// Rings the selected transaction, also where single ones cannot be seen.
pub(super) fn mark_selected(scene: &Scene<'_>) {
    let sight = scene.sight;
    let place = sight
        .relations
        .iter()
        .position(|relation| *relation == Relation::Selected);
    let Some(node) = place.and_then(|place| sight.web.graph.nodes.get(place)) else {
        return;
    };
    let at = sight.camera.pixel(node.x, node.y);
    let radius = (sight.camera.scale * DIAMETER / 2.0).max(2.0);
    ring(scene.brush, &scene.palette.surface, at, radius + 2.0, 2.0);
    ring(scene.brush, &scene.palette.select, at, radius + 4.0, 3.0);
}
