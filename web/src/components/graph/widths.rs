//! How wide the waves are: how many transactions could run at the same time.

use crate::model::{
    Shared, format,
    graph::{Web, waves::buckets},
};
use yew::prelude::*;

/// Bars, at most.
const BARS: usize = 160;
/// Height of the strip in units of its drawing.
const HEIGHT: f64 = 44.0;

#[derive(Properties, PartialEq)]
pub(super) struct WidthsProps {
    pub(super) web: Shared<Web>,
    pub(super) selected: Option<u32>,
}

/// A bar for each wave, or for some neighbouring ones.
#[component]
pub(super) fn Widths(props: &WidthsProps) -> Html {
    let web = &props.web;
    let bars = buckets(&web.widths, BARS);
    let most = web.widths.iter().copied().max().unwrap_or(1).max(1);
    let wave = props
        .selected
        .and_then(|index| web.node(index))
        .map(|node| node.depth);
    let wide = 1_000.0 / bars.len().max(1) as f64;
    let bar = |(place, it): (usize, &crate::model::graph::waves::Bucket)| {
        let height = (f64::from(it.most) / f64::from(most) * HEIGHT).max(1.2);
        let chosen = wave.is_some_and(|wave| (it.first..=it.last).contains(&wave));
        let says = if it.first == it.last {
            format!(
                "Wave {}: {}",
                format::count(u64::from(it.first)),
                format::plural(u64::from(it.most), "transaction")
            )
        } else {
            format!(
                "Waves {} to {}: {} on average, at most {}",
                format::count(u64::from(it.first)),
                format::count(u64::from(it.last)),
                format::significant(it.mean),
                format::count(u64::from(it.most))
            )
        };
        html! {
            <rect
                key={place}
                class={classes!("wave", chosen.then_some("chosen"))}
                x={format!("{:.2}", place as f64 * wide + wide * 0.08)}
                y={format!("{:.2}", HEIGHT - height)}
                width={format!("{:.2}", (wide * 0.84).min(60.0))}
                height={format!("{height:.2}")}
            ><title>{ says }</title></rect>
        }
    };
    let summary = web.waves_summary();
    html! {
        <figure class="widths" data-testid="graph-widths" data-waves={web.widths.len().to_string()} data-value={most.to_string()}>
            <figcaption>{ summary.clone() }</figcaption>
            <svg viewBox={format!("0 0 1000 {HEIGHT}")} preserveAspectRatio="none" role="img" aria-label={format!("Widths of the waves. {summary}")}>
                { for bars.iter().enumerate().map(bar) }
            </svg>
        </figure>
    }
}
