//! Which strategies are drawn, and how speedups rise.

use crate::model::{
    Run,
    curve::{
        Candidate,
        chart::{Rise, marker},
    },
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub(super) fn rising(rise: &UseStateHandle<Rise>) -> Html {
    let one = |which: Rise, id: &'static str, name: &'static str| {
        let rise = rise.clone();
        let checked = *rise == which;
        let onchange = Callback::from(move |_: Event| rise.set(which));
        html! {
            <label key={id}>
                <input type="radio" name="speedup-rise" data-testid={id} {checked} {onchange} />
                { name }
            </label>
        }
    };
    html! {
        <fieldset class="rise">
            <legend>{ "Speedup rises" }</legend>
            { one(Rise::Doubling, "speedup-log", "by doubling") }
            { one(Rise::Even, "speedup-linear", "evenly") }
        </fieldset>
    }
}

pub(super) fn choices(all: &[Candidate], chosen: &UseStateHandle<Vec<String>>, run: &Run) -> Html {
    let one = |candidate: &Candidate| {
        let id = candidate.strategy.clone();
        let checked = chosen.contains(&id);
        let own = run.result.spec.strategy == id;
        let onchange = {
            let (chosen, id) = (chosen.clone(), id.clone());
            // In the order of the candidates, so that the same choice is the same question.
            let order: Vec<String> = all.iter().map(|one| one.strategy.clone()).collect();
            Callback::from(move |event: Event| {
                let on = event.target_unchecked_into::<HtmlInputElement>().checked();
                let kept =
                    |one: &&String| (chosen.contains(*one) && **one != id) || (on && **one == id);
                chosen.set(order.iter().filter(kept).cloned().collect());
            })
        };
        html! {
            <label key={id.clone()} class="curve-choice">
                <input type="checkbox" data-testid={format!("speedup-choose-{id}")} {checked} {onchange} />
                { glyph(candidate.look) }
                { &candidate.name }
                if own { <span class="quiet">{ " (this run’s)" }</span> }
            </label>
        }
    };
    html! {
        <fieldset class="curve-choices" data-testid="speedup-choices">
            <legend>{ "Strategies" }</legend>
            { for all.iter().map(one) }
        </fieldset>
    }
}

/// A look's line and mark, as beside a name.
pub(super) fn glyph(look: usize) -> Html {
    html! {
        <svg class="glyph" viewBox="0 0 26 12" aria-hidden="true" focusable="false">
            <path class={format!("series l{}", look + 1)} d="M0 6H26" />
            <path class={format!("marker l{}", look + 1)} d={marker(look, 13.0, 6.0)} />
        </svg>
    }
}
