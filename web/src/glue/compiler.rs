//! The compiler's worker, as the page sees it; `web/glue/compiler/worker.mjs` says what crosses.

use super::{beside, describe};
use crate::model::{
    Action, WorkbenchAction,
    workbench::{CompilerEvent, Diagnostic, Event, Part, Settings, SourceFile},
};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

/// The worker's script, beside the page.
const SCRIPT: &str = "glue/compiler-worker.js";

/// A compiler's worker. Dropping it ends it.
pub(crate) struct CompilerLink {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl CompilerLink {
    /// Starts a worker; it loads the compiler when it is first asked to compile.
    ///
    /// # Errors
    /// Says why none can be started.
    pub(crate) fn start(dispatch: &Callback<Action>) -> Result<Self, String> {
        let worker = beside(SCRIPT)
            .and_then(|url| Worker::new(&url))
            .map_err(|error| describe(&error))?;
        let tell = dispatch
            .reform(|event| Action::Workbench(WorkbenchAction::Event(Event::Compiler(event))));
        let on_message = {
            let tell = tell.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(said) = read(&event.data()) {
                    tell.emit(said);
                }
            })
        };
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A script that cannot be fetched gives a plain event without a message.
            let message = Reflect::get(&event, &"message".into()).ok();
            let reason = message
                .and_then(|text| text.as_string())
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| "its script could not be loaded".to_owned());
            tell.emit(CompilerEvent::Broke(reason));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Asks for a compilation.
    ///
    /// # Errors
    /// Says why it could not be asked.
    pub(crate) fn compile(
        &self,
        id: u32,
        files: &[SourceFile],
        settings: &Settings,
    ) -> Result<(), String> {
        let texts = Object::new();
        for SourceFile { path, text } in files {
            set(&texts, path, &JsValue::from_str(text));
        }
        let how = serde_wasm_bindgen::to_value(settings).map_err(|error| error.to_string())?;
        let request = Object::new();
        for (key, value) in [
            ("id", JsValue::from(id)),
            ("kind", "compile".into()),
            ("files", texts.into()),
            ("settings", how),
        ] {
            set(&request, key, &value);
        }
        self.worker
            .post_message(&request)
            .map_err(|error| describe(&error))
    }
}

impl Drop for CompilerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What a message of the worker means.
fn read(data: &JsValue) -> Option<CompilerEvent> {
    let get = |key: &str| Reflect::get(data, &key.into()).unwrap_or_default();
    let number = |key: &str| get(key).as_f64().unwrap_or_default();
    let text = |key: &str| get(key).as_string().unwrap_or_default();
    let id = number("id") as u32;
    Some(match text("kind").as_str() {
        "loading" => CompilerEvent::Loading {
            what: match text("what").as_str() {
                "library" => Part::Library,
                _ => Part::Compiler,
            },
            loaded: number("loaded"),
            total: number("total"),
        },
        "compiling" => CompilerEvent::Compiling { id },
        "done" => match serde_wasm_bindgen::from_value::<Vec<Diagnostic>>(get("diagnostics")) {
            Ok(diagnostics) => CompilerEvent::Done {
                id,
                output: text("output"),
                diagnostics,
                version: text("version"),
                ms: number("ms"),
            },
            Err(error) => CompilerEvent::Failed {
                id,
                reason: format!("The compiler’s answer could not be read: {error}."),
            },
        },
        "failed" => CompilerEvent::Failed {
            id,
            reason: text("reason"),
        },
        // Another request has taken its place, and that one is answered.
        _ => return None,
    })
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}
