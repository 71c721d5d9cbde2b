//! The editor as a component: one for all files of a workbench, or for one document.

use crate::{
    components::conflicts::{Lines, MarkStrip, bring_into_view},
    glue::{Editor, EditorOptions, LineMark, LoadedEditor, load_editor},
    model::workbench::{Diagnostic, Jump},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

/// Whether the page shows dark colours, for the editors in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::components) struct Dark(pub(in crate::components) bool);

#[derive(Properties, PartialEq)]
pub(in crate::components) struct CodeProps {
    /// The name in test ids.
    pub(in crate::components) id: AttrValue,
    /// Names it for those who do not see it.
    pub(in crate::components) label: AttrValue,
    /// The file in front.
    pub(in crate::components) path: AttrValue,
    /// What is in it.
    pub(in crate::components) text: AttrValue,
    /// The editor's word for its language: `solidity`, `evm`, `json`, `text`.
    pub(in crate::components) language: AttrValue,
    /// All files that may come to the front again; the others are forgotten.
    #[prop_or_default]
    pub(in crate::components) paths: Vec<String>,
    /// What is wrong in the file in front, and who says so.
    pub(in crate::components) diagnostics: Vec<Diagnostic>,
    #[prop_or_default]
    pub(in crate::components) source: AttrValue,
    /// The id of an element that describes it.
    #[prop_or_default]
    pub(in crate::components) described_by: Option<AttrValue>,
    /// The place to show.
    #[prop_or_default]
    pub(in crate::components) jump: Option<Jump>,
    /// Called with path and text after each change that the person made.
    pub(in crate::components) on_change: Callback<(String, String)>,
}

/// What has become of the editor's script.
#[derive(Clone, PartialEq)]
enum Script {
    Loading,
    Loaded(LoadedEditor),
    Failed(String),
}

/// The editor; a plain text box where its script cannot be loaded.
#[component]
pub(in crate::components) fn CodeEditor(props: &CodeProps) -> Html {
    let frame = use_node_ref();
    let script = use_state_eq(|| Script::Loading);
    let editor = use_editor(props, &frame, &script);
    use_contents(props, &editor);
    let lines = use_context::<Lines>();
    use_marks(props, &editor, &frame, lines.as_ref());
    let marked = lines
        .as_ref()
        .and_then(|lines| lines.marked_in(&props.path).zip(Some(&lines.dispatch)));
    let retry = {
        let script = script.clone();
        Callback::from(move |_: MouseEvent| script.set(Script::Loading))
    };
    html! {
        <div
            class="code"
            data-testid={props.id.clone()}
            data-state={match &*script {
                Script::Loading => "loading",
                Script::Loaded(_) => "ready",
                Script::Failed(_) => "plain",
            }}
            aria-describedby={props.described_by.clone()}
        >
            if let Some((marked, dispatch)) = marked {
                <MarkStrip marked={marked.clone()} dispatch={dispatch.clone()} />
            }
            if let Script::Failed(why) = &*script {
                <p class="code-note" role="status">
                    { format!("The editor could not be loaded ({why}); this is a plain text box. ") }
                    <button type="button" class="link" data-testid={format!("{}-retry", props.id)} onclick={retry}>
                        { "Try again" }
                    </button>
                </p>
                { plain(props) }
            } else {
                <div class="code-frame" key="frame" ref={frame}></div>
                if *script == Script::Loading {
                    <p class="code-loading" role="status">{ "Loading the editor…" }</p>
                }
            }
        </div>
    }
}

/// An editor that has been made, with a number that is new for each.
struct Made {
    number: u32,
    editor: std::rc::Rc<std::cell::RefCell<Option<Editor>>>,
}

/// Loads the script, makes the editor in its frame, and takes it away with the component.
#[hook]
fn use_editor(props: &CodeProps, frame: &NodeRef, script: &UseStateHandle<Script>) -> Made {
    let editor = use_mut_ref(|| None::<Editor>);
    let number = use_state_eq(|| 0_u32);
    let on_change = use_mut_ref(|| props.on_change.clone());
    *on_change.borrow_mut() = props.on_change.clone();
    let Dark(dark) = use_context::<Dark>().unwrap_or_default();
    {
        let script = script.clone();
        use_effect_with((*script).clone() == Script::Loading, move |loading| {
            if *loading {
                spawn_local(async move {
                    script.set(
                        load_editor()
                            .await
                            .map_or_else(Script::Failed, Script::Loaded),
                    );
                });
            }
        });
    }
    {
        let (frame, editor, number) = (frame.clone(), editor.clone(), number.clone());
        let (script, label) = (script.clone(), props.label.to_string());
        use_effect_with((*script).clone(), move |loaded| {
            if let (Script::Loaded(loaded), Some(frame)) = (loaded, frame.cast::<Element>()) {
                let options = EditorOptions {
                    dark,
                    label,
                    on_change: Callback::from(move |change| {
                        let on_change = on_change.borrow().clone();
                        on_change.emit(change);
                    }),
                };
                match Editor::new(loaded, &frame, options) {
                    Ok(made) => {
                        *editor.borrow_mut() = Some(made);
                        number.set(*number + 1);
                    }
                    Err(why) => script.set(Script::Failed(why)),
                }
            }
            move || *editor.borrow_mut() = None
        });
    }
    {
        let editor = editor.clone();
        use_effect_with((dark, *number), move |(dark, _)| {
            if let Some(editor) = &*editor.borrow() {
                editor.set_dark(*dark);
            }
        });
    }
    Made {
        number: *number,
        editor,
    }
}

/// Has the editor show what the properties say.
#[hook]
fn use_contents(props: &CodeProps, made: &Made) {
    let file = (
        props.path.clone(),
        props.text.clone(),
        props.language.clone(),
    );
    {
        let editor = made.editor.clone();
        use_effect_with((file, made.number), move |((path, text, language), _)| {
            if let Some(editor) = &*editor.borrow()
                && !path.is_empty()
            {
                editor.open(path, text, language);
            }
        });
    }
    {
        let editor = made.editor.clone();
        let mut paths = props.paths.clone();
        paths.push(props.path.to_string());
        use_effect_with((paths, made.number), move |(paths, _)| {
            if let Some(editor) = &*editor.borrow() {
                editor.keep_only(paths);
            }
        });
    }
    {
        let editor = made.editor.clone();
        let source = props.source.clone();
        let marked = (props.path.clone(), props.diagnostics.clone(), made.number);
        use_effect_with(marked, move |(path, diagnostics, _)| {
            if let Some(editor) = &*editor.borrow() {
                editor.set_diagnostics(path, diagnostics, &source);
            }
        });
    }
    {
        let editor = made.editor.clone();
        // A place that was asked for before the editor was there is shown all the same.
        use_effect_with((props.jump.clone(), made.number), move |(jump, _)| {
            if let (Some(editor), Some(jump)) = (&*editor.borrow(), jump) {
                editor.go_to(&jump.path, jump.at);
            }
        });
    }
}

/// Has the editor mark the line that was opened and the hot ones, in all files.
#[hook]
fn use_marks(props: &CodeProps, made: &Made, frame: &NodeRef, lines: Option<&Lines>) {
    let marks = lines.cloned();
    let lines = lines.map(|lines| (lines.marked.clone(), lines.hot.clone()));
    {
        let editor = made.editor.clone();
        let mut paths = props.paths.clone();
        paths.push(props.path.to_string());
        let shown = (lines.clone(), props.path.clone(), made.number);
        use_effect_with(shown, move |(lines, ..)| {
            let (Some(editor), Some((marked, hot))) = (&*editor.borrow(), lines) else {
                return;
            };
            for path in &paths {
                let hot = hot.iter().filter(|it| it.file == *path).map(|it| LineMark {
                    line: it.line,
                    class: it.heat.class(),
                    title: it.title.clone(),
                });
                let marked = marked.iter().filter(|it| it.file == *path);
                let marked = marked.map(|it| LineMark {
                    line: it.line,
                    class: "marked",
                    title: String::new(),
                });
                editor.mark(path, hot.chain(marked).collect());
            }
        });
    }
    {
        let frame = frame.clone();
        let number = lines
            .and_then(|(marked, _)| marked.filter(|marked| *props.path == *marked.file))
            .map(|marked| marked.number);
        use_effect_with((number, made.number), move |(number, made)| {
            if let (Some(number), Some(frame)) = (number, frame.cast::<Element>())
                && *made > 0
                && marks.is_some_and(|marks| marks.is_new(*number))
            {
                bring_into_view(&frame);
            }
        });
    }
}

fn plain(props: &CodeProps) -> Html {
    let (path, on_change) = (props.path.to_string(), props.on_change.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            on_change.emit((path.clone(), area.value()));
        }
    });
    html! {
        <textarea
            class="code-plain"
            aria-label={props.label.clone()}
            aria-describedby={props.described_by.clone()}
            data-testid={format!("{}-plain", props.id)}
            spellcheck="false"
            autocomplete="off"
            value={props.text.clone()}
            {oninput}
        />
    }
}
