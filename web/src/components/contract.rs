//! The contracts of a scenario: which one, what to watch, and its sources; and the ways to own ones.

use super::{
    conflicts::{Lines, MarkStrip, bring_into_view},
    icon::{Icon, Sign},
    open_block::OpenBlock,
    presets::Scenarios,
    workbench::{DeletedStrip, ProjectMenu},
};
use crate::model::{
    Action, Import, Projects, Shared, WorkbenchAction, conflicts::Marked, format, solidity,
};
use lanewise_protocol::{EngineInfo, PresetInfo, SourceFile};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlSelectElement};
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
    let marked = use_context::<Lines>().and_then(|lines| lines.marked);
    {
        // The file of a line that is opened comes to the front.
        let (shown, files) = (shown.clone(), files.clone());
        use_effect_with(marked, move |marked| {
            let file = marked.as_ref().map(|marked| &marked.file);
            let place = files.iter().position(|it| Some(&it.path) == file);
            if let Some(place) = place {
                shown.set(place);
            }
        });
    }
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
    let marks = use_context::<Lines>();
    let marked = marks
        .as_ref()
        .and_then(|marks| marks.marked_in(&props.file));
    let frame = use_node_ref();
    use_line_in_view(&frame, marks.as_ref(), marked);
    let line = |(number, pieces): (usize, &Vec<solidity::Piece>)| {
        let is_marked = marked.is_some_and(|marked| marked.line as usize == number + 1);
        let hot = marks.as_ref().and_then(|marks| {
            let mut hot = marks.hot_in(&props.file);
            hot.find(|hot| hot.line as usize == number + 1)
        });
        let piece = |piece: &solidity::Piece| match piece.token {
            solidity::Token::Plain => html! { { &piece.text } },
            token => html! { <span class={token.class()}>{ &piece.text }</span> },
        };
        html! {
            <span
                class={classes!("line", is_marked.then_some("marked"), hot.map(|hot| hot.heat.class()))}
                title={hot.map(|hot| hot.title.clone())}
                data-testid={is_marked.then_some("source-marked")}
                key={number}
            >
                if is_marked {
                    <i class="mark-sign" role="img" aria-label={format!("line {}, marked", number + 1)}>{ "▶" }</i>
                }
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
        <details class="source" open={*open} ref={frame}>
            <summary>
                <span class="file">{ &props.file }</span>
                <span class="lines">{ format::plural(lines.len() as u64, "line") }</span>
            </summary>
            if let (Some(marked), Some(marks)) = (marked, &marks) {
                <MarkStrip marked={marked.clone()} dispatch={marks.dispatch.clone()} />
            }
            <pre tabindex="0" aria-label={format!("Solidity source of {}", props.file)} data-testid="source"><code>
                { for lines.iter().enumerate().map(line) }
            </code></pre>
        </details>
    }
}

/// Unfolds the source and scrolls to a line that is opened, and the page to the source.
#[hook]
fn use_line_in_view(frame: &NodeRef, marks: Option<&Lines>, marked: Option<&Marked>) {
    let (frame, marks) = (frame.clone(), marks.cloned());
    let line = marked.map(|marked| (marked.number, marked.line));
    use_effect_with(line, move |line| {
        let (Some((number, line)), Some(frame)) = (line, frame.cast::<Element>()) else {
            return;
        };
        if !marks.is_some_and(|marks| marks.is_new(*number)) {
            return;
        }
        // An element takes the attribute as it is; nothing can go wrong with a plain name.
        let _ = frame.set_attribute("open", "");
        let text = frame.query_selector("pre").ok().flatten();
        let Some(text) = text.and_then(|text| text.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        let place = line.saturating_sub(1);
        let nth = text
            .first_element_child()
            .and_then(|code| code.children().item(place));
        if let Some(nth) = nth {
            let above =
                nth.get_bounding_client_rect().top() - text.get_bounding_client_rect().top();
            let middle = f64::from(text.client_height()) / 2.0;
            let by = (above - middle).round() as i32;
            text.set_scroll_top(text.scroll_top() + by);
        }
        let _ = text.focus();
        bring_into_view(&frame);
    });
}
