//! The check: did both executions give the same?

use super::icon::{Icon, Sign};
use crate::model::{Action, Run, Shared, format};
use lanewise_protocol::Pair;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CheckProps {
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn CheckBanner(props: &CheckProps) -> Html {
    let check = &props.run.result.check;
    let file = props.run.result.file.as_ref();
    let partial = file.is_some_and(|file| !file.complete_state);
    let state_root = if partial {
        "State root (of the known part)"
    } else {
        "State root"
    };
    let roots = [
        ("state-root", state_root, &check.state_root),
        ("receipts-root", "Receipts root", &check.receipts_root),
        ("logs-bloom", "Logs bloom (hash)", &check.logs_bloom_hash),
    ];
    let same = check.equal
        && roots
            .iter()
            .all(|(_, _, pair)| pair.sequential == pair.parallel);
    let headline = if same {
        "Same result: state root and receipts root are equal"
    } else {
        "Different result: the parallel execution is wrong"
    };
    let detail = match &check.first_difference {
        Some(difference) => difference.clone(),
        None if same => {
            "Receipts, logs, gas and every changed account agree too, in each measured round."
                .to_owned()
        }
        None => "The roots below differ.".to_owned(),
    };
    html! {
        <section
            class={classes!("check", if same { "same" } else { "different" })}
            data-testid="check"
            data-equal={same.to_string()}
            aria-label="The check"
        >
            <div class="check-head">
                <span class="badge"><Icon sign={if same { Sign::Tick } else { Sign::Cross }} /></span>
                <div role="status">
                    <p class="check-title">{ headline }</p>
                    <p class="check-detail">{ detail }</p>
                </div>
            </div>
            <table class="roots">
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">{ "What" }</span></th>
                        <th scope="col">{ "One by one" }</th>
                        <th scope="col"><span class="unseen">{ "Compared" }</span></th>
                        <th scope="col">{ "Parallel" }</th>
                    </tr>
                </thead>
                <tbody>
                    { for roots.iter().map(|(id, name, pair)| row(props, id, name, pair)) }
                </tbody>
            </table>
        </section>
    }
}

fn row(props: &CheckProps, id: &str, name: &str, pair: &Pair) -> Html {
    let same = pair.sequential == pair.parallel;
    html! {
        <tr key={id.to_owned()} class={(!same).then_some("differs")}>
            <th scope="row">{ name.to_owned() }</th>
            { hash(props, format!("{id}-sequential"), name, &pair.sequential) }
            <td class="sign" aria-label={if same { "equals" } else { "differs from" }}>
                { if same { "=" } else { "≠" } }
            </td>
            { hash(props, format!("{id}-parallel"), name, &pair.parallel) }
        </tr>
    }
}

/// A hash with its middle left out; the button copies all of it.
fn hash(props: &CheckProps, id: String, name: &str, hash: &str) -> Html {
    let whole = hash.to_owned();
    let copy = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Copy(whole.clone()));
    html! {
        <td>
            <span class="hash">
                <code data-testid={id} data-value={hash.to_owned()} title={hash.to_owned()}>
                    { format::middle(hash, 10) }
                </code>
                <button type="button" class="plain" aria-label={format!("Copy {name}")} title="Copy" onclick={copy}>
                    <Icon sign={Sign::Copy} />
                </button>
            </span>
        </td>
    }
}
