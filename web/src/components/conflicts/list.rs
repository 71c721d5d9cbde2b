//! The places, the one that costs most first.

use crate::model::{
    Shared,
    conflicts::{self, share},
    format,
};
use lanewise_protocol::{Answer, Conflict, Conflicts, Limits};
use yew::prelude::*;

/// The fewest and the most rows before "Show all" is pressed; between them, as many as the critical
/// path waits for.
const FIRST: (usize, usize) = (4, 10);

#[derive(Properties, PartialEq)]
pub(super) struct ListProps {
    pub(super) answer: Shared<Answer>,
    /// The place that is open.
    pub(super) open: usize,
    /// The places to take out in a simulation, by key.
    pub(super) chosen: Vec<String>,
    pub(super) on_open: Callback<String>,
    pub(super) on_choose: Callback<String>,
}

#[component]
pub(super) fn List(props: &ListProps) -> Html {
    let all = use_state_eq(|| false);
    let Answer::Conflicts(conflicts) = &*props.answer else {
        return Html::default();
    };
    let places = &conflicts.places;
    let first = conflicts::on_path(conflicts).clamp(FIRST.0, FIRST.1);
    let shown = if *all || props.open >= first {
        places.len()
    } else {
        places.len().min(first)
    };
    let show_all = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    let ceiling = format::factor(conflicts.bounds.ceiling);
    html! {
        <>
            <table class="hot-places" data-testid="conflicts-table" data-value={places.len().to_string()}>
                <caption>
                    { format!("What the critical path waits for, by cost. The block can go at most {ceiling} faster; beside each place stands what that would be without it.") }
                </caption>
                <thead>
                    <tr>
                        <th scope="col" class="take-out"><span class="unseen">{ "What if it did not conflict" }</span></th>
                        <th scope="col" class="number"><span class="unseen">{ "Rank" }</span></th>
                        <th scope="col">{ "Place" }</th>
                        <th scope="col">{ "Critical path" }</th>
                        <th scope="col" class="number wide" title="Pairs of transactions of which the second waits for the first because of this place">{ "Waits" }</th>
                        <th scope="col" class="number wide" title="Transactions that read it">{ "Read" }</th>
                        <th scope="col" class="number wide" title="Transactions that write it">{ "Write" }</th>
                        <th scope="col" class="number">{ "Without it" }</th>
                    </tr>
                </thead>
                <tbody>
                    { for places.iter().take(shown).enumerate().map(|(rank, it)| row(props, conflicts, rank, it)) }
                </tbody>
            </table>
            if shown < places.len() {
                <button type="button" class="button small" data-testid="conflicts-all" onclick={show_all}>
                    { format!("Show all {}", places.len()) }
                </button>
            }
            if conflicts.left_out > 0 {
                <p class="footnote" data-testid="conflicts-left-out" data-value={conflicts.left_out.to_string()}>
                    { format!(
                        "{} cost less and {} not listed.",
                        format::plural(u64::from(conflicts.left_out), "more place"),
                        if conflicts.left_out == 1 { "is" } else { "are" },
                    ) }
                </p>
            }
        </>
    }
}

fn row(props: &ListProps, conflicts: &Conflicts, rank: usize, it: &Conflict) -> Html {
    let bounds = &conflicts.bounds;
    let share = share(it, bounds);
    let is_open = rank == props.open;
    let is_chosen = props.chosen.contains(&it.key);
    let is_full = props.chosen.len() >= Limits::WHAT_IF_PLACES && !is_chosen;
    let open = {
        let key = it.key.clone();
        props.on_open.reform(move |_: MouseEvent| key.clone())
    };
    let choose = {
        let key = it.key.clone();
        props.on_choose.reform(move |_: Event| key.clone())
    };
    let name = conflicts::name(it);
    let gain = conflicts::gains(it, bounds);
    html! {
        <tr key={it.key.clone()} class={classes!(is_open.then_some("chosen"))}>
            <td class="take-out">
                <input
                    type="checkbox"
                    aria-label={format!("Take {name} out in the simulation")}
                    data-testid={format!("conflicts-choose-{rank}")}
                    checked={is_chosen}
                    disabled={is_full}
                    onchange={choose}
                />
            </td>
            <td class="number">{ rank + 1 }</td>
            <th scope="row">
                <button
                    type="button"
                    class="place"
                    aria-pressed={is_open.to_string()}
                    title={format!("{}, {}", it.place, it.account)}
                    data-testid={format!("conflicts-place-{rank}")}
                    data-key={it.key.clone()}
                    onclick={open}
                >
                    <code>{ format::short_addresses(&it.place) }</code>
                    <span class="quiet">{ format::short_addresses(&it.account) }</span>
                </button>
            </th>
            <td class="share" data-testid={format!("conflicts-share-{rank}")} data-value={format!("{share:.4}")}>
                <span class="portion" aria-hidden="true">
                    <span style={format!("width: {:.1}%", share * 100.0)}></span>
                </span>
                <span class="percent">{ format::percent(share, 1.0) }</span>
            </td>
            <td class="number wide">{ format::count(u64::from(it.edges)) }</td>
            <td class="number wide">{ format::count(u64::from(it.readers)) }</td>
            <td class="number wide">{ format::count(u64::from(it.writers)) }</td>
            <td
                class={classes!("number", "ceiling", (gain == Some(true)).then_some("gains"))}
                data-testid={format!("conflicts-ceiling-{rank}")}
                data-value={it.ceiling_without.map(|ceiling| ceiling.to_string())}
            >
                { it.ceiling_without.map_or_else(|| "–".to_owned(), format::factor) }
            </td>
        </tr>
    }
}
