//! From a [`Batch`] to text that people like to read.

use crate::{
    AccountChoice, Batch, Call, Deployment, Each, FORMAT, Knob, Merkle, Order, Output, Repeat,
    Step, Take, Value,
};
use serde_json::{Map, Value as Json, json};

/// What is no longer than this stands on one line.
const LINE: usize = 100;

/// Writes a document, with line breaks, ending in one. Parts at their defaults are left out, but
/// for the four numbers that every document has.
pub fn write(batch: &Batch) -> String {
    let mut object = Map::new();
    object.insert("format".to_owned(), FORMAT.into());
    for (key, text) in [
        ("title", &batch.title),
        ("group", &batch.group),
        ("summary", &batch.summary),
        ("watch", &batch.watch),
    ] {
        put(&mut object, key, !text.is_empty(), || text.as_str().into());
    }
    object.insert("transactions".to_owned(), batch.transactions.into());
    object.insert("accounts".to_owned(), batch.accounts.into());
    object.insert("contention".to_owned(), number(batch.contention));
    object.insert("seed".to_owned(), batch.seed.into());
    put_all(&mut object, "knobs", &batch.knobs, knob);
    put(
        &mut object,
        "contended",
        !batch.contended.is_empty(),
        || {
            let entries = batch.contended.iter();
            Json::Object(
                entries
                    .map(|(id, value)| (id.clone(), number(*value)))
                    .collect(),
            )
        },
    );
    put_all(&mut object, "contracts", &batch.contracts, deployment);
    put_all(&mut object, "setup", &batch.setup, |set_up| {
        let mut object = call(&set_up.call);
        if let Some(repeat) = &set_up.repeat {
            object.insert("repeat".to_owned(), self::repeat(repeat));
        }
        Json::Object(object)
    });
    put_all(&mut object, "steps", &batch.steps, step);
    put_all(&mut object, "list", &batch.list, write_call);
    put(&mut object, "order", batch.order != Order::Drawn, || {
        batch.order.key().into()
    });
    pretty(&Json::Object(object)) + "\n"
}

/// A transaction as an entry of `list`.
pub fn write_call(of: &Call) -> Json {
    Json::Object(call(of))
}

