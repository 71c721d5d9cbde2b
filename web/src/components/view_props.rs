//! What every view of a run is given.

use crate::model::{Action, Run, Shared, State};
use yew::prelude::*;

/// What every view of a run is given.
#[derive(Properties, PartialEq)]
pub(super) struct ViewProps {
    pub(super) state: Shared<State>,
    /// The run that is shown.
    pub(super) run: Shared<Run>,
    /// Whether colours are dark: canvases draw anew when that changes.
    pub(super) dark: bool,
    pub(super) dispatch: Callback<Action>,
}
