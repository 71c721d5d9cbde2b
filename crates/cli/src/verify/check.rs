//! One case through every strategy.

use crate::{
    interrupt::CONTROL,
    way::{self, Way},
};
use lanewise_executor::{
    Block, BlockAccessList, ExecuteError, Hints, Outcome, PreState, Unobserved,
    revm::primitives::hardfork::SpecId,
};
use lanewise_formats::{Case, ImportedBlock, Verdict, verify};
use std::ptr;

/// Verifies a case; every block of it is executed in every way. What the ways differ in is a
/// failure of the case, whatever the case wants.
pub(crate) fn case(case: &Case, ways: &[Way]) -> Verdict {
    verify(case, &mut |block, pre| {
        let is_this = |imported: &&ImportedBlock| {
            imported
                .block
                .as_ref()
                .is_ok_and(|there| ptr::eq(there, block))
        };
        let given = case.blocks.iter().find(is_this);
        let given = given.and_then(|imported| imported.access_list.as_ref());
        execute(block, pre, given, ways)
    })
}

/// Executes a block in every way; gives what all of them gave.
fn execute(
    block: &Block,
    pre: &PreState,
    given: Option<&BlockAccessList>,
    ways: &[Way],
) -> Result<Outcome, ExecuteError> {
    let sequential = Way::sequential().execute(block, pre, None, &Unobserved);
    let expected = match sequential {
        Ok(run) => Ok(run.outcome),
        Err(error @ (ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_))) => {
            Err(error)
        }
        Err(other) => return Err(other),
    };
    // A block that is refused cannot be traced; strategies that need hints find that out.
    let hints = expected.is_ok().then(|| Hints::trace(block, pre, &CONTROL));
    let hints = hints
        .transpose()
        .map_err(|error| broken("tracing", &error.to_string()))?;
    for way in ways {
        let found = way.execute(block, pre, hints.as_ref(), &Unobserved);
        if let Some(difference) = difference(&expected, found.map(|run| run.outcome))? {
            return Err(broken(&way.to_string(), &difference));
        }
    }
    let made = hints.as_ref().and_then(|hints| hints.access_list.as_ref());
    if let Some(made) = made {
        same_after_rlp(made, block).map_err(|problem| broken("the access list", &problem))?;
        if let Some(given) = given
            && given != made
        {
            return Err(wrong_list(block, pre, given));
        }
    }
    expected
}

fn broken(what: &str, problem: &str) -> ExecuteError {
    ExecuteError::Internal(format!("{what}: {problem}"))
}

/// How a way's result differs from the sequential one.
fn difference(
    expected: &Result<Outcome, ExecuteError>,
    found: Result<Outcome, ExecuteError>,
) -> Result<Option<String>, ExecuteError> {
    Ok(match (expected, found) {
        (_, Err(ExecuteError::Cancelled)) => return Err(ExecuteError::Cancelled),
        (Ok(expected), Ok(found)) => expected.first_difference(&found),
        (Err(expected), Err(found)) => (*expected != found).then(|| {
            format!("it refuses the block because {found}, sequential execution because {expected}")
        }),
        (Ok(_), Err(error)) => Some(format!("it does not execute the block: {error}")),
        (Err(error), Ok(_)) => Some(format!(
            "it executes the block, which must be refused: {error}"
        )),
    })
}

/// Whether a list that was made can be written and read again, and keeps the EIP's order.
fn same_after_rlp(list: &BlockAccessList, block: &Block) -> Result<(), String> {
    let again = BlockAccessList::from_rlp(&list.to_rlp()).map_err(|error| error.to_string())?;
    if again != *list {
        return Err("its RLP is that of another list".to_owned());
    }
    list.check(block.transactions.len())
        .map_err(|error| error.to_string())
}

/// What is wrong with a list that came with the block and is not the block's.
fn wrong_list(block: &Block, pre: &PreState, given: &BlockAccessList) -> ExecuteError {
    let unlike =
        || ExecuteError::WrongAccessList("it is not the one that execution makes".to_owned());
    // Before, lists do not hold what they would have to.
    if !block.spec.is_enabled_in(SpecId::SPURIOUS_DRAGON) {
        return unlike();
    }
    let (way, hints) = way::by_list(given.clone(), 1);
    match way.execute(block, pre, Some(&hints), &Unobserved) {
        Err(error) => error,
        Ok(_) => broken(
            "block-access-list",
            "it executes the block by a list that is not the block's",
        ),
    }
}
