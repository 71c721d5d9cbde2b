//! The form's small parts: boxes, select boxes, and the line that says what is wrong.

use crate::model::batch_edit::{Problems, Surroundings};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What every part of the form may want to know.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Form {
    pub(super) around: Rc<Surroundings>,
    pub(super) problems: Rc<Problems>,
}

/// What the form around a part knows.
#[hook]
pub(super) fn use_form() -> Form {
    use_context::<Form>().unwrap_or_default()
}

/// The text of the box that an event comes from.
pub(super) fn typed(event: &InputEvent) -> String {
    let area = event.target_dyn_into::<HtmlTextAreaElement>();
    let input = event.target_dyn_into::<HtmlInputElement>();
    let area = area.map(|area| area.value());
    area.or_else(|| input.map(|input| input.value()))
        .unwrap_or_default()
}

/// A path of the document as an id in the page.
pub(super) fn id_of(path: &str) -> String {
    let plain = path.replace(['[', '.'], "-");
    format!("batch-{}", plain.replace(']', ""))
}

#[derive(Properties, PartialEq)]
pub(super) struct BoxProps {
    /// The name, for those who cannot see where the box stands.
    pub(super) label: AttrValue,
    pub(super) value: AttrValue,
    pub(super) on_text: Callback<String>,
    #[prop_or_default]
    pub(super) id: AttrValue,
    #[prop_or_default]
    pub(super) placeholder: AttrValue,
    #[prop_or_default]
    pub(super) wrong: bool,
    /// The id of the line that says what is wrong.
    #[prop_or_default]
    pub(super) described: Option<AttrValue>,
    #[prop_or_default]
    pub(super) is_number: bool,
    /// Whether it needs several lines.
    #[prop_or_default]
    pub(super) is_long: bool,
    /// The id of a list of suggestions.
    #[prop_or_default]
    pub(super) suggestions: Option<AttrValue>,
}

