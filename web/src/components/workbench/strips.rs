//! What is to be said of a project, with the way out: something was removed, another tab has
//! changed it, the browser does not keep it.

use crate::{
    components::icon::{Icon, Sign},
    model::{Action, Kept, Projects, Shared, Workbench, WorkbenchAction, format},
};
use yew::prelude::*;

/// A line with buttons behind it.
fn strip(
    id: &'static str,
    warns: bool,
    text: String,
    buttons: &[(&'static str, &'static str, WorkbenchAction)],
    dispatch: &Callback<Action>,
) -> Html {
    let button = |(id, label, action): &(&'static str, &'static str, WorkbenchAction)| {
        let action = action.clone();
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Workbench(action.clone()));
        html! {
            <button key={*id} type="button" class="button small" data-testid={*id} {onclick}>{ *label }</button>
        }
    };
    html! {
        <div key={id} class={classes!("strip", warns.then_some("warning"))} data-testid={id}>
            <Icon sign={if warns { Sign::Warning } else { Sign::Info }} />
            <p>{ text }</p>
            <span class="strip-buttons">{ for buttons.iter().map(button) }</span>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(in crate::components) struct DeletedProps {
    pub(in crate::components) projects: Projects,
    pub(in crate::components) dispatch: Callback<Action>,
}

/// The project that was deleted last, and the way to have it back.
#[component]
pub(in crate::components) fn DeletedStrip(props: &DeletedProps) -> Html {
    let deleted = props.projects.deleted.as_ref();
    html! {
        <div role="status">
            if let Some(deleted) = deleted {
                { strip(
                    "deleted",
                    false,
                    format!("“{}” was deleted.", format::clipped(&deleted.entry.name, 60)),
                    &[("undelete", "Undo", WorkbenchAction::Undelete)],
                    &props.dispatch,
                ) }
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct StripsProps {
    pub(super) bench: Shared<Workbench>,
    pub(super) dispatch: Callback<Action>,
}

/// All that is to be said of the open project.
#[component]
pub(super) fn Strips(props: &StripsProps) -> Html {
    let (bench, dispatch) = (&props.bench, &props.dispatch);
    html! {
        <div class="strips" role="status">
            if bench.theirs.is_some() {
                { strip(
                    "theirs",
                    true,
                    "This project was changed in another tab. Until you choose, nothing of this tab is kept.".to_owned(),
                    &[
                        ("take-theirs", "Load it", WorkbenchAction::TakeTheirs),
                        ("keep-mine", "Keep this one", WorkbenchAction::KeepMine),
                    ],
                    dispatch,
                ) }
            }
            if bench.kept == Kept::Refused {
                { strip(
                    "not-kept",
                    true,
                    "The browser does not keep this project: its storage is full or closed.".to_owned(),
                    &[("not-kept-export", "Export", WorkbenchAction::Export)],
                    dispatch,
                ) }
            }
            if let Some((_, file)) = &bench.removed {
                { strip(
                    "removed",
                    false,
                    format!("“{}” was removed.", file.path),
                    &[("put-back", "Undo", WorkbenchAction::PutBack)],
                    dispatch,
                ) }
            }
            if let Some(why) = &bench.refused {
                <p class="remark wrong" data-testid="workbench-error">{ why }</p>
            }
        </div>
    }
}
