//! The document as a form.

use super::{
    boxes::DraftBox,
    contracts::Contracts,
    entry::Section,
    knobs::Knobs,
    numbers::Numbers,
    steps::{PartProps, SetUps, Steps},
};
use yew::prelude::*;

#[component]
pub(super) fn FormView(props: &PartProps) -> Html {
    let part = props.clone();
    html! {
        <div class="batch-form" data-testid="batch-form">
            <Numbers ..part.clone() />
            <Contracts ..part.clone() />
            <SetUps ..part.clone() />
            <Steps ..part.clone() />
            <Knobs ..part />
            { about(props) }
        </div>
    }
}

/// What the batch is called, and what is said of it.
fn about(props: &PartProps) -> Html {
    let batch = &props.batch;
    let text = |key: &'static str, label: &'static str, value: &str| {
        html! {
            <DraftBox
                id={format!("batch-{key}")}
                {label}
                is_labelled={true}
                value={value.to_owned()}
                check={Callback::from(|_: String| None)}
                on_text={props.change(move |batch, text| match key {
                    "title" => batch.title = text,
                    "summary" => batch.summary = text,
                    _ => batch.watch = text,
                })}
            />
        }
    };
    html! {
        <Section id="about" title="Title and notes" is_open={false}>
            { text("title", "Title", &batch.title) }
            { text("summary", "Summary", &batch.summary) }
            { text("watch", "What to watch", &batch.watch) }
        </Section>
    }
}
