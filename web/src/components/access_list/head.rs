//! The list as a whole: its hash, its size beside the block's, its counts.

use super::super::icon::{Icon, Sign};
use crate::model::{Action, Shared, access_list, format};
use lanewise_protocol::Answer;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HeadProps {
    /// An [`Answer::AccessList`].
    pub(super) list: Shared<Answer>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    let Answer::AccessList(list) = &*props.list else {
        return Html::default();
    };
    let whole = list.hash.clone();
    let copy = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Copy(whole.clone()));
    let accounts = list.accounts.len() as u64 + u64::from(list.left_out);
    let one = |id: &'static str, name: &'static str, value: u64, note: &'static str| {
        html! {
            <div class="figure" key={id}>
                <dt>{ name }</dt>
                <dd>
                    <strong data-testid={id} data-value={value.to_string()}>{ format::count(value) }</strong>
                    <span>{ note }</span>
                </dd>
            </div>
        }
    };
    let most = list.bytes.max(list.block_bytes).max(1) as f64;
    let bar = |class: &'static str, name: &'static str, bytes: u64| {
        html! {
            <div class={classes!("weight", class)} key={class}>
                <span>{ name }</span>
                <span class="weight-bar" aria-hidden="true">
                    <i style={format!("width: {:.2}%", bytes as f64 / most * 100.0)}></i>
                </span>
                <span class="number">{ format!("{} bytes", format::count(bytes)) }</span>
            </div>
        }
    };
    html! {
        <section class="list-head" aria-label="The list as a whole">
            <p class="hash-line">
                <span class="quiet">{ "Hash " }</span>
                <span class="hash">
                    <code data-testid="access-list-hash" data-value={list.hash.clone()} title={list.hash.clone()}>
                        { format::middle(&list.hash, 10) }
                    </code>
                    <button type="button" class="plain" aria-label="Copy the list’s hash" title="Copy" onclick={copy}>
                        <Icon sign={Sign::Copy} />
                    </button>
                </span>
                <span class="quiet" data-testid="access-list-origin">{ access_list::origin(list) }</span>
            </p>
            <dl class="figures four">
                { one("access-list-bytes", "Bytes", list.bytes, "in RLP, as it is sent") }
                { one("access-list-count", "Accounts", accounts, "touched by the block") }
                { one("access-list-reads", "Reads", u64::from(list.reads), "slots that are only read") }
                { one("access-list-changes", "Changes", u64::from(list.changes), "slots, balances, nonces, code") }
            </dl>
            <div class="weights" data-testid="access-list-size" data-value={list.block_bytes.to_string()}>
                { bar("of-list", "The list", list.bytes) }
                { bar("of-block", "The transactions", list.block_bytes) }
                <p class="footnote">{ access_list::size(list) }</p>
            </div>
        </section>
    }
}
