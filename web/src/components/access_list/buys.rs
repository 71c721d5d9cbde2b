//! What the list buys: executing with it against finding everything out.

use super::super::{lens::LensBar, waiting::Waiting};
use crate::model::{Action, Run, Shared, Slot, State, access_list};
use lanewise_protocol::{Answer, View};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BuysProps {
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Buys(props: &BuysProps) -> Html {
    let lens = &props.state.lens;
    let asked = props.state.views.get(Slot::Curve);
    let question = View::Curve(access_list::question(lens.cores, lens.cost));
    let offered = props.state.info.as_deref().is_some_and(|info| {
        let known = |id: &str| info.strategies.iter().any(|one| one.id == id);
        known(access_list::WITH) && known(access_list::WITHOUT)
    });
    {
        // The slot is the speedup view's: nothing of its is asked away from it.
        let empty = asked.is_none() && offered;
        let (dispatch, question) = (props.dispatch.clone(), question.clone());
        use_effect_with((props.run.number, empty), move |(_, empty)| {
            if *empty {
                dispatch.emit(Action::Ask(Slot::Curve, question));
            }
        });
    }
    let answer = asked.and_then(|asked| asked.answer());
    let bought = match answer.map(|answer| &**answer) {
        Some(Answer::Curve(curve)) if curve.spec.cost == lens.cost => {
            access_list::bought(curve, lens.cores)
        }
        _ => None,
    };
    let exact = bought.is_some_and(|bought| bought.cores == lens.cores);
    let ask = props
        .dispatch
        .reform(move |_: MouseEvent| Action::Ask(Slot::Curve, question.clone()));
    let waits = asked.is_some_and(|asked| asked.answer().is_none());
    html! {
        <section class="buys" aria-labelledby="buys-title">
            <h3 class="caption" id="buys-title">{ "What it buys" }</h3>
            <p>
                { "A block that comes with its access list (EIP-7928) says beforehand what every \
                   transaction will read and write, and which values it will leave. So each \
                   transaction has every input before it starts, all of them can run at once, and \
                   none has to be repeated; the state can be fetched, and its root be worked out, at \
                   the same time. The price is the list’s bytes." }
            </p>
            if offered {
                <div class="view-bar">
                    <LensBar
                        state={props.state.clone()}
                        of_run={props.run.result.spec.strategy.clone()}
                        with_strategy={false}
                        dispatch={props.dispatch.clone()}
                    />
                    if !waits && !exact {
                        <button type="button" class="button small" data-testid="access-list-simulate" onclick={ask}>
                            { "Simulate with and without the list" }
                        </button>
                    }
                </div>
                if let Some(bought) = bought {
                    <p
                        class="bought"
                        data-testid="access-list-bought"
                        data-value={(bought.with / bought.without).to_string()}
                        data-cores={bought.cores.to_string()}
                    >
                        <span class="tag simulated">{ "Simulated" }</span>
                        { format!(" {}", bought.sentence()) }
                    </p>
                } else if waits {
                    <div class="again">
                        <Waiting
                            id="access-list-bought"
                            asked={asked.cloned()}
                            slot={Slot::Curve}
                            says="The engine is simulating the block with the list and without it…"
                            dispatch={props.dispatch.clone()}
                        />
                    </div>
                }
            }
        </section>
    }
}
