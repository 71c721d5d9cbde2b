//! The block access list (EIP-7928, <https://eips.ethereum.org/EIPS/eip-7928>): the EIP's rules,
//! each as a small block whose list is written by hand; its RLP; and revm's own builder as an
//! independent oracle.

#[path = "access_list/oracle.rs"]
mod oracle;
#[path = "access_list/protocol.rs"]
mod protocol;
#[path = "access_list/rlp.rs"]
mod rlp;
mod support;
#[path = "access_list/transactions.rs"]
mod transactions;

use alloy_eip7928::{
    AccountChanges, BalanceChange, BlockAccessIndex, CodeChange, NonceChange, SlotChanges,
    StorageChange,
};
use lanewise_executor::{
    Block, BlockAccessList, Control, Hints, InPlace, PreState, Transaction,
    revm::{
        primitives::{Address, Bytes, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
};
use support::assembler::assemble;

const SENDER: Address = Address::repeat_byte(0x10);
const CONTRACT: Address = Address::repeat_byte(0xc0);
const OTHER: Address = Address::repeat_byte(0xd0);
const FEE_RECIPIENT: Address = Address::repeat_byte(0xfe);
const WEALTH: u64 = 1_000_000_000_000;

/// A block of calls at no price, after which the fee recipient has what it had.
struct Scene {
    block: Block,
    pre: PreState,
}

impl Scene {
    fn new() -> Self {
        let mut block = Block {
            spec: SpecId::AMSTERDAM,
            chain_id: 1,
            ..Block::default()
        };
        block.env.beneficiary = FEE_RECIPIENT;
        block.env.number = U256::from(1000);
        block.env.timestamp = U256::from(12_000);
        let mut pre = PreState::new();
        pre.insert(SENDER, AccountInfo::from_balance(U256::from(WEALTH)));
        Self { block, pre }
    }

    /// With a contract that runs a program.
    fn contract(mut self, address: Address, balance: u64, program: &str) -> Self {
        let code = Bytecode::new_raw(assemble(program).into());
        let info = AccountInfo::from_bytecode(code).with_nonce(1);
        self.pre
            .insert(address, info.with_balance(U256::from(balance)));
        self
    }

    fn slot(mut self, address: Address, slot: u64, value: u64) -> Self {
        self.pre
            .set_storage(address, U256::from(slot), U256::from(value));
        self
    }

    /// With a transaction of the sender's.
    fn send(mut self, edit: impl FnOnce(&mut Transaction)) -> Self {
        let mut tx = Transaction {
            caller: SENDER,
            nonce: self.block.transactions.len() as u64,
            kind: TxKind::Call(CONTRACT),
            gas_limit: 5_000_000,
            chain_id: Some(1),
            ..Transaction::default()
        };
        edit(&mut tx);
        self.block.transactions.push(tx);
        self
    }

    /// With a call of the contract.
    fn call(self) -> Self {
        self.send(|_| {})
    }

    /// The block's list, once execution by it has agreed.
    fn list(&self) -> BlockAccessList {
        let hints = Hints::trace(&self.block, &self.pre, &Control::new()).expect("it is valid");
        let list = hints.access_list.clone().expect("a traced run makes one");
        list.check(self.block.transactions.len())
            .expect("it is in order");
        let strategy =
            lanewise_executor::strategies::parse("block-access-list").expect("it is there");
        let control = Control::new();
        let job =
            lanewise_executor::strategies::Job::new(&self.block, &self.pre, &InPlace, &control);
        let run = strategy.execute(
            &job.with_hints(Some(&hints)),
            &lanewise_executor::Unobserved,
        );
        run.expect("the list is the block's");
        list
    }

    /// Asserts that the list holds exactly these accounts, in the order of their addresses.
    fn expect(&self, accounts: impl IntoIterator<Item = Entry>) {
        let mut expected: Vec<_> = accounts.into_iter().map(|entry| entry.0).collect();
        expected.sort_by_key(|account| account.address);
        let list = self.list().0;
        for (expected, actual) in expected.iter().zip(&list) {
            assert_eq!(expected, actual);
        }
        assert_eq!(expected.len(), list.len(), "{list:?}");
    }
}

/// One account's part of a list written by hand.
struct Entry(AccountChanges);

/// An account that is touched and no more.
fn touched(address: Address) -> Entry {
    Entry(AccountChanges::new(address))
}

/// The sender after its transactions, which cost it nothing but nonces.
fn sender(transactions: u64) -> Entry {
    (1..=transactions).fold(touched(SENDER), |entry, place| entry.nonce(place, place))
}

impl Entry {
    fn balance(mut self, place: u64, to: u64) -> Self {
        let change = BalanceChange::new(BlockAccessIndex::new(place), U256::from(to));
        self.0.balance_changes.push(change);
        self
    }

    fn nonce(mut self, place: u64, to: u64) -> Self {
        let change = NonceChange::new(BlockAccessIndex::new(place), to);
        self.0.nonce_changes.push(change);
        self
    }

    fn code(mut self, place: u64, to: impl Into<Bytes>) -> Self {
        let change = CodeChange::new(BlockAccessIndex::new(place), to.into());
        self.0.code_changes.push(change);
        self
    }

    fn reads(mut self, slots: impl IntoIterator<Item = u64>) -> Self {
        self.0
            .storage_reads
            .extend(slots.into_iter().map(U256::from));
        self
    }

    fn writes(mut self, slot: u64, values: &[(u64, U256)]) -> Self {
        let values = values.iter();
        let changes =
            values.map(|(place, to)| StorageChange::new(BlockAccessIndex::new(*place), *to));
        let slot = SlotChanges::new(U256::from(slot), changes.collect());
        self.0.storage_changes.push(slot);
        self
    }
}
