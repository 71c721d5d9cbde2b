//! Random blocks that are as nasty as a short block can be, and a tiny assembler to write their
//! contracts with.
#![allow(dead_code, reason = "each test target uses a part")]

pub(crate) mod assembler;
pub(crate) mod calls;
pub(crate) mod random_block;
pub(crate) mod system_contracts;
pub(crate) mod wide_block;

use lanewise_executor::{
    Block, Control, ExecuteError, PreState, Run, Unobserved, Workers,
    strategies::{self, Job},
};

/// Runs a block by one strategy.
pub(crate) fn run(
    id: &str,
    block: &Block,
    pre: &PreState,
    workers: &dyn Workers,
) -> Result<Run, ExecuteError> {
    let strategy = strategies::parse(id).expect("the strategy is in the table");
    let control = Control::new();
    strategy.execute(&Job::new(block, pre, workers, &control), &Unobserved)
}

/// Asserts that a strategy gives what sequential execution gave.
pub(crate) fn assert_same(
    what: &str,
    expected: &Result<Run, ExecuteError>,
    actual: &Result<Run, ExecuteError>,
) {
    match (expected, actual) {
        (Ok(expected), Ok(actual)) => {
            if let Some(difference) = expected.outcome.first_difference(&actual.outcome) {
                panic!("{what}: {difference}");
            }
            assert_eq!(expected.outcome, actual.outcome, "{what}");
        }
        (Err(expected), Err(actual)) => assert_eq!(expected, actual, "{what}"),
        (expected, actual) => panic!(
            "{what}: {:?} against {:?}",
            expected.as_ref().map(|run| run.outcome.gas_used),
            actual.as_ref().map(|run| run.outcome.gas_used)
        ),
    }
}
