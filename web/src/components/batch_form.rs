//! The batch of a project: one document as a form, as text, as a list, and as what it gives.

mod boxes;
mod call;
mod contracts;
mod draws;
mod dry_run;
mod entry;
mod form;
mod knobs;
mod list;
mod numbers;
mod paste;
mod steps;
mod text;
mod value;
mod value_parts;

pub(super) use dry_run::DryRunReport;

use super::{
    batch::FirstTransactions,
    icon::{Icon, Sign},
};
use crate::model::{
    Action, DryRunState, Listing, Preview, Shared, WorkbenchAction,
    batch_edit::{Draft, History, Problems, Surroundings, as_engine, check},
};
use boxes::Form;
use lanewise_batch::{Batch, Problem};
use lanewise_protocol::{BatchProblem, ProjectInfo};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BatchWorkbenchProps {
    /// The batch document's text.
    pub(super) text: AttrValue,
    /// What the engine found in the project.
    pub(super) info: Option<Shared<ProjectInfo>>,
    /// Whether that is about an earlier state of the project.
    pub(super) stale: bool,
    pub(super) preview: Preview,
    pub(super) dry_run: DryRunState,
    /// Whether the dry run was of another block than that which is set up.
    #[prop_or_default]
    pub(super) dry_run_stale: bool,
    #[prop_or_default]
    pub(super) listing: Listing,
    /// Whether the engine can be asked about the block now.
    #[prop_or(true)]
    pub(super) can_ask: bool,
    pub(super) dispatch: Callback<Action>,
}

/// The ways to look at the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Form,
    Text,
    List,
    Preview,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Form, "form", "Form"),
        (Self::Text, "text", "Text"),
        (Self::List, "list", "List"),
        (Self::Preview, "preview", "Preview"),
    ];

    fn key(self) -> &'static str {
        let found = Self::ALL.iter().find(|(view, ..)| *view == self);
        found.map_or("", |(_, key, _)| key)
    }
}

/// What lasts from one drawing to the next.
#[derive(Default)]
struct Kept {
    draft: Draft,
    history: History,
    /// When the history last kept a text, in milliseconds: quick changes count as one.
    kept_at: f64,
}

/// Changes that follow each other faster than this, in milliseconds, are taken back together.
const TOGETHER_MS: f64 = 800.0;

impl Kept {
    fn replace(&mut self, draft: Draft) {
        if self.draft.text != draft.text && !self.draft.text.is_empty() {
            let now = js_sys::Date::now();
            if now - self.kept_at > TOGETHER_MS {
                self.history.keep(Rc::clone(&self.draft.text));
            }
            self.kept_at = now;
        }
        self.draft = draft;
    }
}

#[component]
pub(super) fn BatchWorkbench(props: &BatchWorkbenchProps) -> Html {
    let view = use_state_eq(|| View::Form);
    let kept = use_mut_ref(Kept::default);
    {
        let mut kept = kept.borrow_mut();
        let draft = kept.draft.follow(&props.text);
        kept.replace(draft);
    }
    let draft = kept.borrow().draft.clone();
    let info = props.info.clone();
    let form = use_memo(
        (draft.batch.clone(), info, draft.problems.clone()),
        |(batch, info, problems)| surroundings(batch.as_deref(), info.as_deref(), problems),
    );
    let emit = props
        .dispatch
        .reform(|text: String| Action::Workbench(WorkbenchAction::Batch(text)));
    let on_change = {
        let (kept, emit) = (kept.clone(), emit.clone());
        Callback::from(move |batch: Batch| {
            let draft = Draft::edited(batch);
            let text = draft.text.to_string();
            kept.borrow_mut().replace(draft);
            emit.emit(text);
        })
    };
    html! {
        <ContextProvider<Form> context={form.0.clone()}>
            <section class="panel batch-workbench" aria-labelledby="batch-title" data-testid="batch-workbench">
                { head(props, &kept, &emit) }
                { tabs(&view, &form.0, &draft) }
                <div
                    class="batch-view"
                    id="batch-view"
                    role="tabpanel"
                    aria-labelledby={format!("batch-tab-{}", view.key())}
                    data-testid={format!("batch-panel-{}", view.key())}
                >
                    { match *view {
                        View::Text => html! {
                            <text::TextView text={props.text.clone()} problems={form.1.clone()} on_text={emit} />
                        },
                        View::Preview => preview(props),
                        View::Form | View::List => document(props, &view, &draft, &form.0, on_change),
                    } }
                </div>
                { names(&form.0) }
            </section>
        </ContextProvider<Form>>
    }
}

/// What the form knows, and all problems with their places in the text.
fn surroundings(
    batch: Option<&Batch>,
    info: Option<&ProjectInfo>,
    unread: &[Problem],
) -> (Form, Vec<BatchProblem>) {
    let none = Batch::default();
    let batch = batch.unwrap_or(&none);
    let around = Surroundings::of(batch, info);
    let engine = match unread {
        [] => info.map(|info| info.problems.clone()).unwrap_or_default(),
        unread => as_engine(unread),
    };
    let own = check(batch, &around);
    let problems = Problems::sort(batch, &own, &engine);
    (
        Form {
            around: Rc::new(around),
            problems: Rc::new(problems),
        },
        engine,
    )
}

