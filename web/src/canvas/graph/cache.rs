//! The last full drawing as a bitmap: what only adds to it, or only moves it, need not draw the
//! graph anew.

use super::{Sight, draw, overlay};
use crate::{
    hooks::Brush,
    model::graph::{Camera, pace::Pace},
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// All on which a full drawing depends beside the camera: made anew whenever that changes.
pub type Look = Rc<u8>;

/// A full drawing.
#[derive(Debug)]
struct Bitmap {
    canvas: HtmlCanvasElement,
    look: Look,
    camera: Camera,
    size: (f64, f64, f64),
}

/// Keeps the last full drawing.
#[derive(Debug, Default)]
pub struct Cache(Option<Bitmap>);

fn size(brush: &Brush) -> (f64, f64, f64) {
    (brush.width, brush.height, brush.ratio)
}

impl Cache {
    /// Draws a sight: from the bitmap where that shows the same, or while the picture moves too
    /// fast for drawing it anew.
    pub fn draw(&mut self, brush: &Brush, sight: &Sight<'_>, look: &Look, pace: &mut Pace) {
        let begun = js_sys::Date::now();
        let kept = self
            .0
            .as_ref()
            .filter(|kept| Rc::ptr_eq(&kept.look, look) && kept.size == size(brush));
        let same = kept.is_some_and(|kept| kept.camera == sight.camera);
        match kept {
            Some(kept) if same || pace.is_hurried() => {
                kept.show(brush, sight.camera);
                pace.reused(begun);
            }
            _ => {
                draw(brush, sight);
                self.keep(brush, sight.camera, look);
                pace.drawn(begun, js_sys::Date::now());
            }
        }
        overlay(brush, sight);
    }

    /// Copies what was drawn.
    fn keep(&mut self, brush: &Brush, camera: Camera, look: &Look) {
        let old = self.0.take().map(|kept| kept.canvas);
        self.0 = copy(brush, old).map(|canvas| Bitmap {
            canvas,
            look: Rc::clone(look),
            camera,
            size: size(brush),
        });
    }
}

fn copy(brush: &Brush, old: Option<HtmlCanvasElement>) -> Option<HtmlCanvasElement> {
    let drawn = brush.context.canvas()?;
    let canvas = match old {
        Some(canvas) => canvas,
        None => {
            let document = web_sys::window()?.document()?;
            document.create_element("canvas").ok()?.dyn_into().ok()?
        }
    };
    // Setting a size clears the canvas, also to the same size.
    canvas.set_width(drawn.width());
    canvas.set_height(drawn.height());
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    context
        .draw_image_with_html_canvas_element(&drawn, 0.0, 0.0)
        .ok()?;
    Some(canvas)
}

impl Bitmap {
    fn show(&self, brush: &Brush, camera: Camera) {
        let context = &brush.context;
        context.clear_rect(0.0, 0.0, brush.width, brush.height);
        let closer = camera.scale / self.camera.scale;
        // Fails only for an image without pixels: then there is nothing to show.
        let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(
            &self.canvas,
            camera.x - self.camera.x * closer,
            camera.y - self.camera.y * closer,
            brush.width * closer,
            brush.height * closer,
        );
    }
}
