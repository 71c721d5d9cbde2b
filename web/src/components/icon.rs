//! The few signs, drawn on a grid of 16 and in the colour of the text around them.

use yew::prelude::*;

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Play,
    Stop,
    Sun,
    Moon,
    Screen,
    Dice,
    Copy,
    Tick,
    Cross,
    Save,
    Open,
    Previous,
    Next,
    Plus,
    Minus,
    Fit,
    Warning,
    Info,
}

impl Sign {
    const fn path(self) -> &'static str {
        match self {
            Self::Play => "M4 2.5v11l9-5.5z",
            Self::Stop => "M3.5 3.5h9v9h-9z",
            Self::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.8M8 13.2V15M1 8h1.8M13.2 8H15M3 3l1.3 1.3\
                 M11.7 11.7 13 13M13 3l-1.3 1.3M4.3 11.7 3 13"
            }
            Self::Moon => "M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z",
            Self::Screen => "M1.8 2.8h12.4v8.4H1.8zM5.5 14h5M8 11.2V14",
            Self::Dice => {
                "M2.5 2.5h11v11h-11zM5.5 5.5h.01M10.5 5.5h.01M8 8h.01M5.5 10.5h.01M10.5 10.5h.01"
            }
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Tick => "M2.5 8.5 6.5 12.5 13.5 4",
            Self::Cross => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Self::Save => "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
            Self::Open => "M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
            Self::Previous => "M10 3 5 8l5 5",
            Self::Next => "M6 3l5 5-5 5",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Minus => "M3 8h10",
            Self::Fit => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
            Self::Warning => "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01",
            Self::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v4M8 4.8h.01",
        }
    }

    const fn filled(self) -> bool {
        matches!(self, Self::Play | Self::Stop)
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct IconProps {
    pub(super) sign: Sign,
}

/// Draws a sign; it says nothing by itself.
#[component]
pub(super) fn Icon(props: &IconProps) -> Html {
    let class = if props.sign.filled() {
        "icon filled"
    } else {
        "icon"
    };
    html! {
        <svg {class} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={props.sign.path()} />
        </svg>
    }
}