fn head(props: &BatchWorkbenchProps, kept: &Rc<RefCell<Kept>>, emit: &Callback<String>) -> Html {
    let (can_undo, can_redo) = kept.borrow().history.can();
    let back = |again: bool| {
        let (kept, emit) = (kept.clone(), emit.clone());
        Callback::from(move |_: MouseEvent| {
            let text = {
                let mut kept = kept.borrow_mut();
                let Kept { draft, history, .. } = &mut *kept;
                let text = match again {
                    false => history.undo(&draft.text),
                    true => history.redo(&draft.text),
                };
                if let Some(text) = &text {
                    *draft = draft.follow(text);
                }
                kept.kept_at = 0.0;
                text
            };
            if let Some(text) = text {
                emit.emit(text.to_string());
            }
        })
    };
    html! {
        <div class="panel-head">
            <h2 id="batch-title">{ "Batch" }</h2>
            <div class="head-buttons">
                <button type="button" class="button small" data-testid="batch-undo" disabled={!can_undo} onclick={back(false)}>
                    { "Undo" }
                </button>
                <button type="button" class="button small" data-testid="batch-redo" disabled={!can_redo} onclick={back(true)}>
                    { "Redo" }
                </button>
                <button
                    type="button"
                    class="button small"
                    data-testid="save-block"
                    title="Save this block and the state before it as a JSON file, which can be opened again"
                    disabled={!props.can_ask}
                    onclick={props.dispatch.reform(|_: MouseEvent| Action::SaveBlock)}
                >
                    <Icon sign={Sign::Save} />
                    { "Save block" }
                </button>
            </div>
        </div>
    }
}

fn tabs(view: &UseStateHandle<View>, form: &Form, draft: &Draft) -> Html {
    let wrong = match &draft.problems[..] {
        [] => form.problems.count(),
        problems => problems.len(),
    };
    let onkeydown = {
        let view = view.clone();
        Callback::from(move |event: KeyboardEvent| {
            let count = View::ALL.len();
            let at = View::ALL
                .iter()
                .position(|(one, ..)| *one == *view)
                .unwrap_or_default();
            let to = match event.key().as_str() {
                "ArrowRight" => (at + 1) % count,
                "ArrowLeft" => (at + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            let (next, key, _) = View::ALL[to];
            view.set(next);
            focus(&format!("batch-tab-{key}"));
        })
    };
    let tab = |(one, key, label): (View, &'static str, &'static str)| {
        let view = view.clone();
        let is_chosen = *view == one;
        html! {
            <button
                type="button"
                role="tab"
                id={format!("batch-tab-{key}")}
                data-testid={format!("batch-tab-{key}")}
                aria-selected={is_chosen.to_string()}
                aria-controls="batch-view"
                tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={Callback::from(move |_: MouseEvent| view.set(one))}
            >
                { label }
                if one == View::Text && wrong > 0 {
                    <span class="count-wrong">{ wrong }<span class="unseen">{ " problems" }</span></span>
                }
            </button>
        }
    };
    html! {
        <div class="view-tabs" role="tablist" aria-label="Views of the batch" {onkeydown}>
            { for View::ALL.map(tab) }
        </div>
    }
}

/// Puts the focus on an element, once it is drawn as chosen.
fn focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        use wasm_bindgen::JsCast;
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Form or list: views of the batch that the text means, or last meant.
fn document(
    props: &BatchWorkbenchProps,
    view: &UseStateHandle<View>,
    draft: &Draft,
    form: &Form,
    on_change: Callback<Batch>,
) -> Html {
    let to_text = {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| view.set(View::Text))
    };
    let behind = html! {
        <div class="behind" role="status" data-testid="batch-behind">
            <p>
                { "The text has mistakes and cannot be read. This is what it last said; a change here replaces the text." }
            </p>
            <button type="button" class="button small" onclick={to_text.clone()}>{ "Correct the text" }</button>
        </div>
    };
    let Some(batch) = draft.batch.clone() else {
        return html! {
            <div class="behind" role="status" data-testid="batch-behind">
                <p>{ "The text has mistakes and cannot be read, so there is nothing to show here yet." }</p>
                <button type="button" class="button small" onclick={to_text}>{ "Correct the text" }</button>
            </div>
        };
    };
    let is_shown = !form.problems.rest.is_empty() && draft.is_current;
    html! {
        <>
            if !draft.is_current {
                { behind }
            }
            if is_shown {
                { boxes::sentences("batch-rest", &form.problems.rest) }
            }
            if **view == View::Form {
                <form::FormView {batch} {on_change} />
            } else {
                <list::ListView
                    {batch}
                    listing={props.listing.clone()}
                    can_list={props.can_ask && !props.stale && draft.is_current && draft.problems.is_empty()}
                    {on_change}
                    dispatch={props.dispatch.clone()}
                />
            }
        </>
    }
}

/// What the document gives: the first transactions, and which would fail.
fn preview(props: &BatchWorkbenchProps) -> Html {
    html! {
        <>
            if props.stale {
                <p class="quiet small-print" role="status">{ "The batch is being made anew…" }</p>
            }
            <DryRunReport
                dry_run={props.dry_run.clone()}
                stale={props.dry_run_stale}
                ready={props.can_ask && !props.stale}
                dispatch={props.dispatch.clone()}
            />
            <FirstTransactions
                shown={props.preview.shown.clone()}
                stale={props.preview.pending.is_some() || props.stale}
                failed={props.preview.failed.clone()}
                rows={20}
            />
        </>
    }
}

/// Names that can stand where an address is wanted, for the boxes to suggest.
fn names(form: &Form) -> Html {
    let ids = form.around.contract_ids();
    let all = ids
        .into_iter()
        .chain(["deployer", "feeRecipient"].map(str::to_owned));
    html! {
        <datalist id="batch-names">
            { for all.map(|name| html! { <option value={name} /> }) }
        </datalist>
    }
}
