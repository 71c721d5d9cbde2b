//! From text to a [`Batch`], strictly: every problem with its place and a sentence.

use crate::{
    Batch, Call, Deployment, Draw, FORMAT, Knob, Limits, Order, Place, Repeat, SetUp, Step, Value,
    locate,
};
use serde_json::{Map, Value as Json};
use std::{fmt, ops::RangeInclusive};

mod fields;
mod values;

use fields::{Fields, shown};

/// No document has more problems told at once.
const PROBLEMS: usize = 50;

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part that is meant: `steps[0].arguments[1]`; empty for the whole.
    pub path: String,
    /// One sentence for a person.
    pub message: String,
    /// Where in the text that is.
    pub place: Place,
}

impl Problem {
    /// A problem with a part of a document, to be placed in its text.
    pub fn at(path: impl Into<String>, message: impl Into<String>, text: &str) -> Self {
        let path = path.into();
        Self {
            place: locate(text, &path),
            message: message.into(),
            path,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(out, "line {}: {}", self.place.line, self.message)
        } else {
            write!(
                out,
                "line {}, {}: {}",
                self.place.line, self.path, self.message
            )
        }
    }
}

/// Reads a document.
///
/// # Errors
/// Every problem found, at most fifty, in the document's order; at least one.
pub fn read(text: &str) -> Result<Batch, Vec<Problem>> {
    let json = parse(text)?;
    let mut found = Found::default();
    let batch = batch(&json, &Path::Root, &mut found);
    found.finish(batch, text)
}

/// Reads an array of transactions, as a document's `list` has them.
///
/// # Errors
/// As [`read`]; paths begin with the index: `[3].to`.
pub fn read_calls(text: &str) -> Result<Vec<Call>, Vec<Problem>> {
    let json = parse(text)?;
    let mut found = Found::default();
    let calls = list(&json, &Path::Root, &mut found, |json, path, found| {
        Fields::of(json, path, found, |fields| {
            let call = call(fields);
            fields.finish();
            call
        })
    });
    found.finish(calls, text)
}

/// Reads a value by itself, as a form's box has it: JSON, or else a text.
///
/// # Errors
/// What is wrong with it.
pub fn read_value(json: &Json) -> Result<Value, Vec<Problem>> {
    let mut found = Found::default();
    let value = values::value(json, &Path::Root, &mut found, 0);
    found.finish(value, "")
}

fn parse(text: &str) -> Result<Json, Vec<Problem>> {
    let refuse = |message: String, place| {
        vec![Problem {
            path: String::new(),
            message,
            place,
        }]
    };
    if text.len() > Limits::BYTES {
        let message = format!(
            "The text has {} bytes; at most {} are read.",
            text.len(),
            Limits::BYTES
        );
        return Err(refuse(message, Place::default()));
    }
    serde_json::from_str(text).map_err(|error| {
        let line = error.line() as u32;
        // serde_json counts bytes.
        let of_line = text.lines().nth(error.line().saturating_sub(1));
        let bytes = error.column().saturating_sub(1);
        let before = of_line.and_then(|of_line| of_line.get(..bytes));
        let column =
            before.map_or(error.column(), |before| before.encode_utf16().count() + 1) as u32;
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        let place = Place {
            line,
            column,
            end_line: line,
            end_column: column + 1,
        };
        refuse(format!("This is no JSON: {said}."), place)
    })
}

/// Where the reader is.
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Self::Root, key) => write!(out, "{key}"),
            Self::Key(parent, key) => write!(out, "{parent}.{key}"),
            Self::Index(parent, index) => write!(out, "{parent}[{index}]"),
        }
    }
}

/// The problems found so far.
#[derive(Default)]
struct Found(Vec<(String, String)>);

impl Found {
    fn say(&mut self, path: &Path<'_>, message: impl Into<String>) {
        if self.0.len() < PROBLEMS {
            self.0.push((path.to_string(), message.into()));
        }
    }

    fn finish<T>(self, value: T, text: &str) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() {
            return Ok(value);
        }
        let placed = self.0.into_iter();
        Err(placed
            .map(|(path, message)| Problem::at(path, message, text))
            .collect())
    }
}

