//! What a header says of a block's outcome, field by field: right, wrong, or not to be checked.

use crate::{error::Error, input::Input};
use lanewise_executor::{Block, Outcome, PreState};
use lanewise_formats::{Expected, Fork};
use serde::Serialize;

/// One field of the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    /// Its name, as nodes write it.
    pub(crate) field: &'static str,
    /// How it stands.
    #[serde(flatten)]
    pub(crate) state: State,
}

/// How a field stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum State {
    /// What came out is what must.
    Ok {
        /// What came out.
        got: String,
    },
    /// It is not.
    Differs {
        /// What must come out.
        expected: String,
        /// What came out.
        got: String,
    },
    /// It cannot be told.
    NotCheckable {
        /// Why, in a sentence.
        why: &'static str,
    },
}

const NO_STATE: &str = "the state holds only what the block touches";
const NO_CONTRACTS: &str = "the state lacks the contracts that requests are read from";
const NOT_GIVEN: &str = "the file does not say it";

/// Every field that a header of the block's fork has and that execution decides.
pub(crate) fn compare(
    input: &Input,
    block: &Block,
    pre: &PreState,
    outcome: &Outcome,
) -> Result<Vec<Field>, Error> {
    let imported = input.imported();
    let compared = imported.expected.compare(block, pre, outcome);
    let compared = compared.map_err(|source| Error::execute("what the header says", source))?;
    let (fork, complete) = (imported.fork, input.case.complete_state);
    let fields = fields(fork).into_iter().map(|(field, needs_state)| {
        let found = compared.iter().find(|comparison| comparison.field == field);
        let state = match found {
            Some(found) if found.equal => State::Ok {
                got: found.actual.clone(),
            },
            Some(found) => State::Differs {
                expected: found.expected.clone(),
                got: found.actual.clone(),
            },
            None => State::NotCheckable {
                why: why_not(field, needs_state && !complete, &imported.expected),
            },
        };
        Field { field, state }
    });
    Ok(fields.collect())
}

/// The fields of a fork's headers, each with whether it takes the whole state to check it.
fn fields(fork: Fork) -> Vec<(&'static str, bool)> {
    let all = [
        ("gasUsed", Fork::Frontier, false),
        ("receiptsRoot", Fork::Frontier, fork < Fork::Byzantium),
        ("logsBloom", Fork::Frontier, false),
        ("withdrawalsRoot", Fork::Shanghai, false),
        ("blobGasUsed", Fork::Cancun, false),
        ("requestsHash", Fork::Prague, false),
        ("blockAccessListHash", Fork::Amsterdam, true),
        ("stateRoot", Fork::Frontier, true),
    ];
    let there = all.into_iter().filter(|(_, since, _)| fork >= *since);
    there
        .map(|(field, _, needs_state)| (field, needs_state))
        .collect()
}

fn why_not(field: &str, lacks_state: bool, expected: &Expected) -> &'static str {
    match field {
        _ if lacks_state => NO_STATE,
        "requestsHash" if expected.requests_hash.is_some() => NO_CONTRACTS,
        _ => NOT_GIVEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_the_fields_of_its_fork() {
        let names = |fork| {
            fields(fork)
                .into_iter()
                .map(|(field, _)| field)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(Fork::Paris),
            ["gasUsed", "receiptsRoot", "logsBloom", "stateRoot"]
        );
        assert_eq!(names(Fork::Amsterdam).len(), 8);
        assert!(fields(Fork::Homestead).contains(&("receiptsRoot", true)));
        assert!(fields(Fork::Byzantium).contains(&("receiptsRoot", false)));
    }

    #[test]
    fn what_cannot_be_checked_has_a_reason() {
        let none = Expected::default();
        assert_eq!(why_not("stateRoot", true, &none), NO_STATE);
        assert_eq!(why_not("gasUsed", false, &none), NOT_GIVEN);
        let requests = Expected {
            requests_hash: Some(Default::default()),
            ..none
        };
        assert_eq!(why_not("requestsHash", false, &requests), NO_CONTRACTS);
    }
}
