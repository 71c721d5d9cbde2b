//! The run below the measured one: a simulated one, a pinned one, or none.

use super::{
    super::{lens::LensBar, waiting::Waiting},
    lanes::Pane,
    section::Section,
};
use crate::model::{Action, Asked, Run, Shared, Slot, State, format, strategy};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What is shown below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Choice {
    #[default]
    Nothing,
    /// By the lens.
    Simulated,
    /// The pinned run of that number.
    Pinned(u32),
}

impl Choice {
    fn key(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Simulated => "simulated".to_owned(),
            Self::Pinned(number) => format!("run-{number}"),
        }
    }

    fn from_key(key: &str) -> Self {
        match key {
            "simulated" => Self::Simulated,
            _ => key
                .strip_prefix("run-")
                .and_then(|number| number.parse().ok())
                .map_or(Self::Nothing, Self::Pinned),
        }
    }
}

/// The pinned runs that can stand below this one.
pub(super) fn pinned<'a>(state: &'a State, run: &Run) -> impl Iterator<Item = &'a Shared<Run>> {
    let shown = run.number;
    state.pinned.iter().filter(move |one| one.number != shown)
}

#[derive(Properties, PartialEq)]
pub(super) struct ChooserProps {
    pub(super) state: Shared<State>,
    pub(super) run: Shared<Run>,
    pub(super) choice: Choice,
    pub(super) on_choice: Callback<Choice>,
    pub(super) dispatch: Callback<Action>,
}

/// Chooses it.
#[component]
pub(super) fn Chooser(props: &ChooserProps) -> Html {
    let state = &props.state;
    let onchange = props.on_choice.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Choice::from_key(&select.value())
    });
    let option = |choice: Choice, words: String| {
        let key = choice.key();
        html! { <option key={key.clone()} value={key} selected={props.choice == choice}>{ words }</option> }
    };
    let of_pinned = |run: &Shared<Run>| {
        let words = strategy::words(&run.result.spec.strategy, state.info.as_deref());
        let threads = format::plural(u64::from(run.result.spec.threads), "thread");
        option(
            Choice::Pinned(run.number),
            format!("Run {}: {words}, {threads} (measured)", run.number),
        )
    };
    html! {
        <div class="view-bar second-bar">
            <label class="second-choice">
                { "Below it " }
                <select data-testid="timeline-second-choice" {onchange}>
                    { option(Choice::Nothing, "nothing".to_owned()) }
                    { option(Choice::Simulated, "a simulated run".to_owned()) }
                    { for pinned(state, &props.run).map(of_pinned) }
                </select>
            </label>
            if props.choice == Choice::Simulated {
                <LensBar state={state.clone()} of_run={props.run.result.spec.strategy.clone()} dispatch={props.dispatch.clone()} />
            } else if state.pinned.is_empty() && props.choice == Choice::Nothing {
                <span class="quiet">{ "Pin a run in Compare, and it can be put here too." }</span>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SecondProps {
    /// What there is to show, if there is anything yet.
    pub(super) pane: Option<Pane>,
    /// The simulation's question, where one was asked.
    pub(super) asked: Option<Asked>,
    pub(super) simulated: bool,
    pub(super) about: AttrValue,
    /// Whether its axis is that of the run above.
    pub(super) same_axis: bool,
    pub(super) dispatch: Callback<Action>,
}

/// Shows it.
#[component]
pub(super) fn Second(props: &SecondProps) -> Html {
    let ready = !props.simulated
        || props
            .asked
            .as_ref()
            .is_some_and(|asked| asked.answer().is_some());
    let older = props.pane.is_some() && !ready;
    html! {
        <div class="second" data-testid="timeline-second" data-same-axis={props.same_axis.to_string()}>
            if !ready {
                <div class={classes!(older.then_some("again"))}>
                    <Waiting
                        id="timeline-second"
                        asked={props.asked.clone()}
                        slot={Slot::Simulated}
                        says="The engine is simulating the run…"
                        dispatch={props.dispatch.clone()}
                    />
                </div>
            }
            if let Some(pane) = &props.pane {
                <div class={classes!(older.then_some("dimmed"))}>
                    if !props.same_axis {
                        <p class="hint" data-testid="timeline-own-axis">
                            { format!(
                                "This simulation counts in {}, not in time, so the two cannot share an axis: each is drawn from its beginning to its end over the same width.",
                                pane.subject.lanes().unit().key()
                            ) }
                        </p>
                    }
                    <Section
                        id="timeline-second"
                        about={props.about.clone()}
                        pane={pane.clone()}
                        dispatch={props.dispatch.clone()}
                    />
                </div>
            }
        </div>
    }
}
