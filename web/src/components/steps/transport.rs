//! Forward, back, play: the moment that is shown.

use super::{Shown, Walked, memory::MemoryTable, scene::Scene};
use crate::{
    components::{
        icon::{Icon, Sign},
        take_away::{Offer, TakeAway, Taken},
    },
    model::{
        Action, curve, format,
        steps::{self, Seek, Walk},
        take_away::csv,
    },
};
use gloo::timers::callback::Interval;
use lanewise_protocol::Steps;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Events a second that can be chosen.
const SPEEDS: [u32; 6] = [1, 4, 16, 64, 256, 1024];
/// The least time between two pictures while playing, in milliseconds.
const FRAME_MS: u32 = 40;

#[derive(Properties, PartialEq)]
pub(super) struct PlayerProps {
    pub(super) steps: Shown,
    pub(super) selected: Option<u32>,
    pub(super) dispatch: Callback<Action>,
}

#[derive(Clone, PartialEq)]
struct Place {
    /// Events that have happened.
    at: usize,
    /// Events in all.
    last: usize,
    playing: bool,
}

enum Move {
    To(usize),
    By(isize),
    Play(bool),
}

impl Reducible for Place {
    type Action = Move;

    fn reduce(self: Rc<Self>, action: Move) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Move::To(at) => {
                next.at = at.min(next.last);
                next.playing = false;
            }
            Move::By(by) => next.at = next.at.saturating_add_signed(by).min(next.last),
            Move::Play(playing) => {
                if playing && next.at == next.last {
                    next.at = 0;
                }
                next.playing = playing;
            }
        }
        next.playing &= next.at < next.last;
        Rc::new(next)
    }
}

