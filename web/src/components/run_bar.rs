//! Strategy, threads, Run, Cancel, progress. Always in sight.

use super::icon::{Icon, Sign};
use crate::model::{
    Action, Engine, Field, Offers, RunState, Running, Shared, State, format, strategy, text,
};
use lanewise_protocol::{OptionInfo, StrategyInfo};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct RunBarProps {
    pub(super) state: Shared<State>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn RunBar(props: &RunBarProps) -> Html {
    let state = &props.state;
    let running = match &state.run {
        RunState::Running(running) => Some(running),
        _ => None,
    };
    let run = props.dispatch.reform(|_: MouseEvent| Action::Run);
    let cancel = props.dispatch.reform(|_: MouseEvent| Action::Cancel);
    html! {
        <section class="run-bar" aria-label="Run">
            <div class="run-controls">
                { strategies(props) }
                { options(props) }
                { threads(props) }
                <div class="run-buttons">
                    <button
                        type="button"
                        class="button run"
                        data-testid="run"
                        title="Ctrl + Enter"
                        disabled={!state.can_run()}
                        onclick={run}
                    >
                        <Icon sign={Sign::Play} />
                        { "Run" }
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-testid="cancel"
                        title="Escape"
                        disabled={running.is_none_or(|run| run.cancelling)}
                        onclick={cancel}
                    >
                        <Icon sign={Sign::Stop} />
                        { "Cancel" }
                    </button>
                </div>
            </div>
            { for [Field::Strategy, Field::Threads].into_iter().filter_map(|field| remark(state, field)) }
            { progress(state, running) }
        </section>
    }
}

/// What is to be said about strategy or threads, below the controls.
fn remark(state: &State, field: Field) -> Option<Html> {
    let said = state.remark(field)?.to_owned();
    let class = if state.is_wrong(field) {
        "wrong"
    } else {
        "said"
    };
    Some(html! {
        <p
            key={field.key()}
            class={classes!("remark", class)}
            id={format!("{}-note", field.key())}
            data-testid={format!("error-{}", field.key())}
        >
            { said }
        </p>
    })
}

/// The bar and the words under the controls; their room is kept when there is nothing to say.
fn progress(state: &State, running: Option<&Running>) -> Html {
    let fraction = match (&state.run, running) {
        (_, Some(run)) => run.fraction,
        (RunState::Done, _) => 1.0,
        _ => 0.0,
    };
    let percent = (fraction * 100.0).round();
    html! {
        <div class={classes!("progress", state.run.key())}>
            <div
                class="track"
                role="progressbar"
                aria-label="Progress of the run"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow={percent.to_string()}
                data-testid="progress"
                style={format!("--done: {fraction:.4}")}
            >
                <span></span>
            </div>
            <p class="phase" data-testid="phase" role="status">{ words(state, running) }</p>
        </div>
    }
}

fn words(state: &State, running: Option<&Running>) -> String {
    if let Some(run) = running {
        if run.cancelling {
            return "Stopping…".to_owned();
        }
        let units = if run.total > 0 {
            let [done, total] = [run.done, run.total].map(|n| format::count(u64::from(n)));
            format!(" · {done} of {total}")
        } else {
            String::new()
        };
        return format!("{}{units}", text::phase(run.phase));
    }
    if let Some(error) = state.hindrance().filter(|_| state.info.is_some()) {
        return error.message.clone();
    }
    let bench = state
        .workbench
        .as_ref()
        .filter(|_| state.import.opened.is_none());
    if let Some(why) = bench.and_then(|bench| bench.hindrance()) {
        return why;
    }
    match (&state.engine, &state.run) {
        (Engine::Down(why), _) => why.clone(),
        (Engine::Unborn | Engine::Starting { .. }, RunState::Cancelled) => {
            "Cancelled. The engine is being restarted.".to_owned()
        }
        (Engine::Unborn | Engine::Starting { .. }, _) => "Starting the engine…".to_owned(),
        (_, RunState::Idle | RunState::Running(_)) => {
            "Ready: the block is executed one by one, then in parallel.".to_owned()
        }
        (_, RunState::Done) => state.last.as_ref().map_or_else(String::new, |last| {
            let result = &last.result;
            let same = if result.check.equal {
                "same result"
            } else {
                "DIFFERENT RESULT"
            };
            format!(
                "Done: {} on {}, {same}.",
                format::factor(result.speedup),
                format::plural(u64::from(result.spec.threads), "thread")
            )
        }),
        (_, RunState::Cancelled) => "Cancelled.".to_owned(),
        (_, RunState::Refused(_)) => "The block is invalid, so nothing was measured.".to_owned(),
        (_, RunState::Failed(_)) if state.last.is_some() => {
            "The run failed; the last good result is still below.".to_owned()
        }
        (_, RunState::Failed(_)) => "The run failed.".to_owned(),
    }
}

fn choose(props: &RunBarProps, field: Field) -> Callback<Event> {
    props.dispatch.reform(move |event: Event| {
        let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
        Action::Set(
            field,
            select.map(|select| select.value()).unwrap_or_default(),
        )
    })
}

fn strategies(props: &RunBarProps) -> Html {
    let (state, field) = (&props.state, Field::Strategy);
    let offered = state
        .info
        .as_ref()
        .map(|info| &info.strategies[..])
        .unwrap_or_default();
    let chosen = state
        .info
        .as_ref()
        .and_then(|info| info.strategy(&state.settings.strategy));
    html! {
        <div class="choice" title={chosen.map(|one| one.summary.clone())}>
            <label for="strategy">{ field.label() }</label>
            <select
                id="strategy"
                data-testid="strategy"
                aria-invalid={state.is_wrong(field).to_string()}
                aria-describedby={state.remark(field).map(|_| format!("{}-note", field.key()))}
                disabled={offered.is_empty()}
                onchange={choose(props, field)}
            >
                { for offered.iter().map(|one| html! {
                    <option
                        key={one.id.clone()}
                        value={one.id.clone()}
                        selected={one.id == strategy::id(&state.settings.strategy)}
                        title={one.summary.clone()}
                    >
                        { &one.title }
                    </option>
                }) }
            </select>
        </div>
    }
}

/// What can be chosen of the strategy.
fn options(props: &RunBarProps) -> Html {
    let state = &props.state;
    let text = &state.settings.strategy;
    let chosen = state.info.as_ref().and_then(|info| info.strategy(text));
    let one = |(chosen, option): (&StrategyInfo, &OptionInfo)| {
        let id = format!("strategy-{}", option.id);
        let value = strategy::value(text, option);
        let onchange = {
            let (text, chosen, option) = (text.clone(), chosen.clone(), option.id.clone());
            props.dispatch.reform(move |event: Event| {
                let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
                let value = select.map(|select| select.value()).unwrap_or_default();
                Action::Set(
                    Field::Strategy,
                    strategy::with(&text, &chosen, &option, &value),
                )
            })
        };
        html! {
            <div class="choice option" key={id.clone()} title={option.summary.clone()}>
                <label for={id.clone()}>{ &option.title }</label>
                <select id={id.clone()} data-testid={id} {onchange}>
                    { for option.values.iter().map(|(id, title)| html! {
                        <option key={id.clone()} value={id.clone()} selected={id == value}>{ title }</option>
                    }) }
                </select>
            </div>
        }
    };
    let options = chosen.into_iter().flat_map(|chosen| {
        let options = chosen.options.iter();
        options.map(move |option| (chosen, option))
    });
    options.map(one).collect()
}

fn threads(props: &RunBarProps) -> Html {
    let (state, field) = (&props.state, Field::Threads);
    let most = state.info.as_ref().map_or(0, |info| info.threads);
    let parallel = state
        .info
        .as_ref()
        .and_then(|info| info.strategy(&state.settings.strategy))
        .is_none_or(|strategy| strategy.parallel);
    let set = &state.settings.threads;
    let listed = set
        .parse::<u32>()
        .is_ok_and(|set| (1..=most).contains(&set));
    let option = |value: String, text: String, selected: bool| {
        html! { <option key={value.clone()} {value} {selected}>{ text }</option> }
    };
    html! {
        <div class={classes!("choice", "narrow", state.is_wrong(field).then_some("wrong"))}>
            <label for="threads">{ field.label() }</label>
            <select
                id="threads"
                data-testid="threads"
                aria-invalid={state.is_wrong(field).to_string()}
                aria-describedby={state.remark(field).map(|_| format!("{}-note", field.key()))}
                disabled={most == 0 || !parallel}
                onchange={choose(props, field)}
            >
                if most > 0 && !listed && parallel {
                    { option(set.clone(), format::clipped(set, 12), true) }
                }
                if parallel {
                    { for (1..=most).map(|threads| {
                        option(threads.to_string(), threads.to_string(), threads.to_string() == *set)
                    }) }
                } else {
                    { option("1".to_owned(), "1".to_owned(), true) }
                }
            </select>
        </div>
    }
}
