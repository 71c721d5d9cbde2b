//! The boxes of each sort of value.

use super::{
    boxes::{DraftBox, Form, Pick, id_of},
    value::{ValueEditor, ValueProps},
};
use crate::{
    components::icon::{Icon, Sign},
    model::batch_edit::{
        ACCOUNTS, Kind, account, account_key, arguments_text, arguments_values, default_argument,
        each_label, each_of,
    },
};
use lanewise_batch::{AccountChoice, Each, Output, Rank, Take, Value, View, Walk};
use yew::prelude::*;

/// A part of a value.
struct Inner<'a> {
    key: &'a str,
    label: &'a str,
    default: &'static str,
    kind: Kind,
}

/// The boxes of a value that is no literal.
pub(super) fn parts(props: &ValueProps, value: &Value, form: &Form) -> Html {
    let number = if props.kind.is_number() {
        props.kind.clone()
    } else {
        Kind::Any
    };
    match value {
        Value::Knob(id) => pick(
            props,
            "knob",
            "Knob",
            id,
            form.around.knobs.clone(),
            Value::Knob,
        ),
        Value::Get(name) => {
            let names = props.room.drawn.iter();
            let options = names.map(|name| (name.clone(), name.clone())).collect();
            pick(props, "drawn", "Drawn value", name, options, Value::Get)
        }
        Value::Uniform { min, max } => {
            let (least, most) = (min.clone(), max.clone());
            html! {
                <>
                    { needed(props, &Inner { key: "min", label: "from", default: "", kind: number.clone() }, min,
                        move |min| Value::Uniform { min: Box::new(min), max: most.clone() }) }
                    { needed(props, &Inner { key: "max", label: "to", default: "", kind: number }, max,
                        move |max| Value::Uniform { min: least.clone(), max: Box::new(max) }) }
                </>
            }
        }
        Value::Zipf(rank) => zipf(props, rank),
        Value::Sequence(walk) => sequence(props, walk),
        Value::Account(choice) => choice_of_account(props, choice, Value::Account),
        Value::Contract { id, copy } => contract(props, form, id, copy.as_deref()),
        Value::Choice(values) => several(props, values, true, Value::Choice),
        Value::List(values) => several(props, values, false, Value::List),
        Value::Repeat { count, value } => {
            let (of, times) = (value.clone(), count.clone());
            html! {
                <>
                    { needed(props, &Inner { key: "count", label: "count", default: "", kind: Kind::Count }, count,
                        move |count| Value::Repeat { count: Box::new(count), value: of.clone() }) }
                    { needed(props, &Inner { key: "value", label: "each", default: "", kind: props.kind.part(0) }, value,
                        move |value| Value::Repeat { count: times.clone(), value: Box::new(value) }) }
                </>
            }
        }
        Value::Holder(view) => holder(props, form, view),
        Value::Result { step, output, take } => result(props, form, step, *output, *take),
        Value::Each(each) => {
            let word = |each: Each| Each::ALL.iter().find(|(one, _)| *one == each);
            let key = word(*each).map_or("", |(_, word)| word);
            let mut offered = each_of(&props.kind);
            if !offered.contains(each) {
                offered.push(*each);
            }
            let options = offered.into_iter().filter_map(word);
            let options =
                options.map(|(each, word)| ((*word).to_owned(), each_label(*each).to_owned()));
            pick(props, "each", "Each", key, options.collect(), |key| {
                let each = Each::ALL.iter().find(|(_, word)| *word == key);
                Value::Each(each.map_or(Each::Index, |(each, _)| *each))
            })
        }
        _ => Html::default(),
    }
}

fn pick(
    props: &ValueProps,
    key: &str,
    label: &str,
    value: &str,
    options: Vec<(String, String)>,
    make: impl Fn(String) -> Value + 'static,
) -> Html {
    html! {
        <Pick
            id={id_of(&format!("{}.{key}", props.path))}
            label={format!("{}: {label}", props.label)}
            value={value.to_owned()}
            {options}
            on_pick={props.on_change.reform(move |key| Some(make(key)))}
        />
    }
}

