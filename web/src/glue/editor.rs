//! The editor; `web/glue/editor.mjs` says what each call does.

use super::{beside, describe};
use crate::model::workbench::{Diagnostic, Point};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use yew::Callback;

/// The editor's script, beside the page.
const SCRIPT: &str = "glue/editor.js";

#[wasm_bindgen]
extern "C" {
    /// The language's own `import()`.
    #[wasm_bindgen(js_name = import, catch)]
    fn import_module(url: &str) -> Result<Promise, JsValue>;

    /// An editor, as the script gives it.
    #[wasm_bindgen(typescript_type = "Handle")]
    type Handle;
    #[wasm_bindgen(method)]
    fn open(this: &Handle, path: &str, text: &str, language: &str);
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &Handle, path: &str, text: &str);
    #[wasm_bindgen(method)]
    fn close(this: &Handle, path: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &Handle, path: &str, diagnostics: &Array);
    #[wasm_bindgen(method)]
    fn mark(this: &Handle, path: &str, marks: &Array);
    #[wasm_bindgen(method, js_name = goTo)]
    fn go_to(this: &Handle, path: &str, line: u32, column: u32);
    #[wasm_bindgen(method, js_name = setDark)]
    fn set_dark(this: &Handle, dark: bool);
    #[wasm_bindgen(method)]
    fn destroy(this: &Handle);
}

thread_local! {
    /// The script, once it has been loaded.
    static LOADED: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// The editor's script, loaded: editors can be made.
#[derive(Clone, PartialEq)]
pub struct LoadedEditor(Function);

impl fmt::Debug for LoadedEditor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoadedEditor")
    }
}

/// Loads the editor's script, or gives it again.
///
/// # Errors
/// Says why it could not be loaded.
pub async fn load_editor() -> Result<LoadedEditor, String> {
    if let Some(loaded) = LOADED.with_borrow(Clone::clone) {
        return Ok(LoadedEditor(loaded));
    }
    let load = async || -> Result<Function, JsValue> {
        let module = JsFuture::from(import_module(&beside(SCRIPT)?)?).await?;
        Reflect::get(&module, &"createEditor".into())?.dyn_into()
    };
    let function = load().await.map_err(|error| describe(&error))?;
    LOADED.set(Some(function.clone()));
    Ok(LoadedEditor(function))
}

/// How an editor is made.
#[derive(Debug)]
pub struct EditorOptions {
    /// Whether in dark colours.
    pub dark: bool,
    /// Names it for those who do not see it.
    pub label: String,
    /// Called with path and text after each change that a person made.
    pub on_change: Callback<(String, String)>,
}

/// A whole line that looks other than the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMark {
    /// The line, from 1.
    pub line: u32,
    /// Its class in the style sheet.
    pub class: &'static str,
    /// What is said when a pointer rests on it; empty for nothing.
    pub title: String,
}

/// An editor. Dropping it takes it off the page.
pub struct Editor {
    handle: Handle,
    /// The files that are open.
    paths: RefCell<BTreeSet<String>>,
    /// The marks that each file was given last. They move with the text, so the same ones are not
    /// given again.
    marks: RefCell<BTreeMap<String, Vec<LineMark>>>,
    _on_change: Closure<dyn Fn(String, String)>,
}

impl fmt::Debug for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor").finish_non_exhaustive()
    }
}

impl Editor {
    /// Makes an editor that fills an element.
    ///
    /// # Errors
    /// Says why it could not be made.
    pub fn new(
        script: &LoadedEditor,
        parent: &Element,
        options: EditorOptions,
    ) -> Result<Self, String> {
        let told = options.on_change;
        let on_change = Closure::<dyn Fn(String, String)>::new(move |path, text| {
            told.emit((path, text));
        });
        let object = Object::new();
        for (key, value) in [
            ("dark", JsValue::from_bool(options.dark)),
            ("label", JsValue::from_str(&options.label)),
            ("onChange", on_change.as_ref().clone()),
        ] {
            // Setting a property of a fresh plain object cannot fail.
            let _ = Reflect::set(&object, &key.into(), &value);
        }
        let handle = script
            .0
            .call2(&JsValue::NULL, parent, &object)
            .map_err(|error| describe(&error))?;
        Ok(Self {
            handle: handle.unchecked_into(),
            paths: RefCell::default(),
            marks: RefCell::default(),
            _on_change: on_change,
        })
    }

    /// Shows a file with this text; one that is open keeps undo and cursor.
    pub fn open(&self, path: &str, text: &str, language: &str) {
        self.paths.borrow_mut().insert(path.to_owned());
        self.handle.open(path, text, language);
    }

    /// Changes a file from outside.
    pub fn set_text(&self, path: &str, text: &str) {
        self.handle.set_text(path, text);
    }

    /// Forgets all files but these.
    pub fn keep_only(&self, paths: &[String]) {
        self.paths.borrow_mut().retain(|path| {
            let kept = paths.contains(path);
            if !kept {
                self.handle.close(path);
                self.marks.borrow_mut().remove(path);
            }
            kept
        });
    }

    /// Marks whole lines of a file, in place of those marked before; a file that is not open stays as
    /// it is.
    pub fn mark(&self, path: &str, marks: Vec<LineMark>) {
        if !self.paths.borrow().contains(path) {
            return;
        }
        let mut given = self.marks.borrow_mut();
        if given.get(path).map_or(&[][..], |given| given) == marks {
            return;
        }
        let list = Array::new();
        for mark in &marks {
            let object = Object::new();
            for (key, value) in [
                ("line", mark.line.into()),
                ("class", mark.class.into()),
                ("title", mark.title.as_str().into()),
            ] {
                let _ = Reflect::set(&object, &key.into(), &value);
            }
            list.push(&object);
        }
        self.handle.mark(path, &list);
        given.insert(path.to_owned(), marks);
    }

    /// Marks what is wrong in a file.
    pub fn set_diagnostics<'a>(
        &self,
        path: &str,
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
        source: &str,
    ) {
        let point = |at: Point| {
            let object = Object::new();
            let _ = Reflect::set(&object, &"line".into(), &at.line.into());
            let _ = Reflect::set(&object, &"column".into(), &at.column.into());
            JsValue::from(object)
        };
        let list = Array::new();
        for one in diagnostics {
            let object = Object::new();
            for (key, value) in [
                ("from", point(one.from)),
                ("to", point(one.to)),
                ("severity", one.severity.key().into()),
                ("message", one.message.as_str().into()),
                ("source", source.into()),
            ] {
                let _ = Reflect::set(&object, &key.into(), &value);
            }
            list.push(&object);
        }
        self.handle.set_diagnostics(path, &list);
    }

    /// Shows a place in a file that is open, with the focus.
    pub fn go_to(&self, path: &str, at: Point) {
        self.handle.go_to(path, at.line, at.column);
    }

    /// Shows it in dark or light colours.
    pub fn set_dark(&self, dark: bool) {
        self.handle.set_dark(dark);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.handle.destroy();
    }
}
