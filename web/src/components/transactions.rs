//! The block's transactions, a page at a time.

use super::{
    details::Details,
    icon::Sign,
    toolbar::{IndexField, Tool},
};
use crate::model::{Action, Run, Selection, Shared, format, timeline::Tally};
use lanewise_protocol::{BatchPreview, DecodedTransaction};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Rows on a page.
const PAGE: usize = 50;

#[derive(Properties, PartialEq)]
pub(super) struct TransactionsProps {
    pub(super) run: Shared<Run>,
    /// The first transactions decoded, where they are this run's.
    pub(super) preview: Option<Shared<BatchPreview>>,
    pub(super) selection: Selection,
    pub(super) dispatch: Callback<Action>,
}

/// Which transactions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Repeated,
    Suspended,
}

impl Filter {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::All, "all", "All"),
        (Self::Repeated, "repeated", "Repeated"),
        (Self::Suspended, "suspended", "Suspended"),
    ];

    fn holds(self, tally: &Tally) -> bool {
        match self {
            Self::All => true,
            Self::Repeated => tally.executions > 1,
            Self::Suspended => tally.suspended > 0,
        }
    }
}

#[component]
pub(super) fn Transactions(props: &TransactionsProps) -> Html {
    let filter = use_state_eq(|| Filter::All);
    let page = use_state_eq(|| 0_usize);
    let tallies = &props.run.lanes.tallies;
    let listed = use_memo((props.run.number, *filter), |(_, filter)| {
        let kept = tallies
            .iter()
            .enumerate()
            .filter(|(_, tally)| filter.holds(tally));
        kept.map(|(index, _)| index as u32).collect::<Vec<u32>>()
    });
    let selected = props.selection.index;
    {
        // Whatever is selected elsewhere is turned to here.
        let (page, listed) = (page.clone(), listed.clone());
        use_effect_with((selected, *filter), move |(selected, _)| {
            if let Some(place) = selected.and_then(|index| listed.binary_search(&index).ok()) {
                page.set(place / PAGE);
            }
        });
    }
    let pages = listed.len().div_ceil(PAGE).max(1);
    let current = (*page).min(pages - 1);
    let rows = &listed[current * PAGE..listed.len().min((current + 1) * PAGE)];
    let turn = |to: usize| {
        let page = page.clone();
        Callback::from(move |()| page.set(to))
    };
    let choose = {
        let (filter, page) = (filter.clone(), page.clone());
        Callback::from(move |event: Event| {
            let value = event
                .target_dyn_into::<HtmlSelectElement>()
                .map(|it| it.value());
            let found = Filter::ALL
                .into_iter()
                .find(|(_, key, _)| value.as_deref() == Some(key));
            filter.set(found.map_or(Filter::All, |(filter, ..)| filter));
            page.set(0);
        })
    };
    let decoded = props
        .preview
        .as_deref()
        .map(|preview| &preview.first[..])
        .unwrap_or_default();
    let range = match (rows.first(), rows.last()) {
        (Some(_), Some(_)) => format!(
            "{}–{} of {}",
            format::count((current * PAGE + 1) as u64),
            format::count((current * PAGE + rows.len()) as u64),
            format::count(listed.len() as u64)
        ),
        _ => "None".to_owned(),
    };
    html! {
        <div class="with-details">
            <div class="picture">
                <div class="tools" role="toolbar" aria-label="Transactions">
                    <Tool sign={Sign::Previous} label="Previous page" id="transactions-previous" disabled={current == 0} onclick={turn(current.saturating_sub(1))} />
                    <Tool sign={Sign::Next} label="Next page" id="transactions-next" disabled={current + 1 >= pages} onclick={turn(current + 1)} />
                    <span class="in-view range" data-testid="transactions-range">{ range }</span>
                    <label class="filter">
                        <span class="unseen">{ "Which" }</span>
                        <select data-testid="transactions-filter" onchange={choose}>
                            { for Filter::ALL.into_iter().map(|(one, key, name)| html! {
                                <option {key} value={key} selected={one == *filter}>{ name }</option>
                            }) }
                        </select>
                    </label>
                    <IndexField id="transactions-index" transactions={tallies.len() as u32} {selected} on_pick={props.dispatch.reform(Action::Select)} />
                </div>
                <div class="table-frame" tabindex="0" role="region" aria-label="Transactions of the block">
                    <table class="transactions" data-testid="transactions">
                        <thead>
                            <tr>
                                <th scope="col" class="number">{ "#" }</th>
                                <th scope="col">{ "Call" }</th>
                                <th scope="col" class="number">{ "Attempts" }</th>
                                <th scope="col" class="number">{ "Thread" }</th>
                                <th scope="col" class="number">{ "Busy" }</th>
                            </tr>
                        </thead>
                        <tbody>
                            { for rows.iter().map(|index| row(props, *index, &tallies[*index as usize], decoded)) }
                        </tbody>
                    </table>
                    if rows.is_empty() {
                        <p class="hint">{ "No transaction of this run." }</p>
                    }
                </div>
            </div>
            <Details selection={props.selection.clone()} dispatch={props.dispatch.clone()} />
        </div>
    }
}

fn row(
    props: &TransactionsProps,
    index: u32,
    tally: &Tally,
    decoded: &[DecodedTransaction],
) -> Html {
    let select = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(index)));
    let chosen = props.selection.index == Some(index);
    let known = props
        .selection
        .shown
        .as_deref()
        .map(|shown| &shown.transaction);
    let call = decoded.iter().chain(known).find(|one| one.index == index);
    let attempts = match (tally.aborted, tally.suspended) {
        (0, 0) => tally.executions.to_string(),
        (aborted, 0) => format!("{} ({aborted} thrown away)", tally.executions),
        (0, suspended) => format!("{} ({suspended} suspended)", tally.executions),
        (aborted, suspended) => {
            format!(
                "{} ({aborted} thrown away, {suspended} suspended)",
                tally.executions
            )
        }
    };
    html! {
        <tr
            key={index}
            class={classes!(chosen.then_some("chosen"), (tally.executions > 1).then_some("repeated"))}
            onclick={select.clone()}
        >
            <td class="number">
                <button
                    type="button"
                    class="link"
                    aria-pressed={chosen.to_string()}
                    aria-label={format!("Select transaction {index}")}
                    data-testid={format!("row-{index}")}
                >
                    { format::count(u64::from(index)) }
                </button>
            </td>
            <td class="call">
                if let Some(call) = call {
                    <span title={call.call.clone()}>{ format::short_addresses(&call.call) }</span>
                    <span class="quiet" title={call.from.clone()}>{ format!(" by {}", format::middle(&call.from, 5)) }</span>
                } else {
                    <span class="quiet">{ "select to decode" }</span>
                }
            </td>
            <td class="number">{ attempts }</td>
            <td class="number">{ tally.lane + 1 }</td>
            <td class="number">{ format::nanoseconds(tally.busy_ns) }</td>
        </tr>
    }
}
