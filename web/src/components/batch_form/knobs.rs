//! The knobs of a batch: which there are, and how far they go.

use super::{
    boxes::{DraftBox, id_of},
    draws::name_check,
    entry::{Entry, Section, Tool},
    steps::PartProps,
};
use crate::{
    components::icon::{Icon, Sign},
    model::{
        batch_edit::{Named, double, fresh_name, new_knob, rename, shift},
        settings::knob_text,
    },
};
use lanewise_batch::Knob;
use yew::prelude::*;

#[component]
pub(super) fn Knobs(props: &PartProps) -> Html {
    let batch = &props.batch;
    let add = props.change(|batch, _: MouseEvent| {
        let knob = new_knob(batch);
        batch.knobs.push(knob);
    });
    html! {
        <Section id="knobs" title="Knobs" count={batch.knobs.len()} is_open={false}>
            <p class="quiet small-print">
                { "Numbers that are meant to be turned: each is a slider above, and values can be “Knob”." }
            </p>
            <ol class="entries">
                { for batch.knobs.iter().enumerate().map(|(index, one)| entry(props, index, one)) }
            </ol>
            <button type="button" class="button small" data-testid="batch-knobs-add" onclick={add}>
                <Icon sign={Sign::Plus} />{ "Knob" }
            </button>
        </Section>
    }
}

fn entry(props: &PartProps, index: usize, knob: &Knob) -> Html {
    let path = format!("knobs[{index}]");
    let on_tool = props.change(move |batch, tool| match tool {
        Tool::Up => shift(&mut batch.knobs, index, -1),
        Tool::Down => shift(&mut batch.knobs, index, 1),
        Tool::Remove => drop(batch.knobs.remove(index)),
        Tool::Double => {
            let others: Vec<String> = batch.knobs.iter().map(|one| one.id.clone()).collect();
            double(&mut batch.knobs, index, |knob| {
                knob.id = fresh_name(&knob.id, others.iter().map(String::as_str));
            });
        }
    });
    let from = knob.id.clone();
    let on_name = props.change(move |batch, name: String| rename(batch, Named::Knob, &from, &name));
    let text = |key: &'static str, label: &'static str, value: &str| {
        html! {
            <DraftBox
                id={id_of(&format!("{path}.{key}"))}
                {label}
                is_labelled={true}
                value={value.to_owned()}
                check={Callback::from(|_: String| None)}
                path={format!("{path}.{key}")}
                on_text={props.change(move |batch, text| match key {
                    "title" => batch.knobs[index].title = text,
                    _ => batch.knobs[index].about = text,
                })}
            />
        }
    };
    let number = |key: &'static str, label: &'static str, value: f64| {
        let check = Callback::from(move |text: String| {
            let fits = |value: &f64| value.is_finite() && (key != "step" || *value > 0.0);
            match text.trim().parse::<f64>().ok().filter(fits) {
                Some(_) => None,
                None if key == "step" => Some("This must be a number above 0.".to_owned()),
                None => Some("This must be a number.".to_owned()),
            }
        });
        html! {
            <DraftBox
                id={id_of(&format!("{path}.{key}"))}
                {label}
                is_labelled={true}
                is_number={true}
                value={knob_text(value)}
                {check}
                path={format!("{path}.{key}")}
                on_text={props.change(move |batch, text: String| {
                    let knob = &mut batch.knobs[index];
                    let value = text.trim().parse().unwrap_or_default();
                    match key {
                        "least" => knob.least = value,
                        "most" => knob.most = value,
                        _ => knob.step = value,
                    }
                    // The value follows into the new range.
                    if knob.least <= knob.most {
                        knob.value = knob.value.clamp(knob.least, knob.most);
                    }
                })}
            />
        }
    };
    // Every document has numbers of these names.
    let reserved = ["transactions", "accounts", "contention", "seed"];
    let taken = props
        .batch
        .knobs
        .iter()
        .map(|one| one.id.as_str())
        .chain(reserved);
    let title = html! {
        <>
            <strong>{ &knob.id }</strong>
            <span class="quiet">{ &knob.title }</span>
        </>
    };
    html! {
        <Entry
            key={index}
            path={path.clone()}
            {title}
            name={knob.id.clone()}
            is_first={index == 0}
            is_last={index + 1 == props.batch.knobs.len()}
            {on_tool}
        >
            <div class="pair">
                <DraftBox
                    id={id_of(&format!("{path}.id"))}
                    label="Name"
                    is_labelled={true}
                    value={knob.id.clone()}
                    check={name_check(taken, index)}
                    path={format!("{path}.id")}
                    on_text={on_name}
                />
                { text("title", "Title", &knob.title) }
            </div>
            { text("about", "About", &knob.about) }
            <div class="triple">
                { number("least", "Least", knob.least) }
                { number("most", "Greatest", knob.most) }
                { number("step", "Step", knob.step) }
            </div>
        </Entry>
    }
}
