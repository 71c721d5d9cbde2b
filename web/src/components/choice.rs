//! A labelled select box, and a labelled field to search by: what filters are made of.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ChoiceProps {
    pub(super) id: AttrValue,
    pub(super) label: AttrValue,
    pub(super) value: AttrValue,
    /// Key and name.
    pub(super) choices: Vec<(String, String)>,
    pub(super) on_choose: Callback<String>,
}

/// A labelled select box.
#[component]
pub(super) fn Choice(props: &ChoiceProps) -> Html {
    let onchange = props.on_choose.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value()
    });
    html! {
        <label class="choose">
            <span>{ &props.label }</span>
            <select data-testid={props.id.clone()} {onchange}>
                { for props.choices.iter().map(|(key, name)| html! {
                    <option key={key.clone()} value={key.clone()} selected={*key == *props.value}>{ name }</option>
                }) }
            </select>
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SearchProps {
    pub(super) id: AttrValue,
    pub(super) label: AttrValue,
    pub(super) placeholder: AttrValue,
    pub(super) value: AttrValue,
    #[prop_or_default]
    pub(super) wide: bool,
    pub(super) on_type: Callback<String>,
}

/// A labelled field to search by.
#[component]
pub(super) fn Search(props: &SearchProps) -> Html {
    let oninput = props.on_type.reform(|event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.value()
    });
    html! {
        <label class={classes!("choose", props.wide.then_some("wide"))}>
            <span>{ &props.label }</span>
            <input
                type="search"
                placeholder={props.placeholder.clone()}
                autocomplete="off"
                maxlength="80"
                value={props.value.clone()}
                data-testid={props.id.clone()}
                {oninput}
            />
        </label>
    }
}
