//! Transactions: who, whom, which function, with what.

use super::{
    Call, Encoded, Expr, Input, Planner, SetUp, Step, Times, Typed,
    values::{Scope, Takes},
};
use crate::{
    artifacts::{Artifact, Artifacts},
    generate::literal::Drawn,
};
use alloy_dyn_abi::DynSolType;
use alloy_json_abi::{Function, Param, StateMutability};
use lanewise_batch::{self as document, AccountChoice, Draw, Value};
use std::sync::Arc;

impl<'a> Planner<'a> {
    pub(super) fn set_ups(&mut self) -> Vec<SetUp> {
        let mut planned = Vec::new();
        for (at, set_up) in self.batch.setup.iter().enumerate() {
            let path = format!("setup[{at}]");
            let times = self.times(set_up.repeat.as_ref(), &path);
            let scope = Scope::set_up(set_up.repeat.is_some());
            self.repeated = match times {
                Times::Copies(contract) => Some(contract),
                _ => None,
            };
            let call = self.call(&set_up.call, &path, scope, Value::text("deployer"));
            self.repeated = None;
            planned.extend(call.map(|call| SetUp { call, times }));
        }
        planned
    }

    pub(super) fn steps(&mut self, _artifacts: &Artifacts) -> Vec<Step> {
        let mut planned = Vec::new();
        let mut sum = 0.0;
        for (at, step) in self.batch.steps.iter().enumerate() {
            let path = format!("steps[{at}]");
            let weight = match &step.weight {
                None => 1.0,
                Some(weight) => {
                    let path = format!("{path}.weight");
                    let number = self.constant_number(weight, &path).unwrap_or(0.0);
                    if !(0.0..=1e9).contains(&number) {
                        let message =
                            format!("A weight is between 0 and 1,000,000,000; this is {number}.");
                        self.say(path, message);
                    }
                    number
                }
            };
            sum += weight;
            self.is_idle = weight <= 0.0;
            let takes = Takes::default();
            let scope = Scope::step(&takes);
            let from = Value::Account(AccountChoice::Contention);
            if let Some(call) = self.call(&step.call, &path, scope, from) {
                planned.push(Step {
                    weight,
                    call,
                    takes: takes.take(),
                    is_taken: false,
                });
            }
        }
        self.is_idle = false;
        if !planned.is_empty() && sum <= 0.0 && self.faults.is_empty() {
            self.say("steps", "All weights are 0: no step can be drawn.");
        }
        let taken: Vec<usize> = planned
            .iter()
            .flat_map(|step| step.takes.iter().map(|(taken, _)| *taken))
            .collect();
        for taken in taken {
            if let Some(step) = planned.get_mut(taken) {
                step.is_taken = true;
            }
        }
        planned
    }

    pub(super) fn list(&mut self) -> Vec<Call> {
        let mut planned = Vec::new();
        for (at, call) in self.batch.list.iter().enumerate() {
            let path = format!("list[{at}]");
            let from = Value::Account(AccountChoice::Contention);
            planned.extend(self.call(call, &path, Scope::listed(), from));
        }
        planned
    }

    fn call(
        &mut self,
        of: &'a document::Call,
        path: &str,
        mut scope: Scope<'a>,
        default_from: Value,
    ) -> Option<Call> {
        let before = self.faults.len();
        self.draws = &of.draws;
        let mut draws = Vec::new();
        for (at, draw) in of.draws.iter().enumerate() {
            let place = format!("{path}.let[{at}].value");
            draws.push(self.expression(&draw.value, None, &place, &scope));
            scope.names.push(&draw.name);
        }
        // The sender cannot be what is being decided.
        scope.has_sender = false;
        let from = of.from.as_ref().unwrap_or(&default_from);
        let from = self.typed(from, DynSolType::Address, format!("{path}.from"), &scope);
        scope.has_sender = true;
        let place = format!("{path}.to");
        let (to, artifact) = match &of.to {
            Some(to) => {
                let artifact = self.artifact_of(to);
                (self.typed(to, DynSolType::Address, place, &scope), artifact)
            }
            None => {
                self.say(path, "The key \"to\" is missing: who is called?");
                return None;
            }
        };
        let input = self.input(of, artifact.as_deref(), path, &scope);
        let value = self.wei(of.value.as_ref(), path, &scope);
        let gas = self.gas(of.gas.as_ref(), path, &scope);
        let tip = of
            .tip
            .as_ref()
            .map(|tip| self.typed(tip, DynSolType::Uint(64), format!("{path}.tip"), &scope));
        (self.faults.len() == before).then(|| Call {
            path: path.to_owned(),
            draws,
            from,
            to,
            input,
            value,
            gas,
            tip,
        })
    }

