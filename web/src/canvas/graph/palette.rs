//! The graph's colours, as the style sheet has them now.

use crate::{
    hooks::Brush,
    model::graph::colouring::{Paint, wants_black},
};
use std::collections::HashMap;

/// The colours.
pub(super) struct Palette {
    paints: HashMap<Paint, (String, &'static str)>,
    pub(super) critical: String,
    pub(super) road: String,
    pub(super) ancestor: String,
    pub(super) descendant: String,
    pub(super) select: String,
    pub(super) edge: String,
    pub(super) surface: String,
    pub(super) band: String,
    pub(super) ink: String,
    pub(super) ink_2: String,
}

/// The two colours of text on a node.
const BLACK: &str = "#0b1114";
const WHITE: &str = "#ffffff";

/// Black or white, whichever is easier to read on a colour.
pub(super) fn ink_on(colour: &str) -> &'static str {
    if wants_black(colour) { BLACK } else { WHITE }
}

impl Palette {
    pub(super) fn new(brush: &Brush) -> Self {
        let paint = |paint: Paint| {
            let colour = brush.colour(paint.token());
            let ink = ink_on(&colour);
            (paint, (colour, ink))
        };
        Self {
            paints: Paint::all().map(paint).collect(),
            critical: brush.colour("--accent"),
            road: brush.colour("--road"),
            ancestor: brush.colour("--ancestor"),
            descendant: brush.colour("--descendant"),
            select: brush.colour("--select"),
            edge: brush.colour("--edge"),
            surface: brush.colour("--surface"),
            band: brush.colour("--lane"),
            ink: brush.colour("--ink"),
            ink_2: brush.colour("--ink-2"),
        }
    }

    /// A paint's colour, and that of text on it.
    pub(super) fn of(&self, paint: Paint) -> (&str, &'static str) {
        self.paints
            .get(&paint)
            .map_or((self.edge.as_str(), WHITE), |(colour, ink)| {
                (colour.as_str(), *ink)
            })
    }
}
