//! What a person has set, as text, and the rules it must meet.
//!
//! A control keeps whatever was typed or came by the address, right or wrong, so that it can be
//! corrected; [`Settings::check`] turns it into a [`RunSpec`] or into one sentence a field. An
//! empty text means "not chosen yet" and is filled from the engine's defaults once it is up.

use super::{format, strategy};
pub use knobs::{KnobScale, knob_text};
use lanewise_protocol::{
    BatchSpec, BlockSource, EngineInfo, FieldError, Limits, PresetInfo, RunSpec,
};
use serde::{Deserialize, Serialize};

mod knobs;

/// The most threads that a page ever asks its engine for.
pub const MOST_THREADS: u32 = 16;

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The contract and its kind of batch.
    Preset,
    /// Transactions in the block.
    Txs,
    /// Accounts that take part.
    Accounts,
    /// The Zipf exponent.
    Contention,
    /// The generator's seed.
    Seed,
    /// What else can be turned of the preset.
    Knobs,
    /// The parallel strategy.
    Strategy,
    /// Its worker threads.
    Threads,
}

impl Field {
    /// All of them, in the order of the address.
    pub const ALL: [Self; 8] = [
        Self::Preset,
        Self::Txs,
        Self::Accounts,
        Self::Contention,
        Self::Seed,
        Self::Knobs,
        Self::Strategy,
        Self::Threads,
    ];

    /// The name in the address, in error messages of the engine and in test ids.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Txs => "txs",
            Self::Accounts => "accounts",
            Self::Contention => "contention",
            Self::Seed => "seed",
            Self::Knobs => "knobs",
            Self::Strategy => "strategy",
            Self::Threads => "threads",
        }
    }

    /// The name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Preset => "Scenario",
            Self::Txs => "Transactions",
            Self::Accounts => "Accounts",
            Self::Contention => "Contention",
            Self::Seed => "Seed",
            Self::Knobs => "Knobs",
            Self::Strategy => "Strategy",
            Self::Threads => "Threads",
        }
    }

    /// The field of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// The field that an error is about; one about a single knob is about the knobs.
    pub fn of_error(error: &FieldError) -> Option<Self> {
        match error.field.starts_with(knobs::ERROR) {
            true => Some(Self::Knobs),
            false => Self::from_key(&error.field),
        }
    }
}

/// The fields that every preset has a default for.
pub const NUMBERS: [Field; 4] = [Field::Txs, Field::Accounts, Field::Contention, Field::Seed];

/// What the controls show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// A preset's id.
    pub preset: String,
    /// Transactions in the block.
    pub txs: String,
    /// Accounts that take part.
    pub accounts: String,
    /// The Zipf exponent.
    pub contention: String,
    /// The generator's seed.
    pub seed: String,
    /// The preset's knobs that are not at their defaults: `pools:10,hops:20`.
    pub knobs: String,
    /// A strategy's id, with its options.
    pub strategy: String,
    /// Worker threads.
    pub threads: String,
}

/// The outcome of [`Settings::check`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// What to run, if every field is in order.
    pub spec: Option<RunSpec>,
    /// The batch, if its fields are in order, whatever strategy and threads say.
    pub batch: Option<BatchSpec>,
    /// Strategy and threads, if they are in order, whatever the batch's fields say.
    pub way: Option<(String, u32)>,
    /// One sentence a field that is not.
    pub errors: Vec<FieldError>,
}

