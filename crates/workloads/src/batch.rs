//! What a batch of a scenario looks like: its name, and the numbers that are turned.

use crate::{
    PrepareError, Workload,
    artifacts::Artifacts,
    generate::generate,
    presets::{self, Preset},
};
use lanewise_batch::Batch;
use std::ops::RangeInclusive;

/// Characters shown of an id that is none.
const LONGEST_ID: usize = 40;

/// A description of a batch; the same description gives the same block on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchSpec {
    /// The preset's id, as in [`Preset::id`].
    pub preset: String,
    /// Transactions in the block.
    pub transactions: u32,
    /// Accounts to choose from.
    pub accounts: u32,
    /// The exponent of the Zipf law by which accounts are chosen, in steps of 0.01. 0 walks
    /// through all accounts in turn, which spreads the batch as evenly as their number allows.
    pub contention: f64,
    /// The seed of the generator.
    pub seed: u32,
    /// The scenario's knobs that are not at their defaults, by id.
    pub knobs: Vec<(String, f64)>,
}

/// A part of a [`BatchSpec`] that cannot be used, and why, in one sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    /// The field as the page's address calls it: `preset`, `txs`, `accounts`, `contention`,
    /// `knobs`.
    pub field: &'static str,
    /// One sentence that names the field and its limit.
    pub message: String,
}

impl BatchSpec {
    /// Transactions in a block.
    pub const TRANSACTIONS: RangeInclusive<u32> = 1..=50_000;
    /// Accounts to choose from.
    pub const ACCOUNTS: RangeInclusive<u32> = 2..=100_000;
    /// The Zipf exponent.
    pub const CONTENTION: RangeInclusive<f64> = 0.0..=2.0;

    /// The document of a scenario, with these numbers.
    fn document(&self, preset: &Preset) -> Batch {
        let mut batch = preset.batch.clone();
        batch.transactions = self.transactions;
        batch.accounts = self.accounts;
        batch.contention = self.contention;
        batch.seed = self.seed;
        for (id, value) in &self.knobs {
            batch.set_number(id, *value);
        }
        batch
    }
}

/// Checks a description.
///
/// # Errors
/// Every field that cannot be used, in the order preset, txs, accounts, contention, knobs.
pub fn validate(spec: &BatchSpec) -> Result<&'static Preset, Vec<FieldError>> {
    let preset = presets::preset(&spec.preset);
    let mut errors = Vec::new();
    if preset.is_none() {
        let known: Vec<_> = presets::presets().iter().map(|preset| preset.id).collect();
        errors.push(FieldError {
            field: "preset",
            message: format!(
                "preset must be one of {}; it is \"{}\".",
                known.join(", "),
                shortened(&spec.preset, LONGEST_ID)
            ),
        });
    }
    errors.extend(outside("txs", spec.transactions, BatchSpec::TRANSACTIONS));
    errors.extend(outside("accounts", spec.accounts, BatchSpec::ACCOUNTS));
    if !BatchSpec::CONTENTION.contains(&spec.contention) {
        errors.push(FieldError {
            field: "contention",
            message: format!(
                "contention must be between {} and {}; it is {}.",
                BatchSpec::CONTENTION.start(),
                BatchSpec::CONTENTION.end(),
                number(spec.contention)
            ),
        });
    }
    for (id, value) in preset.iter().flat_map(|_| &spec.knobs) {
        let knobs = preset.map_or(&[][..], Preset::knobs);
        let message = match knobs.iter().find(|knob| knob.id == *id) {
            Some(knob) if (knob.least..=knob.most).contains(value) => continue,
            Some(knob) => format!(
                "knobs: {id} must be between {} and {}; it is {}.",
                knob.least,
                knob.most,
                number(*value)
            ),
            None => format!(
                "knobs: {} has no knob \"{}\"; it has {}.",
                spec.preset,
                shortened(id, LONGEST_ID),
                match knobs {
                    [] => "none".to_owned(),
                    some => some
                        .iter()
                        .map(|one| one.id.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                }
            ),
        };
        errors.push(FieldError {
            field: "knobs",
            message,
        });
    }
    match preset {
        Some(preset) if errors.is_empty() => Ok(preset),
        _ => Err(errors),
    }
}

