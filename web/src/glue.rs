//! The JavaScript beside the page: the editor and the compiler's worker. Both are loaded only when
//! somebody opens a workbench, and are free to be missing: what cannot be loaded is said in words.

mod compiler;
mod editor;

pub(crate) use compiler::CompilerLink;
pub use editor::{Editor, EditorOptions, LineMark, LoadedEditor, load_editor};

use wasm_bindgen::JsValue;
use web_sys::Url;

/// The address of a file beside the page.
fn beside(path: &str) -> Result<String, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten());
    Ok(Url::new_with_base(path, &base.unwrap_or_default())?.href())
}

/// An error of the browser, in words.
fn describe(error: &JsValue) -> String {
    use wasm_bindgen::JsCast;
    error
        .as_string()
        .or_else(|| {
            let error = error.dyn_ref::<js_sys::Error>()?;
            Some(error.message().into())
        })
        .unwrap_or_else(|| "the browser gave no reason".to_owned())
}
