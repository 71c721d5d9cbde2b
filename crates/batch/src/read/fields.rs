//! An object's keys, taken one by one; what nobody took is unknown.

use super::{Found, Object, Order, Path, Repeat, Value, list, values, within};
use serde_json::Value as Json;
use std::ops::RangeInclusive;

/// Characters of a stranger's text that a sentence repeats.
const SHOWN: usize = 40;

pub(super) struct Fields<'a, 'b> {
    object: &'a Object,
    path: &'a Path<'a>,
    found: &'b mut Found,
    taken: Vec<&'static str>,
    /// How deep the values of its keys are nested.
    depth: usize,
}

impl<'a, 'b> Fields<'a, 'b> {
    /// Reads an object; what is none is read as if it were empty, after it was said.
    pub(super) fn of<T>(
        json: &Json,
        path: &Path<'_>,
        found: &'b mut Found,
        read: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> T {
        Self::nested(json, path, found, 0, read)
    }

    /// The same for an object within so many values.
    pub(super) fn nested<T>(
        json: &Json,
        path: &Path<'_>,
        found: &'b mut Found,
        depth: usize,
        read: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> T {
        let empty = Object::new();
        match json {
            Json::Object(object) => read(&mut Fields {
                object,
                path,
                found,
                taken: Vec::new(),
                depth,
            }),
            other => {
                found.say(
                    path,
                    format!("This must be an object {{...}}; it is {}.", shown(other)),
                );
                read(&mut Fields {
                    object: &empty,
                    path,
                    found: &mut Found::default(),
                    taken: Vec::new(),
                    depth,
                })
            }
        }
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Json> {
        self.taken.push(key);
        self.object.get(key)
    }

    /// Says something of a key, or of the object itself.
    pub(super) fn say(&mut self, key: &str, message: impl Into<String>) {
        if key.is_empty() {
            self.found.say(self.path, message);
        } else {
            self.found.say(&Path::Key(self.path, key), message);
        }
    }

    /// Says which keys are not known.
    pub(super) fn finish(&mut self) {
        for key in self.object.keys() {
            if self.taken.contains(&key.as_str()) {
                continue;
            }
            let known = nearest(key, &self.taken);
            let path = Path::Key(self.path, key);
            self.found.say(
                &path,
                match known {
                    Some(known) => {
                        format!("There is no key {}; did you mean \"{known}\"?", quoted(key))
                    }
                    None => format!(
                        "There is no key {} here; there are {}.",
                        quoted(key),
                        self.taken.join(", ")
                    ),
                },
            );
        }
    }

    pub(super) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        match self.take(key)? {
            Json::String(text) => Some(text.clone()),
            other => {
                self.say(key, format!("This must be a text; it is {}.", shown(other)));
                None
            }
        }
    }

    pub(super) fn text(&mut self, key: &'static str) -> String {
        self.optional_text(key).unwrap_or_default()
    }

    pub(super) fn needed_text(&mut self, key: &'static str) -> String {
        let text = self.optional_text(key);
        if self.object.get(key).is_none() {
            self.say("", format!("The key \"{key}\" is missing."));
        }
        text.unwrap_or_default()
    }

    /// A name that other parts of the document use.
    pub(super) fn name(&mut self, key: &'static str) -> String {
        let name = self.needed_text(key);
        let fine = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
        if self.object.get(key).is_some_and(Json::is_string)
            && (name.is_empty() || name.len() > 64 || !name.chars().all(fine))
        {
            self.say(
                key,
                format!(
                    "A name has 1 to 64 letters, digits, - or _; {} is none.",
                    quoted(&name)
                ),
            );
        }
        name
    }

    pub(super) fn number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<f64>,
        default: f64,
    ) -> f64 {
        let Some(json) = self.take(key) else {
            return default;
        };
        match json.as_f64() {
            Some(number) => {
                if let Some(message) = within(&number, &range) {
                    self.say(key, message);
                }
                number
            }
            None => {
                self.say(
                    key,
                    format!("This must be a number; it is {}.", shown(json)),
                );
                default
            }
        }
    }

    pub(super) fn whole(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u32>,
        default: u32,
    ) -> u32 {
        let Some(json) = self.take(key) else {
            return default;
        };
        match json.as_u64() {
            Some(number) => {
                let range = u64::from(*range.start())..=u64::from(*range.end());
                if let Some(message) = within(&number, &range) {
                    self.say(key, message);
                    return default;
                }
                number as u32
            }
            None => {
                self.say(
                    key,
                    format!("This must be a whole number; it is {}.", shown(json)),
                );
                default
            }
        }
    }

    pub(super) fn numbers(&mut self, key: &'static str) -> Vec<(String, f64)> {
        let Some(json) = self.take(key) else {
            return Vec::new();
        };
        let Json::Object(object) = json else {
            self.say(
                key,
                format!("This must be an object {{...}}; it is {}.", shown(json)),
            );
            return Vec::new();
        };
        let mut numbers = Vec::new();
        for (name, value) in object {
            match value.as_f64() {
                Some(number) => numbers.push((name.clone(), number)),
                None => {
                    let parent = Path::Key(self.path, key);
                    let message = format!("This must be a number; it is {}.", shown(value));
                    self.found.say(&Path::Key(&parent, name), message);
                }
            }
        }
        numbers
    }

    pub(super) fn order(&mut self) -> Order {
        let Some(json) = self.take("order") else {
            return Order::Drawn;
        };
        let order = json.as_str().and_then(Order::from_key);
        order.unwrap_or_else(|| {
            let words = Order::ALL.map(|(_, word, _)| word).join(", ");
            self.say(
                "order",
                format!("The order must be one of {words}; it is {}.", shown(json)),
            );
            Order::Drawn
        })
    }

    pub(super) fn repeat(&mut self) -> Option<Repeat> {
        let json = self.take("repeat")?;
        let path = Path::Key(self.path, "repeat");
        let one = json.as_object().filter(|object| object.len() == 1);
        let entry = one.and_then(|object| object.iter().next());
        let mut inner =
            |key: &str, json| values::value(json, &Path::Key(&path, key), self.found, 0);
        match (json, entry) {
            (Json::String(word), _) if word == "accounts" => Some(Repeat::Accounts),
            (_, Some((key, json))) if key == "accounts" => {
                Some(Repeat::Chunks(inner("accounts", json)))
            }
            (_, Some((key, json))) if key == "times" => Some(Repeat::Times(inner("times", json))),
            (_, Some((key, Json::String(id)))) if key == "copies" => {
                Some(Repeat::Copies(id.clone()))
            }
            _ => {
                self.found.say(
                    &path,
                    "This must be \"accounts\", {\"accounts\": 400}, {\"times\": 10} or \
                     {\"copies\": \"pool\"}.",
                );
                None
            }
        }
    }

    pub(super) fn value(&mut self, key: &'static str) -> Option<Value> {
        let json = self.take(key)?;
        Some(values::value(
            json,
            &Path::Key(self.path, key),
            self.found,
            self.depth,
        ))
    }

    /// Reads what a key has in a way of the caller's.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Json, &Path<'_>, &mut Found) -> T,
    ) -> Option<T> {
        let json = self.take(key)?;
        Some(read(json, &Path::Key(self.path, key), self.found))
    }

