//! The numbers that every batch has, and those of its knobs.

use super::{
    boxes::{DraftBox, Pick, use_form},
    entry::Section,
    steps::PartProps,
};
use crate::{
    components::{
        field::SliderField,
        icon::{Icon, Sign},
    },
    model::{
        format,
        settings::{KnobScale, knob_text},
        text,
    },
};
use lanewise_batch::{Batch, Knob, Limits, Order};
use lanewise_protocol::KnobInfo;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct NumberProps {
    id: AttrValue,
    /// The document's path.
    path: AttrValue,
    knob: KnobInfo,
    value: f64,
    hint: AttrValue,
    /// Whether the box takes finer values than the slider's steps.
    #[prop_or_default]
    is_fine: bool,
    on_value: Callback<f64>,
}

/// A number as slider and box; what is typed stays in the box until it is a number in range.
#[component]
fn NumberField(props: &NumberProps) -> Html {
    let draft = use_state(|| None::<String>);
    {
        let draft = draft.clone();
        use_effect_with(props.value.to_bits(), move |_| draft.set(None));
    }
    let form = use_form();
    let (knob, is_fine) = (props.knob.clone(), props.is_fine);
    let scale = KnobScale::of(&knob);
    let wrong = draft
        .as_ref()
        .and_then(|text| read(&knob, is_fine, text).err());
    let said = wrong
        .clone()
        .or_else(|| form.problems.at(&props.path).first().cloned());
    let on_text = {
        let (draft, on_value) = (draft.clone(), props.on_value.clone());
        let knob = knob.clone();
        Callback::from(move |text: String| {
            let value = read(&knob, is_fine, &text);
            draft.set(Some(text));
            if let Ok(value) = value {
                on_value.emit(value);
            }
        })
    };
    let on_place = {
        let draft = draft.clone();
        props.on_value.reform(move |place| {
            draft.set(None);
            scale.value(place)
        })
    };
    html! {
        <SliderField
            id={props.id.clone()}
            label={knob.title.clone()}
            value={draft.as_ref().cloned().unwrap_or_else(|| knob_text(props.value))}
            place={scale.place(props.value)}
            places={scale.places()}
            spoken={knob_text(props.value)}
            hint={props.hint.clone()}
            remark={said.map(AttrValue::from)}
            wrong={wrong.is_some() || !form.problems.at(&props.path).is_empty()}
            {on_text}
            {on_place}
        />
    }
}

/// A number in a knob's range, or the range in words.
fn read(knob: &KnobInfo, is_fine: bool, text: &str) -> Result<f64, String> {
    let is_whole = !is_fine && knob.step.fract() == 0.0 && knob.least.fract() == 0.0;
    let plain: String = text.trim().chars().filter(|sign| *sign != ',').collect();
    let value = plain.parse::<f64>().ok();
    let fits = |value: &f64| {
        (knob.least..=knob.most).contains(value) && (!is_whole || value.fract() == 0.0)
    };
    value.filter(fits).ok_or_else(|| {
        let kind = if is_whole { "whole number" } else { "number" };
        format!(
            "{} must be a {kind} from {} to {}; “{}” is not.",
            knob.title,
            knob_text(knob.least),
            knob_text(knob.most),
            format::clipped(text, 24)
        )
    })
}

/// Numbers, knobs as sliders, and the order of the block.
#[component]
pub(super) fn Numbers(props: &PartProps) -> Html {
    let batch = &props.batch;
    let knob = |title: &str, least: f64, most: f64, step: f64| KnobInfo {
        id: String::new(),
        title: title.to_owned(),
        about: String::new(),
        least,
        most,
        step,
        value: least,
    };
    let whole = |id: &'static str,
                 key: &'static str,
                 title: &str,
                 least: u32,
                 most: u32,
                 value: u32| {
        html! {
            <NumberField
                {id}
                path={key}
                knob={knob(title, least.into(), most.into(), 1.0)}
                value={f64::from(value)}
                hint={format!("{} to {}", format::count(least.into()), format::count(most.into()))}
                on_value={props.change(move |batch, value| { batch.set_number(key, value); })}
            />
        }
    };
    let own = |index: usize, one: &Knob| {
        let id = one.id.clone();
        let title = if one.title.is_empty() {
            &one.id
        } else {
            &one.title
        };
        let info = KnobInfo {
            title: title.clone(),
            ..knob("", one.least, one.most, one.step)
        };
        html! {
            <NumberField
                key={one.id.clone()}
                id={format!("knob-{id}")}
                path={format!("knobs[{index}].value")}
                hint={format!("{} to {}. {}", knob_text(one.least), knob_text(one.most), one.about)}
                knob={info}
                value={one.value}
                on_value={props.change(move |batch, value| { batch.set_number(&id, value); })}
            />
        }
    };
    let (txs, accounts, most) = (
        Limits::TRANSACTIONS,
        Limits::ACCOUNTS,
        *Limits::CONTENTION.end(),
    );
    html! {
        <Section id="numbers" title="Numbers">
            <div class="fields">
                { whole("txs", "transactions", "Transactions", *txs.start(), *txs.end(), batch.transactions) }
                { whole("accounts", "accounts", "Accounts", *accounts.start(), *accounts.end(), batch.accounts) }
                <NumberField
                    id="contention"
                    path="contention"
                    knob={knob("Contention", 0.0, most, 0.05)}
                    is_fine={true}
                    value={batch.contention}
                    hint={format!("0 to {most}: {}", text::contention(batch.contention))}
                    on_value={props.change(|batch, value| { batch.set_number("contention", value); })}
                />
                { for batch.knobs.iter().enumerate().map(|(index, one)| own(index, one)) }
                { seed_and_order(props, batch) }
            </div>
            if !batch.contended.is_empty() {
                <button
                    type="button"
                    class="button small"
                    data-testid="most-contended"
                    title="Sets knobs and contention where transactions get in each other’s way most"
                    disabled={batch.most_contended() == **batch}
                    onclick={props.change(|batch, _: MouseEvent| *batch = batch.most_contended())}
                >
                    { "Most contended" }
                </button>
            }
        </Section>
    }
}

fn seed_and_order(props: &PartProps, batch: &Batch) -> Html {
    let options = Order::ALL
        .map(|(_, key, label)| (key.to_owned(), label.to_owned()))
        .to_vec();
    let on_order = props.change(|batch, key: String| {
        batch.order = Order::from_key(&key).unwrap_or_default();
    });
    let check = Callback::from(|text: String| {
        text.trim().parse::<u32>().err().map(|_| {
            format!(
                "The seed is a whole number from 0 to {}.",
                format::count(u32::MAX.into())
            )
        })
    });
    let fresh = props.change(|batch, _: MouseEvent| {
        batch.seed = (js_sys::Math::random() * 1e6) as u32;
    });
    html! {
        <div class="seed-order">
            <DraftBox
                id="seed"
                label="Seed"
                is_labelled={true}
                is_number={true}
                path="seed"
                value={batch.seed.to_string()}
                {check}
                on_text={props.change(|batch, text: String| {
                    batch.seed = text.trim().parse().unwrap_or(batch.seed);
                })}
            />
            <button type="button" class="button small" data-testid="new-seed" onclick={fresh}>
                <Icon sign={Sign::Dice} />
                { "New" }<span class="unseen">{ " seed" }</span>
            </button>
            <div class="draft wide">
                <label class="part-label" for="batch-order">{ "Order in the block" }</label>
                <Pick id="batch-order" label="Order in the block" value={batch.order.key()} {options} on_pick={on_order} />
            </div>
        </div>
    }
}
