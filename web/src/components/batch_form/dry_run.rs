//! A dry run: the button, and which transactions would fail, and why.

use crate::model::{Action, BatchAction, DryRunState, dry_run::sentence, format};
use lanewise_protocol::{CallGroup, DryRun, FailureGroup};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(in crate::components) struct DryRunProps {
    pub(in crate::components) dry_run: DryRunState,
    /// Whether the answer is about an earlier state of the batch.
    pub(in crate::components) stale: bool,
    /// Whether the engine can be asked now.
    pub(in crate::components) ready: bool,
    pub(in crate::components) dispatch: Callback<Action>,
}

#[component]
pub(in crate::components) fn DryRunReport(props: &DryRunProps) -> Html {
    let DryRunProps { dry_run, stale, .. } = props;
    let is_busy = dry_run.pending.is_some();
    let onclick = props
        .dispatch
        .reform(|_: MouseEvent| Action::Batch(BatchAction::DryRun));
    let report = dry_run.report.as_ref();
    let words = match (report, &dry_run.failed) {
        _ if is_busy => "Executing the block once…".to_owned(),
        (Some(_), _) | (None, Some(_)) if *stale => {
            "The batch has changed since the last dry run.".to_owned()
        }
        (None, Some(failed)) => failed.clone(),
        (Some(report), _) => sentence(report),
        (None, None) => "Executes the block once and tells which transactions fail.".to_owned(),
    };
    let is_shown = !is_busy && !stale;
    let is_wrong = is_shown && dry_run.failed.is_some();
    let is_good = is_shown && report.is_some_and(|it| it.succeeded == it.transactions);
    html! {
        <div class="dry-run" data-testid="dry-run-report" aria-busy={is_busy.to_string()}>
            <div class="dry-run-head">
                <button
                    type="button"
                    class="button small"
                    data-testid="dry-run"
                    disabled={!props.ready || is_busy}
                    {onclick}
                >
                    { "Dry run" }
                </button>
                <p
                    role="status"
                    data-testid="dry-run-words"
                    class={classes!(is_wrong.then_some("bad"), is_good.then_some("good"))}
                >
                    { words }
                </p>
            </div>
            if let Some(report) = report.filter(|_| is_shown) {
                if !report.failures.is_empty() {
                    { failures(report) }
                }
                if !report.calls.is_empty() {
                    { calls(report) }
                }
            }
        </div>
    }
}

fn failures(report: &DryRun) -> Html {
    let row = |(index, group): (usize, &FailureGroup)| {
        html! {
            <tr key={index}>
                <td class="call-name">{ &group.call }</td>
                <td class="reason">{ &group.reason }</td>
                <td class="number">{ format::count(group.count.into()) }</td>
                <td class="number">{ format::count(group.first.into()) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll">
            <table data-testid="dry-run-failures">
                <caption>{ "What would fail" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Call" }</th>
                        <th scope="col">{ "Reason" }</th>
                        <th scope="col" class="number">{ "How many" }</th>
                        <th scope="col" class="number">{ "First" }</th>
                    </tr>
                </thead>
                <tbody>{ for report.failures.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

fn calls(report: &DryRun) -> Html {
    let row = |(index, group): (usize, &CallGroup)| {
        let each = group.gas_used / u64::from(group.count.max(1));
        html! {
            <tr key={index}>
                <td class="call-name">{ &group.call }</td>
                <td class="number">{ format::count(group.count.into()) }</td>
                <td class="number">{ format::count(group.count.saturating_sub(group.succeeded).into()) }</td>
                <td class="number">{ format::count(each) }</td>
                <td class="number">{ format::percent(group.gas_used as f64, report.gas_used as f64) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll">
            <table data-testid="dry-run-calls">
                <caption>{ format!("Gas by call, {} in all", format::gas(report.gas_used)) }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Call" }</th>
                        <th scope="col" class="number">{ "How many" }</th>
                        <th scope="col" class="number">{ "Fail" }</th>
                        <th scope="col" class="number">{ "Gas each" }</th>
                        <th scope="col" class="number">{ "Share" }</th>
                    </tr>
                </thead>
                <tbody>{ for report.calls.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}
