//! What the drawing says about what is pointed at, and about the edge that was chosen.

use super::picture::{Hover, PictureProps};
use crate::{
    canvas::graph::Under,
    components::icon::{Icon, Sign},
    model::{format, text},
};
use yew::prelude::*;

/// The note at the pointer.
pub(super) fn note(props: &PictureProps, hover: Option<Hover>) -> Html {
    let Some((under, x, y, flip)) = hover else {
        return Html::default();
    };
    let web = &props.web;
    let says = match under {
        Under::Node(index) => {
            let Some(node) = web.node(index) else {
                return Html::default();
            };
            let what = [
                (&web.graph.functions, node.function, "calls"),
                (&web.graph.targets, node.target, "of"),
                (&web.graph.senders, node.sender, "by"),
            ];
            let what: Vec<String> = what
                .into_iter()
                .filter_map(|(names, index, word)| {
                    let name = names.get(index as usize).filter(|it| !it.is_empty())?;
                    let name = format::clipped(&format::short_addresses(name), 40);
                    Some(format!("{word} {name}"))
                })
                .collect();
            let place = index as usize;
            let waits = if web.lone[place] {
                "Independent of all others".to_owned()
            } else if node.depth == 0 {
                "Wave 0: waits for nothing".to_owned()
            } else {
                let wave = format::count(u64::from(node.depth));
                format!(
                    "Wave {wave}: {} before it",
                    format::plural(u64::from(node.depth), "step")
                )
            };
            html! {
                <>
                    <strong>{ format!("Transaction {}", format::count(u64::from(index))) }</strong>
                    <span>{ what.join(" ") }</span>
                    <span>{ format!("{}, {}", text::status(node.status), format::gas(node.gas)) }</span>
                    <span class="quiet">
                        { waits }
                        { if web.critical[place] { ", on the longest chain" } else { "" } }
                    </span>
                </>
            }
        }
        Under::Edge(edge) => match web.edge(edge) {
            Some(edge) => html! { <span>{ web.sentence(edge) }</span> },
            None => return Html::default(),
        },
    };
    let kind = match under {
        Under::Node(_) => "transaction",
        Under::Edge(_) => "edge",
    };
    html! {
        <div
            class={classes!("note", flip.then_some("flip"))}
            style={format!("left: {x:.0}px; top: {y:.0}px")}
            data-testid="graph-hover"
            data-kind={kind}
        >{ says }</div>
    }
}

/// The chosen edge in a sentence; always as high, so that nothing moves.
pub(super) fn chosen_edge(props: &PictureProps) -> Html {
    let edge = props.edge.and_then(|edge| props.web.edge(edge));
    let close = props.on_edge.reform(|_: MouseEvent| None);
    let select = |index: u32| {
        let onclick = props.on_pick.reform(move |_: MouseEvent| Some(index));
        html! {
            <button type="button" class="link" {onclick}>{ format!("Select {}", format::count(u64::from(index))) }</button>
        }
    };
    html! {
        <p
            class="chosen-edge"
            role="status"
            data-testid="graph-edge"
            data-from={edge.map(|edge| edge.from.to_string())}
            data-to={edge.map(|edge| edge.to.to_string())}
        >
            if let Some(edge) = edge {
                <span>{ props.web.sentence(edge) }</span>
                { select(edge.from) }
                { select(edge.to) }
                <button type="button" class="plain" aria-label="Let go of the edge" title="Let go of the edge" data-testid="graph-edge-close" onclick={close}>
                    <Icon sign={Sign::Cross} />
                </button>
            } else {
                <span class="quiet">{ "Point at a line to see why one waits for the other; click it to keep it here." }</span>
            }
        </p>
    }
}
