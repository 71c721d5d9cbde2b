//! The block's transactions, all in one table of which only what is in sight is drawn.

mod grid;
mod texts;
mod tools;

use super::{
    details::Details,
    take_away::{Offer, TakeAway, Taken},
    toolbar::IndexField,
    view_props::ViewProps,
    waiting::Waiting,
};
use crate::{
    hooks::use_view,
    model::{
        Action, Asked, Looking, Run, Shared, Slot, State, Tab, format,
        table::{Filter, Order, Source, Which},
    },
};
use grid::Grid;
use lanewise_protocol::{Answer, GraphOptions, Table, View};
use std::rc::Rc;
use tools::Tools;
use yew::prelude::*;

/// The engine's columns, in an answer.
fn table_of(answer: Option<&Shared<Answer>>) -> Option<&Table> {
    match answer.map(|answer| &**answer) {
        Some(Answer::Table(table)) => Some(table),
        _ => None,
    }
}

/// The longest chain, where another view has brought it already.
fn critical_of(answer: Option<&Shared<Answer>>) -> Option<&[u32]> {
    match answer.map(|answer| &**answer) {
        Some(Answer::Conflicts(conflicts)) => Some(&conflicts.critical_path),
        Some(Answer::Graph(graph)) => Some(&graph.critical_path),
        _ => None,
    }
}

/// What the rows are made of, as a value that can be compared.
#[derive(Clone, PartialEq)]
struct Parts {
    run: Shared<Run>,
    table: Option<Shared<Answer>>,
    critical: Option<Shared<Answer>>,
}

impl Parts {
    fn source(&self) -> Source<'_> {
        Source {
            table: table_of(self.table.as_ref()),
            tallies: &self.run.lanes.tallies,
            critical: critical_of(self.critical.as_ref()),
        }
    }
}

fn shown(state: &State, slot: Slot) -> Option<Shared<Answer>> {
    state.views.get(slot).and_then(|asked| asked.shown.clone())
}

fn is_ready(asked: Option<&Asked>) -> bool {
    asked.is_some_and(|asked| asked.state == Looking::Ready)
}

#[component]
pub(super) fn Transactions(props: &ViewProps) -> Html {
    let ViewProps {
        state,
        run,
        dispatch,
        ..
    } = props;
    let filter = use_state_eq(Filter::default);
    let order = use_state_eq(Order::default);
    let asked = use_view(state, run, Slot::Table, Some(View::Table), dispatch);
    let known = [Slot::Conflicts, Slot::Graph]
        .into_iter()
        .filter_map(|slot| shown(state, slot))
        .find(|answer| critical_of(Some(answer)).is_some());
    // The longest chain is asked for only by who wants to see it.
    let chain = (filter.which == Which::Critical && known.is_none())
        .then(|| View::Graph(GraphOptions::default()));
    let wants_chain = chain.is_some();
    let chain = use_view(state, run, Slot::Graph, chain, dispatch);
    let parts = Parts {
        run: run.clone(),
        table: asked.as_ref().and_then(|asked| asked.shown.clone()),
        critical: known,
    };
    let listed = use_memo(
        (parts.clone(), (*filter).clone(), *order),
        |(parts, filter, order)| parts.source().listed(filter, *order),
    );
    let on_filter = {
        let filter = filter.clone();
        Callback::from(move |next| filter.set(next))
    };
    let on_sort = {
        let order = order.clone();
        Callback::from(move |column| order.set(order.pressed(column)))
    };
    let offers = {
        let parts = parts.clone();
        let csv = move || {
            let name = "lanewise-transactions-measured.csv".to_owned();
            Taken::Text(name, parts.source().csv())
        };
        vec![Offer::new("CSV", csv)]
    };
    let all = run.lanes.tallies.len();
    let selected = state.selection.index;
    let hidden = selected.filter(|index| !listed.contains(index));
    let times = table_of(parts.table.as_ref()).map(in_words);
    html! {
        <div class="with-details transactions-view">
            <div class="picture">
                <Tools
                    answer={parts.table.clone()}
                    filter={(*filter).clone()}
                    {on_filter}
                />
                <div class="tools">
                    <span class="in-view range" role="status" data-testid="transactions-range" data-value={listed.len().to_string()}>
                        { format!("{} of {}", format::count(listed.len() as u64), format::plural(all as u64, "transaction")) }
                    </span>
                    <IndexField id="transactions-index" transactions={all as u32} {selected} on_pick={dispatch.reform(Action::Select)} />
                    <TakeAway id="transactions" {offers} dispatch={dispatch.clone()} />
                </div>
                if !is_ready(asked.as_ref()) {
                    <div class="again">
                        <Waiting
                            id="transactions"
                            {asked}
                            slot={Slot::Table}
                            says="The engine is measuring each transaction, one after the other, several times…"
                            dispatch={dispatch.clone()}
                        />
                    </div>
                }
                if wants_chain && !is_ready(chain.as_ref()) {
                    <div class="again">
                        <Waiting
                            id="transactions-chain"
                            asked={chain}
                            slot={Slot::Graph}
                            says="The engine is looking for the longest chain…"
                            dispatch={dispatch.clone()}
                        />
                    </div>
                }
                if let Some(index) = hidden {
                    <p class="quiet" role="status" data-testid="transactions-hidden">
                        { format!("Transaction {} is selected, but the filter leaves it out.", format::count(u64::from(index))) }
                    </p>
                }
                <Grid
                    state={state.clone()}
                    {parts}
                    listed={Rc::clone(&listed)}
                    order={*order}
                    {on_sort}
                    dispatch={dispatch.clone()}
                />
                <p class="footnote">
                    <span class="tag">{ "Measured" }</span>
                    { " " }
                    if let Some(times) = times {
                        <span data-testid="transactions-times">{ times }</span>
                    }
                    { "Executions are those of the parallel run whose timeline was recorded. Arrow keys, Page Up, Page Down, Home and End move the selection." }
                </p>
            </div>
            <Details selection={state.selection.clone()} here={Tab::Transactions} dispatch={dispatch.clone()} />
        </div>
    }
}

/// What the times are.
fn in_words(table: &Table) -> String {
    let passes = match table.passes {
        1 => "one pass".to_owned(),
        more => format!("{more} passes"),
    };
    if table.is_dealt_out {
        format!(
            "This browser’s clock is too coarse for single transactions: the median of {passes} over \
             the block, one by one, is dealt out by gas. "
        )
    } else {
        format!("Time is the median of {passes} over the block, one by one. ")
    }
}