fn batch(json: &Json, path: &Path<'_>, found: &mut Found) -> Batch {
    Fields::of(json, path, found, |fields| {
        let none = Batch::default();
        match fields.take("format") {
            Some(Json::String(format)) if format == FORMAT => {}
            Some(other) => fields.say(
                "format",
                format!("The format must be \"{FORMAT}\"; it is {}.", shown(other)),
            ),
            None => fields.say("", format!("The key \"format\": \"{FORMAT}\" is missing.")),
        }
        let batch = Batch {
            title: fields.text("title"),
            group: fields.text("group"),
            summary: fields.text("summary"),
            watch: fields.text("watch"),
            transactions: fields.whole("transactions", Limits::TRANSACTIONS, none.transactions),
            accounts: fields.whole("accounts", Limits::ACCOUNTS, none.accounts),
            contention: fields.number("contention", Limits::CONTENTION, none.contention),
            seed: fields.whole("seed", 0..=u32::MAX, none.seed),
            knobs: fields.entries("knobs", Limits::ENTRIES, knob),
            contended: fields.numbers("contended"),
            contracts: fields.entries("contracts", Limits::ENTRIES, deployment),
            setup: fields.entries("setup", Limits::ENTRIES, set_up),
            steps: fields.entries("steps", Limits::ENTRIES, step),
            list: fields.entries("list", *Limits::TRANSACTIONS.end() as usize, call),
            order: fields.order(),
        };
        fields.finish();
        batch
    })
}

fn knob(fields: &mut Fields<'_, '_>) -> Knob {
    let id = fields.name("id");
    let all = f64::MIN..=f64::MAX;
    let knob = Knob {
        title: fields.text("title"),
        about: fields.text("about"),
        least: fields.number("least", all.clone(), 0.0),
        most: fields.number("most", all.clone(), 100.0),
        step: fields.number("step", f64::MIN_POSITIVE..=f64::MAX, 1.0),
        value: fields.number("value", all, f64::NAN),
        id,
    };
    if knob.value.is_nan() {
        fields.say("", "The key \"value\" is missing.");
    } else if knob.least > knob.most {
        fields.say("least", "The least value is greater than the greatest.");
    } else if !(knob.least..=knob.most).contains(&knob.value) {
        fields.say(
            "value",
            format!(
                "The value must be between {} and {}; it is {}.",
                knob.least, knob.most, knob.value
            ),
        );
    }
    if ["transactions", "accounts", "contention", "seed"].contains(&knob.id.as_str()) {
        fields.say("id", format!("Every document has \"{}\" already.", knob.id));
    }
    knob
}

fn deployment(fields: &mut Fields<'_, '_>) -> Deployment {
    Deployment {
        id: fields.name("id"),
        contract: fields.needed_text("contract"),
        arguments: fields.values("arguments"),
        value: fields.value("value"),
        copies: fields.value("copies"),
        gas: fields.value("gas"),
    }
}

fn set_up(fields: &mut Fields<'_, '_>) -> SetUp {
    SetUp {
        repeat: fields.repeat(),
        call: call(fields),
    }
}

fn step(fields: &mut Fields<'_, '_>) -> Step {
    Step {
        id: fields.text("id"),
        weight: fields.value("weight"),
        call: call(fields),
    }
}

fn call(fields: &mut Fields<'_, '_>) -> Call {
    let call = Call {
        draws: fields.entries("let", Limits::ENTRIES, draw),
        from: fields.value("from"),
        to: fields.value("to"),
        function: fields.optional_text("function"),
        arguments: fields.values("arguments"),
        data: fields.value("data"),
        value: fields.value("value"),
        gas: fields.value("gas"),
        tip: fields.value("tip"),
    };
    if call.to.is_none() {
        fields.say("", "The key \"to\" is missing: who is called?");
    }
    if call.function.is_some() && call.data.is_some() {
        fields.say(
            "data",
            "There is a function already; take either \"function\" or \"data\".",
        );
    }
    if call.function.is_none() && !call.arguments.is_empty() {
        fields.say("arguments", "Arguments need a \"function\".");
    }
    call
}

fn draw(fields: &mut Fields<'_, '_>) -> Draw {
    Draw {
        name: fields.name("name"),
        value: fields.needed_value("value"),
    }
}

fn list<T>(
    json: &Json,
    path: &Path<'_>,
    found: &mut Found,
    mut each: impl FnMut(&Json, &Path<'_>, &mut Found) -> T,
) -> Vec<T> {
    let Json::Array(items) = json else {
        found.say(
            path,
            format!("This must be a list [...]; it is {}.", shown(json)),
        );
        return Vec::new();
    };
    let items = items.iter().enumerate();
    items
        .map(|(index, item)| each(item, &Path::Index(path, index), found))
        .collect()
}

fn within<T: PartialOrd + fmt::Display>(value: &T, range: &RangeInclusive<T>) -> Option<String> {
    (!range.contains(value)).then(|| {
        format!(
            "This must be between {} and {}; it is {value}.",
            range.start(),
            range.end()
        )
    })
}

type Object = Map<String, Json>;
