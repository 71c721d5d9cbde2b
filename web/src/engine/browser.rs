//! Small dealings with the browser. Each may be refused (a sandboxed frame has no storage, a
//! browser no clipboard); a refusal is quietly nothing.

use crate::model::{Action, Environment, Memory, Theme, stored};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Storage, Url, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// What is to be known when the page has been opened.
pub fn opened() -> Action {
    let query = window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default();
    Action::Opened {
        environment: environment(),
        query,
        memory: remember(),
    }
}

fn environment() -> Environment {
    let Some(window) = window() else {
        return Environment::default();
    };
    let global = |name: &str| Reflect::get(&window, &JsValue::from_str(name)).ok();
    let navigator = window.navigator();
    let top = window.top().ok().flatten();
    Environment {
        user_agent: navigator.user_agent().unwrap_or_default(),
        cores: navigator.hardware_concurrency().max(1.0) as u32,
        isolated: global("crossOriginIsolated").is_some_and(|it| it.is_truthy()),
        shared_memory: global("SharedArrayBuffer").is_some_and(|it| it.is_function()),
        framed: top.is_none_or(|top| !js_sys::Object::is(&top, &window)),
    }
}

/// What was kept from the last visit; what cannot be read is moved aside.
fn remember() -> Memory {
    let Some(storage) = storage() else {
        return Memory::None;
    };
    let Ok(Some(text)) = storage.get_item(stored::KEY) else {
        return Memory::None;
    };
    match stored::parse(&text) {
        Ok(stored) => Memory::Stored(stored),
        Err(_) => {
            let _ = storage.set_item(stored::UNREADABLE_KEY, &text);
            let _ = storage.remove_item(stored::KEY);
            Memory::SetAside
        }
    }
}

pub(super) fn store(text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(stored::KEY, text);
    }
}

pub(super) fn write_address(query: &str) {
    let Some(window) = window() else { return };
    let (Ok(path), Ok(hash)) = (window.location().pathname(), window.location().hash()) else {
        return;
    };
    if let Ok(history) = window.history() {
        let url = format!("{path}{query}{hash}");
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

/// Whether the system asks for dark colours.
pub fn system_is_dark() -> bool {
    let query = "(prefers-color-scheme: dark)";
    let list = window().and_then(|window| window.match_media(query).ok().flatten());
    list.is_some_and(|list| list.matches())
}

pub(super) fn show_theme(theme: Theme) {
    let Some(root) = window()
        .and_then(|it| it.document())
        .and_then(|it| it.document_element())
    else {
        return;
    };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.key()),
    };
}

pub(super) fn copy(text: &str) {
    if let Some(window) = window() {
        // Absent outside secure contexts, whatever the bindings say.
        let clipboard = window.navigator().clipboard();
        if !clipboard.is_undefined() {
            let _ = clipboard.write_text(text);
        }
    }
}

pub(super) fn download(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type(match name.rsplit('.').next() {
        Some("svg") => "image/svg+xml",
        Some("csv") => "text/csv",
        Some("dot") => "text/vnd.graphviz",
        Some("graphml") => "application/xml",
        _ => "application/json",
    });
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    download_blob(name, &blob)
}

pub(super) fn download_blob(name: &str, blob: &Blob) -> Option<()> {
    let document = window()?.document()?;
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken hold of the data by the next minute.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}

/// The time of day, as ISO 8601 in UTC.
pub(super) fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}
