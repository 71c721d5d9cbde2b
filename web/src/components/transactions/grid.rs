//! The rows in sight, in a frame that scrolls over all of them.

use super::{
    Parts,
    texts::{Texts, use_texts},
};
use crate::model::{
    Action, Shared, State, format,
    table::{
        Column, Order, Source,
        window::{ROW, Window, moved},
    },
    text,
};
use lanewise_protocol::{Row, TransactionStatus};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct GridProps {
    pub(super) state: Shared<State>,
    pub(super) parts: Parts,
    /// The transactions to list, in order.
    pub(super) listed: Rc<Vec<u32>>,
    pub(super) order: Order,
    pub(super) on_sort: Callback<Column>,
    pub(super) dispatch: Callback<Action>,
}

/// The height of the frame until it is known.
const AT_FIRST: f64 = 620.0;

#[component]
pub(super) fn Grid(props: &GridProps) -> Html {
    let GridProps {
        state,
        parts,
        listed,
        dispatch,
        ..
    } = props;
    let frame = use_node_ref();
    let window = use_state_eq(|| Window::at(0.0, AT_FIRST));
    let drawn = window.of(listed.len());
    let texts = use_texts(state, &parts.run, listed[drawn.clone()].to_vec(), dispatch);
    let selected = state.selection.index;
    {
        // Whatever is selected elsewhere comes into sight here; another order begins at its top.
        let frame = frame.clone();
        use_effect_with((selected, Rc::clone(listed)), move |(selected, listed)| {
            let Some(frame) = frame.cast::<Element>() else {
                return;
            };
            let place = selected.and_then(|index| listed.iter().position(|it| *it == index));
            let (scrolled, height) = (frame.scroll_top(), frame.client_height());
            let to = match place {
                Some(place) => {
                    let (scrolled, height) = (f64::from(scrolled), f64::from(height));
                    Window::reveal(place, scrolled, height, f64::from(ROW))
                }
                None => Some(0.0).filter(|_| selected.is_none()),
            };
            if let Some(to) = to {
                frame.set_scroll_top(to as i32);
            }
        });
    }
    let onscroll = {
        let window = window.clone();
        Callback::from(move |event: Event| {
            let frame: Element = event.target_unchecked_into();
            let (scrolled, height) = (frame.scroll_top(), frame.client_height());
            window.set(Window::at(f64::from(scrolled), f64::from(height)));
        })
    };
    let onkeydown = {
        let (listed, dispatch, frame) = (Rc::clone(listed), dispatch.clone(), frame.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let height = frame.cast::<Element>().map_or(0, |it| it.client_height());
            let page = (height as u32 / ROW).saturating_sub(2) as usize;
            let from = selected.and_then(|index| listed.iter().position(|it| *it == index));
            if let Some(to) = moved(&event.key(), from, listed.len(), page) {
                event.prevent_default();
                dispatch.emit(Action::Select(Some(listed[to])));
            }
        })
    };
    let source = parts.source();
    let active = selected
        .filter(|index| listed[drawn.clone()].contains(index))
        .map(|index| format!("row-{index}"));
    let body = format!("height: {}px", listed.len() * ROW as usize);
    html! {
        <div
            ref={frame}
            class="table-frame rows"
            role="grid"
            tabindex="0"
            aria-label="Transactions of the block"
            aria-rowcount={(listed.len() + 1).to_string()}
            aria-colcount={Column::ALL.len().to_string()}
            aria-activedescendant={active}
            data-testid="transactions"
            data-count={listed.len().to_string()}
            {onscroll}
            {onkeydown}
        >
            <div role="rowgroup" class="heads">
                <div role="row" aria-rowindex="1" class="row">{ for Column::ALL.iter().map(|it| head(props, it)) }</div>
            </div>
            <div role="rowgroup" class="body" style={body}>
                { for drawn.map(|place| row(props, &source, &texts, place)) }
            </div>
            if listed.is_empty() {
                <p class="hint" data-testid="transactions-none">{ "No transaction of this run." }</p>
            }
        </div>
    }
}

