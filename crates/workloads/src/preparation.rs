//! From a description to a block: genesis, set-up, batch.
//!
//! An entry of the suite first chooses who takes part, then queues the transactions that deploy its contracts
//! and give those people what they need, then the batch. Nothing is executed until all is queued;
//! addresses and nonces of the future are known in advance, as to any wallet. Then the set-up is
//! executed, block by block, by the sequential strategy.

use crate::{
    CodeMaps, Deployed, PrepareError, Workload,
    abi::{self, Argument},
    artifacts::Artifacts,
    chain::{self, DEPLOYER},
    choice::Choice,
    contract::{Contract, TOKEN},
    generate::addresses,
    names::Names,
    random::Random,
};
use alloy_primitives::{Address, Bytes, TxKind, U256, map::AddressMap};
use lanewise_executor::Transaction;

const DEPLOYMENT_GAS: u64 = 5_000_000;
/// Receivers in one call of `distribute`, and gas for each: a new slot, a log, two hashes. Together
/// below the 2^24 gas that EIP-7825 allows a transaction.
const RECEIVERS: usize = 400;
const RECEIVER_GAS: u64 = 32_000;
const DISTRIBUTION_GAS: u64 = 60_000;
const DISTRIBUTE: [u8; 4] = TOKEN.selector("distribute");

/// How large a block of the suite is, and who takes part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Transactions.
    pub(crate) transactions: u32,
    /// People.
    pub(crate) accounts: u32,
    /// The exponent of the Zipf law by which they are chosen, in hundredths; 0 walks through all in turn.
    pub(crate) contention_steps: u32,
    /// The generator's seed.
    pub(crate) seed: u32,
}

/// What an entry of the suite queues.
#[derive(Debug)]
pub(crate) struct Preparation {
    /// For amounts and the like; the choice of accounts has a generator of its own.
    pub(crate) random: Random,
    /// How many the batch is to have.
    pub(crate) transactions: u32,
    choice: Choice,
    accounts: Vec<Address>,
    nonces: AddressMap<u64>,
    contracts: Vec<Deployed>,
    set_up: Vec<Transaction>,
    batch: Vec<Transaction>,
}

impl Preparation {
    /// An empty chain, and people.
    pub(crate) fn new(size: Size) -> Self {
        let mut random = Random::new(u64::from(size.seed));
        let choice_random = Random::new(random.next());
        Self {
            random,
            transactions: size.transactions,
            choice: Choice::new(size.accounts, size.contention_steps, choice_random),
            accounts: addresses(size.accounts),
            nonces: AddressMap::default(),
            contracts: Vec::new(),
            set_up: Vec::new(),
            batch: Vec::with_capacity(size.transactions as usize),
        }
    }

    /// An account for each transaction.
    pub(crate) fn choose(&mut self) -> Vec<Address> {
        let chosen = (0..self.transactions).map(|_| self.accounts[self.choice.one() as usize]);
        chosen.collect()
    }

    /// One more account, by the same law as [`Preparation::choose`].
    pub(crate) fn choose_one(&mut self) -> Address {
        self.accounts[self.choice.one() as usize]
    }

    /// A choice between things other than accounts, by Zipf's law with an exponent in hundredths;
    /// evenly in turn if that is 0.
    pub(crate) fn choice_of(&mut self, things: u32, exponent_steps: u32) -> Choice {
        Choice::new(things, exponent_steps, Random::new(self.random.next()))
    }

    /// Two different accounts for each transaction.
    pub(crate) fn choose_pairs(&mut self) -> Vec<(Address, Address)> {
        let account = |index: u32| self.accounts[index as usize];
        (0..self.transactions)
            .map(|_| self.choice.pair())
            .map(|(first, second)| (account(first), account(second)))
            .collect()
    }

