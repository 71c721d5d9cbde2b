//! From a description to a block: genesis, set-up, batch.
//!
//! A preset first chooses who takes part, then queues the transactions that deploy its contracts
//! and give those people what they need, then the batch. Nothing is executed until all is queued;
//! addresses and nonces of the future are known in advance, as to any wallet. Then the set-up is
//! executed, block by block, by the sequential strategy.

use crate::{
    BatchSpec, Deployed, PrepareError, Workload,
    abi::{self, Argument},
    chain,
    choice::Choice,
    contract::{Contract, TOKEN},
    names::Names,
    random::Random,
    validate,
};
use alloy_primitives::{Address, Bytes, TxKind, U256, map::AddressMap};
use lanewise_executor::Transaction;

/// Deploys the contracts and owns what there is to distribute.
const DEPLOYER: Address = Address::repeat_byte(0xde);
/// Accounts have the same addresses whatever the seed.
const ADDRESS_SEED: u64 = 0x6c61_6e65_7769_7365;
const DEPLOYMENT_GAS: u64 = 5_000_000;
/// Receivers in one call of `distribute`, and gas for each: a new slot, a log, two hashes. Together
/// below the 2^24 gas that EIP-7825 allows a transaction.
const RECEIVERS: usize = 400;
const RECEIVER_GAS: u64 = 32_000;
const DISTRIBUTION_GAS: u64 = 60_000;
const DISTRIBUTE: [u8; 4] = TOKEN.selector("distribute");

/// Prepares a block. `progress` is told (done, total), in no particular unit; `false` stops.
///
/// # Errors
/// [`PrepareError::Invalid`] if the description cannot be used, [`PrepareError::Stopped`] if
/// `progress` said so.
pub fn prepare(
    spec: &BatchSpec,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Workload, PrepareError> {
    let preset = validate(spec).map_err(PrepareError::Invalid)?;
    let mut preparation = Preparation::new(spec);
    (preset.queue)(&mut preparation);
    preparation.execute(spec, progress)
}

/// What a preset queues.
#[derive(Debug)]
pub(crate) struct Preparation {
    /// For amounts and the like; the choice of accounts has a generator of its own.
    pub(crate) random: Random,
    /// How many the batch is to have.
    pub(crate) transactions: u32,
    choice: Choice,
    accounts: Vec<Address>,
    taking_part: Vec<Address>,
    nonces: AddressMap<u64>,
    contracts: Vec<Deployed>,
    ids: Vec<U256>,
    set_up: Vec<Transaction>,
    batch: Vec<Transaction>,
}

impl Preparation {
    /// An empty chain, and the people that the description names. The preset is not looked at.
    pub(crate) fn new(spec: &BatchSpec) -> Self {
        let mut random = Random::new(u64::from(spec.seed));
        let choice_random = Random::new(random.next());
        let mut addresses = Random::new(ADDRESS_SEED);
        Self {
            random,
            transactions: spec.transactions,
            choice: Choice::new(spec.accounts, spec.contention_steps(), choice_random),
            accounts: (0..spec.accounts)
                .map(|_| Address::new(addresses.bytes()))
                .collect(),
            taking_part: Vec::new(),
            nonces: AddressMap::default(),
            contracts: Vec::new(),
            ids: Vec::new(),
            set_up: Vec::new(),
            batch: Vec::with_capacity(spec.transactions as usize),
        }
    }

    /// An account for each transaction.
    pub(crate) fn choose(&mut self) -> Vec<Address> {
        let chosen: Vec<_> = (0..self.transactions)
            .map(|_| self.accounts[self.choice.one() as usize])
            .collect();
        self.taking_part.extend(&chosen);
        chosen
    }

    /// One more account, by the same law as [`Preparation::choose`].
    pub(crate) fn choose_one(&mut self) -> Address {
        let chosen = self.accounts[self.choice.one() as usize];
        self.taking_part.push(chosen);
        chosen
    }

    /// A choice between things other than accounts, by Zipf's law with an exponent in hundredths;
    /// evenly in turn if that is 0.
    pub(crate) fn choice_of(&mut self, things: u32, exponent_steps: u32) -> Choice {
        Choice::new(things, exponent_steps, Random::new(self.random.next()))
    }

    /// Two different accounts for each transaction.
    pub(crate) fn choose_pairs(&mut self) -> Vec<(Address, Address)> {
        let account = |index: u32| self.accounts[index as usize];
        let chosen: Vec<_> = (0..self.transactions)
            .map(|_| self.choice.pair())
            .map(|(first, second)| (account(first), account(second)))
            .collect();
        self.taking_part
            .extend(chosen.iter().flat_map(|(first, second)| [first, second]));
        chosen
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
            name,
            address,
            contract,
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

    /// Makes a number known that may be a mapping's key.
    pub(crate) fn name_id(&mut self, id: U256) {
        self.ids.push(id);
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

    /// Executes the set-up. `progress` and errors as of [`prepare`].
    pub(crate) fn execute(
        self,
        spec: &BatchSpec,
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
        let names = Names::new(self.contracts.clone(), distinct(self.taking_part), self.ids);
        Ok(Workload {
            spec: spec.clone(),
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
