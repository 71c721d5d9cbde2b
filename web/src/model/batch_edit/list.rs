//! Transactions one by one: what the cells of a table show and take, and a whole list from outside.

use super::literal::plain_number;
use lanewise_batch::{
    AccountChoice, Batch, Call, Limits, Value, read, read_calls, read_value, write, write_value,
};

/// What a cell shows for a sender or receiver: an account's number, a name, an address; anything
/// else as JSON.
pub fn account_text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Contract { id, copy: None }) => id.clone(),
        Some(Value::Account(AccountChoice::Index(index))) => match &**index {
            Value::Number(number) => number.to_string(),
            other => write_value(&Value::Account(AccountChoice::Index(Box::new(
                other.clone(),
            ))))
            .to_string(),
        },
        Some(other) => write_value(other).to_string(),
    }
}

/// What a cell for a sender or receiver means; nothing if it is empty.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub fn account_value(text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let plain = text.strip_prefix('#').unwrap_or(text);
    if let Ok(index) = plain.parse::<u32>() {
        let index = Box::new(Value::whole(index.into()));
        return Ok(Some(Value::Account(AccountChoice::Index(index))));
    }
    json_or_text(text).map(Some)
}

/// What a cell shows for a value.
pub fn value_text(value: &Value) -> String {
    match value {
        // What would be read as something else than a text needs its quotes.
        Value::Text(text) if json_or_text(text).is_ok_and(|read| read == *value) => text.clone(),
        value => write_value(value).to_string(),
    }
}

/// What a cell for a value means: JSON, or else a text.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub fn json_or_text(text: &str) -> Result<Value, String> {
    let text = text.trim();
    match text {
        "true" => return Ok(Value::Bool(true)),
        "false" => return Ok(Value::Bool(false)),
        _ => {}
    }
    if let Some(number) = plain_number(text) {
        return Ok(Value::Number(number));
    }
    if !text.starts_with(['{', '[', '"']) {
        return Ok(Value::text(text));
    }
    let json = serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        format!("This is no JSON: {said}.")
    })?;
    read_value(&json).map_err(|problems| {
        let first = problems.into_iter().next();
        first.map(|problem| problem.message).unwrap_or_default()
    })
}

/// What one cell shows for all arguments of a transaction: as they stand between parentheses.
pub fn arguments_text(arguments: &[Value]) -> String {
    let quoted = |value: &Value| match value {
        // A comma in a text would end it.
        Value::Text(text) if text.contains([',', '"', '[', '{']) || text.is_empty() => {
            write_value(value).to_string()
        }
        value => value_text(value),
    };
    arguments.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// What a cell for all arguments means.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub fn arguments_values(text: &str) -> Result<Vec<Value>, String> {
    split(text)?.iter().map(|part| json_or_text(part)).collect()
}

/// Splits at commas that are in no text, list or object.
fn split(text: &str) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    let (mut part, mut depth, mut quoted, mut escaped) = (String::new(), 0_i32, false, false);
    for sign in text.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(sign);
    }
    if quoted || depth != 0 {
        return Err("A quote or bracket is not closed.".to_owned());
    }
    if !parts.is_empty() || !part.trim().is_empty() {
        parts.push(part);
    }
    if parts.iter().any(|part| part.trim().is_empty()) {
        return Err("An argument is missing between two commas; \"\" is an empty text.".to_owned());
    }
    Ok(parts)
}

/// The document with these transactions (as the engine lists them) in place of its steps.
///
/// # Errors
/// Why there is none, in one sentence.
pub fn listed(document: &str, calls: &str) -> Result<String, String> {
    let calls = read_calls(calls)
        .map_err(|_| "The engine’s list could not be read, so nothing was listed.".to_owned())?;
    let batch = read(document).map_err(|_| {
        "The batch document has mistakes, so its transactions cannot be listed.".to_owned()
    })?;
    Ok(write(&with_list(batch, calls)))
}

/// A batch whose block is just these transactions, in this order.
pub fn with_list(batch: Batch, list: Vec<Call>) -> Batch {
    let most = *Limits::TRANSACTIONS.end() as usize;
    let count = list.len().clamp(1, most);
    Batch {
        list: list.into_iter().take(most).collect(),
        steps: Vec::new(),
        transactions: count as u32,
        order: Default::default(),
        ..batch
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
