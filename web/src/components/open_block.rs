//! Opening a file: the button, and the reason when it cannot be done.

use super::icon::{Icon, Sign};
use crate::{
    hooks::read_file,
    model::{Action, Import, format},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OpenBlockProps {
    pub(super) import: Import,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn OpenBlock(props: &OpenBlockProps) -> Html {
    let input = use_node_ref();
    let open = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let dispatch = props.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read_file(&file, dispatch.clone());
        }
        // Or choosing the same file again would be no change.
        input.set_value("");
    });
    let import = &props.import;
    html! {
        <div class="open-block">
            <button
                type="button"
                class="button small"
                data-testid="open-block"
                title="A blockchain test, a node’s block with its state, or a block saved here"
                onclick={open}
            >
                <Icon sign={Sign::Open} />
                { "Open a block…" }
            </button>
            <input
                ref={input}
                type="file"
                accept=".json,application/json"
                hidden=true
                tabindex="-1"
                aria-hidden="true"
                data-testid="open-block-file"
                {onchange}
            />
            <p class="import-note" role="status" data-testid="import-note">
                if let Some(opening) = &import.opening {
                    { format!("Reading “{}”…", format::clipped(&opening.name, 60)) }
                }
            </p>
            if let Some(failed) = &import.failed {
                <p class="remark wrong" role="alert" data-testid="import-error">{ failed }</p>
            }
        </div>
    }
}
