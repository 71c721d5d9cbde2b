//! The graph for those who read rather than look: lists, by keyboard alone.

use crate::model::{
    Shared, format,
    graph::{Web, words::Line},
};
use std::rc::Rc;
use yew::prelude::*;

/// Rows of a list at first, and more at each press.
const ROWS: usize = 50;
/// Edges named in one cell.
const NAMED: usize = 4;

#[derive(Properties, PartialEq)]
pub(super) struct WordsProps {
    pub(super) web: Shared<Web>,
    pub(super) mask: Rc<Option<Vec<bool>>>,
    pub(super) selected: Option<u32>,
    pub(super) edge: Option<u32>,
    pub(super) on_pick: Callback<Option<u32>>,
    pub(super) on_edge: Callback<Option<u32>>,
}

#[component]
pub(super) fn Words(props: &WordsProps) -> Html {
    let WordsProps { web, mask, .. } = props;
    let rows = use_state_eq(|| ROWS);
    let steps = use_state_eq(|| ROWS);
    let shown: Vec<u32> = match (props.selected, mask.as_ref()) {
        (Some(index), _) => vec![index],
        (None, Some(mask)) => (0_u32..)
            .zip(mask)
            .filter(|(_, shown)| **shown)
            .map(|(index, _)| index)
            .collect(),
        (None, None) => (0..web.graph.nodes.len() as u32).collect(),
    };
    let what = match (props.selected, mask.as_ref()) {
        (Some(_), _) => "The selected transaction",
        (None, Some(_)) => "The transactions shown",
        (None, None) => "All transactions",
    };
    let critical = use_memo(web.clone(), |web| web.critical_steps());
    let lines = shown
        .iter()
        .take(*rows)
        .filter_map(|index| web.line(*index));
    html! {
        <div class="words" data-testid="graph-words">
            <section>
                <h3 class="caption">{ format!("{what}, and whom each waits for") }</h3>
                <div class="words-frame" tabindex="0" role="region" aria-label="Transactions and whom they wait for">
                    <table data-testid="graph-list" data-count={shown.len().to_string()}>
                        <thead>
                            <tr>
                                <th scope="col" class="number">{ "#" }</th>
                                <th scope="col" class="number">{ "Wave" }</th>
                                <th scope="col">{ "Waits for" }</th>
                                <th scope="col">{ "Is waited for by" }</th>
                                <th scope="col">{ "On the longest chain" }</th>
                            </tr>
                        </thead>
                        <tbody>{ for lines.map(|line| row(props, &line)) }</tbody>
                    </table>
                    { more(&rows, shown.len(), "graph-list-more") }
                </div>
            </section>
            <section>
                <h3 class="caption">{ "The longest chain, step by step" }</h3>
                if critical.is_empty() {
                    <p class="quiet">{ "There is none: nothing waits." }</p>
                } else {
                    <ol class="chain" data-testid="graph-chain" data-count={critical.len().to_string()}>
                        { for critical.iter().take(*steps).map(|(index, edge)| step(props, *index, *edge)) }
                    </ol>
                    { more(&steps, critical.len(), "graph-chain-more") }
                }
            </section>
        </div>
    }
}

fn more(rows: &UseStateHandle<usize>, all: usize, id: &'static str) -> Html {
    let left = all.saturating_sub(**rows);
    if left == 0 {
        return Html::default();
    }
    let onclick = {
        let rows = rows.clone();
        Callback::from(move |_: MouseEvent| rows.set(*rows + ROWS))
    };
    html! {
        <p class="more">
            <button type="button" class="button small" data-testid={id} {onclick}>{ "Show more" }</button>
            <span class="quiet">{ format!("{} more", format::count(left as u64)) }</span>
        </p>
    }
}

fn pick(props: &WordsProps, index: u32) -> Html {
    let onclick = props.on_pick.reform(move |_: MouseEvent| Some(index));
    html! {
        <button type="button" class="link" aria-label={format!("Select transaction {index}")} {onclick}>
            { format::count(u64::from(index)) }
        </button>
    }
}

fn row(props: &WordsProps, line: &Line) -> Html {
    html! {
        <tr key={line.index} class={classes!((props.selected == Some(line.index)).then_some("chosen"))}>
            <th scope="row" class="number">{ pick(props, line.index) }</th>
            <td class="number">{ format::count(u64::from(line.wave)) }</td>
            <td>{ ends(props, &line.waits_for, true) }</td>
            <td>{ ends(props, &line.waited_for_by, false) }</td>
            <td>{ if line.critical { "Yes" } else { "No" } }</td>
        </tr>
    }
}

/// The other ends of edges, the first few with their places.
fn ends(props: &WordsProps, edges: &[u32], from: bool) -> Html {
    if edges.is_empty() {
        return html! { <span class="quiet">{ if from { "Nothing" } else { "Nobody" } }</span> };
    }
    let most = if props.selected.is_some() {
        ROWS
    } else {
        NAMED
    };
    let one = |index: &u32| {
        let Some(edge) = props.web.edge(*index) else {
            return Html::default();
        };
        let other = if from { edge.from } else { edge.to };
        html! {
            <li key={*index}>{ pick(props, other) }{ " " }{ place(props, *index) }</li>
        }
    };
    html! {
        <ul>
            { for edges.iter().take(most).map(one) }
            if edges.len() > most {
                <li class="quiet">{ format!("and {} more", format::count((edges.len() - most) as u64)) }</li>
            }
        </ul>
    }
}

/// A button with the place that causes an edge: it chooses the edge.
fn place(props: &WordsProps, index: u32) -> Html {
    let Some(edge) = props.web.edge(index) else {
        return Html::default();
    };
    let chosen = props.edge == Some(index);
    let onclick = props
        .on_edge
        .reform(move |_: MouseEvent| (!chosen).then_some(index));
    let more = match edge.locations {
        0 | 1 => String::new(),
        several => format!(" (+{})", format::count(u64::from(several - 1))),
    };
    let name = props.web.place(edge);
    html! {
        <button
            type="button"
            class="link place"
            aria-pressed={chosen.to_string()}
            title={props.web.sentence(edge)}
            {onclick}
        >{ format!("{}{more}", format::clipped(&format::short_addresses(name), 60)) }</button>
    }
}

fn step(props: &WordsProps, index: u32, edge: Option<u32>) -> Html {
    html! {
        <li key={index}>
            { "Transaction " }{ pick(props, index) }
            if let Some(edge) = edge {
                <span class="quiet">{ " waits because of " }</span>{ place(props, edge) }
            } else {
                <span class="quiet">{ " waits for nothing" }</span>
            }
        </li>
    }
}
