//! The sequential run that analyses start from.

use crate::{error::Error, interrupt::CONTROL};
use lanewise_executor::{
    AccessSet, Block, InPlace, Outcome, PreState, Recorder,
    strategies::{Job, Sequential, Strategy as _},
};

/// What comes of a block, and what each of its transactions read and wrote.
pub(crate) fn record(block: &Block, pre: &PreState) -> Result<(Outcome, Vec<AccessSet>), Error> {
    let recorder = Recorder::everything();
    let run = Sequential.execute(&Job::new(block, pre, &InPlace, &CONTROL), &recorder);
    let outcome = run
        .map_err(|source| Error::execute("sequential execution", source))?
        .outcome;
    Ok((outcome, recorder.finish().accesses))
}
