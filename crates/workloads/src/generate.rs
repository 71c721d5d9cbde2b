//! From a batch document to a block.
//!
//! The document is understood as a whole first ([`plan`]), so that whatever is wrong with it is
//! told with its place before anything is executed. Then its contracts are deployed and its set-up
//! is executed, by the same EVM as the block itself; only the accounts' ether is there from the
//! start, as in a genesis allocation. Then the block is drawn, transaction by transaction. Where
//! steps take results of earlier ones, the block is executed while it is drawn, a few transactions
//! at a time.
//!
//! Nonces are given last, when the order is known.

mod accounts;
mod block;
mod draw;
mod execute;
mod listing;
mod literal;
mod merkle;
mod number;
mod plan;
mod results;

pub use accounts::addresses;
pub use execute::{ViewError, view};
pub use listing::listing;
pub use plan::Fault;

use crate::{
    CodeMaps, Deployed, PrepareError, Workload, artifacts::Artifacts, chain, chain::DEPLOYER,
    names::Names,
};
use alloy_primitives::{Address, Bytes, TxKind, map::AddressMap};
use draw::{Context, Draws, Repetition, encode_parameters};
use lanewise_batch::{Batch, Value};
use lanewise_executor::Transaction;
use plan::{MOST_GAS, Plan, Times, plan};

/// The most transactions of a set-up.
const SETUP: usize = 400_000;

/// Everything that is wrong with a document, as far as it can be told without executing it; nothing
/// when it is in order.
pub fn check(batch: &Batch, artifacts: &Artifacts) -> Vec<Fault> {
    plan(batch, artifacts).err().unwrap_or_default()
}

