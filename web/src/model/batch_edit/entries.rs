//! Moving, doubling and naming the entries of a list.

use lanewise_batch::{
    AccountChoice, Batch, Call, Deployment, Draw, Knob, Merkle, Repeat, Step, Value,
};

/// Moves an entry by so many places; entries at the ends stay there.
pub fn shift<T>(entries: &mut Vec<T>, index: usize, by: isize) {
    let target = index.saturating_add_signed(by);
    if index < entries.len() && target < entries.len() {
        let entry = entries.remove(index);
        entries.insert(target, entry);
    }
}

/// Puts a copy of an entry behind it.
pub fn double<T: Clone>(entries: &mut Vec<T>, index: usize, rename: impl FnOnce(&mut T)) {
    if let Some(entry) = entries.get(index) {
        let mut copy = entry.clone();
        rename(&mut copy);
        entries.insert(index + 1, copy);
    }
}

/// A name that none of the others has: the wish itself, or with a number behind it.
pub fn fresh_name<'a>(wish: &str, others: impl Iterator<Item = &'a str> + Clone) -> String {
    let fine = |sign: &char| sign.is_ascii_alphanumeric() || "_-$".contains(*sign);
    let base: String = wish.chars().filter(fine).take(50).collect();
    let base = match base.trim_end_matches(|sign: char| sign.is_ascii_digit()) {
        "" => "x",
        _ if !others.clone().any(|other| other == base) => return base,
        stem => stem,
    };
    let mut number = 2;
    loop {
        let name = format!("{base}{number}");
        if !others.clone().any(|other| other == name) {
            return name;
        }
        number += 1;
    }
}

/// Whether a text can be a name in the document.
pub fn is_name(text: &str) -> bool {
    let fine = |sign: char| sign.is_ascii_alphanumeric() || "_-$".contains(sign);
    (1..=64).contains(&text.len()) && text.chars().all(fine)
}

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A deployed contract.
    Contract,
    /// A step.
    Step,
    /// A knob.
    Knob,
}

/// Gives something another name wherever the batch speaks of it. Texts are taken for a contract's
/// name only where nothing but an address can stand, and where `is_address` says so of an argument.
pub fn rename(batch: &mut Batch, what: Named, from: &str, to: &str) {
    let renamed = |name: &mut String| {
        if name == from {
            to.clone_into(name);
        }
    };
    match what {
        Named::Contract => batch
            .contracts
            .iter_mut()
            .for_each(|one| renamed(&mut one.id)),
        Named::Step => batch.steps.iter_mut().for_each(|one| renamed(&mut one.id)),
        Named::Knob => {
            batch.knobs.iter_mut().for_each(|one| renamed(&mut one.id));
            batch.contended.iter_mut().for_each(|(id, _)| renamed(id));
        }
    }
    for set_up in &mut batch.setup {
        if let (Named::Contract, Some(Repeat::Copies(id))) = (what, &mut set_up.repeat) {
            renamed(id);
        }
    }
    each_value(batch, &mut |value, is_address| match (what, value) {
        (Named::Contract, Value::Contract { id, .. }) => renamed(id),
        (Named::Contract, Value::Text(text)) if is_address => renamed(text),
        (Named::Step, Value::Result { step, .. }) => renamed(step),
        (Named::Knob, Value::Knob(id)) => renamed(id),
        _ => {}
    });
}

/// Gives a drawn value of a transaction another name wherever the transaction speaks of it.
pub fn rename_draw(call: &mut Call, index: usize, to: &str) {
    let Some(draw) = call.draws.get_mut(index) else {
        return;
    };
    let from = std::mem::replace(&mut draw.name, to.to_owned());
    each_of_call(call, &mut |value, _| {
        if let Value::Get(name) = value
            && *name == from
        {
            to.clone_into(name);
        }
    });
}

/// Visits every value of a batch, with whether it can only be an address.
fn each_value(batch: &mut Batch, visit: &mut impl FnMut(&mut Value, bool)) {
    for deployment in &mut batch.contracts {
        for value in &mut deployment.arguments {
            each(value, true, visit);
        }
        let Deployment {
            value, copies, gas, ..
        } = deployment;
        for value in [value, copies, gas].into_iter().flatten() {
            each(value, false, visit);
        }
    }
    for set_up in &mut batch.setup {
        each_of_call(&mut set_up.call, visit);
        if let Some(Repeat::Chunks(value) | Repeat::Times(value)) = &mut set_up.repeat {
            each(value, false, visit);
        }
    }
    for step in &mut batch.steps {
        step.weight
            .iter_mut()
            .for_each(|value| each(value, false, visit));
        each_of_call(&mut step.call, visit);
    }
    for call in &mut batch.list {
        each_of_call(call, visit);
    }
}

fn each_of_call(call: &mut Call, visit: &mut impl FnMut(&mut Value, bool)) {
    for draw in &mut call.draws {
        each(&mut draw.value, false, visit);
    }
    for value in [&mut call.from, &mut call.to].into_iter().flatten() {
        each(value, true, visit);
    }
    for value in &mut call.arguments {
        each(value, true, visit);
    }
    let Call {
        data,
        value,
        gas,
        tip,
        ..
    } = call;
    for value in [data, value, gas, tip].into_iter().flatten() {
        each(value, false, visit);
    }
}

