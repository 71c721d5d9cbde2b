//! The controls above a picture: zoom, and the field that selects a transaction by its index.

use super::icon::{Icon, Sign};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ToolProps {
    pub(super) sign: Sign,
    pub(super) label: AttrValue,
    pub(super) id: AttrValue,
    #[prop_or_default]
    pub(super) disabled: bool,
    pub(super) onclick: Callback<()>,
}

/// A button that is a sign.
#[component]
pub(super) fn Tool(props: &ToolProps) -> Html {
    html! {
        <button
            type="button"
            class="tool"
            aria-label={props.label.clone()}
            title={props.label.clone()}
            data-testid={props.id.clone()}
            disabled={props.disabled}
            onclick={props.onclick.reform(|_: MouseEvent| ())}
        >
            <Icon sign={props.sign} />
        </button>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct IndexProps {
    pub(super) id: AttrValue,
    /// Transactions in the block.
    pub(super) transactions: u32,
    pub(super) selected: Option<u32>,
    pub(super) on_pick: Callback<Option<u32>>,
}

/// Selects a transaction by its index: type it and press Enter, or step through them.
#[component]
pub(super) fn IndexField(props: &IndexProps) -> Html {
    let input = use_node_ref();
    let wrong = use_state_eq(|| false);
    let last = props.transactions.saturating_sub(1);
    let onsubmit = {
        let (input, wrong, on_pick) = (input.clone(), wrong.clone(), props.on_pick.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = input
                .cast::<HtmlInputElement>()
                .map(|it| it.value())
                .unwrap_or_default();
            let text = text.replace(',', "");
            match text.trim() {
                "" => {
                    wrong.set(false);
                    on_pick.emit(None);
                }
                digits => match digits.parse::<u32>().ok().filter(|index| *index <= last) {
                    Some(index) => {
                        wrong.set(false);
                        on_pick.emit(Some(index));
                    }
                    None => wrong.set(true),
                },
            }
        })
    };
    let step = |forth: bool| {
        let (on_pick, wrong, selected) = (props.on_pick.clone(), wrong.clone(), props.selected);
        Callback::from(move |()| {
            wrong.set(false);
            let next = match (selected, forth) {
                (None, true) => 0,
                (None, false) => last,
                (Some(index), true) => index.saturating_add(1).min(last),
                (Some(index), false) => index.saturating_sub(1),
            };
            on_pick.emit(Some(next));
        })
    };
    html! {
        <form class={classes!("index", wrong.then_some("wrong"))} {onsubmit} novalidate=true>
            <label for={props.id.clone()}>{ "Transaction" }</label>
            <Tool sign={Sign::Previous} label="Previous transaction" id={format!("{}-previous", props.id)} disabled={props.selected == Some(0)} onclick={step(false)} />
            <input
                ref={input}
                type="text"
                id={props.id.clone()}
                inputmode="numeric"
                autocomplete="off"
                maxlength="9"
                placeholder="#"
                value={props.selected.map(|index| index.to_string()).unwrap_or_default()}
                data-testid={props.id.clone()}
                aria-invalid={wrong.to_string()}
                aria-describedby={format!("{}-note", props.id)}
            />
            <Tool sign={Sign::Next} label="Next transaction" id={format!("{}-next", props.id)} disabled={props.selected == Some(last)} onclick={step(true)} />
            <span class="index-note" id={format!("{}-note", props.id)} role="status" data-testid={format!("{}-note", props.id)}>
                if *wrong {
                    { format!("Transaction must be a whole number from 0 to {last}.") }
                }
            </span>
        </form>
    }
}