impl Settings {
    /// A field's text.
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::Preset => &self.preset,
            Field::Txs => &self.txs,
            Field::Accounts => &self.accounts,
            Field::Contention => &self.contention,
            Field::Seed => &self.seed,
            Field::Knobs => &self.knobs,
            Field::Strategy => &self.strategy,
            Field::Threads => &self.threads,
        }
    }

    /// Sets a field's text.
    pub fn set(&mut self, field: Field, value: String) {
        let slot = match field {
            Field::Preset => &mut self.preset,
            Field::Txs => &mut self.txs,
            Field::Accounts => &mut self.accounts,
            Field::Contention => &mut self.contention,
            Field::Seed => &mut self.seed,
            Field::Knobs => &mut self.knobs,
            Field::Strategy => &mut self.strategy,
            Field::Threads => &mut self.threads,
        };
        *slot = value;
    }

    /// Fills what is not chosen yet with the engine's defaults and replaces what it does not
    /// offer at all; one sentence for each replacement.
    pub fn settle(&mut self, info: &EngineInfo) -> Vec<FieldError> {
        let mut said = Vec::new();
        if !self.preset.is_empty() && info.preset(&self.preset).is_none() {
            let used = info
                .presets
                .first()
                .map_or("", |preset| preset.title.as_str());
            let ids: Vec<_> = info
                .presets
                .iter()
                .map(|preset| preset.id.as_str())
                .collect();
            said.push(FieldError {
                field: Field::Preset.key().to_owned(),
                message: format!(
                    "Scenario: there is no “{}” (there are {}), so “{used}” is used.",
                    format::clipped(&self.preset, 24),
                    ids.join(", "),
                ),
            });
            self.preset.clear();
        }
        if !self.strategy.is_empty() && info.strategy(&self.strategy).is_none() {
            let used = info
                .default_strategy()
                .map_or("", |strategy| strategy.title.as_str());
            let ids: Vec<_> = info.strategies.iter().map(|one| one.id.as_str()).collect();
            said.push(FieldError {
                field: Field::Strategy.key().to_owned(),
                message: format!(
                    "Strategy: there is no “{}” (there are {}), so “{used}” is used.",
                    format::clipped(&self.strategy, 24),
                    ids.join(", "),
                ),
            });
            self.strategy.clear();
        }
        if let Ok(asked) = self.threads.parse::<u32>()
            && asked > info.threads
            && asked <= MOST_THREADS
        {
            said.push(FieldError {
                field: Field::Threads.key().to_owned(),
                message: format!(
                    "Threads: {asked} were asked for; here there {} at most, so {} used.",
                    if info.threads == 1 {
                        "is 1".to_owned()
                    } else {
                        format!("are {}", info.threads)
                    },
                    if info.threads == 1 {
                        "1 is".to_owned()
                    } else {
                        format!("{} are", info.threads)
                    },
                ),
            });
            self.threads.clear();
        }
        if self.preset.is_empty()
            && let Some(first) = info.presets.first()
        {
            self.preset.clone_from(&first.id);
        }
        if let Some(preset) = info.preset(&self.preset) {
            let defaults = Self::of_batch(&preset.defaults);
            for field in NUMBERS {
                if self.get(field).is_empty() {
                    self.set(field, defaults.get(field).to_owned());
                }
            }
            said.extend(self.settle_knobs(preset));
        }
        if self.strategy.is_empty()
            && let Some(strategy) = info.default_strategy()
        {
            self.strategy.clone_from(&strategy.id);
        }
        if self.threads.is_empty() {
            self.threads = info.threads.to_string();
        }
        said
    }

    /// Replaces what an error is about by its default; gives the default.
    pub fn reset_wrong(&mut self, key: &str, info: &EngineInfo) -> Option<String> {
        if let Some(id) = key.strip_prefix(knobs::ERROR) {
            let knob = info.preset(&self.preset)?.knobs.iter();
            let knob = knob.clone().find(|knob| knob.id == id)?;
            self.put_knob(id, None);
            return Some(knob_text(knob.value));
        }
        Some(self.reset(Field::from_key(key)?, info))
    }

    /// Replaces a field that cannot be used by its default; gives the default.
    pub fn reset(&mut self, field: Field, info: &EngineInfo) -> String {
        let defaults = info
            .preset(&self.preset)
            .map(|preset| Self::of_batch(&preset.defaults));
        let value = match field {
            Field::Knobs => None,
            Field::Preset => info.presets.first().map(|preset| preset.id.clone()),
            Field::Strategy => info.default_strategy().map(|strategy| strategy.id.clone()),
            Field::Threads => Some(info.threads.to_string()),
            Field::Txs | Field::Accounts | Field::Contention | Field::Seed => {
                defaults.map(|defaults| defaults.get(field).to_owned())
            }
        };
        let value = value.unwrap_or_default();
        self.set(field, value.clone());
        value
    }

    /// Moves to another preset. Fields still at the old preset's defaults take the new one's;
    /// what the person has changed stays, but for knobs: those of another preset are others.
    pub fn choose_preset(&mut self, id: &str, info: &EngineInfo) {
        let Some(next) = info.preset(id) else { return };
        let new = Self::of_batch(&next.defaults);
        let old = info
            .preset(&self.preset)
            .map(|preset| Self::of_batch(&preset.defaults));
        if self.preset != next.id {
            self.knobs.clear();
        }
        for field in NUMBERS {
            if old
                .as_ref()
                .is_some_and(|old| old.get(field) == self.get(field))
            {
                self.set(field, new.get(field).to_owned());
            }
        }
        self.preset = next.id.clone();
    }

    /// Checks every field. Without the engine's word, the fields it knows about pass.
    pub fn check(&self, info: Option<&EngineInfo>) -> Checked {
        let mut errors = Vec::new();
        let mut keep = |field: Field, result: Result<f64, String>| match result {
            Ok(value) => value,
            Err(limit) => {
                errors.push(FieldError {
                    field: field.key().to_owned(),
                    message: format!(
                        "{}: {limit}; “{}” is not.",
                        field.label(),
                        format::clipped(self.get(field), 24)
                    ),
                });
                f64::NAN
            }
        };
        let (most_txs, most_accounts) = (*Limits::TRANSACTIONS.end(), *Limits::ACCOUNTS.end());
        let txs = keep(
            Field::Txs,
            whole(&self.txs, *Limits::TRANSACTIONS.start(), most_txs),
        );
        let accounts = keep(
            Field::Accounts,
            whole(&self.accounts, *Limits::ACCOUNTS.start(), most_accounts),
        );
        let preset = info.and_then(|info| info.preset(&self.preset));
        let contention = match preset {
            // Where it changes nothing it is not shown either, so that it must not be wrong.
            Some(preset) if !preset.has_contention => preset.defaults.contention,
            _ => keep(Field::Contention, contention(&self.contention)),
        };
        let seed = keep(Field::Seed, whole(&self.seed, 0, u32::MAX));
        let (knobs, wrong) = preset
            .map(|preset| self.check_knobs(preset))
            .unwrap_or_default();
        errors.extend(wrong);
        let batch = errors.is_empty().then(|| BatchSpec {
            preset: self.preset.clone(),
            transactions: txs as u32,
            accounts: accounts as u32,
            contention,
            seed: seed as u32,
            knobs,
        });
        let unknown = |field: Field| FieldError {
            field: field.key().to_owned(),
            message: format!(
                "{}: “{}” is not known.",
                field.label(),
                format::clipped(self.get(field), 24),
            ),
        };
        let mut threads = 0;
        if let Some(info) = info {
            if info.preset(&self.preset).is_none() {
                errors.push(unknown(Field::Preset));
            }
            match strategy::check(&self.strategy, info) {
                Err(message) => errors.push(FieldError {
                    field: Field::Strategy.key().to_owned(),
                    message,
                }),
                Ok(strategy) if !strategy.parallel => threads = 1,
                Ok(_) => match whole(&self.threads, 1, info.threads) {
                    Ok(value) => threads = value as u32,
                    Err(limit) => errors.push(FieldError {
                        field: Field::Threads.key().to_owned(),
                        message: format!(
                            "{}: {limit} here; “{}” is not.",
                            Field::Threads.label(),
                            format::clipped(&self.threads, 24)
                        ),
                    }),
                },
            }
        }
        let about_way = |error: &FieldError| {
            [Field::Strategy, Field::Threads]
                .iter()
                .any(|field| error.field == field.key())
        };
        let fine = info.is_some() && !errors.iter().any(about_way);
        let way = fine.then(|| (self.strategy.clone(), threads));
        let spec = match (&batch, info, errors.is_empty()) {
            (Some(batch), Some(_), true) => Some(RunSpec {
                block: BlockSource::Batch(batch.clone()),
                strategy: self.strategy.clone(),
                threads,
            }),
            _ => None,
        };
        Checked {
            spec,
            batch: batch
                .filter(|batch| info.is_some_and(|info| info.preset(&batch.preset).is_some())),
            way,
            errors,
        }
    }

    /// The settings that give this batch.
    fn of_batch(batch: &BatchSpec) -> Self {
        Self {
            preset: batch.preset.clone(),
            txs: batch.transactions.to_string(),
            accounts: batch.accounts.to_string(),
            contention: batch.contention.to_string(),
            seed: batch.seed.to_string(),
            ..Self::default()
        }
    }
}