/// A box for a text.
#[component]
pub(super) fn TextBox(props: &BoxProps) -> Html {
    let id = (!props.id.is_empty()).then(|| props.id.clone());
    if props.is_long {
        let lines = (props.value.len() / 36 + 1).clamp(2, 6);
        return html! {
            <textarea
                class={classes!("box", "long", props.wrong.then_some("wrong"))}
                id={id.clone()}
                data-testid={id}
                aria-label={props.label.clone()}
                aria-invalid={props.wrong.to_string()}
                aria-describedby={props.described.clone()}
                spellcheck="false"
                rows={lines.to_string()}
                value={props.value.clone()}
                oninput={props.on_text.reform(|event: InputEvent| typed(&event))}
            />
        };
    }
    html! {
        <input
            type="text"
            class={classes!("box", props.is_number.then_some("number"), props.wrong.then_some("wrong"))}
            id={id.clone()}
            data-testid={id}
            aria-label={props.label.clone()}
            aria-invalid={props.wrong.to_string()}
            aria-describedby={props.described.clone()}
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            list={props.suggestions.clone()}
            placeholder={props.placeholder.clone()}
            value={props.value.clone()}
            oninput={props.on_text.reform(|event: InputEvent| typed(&event))}
        />
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct DraftProps {
    pub(super) id: AttrValue,
    pub(super) label: AttrValue,
    pub(super) value: AttrValue,
    /// Says what is wrong with a text; such a text is kept in the box and goes no further.
    pub(super) check: Callback<String, Option<String>>,
    pub(super) on_text: Callback<String>,
    #[prop_or_default]
    pub(super) placeholder: AttrValue,
    #[prop_or_default]
    pub(super) is_number: bool,
    #[prop_or_default]
    pub(super) is_long: bool,
    /// The document's path whose problems are shown below.
    #[prop_or_default]
    pub(super) path: AttrValue,
    /// Whether the name stands above the box.
    #[prop_or_default]
    pub(super) is_labelled: bool,
}

/// A box for something that the document cannot hold while it is wrong: a name, a number.
#[component]
pub(super) fn DraftBox(props: &DraftProps) -> Html {
    let draft = use_state(|| None::<String>);
    let seen = use_mut_ref(|| props.value.clone());
    let is_own = use_mut_ref(|| false);
    {
        // Another value from outside replaces what was typed; one's own does not, so that what was
        // typed is not rewritten under the hand.
        let (draft, value) = (draft.clone(), props.value.clone());
        let (seen, is_own) = (seen, is_own.clone());
        use_effect(move || {
            let is_own = is_own.replace(false);
            if seen.replace(value.clone()) != value && !is_own {
                draft.set(None);
            }
        });
    }
    let form = use_form();
    let wrong = draft
        .as_ref()
        .and_then(|text| props.check.emit(text.clone()));
    let on_text = {
        let (draft, check, on_text) = (draft.clone(), props.check.clone(), props.on_text.clone());
        let is_own = is_own.clone();
        Callback::from(move |text: String| {
            let is_fine = check.emit(text.clone()).is_none();
            draft.set(Some(text.clone()));
            if is_fine {
                *is_own.borrow_mut() = true;
                on_text.emit(text);
            }
        })
    };
    let said = match &wrong {
        Some(wrong) => vec![wrong.clone()],
        None if props.path.is_empty() => Vec::new(),
        None => form.problems.at(&props.path).to_vec(),
    };
    let note = format!("{}-note", props.id);
    let shown = draft
        .as_ref()
        .map_or(props.value.clone(), |text| text.clone().into());
    html! {
        <div class="draft">
            if props.is_labelled {
                <label class="part-label" for={props.id.clone()}>{ &props.label }</label>
            }
            <TextBox
                id={props.id.clone()}
                label={props.label.clone()}
                value={shown}
                placeholder={props.placeholder.clone()}
                wrong={!said.is_empty()}
                described={(!said.is_empty()).then(|| AttrValue::from(note.clone()))}
                is_number={props.is_number}
                is_long={props.is_long}
                {on_text}
            />
            { sentences(&note, &said) }
        </div>
    }
}

/// What is wrong, one sentence a line.
pub(super) fn sentences(id: &str, said: &[String]) -> Html {
    if said.is_empty() {
        return Html::default();
    }
    html! {
        <div class="said-wrong" id={id.to_owned()} data-testid={id.to_owned()}>
            { for said.iter().map(|one| html! { <p>{ one }</p> }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct PickProps {
    pub(super) label: AttrValue,
    pub(super) value: AttrValue,
    /// What can be picked: the word, and the words for people.
    pub(super) options: Vec<(String, String)>,
    pub(super) on_pick: Callback<String>,
    #[prop_or_default]
    pub(super) id: AttrValue,
    #[prop_or_default]
    pub(super) class: Classes,
    #[prop_or_default]
    pub(super) wrong: bool,
    #[prop_or_default]
    pub(super) described: Option<AttrValue>,
}

/// A select box; a value that is none of the options is shown as it is.
#[component]
pub(super) fn Pick(props: &PickProps) -> Html {
    let on_pick = props.on_pick.reform(|event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        select.map(|select| select.value()).unwrap_or_default()
    });
    let id = (!props.id.is_empty()).then(|| props.id.clone());
    let is_known = props.options.iter().any(|(key, _)| *key == *props.value);
    let option = |key: &str, label: &str| {
        html! {
            <option key={key.to_owned()} value={key.to_owned()} selected={key == &*props.value}>
                { label.to_owned() }
            </option>
        }
    };
    html! {
        <select
            class={classes!("pick", props.class.clone(), props.wrong.then_some("wrong"))}
            id={id.clone()}
            data-testid={id}
            aria-label={props.label.clone()}
            aria-invalid={props.wrong.to_string()}
            aria-describedby={props.described.clone()}
            onchange={on_pick}
        >
            if !is_known {
                { option(&props.value, if props.value.is_empty() { "Choose…" } else { &props.value }) }
            }
            { for props.options.iter().map(|(key, label)| option(key, label)) }
        </select>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SaidProps {
    pub(super) path: AttrValue,
}

/// What is wrong with a part of the document.
#[component]
pub(super) fn Said(props: &SaidProps) -> Html {
    let form = use_form();
    sentences(&note_of(&props.path), form.problems.at(&props.path))
}

/// The id of the line that says what is wrong with a part.
pub(super) fn note_of(path: &str) -> String {
    format!("{}-note", id_of(path))
}