fn each(value: &mut Value, is_address: bool, visit: &mut impl FnMut(&mut Value, bool)) {
    visit(value, is_address);
    match value {
        Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Knob(_)
        | Value::Get(_)
        | Value::Sender
        | Value::Candidate
        | Value::Each(_)
        | Value::Result { .. } => {}
        Value::List(values) | Value::Choice(values) => {
            values
                .iter_mut()
                .for_each(|one| each(one, is_address, visit));
        }
        Value::Sum(values) => values.iter_mut().for_each(|one| each(one, false, visit)),
        Value::Difference(pair) | Value::Remainder(pair) => {
            pair.iter_mut().for_each(|one| each(one, false, visit));
        }
        Value::Uniform { min, max } => [min, max]
            .into_iter()
            .for_each(|one| each(one, false, visit)),
        Value::Scaled { of, times, over } => {
            [of, times, over]
                .into_iter()
                .for_each(|one| each(one, false, visit));
        }
        Value::Zipf(rank) => {
            each(&mut rank.count, false, visit);
            each(&mut rank.exponent, false, visit);
            rank.start
                .iter_mut()
                .for_each(|one| each(one, false, visit));
        }
        Value::Sequence(walk) => {
            let parts = [&mut walk.start, &mut walk.step, &mut walk.count];
            parts
                .into_iter()
                .flatten()
                .for_each(|one| each(one, false, visit));
        }
        Value::Account(choice) => each_of_account(choice, visit),
        Value::Contract { copy, .. } => copy.iter_mut().for_each(|one| each(one, false, visit)),
        Value::Repeat { count, value } => {
            each(count, false, visit);
            each(value, is_address, visit);
        }
        Value::Holder(view) => {
            each(&mut view.of, true, visit);
            view.arguments
                .iter_mut()
                .for_each(|one| each(one, true, visit));
            view.least
                .iter_mut()
                .for_each(|one| each(one, false, visit));
            each_of_account(&mut view.by, visit);
        }
        Value::Merkle(merkle) => match merkle {
            Merkle::Root { amount } => each(amount, false, visit),
            Merkle::Proof { of, amount } | Merkle::Leaf { of, amount } => {
                each(of, true, visit);
                each(amount, false, visit);
            }
        },
        Value::Encode(call) => {
            each(&mut call.to, true, visit);
            call.arguments
                .iter_mut()
                .for_each(|one| each(one, true, visit));
        }
    }
}

fn each_of_account(choice: &mut AccountChoice, visit: &mut impl FnMut(&mut Value, bool)) {
    if let AccountChoice::Zipf(value) | AccountChoice::Index(value) = choice {
        each(value, false, visit);
    }
}

/// A knob to begin with.
pub fn new_knob(batch: &Batch) -> Knob {
    Knob {
        id: fresh_name("knob", batch.knobs.iter().map(|knob| knob.id.as_str())),
        title: String::new(),
        about: String::new(),
        least: 1.0,
        most: 100.0,
        step: 1.0,
        value: 10.0,
    }
}

/// A step to begin with, of a contract's id and a function's name.
pub fn new_step(batch: &Batch, to: Option<&str>) -> Step {
    Step {
        id: fresh_name("step", batch.steps.iter().map(|step| step.id.as_str())),
        weight: Some(Value::whole(1)),
        call: Call {
            to: Some(Value::text(to.unwrap_or("feeRecipient"))),
            ..Call::default()
        },
    }
}

/// A drawn value to begin with.
pub fn new_draw(call: &Call) -> Draw {
    Draw {
        name: fresh_name("value", call.draws.iter().map(|draw| draw.name.as_str())),
        value: Value::Uniform {
            min: Box::new(Value::whole(1)),
            max: Box::new(Value::whole(1_000)),
        },
    }
}

/// The share of each step, from 0 to 1, where the weights are known without drawing.
pub fn shares(batch: &Batch) -> Vec<Option<f64>> {
    let weight = |step: &Step| match &step.weight {
        None => Some(1.0),
        Some(value) => undrawn(batch, value),
    };
    let weights: Vec<Option<f64>> = batch
        .steps
        .iter()
        .map(|step| weight(step).filter(|weight| *weight >= 0.0))
        .collect();
    let sum: Option<f64> = weights.iter().copied().sum();
    let share = |weight: Option<f64>| Some(weight? / sum.filter(|sum| *sum > 0.0)?);
    weights.into_iter().map(share).collect()
}

/// The number that a value is, where nothing needs to be drawn for it.
fn undrawn(batch: &Batch, value: &Value) -> Option<f64> {
    let of = |value: &Value| undrawn(batch, value);
    match value {
        Value::Knob(id) => batch.number(id),
        Value::Number(number) => number.as_f64(),
        Value::Text(text) => text.replace('_', "").trim().parse().ok(),
        Value::Sum(values) => values.iter().map(of).sum(),
        Value::Difference(pair) => Some(of(&pair[0])? - of(&pair[1])?),
        Value::Remainder(pair) => Some(of(&pair[0])? % of(&pair[1])?),
        Value::Scaled {
            of: part,
            times,
            over,
        } => Some((of(part)? * of(times)? / of(over)?).floor()),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
#[path = "entries_tests.rs"]
mod tests;
