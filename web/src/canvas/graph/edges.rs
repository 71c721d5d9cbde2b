//! Edges: by kind, the longest chain, and the selected transaction's past and future.

use super::Scene;
use crate::model::graph::{Relation, pace::EDGES, waits};
use js_sys::Array;
use lanewise_protocol::{EdgeKind, GraphEdge};
use wasm_bindgen::JsValue;

/// Edges are curved, dashed by their kind and can be pointed at up to this many in view.
const CURVED: usize = 6_000;
/// Edges of one path: browsers take longer for a long path than for several short ones.
const PATH: usize = 256;

/// The edges in view, by their places in the graph's list.
pub(super) struct Seen {
    pub(super) edges: Vec<u32>,
}

/// How a line is drawn.
struct Line<'l> {
    colour: &'l str,
    alpha: f64,
    width: f64,
    dashes: &'static [f64],
}

/// Draws all edges in view.
pub(super) fn draw(scene: &Scene<'_>) -> Seen {
    let sight = scene.sight;
    let graph = &sight.web.graph;
    let in_view = |edge: &GraphEdge| {
        let curve = sight.web.curve(edge);
        scene.window.crosses(curve.from, curve.to) && sight.shown(edge.from) && sight.shown(edge.to)
    };
    let edges: Vec<u32> = (0_u32..)
        .zip(&graph.edges)
        .filter(|(_, edge)| in_view(edge))
        .map(|(index, _)| index)
        .collect();
    let stride = edges.len().div_ceil(EDGES).max(1);
    let curved = edges.len() <= CURVED;
    let edge = |index: &u32| &graph.edges[*index as usize];
    let crowd = (edges.len() as f64 / 400.0).max(1.0).log10();
    let dim = if scene.selected { 0.5 } else { 1.0 };
    let alpha = (0.75 - crowd * 0.3).clamp(0.12, 0.75) * dim * scene.fade;
    let width = (sight.camera.scale / 16.0).clamp(0.5, 1.4);
    let kinds: [(EdgeKind, &'static [f64]); 3] = [
        (EdgeKind::ReadAfterWrite, &[]),
        (EdgeKind::WriteAfterRead, &[7.0, 4.0]),
        (EdgeKind::WriteAfterWrite, &[1.5, 3.0]),
    ];
    for (kind, dashes) in kinds {
        let line = Line {
            colour: &scene.palette.edge,
            alpha,
            width,
            dashes: if curved { dashes } else { &[] },
        };
        let of_kind = edges.iter().step_by(stride).map(edge);
        stroke(
            scene,
            of_kind.filter(|edge| edge.kind == kind),
            curved,
            &line,
        );
    }
    critical(scene, curved, ((width * 2.0).clamp(1.6, 2.6), 2.6), dim);
    if scene.selected {
        let of = |node: u32| {
            let relation = sight.relations.get(node as usize);
            relation.copied().unwrap_or_default()
        };
        let past = |edge: &&GraphEdge| {
            of(edge.from) == Relation::Ancestor
                && matches!(of(edge.to), Relation::Ancestor | Relation::Selected)
        };
        let future = |edge: &&GraphEdge| {
            of(edge.to) == Relation::Descendant
                && matches!(of(edge.from), Relation::Descendant | Relation::Selected)
        };
        let most = EDGES;
        let true_ones = || edges.iter().map(edge).filter(|edge| waits(edge));
        let line = |colour| Line {
            colour,
            alpha: 0.9 * scene.fade,
            width: width.max(1.2),
            dashes: &[],
        };
        let ancestor = line(&scene.palette.ancestor);
        stroke(
            scene,
            true_ones().filter(past).take(most),
            curved,
            &ancestor,
        );
        let descendant = line(&scene.palette.descendant);
        stroke(
            scene,
            true_ones().filter(future).take(most),
            curved,
            &descendant,
        );
    }
    Seen { edges }
}

/// Draws edges that are pointed out.
pub(super) fn point_out(scene: &Scene<'_>, edges: &[u32]) {
    let line = Line {
        colour: &scene.palette.select,
        alpha: 1.0,
        width: (scene.sight.camera.scale / 16.0).clamp(0.5, 1.4) + 1.6,
        dashes: &[],
    };
    let edges = edges.iter().filter_map(|edge| scene.sight.web.edge(*edge));
    stroke(scene, edges, true, &line);
}

/// Draws the longest chain where single transactions cannot be seen.
pub(super) fn critical_from_afar(scene: &Scene<'_>) {
    let near = Scene {
        fade: 1.0,
        ..*scene
    };
    critical(&near, false, (1.0, 1.4), 1.0);
}

/// The longest chain is a road: dark bed, bright line. One of the two shows on any ground.
fn critical(scene: &Scene<'_>, curved: bool, (width, bed): (f64, f64), dim: f64) {
    let sight = scene.sight;
    let steps: Vec<GraphEdge> = sight
        .web
        .graph
        .critical_path
        .windows(2)
        .filter(|step| sight.shown(step[0]) && sight.shown(step[1]))
        .map(|step| GraphEdge {
            from: step[0],
            to: step[1],
            locations: 1,
            place: 0,
            kind: EdgeKind::ReadAfterWrite,
        })
        .collect();
    for (colour, width) in [
        (&scene.palette.road, width + bed),
        (&scene.palette.critical, width),
    ] {
        let line = Line {
            colour,
            alpha: dim * scene.fade,
            width,
            dashes: &[],
        };
        stroke(scene, steps.iter(), curved, &line);
    }
}

fn stroke<'e>(
    scene: &Scene<'_>,
    edges: impl Iterator<Item = &'e GraphEdge>,
    curved: bool,
    line: &Line<'_>,
) {
    let context = &scene.brush.context;
    let camera = scene.sight.camera;
    context.set_global_alpha(line.alpha);
    context.set_stroke_style_str(line.colour);
    context.set_line_width(line.width);
    let dashes: Array = line
        .dashes
        .iter()
        .map(|it| JsValue::from_f64(*it))
        .collect();
    // Fails only for what is no list of numbers.
    let _ = context.set_line_dash(&dashes);
    context.begin_path();
    for (place, edge) in edges.enumerate() {
        if place % PATH == PATH - 1 {
            context.stroke();
            context.begin_path();
        }
        let curve = scene.sight.web.curve(edge);
        let (x, y) = camera.pixel(curve.from.0, curve.from.1);
        let (to_x, to_y) = camera.pixel(curve.to.0, curve.to.1);
        context.move_to(x, y);
        if curved {
            let bend = (to_x - x) / 2.0;
            context.bezier_curve_to(x + bend, y, to_x - bend, to_y, to_x, to_y);
        } else {
            context.line_to(to_x, to_y);
        }
    }
    context.stroke();
    let _ = context.set_line_dash(&Array::new());
    context.set_global_alpha(1.0);
}
