//! One transaction: its call, what it read and wrote, whom it waited for.

use super::icon::{Icon, Sign};
use crate::model::{Action, Selection, Tab, format, text};
use lanewise_protocol::{Access, Execution, TransactionDetails, TransactionStatus};
use yew::prelude::*;

/// The most links or rows of one list that are shown at once.
const MOST: usize = 60;

#[derive(Properties, PartialEq)]
pub(super) struct DetailsProps {
    pub(super) selection: Selection,
    /// The view that it stands beside.
    #[prop_or_default]
    pub(super) here: Option<Tab>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Details(props: &DetailsProps) -> Html {
    let selection = &props.selection;
    let Some(index) = selection.index else {
        return html! {
            <aside class="details vacant" aria-label="Selected transaction" data-testid="details" data-state="none">
                <p class="hint">{ "Select a transaction to see its call, what it read and wrote, and whom it waited for." }</p>
            </aside>
        };
    };
    let close = props.dispatch.reform(|_: MouseEvent| Action::Select(None));
    let shown = selection
        .shown
        .as_deref()
        .filter(|shown| shown.transaction.index == index);
    let state = match (&selection.failed, shown, selection.pending) {
        (Some(_), ..) => "failed",
        (None, Some(_), None) => "ready",
        _ => "loading",
    };
    html! {
        <aside
            class="details"
            aria-label="Selected transaction"
            aria-busy={(state == "loading").to_string()}
            data-testid="details"
            data-state={state}
            data-index={index.to_string()}
        >
            <div class="details-head">
                <h3 tabindex="-1">{ format!("Transaction {}", format::count(u64::from(index))) }</h3>
                <button type="button" class="plain" aria-label="Close" title="Close" data-testid="details-close" onclick={close}>
                    <Icon sign={Sign::Cross} />
                </button>
            </div>
            if let Some(why) = &selection.failed {
                <p class="remark wrong" role="alert">{ why }</p>
            } else if let Some(shown) = shown {
                { body(props, shown) }
            } else {
                <p class="hint" role="status">{ "The engine is looking it up…" }</p>
            }
        </aside>
    }
}

fn body(props: &DetailsProps, shown: &TransactionDetails) -> Html {
    let call = &shown.transaction;
    let status = match shown.status {
        TransactionStatus::Succeeded => "good",
        TransactionStatus::Reverted => "reverted",
        TransactionStatus::Halted => "halted",
    };
    let (depends, dependents) = (&shown.depends_on[..], &shown.dependents[..]);
    html! {
        <>
            <p class="call-line"><code data-testid="details-call" title={call.call.clone()}>{ format::short_addresses(&call.call) }</code></p>
            <dl class="facts">
                <div>
                    <dt>{ "Outcome" }</dt>
                    <dd class={status} data-testid="details-status">
                        { text::status(shown.status) }
                        if !shown.reason.is_empty() { { format!(": {}", shown.reason) } }
                    </dd>
                </div>
                <div><dt>{ "Gas" }</dt><dd>{ format::gas(shown.gas_used) }</dd></div>
                <div><dt>{ "From" }</dt><dd><code title={call.from.clone()}>{ format::middle(&call.from, 8) }</code></dd></div>
                <div><dt>{ "To" }</dt><dd><code title={call.to.clone()}>{ format::short_addresses(&call.to) }</code></dd></div>
                if !call.value.is_empty() && call.value != "0" {
                    <div><dt>{ "Value" }</dt><dd>{ format::ether(&call.value) }</dd></div>
                }
                <div><dt>{ "Nonce" }</dt><dd>{ call.nonce }</dd></div>
            </dl>
            { elsewhere(props) }
            <h4>{ "Waited for" }</h4>
            { links(props, "details-depends-on", depends, "Nothing: it could run at once.") }
            <h4>{ "Waited for by" }</h4>
            { links(props, "details-dependents", dependents, "Nobody.") }
            <h4>{ format!("Reads ({})", shown.reads.len()) }</h4>
            { accesses(props, "details-reads", &shown.reads) }
            <h4>{ format!("Writes ({})", shown.writes.len()) }</h4>
            { accesses(props, "details-writes", &shown.writes) }
            <h4>{ "In the recorded run" }</h4>
            { executions(&shown.executions) }
        </>
    }
}

/// The same transaction in other views.
fn elsewhere(props: &DetailsProps) -> Html {
    let views = [
        (Tab::Steps, "Trace opcodes"),
        (Tab::Timeline, "Show in timeline"),
        (Tab::Graph, "Show in graph"),
        (Tab::Transactions, "Show in table"),
    ];
    let button = |(tab, name): (Tab, &'static str)| {
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Tab(tab));
        html! {
            <button
                key={tab.key()}
                type="button"
                class="button small"
                data-testid={format!("details-to-{}", tab.key())}
                {onclick}
            >{ name }</button>
        }
    };
    html! {
        <div class="elsewhere" role="group" aria-label="This transaction elsewhere">
            { for views.into_iter().filter(|(tab, _)| props.here != Some(*tab)).map(button) }
        </div>
    }
}

