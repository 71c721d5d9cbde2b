//! Both executions side by side: bars to one scale, with every measured round on them.

use crate::model::{Run, Shared, format};
use lanewise_protocol::Measurement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ComparisonProps {
    pub(super) run: Shared<Run>,
}

#[component]
pub(super) fn Comparison(props: &ComparisonProps) -> Html {
    let result = &props.run.result;
    let both = [
        ("sequential", "One by one", &result.sequential),
        ("parallel", "Parallel", &result.parallel),
    ];
    let longest = both
        .iter()
        .flat_map(|(_, _, one)| one.samples_ms.iter().copied().chain([one.median_ms]))
        .fold(f64::MIN_POSITIVE, f64::max);
    html! {
        <div class="comparison">
            { for both.iter().map(|(id, name, one)| contestant(id, name, one, longest)) }
            <p class="footnote" data-testid="samples-note">{ note(&result.sequential, &result.parallel) }</p>
        </div>
    }
}

fn contestant(id: &str, name: &str, one: &Measurement, longest: f64) -> Html {
    let (number, unit) = format::milliseconds_parts(one.median_ms);
    let share = |ms: f64| (ms / longest).clamp(0.0, 1.0);
    let listed: Vec<String> = one
        .samples_ms
        .iter()
        .map(|ms| format::milliseconds(*ms))
        .collect();
    let samples = format!("Rounds: {}", listed.join(", "));
    html! {
        <div class={classes!("contestant", id.to_owned())} key={id.to_owned()}>
            <p class="name">{ name.to_owned() }</p>
            <p class="time" data-testid={format!("{id}-time")} data-value={one.median_ms.to_string()}>
                <strong>{ number }</strong>{ "\u{a0}" }{ unit }
            </p>
            <div
                class="bar"
                role="img"
                aria-label={samples.clone()}
                title={samples}
                data-testid={format!("{id}-samples")}
                data-count={one.samples_ms.len().to_string()}
            >
                <span class="fill" style={format!("width: {:.2}%", share(one.median_ms) * 100.0)}></span>
                // Another run's rounds are other marks: none of these moves, which a browser counts as unrest.
                { for one.samples_ms.iter().enumerate().map(|(round, ms)| html! {
                    <i key={format!("{round}-{ms}")} style={format!("left: {:.2}%", share(*ms) * 100.0)}></i>
                }) }
            </div>
            <p class="rates">
                <span data-testid={format!("{id}-tps")} data-value={one.transactions_per_second.to_string()}>
                    { format::transactions_per_second(one.transactions_per_second) }
                </span>
                <span data-testid={format!("{id}-gas")} data-value={one.gas_per_second.to_string()}>
                    { format::gas_per_second(one.gas_per_second) }
                </span>
            </p>
        </div>
    }
}

fn note(sequential: &Measurement, parallel: &Measurement) -> String {
    let rounds = [sequential, parallel].map(|one| one.samples_ms.len() as u64);
    let words = if rounds[0] == rounds[1] {
        format!("{} of each", format::plural(rounds[0], "round"))
    } else {
        format!(
            "{} one by one, {} parallel",
            format::plural(rounds[0], "round"),
            rounds[1]
        )
    };
    format!(
        "Bars: the median time. Marks: {words}. Execution only; building the block and the roots are not in it."
    )
}
