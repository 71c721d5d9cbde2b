//! Where in the form a problem belongs.

use lanewise_batch::{Batch, Problem};
use lanewise_protocol::BatchProblem;
use std::collections::BTreeMap;

/// What is wrong, by the field of the form that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    by_field: BTreeMap<String, Vec<String>>,
    /// What belongs to no field.
    pub rest: Vec<String>,
}

impl Problems {
    /// Sorts problems, given as paths with sentences, into the fields of a batch's form. Those found
    /// on the page come first; of a field that has one, the engine's are left out.
    pub fn sort<'a>(
        batch: &Batch,
        own: &[(String, String)],
        engine: impl IntoIterator<Item = &'a BatchProblem>,
    ) -> Self {
        let mut problems = Self::default();
        for (path, message) in own {
            problems.add(batch, path, message);
        }
        let ours = problems.by_field.clone();
        for BatchProblem { path, message, .. } in engine {
            let known = field(batch, path).is_some_and(|field| ours.contains_key(&field));
            if !known {
                problems.add(batch, path, message);
            }
        }
        problems
    }

    fn add(&mut self, batch: &Batch, path: &str, message: &str) {
        let list = match field(batch, path) {
            Some(field) => self.by_field.entry(field).or_default(),
            None => &mut self.rest,
        };
        let message = message.to_owned();
        if !list.contains(&message) {
            list.push(message);
        }
    }

    /// What is wrong with a field.
    pub fn at(&self, field: &str) -> &[String] {
        self.by_field
            .get(field)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// How many fields within a part have problems: `steps[2]` is a part.
    pub fn within(&self, part: &str) -> usize {
        let inside = |field: &&String| {
            field
                .strip_prefix(part)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.by_field.keys().filter(inside).count()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.by_field.values().map(Vec::len).sum::<usize>() + self.rest.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_field.is_empty() && self.rest.is_empty()
    }
}

/// The form's field that a path of the document leads to: a part of a transaction, an argument, a
/// knob's number. Nothing where the form has none.
pub(super) fn field(batch: &Batch, path: &str) -> Option<String> {
    let (section, rest) = section(path);
    let entries = match section {
        "knobs" => batch.knobs.len(),
        "contracts" => batch.contracts.len(),
        "setup" => batch.setup.len(),
        "steps" => batch.steps.len(),
        "list" => batch.list.len(),
        "transactions" | "accounts" | "contention" | "seed" | "order" if rest.is_empty() => {
            return Some(section.to_owned());
        }
        _ => return None,
    };
    let Some((index, rest)) = index(rest) else {
        return rest.is_empty().then(|| section.to_owned());
    };
    if index >= entries {
        return None;
    }
    let entry = format!("{section}[{index}]");
    // A row of the list has one line for all that is wrong with it.
    if section == "list" {
        return Some(entry);
    }
    let (key, rest) = self::section(rest.strip_prefix('.').unwrap_or(rest));
    let known = [
        "id", "title", "about", "least", "most", "step", "value", "contract", "copies", "gas",
        "tip", "weight", "from", "to", "function", "data", "repeat",
    ];
    Some(match key {
        "arguments" | "let" => match self::index(rest) {
            Some((place, _)) => format!("{entry}.{key}[{place}]"),
            None => format!("{entry}.{key}"),
        },
        key if known.contains(&key) => format!("{entry}.{key}"),
        _ => entry,
    })
}

/// The first key of a path, and the rest.
fn section(path: &str) -> (&str, &str) {
    path.split_at(path.find(['.', '[']).unwrap_or(path.len()))
}

/// The index that a path begins with, and the rest.
fn index(path: &str) -> Option<(usize, &str)> {
    let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
    Some((index.parse().ok()?, rest))
}

/// The problems of a text that cannot be read, as the engine would tell them.
pub fn as_engine(problems: &[Problem]) -> Vec<BatchProblem> {
    let problem = |problem: &Problem| BatchProblem {
        path: problem.path.clone(),
        message: problem.message.clone(),
        line: problem.place.line,
        column: problem.place.column,
        end_line: problem.place.end_line,
        end_column: problem.place.end_column,
    };
    problems.iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_batch::{Call, Step};

    fn batch() -> Batch {
        Batch {
            steps: vec![Step::default(), Step::default()],
            list: vec![Call::default()],
            ..Batch::default()
        }
    }

    #[test]
    fn paths_lead_to_fields() {
        let batch = batch();
        let field = |path| field(&batch, path);
        for (path, leads_to) in [
            ("steps[1].arguments[2].uniform.min", "steps[1].arguments[2]"),
            ("steps[0].let[1].value.knob", "steps[0].let[1]"),
            ("steps[0].from.account", "steps[0].from"),
            ("steps[0]", "steps[0]"),
            ("steps[0].wieght", "steps[0]"),
            ("steps", "steps"),
            ("list[0].to", "list[0]"),
            ("accounts", "accounts"),
        ] {
            assert_eq!(field(path).as_deref(), Some(leads_to), "{path}");
        }
        for path in ["", "steps[2].to", "knobs[0].id", "nonsense", "format"] {
            assert_eq!(field(path), None, "{path}");
        }
    }

    #[test]
    fn what_the_page_found_itself_is_not_told_twice() {
        let engine = |path: &str, message: &str| BatchProblem {
            path: path.into(),
            message: message.into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
        };
        let problems = Problems::sort(
            &batch(),
            &[("steps[0].gas".into(), "Too much.".into())],
            &[
                engine("steps[0].gas", "The gas limit is too high."),
                engine("steps[1].to", "There is no contract “x”."),
                engine("", "Nothing can be deployed."),
            ],
        );
        assert_eq!(problems.at("steps[0].gas"), ["Too much."]);
        assert_eq!(problems.at("steps[1].to").len(), 1);
        assert_eq!(problems.rest, ["Nothing can be deployed."]);
        assert_eq!(
            (problems.within("steps[0]"), problems.within("steps")),
            (1, 2)
        );
    }
}