fn link(props: &DetailsProps, index: u32) -> Html {
    let select = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(index)));
    html! {
        <button
            type="button"
            class="link"
            aria-label={format!("Select transaction {index}")}
            data-testid={format!("link-{index}")}
            onclick={select}
        >
            { format!("#{}", format::count(u64::from(index))) }
        </button>
    }
}

fn links(props: &DetailsProps, id: &'static str, indices: &[u32], none: &'static str) -> Html {
    html! {
        <p class="links" data-testid={id} data-count={indices.len().to_string()}>
            if indices.is_empty() {
                <span class="quiet">{ none }</span>
            }
            { for indices.iter().take(MOST).map(|index| link(props, *index)) }
            { more(indices.len()) }
        </p>
    }
}

fn more(all: usize) -> Html {
    match all.checked_sub(MOST) {
        Some(rest) if rest > 0 => html! {
            <span class="quiet">{ format!("and {} more", format::count(rest as u64)) }</span>
        },
        _ => Html::default(),
    }
}

fn accesses(props: &DetailsProps, id: &'static str, list: &[Access]) -> Html {
    let one = |(place, access): (usize, &Access)| {
        html! {
            <li key={place}>
                <span class="place" title={format!("{} {}", access.account, access.place)}>
                    <span class="quiet">{ format!("{} ", format::short_addresses(&access.account)) }</span>
                    { format::short_addresses(&access.place) }
                </span>
                <span class="value" title={access.value.clone()}>{ format::middle(&access.value, 12) }</span>
                if let Some(writer) = access.writer {
                    <span class="writer">{ "from " }{ link(props, writer) }</span>
                }
            </li>
        }
    };
    if list.is_empty() {
        return html! { <p class="quiet" data-testid={id}>{ "None." }</p> };
    }
    html! {
        <>
            <ul class="accesses" data-testid={id} data-count={list.len().to_string()}>
                { for list.iter().enumerate().take(MOST).map(one) }
            </ul>
            { more(list.len()) }
        </>
    }
}

fn executions(list: &[Execution]) -> Html {
    let one = |(place, it): (usize, &Execution)| {
        html! {
            <li key={place}>
                <i class={classes!("swatch", text::span_key(it.kind))}></i>
                { format!(
                    "{}: thread {}, at {}, {}",
                    text::span(it.kind),
                    it.lane + 1,
                    format::nanoseconds(it.start_ns),
                    format::nanoseconds(it.duration_ns),
                ) }
            </li>
        }
    };
    if list.is_empty() {
        return html! { <p class="quiet">{ "No run of this block is recorded." }</p> };
    }
    html! {
        <ul class="attempts" data-testid="details-executions">
            { for list.iter().enumerate().take(MOST).map(one) }
        </ul>
    }
}
