//! Several strategies on one block: the table of what was measured, and the button that runs those
//! that are missing.
//!
//! The queue lives as long as this tab is in front; when the person leaves it, the run under way is
//! cancelled and the strategy that was set is put back.

use crate::model::{
    Action, Run, Shared, State,
    curve::threads,
    format,
    pinned::{
        self,
        queue::{self, Next, Queue},
    },
    strategy,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct StrategiesProps {
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

/// The queue, as it is now and as it was last drawn.
struct Handle {
    shown: UseStateHandle<Option<Queue>>,
    begin: Callback<MouseEvent>,
    stop: Callback<MouseEvent>,
    said: UseStateHandle<Option<String>>,
}

#[hook]
fn use_queue(state: &Shared<State>, run: &Shared<Run>, dispatch: &Callback<Action>) -> Handle {
    // The value that counts; the other one has the component drawn again.
    let live = use_mut_ref(|| None::<Queue>);
    let shown = use_state_eq(|| None::<Queue>);
    let said = use_state_eq(|| None::<String>);
    {
        let (live, shown, said) = (live.clone(), shown.clone(), said.clone());
        let dispatch = dispatch.clone();
        use_effect_with((state.clone(), (*shown).clone()), move |(state, _)| {
            let Some(queue) = live.borrow().clone() else {
                return;
            };
            let (next, actions) = queue.step(state);
            let next = match next {
                Next::On(queue) => Some(queue),
                Next::Over(why) => {
                    said.set(Some(why.unwrap_or_else(|| {
                        "All have been run; each is pinned.".to_owned()
                    })));
                    None
                }
            };
            live.replace(next.clone());
            shown.set(next);
            for action in actions {
                dispatch.emit(action);
            }
        });
    }
    {
        let (live, dispatch) = (live.clone(), dispatch.clone());
        use_effect_with((), move |()| {
            move || {
                let left = live.borrow_mut().take();
                for action in left.iter().flat_map(Queue::cancel) {
                    dispatch.emit(action);
                }
            }
        });
    }
    let begin = {
        let (live, shown, said) = (live.clone(), shown.clone(), said.clone());
        let (state, run, dispatch) = (state.clone(), run.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let queue = Queue::new(&state, &run, queue::missing(&state, &run));
            dispatch.emit(Action::Pin(None));
            live.replace(Some(queue.clone()));
            said.set(None);
            shown.set(Some(queue));
        })
    };
    let stop = {
        let (shown, said, dispatch) = (shown.clone(), said.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let left = live.borrow_mut().take();
            for action in left.iter().flat_map(Queue::cancel) {
                dispatch.emit(action);
            }
            said.set(Some("Stopped.".to_owned()));
            shown.set(None);
        })
    };
    Handle {
        shown,
        begin,
        stop,
        said,
    }
}

#[component]
pub(super) fn Strategies(props: &StrategiesProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let queue = use_queue(state, run, &props.dispatch);
    let runs = pinned::on_block(run, &state.pinned);
    html! {
        <section class="strategies" aria-labelledby="strategies-title">
            <h3 class="caption" id="strategies-title">{ "Strategies on this block" }</h3>
            { control(props, &queue) }
            { table(props, &runs) }
        </section>
    }
}

fn control(props: &StrategiesProps, queue: &Handle) -> Html {
    let (state, run) = (&props.state, &props.run);
    if let Some(under_way) = &*queue.shown {
        let (begun, all) = under_way.progress();
        let name = strategy::words(under_way.current(), state.info.as_deref());
        return html! {
            <div class="view-bar queue" data-testid="compare-queue" data-begun={begun.to_string()} data-all={all.to_string()}>
                <p role="status">
                    { format!("Running {} of {}: {name}. ", format::count(begun as u64), format::count(all as u64)) }
                    <span class="quiet">{ "Leaving this tab stops it." }</span>
                </p>
                <progress max={all.to_string()} value={begun.saturating_sub(1).to_string()} aria-label="Strategies that have been run"></progress>
                <button type="button" class="button small" data-testid="compare-queue-stop" onclick={queue.stop.clone()}>{ "Stop" }</button>
            </div>
        };
    }
    let hindrance = queue::hindrance(state, run);
    let missing = queue::missing(state, run);
    let threads = format::plural(u64::from(threads(run)), "thread");
    let names: Vec<String> = missing
        .iter()
        .map(|one| strategy::words(one, state.info.as_deref()))
        .collect();
    html! {
        <div class="view-bar">
            <button
                type="button"
                class="button small"
                data-testid="compare-run-all"
                disabled={hindrance.is_some()}
                onclick={queue.begin.clone()}
            >{ "Run all strategies on this block" }</button>
            <span class="quiet" data-testid="compare-run-all-note">
                { match hindrance {
                    Some(why) => why.to_owned(),
                    None => format!("One after another on {threads}: {}.", names.join("; ")),
                } }
            </span>
            if let Some(said) = &*queue.said {
                <span role="status" data-testid="compare-queue-said">{ said }</span>
            }
        </div>
    }
}

fn table(props: &StrategiesProps, runs: &[Shared<Run>]) -> Html {
    let most = runs
        .iter()
        .map(|run| run.result.speedup)
        .fold(1.0, f64::max);
    let row = |(place, run): (usize, &Shared<Run>)| {
        let result = &run.result;
        let number =
            |value: u32| html! { <td class="number">{ format::count(u64::from(value)) }</td> };
        let time = |ms: f64| html! { <td class="number" data-value={ms.to_string()}>{ format::milliseconds(ms) }</td> };
        let fastest = place == 0 && runs.len() > 1;
        html! {
            <tr key={run.number} data-testid={format!("compare-row-{}", run.number)} data-strategy={result.spec.strategy.clone()} class={fastest.then_some("fastest")}>
                <th scope="row">
                    { strategy::words(&result.spec.strategy, props.state.info.as_deref()) }
                    if fastest { <span class="tag">{ "fastest" }</span> }
                    if *run == props.run { <span class="quiet">{ " (last)" }</span> }
                </th>
                <td class="number">{ threads(run) }</td>
                <td data-value={result.speedup.to_string()}>
                    <span class="beside-value">{ format::factor(result.speedup) }</span>
                    <span class="beside-bar" aria-hidden="true"><i class="right" style={format!("width: {:.2}%", result.speedup / most * 100.0)}></i></span>
                </td>
                { time(result.parallel.median_ms) }
                { time(result.sequential.median_ms) }
                <td class="number">{ format::transactions_per_second(result.parallel.transactions_per_second) }</td>
                { number(result.counts.aborts) }
                { number(result.counts.suspensions) }
                <td>{ if result.check.equal { "yes" } else { "no" } }</td>
            </tr>
        }
    };
    html! {
        <div class="strategies-table" tabindex="0" role="region" aria-label="Measured runs of this block">
            <table data-testid="compare-table" data-count={runs.len().to_string()}>
                <caption>
                    <span class="tag">{ "Measured" }</span>
                    { " The last run and the pinned ones of the same block, the fastest first" }
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Strategy" }</th>
                        <th scope="col" class="number">{ "Threads" }</th>
                        <th scope="col">{ "Speedup" }</th>
                        <th scope="col" class="number">{ "Parallel" }</th>
                        <th scope="col" class="number">{ "One by one" }</th>
                        <th scope="col" class="number">{ "Parallel rate" }</th>
                        <th scope="col" class="number">{ "Aborts" }</th>
                        <th scope="col" class="number">{ "Suspensions" }</th>
                        <th scope="col">{ "Same result" }</th>
                    </tr>
                </thead>
                <tbody>{ for runs.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}
