//! Draws the dependency graph.
//!
//! Close up: curved edges, round nodes with their index. From afar: thin straight edges, at most
//! [`EDGES`] of them, and nodes as dots. The longest chain and the selected transaction's own
//! past and future are drawn last, over everything else.

use crate::{
    hooks::Brush,
    model::{
        format,
        graph::{Camera, Relation, Web},
    },
};
use lanewise_protocol::TransactionStatus;
use std::f64::consts::TAU;

/// The most edges that are drawn at a time.
pub const EDGES: usize = 30_000;
/// Edges are curved up to this many in view.
const CURVED: usize = 6_000;
/// A node's diameter in layout units.
const DIAMETER: f64 = 0.78;

struct Palette {
    node: String,
    lone: String,
    reverted: String,
    halted: String,
    critical: String,
    road: String,
    on_critical: String,
    ancestor: String,
    descendant: String,
    select: String,
    edge: String,
    surface: String,
    on_node: String,
}

impl Palette {
    fn new(brush: &Brush) -> Self {
        Self {
            node: brush.colour("--kind-execution"),
            lone: brush.colour("--node-lone"),
            reverted: brush.colour("--kind-suspended"),
            halted: brush.colour("--kind-aborted"),
            critical: brush.colour("--accent"),
            road: brush.colour("--road"),
            on_critical: brush.colour("--on-accent"),
            ancestor: brush.colour("--ancestor"),
            descendant: brush.colour("--descendant"),
            select: brush.colour("--select"),
            edge: brush.colour("--edge"),
            surface: brush.colour("--surface"),
            on_node: brush.colour("--on-kind"),
        }
    }
}

/// The part of the layout that is in view, in layout units.
#[derive(Clone, Copy)]
struct Window {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Window {
    fn new(brush: &Brush, camera: Camera) -> Self {
        let (left, top) = camera.unit(0.0, 0.0);
        let (right, bottom) = camera.unit(brush.width, brush.height);
        Self {
            left: left - 1.0,
            top: top - 1.0,
            right: right + 1.0,
            bottom: bottom + 1.0,
        }
    }

    fn holds(self, x: f32, y: f32) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Whether a line between two places may cross the window.
    fn crosses(self, from: (f32, f32), to: (f32, f32)) -> bool {
        from.0.min(to.0) <= self.right
            && from.0.max(to.0) >= self.left
            && from.1.min(to.1) <= self.bottom
            && from.1.max(to.1) >= self.top
    }
}

/// What is drawn, where and how.
struct Scene<'s> {
    brush: &'s Brush,
    palette: &'s Palette,
    web: &'s Web,
    camera: Camera,
    window: Window,
    relations: &'s [Relation],
    /// Whether a transaction is selected, which dims what has nothing to do with it.
    selected: bool,
}

/// Draws the graph.
pub fn draw(brush: &Brush, web: &Web, camera: Camera, relations: &[Relation], hover: Option<u32>) {
    let palette = Palette::new(brush);
    brush
        .context
        .clear_rect(0.0, 0.0, brush.width, brush.height);
    let scene = Scene {
        brush,
        palette: &palette,
        web,
        camera,
        window: Window::new(brush, camera),
        relations,
        selected: relations.contains(&Relation::Selected),
    };
    edges(&scene);
    nodes(&scene);
    if let Some(node) = hover.and_then(|node| web.graph.nodes.get(node as usize)) {
        let (x, y) = camera.pixel(node.x, node.y);
        ring(
            brush,
            &palette.select,
            x,
            y,
            (camera.scale * DIAMETER / 2.0).max(3.0) + 2.5,
            1.5,
        );
    }
}

