//! The file that is open, in place of contract and batch: what it holds, which of its blocks is
//! meant, and the way back to the presets.

use super::{
    batch::FirstTransactions,
    icon::{Icon, Sign},
    open_block::OpenBlock,
};
use crate::model::{Action, Opened, Shared, State, format};
use lanewise_protocol::{BlockInfo, CaseInfo};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FilePanelProps {
    pub(super) state: Shared<State>,
    pub(super) opened: Opened,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn FilePanel(props: &FilePanelProps) -> Html {
    let (state, opened, dispatch) = (&props.state, &props.opened, &props.dispatch);
    let close = dispatch.reform(|_: MouseEvent| Action::CloseFile);
    let save = dispatch.reform(|_: MouseEvent| Action::SaveBlock);
    let stale = state.preview.pending.is_some();
    html! {
        <section class="panel file" aria-labelledby="file-title" data-testid="file">
            <div class="panel-head">
                <h2 id="file-title">{ "Block from a file" }</h2>
                <button type="button" class="button small" data-testid="close-file" onclick={close}>
                    <Icon sign={Sign::Previous} />
                    { "Back to the presets" }
                </button>
            </div>
            <p class="file-name" data-testid="file-name">{ format::clipped(&opened.info.name, 120) }</p>
            { choosers(props) }
            { facts(opened) }
            if let Some(why) = opened.case().and_then(|case| case.skip.as_ref()) {
                <p class="remark said" data-testid="file-skip">
                    { format!("This case cannot be run here: {why}") }
                </p>
            }
            if let Some(why) = opened.block().and_then(|block| block.must_fail.as_ref()) {
                <p class="remark said" data-testid="file-must-fail">
                    { format!("The file says that this block must be refused: {why}.") }
                </p>
            }
            <FirstTransactions shown={state.preview.shown.clone()} {stale} failed={state.preview.failed.clone()} />
            <div class="file-buttons">
                <OpenBlock import={state.import.clone()} dispatch={dispatch.clone()} />
                <button
                    type="button"
                    class="button small"
                    data-testid="save-block"
                    title="Save this block and the state before it as a JSON file"
                    disabled={state.block_export.is_some()}
                    onclick={save}
                >
                    <Icon sign={Sign::Save} />
                    { "Save block" }
                </button>
            </div>
            <p class="quiet small-print">
                { "The file stays on this machine and is no part of the page’s address: loading the \
                   page again goes back to the presets." }
            </p>
        </section>
    }
}

/// The select boxes for cases and blocks, where there are several.
fn choosers(props: &FilePanelProps) -> Html {
    let opened = &props.opened;
    let cases = &opened.info.cases;
    let blocks = opened
        .case()
        .map(|case| &case.blocks[..])
        .unwrap_or_default();
    let choose = |action: fn(u32) -> Action| {
        props.dispatch.reform(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let value = select.and_then(|select| select.value().parse().ok());
            action(value.unwrap_or_default())
        })
    };
    let case = |(index, case): (usize, &CaseInfo)| {
        let name = format::clipped(&case.name, 160);
        option(
            index,
            opened.case,
            if case.skip.is_some() {
                format!("{name} (cannot be run)")
            } else {
                name
            },
        )
    };
    let block = |(index, block): (usize, &BlockInfo)| {
        let number = block
            .number
            .map(|number| format!(", number {}", format::count(number)));
        let wrong = if block.must_fail.is_some() {
            ", must be refused"
        } else {
            ""
        };
        let text = format!(
            "{} of {}{}{wrong}",
            index + 1,
            blocks.len(),
            number.unwrap_or_default()
        );
        option(index, opened.block, text)
    };
    html! {
        <div class="choosers">
            if cases.len() > 1 {
                <div class="choice">
                    <label for="file-case">{ format!("Case, one of {}", format::count(cases.len() as u64)) }</label>
                    <select id="file-case" data-testid="file-case" onchange={choose(Action::ChooseCase)}>
                        { for cases.iter().enumerate().map(case) }
                    </select>
                </div>
            }
            if blocks.len() > 1 {
                <div class="choice">
                    <label for="file-block">{ "Block (those before it are executed first)" }</label>
                    <select id="file-block" data-testid="file-block" onchange={choose(Action::ChooseBlock)}>
                        { for blocks.iter().enumerate().map(block) }
                    </select>
                </div>
            }
        </div>
    }
}

fn option(index: usize, chosen: u32, text: String) -> Html {
    let selected = index == chosen as usize;
    html! { <option key={index} value={index.to_string()} {selected}>{ text }</option> }
}

fn facts(opened: &Opened) -> Html {
    let (Some(case), Some(block)) = (opened.case(), opened.block()) else {
        return Html::default();
    };
    let unknown = || "cannot be read".to_owned();
    let number = |number: Option<u64>| number.map_or_else(unknown, format::count);
    let one = |id: &'static str, name: &'static str, value: String| {
        html! {
            <div key={id}>
                <dt>{ name }</dt>
                <dd data-testid={id}>{ value }</dd>
            </div>
        }
    };
    let state = if case.complete_state {
        "complete"
    } else {
        "only what the block touches"
    };
    html! {
        <dl class="facts">
            { one("file-format", "Format", opened.info.format.clone()) }
            { one("file-fork", "Fork", block.fork.clone()) }
            { one("file-number", "Block number", number(block.number)) }
            { one("file-transactions", "Transactions", number(block.transactions.map(u64::from))) }
            { one("file-state", "State before it", state.to_owned()) }
            if opened.info.cases.len() == 1 && !case.name.is_empty() {
                { one("file-case-name", "Case", format::clipped(&case.name, 160)) }
            }
        </dl>
    }
}
