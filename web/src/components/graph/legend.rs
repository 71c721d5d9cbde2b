//! What colours and lines mean.

use crate::model::{
    Shared, format,
    graph::{
        Web,
        colouring::{Colouring, Colours},
        pace::EDGES,
        words,
    },
};
use lanewise_protocol::EdgeKind;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct LegendProps {
    pub(super) web: Shared<Web>,
    pub(super) colours: Rc<Colours>,
    pub(super) colouring: Colouring,
}

#[component]
pub(super) fn Legend(props: &LegendProps) -> Html {
    let LegendProps { web, colours, .. } = props;
    let by_status = props.colouring == Colouring::Status;
    let measured = matches!(props.colouring, Colouring::Aborts | Colouring::Lane);
    let entry = |entry: &crate::model::graph::colouring::Entry| {
        let name = format::clipped(&format::short_addresses(&entry.name), 44);
        html! {
            <li key={entry.name.clone()} title={entry.name.clone()}>
                <i class={classes!("swatch", "round", entry.paint.class())}></i>
                { name }
                <span class="count" data-value={entry.transactions.to_string()}>{ format::count(u64::from(entry.transactions)) }</span>
            </li>
        }
    };
    let options = web.graph.options;
    let kinds = [
        (EdgeKind::ReadAfterWrite, "solid", "who read waits"),
        (EdgeKind::WriteAfterRead, "dashed", "nobody waits"),
        (EdgeKind::WriteAfterWrite, "dotted", "nobody waits"),
    ];
    let line = |(kind, class, what): &(EdgeKind, &'static str, &'static str)| {
        html! {
            <li key={*class}>
                <i class={classes!("stroke", *class)}></i>
                { format!("{}: {what}", capital(words::kind(*kind))) }
            </li>
        }
    };
    html! {
        <ul class="legend" data-testid="graph-legend">
            if measured {
                <li><span class="tag">{ "Measured" }</span></li>
            }
            { for colours.legend.iter().map(entry) }
            if !by_status {
                <li><i class="swatch round on-road"></i>{ "Yellow rim: on the longest chain" }</li>
            } else {
                <li><i class="swatch round ancestor"></i>{ "Selected one waited for" }</li>
                <li><i class="swatch round descendant"></i>{ "Waits for the selected one" }</li>
            }
            if options.anti || options.output {
                { for kinds.iter().map(line) }
            }
            if let Some((place, edges)) = web.graph.hottest.first() {
                <li class="hottest" data-testid="graph-hottest" data-value={edges.to_string()}>
                    { "Most contended: " }<code>{ format::clipped(&format::short_addresses(place), 80) }</code>
                    { format!(" ({})", format::plural(u64::from(*edges), "edge")) }
                </li>
            }
            if web.graph.edges.len() > EDGES {
                <li>{ format!("From afar every {}th edge is drawn", web.graph.edges.len().div_ceil(EDGES)) }</li>
            }
        </ul>
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
