//! A view that is not there yet: how far the engine is, why it failed, and the way to have it after
//! all.

use crate::model::{Action, Asked, Looking, Slot, format, text};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WaitingProps {
    /// The view's name in test ids.
    pub(super) id: AttrValue,
    pub(super) asked: Option<Asked>,
    pub(super) slot: Slot,
    /// What the engine is doing, in a sentence.
    pub(super) says: AttrValue,
    pub(super) dispatch: Callback<Action>,
}

/// In place of a view that has no answer yet.
#[component]
pub(super) fn Waiting(props: &WaitingProps) -> Html {
    let WaitingProps { id, slot, .. } = props;
    let slot = *slot;
    let cancel = props
        .dispatch
        .reform(move |_: MouseEvent| Action::CancelView(slot));
    let again = props
        .dispatch
        .reform(move |_: MouseEvent| Action::AskAgain(slot));
    let state = props.asked.as_ref().map(|asked| &asked.state);
    match state {
        Some(Looking::Failed(why)) => html! {
            <div class="view-message" data-testid={format!("{id}-error")} role="alert">
                <p>{ why }</p>
                <button type="button" class="button" data-testid={format!("{id}-retry")} onclick={again}>{ "Try again" }</button>
            </div>
        },
        Some(Looking::Cancelled) => html! {
            <div class="view-message" data-testid={format!("{id}-cancelled")} role="status">
                <p>{ "Cancelled." }</p>
                <button type="button" class="button" data-testid={format!("{id}-retry")} onclick={again}>{ "Start again" }</button>
            </div>
        },
        Some(Looking::PutOff) => html! {
            <div class="view-message" data-testid={format!("{id}-put-off")} role="status">
                <p>{ "Waits until the run is over." }</p>
            </div>
        },
        Some(Looking::Pending {
            phase,
            fraction,
            cancelling,
            ..
        }) => html! {
            <div class="view-message" data-testid={format!("{id}-loading")} role="status">
                <p>{ &props.says }</p>
                <progress max="1" value={fraction.to_string()} aria-label={text::phase(*phase)}></progress>
                <p class="quiet">{ format!("{}, {}", text::phase(*phase), format::percent(*fraction, 1.0)) }</p>
                <button
                    type="button"
                    class="button small"
                    data-testid={format!("{id}-cancel")}
                    disabled={*cancelling}
                    onclick={cancel}
                >{ "Cancel" }</button>
            </div>
        },
        Some(Looking::Ready) | None => html! {
            <div class="view-message" data-testid={format!("{id}-loading")} role="status">
                <p>{ &props.says }</p>
            </div>
        },
    }
}
