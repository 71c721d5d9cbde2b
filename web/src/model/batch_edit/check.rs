//! What the page itself finds wrong with a batch, as a person types: names that nothing has, values
//! that do not fit their types. The engine checks everything again, and more.

use super::{Kind, Room, Surroundings, literal::check_literal};
use lanewise_batch::{AccountChoice, Batch, Call, Deployment, Each, Repeat, Value};
use lanewise_protocol::ParameterInfo;
use std::collections::BTreeSet;

/// No more transactions of the list are checked here; the engine checks them all.
const LISTED: usize = 2_000;

/// Names that stand for an account wherever an address is wanted.
const PEOPLE: [&str; 2] = ["deployer", "feeRecipient"];

/// Checks a batch: (path, sentence) of everything that is wrong.
pub fn check(batch: &Batch, around: &Surroundings) -> Vec<(String, String)> {
    let mut checker = Checker {
        around,
        known: around.knobs.iter().map(|(id, _)| id.as_str()).collect(),
        said: Vec::new(),
    };
    checker.unique(
        "contracts",
        batch.contracts.iter().map(|one| one.id.as_str()),
    );
    checker.unique("knobs", batch.knobs.iter().map(|one| one.id.as_str()));
    checker.unique("steps", batch.steps.iter().map(|one| one.id.as_str()));
    for (index, deployment) in batch.contracts.iter().enumerate() {
        checker.deployment(&format!("contracts[{index}]"), deployment);
    }
    for (index, set_up) in batch.setup.iter().enumerate() {
        let path = format!("setup[{index}]");
        let repeat = set_up.repeat.as_ref();
        match repeat {
            Some(Repeat::Chunks(value) | Repeat::Times(value)) => {
                checker.value(&format!("{path}.repeat"), value, &Kind::Count, &before());
            }
            Some(Repeat::Copies(id)) => checker.contract_name(&format!("{path}.repeat"), id),
            Some(Repeat::Accounts) | None => {}
        }
        checker.call(&path, &set_up.call, repeat, &before());
    }
    for (index, step) in batch.steps.iter().enumerate() {
        let path = format!("steps[{index}]");
        if let Some(weight) = &step.weight {
            checker.value(
                &format!("{path}.weight"),
                weight,
                &Kind::Real,
                &Room::default(),
            );
        }
        checker.call(&path, &step.call, None, &Room::default());
    }
    for (index, call) in batch.list.iter().take(LISTED).enumerate() {
        checker.call(&format!("list[{index}]"), call, None, &Room::default());
    }
    if batch.steps.is_empty() && batch.list.is_empty() {
        checker.say(
            "steps",
            "The block is empty: add a step, or a transaction to the list.",
        );
    }
    checker.said
}

fn before() -> Room {
    Room {
        is_before: true,
        ..Room::default()
    }
}

struct Checker<'a> {
    around: &'a Surroundings,
    known: BTreeSet<&'a str>,
    said: Vec<(String, String)>,
}

