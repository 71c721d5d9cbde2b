//! From a description of a batch to its block.
//!
//! Page and generator each have a type for the same description, because the page knows nothing
//! of the generator; they meet here.

use crate::{
    progress::report,
    run::{CONTROL, Stop, preparing},
};
use lanewise_batch::{Batch, Problem};
use lanewise_protocol as protocol;
use lanewise_workloads::{self as workloads, Artifacts, Fault, PrepareError, Workload};

/// The generator's description, as the page has it.
pub(crate) fn to_protocol(batch: workloads::BatchSpec) -> protocol::BatchSpec {
    let workloads::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
        knobs,
    } = batch;
    protocol::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
        knobs,
    }
}

/// The page's description, as the generator has it.
pub(crate) fn from_protocol(batch: &protocol::BatchSpec) -> workloads::BatchSpec {
    let protocol::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
        knobs,
    } = batch.clone();
    workloads::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
        knobs,
    }
}

/// The generator's complaints, as the page shows them.
pub(crate) fn complaints(errors: Vec<workloads::FieldError>) -> Vec<protocol::FieldError> {
    let told = |error: workloads::FieldError| protocol::FieldError {
        field: error.field.to_owned(),
        message: error.message,
    };
    errors.into_iter().map(told).collect()
}

/// What is wrong with a batch document, placed in its text.
pub(crate) fn placed(faults: Vec<Fault>, text: &str) -> Vec<protocol::BatchProblem> {
    let faults = faults.into_iter();
    faults
        .map(|fault| problem(Problem::at(fault.path, fault.message, text)))
        .collect()
}

/// A document's problem, as the page has it.
pub(crate) fn problem(problem: Problem) -> protocol::BatchProblem {
    let Problem {
        path,
        message,
        place,
    } = problem;
    protocol::BatchProblem {
        path,
        message,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    }
}

/// Makes a scenario's block.
pub(crate) fn prepare(batch: &protocol::BatchSpec, can_cancel: bool) -> Result<Workload, Stop> {
    let document = workloads::preset(&batch.preset).map_or("", |preset| preset.document);
    told(can_cancel, document, |progress| {
        workloads::prepare(&from_protocol(batch), progress)
    })
}

/// Makes the block of a document over these contracts.
pub(crate) fn generate(
    batch: &Batch,
    text: &str,
    artifacts: &Artifacts,
    can_cancel: bool,
) -> Result<Workload, Stop> {
    told(can_cancel, text, |progress| {
        workloads::generate(batch, artifacts, progress)
    })
}

/// Progress goes to the run under way, if there is one; only such a run can be cancelled, for
/// nothing resets the flag for other requests.
fn told(
    can_cancel: bool,
    text: &str,
    make: impl FnOnce(&mut dyn FnMut(u32, u32) -> bool) -> Result<Workload, PrepareError>,
) -> Result<Workload, Stop> {
    let mut known_total = None;
    let mut progress = |done: u32, total: u32| {
        if known_total.replace(total) != Some(total) {
            preparing(total);
        }
        report(done);
        !(can_cancel && CONTROL.is_cancelled())
    };
    make(&mut progress).map_err(|error| match error {
        PrepareError::Stopped => Stop::Cancelled,
        PrepareError::Invalid(errors) => {
            Stop::Failed(protocol::Failure::Fields(complaints(errors)))
        }
        PrepareError::Batch(faults) => Stop::Failed(protocol::Failure::Batch(placed(faults, text))),
        other => Stop::Failed(protocol::Failure::Other(format!("{other}."))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_and_generator_agree_on_the_limits() {
        assert_eq!(
            protocol::Limits::TRANSACTIONS,
            workloads::BatchSpec::TRANSACTIONS
        );
        assert_eq!(protocol::Limits::ACCOUNTS, workloads::BatchSpec::ACCOUNTS);
        assert_eq!(
            protocol::Limits::CONTENTION,
            workloads::BatchSpec::CONTENTION
        );
    }

    #[test]
    fn a_description_survives_the_crossing() {
        for preset in workloads::presets() {
            let batch = preset.defaults();
            assert_eq!(from_protocol(&to_protocol(batch.clone())), batch);
        }
    }
}
