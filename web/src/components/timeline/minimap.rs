//! The whole run in a strip, with the part in view as a frame that can be moved and resized.

use super::subject::Subject;
use crate::{
    canvas::timeline::{Strip, minimap},
    hooks::use_surface,
    model::timeline::{Edge, Step, Unit, View},
};
use web_sys::Element;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct MinimapProps {
    /// The runs, and how much of the axis each takes.
    pub(super) subjects: Vec<(Subject, f64)>,
    pub(super) view: View,
    /// Length of the axis.
    pub(super) whole: u64,
    pub(super) unit: Unit,
    pub(super) dark: bool,
    pub(super) on_step: Callback<Step>,
}

/// What a pointer has taken hold of.
#[derive(Debug, Clone, Copy)]
enum Grip {
    Edge(Edge),
    /// The frame, so far right of its middle (a share of the strip).
    Frame(f64),
}

/// How near to an edge, in pixels, a pointer takes hold of it.
const REACH: f64 = 10.0;

/// Chooses what a press at `x` of a strip of this width takes hold of.
fn grip(x: f64, width: f64, start: f64, end: f64) -> Grip {
    let (left, right) = (start * width, end * width);
    // A narrow frame is mostly edges; its middle still moves it.
    let inside = REACH.min((right - left) / 4.0);
    if (left - REACH..=left + inside).contains(&x) {
        Grip::Edge(Edge::Start)
    } else if (right - inside..=right + REACH).contains(&x) {
        Grip::Edge(Edge::End)
    } else if (left..right).contains(&x) {
        Grip::Frame((x - f64::midpoint(left, right)) / width)
    } else {
        Grip::Frame(0.0)
    }
}

impl Grip {
    /// What dragging it to a place on the strip, 0 to 1, means.
    const fn to(self, place: f64) -> Step {
        match self {
            Self::Edge(edge) => Step::Edge(edge, place),
            Self::Frame(off) => Step::Centre(place - off),
        }
    }
}

