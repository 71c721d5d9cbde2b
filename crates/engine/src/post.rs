//! Posting replies to the page.

use lanewise_protocol::Reply;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The worker's own.
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &JsValue, transfer: &js_sys::Array);
}

/// Posts to whoever started this worker.
pub(crate) fn post(reply: &Reply, buffer: Option<&[u8]>) {
    // What Rust holds may lie in shared memory, which can be neither transferred nor decoded by
    // the page: the bytes are copied out of it first.
    let buffer = buffer.map(|bytes| js_sys::Uint8Array::from(bytes).buffer());
    let message = to_js(reply);
    let transfer = js_sys::Array::new();
    if let Some(buffer) = &buffer {
        transfer.push(buffer);
    }
    let envelope = js_sys::Object::new();
    let buffer = buffer.map_or(JsValue::UNDEFINED, JsValue::from);
    for (key, value) in [("message", &message), ("buffer", &buffer)] {
        // Setting a property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&envelope, &JsValue::from_str(key), value);
    }
    post_message(&envelope, &transfer);
}

fn to_js(reply: &Reply) -> JsValue {
    reply
        .serialize(&serde_wasm_bindgen::Serializer::new())
        .expect("replies hold nothing that JavaScript has no value for: gas stays below 2^53")
}
