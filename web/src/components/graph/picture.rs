//! The drawing itself, and what the hand does with it.

use super::{
    export::use_export,
    notes::{chosen_edge, note},
};
use crate::{
    canvas::graph::{Sight, Under, cache::Cache},
    components::{
        icon::Sign,
        take_away::{Offer, TakeAway, Taken},
        toolbar::{IndexField, Tool},
        waiting::Waiting,
    },
    hooks::{Gesture, Surface, use_gestures, use_surface},
    model::{
        Action, Run, Shared, Slot, State, format,
        graph::{
            Camera, Detail, Web,
            colouring::{Colouring, Colours},
            pace::Pace,
            picture::{Look, MOST_NODES},
            words,
        },
        take_away::{Picture as Saved, Source, picture},
    },
};
use gloo::timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// Milliseconds without a movement after which the picture is at rest.
const REST: u32 = 140;
/// Edges can be pointed at from this many pixels a layout unit.
const EDGES_FROM: f64 = 6.0;

#[derive(Properties, Clone, PartialEq)]
pub(super) struct PictureProps {
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) web: Shared<Web>,
    pub(super) colouring: Colouring,
    pub(super) colours: Rc<Colours>,
    pub(super) mask: Rc<Option<Vec<bool>>>,
    /// Whether the filter leaves out more than independent transactions.
    pub(super) narrow: bool,
    pub(super) selected: Option<u32>,
    pub(super) edge: Option<u32>,
    pub(super) dark: bool,
    pub(super) on_pick: Callback<Option<u32>>,
    pub(super) on_edge: Callback<Option<u32>>,
    pub(super) dispatch: Callback<Action>,
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

/// What lies under the pointer, where that is, and whether the note goes to its left.
pub(super) type Hover = (Under, f64, f64, bool);

/// What lies under a pixel: a transaction, or an edge where edges can be told apart.
fn find(props: &PictureProps, camera: Camera, (x, y): (f64, f64)) -> Option<Under> {
    let web = &props.web;
    let shown = |node: u32| {
        let mask = props.mask.as_ref().as_ref();
        mask.is_none_or(|mask| mask.get(node as usize).copied().unwrap_or_default())
    };
    if Detail::new(camera, !props.narrow && !web.graph.clusters.is_empty()).nodes <= 0.0 {
        return None;
    }
    let (left, top) = camera.unit(x, y);
    let reach = (0.45_f64).max(7.0 / camera.scale) as f32;
    if let Some(node) = web.at(left, top, reach, shown) {
        return Some(Under::Node(node));
    }
    if camera.scale < EDGES_FROM {
        return None;
    }
    let reach = (5.0 / camera.scale) as f32;
    web.edge_at((left, top), reach, |edge| {
        shown(edge.from) && shown(edge.to)
    })
    .map(Under::Edge)
}

