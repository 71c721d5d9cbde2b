//! The batch: how many transactions of how many accounts, how they crowd, which seed.

use super::{
    field::{Note, SliderField},
    icon::{Icon, Sign},
};
use crate::model::{
    Action, Field, Offers, Shared, State, format,
    settings::{log_place, log_value},
    text,
};
use lanewise_protocol::{BatchPreview, DecodedTransaction, Limits};
use std::ops::RangeInclusive;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BatchProps {
    pub(super) state: Shared<State>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn BatchPanel(props: &BatchProps) -> Html {
    let state = &props.state;
    let preset = state
        .info
        .as_ref()
        .and_then(|info| info.preset(&state.settings.preset));
    let shown = state.preview.shown.clone();
    let stale = state.preview.pending.is_some() || state.preview.asked != state.source();
    let sentence = match &state.checked.batch {
        Some(batch) => text::batch(batch, shown.as_deref().filter(|_| !stale)),
        None if state.info.is_none() => String::new(),
        None => "Correct the marked field to see what the block holds.".to_owned(),
    };
    html! {
        <section class="panel batch" aria-labelledby="batch-title">
            <div class="panel-head">
                <h2 id="batch-title">{ "Batch" }</h2>
                <button
                    type="button"
                    class="button small"
                    data-testid="save-block"
                    title="Save this block and the state before it as a JSON file, which can be opened again"
                    disabled={state.checked.batch.is_none() || state.block_export.is_some()}
                    onclick={props.dispatch.reform(|_: MouseEvent| Action::SaveBlock)}
                >
                    <Icon sign={Sign::Save} />
                    { "Save block" }
                </button>
            </div>
            <div class="fields">
                { whole(props, Field::Txs, Limits::TRANSACTIONS) }
                { whole(props, Field::Accounts, Limits::ACCOUNTS) }
                { contention(props) }
                { seed(props) }
            </div>
            <div class="batch-words">
                <p data-testid="batch-sentence">{ sentence }</p>
                <p class="quiet">{ preset.map(|preset| preset.batch.clone()).unwrap_or_default() }</p>
            </div>
            <FirstTransactions {shown} {stale} failed={state.preview.failed.clone()} />
        </section>
    }
}

fn owned(text: Option<&str>) -> Option<AttrValue> {
    text.map(|text| AttrValue::from(text.to_owned()))
}

/// A whole number on a logarithmic slider.
fn whole(props: &BatchProps, field: Field, limits: RangeInclusive<u32>) -> Html {
    let state = &props.state;
    let (least, most) = (f64::from(*limits.start()), f64::from(*limits.end()));
    let value = state.settings.get(field);
    let number = value
        .replace(',', "")
        .trim()
        .parse::<f64>()
        .unwrap_or(least)
        .clamp(least, most);
    let range = [*limits.start(), *limits.end()].map(|end| format::count(u64::from(end)));
    html! {
        <SliderField
            id={field.key()}
            label={field.label()}
            value={value.to_owned()}
            place={(log_place(number, least, most) * 1_000.0).round() as u32}
            spoken={format::count(number as u64)}
            hint={format!("{} to {}", range[0], range[1])}
            remark={owned(state.remark(field))}
            wrong={state.is_wrong(field)}
            on_text={props.dispatch.reform(move |text| Action::Set(field, text))}
            on_place={props.dispatch.reform(move |place| {
                let value = log_value(f64::from(place) / 1_000.0, least, most);
                Action::Set(field, value.to_string())
            })}
        />
    }
}

fn contention(props: &BatchProps) -> Html {
    let (state, field) = (&props.state, Field::Contention);
    let most = *Limits::CONTENTION.end();
    let value = state.settings.get(field);
    let number = value.trim().parse::<f64>().unwrap_or(0.0).clamp(0.0, most);
    html! {
        <SliderField
            id={field.key()}
            label={field.label()}
            value={value.to_owned()}
            place={(number / most * 1_000.0).round() as u32}
            spoken={format!("{number}, {}", text::contention(number))}
            hint={format!("0 to {most}: {}", text::contention(number))}
            remark={owned(state.remark(field))}
            wrong={state.is_wrong(field)}
            on_text={props.dispatch.reform(move |text| Action::Set(field, text))}
            on_place={props.dispatch.reform(move |place| {
                // Twentieths: fine enough for the hand; the box takes hundredths.
                let value = (f64::from(place) / 1_000.0 * most * 20.0).round() / 20.0;
                Action::Set(field, value.to_string())
            })}
        />
    }
}

fn seed(props: &BatchProps) -> Html {
    let (state, field) = (&props.state, Field::Seed);
    let oninput = props.dispatch.reform(move |event: InputEvent| {
        let input = event.target_dyn_into::<web_sys::HtmlInputElement>();
        Action::Set(field, input.map(|input| input.value()).unwrap_or_default())
    });
    let fresh = props.dispatch.reform(move |_: MouseEvent| {
        Action::Set(field, ((js_sys::Math::random() * 1e6) as u32).to_string())
    });
    let wrong = state.is_wrong(field);
    html! {
        <div class={classes!("field", wrong.then_some("wrong"))}>
            <label for="seed">{ field.label() }</label>
            <button type="button" class="button small" data-testid="new-seed" onclick={fresh}>
                <Icon sign={Sign::Dice} />
                { "New" }<span class="unseen">{ " seed" }</span>
            </button>
            <input
                type="text"
                id="seed"
                inputmode="numeric"
                autocomplete="off"
                spellcheck="false"
                maxlength="64"
                value={state.settings.seed.clone()}
                data-testid="seed"
                aria-invalid={wrong.to_string()}
                aria-describedby="seed-note"
                {oninput}
            />
            <Note
                id="seed"
                note="seed-note"
                hint="The same seed gives the same block, everywhere"
                remark={owned(state.remark(field))}
                {wrong}
            />
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct FirstProps {
    pub(super) shown: Option<Shared<BatchPreview>>,
    pub(super) stale: bool,
    pub(super) failed: Option<String>,
}

/// The first transactions, decoded.
#[component]
pub(super) fn FirstTransactions(props: &FirstProps) -> Html {
    let row = |one: &DecodedTransaction| {
        html! {
            <tr key={one.index}>
                <td class="number">{ one.index }</td>
                <td title={one.from.clone()}>{ format::middle(&one.from, 6) }</td>
                <td title={one.call.clone()}>
                    <span class="call">{ format::short_addresses(&one.call) }</span>
                    if !one.value.is_empty() && one.value != "0" {
                        <span class="quiet">{ format!(" + {}", format::ether(&one.value)) }</span>
                    }
                </td>
            </tr>
        }
    };
    if let Some(failed) = &props.failed {
        return html! { <p class="remark wrong" data-testid="preview-error">{ failed }</p> };
    }
    let first = props
        .shown
        .as_ref()
        .map(|shown| &shown.first[..])
        .unwrap_or_default();
    html! {
        <div class={classes!("preview", props.stale.then_some("stale"))} data-testid="preview">
            <table>
                <caption>{ "First transactions" }</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{ "#" }</th>
                        <th scope="col">{ "From" }</th>
                        <th scope="col">{ "Call" }</th>
                    </tr>
                </thead>
                <tbody>{ for first.iter().take(6).map(row) }</tbody>
            </table>
        </div>
    }
}
