//! The opcodes of the selected transaction, with stack, memory, storage, gas and the Solidity line.

use crate::{
    components::{
        icon::Sign,
        take_away::{Offer, TakeAway, Taken},
        toolbar::{IndexField, Tool},
        waiting::Waiting,
    },
    hooks::use_view,
    model::{Action, Run, Shared, Slot, State, format, take_away::csv, trace as model},
};
use lanewise_protocol::{Answer, Limits, Trace, View};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TraceProps {
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

/// The trace of the selected transaction, or the invitation to select one.
#[component]
pub(super) fn TraceView(props: &TraceProps) -> Html {
    let selected = props.state.selection.index;
    let transactions = props.run.result.block.transactions;
    let pick = props.dispatch.reform(Action::Select);
    html! {
        <section class="trace" aria-label="Opcodes of one transaction" data-testid="trace">
            <div class="tools" role="toolbar" aria-label="Opcodes">
                <h3>{ "Opcodes of one transaction" }</h3>
                <IndexField id="trace-index" {transactions} {selected} on_pick={pick} />
            </div>
            if let Some(index) = selected {
                <Opcodes key={index} state={props.state.clone()} run={props.run.clone()} {index} dispatch={props.dispatch.clone()} />
            } else {
                <p class="hint">{ "Select a transaction to walk through its opcodes: the stack, the memory, the storage, the gas, and the Solidity line behind each." }</p>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct OpcodesProps {
    state: Shared<State>,
    run: Shared<Run>,
    index: u32,
    dispatch: Callback<Action>,
}

#[component]
fn Opcodes(props: &OpcodesProps) -> Html {
    let at = use_state_eq(|| 0_u64);
    let index = props.index;
    let window = Limits::TRACE_STEPS as u64;
    let from = *at / window * window;
    let asked = use_view(
        &props.state,
        &props.run,
        Slot::Trace,
        Some(View::Trace { index, from }),
        &props.dispatch,
    );
    // While the next window is on its way the last one stays.
    let shown = asked.as_ref().and_then(|asked| asked.shown.clone());
    let trace = shown.as_deref().and_then(|answer| match answer {
        Answer::Trace(trace) if trace.index == index => Some(trace),
        _ => None,
    });
    let failed = asked
        .as_ref()
        .is_some_and(|asked| !asked.is_pending() && asked.answer().is_none());
    let Some(trace) = trace.filter(|_| !failed) else {
        return html! {
            <Waiting
                id="trace"
                {asked}
                slot={Slot::Trace}
                says="The engine executes the transaction once more and notes every instruction…"
                dispatch={props.dispatch.clone()}
            />
        };
    };
    if trace.total == 0 {
        return html! {
            <p class="hint" data-testid="trace-empty">
                { format!("No code runs in this transaction: it is a plain transfer, and its {} are what every transaction costs.", format::gas(trace.gas_used)) }
            </p>
        };
    }
    let last = trace.total - 1;
    let step = at.checked_sub(trace.from).map(|offset| offset as usize);
    let go = |to: u64| {
        let at = at.clone();
        Callback::from(move |()| at.set(to.min(last)))
    };
    let scrub = {
        let at = at.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Ok(to) = input.value().parse::<u64>() {
                at.set(to.min(last));
            }
        })
    };
    let lines = [
        (
            "line-back",
            "Line before",
            model::other_line(trace, *at, false),
        ),
        (
            "line-forward",
            "Next line",
            model::other_line(trace, *at, true),
        ),
        (
            "storage",
            "Next storage access",
            model::next_storage(trace, *at),
        ),
    ];
    html! {
        <div class="opcodes" data-testid="trace-ready" data-total={trace.total.to_string()} data-at={at.to_string()}>
            <div class="tools" role="toolbar" aria-label="Walk through the opcodes">
                <Tool sign={Sign::Previous} label="One instruction back" id="trace-back" disabled={*at == 0} onclick={go(at.saturating_sub(1))} />
                <Tool sign={Sign::Next} label="One instruction forward" id="trace-forward" disabled={*at == last} onclick={go(*at + 1)} />
                { for lines.iter().map(|(key, name, to)| html! {
                    <button
                        key={*key}
                        type="button"
                        class="button small"
                        data-testid={format!("trace-{key}")}
                        disabled={to.is_none()}
                        onclick={go(to.unwrap_or(*at)).reform(|_: MouseEvent| ())}
                    >{ *name }</button>
                }) }
                <span class="in-view">{ format!("Instruction {} of {}", format::count(*at + 1), format::count(trace.total)) }</span>
            </div>
            <input
                class="scrub"
                type="range"
                min="0"
                max={last.to_string()}
                value={at.to_string()}
                aria-label="Instruction"
                aria-valuetext={format!("Instruction {} of {}", *at + 1, trace.total)}
                data-testid="trace-scrub"
                oninput={scrub}
            />
            <div class="columns">
                { listing(trace, *at, &at) }
                if let Some(step) = step.filter(|step| *step < trace.steps.len()) {
                    { inside(trace, step) }
                } else {
                    <p class="hint" role="status">{ "The next instructions are on their way…" }</p>
                }
            </div>
            <TakeAway id="trace-save" offers={vec![offer(shown.clone())]} dispatch={props.dispatch.clone()} />
        </div>
    }
}

/// Instructions before and after the present one.
const AROUND: u64 = 9;

fn listing(trace: &Trace, at: u64, set: &UseStateHandle<u64>) -> Html {
    let first = at.saturating_sub(AROUND).max(trace.from);
    let last = (first + 2 * AROUND).min((trace.from + trace.steps.len() as u64).saturating_sub(1));
    html! {
        <ol class="listing" aria-label="Instructions" start={(first + 1).to_string()}>
            { for (first..=last).filter_map(|number| {
                let step = trace.steps.get((number - trace.from) as usize)?;
                let set = set.clone();
                let onclick = Callback::from(move |_: MouseEvent| set.set(number));
                let site = step.site.and_then(|site| trace.sites.get(site as usize));
                let line = site.map(|site| format!("{}:{}", site.file.rsplit('/').next().unwrap_or(""), site.line));
                Some(html! {
                    <li key={number} class={classes!((number == at).then_some("here"))} style={format!("--depth: {}", step.depth.min(12))}>
                        <button type="button" class="link" aria-current={(number == at).to_string()} {onclick}>
                            <span class="pc">{ step.pc }</span>
                            <span class="op">{ &step.op }</span>
                        </button>
                        <span class="cost">{ format::count(step.cost) }</span>
                        <span class="line quiet">{ line.unwrap_or_default() }</span>
                    </li>
                })
            }) }
        </ol>
    }
}

fn inside(trace: &Trace, place: usize) -> Html {
    let step = &trace.steps[place];
    let contract = trace.contracts.get(step.contract as usize);
    let site = step.site.and_then(|site| trace.sites.get(site as usize));
    html! {
        <div class="inside" data-testid="trace-step" data-op={step.op.clone()} data-line={site.map(|site| site.line.to_string())}>
            <p class="source" data-testid="trace-line">
                if let Some(site) = site {
                    <span class="quiet">{ format!("{}:{}", site.file, site.line) }
                        if !site.function.is_empty() { { format!(", in {}", site.function) } }
                    </span>
                    <code>{ &site.text }</code>
                } else {
                    <span class="quiet">{ "No source line belongs to this instruction." }</span>
                }
            </p>
            <dl class="facts">
                <div><dt>{ "Contract" }</dt><dd>{ contract.map_or("?", String::as_str) }</dd></div>
                <div><dt>{ "Call depth" }</dt><dd>{ step.depth }</dd></div>
                <div><dt>{ "Gas left" }</dt><dd>{ format::count(step.gas) }</dd></div>
                <div><dt>{ "Costs" }</dt><dd>{ format::count(step.cost) }</dd></div>
                if let Some((name, value)) = &step.reads {
                    <div class="storage"><dt>{ "Reads" }</dt><dd><code>{ format::short_addresses(name) }</code>{ " = " }<code>{ value }</code></dd></div>
                }
                if let Some((name, value)) = &step.writes {
                    <div class="storage"><dt>{ "Writes" }</dt><dd><code>{ format::short_addresses(name) }</code>{ " := " }<code>{ value }</code></dd></div>
                }
            </dl>
            <h4>{ format!("Stack, {}", format::plural(step.stack.len() as u64, "word")) }</h4>
            <ol class="stack" reversed=true tabindex="0" aria-label="Stack, its top first" data-testid="trace-stack" data-count={step.stack.len().to_string()}>
                { for step.stack.iter().rev().take(32).map(|word| html! { <li><code title={word.clone()}>{ format::middle(word, 14) }</code></li> }) }
            </ol>
            <h4>{ format!("Memory, {}", format::plural(u64::from(step.memory_bytes), "byte")) }</h4>
            <pre class="bytes" tabindex="0" role="region" aria-label="Memory" data-testid="trace-memory">{ model::memory_rows(&step.memory).join("\n") }</pre>
            if (step.memory.len() / 2) < step.memory_bytes as usize {
                <p class="quiet">{ "The beginning of it." }</p>
            }
        </div>
    }
}

fn offer(shown: Option<Shared<Answer>>) -> Offer {
    Offer::new("CSV", move || {
        let columns = [
            "step", "pc", "op", "depth", "gas", "cost", "file", "line", "stack",
        ];
        let (name, text) = match shown.as_deref() {
            Some(Answer::Trace(trace)) => {
                let rows = trace.steps.iter().enumerate().map(|(place, step)| {
                    let site = step.site.and_then(|site| trace.sites.get(site as usize));
                    [
                        (trace.from + place as u64).to_string(),
                        step.pc.to_string(),
                        step.op.clone(),
                        step.depth.to_string(),
                        step.gas.to_string(),
                        step.cost.to_string(),
                        site.map(|site| site.file.clone()).unwrap_or_default(),
                        site.map(|site| site.line.to_string()).unwrap_or_default(),
                        step.stack.join(" "),
                    ]
                });
                (
                    format!("lanewise-trace-{}-from-{}.csv", trace.index, trace.from),
                    csv(&columns, rows),
                )
            }
            _ => ("lanewise-trace.csv".to_owned(), columns.join(",")),
        };
        Taken::Text(name, text)
    })
}
