//! The page's regions.

use super::{
    batch::BatchPanel,
    batch_form::BatchWorkbench,
    conflicts::{Lines, use_lines},
    contract::ContractPanel,
    file_panel::FilePanel,
    header::Header,
    how::HowItWorks,
    notices::Notices,
    results::Results,
    run_bar::RunBar,
    workbench::{Dark, WorkbenchPanel},
};
use crate::{
    hooks::{use_dark, use_dropped_files, use_store},
    model::{Action, RunState, Shared, State, Workbench},
};
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// The whole page.
#[component]
pub fn App() -> Html {
    let (state, dispatch) = use_store();
    let dark = use_dark(state.theme);
    use_run_key(&dispatch);
    let held = use_dropped_files(&dispatch);
    let lines = use_lines(&state, &dispatch);
    let engine = match state.engine {
        crate::model::Engine::Ready => "ready",
        crate::model::Engine::Down(_) => "down",
        _ => "starting",
    };
    let is_writing = state.workbench.is_some() && state.import.opened.is_none();
    let busy = matches!(state.run, RunState::Running(_));
    html! {
        <div
            class="app"
            data-testid="app"
            data-state={state.run.key()}
            data-engine={engine}
            data-run={state.runs.to_string()}
            aria-busy={busy.to_string()}
        >
            <a class="skip" href="#results">{ "Skip to the results" }</a>
            <Header state={state.clone()} dispatch={dispatch.clone()} />
            <Notices notices={state.notices.clone()} dispatch={dispatch.clone()} />
            <main class={classes!("shell", is_writing.then_some("writing"))}>
                <ContextProvider<Lines> context={lines}>
                <div class="set-up">
                    if let Some(opened) = &state.import.opened {
                        <FilePanel state={state.clone()} opened={opened.clone()} dispatch={dispatch.clone()} />
                    } else if let Some(bench) = &state.workbench {
                        <ContextProvider<Dark> context={Dark(dark)}>
                            <WorkbenchPanel
                                key={bench.id.clone()}
                                bench={bench.clone()}
                                projects={state.projects.clone()}
                                import={state.import.clone()}
                                dispatch={dispatch.clone()}
                            />
                            { batch(&state, bench, &dispatch) }
                        </ContextProvider<Dark>>
                    } else {
                        <ContractPanel
                            info={state.info.clone()}
                            chosen={state.settings.preset.clone()}
                            remark={state.remark(crate::model::Field::Preset).map(str::to_owned)}
                            import={state.import.clone()}
                            projects={state.projects.clone()}
                            dispatch={dispatch.clone()}
                        />
                        <BatchPanel state={state.clone()} dispatch={dispatch.clone()} />
                    }
                </div>
                </ContextProvider<Lines>>
                <div class="stage">
                    <RunBar state={state.clone()} dispatch={dispatch.clone()} />
                    <HowItWorks state={state.clone()} />
                    <Results {state} {dark} {dispatch} />
                </div>
            </main>
            if held {
                <div class="drop-here" data-testid="drop-here" aria-hidden="true">
                    <p>{ if is_writing { "Drop the file to add or open it" } else { "Drop the file to open it" } }</p>
                </div>
            }
        </div>
    }
}

/// The batch of the project that is open.
fn batch(state: &State, bench: &Shared<Workbench>, dispatch: &Callback<Action>) -> Html {
    html! {
        <BatchWorkbench
            key={format!("batch-{}", bench.id)}
            text={AttrValue::from(bench.project.batch.clone())}
            info={bench.info().cloned()}
            stale={bench.is_stale()}
            preview={state.preview.clone()}
            dry_run={state.dry_run.clone()}
            dry_run_stale={state.dry_run.is_stale(state.source().as_ref())}
            listing={state.listing.clone()}
            can_ask={state.can_ask()}
            dispatch={dispatch.clone()}
        />
    }
}

/// Ctrl or Command with Enter presses Run, from anywhere on the page; Escape cancels.
#[hook]
fn use_run_key(dispatch: &Callback<Action>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "keydown", move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    dispatch.emit(Action::Run);
                } else if event.key() == "Escape" {
                    dispatch.emit(Action::Cancel);
                }
            })
        });
        move || drop(listener)
    });
}