/// A part that must be there.
fn needed(
    props: &ValueProps,
    inner: &Inner<'_>,
    value: &Value,
    make: impl Fn(Value) -> Value + 'static,
) -> Html {
    let on_change = props
        .on_change
        .reform(move |value: Option<Value>| value.map(&make));
    html! {
        <ValueEditor
            path={format!("{}.{}", props.path, inner.key)}
            label={inner.label.to_owned()}
            value={value.clone()}
            kind={inner.kind.clone()}
            room={props.room.clone()}
            is_inner={true}
            {on_change}
        />
    }
}

/// A part that need not be said.
fn maybe(
    props: &ValueProps,
    inner: &Inner<'_>,
    value: Option<&Value>,
    make: impl Fn(Option<Value>) -> Value + 'static,
) -> Html {
    html! {
        <ValueEditor
            path={format!("{}.{}", props.path, inner.key)}
            label={inner.label.to_owned()}
            value={value.cloned()}
            kind={inner.kind.clone()}
            room={props.room.clone()}
            default={inner.default}
            is_optional={true}
            is_inner={true}
            on_change={props.on_change.reform(move |value| Some(make(value)))}
        />
    }
}

fn zipf(props: &ValueProps, rank: &Rank) -> Html {
    let with = |change: fn(&mut Rank, Value)| {
        let rank = rank.clone();
        move |value| {
            let mut rank = rank.clone();
            change(&mut rank, value);
            Value::Zipf(Box::new(rank))
        }
    };
    let start = rank.clone();
    html! {
        <>
            { needed(props, &Inner { key: "count", label: "ranks", default: "", kind: Kind::Count }, &rank.count,
                with(|rank, value| rank.count = value)) }
            { needed(props, &Inner { key: "exponent", label: "exponent", default: "", kind: Kind::Real }, &rank.exponent,
                with(|rank, value| rank.exponent = value)) }
            { maybe(props, &Inner { key: "start", label: "from", default: "0", kind: Kind::Any }, rank.start.as_ref(),
                move |value| Value::Zipf(Box::new(Rank { start: value, ..start.clone() }))) }
        </>
    }
}

fn sequence(props: &ValueProps, walk: &Walk) -> Html {
    let part =
        |key, label, default, value: &Option<Value>, change: fn(&mut Walk, Option<Value>)| {
            let walk = walk.clone();
            maybe(
                props,
                &Inner {
                    key,
                    label,
                    default,
                    kind: Kind::Any,
                },
                value.as_ref(),
                move |value| {
                    let mut walk = walk.clone();
                    change(&mut walk, value);
                    Value::Sequence(Box::new(walk))
                },
            )
        };
    html! {
        <>
            { part("start", "from", "0", &walk.start, |walk, value| walk.start = value) }
            { part("step", "step", "1", &walk.step, |walk, value| walk.step = value) }
            { part("count", "starts over after", "never", &walk.count, |walk, value| walk.count = value) }
        </>
    }
}

fn choice_of_account(
    props: &ValueProps,
    choice: &AccountChoice,
    make: impl Fn(AccountChoice) -> Value + Clone + 'static,
) -> Html {
    let options = ACCOUNTS
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .to_vec();
    let picked = make.clone();
    html! {
        <>
            { pick(props, "account", "How it is chosen", account_key(choice), options,
                move |key| picked(account(&key))) }
            { match choice {
                AccountChoice::Zipf(exponent) => needed(
                    props,
                    &Inner { key: "zipf", label: "exponent", default: "", kind: Kind::Real },
                    exponent,
                    move |value| make(AccountChoice::Zipf(Box::new(value))),
                ),
                AccountChoice::Index(index) => needed(
                    props,
                    &Inner { key: "index", label: "from 0", default: "", kind: Kind::Count },
                    index,
                    move |value| make(AccountChoice::Index(Box::new(value))),
                ),
                AccountChoice::Contention | AccountChoice::Turn | AccountChoice::Uniform => Html::default(),
            } }
        </>
    }
}

