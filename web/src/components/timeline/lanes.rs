//! The lanes of one run on a canvas, and the note at the pointer.

use super::subject::Subject;
use crate::{
    canvas::timeline::{Frame, Scene, TALLEST, draw, full_height},
    hooks::{Gesture, Surface, use_gestures, use_surface},
    model::{
        format, text,
        timeline::{Lanes, Step, Thrown, View, at, thrown_words},
    },
};
use lanewise_protocol::Span;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// The most incarnations that are linked to a selected transaction, each way.
const LINKS: usize = 60;

/// What of a run is in view, and who hears of what is done with it.
#[derive(Clone, PartialEq)]
pub(super) struct Pane {
    pub(super) subject: Subject,
    /// The part in view, on this run's own axis.
    pub(super) view: View,
    /// Whether that is everything.
    pub(super) all: bool,
    pub(super) selected: Option<u32>,
    /// The selected transaction's spans.
    pub(super) mine: Rc<Vec<Span>>,
    /// The span that was searched for.
    pub(super) focus: Option<Span>,
    pub(super) dark: bool,
    pub(super) on_step: Callback<Step>,
    pub(super) on_pick: Callback<Option<u32>>,
}

#[derive(Properties, PartialEq)]
pub(super) struct LanesProps {
    /// The picture's name in test ids.
    pub(super) id: AttrValue,
    pub(super) pane: Pane,
}

/// What lies under the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hover {
    span: Span,
    x: f64,
    y: f64,
    /// Whether the note goes to the left of the pointer.
    flip: bool,
}

#[component]
pub(super) fn LanesPicture(props: &LanesProps) -> Html {
    let pane = &props.pane;
    let hover = use_state_eq(|| None::<Hover>);
    let scroll = use_state_eq(|| 0.0_f64);
    let scroller = use_node_ref();
    let lanes = pane.subject.lanes();
    let links = use_memo(
        (pane.subject.clone(), pane.selected),
        |(subject, selected)| {
            selected.map_or_else(Vec::new, |index| subject.lanes().links(index, LINKS))
        },
    );
    let surface = {
        let subject = pane.subject.clone();
        let (view, selected, focus, scroll) = (pane.view, pane.selected, pane.focus, *scroll);
        let (mine, links) = (Rc::clone(&pane.mine), Rc::clone(&links));
        let under = hover.map(|hover| hover.span);
        use_surface(
            (
                (subject.clone(), view, scroll),
                (selected, focus, under),
                pane.dark,
            ),
            move |brush| {
                let lanes = subject.lanes();
                let mut links: Vec<Thrown> = (*links).clone();
                links.extend(under.and_then(|span| lanes.thrown_span(&span)).copied());
                draw(
                    brush,
                    &Scene {
                        lanes,
                        view,
                        scroll,
                        selected,
                        mine: &mine,
                        focus: under.or(focus),
                        links: &links,
                    },
                );
            },
        )
    };
    {
        let (hover, scroller, measured) = (hover.clone(), scroller.clone(), surface.clone());
        let (subject, view, all, scroll) = (pane.subject.clone(), pane.view, pane.all, *scroll);
        let (on_step, on_pick) = (pane.on_step.clone(), pane.on_pick.clone());
        use_gestures(&surface, move |gesture| {
            let lanes = subject.lanes();
            let frame = frame(&measured, lanes, scroll);
            match gesture {
                Gesture::Zoom { factor, x, .. } => {
                    let around = ((x - frame.gutter) / frame.width).clamp(0.0, 1.0);
                    on_step.emit(Step::Zoom(factor, around));
                    hover.set(None);
                    // Further out than all, the wheel is the page's.
                    factor > 1.0 || !all
                }
                Gesture::Pan { x, y } => {
                    on_step.emit(Step::Move(-x / frame.width));
                    hover.set(None);
                    let tall = full_height(lanes.lanes.len()) > TALLEST;
                    if let (Some(element), true) = (scroller.cast::<Element>(), tall) {
                        element.set_scroll_top(element.scroll_top() - y.round() as i32);
                    }
                    x != 0.0 || tall
                }
                Gesture::Fit => {
                    on_step.emit(Step::Fit);
                    true
                }
                Gesture::Hover(place) => {
                    hover.set(place.and_then(|at| under(&measured, frame, lanes, view, at)));
                    true
                }
                Gesture::Click(x, y) => {
                    let found = under(&measured, frame, lanes, view, (x, y));
                    on_pick.emit(found.map(|found| found.span.transaction));
                    hover.set(found);
                    true
                }
            }
        });
    }
    let onscroll = {
        let (scroll, hover, scroller) = (scroll.clone(), hover.clone(), scroller.clone());
        Callback::from(move |_: Event| {
            if let Some(element) = scroller.cast::<Element>() {
                scroll.set(f64::from(element.scroll_top()));
                hover.set(None);
            }
        })
    };
    let full = full_height(lanes.lanes.len());
    let label = format!(
        "Timeline, {}: {} in {}. Plus and minus zoom, arrow keys move, 0 shows all; the table \
         below says the same in words.",
        lanes.source().word(),
        format::plural(lanes.lanes.len() as u64, &lanes.worker().to_lowercase()),
        lanes.unit().amount(lanes.duration_ns)
    );
    html! {
        <div class="canvas-frame timeline">
            <div
                ref={scroller}
                class="lane-scroll"
                style={format!("height: {:.0}px", full.min(TALLEST))}
                {onscroll}
            >
                <div style={format!("height: {full:.0}px")}>
                    <canvas
                        ref={surface.canvas.clone()}
                        style={format!("height: {:.0}px", full.min(TALLEST))}
                        tabindex="0"
                        role="application"
                        aria-roledescription="timeline"
                        aria-label={label}
                        data-testid={format!("{}-canvas", props.id)}
                        data-lanes={lanes.lanes.len().to_string()}
                        data-spans={lanes.count().to_string()}
                        data-links={links.len().to_string()}
                    ></canvas>
                </div>
            </div>
            { note(&props.id, lanes, *hover) }
        </div>
    }
}

