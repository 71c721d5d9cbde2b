//! The graph for other programs: the engine writes the document, and it is handed over once.

use crate::{
    components::take_away::{Offer, Taken},
    model::{Action, Asked, Looking, Shared, Slot, State},
};
use lanewise_protocol::{Answer, GraphFormat, GraphOptions, View};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// What was pressed and is not handed over yet.
type Wanted = Rc<RefCell<Option<View>>>;

const FORMATS: [(GraphFormat, &str, &str); 2] = [
    (GraphFormat::Dot, "DOT", "lanewise-graph-recorded.dot"),
    (
        GraphFormat::GraphMl,
        "GraphML",
        "lanewise-graph-recorded.graphml",
    ),
];

fn download(asked: &Asked, view: &View) -> Option<Action> {
    let View::ExportGraph(_, format) = view else {
        return None;
    };
    let (_, _, name) = FORMATS.iter().find(|(one, ..)| one == format)?;
    match &**asked.answer()? {
        Answer::Text(text) if asked.view == *view => Some(Action::Download {
            name: (*name).to_owned(),
            text: text.clone(),
        }),
        _ => None,
    }
}

/// Buttons for both formats; and the question under way, if it is one of these.
#[hook]
pub(super) fn use_export(
    state: &Shared<State>,
    options: GraphOptions,
    dispatch: &Callback<Action>,
) -> ([Offer; 2], Option<Asked>) {
    let wanted: Wanted = use_mut_ref(|| None);
    let asked = state.views.get(Slot::Export).cloned();
    {
        let (wanted, dispatch) = (Rc::clone(&wanted), dispatch.clone());
        use_effect_with(asked.clone(), move |asked| {
            let view = wanted.borrow().clone();
            if let (Some(view), Some(asked)) = (view, asked)
                && let Some(action) = download(asked, &view)
            {
                wanted.replace(None);
                dispatch.emit(action);
            }
        });
    }
    let offers = FORMATS.map(|(format, name, _)| {
        let (wanted, asked) = (Rc::clone(&wanted), asked.clone());
        Offer::new(name, move || {
            let view = View::ExportGraph(options, format);
            let here = asked.as_ref().filter(|asked| asked.view == view);
            if let Some(action) = here.and_then(|asked| download(asked, &view)) {
                return Taken::Ask(action);
            }
            wanted.replace(Some(view.clone()));
            let failed = here.is_some_and(|asked| matches!(asked.state, Looking::Failed(_)));
            Taken::Ask(if failed {
                Action::AskAgain(Slot::Export)
            } else {
                Action::Ask(Slot::Export, view)
            })
        })
    });
    let busy = asked.filter(|asked| {
        matches!(asked.view, View::ExportGraph(..)) && asked.state != Looking::Ready
    });
    (offers, busy)
}
