//! The one store, as a hook.

use crate::{
    engine::{Store, opened},
    model::{Action, Shared, State},
};
use std::rc::Rc;
use yew::prelude::*;

/// The state and the way to change it. Opens the page's affairs when it is first drawn.
#[hook]
pub fn use_store() -> (Shared<State>, Callback<Action>) {
    let update = use_force_update();
    let store = use_memo((), move |()| {
        Store::new(Callback::from(move |()| update.force_update()))
    });
    let store: Rc<Store> = Rc::clone(&store);
    let dispatch = use_memo((), |()| store.dispatcher());
    {
        let store = Rc::clone(&store);
        use_effect_with((), move |()| store.dispatch(opened()));
    }
    (store.state(), (*dispatch).clone())
}
