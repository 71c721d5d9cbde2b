//! "What if it did not conflict?": a simulation without some places.

use super::super::waiting::Waiting;
use crate::{
    hooks::use_view,
    model::{Action, Run, Shared, Slot, State, conflicts, format},
};
use lanewise_protocol::{Answer, Limits, View, WhatIf, WhatIfSpec};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WhatIfProps {
    /// The conflicts: they name the places.
    pub(super) answer: Shared<Answer>,
    /// The places that are ticked, by key.
    pub(super) chosen: Vec<String>,
    /// The places that somebody asked to be taken out.
    pub(super) wished: Option<Vec<String>>,
    pub(super) on_clear: Callback<()>,
    pub(super) on_simulate: Callback<Vec<String>>,
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn WhatIfPanel(props: &WhatIfProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let simulation = state.lens.simulation(&run.result.spec.strategy);
    let view = props.wished.clone().map(|places| {
        View::WhatIf(WhatIfSpec {
            simulation: simulation.clone(),
            places,
        })
    });
    let asked = use_view(state, run, Slot::WhatIf, view.clone(), &props.dispatch);
    let Answer::Conflicts(found) = &*props.answer else {
        return Html::default();
    };
    let count = props.chosen.len();
    let simulate = {
        let (chosen, on_simulate) = (props.chosen.clone(), props.on_simulate.clone());
        Callback::from(move |_: MouseEvent| on_simulate.emit(chosen.clone()))
    };
    let clear = props.on_clear.reform(|_: MouseEvent| ());
    let shown = asked.as_ref().and_then(|asked| asked.shown.as_deref());
    let shown = match shown {
        Some(Answer::WhatIf(answer)) => Some(answer),
        _ => None,
    };
    // A question that nobody has asked yet needs no message about it.
    let is_open = view.is_some() && asked.as_ref().is_none_or(|it| it.answer().is_none());
    let is_other = shown.is_some_and(|it| count > 0 && it.spec.places != props.chosen);
    html! {
        <section class="what-if again" aria-labelledby="what-if-title" data-testid="what-if">
            <div class="what-if-head">
                <h3 id="what-if-title">{ "If these did not conflict" }</h3>
                <span class="tag simulated">{ "Simulated" }</span>
                <span class="quiet" data-testid="what-if-count" data-value={count.to_string()}>
                    { match count {
                        0 => "Tick places in the list below.".to_owned(),
                        full if full >= Limits::WHAT_IF_PLACES => format!("{full} places, the most at once"),
                        some => format!("{} ticked", format::plural(some as u64, "place")),
                    } }
                </span>
                <span class="what-if-buttons">
                    <button type="button" class="button small" data-testid="what-if-simulate" disabled={count == 0} onclick={simulate}>
                        { "Simulate without them" }
                    </button>
                    <button type="button" class="button small" data-testid="what-if-clear" disabled={count == 0} onclick={clear}>
                        { "Untick all" }
                    </button>
                </span>
            </div>
            if let Some(answer) = shown {
                { result(answer, found, is_other && !is_open) }
            }
            if is_open {
                <Waiting
                    id="what-if"
                    {asked}
                    slot={Slot::WhatIf}
                    says="The engine simulates the block as it is, and without these places…"
                    dispatch={props.dispatch.clone()}
                />
            }
        </section>
    }
}

fn result(answer: &WhatIf, found: &lanewise_protocol::Conflicts, is_other: bool) -> Html {
    let names = conflicts::names(found, &answer.spec.places);
    let (before, after) = (&answer.before, &answer.after);
    let most = before.speedup.max(after.speedup).max(1.0);
    let bar = |name: &'static str, class: &'static str, value: f64| {
        html! {
            <>
                <span>{ name }</span>
                <span class={classes!("portion", class)} aria-hidden="true">
                    <span style={format!("width: {:.1}%", value / most * 100.0)}></span>
                </span>
                <strong>{ format::factor(value) }</strong>
            </>
        }
    };
    html! {
        <div class="what-if-result" data-testid="what-if-result" data-before={before.speedup.to_string()} data-value={after.speedup.to_string()}>
            <p role="status">{ conflicts::what_if(answer, &names) }</p>
            <div class="what-if-bars" aria-hidden="true">
                { bar("As it is", "before", before.speedup) }
                { bar("Without", "after", after.speedup) }
            </div>
            <p class="footnote">
                { format!(
                    "On as many cores as it can use, the block could go at most {} faster instead of {}. {} thrown away and done again: {}, instead of {}.",
                    format::factor(answer.ceiling_after),
                    format::factor(answer.ceiling_before),
                    "Executions",
                    format::count(u64::from(after.aborts)),
                    format::count(u64::from(before.aborts)),
                ) }
                if is_other {
                    { " Other places are ticked by now." }
                }
            </p>
        </div>
    }
}