fn contract(props: &ValueProps, form: &Form, id: &str, copy: Option<&Value>) -> Html {
    let ids = form.around.contract_ids();
    let options = ids.into_iter().map(|id| (id.clone(), id)).collect();
    let (chosen, kept) = (id.to_owned(), copy.cloned());
    html! {
        <>
            { pick(props, "contract", "Contract", id, options,
                move |id| Value::Contract { id, copy: kept.clone().map(Box::new) }) }
            { maybe(props, &Inner { key: "copy", label: "copy", default: "0", kind: Kind::Count }, copy,
                move |copy| Value::Contract { id: chosen.clone(), copy: copy.map(Box::new) }) }
        </>
    }
}

/// The elements of a list, the fields of a struct, the values to choose from.
fn several(
    props: &ValueProps,
    values: &[Value],
    is_choice: bool,
    make: fn(Vec<Value>) -> Value,
) -> Html {
    let kind_of = |index| {
        if is_choice {
            props.kind.clone()
        } else {
            props.kind.part(index)
        }
    };
    let is_fixed = !is_choice && matches!(props.kind, Kind::Tuple(_) | Kind::List(_, Some(_)));
    let row = |(index, value): (usize, &Value)| {
        let (changed, fewer) = (values.to_vec(), values.to_vec());
        let label = match &props.kind {
            Kind::Tuple(fields) if !is_choice => fields
                .get(index)
                .map_or_else(|| index.to_string(), |(name, _)| name.clone()),
            _ if is_choice => "or".to_owned(),
            _ => index.to_string(),
        };
        let on_change = props.on_change.reform(move |value: Option<Value>| {
            let mut values = changed.clone();
            if let Some(value) = value {
                values[index] = value;
            }
            Some(make(values))
        });
        let remove = props.on_change.reform(move |_: MouseEvent| {
            let mut values = fewer.clone();
            values.remove(index);
            Some(make(values))
        });
        // A choice of nothing would be none.
        let is_last = is_choice && values.len() == 1;
        html! {
            <div class="several-row" key={index}>
                <ValueEditor
                    path={format!("{}[{index}]", props.path)}
                    {label}
                    value={value.clone()}
                    kind={kind_of(index)}
                    room={props.room.clone()}
                    is_inner={true}
                    {on_change}
                />
                if !is_fixed && !is_last {
                    <button type="button" class="plain" aria-label={format!("Remove value {}", index + 1)} title="Remove" onclick={remove}>
                        <Icon sign={Sign::Cross} />
                    </button>
                }
            </div>
        }
    };
    let more = values.to_vec();
    let fresh = default_argument(&kind_of(values.len()));
    let add = props.on_change.reform(move |_: MouseEvent| {
        let mut values = more.clone();
        values.push(values.last().cloned().unwrap_or_else(|| fresh.clone()));
        Some(make(values))
    });
    html! {
        <div class="several">
            { for values.iter().enumerate().map(row) }
            if !is_fixed {
                <button
                    type="button"
                    class="button tiny"
                    data-testid={id_of(&format!("{}.add", props.path))}
                    onclick={add}
                >
                    <Icon sign={Sign::Plus} />{ "Value" }
                </button>
            }
        </div>
    }
}

