//! Draws the dependency graph.
//!
//! Close up: bands for the waves, curved edges, round nodes with their index, and at the edges the
//! places that cause them. From afar: thin straight edges and nodes as dots. From so far that
//! dots would run together: one block for each group of waves. The longest chain and the selected
//! transaction's own past and future are drawn last, over everything else.

pub mod cache;
mod clusters;
mod edges;
mod labels;
mod nodes;
mod palette;

use crate::{
    hooks::Brush,
    model::graph::{
        Camera, Detail, Relation, Web,
        camera::DIAMETER,
        colouring::{Colouring, Colours},
    },
};
use palette::Palette;
use std::f64::consts::TAU;

/// What lies under the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// A transaction.
    Node(u32),
    /// An edge, by its place in the graph's list.
    Edge(u32),
}

/// What is drawn, from where and how.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'s> {
    /// The graph.
    pub web: &'s Web,
    /// What its colours say.
    pub colouring: Colouring,
    /// Its colours.
    pub colours: &'s Colours,
    /// Which transactions are shown; all of them, where there is nothing.
    pub mask: Option<&'s [bool]>,
    /// Whether clusters may stand in place of transactions: they know no filter.
    pub clusters: bool,
    /// From where.
    pub camera: Camera,
    /// How every transaction stands to the selected one.
    pub relations: &'s [Relation],
    /// What the pointer rests on.
    pub under: Option<Under>,
    /// The edge that was chosen.
    pub edge: Option<u32>,
}

impl Sight<'_> {
    fn shown(&self, node: u32) -> bool {
        self.mask
            .is_none_or(|mask| mask.get(node as usize).copied().unwrap_or_default())
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

    /// Whether something between two places may cross the window.
    fn crosses(self, from: (f32, f32), to: (f32, f32)) -> bool {
        from.0.min(to.0) <= self.right
            && from.0.max(to.0) >= self.left
            && from.1.min(to.1) <= self.bottom
            && from.1.max(to.1) >= self.top
    }
}

/// A sight with what it is drawn with.
struct Scene<'s> {
    brush: &'s Brush,
    palette: &'s Palette,
    sight: &'s Sight<'s>,
    window: Window,
    /// How strongly transactions are drawn, 0 to 1.
    fade: f64,
    /// Whether a transaction is selected, which dims what has nothing to do with it.
    selected: bool,
}

/// Draws the graph, without what the pointer rests on and without the chosen edge.
fn draw(brush: &Brush, sight: &Sight<'_>) {
    let palette = Palette::new(brush);
    let context = &brush.context;
    context.clear_rect(0.0, 0.0, brush.width, brush.height);
    let web = sight.web;
    let detail = Detail::new(
        sight.camera,
        sight.clusters && !web.graph.clusters.is_empty(),
    );
    let scene = Scene {
        brush,
        palette: &palette,
        sight,
        window: Window::new(brush, sight.camera),
        fade: detail.nodes,
        selected: sight.relations.contains(&Relation::Selected),
    };
    if detail.nodes > 0.0 {
        clusters::bands(&scene);
    }
    if detail.clusters > 0.0 {
        clusters::draw(&scene, detail.clusters);
    }
    if detail.nodes > 0.0 {
        let seen = edges::draw(&scene);
        nodes::draw(&scene);
        labels::draw(&scene, &seen);
    } else {
        edges::critical_from_afar(&scene);
    }
    if detail.clusters > 0.0 {
        clusters::counts(&scene, detail.clusters);
    }
    if detail.nodes < 1.0 {
        nodes::mark_selected(&scene);
    }
}

/// Draws what the pointer rests on, and the chosen edge, over the graph.
fn overlay(brush: &Brush, sight: &Sight<'_>) {
    if sight.under.is_none() && sight.edge.is_none() {
        return;
    }
    let palette = Palette::new(brush);
    let scene = Scene {
        brush,
        palette: &palette,
        sight,
        window: Window::new(brush, sight.camera),
        fade: 1.0,
        selected: false,
    };
    let under = match sight.under {
        Some(Under::Edge(edge)) => Some(edge),
        _ => None,
    };
    let pointed: Vec<u32> = sight.edge.into_iter().chain(under).collect();
    edges::point_out(&scene, &pointed);
    labels::write(&scene, pointed);
    if let Some(Under::Node(index)) = sight.under
        && let Some(node) = sight.web.node(index)
    {
        let (x, y) = sight.camera.pixel(node.x, node.y);
        let radius = (sight.camera.scale * DIAMETER / 2.0).max(3.0) + 2.5;
        ring(brush, &palette.select, (x, y), radius, 1.5);
    }
}

fn ring(brush: &Brush, colour: &str, (x, y): (f64, f64), radius: f64, line: f64) {
    let context = &brush.context;
    context.begin_path();
    // Fails only for a negative radius.
    let _ = context.arc(x, y, radius, 0.0, TAU);
    context.set_stroke_style_str(colour);
    context.set_line_width(line);
    context.stroke();
}
