//! What can be turned of a preset besides the numbers that all have.
//!
//! Settings keep them as one text, `pools:10,hops:20`, as it stands in the address: those that the
//! person has changed, each as it was typed. A comma ends a value, so none can be typed into one.

use super::{Field, NUMBERS, Settings};
use crate::model::format;
use lanewise_protocol::{FieldError, KnobInfo, PresetInfo};

/// What the name of the field begins with that an error about one knob is of.
pub(super) const ERROR: &str = "knob-";

impl Settings {
    /// What was typed for each knob that is not at its default, in the order of the text.
    fn typed_knobs(&self) -> impl Iterator<Item = (&str, &str)> {
        let entries = self.knobs.split(',').map(str::trim);
        entries.filter(|entry| !entry.is_empty()).map(|entry| {
            let (id, value) = entry.split_once(':').unwrap_or((entry, ""));
            (id.trim(), value)
        })
    }

    /// What a knob's box shows.
    pub fn knob(&self, knob: &KnobInfo) -> String {
        let typed = self.typed_knobs().find(|(id, _)| *id == knob.id);
        typed.map_or_else(|| knob_text(knob.value), |(_, text)| text.to_owned())
    }

    /// Sets what is typed for a knob, or gives it its default back.
    pub(super) fn put_knob(&mut self, id: &str, text: Option<&str>) {
        let mut entries: Vec<(String, String)> = self
            .typed_knobs()
            .map(|(id, value)| (id.to_owned(), value.to_owned()))
            .collect();
        let place = entries.iter().position(|(known, _)| known == id);
        match (place, text) {
            (Some(place), Some(text)) => entries[place].1 = text.to_owned(),
            (Some(place), None) => drop(entries.remove(place)),
            (None, Some(text)) => entries.push((id.to_owned(), text.to_owned())),
            (None, None) => {}
        }
        self.knobs = join(entries);
    }

    /// Sets what is typed for a knob of a preset; the default needs no entry.
    pub fn type_knob(&mut self, preset: &PresetInfo, id: &str, text: &str) {
        let Some(knob) = preset.knobs.iter().find(|knob| knob.id == id) else {
            return;
        };
        let text: String = text.chars().filter(|sign| *sign != ',').collect();
        let is_default = text.trim() == knob_text(knob.value);
        self.put_knob(id, (!is_default).then_some(text.as_str()));
    }

    /// Sets everything to where the preset's block is most contended.
    pub fn contend(&mut self, preset: &PresetInfo) {
        for (id, value) in &preset.contended {
            match number_field(id) {
                Some(field) => self.set(field, value.to_string()),
                None => self.type_knob(preset, id, &knob_text(*value)),
            }
        }
    }

    /// Sets what [`Self::contend`] sets, and every other knob, back to the preset's defaults.
    pub fn relax(&mut self, preset: &PresetInfo) {
        self.knobs.clear();
        let defaults = Self::of_batch(&preset.defaults);
        let touched = preset
            .contended
            .iter()
            .filter_map(|(id, _)| number_field(id));
        for field in touched.chain([Field::Contention]) {
            self.set(field, defaults.get(field).to_owned());
        }
    }

    /// Whether [`Self::contend`] would change nothing.
    pub fn is_contended(&self, preset: &PresetInfo) -> bool {
        let mut contended = self.clone();
        contended.contend(preset);
        contended == *self
    }

    /// Whether [`Self::relax`] would change nothing.
    pub fn is_relaxed(&self, preset: &PresetInfo) -> bool {
        let mut relaxed = self.clone();
        relaxed.relax(preset);
        relaxed == *self
    }

    /// Drops knobs that the preset does not have; one sentence tells which.
    pub(super) fn settle_knobs(&mut self, preset: &PresetInfo) -> Option<FieldError> {
        let known = |id: &str| preset.knobs.iter().any(|knob| knob.id == id);
        let typed: Vec<_> = self
            .typed_knobs()
            .map(|(id, value)| (id.to_owned(), value.to_owned()))
            .collect();
        let (kept, dropped): (Vec<_>, Vec<_>) = typed.into_iter().partition(|(id, _)| known(id));
        if dropped.is_empty() {
            return None;
        }
        self.knobs = join(kept);
        let names = dropped.iter().take(4);
        let names: Vec<_> = names
            .map(|(id, _)| format!("“{}”", format::clipped(id, 24)))
            .collect();
        let ids: Vec<_> = preset.knobs.iter().map(|knob| knob.id.as_str()).collect();
        let has = match &ids[..] {
            [] => "it has none".to_owned(),
            ids => format!("it has {}", ids.join(", ")),
        };
        Some(FieldError {
            field: Field::Knobs.key().to_owned(),
            message: format!(
                "Knobs: the scenario “{}” has no {} ({has}), so this was left out.",
                preset.title,
                names.join(" and no "),
            ),
        })
    }

