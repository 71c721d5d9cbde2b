//! The block's access list (EIP-7928): its size, what it buys, and every entry.

mod account;
mod buys;
mod head;

use super::{
    details::Details,
    icon::Sign,
    take_away::{Offer, TakeAway, Taken},
    toolbar::Tool,
    view_props::ViewProps,
    waiting::Waiting,
};
use crate::{
    hooks::use_view,
    model::{
        Action, Run, Shared, Slot, State,
        access_list::{self, Filter, PAGE, Touched},
        format, pinned,
    },
};
use account::Account;
use buys::Buys;
use head::Head;
use lanewise_protocol::{Answer, ListView, View};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[component]
pub(super) fn AccessListView(props: &ViewProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let view = Some(View::AccessList);
    let asked = use_view(state, run, Slot::AccessList, view, &props.dispatch);
    let answer = asked.as_ref().and_then(|asked| asked.answer().cloned());
    let selection = state.selection.clone();
    html! {
        <div class="with-details access-list">
            if let Some(answer) = answer {
                <Listed state={state.clone()} run={run.clone()} {answer} dispatch={props.dispatch.clone()} />
            } else {
                <Waiting
                    id="access-list"
                    {asked}
                    slot={Slot::AccessList}
                    says="The engine is making the block’s access list…"
                    dispatch={props.dispatch.clone()}
                />
            }
            <Details {selection} dispatch={props.dispatch.clone()} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ListedProps {
    state: Shared<State>,
    run: Shared<Run>,
    /// An [`Answer::AccessList`].
    answer: Shared<Answer>,
    dispatch: Callback<Action>,
}

#[component]
fn Listed(props: &ListedProps) -> Html {
    let filter = use_state_eq(Filter::default);
    let page = use_state_eq(|| 0_usize);
    let touched = use_memo(props.state.selection.clone(), Touched::of);
    let kept = use_memo(
        (props.answer.clone(), (*filter).clone(), touched.clone()),
        |(answer, filter, touched)| match &**answer {
            Answer::AccessList(list) => access_list::kept(list, filter, touched.as_ref().as_ref()),
            _ => Vec::new(),
        },
    );
    let Answer::AccessList(list) = &*props.answer else {
        return Html::default();
    };
    let transactions = props.run.result.block.transactions;
    let pages = kept.len().div_ceil(PAGE).max(1);
    let current = (*page).min(pages - 1);
    let rows = &kept[current * PAGE..kept.len().min((current + 1) * PAGE)];
    let turn = |to: usize| {
        let page = page.clone();
        Callback::from(move |()| page.set(to))
    };
    let oninput = {
        let (filter, page) = (filter.clone(), page.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let touched = filter.touched;
            filter.set(Filter { text, touched });
            page.set(0);
        })
    };
    let onchange = {
        let (filter, page) = (filter.clone(), page.clone());
        Callback::from(move |event: Event| {
            let touched = event.target_unchecked_into::<HtmlInputElement>().checked();
            let text = filter.text.clone();
            filter.set(Filter { text, touched });
            page.set(0);
        })
    };
    let selected = props.state.selection.index;
    html! {
        <div class="picture" data-testid="access-list">
            <Head list={props.answer.clone()} dispatch={props.dispatch.clone()} />
            <Buys state={props.state.clone()} run={props.run.clone()} dispatch={props.dispatch.clone()} />
            <div class="view-bar">
                <label class="seek">
                    { "Find " }
                    <input
                        type="search"
                        placeholder="name, address, slot"
                        maxlength="120"
                        value={filter.text.clone()}
                        data-testid="access-list-filter"
                        {oninput}
                    />
                </label>
                <label class="touched">
                    <input
                        type="checkbox"
                        data-testid="access-list-touched"
                        checked={filter.touched}
                        {onchange}
                    />
                    { match selected {
                        Some(index) => format!("Touched by transaction {}", format::count(u64::from(index))),
                        None => "Touched by the selected transaction".to_owned(),
                    } }
                </label>
                { take_away(props) }
            </div>
            <div class="tools" role="toolbar" aria-label="Accounts of the access list">
                <Tool sign={Sign::Previous} label="Previous accounts" id="access-list-previous" disabled={current == 0} onclick={turn(current.saturating_sub(1))} />
                <Tool sign={Sign::Next} label="Next accounts" id="access-list-next" disabled={current + 1 >= pages} onclick={turn(current + 1)} />
                <span class="range" role="status" data-testid="access-list-range" data-value={kept.len().to_string()}>
                    { range(list, kept.len(), current, rows.len()) }
                </span>
            </div>
            if rows.is_empty() {
                <div class="view-message" data-testid="access-list-empty">
                    <p>{ nothing(list, &filter, selected) }</p>
                </div>
            } else {
                <ul class="listed-accounts" data-testid="access-list-accounts">
                    { for rows.iter().map(|place| html! {
                        <Account
                            key={*place}
                            list={props.answer.clone()}
                            place={*place}
                            {transactions}
                            touched={(*touched).clone()}
                            dispatch={props.dispatch.clone()}
                        />
                    }) }
                </ul>
            }
        </div>
    }
}

/// Which accounts are in view, in words.
fn range(list: &ListView, kept: usize, current: usize, rows: usize) -> String {
    let left_out = match list.left_out {
        0 => String::new(),
        more => format!(
            "; the list has {} more, which are too many to show",
            format::count(u64::from(more))
        ),
    };
    let count = |value: usize| format::count(value as u64);
    if kept == 0 {
        return format!("No account{left_out}");
    }
    let of = if kept == list.accounts.len() {
        String::new()
    } else {
        format!(" that match, of {}", count(list.accounts.len()))
    };
    format!(
        "{}–{} of {} accounts{of}{left_out}",
        count(current * PAGE + 1),
        count(current * PAGE + rows),
        count(kept),
    )
}

/// Why no account is to be seen, in a sentence.
fn nothing(list: &ListView, filter: &Filter, selected: Option<u32>) -> &'static str {
    if list.accounts.is_empty() {
        "The list is empty: the block touches no account."
    } else if filter.touched && selected.is_none() {
        "No transaction is selected. Select one here or in another view, and this shows what it \
         touched."
    } else {
        "No account matches. Shorten the text, or take the filters away."
    }
}

fn take_away(props: &ListedProps) -> Html {
    let parameters = pinned::block_words(&props.run, &props.state);
    let transactions = props.run.result.block.transactions;
    let list = props.answer.clone();
    let table = move || {
        let text = match &*list {
            Answer::AccessList(list) => access_list::csv(list, transactions),
            _ => String::new(),
        };
        Taken::Text("lanewise-access-list.csv".to_owned(), text)
    };
    let list = props.answer.clone();
    let document = move || {
        let text = match &*list {
            Answer::AccessList(list) => access_list::json(list, &parameters),
            _ => String::new(),
        };
        Taken::Text("lanewise-access-list.json".to_owned(), text)
    };
    let offers = vec![Offer::new("CSV", table), Offer::new("JSON", document)];
    html! { <TakeAway id="access-list" {offers} dispatch={props.dispatch.clone()} /> }
}
