//! Which transactions are listed.

use super::{
    super::choice::{Choice, Search},
    table_of,
};
use crate::model::{
    Shared, format,
    graph::filter::busiest,
    table::{Filter, Which},
    text,
};
use lanewise_protocol::{Answer, TransactionStatus};
use yew::prelude::*;

/// Functions in the select box, at most.
const LISTED: usize = 200;

const STATUSES: [(TransactionStatus, &str); 3] = [
    (TransactionStatus::Succeeded, "succeeded"),
    (TransactionStatus::Reverted, "reverted"),
    (TransactionStatus::Halted, "halted"),
];

#[derive(Properties, PartialEq)]
pub(super) struct ToolsProps {
    pub(super) answer: Option<Shared<Answer>>,
    pub(super) filter: Filter,
    pub(super) on_filter: Callback<Filter>,
}

/// The filter's controls; those that need the engine's columns wait for them.
#[component]
pub(super) fn Tools(props: &ToolsProps) -> Html {
    let filter = &props.filter;
    let functions = use_memo(props.answer.clone(), |answer| {
        let all = (String::new(), "All functions".to_owned());
        let Some(table) = table_of(answer.as_ref()) else {
            return vec![all];
        };
        let of = table.rows.iter().map(|row| row.function);
        let busy = busiest(&table.functions, of, LISTED).into_iter();
        let named = busy.map(|(index, name, transactions)| {
            let name = match name.as_str() {
                "" => "Plain transfer".to_owned(),
                name => format::clipped(name, 40),
            };
            let count = format::count(u64::from(transactions));
            (index.to_string(), format!("{name} ({count})"))
        });
        std::iter::once(all).chain(named).collect()
    });
    let change = |set: fn(&mut Filter, String)| {
        let (filter, on_filter) = (filter.clone(), props.on_filter.clone());
        move |value: String| {
            let mut next = filter.clone();
            set(&mut next, value);
            on_filter.emit(next);
        }
    };
    let on_which = change(|filter, key| {
        let found = Which::ALL.iter().find(|(_, one, _)| *one == key);
        filter.which = found.map_or(Which::All, |(which, ..)| *which);
    });
    let on_status = change(|filter, key| {
        let found = STATUSES.iter().find(|(_, one)| *one == key);
        filter.status = found.map(|(status, _)| *status);
    });
    let on_function = change(|filter, key| filter.function = key.parse().ok());
    let on_text = Callback::from(change(|filter, text| filter.text = text));
    let which = Which::ALL
        .iter()
        .find(|(which, ..)| *which == filter.which)
        .map_or("all", |(_, key, _)| key);
    let whiches = Which::ALL.map(|(_, key, name)| (key.to_owned(), name.to_owned()));
    let status = STATUSES
        .iter()
        .find(|(status, _)| Some(*status) == filter.status)
        .map_or("", |(_, key)| key);
    let all = (String::new(), "All outcomes".to_owned());
    let statuses = STATUSES.map(|(status, key)| (key.to_owned(), text::status(status).to_owned()));
    let statuses: Vec<_> = std::iter::once(all).chain(statuses).collect();
    let function = filter.function.map(|it| it.to_string()).unwrap_or_default();
    let reset = props.on_filter.reform(|_: MouseEvent| Filter::default());
    html! {
        <div class="graph-options" role="group" aria-label="Which transactions are listed">
            <Choice id="transactions-filter" label="In the run" value={which} choices={Vec::from(whiches)} on_choose={on_which} />
            <Choice id="transactions-status" label="Outcome" value={status} choices={statuses} on_choose={on_status} />
            <Choice id="transactions-function" label="Function" value={function} choices={(*functions).clone()} on_choose={on_function} />
            <Search id="transactions-text" label="Sender, contract or function" placeholder="part of a name" wide=true value={filter.text.clone()} on_type={on_text} />
            if *filter != Filter::default() {
                <button type="button" class="link" data-testid="transactions-reset" onclick={reset}>{ "Show all" }</button>
            }
        </div>
    }
}
