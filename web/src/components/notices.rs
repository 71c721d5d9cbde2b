//! What the page has to say, until it is dismissed.

use super::icon::{Icon, Sign};
use crate::model::{Action, Notice, Tone};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct NoticesProps {
    pub(super) notices: Vec<Notice>,
    pub(super) dispatch: Callback<Action>,
}

/// Laid over the page, so that nothing moves when one comes or goes.
#[component]
pub(super) fn Notices(props: &NoticesProps) -> Html {
    let one = |notice: &Notice| {
        let id = notice.id;
        let (class, sign) = match notice.tone {
            Tone::Quiet => ("quiet", Sign::Info),
            Tone::Warning => ("warning", Sign::Warning),
            Tone::Error => ("error", Sign::Warning),
        };
        let dismiss = props
            .dispatch
            .reform(move |_: MouseEvent| Action::Dismiss(id));
        html! {
            <div
                key={id}
                class={classes!("notice", class)}
                data-testid="notice"
                data-tone={class}
                data-field={notice.field.map(|field| field.key())}
            >
                <Icon {sign} />
                <p>{ &notice.text }</p>
                <button type="button" class="plain" aria-label="Dismiss" data-testid="notice-dismiss" onclick={dismiss}>
                    <Icon sign={Sign::Cross} />
                </button>
            </div>
        }
    };
    html! {
        <div class="notices" data-testid="notices" role="status" aria-live="polite">
            { for props.notices.iter().map(one) }
        </div>
    }
}
