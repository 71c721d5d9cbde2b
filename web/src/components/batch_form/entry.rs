//! One entry of a list as a card: its title, its tools, and what is in it, which can be folded away.

use super::boxes::use_form;
use crate::components::icon::{Icon, Sign};
use yew::prelude::*;

/// What is done to an entry as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Up,
    Down,
    Double,
    Remove,
}

#[derive(Properties, PartialEq)]
pub(super) struct EntryProps {
    /// The part of the document: `steps[0]`.
    pub(super) path: AttrValue,
    pub(super) title: Html,
    /// What a tool's name says it is for: `step 2`.
    pub(super) name: AttrValue,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    /// Whether it is open when it is first seen.
    #[prop_or(true)]
    pub(super) is_open: bool,
    pub(super) on_tool: Callback<Tool>,
    pub(super) children: Html,
}

#[component]
pub(super) fn Entry(props: &EntryProps) -> Html {
    let open = use_state(|| props.is_open);
    let form = use_form();
    let id = super::boxes::id_of(&props.path);
    let body = format!("{id}-body");
    let wrong = form.problems.within(&props.path);
    let own = form.problems.at(&props.path);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    // Alt with an arrow moves the entry, from anywhere in it.
    let onkeydown = {
        let (on_tool, is_first, is_last) = (props.on_tool.clone(), props.is_first, props.is_last);
        Callback::from(move |event: KeyboardEvent| {
            let tool = match event.key().as_str() {
                "ArrowUp" if event.alt_key() && !is_first => Tool::Up,
                "ArrowDown" if event.alt_key() && !is_last => Tool::Down,
                _ => return,
            };
            event.prevent_default();
            on_tool.emit(tool);
        })
    };
    html! {
        <li class={classes!("entry", (wrong > 0).then_some("wrong"))} data-testid={id.clone()} {onkeydown}>
            <div class="entry-head">
                <button
                    type="button"
                    class="entry-title"
                    aria-expanded={open.to_string()}
                    aria-controls={body.clone()}
                    data-testid={format!("{id}-fold")}
                    onclick={toggle}
                >
                    { props.title.clone() }
                    if wrong > 0 {
                        <span class="count-wrong" title="Fields with problems">
                            { wrong }<span class="unseen">{ " fields with problems" }</span>
                        </span>
                    }
                </button>
                { tools(props, &id) }
            </div>
            <div class="entry-body" id={body} hidden={!*open}>
                { super::boxes::sentences(&format!("{id}-note"), own) }
                { props.children.clone() }
            </div>
        </li>
    }
}

fn tools(props: &EntryProps, id: &str) -> Html {
    let tool = |key: &str, label: &str, sign: Sign, tool: Tool, disabled: bool| {
        html! {
            <button
                type="button"
                class={classes!("plain", key.to_owned())}
                title={label.to_owned()}
                aria-label={format!("{label}: {}", props.name)}
                data-testid={format!("{id}-{key}")}
                {disabled}
                onclick={props.on_tool.reform(move |_: MouseEvent| tool)}
            >
                <Icon {sign} />
            </button>
        }
    };
    html! {
        <div class="tools">
            { tool("up", "Move up", Sign::Previous, Tool::Up, props.is_first) }
            { tool("down", "Move down", Sign::Next, Tool::Down, props.is_last) }
            { tool("double", "Duplicate", Sign::Copy, Tool::Double, false) }
            { tool("remove", "Remove", Sign::Cross, Tool::Remove, false) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SectionProps {
    /// The document's key: `steps`.
    pub(super) id: AttrValue,
    pub(super) title: AttrValue,
    /// What stands beside the title: how many there are.
    #[prop_or_default]
    pub(super) count: Option<usize>,
    #[prop_or(true)]
    pub(super) is_open: bool,
    pub(super) children: Html,
}

/// A part of the form with its title, which can be folded away.
#[component]
pub(super) fn Section(props: &SectionProps) -> Html {
    let form = use_form();
    let wrong = form.problems.within(&props.id);
    // Whether it is open is the browser's to remember from here on.
    let open = *use_memo((), |()| props.is_open);
    html! {
        <details class="section" {open} data-testid={format!("batch-section-{}", props.id)}>
            <summary>
                <h3>{ &props.title }</h3>
                if let Some(count) = props.count {
                    <span class="quiet">{ count }</span>
                }
                if wrong > 0 {
                    <span class="count-wrong" title="Fields with problems">
                        { wrong }<span class="unseen">{ " fields with problems" }</span>
                    </span>
                }
            </summary>
            <div class="section-body">
                <super::boxes::Said path={props.id.clone()} />
                { props.children.clone() }
            </div>
        </details>
    }
}