/// A value as JSON.
pub fn write_value(value: &Value) -> Json {
    let generator = |key: &str, inner: Json| json!({ key: inner });
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => Json::Number(number.clone()),
        Value::Text(text) => text.as_str().into(),
        Value::List(values) => list(values),
        Value::Knob(id) => generator("knob", id.as_str().into()),
        Value::Get(name) => generator("get", name.as_str().into()),
        Value::Sender => generator("sender", true.into()),
        Value::Candidate => generator("candidate", true.into()),
        Value::Uniform { min, max } => json!({
            "uniform": { "min": write_value(min), "max": write_value(max) }
        }),
        Value::Zipf(rank) => {
            let mut object = Map::new();
            object.insert("count".to_owned(), write_value(&rank.count));
            object.insert("exponent".to_owned(), write_value(&rank.exponent));
            put_value(&mut object, "start", rank.start.as_ref());
            generator("zipf", Json::Object(object))
        }
        Value::Sequence(walk) => {
            let mut object = Map::new();
            put_value(&mut object, "start", walk.start.as_ref());
            put_value(&mut object, "step", walk.step.as_ref());
            put_value(&mut object, "count", walk.count.as_ref());
            generator("sequence", Json::Object(object))
        }
        Value::Account(choice) => generator("account", account(choice)),
        Value::Contract { id, copy } => {
            let mut object = Map::new();
            object.insert("contract".to_owned(), id.as_str().into());
            put_value(&mut object, "copy", copy.as_deref());
            Json::Object(object)
        }
        Value::Choice(values) => generator("choice", list(values)),
        Value::Scaled { of, times, over } => json!({
            "scaled": { "of": write_value(of), "times": write_value(times), "over": write_value(over) }
        }),
        Value::Sum(values) => generator("sum", list(values)),
        Value::Difference(pair) => generator("difference", list(&pair[..])),
        Value::Remainder(pair) => generator("remainder", list(&pair[..])),
        Value::Repeat { count, value } => json!({
            "repeat": { "count": write_value(count), "value": write_value(value) }
        }),
        Value::Holder(view) => {
            let mut object = Map::new();
            object.insert("of".to_owned(), write_value(&view.of));
            object.insert("function".to_owned(), view.function.as_str().into());
            put_all(&mut object, "arguments", &view.arguments, write_value);
            put_value(&mut object, "least", view.least.as_ref());
            put(&mut object, "by", view.by != AccountChoice::Uniform, || {
                account(&view.by)
            });
            generator("holder", Json::Object(object))
        }
        Value::Each(each) => generator("each", word(*each, &Each::ALL)),
        Value::Result { step, output, take } => {
            let mut object = Map::new();
            object.insert("step".to_owned(), step.as_str().into());
            match output {
                Output::Returned(0) => {}
                Output::Returned(index) => {
                    object.insert("output".to_owned(), (*index).into());
                }
                Output::Sender => {
                    object.insert("output".to_owned(), "sender".into());
                }
                Output::Argument(index) => {
                    object.insert("output".to_owned(), format!("arg:{index}").into());
                }
            }
            put(&mut object, "take", *take != Take::Last, || {
                word(*take, &Take::ALL)
            });
            generator("result", Json::Object(object))
        }
        Value::Merkle(merkle) => generator(
            "merkle",
            match merkle {
                Merkle::Root { amount } => json!({ "root": { "amount": write_value(amount) } }),
                Merkle::Proof { of, amount } => json!({
                    "proof": { "of": write_value(of), "amount": write_value(amount) }
                }),
                Merkle::Leaf { of, amount } => json!({
                    "leaf": { "of": write_value(of), "amount": write_value(amount) }
                }),
            },
        ),
        Value::Encode(call) => {
            let mut object = Map::new();
            object.insert("to".to_owned(), write_value(&call.to));
            object.insert("function".to_owned(), call.function.as_str().into());
            put_all(&mut object, "arguments", &call.arguments, write_value);
            generator("encode", Json::Object(object))
        }
    }
}

fn list<'a>(values: impl IntoIterator<Item = &'a Value>) -> Json {
    values.into_iter().map(write_value).collect()
}

fn account(choice: &AccountChoice) -> Json {
    match choice {
        AccountChoice::Contention => "contention".into(),
        AccountChoice::Turn => "turn".into(),
        AccountChoice::Uniform => "uniform".into(),
        AccountChoice::Zipf(exponent) => json!({ "zipf": write_value(exponent) }),
        AccountChoice::Index(index) => json!({ "index": write_value(index) }),
    }
}

