//! The set-up's transactions and the steps that the block is mixed of.

use super::{
    boxes::{DraftBox, Pick, Said, id_of, use_form},
    call::{CallEditor, fitted, writing},
    draws::name_check,
    entry::{Entry, Section, Tool},
    value::ValueEditor,
};
use crate::{
    components::icon::{Icon, Sign},
    model::{
        batch_edit::{Kind, Named, Room, double, fresh_name, new_step, rename, shares, shift},
        format,
    },
};
use lanewise_batch::{Batch, Call, Repeat, SetUp, Step, Value};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq, Clone)]
pub(super) struct PartProps {
    pub(super) batch: Rc<Batch>,
    pub(super) on_change: Callback<Batch>,
}

impl PartProps {
    /// A callback that changes a copy of the batch.
    pub(super) fn change<T: 'static>(
        &self,
        change: impl Fn(&mut Batch, T) + 'static,
    ) -> Callback<T> {
        let batch = Rc::clone(&self.batch);
        self.on_change.reform(move |input| {
            let mut batch = (*batch).clone();
            change(&mut batch, input);
            batch
        })
    }
}

/// What a transaction does, in a few words.
pub(super) fn words(call: &Call) -> String {
    let to = match &call.to {
        Some(Value::Text(id) | Value::Contract { id, .. }) => Some(id.as_str()),
        _ => None,
    };
    match (&call.function, &call.data, to) {
        (Some(function), _, Some(to)) => format!("{to}.{function}"),
        (Some(function), _, None) => function.clone(),
        (None, Some(_), _) => "raw data".to_owned(),
        (None, None, _) => "ether".to_owned(),
    }
}

#[component]
pub(super) fn Steps(props: &PartProps) -> Html {
    let batch = &props.batch;
    let shares = shares(batch);
    let around = use_form().around;
    let add = props.change(move |batch, _: MouseEvent| {
        let to = batch.contracts.first().map(|one| one.id.clone());
        let step = match batch.steps.last() {
            Some(last) => {
                let id = fresh_name(&last.id, batch.steps.iter().map(|one| one.id.as_str()));
                Step { id, ..last.clone() }
            }
            None => {
                let mut step = new_step(batch, to.as_deref());
                // The likeliest thing to do with a contract is to call it.
                let contract = to.as_deref().and_then(|to| around.contract(to));
                let first = contract.and_then(|one| writing(&one.functions).next());
                if let Some(function) = first {
                    step.call.function = Some(function.reference.clone());
                    step.call.arguments = fitted(&[], &[], &function.inputs);
                }
                step
            }
        };
        batch.steps.push(step);
    });
    html! {
        <Section id="steps" title="Steps of the block" count={batch.steps.len()}>
            <p class="quiet small-print">
                { "The block is mixed of these: for every transaction one step is drawn by weight." }
            </p>
            <ol class="entries">
                { for batch.steps.iter().enumerate().map(|(index, one)| step(props, index, one, shares[index])) }
            </ol>
            <button type="button" class="button small" data-testid="batch-steps-add" onclick={add}>
                <Icon sign={Sign::Plus} />{ "Step" }
            </button>
        </Section>
    }
}

fn step(props: &PartProps, index: usize, step: &Step, share: Option<f64>) -> Html {
    let batch = &props.batch;
    let path = format!("steps[{index}]");
    let shown = share.map(|share| format::percent(share, 1.0));
    let name = if step.id.is_empty() {
        format!("step {}", index + 1)
    } else {
        step.id.clone()
    };
    let title = html! {
        <>
            <strong>{ &name }</strong>
            <span class="quiet call-name">{ words(&step.call) }</span>
            if let Some(shown) = &shown {
                <span class="share" data-testid={format!("{}-share", id_of(&path))}>{ shown }</span>
            }
        </>
    };
    let on_tool = props.change(move |batch, tool| match tool {
        Tool::Up => shift(&mut batch.steps, index, -1),
        Tool::Down => shift(&mut batch.steps, index, 1),
        Tool::Remove => drop(batch.steps.remove(index)),
        Tool::Double => {
            let others: Vec<String> = batch.steps.iter().map(|one| one.id.clone()).collect();
            double(&mut batch.steps, index, |step| {
                step.id = fresh_name(&step.id, others.iter().map(String::as_str));
            });
        }
    });
    let from = step.id.clone();
    let on_name = props.change(move |batch, name: String| {
        if from.is_empty() {
            batch.steps[index].id = name;
        } else {
            rename(batch, Named::Step, &from, &name);
        }
    });
    html! {
        <Entry
            key={index}
            path={path.clone()}
            {title}
            {name}
            is_first={index == 0}
            is_last={index + 1 == batch.steps.len()}
            is_open={batch.steps.len() <= 3}
            {on_tool}
        >
            <div class="pair">
                <DraftBox
                    id={id_of(&format!("{path}.id"))}
                    label="Name"
                    is_labelled={true}
                    value={step.id.clone()}
                    check={name_check(batch.steps.iter().map(|one| one.id.as_str()), index)}
                    path={format!("{path}.id")}
                    on_text={on_name}
                />
                <ValueEditor
                    path={format!("{path}.weight")}
                    label="Weight"
                    type_name={shown.map(|share| format!("= {share}")).unwrap_or_default()}
                    value={step.weight.clone()}
                    kind={Kind::Real}
                    default="1"
                    is_optional={true}
                    is_slim={true}
                    on_change={props.change(move |batch, value| batch.steps[index].weight = value)}
                />
            </div>
            <CallEditor
                path={path.clone()}
                call={step.call.clone()}
                on_change={props.change(move |batch, call| batch.steps[index].call = call)}
            />
        </Entry>
    }
}

