//! Who did what, when: a lane a thread.

use super::{
    icon::Sign,
    toolbar::{IndexField, Tool},
};
use crate::{
    canvas::timeline::{Frame, draw},
    hooks::{Gesture, Surface, use_gestures, use_surface},
    model::{
        Action, Run, Shared, format, text,
        timeline::{Lane, Track, View, at, end_of},
    },
};
use lanewise_protocol::Span;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TimelineProps {
    pub(super) run: Shared<Run>,
    pub(super) selected: Option<u32>,
    pub(super) dark: bool,
    pub(super) dispatch: Callback<Action>,
}

/// The part of the run in view; moved by steps, so that no handler ever moves an old one.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    view: View,
    whole: u64,
}

enum Step {
    /// Factor, and the place that stays.
    Zoom(f64, f64),
    Move(f64),
    Show(u64, u64),
    Fit,
}

impl Reducible for Shown {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let whole = self.whole;
        let view = match step {
            Step::Zoom(factor, around) => self.view.zoomed(1.0 / factor, around, whole),
            Step::Move(share) => self.view.moved(share, whole),
            Step::Show(start, end) => self.view.showing(start, end, whole),
            Step::Fit => View::whole(whole),
        };
        Rc::new(Self { view, whole })
    }
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
pub(super) fn TimelineView(props: &TimelineProps) -> Html {
    let lanes = &props.run.lanes;
    let whole = lanes.duration_ns;
    let shown = use_reducer_eq(|| Shown {
        view: View::whole(whole),
        whole,
    });
    let hover = use_state_eq(|| None::<Hover>);
    let mine = use_memo((props.run.number, props.selected), |(_, selected)| {
        selected
            .map(|index| lanes.of_transaction(index))
            .unwrap_or_default()
    });
    let surface = {
        let (run, mine) = (props.run.clone(), Rc::clone(&mine));
        let (view, under) = (shown.view, hover.map(|hover| hover.span));
        use_surface(
            (props.run.number, view, under, props.selected, props.dark),
            move |brush| draw(brush, &run.lanes, view, &mine, under.as_ref()),
        )
    };
    {
        // A selection from elsewhere is brought into view.
        let (shown, mine) = (shown.dispatcher(), Rc::clone(&mine));
        use_effect_with(props.selected, move |_| {
            if let (Some(first), Some(last)) = (mine.first(), mine.last()) {
                shown.dispatch(Step::Show(first.start_ns, end_of(last)));
            }
        });
    }
    {
        let (shown, hover, run) = (shown.clone(), hover.clone(), props.run.clone());
        let (surface, dispatch) = (surface.clone(), props.dispatch.clone());
        let measured = surface.clone();
        use_gestures(&surface, move |gesture| {
            let frame = frame(&measured, &run);
            match gesture {
                Gesture::Zoom { factor, x, .. } => {
                    let at_rest = factor < 1.0 && shown.view.length >= whole as f64;
                    let around = ((x - frame.gutter) / frame.width).clamp(0.0, 1.0);
                    shown.dispatch(Step::Zoom(factor, around));
                    hover.set(None);
                    !at_rest
                }
                Gesture::Pan { x, .. } => {
                    shown.dispatch(Step::Move(-x / frame.width));
                    hover.set(None);
                    x != 0.0
                }
                Gesture::Fit => {
                    shown.dispatch(Step::Fit);
                    true
                }
                Gesture::Hover(place) => {
                    hover.set(place.and_then(|(x, y)| under(&measured, &run, shown.view, x, y)));
                    true
                }
                Gesture::Click(x, y) => {
                    let found = under(&measured, &run, shown.view, x, y);
                    dispatch.emit(Action::Select(found.map(|found| found.span.transaction)));
                    hover.set(found);
                    true
                }
            }
        });
    }
    let zoom = |factor: f64| {
        let shown = shown.dispatcher();
        Callback::from(move |()| shown.dispatch(Step::Zoom(factor, 0.5)))
    };
    let shift = |share: f64| {
        let shown = shown.dispatcher();
        Callback::from(move |()| shown.dispatch(Step::Move(share)))
    };
    let fit = {
        let shown = shown.dispatcher();
        Callback::from(move |()| shown.dispatch(Step::Fit))
    };
    let all = shown.view.length >= whole as f64;
    let pick = props.dispatch.reform(Action::Select);
    let label = format!(
        "Timeline of {} in {}. Plus and minus zoom, arrow keys move, 0 shows all.",
        format::plural(lanes.lanes.len() as u64, "lane"),
        format::nanoseconds(whole)
    );
    html! {
        <div class="picture">
            <div class="tools" role="toolbar" aria-label="Timeline">
                <Tool sign={Sign::Minus} label="Zoom out" id="timeline-zoom-out" disabled={all} onclick={zoom(1.0 / 1.6)} />
                <Tool sign={Sign::Plus} label="Zoom in" id="timeline-zoom-in" onclick={zoom(1.6)} />
                <Tool sign={Sign::Fit} label="Show all" id="timeline-fit" disabled={all} onclick={fit} />
                <Tool sign={Sign::Previous} label="Earlier" id="timeline-earlier" disabled={all} onclick={shift(-0.4)} />
                <Tool sign={Sign::Next} label="Later" id="timeline-later" disabled={all} onclick={shift(0.4)} />
                <IndexField id="timeline-index" transactions={props.run.result.block.transactions} selected={props.selected} on_pick={pick} />
                <span class="in-view" data-testid="timeline-window" data-start={format!("{:.0}", shown.view.start)} data-length={format!("{:.0}", shown.view.length)}>
                    { format!("{} of {}", format::nanoseconds(shown.view.length as u64), format::nanoseconds(whole)) }
                </span>
            </div>
            <div class="canvas-frame timeline" style={format!("--lanes: {}", lanes.lanes.len())}>
                <canvas
                    ref={surface.canvas.clone()}
                    tabindex="0"
                    role="application"
                    aria-roledescription="timeline"
                    aria-label={label}
                    data-testid="timeline-canvas"
                ></canvas>
                { note(*hover) }
            </div>
            { legend() }
            { executions(props, &mine) }
            { shares(&props.run) }
            <p class="hint">
                { "Drawn from a recorded round. Noting what each thread does takes time, so recorded rounds are not among those that give the speedup." }
            </p>
        </div>
    }
}

