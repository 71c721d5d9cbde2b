//! How far the compiler has got, and what is wrong with the files.

use crate::model::{
    Action, Shared, Workbench, WorkbenchAction, format,
    workbench::{Diagnostic, Severity, status},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The most problems that are listed.
const LISTED: usize = 60;

#[derive(Properties, PartialEq)]
pub(super) struct StatusProps {
    pub(super) bench: Shared<Workbench>,
    pub(super) dispatch: Callback<Action>,
}

/// The line below the editor.
#[component]
pub(super) fn CompileStatus(props: &StatusProps) -> Html {
    let bench = &props.bench;
    let (state, words) = status(bench);
    let busy = matches!(state, "loading" | "compiling");
    let compile = props
        .dispatch
        .reform(|_: MouseEvent| Action::Workbench(WorkbenchAction::Compile));
    let live = props.dispatch.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Action::Workbench(WorkbenchAction::Live(input.is_some_and(|it| it.checked())))
    });
    html! {
        <div class="compile-bar">
            <button
                type="button"
                class="button small"
                data-testid="compile"
                title="Ctrl + S"
                disabled={busy || !bench.project.has_solidity()}
                onclick={compile}
            >
                { if state == "unavailable" { "Try again" } else { "Compile" } }
            </button>
            <p
                class={classes!("compile-status", state)}
                role="status"
                data-testid="compile-status"
                data-state={state}
                data-version={bench.compiler.last.as_ref().map(|last| last.version.clone())}
            >
                { words }
            </p>
            <label class="tick" title="After a pause of about a second">
                <input type="checkbox" data-testid="compile-live" checked={bench.project.live} onchange={live} />
                { "Compile as I type" }
            </label>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ProblemsProps {
    pub(super) problems: Vec<Diagnostic>,
    /// The person's own files: problems in them can be gone to.
    pub(super) own: Vec<String>,
    pub(super) dispatch: Callback<Action>,
}

/// Everything that is wrong, worst first.
#[component]
pub(super) fn Problems(props: &ProblemsProps) -> Html {
    if props.problems.is_empty() {
        return Html::default();
    }
    let mut problems: Vec<&Diagnostic> = props.problems.iter().collect();
    problems.sort_by_key(|problem| problem.severity);
    let one = |(index, problem): (usize, &&Diagnostic)| {
        let badge = match problem.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Info => "Note",
        };
        let place = match problem.path.is_empty() {
            true => String::new(),
            false => format!("{}:{}", problem.path, problem.from.line),
        };
        let id = format!("problem-{index}");
        let inside = html! {
            <>
                <span class={classes!("badge", problem.severity.key())}>{ badge }</span>
                <span class="place">{ place }</span>
                <span class="message">{ &problem.message }</span>
            </>
        };
        if props.own.contains(&problem.path) {
            let (path, at) = (problem.path.clone(), problem.from);
            let onclick = props.dispatch.reform(move |_: MouseEvent| {
                Action::Workbench(WorkbenchAction::GoTo {
                    path: path.clone(),
                    at,
                })
            });
            html! {
                <li key={index}>
                    <button type="button" class="problem" data-testid={id} data-severity={problem.severity.key()} {onclick}>
                        { inside }
                    </button>
                </li>
            }
        } else {
            html! {
                <li key={index}>
                    <div class="problem" data-testid={id} data-severity={problem.severity.key()}>{ inside }</div>
                </li>
            }
        }
    };
    let more = problems.len().saturating_sub(LISTED);
    html! {
        <div class="problems" data-testid="problems" data-count={problems.len().to_string()}>
            <ol aria-label="Problems">{ for problems.iter().take(LISTED).enumerate().map(one) }</ol>
            if more > 0 {
                <p class="quiet">{ format!("And {} more.", format::count(more as u64)) }</p>
            }
        </div>
    }
}
