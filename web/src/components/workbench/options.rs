//! The compiler's settings.

use crate::model::{
    Action, WorkbenchAction,
    workbench::{EVM_VERSIONS, Settings},
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OptionsProps {
    pub(super) settings: Settings,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn CompilerOptions(props: &OptionsProps) -> Html {
    let settings = &props.settings;
    // What stands in the box while it is no number.
    let typed = use_state_eq(|| None::<String>);
    let change = |make: fn(&Settings, Event) -> Settings| {
        let settings = settings.clone();
        props.dispatch.reform(move |event: Event| {
            Action::Workbench(WorkbenchAction::Settings(make(&settings, event)))
        })
    };
    let on_runs = {
        let (typed, dispatch, settings) = (typed.clone(), props.dispatch.clone(), settings.clone());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let text = input.value();
            match text.trim().replace(',', "").parse::<u32>() {
                Ok(runs) => {
                    typed.set(None);
                    dispatch.emit(Action::Workbench(WorkbenchAction::Settings(Settings {
                        runs,
                        ..settings.clone()
                    })));
                }
                Err(_) => typed.set(Some(text)),
            }
        })
    };
    let tick = |id: &'static str, label: &'static str, on: bool, onchange: Callback<Event>| {
        html! {
            <label class="tick">
                <input type="checkbox" data-testid={id} checked={on} {onchange} />
                { label }
            </label>
        }
    };
    let version = |version: &&'static str| {
        html! {
            <option key={*version} value={*version} selected={*version == settings.evm_version}>{ *version }</option>
        }
    };
    let in_force = if settings.optimizer {
        format!("optimizer on, {} runs", settings.runs)
    } else {
        "optimizer off".to_owned()
    };
    let by_ir = if settings.via_ir { ", via IR" } else { "" };
    html! {
        <details class="fold" data-testid="compiler-options">
            <summary>
                <span>{ "Compiler" }</span>
                <span class="quiet">{ format!("{in_force}, {}{by_ir}", settings.evm_version) }</span>
            </summary>
            <div class="options">
                { tick("option-optimizer", "Optimizer", settings.optimizer, change(|settings, event| Settings {
                    optimizer: is_checked(&event),
                    ..settings.clone()
                })) }
                { tick("option-via-ir", "Via the intermediate representation", settings.via_ir, change(|settings, event| Settings {
                    via_ir: is_checked(&event),
                    ..settings.clone()
                })) }
                <div class={classes!("choice", typed.is_some().then_some("wrong"))}>
                    <label for="option-runs">{ "Expected runs of the code" }</label>
                    <input
                        id="option-runs"
                        class="box"
                        type="text"
                        inputmode="numeric"
                        autocomplete="off"
                        maxlength="14"
                        data-testid="option-runs"
                        disabled={!settings.optimizer}
                        aria-invalid={typed.is_some().to_string()}
                        aria-describedby="option-runs-note"
                        value={(*typed).clone().unwrap_or_else(|| settings.runs.to_string())}
                        oninput={on_runs}
                    />
                    <p class={classes!("remark", typed.is_some().then_some("wrong"))} id="option-runs-note">
                        { if typed.is_some() {
                            "Must be a whole number from 0 to 4,294,967,295."
                        } else {
                            "Few runs give small code, many give cheap calls."
                        } }
                    </p>
                </div>
                <div class="choice">
                    <label for="option-evm">{ "EVM version" }</label>
                    <select id="option-evm" data-testid="option-evm" onchange={change(|settings, event| {
                        let select = event.target_dyn_into::<HtmlSelectElement>();
                        let chosen = select.map(|select| select.value());
                        let known = |version: &String| EVM_VERSIONS.contains(&version.as_str());
                        Settings {
                            evm_version: chosen.filter(known).unwrap_or_else(|| settings.evm_version.clone()),
                            ..settings.clone()
                        }
                    })}>
                        { for EVM_VERSIONS.iter().map(version) }
                    </select>
                </div>
            </div>
        </details>
    }
}

fn is_checked(event: &Event) -> bool {
    let input = event.target_dyn_into::<HtmlInputElement>();
    input.is_some_and(|input| input.checked())
}
