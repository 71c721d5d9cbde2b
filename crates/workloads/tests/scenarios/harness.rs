//! Runs a scenario's block under every strategy and lets a test look at the states before and after.

pub(crate) use alloy_dyn_abi::DynSolValue;
pub(crate) use alloy_primitives::{Address, U256};

use alloy_dyn_abi::{FunctionExt, JsonAbiExt};
use lanewise_executor::{
    Control, Hints, Outcome, PreState, ScopedThreads, Unobserved,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, Workload, prepare, preset, view};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

/// Transactions of a block.
const TRANSACTIONS: u32 = 2_000;
/// Accounts for them, where the scenario has more.
const ACCOUNTS: u32 = 4_000;
const SEQUENTIAL: &str = "sequential";
const DEPLOYER: Address = Address::repeat_byte(0xde);

/// A block of a scenario, executed, and the state after it (or before it).
pub(crate) struct After {
    ran: Arc<Ran>,
    state: PreState,
    before: Option<Box<After>>,
}

struct Ran {
    workload: Workload,
    spec: BatchSpec,
    outcome: Outcome,
    accounts: Vec<Address>,
}

impl After {
    /// Runs 2,000 transactions at the default and at the most contended setting, by every strategy,
    /// each of which must give what sequential execution gives; then looks at what came out.
    pub(crate) fn check(id: &'static str, look: impl Fn(&Self)) {
        // Several tests look at the same two blocks.
        type Kept = Arc<OnceLock<[After; 2]>>;
        static KEPT: OnceLock<Mutex<HashMap<&str, Kept>>> = OnceLock::new();
        let kept = KEPT
            .get_or_init(Mutex::default)
            .lock()
            .unwrap()
            .entry(id)
            .or_default()
            .clone();
        for after in kept.get_or_init(|| Self::both(id)) {
            look(after);
        }
    }

    fn both(id: &str) -> [Self; 2] {
        let preset = preset(id).unwrap_or_else(|| panic!("there is no scenario {id}"));
        let mut spec = preset.defaults();
        spec.transactions = TRANSACTIONS;
        spec.accounts = spec.accounts.min(ACCOUNTS);
        let at_default = Self::run(spec.clone());
        for (knob, value) in &preset.batch.contended {
            match knob.as_str() {
                "contention" => spec.contention = *value,
                "accounts" => spec.accounts = *value as u32,
                _ => spec.knobs.push((knob.clone(), *value)),
            }
        }
        [at_default, Self::run(spec)]
    }

    fn run(spec: BatchSpec) -> Self {
        let workload = prepare(&spec, &mut |_, _| true)
            .unwrap_or_else(|error| panic!("{}: {error}", spec.preset));
        let outcome = execute(&workload, SEQUENTIAL, 1, None);
        // What strategies need to know beforehand is found out once for all of them.
        let hints = Hints::trace(&workload.block, &workload.pre, &Control::new()).unwrap();
        for strategy in strategies::TABLE.iter().filter(|one| one.id != SEQUENTIAL) {
            let id = strategy.id;
            let hints = strategy.needs_hints.then_some(&hints);
            let other = execute(&workload, id, 3, hints);
            assert!(other == outcome, "{} under {id} differs", spec.preset);
        }
        let mut post = workload.pre.clone();
        post.apply(&outcome.changes);
        let accounts = lanewise_workloads::addresses(spec.accounts);
        let pre = workload.pre.clone();
        let ran = Arc::new(Ran {
            workload,
            spec,
            outcome,
            accounts,
        });
        let before = Self {
            ran: Arc::clone(&ran),
            state: pre,
            before: None,
        };
        Self {
            ran,
            state: post,
            before: Some(Box::new(before)),
        }
    }

    /// Calls a view; `contract` is an id, with `#` and a number for a copy.
    pub(crate) fn call(
        &self,
        contract: &str,
        signature: &str,
        arguments: &[DynSolValue],
    ) -> Vec<DynSolValue> {
        let outputs = self.calls(contract, signature, &[arguments.to_vec()]);
        outputs.into_iter().next().unwrap()
    }

