//! Transactions one by one, in a table: edited in place, moved, pasted, or listed by the engine.

use super::{
    boxes::{DraftBox, Pick, id_of, use_form},
    paste::Paste,
    steps::PartProps,
};
use crate::{
    components::icon::{Icon, Sign},
    model::{
        Action, BatchAction, Listing,
        batch_edit::{
            Surroundings, account_text, account_value, arguments_text, arguments_values,
            json_or_text, shift, value_text,
        },
        format,
    },
};
use lanewise_batch::{Batch, Call, Value};
use lanewise_protocol::Limits;
use std::rc::Rc;
use yew::prelude::*;

/// Rows on a page of the table.
const ROWS: usize = 100;

#[derive(Properties, PartialEq)]
pub(super) struct ListProps {
    pub(super) batch: Rc<Batch>,
    pub(super) listing: Listing,
    /// Whether the engine can be asked for the batch as it is.
    pub(super) can_list: bool,
    pub(super) on_change: Callback<Batch>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn ListView(props: &ListProps) -> Html {
    let form = use_form();
    let page = use_state_eq(|| 0_usize);
    let confirm = use_state_eq(|| false);
    let part = PartProps {
        batch: Rc::clone(&props.batch),
        on_change: props.on_change.clone(),
    };
    let list = &props.batch.list;
    let pages = list.len().div_ceil(ROWS).max(1);
    let first = (*page).min(pages - 1) * ROWS;
    let last = (first + ROWS).min(list.len());
    let add = {
        let (page, count) = (page.clone(), list.len());
        let to = form.around.contract_ids().into_iter().next();
        part.change(move |batch, _: MouseEvent| {
            let fresh = Call {
                from: account_value("0").unwrap_or_default(),
                to: Some(Value::text(
                    to.clone().unwrap_or_else(|| "feeRecipient".to_owned()),
                )),
                ..Call::default()
            };
            batch.list.push(batch.list.last().cloned().unwrap_or(fresh));
            page.set(count / ROWS);
        })
    };
    let turn = |to: usize| {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| page.set(to))
    };
    let at = first / ROWS;
    html! {
        <div class="list-view" data-testid="batch-list" data-count={list.len().to_string()}>
            <p class="quiet small-print">
                { "These transactions come before those that the steps are drawn for. Alt with an arrow key moves a row." }
            </p>
            <div class="list-tools">
                <button type="button" class="button small" data-testid="list-add" onclick={add}>
                    <Icon sign={Sign::Plus} />{ "Transaction" }
                </button>
                { listing(props, &confirm) }
            </div>
            <Paste batch={props.batch.clone()} on_change={props.on_change.clone()} />
            if list.is_empty() {
                <p class="nothing">{ "The list is empty: the whole block is drawn from the steps." }</p>
            } else {
                <div class="scroll">
                    <table class="calls">
                        <thead>
                            <tr>
                                <th scope="col" class="number">{ "#" }</th>
                                <th scope="col">{ "From" }</th>
                                <th scope="col">{ "To" }</th>
                                <th scope="col">{ "Function" }</th>
                                <th scope="col">{ "Arguments" }</th>
                                <th scope="col">{ "Ether" }</th>
                                <th scope="col"><span class="unseen">{ "Tools" }</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            { for (first..last).map(|index| row(&part, &form.around, index, form.problems.at(&format!("list[{index}]")))) }
                        </tbody>
                    </table>
                </div>
                if pages > 1 {
                    <nav class="pages" aria-label="Pages of the list">
                        <button type="button" class="button small" disabled={at == 0} onclick={turn(at.saturating_sub(1))} data-testid="list-previous">
                            { "Previous" }
                        </button>
                        <span data-testid="list-range">
                            { format!("{} to {} of {}", format::count(first as u64), format::count(last as u64 - 1), format::count(list.len() as u64)) }
                        </span>
                        <button type="button" class="button small" disabled={at + 1 >= pages} onclick={turn(at + 1)} data-testid="list-next">
                            { "Next" }
                        </button>
                    </nav>
                }
            }
        </div>
    }
}

/// Listing what the steps give: asked for, confirmed, under way, refused.
fn listing(props: &ListProps, confirm: &UseStateHandle<bool>) -> Html {
    let set = |to: bool| {
        let confirm = confirm.clone();
        Callback::from(move |_: MouseEvent| confirm.set(to))
    };
    let go = {
        let confirm = confirm.clone();
        props.dispatch.reform(move |_: MouseEvent| {
            confirm.set(false);
            Action::Batch(BatchAction::List)
        })
    };
    let all = props.batch.transactions as usize + props.batch.list.len();
    let most = Limits::LISTED as usize;
    let what = if all > most {
        format!(
            "The first {} of {} transactions become the list, and the steps are emptied; the others are dropped. “Undo” brings everything back.",
            format::count(most as u64),
            format::count(all as u64)
        )
    } else {
        format!(
            "The {} transactions become the list, and the steps are emptied. “Undo” brings everything back.",
            format::count(all as u64)
        )
    };
    let is_busy = props.listing.pending.is_some();
    html! {
        <>
            <button
                type="button"
                class="button small"
                data-testid="list-all"
                title="Every transaction that the steps give, as a row that can be moved and changed"
                disabled={!props.can_list || is_busy || props.batch.steps.is_empty()}
                aria-expanded={confirm.to_string()}
                onclick={set(true)}
            >
                { if is_busy { "Listing…" } else { "List the batch’s transactions" } }
            </button>
            if **confirm {
                <div class="confirm" role="alertdialog" aria-label="List the batch’s transactions">
                    <p>{ what }</p>
                    <button type="button" class="button small" data-testid="list-all-yes" onclick={go}>{ "List them" }</button>
                    <button type="button" class="button small" data-testid="list-all-no" onclick={set(false)}>{ "Cancel" }</button>
                </div>
            }
            if let Some(failed) = &props.listing.failed {
                <p class="said-wrong" role="alert" data-testid="list-error">{ failed }</p>
            }
        </>
    }
}

