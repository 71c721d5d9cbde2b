//! A simulated run, event by event, with a sentence for each.

mod sentence;

use super::{
    Recorded,
    labels::{Labels, Places},
    simulation::figures,
    value_in_words,
};
use crate::{subject::Subject, timeline::short};
use lanewise_executor::{Location, Version};
use lanewise_protocol::{Limits, SimulationSpec, StepEvent, StepKind, StepValue, StepWrite, Steps};
use lanewise_simulator::{SimEvent, Simulated, What};
use sentence::Teller;

/// The events of a simulated run: the first ones, where there are too many.
pub(super) fn steps(
    subject: &Subject,
    recorded: &Recorded,
    spec: &SimulationSpec,
    simulated: &Simulated,
) -> Steps {
    let labels = Labels::new(subject);
    let mut places = Places::new(subject);
    let mut teller = Teller::new(subject, &labels, &spec.strategy, &simulated.events);
    let shown = simulated.events.iter().take(Limits::STEPS);
    let events = shown.map(|event| {
        let kind = kind(event.what, &mut places);
        let writes = event.writes.iter();
        StepEvent {
            time: event.time,
            core: event.core as u16,
            kind,
            transaction: event.transaction,
            incarnation: short(event.incarnation),
            counters: event.counters.to_vec(),
            writes: writes
                .map(|(place, version)| write(place, *version, &mut places))
                .collect(),
            sentence: teller.tell(event, &places, kind),
        }
    });
    let events: Vec<StepEvent> = events.collect();
    Steps {
        spec: spec.clone(),
        run: figures(simulated, spec.cores),
        transactions: recorded.receipts.len() as u32,
        counters: simulated
            .counters
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        places: places.into_names(),
        left_out: (simulated.events.len() - events.len()) as u64,
        events,
    }
}

fn kind(what: What, places: &mut Places<'_>) -> StepKind {
    match what {
        What::ExecutionStarted => StepKind::Started,
        What::Executed => StepKind::Executed,
        What::Suspended { on } => StepKind::Suspended { on },
        What::ValidationStarted => StepKind::ValidationStarted,
        What::Validated => StepKind::Validated,
        What::Aborted {
            location, writer, ..
        } => StepKind::Aborted {
            writer,
            place: location.map(|location| places.part(location)),
        },
        What::OtherStarted => StepKind::OtherStarted,
        What::OtherEnded => StepKind::OtherEnded,
        What::Idle => StepKind::Idle,
        What::Ended => StepKind::Done,
    }
}

fn write(place: &Location, version: Version, places: &mut Places<'_>) -> StepWrite {
    StepWrite {
        place: places.part(*place),
        value: match version {
            Version::Value(value) => StepValue::Value(value_in_words(place, value)),
            Version::Credit(amount) => StepValue::Credit(amount.to_string()),
            Version::Reset => StepValue::Wiped,
        },
    }
}

/// The core that ends last: with it the block is done.
fn last_to_end(events: &[SimEvent]) -> Option<usize> {
    events.iter().rposition(|event| event.what == What::Ended)
}
