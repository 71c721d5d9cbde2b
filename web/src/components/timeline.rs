//! Who did what, when: a lane a thread; and below it, on the same axis, another run.

mod lanes;
mod minimap;
mod second;
mod section;
mod subject;
mod tools;
mod words;

use self::{
    lanes::Pane,
    minimap::Minimap,
    second::{Choice, Chooser, Second, pinned},
    section::Section,
    subject::Subject,
    tools::Tools,
    words::{Followed, LaneTable, ThrownList},
};
use super::view_props::ViewProps;
use crate::{
    hooks::use_view,
    model::{
        Action, Asked, Shared, Slot,
        timeline::{Lanes, Step, Unit, View, end_of},
    },
};
use lanewise_protocol::{Answer, Span};
use std::rc::Rc;
use yew::prelude::*;

/// The part of the axis in view; nothing while it is all of it, however long that is. Moved by
/// steps, so that no handler ever moves an old one.
#[derive(Debug, Clone, Default, PartialEq)]
struct Seen(Option<View>);

impl Reducible for Seen {
    /// A step, on an axis of this length.
    type Action = (Step, u64);

    fn reduce(self: Rc<Self>, (step, whole): (Step, u64)) -> Rc<Self> {
        let view = step.applied(self.on(whole), whole);
        Rc::new(Self((view.length < whole as f64).then_some(view)))
    }
}

impl Seen {
    fn on(&self, whole: u64) -> View {
        self.0
            .map_or_else(|| View::whole(whole), |view| view.within(whole))
    }
}

#[component]
pub(super) fn TimelineView(props: &ViewProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let (first, lanes) = (Subject::Run(run.clone()), &run.lanes);
    let choice = use_state_eq(Choice::default);
    let (asked, second) = use_second(props, *choice);
    let unit = second.as_ref().map(|second| second.lanes().unit());
    let same_axis = unit.is_none_or(|unit| unit == Unit::Nanoseconds);
    let other = second.as_ref().map(|second| second.lanes().duration_ns);
    let whole = match other.filter(|_| same_axis) {
        Some(other) => other.max(lanes.duration_ns),
        None => lanes.duration_ns,
    };

    let seen = use_reducer_eq(Seen::default);
    let view = seen.on(whole);
    let all = seen.0.is_none();
    let on_step = use_callback(whole, {
        let seen = seen.dispatcher();
        move |step: Step, whole| seen.dispatch((step, *whole))
    });
    let on_pick = use_callback(props.dispatch.clone(), |index, dispatch| {
        dispatch.emit(Action::Select(index));
    });
    let selected = state.selection.index;
    let mine = use_spans(&first, selected);
    let same_block = match &second {
        Some(Subject::Run(other)) => other.result.spec.block == run.result.spec.block,
        _ => true,
    };
    let theirs = use_spans(
        second.as_ref().unwrap_or(&first),
        selected.filter(|_| same_block && second.is_some()),
    );
    let focus = use_state_eq(|| None::<Span>);
    {
        // A selection from elsewhere is brought into view.
        let (on_step, mine, focus) = (on_step.clone(), Rc::clone(&mine), focus.clone());
        use_effect_with(selected, move |_| {
            focus.set(None);
            if let (Some(first), Some(last)) = (mine.first(), mine.last()) {
                on_step.emit(Step::Show(first.start_ns, end_of(last)));
            }
        });
    }
    let on_focus = {
        let (focus, on_step) = (focus.setter(), on_step.clone());
        use_callback(on_step, move |span: Span, on_step| {
            focus.set(Some(span));
            on_step.emit(Step::Near(span.start_ns, end_of(&span)));
        })
    };
    let on_choice = {
        let choice = choice.setter();
        use_callback((), move |chosen: Choice, ()| choice.set(chosen))
    };

    let share = |subject: &Subject| subject.lanes().duration_ns as f64 / whole as f64;
    let mut subjects = vec![(first.clone(), share(&first))];
    if let Some(second) = &second {
        subjects.push((second.clone(), if same_axis { share(second) } else { 1.0 }));
    }
    let about = |subject: &Subject| AttrValue::from(subject.about(state, run));
    let pane = Pane {
        subject: first.clone(),
        view,
        all,
        selected,
        mine: Rc::clone(&mine),
        focus: *focus,
        dark: props.dark,
        on_step: on_step.clone(),
        on_pick: on_pick.clone(),
    };
    let below = second.clone().map(|subject| Pane {
        subject,
        view: if same_axis {
            view
        } else {
            view.on(whole, other.unwrap_or(whole))
        },
        selected: selected.filter(|_| same_block),
        mine: theirs,
        focus: None,
        ..pane.clone()
    });
    html! {
        <div class="picture">
            <Tools
                {view}
                {whole}
                unit={lanes.unit()}
                transactions={run.result.block.transactions}
                {selected}
                mine={Rc::clone(&mine)}
                focus={*focus}
                on_step={on_step.clone()}
                on_pick={on_pick.clone()}
                {on_focus}
            />
            <Minimap {subjects} {view} {whole} unit={lanes.unit()} dark={props.dark} on_step={on_step.clone()} />
            <Section id="timeline" about={about(&first)} {pane} dispatch={props.dispatch.clone()} />
            <Legend />
            <Chooser state={state.clone()} run={run.clone()} choice={*choice} {on_choice} dispatch={props.dispatch.clone()} />
            if *choice != Choice::Nothing {
                <Second
                    about={second.as_ref().map(about).unwrap_or_default()}
                    pane={below}
                    {asked}
                    simulated={*choice == Choice::Simulated}
                    {same_axis}
                    dispatch={props.dispatch.clone()}
                />
            }
            <Followed subject={first.clone()} {selected} {mine} dispatch={props.dispatch.clone()} />
            <LaneTable id="timeline" subject={first.clone()} />
            <ThrownList id="timeline" subject={first} {selected} on_pick={on_pick.clone()} />
            if let Some(second) = second {
                <LaneTable id="timeline-second" subject={second.clone()} />
                <ThrownList id="timeline-second" subject={second} selected={selected.filter(|_| same_block)} {on_pick} />
            }
            <p class="hint">
                { "Drawn from a recorded round. Noting what each thread does takes time, so recorded rounds are not among those that give the speedup." }
            </p>
        </div>
    }
}

