//! A value: which sort it is, and that sort's boxes.

use super::{
    boxes::{DraftBox, Form, Pick, TextBox, id_of, note_of, use_form},
    value_parts,
};
use crate::model::batch_edit::{
    Kind, Room, Sort, check_literal, json_or_text, literal, literal_text, turned, value_text,
};
use lanewise_batch::Value;
use yew::prelude::*;

#[derive(Properties, PartialEq, Clone)]
pub(super) struct ValueProps {
    /// The part of the document: `steps[0].arguments[1]`.
    pub(super) path: AttrValue,
    pub(super) label: AttrValue,
    /// The type, as people write it.
    #[prop_or_default]
    pub(super) type_name: AttrValue,
    /// The value; nothing where the document says none.
    pub(super) value: Option<Value>,
    pub(super) kind: Kind,
    #[prop_or_default]
    pub(super) room: Room,
    /// What goes without saying.
    #[prop_or_default]
    pub(super) default: AttrValue,
    /// Whether the document may say nothing.
    #[prop_or_default]
    pub(super) is_optional: bool,
    /// Whether it is a part of another value.
    #[prop_or_default]
    pub(super) is_inner: bool,
    /// Whether it is most often simply typed, so that its sort need not be seen.
    #[prop_or_default]
    pub(super) is_slim: bool,
    pub(super) on_change: Callback<Option<Value>>,
}

/// The word in the select box for saying nothing.
const UNSAID: &str = "unsaid";

#[component]
pub(super) fn ValueEditor(props: &ValueProps) -> Html {
    let form = use_form();
    // Any value can be looked at as JSON; which way it is looked at is no part of the document.
    let as_json = use_state(|| false);
    let id = id_of(&props.path);
    let sort = match &props.value {
        _ if *as_json => Some(Sort::Json),
        value => value.as_ref().map(Sort::of),
    };
    let own = match (&props.value, props.is_inner) {
        (Some(value), true) => check_literal(&props.kind, value).err(),
        _ => None,
    };
    let said: Vec<String> = match props.is_inner {
        true => own.into_iter().collect(),
        false => form.problems.at(&props.path).to_vec(),
    };
    let note = note_of(&props.path);
    let described = (!said.is_empty()).then(|| AttrValue::from(note.clone()));
    let wrong = !said.is_empty();
    let body = match (&props.value, sort) {
        (None, _) | (_, None) => unsaid(props, &id),
        (Some(value), Some(Sort::Constant)) => {
            constant(props, value, &id, wrong, described.clone())
        }
        (Some(value), Some(Sort::Json)) => json(props, value, &id),
        (Some(value), Some(_)) => value_parts::parts(props, value, &form),
    };
    let is_wide = matches!(sort, Some(Sort::List | Sort::Choice));
    html! {
        <div
            class={classes!("part", props.is_inner.then_some("inner"), wrong.then_some("wrong"), is_wide.then_some("tall"))}
            data-sort={sort.map_or(UNSAID, Sort::key)}
        >
            <span class="part-label">
                { &props.label }
                if !props.type_name.is_empty() {
                    <code title={props.type_name.clone()}>{ &props.type_name }</code>
                }
            </span>
            <div class="part-value">
                { sorts(props, &form, sort, &id, as_json) }
                { body }
            </div>
            { super::boxes::sentences(&note, &said) }
        </div>
    }
}

/// The select box of sorts.
fn sorts(
    props: &ValueProps,
    form: &Form,
    sort: Option<Sort>,
    id: &str,
    as_json: UseStateHandle<bool>,
) -> Html {
    let mut offered = props.room.offers(&props.kind, &form.around);
    if let Some(sort) = sort.filter(|sort| !offered.contains(sort)) {
        offered.insert(0, sort);
    }
    let mut options: Vec<(String, String)> = Vec::new();
    if props.is_optional {
        let label = if props.is_inner {
            "Not said"
        } else {
            "Default"
        };
        options.push((UNSAID.to_owned(), label.to_owned()));
    }
    options.extend(
        offered
            .iter()
            .map(|sort| (sort.key().to_owned(), sort.label().to_owned())),
    );
    let on_pick = {
        let (props, form) = (props.clone(), form.clone());
        Callback::from(move |key: String| {
            as_json.set(key == Sort::Json.key());
            let value = Sort::from_key(&key).map(|sort| match &props.value {
                // Looking at it in another way changes nothing.
                Some(value) if Sort::of(value) == sort => value.clone(),
                value => {
                    let from = value.clone().unwrap_or_else(|| Value::text(""));
                    turned(&from, sort, &props.kind, &props.room, &form.around)
                }
            });
            if value != props.value {
                props.on_change.emit(value);
            }
        })
    };
    let is_plain = matches!(sort, Some(Sort::Constant) | None);
    html! {
        <Pick
            id={format!("{id}-sort")}
            class={classes!("sort", ((props.is_inner || props.is_slim) && is_plain).then_some("slim"))}
            label={format!("{}: sort of value", props.label)}
            value={sort.map_or(UNSAID, Sort::key)}
            {options}
            {on_pick}
        />
    }
}

/// What stands there while the document says nothing: the default, and a box that says something.
fn unsaid(props: &ValueProps, id: &str) -> Html {
    // A number is simply typed; of everything else the sort is chosen first.
    if !props.is_inner && !props.kind.is_number() {
        return html! { <span class="unsaid">{ &props.default }</span> };
    }
    let kind = props.kind.clone();
    let on_text = props
        .on_change
        .reform(move |text: String| (!text.is_empty()).then(|| literal(&kind, &text)));
    html! {
        <TextBox
            id={id.to_owned()}
            label={props.label.clone()}
            value=""
            placeholder={props.default.clone()}
            is_number={props.kind.is_number()}
            {on_text}
        />
    }
}

fn constant(
    props: &ValueProps,
    value: &Value,
    id: &str,
    wrong: bool,
    described: Option<AttrValue>,
) -> Html {
    let text = literal_text(value).unwrap_or_default();
    let (kind, is_optional) = (props.kind.clone(), props.is_optional);
    let on_text = props.on_change.reform(move |text: String| {
        (!is_optional || !text.is_empty()).then(|| literal(&kind, &text))
    });
    if props.kind == Kind::Bool {
        let options = ["true", "false"].map(|word| (word.to_owned(), word.to_owned()));
        return html! {
            <Pick
                id={id.to_owned()}
                label={props.label.clone()}
                value={text}
                options={options.to_vec()}
                {wrong}
                {described}
                on_pick={on_text}
            />
        };
    }
    html! {
        <TextBox
            id={id.to_owned()}
            label={props.label.clone()}
            value={text}
            placeholder={props.default.clone()}
            is_number={props.kind.is_number()}
            suggestions={(props.kind == Kind::Address).then_some(AttrValue::Static("batch-names"))}
            {wrong}
            {described}
            {on_text}
        />
    }
}

/// Any value as JSON.
fn json(props: &ValueProps, value: &Value, id: &str) -> Html {
    let on_text = props
        .on_change
        .reform(|text: String| json_or_text(&text).ok());
    html! {
        <DraftBox
            id={id.to_owned()}
            label={format!("{}, as JSON", props.label)}
            value={value_text(value)}
            is_long={value_text(value).len() > 30}
            check={Callback::from(|text: String| json_or_text(&text).err())}
            {on_text}
        />
    }
}
