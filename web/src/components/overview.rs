//! How much faster, at what cost, and whether it was right.

use super::{check::CheckBanner, compare::Comparison, figures::Figures, header_check::HeaderCheck};
use crate::model::{Action, Run, Shared, format, text};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OverviewProps {
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Overview(props: &OverviewProps) -> Html {
    let result = &props.run.result;
    html! {
        <div class="overview">
            <CheckBanner run={props.run.clone()} dispatch={props.dispatch.clone()} />
            <div class="headline">
                <div class="speedup">
                    <p class="caption" id="speedup-caption">{ "Speedup" }</p>
                    <p
                        class={classes!("huge", (result.speedup < 0.995).then_some("slower"))}
                        data-testid="speedup"
                        data-value={result.speedup.to_string()}
                        aria-describedby="speedup-caption"
                    >
                        { format::factor(result.speedup) }
                    </p>
                    <p class="verdict" data-testid="verdict">{ text::verdict(result) }</p>
                </div>
                <Comparison run={props.run.clone()} />
            </div>
            if let Some(said) = text::hints(result) {
                <p class="said-of-run" data-testid="hints" data-value={result.hints_ms.map(|ms| ms.to_string())}>{ said }</p>
            }
            if let Some(said) = text::fallback(result) {
                <p class="said-of-run warning" data-testid="fallback">{ said }</p>
            }
            if let Some(file) = &result.file {
                <HeaderCheck file={file.clone()} />
            }
            <Figures run={props.run.clone()} />
        </div>
    }
}