impl Checker<'_> {
    fn say(&mut self, path: &str, message: impl Into<String>) {
        self.said.push((path.to_owned(), message.into()));
    }

    fn unique<'b>(&mut self, section: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            if !id.is_empty() && !seen.insert(id) {
                let path = format!("{section}[{index}].id");
                self.say(&path, format!("There is another one called “{id}”."));
            }
        }
    }

    fn contract_name(&mut self, path: &str, id: &str) {
        if !self.around.contracts.iter().any(|(known, _)| known == id) {
            let known = self.around.contract_ids();
            let message = match &known[..] {
                [] => format!("No contract is deployed as “{id}”."),
                known => format!(
                    "No contract is deployed as “{id}”; there are {}.",
                    known.join(", ")
                ),
            };
            self.say(path, message);
        }
    }

    fn deployment(&mut self, path: &str, deployment: &Deployment) {
        for (key, value, kind) in [
            ("copies", &deployment.copies, Kind::Count),
            ("gas", &deployment.gas, Kind::Gas),
            ("value", &deployment.value, Kind::Wei),
        ] {
            if let Some(value) = value {
                self.value(&format!("{path}.{key}"), value, &kind, &before());
            }
        }
        if self.around.deployable.is_empty() {
            return;
        }
        let Some(contract) = self.around.deployed(deployment) else {
            let message = format!("The project has no contract “{}”.", deployment.contract);
            return self.say(&format!("{path}.contract"), message);
        };
        if let Some(problem) = &contract.problem {
            self.say(&format!("{path}.contract"), problem);
        }
        if deployment.value.is_some() && !contract.payable {
            let message = "This constructor takes no ether (it is not payable).";
            self.say(&format!("{path}.value"), message);
        }
        self.arguments(
            path,
            &deployment.arguments,
            &contract.constructor,
            &before(),
        );
    }

    fn call(&mut self, path: &str, call: &Call, repeat: Option<&Repeat>, room: &Room) {
        let mut room = room.clone();
        for (index, draw) in call.draws.iter().enumerate() {
            let path = format!("{path}.let[{index}]");
            if room.drawn.contains(&draw.name) {
                self.say(
                    &path,
                    format!("There is another one called “{}”.", draw.name),
                );
            }
            self.value(&path, &draw.value, &Kind::Any, &room);
            room.drawn.push(draw.name.clone());
        }
        for (key, value, kind) in [
            ("from", &call.from, Kind::Address),
            ("to", &call.to, Kind::Address),
            ("data", &call.data, Kind::Bytes(None)),
            ("value", &call.value, Kind::Wei),
            ("gas", &call.gas, Kind::Gas),
            ("tip", &call.tip, Kind::Wei),
        ] {
            if let Some(value) = value {
                let room = Room {
                    is_sender: key == "from",
                    ..room.clone()
                };
                self.value(&format!("{path}.{key}"), value, &kind, &room);
            }
        }
        let Some(name) = &call.function else { return };
        let target = call
            .to
            .as_ref()
            .and_then(|to| self.around.target(to, repeat));
        let Some(target) = target else { return };
        let Some(function) = self.around.function(call, repeat) else {
            let message = format!("{} has no function “{name}”.", target.name);
            return self.say(&format!("{path}.function"), message);
        };
        if call
            .value
            .as_ref()
            .is_some_and(|value| *value != Value::whole(0))
            && function.mutability != "payable"
        {
            let message = format!("{} takes no ether (it is not payable).", function.name);
            self.say(&format!("{path}.value"), message);
        }
        self.arguments(path, &call.arguments, &function.inputs, &room);
    }

    fn arguments(&mut self, path: &str, given: &[Value], wanted: &[ParameterInfo], room: &Room) {
        if given.len() != wanted.len() {
            let message = format!(
                "There must be {} arguments; there are {}.",
                wanted.len(),
                given.len()
            );
            self.say(&format!("{path}.arguments"), message);
        }
        for (index, (value, parameter)) in given.iter().zip(wanted).enumerate() {
            let path = format!("{path}.arguments[{index}]");
            self.value(&path, value, &Kind::of(parameter), room);
        }
    }

    /// Checks a value and the values in it.
    fn value(&mut self, path: &str, value: &Value, kind: &Kind, room: &Room) {
        if let Err(message) = check_literal(kind, value) {
            self.say(path, message);
        }
        // Counts, ranks, and what sums are made of; only the whole has the parameter's type.
        let any = &Kind::Any;
        match value {
            Value::Text(text) if *kind == Kind::Address && !text.starts_with("0x") => {
                if !text.is_empty() && !PEOPLE.contains(&text.as_str()) {
                    self.contract_name(path, text);
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
            Value::List(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.value(&format!("{path}[{index}]"), value, &kind.part(index), room);
                }
            }
            Value::Knob(id) => {
                if !self.known.contains(id.as_str()) {
                    self.say(path, format!("There is no knob “{id}”."));
                }
            }
            Value::Get(name) => {
                if !room.drawn.contains(name) {
                    self.say(
                        path,
                        format!("No value called “{name}” is drawn before this."),
                    );
                }
            }
            Value::Uniform { min, max } => {
                for end in [min, max] {
                    self.value(path, end, if kind.is_number() { kind } else { any }, room);
                }
                if let (Some(min), Some(max)) = (plain(min), plain(max))
                    && min > max
                {
                    self.say(
                        path,
                        format!("The least, {min}, is greater than the greatest, {max}."),
                    );
                }
            }
            Value::Zipf(rank) => {
                self.value(path, &rank.count, &Kind::Count, room);
                self.value(path, &rank.exponent, &Kind::Real, room);
                self.maybe(path, rank.start.as_ref(), room);
            }
            Value::Sequence(walk) => {
                for part in [&walk.start, &walk.step, &walk.count] {
                    self.maybe(path, part.as_ref(), room);
                }
            }
            Value::Account(choice) => self.account(path, choice, room),
            Value::Sender if room.is_sender => {
                self.say(path, "The sender cannot be the sender itself.");
            }
            Value::Sender | Value::Candidate => {}
            Value::Contract { id, copy } => {
                self.contract_name(path, id);
                self.maybe(path, copy.as_deref(), room);
            }
            Value::Choice(values) => {
                for value in values {
                    self.value(path, value, kind, room);
                }
            }
            Value::Repeat { count, value } => {
                self.value(path, count, &Kind::Count, room);
                self.value(path, value, &kind.part(0), room);
            }
            Value::Holder(view) => {
                self.value(path, &view.of, &Kind::Address, room);
                self.account(path, &view.by, room);
                self.maybe(path, view.least.as_ref(), room);
            }
            Value::Each(each) if !room.is_before => {
                let word = Each::ALL.iter().find(|(one, _)| one == each);
                let word = word.map_or("", |(_, word)| word);
                self.say(path, format!("“each {word}” is for the set-up only."));
            }
            Value::Each(_) => {}
            Value::Result { .. } if room.is_before => {
                self.say(path, "Before the block there are no results of its steps.");
            }
            Value::Result { step, .. } => {
                if !self.around.steps.contains(step) {
                    self.say(path, format!("There is no step “{step}”."));
                }
            }
            Value::Scaled { of, times, over } => {
                for part in [of, times, over] {
                    self.value(path, part, any, room);
                }
            }
            Value::Sum(values) => {
                for value in values {
                    self.value(path, value, any, room);
                }
            }
            Value::Difference(pair) | Value::Remainder(pair) => {
                for value in &pair[..] {
                    self.value(path, value, any, room);
                }
            }
            Value::Merkle(_) | Value::Encode(_) => {}
        }
    }

    fn maybe(&mut self, path: &str, value: Option<&Value>, room: &Room) {
        if let Some(value) = value {
            self.value(path, value, &Kind::Any, room);
        }
    }

    fn account(&mut self, path: &str, choice: &AccountChoice, room: &Room) {
        match choice {
            AccountChoice::Zipf(exponent) => self.value(path, exponent, &Kind::Real, room),
            AccountChoice::Index(index) => self.value(path, index, &Kind::Count, room),
            AccountChoice::Contention | AccountChoice::Turn | AccountChoice::Uniform => {}
        }
    }
}

fn plain(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
