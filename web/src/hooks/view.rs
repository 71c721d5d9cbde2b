//! Asking for a view while it is in front.

use crate::model::{Action, Asked, Run, Shared, Slot, State};
use lanewise_protocol::View;
use yew::prelude::*;

/// Asks for a view of the last run's block, again whenever the question changes; gives what became
/// of it. Nothing is asked while `view` is nothing.
#[hook]
pub(crate) fn use_view(
    state: &Shared<State>,
    run: &Shared<Run>,
    slot: Slot,
    view: Option<View>,
    dispatch: &Callback<Action>,
) -> Option<Asked> {
    let dispatch = dispatch.clone();
    use_effect_with((run.number, view.clone()), move |(_, view)| {
        if let Some(view) = view.clone() {
            dispatch.emit(Action::Ask(slot, view));
        }
    });
    state
        .views
        .get(slot)
        .filter(|asked| Some(&asked.view) == view.as_ref() || asked.shown.is_some())
        .cloned()
}
