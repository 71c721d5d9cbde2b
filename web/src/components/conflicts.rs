//! Which variable, on which line, makes the block wait; and what to do about it.

mod detail;
mod list;
mod sources;
mod what_if;

pub(super) use sources::{Lines, MarkStrip, bring_into_view, use_lines};

use super::{
    details::Details,
    lens::LensBar,
    take_away::{Offer, TakeAway, Taken},
    view_props::ViewProps,
    waiting::Waiting,
};
use crate::{
    hooks::use_view,
    model::{
        Action, Run, Shared, Slot, State, Tab,
        conflicts::{self, Part, export},
        format, strategy,
        take_away::Source,
    },
};
use detail::Detail;
use lanewise_protocol::{Answer, BlockSource, Conflicts, ConflictsSpec, CostModel, View};
use list::List;
use what_if::WhatIfPanel;
use yew::prelude::*;

/// The most transactions of the critical path that are listed.
const PATH: usize = 12;

#[component]
pub(super) fn ConflictsView(props: &ViewProps) -> Html {
    let (state, run, dispatch) = (&props.state, &props.run, &props.dispatch);
    let spec = ConflictsSpec {
        cost: state.lens.cost,
    };
    let asked = use_view(
        state,
        run,
        Slot::Conflicts,
        Some(View::Conflicts(spec)),
        dispatch,
    );
    let is_current = asked.as_ref().is_some_and(|it| it.answer().is_some());
    // Another cost model keeps the last ranking in view, paler, until the new one is there.
    let pending = asked.as_ref().is_some_and(|it| it.is_pending());
    let shown = asked
        .as_ref()
        .filter(|_| is_current || pending)
        .and_then(|asked| asked.shown.clone());
    let found = shown.filter(|answer| matches!(**answer, Answer::Conflicts(_)));
    html! {
        <div class={classes!("conflicts", found.is_some().then_some("again"))} data-testid="conflicts" data-state={match (&found, is_current) {
            (Some(_), true) => "ready",
            (Some(_), false) => "again",
            (None, _) => "waiting",
        }}>
            <div class="view-bar">
                <LensBar state={state.clone()} of_run={run.result.spec.strategy.clone()} dispatch={dispatch.clone()} />
                if let Some(answer) = &found {
                    <TakeAway id="conflicts" offers={offers(answer, run, state)} dispatch={dispatch.clone()} />
                }
            </div>
            if let Some(answer) = found {
                <Found answer={answer} {is_current} state={state.clone()} run={run.clone()} dispatch={dispatch.clone()} />
            }
            if !is_current {
                <Waiting
                    id="conflicts"
                    {asked}
                    slot={Slot::Conflicts}
                    says="The engine is working out what the critical path waits for…"
                    dispatch={dispatch.clone()}
                />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    /// Of [`Answer::Conflicts`]; anything else shows nothing.
    answer: Shared<Answer>,
    is_current: bool,
    state: Shared<State>,
    run: Shared<Run>,
    dispatch: Callback<Action>,
}

#[component]
fn Found(props: &FoundProps) -> Html {
    let (state, run, dispatch) = (&props.state, &props.run, &props.dispatch);
    let open = use_state_eq(|| None::<String>);
    // What was last simulated stays in question when somebody comes back to this view.
    let chosen = use_state_eq(|| match state.views.get(Slot::WhatIf) {
        Some(asked) => match &asked.view {
            View::WhatIf(spec) => spec.places.clone(),
            _ => Vec::new(),
        },
        None => Vec::new(),
    });
    let wished = use_state_eq(|| None::<Vec<String>>);
    let Answer::Conflicts(conflicts) = &*props.answer else {
        return Html::default();
    };
    let places = &conflicts.places;
    let place = open
        .as_ref()
        .and_then(|key| places.iter().position(|it| it.key == *key))
        .unwrap_or(0);
    let on_open = {
        let open = open.clone();
        Callback::from(move |key: String| open.set(Some(key)))
    };
    let on_choose = {
        let chosen = chosen.clone();
        Callback::from(move |key: String| {
            let mut next = (*chosen).clone();
            match next.iter().position(|it| *it == key) {
                Some(at) => {
                    next.remove(at);
                }
                None => next.push(key),
            }
            chosen.set(next);
        })
    };
    let on_simulate = {
        let (wished, chosen) = (wished.clone(), chosen.clone());
        Callback::from(move |keys: Vec<String>| {
            chosen.set(keys.clone());
            wished.set(Some(keys));
        })
    };
    let on_clear = {
        let chosen = chosen.clone();
        Callback::from(move |()| chosen.set(Vec::new()))
    };
    let good = places.is_empty();
    html! {
        <div class={classes!("conflicts-found", (!props.is_current).then_some("dimmed"))}>
            <div class={classes!("conflicts-answer", good.then_some("good"))}>
                <p data-testid="conflicts-sentence" data-value={conflicts.bounds.ceiling.to_string()}>
                    { sentence(conflicts) }
                </p>
                <p class="footnote">
                    <span class="tag">{ source_tag(conflicts.spec.cost) }</span>
                    { format!(
                        " {} How fast the block could go is worked out from these costs, for as many cores as it can use.",
                        conflicts::about_costs(conflicts.spec.cost),
                    ) }
                </p>
            </div>
            { critical_path(conflicts, dispatch) }
            if !good {
                <WhatIfPanel
                    answer={props.answer.clone()}
                    chosen={(*chosen).clone()}
                    wished={(*wished).clone()}
                    {on_clear}
                    on_simulate={on_simulate.clone()}
                    state={state.clone()}
                    run={run.clone()}
                    dispatch={dispatch.clone()}
                />
                <div class="conflicts-body">
                    <div class="conflicts-list">
                        <List
                            answer={props.answer.clone()}
                            open={place}
                            chosen={(*chosen).clone()}
                            {on_open}
                            {on_choose}
                        />
                    </div>
                    <div class="conflicts-side">
                        <Detail
                            answer={props.answer.clone()}
                            {place}
                            state={state.clone()}
                            block={run.result.spec.block.clone()}
                            {on_simulate}
                            dispatch={dispatch.clone()}
                        />
                        if state.selection.index.is_some() {
                            <Details selection={state.selection.clone()} dispatch={dispatch.clone()} />
                        }
                    </div>
                </div>
            }
        </div>
    }
}

/// Where the costs come from, as every view says it.
const fn source_tag(cost: CostModel) -> &'static str {
    match export::source(cost) {
        Source::Measured => "Measured",
        Source::Simulated => "Simulated",
        Source::Recorded => "Recorded",
    }
}

/// The answer, names in it set as code.
fn sentence(conflicts: &Conflicts) -> Html {
    let part = |part: Part| match part {
        Part::Words(text) => html! { { text } },
        Part::Name(text) => html! { <code>{ text }</code> },
    };
    html! { <>{ for conflicts::answer(conflicts).into_iter().map(part) }</> }
}

fn critical_path(conflicts: &Conflicts, dispatch: &Callback<Action>) -> Html {
    let path = &conflicts.critical_path;
    let Some(first) = path.first().copied().filter(|_| path.len() > 1) else {
        return Html::default();
    };
    let to_graph = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Select(Some(first)));
            dispatch.emit(Action::Tab(Tab::Graph));
        })
    };
    let rest = path.len().saturating_sub(PATH);
    html! {
        <p class="links conflicts-path" data-testid="conflicts-path" data-value={path.len().to_string()}>
            <span>{ format!("Critical path, {}, the longest chain in which each waits for the one before:", format::plural(path.len() as u64, "transaction")) }</span>
            { for path.iter().take(PATH).map(|index| transaction(*index, dispatch)) }
            if rest > 0 {
                <span class="quiet">{ format!("and {} more", format::count(rest as u64)) }</span>
            }
            <button type="button" class="link" data-testid="conflicts-graph" onclick={to_graph}>
                { "Show it in the graph" }
            </button>
        </p>
    }
}

