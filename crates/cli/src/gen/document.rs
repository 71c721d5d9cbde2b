//! Blocks of batch documents that lie in files.

use super::{args::Options, artifacts};
use crate::{error::Error, input};
use lanewise_batch::{Batch, Problem};
use lanewise_workloads::{PrepareError, Workload, generate};
use std::path::{Path, PathBuf};

/// The block of a document over its contracts, and what to call it.
pub(super) fn make(
    file: &Path,
    artifacts: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<(String, Workload), Error> {
    let refuse = |problems| Error::Document {
        file: input::shown(file),
        problems,
    };
    let text = artifacts::text(file)?;
    let mut batch = lanewise_batch::read(&text).map_err(refuse)?;
    turn(&mut batch, options)?;
    let artifacts = artifacts::load(artifacts)?;
    let workload = generate(&batch, &artifacts, progress).map_err(|error| match error {
        PrepareError::Batch(faults) => {
            let placed = faults.into_iter();
            let placed = placed.map(|fault| Problem::at(fault.path, fault.message, &text));
            refuse(placed.collect())
        }
        other => other.into(),
    })?;
    let title = match batch.title.as_str() {
        "" => input::shown(file),
        title => title.to_owned(),
    };
    let transactions = workload.block.transactions.len();
    let name = format!("{title}, {transactions} transactions, seed {}", batch.seed);
    Ok((name, workload))
}

/// Sets the numbers that the command line gives.
fn turn(batch: &mut Batch, options: &Options) -> Result<(), Error> {
    batch.transactions = options.transactions.unwrap_or(batch.transactions);
    batch.seed = options.seed.unwrap_or(batch.seed);
    batch.accounts = options.accounts.unwrap_or(batch.accounts);
    batch.contention = options.contention.unwrap_or(batch.contention);
    for (id, value) in &options.knobs {
        let knobs: Vec<_> = batch.knobs.iter().map(|knob| knob.id.as_str()).collect();
        let known = knobs.join(", ");
        let Some(knob) = batch.knobs.iter_mut().find(|knob| knob.id == *id) else {
            let message = match known.as_str() {
                "" => format!("the document has no knob \"{id}\"; it has none"),
                known => format!("the document has no knob \"{id}\"; it has {known}"),
            };
            return Err(Error::usage(message).of_command("gen"));
        };
        if !(knob.least..=knob.most).contains(value) {
            let message = format!(
                "knob {id} must be between {} and {}; it is {value}.",
                knob.least, knob.most
            );
            return Err(Error::usage(message).of_command("gen"));
        }
        knob.value = *value;
    }
    Ok(())
}
