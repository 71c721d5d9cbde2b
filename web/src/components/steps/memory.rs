//! The multi-version memory at one moment: places down, versions across.

use super::{Shown, Walked};
use crate::model::{
    Action, format,
    steps::{self, Entry, Moment},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Places that are shown at once.
const PLACES: usize = 24;
/// Versions of a place that are shown at once: the latest.
const VERSIONS: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct MemoryProps {
    pub(super) steps: Shown,
    pub(super) walk: Walked,
    pub(super) at: usize,
    pub(super) dispatch: Callback<Action>,
}

/// The table.
#[component]
pub(super) fn MemoryTable(props: &MemoryProps) -> Html {
    let words = use_state_eq(String::new);
    let event = steps::event(&props.steps, props.at);
    let walk = props.walk.0.borrow();
    let moment = walk.moment();
    let (places, all) = moment.places(&props.steps, event, &words, PLACES);
    let oninput = {
        let words = words.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            words.set(input.value());
        })
    };
    html! {
        <section class="memory" aria-label="Multi-version memory">
            <div class="memory-head">
                <h3>{ "Multi-version memory" }</h3>
                <label>
                    <span class="unseen">{ "Only places whose name holds" }</span>
                    <input type="search" placeholder="Find a place" value={(*words).clone()} {oninput} data-testid="steps-find" />
                </label>
            </div>
            <p class="quiet">
                { "For each place, what each transaction has published there. A transaction reads the latest version below it; " }
                <span class="estimate-word">{ "ESTIMATE" }</span>
                { " marks one whose writer will be executed again." }
            </p>
            if places.is_empty() {
                <p class="hint" data-testid="steps-memory" data-places="0">
                    { if words.trim().is_empty() { "Nothing is published at this moment: every read finds the state before the block." } else { "No such place at this moment." } }
                </p>
            } else {
                <div class="table-frame" tabindex="0" role="region" aria-label="Places and their versions">
                    <table data-testid="steps-memory" data-places={all.to_string()}>
                        <thead><tr><th scope="col">{ "Place" }</th><th scope="col">{ "Versions, by transaction" }</th></tr></thead>
                        <tbody>{ for places.iter().map(|place| row(props, moment, *place, event)) }</tbody>
                    </table>
                </div>
                if all > places.len() {
                    <p class="quiet">{ format!("{} of {} places; what this event touches comes first.", places.len(), format::count(all as u64)) }</p>
                }
            }
        </section>
    }
}

fn row(
    props: &MemoryProps,
    moment: &Moment,
    place: u32,
    event: Option<&lanewise_protocol::StepEvent>,
) -> Html {
    let name = steps::name(&props.steps, place);
    let Some(versions) = moment.memory.get(&place) else {
        return Html::default();
    };
    let hidden = versions.len().saturating_sub(VERSIONS);
    let fresh = |index: u32| {
        event.is_some_and(|event| {
            event.transaction == Some(index)
                && event.writes.iter().any(|write| write.place == place)
        })
    };
    html! {
        <tr key={place}>
            <th scope="row"><code title={name.to_owned()}>{ format::short_addresses(name) }</code></th>
            <td>
                <ul class="versions">
                    if hidden > 0 {
                        <li class="quiet" key="hidden">{ format!("{hidden} earlier") }</li>
                    }
                    { for versions.iter().skip(hidden).map(|(index, entry)| version(props, *index, entry, fresh(*index))) }
                </ul>
            </td>
        </tr>
    }
}

fn version(props: &MemoryProps, index: u32, entry: &Entry, fresh: bool) -> Html {
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(index)));
    let value = steps::value(&entry.value);
    let class = classes!(
        "version",
        entry.estimate.then_some("estimate"),
        fresh.then_some("fresh")
    );
    html! {
        <li key={index} {class}>
            <button type="button" class="link" {onclick} aria-label={format!("Select transaction {index}")}>{ format::count(u64::from(index)) }</button>
            <span class="value" title={value.clone()}>{ format::short_addresses(&format::middle(&value, 10)) }</span>
            if entry.estimate {
                <span class="estimate-word">{ "ESTIMATE" }</span>
            }
        </li>
    }
}
