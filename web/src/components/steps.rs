//! A simulated run walked event by event, and below it the opcodes of one transaction.

mod memory;
mod scene;
mod trace;
mod transport;

use super::{lens::LensBar, view_props::ViewProps, waiting::Waiting};
use crate::{
    hooks::use_view,
    model::{Asked, Shared, Slot, curve, format, steps::Walk},
};
use lanewise_protocol::{Answer, Steps, View};
use std::{cell::RefCell, ops::Deref, rc::Rc};
use trace::TraceView;
use transport::Player;
use yew::prelude::*;

/// An answer that holds steps.
#[derive(Clone, PartialEq)]
pub(super) struct Shown(Shared<Answer>);

impl Deref for Shown {
    type Target = Steps;

    fn deref(&self) -> &Steps {
        match &*self.0 {
            Answer::Steps(steps) => steps,
            _ => unreachable!("made of steps only"),
        }
    }
}

/// The way that is walked, shared with those who draw the moment that it has come to: a moment can be
/// large, and is drawn many times a second. Which moment it is, is told beside it.
#[derive(Clone)]
pub(super) struct Walked(Rc<RefCell<Walk>>);

impl PartialEq for Walked {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Shown {
    fn of(asked: Option<&Asked>) -> Option<Self> {
        let answer = asked?.answer()?;
        matches!(&**answer, Answer::Steps(_)).then(|| Self(answer.clone()))
    }
}

#[component]
pub(super) fn StepsView(props: &ViewProps) -> Html {
    let strategy = &props.run.result.spec.strategy;
    let view = View::Steps(props.state.lens.simulation(strategy));
    let asked = use_view(
        &props.state,
        &props.run,
        Slot::Steps,
        Some(view),
        &props.dispatch,
    );
    let shown = Shown::of(asked.as_ref());
    html! {
        <div class="steps-view">
            <section class="walk" aria-label="Simulated run, event by event">
                <LensBar state={props.state.clone()} of_run={strategy.clone()} dispatch={props.dispatch.clone()} />
                if let Some(shown) = shown {
                    <p class="sentence" data-testid="steps-summary">{ summary(&shown) }</p>
                    <Player
                        key={format!("{:?}", shown.spec)}
                        steps={shown.clone()}
                        selected={props.state.selection.index}
                        dispatch={props.dispatch.clone()}
                    />
                } else {
                    <Waiting
                        id="steps"
                        {asked}
                        slot={Slot::Steps}
                        says="Virtual cores execute the block, and every event is kept…"
                        dispatch={props.dispatch.clone()}
                    />
                }
            </section>
            <TraceView state={props.state.clone()} run={props.run.clone()} dispatch={props.dispatch.clone()} />
        </div>
    }
}

fn summary(shown: &Steps) -> String {
    let run = &shown.run;
    let events = format::plural(shown.events.len() as u64, "event");
    let mut said = format!(
        "{} on {} would take {}, {} the speed of one by one: {}, {} thrown away, {}.",
        format::plural(u64::from(shown.transactions), "transaction"),
        format::plural(u64::from(shown.spec.cores), "virtual core"),
        curve::amount(shown.spec.cost, run.duration),
        format::factor(run.speedup),
        format::plural(u64::from(run.executions), "execution"),
        format::count(u64::from(run.aborts)),
        format::plural(u64::from(run.suspensions), "wait"),
    );
    if shown.left_out > 0 {
        said.push_str(&format!(
            " The first {events} can be walked; {} after them are too many to keep.",
            format::count(shown.left_out)
        ));
    }
    said
}