    /// Queues a contract's deployment.
    pub(crate) fn deploy(
        &mut self,
        name: &'static str,
        contract: &'static Contract,
        arguments: &[Argument<'_>],
    ) -> Address {
        let transaction = Transaction {
            kind: TxKind::Create,
            data: abi::creation(contract.code, arguments),
            gas_limit: DEPLOYMENT_GAS,
            ..self.next_of(DEPLOYER)
        };
        let address = DEPLOYER.create(transaction.nonce);
        self.set_up.push(transaction);
        self.contracts.push(Deployed {
            id: name.to_owned(),
            name: name.to_owned(),
            address,
            artifact: Artifacts::built_in()
                .find(contract.name)
                .expect("the build compiled it")
                .clone(),
        });
        address
    }

    /// Queues a call by the deployer, before the batch.
    pub(crate) fn set_up(&mut self, to: Address, data: Bytes, gas_limit: u64) {
        self.set_up_by(DEPLOYER, to, data, gas_limit);
    }

    /// Queues a call before the batch.
    pub(crate) fn set_up_by(&mut self, from: Address, to: Address, data: Bytes, gas_limit: u64) {
        debug_assert!(self.batch.is_empty(), "nonces follow the order of queueing");
        let transaction = Transaction {
            kind: TxKind::Call(to),
            data,
            gas_limit,
            ..self.next_of(from)
        };
        self.set_up.push(transaction);
    }

    /// Queues the distribution of a `Token` by the deployer, the same amount to each.
    pub(crate) fn distribute(&mut self, token: Address, to: &[Address], amount: U256) {
        for to in to.chunks(RECEIVERS) {
            let data = abi::call(
                DISTRIBUTE,
                &[Argument::Addresses(to), Argument::Number(amount)],
            );
            let gas = DISTRIBUTION_GAS + RECEIVER_GAS * to.len() as u64;
            self.set_up(token, data, gas);
        }
    }

    /// Adds a call to the batch.
    pub(crate) fn call(&mut self, from: Address, to: Address, data: Bytes, gas_limit: u64) {
        let transaction = Transaction {
            kind: TxKind::Call(to),
            data,
            gas_limit,
            ..self.next_of(from)
        };
        self.batch.push(transaction);
    }

    /// Adds a payment of plain ether to the batch.
    pub(crate) fn pay(&mut self, from: Address, to: Address, value: U256, gas_limit: u64) {
        let transaction = Transaction {
            kind: TxKind::Call(to),
            value,
            gas_limit,
            ..self.next_of(from)
        };
        self.batch.push(transaction);
    }

    /// A transaction with its sender's next nonce.
    fn next_of(&mut self, caller: Address) -> Transaction {
        let next = self.nonces.entry(caller).or_default();
        let nonce = *next;
        *next += 1;
        Transaction {
            caller,
            nonce,
            ..chain::transaction()
        }
    }

    /// Executes the set-up. `progress` is told (done, total), in no particular unit; `false` stops.
    ///
    /// # Errors
    /// [`PrepareError::Stopped`] if `progress` said so.
    pub(crate) fn execute(
        self,
        progress: &mut dyn FnMut(u32, u32) -> bool,
    ) -> Result<Workload, PrepareError> {
        let mut pre = chain::genesis(self.accounts.iter().copied().chain([DEPLOYER]));
        let number = chain::set_up(&mut pre, self.set_up, progress)?;
        for Deployed { name, address, .. } in &self.contracts {
            if pre
                .account(address)
                .is_none_or(|account| account.info.is_empty_code_hash())
            {
                return Err(PrepareError::SetUp(format!("{name} is not at {address}")));
            }
        }
        let names = Names::new(self.contracts.clone());
        Ok(Workload {
            maps: CodeMaps::new(&self.contracts, Artifacts::built_in().iter()),
            block: chain::block(number, self.batch),
            pre,
            contracts: self.contracts,
            names,
        })
    }
}

/// Each account once, in the order of addresses.
pub(crate) fn distinct(accounts: impl IntoIterator<Item = Address>) -> Vec<Address> {
    let mut accounts: Vec<_> = accounts.into_iter().collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}