/// The controls, and everything as it is at the chosen moment.
#[component]
pub(super) fn Player(props: &PlayerProps) -> Html {
    let steps = &props.steps;
    let place = use_reducer_eq(|| Place {
        // Something is to be seen from the start: the first event has happened.
        at: 1.min(props.steps.events.len()),
        last: props.steps.events.len(),
        playing: false,
    });
    let speed = use_state_eq(|| 16_u32);
    let walk = Walked(use_mut_ref(|| Walk::new(&props.steps)));
    walk.0.borrow_mut().seek(steps, place.at);
    {
        let place = place.clone();
        use_effect_with((place.playing, *speed), move |(playing, speed)| {
            let interval = (1_000 / speed).max(FRAME_MS);
            let by = (speed * interval / 1_000).max(1) as isize;
            let timer = playing.then(|| {
                let place = place.dispatcher();
                Interval::new(interval, move || place.dispatch(Move::By(by)))
            });
            move || drop(timer)
        });
    }
    let event = steps::event(steps, place.at);
    let go = |action: fn() -> Move| {
        let place = place.dispatcher();
        Callback::from(move |_: MouseEvent| place.dispatch(action()))
    };
    let seek = |what: Option<Seek>, forward: bool| {
        let target = what.and_then(|what| what.from(steps, place.at, forward));
        let place = place.dispatcher();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(target) = target {
                place.dispatch(Move::To(target));
            }
        });
        (target.is_none(), onclick)
    };
    let play = {
        let (place, playing) = (place.dispatcher(), place.playing);
        Callback::from(move |_: MouseEvent| place.dispatch(Move::Play(!playing)))
    };
    let scrub = {
        let place = place.dispatcher();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Ok(at) = input.value().parse() {
                place.dispatch(Move::To(at));
            }
        })
    };
    let on_speed = {
        let speed = speed.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Ok(chosen) = select.value().parse() {
                speed.set(chosen);
            }
        })
    };
    let last_place = place.last;
    let to_end = {
        let place = place.dispatcher();
        Callback::from(move |_: MouseEvent| place.dispatch(Move::To(last_place)))
    };
    let jumps = [
        ("abort", "Thrown away", Some(Seek::Abort)),
        ("suspension", "Wait", Some(Seek::Suspension)),
        (
            "selected",
            "Selected transaction",
            props.selected.map(Seek::Transaction),
        ),
    ];
    let time = event.map_or(0, |event| event.time);
    let cost = steps.spec.cost;
    let said = event.map_or(steps::NOTHING_YET, |event| event.sentence.as_str());
    html! {
        <>
            <div class="transport" role="group" aria-label="Walk through the events">
                <div class="buttons">
                    <button type="button" class="button small" data-testid="steps-first" disabled={place.at == 0} onclick={go(|| Move::To(0))}>{ "First" }</button>
                    <button type="button" class="button small" data-testid="steps-back" disabled={place.at == 0} onclick={go(|| Move::By(-1))} aria-label="One event back" title="One event back"><Icon sign={Sign::Previous} /></button>
                    <button type="button" class="button small play" data-testid="steps-play" aria-pressed={place.playing.to_string()} onclick={play}>
                        <Icon sign={if place.playing { Sign::Stop } else { Sign::Play }} />
                        { if place.playing { "Pause" } else { "Play" } }
                    </button>
                    <button type="button" class="button small" data-testid="steps-forward" disabled={place.at == place.last} onclick={go(|| Move::By(1))} aria-label="One event forward" title="One event forward"><Icon sign={Sign::Next} /></button>
                    <button type="button" class="button small" data-testid="steps-last" disabled={place.at == place.last} onclick={to_end}>{ "Last" }</button>
                </div>
                <label class="speed">
                    { "Speed " }
                    <select data-testid="steps-speed" onchange={on_speed}>
                        { for SPEEDS.iter().map(|one| html! {
                            <option key={*one} value={one.to_string()} selected={*speed == *one}>{ format!("{one} a second") }</option>
                        }) }
                    </select>
                </label>
                <ul class="jumps" aria-label="Go to the next or the one before">
                    { for jumps.iter().map(|(key, name, what)| {
                        let (no_back, back) = seek(*what, false);
                        let (no_forward, forward) = seek(*what, true);
                        html! {
                            <li key={*key}>
                                <button type="button" class="tool" disabled={no_back} onclick={back} data-testid={format!("steps-{key}-back")} aria-label={format!("{name}: the one before")}><Icon sign={Sign::Previous} /></button>
                                <span>{ *name }</span>
                                <button type="button" class="tool" disabled={no_forward} onclick={forward} data-testid={format!("steps-{key}-forward")} aria-label={format!("{name}: the next")}><Icon sign={Sign::Next} /></button>
                            </li>
                        }
                    }) }
                </ul>
            </div>
            <input
                class="scrub"
                type="range"
                min="0"
                max={place.last.to_string()}
                step="1"
                value={place.at.to_string()}
                aria-label="Event"
                aria-valuetext={format!("Event {} of {}", place.at, place.last)}
                data-testid="steps-scrub"
                oninput={scrub}
            />
            <div class="now" data-testid="steps-now" data-place={place.at.to_string()} data-events={place.last.to_string()}>
                <p class="when">
                    <span>{ format!("Event {} of {}", format::count(place.at as u64), format::count(place.last as u64)) }</span>
                    <span>{ curve::amount(cost, time) }</span>
                </p>
                <p class="said" data-testid="steps-sentence" aria-live={if place.playing { "off" } else { "polite" }}>{ said }</p>
            </div>
            <Scene
                steps={steps.clone()}
                walk={walk.clone()}
                at={place.at}
                selected={props.selected}
                dispatch={props.dispatch.clone()}
            />
            <MemoryTable
                steps={steps.clone()}
                walk={walk.clone()}
                at={place.at}
                dispatch={props.dispatch.clone()}
            />
            <TakeAway id="steps-save" offers={offers(steps, &walk)} dispatch={props.dispatch.clone()} />
        </>
    }
}

fn offers(shown: &Shown, walk: &Walked) -> Vec<Offer> {
    let (table, document) = (shown.clone(), shown.clone());
    let (steps, walk) = (shown.clone(), walk.clone());
    let [svg, png] = Offer::picture(move || steps::scene(&steps, &walk.0.borrow()));
    vec![
        svg,
        png,
        Offer::new("CSV", move || {
            let name = "lanewise-steps-simulated.csv".to_owned();
            Taken::Text(name, events_csv(&table))
        }),
        Offer::new("JSON", move || {
            let name = "lanewise-steps-simulated.json".to_owned();
            let text = serde_json::to_string(&*document).unwrap_or_default();
            Taken::Text(name, text)
        }),
    ]
}

fn events_csv(steps: &Steps) -> String {
    let columns = [
        "event",
        "time",
        "core",
        "transaction",
        "incarnation",
        "writes",
        "sentence",
    ];
    csv(
        &columns,
        steps.events.iter().enumerate().map(|(place, event)| {
            [
                (place + 1).to_string(),
                event.time.to_string(),
                event.core.to_string(),
                event
                    .transaction
                    .map(|index| index.to_string())
                    .unwrap_or_default(),
                event.incarnation.to_string(),
                event.writes.len().to_string(),
                event.sentence.clone(),
            ]
        }),
    )
}
