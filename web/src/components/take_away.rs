//! Buttons that hand a picture or a table to the person.

use super::icon::{Icon, Sign};
use crate::{
    engine::save_png,
    model::{Action, take_away::Picture},
};
use std::rc::Rc;
use yew::prelude::*;

/// What can be taken away: a name for the button, and how the file is made when it is pressed.
#[derive(Clone)]
pub(super) struct Offer {
    /// The format, as on the button and in the test id: `SVG`, `CSV`, `JSON`.
    pub(super) format: &'static str,
    /// Makes the file.
    pub(super) make: Rc<dyn Fn() -> Taken>,
}

/// A file.
pub(super) enum Taken {
    /// A text: its name and what is in it.
    Text(String, String),
    /// A picture, to be saved as it is.
    Svg(Picture),
    /// A picture, to be saved as pixels.
    Png(Picture),
    /// The engine is asked.
    Ask(Action),
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.format == other.format && Rc::ptr_eq(&self.make, &other.make)
    }
}

impl Offer {
    /// Something that is made when asked for.
    pub(super) fn new(format: &'static str, make: impl Fn() -> Taken + 'static) -> Self {
        Self {
            format,
            make: Rc::new(make),
        }
    }

    /// A picture as SVG and as PNG.
    pub(super) fn picture(make: impl Fn() -> Picture + Clone + 'static) -> [Self; 2] {
        let also = make.clone();
        [
            Self::new("SVG", move || Taken::Svg(make())),
            Self::new("PNG", move || Taken::Png(also())),
        ]
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct TakeAwayProps {
    /// The view's name in test ids: `<id>-svg`.
    pub(super) id: AttrValue,
    pub(super) offers: Vec<Offer>,
    pub(super) dispatch: Callback<Action>,
}

/// A row of small buttons, one a format.
#[component]
pub(super) fn TakeAway(props: &TakeAwayProps) -> Html {
    let button = |offer: &Offer| {
        let (offer, dispatch) = (offer.clone(), props.dispatch.clone());
        let format = offer.format;
        let onclick = Callback::from(move |_: MouseEvent| match (offer.make)() {
            Taken::Text(name, text) => dispatch.emit(Action::Download { name, text }),
            Taken::Svg(picture) => dispatch.emit(Action::Download {
                name: format!("{}.svg", picture.name),
                text: picture.svg,
            }),
            Taken::Png(picture) => save_png(&picture, &dispatch),
            Taken::Ask(action) => dispatch.emit(action),
        });
        html! {
            <button
                key={format}
                type="button"
                class="button small"
                title={format!("Save as {format}")}
                data-testid={format!("{}-{}", props.id, format.to_lowercase())}
                {onclick}
            >{ format }</button>
        }
    };
    html! {
        <div class="take-away" role="group" aria-label="Save this view">
            <Icon sign={Sign::Save} />
            { for props.offers.iter().map(button) }
        </div>
    }
}
