//! Who depends on whom.

mod export;
mod legend;
mod notes;
mod options;
mod picture;
mod widths;
mod words;

use super::{details::Details, view_props::ViewProps, waiting::Waiting};
use crate::{
    hooks::use_view,
    model::{
        Action, Looking, Shared, Slot, State, Tab,
        graph::{
            Web,
            colouring::{Colouring, Colours},
            filter::Filter,
        },
    },
};
use lanewise_protocol::{Answer, GraphOptions, View};
use legend::Legend;
use options::{Filters, Options};
use picture::Picture;
use std::rc::Rc;
use widths::Widths;
use words::Words;
use yew::prelude::*;

/// The options of the question asked last, so that they outlive a look at another view.
fn asked_last(state: &State) -> GraphOptions {
    match state.views.get(Slot::Graph).map(|asked| &asked.view) {
        Some(View::Graph(options)) => *options,
        _ => GraphOptions::default(),
    }
}

#[component]
pub(super) fn GraphView(props: &ViewProps) -> Html {
    let ViewProps {
        state,
        run,
        dark,
        dispatch,
    } = props;
    let options = use_state_eq(|| asked_last(state));
    let colouring = use_state_eq(Colouring::default);
    let filter = use_state_eq(Filter::default);
    let edge = use_state_eq(|| None::<u32>);
    let in_words = use_state_eq(|| false);
    let view = View::Graph(*options);
    let asked = use_view(state, run, Slot::Graph, Some(view), dispatch);
    // The old picture stays until the new one comes.
    let answer = asked.as_ref().and_then(|asked| asked.shown.clone());
    let fresh = asked
        .as_ref()
        .is_some_and(|asked| asked.state == Looking::Ready);
    let web = use_memo(answer, |answer| match answer.as_deref() {
        Some(Answer::Graph(graph)) => Some(Shared::new(Web::arrange(graph.clone()))),
        _ => None,
    });
    let colours = use_memo(
        ((*web).clone(), *colouring, run.clone()),
        |(web, colouring, run)| {
            web.as_ref()
                .map(|web| Colours::new(web, *colouring, &run.lanes.tallies))
                .unwrap_or_default()
        },
    );
    let mask = use_memo(
        ((*web).clone(), (*filter).clone(), run.clone()),
        |(web, filter, run)| filter.mask(web.as_ref()?, &run.lanes.tallies),
    );
    {
        // An edge is a place in one graph's list.
        let edge = edge.clone();
        use_effect_with((*web).clone(), move |_| edge.set(None));
    }
    let on_options = {
        let options = options.clone();
        Callback::from(move |next| options.set(next))
    };
    let on_colouring = {
        let colouring = colouring.clone();
        Callback::from(move |next| colouring.set(next))
    };
    let on_filter = {
        let filter = filter.clone();
        Callback::from(move |next| filter.set(next))
    };
    let on_edge = {
        let edge = edge.clone();
        Callback::from(move |next| edge.set(next))
    };
    let toggle = {
        let in_words = in_words.clone();
        Callback::from(move |_: MouseEvent| in_words.set(!*in_words))
    };
    let pick = dispatch.reform(Action::Select);
    let selected = state.selection.index;
    let waiting = html! {
        <Waiting
            id="graph"
            {asked}
            slot={Slot::Graph}
            says="The engine is working out who depends on whom…"
            dispatch={dispatch.clone()}
        />
    };
    html! {
        <div class="with-details graph-view">
            <div class="picture" aria-busy={(!fresh).to_string()}>
                <Options
                    options={*options}
                    colouring={*colouring}
                    {on_options}
                    {on_colouring}
                />
                if let Some(web) = &*web {
                    <Filters
                        web={web.clone()}
                        filter={(*filter).clone()}
                        shown={mask.as_ref().as_ref().map(|mask| mask.iter().filter(|it| **it).count())}
                        {on_filter}
                    />
                    if !fresh {
                        <div class="again">{ waiting }</div>
                    }
                    <Picture
                        state={state.clone()}
                        run={run.clone()}
                        web={web.clone()}
                        colouring={*colouring}
                        colours={Rc::clone(&colours)}
                        mask={Rc::clone(&mask)}
                        narrow={filter.is_narrow()}
                        {selected}
                        edge={*edge}
                        dark={*dark}
                        on_pick={pick.clone()}
                        on_edge={on_edge.clone()}
                        dispatch={dispatch.clone()}
                    />
                    <Legend web={web.clone()} {colours} colouring={*colouring} />
                    <Widths web={web.clone()} {selected} />
                    <div>
                        <button
                            type="button"
                            class="button small"
                            aria-expanded={in_words.to_string()}
                            data-testid="graph-in-words"
                            onclick={toggle}
                        >{ "In words" }</button>
                    </div>
                    if *in_words {
                        <Words web={web.clone()} {mask} {selected} edge={*edge} on_pick={pick} {on_edge} />
                    }
                } else {
                    { waiting }
                }
            </div>
            <Details selection={state.selection.clone()} here={Tab::Graph} dispatch={dispatch.clone()} />
        </div>
    }
}
