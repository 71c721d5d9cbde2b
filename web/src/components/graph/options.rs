//! What is drawn, in which colours, and which of it is shown.

use super::super::choice::{Choice, Search};
use crate::model::{
    Shared, format,
    graph::{
        Web,
        colouring::Colouring,
        filter::{Filter, Only, busiest},
    },
};
use lanewise_protocol::{Granularity, GraphOptions};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Names in a select box, at most.
const LISTED: usize = 100;

const GRANULARITIES: [(Granularity, &str, &str); 3] = [
    (Granularity::Slot, "slot", "Slot (each variable by itself)"),
    (Granularity::Account, "account", "Account (all of it)"),
    (
        Granularity::Contract,
        "contract",
        "Contract (all of its storage)",
    ),
];

fn keyed<T: Copy>(all: &[(T, &str, &str)]) -> Vec<(String, String)> {
    all.iter()
        .map(|(_, key, name)| ((*key).to_owned(), (*name).to_owned()))
        .collect()
}

fn key_of<T: PartialEq + Copy>(all: &[(T, &'static str, &str)], value: T) -> &'static str {
    all.iter()
        .find(|(one, ..)| *one == value)
        .map_or("", |(_, key, _)| key)
}

fn by_key<T: Copy>(all: &[(T, &str, &str)], key: &str) -> Option<T> {
    all.iter()
        .find(|(_, one, _)| *one == key)
        .map(|(value, ..)| *value)
}

pub(super) fn check_box(
    id: &'static str,
    label: &'static str,
    checked: bool,
    set: impl Fn(bool) + 'static,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        set(input.checked());
    });
    html! {
        <label class="tick">
            <input type="checkbox" data-testid={id} {checked} {onchange} />
            { label }
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct OptionsProps {
    pub(super) options: GraphOptions,
    pub(super) colouring: Colouring,
    pub(super) on_options: Callback<GraphOptions>,
    pub(super) on_colouring: Callback<Colouring>,
}

/// Which dependencies are drawn, and what colours say.
#[component]
pub(super) fn Options(props: &OptionsProps) -> Html {
    let options = props.options;
    let on_granularity = {
        let set = props.on_options.clone();
        Callback::from(move |key: String| {
            let granularity = by_key(&GRANULARITIES, &key).unwrap_or_default();
            set.emit(GraphOptions {
                granularity,
                ..options
            });
        })
    };
    let on_colouring = {
        let set = props.on_colouring.clone();
        Callback::from(move |key: String| {
            set.emit(by_key(&Colouring::ALL, &key).unwrap_or_default());
        })
    };
    let anti = {
        let set = props.on_options.clone();
        move |anti| set.emit(GraphOptions { anti, ..options })
    };
    let output = {
        let set = props.on_options.clone();
        move |output| set.emit(GraphOptions { output, ..options })
    };
    html! {
        <div class="graph-options" role="group" aria-label="What is drawn">
            <Choice
                id="graph-granularity"
                label="Counts as one place"
                value={key_of(&GRANULARITIES, options.granularity)}
                choices={keyed(&GRANULARITIES)}
                on_choose={on_granularity}
            />
            <Choice
                id="graph-colour"
                label="Colour by"
                value={key_of(&Colouring::ALL, props.colouring)}
                choices={keyed(&Colouring::ALL)}
                on_choose={on_colouring}
            />
            { check_box("graph-anti", "Write after read too", options.anti, anti) }
            { check_box("graph-output", "Write after write too", options.output, output) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct FiltersProps {
    pub(super) web: Shared<Web>,
    pub(super) filter: Filter,
    /// Transactions that are shown; nothing where all are.
    pub(super) shown: Option<usize>,
    pub(super) on_filter: Callback<Filter>,
}

/// The busiest names as choices, after one for all.
fn named(all: &str, names: Vec<(u32, String, u32)>) -> Vec<(String, String)> {
    let one = |(index, name, transactions): (u32, String, u32)| {
        let name = match name.as_str() {
            "" => "Plain transfer".to_owned(),
            name => format::clipped(&format::short_addresses(name), 40),
        };
        let count = format::count(u64::from(transactions));
        (index.to_string(), format!("{name} ({count})"))
    };
    let all = (String::new(), all.to_owned());
    std::iter::once(all)
        .chain(names.into_iter().map(one))
        .collect()
}

/// Which transactions are shown.
#[component]
pub(super) fn Filters(props: &FiltersProps) -> Html {
    let filter = &props.filter;
    let choices = use_memo(props.web.clone(), |web| {
        let graph = &web.graph;
        let targets = graph.nodes.iter().map(|node| node.target);
        let functions = graph.nodes.iter().map(|node| node.function);
        (
            named("All contracts", busiest(&graph.targets, targets, LISTED)),
            named(
                "All functions",
                busiest(&graph.functions, functions, LISTED),
            ),
        )
    });
    let change = |set: fn(&mut Filter, String)| {
        let (filter, on_filter) = (filter.clone(), props.on_filter.clone());
        move |value: String| {
            let mut next = filter.clone();
            set(&mut next, value);
            on_filter.emit(next);
        }
    };
    let on_only = change(|filter, key| filter.only = by_key(&Only::ALL, &key).unwrap_or_default());
    let on_target = change(|filter, key| filter.target = key.parse().ok());
    let on_function = change(|filter, key| filter.function = key.parse().ok());
    let on_sender = Callback::from(change(|filter, text| filter.sender = text));
    let hide = {
        let (filter, on_filter) = (filter.clone(), props.on_filter.clone());
        move |hide_lone| {
            on_filter.emit(Filter {
                hide_lone,
                ..filter.clone()
            });
        }
    };
    let reset = props.on_filter.reform(|_: MouseEvent| Filter::default());
    let all = props.web.graph.nodes.len();
    let shown = props.shown.unwrap_or(all);
    let index = |index: Option<u32>| index.map(|it| it.to_string()).unwrap_or_default();
    html! {
        <div class="graph-options" role="group" aria-label="Which transactions are shown">
            <Choice id="graph-only" label="Show" value={key_of(&Only::ALL, filter.only)} choices={keyed(&Only::ALL)} on_choose={on_only} />
            <Choice id="graph-target" label="Contract" value={index(filter.target)} choices={choices.0.clone()} on_choose={on_target} />
            <Choice id="graph-function" label="Function" value={index(filter.function)} choices={choices.1.clone()} on_choose={on_function} />
            <Search id="graph-sender" label="Sender" placeholder="part of it" value={filter.sender.clone()} on_type={on_sender} />
            { check_box("graph-hide-lone", "Hide independent ones", filter.hide_lone, hide) }
            <span class="shown" role="status" data-testid="graph-shown" data-value={shown.to_string()}>
                if filter.is_on() {
                    { format!("{} of {} shown", format::count(shown as u64), format::count(all as u64)) }
                    <button type="button" class="link" data-testid="graph-filter-reset" onclick={reset}>{ "Show all" }</button>
                }
            </span>
        </div>
    }
}