fn frame(surface: &Surface, lanes: &Lanes, scroll: f64) -> Frame {
    let (width, height) = surface.size();
    Frame::new(width, height, lanes.lanes.len(), scroll)
}

fn under(
    surface: &Surface,
    frame: Frame,
    lanes: &Lanes,
    view: View,
    (x, y): (f64, f64),
) -> Option<Hover> {
    let (lane, track) = frame.at(y).filter(|_| x >= frame.gutter)?;
    let a_pixel = view.length / frame.width;
    let moment = frame.moment(view, x);
    let lane = lanes.lanes.get(lane)?;
    let span = *at(lane.track(track), moment, a_pixel * 3.0)?;
    Some(Hover {
        span,
        x,
        y,
        flip: x > surface.size().0 / 2.0,
    })
}

/// What the pointer rests on.
fn note(id: &str, lanes: &Lanes, hover: Option<Hover>) -> Html {
    let Some(Hover { span, x, y, flip }) = hover else {
        return Html::default();
    };
    let unit = lanes.unit();
    let reason = lanes.thrown_span(&span);
    html! {
        <div
            class={classes!("note", flip.then_some("flip"))}
            style={format!("left: {x:.0}px; top: {y:.0}px")}
            data-testid={format!("{id}-hover")}
            data-kind={text::span_key(span.kind)}
        >
            <strong>{ format!("Transaction {}", format::count(u64::from(span.transaction))) }</strong>
            <span>{ text::span(span.kind) }</span>
            if let Some(reason) = reason {
                <span class="reason">{ format!("It {}.", thrown_words(lanes, reason)) }</span>
            }
            <span class="quiet">
                { format!(
                    "{} {}, attempt {}, from {} for {}",
                    lanes.worker(),
                    span.lane + 1,
                    u32::from(span.incarnation) + 1,
                    unit.amount(span.start_ns),
                    unit.amount(span.duration_ns),
                ) }
            </span>
        </div>
    }
}
