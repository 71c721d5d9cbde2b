//! The chart itself: drawn to the width that there is, with a note at the point in hand.

use crate::model::{
    Shared, curve,
    curve::{
        Candidate, Measured,
        chart::{Chart, Rise, Shape, Spot, chart},
    },
    format,
};
use lanewise_protocol::{Answer, Curve};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The most pixels that a note and the gap beside it take.
const NOTE: f64 = 276.0;
/// The gap between a point and its note, as in the style sheet.
const NOTE_GAP: f64 = 14.0;

#[derive(Properties, PartialEq)]
pub(super) struct PictureProps {
    /// A [`Answer::Curve`].
    pub(super) answer: Shared<Answer>,
    pub(super) shown: Vec<Candidate>,
    pub(super) points: Vec<Measured>,
    pub(super) rise: Rise,
}

/// The width of an element in CSS pixels, as it changes; nothing before it is on the page.
#[hook]
fn use_width(node: &NodeRef) -> Option<f64> {
    let width = use_state_eq(|| None);
    {
        let (node, width) = (node.clone(), width.clone());
        use_effect_with((), move |()| {
            let element = node.cast::<Element>();
            let measured = element.clone();
            let measure = move || {
                let wide = measured.as_ref().map(|it| f64::from(it.client_width()));
                width.set(wide.filter(|it| *it > 0.0));
            };
            measure();
            let resized = Closure::<dyn FnMut()>::new(measure);
            let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(element)) = (&observer, &element) {
                observer.observe(element);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(resized);
            }
        });
    }
    *width
}

#[component]
pub(super) fn CurvePicture(props: &PictureProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(&frame);
    let hand = use_state_eq(|| None::<Spot>);
    let drawn = use_memo(
        (
            props.answer.clone(),
            props.shown.clone(),
            props.points.clone(),
            props.rise,
            width.map(f64::round),
        ),
        |(answer, shown, points, rise, width)| {
            let (Answer::Curve(found), Some(width)) = (&**answer, *width) else {
                return None;
            };
            let chosen: Vec<String> = shown.iter().map(|one| one.strategy.clone()).collect();
            let lines = curve::shown(found, shown, &chosen);
            let height = if width < 620.0 { 340.0 } else { 420.0 };
            Some(chart(found, &lines, points, *rise, (width, height)))
        },
    );
    let Answer::Curve(found) = &*props.answer else {
        return Html::default();
    };
    let (width, height) = (
        width.unwrap_or(320.0),
        if width.is_some_and(|it| it < 620.0) {
            340
        } else {
            420
        },
    );
    let find = {
        let (hand, frame, drawn) = (hand.clone(), frame.clone(), drawn.clone());
        Callback::from(move |event: PointerEvent| {
            let place = frame
                .cast::<Element>()
                .map(|it| it.get_bounding_client_rect());
            if let (Some(place), Some(drawn)) = (place, &*drawn) {
                let x = f64::from(event.client_x()) - place.left();
                let y = f64::from(event.client_y()) - place.top();
                hand.set(drawn.near(x, y));
            }
        })
    };
    let leave = {
        let hand = hand.clone();
        Callback::from(move |_: PointerEvent| hand.set(None))
    };
    let lengths: Vec<usize> = lines_of(found, &props.shown);
    let measured = props.points.len();
    let onkeydown = {
        let hand = hand.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                hand.set(None);
            } else if let Some(next) = step(*hand, &event.key(), &lengths, measured) {
                event.prevent_default();
                hand.set(Some(next));
            }
        })
    };
    let blur = {
        let hand = hand.clone();
        Callback::from(move |_: FocusEvent| hand.set(None))
    };
    let label = format!(
        "Simulated speedup of {} over 1 to 256 cores. Arrow keys walk from point to point; the \
         table below says the same.",
        format::plural(props.shown.len() as u64, "strategy").replace("strategys", "strategies")
    );
    html! {
        <div class="curve-frame" ref={frame} onpointermove={find.clone()} onpointerdown={find} onpointerleave={leave}>
            <svg
                width={width.to_string()}
                height={height.to_string()}
                role="application"
                aria-roledescription="chart"
                aria-label={label}
                aria-describedby="speedup-note"
                tabindex="0"
                data-testid="curve-chart"
                data-lines={props.shown.len().to_string()}
                data-measured={measured.to_string()}
                {onkeydown}
                onblur={blur}
            >
                if let Some(drawn) = &*drawn {
                    <g aria-hidden="true">{ for drawn.shapes.iter().enumerate().map(shape) }</g>
                    if let Some((x, y)) = hand.and_then(|spot| drawn.place(spot)) {
                        <circle class="in-hand" cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="9" aria-hidden="true" />
                    }
                }
            </svg>
            { note(props, found, drawn.as_ref().as_ref(), *hand) }
            if let Some(drawn) = drawn.as_ref().as_ref().filter(|it| !it.above.is_empty()) {
                <p class="footnote" data-testid="speedup-above">
                    { format!("Above the picture: {}.", drawn.above.join("; ")) }
                </p>
            }
        </div>
    }
}

