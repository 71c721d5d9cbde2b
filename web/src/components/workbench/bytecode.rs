//! The small form that adds bytecode with its ABI.

use crate::model::{Action, Shared, Workbench, WorkbenchAction};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BytecodeProps {
    pub(super) bench: Shared<Workbench>,
    pub(super) dispatch: Callback<Action>,
    pub(super) done: Callback<()>,
}

#[component]
pub(super) fn BytecodeForm(props: &BytecodeProps) -> Html {
    let (name, abi, code) = (use_node_ref(), use_node_ref(), use_node_ref());
    // It closes by itself when the file is there.
    let files = use_mut_ref(|| props.bench.project.files.len());
    {
        let (files, done) = (files.clone(), props.done.clone());
        use_effect_with(props.bench.project.files.len(), move |now| {
            if *now > *files.borrow() {
                done.emit(());
            }
        });
    }
    {
        let name = name.clone();
        use_effect_with((), move |()| {
            if let Some(name) = name.cast::<HtmlInputElement>() {
                let _ = name.focus();
            }
        });
    }
    let onsubmit = {
        let (name, abi, code) = (name.clone(), abi.clone(), code.clone());
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let area = |of: &NodeRef| {
                let area = of.cast::<HtmlTextAreaElement>();
                area.map(|area| area.value()).unwrap_or_default()
            };
            let name = name.cast::<HtmlInputElement>().map(|it| it.value());
            dispatch.emit(Action::Workbench(WorkbenchAction::AddBytecode {
                name: name.unwrap_or_default(),
                abi: area(&abi),
                bytecode: area(&code),
            }));
        })
    };
    let area = |id: &'static str, label: &'static str, hint: &'static str, node: &NodeRef| {
        html! {
            <div class="choice">
                <label for={id}>{ label }</label>
                <textarea
                    ref={node.clone()}
                    {id}
                    class="box"
                    data-testid={id}
                    rows="3"
                    spellcheck="false"
                    autocomplete="off"
                    placeholder={hint}
                />
            </div>
        }
    };
    html! {
        <form class="bytecode" {onsubmit}>
            <div class="choice">
                <label for="bytecode-name">{ "Contract’s name" }</label>
                <input
                    ref={name.clone()}
                    id="bytecode-name"
                    class="box"
                    type="text"
                    data-testid="bytecode-name"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="60"
                />
            </div>
            { area("bytecode-abi", "ABI, or a build tool’s whole artefact", "[{\"type\":\"function\", …}]", &abi) }
            { area("bytecode-code", "Creation code, in hexadecimal; may stay empty for an artefact", "0x6080…", &code) }
            <div class="file-actions">
                <button type="submit" class="button small" data-testid="bytecode-add">{ "Add" }</button>
                <button
                    type="button"
                    class="button small"
                    data-testid="bytecode-cancel"
                    onclick={props.done.reform(|_: MouseEvent| ())}
                >
                    { "Cancel" }
                </button>
            </div>
        </form>
    }
}
