//! Who depends on whom.

use super::{
    details::Details,
    icon::Sign,
    toolbar::{IndexField, Tool},
};
use crate::{
    canvas::graph::{EDGES, draw},
    hooks::{Gesture, Surface, use_gestures, use_surface},
    model::{
        Action, GraphState, Selection, Shared, format,
        graph::{Camera, Web},
    },
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct GraphProps {
    pub(super) graph: GraphState,
    pub(super) selection: Selection,
    pub(super) transactions: u32,
    pub(super) dark: bool,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn GraphView(props: &GraphProps) -> Html {
    let pick = props.dispatch.reform(Action::Select);
    let body = match &props.graph {
        GraphState::Ready { web, .. } => html! {
            <Picture
                web={web.clone()}
                selected={props.selection.index}
                dark={props.dark}
                on_pick={pick}
            />
        },
        GraphState::Failed(why) => {
            let retry = props.dispatch.reform(|_: MouseEvent| Action::RetryGraph);
            html! {
                <div class="picture waiting">
                    <div class="canvas-frame graph message" data-testid="graph-error" role="alert">
                        <p>{ why }</p>
                        <button type="button" class="button" data-testid="graph-retry" onclick={retry}>{ "Try again" }</button>
                    </div>
                </div>
            }
        }
        GraphState::None | GraphState::Loading { .. } => html! {
            <div class="picture waiting">
                <div class="canvas-frame graph message" data-testid="graph-loading" role="status">
                    <p>{ "The engine is working out who depends on whom…" }</p>
                </div>
            </div>
        },
    };
    html! {
        <div class="with-details">
            { body }
            <Details selection={props.selection.clone()} dispatch={props.dispatch.clone()} />
        </div>
    }
}

/// Where the picture lies; `None` until it has been moved: then it fits the canvas, whatever size
/// that takes.
#[derive(Debug, Clone, Default, PartialEq)]
struct Seen(Option<Camera>);

enum Step {
    /// Factor and fixed place; the camera to start from.
    Zoom(f64, f64, f64, Camera),
    Move(f64, f64, Camera),
    Look(Camera),
    Fit,
}

impl Reducible for Seen {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(Self(match step {
            Step::Zoom(factor, x, y, start) => Some(self.0.unwrap_or(start).zoomed(factor, x, y)),
            Step::Move(x, y, start) => Some(self.0.unwrap_or(start).moved(x, y)),
            Step::Look(camera) => Some(camera),
            Step::Fit => None,
        }))
    }
}

#[derive(Properties, PartialEq)]
struct PictureProps {
    web: Shared<Web>,
    selected: Option<u32>,
    dark: bool,
    on_pick: Callback<Option<u32>>,
}

fn fitting(web: &Web, width: f64, height: f64) -> Camera {
    Camera::fit(
        f64::from(web.graph.width),
        f64::from(web.graph.height),
        width,
        height,
    )
}

fn at_rest(web: &Web, surface: &Surface) -> Camera {
    let (width, height) = surface.size();
    fitting(web, width, height)
}

#[component]
fn Picture(props: &PictureProps) -> Html {
    let web = &props.web;
    let seen = use_reducer_eq(Seen::default);
    let hover = use_state_eq(|| None::<(u32, f64, f64, bool)>);
    // A selection made on the canvas itself is in view already.
    let picked_here = use_mut_ref(|| props.selected);
    let relations = use_memo((props.web.clone(), props.selected), |(web, selected)| {
        web.relations(*selected)
    });
    let surface = {
        let (web, relations, camera) = (web.clone(), Rc::clone(&relations), seen.0);
        let under = hover.map(|hover| hover.0);
        use_surface(
            (props.web.clone(), camera, props.selected, under, props.dark),
            move |brush| {
                let camera = camera.unwrap_or_else(|| fitting(&web, brush.width, brush.height));
                draw(brush, &web, camera, &relations, under);
            },
        )
    };
    {
        let (seen, surface, web) = (seen.clone(), surface.clone(), web.clone());
        let picked_here = Rc::clone(&picked_here);
        use_effect_with(props.selected, move |selected| {
            let here = picked_here.replace(None) == *selected;
            let node = selected.and_then(|index| web.graph.nodes.get(index as usize));
            if let (Some(node), false) = (node, here) {
                let (width, height) = surface.size();
                let camera = seen.0.unwrap_or_else(|| fitting(&web, width, height));
                let (x, y) = camera.pixel(node.x, node.y);
                let visible =
                    (30.0..width - 30.0).contains(&x) && (30.0..height - 30.0).contains(&y);
                if !visible || camera.scale < 9.0 {
                    let (x, y) = (f64::from(node.x), f64::from(node.y));
                    seen.dispatch(Step::Look(camera.centred(x, y, width, height)));
                }
            }
        });
    }
    {
        let (seen, hover, web, measured) =
            (seen.clone(), hover.clone(), web.clone(), surface.clone());
        let (on_pick, selected) = (props.on_pick.clone(), props.selected);
        use_gestures(&surface, move |gesture| {
            let start = at_rest(&web, &measured);
            let camera = seen.0.unwrap_or(start);
            let find = |x: f64, y: f64| {
                let (left, top) = camera.unit(x, y);
                let reach = (0.45_f64).max(7.0 / camera.scale) as f32;
                web.at(left, top, reach)
            };
            match gesture {
                Gesture::Zoom { factor, x, y } => {
                    seen.dispatch(Step::Zoom(factor, x, y, start));
                    hover.set(None);
                    factor > 1.0 || camera.scale > start.scale * 0.5
                }
                Gesture::Pan { x, y } => {
                    seen.dispatch(Step::Move(x, y, start));
                    hover.set(None);
                    true
                }
                Gesture::Fit => {
                    seen.dispatch(Step::Fit);
                    true
                }
                Gesture::Hover(place) => {
                    let half = measured.middle().0;
                    hover.set(place.and_then(|(x, y)| Some((find(x, y)?, x, y, x > half))));
                    true
                }
                Gesture::Click(x, y) => {
                    let found = find(x, y).filter(|found| Some(*found) != selected);
                    picked_here.replace(found);
                    on_pick.emit(found);
                    true
                }
            }
        });
    }
    let zoom = |factor: f64| {
        let (seen, surface, web) = (seen.dispatcher(), surface.clone(), web.clone());
        Callback::from(move |()| {
            let (x, y) = surface.middle();
            seen.dispatch(Step::Zoom(factor, x, y, at_rest(&web, &surface)));
        })
    };
    let fit = {
        let seen = seen.dispatcher();
        Callback::from(move |()| seen.dispatch(Step::Fit))
    };
    let graph = &web.graph;
    let label = format!(
        "Dependency graph of {} and {}. Plus and minus zoom, arrow keys move, 0 shows all; the \
         field above selects by index.",
        format::plural(graph.nodes.len() as u64, "transaction"),
        format::plural(graph.edges.len() as u64, "edge")
    );
    html! {
        <div class="picture">
            <div class="tools" role="toolbar" aria-label="Dependency graph">
                <Tool sign={Sign::Minus} label="Zoom out" id="graph-zoom-out" onclick={zoom(1.0 / 1.5)} />
                <Tool sign={Sign::Plus} label="Zoom in" id="graph-zoom-in" onclick={zoom(1.5)} />
                <Tool sign={Sign::Fit} label="Show all" id="graph-fit" disabled={seen.0.is_none()} onclick={fit} />
                <IndexField id="graph-index" transactions={graph.nodes.len() as u32} selected={props.selected} on_pick={props.on_pick.clone()} />
            </div>
            <p class="sentence" data-testid="graph-summary">{ web.summary() }</p>
            <div class="canvas-frame graph">
                <canvas
                    ref={surface.canvas.clone()}
                    tabindex="0"
                    role="application"
                    aria-roledescription="graph"
                    aria-label={label}
                    data-testid="graph-canvas"
                    data-nodes={graph.nodes.len().to_string()}
                    data-edges={graph.edges.len().to_string()}
                    data-critical={graph.critical_path.len().to_string()}
                ></canvas>
                { note(web, *hover) }
            </div>
            { legend(web) }
        </div>
    }
}

fn note(web: &Web, hover: Option<(u32, f64, f64, bool)>) -> Html {
    let Some((index, x, y, flip)) = hover else {
        return Html::default();
    };
    let Some(node) = web.graph.nodes.get(index as usize) else {
        return Html::default();
    };
    let critical = web.critical[index as usize];
    html! {
        <div class={classes!("note", flip.then_some("flip"))} style={format!("left: {x:.0}px; top: {y:.0}px")} data-testid="graph-hover">
            <strong>{ format!("Transaction {}", format::count(u64::from(index))) }</strong>
            <span>{ format!("{}, {}", crate::model::text::status(node.status), format::gas(node.gas)) }</span>
            <span class="quiet">
                { if web.lone[index as usize] {
                    "Independent of all others".to_owned()
                } else if node.depth == 0 {
                    "Waits for nothing".to_owned()
                } else {
                    format!("{} before it", format::plural(u64::from(node.depth), "step"))
                } }
                { if critical { ", on the longest chain" } else { "" } }
            </span>
        </div>
    }
}

fn legend(web: &Web) -> Html {
    let mut kinds = vec![
        ("critical", "Longest chain"),
        ("execution", "Transaction"),
        ("lone", "Independent"),
    ];
    let has = |status| web.graph.nodes.iter().any(|node| node.status == status);
    if has(lanewise_protocol::TransactionStatus::Reverted) {
        kinds.push(("reverted", "Reverted"));
    }
    if has(lanewise_protocol::TransactionStatus::Halted) {
        kinds.push(("halted", "Halted"));
    }
    kinds.extend([
        ("ancestor", "Selected one waited for"),
        ("descendant", "Waits for the selected one"),
    ]);
    let hottest = web.graph.hottest.first();
    html! {
        <ul class="legend" data-testid="graph-legend">
            { for kinds.into_iter().map(|(key, name)| html! {
                <li {key}><i class={classes!("swatch", "round", key)}></i>{ name }</li>
            }) }
            if let Some((place, edges)) = hottest {
                <li class="hottest" data-testid="graph-hottest">
                    { "Most contended: " }<code>{ format::short_addresses(place) }</code>
                    { format!(" ({})", format::plural(u64::from(*edges), "edge")) }
                </li>
            }
            if web.graph.edges.len() > EDGES {
                <li>{ format!("From afar every {}th edge is drawn", web.graph.edges.len().div_ceil(EDGES)) }</li>
            }
        </ul>
    }
}
