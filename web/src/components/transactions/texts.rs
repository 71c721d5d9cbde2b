//! Calls and events in words, fetched for the rows in sight.

use crate::{
    hooks::use_view,
    model::{Action, Run, Shared, Slot, State},
};
use gloo::timers::callback::Timeout;
use lanewise_protocol::{Answer, Limits, TransactionText, View};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use yew::prelude::*;

/// Milliseconds for which the rows in sight must stay the same before they are asked for.
const SETTLED: u32 = 120;

/// What is known so far, by transaction.
pub(super) type Texts = Rc<RefCell<HashMap<u32, TransactionText>>>;

/// The texts of transactions of the run's block. Those that are missing are asked for once the
/// rows in sight have settled; what came before stays.
#[hook]
pub(super) fn use_texts(
    state: &Shared<State>,
    run: &Shared<Run>,
    in_sight: Vec<u32>,
    dispatch: &Callback<Action>,
) -> Texts {
    let known: Texts = use_mut_ref(HashMap::new);
    let wanted = use_state_eq(Vec::<u32>::new);
    let drawn = use_state_eq(|| 0_usize);
    {
        let (known, wanted) = (Rc::clone(&known), wanted.clone());
        use_effect_with(in_sight, move |in_sight| {
            let in_sight = in_sight.clone();
            let timer = Timeout::new(SETTLED, move || {
                let known = known.borrow();
                let missing = in_sight.into_iter().filter(|it| !known.contains_key(it));
                let missing: Vec<u32> = missing.take(Limits::TEXTS).collect();
                if !missing.is_empty() {
                    wanted.set(missing);
                }
            });
            move || drop(timer)
        });
    }
    let view = (!wanted.is_empty()).then(|| View::Texts((*wanted).clone()));
    let asked = use_view(state, run, Slot::Texts, view, dispatch);
    let answer = asked.and_then(|asked| asked.shown);
    {
        let known = Rc::clone(&known);
        use_effect_with(answer, move |answer| {
            if let Some(Answer::Texts(texts)) = answer.as_deref() {
                let mut known = known.borrow_mut();
                known.extend(texts.iter().map(|text| (text.index, text.clone())));
                drawn.set(known.len());
            }
        });
    }
    known
}
