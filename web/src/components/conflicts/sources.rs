//! What the sources beside the results show of the conflicts: the line that was opened, and how
//! hot lines are.

use crate::model::{
    Action, Shared, Slot, State,
    conflicts::{HotLine, Marked, hot_lines},
};
use lanewise_protocol::Answer;
use std::{cell::Cell, rc::Rc};
use web_sys::Element;
use yew::prelude::*;

/// The marks, for whatever shows a source.
#[derive(Clone, PartialEq)]
pub(in crate::components) struct Lines {
    /// The line that was opened.
    pub(in crate::components) marked: Option<Marked>,
    /// Lines that the critical path waits for, while it is known.
    pub(in crate::components) hot: Rc<Vec<HotLine>>,
    /// The number of the mark that was scrolled to last.
    seen: Rc<Cell<u32>>,
    /// For taking the mark away.
    pub(in crate::components) dispatch: Callback<Action>,
}

impl Lines {
    /// The opened line of a file.
    pub(in crate::components) fn marked_in(&self, file: &str) -> Option<&Marked> {
        self.marked.as_ref().filter(|it| it.file == file)
    }

    /// Whether a mark is to be scrolled to: once, not again whenever its file comes to the front.
    pub(in crate::components) fn is_new(&self, number: u32) -> bool {
        self.seen.replace(number.max(self.seen.get())) < number
    }

    /// The hot lines of a file.
    pub(in crate::components) fn hot_in<'a>(
        &'a self,
        file: &'a str,
    ) -> impl Iterator<Item = &'a HotLine> {
        self.hot.iter().filter(move |it| it.file == file)
    }
}

/// The marks as they stand.
#[hook]
pub(in crate::components) fn use_lines(
    state: &Shared<State>,
    dispatch: &Callback<Action>,
) -> Lines {
    let known = state.views.get(Slot::Conflicts).and_then(|asked| {
        let shown = asked.shown.clone()?;
        Some((shown, asked.block.clone()))
    });
    let found = known.as_ref().map(|(shown, _)| shown.clone());
    // Which sources stand there matters too; what is written in them meanwhile does not, for the
    // marks move with the text.
    let beside = (
        state.settings.preset.clone(),
        state.workbench.as_ref().map(|bench| bench.id.clone()),
        state.import.opened.is_some(),
    );
    let hot = use_memo((found, beside), |_| match &known {
        Some((shown, block)) => match &**shown {
            Answer::Conflicts(conflicts) => hot_lines(state, block, conflicts),
            _ => Vec::new(),
        },
        None => Vec::new(),
    });
    let seen = use_memo((), |()| Cell::new(0));
    Lines {
        marked: state.marked.clone(),
        hot,
        seen,
        dispatch: dispatch.clone(),
    }
}

#[derive(Properties, PartialEq)]
pub(in crate::components) struct MarkStripProps {
    pub(in crate::components) marked: Marked,
    pub(in crate::components) dispatch: Callback<Action>,
}

/// Says which line is marked and why, with the ways back.
#[component]
pub(in crate::components) fn MarkStrip(props: &MarkStripProps) -> Html {
    let Marked {
        file, line, note, ..
    } = &props.marked;
    let clear = props.dispatch.reform(|_: MouseEvent| Action::Mark(None));
    html! {
        <p class="mark-strip" data-testid="mark" data-file={file.clone()} data-value={line.to_string()}>
            <span role="status"><strong>{ format!("Line {line}") }</strong>{ format!(" {note}") }</span>
            <a href="#results" data-testid="mark-back">{ "Back to the results" }</a>
            <button type="button" class="link" data-testid="mark-clear" onclick={clear}>{ "Clear" }</button>
        </p>
    }
}

/// Scrolls the page so that all of an element is seen, unless it is already.
pub(in crate::components) fn bring_into_view(element: &Element) {
    let seen = element.get_bounding_client_rect();
    if seen.top() < 0.0 || seen.bottom() > window_height() {
        element.scroll_into_view_with_bool(true);
    }
}

/// Pixels from the top of what is seen of the page to its end.
pub(super) fn window_height() -> f64 {
    web_sys::window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .unwrap_or(f64::INFINITY)
}
