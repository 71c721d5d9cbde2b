//! A setting that is a number: name, slider, box, and one line below that says its range or what
//! is wrong with it.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FieldProps {
    /// The name in test ids.
    pub(super) id: AttrValue,
    pub(super) label: AttrValue,
    pub(super) value: AttrValue,
    /// The slider's place, 0 to `places`.
    pub(super) place: u32,
    /// How many places the slider has after the first.
    #[prop_or(1_000)]
    pub(super) places: u32,
    /// What the slider's place means, for those who cannot see it.
    pub(super) spoken: AttrValue,
    pub(super) hint: AttrValue,
    #[prop_or_default]
    pub(super) remark: Option<AttrValue>,
    #[prop_or_default]
    pub(super) wrong: bool,
    pub(super) on_text: Callback<String>,
    pub(super) on_place: Callback<u32>,
}

#[component]
pub(super) fn SliderField(props: &FieldProps) -> Html {
    let on_text = props.on_text.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
            on_text.emit(input.value());
        }
    });
    let on_place = props.on_place.clone();
    let onslide = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>()
            && let Ok(place) = input.value().parse()
        {
            on_place.emit(place);
        }
    });
    let note = format!("{}-note", props.id);
    html! {
        <div class={classes!("field", props.wrong.then_some("wrong"))}>
            <label for={props.id.clone()}>{ &props.label }</label>
            <input
                type="range"
                min="0"
                max={props.places.to_string()}
                value={props.place.to_string()}
                style={format!("--place: {}", f64::from(props.place) / f64::from(props.places.max(1)))}
                data-testid={format!("{}-slider", props.id)}
                aria-label={format!("{}, slider", props.label)}
                aria-valuetext={props.spoken.clone()}
                oninput={onslide}
            />
            <input
                type="text"
                id={props.id.clone()}
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                maxlength="64"
                value={props.value.clone()}
                data-testid={props.id.clone()}
                aria-invalid={props.wrong.to_string()}
                aria-describedby={note.clone()}
                {oninput}
            />
            <Note id={props.id.clone()} {note} hint={props.hint.clone()} remark={props.remark.clone()} wrong={props.wrong} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct NoteProps {
    pub(super) id: AttrValue,
    pub(super) note: AttrValue,
    pub(super) hint: AttrValue,
    pub(super) remark: Option<AttrValue>,
    pub(super) wrong: bool,
}

/// The line below a control.
#[component]
pub(super) fn Note(props: &NoteProps) -> Html {
    match &props.remark {
        Some(remark) => html! {
            <p
                class={classes!("remark", if props.wrong { "wrong" } else { "said" })}
                id={props.note.clone()}
                data-testid={format!("error-{}", props.id)}
            >
                { remark }
            </p>
        },
        None => html! { <p class="remark" id={props.note.clone()}>{ &props.hint }</p> },
    }
}
