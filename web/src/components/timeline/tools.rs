//! The controls above a timeline: zoom, moving, searching.

use super::super::{
    icon::Sign,
    toolbar::{IndexField, Tool},
};
use crate::model::timeline::{Step, Track, Unit, View, track_of};
use lanewise_protocol::Span;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ToolsProps {
    pub(super) view: View,
    /// Length of the axis.
    pub(super) whole: u64,
    pub(super) unit: Unit,
    pub(super) transactions: u32,
    pub(super) selected: Option<u32>,
    /// The selected transaction's spans.
    pub(super) mine: Rc<Vec<Span>>,
    /// The span that was searched for.
    pub(super) focus: Option<Span>,
    pub(super) on_step: Callback<Step>,
    pub(super) on_pick: Callback<Option<u32>>,
    pub(super) on_focus: Callback<Span>,
}

#[component]
pub(super) fn Tools(props: &ToolsProps) -> Html {
    let all = props.view.length >= props.whole as f64;
    let step = |step: Step| props.on_step.reform(move |()| step);
    html! {
        <div class="tools" role="toolbar" aria-label="Timeline">
            <Tool sign={Sign::Minus} label="Zoom out" id="timeline-zoom-out" disabled={all} onclick={step(Step::Zoom(1.0 / 1.6, 0.5))} />
            <Tool sign={Sign::Plus} label="Zoom in" id="timeline-zoom-in" onclick={step(Step::Zoom(1.6, 0.5))} />
            <Tool sign={Sign::Fit} label="Show all" id="timeline-fit" disabled={all} onclick={step(Step::Fit)} />
            <Tool sign={Sign::Previous} label="Earlier" id="timeline-earlier" disabled={all} onclick={step(Step::Move(-0.4))} />
            <Tool sign={Sign::Next} label="Later" id="timeline-later" disabled={all} onclick={step(Step::Move(0.4))} />
            <IndexField id="timeline-index" transactions={props.transactions} selected={props.selected} on_pick={props.on_pick.clone()} />
            { attempts(props) }
            <span class="in-view" data-testid="timeline-window" data-start={format!("{:.0}", props.view.start)} data-length={format!("{:.0}", props.view.length)}>
                { format!("{} of {}", props.unit.amount(props.view.length as u64), props.unit.amount(props.whole)) }
            </span>
        </div>
    }
}

/// Steps through the selected transaction's executions, and looks at them closely.
fn attempts(props: &ToolsProps) -> Html {
    let all: Vec<Span> = props
        .mine
        .iter()
        .filter(|span| track_of(span.kind) == Track::Execution)
        .copied()
        .collect();
    let now = props
        .focus
        .and_then(|focus| all.iter().position(|span| *span == focus));
    let to = |place: Option<usize>| {
        let (span, on_focus) = (
            place.and_then(|place| all.get(place)).copied(),
            props.on_focus.clone(),
        );
        Callback::from(move |()| {
            if let Some(span) = span {
                on_focus.emit(span);
            }
        })
    };
    let next = now.map_or(0, |now| now + 1);
    let previous = now.and_then(|now| now.checked_sub(1));
    let words = match (all.len(), now) {
        (0, _) => "Attempt".to_owned(),
        (count, None) => format!("Attempts: {count}"),
        (count, Some(now)) => format!("Attempt {} of {count}", now + 1),
    };
    html! {
        <div class="attempt" role="group" aria-label="Attempts of the selected transaction">
            <Tool sign={Sign::Previous} label="Previous attempt" id="timeline-attempt-previous" disabled={previous.is_none()} onclick={to(previous)} />
            <span data-testid="timeline-attempt" data-value={now.map_or_else(String::new, |now| (now + 1).to_string())} data-count={all.len().to_string()}>{ words }</span>
            <Tool sign={Sign::Next} label="Next attempt, closely" id="timeline-attempt-next" disabled={next >= all.len()} onclick={to(Some(next))} />
        </div>
    }
}
