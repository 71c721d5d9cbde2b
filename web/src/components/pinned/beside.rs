//! Two runs side by side: what was set, and what was measured.

use crate::model::{
    Run, Shared, State, format,
    pinned::{self, Figure, Setting},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BesideProps {
    pub(super) state: Shared<State>,
    /// The pinned run.
    pub(super) left: Shared<Run>,
    /// The last run.
    pub(super) right: Shared<Run>,
}

#[component]
pub(super) fn Beside(props: &BesideProps) -> Html {
    let (state, left, right) = (&props.state, &props.left, &props.right);
    let settings = pinned::beside(left, right, state);
    let differing = settings.iter().filter(|one| one.differs()).count();
    let same_block = left.result.spec.block == right.result.spec.block;
    let (fine, roots) = pinned::roots(left, right);
    let heads = [left, right].map(|run| format!("Run {}", format::count(u64::from(run.number))));
    let head = |first: &'static str| {
        html! {
            <tr>
                <th scope="col">{ first }</th>
                <th scope="col">{ format!("{} (pinned)", heads[0]) }</th>
                <th scope="col">{ format!("{} (last)", heads[1]) }</th>
            </tr>
        }
    };
    html! {
        <div class="beside" data-testid="compare-beside" data-left={left.number.to_string()} data-right={right.number.to_string()}>
            <p class="sentence" data-testid="compare-sentence" data-same-block={same_block.to_string()}>
                { words(&settings, differing, same_block) }
            </p>
            <p class={classes!("roots-words", (!fine).then_some("wrong"))} data-testid="compare-roots" data-fine={fine.to_string()}>
                { roots }
            </p>
            <div class="beside-tables">
                <table data-testid="compare-settings" data-differs={differing.to_string()}>
                    <caption>{ "What was set" }</caption>
                    <thead>{ head("Setting") }</thead>
                    <tbody>{ for settings.iter().map(setting) }</tbody>
                </table>
                <table class="beside-figures" data-testid="compare-figures">
                    <caption><span class="tag">{ "Measured" }</span>{ " What came of it" }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ "Figure" }</th>
                            <th scope="col">{ &heads[0] }</th>
                            <th scope="col">{ &heads[1] }</th>
                            <th scope="col" class="number">{ "Last against pinned" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for pinned::figures(left, right).iter().map(figure) }</tbody>
                </table>
            </div>
        </div>
    }
}

/// What the two have in common, in a sentence.
fn words(settings: &[Setting], differing: usize, same_block: bool) -> String {
    let names: Vec<String> = settings
        .iter()
        .filter(|one| one.differs())
        .map(|one| one.name.to_lowercase())
        .collect();
    match (same_block, differing) {
        (true, 0) => {
            "The same block, executed in the same way: what differs is the luck of the two \
                      runs."
                .to_owned()
        }
        (true, _) => format!("The same block, executed otherwise: {}.", names.join(", ")),
        (false, 0) => {
            "Two different blocks, although every setting that has a name is the same.".to_owned()
        }
        (false, _) => format!(
            "Two different blocks, so times compare only loosely. What differs: {}.",
            names.join(", ")
        ),
    }
}

fn setting(one: &Setting) -> Html {
    let differs = one.differs();
    let value = |value: &Option<String>| {
        let value = value.clone();
        html! { <td>{ value.unwrap_or_else(|| "–".to_owned()) }</td> }
    };
    html! {
        <tr key={one.name.clone()} class={differs.then_some("differs")} data-differs={differs.to_string()}>
            <th scope="row">
                { &one.name }
                if differs { <span class="tag outdated">{ "differs" }</span> }
            </th>
            { value(&one.left) }
            { value(&one.right) }
        </tr>
    }
}

fn figure(one: &Figure) -> Html {
    let (left, right) = one.shares();
    let side = |side: &'static str, value: f64, words: &str, share: f64| {
        html! {
            <td data-testid={format!("compare-{}-{side}", one.key)} data-value={value.to_string()}>
                <span class="beside-value">{ words.to_owned() }</span>
                <span class="beside-bar" aria-hidden="true"><i class={side} style={format!("width: {:.2}%", share * 100.0)}></i></span>
            </td>
        }
    };
    let (class, verdict) = match one.verdict() {
        Some(true) => ("good", " better"),
        Some(false) => ("bad", " worse"),
        None => ("", ""),
    };
    html! {
        <tr key={one.key}>
            <th scope="row">{ one.name }</th>
            { side("left", one.left, &one.left_words, left) }
            { side("right", one.right, &one.right_words, right) }
            <td class={classes!("number", class)} data-testid={format!("compare-{}-ratio", one.key)} data-value={one.ratio().map(|it| it.to_string())}>
                { one.difference() }
                <span class="beside-verdict">{ verdict }</span>
            </td>
        </tr>
    }
}
