//! The document as text, with its problems by line.

use crate::{
    components::workbench::CodeEditor,
    model::workbench::{Diagnostic, Jump, Point, Severity},
};
use lanewise_protocol::BatchProblem;
use yew::prelude::*;

/// The document's name in the editor.
const PATH: &str = "batch.json";
/// Where its schema is, beside the page.
const SCHEMA: &str = "schema/lanewise-batch-1.json";

#[derive(Properties, PartialEq)]
pub(super) struct TextProps {
    pub(super) text: AttrValue,
    pub(super) problems: Vec<BatchProblem>,
    pub(super) on_text: Callback<String>,
}

#[component]
pub(super) fn TextView(props: &TextProps) -> Html {
    let jump = use_state_eq(|| None::<Jump>);
    let diagnostic = |problem: &BatchProblem| Diagnostic {
        path: PATH.to_owned(),
        from: Point {
            line: problem.line.max(1),
            column: problem.column.max(1),
        },
        to: Point {
            line: problem.end_line.max(1),
            column: problem.end_column.max(1),
        },
        severity: Severity::Error,
        message: problem.message.clone(),
    };
    let diagnostics: Vec<Diagnostic> = props.problems.iter().map(diagnostic).collect();
    let row = |(index, problem): (usize, &Diagnostic)| {
        let (jump, at) = (jump.clone(), problem.from);
        let onclick = Callback::from(move |_: MouseEvent| {
            let number = jump.as_ref().map_or(0, |jump| jump.number) + 1;
            jump.set(Some(Jump {
                number,
                path: PATH.to_owned(),
                at,
            }));
        });
        html! {
            <li key={index}>
                <button type="button" class="link" data-testid={format!("batch-problem-{index}")} {onclick}>
                    <span class="line">{ format!("Line {}", problem.from.line) }</span>
                    <span>{ &problem.message }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="batch-text">
            <CodeEditor
                id="batch-editor"
                label="Batch document"
                path={PATH}
                text={props.text.clone()}
                language="json"
                diagnostics={diagnostics.clone()}
                source="batch"
                jump={(*jump).clone()}
                described_by={AttrValue::Static("batch-problems")}
                on_change={props.on_text.reform(|(_, text): (String, String)| text)}
            />
            <ol class="batch-problems" id="batch-problems" data-testid="batch-problems" data-count={diagnostics.len().to_string()}>
                { for diagnostics.iter().enumerate().map(row) }
            </ol>
            <p class="quiet small-print">
                { "The format is lanewise-batch/1: " }
                <a href={SCHEMA} target="_blank" rel="noopener" data-testid="batch-schema">{ "its JSON Schema" }</a>
                { " works in any editor." }
            </p>
        </div>
    }
}
