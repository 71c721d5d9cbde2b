//! The tabs of files, and what can be done with them.

use super::bytecode::BytecodeForm;
use crate::{
    components::icon::{Icon, Sign},
    model::{Action, Shared, Workbench, WorkbenchAction, workbench::FileKind},
};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FilesProps {
    pub(super) bench: Shared<Workbench>,
    /// Files with errors.
    pub(super) wrong: Vec<String>,
    pub(super) dispatch: Callback<Action>,
}

/// What the row below the tabs is used for.
#[derive(Clone, Copy, PartialEq)]
enum Row {
    Buttons,
    Rename,
    Bytecode,
}

#[component]
pub(super) fn Files(props: &FilesProps) -> Html {
    let row = use_state_eq(|| Row::Buttons);
    let project = &props.bench.project;
    let act = |action: WorkbenchAction| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(Action::Workbench(action.clone())))
    };
    let turn = |to: Row| {
        let row = row.clone();
        Callback::from(move |_: MouseEvent| row.set(to))
    };
    let done = {
        let row = row.clone();
        Callback::from(move |()| row.set(Row::Buttons))
    };
    let button = |id: &'static str,
                  sign: Option<Sign>,
                  label: &'static str,
                  title: &'static str,
                  onclick| {
        html! {
            <button type="button" class="button small" data-testid={id} {title} {onclick}>
                if let Some(sign) = sign { <Icon {sign} /> }
                { label }
            </button>
        }
    };
    html! {
        <div class="files">
            { tabs(props) }
            if *row == Row::Rename && project.front().is_some() {
                <RenameForm path={project.front.clone()} dispatch={props.dispatch.clone()} done={done.clone()} />
            } else if *row == Row::Bytecode {
                <BytecodeForm bench={props.bench.clone()} dispatch={props.dispatch.clone()} done={done.clone()} />
            } else {
                <div class="file-actions" role="group" aria-label="Files">
                    <span class="quiet">{ "Add" }</span>
                    { button("add-solidity", Some(Sign::Plus), "Solidity", "Add a Solidity file", act(WorkbenchAction::Add(FileKind::Solidity))) }
                    { button("add-assembly", Some(Sign::Plus), "Assembly", "Add a file of EVM assembly", act(WorkbenchAction::Add(FileKind::Assembly))) }
                    { button("add-bytecode", Some(Sign::Plus), "Bytecode", "Add bytecode with its ABI", turn(Row::Bytecode)) }
                    if project.front().is_some() {
                        <span class="spring"></span>
                        { button("rename-file", None, "Rename", "Give the file in front another name", turn(Row::Rename)) }
                        { button("remove-file", None, "Remove", "Remove the file in front; this can be undone", act(WorkbenchAction::Remove(project.front.clone()))) }
                    }
                </div>
            }
        </div>
    }
}

/// One tab stop for all tabs; arrows move between them.
fn tabs(props: &FilesProps) -> Html {
    let project = &props.bench.project;
    let onkeydown = {
        let paths: Vec<String> = project.files.iter().map(|file| file.path.clone()).collect();
        let (front, dispatch) = (project.front.clone(), props.dispatch.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(place) = paths.iter().position(|path| *path == front) else {
                return;
            };
            let last = paths.len() - 1;
            let next = match event.key().as_str() {
                "ArrowRight" => (place + 1) % (last + 1),
                "ArrowLeft" => (place + last) % (last + 1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(Action::Workbench(WorkbenchAction::Show(
                paths[next].clone(),
            )));
            let tab = web_sys::window()
                .and_then(|window| window.document())
                .and_then(|document| document.get_element_by_id(&tab_id(next)));
            if let Some(tab) =
                tab.and_then(|tab| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(tab).ok())
            {
                let _ = tab.focus();
            }
        })
    };
    let one = |(index, file): (usize, &crate::model::workbench::SourceFile)| {
        let path = file.path.clone();
        let is_front = path == project.front;
        let is_wrong = props.wrong.contains(&path);
        let onclick = props.dispatch.reform({
            let path = path.clone();
            move |_: MouseEvent| Action::Workbench(WorkbenchAction::Show(path.clone()))
        });
        html! {
            <button
                key={path.clone()}
                type="button"
                role="tab"
                id={tab_id(index)}
                class={classes!("file-tab", is_wrong.then_some("wrong"))}
                data-testid={format!("file-tab-{path}")}
                aria-selected={is_front.to_string()}
                aria-controls="file-text"
                tabindex={if is_front { "0" } else { "-1" }}
                {onclick}
            >
                { path }
                if is_wrong {
                    <span class="dot" aria-hidden="true"></span>
                    <span class="unseen">{ ", has errors" }</span>
                }
            </button>
        }
    };
    html! {
        <div class="file-tabs" role="tablist" aria-label="Files" {onkeydown}>
            { for project.files.iter().enumerate().map(one) }
        </div>
    }
}

fn tab_id(index: usize) -> String {
    format!("file-tab-{index}")
}

#[derive(Properties, PartialEq)]
struct RenameProps {
    path: String,
    dispatch: Callback<Action>,
    done: Callback<()>,
}

#[component]
fn RenameForm(props: &RenameProps) -> Html {
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            }
        });
    }
    let onsubmit = {
        let (input, props) = (
            input.clone(),
            (
                props.path.clone(),
                props.dispatch.clone(),
                props.done.clone(),
            ),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (from, dispatch, done) = &props;
            let to = input.cast::<HtmlInputElement>().map(|it| it.value());
            dispatch.emit(Action::Workbench(WorkbenchAction::Rename {
                from: from.clone(),
                to: to.unwrap_or_default(),
            }));
            done.emit(());
        })
    };
    let onkeydown = {
        let done = props.done.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                done.emit(());
            }
        })
    };
    html! {
        <form class="file-actions" {onsubmit} {onkeydown}>
            <label for="file-name-box">{ "New name" }</label>
            <input
                ref={input}
                id="file-name-box"
                class="box"
                type="text"
                data-testid="file-name-box"
                autocomplete="off"
                spellcheck="false"
                maxlength="80"
                value={props.path.clone()}
            />
            <button type="submit" class="button small" data-testid="rename-file-do">{ "Rename" }</button>
            <button type="button" class="button small" data-testid="rename-file-cancel" onclick={props.done.reform(|_: MouseEvent| ())}>
                { "Cancel" }
            </button>
        </form>
    }
}
