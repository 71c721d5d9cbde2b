//! The batch of a scenario: how many transactions of how many accounts, how they crowd, which seed,
//! and what else can be turned.

use super::{
    batch_form::DryRunReport,
    field::{Note, SliderField},
    icon::{Icon, Sign},
    presets::Watch,
};
use crate::model::{
    Action, BatchAction, Field, Offers, Shared, State, format,
    settings::{KnobScale, knob_text, log_place, log_value},
    text,
};
use lanewise_protocol::{BatchPreview, DecodedTransaction, KnobInfo, Limits, PresetInfo};
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
        Some(batch) => {
            let has_contention = preset.is_none_or(|preset| preset.has_contention);
            text::batch(batch, has_contention, shown.as_deref().filter(|_| !stale))
        }
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
                if preset.is_none_or(|preset| preset.has_contention) {
                    { contention(props) }
                }
                { seed(props) }
                if let Some(preset) = preset {
                    { for preset.knobs.iter().map(|knob| self::knob(props, knob)) }
                }
            </div>
            if let Some(remark) = state.remark(Field::Knobs) {
                <p class="remark said" data-testid="error-knobs">{ remark.to_owned() }</p>
            }
            if let Some(preset) = preset {
                { settings(props, preset) }
            }
            <div class="batch-words">
                <p data-testid="batch-sentence">{ sentence }</p>
                if let Some(preset) = preset.filter(|preset| !preset.watch.is_empty()) {
                    <Watch text={preset.watch.clone()} />
                }
            </div>
            <DryRunReport
                dry_run={state.dry_run.clone()}
                stale={state.dry_run.is_stale(state.source().as_ref())}
                ready={state.can_ask()}
                dispatch={props.dispatch.clone()}
            />
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

/// A number of the scenario's own.
fn knob(props: &BatchProps, knob: &KnobInfo) -> Html {
    let state = &props.state;
    let value = state.settings.knob(knob);
    let scale = KnobScale::of(knob);
    let number = value.trim().parse::<f64>().unwrap_or(knob.value);
    let ends = [knob.least, knob.most].map(knob_text);
    let remark = state.knob_remark(&knob.id);
    let typed = {
        let id = knob.id.clone();
        move |text| Action::Batch(BatchAction::Knob(id.clone(), text))
    };
    let moved = typed.clone();
    html! {
        <SliderField
            key={knob.id.clone()}
            id={format!("knob-{}", knob.id)}
            label={knob.title.clone()}
            value={value}
            place={scale.place(number)}
            places={scale.places()}
            spoken={knob_text(number)}
            hint={format!("{} to {}. {}", ends[0], ends[1], knob.about)}
            remark={owned(remark)}
            wrong={remark.is_some()}
            on_text={props.dispatch.reform(typed)}
            on_place={props.dispatch.reform(move |place| moved(knob_text(scale.value(place))))}
        />
    }
}

/// The two settings that are worth comparing.
fn settings(props: &BatchProps, preset: &PresetInfo) -> Html {
    let settings = &props.state.settings;
    let button = |id: &'static str,
                  label: &'static str,
                  title: &'static str,
                  is_on: bool,
                  action: BatchAction| {
        html! {
            <button
                type="button"
                class="button small"
                data-testid={id}
                {title}
                aria-pressed={is_on.to_string()}
                onclick={props.dispatch.reform(move |_: MouseEvent| Action::Batch(action.clone()))}
            >
                { label }
            </button>
        }
    };
    html! {
        <div class="two-settings" role="group" aria-label="Setting">
            { button(
                "default-setting",
                "Default",
                "Contention and knobs as the scenario has them",
                settings.is_relaxed(preset),
                BatchAction::Relaxed,
            ) }
            if !preset.contended.is_empty() {
                { button(
                    "most-contended",
                    "Most contended",
                    "Contention and knobs where transactions get in each other’s way most",
                    settings.is_contended(preset),
                    BatchAction::MostContended,
                ) }
            }
        </div>
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
    /// How many are shown.
    #[prop_or(6)]
    pub(super) rows: usize,
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
                <tbody>{ for first.iter().take(props.rows).map(row) }</tbody>
            </table>
        </div>
    }
}
