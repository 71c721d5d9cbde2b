//! The curve as files.

use super::{
    super::take_away::{Offer, TakeAway, Taken},
    ViewProps,
};
use crate::model::{
    curve::{
        self, Candidate, Measured,
        chart::{Rise, chart},
        draw,
    },
    pinned,
    take_away::{Source, picture},
};
use lanewise_protocol::Curve;
use std::rc::Rc;
use yew::prelude::*;

/// The size of a saved picture, in pixels.
const SAVED: (u32, u32) = (1_000, 460);

/// The buttons.
pub(super) fn take_away(
    props: &ViewProps,
    found: &Curve,
    all: &[Candidate],
    chosen: &[String],
    points: &[Measured],
    rise: Rise,
) -> Html {
    let parameters = format!(
        "{}; costs by {}; 1 to 256 virtual cores; diamonds: measured on threads",
        pinned::block_words(&props.run, &props.state),
        curve::cost(found.spec.cost),
    );
    let shared = Rc::new((
        found.clone(),
        all.to_vec(),
        chosen.to_vec(),
        points.to_vec(),
        parameters,
    ));
    let made = {
        let shared = Rc::clone(&shared);
        move || {
            let (found, all, chosen, points, parameters) = &*shared;
            let lines = curve::shown(found, all, chosen);
            let size = (f64::from(SAVED.0), f64::from(SAVED.1));
            let body = draw::body(&chart(found, &lines, points, rise, size));
            let title = "Speedup over cores";
            picture(
                "speedup",
                title,
                parameters,
                Source::Simulated,
                SAVED,
                &body,
            )
        }
    };
    let table = {
        let shared = Rc::clone(&shared);
        move || {
            let (found, all, chosen, points, parameters) = &*shared;
            let lines = curve::shown(found, all, chosen);
            let text = curve::csv(found, &lines, points, parameters);
            Taken::Text("lanewise-speedup-simulated.csv".to_owned(), text)
        }
    };
    let document = move || {
        let (found, _, _, points, parameters) = &*shared;
        let text = curve::json(found, points, parameters);
        Taken::Text("lanewise-speedup-simulated.json".to_owned(), text)
    };
    let mut offers = Offer::picture(made).to_vec();
    offers.push(Offer::new("CSV", table));
    offers.push(Offer::new("JSON", document));
    html! { <TakeAway id="speedup" {offers} dispatch={props.dispatch.clone()} /> }
}
