//! The values that are drawn before the others of a transaction, for use in several places.

use super::{
    boxes::{DraftBox, id_of},
    value::ValueEditor,
};
use crate::{
    components::icon::{Icon, Sign},
    model::batch_edit::{Kind, Room, is_name, new_draw, rename_draw},
};
use lanewise_batch::{Call, Draw, Value};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct DrawsProps {
    /// The part of the document: `steps[0]`.
    pub(super) path: AttrValue,
    pub(super) call: Call,
    pub(super) is_before: bool,
    pub(super) on_change: Callback<Call>,
}

#[component]
pub(super) fn Draws(props: &DrawsProps) -> Html {
    let call = &props.call;
    let is_open = *use_memo((), |()| !call.draws.is_empty());
    let add = {
        let call = call.clone();
        props.on_change.reform(move |_: MouseEvent| {
            let mut call = call.clone();
            call.draws.push(new_draw(&call));
            call
        })
    };
    html! {
        <details class="draws" open={is_open}>
            <summary>
                { "Drawn values" }
                if !call.draws.is_empty() {
                    <span class="quiet">{ call.draws.len() }</span>
                }
            </summary>
            <p class="quiet small-print">
                { "Drawn first, in order; the same value can then stand in several places." }
            </p>
            { for call.draws.iter().enumerate().map(|(index, draw)| row(props, index, draw)) }
            <button
                type="button"
                class="button tiny"
                data-testid={id_of(&format!("{}.let.add", props.path))}
                onclick={add}
            >
                <Icon sign={Sign::Plus} />{ "Drawn value" }
            </button>
        </details>
    }
}

fn row(props: &DrawsProps, index: usize, draw: &Draw) -> Html {
    let path = format!("{}.let[{index}]", props.path);
    let change = |change: Box<dyn Fn(&mut Call)>| {
        let call = props.call.clone();
        move || {
            let mut call = call.clone();
            change(&mut call);
            call
        }
    };
    let room = Room {
        is_before: props.is_before,
        is_sender: false,
        drawn: props
            .call
            .draws
            .iter()
            .take(index)
            .map(|draw| draw.name.clone())
            .collect(),
    };
    let renamed = props.call.clone();
    let on_name = props.on_change.reform(move |name: String| {
        let mut call = renamed.clone();
        rename_draw(&mut call, index, &name);
        call
    });
    let changed = props.call.clone();
    let on_value = props.on_change.reform(move |value: Option<Value>| {
        let mut call = changed.clone();
        if let Some(value) = value {
            call.draws[index].value = value;
        }
        call
    });
    let removed = change(Box::new(move |call| drop(call.draws.remove(index))));
    html! {
        <div class="draw" key={index}>
            <DraftBox
                id={id_of(&format!("{path}.name"))}
                label={format!("Name of drawn value {}", index + 1)}
                value={draw.name.clone()}
                check={name_check(props.call.draws.iter().map(|draw| draw.name.as_str()), index)}
                on_text={on_name}
            />
            <ValueEditor {path} label="" value={draw.value.clone()} kind={Kind::Any} {room} on_change={on_value} />
            <button
                type="button"
                class="plain"
                aria-label={format!("Remove drawn value {}", draw.name)}
                title="Remove"
                onclick={props.on_change.reform(move |_: MouseEvent| removed())}
            >
                <Icon sign={Sign::Cross} />
            </button>
        </div>
    }
}

/// Says why a text cannot be the name of the entry at that place: a form's box keeps such a text to
/// itself, because two things of one name could not be told apart again.
pub(super) fn name_check<'a>(
    names: impl Iterator<Item = &'a str>,
    index: usize,
) -> Callback<String, Option<String>> {
    let others: Vec<String> = names
        .enumerate()
        .filter(|(place, _)| *place != index)
        .map(|(_, name)| name.to_owned())
        .collect();
    Callback::from(move |text: String| {
        if !is_name(&text) {
            Some("A name has 1 to 64 letters, digits, - or _.".to_owned())
        } else if others.contains(&text) {
            Some(format!("There is another one called “{text}”."))
        } else {
            None
        }
    })
}
