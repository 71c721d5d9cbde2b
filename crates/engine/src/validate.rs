//! Settings from strangers: checked before anything is done with them.
//!
//! The page checks the same limits as a person types; but requests also come from links and from
//! embedding pages, so the engine trusts none of them.

use crate::batch as batches;
use lanewise_executor::strategies;
use lanewise_protocol::{BatchSpec, FieldError, RunSpec};

/// All that is wrong with a batch; nothing when it can be made.
pub(crate) fn batch(batch: &BatchSpec) -> Vec<FieldError> {
    let checked = lanewise_workloads::validate(&batches::from_protocol(batch));
    batches::complaints(checked.err().unwrap_or_default())
}

/// All that is wrong with a run on a pool of so many threads.
pub(crate) fn run(spec: &RunSpec, pool: u32) -> Vec<FieldError> {
    let mut errors = batch(&spec.batch);
    let mut error = |field: &str, message| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    if strategies::descriptor(&spec.strategy).is_none() {
        let ids: Vec<_> = strategies::TABLE
            .iter()
            .map(|strategy| strategy.id)
            .collect();
        error(
            "strategy",
            format!("strategy must be one of {}.", ids.join(", ")),
        );
    }
    if !(1..=pool).contains(&spec.threads) {
        let message = format!(
            "threads must be between 1 and {pool}; it is {}.",
            spec.threads
        );
        error("threads", message);
    }
    errors
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
        };
        RunSpec {
            batch,
            strategy: "block-stm".into(),
            threads: 2,
        }
    }

    #[test]
    fn good_settings_pass() {
        assert_eq!(run(&spec(), 2), []);
    }

    #[test]
    fn every_bad_setting_is_told() {
        let batch = BatchSpec {
            preset: "<b>".into(),
            transactions: 0,
            accounts: 1,
            contention: f64::NAN,
            seed: 0,
        };
        let bad = RunSpec {
            batch,
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
        assert_eq!(
            errors[4].message,
            "strategy must be one of sequential, block-stm."
        );
        assert_eq!(
            errors[5].message,
            "threads must be between 1 and 2; it is 3."
        );
    }
}