fn word<T: PartialEq>(of: T, all: &[(T, &'static str)]) -> Json {
    let word = all.iter().find(|(one, _)| *one == of);
    word.map_or(Json::Null, |(_, word)| (*word).into())
}

fn repeat(repeat: &Repeat) -> Json {
    match repeat {
        Repeat::Accounts => "accounts".into(),
        Repeat::Chunks(most) => json!({ "accounts": write_value(most) }),
        Repeat::Times(times) => json!({ "times": write_value(times) }),
        Repeat::Copies(id) => json!({ "copies": id }),
    }
}

fn knob(knob: &Knob) -> Json {
    json!({
        "id": knob.id,
        "title": knob.title,
        "about": knob.about,
        "least": number(knob.least),
        "most": number(knob.most),
        "step": number(knob.step),
        "value": number(knob.value),
    })
}

fn deployment(of: &Deployment) -> Json {
    let mut object = Map::new();
    object.insert("id".to_owned(), of.id.as_str().into());
    object.insert("contract".to_owned(), of.contract.as_str().into());
    put_all(&mut object, "arguments", &of.arguments, write_value);
    put_value(&mut object, "value", of.value.as_ref());
    put_value(&mut object, "copies", of.copies.as_ref());
    put_value(&mut object, "gas", of.gas.as_ref());
    Json::Object(object)
}

fn step(of: &Step) -> Json {
    let mut object = Map::new();
    put(&mut object, "id", !of.id.is_empty(), || {
        of.id.as_str().into()
    });
    put_value(&mut object, "weight", of.weight.as_ref());
    object.extend(call(&of.call));
    Json::Object(object)
}

fn call(of: &Call) -> Map<String, Json> {
    let mut object = Map::new();
    put_all(
        &mut object,
        "let",
        &of.draws,
        |draw| json!({ "name": draw.name, "value": write_value(&draw.value) }),
    );
    put_value(&mut object, "from", of.from.as_ref());
    put_value(&mut object, "to", of.to.as_ref());
    if let Some(function) = &of.function {
        object.insert("function".to_owned(), function.as_str().into());
    }
    put_all(&mut object, "arguments", &of.arguments, write_value);
    put_value(&mut object, "data", of.data.as_ref());
    put_value(&mut object, "value", of.value.as_ref());
    put_value(&mut object, "gas", of.gas.as_ref());
    put_value(&mut object, "tip", of.tip.as_ref());
    object
}

fn put(object: &mut Map<String, Json>, key: &str, is_said: bool, value: impl FnOnce() -> Json) {
    if is_said {
        object.insert(key.to_owned(), value());
    }
}

fn put_value(object: &mut Map<String, Json>, key: &str, value: Option<&Value>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), write_value(value));
    }
}

fn put_all<T>(object: &mut Map<String, Json>, key: &str, all: &[T], each: impl Fn(&T) -> Json) {
    put(object, key, !all.is_empty(), || {
        all.iter().map(each).collect()
    });
}

/// A number, whole where it is.
fn number(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        (value as i64).into()
    } else {
        value.into()
    }
}

/// JSON with line breaks where a line would be long.
pub fn pretty(json: &Json) -> String {
    let mut text = String::new();
    lay(json, 0, 0, &mut text);
    text
}

/// `before`: what stands on the line already, beside the indentation.
fn lay(json: &Json, indent: usize, before: usize, out: &mut String) {
    let flat = flat(json);
    // The document itself and its lists of objects are always opened up.
    let opened = match json {
        Json::Object(object) => indent == 0 && !object.is_empty(),
        Json::Array(items) => indent == 1 && items.iter().any(Json::is_object),
        _ => false,
    };
    if !opened && indent * 2 + before + flat.chars().count() <= LINE {
        out.push_str(&flat);
        return;
    }
    let pad = "  ".repeat(indent + 1);
    match json {
        Json::Object(object) if !object.is_empty() => {
            out.push('{');
            for (place, (key, value)) in object.iter().enumerate() {
                let key = Json::from(key.as_str()).to_string();
                out.push_str(if place == 0 { "\n" } else { ",\n" });
                out.push_str(&format!("{pad}{key}: "));
                lay(value, indent + 1, key.chars().count() + 3, out);
            }
            out.push_str(&format!("\n{}}}", "  ".repeat(indent)));
        }
        Json::Array(items) if !items.is_empty() => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "\n" } else { ",\n" });
                out.push_str(&pad);
                lay(item, indent + 1, 1, out);
            }
            out.push_str(&format!("\n{}]", "  ".repeat(indent)));
        }
        _ => out.push_str(&flat),
    }
}

/// On one line, with spaces as people put them.
fn flat(json: &Json) -> String {
    match json {
        Json::Object(object) if !object.is_empty() => {
            let entries = object
                .iter()
                .map(|(key, value)| format!("{}: {}", Json::from(key.as_str()), flat(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(flat).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
