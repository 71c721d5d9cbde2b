//! The contract: which preset, and its source.

use super::open_block::OpenBlock;
use crate::model::{Action, Import, Shared, format, solidity};
use lanewise_protocol::{EngineInfo, PresetInfo};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ContractProps {
    pub(super) info: Option<Shared<EngineInfo>>,
    pub(super) chosen: String,
    pub(super) remark: Option<String>,
    pub(super) import: Import,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn ContractPanel(props: &ContractProps) -> Html {
    let presets = props
        .info
        .as_ref()
        .map(|info| &info.presets[..])
        .unwrap_or_default();
    let chosen = presets.iter().find(|preset| preset.id == props.chosen);
    let card = |preset: &PresetInfo| {
        let id = preset.id.clone();
        let onchange = props
            .dispatch
            .reform(move |_: Event| Action::Preset(id.clone()));
        html! {
            <label class="preset" key={preset.id.clone()}>
                <input
                    type="radio"
                    name="preset"
                    data-testid={format!("preset-{}", preset.id)}
                    value={preset.id.clone()}
                    checked={preset.id == props.chosen}
                    {onchange}
                />
                <span>{ &preset.title }</span>
            </label>
        }
    };
    html! {
        <section class="panel contract" aria-labelledby="contract-title">
            <div class="panel-head">
                <h2 id="contract-title">{ "Contract" }</h2>
                <OpenBlock import={props.import.clone()} dispatch={props.dispatch.clone()} />
            </div>
            <fieldset class="presets" data-testid="preset" data-value={props.chosen.clone()}>
                <legend class="unseen">{ "Preset" }</legend>
                if presets.is_empty() {
                    { for (0..5).map(|_| html! { <div class="preset ghost"><span></span></div> }) }
                } else {
                    { for presets.iter().map(card) }
                }
            </fieldset>
            if let Some(remark) = &props.remark {
                <p class="remark said" data-testid="error-preset">{ remark }</p>
            }
            <p class="summary" data-testid="preset-summary">
                { chosen.map(|preset| preset.summary.clone()).unwrap_or_default() }
            </p>
            if let Some(preset) = chosen.filter(|preset| preset.source.is_empty()) {
                <div class="source none" data-testid="no-source">
                    <p>{ format!("{}: no contract runs, so there is no source to read.", preset.title) }</p>
                </div>
            } else if let Some(preset) = chosen {
                <Source key={preset.id.clone()} file={preset.file.clone()} source={preset.source.clone()} />
            } else {
                <div class="source ghost" aria-hidden="true"></div>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct SourceProps {
    file: String,
    source: String,
}

/// The source, coloured; it can be folded away.
#[component]
fn Source(props: &SourceProps) -> Html {
    let lines = use_memo(props.source.clone(), |source| solidity::highlight(source));
    let line = |(number, pieces): (usize, &Vec<solidity::Piece>)| {
        let piece = |piece: &solidity::Piece| match piece.token {
            solidity::Token::Plain => html! { { &piece.text } },
            token => html! { <span class={token.class()}>{ &piece.text }</span> },
        };
        html! {
            <span class="line" key={number}>
                { for pieces.iter().map(piece) }
                { "\n" }
            </span>
        }
    };
    // On a small screen the settings matter first: there the source starts folded.
    let open = use_memo((), |()| {
        web_sys::window()
            .and_then(|window| window.match_media("(min-width: 720px)").ok().flatten())
            .is_none_or(|wide| wide.matches())
    });
    html! {
        <details class="source" open={*open}>
            <summary>
                <span class="file">{ &props.file }</span>
                <span class="lines">{ format::plural(lines.len() as u64, "line") }</span>
            </summary>
            <pre tabindex="0" aria-label={format!("Solidity source of {}", props.file)} data-testid="source"><code>
                { for lines.iter().enumerate().map(line) }
            </code></pre>
        </details>
    }
}