#[component]
pub(super) fn SetUps(props: &PartProps) -> Html {
    let batch = &props.batch;
    let add = props.change(|batch, _: MouseEvent| {
        let to = batch.contracts.first().map(|one| one.id.as_str());
        batch.setup.push(SetUp {
            call: Call {
                to: Some(Value::text(to.unwrap_or("feeRecipient"))),
                ..Call::default()
            },
            repeat: None,
        });
    });
    html! {
        <Section id="setup" title="Set-up" count={batch.setup.len()} is_open={!batch.setup.is_empty()}>
            <p class="quiet small-print">
                { "Transactions before the block, in order; each of them must succeed." }
            </p>
            <ol class="entries">
                { for batch.setup.iter().enumerate().map(|(index, one)| set_up(props, index, one)) }
            </ol>
            <button type="button" class="button small" data-testid="batch-setup-add" onclick={add}>
                <Icon sign={Sign::Plus} />{ "Set-up call" }
            </button>
        </Section>
    }
}

/// The ways to repeat: the word of each, and the words for people.
const REPEATS: [(&str, &str); 5] = [
    ("once", "once"),
    ("accounts", "for each account"),
    ("chunks", "for each chunk of accounts"),
    ("times", "so many times"),
    ("copies", "for each copy of a contract"),
];

fn set_up(props: &PartProps, index: usize, one: &SetUp) -> Html {
    let batch = &props.batch;
    let path = format!("setup[{index}]");
    let key = match &one.repeat {
        None => "once",
        Some(Repeat::Accounts) => "accounts",
        Some(Repeat::Chunks(_)) => "chunks",
        Some(Repeat::Times(_)) => "times",
        Some(Repeat::Copies(_)) => "copies",
    };
    let label = REPEATS
        .iter()
        .find(|(one, _)| *one == key)
        .map_or("", |(_, label)| label);
    let title = html! {
        <>
            <strong class="call-name">{ words(&one.call) }</strong>
            <span class="quiet">{ label }</span>
        </>
    };
    let on_tool = props.change(move |batch, tool| match tool {
        Tool::Up => shift(&mut batch.setup, index, -1),
        Tool::Down => shift(&mut batch.setup, index, 1),
        Tool::Remove => drop(batch.setup.remove(index)),
        Tool::Double => double(&mut batch.setup, index, |_| {}),
    });
    let on_repeat = props.change(move |batch, key: String| {
        let first = batch.contracts.first().map(|one| one.id.clone());
        batch.setup[index].repeat = match key.as_str() {
            "accounts" => Some(Repeat::Accounts),
            "chunks" => Some(Repeat::Chunks(Value::whole(400))),
            "times" => Some(Repeat::Times(Value::whole(10))),
            "copies" => Some(Repeat::Copies(first.unwrap_or_default())),
            _ => None,
        };
    });
    let options = REPEATS
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .to_vec();
    html! {
        <Entry
            key={index}
            path={path.clone()}
            {title}
            name={format!("set-up call {}", index + 1)}
            is_first={index == 0}
            is_last={index + 1 == batch.setup.len()}
            is_open={batch.setup.len() <= 2}
            {on_tool}
        >
            <div class="part">
                <span class="part-label">{ "Repeat" }</span>
                <div class="part-value">
                    <Pick id={id_of(&format!("{path}.repeat"))} label="How often" value={key} {options} on_pick={on_repeat} />
                    { repeat_part(props, index, one) }
                </div>
                <Said path={format!("{path}.repeat")} />
            </div>
            <CallEditor
                path={path.clone()}
                call={one.call.clone()}
                repeat={one.repeat.clone()}
                is_before={true}
                on_change={props.change(move |batch, call| batch.setup[index].call = call)}
            />
        </Entry>
    }
}

/// The number, or the contract, that belongs to a way to repeat.
fn repeat_part(props: &PartProps, index: usize, one: &SetUp) -> Html {
    let number = |label: &'static str, value: &Value, make: fn(Value) -> Repeat| {
        html! {
            <ValueEditor
                path={format!("setup[{index}].repeat.count")}
                {label}
                value={value.clone()}
                kind={Kind::Count}
                room={Room { is_before: true, ..Room::default() }}
                is_inner={true}
                on_change={props.change(move |batch, value: Option<Value>| {
                    batch.setup[index].repeat = value.map(make);
                })}
            />
        }
    };
    match &one.repeat {
        Some(Repeat::Chunks(value)) => number("of at most", value, Repeat::Chunks),
        Some(Repeat::Times(value)) => number("times", value, Repeat::Times),
        Some(Repeat::Copies(id)) => {
            let ids = props.batch.contracts.iter();
            let options: Vec<_> = ids.map(|one| (one.id.clone(), one.id.clone())).collect();
            html! {
                <Pick
                    id={id_of(&format!("setup[{index}].repeat.copies"))}
                    label="Contract"
                    value={id.clone()}
                    {options}
                    on_pick={props.change(move |batch, id| batch.setup[index].repeat = Some(Repeat::Copies(id)))}
                />
            }
        }
        Some(Repeat::Accounts) | None => Html::default(),
    }
}