    pub(super) fn needed_value(&mut self, key: &'static str) -> Value {
        self.value(key).unwrap_or_else(|| {
            self.say("", format!("The key \"{key}\" is missing."));
            Value::whole(0)
        })
    }

    pub(super) fn values(&mut self, key: &'static str) -> Vec<Value> {
        let Some(json) = self.take(key) else {
            return Vec::new();
        };
        let path = Path::Key(self.path, key);
        let depth = self.depth;
        list(json, &path, self.found, |json, path, found| {
            values::value(json, path, found, depth)
        })
    }

    /// A list of objects; unknown keys in them are said.
    pub(super) fn entries<T>(
        &mut self,
        key: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_, '_>) -> T,
    ) -> Vec<T> {
        let Some(json) = self.take(key) else {
            return Vec::new();
        };
        if let Json::Array(items) = json
            && items.len() > most
        {
            self.say(
                key,
                format!(
                    "There may be at most {most} of them; there are {}.",
                    items.len()
                ),
            );
            return Vec::new();
        }
        let path = Path::Key(self.path, key);
        list(json, &path, self.found, |json, path, found| {
            Fields::of(json, path, found, |fields| {
                let entry = read(fields);
                fields.finish();
                entry
            })
        })
    }
}

/// What something is, for a sentence.
pub(super) fn shown(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => quoted(text),
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}

/// A stranger's text in quotes, short and without control characters.
pub(super) fn quoted(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    let mut shown: String = plain.take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// The known word that a misspelt one is nearest to, if it is near.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|known| (distance(word, known), *known));
    let (distance, known) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + known.len() / 4 && word.len() < 2 * SHOWN).then_some(known)
}

/// How many letters must be changed, added, taken away or swapped with their neighbour
/// (Damerau and Levenshtein, the restricted form).
fn distance(a: &str, b: &str) -> usize {
    let clip = |text: &str| text.chars().take(2 * SHOWN).collect::<Vec<_>>();
    let (a, b) = (clip(a), clip(b));
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let last = &rows[i];
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
