//! A batch document, understood: names looked up, types known, all that is constant computed.
//!
//! Planning finds everything that is wrong with a document before anything is executed, and turns
//! its values into expressions that are quick to draw.

use super::{
    literal::{Drawn, coerce},
    number::Int,
};
use crate::{
    artifacts::{Artifact, Artifacts, INITCODE_LIMIT},
    chain::{DEPLOYER, FEE_RECIPIENT},
};
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::Param;
use alloy_primitives::{Address, U256};
use lanewise_batch::{Batch, Draw, Each, Order, Output, Repeat, Take, Value};
use std::sync::Arc;

mod calls;
mod generators;
mod values;

pub(super) use values::Scope;

/// The most copies of a contract.
const COPIES: u64 = 1_000;
/// The most transactions of the set-up.
const SETUP: u64 = 400_000;
/// The most ranks of a Zipf law.
const RANKS: u64 = 1_000_000;
/// The most elements of a repeated value.
pub(super) const ELEMENTS: u64 = 10_000;
/// The gas limit of a transaction that does not say its own.
pub(super) const GAS: u64 = 1_000_000;
/// The gas limit of a deployment that does not say its own, and the most of any transaction (EIP-7825).
pub(super) const MOST_GAS: u64 = 1 << 24;
/// The least gas limit: what every transaction costs.
const LEAST_GAS: u64 = 21_000;

/// What is wrong with a part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The part: `steps[0].arguments[1]`; empty for the whole.
    pub path: String,
    /// One sentence for a person.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
        }
    }
}

/// A whole document.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) batch: &'a Batch,
    pub(super) contracts: Vec<Contract>,
    pub(super) setup: Vec<SetUp>,
    pub(super) steps: Vec<Step>,
    pub(super) list: Vec<Call>,
    pub(super) tables: Tables,
}

/// What draws keep between transactions: how many of each there are.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Places with a walk among the accounts of their own.
    pub(super) turns: usize,
    /// Places with a counter of their own.
    pub(super) sequences: usize,
    /// Laws by number of ranks and exponent in hundredths.
    pub(super) laws: Vec<(u32, u32)>,
    /// Views that accounts must do well in.
    pub(super) holders: Vec<Holder>,
    /// Amounts of Merkle trees.
    pub(super) trees: Vec<U256>,
}

/// A contract to be deployed.
#[derive(Debug)]
pub(super) struct Contract {
    pub(super) id: String,
    pub(super) artifact: Arc<Artifact>,
    pub(super) arguments: Vec<Typed>,
    pub(super) value: Option<Typed>,
    pub(super) gas: Option<Typed>,
    /// Where its copies will be.
    pub(super) addresses: Vec<Address>,
    pub(super) path: String,
}

/// A transaction of the set-up.
#[derive(Debug)]
pub(super) struct SetUp {
    pub(super) call: Call,
    pub(super) times: Times,
}

/// How often.
#[derive(Debug)]
pub(super) enum Times {
    Once,
    Accounts,
    Chunks(usize),
    Many(u64),
    /// Of the contract of that index.
    Copies(usize),
}

/// A kind of transaction.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) weight: f64,
    pub(super) call: Call,
    /// Steps whose results it takes, and how.
    pub(super) takes: Vec<(usize, Take)>,
    /// Whether others take its results.
    pub(super) is_taken: bool,
}

/// A transaction.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) draws: Vec<Expr>,
    pub(super) from: Typed,
    pub(super) to: Typed,
    pub(super) input: Input,
    pub(super) value: Option<Typed>,
    pub(super) gas: Option<Typed>,
    pub(super) tip: Option<Typed>,
}

/// A transaction's data.
#[derive(Debug)]
pub(super) enum Input {
    None,
    Data(Typed),
    Function(Encoded),
}

/// A call to a function.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) selector: [u8; 4],
    pub(super) arguments: Vec<Typed>,
    /// The types of what it returns.
    pub(super) outputs: Vec<DynSolType>,
}

