//! The last run, in nine views.

use super::{
    access_list::AccessListView,
    conflicts::ConflictsView,
    empty::Empty,
    graph::GraphView,
    header_check::RefusalBanner,
    icon::{Icon, Sign},
    overview::Overview,
    pinned::PinnedRuns,
    speedup::SpeedupView,
    steps::StepsView,
    timeline::TimelineView,
    transactions::Transactions,
};
use crate::model::{Action, Offers, Run, RunState, Shared, State, Tab, format, strategy};
use lanewise_protocol::{BlockSource, Flavour};
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ResultsProps {
    pub(super) state: Shared<State>,
    pub(super) dark: bool,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Results(props: &ResultsProps) -> Html {
    let state = &props.state;
    let running = matches!(state.run, RunState::Running(_));
    let outdated = state
        .last
        .as_ref()
        .is_some_and(|last| state.spec().as_ref() != Some(&last.result.spec));
    let save = props.dispatch.reform(|_: MouseEvent| Action::Save);
    html! {
        <section class="panel results" id="results" tabindex="-1" aria-label="Results" data-testid="results">
            <div class="results-head">
                <Tabs tab={state.tab} dispatch={props.dispatch.clone()} />
                <button
                    type="button"
                    class="button small"
                    data-testid="save"
                    title="Save this run as a JSON file"
                    disabled={state.last.is_none() || state.export.is_some()}
                    onclick={save}
                >
                    <Icon sign={Sign::Save} />
                    { "Save run" }
                </button>
            </div>
            <div
                class={classes!("view", running.then_some("running"))}
                role="tabpanel"
                id={format!("panel-{}", state.tab.key())}
                data-testid={format!("panel-{}", state.tab.key())}
                aria-labelledby={format!("tab-{}", state.tab.key())}
            >
                if let RunState::Refused(refusal) = &state.run {
                    <RefusalBanner refusal={refusal.clone()} />
                    if state.last.is_some() {
                        <p class="quiet">{ "The last run that ended well:" }</p>
                    }
                }
                if let Some(run) = &state.last {
                    { provenance(state, run, outdated && !running) }
                    { view(props, run) }
                } else if !matches!(state.run, RunState::Refused(_)) {
                    <Empty {running} transactions={state.transactions()} threads={state.spec().map(|spec| spec.threads)} />
                }
            </div>
        </section>
    }
}

fn view(props: &ResultsProps, run: &Shared<Run>) -> Html {
    let state = props.state.clone();
    let (dark, dispatch, run) = (props.dark, props.dispatch.clone(), run.clone());
    // A new run starts with a fresh view: an old zoom would show some arbitrary part of it.
    let key = run.number;
    match state.tab {
        Tab::Overview => html! { <Overview {run} {dispatch} /> },
        Tab::Speedup => html! { <SpeedupView {key} {state} {run} {dark} {dispatch} /> },
        Tab::Timeline => html! { <TimelineView {key} {state} {run} {dark} {dispatch} /> },
        Tab::Graph => html! { <GraphView {state} {run} {dark} {dispatch} /> },
        Tab::Conflicts => html! { <ConflictsView {key} {state} {run} {dark} {dispatch} /> },
        Tab::Steps => html! { <StepsView {key} {state} {run} {dark} {dispatch} /> },
        Tab::Transactions => html! { <Transactions {key} {state} {run} {dark} {dispatch} /> },
        Tab::AccessList => html! { <AccessListView {key} {state} {run} {dark} {dispatch} /> },
        Tab::Compare => html! { <PinnedRuns {state} {run} {dark} {dispatch} /> },
    }
}

/// What was measured, where: no figure without it.
fn provenance(state: &State, run: &Run, outdated: bool) -> Html {
    let result = &run.result;
    let spec = &result.spec;
    let flavour = match result.flavour {
        Flavour::Threaded => "threaded",
        Flavour::Single => "single",
    };
    let threads = match result.flavour {
        Flavour::Threaded => format::plural(u64::from(spec.threads), "thread"),
        Flavour::Single => "1 thread".to_owned(),
    };
    let info = state.info.as_deref();
    let transactions = format::plural(u64::from(result.block.transactions), "transaction");
    let of = match (&spec.block, &result.file) {
        (BlockSource::Batch(batch), _) => {
            let preset = info.and_then(|info| info.preset(&batch.preset));
            format!(
                "{}, {transactions}, {}, contention {}, seed {}",
                preset.map_or(&batch.preset, |it| &it.title),
                format::plural(u64::from(batch.accounts), "account"),
                batch.contention,
                batch.seed,
            )
        }
        (BlockSource::File(_), Some(file)) => {
            let number = file.block.number.map(format::count);
            format!(
                "{}, block {}, {}, {transactions}",
                format::clipped(&file.name, 60),
                number.unwrap_or_else(|| "without a number".to_owned()),
                file.block.fork,
            )
        }
        (BlockSource::File(_), None) => transactions,
        (BlockSource::Project(number), _) => {
            let name = state.projects.name_of(*number).unwrap_or("Project");
            format!("{}, {transactions}", format::clipped(name, 60))
        }
    };
    let strategy = strategy::words(&spec.strategy, info);
    html! {
        <p
            class="provenance"
            data-testid="provenance"
            data-run={run.number.to_string()}
            data-threads={spec.threads.to_string()}
            data-flavour={flavour}
            data-strategy={spec.strategy.clone()}
        >
            <span class="tag">{ "Measured" }</span>
            <span>
                { format!("{threads}, {flavour} engine, {strategy}") }
                <span class="quiet">
                    { format!(" · {of}") }
                </span>
            </span>
            <span class="tag outdated" data-testid="outdated" hidden={!outdated}>
                { "Settings changed since" }
            </span>
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct TabsProps {
    tab: Tab,
    dispatch: Callback<Action>,
}

/// The tabs; arrow keys move among them, as screen readers expect.
#[component]
fn Tabs(props: &TabsProps) -> Html {
    // One hook for each, always as many: the tabs do not change.
    let nodes = Tab::ALL.map(|_| NodeRef::default());
    let nodes = (*use_memo((), move |()| nodes)).clone();
    let one = |(place, tab): (usize, Tab)| {
        let chosen = props.tab == tab;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Tab(tab));
        let (dispatch, all) = (props.dispatch.clone(), nodes.clone());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let last = Tab::ALL.len() - 1;
            let next = match event.key().as_str() {
                "ArrowRight" => (place + 1) % (last + 1),
                "ArrowLeft" => (place + last) % (last + 1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(Action::Tab(Tab::ALL[next]));
            if let Some(node) = all[next].cast::<HtmlElement>() {
                let _ = node.focus();
            }
        });
        html! {
            <button
                key={tab.key()}
                ref={nodes[place].clone()}
                type="button"
                role="tab"
                id={format!("tab-{}", tab.key())}
                data-testid={format!("tab-{}", tab.key())}
                aria-label={tab.label()}
                aria-selected={chosen.to_string()}
                aria-controls={chosen.then(|| format!("panel-{}", tab.key()))}
                tabindex={if chosen { "0" } else { "-1" }}
                {onclick}
                {onkeydown}
            >
                { tab.label() }
            </button>
        }
    };
    html! {
        <div class="tabs" role="tablist" aria-label="Views of the run">
            { for Tab::ALL.into_iter().enumerate().map(one) }
        </div>
    }
}
