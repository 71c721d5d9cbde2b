//! Runs side by side: pinned ones against the last, and several strategies on one block.

mod beside;
mod strategies;

use super::{
    icon::{Icon, Sign},
    take_away::{Offer, TakeAway, Taken},
    view_props::ViewProps,
};
use crate::model::{Action, Run, Shared, format, pinned};
use beside::Beside;
use strategies::Strategies;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[component]
pub(super) fn PinnedRuns(props: &ViewProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let chosen = use_state_eq(|| None::<u32>);
    let others: Vec<&Shared<Run>> = state.pinned.iter().filter(|one| *one != run).collect();
    let wanted = others.iter().find(|one| Some(one.number) == *chosen);
    let left = wanted.or(others.last()).map(|one| (*one).clone());
    html! {
        <div class="pinned-view" data-testid="compare">
            { pins(props) }
            if let Some(left) = left {
                { choice(props, &others, &left, &chosen) }
                <Beside state={state.clone()} left={left.clone()} right={run.clone()} />
            } else {
                <div class="view-message" data-testid="compare-none">
                    <p>{ if state.pinned.is_empty() {
                        "Pin this run, change the contract, the batch, the strategy or the threads, and \
                         press Run again: then both stand here side by side."
                    } else {
                        "The last run is pinned. Change something and press Run: then both stand here \
                         side by side."
                    } }</p>
                </div>
            }
            <Strategies state={state.clone()} run={run.clone()} dispatch={props.dispatch.clone()} />
        </div>
    }
}

/// The pinned runs, and the button that adds the last one.
fn pins(props: &ViewProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let is_pinned = state.pinned.contains(run);
    let pin = props.dispatch.reform(|_: MouseEvent| Action::Pin(None));
    let one = |run: &Shared<Run>| {
        let number = run.number;
        let remove = props
            .dispatch
            .reform(move |_: MouseEvent| Action::Pin(Some(number)));
        html! {
            <li key={number} data-testid={format!("pin-{number}")} data-value={run.result.speedup.to_string()}>
                <span>
                    { pinned::run_words(run, state) }
                    <span class="quiet">{ format!(" · {}", pinned::block_words(run, state)) }</span>
                    { format!(" · {}", format::factor(run.result.speedup)) }
                </span>
                <button
                    type="button"
                    class="plain"
                    aria-label={format!("Unpin run {number}")}
                    title="Unpin"
                    data-testid={format!("unpin-{number}")}
                    onclick={remove}
                >
                    <Icon sign={Sign::Cross} />
                </button>
            </li>
        }
    };
    html! {
        <section class="pins" aria-label="Pinned runs">
            <div class="view-bar">
                <button type="button" class="button small" data-testid="compare-pin" disabled={is_pinned} onclick={pin}>
                    { if is_pinned { "This run is pinned" } else { "Pin this run" } }
                </button>
                if state.pinned.len() > 3 {
                    <span class="quiet">{ "When too many are pinned, the oldest gives way." }</span>
                }
                { take_away(props) }
            </div>
            if !state.pinned.is_empty() {
                <ul class="pin-list" data-testid="compare-pins" data-count={state.pinned.len().to_string()}>
                    { for state.pinned.iter().map(one) }
                </ul>
            }
        </section>
    }
}

fn choice(
    props: &ViewProps,
    others: &[&Shared<Run>],
    left: &Shared<Run>,
    chosen: &UseStateHandle<Option<u32>>,
) -> Html {
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            chosen.set(value.parse().ok());
        })
    };
    html! {
        <div class="view-bar">
            <label class="compare-with">
                { "Compare with " }
                <select data-testid="compare-with" {onchange}>
                    { for others.iter().map(|one| html! {
                        <option
                            key={one.number}
                            value={one.number.to_string()}
                            selected={one.number == left.number}
                        >{ pinned::run_words(one, &props.state) }</option>
                    }) }
                </select>
            </label>
        </div>
    }
}

fn take_away(props: &ViewProps) -> Html {
    let runs = pinned::all(&props.run, &props.state.pinned);
    let (state, also) = (props.state.clone(), runs.clone());
    let table = move || {
        let text = pinned::csv(&also, &state);
        Taken::Text("lanewise-compare-measured.csv".to_owned(), text)
    };
    let state = props.state.clone();
    let document = move || {
        let text = pinned::json(&runs, &state);
        Taken::Text("lanewise-compare-measured.json".to_owned(), text)
    };
    let offers = vec![Offer::new("CSV", table), Offer::new("JSON", document)];
    html! { <TakeAway id="compare" {offers} dispatch={props.dispatch.clone()} /> }
}