#[component]
pub(super) fn Minimap(props: &MinimapProps) -> Html {
    let node = use_node_ref();
    let held = use_mut_ref(|| None::<Grip>);
    let surface = {
        let subjects = props.subjects.clone();
        use_surface((props.subjects.clone(), props.dark), move |brush| {
            let strips: Vec<Strip<'_>> = subjects
                .iter()
                .map(|(subject, share)| Strip {
                    lanes: subject.lanes(),
                    share: *share,
                })
                .collect();
            minimap(brush, &strips);
        })
    };
    let whole = props.whole.max(1) as f64;
    let (start, end) = (
        (props.view.start / whole).clamp(0.0, 1.0),
        (props.view.end() / whole).clamp(0.0, 1.0),
    );
    // Place and width of an event on the strip.
    let measure = {
        let node = node.clone();
        move |event: &PointerEvent| {
            let frame = node.cast::<Element>()?.get_bounding_client_rect();
            let width = frame.width().max(1.0);
            Some((f64::from(event.client_x()) - frame.left(), width))
        }
    };
    let onpointerdown = {
        let (held, node, measure) = (held.clone(), node.clone(), measure.clone());
        let on_step = props.on_step.clone();
        Callback::from(move |event: PointerEvent| {
            let Some((x, width)) = measure(&event).filter(|_| event.button() == 0) else {
                return;
            };
            if let Some(element) = node.cast::<Element>() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            let found = grip(x, width, start, end);
            if x < start * width - REACH || x > end * width + REACH {
                on_step.emit(found.to(x / width));
            }
            *held.borrow_mut() = Some(found);
        })
    };
    let onpointermove = {
        let (held, on_step) = (held.clone(), props.on_step.clone());
        Callback::from(move |event: PointerEvent| {
            let grip = *held.borrow();
            if let (Some(grip), Some((x, width))) = (grip, measure(&event)) {
                on_step.emit(grip.to(x / width));
            }
        })
    };
    let let_go = Callback::from(move |_: PointerEvent| *held.borrow_mut() = None);
    let on_frame = keys(&props.on_step, |key| {
        Some(match key {
            "ArrowLeft" | "ArrowDown" => Step::Move(-0.1),
            "ArrowRight" | "ArrowUp" => Step::Move(0.1),
            "PageDown" => Step::Move(-0.9),
            "PageUp" => Step::Move(0.9),
            "Home" => Step::Centre(0.0),
            "End" => Step::Centre(1.0),
            "+" | "=" => Step::Zoom(1.4, 0.5),
            "-" | "_" => Step::Zoom(1.0 / 1.4, 0.5),
            "0" => Step::Fit,
            _ => return None,
        })
    });
    let edge = |edge: Edge, place: f64, name: &'static str| {
        let by = ((end - start) * 0.05).max(0.002);
        let onkeydown = keys(&props.on_step, move |key| {
            Some(Step::Edge(
                edge,
                match key {
                    "ArrowLeft" | "ArrowDown" => place - by,
                    "ArrowRight" | "ArrowUp" => place + by,
                    "PageDown" => place - 5.0 * by,
                    "PageUp" => place + 5.0 * by,
                    "Home" => 0.0,
                    "End" => 1.0,
                    _ => return None,
                },
            ))
        });
        html! {
            <div
                class="minimap-edge"
                style={format!("left: {:.3}%", place * 100.0)}
                role="slider"
                tabindex="0"
                aria-label={format!("{name} of the part in view")}
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow={format!("{:.1}", place * 100.0)}
                aria-valuetext={props.unit.amount((place * whole) as u64)}
                data-testid={format!("timeline-minimap-{}", name.to_lowercase())}
                {onkeydown}
            ></div>
        }
    };
    let said = format!(
        "{} to {} of {}",
        props.unit.amount((start * whole) as u64),
        props.unit.amount((end * whole) as u64),
        props.unit.amount(props.whole)
    );
    html! {
        <div
            ref={node}
            class={classes!("minimap", (props.subjects.len() > 1).then_some("two"))}
            data-testid="timeline-minimap"
            role="group"
            aria-label="The whole run"
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
        >
            <canvas ref={surface.canvas.clone()} aria-hidden="true"></canvas>
            <div class="minimap-shade" style={format!("left: 0; width: {:.3}%", start * 100.0)}></div>
            <div class="minimap-shade" style={format!("right: 0; width: {:.3}%", (1.0 - end) * 100.0)}></div>
            <div
                class="minimap-frame"
                style={format!("left: {:.3}%; width: {:.3}%", start * 100.0, (end - start) * 100.0)}
                role="slider"
                tabindex="0"
                aria-label="Part in view"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow={format!("{:.1}", f64::midpoint(start, end) * 100.0)}
                aria-valuetext={said}
                data-testid="timeline-minimap-frame"
                onkeydown={on_frame}
            ></div>
            { edge(Edge::Start, start, "Start") }
            { edge(Edge::End, end, "End") }
        </div>
    }
}

/// A handler that turns keys into steps.
fn keys(
    on_step: &Callback<Step>,
    step: impl Fn(&str) -> Option<Step> + 'static,
) -> Callback<KeyboardEvent> {
    let on_step = on_step.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if let Some(step) = step(&event.key()) {
            event.prevent_default();
            on_step.emit(step);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_takes_hold_of_edges_the_frame_or_the_place() {
        let at = |x: f64| grip(x, 1_000.0, 0.2, 0.6);
        assert!(matches!(at(195.0), Grip::Edge(Edge::Start)));
        assert!(matches!(at(605.0), Grip::Edge(Edge::End)));
        assert!(matches!(at(450.0), Grip::Frame(off) if (off - 0.05).abs() < 1e-9));
        assert!(matches!(at(900.0), Grip::Frame(off) if off == 0.0));
        // In a frame of 4 pixels the middle still moves it.
        assert!(matches!(grip(502.0, 1_000.0, 0.5, 0.504), Grip::Frame(_)));
        assert_eq!(at(450.0).to(0.5), Step::Centre(0.5 - at_off(450.0)));
    }

    fn at_off(x: f64) -> f64 {
        (x - 400.0) / 1_000.0
    }
}