/// A whole number within limits, or the limits in words.
fn whole(text: &str, least: u32, most: u32) -> Result<f64, String> {
    let plain: String = text.trim().chars().filter(|sign| *sign != ',').collect();
    match plain.parse::<u32>() {
        Ok(value) if (least..=most).contains(&value) => Ok(f64::from(value)),
        _ if least == most => Err(format!("must be {least}")),
        _ => Err(format!(
            "must be a whole number from {} to {}",
            format::count(u64::from(least)),
            format::count(u64::from(most))
        )),
    }
}

/// The contention, to two decimals, or its limits in words.
fn contention(text: &str) -> Result<f64, String> {
    let limits = Limits::CONTENTION;
    match text.trim().parse::<f64>() {
        Ok(value) if limits.contains(&value) => Ok((value * 100.0).round() / 100.0),
        _ => Err(format!(
            "must be a number from {} to {}",
            limits.start(),
            limits.end()
        )),
    }
}

/// Looking things up in what the engine offers.
pub trait Offers {
    /// The preset of this id.
    fn preset(&self, id: &str) -> Option<&PresetInfo>;
    /// The strategy of this text, whatever options stand in it behind the id.
    fn strategy(&self, text: &str) -> Option<&lanewise_protocol::StrategyInfo>;
    /// The strategy to start with: the first parallel one.
    fn default_strategy(&self) -> Option<&lanewise_protocol::StrategyInfo>;
}

impl Offers for EngineInfo {
    fn preset(&self, id: &str) -> Option<&PresetInfo> {
        self.presets.iter().find(|preset| preset.id == id)
    }

    fn strategy(&self, text: &str) -> Option<&lanewise_protocol::StrategyInfo> {
        let id = strategy::id(text);
        self.strategies.iter().find(|strategy| strategy.id == id)
    }

    fn default_strategy(&self) -> Option<&lanewise_protocol::StrategyInfo> {
        self.strategies
            .iter()
            .find(|one| one.parallel)
            .or(self.strategies.first())
    }
}

/// A slider's place, 0 to 1, for a value on a logarithmic scale.
pub fn log_place(value: f64, least: f64, most: f64) -> f64 {
    ((value.max(least) / least).ln() / (most / least).ln()).clamp(0.0, 1.0)
}

/// The value at a slider's place, rounded to two leading digits.
pub fn log_value(place: f64, least: f64, most: f64) -> u32 {
    let raw = least * (most / least).powf(place.clamp(0.0, 1.0));
    let step = 10_f64.powf((raw.log10().floor() - 1.0).max(0.0));
    ((raw / step).round() * step).clamp(least, most) as u32
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
