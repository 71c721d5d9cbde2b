//! The workbench as a panel: the project's name and its menu, files, editor, compiler.

use super::{
    code::CodeEditor,
    files::Files,
    interface::Interface,
    menu::ProjectMenu,
    options::CompilerOptions,
    status::{CompileStatus, Problems},
    strips::{DeletedStrip, Strips},
};
use crate::{
    components::icon::{Icon, Sign},
    model::{
        Action, Import, Projects, Shared, Workbench, WorkbenchAction, format,
        workbench::{Severity, diagnostics},
    },
};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(in crate::components) struct PanelProps {
    pub(in crate::components) bench: Shared<Workbench>,
    pub(in crate::components) projects: Projects,
    pub(in crate::components) import: Import,
    pub(in crate::components) dispatch: Callback<Action>,
}

#[component]
pub(in crate::components) fn WorkbenchPanel(props: &PanelProps) -> Html {
    let (bench, dispatch) = (&props.bench, &props.dispatch);
    use_save_key(dispatch);
    use_flush(dispatch);
    let problems = diagnostics(bench);
    let own: Vec<String> = bench
        .project
        .files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    let wrong = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.path.clone())
        .collect::<Vec<_>>();
    let close = dispatch.reform(|_: MouseEvent| Action::Workbench(WorkbenchAction::Close));
    html! {
        <section class="panel workbench" aria-labelledby="workbench-title" data-testid="workbench" data-project={bench.id.clone()}>
            <div class="panel-head">
                <h2 id="workbench-title">{ "Project" }</h2>
                <div class="head-buttons">
                    <ProjectMenu projects={props.projects.clone()} bench={bench.clone()} dispatch={dispatch.clone()} />
                    <button type="button" class="button small" data-testid="close-project" onclick={close}>
                        <Icon sign={Sign::Previous} />
                        { "Back to scenarios" }
                    </button>
                </div>
            </div>
            <ProjectName name={bench.project.name.clone()} dispatch={dispatch.clone()} />
            <DeletedStrip projects={props.projects.clone()} dispatch={dispatch.clone()} />
            if let Some(opening) = &props.import.opening {
                <p class="import-note" role="status" data-testid="import-note">
                    { format!("Reading “{}”…", format::clipped(&opening.name, 60)) }
                </p>
            }
            if let Some(failed) = &props.import.failed {
                <p class="remark wrong" role="alert" data-testid="import-error">{ failed }</p>
            }
            <Strips bench={bench.clone()} dispatch={dispatch.clone()} />
            <Files bench={bench.clone()} {wrong} dispatch={dispatch.clone()} />
            { text(props, &problems, own.clone()) }
            <CompileStatus bench={bench.clone()} dispatch={dispatch.clone()} />
            if let Some(why) = &bench.handover.failed {
                <p class="remark wrong" role="status" data-testid="project-error">{ why }</p>
            }
            <Problems {problems} {own} dispatch={dispatch.clone()} />
            <div class="folds">
                <Interface info={bench.info().cloned()} is_old={bench.has_changed_sources()} />
                <CompilerOptions settings={bench.project.settings.clone()} dispatch={dispatch.clone()} />
            </div>
        </section>
    }
}

/// The editor with the file in front.
fn text(
    props: &PanelProps,
    problems: &[crate::model::workbench::Diagnostic],
    paths: Vec<String>,
) -> Html {
    let bench = &props.bench;
    let Some(file) = bench.project.front() else {
        return html! {
            <div class="code none" id="file-text" role="tabpanel" aria-label="Files">
                <p>{ "This project has no files. Add one, or drop one here." }</p>
            </div>
        };
    };
    let on_change = props.dispatch.reform(|(path, text): (String, String)| {
        Action::Workbench(WorkbenchAction::Edit { path, text })
    });
    let mine = problems
        .iter()
        .filter(|problem| problem.path == file.path)
        .cloned();
    let place = bench.project.files.iter().position(|one| one == file);
    html! {
        <div id="file-text" role="tabpanel" aria-labelledby={format!("file-tab-{}", place.unwrap_or_default())}>
            <CodeEditor
                key={bench.id.clone()}
                id="editor"
                label="Source"
                path={file.path.clone()}
                text={AttrValue::from(file.text.clone())}
                language={file.language().key()}
                {paths}
                diagnostics={mine.collect::<Vec<_>>()}
                jump={bench.jump.clone()}
                {on_change}
            />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct NameProps {
    name: String,
    dispatch: Callback<Action>,
}

/// The project's name, to be written over.
#[component]
fn ProjectName(props: &NameProps) -> Html {
    let onchange = props.dispatch.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        let name = input.map(|input| input.value()).unwrap_or_default();
        Action::Workbench(WorkbenchAction::Name(name))
    });
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter"
            && let Some(input) = event.target_dyn_into::<HtmlInputElement>()
        {
            let _ = input.blur();
        }
    });
    html! {
        <input
            class="project-name"
            type="text"
            data-testid="project-name"
            aria-label="Name of the project"
            title="Rename the project"
            autocomplete="off"
            spellcheck="false"
            maxlength="80"
            value={props.name.clone()}
            {onchange}
            {onkeydown}
        />
    }
}

/// Ctrl or Command with S compiles, in place of the browser's own saving.
#[hook]
fn use_save_key(dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s") {
                    event.prevent_default();
                    for action in [WorkbenchAction::Flush, WorkbenchAction::Compile] {
                        dispatch.emit(Action::Workbench(action));
                    }
                }
            })
        });
        move || drop(listener)
    });
}

/// What is not kept yet is kept when the page is on its way out.
#[hook]
fn use_flush(dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let flush = move |_: &web_sys::Event| {
            dispatch.emit(Action::Workbench(WorkbenchAction::Flush));
        };
        let listeners = web_sys::window().map(|window| {
            let document = window.document();
            [
                Some(EventListener::new(&window, "pagehide", flush.clone())),
                document.map(|it| EventListener::new(&it, "visibilitychange", flush)),
            ]
        });
        move || drop(listeners)
    });
}
