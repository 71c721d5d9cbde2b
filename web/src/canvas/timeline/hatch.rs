//! Hatchings, as patterns: a slanted line a stripe would cost more than all that they lie on.

use crate::hooks::Brush;
use std::cell::OnceCell;
use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

/// From one stripe to the next, in pixels.
const PITCH: f64 = 6.0;

/// Which way the stripes lean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    /// To the right: `/`.
    Right,
    /// To the left: `\`.
    Left,
}

/// A hatching, made when it is first wanted.
#[derive(Debug)]
pub(super) struct Hatch {
    lean: Lean,
    colour: String,
    pattern: OnceCell<Option<CanvasPattern>>,
}

impl Hatch {
    pub(super) fn new(lean: Lean, colour: &str) -> Self {
        Self {
            lean,
            colour: colour.to_owned(),
            pattern: OnceCell::new(),
        }
    }

    /// Hatches boxes (left, width) of one height. All stripes lie on one grid, so that those of
    /// neighbours meet.
    pub(super) fn fill(&self, brush: &Brush, boxes: &[(f64, f64)], top: f64, height: f64) {
        if boxes.is_empty() {
            return;
        }
        let Some(pattern) = self.pattern.get_or_init(|| self.make(brush)) else {
            return;
        };
        brush.context.set_fill_style_canvas_pattern(pattern);
        for (left, width) in boxes {
            brush.context.fill_rect(*left, top, *width, height);
        }
    }

    fn make(&self, brush: &Brush) -> Option<CanvasPattern> {
        let document = web_sys::window()?.document()?;
        let tile: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        tile.set_width(PITCH as u32);
        tile.set_height(PITCH as u32);
        let context: CanvasRenderingContext2d =
            tile.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        context.set_stroke_style_str(&self.colour);
        context.set_line_width(1.5);
        context.begin_path();
        // The stripe, and the ends of those in the tiles beside it.
        for shift in [-PITCH, 0.0, PITCH] {
            let (from, to) = match self.lean {
                Lean::Right => (PITCH, 0.0),
                Lean::Left => (0.0, PITCH),
            };
            context.move_to(shift - 1.0, from + (from - to) / PITCH);
            context.line_to(shift + PITCH + 1.0, to + (to - from) / PITCH);
        }
        context.stroke();
        let pattern = brush
            .context
            .create_pattern_with_html_canvas_element(&tile, "repeat");
        pattern.ok().flatten()
    }
}