fn edges(scene: &Scene<'_>) {
    let Scene {
        brush,
        palette,
        web,
        camera,
        window,
        relations,
        selected,
    } = *scene;
    let nodes = &web.graph.nodes;
    let place = |node: u32| (nodes[node as usize].x, nodes[node as usize].y);
    let seen: Vec<(u32, u32)> = web
        .graph
        .edges
        .iter()
        .map(|edge| (edge.from, edge.to))
        .filter(|(from, to)| window.crosses(place(*from), place(*to)))
        .collect();
    let stride = seen.len().div_ceil(EDGES).max(1);
    let curved = seen.len() <= CURVED;
    let context = &brush.context;
    let crowd = (seen.len() as f64 / 400.0).max(1.0).log10();
    let alpha = (0.75 - crowd * 0.3).clamp(0.12, 0.75) * if selected { 0.5 } else { 1.0 };
    let thickness = (camera.scale / 16.0).clamp(0.5, 1.4);
    let stroke =
        |list: &mut dyn Iterator<Item = (u32, u32)>, colour: &str, alpha: f64, line: f64| {
            context.begin_path();
            for (from, to) in list {
                let (from, to) = (place(from), place(to));
                let ((x, y), (to_x, to_y)) =
                    (camera.pixel(from.0, from.1), camera.pixel(to.0, to.1));
                context.move_to(x, y);
                if curved {
                    let bend = (to_x - x) / 2.0;
                    context.bezier_curve_to(x + bend, y, to_x - bend, to_y, to_x, to_y);
                } else {
                    context.line_to(to_x, to_y);
                }
            }
            context.set_global_alpha(alpha);
            context.set_stroke_style_str(colour);
            context.set_line_width(line);
            context.stroke();
            context.set_global_alpha(1.0);
        };
    stroke(
        &mut seen.iter().copied().step_by(stride),
        &palette.edge,
        alpha,
        thickness,
    );
    let chain = &web.graph.critical_path;
    let dim = if selected { 0.45 } else { 1.0 };
    // A road: dark bed, bright line. One of the two shows on any ground.
    let line = (thickness * 2.0).clamp(1.6, 2.6);
    for (colour, line) in [(&palette.road, line + 2.6), (&palette.critical, line)] {
        let steps = &mut chain.windows(2).map(|step| (step[0], step[1]));
        stroke(steps, colour, dim, line);
    }
    if selected {
        let of = |node: u32| relations.get(node as usize).copied().unwrap_or_default();
        let past = |(from, to): &(u32, u32)| {
            of(*from) == Relation::Ancestor
                && matches!(of(*to), Relation::Ancestor | Relation::Selected)
        };
        let future = |(from, to): &(u32, u32)| {
            of(*to) == Relation::Descendant
                && matches!(of(*from), Relation::Descendant | Relation::Selected)
        };
        let line = thickness.max(1.2);
        let most = EDGES;
        stroke(
            &mut seen.iter().copied().filter(past).take(most),
            &palette.ancestor,
            0.9,
            line,
        );
        stroke(
            &mut seen.iter().copied().filter(future).take(most),
            &palette.descendant,
            0.9,
            line,
        );
    }
}

fn nodes(scene: &Scene<'_>) {
    let Scene {
        brush,
        palette,
        web,
        camera,
        window,
        relations,
        selected,
    } = *scene;
    let context = &brush.context;
    let radius = (camera.scale * DIAMETER / 2.0).max(0.8);
    let labels = radius >= 9.5;
    brush.set_font((radius * 0.72).clamp(8.0, 15.0), true);
    context.set_text_align("center");
    context.set_text_baseline("middle");
    // Setting a style costs more than drawing a dot: with tens of thousands, only changes are set.
    let mut style = ("", false);
    for (index, node) in web.graph.nodes.iter().enumerate() {
        if !window.holds(node.x, node.y) {
            continue;
        }
        let (x, y) = camera.pixel(node.x, node.y);
        let relation = relations.get(index).copied().unwrap_or_default();
        let (fill, ink) = match relation {
            Relation::Ancestor => (&palette.ancestor, &palette.on_node),
            Relation::Descendant => (&palette.descendant, &palette.on_node),
            _ if web.critical[index] => (&palette.critical, &palette.on_critical),
            _ if node.status == TransactionStatus::Reverted => {
                (&palette.reverted, &palette.on_node)
            }
            _ if node.status == TransactionStatus::Halted => (&palette.halted, &palette.on_node),
            _ if web.lone[index] => (&palette.lone, &palette.on_node),
            _ => (&palette.node, &palette.on_node),
        };
        let faint = selected && relation == Relation::None;
        if style != (fill.as_str(), faint) {
            style = (fill, faint);
            context.set_global_alpha(if faint { 0.4 } else { 1.0 });
            context.set_fill_style_str(fill);
        }
        if radius < 2.4 {
            context.fill_rect(x - radius, y - radius, radius * 2.0, radius * 2.0);
        } else {
            context.begin_path();
            let _ = context.arc(x, y, radius, 0.0, TAU);
            context.fill();
            if radius > 6.0 {
                let on_road = fill == &palette.critical;
                context.set_stroke_style_str(if on_road {
                    &palette.road
                } else {
                    &palette.surface
                });
                context.set_line_width(1.5);
                context.stroke();
            }
        }
        if labels {
            context.set_fill_style_str(ink);
            let _ = context.fill_text(&format::count(index as u64), x, y + 0.5);
            style = ("", false);
        }
        if relation == Relation::Selected {
            context.set_global_alpha(1.0);
            style = ("", false);
            ring(brush, &palette.surface, x, y, radius + 2.0, 2.0);
            ring(brush, &palette.select, x, y, radius + 4.0, 3.0);
        }
    }
    context.set_global_alpha(1.0);
}

fn ring(brush: &Brush, colour: &str, x: f64, y: f64, radius: f64, line: f64) {
    let context = &brush.context;
    context.begin_path();
    let _ = context.arc(x, y, radius, 0.0, TAU);
    context.set_stroke_style_str(colour);
    context.set_line_width(line);
    context.stroke();
}
