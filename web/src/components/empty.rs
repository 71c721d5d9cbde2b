//! What stands where results will be, before the first run.

use crate::model::format;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct EmptyProps {
    pub(super) running: bool,
    /// Of the block that is set up, where that is known.
    pub(super) transactions: Option<u32>,
    /// Of the strategy that is set up.
    pub(super) threads: Option<u32>,
}

#[component]
pub(super) fn Empty(props: &EmptyProps) -> Html {
    let (block, threads) = match (props.transactions, props.threads) {
        (Some(transactions), Some(threads)) => (
            format!(
                "the same {}",
                format::plural(u64::from(transactions), "transaction")
            ),
            format!(
                "on {} at once",
                format::plural(u64::from(threads), "thread")
            ),
        ),
        _ => (
            "the same transactions".to_owned(),
            "on several threads at once".to_owned(),
        ),
    };
    let lead = if props.running {
        "The result of the run will stand here."
    } else {
        "Nothing has been run yet."
    };
    html! {
        <div class="empty" data-testid="empty">
            <p class="empty-lead">{ lead }</p>
            <p class="empty-what" data-testid="what-happens">
                { format!(
                    "Run executes {block} twice in this browser, first one by one, then {threads}, \
                     and checks that both give the same state."
                ) }
            </p>
            <ol class="steps">
                <li>
                    <svg viewBox="0 0 160 72" aria-hidden="true">
                        <g class="road"><path d="M4 28h152v16H4z" /></g>
                        <g class="cars">
                            { for (0..6).map(|n| html! { <rect x={(10 + n * 24).to_string()} y="31" width="18" height="10" rx="2" /> }) }
                        </g>
                    </svg>
                    <strong>{ "One by one" }</strong>
                    <span>{ "The order of the block, on one thread: the reference." }</span>
                </li>
                <li>
                    <svg viewBox="0 0 160 72" aria-hidden="true">
                        <g class="road">
                            <path d="M4 6h152v16H4zM4 28h152v16H4zM4 50h152v16H4z" />
                        </g>
                        <g class="cars">
                            <rect x="10" y="9" width="18" height="10" rx="2" />
                            <rect x="34" y="9" width="18" height="10" rx="2" />
                            <rect x="10" y="31" width="26" height="10" rx="2" />
                            <rect class="again" x="10" y="53" width="18" height="10" rx="2" />
                            <rect x="34" y="53" width="18" height="10" rx="2" />
                        </g>
                    </svg>
                    <strong>{ "In parallel" }</strong>
                    <span>{ "Every thread takes what comes next; a stale read is noticed and repeated." }</span>
                </li>
                <li>
                    <svg viewBox="0 0 160 72" aria-hidden="true">
                        <g class="road"><path d="M4 14h58v44H4zM98 14h58v44H98z" /></g>
                        <path class="equals" d="M70 30h20M70 42h20" />
                    </svg>
                    <strong>{ "Compared" }</strong>
                    <span>{ "State root and receipts root of both must be equal, bit for bit." }</span>
                </li>
            </ol>
        </div>
    }
}