/// Prepares the block of a scenario. `progress` is told (done, total), in no particular unit;
/// `false` stops.
///
/// # Errors
/// [`PrepareError::Invalid`] if the description cannot be used, [`PrepareError::Stopped`] if
/// `progress` said so, [`PrepareError::Batch`] if the document cannot be carried out with these
/// numbers.
pub fn prepare(
    spec: &BatchSpec,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Workload, PrepareError> {
    let preset = validate(spec).map_err(PrepareError::Invalid)?;
    generate(&spec.document(preset), Artifacts::built_in(), progress)
}

/// What is wrong with a value outside its range.
pub(crate) fn outside(
    field: &'static str,
    value: u32,
    range: RangeInclusive<u32>,
) -> Option<FieldError> {
    (!range.contains(&value)).then(|| FieldError {
        field,
        message: format!(
            "{field} must be between {} and {}; it is {}.",
            grouped(*range.start()),
            grouped(*range.end()),
            grouped(value)
        ),
    })
}

/// A count as people read it: `50,000`.
fn grouped(value: u32) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that may be none at all.
fn number(value: f64) -> String {
    if value.is_nan() {
        "not a number".to_owned()
    } else if value.is_infinite() {
        "infinite".to_owned()
    } else if value.abs() >= 1e9 {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

/// A stranger's text, short enough for a sentence and free of control characters.
pub fn shortened(text: &str, longest: usize) -> String {
    let mut shown: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(longest)
        .collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> BatchSpec {
        presets::presets()[0].defaults()
    }

    fn messages(spec: &BatchSpec) -> Vec<String> {
        validate(spec)
            .unwrap_err()
            .into_iter()
            .map(|error| error.to_string())
            .collect()
    }

    #[test]
    fn every_default_is_valid() {
        for preset in presets::presets() {
            assert_eq!(
                validate(&preset.defaults()).map(|found| found.id),
                Ok(preset.id)
            );
        }
    }

    #[test]
    fn limits_are_said_in_a_sentence() {
        assert_eq!(
            messages(&BatchSpec {
                transactions: 10_000_000,
                ..spec()
            }),
            ["txs must be between 1 and 50,000; it is 10,000,000."]
        );
        assert_eq!(
            messages(&BatchSpec {
                transactions: 0,
                accounts: 1,
                ..spec()
            }),
            [
                "txs must be between 1 and 50,000; it is 0.",
                "accounts must be between 2 and 100,000; it is 1."
            ]
        );
        assert_eq!(
            messages(&BatchSpec {
                contention: 2.5,
                ..spec()
            }),
            ["contention must be between 0 and 2; it is 2.5."]
        );
    }

    #[test]
    fn contention_must_be_a_number() {
        for (value, said) in [
            (f64::NAN, "not a number"),
            (f64::INFINITY, "infinite"),
            (f64::NEG_INFINITY, "infinite"),
            (1e300, "1e300"),
        ] {
            let found = messages(&BatchSpec {
                contention: value,
                ..spec()
            });
            assert_eq!(
                found,
                [format!("contention must be between 0 and 2; it is {said}.")]
            );
        }
    }

    #[test]
    fn an_unknown_preset_is_named_and_cut_short() {
        let preset = format!("<b>\n{}", "x".repeat(1_000));
        let [message] = &messages(&BatchSpec { preset, ..spec() })[..] else {
            panic!("one error")
        };
        assert!(
            message.starts_with("preset must be one of token, payments, "),
            "{message}"
        );
        assert!(
            message.ends_with("…\".") && message.len() < 400,
            "{message}"
        );
    }
}
