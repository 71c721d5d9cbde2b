//! A picture as pixels: the browser draws the SVG onto a canvas.

use super::browser;
use crate::model::{Action, Tone, take_away::Picture};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url,
};
use yew::Callback;

/// Pixels of the file a pixel of the picture.
const DENSITY: f64 = 2.0;

/// Saves a picture as PNG; a browser that cannot do it is told of in a notice.
pub fn save_png(picture: &Picture, dispatch: &Callback<Action>) {
    if begin(picture, dispatch).is_none() {
        failed(dispatch);
    }
}

fn failed(dispatch: &Callback<Action>) {
    let said = "This browser could not turn the picture into a PNG; SVG works everywhere.";
    dispatch.emit(Action::Say(Tone::Warning, said.to_owned()));
}

fn begin(picture: &Picture, dispatch: &Callback<Action>) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let parts = Array::of1(&JsValue::from_str(&picture.svg));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let image = HtmlImageElement::new().ok()?;
    let loaded = {
        let (image, url, dispatch, picture) = (
            image.clone(),
            url.clone(),
            dispatch.clone(),
            picture.clone(),
        );
        Closure::once_into_js(move || {
            if draw(&image, &picture).is_none() {
                failed(&dispatch);
            }
            let _ = Url::revoke_object_url(&url);
        })
    };
    let broken = {
        let dispatch = dispatch.clone();
        Closure::once_into_js(move || failed(&dispatch))
    };
    image.set_onload(Some(loaded.unchecked_ref()));
    image.set_onerror(Some(broken.unchecked_ref()));
    image.set_src(&url);
    Some(())
}

fn draw(image: &HtmlImageElement, picture: &Picture) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    let (width, height) = (
        f64::from(picture.width) * DENSITY,
        f64::from(picture.height) * DENSITY,
    );
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)
        .ok()?;
    let name = format!("{}.png", picture.name);
    let saved = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            let _ = browser::download_blob(&name, &blob);
        }
    });
    canvas.to_blob(saved.unchecked_ref()).ok()
}
