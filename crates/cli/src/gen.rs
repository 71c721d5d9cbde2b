//! `lanewise gen`: a block as the page or the benchmark makes it, written for other commands and
//! other programs to read.

pub(crate) mod args;

use crate::{
    error::{Ending, Error},
    interrupt::CONTROL,
    output,
    progress::Progress,
    way::Way,
};
use args::Options;
use lanewise_executor::{Hints, Unobserved};
use lanewise_formats::{Document, Expected, write};
use lanewise_workloads::{PRESETS, Workload, prepare, suite};
use std::collections::BTreeMap;

/// Makes the block and writes it to standard output.
pub(crate) fn r#gen(options: &Options) -> Result<Ending, Error> {
    let workload = make(options)?;
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
    let Options {
        name,
        transactions,
        seed,
        ..
    } = options;
    let document = Document {
        name: &format!("{name}, {transactions} transactions, seed {seed}"),
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

fn make(options: &Options) -> Result<Workload, Error> {
    let mut line = Progress::new();
    let mut progress = |done: u32, total: u32| {
        line.at(|| format!("making the block: {done} of {total}"));
        !CONTROL.is_cancelled()
    };
    let Options {
        name,
        transactions,
        seed,
        accounts,
        contention,
        ..
    } = options;
    if let Some(preset) = PRESETS.iter().find(|preset| preset.id == name.as_str()) {
        let mut spec = preset.defaults();
        spec.transactions = *transactions;
        spec.seed = *seed;
        spec.accounts = accounts.unwrap_or(spec.accounts);
        spec.contention = contention.unwrap_or(spec.contention);
        return Ok(prepare(&spec, &mut progress)?);
    }
    let Some(entry) = suite::by_id(name) else {
        let message = format!("there is no preset and no workload \"{name}\"");
        return Err(Error::usage(message).of_command("gen"));
    };
    if accounts.is_some() || contention.is_some() {
        let message = format!("accounts and contention of {name} cannot be chosen");
        return Err(Error::usage(message).of_command("gen"));
    }
    Ok(entry.prepare(*transactions, *seed, &mut progress)?)
}