    fn input(
        &mut self,
        of: &document::Call,
        artifact: Option<&Artifact>,
        path: &str,
        scope: &Scope<'_>,
    ) -> Input {
        if let Some(data) = &of.data {
            let place = format!("{path}.data");
            return Input::Data(self.typed(data, DynSolType::Bytes, place, scope));
        }
        let Some(name) = &of.function else {
            return Input::None;
        };
        let place = format!("{path}.function");
        let Some(artifact) = artifact else {
            self.say(
                place,
                "A function needs a contract: \"to\" must be the id of one that is deployed.",
            );
            return Input::None;
        };
        let Some(encoded) = self.encoded(
            artifact,
            name,
            &of.arguments,
            &place,
            &format!("{path}.arguments"),
            scope,
        ) else {
            return Input::None;
        };
        let payable = artifact
            .function(name)
            .is_ok_and(|function| function.state_mutability == StateMutability::Payable);
        if !payable && of.value.is_some() && !super::is_zero(of.value.as_ref()) {
            self.say(
                format!("{path}.value"),
                format!(
                    "{name} of {} takes no ether: it is not payable.",
                    artifact.name
                ),
            );
        }
        Input::Function(encoded)
    }

    /// A call to a function of a contract.
    pub(super) fn encoded(
        &mut self,
        artifact: &Artifact,
        name: &str,
        arguments: &[Value],
        function_path: &str,
        arguments_path: &str,
        scope: &Scope<'_>,
    ) -> Option<Encoded> {
        let function: Function = match artifact.function(name) {
            Ok(function) => function.clone(),
            Err(why) => {
                self.say(function_path, why);
                return None;
            }
        };
        let what = format!("{} of {}", function.name, artifact.name);
        let arguments = self.arguments(arguments, &function.inputs, &what, arguments_path, scope);
        Some(Encoded {
            selector: function.selector().0,
            arguments,
            outputs: self.kinds(&function.outputs, function_path),
        })
    }

    /// Arguments, as many as there are parameters.
    pub(super) fn arguments(
        &mut self,
        values: &[Value],
        parameters: &[Param],
        what: &str,
        path: &str,
        scope: &Scope<'_>,
    ) -> Vec<Typed> {
        let kinds = self.kinds(parameters, path);
        if values.len() != kinds.len() {
            let names: Vec<_> = parameters
                .iter()
                .map(|parameter| format!("{} {}", parameter.ty, parameter.name))
                .map(|parameter| parameter.trim_end().to_owned())
                .collect();
            let takes = match kinds.len() {
                0 => "takes no arguments".to_owned(),
                1 => format!("takes 1 argument ({})", names[0]),
                many => format!("takes {many} arguments ({})", names.join(", ")),
            };
            let given = match values.len() {
                1 => "there is 1".to_owned(),
                many => format!("there are {many}"),
            };
            self.say(path, format!("{what} {takes}; {given}."));
            return Vec::new();
        }
        let all = values.iter().zip(kinds).enumerate();
        all.map(|(at, (value, kind))| self.typed(value, kind, format!("{path}[{at}]"), scope))
            .collect()
    }

    /// A value of a type.
    pub(super) fn typed(
        &mut self,
        value: &Value,
        kind: DynSolType,
        path: String,
        scope: &Scope<'_>,
    ) -> Typed {
        let expr = self.expression(value, Some(&kind), &path, scope);
        let expr = match expr {
            // Already in its type.
            Expr::Fixed(Drawn::Typed(value)) if kind.matches(&value) => {
                Expr::Fixed(Drawn::Typed(value))
            }
            other => self.settle(other, &kind, &path),
        };
        Typed { expr, kind, path }
    }

    /// The compiled contract that lies where a call goes to.
    pub(super) fn artifact_of(&self, to: &Value) -> Option<Arc<Artifact>> {
        self.artifact_among(to, self.draws)
    }

    fn artifact_among(&self, to: &Value, draws: &[Draw]) -> Option<Arc<Artifact>> {
        let id = match to {
            Value::Text(id) | Value::Contract { id, .. } => id,
            Value::Each(document::Each::Copy) => {
                return Some(self.contracts[self.repeated?].artifact.clone());
            }
            Value::Get(name) => {
                // Only what was drawn before can be meant, so that nothing leads back to itself.
                let place = draws.iter().rposition(|draw| draw.name == *name)?;
                return self.artifact_among(&draws[place].value, &draws[..place]);
            }
            Value::Choice(values) => return self.artifact_among(values.first()?, draws),
            _ => return None,
        };
        let contract = self.contracts.iter().find(|one| one.id == *id)?;
        Some(contract.artifact.clone())
    }
}