/// The run below: what was asked of the engine for it, and what there is to show.
#[hook]
fn use_second(props: &ViewProps, choice: Choice) -> (Option<Asked>, Option<Subject>) {
    let (state, run) = (&props.state, &props.run);
    let wanted = (choice == Choice::Simulated).then(|| {
        let spec = state.lens.simulation(&run.result.spec.strategy);
        lanewise_protocol::View::Simulate(spec)
    });
    let asked = use_view(state, run, Slot::Simulated, wanted, &props.dispatch);
    let shown = asked.as_ref().and_then(|asked| asked.shown.clone());
    let transactions = run.result.block.transactions;
    let simulated = use_memo((shown, transactions), |(shown, transactions)| {
        match shown.as_deref() {
            Some(Answer::Simulated(one)) => {
                let lanes = Lanes::arrange(&one.timeline, *transactions);
                Some(Shared::new(lanes))
            }
            _ => None,
        }
    });
    let second = match choice {
        Choice::Nothing => None,
        Choice::Simulated => (*simulated).clone().map(Subject::Simulated),
        Choice::Pinned(number) => pinned(state, run)
            .find(|one| one.number == number)
            .map(|one| Subject::Run(one.clone())),
    };
    (asked, second)
}

/// The spans of the selected transaction.
#[hook]
fn use_spans(subject: &Subject, selected: Option<u32>) -> Rc<Vec<Span>> {
    use_memo((subject.clone(), selected), |(subject, selected)| {
        selected
            .map(|index| subject.lanes().of_transaction(index))
            .unwrap_or_default()
    })
}

/// What the colours and hatchings mean.
#[component]
fn Legend() -> Html {
    let kinds = [
        ("execution", "Execution that stands"),
        ("aborted", "Execution thrown away"),
        ("suspended", "Execution stopped to wait"),
        ("validation", "Validation"),
        ("failed-validation", "Validation that failed"),
        ("idle", "Idle"),
        ("broken", "From the write to the execution that it broke"),
    ];
    html! {
        <ul class="legend" data-testid="timeline-legend">
            { for kinds.into_iter().map(|(key, name)| html! {
                <li {key}><i class={classes!("swatch", key)}></i>{ name }</li>
            }) }
        </ul>
    }
}
