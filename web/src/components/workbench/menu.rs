//! The menu of projects: what can be done with the open one, and all that the browser keeps.

use crate::{
    components::icon::{Icon, Sign},
    hooks::read_file,
    model::{Action, Projects, Shared, Workbench, WorkbenchAction, workbench::Entry},
};
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, Node};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(in crate::components) struct MenuProps {
    pub(in crate::components) projects: Projects,
    #[prop_or_default]
    pub(in crate::components) bench: Option<Shared<Workbench>>,
    pub(in crate::components) dispatch: Callback<Action>,
}

#[component]
pub(in crate::components) fn ProjectMenu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let (frame, button, input) = (use_node_ref(), use_node_ref(), use_node_ref());
    use_closed_from_outside(&frame, &open);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // It closes when the focus goes elsewhere, and on Escape.
    let onfocusout = {
        let (open, frame) = (open.clone(), frame.clone());
        Callback::from(move |event: FocusEvent| {
            let next = event
                .related_target()
                .and_then(|it| it.dyn_into::<Node>().ok());
            let frame = frame.cast::<Node>();
            // Nothing takes the focus while a file is chosen, or when the window loses it.
            if let (Some(next), Some(frame)) = (next, frame)
                && !frame.contains(Some(&next))
            {
                open.set(false);
            }
        })
    };
    let onkeydown = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.stop_propagation();
                open.set(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    let _ = button.focus();
                }
            }
        })
    };
    let act = |action: WorkbenchAction| {
        let (dispatch, open) = (props.dispatch.clone(), open.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            dispatch.emit(Action::Workbench(action.clone()));
        })
    };
    let choose = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let (dispatch, open) = (props.dispatch.clone(), open.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            open.set(false);
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                read_file(&file, dispatch.clone());
            }
            // Or choosing the same file again would be no change.
            input.set_value("");
        })
    };
    let one = |id: &'static str, sign: Sign, label: &'static str, action: WorkbenchAction| {
        html! {
            <button type="button" class="menu-item" data-testid={id} onclick={act(action)}>
                <Icon {sign} />
                { label }
            </button>
        }
    };
    let shelf = &props.projects.shelf.projects;
    let current = props.bench.as_ref().map(|bench| bench.id.clone());
    let row = |entry: &Entry| {
        let is_current = current.as_ref() == Some(&entry.id);
        html! {
            <li key={entry.id.clone()}>
                <button
                    type="button"
                    class="menu-item"
                    data-testid={format!("project-{}", entry.id)}
                    aria-current={is_current.then_some("true")}
                    onclick={act(WorkbenchAction::Open(entry.id.clone()))}
                >
                    <span class="menu-name">{ &entry.name }</span>
                    if is_current {
                        <span class="quiet">{ "open" }</span>
                    }
                </button>
                <button
                    type="button"
                    class="plain"
                    data-testid={format!("delete-{}", entry.id)}
                    aria-label={format!("Delete “{}”", entry.name)}
                    title="Delete; this can be undone"
                    onclick={act(WorkbenchAction::Delete(entry.id.clone()))}
                >
                    <Icon sign={Sign::Cross} />
                </button>
            </li>
        }
    };
    html! {
        <div class="menu" ref={frame} {onfocusout} {onkeydown}>
            <button
                ref={button}
                type="button"
                class="button small"
                data-testid="project-menu"
                aria-expanded={open.to_string()}
                aria-controls="project-menu-box"
                onclick={toggle}
            >
                { "Projects" }
                if !shelf.is_empty() {
                    <span class="quiet number">{ shelf.len() }</span>
                }
                <span class="caret" aria-hidden="true">{ "▾" }</span>
            </button>
            <div class="menu-box" id="project-menu-box" hidden={!*open} tabindex="-1">
                if let Some(bench) = &props.bench {
                    <p class="caption">{ "This project" }</p>
                    { one("duplicate-project", Sign::Copy, "Duplicate", WorkbenchAction::Duplicate) }
                    { one("export-project", Sign::Save, "Export to a file", WorkbenchAction::Export) }
                    { one("delete-project", Sign::Cross, "Delete", WorkbenchAction::Delete(bench.id.clone())) }
                    <p class="caption">{ "Others" }</p>
                }
                { one("menu-new-project", Sign::Plus, "New project", WorkbenchAction::New) }
                <button type="button" class="menu-item" data-testid="import-project" onclick={choose}>
                    <Icon sign={Sign::Open} />
                    { "Import a file…" }
                </button>
                <input
                    ref={input}
                    type="file"
                    accept=".json,.sol,.evm,application/json"
                    hidden=true
                    tabindex="-1"
                    aria-hidden="true"
                    data-testid="import-project-file"
                    {onchange}
                />
                <p class="caption">{ "Kept in this browser" }</p>
                if shelf.is_empty() {
                    <p class="menu-none">{ "No projects yet." }</p>
                }
                <ul data-testid="projects">{ for shelf.iter().map(row) }</ul>
            </div>
        </div>
    }
}

/// Closes an open menu when something outside of it is pressed.
#[hook]
fn use_closed_from_outside(frame: &NodeRef, open: &UseStateHandle<bool>) {
    let (frame, open) = (frame.clone(), open.clone());
    use_effect_with(*open, move |is_open| {
        let window = web_sys::window().filter(|_| *is_open);
        let listener = window.map(|window| {
            EventListener::new(&window, "pointerdown", move |event| {
                let target = event.target().and_then(|it| it.dyn_into::<Node>().ok());
                let inside = frame
                    .cast::<Node>()
                    .is_some_and(|frame| frame.contains(target.as_ref()));
                if !inside {
                    open.set(false);
                }
            })
        });
        move || drop(listener)
    });
}
