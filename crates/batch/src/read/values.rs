//! Values: literals, and objects of one key that say how to draw.

use super::{
    Found, Limits, Path,
    fields::{Fields, nearest, quoted, shown},
    list,
};
use crate::{AccountChoice, Each, EncodedCall, Merkle, Output, Rank, Take, Value, View, Walk};
use serde_json::Value as Json;

/// All generators.
const GENERATORS: [&str; 20] = [
    "knob",
    "uniform",
    "zipf",
    "sequence",
    "account",
    "sender",
    "contract",
    "choice",
    "get",
    "scaled",
    "sum",
    "difference",
    "remainder",
    "repeat",
    "holder",
    "candidate",
    "each",
    "result",
    "merkle",
    "encode",
];

/// What stands for a value that cannot be read; that it cannot was said.
fn nothing() -> Value {
    Value::whole(0)
}

pub(super) fn value(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Value {
    if depth > Limits::DEPTH {
        found.say(path, "Values are nested too deeply here.");
        return nothing();
    }
    match json {
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.clone()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(_) => Value::List(values(json, path, found, depth)),
        Json::Null => {
            found.say(path, "A value is missing: null is none.");
            nothing()
        }
        Json::Object(object) => match object.iter().next() {
            // The one generator that may have a second key beside it.
            Some(_) if object.contains_key("contract") => {
                Fields::nested(json, path, found, depth + 1, |fields| {
                    let value = Value::Contract {
                        id: fields.needed_text("contract"),
                        copy: fields.value("copy").map(Box::new),
                    };
                    fields.finish();
                    value
                })
            }
            Some((key, inner)) if object.len() == 1 => {
                generator(key, inner, &Path::Key(path, key), found, depth + 1)
            }
            _ => {
                found.say(
                    path,
                    format!(
                        "A generator is an object with exactly one key, one of {}; this has {}.",
                        GENERATORS.join(", "),
                        object.len()
                    ),
                );
                nothing()
            }
        },
    }
}

fn values(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Vec<Value> {
    list(json, path, found, |json, path, found| {
        value(json, path, found, depth + 1)
    })
}

fn generator(key: &str, json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Value {
    let object = |found: &mut Found, read: &mut dyn FnMut(&mut Fields<'_, '_>) -> Value| {
        Fields::nested(json, path, found, depth, |fields| {
            let value = read(fields);
            fields.finish();
            value
        })
    };
    let boxed = |fields: &mut Fields<'_, '_>, key| Box::new(fields.needed_value(key));
    match key {
        "knob" => Value::Knob(name(json, path, found)),
        "get" => Value::Get(name(json, path, found)),
        "sender" => {
            must_be_true(json, path, found);
            Value::Sender
        }
        "candidate" => {
            must_be_true(json, path, found);
            Value::Candidate
        }
        "choice" => Value::Choice(some_values(json, path, found, depth)),
        "sum" => Value::Sum(some_values(json, path, found, depth)),
        "difference" => pair(json, path, found, depth).map_or_else(nothing, Value::Difference),
        "remainder" => pair(json, path, found, depth).map_or_else(nothing, Value::Remainder),
        "account" => Value::Account(account(json, path, found, depth)),
        "each" => word(json, path, found, &Each::ALL).map_or_else(nothing, Value::Each),
        "uniform" => object(found, &mut |fields| Value::Uniform {
            min: boxed(fields, "min"),
            max: boxed(fields, "max"),
        }),
        "scaled" => object(found, &mut |fields| Value::Scaled {
            of: boxed(fields, "of"),
            times: boxed(fields, "times"),
            over: boxed(fields, "over"),
        }),
        "repeat" => object(found, &mut |fields| Value::Repeat {
            count: boxed(fields, "count"),
            value: boxed(fields, "value"),
        }),
        "zipf" => object(found, &mut |fields| {
            Value::Zipf(Box::new(Rank {
                count: fields.needed_value("count"),
                exponent: fields.needed_value("exponent"),
                start: fields.value("start"),
            }))
        }),
        "sequence" => object(found, &mut |fields| {
            Value::Sequence(Box::new(Walk {
                start: fields.value("start"),
                step: fields.value("step"),
                count: fields.value("count"),
            }))
        }),
        "holder" => object(found, &mut |fields| {
            Value::Holder(Box::new(View {
                of: fields.needed_value("of"),
                function: fields.needed_text("function"),
                arguments: fields.values("arguments"),
                least: fields.value("least"),
                by: fields
                    .read("by", |json, path, found| account(json, path, found, depth))
                    .unwrap_or(AccountChoice::Uniform),
            }))
        }),
        "result" => object(found, &mut |fields| Value::Result {
            step: fields.name("step"),
            output: fields
                .read("output", output)
                .flatten()
                .unwrap_or(Output::Returned(0)),
            take: fields
                .read("take", |json, path, found| {
                    word(json, path, found, &Take::ALL)
                })
                .flatten()
                .unwrap_or_default(),
        }),
        "merkle" => merkle(json, path, found, depth),
        "encode" => object(found, &mut |fields| {
            Value::Encode(Box::new(EncodedCall {
                to: fields.needed_value("to"),
                function: fields.needed_text("function"),
                arguments: fields.values("arguments"),
            }))
        }),
        _ => {
            let message = match nearest(key, &GENERATORS) {
                Some(known) => format!(
                    "There is no generator {}; did you mean \"{known}\"?",
                    quoted(key)
                ),
                None => format!(
                    "There is no generator {}; there are {}.",
                    quoted(key),
                    GENERATORS.join(", ")
                ),
            };
            found.say(path, message);
            nothing()
        }
    }
}

fn name(json: &Json, path: &Path<'_>, found: &mut Found) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => {
            found.say(
                path,
                format!("This must be a name; it is {}.", shown(other)),
            );
            String::new()
        }
    }
}

fn must_be_true(json: &Json, path: &Path<'_>, found: &mut Found) {
    if *json != Json::Bool(true) {
        found.say(path, format!("This must be true; it is {}.", shown(json)));
    }
}

fn some_values(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Vec<Value> {
    if json.as_array().is_some_and(Vec::is_empty) {
        found.say(path, "There must be at least one value.");
    }
    values(json, path, found, depth)
}

fn pair(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Option<Box<[Value; 2]>> {
    let values = values(json, path, found, depth);
    let count = values.len();
    let pair = <[Value; 2]>::try_from(values).ok();
    if pair.is_none() && json.is_array() {
        let message = format!("There must be two values; there are {count}.");
        found.say(path, message);
    }
    pair.map(Box::new)
}

/// One of a few words.
fn word<T: Copy>(
    json: &Json,
    path: &Path<'_>,
    found: &mut Found,
    all: &[(T, &'static str)],
) -> Option<T> {
    let wanted = json.as_str();
    let one = all.iter().find(|(_, word)| Some(*word) == wanted);
    if one.is_none() {
        let words: Vec<_> = all.iter().map(|(_, word)| *word).collect();
        found.say(
            path,
            format!(
                "This must be one of {}; it is {}.",
                words.join(", "),
                shown(json)
            ),
        );
    }
    one.map(|(one, _)| *one)
}

fn account(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> AccountChoice {
    let one = json.as_object().filter(|object| object.len() == 1);
    match (json.as_str(), one.and_then(|object| object.iter().next())) {
        (Some("contention"), _) => AccountChoice::Contention,
        (Some("turn"), _) => AccountChoice::Turn,
        (Some("uniform"), _) => AccountChoice::Uniform,
        (_, Some((key, json))) if key == "zipf" => AccountChoice::Zipf(Box::new(value(
            json,
            &Path::Key(path, key),
            found,
            depth + 1,
        ))),
        (_, Some((key, json))) if key == "index" => AccountChoice::Index(Box::new(value(
            json,
            &Path::Key(path, key),
            found,
            depth + 1,
        ))),
        _ => {
            found.say(
                path,
                format!(
                    "An account is \"contention\", \"turn\", \"uniform\", {{\"zipf\": 1.2}} or \
                     {{\"index\": 0}}; this is {}.",
                    shown(json)
                ),
            );
            AccountChoice::Contention
        }
    }
}

/// An index, `"sender"`, or `"arg:0"`.
fn output(json: &Json, path: &Path<'_>, found: &mut Found) -> Option<Output> {
    let index = |number: u64| u32::try_from(number).ok();
    let output = match json {
        Json::Number(number) => number.as_u64().and_then(index).map(Output::Returned),
        Json::String(text) if text == "sender" => Some(Output::Sender),
        Json::String(text) => text
            .strip_prefix("arg:")
            .and_then(|number| number.parse().ok())
            .map(Output::Argument),
        _ => None,
    };
    if output.is_none() {
        found.say(
            path,
            format!(
                "An output is an index from 0, \"sender\" or \"arg:0\"; this is {}.",
                shown(json)
            ),
        );
    }
    output
}

fn merkle(json: &Json, path: &Path<'_>, found: &mut Found, depth: usize) -> Value {
    let one = json.as_object().filter(|object| object.len() == 1);
    let entry = one.and_then(|object| object.iter().next());
    let known = ["root", "proof", "leaf"];
    let Some((key, inner)) = entry.filter(|(key, _)| known.contains(&key.as_str())) else {
        found.say(
            path,
            "This must be {\"root\": {\"amount\": 1}}, {\"proof\": {\"of\": {\"sender\": true}, \
             \"amount\": 1}} or a {\"leaf\": ...} like it.",
        );
        return nothing();
    };
    Fields::nested(inner, &Path::Key(path, key), found, depth + 1, |fields| {
        let amount = Box::new(fields.needed_value("amount"));
        let merkle = if key == "root" {
            Merkle::Root { amount }
        } else {
            let of = Box::new(fields.needed_value("of"));
            if key == "proof" {
                Merkle::Proof { of, amount }
            } else {
                Merkle::Leaf { of, amount }
            }
        };
        fields.finish();
        Value::Merkle(merkle)
    })
}
