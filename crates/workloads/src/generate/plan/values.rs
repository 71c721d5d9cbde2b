//! Values, as expressions.

use super::{ELEMENTS, Expr, Planner, hundredths};
use crate::generate::{literal::Drawn, number::Int};
use alloy_dyn_abi::{DynSolType, DynSolValue};
use lanewise_batch::{Each, Merkle, Take, Value};
use std::{cell::RefCell, rc::Rc};

/// Whose results a step takes, and how.
pub(super) type Takes = Rc<RefCell<Vec<(usize, Take)>>>;

/// What a value may speak of.
#[derive(Debug)]
pub(in crate::generate) struct Scope<'a> {
    /// Drawn values by name.
    pub(super) names: Vec<&'a str>,
    /// Whether the sender is known.
    pub(super) has_sender: bool,
    /// Whether something is repeated.
    has_each: bool,
    /// Whether a candidate is tried.
    has_candidate: bool,
    /// Whether nothing may be drawn that needs the state before the block.
    is_set_up: bool,
    /// Where a step notes whose results it takes.
    pub(super) takes: Option<Takes>,
}

impl<'a> Scope<'a> {
    pub(super) fn new() -> Self {
        Self {
            names: Vec::new(),
            has_sender: false,
            has_each: false,
            has_candidate: false,
            is_set_up: false,
            takes: None,
        }
    }

    /// Before the block.
    pub(super) fn set_up(is_repeated: bool) -> Self {
        Self {
            is_set_up: true,
            has_each: is_repeated,
            ..Self::new()
        }
    }

    /// A step of the batch.
    pub(super) fn step(takes: &Takes) -> Self {
        Self {
            takes: Some(Rc::clone(takes)),
            ..Self::new()
        }
    }

    /// A transaction of the list.
    pub(super) fn listed() -> Self {
        Self::new()
    }

    pub(super) fn candidate() -> Self {
        Self {
            has_candidate: true,
            ..Self::new()
        }
    }
}