fn head(props: &GridProps, column: &(Column, &'static str, &'static str, &'static str)) -> Html {
    let (column, key, name, about) = *column;
    let order = props.order;
    let sort = match (order.column == column, order.falling) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    let sign = match sort {
        "ascending" => "▲",
        "descending" => "▼",
        _ => "",
    };
    let onclick = props.on_sort.reform(move |_: MouseEvent| column);
    let known = column.is_of_run() || props.parts.source().table.is_some();
    html! {
        <div
            key={key}
            role="columnheader"
            aria-sort={sort}
            class={classes!(column.is_number().then_some("number"))}
        >
            <button type="button" title={about} data-testid={format!("transactions-sort-{key}")} disabled={!known} {onclick}>
                { name }
                <span class="direction" aria-hidden="true">{ sign }</span>
            </button>
        </div>
    }
}

fn row(props: &GridProps, source: &Source<'_>, texts: &Texts, place: usize) -> Html {
    let index = props.listed[place];
    let chosen = props.state.selection.index == Some(index);
    let select = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Select(Some(index)));
    let top = format!("transform: translateY({}px)", place * ROW as usize);
    let row = source.row(index);
    let number = |of: fn(&Row) -> u64| match row {
        Some(row) => html! { <div role="gridcell" class="number">{ format::count(of(row)) }</div> },
        None => unknown("number"),
    };
    html! {
        <div
            key={index}
            id={format!("row-{index}")}
            role="row"
            aria-rowindex={(place + 2).to_string()}
            aria-selected={chosen.to_string()}
            class={classes!("row", chosen.then_some("chosen"))}
            style={top}
            data-testid={format!("row-{index}")}
            onclick={select}
        >
            <div role="gridcell" class="number">{ format::count(u64::from(index)) }</div>
            { status(row) }
            { call(props, source, texts, index) }
            { number(|row| row.gas) }
            { match row {
                Some(row) => html! { <div role="gridcell" class="number">{ format::nanoseconds(row.time_ns) }</div> },
                None => unknown("number"),
            } }
            <div role="gridcell" class={classes!("number", source.is_repeated(index).then_some("repeated"))}>
                { source.executions(index) }
            </div>
            { number(|row| row.reads.into()) }
            { number(|row| row.writes.into()) }
            { number(|row| row.wave.into()) }
            { events(row, texts, index) }
            { name(row.map(|row| source.sender(row))) }
            { name(row.map(|row| source.target(row))) }
        </div>
    }
}

fn unknown(class: &'static str) -> Html {
    html! { <div role="gridcell" class={classes!("quiet", class)}>{ "…" }</div> }
}

fn status(row: Option<&Row>) -> Html {
    let Some(row) = row else {
        return unknown("");
    };
    let class = match row.status {
        TransactionStatus::Succeeded => "good",
        TransactionStatus::Reverted => "reverted",
        TransactionStatus::Halted => "halted",
    };
    html! { <div role="gridcell" {class}>{ text::status(row.status) }</div> }
}

fn name(name: Option<&str>) -> Html {
    match name {
        Some(name) => html! {
            <div role="gridcell" class="name" title={name.to_owned()}>{ format::short_addresses(name) }</div>
        },
        None => unknown(""),
    }
}

/// The call in words; until that is there its function, or what the batch's preview says.
fn call(props: &GridProps, source: &Source<'_>, texts: &Texts, index: u32) -> Html {
    let state = &props.state;
    let block = &props.parts.run.result.spec.block;
    let words = texts.borrow().get(&index).map(|text| text.call.clone());
    let words = words.or_else(|| {
        // The batch that is set up may be another one by now.
        let preview = state.preview.shown.as_deref()?;
        let same = state.spec().is_some_and(|spec| spec.block == *block);
        let mut first = preview.first.iter().filter(|_| same);
        let found = first.find(|one| one.index == index)?;
        Some(found.call.clone())
    });
    match (words, source.row(index)) {
        (Some(words), _) => html! {
            <div role="gridcell" class="name" title={words.clone()}>{ format::short_addresses(&words) }</div>
        },
        (None, Some(row)) => {
            let function = source.function(row);
            let function = match function {
                "" => "transfer of Ether".to_owned(),
                name => format!("{}(…)", format::clipped(name, 60)),
            };
            html! { <div role="gridcell" class="name quiet">{ function }</div> }
        }
        (None, None) => unknown("name"),
    }
}

/// The events in words; until those are there their number.
fn events(row: Option<&Row>, texts: &Texts, index: u32) -> Html {
    let texts = texts.borrow();
    let words = texts.get(&index).map(|text| text.events.join("; "));
    match (row, words) {
        (Some(row), _) if row.logs == 0 => {
            html! { <div role="gridcell" class="quiet">{ "none" }</div> }
        }
        (Some(row), words) => {
            let words = words.filter(|it| !it.is_empty());
            let count = format::count(u64::from(row.logs));
            let text = match &words {
                Some(words) => format!("{count}: {}", format::short_addresses(words)),
                None => count,
            };
            html! { <div role="gridcell" class="name" title={words.unwrap_or_default()}>{ text }</div> }
        }
        (None, Some(words)) if !words.is_empty() => html! {
            <div role="gridcell" class="name" title={words.clone()}>{ format::short_addresses(&words) }</div>
        },
        (None, _) => unknown(""),
    }
}