/// Makes the block that a document describes. `progress` is told (done, total), in no particular
/// unit; `false` stops.
///
/// # Errors
/// [`PrepareError::Batch`] with everything that is wrong with the document, or with the first thing
/// that went wrong while it was carried out; [`PrepareError::Stopped`] if `progress` said so.
pub fn generate(
    batch: &Batch,
    artifacts: &Artifacts,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Workload, PrepareError> {
    let plan = plan(batch, artifacts).map_err(PrepareError::Batch)?;
    let mut draws = Draws::new(&plan);
    let everybody = draws.people.all().iter().copied();
    let mut pre = chain::genesis(everybody.chain([DEPLOYER]));

    let mut nonces = Nonces::default();
    let set_up = set_up(&mut draws, &mut nonces).map_err(one)?;
    let drawn = count(&plan);
    let total = (set_up.len() + drawn) as u32;
    let number = execute::set_up(&mut pre, set_up, &plan, total, progress)?;
    check_contracts(&plan, &pre).map_err(one)?;

    let sent = total - drawn as u32;
    execute::holders(&mut draws, &pre, number, &mut || progress(sent, total))?;
    let block = block::draw(&mut draws, &pre, number, &mut nonces, total, progress)?;
    let contracts = deployed(&plan);
    Ok(Workload {
        maps: CodeMaps::new(&contracts, artifacts.iter()),
        names: Names::new(contracts.clone()),
        block,
        pre,
        contracts,
    })
}

/// The id of the contract that a document is about: the one that its first step calls.
pub(crate) fn first_contract(batch: &Batch) -> Option<&str> {
    let mut calls = batch.steps.iter().map(|step| &step.call).chain(&batch.list);
    calls.find_map(|call| match call.to.as_ref()? {
        Value::Text(id) | Value::Contract { id, .. } => batch
            .contracts
            .iter()
            .find(|contract| contract.id == *id)
            .map(|contract| contract.id.as_str()),
        _ => None,
    })
}

fn one(fault: Fault) -> PrepareError {
    PrepareError::Batch(vec![fault])
}

/// How many transactions the block has.
fn count(plan: &Plan<'_>) -> usize {
    let drawn = if plan.steps.is_empty() {
        0
    } else {
        plan.batch.transactions as usize
    };
    plan.list.len() + drawn
}

/// Everybody's next nonce.
#[derive(Debug, Default)]
struct Nonces(AddressMap<u64>);

impl Nonces {
    fn next(&mut self, account: Address) -> u64 {
        let next = self.0.entry(account).or_default();
        *next += 1;
        *next - 1
    }
}

/// A transaction before the block, and the part of the document that it comes from.
struct Prior {
    transaction: Transaction,
    path: String,
}

fn set_up(draws: &mut Draws<'_>, nonces: &mut Nonces) -> Result<Vec<Prior>, Fault> {
    let plan = draws.plan;
    let mut all = Vec::new();
    for contract in &plan.contracts {
        for index in 0..contract.addresses.len() as u64 {
            let mut context = Context {
                each: Some(Repetition {
                    index,
                    accounts: &[],
                    copy: None,
                }),
                ..Context::default()
            };
            let mut arguments = Vec::with_capacity(contract.arguments.len());
            for argument in &contract.arguments {
                arguments.push(draws.typed(argument, &mut context)?);
            }
            let mut data = contract.artifact.creation.to_vec();
            data.extend(encode_parameters(arguments).0);
            let value = draws.number(contract.value.as_ref(), &mut context)?;
            let gas_limit = draws.gas(contract.gas.as_ref(), MOST_GAS, &mut context)?;
            all.push(Prior {
                transaction: Transaction {
                    caller: DEPLOYER,
                    nonce: nonces.next(DEPLOYER),
                    kind: TxKind::Create,
                    data: Bytes::from(data),
                    value: value.unwrap_or_default(),
                    gas_limit,
                    ..chain::transaction()
                },
                path: contract.path.clone(),
            });
        }
    }
    let people = draws.people.all().to_vec();
    for set_up in &plan.setup {
        let path = &set_up.call.path;
        let repetition = |index, accounts, copy| Repetition {
            index,
            accounts,
            copy,
        };
        let repetitions: Vec<Option<Repetition<'_>>> = match set_up.times {
            Times::Once => vec![None],
            Times::Accounts => {
                let each = people.iter().enumerate();
                each.map(|(at, one)| Some(repetition(at as u64, std::slice::from_ref(one), None)))
                    .collect()
            }
            Times::Chunks(most) => {
                let chunks = people.chunks(most).enumerate();
                chunks
                    .map(|(at, chunk)| Some(repetition(at as u64, chunk, None)))
                    .collect()
            }
            Times::Many(times) => (0..times)
                .map(|at| Some(repetition(at, &[], None)))
                .collect(),
            Times::Copies(contract) => {
                let copies = plan.contracts[contract].addresses.iter().enumerate();
                copies
                    .map(|(at, copy)| Some(repetition(at as u64, &[], Some(*copy))))
                    .collect()
            }
        };
        if all.len() + repetitions.len() > SETUP {
            return Err(Fault::new(
                path.clone(),
                format!(
                    "The set-up would have {} transactions up to here; at most {SETUP} are sent. \
                     Take larger chunks, or fewer accounts.",
                    all.len() + repetitions.len()
                ),
            ));
        }
        for each in repetitions {
            let mut context = Context {
                each,
                ..Context::default()
            };
            let mut transaction = draws.call(&set_up.call, &mut context, false)?.transaction;
            transaction.nonce = nonces.next(transaction.caller);
            all.push(Prior {
                transaction,
                path: path.clone(),
            });
        }
    }
    Ok(all)
}

/// A constructor may return nothing at all, and then there is no contract.
fn check_contracts(plan: &Plan<'_>, pre: &lanewise_executor::PreState) -> Result<(), Fault> {
    for contract in &plan.contracts {
        for address in &contract.addresses {
            let account = pre.account(address);
            if account.is_none_or(|account| account.info.is_empty_code_hash()) {
                return Err(Fault::new(
                    contract.path.clone(),
                    format!(
                        "The creation code of {} leaves no code behind.",
                        contract.artifact.name
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// The contracts with the names to show: the contract's own where there is one of it, otherwise its
/// id in the document, with a number where there are copies.
fn deployed(plan: &Plan<'_>) -> Vec<Deployed> {
    let mut all = Vec::new();
    for contract in &plan.contracts {
        let same = |one: &&plan::Contract| one.artifact.name == contract.artifact.name;
        let name = if plan.contracts.iter().filter(same).count() == 1 {
            &contract.artifact.name
        } else {
            &contract.id
        };
        let copies = contract.addresses.len();
        for (copy, address) in contract.addresses.iter().enumerate() {
            let numbered = |name: &str| {
                if copies == 1 {
                    name.to_owned()
                } else {
                    format!("{name}#{copy}")
                }
            };
            all.push(Deployed {
                id: numbered(&contract.id),
                name: numbered(name),
                address: *address,
                artifact: contract.artifact.clone(),
            });
        }
    }
    all
}
