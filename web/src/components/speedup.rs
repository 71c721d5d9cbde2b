//! Speedup over cores: every chosen strategy's simulated curve, what bounds them, and what was
//! measured.

mod controls;
mod files;
mod picture;
mod table;

use super::{lens::LensBar, view_props::ViewProps, waiting::Waiting};
use crate::{
    hooks::use_view,
    model::{
        Looking, Run, Shared, Slot, State,
        curve::{self, Candidate, Measured, chart::Rise},
    },
};
use controls::{choices, rising};
use files::take_away;
use lanewise_protocol::{Answer, Curve, CurveSpec, View};
use picture::CurvePicture;
use table::CurveTable;
use yew::prelude::*;

#[component]
pub(super) fn SpeedupView(props: &ViewProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let rise = use_state_eq(Rise::default);
    let before = asked_before(state);
    let all = candidates(state, run);
    let chosen = use_state_eq(|| first_chosen(&all, before.as_ref(), run));
    let question =
        (!chosen.is_empty()).then(|| curve::question(&chosen, state.lens.cost, before.as_ref()));
    let asked = use_view(
        state,
        run,
        Slot::Curve,
        question.clone().map(View::Curve),
        &props.dispatch,
    );
    let answer = asked.as_ref().and_then(|it| it.shown.clone());
    let found = match answer.as_deref() {
        Some(Answer::Curve(found)) if curve::is_whole(&found.spec) => Some(found),
        _ => None,
    };
    let ready = asked
        .as_ref()
        .is_some_and(|it| matches!(it.state, Looking::Ready));
    let current = ready && found.is_some_and(|found| Some(&found.spec) == question.as_ref());
    let points = curve::measured(run, &state.pinned);
    let waiting = html! {
        <Waiting
            id="speedup"
            asked={asked.clone()}
            slot={Slot::Curve}
            says="The engine is simulating the block on 1 to 256 cores…"
            dispatch={props.dispatch.clone()}
        />
    };
    let body = match (found, answer.clone()) {
        _ if chosen.is_empty() => html! {
            <div class="view-message" data-testid="speedup-none">
                <p>{ "No strategy is chosen. Choose one above to see its curve." }</p>
            </div>
        },
        (Some(found), Some(answer)) => html! {
            <>
                if !current {
                    <div class="again">{ waiting }</div>
                }
                { drawn(props, &answer, found, &all, &chosen, &points, *rise, current) }
            </>
        },
        _ => waiting,
    };
    html! {
        <div class="speedup-view">
            <div class="view-bar">
                <LensBar
                    state={state.clone()}
                    of_run={run.result.spec.strategy.clone()}
                    with_cores={false}
                    with_strategy={false}
                    dispatch={props.dispatch.clone()}
                />
                { rising(&rise) }
                if let Some(found) = found {
                    { take_away(props, found, &all, &chosen, &points, *rise) }
                }
            </div>
            { choices(&all, &chosen, run) }
            { body }
        </div>
    }
}

/// The strategies that are chosen at first. Who comes back finds what they left: those that were
/// asked for last; the run's own is among them in any case.
fn first_chosen(all: &[Candidate], before: Option<&CurveSpec>, run: &Run) -> Vec<String> {
    let before = before.filter(|spec| curve::is_whole(spec));
    let own = &run.result.spec.strategy;
    all.iter()
        .map(|one| &one.strategy)
        .filter(|id| *id == own || before.is_none_or(|spec| spec.strategies.contains(id)))
        .cloned()
        .collect()
}

/// The question that stands in the slot, whoever asked it.
fn asked_before(state: &State) -> Option<CurveSpec> {
    match &state.views.get(Slot::Curve)?.view {
        View::Curve(spec) => Some(spec.clone()),
        _ => None,
    }
}

fn candidates(state: &State, run: &Shared<Run>) -> Vec<Candidate> {
    let Some(info) = state.info.as_deref() else {
        return Vec::new();
    };
    let mut of_runs = vec![run.result.spec.strategy.as_str()];
    let same = |one: &&Shared<Run>| one.result.spec.block == run.result.spec.block;
    let pinned = state.pinned.iter().filter(same);
    of_runs.extend(pinned.map(|one| one.result.spec.strategy.as_str()));
    curve::candidates(&of_runs, info)
}

#[allow(clippy::too_many_arguments, reason = "what a picture is drawn from")]
fn drawn(
    props: &ViewProps,
    answer: &Shared<Answer>,
    found: &Curve,
    all: &[Candidate],
    chosen: &[String],
    points: &[Measured],
    rise: Rise,
    current: bool,
) -> Html {
    let lines = curve::shown(found, all, chosen);
    let problems = lines.iter().filter_map(|(one, line)| {
        let why = line.problem.as_ref()?;
        Some(html! {
            <li key={one.strategy.clone()} data-testid={format!("speedup-problem-{}", one.strategy)}>
                { format!("{} could not be simulated: {why}", one.name) }
            </li>
        })
    });
    let problems: Vec<Html> = problems.collect();
    let shown: Vec<Candidate> = lines.iter().map(|(one, _)| (*one).clone()).collect();
    html! {
        <div class={classes!("curve", (!current).then_some("dimmed"))} aria-busy={(!current).to_string()}>
            <p class="sentence" data-testid="speedup-sentence">{ curve::sentence(found, &lines) }</p>
            if !problems.is_empty() {
                <ul class="curve-problems" role="status">{ problems }</ul>
            }
            <CurvePicture
                answer={answer.clone()}
                shown={shown.clone()}
                points={points.to_vec()}
                {rise}
            />
            <details class="bounds" data-testid="speedup-bounds">
                <summary>{ "What the lines mean" }</summary>
                <dl>
                    { for curve::bounds(found).into_iter().map(|(name, said)| html! {
                        <div key={name}><dt>{ name }</dt><dd>{ said }</dd></div>
                    }) }
                </dl>
            </details>
            <CurveTable answer={answer.clone()} {shown} points={points.to_vec()} dispatch={props.dispatch.clone()} />
        </div>
    }
}