    /// Many calls of one view.
    pub(crate) fn calls(
        &self,
        contract: &str,
        signature: &str,
        calls: &[Vec<DynSolValue>],
    ) -> Vec<Vec<DynSolValue>> {
        let deployed = self.deployed(contract);
        let function = deployed.artifact.function(signature).unwrap().clone();
        let data = calls.iter().map(|arguments| {
            let data = function.abi_encode_input(arguments);
            let data = data.unwrap_or_else(|error| panic!("{contract}.{signature}: {error}"));
            (deployed.address, data.into())
        });
        let data: Vec<_> = data.collect();
        let number = self.ran.workload.block.env.number.to::<u64>();
        let outputs = view(&self.state, number, &data).unwrap();
        let outputs = outputs.into_iter().map(|output| {
            let output = output.unwrap_or_else(|| panic!("{contract}.{signature} reverts"));
            function.abi_decode_output(&output).unwrap()
        });
        outputs.collect()
    }

    /// Calls a view that gives a number (or an address, or a truth value, as a number).
    pub(crate) fn number(
        &self,
        contract: &str,
        signature: &str,
        arguments: &[DynSolValue],
    ) -> U256 {
        as_number(&self.call(contract, signature, arguments)[0])
    }

    /// The sum of a view over all accounts, all contracts and the deployer.
    pub(crate) fn sum(&self, contract: &str, signature: &str) -> U256 {
        let contracts = self.ran.workload.contracts.iter().map(|one| one.address);
        let all = self.ran.accounts.iter().copied().chain(contracts);
        let calls: Vec<_> = all
            .chain([DEPLOYER])
            .map(|one| vec![DynSolValue::Address(one)])
            .collect();
        let given = self.calls(contract, signature, &calls);
        given.iter().map(|values| as_number(&values[0])).sum()
    }

    fn deployed(&self, contract: &str) -> &lanewise_workloads::Deployed {
        let first = format!("{contract}#0");
        let mut contracts = self.ran.workload.contracts.iter();
        contracts
            .find(|one| one.id == contract || one.id == first)
            .unwrap_or_else(|| panic!("no contract {contract} is deployed"))
    }

    pub(crate) fn uint(&self, number: u64) -> DynSolValue {
        DynSolValue::Uint(U256::from(number), 256)
    }

    pub(crate) fn word(&self, address: Address) -> DynSolValue {
        DynSolValue::Address(address)
    }

    /// The id of a copy.
    pub(crate) fn copy(&self, contract: &str, copy: usize) -> String {
        let id = format!("{contract}#{copy}");
        let there = self.ran.workload.contracts.iter().any(|one| one.id == id);
        if there { id } else { contract.to_owned() }
    }

    pub(crate) fn address(&self, contract: &str) -> Address {
        self.deployed(contract).address
    }

    pub(crate) fn accounts(&self) -> &[Address] {
        &self.ran.accounts
    }

    /// Looks at the state before the block.
    pub(crate) fn before(&self) -> &Self {
        self.before.as_deref().unwrap()
    }

    pub(crate) fn ether(&self, address: Address) -> U256 {
        self.state
            .account(&address)
            .map_or(U256::ZERO, |one| one.info.balance)
    }

    pub(crate) fn succeeded(&self) -> usize {
        let receipts = self.ran.outcome.receipts.iter();
        receipts.filter(|receipt| receipt.is_success()).count()
    }

    pub(crate) fn transactions(&self) -> usize {
        self.ran.outcome.receipts.len()
    }

    pub(crate) fn knob(&self, id: &str) -> f64 {
        match id {
            "contention" => self.ran.spec.contention,
            "accounts" => f64::from(self.ran.spec.accounts),
            "transactions" => f64::from(self.ran.spec.transactions),
            _ => {
                let set = self.ran.spec.knobs.iter().find(|(knob, _)| knob == id);
                let preset = preset(&self.ran.spec.preset).unwrap();
                set.map(|(_, value)| *value)
                    .or_else(|| preset.batch.number(id))
                    .unwrap_or_else(|| panic!("there is no knob {id}"))
            }
        }
    }
}

fn execute(workload: &Workload, strategy: &str, threads: usize, hints: Option<&Hints>) -> Outcome {
    let strategy = strategies::parse::<Unobserved>(strategy).unwrap();
    let workers = ScopedThreads(threads);
    let control = Control::new();
    let job = Job::new(&workload.block, &workload.pre, &workers, &control).with_hints(hints);
    strategy.execute(&job, &Unobserved).unwrap().outcome
}

fn as_number(value: &DynSolValue) -> U256 {
    match value {
        DynSolValue::Uint(number, _) => *number,
        DynSolValue::Int(number, _) => number.into_raw(),
        DynSolValue::Bool(value) => U256::from(u8::from(*value)),
        DynSolValue::Address(address) => U256::from_be_bytes(address.into_word().0),
        DynSolValue::FixedBytes(word, _) => U256::from_be_bytes(word.0),
        other => panic!("{other:?} is no number"),
    }
}
