//! A timeline for those who read rather than look: its lanes as a table, what was thrown away as a
//! list, the selected transaction's spans.

use super::super::{icon::Sign, toolbar::Tool};
use super::subject::Subject;
use crate::model::{
    Action, Tab, format, text,
    timeline::{Lane, Lanes, Thrown, thrown_words},
};
use lanewise_protocol::Span;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TableProps {
    /// The timeline's name in test ids.
    pub(super) id: AttrValue,
    pub(super) subject: Subject,
}

/// Where each lane's time went.
#[component]
pub(super) fn LaneTable(props: &TableProps) -> Html {
    let lanes = props.subject.lanes();
    let whole = lanes.duration_ns as f64;
    let share = |value: u64| {
        html! {
            <td class="number" data-value={value.to_string()}>{ format::percent(value as f64, whole) }</td>
        }
    };
    let number = |value: u64| {
        html! { <td class="number" data-value={value.to_string()}>{ format::count(value) }</td> }
    };
    let row = |(place, lane): (usize, &Lane)| {
        let busy = lane.busy_ns();
        html! {
            <tr key={place}>
                <th scope="row">{ format!("{} {}", lanes.worker(), place + 1) }</th>
                { share(busy) }
                { share(lane.useful_ns) }
                { share(lane.wasted_ns) }
                { share(lane.checking_ns) }
                { share(lanes.duration_ns.saturating_sub(busy)) }
                { number(lane.executions.len() as u64) }
                { number(u64::from(lane.aborted)) }
                { number(u64::from(lane.suspended)) }
                { number(lane.validations.len() as u64) }
            </tr>
        }
    };
    let head = |swatch: Option<&'static str>, name: &str| {
        html! {
            <th scope="col" class="number">
                if let Some(swatch) = swatch {
                    <i class={classes!("swatch", swatch)}></i>
                }
                { name }
            </th>
        }
    };
    let word = lanes.worker().to_lowercase();
    let idle = match lanes.simulated {
        None => "idle: waiting for work, and scheduling",
        Some(_) => "idle: nothing to do",
    };
    html! {
        <div class="lane-table" tabindex="0" role="region" aria-label={format!("Where each {word}’s time went, {}", lanes.source().word())}>
            <table class="shares" data-testid={format!("{}-shares", props.id)}>
                <caption>{ format!("Where each {word}’s time went, and what it did ({}; {idle})", lanes.source().word()) }</caption>
                <thead>
                    <tr>
                        <td></td>
                        { head(None, "Busy") }
                        { head(Some("execution"), "Stands") }
                        { head(Some("aborted"), "Wasted") }
                        { head(Some("validation"), "Validating") }
                        { head(Some("idle"), "Idle") }
                        { head(None, "Executions") }
                        { head(None, "Thrown away") }
                        { head(None, "Stopped") }
                        { head(None, "Validations") }
                    </tr>
                </thead>
                <tbody>{ for lanes.lanes.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ThrownProps {
    /// The timeline's name in test ids.
    pub(super) id: AttrValue,
    pub(super) subject: Subject,
    pub(super) selected: Option<u32>,
    pub(super) on_pick: Callback<Option<u32>>,
}

/// Rows of the list that are shown at once.
const ROWS: usize = 25;

/// The executions that were thrown away, each with the write that broke it.
#[component]
pub(super) fn ThrownList(props: &ThrownProps) -> Html {
    let page = use_state_eq(|| 0_usize);
    let lanes = props.subject.lanes();
    let count = lanes.thrown.len();
    let pages = count.div_ceil(ROWS).max(1);
    let now = (*page).min(pages - 1);
    let turn = |to: usize| {
        let page = page.clone();
        Callback::from(move |()| page.set(to))
    };
    let (first, last) = (now * ROWS, ((now + 1) * ROWS).min(count));
    html! {
        <section class="thrown" data-testid={format!("{}-thrown", props.id)} data-count={count.to_string()}>
            <h3>{ format!("Thrown away ({})", lanes.source().word()) }</h3>
            if count == 0 {
                <p class="quiet">{ "No execution was thrown away: every read was still true when it was looked at again." }</p>
            } else {
                <p class="quiet">
                    { format!(
                        "{} read something too early: a lower transaction wrote it afterwards, so the result was thrown away and the transaction executed again.",
                        format::plural(count as u64, "execution")
                    ) }
                </p>
                <div class="lane-table" tabindex="0" role="region" aria-label={format!("Executions thrown away, {}", lanes.source().word())}>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{ "Transaction" }</th>
                                <th scope="col" class="number">{ "Attempt" }</th>
                                <th scope="col">{ "Broken by" }</th>
                                <th scope="col">{ "What it had read" }</th>
                                <th scope="col" class="number">{ "At" }</th>
                            </tr>
                        </thead>
                        <tbody>{ for lanes.thrown[first..last].iter().enumerate().map(|(place, one)| row(props, lanes, first + place, one)) }</tbody>
                    </table>
                </div>
                if pages > 1 {
                    <div class="paging">
                        <Tool sign={Sign::Previous} label="Earlier ones" id={format!("{}-thrown-previous", props.id)} disabled={now == 0} onclick={turn(now.saturating_sub(1))} />
                        <span data-testid={format!("{}-thrown-range", props.id)}>
                            { format!("{} to {} of {}", format::count(first as u64 + 1), format::count(last as u64), format::count(count as u64)) }
                        </span>
                        <Tool sign={Sign::Next} label="Later ones" id={format!("{}-thrown-next", props.id)} disabled={now + 1 >= pages} onclick={turn(now + 1)} />
                    </div>
                }
            }
        </section>
    }
}

fn row(props: &ThrownProps, lanes: &Lanes, place: usize, one: &Thrown) -> Html {
    let link = |transaction: u32| {
        let onclick = props.on_pick.reform(move |_: MouseEvent| Some(transaction));
        html! {
            <button
                type="button"
                class="link"
                aria-label={format!("Select transaction {}", format::count(u64::from(transaction)))}
                {onclick}
            >{ format::count(u64::from(transaction)) }</button>
        }
    };
    let index = one.span.transaction;
    let chosen = props.selected == Some(index);
    html! {
        <tr
            key={place}
            class={classes!(chosen.then_some("selected"))}
            data-transaction={index.to_string()}
            data-writer={one.writer.map(|writer| writer.to_string())}
        >
            <td>{ link(index) }</td>
            <td class="number">{ u32::from(one.span.incarnation) + 1 }</td>
            <td>{ one.writer.map_or_else(|| html! { <span class="quiet">{ "unknown" }</span> }, link) }</td>
            <td>
                if let Some(place) = lanes.place(one.place) {
                    <code>{ format::short_addresses(&format::clipped(place, 160)) }</code>
                } else {
                    <span class="quiet">{ "unknown" }</span>
                }
            </td>
            <td class="number">{ lanes.unit().amount(one.span.start_ns) }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct FollowedProps {
    pub(super) subject: Subject,
    pub(super) selected: Option<u32>,
    /// Its spans.
    pub(super) mine: Rc<Vec<Span>>,
    pub(super) dispatch: Callback<Action>,
}

/// The selected transaction's spans in words; room for them is kept.
#[component]
pub(super) fn Followed(props: &FollowedProps) -> Html {
    let Some(index) = props.selected else {
        return html! {
            <p class="hint" data-testid="timeline-selected">
                { "Point at a span to read it; click it to follow its transaction through all views." }
            </p>
        };
    };
    let lanes = props.subject.lanes();
    let item = |(place, span): (usize, &Span)| {
        let reason = lanes.thrown_span(span);
        html! {
            <li key={place}>
                <i class={classes!("swatch", text::span_key(span.kind))}></i>
                { format!(
                    "{}: {} {}, attempt {}, at {}, {}",
                    text::span(span.kind),
                    lanes.worker().to_lowercase(),
                    span.lane + 1,
                    u32::from(span.incarnation) + 1,
                    lanes.unit().amount(span.start_ns),
                    lanes.unit().amount(span.duration_ns),
                ) }
                if let Some(reason) = reason {
                    { format!("; it {}", thrown_words(lanes, reason)) }
                }
            </li>
        }
    };
    let graph = props
        .dispatch
        .reform(|_: MouseEvent| Action::Tab(Tab::Graph));
    html! {
        <div class="followed" data-testid="timeline-selected">
            <p>
                <strong>{ format!("Transaction {}", format::count(u64::from(index))) }</strong>
                <button type="button" class="link" onclick={graph}>{ "Its reads and writes" }</button>
            </p>
            <ul tabindex="0" aria-label="What it did when">{ for props.mine.iter().enumerate().take(40).map(item) }</ul>
        </div>
    }
}
