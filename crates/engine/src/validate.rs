//! Settings from strangers: checked before anything is done with them.
//!
//! The page checks the same limits as a person types; but requests also come from links and from
//! embedding pages, so the engine trusts none of them.

mod view;

pub(crate) use view::view;

use crate::batch as batches;
use lanewise_executor::{Unobserved, strategies};
use lanewise_protocol::{BatchSpec, BlockSource, FieldError, Limits, RunSpec};

/// All that is wrong with a batch; nothing when it can be made.
pub(crate) fn batch(batch: &BatchSpec) -> Vec<FieldError> {
    let checked = lanewise_workloads::validate(&batches::from_protocol(batch));
    batches::complaints(checked.err().unwrap_or_default())
}

/// All that is wrong with the description of a block. Whether a file or a project has it is found
/// out later.
pub(crate) fn source(source: &BlockSource) -> Vec<FieldError> {
    match source {
        BlockSource::Batch(spec) => batch(spec),
        BlockSource::File(_) | BlockSource::Project(_) => Vec::new(),
    }
}

/// All that is wrong with a run on a pool of so many threads.
pub(crate) fn run(spec: &RunSpec, pool: u32) -> Vec<FieldError> {
    let mut errors = source(&spec.block);
    errors.extend(strategy(&spec.strategy));
    if !(1..=pool).contains(&spec.threads) {
        let message = format!(
            "threads must be between 1 and {pool}; it is {}.",
            spec.threads
        );
        errors.push(FieldError {
            field: "threads".to_owned(),
            message,
        });
    }
    errors
}

/// What is wrong with a strategy and its options.
fn strategy(text: &str) -> Option<FieldError> {
    let message = if text.len() > Limits::STRATEGY_BYTES {
        format!(
            "strategy must have at most {} bytes; it has {}.",
            Limits::STRATEGY_BYTES,
            text.len()
        )
    } else {
        let unknown = strategies::parse::<Unobserved>(text).err()?;
        format!("strategy: {unknown}.")
    };
    Some(FieldError {
        field: "strategy".to_owned(),
        message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> RunSpec {
        let batch = BatchSpec {
            preset: "token".into(),
            transactions: 100,
            accounts: 50,
            contention: 0.5,
            seed: 1,
            knobs: Vec::new(),
        };
        RunSpec {
            block: BlockSource::Batch(batch),
            strategy: "block-stm".into(),
            threads: 2,
        }
    }

    #[test]
    fn good_settings_pass() {
        assert_eq!(run(&spec(), 2), []);
    }

    #[test]
    fn options_of_a_strategy_are_checked() {
        let strategy = |text: &str| RunSpec {
            strategy: text.to_owned(),
            ..spec()
        };
        assert_eq!(run(&strategy("locks:granularity=account"), 2), []);
        for bad in ["locks:granularity=all", "locks:size=1", "block-stm:x=y"] {
            let errors = run(&strategy(bad), 2);
            assert_eq!(errors.len(), 1, "{bad}");
            assert_eq!(errors[0].field, "strategy");
        }
        let errors = run(&strategy(&"x".repeat(1_000)), 2);
        assert_eq!(
            errors[0].message,
            "strategy must have at most 128 bytes; it has 1000."
        );
    }

    #[test]
    fn every_bad_setting_is_told() {
        let batch = BatchSpec {
            preset: "<b>".into(),
            transactions: 0,
            accounts: 1,
            contention: f64::NAN,
            seed: 0,
            knobs: Vec::new(),
        };
        let bad = RunSpec {
            block: BlockSource::Batch(batch),
            strategy: "magic".into(),
            threads: 3,
        };
        let errors = run(&bad, 2);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "preset",
                "txs",
                "accounts",
                "contention",
                "strategy",
                "threads"
            ]
        );
        let message = &errors[4].message;
        assert!(
            message.starts_with("strategy: there is no strategy \"magic\"; there are sequential"),
            "{message}"
        );
        assert_eq!(
            errors[5].message,
            "threads must be between 1 and 2; it is 3."
        );
    }
}