/// An expression whose value must be of a type.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) kind: DynSolType,
    pub(super) path: String,
}

/// A view that accounts must do well in.
#[derive(Debug)]
pub(super) struct Holder {
    pub(super) to: Address,
    pub(super) call: Encoded,
    pub(super) least: Int,
    pub(super) path: String,
}

/// How to draw.
#[derive(Debug)]
pub(super) enum Expr {
    /// Always the same.
    Fixed(Drawn),
    List(Vec<Expr>),
    Uniform(Box<Expr>, Box<Expr>),
    Zipf {
        law: usize,
        start: Int,
    },
    Sequence {
        place: usize,
        start: Int,
        step: Int,
        count: Option<u64>,
    },
    Account(Pick),
    Sender,
    Copy {
        contract: usize,
        copy: Box<Expr>,
    },
    Choice(Vec<Expr>),
    Get(usize),
    Scaled(Box<[Expr; 3]>),
    Sum(Vec<Expr>),
    Difference(Box<[Expr; 2]>),
    Remainder(Box<[Expr; 2]>),
    Repeat(Box<Expr>, Box<Expr>),
    Holder {
        holder: usize,
        pick: Pick,
    },
    Candidate,
    Each(Each),
    Result {
        step: usize,
        output: Output,
        take: Take,
    },
    MerkleRoot(usize),
    MerkleProof(usize, Box<Typed>),
    MerkleLeaf(usize, Box<Typed>),
    Encode(Box<Encoded>),
}

/// How to choose an account.
#[derive(Debug)]
pub(super) enum Pick {
    Contention,
    Turn(usize),
    Uniform,
    Zipf(usize),
    Index(Box<Expr>),
}

/// Understands a document.
pub(super) fn plan<'a>(batch: &'a Batch, artifacts: &Artifacts) -> Result<Plan<'a>, Vec<Fault>> {
    let mut planner = Planner {
        batch,
        contracts: Vec::new(),
        tables: Tables::default(),
        faults: Vec::new(),
        draws: &[],
        is_idle: false,
        repeated: None,
    };
    planner.names();
    planner.deployments(artifacts);
    let setup = planner.set_ups();
    let steps = planner.steps(artifacts);
    let list = planner.list();
    if batch.steps.is_empty() && batch.list.is_empty() && planner.faults.is_empty() {
        planner.say(
            "",
            "The batch is empty: describe at least one step, or list a transaction.",
        );
    }
    let Planner {
        contracts,
        tables,
        faults,
        ..
    } = planner;
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Plan {
        batch,
        contracts,
        setup,
        steps,
        list,
        tables,
    })
}

struct Planner<'a> {
    batch: &'a Batch,
    contracts: Vec<Contract>,
    tables: Tables,
    faults: Vec<Fault>,
    /// What the call under way draws beforehand.
    draws: &'a [Draw],
    /// Whether the step under way has the weight 0: its values are never drawn, and a range that is
    /// empty at the present setting is no fault.
    is_idle: bool,
    /// The contract whose copies the call under way is repeated for.
    repeated: Option<usize>,
}