impl Planner<'_> {
    /// An expression; `kind` is what it is for, where that is known.
    pub(super) fn expression(
        &mut self,
        value: &Value,
        kind: Option<&DynSolType>,
        path: &str,
        scope: &Scope<'_>,
    ) -> Expr {
        let wrong = |planner: &mut Self, message: &str| {
            planner.say(path, message);
            Expr::Fixed(Drawn::Int(Int::default()))
        };
        self.check_kind(value, kind, path);
        match value {
            Value::Bool(value) => Expr::Fixed(Drawn::Typed(DynSolValue::Bool(*value))),
            Value::Number(number) => match Int::of_json(number) {
                Some(number) => Expr::Fixed(Drawn::Int(number)),
                None => wrong(
                    self,
                    "A whole number is wanted; write large ones as a text: \"1e24\".",
                ),
            },
            Value::Text(text) => self.text(text, kind),
            Value::Knob(id) => match self.batch.number(id) {
                Some(number) => {
                    let whole = serde_json::Number::from_f64(number);
                    match whole.as_ref().and_then(Int::of_json) {
                        Some(number) => Expr::Fixed(Drawn::Int(number)),
                        None => wrong(self, "This knob’s value is no whole number."),
                    }
                }
                None => {
                    let message = self.no_knob(id);
                    wrong(self, &message)
                }
            },
            Value::List(values) => self.list_of(values, kind, path, scope),
            Value::Uniform { min, max } => {
                let [min, max] = [(min, "min"), (max, "max")].map(|(value, key)| {
                    self.expression(value, None, &format!("{path}.uniform.{key}"), scope)
                });
                if let (Expr::Fixed(least), Expr::Fixed(most)) = (&min, &max) {
                    match (least.number(), most.number()) {
                        (Some(least), Some(most)) => {
                            let span = most.plus(least.negated()).and_then(Int::unsigned);
                            if span.is_none() && !self.is_idle {
                                self.say(
                                    path,
                                    format!("The least, {least}, is above the greatest, {most}."),
                                );
                            }
                            // A bound out of range is told before anything is drawn.
                            for (bound, key) in [(min_of(&min), "min"), (min_of(&max), "max")] {
                                if let (Some(bound), Some(kind), false) =
                                    (bound, kind, self.is_idle)
                                {
                                    let place = format!("{path}.uniform.{key}");
                                    self.settle(Expr::Fixed(bound), kind, &place);
                                }
                            }
                        }
                        _ => self.say(path, "The least and the greatest must be whole numbers."),
                    }
                }
                Expr::Uniform(Box::new(min), Box::new(max))
            }
            Value::Zipf(rank) => self.zipf(rank, path, scope),
            Value::Sequence(walk) => self.sequence(walk, path),
            Value::Account(choice) => {
                Expr::Account(self.pick(choice, &format!("{path}.account"), scope))
            }
            Value::Sender if scope.has_sender => Expr::Sender,
            Value::Sender => wrong(self, "The sender is not decided yet at this place."),
            Value::Contract { id, copy } => self.contract(id, copy.as_deref(), path, scope),
            Value::Choice(values) => {
                let values = values.iter().enumerate();
                let exprs = values.map(|(at, value)| {
                    let place = format!("{path}.choice[{at}]");
                    let expr = self.expression(value, kind, &place, scope);
                    match kind {
                        Some(kind) => self.settle(expr, kind, &place),
                        None => expr,
                    }
                });
                Expr::Choice(exprs.collect())
            }
            Value::Get(name) => match scope.names.iter().rposition(|one| *one == name) {
                Some(place) => Expr::Get(place),
                None => {
                    let message = format!(
                        "Nothing was drawn by the name “{}” before.",
                        crate::shortened(name, 40)
                    );
                    wrong(self, &message)
                }
            },
            Value::Scaled { of, times, over } => {
                let parts = [(of, "of"), (times, "times"), (over, "over")];
                let parts = parts.map(|(value, key)| {
                    self.expression(value, None, &format!("{path}.scaled.{key}"), scope)
                });
                self.folded(Expr::Scaled(Box::new(parts)), path)
            }
            Value::Sum(values) => {
                let values = values.iter().enumerate();
                let exprs = values.map(|(at, value)| {
                    self.expression(value, None, &format!("{path}.sum[{at}]"), scope)
                });
                let sum = Expr::Sum(exprs.collect());
                self.folded(sum, path)
            }
            Value::Difference(pair) => {
                let pair = self.pair(pair, &format!("{path}.difference"), scope);
                self.folded(Expr::Difference(pair), path)
            }
            Value::Remainder(pair) => {
                let pair = self.pair(pair, &format!("{path}.remainder"), scope);
                self.folded(Expr::Remainder(pair), path)
            }
            Value::Repeat { count, value } => {
                let inner = match kind {
                    Some(DynSolType::Array(inner) | DynSolType::FixedArray(inner, _)) => {
                        Some(&**inner)
                    }
                    _ => None,
                };
                let count_path = format!("{path}.repeat.count");
                let count = self.expression(count, None, &count_path, scope);
                if let Expr::Fixed(count) = &count
                    && count
                        .number()
                        .and_then(Int::to_u64)
                        .is_none_or(|count| count > ELEMENTS)
                {
                    let message = format!("A count between 0 and {ELEMENTS} is wanted.");
                    self.say(count_path, message);
                }
                let place = format!("{path}.repeat.value");
                let value = self.expression(value, inner, &place, scope);
                Expr::Repeat(Box::new(count), Box::new(value))
            }
            Value::Holder(view) if scope.is_set_up => {
                let _ = view;
                wrong(
                    self,
                    "Who holds something is known only once the set-up is done; the set-up itself \
                     cannot ask.",
                )
            }
            Value::Holder(view) => self.holder(view, &format!("{path}.holder"), scope),
            Value::Candidate if scope.has_candidate => Expr::Candidate,
            Value::Candidate => wrong(
                self,
                "A candidate is there only within a holder’s arguments.",
            ),
            Value::Each(each) if scope.has_each => Expr::Each(*each),
            Value::Each(_) => wrong(
                self,
                "Nothing is repeated here: \"each\" needs a \"repeat\".",
            ),
            Value::Result { step, output, take } => self.result(step, *output, *take, path, scope),
            Value::Merkle(merkle) => self.merkle(merkle, &format!("{path}.merkle"), scope),
            Value::Encode(call) => {
                let Some(artifact) = self.artifact_of(&call.to) else {
                    return wrong(self, "A deployed contract’s id is wanted in \"to\".");
                };
                let encoded = self.encoded(
                    &artifact,
                    &call.function,
                    &call.arguments,
                    &format!("{path}.encode.function"),
                    &format!("{path}.encode.arguments"),
                    scope,
                );
                encoded.map_or(Expr::Fixed(Drawn::Int(Int::default())), |encoded| {
                    Expr::Encode(Box::new(encoded))
                })
            }
        }
    }

    /// A constant, from literals, knobs and arithmetic.
    pub(super) fn constant(&mut self, value: &Value, path: &str) -> Option<Drawn> {
        let before = self.faults.len();
        match self.expression(value, None, path, &Scope::new()) {
            Expr::Fixed(drawn) => (self.faults.len() == before).then_some(drawn),
            _ => {
                self.say(
                    path,
                    "This must be constant: a number, a knob, or arithmetic on them.",
                );
                None
            }
        }
    }

    /// A constant that need not be whole.
    pub(super) fn constant_number(&mut self, value: &Value, path: &str) -> Option<f64> {
        match value {
            Value::Number(number) => number.as_f64(),
            Value::Knob(id) if self.batch.number(id).is_some() => self.batch.number(id),
            Value::Text(text) if text.parse::<f64>().is_ok() => text.parse().ok(),
            other => {
                let drawn = self.constant(other, path)?;
                let number = drawn.number().map(Int::to_f64);
                if number.is_none() {
                    self.say(path, "A number is wanted.");
                }
                number
            }
        }
    }

    /// An exponent in hundredths.
    pub(super) fn exponent(&mut self, value: &Value, path: &str) -> u32 {
        match self.constant_number(value, path) {
            Some(exponent) if (0.0..=10.0).contains(&exponent) => hundredths(exponent),
            Some(exponent) => {
                let message = format!("An exponent is between 0 and 10; this is {exponent}.");
                self.say(path, message);
                0
            }
            None => 0,
        }
    }

    /// Generators that can never give what is wanted.
    fn check_kind(&mut self, value: &Value, kind: Option<&DynSolType>, path: &str) {
        let Some(kind) = kind else { return };
        let is_number = matches!(kind, DynSolType::Uint(_) | DynSolType::Int(_));
        let gives = match value {
            Value::Uniform { .. }
            | Value::Zipf(_)
            | Value::Sequence(_)
            | Value::Scaled { .. }
            | Value::Sum(_)
            | Value::Difference(_)
            | Value::Remainder(_)
                if !is_number
                    && !matches!(kind, DynSolType::Bool | DynSolType::String)
                    && *kind != DynSolType::FixedBytes(32) =>
            {
                "a number"
            }
            Value::Account(_)
            | Value::Sender
            | Value::Contract { .. }
            | Value::Holder(_)
            | Value::Candidate
            | Value::Each(Each::Account | Each::Copy)
                if !matches!(kind, DynSolType::Address | DynSolType::FixedBytes(20)) =>
            {
                "an address"
            }
            Value::Each(Each::Index) if !is_number && *kind != DynSolType::FixedBytes(32) => {
                "a number"
            }
            Value::Repeat { .. } | Value::Each(Each::Accounts)
                if !matches!(kind, DynSolType::Array(_) | DynSolType::FixedArray(..)) =>
            {
                "an array"
            }
            Value::Encode(_) if *kind != DynSolType::Bytes => "bytes",
            Value::Merkle(Merkle::Root { .. } | Merkle::Leaf { .. })
                if *kind != DynSolType::FixedBytes(32) =>
            {
                "bytes32"
            }
            _ => return,
        };
        self.say(
            path,
            format!("{kind} is wanted; this generator gives {gives}."),
        );
    }

    fn text(&mut self, text: &str, kind: Option<&DynSolType>) -> Expr {
        let number = || Int::parse(text).map(|number| Expr::Fixed(Drawn::Int(number)));
        let plain = || Expr::Fixed(Drawn::Text(text.to_owned()));
        match kind {
            // What is not meant for a type yet is a number if it can be one: it may be scaled.
            None if !text.starts_with("0x") => {
                if let Some(address) = self.named_address(text) {
                    return Expr::Fixed(Drawn::Typed(DynSolValue::Address(address)));
                }
                number().unwrap_or_else(plain)
            }
            _ => plain(),
        }
    }

    fn list_of(
        &mut self,
        values: &[Value],
        kind: Option<&DynSolType>,
        path: &str,
        scope: &Scope<'_>,
    ) -> Expr {
        let inner = |at: usize| match kind {
            Some(DynSolType::Array(inner) | DynSolType::FixedArray(inner, _)) => Some(&**inner),
            Some(DynSolType::Tuple(kinds)) => kinds.get(at),
            _ => None,
        };
        let mut exprs = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            let place = format!("{path}[{at}]");
            let expr = self.expression(value, inner(at), &place, scope);
            exprs.push(match inner(at) {
                Some(kind) => self.settle(expr, kind, &place),
                None => expr,
            });
        }
        if exprs.iter().all(|expr| matches!(expr, Expr::Fixed(_))) {
            let drawn = exprs.into_iter().filter_map(|expr| match expr {
                Expr::Fixed(drawn) => Some(drawn),
                _ => None,
            });
            return Expr::Fixed(Drawn::List(drawn.collect()));
        }
        Expr::List(exprs)
    }

    fn pair(&mut self, pair: &[Value; 2], path: &str, scope: &Scope<'_>) -> Box<[Expr; 2]> {
        let [a, b] = pair;
        Box::new([
            self.expression(a, None, &format!("{path}[0]"), scope),
            self.expression(b, None, &format!("{path}[1]"), scope),
        ])
    }

    /// Arithmetic on constants is done here and now.
    fn folded(&mut self, expr: Expr, path: &str) -> Expr {
        match super::super::draw::arithmetic_on_constants(&expr) {
            Some(Ok(number)) => Expr::Fixed(Drawn::Int(number)),
            Some(Err(why)) => {
                self.say(path, why);
                Expr::Fixed(Drawn::Int(Int::default()))
            }
            None => expr,
        }
    }
}

fn min_of(expr: &Expr) -> Option<Drawn> {
    match expr {
        Expr::Fixed(drawn) => Some(drawn.clone()),
        _ => None,
    }
}
