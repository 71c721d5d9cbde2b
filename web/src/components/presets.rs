//! The scenarios, by group: which one is set up, and what it teaches.

use crate::model::{Action, Shared};
use lanewise_protocol::{EngineInfo, PresetInfo};
use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ScenariosProps {
    pub(super) info: Option<Shared<EngineInfo>>,
    /// The chosen scenario's id.
    pub(super) chosen: String,
    /// What is to be said of the choice.
    pub(super) remark: Option<String>,
    pub(super) dispatch: Callback<Action>,
}

/// All scenarios as radio buttons in a box of fixed height, one tab stop; a select box where the
/// screen is narrow.
#[component]
pub(super) fn Scenarios(props: &ScenariosProps) -> Html {
    let presets = props
        .info
        .as_ref()
        .map(|info| &info.presets[..])
        .unwrap_or_default();
    let chosen = presets.iter().find(|preset| preset.id == props.chosen);
    let frame = use_node_ref();
    use_chosen_in_view(&frame, &props.chosen, presets.len());
    let group = |(index, (title, members)): (usize, (&str, Vec<&PresetInfo>))| {
        let id = format!("scenarios-{index}");
        html! {
            <div class="scenario-group" key={index} role="group" aria-labelledby={id.clone()}>
                <h3 {id}>{ title.to_owned() }</h3>
                <div class="presets">{ for members.into_iter().map(|preset| card(preset, props)) }</div>
            </div>
        }
    };
    html! {
        <>
            <fieldset class="scenarios" data-testid="preset" data-value={props.chosen.clone()}>
                <legend class="unseen">{ "Scenario" }</legend>
                <div class="scenario-frame" ref={frame}>
                    if presets.is_empty() {
                        <div class="presets">
                            { for (0..10).map(|_| html! { <div class="preset ghost"><span></span></div> }) }
                        </div>
                    } else {
                        { for groups(presets).into_iter().enumerate().map(group) }
                    }
                </div>
                { select(props, presets) }
            </fieldset>
            if let Some(remark) = &props.remark {
                <p class="remark said" data-testid="error-preset">{ remark }</p>
            }
            <p class="summary" data-testid="preset-summary" aria-live="polite">
                { chosen.map(|preset| preset.summary.clone()).unwrap_or_default() }
            </p>
        </>
    }
}

fn card(preset: &PresetInfo, props: &ScenariosProps) -> Html {
    let id = preset.id.clone();
    let onchange = props
        .dispatch
        .reform(move |_: Event| Action::Preset(id.clone()));
    html! {
        <label class="preset" key={preset.id.clone()} title={preset.summary.clone()}>
            <input
                type="radio"
                name="preset"
                data-testid={format!("preset-{}", preset.id)}
                value={preset.id.clone()}
                checked={preset.id == props.chosen}
                {onchange}
            />
            <span>{ &preset.title }</span>
        </label>
    }
}

fn select(props: &ScenariosProps, presets: &[PresetInfo]) -> Html {
    let onchange = props.dispatch.reform(|event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        Action::Preset(select.map(|select| select.value()).unwrap_or_default())
    });
    let option = |preset: &&PresetInfo| {
        html! {
            <option key={preset.id.clone()} value={preset.id.clone()} selected={preset.id == props.chosen}>
                { &preset.title }
            </option>
        }
    };
    html! {
        <select class="scenario-select" aria-label="Scenario" data-testid="preset-select" {onchange}>
            { for groups(presets).iter().enumerate().map(|(index, (title, members))| html! {
                <optgroup key={index} label={(*title).to_owned()}>
                    { for members.iter().map(option) }
                </optgroup>
            }) }
        </select>
    }
}

/// The scenarios by group, both in the order in which the engine lists them.
fn groups(presets: &[PresetInfo]) -> Vec<(&str, Vec<&PresetInfo>)> {
    let mut groups: Vec<(&str, Vec<&PresetInfo>)> = Vec::new();
    for preset in presets {
        match groups.iter_mut().find(|(title, _)| *title == preset.group) {
            Some((_, members)) => members.push(preset),
            None => groups.push((&preset.group, vec![preset])),
        }
    }
    groups
}

/// Scrolls the box, and nothing but the box, to where the chosen scenario is seen.
#[hook]
fn use_chosen_in_view(frame: &NodeRef, chosen: &str, count: usize) {
    let frame = frame.clone();
    use_effect_with((chosen.to_owned(), count), move |_| {
        let Some(frame) = frame.cast::<HtmlElement>() else {
            return;
        };
        let checked = frame.query_selector("input:checked + span").ok().flatten();
        let Some(card) = checked else { return };
        let (outer, inner) = (
            frame.get_bounding_client_rect(),
            card.get_bounding_client_rect(),
        );
        // Room for the group's title, which stays at the top of the box.
        const TITLE: f64 = 30.0;
        let above = inner.top() - outer.top() - TITLE;
        let below = inner.bottom() - outer.bottom() + 8.0;
        let by = if above < 0.0 { above } else { below.max(0.0) };
        frame.set_scroll_top(frame.scroll_top() + by as i32);
    });
}

#[derive(Properties, PartialEq)]
pub(super) struct WatchProps {
    pub(super) text: String,
}

/// What to watch in a scenario; on a small screen it starts folded.
#[component]
pub(super) fn Watch(props: &WatchProps) -> Html {
    let open = use_memo((), |()| {
        web_sys::window()
            .and_then(|window| window.match_media("(min-width: 720px)").ok().flatten())
            .is_none_or(|wide| wide.matches())
    });
    html! {
        <details class="watch" open={*open}>
            <summary>{ "What to watch" }</summary>
            <p data-testid="preset-watch">{ &props.text }</p>
        </details>
    }
}
