//! Whether the page shows dark colours just now.

use crate::{engine::system_is_dark, model::Theme};
use gloo::events::EventListener;
use yew::prelude::*;

/// Follows the chosen theme and, where that is the system's, the system.
#[hook]
pub fn use_dark(theme: Theme) -> bool {
    let system = use_state_eq(system_is_dark);
    {
        let system = system.clone();
        use_effect_with((), move |()| {
            let query = "(prefers-color-scheme: dark)";
            let list =
                web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
            let listener = list.map(|list| {
                EventListener::new(&list, "change", move |_| system.set(system_is_dark()))
            });
            move || drop(listener)
        });
    }
    match theme {
        Theme::System => *system,
        Theme::Light => false,
        Theme::Dark => true,
    }
}