/// How many points each line has.
fn lines_of(found: &Curve, shown: &[Candidate]) -> Vec<usize> {
    let chosen: Vec<String> = shown.iter().map(|one| one.strategy.clone()).collect();
    let lines = curve::shown(found, shown, &chosen);
    lines.iter().map(|(_, line)| line.points.len()).collect()
}

/// The point that a key leads to: left and right along a line, up and down from line to line, with
/// the measured points behind the last one.
fn step(hand: Option<Spot>, key: &str, lengths: &[usize], measured: usize) -> Option<Spot> {
    let rows = lengths.len() + usize::from(measured > 0);
    let length = |row: usize| lengths.get(row).copied().unwrap_or(measured);
    let spot = |row: usize, at: usize| {
        let at = at.min(length(row).saturating_sub(1));
        match row {
            row if row >= lengths.len() => Spot::Measured(at),
            row => Spot::Simulated(row, at),
        }
    };
    let (row, at) = match hand {
        Some(Spot::Simulated(row, at)) => (row, at),
        Some(Spot::Measured(at)) => (lengths.len(), at),
        None if key.starts_with("Arrow") || key == "Home" => {
            let first = (0..rows).find(|row| length(*row) > 0)?;
            return Some(spot(first, 0));
        }
        None => return None,
    };
    // A line that could not be simulated has no points: it is stepped over.
    let mut up = (0..row).rev();
    let mut down = row + 1..rows;
    let has = |row: &usize| length(*row) > 0;
    Some(match key {
        "ArrowLeft" => spot(row, at.saturating_sub(1)),
        "ArrowRight" => spot(row, at + 1),
        "ArrowUp" => spot(up.find(has).unwrap_or(row), at),
        "ArrowDown" => spot(down.find(has).unwrap_or(row), at),
        "Home" => spot(row, 0),
        "End" => spot(row, usize::MAX),
        _ => return None,
    })
}

fn shape((key, shape): (usize, &Shape)) -> Html {
    match shape {
        Shape::Path { d, class, dash } => html! {
            <path {key} class={class.clone()} d={d.clone()} stroke-dasharray={(!dash.is_empty()).then_some(*dash)} />
        },
        Shape::Text {
            x,
            y,
            anchor,
            class,
            text,
        } => html! {
            <text {key} class={*class} x={format!("{x:.1}")} y={format!("{y:.1}")} text-anchor={*anchor}>{ text }</text>
        },
    }
}

fn note(props: &PictureProps, found: &Curve, drawn: Option<&Chart>, hand: Option<Spot>) -> Html {
    let place = hand.and_then(|spot| drawn?.place(spot));
    let words = hand.and_then(|spot| match spot {
        Spot::Measured(at) => {
            let point = props.points.get(at)?;
            let name = props
                .shown
                .iter()
                .find(|one| one.strategy == point.strategy);
            let name = name.map_or(&point.strategy, |one| &one.name);
            Some((name.clone(), point.note(), "measured"))
        }
        Spot::Simulated(row, at) => {
            let one = props.shown.get(row)?;
            let line = found
                .lines
                .iter()
                .find(|line| line.strategy == one.strategy)?;
            let point = line.points.get(at)?;
            let said = curve::note(found.spec.cost, point);
            Some((one.name.clone(), said, "simulated"))
        }
    });
    let (Some((x, y)), Some((name, lines, kind))) = (place, words) else {
        return html! { <div class="note-none" id="speedup-note" role="status"></div> };
    };
    // On a phone neither side has room for the note: it stands as far right as it can.
    let phone = drawn.filter(|it| it.plot.narrow);
    let flip = drawn.is_some_and(|it| !it.plot.narrow && x > (it.plot.left + it.plot.right) / 2.0);
    let x = phone.map_or(x, |it| x.min(it.width - NOTE).max(-NOTE_GAP));
    html! {
        <div
            class={classes!("note", flip.then_some("flip"))}
            id="speedup-note"
            role="status"
            style={format!("left: {x:.0}px; top: {y:.0}px")}
            data-testid="speedup-note"
            data-kind={kind}
        >
            <strong>{ name }</strong>
            { for lines.into_iter().map(|line| html! { <span>{ line }</span> }) }
        </div>
    }
}
