//! Transactions from a table that a person has elsewhere.

use crate::model::{csv, format};
use lanewise_batch::Batch;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PasteProps {
    pub(super) batch: Rc<Batch>,
    pub(super) on_change: Callback<Batch>,
}

/// What the box shows while it is empty.
const EXAMPLE: &str = "from,to,function,recipient,amount,value\n0,token,transfer,{\"account\": {\"index\": 1}},5,\n1,vault,deposit,,,1 ether";

#[component]
pub(super) fn Paste(props: &PasteProps) -> Html {
    let text = use_state_eq(String::new);
    let done = use_state_eq(|| None::<usize>);
    let read = use_memo((*text).clone(), |text| {
        (!text.trim().is_empty()).then(|| csv::read(text))
    });
    let oninput = {
        let (text, done) = (text.clone(), done.clone());
        Callback::from(move |event: InputEvent| {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            done.set(None);
            text.set(area.map(|area| area.value()).unwrap_or_default());
        })
    };
    let take = |replace: bool| {
        let (batch, on_change) = (Rc::clone(&props.batch), props.on_change.clone());
        let (text, done, read) = (text.clone(), done.clone(), Rc::clone(&read));
        Callback::from(move |_: MouseEvent| {
            if let Some(Ok(calls)) = &*read {
                let mut batch = (*batch).clone();
                if replace {
                    batch.list.clear();
                }
                batch.list.extend(calls.iter().cloned());
                on_change.emit(batch);
                done.set(Some(calls.len()));
                text.set(String::new());
            }
        })
    };
    let count = match &*read {
        Some(Ok(calls)) => calls.len(),
        _ => 0,
    };
    html! {
        <details class="paste">
            <summary>{ "Paste a table (CSV)" }</summary>
            <p class="quiet small-print" id="paste-help">
                { "One transaction a line: from (an account’s number), to, function, arguments. A header row \
                   may name the columns from, to, function, value, gas; the others are arguments." }
            </p>
            <textarea
                rows="5"
                spellcheck="false"
                aria-label="Table of transactions"
                aria-describedby="paste-help"
                data-testid="paste-text"
                placeholder={EXAMPLE}
                value={(*text).clone()}
                {oninput}
            />
            if let Some(Err(problems)) = &*read {
                <ul class="said-wrong" data-testid="paste-problems" role="status">
                    { for problems.iter().map(|one| html! {
                        <li>{ format!("Line {}: {}", one.line, one.message) }</li>
                    }) }
                </ul>
            }
            <div class="list-tools">
                <button type="button" class="button small" data-testid="paste-add" disabled={count == 0} onclick={take(false)}>
                    { if count == 0 { "Add to the list".to_owned() } else { format!("Add {}", format::plural(count as u64, "transaction")) } }
                </button>
                <button type="button" class="button small" data-testid="paste-replace" disabled={count == 0} onclick={take(true)}>
                    { "Replace the list" }
                </button>
                if let Some(count) = *done {
                    <span class="good" role="status">{ format!("{} taken over.", format::plural(count as u64, "transaction")) }</span>
                }
            </div>
        </details>
    }
}
