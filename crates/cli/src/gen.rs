//! `lanewise gen`: a block as the page or the benchmark makes it, written for other commands and
//! other programs to read.

pub(crate) mod args;
mod artifacts;
mod document;

use crate::{
    error::{Ending, Error},
    interrupt::CONTROL,
    output,
    progress::Progress,
    way::Way,
};
use args::{Options, SUITE_PREFIX, Source};
use lanewise_executor::{Hints, Unobserved};
use lanewise_formats::{Document, Expected, write};
use lanewise_workloads::{Workload, prepare, preset, suite};
use std::collections::BTreeMap;

/// Transactions of what has a name, unless somebody wants another number.
const TRANSACTIONS: u32 = 1_000;
/// Its seed, likewise.
const SEED: u32 = 1;

/// Makes the block and writes it to standard output.
pub(crate) fn r#gen(options: &Options) -> Result<Ending, Error> {
    let (name, workload) = make(options)?;
    let (block, pre) = (&workload.block, &workload.pre);
    let way = Way::sequential();
    let run = way.execute(block, pre, None, &Unobserved);
    let outcome = run.map_err(|source| Error::execute(&way, source))?.outcome;
    let failed = |source| Error::execute("what must come out", source);
    let expected = Expected::of_outcome(block, pre, &outcome, true).map_err(failed)?;
    let hints = options
        .access_list
        .then(|| Hints::trace(block, pre, &CONTROL));
    let hints = hints.transpose().map_err(failed)?;
    let document = Document {
        name: &name,
        block,
        pre,
        complete_state: true,
        block_hashes: &BTreeMap::new(),
        access_list: hints.as_ref().and_then(|hints| hints.access_list.as_ref()),
        expected: &expected,
    };
    output::print(&(write(&document) + "\n"))?;
    Ok(Ending::Fine)
}

/// The block, and what to call it.
fn make(options: &Options) -> Result<(String, Workload), Error> {
    let mut line = Progress::new();
    let mut progress = |done: u32, total: u32| {
        line.at(|| format!("making the block: {done} of {total}"));
        !CONTROL.is_cancelled()
    };
    let name = match &options.source {
        Source::Named(name) => name,
        Source::Document { file, artifacts } => {
            return document::make(file, artifacts, options, &mut progress);
        }
    };
    let transactions = options.transactions.unwrap_or(TRANSACTIONS);
    let seed = options.seed.unwrap_or(SEED);
    let title = format!("{name}, {transactions} transactions, seed {seed}");
    if let Some(preset) = preset(name) {
        let mut spec = preset.defaults();
        spec.transactions = transactions;
        spec.seed = seed;
        spec.accounts = options.accounts.unwrap_or(spec.accounts);
        spec.contention = options.contention.unwrap_or(spec.contention);
        spec.knobs.clone_from(&options.knobs);
        return Ok((title, prepare(&spec, &mut progress)?));
    }
    let id = name.strip_prefix(SUITE_PREFIX).unwrap_or(name);
    let Some(entry) = suite::by_id(id) else {
        let message = format!("there is no scenario and no workload \"{name}\"");
        return Err(Error::usage(message).of_command("gen"));
    };
    if options.accounts.is_some() || options.contention.is_some() || !options.knobs.is_empty() {
        let message = format!("accounts, contention and knobs of {name} cannot be chosen");
        return Err(Error::usage(message).of_command("gen"));
    }
    Ok((title, entry.prepare(transactions, seed, &mut progress)?))
}