fn frame(surface: &Surface, run: &Run) -> Frame {
    let (width, height) = surface.size();
    Frame::new(width, height, run.lanes.lanes.len())
}

fn under(surface: &Surface, run: &Run, view: View, x: f64, y: f64) -> Option<Hover> {
    let frame = frame(surface, run);
    let (lane, track) = frame.at(y).filter(|_| x >= frame.gutter)?;
    let a_pixel = view.length / frame.width;
    let moment = view.start + (x - frame.gutter) * a_pixel;
    let lane = run.lanes.lanes.get(lane)?;
    let find = |track: Track| at(lane.track(track), moment, a_pixel * 3.0);
    let span = *find(track)?;
    Some(Hover {
        span,
        x,
        y,
        flip: x > surface.size().0 / 2.0,
    })
}

/// What the pointer rests on.
fn note(hover: Option<Hover>) -> Html {
    let Some(Hover { span, x, y, flip }) = hover else {
        return Html::default();
    };
    let style = format!("left: {x:.0}px; top: {y:.0}px");
    html! {
        <div class={classes!("note", flip.then_some("flip"))} {style} data-testid="timeline-hover" data-kind={text::span_key(span.kind)}>
            <strong>{ format!("Transaction {}", format::count(u64::from(span.transaction))) }</strong>
            <span>{ text::span(span.kind) }</span>
            <span class="quiet">
                { format!(
                    "Thread {}, attempt {}, from {} for {}",
                    span.lane + 1,
                    span.incarnation + 1,
                    format::nanoseconds(span.start_ns),
                    format::nanoseconds(span.duration_ns),
                ) }
            </span>
        </div>
    }
}

fn legend() -> Html {
    let kinds = [
        ("execution", "Execution that stands"),
        ("aborted", "Execution thrown away"),
        ("suspended", "Execution stopped to wait"),
        ("validation", "Validation"),
        ("failed-validation", "Validation that failed"),
    ];
    html! {
        <ul class="legend" data-testid="timeline-legend">
            { for kinds.into_iter().map(|(key, name)| html! {
                <li {key}><i class={classes!("swatch", key)}></i>{ name }</li>
            }) }
        </ul>
    }
}

/// Where each thread's time went.
fn shares(run: &Run) -> Html {
    let whole = run.lanes.duration_ns as f64;
    let percent = |ns: u64| format::percent(ns as f64, whole);
    let row = |(place, lane): (usize, &Lane)| {
        let busy = lane.useful_ns + lane.wasted_ns + lane.checking_ns;
        html! {
            <tr key={place}>
                <th scope="row">{ format!("Thread {}", place + 1) }</th>
                <td class="number">{ percent(lane.useful_ns) }</td>
                <td class="number">{ percent(lane.wasted_ns) }</td>
                <td class="number">{ percent(lane.checking_ns) }</td>
                <td class="number">{ percent(run.lanes.duration_ns.saturating_sub(busy)) }</td>
            </tr>
        }
    };
    html! {
        <table class="shares" data-testid="timeline-shares">
            <caption>{ "Where each thread’s time went (other: scheduling and waiting for work)" }</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col" class="number"><i class="swatch execution"></i>{ "Stands" }</th>
                    <th scope="col" class="number"><i class="swatch aborted"></i>{ "Wasted" }</th>
                    <th scope="col" class="number"><i class="swatch validation"></i>{ "Validating" }</th>
                    <th scope="col" class="number"><i class="swatch idle"></i>{ "Other" }</th>
                </tr>
            </thead>
            <tbody>{ for run.lanes.lanes.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

/// The selected transaction's spans in words; room for them is kept.
fn executions(props: &TimelineProps, mine: &[Span]) -> Html {
    let Some(index) = props.selected else {
        return html! {
            <p class="hint" data-testid="timeline-selected">
                { "Point at a span to read it; click it to follow its transaction through all views." }
            </p>
        };
    };
    let item = |(place, span): (usize, &Span)| {
        html! {
            <li key={place}>
                <i class={classes!("swatch", text::span_key(span.kind))}></i>
                { format!(
                    "{}: thread {}, attempt {}, at {}, {}",
                    text::span(span.kind),
                    span.lane + 1,
                    span.incarnation + 1,
                    format::nanoseconds(span.start_ns),
                    format::nanoseconds(span.duration_ns),
                ) }
            </li>
        }
    };
    let graph = props
        .dispatch
        .reform(|_: MouseEvent| Action::Tab(crate::model::Tab::Graph));
    html! {
        <div class="followed" data-testid="timeline-selected">
            <p>
                <strong>{ format!("Transaction {}", format::count(u64::from(index))) }</strong>
                <button type="button" class="link" onclick={graph}>{ "Its reads and writes" }</button>
            </p>
            <ul>{ for mine.iter().enumerate().take(40).map(item) }</ul>
        </div>
    }
}
