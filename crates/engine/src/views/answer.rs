//! Which view is made how, and with what progress.

use super::{
    access_list, conflicts, graph, graph_document, simulation, steps, table, texts, trace,
};
use crate::{
    made::Made,
    run::{CONTROL, Stop},
    subject::{name_of, no_such_transaction},
    watched::{Part, watched},
};
use lanewise_protocol::{Answer, Failure, Phase, View};
use lanewise_simulator::Detail;

/// The part of the progress bar for what a view does when all is known.
const LAST: Part = Part(0.3, 1.0);

/// Answers a view whose fields were checked.
///
/// # Errors
/// As executions of the block; and where the block has not what is asked for.
pub(crate) fn answer(made: &Made, view: &View) -> Result<Answer, Stop> {
    let subject = &made.subject;
    let length = subject.block().transactions.len();
    match view {
        View::Graph(options) => {
            let recorded = made.recorded_watched()?;
            watched(Phase::Analysing, length, LAST, || {
                Answer::Graph(graph(subject, recorded, *options))
            })
        }
        View::ExportGraph(options, format) => {
            let recorded = made.recorded_watched()?;
            let title = format!("Dependencies of {}", name_of(&made.source));
            watched(Phase::Analysing, length, LAST, || {
                let document = graph_document(subject, recorded, *options, *format, &title);
                Answer::Text(document)
            })
        }
        View::Texts(indices) => {
            let recorded = made.recorded_watched()?;
            Ok(Answer::Texts(texts(subject, recorded, indices)))
        }
        View::AccessList => {
            let traced = made.traced()?;
            let list = watched(Phase::Analysing, length, LAST, || {
                access_list(subject, traced)
            })?;
            list.map(Answer::AccessList)
                .ok_or_else(|| other("The block has no access list."))
        }
        View::Curve(spec) => simulation::curve(made, spec).map(Answer::Curve),
        View::Simulate(spec) => simulation::timeline(made, spec).map(Answer::Simulated),
        View::Steps(spec) => {
            let (detail, part) = (Detail::Everything, Part(0.5, 0.8));
            let simulated = simulation::simulated(made, spec, None, detail, part)?;
            let recorded = made.recorded_watched()?;
            watched(Phase::Analysing, 0, Part(0.8, 1.0), || {
                Answer::Steps(steps::steps(subject, recorded, spec, &simulated))
            })
        }
        View::WhatIf(spec) => simulation::what_if(made, spec).map(Answer::WhatIf),
        View::Conflicts(spec) => conflicts::conflicts(made, spec).map(Answer::Conflicts),
        View::Table => {
            let recorded = made.recorded_watched()?;
            let measured = made.measured()?;
            let passes = made.passes();
            watched(Phase::Analysing, 0, Part(0.4, 1.0), || {
                Answer::Table(table(subject, recorded, measured, passes))
            })
        }
        View::Trace { index, from } => {
            if *index as usize >= length {
                return Err(no_such_transaction(*index, subject));
            }
            let traced = watched(Phase::Analysing, *index as usize, LAST, || {
                trace::trace(subject, *index, *from, &CONTROL)
            })?;
            traced.map(Answer::Trace)
        }
    }
}

fn other(said: &str) -> Stop {
    Stop::Failed(Failure::Other(said.to_owned()))
}
