//! Name, engine status, colours.

use super::icon::{Icon, Sign};
use crate::model::{Action, Engine, Shared, State, Theme, format};
use lanewise_protocol::Flavour;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HeaderProps {
    pub(super) state: Shared<State>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Header(props: &HeaderProps) -> Html {
    html! {
        <header class="header">
            <div class="brand">
                <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
                    <path class="mark-a" d="M3 6h15v5H3z" />
                    <path class="mark-b" d="M8 13.5h21v5H8z" />
                    <path class="mark-c" d="M3 21h18v5H3z" />
                </svg>
                <div>
                    <h1>{ "Lanewise" }</h1>
                    <p class="tagline">{ "A parallel EVM, running in your browser" }</p>
                </div>
            </div>
            <EngineStatus state={props.state.clone()} dispatch={props.dispatch.clone()} />
            <ThemeSwitch theme={props.state.theme} dispatch={props.dispatch.clone()} />
        </header>
    }
}

#[component]
fn EngineStatus(props: &HeaderProps) -> Html {
    let state = &props.state;
    let single = state.flavour() == Some(Flavour::Single);
    let threads = state.info.as_ref().map_or(0, |info| info.threads);
    let (class, text) = match &state.engine {
        Engine::Unborn | Engine::Starting { again: false, .. } => {
            ("starting", "Starting the engine".to_owned())
        }
        Engine::Starting { again: true, .. } => ("starting", "Restarting the engine".to_owned()),
        Engine::Ready if single => ("single", "Single thread".to_owned()),
        Engine::Ready => ("ready", format::plural(u64::from(threads), "thread")),
        Engine::Down(_) => ("down", "Engine unavailable".to_owned()),
    };
    let why = match &state.engine {
        Engine::Down(why) => Some(why.clone()),
        Engine::Ready if single => state.why_single.clone(),
        _ => None,
    };
    let evm = state.info.as_ref().map(|info| info.evm.clone());
    let restart = props.dispatch.reform(|_: MouseEvent| Action::Restart);
    html! {
        <div class="engine">
            <p
                class={classes!("pill", class)}
                data-testid="engine-status"
                data-threads={threads.to_string()}
                role="status"
                title={evm}
            >
                <span class="dot" aria-hidden="true"></span>
                <span>{ text }</span>
                if let Some(why) = why {
                    <span class="why" data-testid="engine-reason">{ why }</span>
                }
            </p>
            if matches!(state.engine, Engine::Down(_)) {
                <button type="button" class="button small" data-testid="engine-restart" onclick={restart}>
                    { "Start again" }
                </button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ThemeProps {
    theme: Theme,
    dispatch: Callback<Action>,
}

#[component]
fn ThemeSwitch(props: &ThemeProps) -> Html {
    let choice = |theme: Theme| {
        let sign = match theme {
            Theme::Light => Sign::Sun,
            Theme::Dark => Sign::Moon,
            Theme::System => Sign::Screen,
        };
        let onchange = props.dispatch.reform(move |_: Event| Action::Theme(theme));
        html! {
            <label key={theme.key()} title={format!("{} colours", theme.label())}>
                <input
                    type="radio"
                    name="theme"
                    data-testid={format!("theme-{}", theme.key())}
                    value={theme.key()}
                    checked={props.theme == theme}
                    aria-label={format!("{} colours", theme.label())}
                    {onchange}
                />
                <span><Icon {sign} /></span>
            </label>
        }
    };
    html! {
        <fieldset class="segmented" data-testid="theme">
            <legend class="unseen">{ "Colours" }</legend>
            { for Theme::ALL.into_iter().map(choice) }
        </fieldset>
    }
}