    /// The knobs that are not at their defaults, in the preset's order, and what is wrong; an error's
    /// field is `knob-` with the knob's id.
    pub(super) fn check_knobs(&self, preset: &PresetInfo) -> (Vec<(String, f64)>, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut values = Vec::new();
        for knob in &preset.knobs {
            let typed = self.typed_knobs().find(|(id, _)| *id == knob.id);
            let Some((_, text)) = typed else { continue };
            match read(knob, text) {
                Ok(value) if value == knob.value => {}
                Ok(value) => values.push((knob.id.clone(), value)),
                Err(limit) => errors.push(FieldError {
                    field: format!("{ERROR}{}", knob.id),
                    message: format!(
                        "{}: {limit}; “{}” is not.",
                        knob.title,
                        format::clipped(text.trim(), 24)
                    ),
                }),
            }
        }
        (values, errors)
    }
}

/// Which of the numbers that every preset has is meant by a batch document's name.
fn number_field(id: &str) -> Option<Field> {
    let key = if id == "transactions" { "txs" } else { id };
    Field::from_key(key).filter(|field| NUMBERS.contains(field))
}

fn join(entries: Vec<(String, String)>) -> String {
    let entries = entries.iter().map(|(id, value)| format!("{id}:{value}"));
    entries.collect::<Vec<_>>().join(",")
}

/// A knob's value as its box has it.
pub fn knob_text(value: f64) -> String {
    // Sliders count in steps; what floating point adds to them nobody wants to read.
    let rounded = (value * 1e6).round() / 1e6;
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}

/// How a knob's slider goes from its least value to its greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnobScale {
    least: f64,
    most: f64,
    step: f64,
    is_logarithmic: bool,
}

/// The most places that a slider has after its first.
const PLACES: f64 = 1_000.0;

impl KnobScale {
    /// The scale of a knob: even steps, or even factors where the ends are far apart.
    pub fn of(knob: &KnobInfo) -> Self {
        Self {
            least: knob.least,
            most: knob.most,
            step: knob.step,
            is_logarithmic: is_whole(knob) && knob.least >= 1.0 && knob.most / knob.least >= 500.0,
        }
    }

    /// How many places there are after the first.
    pub fn places(&self) -> u32 {
        let steps = ((self.most - self.least) / self.step).round();
        match self.is_logarithmic {
            false if steps.is_finite() => steps.clamp(1.0, PLACES) as u32,
            _ => PLACES as u32,
        }
    }

    /// The place of a value.
    pub fn place(&self, value: f64) -> u32 {
        let share = if self.is_logarithmic {
            super::log_place(value, self.least, self.most)
        } else {
            (value - self.least) / (self.most - self.least).max(f64::MIN_POSITIVE)
        };
        (share.clamp(0.0, 1.0) * f64::from(self.places())).round() as u32
    }

    /// The value at a place, in steps from the least.
    pub fn value(&self, place: u32) -> f64 {
        let share = (f64::from(place) / f64::from(self.places())).clamp(0.0, 1.0);
        let raw = if self.is_logarithmic {
            f64::from(super::log_value(share, self.least, self.most))
        } else {
            self.least + share * (self.most - self.least)
        };
        let steps = ((raw - self.least) / self.step).round();
        (self.least + steps * self.step).clamp(self.least, self.most)
    }
}

/// Whether a knob has whole numbers only.
fn is_whole(knob: &KnobInfo) -> bool {
    knob.step.fract() == 0.0 && knob.least.fract() == 0.0
}

/// A knob's value, or its limits in words.
fn read(knob: &KnobInfo, text: &str) -> Result<f64, String> {
    let value = text.trim().parse::<f64>().ok();
    let fits = |value: &f64| {
        (knob.least..=knob.most).contains(value) && (!is_whole(knob) || value.fract() == 0.0)
    };
    value.filter(fits).ok_or_else(|| {
        let kind = if is_whole(knob) {
            "whole number"
        } else {
            "number"
        };
        let ends = [knob.least, knob.most].map(knob_text);
        format!("must be a {kind} from {} to {}", ends[0], ends[1])
    })
}

#[cfg(test)]
#[path = "knobs_tests.rs"]
mod tests;
