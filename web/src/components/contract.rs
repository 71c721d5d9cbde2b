//! The contracts of a scenario: which one, what to watch, and its sources; and the ways to own ones.

use super::{
    icon::{Icon, Sign},
    open_block::OpenBlock,
    presets::Scenarios,
    workbench::{DeletedStrip, ProjectMenu},
};
use crate::model::{Action, Import, Projects, Shared, WorkbenchAction, format, solidity};
use lanewise_protocol::{EngineInfo, PresetInfo, SourceFile};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ContractProps {
    pub(super) info: Option<Shared<EngineInfo>>,
    pub(super) chosen: String,
    pub(super) remark: Option<String>,
    pub(super) import: Import,
    pub(super) projects: Projects,
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
    let act = |action: WorkbenchAction| {
        props
            .dispatch
            .reform(move |_: MouseEvent| Action::Workbench(action.clone()))
    };
    html! {
        <section class="panel contract" aria-labelledby="contract-title">
            <div class="panel-head">
                <h2 id="contract-title">{ "Scenario" }</h2>
                <div class="head-buttons">
                    <ProjectMenu projects={props.projects.clone()} dispatch={props.dispatch.clone()} />
                    <OpenBlock import={props.import.clone()} dispatch={props.dispatch.clone()} />
                </div>
            </div>
            <DeletedStrip projects={props.projects.clone()} dispatch={props.dispatch.clone()} />
            <Scenarios
                info={props.info.clone()}
                chosen={props.chosen.clone()}
                remark={props.remark.clone()}
                dispatch={props.dispatch.clone()}
            />
            if let Some(preset) = chosen.filter(|preset| preset.files.is_empty()) {
                <div class="source none" data-testid="no-source">
                    <p>{ format!("{}: no contract runs, so there is no source to read.", preset.title) }</p>
                </div>
            } else if let Some(preset) = chosen {
                <Sources key={preset.id.clone()} preset={preset.clone()} />
            } else {
                <div class="source ghost" aria-hidden="true"></div>
            }
            <div class="own-buttons">
                <button
                    type="button"
                    class="button small"
                    data-testid="edit-copy"
                    title="Make a project of this scenario’s contracts and its batch, and change them"
                    disabled={chosen.is_none()}
                    onclick={act(WorkbenchAction::EditCopy)}
                >
                    <Icon sign={Sign::Copy} />
                    { "Edit a copy" }
                </button>
                <button
                    type="button"
                    class="button small"
                    data-testid="new-project"
                    title="Begin with a small contract of your own"
                    onclick={act(WorkbenchAction::New)}
                >
                    <Icon sign={Sign::Plus} />
                    { "New project" }
                </button>
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct SourcesProps {
    preset: PresetInfo,
}

/// The sources, one at a time.
#[component]
fn Sources(props: &SourcesProps) -> Html {
    let files = &props.preset.files;
    let shown = use_state_eq(|| 0_usize);
    let choose = {
        let shown = shown.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let index = select.and_then(|select| select.value().parse().ok());
            shown.set(index.unwrap_or_default());
        })
    };
    let option = |(index, file): (usize, &SourceFile)| {
        html! {
            <option key={index} value={index.to_string()} selected={index == *shown}>{ &file.path }</option>
        }
    };
    let Some(file) = files.get(*shown) else {
        return Html::default();
    };
    html! {
        <>
            if files.len() > 1 {
                <div class="choice source-choice">
                    <label for="source-file">{ format!("One of {} files", files.len()) }</label>
                    <select id="source-file" data-testid="source-file" onchange={choose}>
                        { for files.iter().enumerate().map(option) }
                    </select>
                </div>
            }
            <Source key={file.path.clone()} file={file.path.clone()} source={file.text.clone()} />
        </>
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