#[component]
pub(super) fn Picture(props: &PictureProps) -> Html {
    let web = &props.web;
    let seen = use_reducer_eq(Seen::default);
    let hover = use_state_eq(|| None::<Hover>);
    // A selection made on the canvas itself is in view already.
    let picked_here = use_mut_ref(|| None::<u32>);
    let pace: Rc<RefCell<Pace>> = use_mut_ref(Pace::default);
    let rest: Rc<RefCell<Option<Timeout>>> = use_mut_ref(|| None);
    let relations = use_memo((web.clone(), props.selected), |(web, selected)| {
        web.relations(*selected)
    });
    let under = hover.map(|hover| hover.0);
    let cache: Rc<RefCell<Cache>> = use_mut_ref(Cache::default);
    let look = use_memo(
        (
            (web.clone(), props.colouring, Rc::clone(&props.colours)),
            (Rc::clone(&props.mask), props.selected, props.dark),
        ),
        |_| 0_u8,
    );
    {
        let pace = Rc::clone(&pace);
        use_effect_with(web.clone(), move |_| pace.borrow_mut().forget());
    }
    let surface = {
        let (web, relations, camera) = (web.clone(), Rc::clone(&relations), seen.0);
        let (colours, mask) = (Rc::clone(&props.colours), Rc::clone(&props.mask));
        let (colouring, edge, clusters) = (props.colouring, props.edge, !props.narrow);
        let pace = Rc::clone(&pace);
        // A look is another one when it lies elsewhere; its own value says nothing.
        let depends = (Rc::as_ptr(&look) as usize, camera, under, edge);
        use_surface(depends, move |brush| {
            let sight = Sight {
                web: &web,
                colouring,
                colours: &colours,
                mask: mask.as_ref().as_deref(),
                clusters,
                camera: camera.unwrap_or_else(|| fitting(&web, brush.width, brush.height)),
                relations: &relations,
                under,
                edge,
            };
            let (mut cache, mut pace) = (cache.borrow_mut(), pace.borrow_mut());
            cache.draw(brush, &sight, &look, &mut pace);
        })
    };
    let moved = {
        let (surface, rest) = (surface.clone(), Rc::clone(&rest));
        move || {
            pace.borrow_mut().set_moving(true);
            let (pace, surface) = (Rc::clone(&pace), surface.clone());
            // Whatever waited before is dropped, and with that cancelled.
            rest.replace(Some(Timeout::new(REST, move || {
                pace.borrow_mut().set_moving(false);
                surface.redraw();
            })));
        }
    };
    {
        let (seen, surface) = (seen.clone(), surface.clone());
        let picked_here = Rc::clone(&picked_here);
        use_effect_with((props.selected, web.clone()), move |(selected, web)| {
            let here = picked_here.replace(None) == *selected;
            let node = selected.and_then(|index| web.node(index));
            if let (Some(node), false) = (node, here) {
                let (width, height) = surface.size();
                let camera = seen.0.unwrap_or_else(|| fitting(web, width, height));
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
        let (seen, surface, hover) = (seen.clone(), surface.clone(), hover.clone());
        use_effect_with((props.edge, web.clone()), move |(edge, web)| {
            hover.set(None);
            let Some(edge) = edge.and_then(|edge| web.edge(edge)) else {
                return;
            };
            let (x, y) = web.curve(edge).point(0.5);
            let (width, height) = surface.size();
            let camera = seen.0.unwrap_or_else(|| fitting(web, width, height));
            let (left, top) = camera.pixel(x, y);
            if !(0.0..width).contains(&left) || !(0.0..height).contains(&top) {
                let there = camera.centred(f64::from(x), f64::from(y), width, height);
                seen.dispatch(Step::Look(there));
            }
        });
    }
    {
        let (seen, hover, measured) = (seen.clone(), hover.clone(), surface.clone());
        let (web, about) = (web.clone(), props.clone());
        use_gestures(&surface, move |gesture| {
            let start = at_rest(&web, &measured);
            let camera = seen.0.unwrap_or(start);
            match gesture {
                Gesture::Zoom { factor, x, y } => {
                    moved();
                    seen.dispatch(Step::Zoom(factor, x, y, start));
                    hover.set(None);
                    factor > 1.0 || camera.scale > start.scale * 0.5
                }
                Gesture::Pan { x, y } => {
                    moved();
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
                    let found = place
                        .and_then(|(x, y)| Some((find(&about, camera, (x, y))?, x, y, x > half)));
                    hover.set(found);
                    true
                }
                Gesture::Click(x, y) => {
                    match find(&about, camera, (x, y)) {
                        Some(Under::Edge(edge)) => {
                            about
                                .on_edge
                                .emit(Some(edge).filter(|it| about.edge != Some(*it)));
                        }
                        found => {
                            let node = match found {
                                Some(Under::Node(node)) => Some(node),
                                _ => None,
                            };
                            let node = node.filter(|node| Some(*node) != about.selected);
                            picked_here.replace(node);
                            about.on_edge.emit(None);
                            about.on_pick.emit(node);
                        }
                    }
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
    let (exports, exporting) = use_export(&props.state, graph.options, &props.dispatch);
    let mut offers = saved(props, seen.0, &surface);
    offers.extend(exports);
    let label = format!(
        "Dependency graph of {} and {}. Plus and minus zoom, arrow keys move, 0 shows all; the \
         field above selects by index, and below the same stands in words.",
        format::plural(graph.nodes.len() as u64, "transaction"),
        format::plural(graph.edges.len() as u64, "edge")
    );
    html! {
        <>
            <div class="tools" role="toolbar" aria-label="Dependency graph">
                <Tool sign={Sign::Minus} label="Zoom out" id="graph-zoom-out" onclick={zoom(1.0 / 1.5)} />
                <Tool sign={Sign::Plus} label="Zoom in" id="graph-zoom-in" onclick={zoom(1.5)} />
                <Tool sign={Sign::Fit} label="Show all" id="graph-fit" disabled={seen.0.is_none()} onclick={fit} />
                <IndexField id="graph-index" transactions={graph.nodes.len() as u32} selected={props.selected} on_pick={props.on_pick.clone()} />
                <TakeAway id="graph" {offers} dispatch={props.dispatch.clone()} />
            </div>
            if let Some(asked) = exporting {
                <div class="again">
                    <Waiting
                        id="graph-export"
                        asked={Some(asked)}
                        slot={Slot::Export}
                        says="The engine is writing the file…"
                        dispatch={props.dispatch.clone()}
                    />
                </div>
            }
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
                    data-clusters={graph.clusters.len().to_string()}
                    data-scale={seen.0.map(|camera| format!("{:.3}", camera.scale))}
                ></canvas>
                { note(props, *hover) }
            </div>
            { chosen_edge(props) }
            if graph.nodes.len() > MOST_NODES {
                <p class="footnote">
                    { format!("A saved picture shows what is in view; with more than {} in view it shows groups of waves in their place.", format::plural(MOST_NODES as u64, "transaction")) }
                </p>
            }
        </>
    }
}

/// The picture as SVG and PNG, the edges as CSV.
fn saved(props: &PictureProps, camera: Option<Camera>, surface: &Surface) -> Vec<Offer> {
    let make = {
        let (web, run) = (props.web.clone(), props.run.clone());
        let (colours, mask, narrow) = (
            Rc::clone(&props.colours),
            Rc::clone(&props.mask),
            props.narrow,
        );
        let surface = surface.clone();
        move || -> Saved {
            let size = surface.size();
            let look = Look {
                web: &web,
                colours: &colours,
                mask: mask.as_ref().as_deref(),
                narrow,
                camera: camera.unwrap_or_else(|| fitting(&web, size.0, size.1)),
                size,
            };
            let body = look.body();
            let title = if body.clustered {
                "Dependency graph, in groups of waves"
            } else {
                "Dependency graph"
            };
            let parameters = words::parameters(&web, &run.result.spec.block);
            let size = (size.0 as u32, body.height);
            picture(
                "graph",
                title,
                &parameters,
                Source::Recorded,
                size,
                &body.svg,
            )
        }
    };
    let edges = {
        let web = props.web.clone();
        move || {
            Taken::Text(
                "lanewise-graph-edges-recorded.csv".to_owned(),
                web.edges_csv(),
            )
        }
    };
    let mut offers = Vec::from(Offer::picture(make));
    offers.push(Offer::new("CSV", edges));
    offers
}