fn holder(props: &ValueProps, form: &Form, view: &View) -> Html {
    let target = form.around.target(&view.of, None);
    let is_view = |mutability: &str| matches!(mutability, "view" | "pure");
    let functions = target
        .map(|target| &target.functions[..])
        .unwrap_or_default();
    let functions = functions.iter().filter(|one| is_view(&one.mutability));
    let functions = functions
        .map(|one| (one.reference.clone(), one.signature.clone()))
        .collect();
    let of = match &view.of {
        Value::Text(id) | Value::Contract { id, .. } => id.clone(),
        _ => String::new(),
    };
    let ids = form
        .around
        .contract_ids()
        .into_iter()
        .map(|id| (id.clone(), id))
        .collect();
    let (by_of, by_function, by_least, by_way) =
        (view.clone(), view.clone(), view.clone(), view.clone());
    let arguments = {
        let view = view.clone();
        props.on_change.reform(move |text: String| {
            let arguments = arguments_values(&text).unwrap_or_default();
            Some(Value::Holder(Box::new(View {
                arguments,
                ..view.clone()
            })))
        })
    };
    html! {
        <>
            { pick(props, "of", "Contract", &of, ids, move |id| Value::Holder(Box::new(View {
                of: Value::text(id), ..by_of.clone()
            }))) }
            { pick(props, "function", "View function", &view.function, functions, move |function| {
                Value::Holder(Box::new(View { function, ..by_function.clone() }))
            }) }
            <div class="part inner">
                <span class="part-label">{ "of" }</span>
                <div class="part-value">
                    <DraftBox
                        id={id_of(&format!("{}.of-arguments", props.path))}
                        label="Arguments of the view function"
                        value={arguments_text(&view.arguments)}
                        check={Callback::from(|text: String| arguments_values(&text).err())}
                        on_text={arguments}
                    />
                </div>
            </div>
            { maybe(props, &Inner { key: "least", label: "at least", default: "1", kind: Kind::Uint(256) }, view.least.as_ref(),
                move |least| Value::Holder(Box::new(View { least, ..by_least.clone() }))) }
            { choice_of_account(props, &view.by, move |by| Value::Holder(Box::new(View { by, ..by_way.clone() }))) }
        </>
    }
}

fn result(props: &ValueProps, form: &Form, step: &str, output: Output, take: Take) -> Html {
    let steps = form
        .around
        .steps
        .iter()
        .map(|id| (id.clone(), id.clone()))
        .collect();
    let key = |output| match output {
        Output::Returned(index) => index.to_string(),
        Output::Sender => "sender".to_owned(),
        Output::Argument(index) => format!("arg:{index}"),
    };
    let mut outputs: Vec<Output> = (0..3).map(Output::Returned).collect();
    outputs.push(Output::Sender);
    outputs.extend((0..3).map(Output::Argument));
    if !outputs.contains(&output) {
        outputs.push(output);
    }
    let label = |output| match output {
        Output::Returned(0) => "what it returned".to_owned(),
        Output::Returned(index) => format!("what it returned, value {}", index + 1),
        Output::Sender => "its sender".to_owned(),
        Output::Argument(index) => format!("its argument {}", index + 1),
    };
    let options = outputs.iter().map(|one| (key(*one), label(*one))).collect();
    let takes = [
        ("last", "the last one"),
        ("any", "any of them"),
        ("once", "each once"),
    ];
    let takes = takes
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .to_vec();
    let word = Take::ALL
        .iter()
        .find(|(one, _)| *one == take)
        .map_or("", |(_, word)| word);
    let (of_output, of_take) = (step.to_owned(), step.to_owned());
    html! {
        <>
            { pick(props, "step", "Step", step, steps, move |step| Value::Result { step, output, take }) }
            { pick(props, "output", "What of it", &key(output), options, move |key| {
                let output = match key.strip_prefix("arg:") {
                    Some(index) => Output::Argument(index.parse().unwrap_or_default()),
                    None if key == "sender" => Output::Sender,
                    None => Output::Returned(key.parse().unwrap_or_default()),
                };
                Value::Result { step: of_output.clone(), output, take }
            }) }
            { pick(props, "take", "Which one", word, takes, move |key| {
                let take = Take::ALL.iter().find(|(_, word)| *word == key);
                Value::Result { step: of_take.clone(), output, take: take.map_or(Take::Last, |(take, _)| *take) }
            }) }
        </>
    }
}
