//! One account of the list: a row that opens.

use crate::model::{
    Action, Shared,
    access_list::{Touched, summary, transaction, when},
    format,
};
use lanewise_protocol::{Answer, ListedAccount, ListedChange};
use yew::prelude::*;

/// Entries of a list that are shown at first, and with every press on "more".
const MOST: usize = 20;

#[derive(Properties, PartialEq)]
pub(super) struct AccountProps {
    /// An [`Answer::AccessList`].
    pub(super) list: Shared<Answer>,
    /// The account's place in it.
    pub(super) place: usize,
    /// Transactions in the block.
    pub(super) transactions: u32,
    /// What the selected transaction touched.
    pub(super) touched: Option<Touched>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Account(props: &AccountProps) -> Html {
    let open = use_state_eq(|| false);
    let most = use_state_eq(|| MOST);
    let Answer::AccessList(list) = &*props.list else {
        return Html::default();
    };
    let Some(account) = list.accounts.get(props.place) else {
        return Html::default();
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let mine = props.touched.as_ref().is_some_and(|it| it.account(account));
    let id = format!("listed-{}", props.place);
    let named = !account.name.eq_ignore_ascii_case(&account.address);
    html! {
        <li class={classes!(mine.then_some("mine"))} data-testid={id.clone()} data-touched={mine.to_string()}>
            <button type="button" class="listed-row" aria-expanded={open.to_string()} aria-controls={open.then(|| format!("{id}-entries"))} onclick={toggle}>
                <span class="listed-sign" aria-hidden="true">{ if *open { "▾" } else { "▸" } }</span>
                <span class="listed-name">
                    if named { <strong>{ format::clipped(&account.name, 60) }</strong> }
                    <code title={account.address.clone()}>{ format::middle(&account.address, 10) }</code>
                </span>
                <span class="quiet">{ summary(account) }</span>
            </button>
            if *open {
                <div class="listed-entries" id={format!("{id}-entries")}>
                    { entries(props, account, *most) }
                    if longest(account) > *most {
                        <button
                            type="button"
                            class="button small"
                            data-testid={format!("{id}-more")}
                            onclick={{
                                let most = most.clone();
                                Callback::from(move |_: MouseEvent| most.set(*most * 4))
                            }}
                        >{ "Show more of each" }</button>
                    }
                </div>
            }
        </li>
    }
}

/// Entries of the account's longest list.
fn longest(account: &ListedAccount) -> usize {
    let slots = account
        .storage_changes
        .iter()
        .map(|slot| slot.changes.len());
    slots
        .chain([
            account.storage_changes.len(),
            account.storage_reads.len(),
            account.balance_changes.len(),
            account.nonce_changes.len(),
            account.code_changes.len(),
        ])
        .max()
        .unwrap_or_default()
}

fn entries(props: &AccountProps, account: &ListedAccount, most: usize) -> Html {
    let slot = |place: &str| {
        let mine = props
            .touched
            .as_ref()
            .is_some_and(|it| it.slot(account, place));
        html! {
            <code class={classes!(mine.then_some("mine"))} title={place.to_owned()}>{ format::short_addresses(place) }</code>
        }
    };
    let plain = |text: &str| (format::middle(text, 14), text.to_owned());
    let sections = [
        (
            "Balance",
            &account.balance_changes,
            (|text: &str| (format::ether(text), format!("{text} wei")))
                as fn(&str) -> (String, String),
        ),
        ("Nonce", &account.nonce_changes, plain),
        ("Code", &account.code_changes, |text| {
            (format!("{text} bytes"), text.to_owned())
        }),
    ];
    html! {
        <>
            if !account.storage_changes.is_empty() {
                <h4>{ format!("Storage changes ({})", format::plural(account.storage_changes.len() as u64, "slot")) }</h4>
                <ul class="listed-slots">
                    { for account.storage_changes.iter().take(most).map(|one| html! {
                        <li key={one.place.clone()}>
                            { slot(&one.place) }
                            { changes(props, &one.changes, most, plain) }
                        </li>
                    }) }
                    { rest(account.storage_changes.len(), most) }
                </ul>
            }
            { for sections.into_iter().filter(|(_, list, _)| !list.is_empty()).map(|(name, list, words)| html! {
                <div key={name}>
                    <h4>{ name }</h4>
                    { changes(props, list, most, words) }
                </div>
            }) }
            if !account.storage_reads.is_empty() {
                <h4>{ format!("Only read ({})", format::plural(account.storage_reads.len() as u64, "slot")) }</h4>
                <ul class="listed-reads">
                    { for account.storage_reads.iter().take(most).enumerate().map(|(key, place)| html! {
                        <li {key}>{ slot(place) }</li>
                    }) }
                    { rest(account.storage_reads.len(), most) }
                </ul>
            }
            if longest(account) == 0 {
                <p class="quiet">{ "It was looked at or called, and nothing of it changed." }</p>
            }
        </>
    }
}

fn rest(all: usize, most: usize) -> Html {
    match all.checked_sub(most) {
        Some(left) if left > 0 => html! {
            <li class="quiet">{ format!("and {} more", format::count(left as u64)) }</li>
        },
        _ => Html::default(),
    }
}

/// The changes of one place: after which transaction it has which value.
fn changes(
    props: &AccountProps,
    list: &[ListedChange],
    most: usize,
    words: fn(&str) -> (String, String),
) -> Html {
    let one = |(key, change): (usize, &ListedChange)| {
        let mine = props
            .touched
            .as_ref()
            .is_some_and(|it| it.index == change.index);
        let (short, whole) = words(&change.value);
        let of = transaction(change.index, props.transactions);
        html! {
            <li {key} class={classes!(mine.then_some("mine"))}>
                if let Some(index) = of {
                    <button
                        type="button"
                        class="link"
                        aria-label={format!("Select transaction {index}")}
                        title={format!("Index {} of the list: transaction {index}", change.index)}
                        data-testid={format!("listed-link-{index}")}
                        onclick={props.dispatch.reform(move |_: MouseEvent| Action::Select(Some(index)))}
                    >{ format!("#{}", format::count(u64::from(index))) }</button>
                } else {
                    <span class="quiet">{ when(change.index, props.transactions) }</span>
                }
                <span aria-hidden="true">{ " → " }</span>
                <code title={whole}>{ short }</code>
            </li>
        }
    };
    html! {
        <ul class="listed-changes">
            { for list.iter().take(most).enumerate().map(one) }
            { rest(list.len(), most) }
        </ul>
    }
}
