//! A file's block beside its header: field by field, and the sentence when it is invalid.

use super::icon::{Icon, Sign};
use crate::model::{Refusal, format, text};
use lanewise_protocol::{FileRun, HeaderField, HeaderState};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct RefusalProps {
    pub(super) refusal: Refusal,
}

/// The result for a block that is invalid.
#[component]
pub(super) fn RefusalBanner(props: &RefusalProps) -> Html {
    let Refusal { reason, must_fail } = &props.refusal;
    let expected = must_fail.is_some();
    let detail = match must_fail {
        Some(why) => format!("It was to be refused, as the file says: {why}."),
        None => "Nothing was measured: an invalid block has no outcome.".to_owned(),
    };
    html! {
        <section
            class={classes!("check", if expected { "same" } else { "different" })}
            data-testid="refusal"
            data-expected={expected.to_string()}
            aria-label="The block is invalid"
        >
            <div class="check-head">
                <span class="badge"><Icon sign={if expected { Sign::Tick } else { Sign::Cross }} /></span>
                <div role="status">
                    <p class="check-title" data-testid="refusal-reason">{ format!("The block is invalid: {reason}") }</p>
                    <p class="check-detail">{ detail }</p>
                </div>
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct HeaderCheckProps {
    pub(super) file: FileRun,
}

#[component]
pub(super) fn HeaderCheck(props: &HeaderCheckProps) -> Html {
    let (fine, sentence) = text::header(&props.file);
    html! {
        <section class="header-check" aria-labelledby="header-check-title" data-testid="header-check" data-fine={fine.to_string()}>
            <h3 class="caption" id="header-check-title">{ "Compared with the block’s header" }</h3>
            <p class={classes!("header-words", (!fine).then_some("wrong"))} data-testid="header-words">{ sentence }</p>
            <table class="header-fields">
                <thead>
                    <tr>
                        <th scope="col">{ "Field" }</th>
                        <th scope="col">{ "Header" }</th>
                        <th scope="col">{ "Came out" }</th>
                        <th scope="col">{ "Verdict" }</th>
                    </tr>
                </thead>
                <tbody>{ for props.file.header.iter().map(row) }</tbody>
            </table>
        </section>
    }
}

fn row(field: &HeaderField) -> Html {
    let (key, verdict) = match field.state {
        HeaderState::Equal { .. } => ("equal", "Equal"),
        HeaderState::Differs { .. } => ("differs", "Differs"),
        HeaderState::Unknown { .. } => ("unknown", "Not checked"),
    };
    let value = |text: &str| {
        html! { <td><code title={text.to_owned()}>{ format::middle(text, 8) }</code></td> }
    };
    html! {
        <tr key={field.field.clone()} class={key} data-testid={format!("header-{}", field.field)} data-state={key}>
            <th scope="row">{ &field.field }</th>
            { match &field.state {
                HeaderState::Equal { value: both } => html! { <>{ value(both) }{ value(both) }</> },
                HeaderState::Differs { expected, actual } => html! { <>{ value(expected) }{ value(actual) }</> },
                HeaderState::Unknown { why } => html! { <td class="why" colspan="2">{ why }</td> },
            } }
            <td class="state">{ verdict }</td>
        </tr>
    }
}