impl<'a> Planner<'a> {
    fn say(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault::new(path, message));
    }

    /// Names must be unique.
    fn names(&mut self) {
        let batch = self.batch;
        let knobs = batch.knobs.iter().map(|knob| knob.id.as_str());
        self.unique("knobs", "knob", knobs.collect());
        let contracts = batch.contracts.iter().map(|one| one.id.as_str());
        self.unique("contracts", "contract", contracts.collect());
        let steps = batch.steps.iter().map(|step| step.id.as_str());
        self.unique("steps", "step", steps.collect());
        for (id, _) in &batch.contended {
            if batch.number(id).is_none() {
                self.say(format!("contended.{id}"), self.no_knob(id));
            }
        }
        for (at, contract) in batch.contracts.iter().enumerate() {
            if ["deployer", "feeRecipient"].contains(&contract.id.as_str()) {
                let path = format!("contracts[{at}].id");
                self.say(
                    path,
                    format!("“{}” means somebody else already.", contract.id),
                );
            }
        }
    }

    fn unique(&mut self, list: &str, what: &str, names: Vec<&str>) {
        for (at, name) in names.iter().enumerate() {
            if !name.is_empty() && names[..at].contains(name) {
                let path = format!("{list}[{at}].id");
                self.say(path, format!("There is a {what} “{name}” already."));
            }
        }
    }

    fn no_knob(&self, id: &str) -> String {
        let known: Vec<_> = self.batch.knobs.iter().map(|one| one.id.as_str()).collect();
        format!(
            "There is no knob “{}”; there are {}.",
            crate::shortened(id, 40),
            [
                &known[..],
                &["transactions", "accounts", "contention", "seed"]
            ]
            .concat()
            .join(", ")
        )
    }

    /// The address that a name stands for.
    fn named_address(&self, name: &str) -> Option<Address> {
        match name {
            "deployer" => Some(DEPLOYER),
            "feeRecipient" => Some(FEE_RECIPIENT),
            _ => {
                let contract = self.contracts.iter().find(|one| one.id == name)?;
                contract.addresses.first().copied()
            }
        }
    }

    fn deployments(&mut self, artifacts: &Artifacts) {
        let mut nonce = 0;
        for (at, deployment) in self.batch.contracts.iter().enumerate() {
            let path = format!("contracts[{at}]");
            let artifact = match artifacts.find(&deployment.contract) {
                Ok(artifact) => artifact.clone(),
                Err(why) => {
                    self.say(format!("{path}.contract"), why);
                    continue;
                }
            };
            if let Some(problem) = &artifact.problem {
                self.say(format!("{path}.contract"), problem.clone());
            }
            if artifact.creation.len() > INITCODE_LIMIT {
                let message = format!(
                    "The creation code of {} has {} bytes; {INITCODE_LIMIT} are allowed (EIP-3860).",
                    artifact.name,
                    artifact.creation.len()
                );
                self.say(format!("{path}.contract"), message);
            }
            let copies = match &deployment.copies {
                Some(copies) => self.count(copies, &format!("{path}.copies"), COPIES),
                None => 1,
            };
            let addresses = (nonce..nonce + copies).map(|nonce| DEPLOYER.create(nonce));
            let addresses = addresses.collect();
            nonce += copies;
            let constructor = artifact.abi.constructor.as_ref();
            let parameters = constructor.map_or(&[][..], |one| &one.inputs[..]);
            let scope = Scope::set_up(true);
            let what = format!("The constructor of {}", artifact.name);
            let place = format!("{path}.arguments");
            let arguments =
                self.arguments(&deployment.arguments, parameters, &what, &place, &scope);
            let value = self.wei(deployment.value.as_ref(), &path, &scope);
            let payable = constructor.is_some_and(|one| {
                one.state_mutability == alloy_json_abi::StateMutability::Payable
            });
            if value.is_some() && !payable && !is_zero(deployment.value.as_ref()) {
                self.say(
                    format!("{path}.value"),
                    format!("{what} takes no ether: it is not payable."),
                );
            }
            let gas = self.gas(deployment.gas.as_ref(), &path, &scope);
            self.contracts.push(Contract {
                id: deployment.id.clone(),
                artifact,
                arguments,
                value,
                gas,
                addresses,
                path,
            });
        }
    }

    /// The types of a list of parameters.
    fn kinds(&mut self, parameters: &[Param], path: &str) -> Vec<DynSolType> {
        let kinds = parameters.iter().map(|parameter| parameter.resolve());
        match kinds.collect::<Result<Vec<_>, _>>() {
            Ok(kinds) => kinds,
            Err(error) => {
                self.say(
                    path,
                    format!("The ABI has a type that cannot be used: {error}."),
                );
                Vec::new()
            }
        }
    }

    fn wei(&mut self, value: Option<&Value>, path: &str, scope: &Scope<'_>) -> Option<Typed> {
        let path = format!("{path}.value");
        value.map(|value| self.typed(value, DynSolType::Uint(256), path, scope))
    }

    fn gas(&mut self, value: Option<&Value>, path: &str, scope: &Scope<'_>) -> Option<Typed> {
        let path = format!("{path}.gas");
        let typed = value.map(|value| self.typed(value, DynSolType::Uint(64), path, scope))?;
        if let Expr::Fixed(Drawn::Typed(DynSolValue::Uint(gas, _))) = &typed.expr
            && !(U256::from(LEAST_GAS)..=U256::from(MOST_GAS)).contains(gas)
        {
            self.say(typed.path.clone(), gas_range(&gas.to_string()));
        }
        Some(typed)
    }

    /// A constant count between 0 and `most`; 1 where it is wrong.
    fn count(&mut self, value: &Value, path: &str, most: u64) -> u64 {
        let number = self.constant(value, path).and_then(|drawn| drawn.number());
        match number.and_then(Int::to_u64) {
            Some(count) if (1..=most).contains(&count) => count,
            found => {
                let found = match (found, number) {
                    (Some(count), _) => count.to_string(),
                    (None, Some(number)) => number.to_string(),
                    (None, None) => "something else".to_owned(),
                };
                self.say(
                    path,
                    format!("A whole number between 1 and {most} is wanted; this is {found}."),
                );
                1
            }
        }
    }

    fn times(&mut self, repeat: Option<&Repeat>, path: &str) -> Times {
        let path = format!("{path}.repeat");
        match repeat {
            None => Times::Once,
            Some(Repeat::Accounts) => Times::Accounts,
            Some(Repeat::Chunks(most)) => {
                let most = self.count(most, &format!("{path}.accounts"), ELEMENTS);
                Times::Chunks(most as usize)
            }
            Some(Repeat::Times(times)) => {
                Times::Many(self.count(times, &format!("{path}.times"), SETUP))
            }
            Some(Repeat::Copies(id)) => match self.contracts.iter().position(|one| one.id == *id) {
                Some(contract) => Times::Copies(contract),
                None => {
                    let message = self.no_contract(id);
                    self.say(format!("{path}.copies"), message);
                    Times::Once
                }
            },
        }
    }

    fn no_contract(&self, id: &str) -> String {
        let known: Vec<_> = self.contracts.iter().map(|one| one.id.as_str()).collect();
        let shown = crate::shortened(id, 40);
        if known.is_empty() {
            format!("No contract “{shown}” is deployed; none is.")
        } else {
            format!(
                "No contract “{shown}” is deployed; there are {}.",
                known.join(", ")
            )
        }
    }

    /// A constant of a type, checked here and now; otherwise the expression.
    fn settle(&mut self, expr: Expr, kind: &DynSolType, path: &str) -> Expr {
        match expr {
            Expr::Fixed(drawn) => match coerce(drawn, kind, &|name| self.named_address(name)) {
                Ok(value) => Expr::Fixed(Drawn::Typed(value)),
                Err(why) => {
                    self.say(path, why);
                    Expr::Fixed(Drawn::Int(Int::default()))
                }
            },
            other => other,
        }
    }
}

/// Whether a value is nothing but a zero.
fn is_zero(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Number(number)) => number.as_f64() == Some(0.0),
        Some(Value::Text(text)) => Int::parse(text) == Some(Int::default()),
        _ => false,
    }
}

/// Why a gas limit cannot be.
pub(super) fn gas_range(gas: &str) -> String {
    format!("A gas limit is between {LEAST_GAS} and {MOST_GAS} (EIP-7825); this is {gas}.")
}

/// Whether a gas limit can be.
pub(super) fn is_gas(gas: u64) -> bool {
    (LEAST_GAS..=MOST_GAS).contains(&gas)
}

/// The number of steps, of hundredths, in an exponent.
fn hundredths(exponent: f64) -> u32 {
    (exponent * 100.0).round() as u32
}

/// How the document orders its transactions.
pub(super) fn order(batch: &Batch) -> Order {
    batch.order
}
