//! What the cores do, how far the transactions have come, the scheduler's counters, who waits for
//! whom.

use super::{Shown, Walked};
use crate::model::{
    Action, curve, format,
    steps::{self, Moment, Stage, counter},
};
use yew::prelude::*;

/// Cells of the strip of transactions.
const CELLS: usize = 240;
/// Cores that are listed one by one.
const CORES: usize = 64;
/// Waits that are listed.
const WAITS: usize = 40;

#[derive(Properties, PartialEq)]
pub(super) struct SceneProps {
    pub(super) steps: Shown,
    pub(super) walk: Walked,
    /// Events that have happened.
    pub(super) at: usize,
    pub(super) selected: Option<u32>,
    pub(super) dispatch: Callback<Action>,
}

/// The moment, but for the memory.
#[component]
pub(super) fn Scene(props: &SceneProps) -> Html {
    let walk = props.walk.0.borrow();
    let moment = walk.moment();
    html! {
        <>
            { strip(moment) }
            <div class="scene">
                { cores(props, moment) }
                <div class="beside">
                    { counters(props) }
                    { waits(props, moment) }
                </div>
            </div>
        </>
    }
}

fn strip(moment: &Moment) -> Html {
    let cells = moment.strip(CELLS);
    let tally = moment.tally();
    let words: Vec<String> = Stage::ALL
        .iter()
        .zip(tally)
        .filter(|(_, count)| *count > 0)
        .map(|(stage, count)| format!("{} {}", format::count(u64::from(count)), stage.word()))
        .collect();
    let each = moment.each(CELLS);
    html! {
        <section class="strip-box" aria-label="Transactions">
            <svg
                class="strip"
                viewBox={format!("0 0 {} 10", cells.len().max(1))}
                preserveAspectRatio="none"
                role="img"
                aria-label={format!("Transactions in the block's order: {}.", words.join(", "))}
            >
                { for cells.iter().enumerate().map(|(place, stage)| html! {
                    <rect key={place} class={stage.word()} x={place.to_string()} width="1" height="10" />
                }) }
            </svg>
            <ul class="legend" data-testid="steps-tally">
                { for Stage::ALL.iter().zip(tally).map(|(stage, count)| html! {
                    <li key={stage.word()} data-stage={stage.word()} data-value={count.to_string()}>
                        <i class={classes!("swatch", "stage", stage.word())}></i>
                        { format!("{} {}", format::count(u64::from(count)), stage.word()) }
                    </li>
                }) }
                if each > 1 {
                    <li class="quiet">{ format!("each mark is {each} transactions") }</li>
                }
            </ul>
        </section>
    }
}

fn cores(props: &SceneProps, moment: &Moment) -> Html {
    let event = steps::event(&props.steps, props.at);
    let now = event.map_or(0, |event| event.time);
    let cost = props.steps.spec.cost;
    let shown = moment.cores.iter().take(CORES).enumerate();
    html! {
        <section class="cores" aria-label="Cores">
            <h3>{ "Cores" }</h3>
            <ul data-testid="steps-cores">
                { for shown.map(|(number, core)| {
                    let here = event.is_some_and(|event| usize::from(event.core) == number);
                    let (class, what, transaction) = core.doing.said();
                    let since = curve::amount(cost, now.saturating_sub(core.since));
                    let busy = transaction.is_some();
                    html! {
                        <li key={number} class={classes!(class, here.then_some("here"))} data-doing={class}>
                            <span class="number">{ number }</span>
                            <span class="what">
                                { what }
                                if let Some(index) = transaction {
                                    { " " }{ link(props, index) }
                                }
                            </span>
                            if busy {
                                <span class="since">{ format!("for {since}") }</span>
                            }
                        </li>
                    }
                }) }
            </ul>
            if moment.cores.len() > CORES {
                <p class="quiet">{ format!("And {} more cores.", moment.cores.len() - CORES) }</p>
            }
        </section>
    }
}

fn counters(props: &SceneProps) -> Html {
    let steps = &props.steps;
    let now = steps::event(&props.steps, props.at);
    let before = steps::event(steps, props.at.saturating_sub(1));
    let value = |event: Option<&lanewise_protocol::StepEvent>, place: usize| {
        event.and_then(|event| event.counters.get(place).copied())
    };
    html! {
        <section aria-label="The scheduler's counters">
            <h3>{ "Scheduler" }</h3>
            <dl class="counters" data-testid="steps-counters">
                { for steps.counters.iter().enumerate().map(|(place, name)| {
                    let (value, old) = (value(now, place), value(before, place));
                    let changed = before.is_some() && value != old;
                    html! {
                        <div key={name.clone()} class={classes!(changed.then_some("changed"))}>
                            <dt>{ name }</dt>
                            <dd>{ value.map_or_else(|| "–".to_owned(), counter) }</dd>
                        </div>
                    }
                }) }
            </dl>
        </section>
    }
}

fn waits(props: &SceneProps, moment: &Moment) -> Html {
    let waiting = &moment.waiting;
    html! {
        <section aria-label="Who waits for whom">
            <h3>{ "Waiting" }</h3>
            if waiting.is_empty() {
                <p class="quiet" data-testid="steps-waiting" data-count="0">{ "Nobody is suspended." }</p>
            } else {
                <ul class="waiting" data-testid="steps-waiting" data-count={waiting.len().to_string()}>
                    { for waiting.iter().take(WAITS).map(|(waiter, on)| html! {
                        <li key={*waiter}>{ link(props, *waiter) }{ " for " }{ link(props, *on) }</li>
                    }) }
                </ul>
                if waiting.len() > WAITS {
                    <p class="quiet">{ format!("And {} more.", waiting.len() - WAITS) }</p>
                }
            }
        </section>
    }
}

fn link(props: &SceneProps, index: u32) -> Html {
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(index)));
    let chosen = props.selected == Some(index);
    html! {
        <button type="button" class={classes!("link", chosen.then_some("chosen"))} {onclick}>
            { format!("transaction {}", format::count(u64::from(index))) }
        </button>
    }
}
