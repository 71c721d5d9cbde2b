//! How simulations are made: cores, cost, strategy. Several views share these.

use crate::model::{Action, Lens, Shared, State, strategy};
use lanewise_protocol::{CORES, CostModel};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct LensProps {
    pub(super) state: Shared<State>,
    /// The strategy of the run that is shown.
    pub(super) of_run: AttrValue,
    #[prop_or(true)]
    pub(super) with_cores: bool,
    #[prop_or(true)]
    pub(super) with_strategy: bool,
    pub(super) dispatch: Callback<Action>,
}

/// The names of the cost models.
pub(super) const COSTS: [(CostModel, &str, &str); 3] = [
    (CostModel::Time, "time", "measured time"),
    (CostModel::Gas, "gas", "gas"),
    (CostModel::Unit, "unit", "one unit each"),
];

/// The controls.
#[component]
pub(super) fn LensBar(props: &LensProps) -> Html {
    let lens = props.state.lens.clone();
    let set = |change: fn(&mut Lens, String)| {
        let (lens, dispatch) = (lens.clone(), props.dispatch.clone());
        move |value: String| {
            let mut next = lens.clone();
            change(&mut next, value);
            dispatch.emit(Action::Lens(next));
        }
    };
    let chosen = |event: &Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value()
    };
    let on_strategy = {
        let set = set(|lens, value| lens.strategy = (!value.is_empty()).then_some(value));
        Callback::from(move |event: Event| set(chosen(&event)))
    };
    let on_cost = {
        let set = set(|lens, value| {
            let found = COSTS.iter().find(|(_, key, _)| *key == value);
            lens.cost = found.map_or(lens.cost, |(cost, ..)| *cost);
        });
        Callback::from(move |event: Event| set(chosen(&event)))
    };
    let on_cores = {
        let (lens, dispatch) = (lens.clone(), props.dispatch.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let asked = input.value().trim().parse::<f64>().ok();
            let cores = asked
                .filter(|it| it.is_finite())
                .map_or(lens.cores, |asked| {
                    let (least, most) = (f64::from(*CORES.start()), f64::from(*CORES.end()));
                    asked.round().clamp(least, most) as u32
                });
            // What cannot be used gives way to what is, even where nothing changes by it.
            input.set_value(&cores.to_string());
            dispatch.emit(Action::Lens(Lens {
                cores,
                ..lens.clone()
            }));
        })
    };
    let info = props.state.info.as_deref();
    let offered = info
        .map(|info| info.strategies.as_slice())
        .unwrap_or_default();
    let of_run = props.of_run.to_string();
    let known = offered.iter().any(|it| it.id == of_run);
    let current = lens.strategy.clone().unwrap_or_else(|| of_run.clone());
    html! {
        <div class="lens" role="group" aria-label="Simulation">
            <span class="tag simulated">{ "Simulated" }</span>
            if props.with_strategy {
                <label>
                    { "Strategy " }
                    <select data-testid="lens-strategy" onchange={on_strategy}>
                        if !known {
                            <option value={of_run.clone()} selected={current == of_run}>{ strategy::words(&of_run, info) }</option>
                        }
                        { for offered.iter().map(|it| html! {
                            <option key={it.id.clone()} value={it.id.clone()} selected={current == it.id}>{ &it.title }</option>
                        }) }
                    </select>
                </label>
            }
            if props.with_cores {
                <label>
                    { "Cores " }
                    <input
                        type="number"
                        min={CORES.start().to_string()}
                        max={CORES.end().to_string()}
                        value={lens.cores.to_string()}
                        list="lens-cores-usual"
                        data-testid="lens-cores"
                        onchange={on_cores}
                    />
                    <datalist id="lens-cores-usual">
                        { for (0..=8).map(|power| html! { <option key={power} value={(1_u32 << power).to_string()}></option> }) }
                    </datalist>
                </label>
            }
            <label>
                { "Cost " }
                <select data-testid="lens-cost" onchange={on_cost}>
                    { for COSTS.iter().map(|(cost, key, name)| html! {
                        <option key={*key} value={*key} selected={lens.cost == *cost}>{ *name }</option>
                    }) }
                </select>
            </label>
            if lens.cost == CostModel::Time && props.state.views.is_time_dealt_out() {
                <p class="hint" data-testid="lens-dealt-out">
                    { "This browser’s clock is too coarse to time single transactions: the block’s measured time is dealt out by gas." }
                </p>
            }
        </div>
    }
}
