//! The curve as a table.

use super::controls::glyph;
use crate::model::{
    Action, Shared, curve,
    curve::{CORES, Candidate, Measured},
    format,
};
use lanewise_protocol::{Answer, CurveLine};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TableProps {
    /// A [`Answer::Curve`].
    pub(super) answer: Shared<Answer>,
    pub(super) shown: Vec<Candidate>,
    pub(super) points: Vec<Measured>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn CurveTable(props: &TableProps) -> Html {
    let Answer::Curve(found) = &*props.answer else {
        return Html::default();
    };
    let chosen: Vec<String> = props.shown.iter().map(|it| it.strategy.clone()).collect();
    let lines = curve::shown(found, &props.shown, &chosen);
    let row = |(one, line): &(&Candidate, &CurveLine)| {
        html! {
            <tr key={one.strategy.clone()} data-testid={format!("speedup-row-{}", one.strategy)}>
                <th scope="row">{ glyph(one.look) }{ &one.name }</th>
                { for CORES.iter().map(|cores| match curve::at(line, *cores) {
                    Some(point) => html! {
                        <td
                            class="number"
                            data-value={point.speedup.to_string()}
                            title={curve::note(found.spec.cost, point).join("; ")}
                        >{ format::factor(point.speedup) }</td>
                    },
                    None => html! { <td class="number quiet">{ "–" }</td> },
                }) }
            </tr>
        }
    };
    let bound = |name: &'static str, values: &[f64]| {
        html! {
            <tr class="bound" key={name}>
                <th scope="row">{ name }</th>
                { for CORES.iter().enumerate().map(|(at, _)| html! {
                    <td class="number">{ values.get(at).map_or_else(|| "–".to_owned(), |it| format::factor(*it)) }</td>
                }) }
            </tr>
        }
    };
    let ceilings = curve::limits(&found.bounds, found.spec.cost);
    let measured = |point: &Measured| {
        let name = props.shown.iter().find(|it| it.strategy == point.strategy);
        let name = name.map_or(&point.strategy, |it| &it.name);
        html! {
            <li key={point.run} data-testid={format!("speedup-measured-{}", point.run)} data-value={point.speedup.to_string()}>
                <span class="tag">{ "Measured" }</span>
                { format!(
                    " {name}, {}: {} (run {})",
                    format::plural(u64::from(point.threads), "thread"),
                    format::factor(point.speedup),
                    format::count(u64::from(point.run)),
                ) }
            </li>
        }
    };
    html! {
        <>
            <div class="curve-table" tabindex="0" role="region" aria-label="Speedup of each strategy by cores">
                <table data-testid="speedup-table">
                    <caption>
                        <span class="tag simulated">{ "Simulated" }</span>
                        { format!(" Speedup by virtual cores, costs by {}", curve::cost(found.spec.cost)) }
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{ "Cores" }</th>
                            { for CORES.iter().map(|cores| html! { <th scope="col" class="number">{ cores }</th> }) }
                        </tr>
                    </thead>
                    <tbody>{ for lines.iter().map(row) }</tbody>
                    <tbody>
                        { bound("Amdahl’s law", &found.bounds.amdahl) }
                        { bound("Brent’s guarantee", &found.bounds.brent) }
                        { for ceilings.iter().map(|one| html! {
                            <tr class="bound" key={curve::cost(one.cost)}>
                                <th scope="row">{ format!("Longest chain by {}", curve::cost(one.cost)) }</th>
                                { for CORES.iter().map(|cores| html! {
                                    <td class="number">{ format::factor(one.speedup.min(f64::from(*cores))) }</td>
                                }) }
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
            <ul class="curve-measured" data-testid="speedup-measured" aria-label="Measured points">
                { for props.points.iter().map(measured) }
            </ul>
        </>
    }
}
