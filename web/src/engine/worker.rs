//! The engine's worker, as the page sees it.
//!
//! A worker is asked to `boot` a build of the engine and says `booted` or `crashed`; from then on
//! requests and replies cross as `{ message, buffer }`. Large results come in the buffer in the
//! postcard encoding and are decoded here.

use crate::model::{Action, Payload};
use js_sys::{Atomics, Int32Array, Object, Reflect, Uint8Array};
use lanewise_protocol::{Reply, Request};
use serde::de::DeserializeOwned;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// The worker's script, beside the page.
const SCRIPT: &str = "engine-worker.js";

/// The flag, in memory shared with the engine, that asks it to stop.
type Flag = Rc<RefCell<Option<Int32Array>>>;

/// A worker. Dropping it ends it.
pub(super) struct Link {
    worker: Worker,
    flag: Flag,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Link {
    /// Starts a worker and has it load a build of the engine.
    ///
    /// # Errors
    /// Says why no worker can be started.
    pub(super) fn start(
        generation: u32,
        threaded: bool,
        threads: u32,
        dispatch: &Callback<Action>,
    ) -> Result<Self, String> {
        let worker = spawn().map_err(|error| describe(&error))?;
        let flag = Flag::default();
        let on_message = {
            let (dispatch, flag) = (dispatch.clone(), Rc::clone(&flag));
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(action) = read(&event.data(), generation, &flag) {
                    dispatch.emit(action);
                }
            })
        };
        let on_error = {
            let dispatch = dispatch.clone();
            Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
                event.prevent_default();
                // A script that cannot be fetched gives a plain event without a message.
                let message = Reflect::get(&event, &"message".into()).ok();
                let reason = message
                    .and_then(|text| text.as_string())
                    .filter(|text| !text.is_empty())
                    .unwrap_or_else(|| "its script could not be loaded".to_owned());
                dispatch.emit(Action::Crashed { generation, reason });
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let link = Self {
            worker,
            flag,
            _on_message: on_message,
            _on_error: on_error,
        };
        let boot = Object::new();
        let flavour = if threaded { "threaded" } else { "single" };
        for (key, value) in [
            ("kind", "boot".into()),
            ("flavour", flavour.into()),
            ("threads", threads.into()),
        ] {
            set(&boot, key, &value);
        }
        link.worker
            .post_message(&boot)
            .map_err(|error| describe(&error))?;
        Ok(link)
    }

    /// Sends a request, and with it a file's bytes.
    ///
    /// # Errors
    /// Says why it could not be sent.
    pub(super) fn send(&self, request: &Request, bytes: Option<&[u8]>) -> Result<(), String> {
        if matches!(request, Request::Run { .. } | Request::View { .. }) {
            self.set_flag(0);
        }
        let message = serde_wasm_bindgen::to_value(request).map_err(|error| error.to_string())?;
        let envelope = Object::new();
        set(&envelope, "message", &message);
        let transfer = js_sys::Array::new();
        let buffer = bytes.map(|bytes| Uint8Array::from(bytes).buffer());
        if let Some(buffer) = &buffer {
            transfer.push(buffer);
        }
        let buffer = buffer.map_or(JsValue::UNDEFINED, JsValue::from);
        set(&envelope, "buffer", &buffer);
        self.worker
            .post_message_with_transfer(&envelope, &transfer)
            .map_err(|error| describe(&error))
    }

    /// Asks the engine's loops to stop.
    pub(super) fn raise_cancel(&self) {
        self.set_flag(1);
    }

    fn set_flag(&self, value: i32) {
        if let Some(flag) = &*self.flag.borrow() {
            let _ = Atomics::store(flag, 0, value);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn spawn() -> Result<Worker, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten());
    let url = Url::new_with_base(SCRIPT, &base.unwrap_or_default())?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&url.href(), &options)
}

/// What a message of the worker means.
fn read(data: &JsValue, generation: u32, flag: &Flag) -> Option<Action> {
    let get = |from: &JsValue, key: &str| {
        Reflect::get(from, &key.into())
            .ok()
            .filter(|value| !value.is_undefined())
    };
    if let Some(crashed) = get(data, "crashed") {
        return Some(Action::Crashed {
            generation,
            reason: describe(&crashed),
        });
    }
    if let Some(booted) = get(data, "booted") {
        let place = get(&booted, "cancel").and_then(|place| place.as_f64());
        if let (Some(memory), Some(place)) = (get(&booted, "memory"), place) {
            let array = Int32Array::new_with_byte_offset_and_length(&memory, place as u32, 1);
            *flag.borrow_mut() = Some(array);
        }
        return Some(Action::Booted { generation });
    }
    let message = get(data, "message")?;
    let at = super::browser::now();
    match serde_wasm_bindgen::from_value::<Reply>(message) {
        Ok(reply) => {
            let payload = payload(&reply, get(data, "buffer"));
            Some(Action::Reply {
                generation,
                reply: Box::new(reply),
                payload,
                at,
            })
        }
        Err(error) => Some(Action::Crashed {
            generation,
            reason: format!("its answer could not be read: {error}"),
        }),
    }
}

/// Decodes what came along with a reply.
fn payload(reply: &Reply, buffer: Option<JsValue>) -> Payload {
    let Some(buffer) = buffer else {
        return Payload::None;
    };
    let bytes = Uint8Array::new(&buffer).to_vec();
    fn decoded<T: DeserializeOwned>(bytes: &[u8], wrap: fn(T) -> Payload) -> Payload {
        postcard::from_bytes(bytes)
            .map_or_else(|error| Payload::Unreadable(error.to_string()), wrap)
    }
    match reply {
        Reply::Finished { .. } => decoded(&bytes, Payload::Timeline),
        Reply::View { .. } => decoded(&bytes, |answer| Payload::Answer(Box::new(answer))),
        Reply::Export { .. } | Reply::Block { .. } | Reply::Listing { .. } => {
            String::from_utf8(bytes).map_or_else(
                |error| Payload::Unreadable(error.to_string()),
                Payload::Text,
            )
        }
        _ => Payload::None,
    }
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// An error of the browser, in words.
fn describe(error: &JsValue) -> String {
    error
        .as_string()
        .or_else(|| {
            error
                .dyn_ref::<js_sys::Error>()
                .map(|error| error.message().into())
        })
        .unwrap_or_else(|| "it gave no reason".to_owned())
}
