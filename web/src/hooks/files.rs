//! Files that are dropped on the page, or chosen.

use crate::model::{Action, Shared, format, import};
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File};
use yew::prelude::*;

/// Reads a file and has it opened, or says why it is not.
pub fn read_file(file: &File, dispatch: Callback<Action>) {
    let name = file.name();
    if let Some(why) = import::too_large(&name, file.size()) {
        dispatch.emit(Action::FileRefused(why));
        return;
    }
    let bytes = file.array_buffer();
    spawn_local(async move {
        dispatch.emit(match JsFuture::from(bytes).await {
            Ok(buffer) => Action::OpenFile {
                name,
                bytes: Shared::new(Uint8Array::new(&buffer).to_vec()),
            },
            // A folder, or a file that is gone.
            Err(_) => Action::FileRefused(format!(
                "“{}” cannot be read: the browser does not give its bytes.",
                format::clipped(&name, 60)
            )),
        });
    });
}

/// Takes files that are dropped anywhere; says whether one is held over the page.
#[hook]
pub fn use_dropped_files(dispatch: &Callback<Action>) -> bool {
    let held = use_state_eq(|| false);
    let dispatch = dispatch.clone();
    {
        let held = held.clone();
        use_effect_with((), move |()| {
            let listeners = web_sys::window().map(|window| {
                let options = EventListenerOptions::enable_prevent_default();
                let listen = |kind: &'static str, act: Box<dyn Fn(&DragEvent)>| {
                    EventListener::new_with_options(&window, kind, options, move |event| {
                        if let Some(event) = event.dyn_ref::<DragEvent>()
                            && has_files(event)
                        {
                            event.prevent_default();
                            act(event);
                        }
                    })
                };
                let (over, leave) = (held.clone(), held.clone());
                [
                    listen("dragover", Box::new(move |_| over.set(true))),
                    listen(
                        "dragleave",
                        // Leaving an element for another one is not leaving the page.
                        Box::new(move |event| {
                            if event.related_target().is_none() {
                                leave.set(false);
                            }
                        }),
                    ),
                    listen(
                        "drop",
                        Box::new(move |event| {
                            held.set(false);
                            let files = event.data_transfer().and_then(|data| data.files());
                            if let Some(file) = files.and_then(|files| files.get(0)) {
                                read_file(&file, dispatch.clone());
                            }
                        }),
                    ),
                ]
            });
            move || drop(listeners)
        });
    }
    *held
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&JsValue::from_str("Files"), 0))
}