/// A link that selects a transaction.
fn transaction(index: u32, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(index)));
    html! {
        <button
            type="button"
            class="link"
            aria-label={format!("Select transaction {index}")}
            data-testid={format!("conflicts-link-{index}")}
            {onclick}
        >
            { format!("#{}", format::count(u64::from(index))) }
        </button>
    }
}

fn offers(answer: &Shared<Answer>, run: &Run, state: &State) -> Vec<Offer> {
    let parameters = format!(
        "{}, {}, {}",
        format::plural(u64::from(run.result.block.transactions), "transaction"),
        strategy::words(&run.result.spec.strategy, state.info.as_deref()),
        match &run.result.spec.block {
            BlockSource::Batch(batch) => format!("scenario {}", batch.preset),
            BlockSource::File(_) => "a block of a file".to_owned(),
            BlockSource::Project(_) => "a project’s block".to_owned(),
        }
    );
    let taking = |take: fn(&Conflicts, &str) -> Taken| {
        let (answer, parameters) = (answer.clone(), parameters.clone());
        move || match &*answer {
            Answer::Conflicts(conflicts) => take(conflicts, &parameters),
            _ => Taken::Text("lanewise-conflicts.txt".to_owned(), String::new()),
        }
    };
    vec![
        Offer::new(
            "SVG",
            taking(|it, parameters| Taken::Svg(export::chart(it, parameters))),
        ),
        Offer::new(
            "PNG",
            taking(|it, parameters| Taken::Png(export::chart(it, parameters))),
        ),
        Offer::new(
            "CSV",
            taking(|it, _| Taken::Text("lanewise-conflicts.csv".to_owned(), export::table(it))),
        ),
        Offer::new(
            "JSON",
            taking(|it, parameters| {
                Taken::Text(
                    "lanewise-conflicts.json".to_owned(),
                    export::document(it, parameters),
                )
            }),
        ),
    ]
}
