//! One run: what it is, how to take it away, its summary and its lanes.

use super::{
    super::take_away::{Offer, TakeAway, Taken},
    lanes::{LanesPicture, Pane},
    subject::Subject,
};
use crate::model::{
    Action,
    take_away::picture,
    timeline::{View, body, json, spans_csv, summary},
    trace_file,
};
use std::{cell::Cell, rc::Rc};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SectionProps {
    /// Its name in test ids.
    pub(super) id: AttrValue,
    /// What was run, in one line.
    pub(super) about: AttrValue,
    pub(super) pane: Pane,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Section(props: &SectionProps) -> Html {
    // Files are of what is in view when they are asked for; the buttons need not know each view.
    let now = use_memo((), |()| Cell::new(props.pane.view));
    now.set(props.pane.view);
    let offers = use_memo(
        (props.pane.subject.clone(), props.about.clone()),
        |(subject, about)| offers(subject, about, &now),
    );
    let said = use_memo(props.pane.subject.clone(), |subject| {
        summary(subject.lanes())
    });
    let lanes = props.pane.subject.lanes();
    let tag = match lanes.simulated {
        None => html! { <span class="tag">{ "Measured" }</span> },
        Some(_) => html! { <span class="tag simulated">{ "Simulated" }</span> },
    };
    html! {
        <section class="lane-section" aria-label={format!("Timeline, {}", lanes.source().word())}>
            <div class="view-bar">
                { tag }
                <span class="lane-about" data-testid={format!("{}-about", props.id)}>{ props.about.clone() }</span>
                <TakeAway id={props.id.clone()} offers={(*offers).clone()} dispatch={props.dispatch.clone()} />
            </div>
            <p class="sentence" data-testid={format!("{}-summary", props.id)}>{ (*said).clone() }</p>
            <LanesPicture id={props.id.clone()} pane={props.pane.clone()} />
        </section>
    }
}

fn offers(subject: &Subject, about: &AttrValue, now: &Rc<Cell<View>>) -> Vec<Offer> {
    let seen = {
        let (subject, about, now) = (subject.clone(), about.clone(), Rc::clone(now));
        move || {
            let (lanes, view) = (subject.lanes(), now.get());
            let unit = lanes.unit();
            let parameters = format!(
                "{about}; {} to {} of {}",
                unit.amount(view.start as u64),
                unit.amount(view.end() as u64),
                unit.amount(lanes.duration_ns)
            );
            let (size, body) = body(lanes, view);
            picture(
                "timeline",
                "Timeline",
                &parameters,
                lanes.source(),
                size,
                &body,
            )
        }
    };
    let text = |format, ending: &'static str, make: fn(&Subject, &str) -> String| {
        let (subject, about) = (subject.clone(), about.clone());
        Offer::new(format, move || {
            let source = subject.lanes().source().word();
            let name = format!("lanewise-timeline-{source}.{ending}");
            Taken::Text(name, make(&subject, &about))
        })
    };
    let mut offers = Vec::from(Offer::picture(seen));
    offers.extend([
        text("CSV", "csv", |subject, _| spans_csv(subject.lanes())),
        text("JSON", "json", |subject, about| {
            json(subject.lanes(), about)
        }),
        text("Trace", "trace.json", |subject, about| {
            trace_file::write(subject.lanes(), about)
        }),
    ]);
    offers
}
