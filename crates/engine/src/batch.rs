//! From a description of a batch to its block.
//!
//! Page and generator each have a type for the same description, because the page knows nothing
//! of the generator; they meet here.

use crate::{
    progress::report,
    run::{CONTROL, Stop, preparing},
};
use lanewise_protocol as protocol;
use lanewise_workloads::{self as workloads, PrepareError, Workload};

/// The generator's description, as the page has it.
pub(crate) fn to_protocol(batch: workloads::BatchSpec) -> protocol::BatchSpec {
    let workloads::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
    } = batch;
    protocol::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
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
    } = batch.clone();
    workloads::BatchSpec {
        preset,
        transactions,
        accounts,
        contention,
        seed,
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

/// Makes a block. Progress goes to the run under way, if there is one; only such a run can be
/// cancelled, for nothing resets the flag for other requests.
pub(crate) fn prepare(batch: &protocol::BatchSpec, can_cancel: bool) -> Result<Workload, Stop> {
    let mut known_total = None;
    let mut progress = |done: u32, total: u32| {
        if known_total.replace(total) != Some(total) {
            preparing(total);
        }
        report(done);
        !(can_cancel && CONTROL.is_cancelled())
    };
    workloads::prepare(&from_protocol(batch), &mut progress).map_err(|error| match error {
        PrepareError::Stopped => Stop::Cancelled,
        PrepareError::Invalid(errors) => {
            Stop::Failed(protocol::Failure::Fields(complaints(errors)))
        }
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
        for preset in workloads::PRESETS {
            let batch = preset.defaults();
            assert_eq!(from_protocol(&to_protocol(batch.clone())), batch);
        }
    }
}