fn row(part: &PartProps, around: &Surroundings, index: usize, said: &[String]) -> Html {
    let call = &part.batch.list[index];
    let path = format!("list[{index}]");
    let count = part.batch.list.len();
    let cell = |key: &'static str,
                label: &str,
                value: String,
                check: fn(&str) -> Option<String>,
                set: fn(&mut Call, &str)| {
        html! {
            <td>
                <DraftBox
                    id={id_of(&format!("{path}.{key}"))}
                    label={format!("{label} of transaction {index}")}
                    {value}
                    placeholder={label.to_lowercase()}
                    check={Callback::from(move |text: String| check(&text))}
                    on_text={part.change(move |batch, text: String| set(&mut batch.list[index], &text))}
                />
            </td>
        }
    };
    let moved =
        |by: isize| part.change(move |batch, _: MouseEvent| shift(&mut batch.list, index, by));
    let onkeydown = {
        let (up, down) = (
            part.change(move |batch, ()| shift(&mut batch.list, index, -1)),
            part.change(move |batch, ()| shift(&mut batch.list, index, 1)),
        );
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowUp" if event.alt_key() && index > 0 => &up,
                "ArrowDown" if event.alt_key() && index + 1 < count => &down,
                _ => return,
            };
            event.prevent_default();
            to.emit(());
        })
    };
    let tool =
        |key: &str, label: &str, sign: Sign, disabled: bool, onclick: Callback<MouseEvent>| {
            html! {
                <button
                    type="button"
                    class={classes!("plain", key.to_owned())}
                    title={label.to_owned()}
                    aria-label={format!("{label}: transaction {index}")}
                    data-testid={format!("{}-{key}", id_of(&path))}
                    {disabled}
                    {onclick}
                >
                    <Icon {sign} />
                </button>
            }
        };
    let remove = part.change(move |batch, _: MouseEvent| drop(batch.list.remove(index)));
    let value = call.value.as_ref().map(value_text).unwrap_or_default();
    html! {
        <>
            <tr key={index} class={classes!((!said.is_empty()).then_some("wrong"))} {onkeydown} data-testid={id_of(&path)}>
                <td class="number">{ index }</td>
                { cell("from", "Sender", account_text(call.from.as_ref()), |text| account_value(text).err(),
                    |call, text| call.from = account_value(text).unwrap_or_default()) }
                { cell("to", "Receiver", account_text(call.to.as_ref()), receiver_error,
                    |call, text| call.to = account_value(text).unwrap_or_default()) }
                { function(part, around, index, call) }
                { cell("arguments", "Arguments", arguments_text(&call.arguments), |text| arguments_values(text).err(),
                    |call, text| call.arguments = arguments_values(text).unwrap_or_default()) }
                { cell("value", "Ether", value, |text| json_or_text(text).err(),
                    |call, text| call.value = json_or_text(text).ok().filter(|_| !text.trim().is_empty())) }
                <td class="row-tools">
                    { tool("up", "Move up", Sign::Previous, index == 0, moved(-1)) }
                    { tool("down", "Move down", Sign::Next, index + 1 == count, moved(1)) }
                    { tool("remove", "Remove", Sign::Cross, false, remove) }
                </td>
            </tr>
            if !said.is_empty() {
                <tr class="row-said">
                    <td></td>
                    <td colspan="6">{ super::boxes::sentences(&format!("{}-note", id_of(&path)), said) }</td>
                </tr>
            }
        </>
    }
}

fn receiver_error(text: &str) -> Option<String> {
    match account_value(text) {
        Ok(Some(_)) => None,
        Ok(None) => Some("Who is called?".to_owned()),
        Err(wrong) => Some(wrong),
    }
}

/// The function: of a known contract one of its functions, otherwise whatever is typed.
fn function(part: &PartProps, around: &Surroundings, index: usize, call: &Call) -> Html {
    let id = id_of(&format!("list[{index}].function"));
    let label = format!("Function of transaction {index}");
    let name = call.function.clone().unwrap_or_default();
    let set = part.change(move |batch, name: String| {
        let call = &mut batch.list[index];
        call.function = (!name.trim().is_empty()).then_some(name);
        if call.function.is_none() {
            call.arguments.clear();
        }
    });
    let target = call.to.as_ref().and_then(|to| around.target(to, None));
    let body = match target {
        Some(target) => {
            let none = [(String::new(), "none: ether or data".to_owned())];
            let functions = target.functions.iter();
            let functions = functions.map(|one| (one.reference.clone(), one.reference.clone()));
            html! {
                <Pick {id} {label} value={name} options={none.into_iter().chain(functions).collect::<Vec<_>>()} on_pick={set} />
            }
        }
        None => html! {
            <DraftBox {id} {label} value={name} placeholder="function" check={Callback::from(|_: String| None)} on_text={set} />
        },
    };
    html! { <td>{ body }</td> }
}
