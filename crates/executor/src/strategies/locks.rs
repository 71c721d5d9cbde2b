//! Access-list locks: every transaction declares what it will read and write, and takes locks on
//! all of it before it starts (Yakovenko: *Sealevel, Parallel Processing Thousands of Smart
//! Contracts*, 2019; EIP-2930's access lists are such a declaration on Ethereum).
//!
//! Readers share a lock, a writer has it alone, and locks are granted in the order of the block: so
//! whatever runs at the same time does not conflict, and whatever conflicts runs in order. The
//! declarations come from [`Hints::accesses`]. How much one lock covers is the option
//! *granularity*: coarse locks are cheap to declare and make transactions wait for each other that
//! have nothing to do with one another.

use super::{
    Configure, Descriptor, Job, OptionDescriptor, Strategy,
    planned::{self, FirstReads, Plan},
};
use crate::{AccessSet, ExecuteError, Hints, Location, Observer, Part, Run, TxIndex, system};
use revm::primitives::{AddressMap, U256Map};

/// Access-list locks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Locks {
    /// What one lock covers.
    pub granularity: Granularity,
}

/// What one lock covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Granularity {
    /// One storage slot, or one part of an account (balance, nonce, code).
    #[default]
    Slot,
    /// One account with all its storage.
    Account,
    /// As [`Granularity::Account`], and whoever enters a contract has it alone, even to read.
    Contract,
}

impl Configure for Locks {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "locks",
        title: "Access-list locks",
        summary: "Every transaction says beforehand what it will touch and takes locks on all of \
                  it; those whose locks do not conflict run at the same time.",
        source: "Yakovenko, Sealevel, 2019, \
                 https://medium.com/solana-labs/sealevel-parallel-processing-thousands-of-smart-contracts-d814b378192",
        parallel: true,
        needs_hints: true,
        options: &[OptionDescriptor {
            id: "granularity",
            title: "Granularity",
            summary: "How much one lock covers.",
            values: &[
                ("slot", "Storage slot"),
                ("account", "Account"),
                ("contract", "Contract"),
            ],
        }],
        documentation: include_str!("../../docs/strategies/locks.md"),
    };

    fn set(&mut self, _: &str, value: &str) {
        self.granularity = match value {
            "account" => Granularity::Account,
            "contract" => Granularity::Contract,
            _ => Granularity::Slot,
        };
    }
}

impl<O: Observer> Strategy<O> for Locks {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        let hints = Hints::given_or_traced(job)?;
        system::enclose(job, &mut |_, _| {}, |job| {
            let length = job.block.transactions.len();
            let plan = self.plan(&hints.accesses, job, length);
            planned::execute(job, &plan, FirstReads::Latest, observer)
        })
    }
}

/// Who has a lock, seen from the end of the queue.
#[derive(Debug, Default)]
struct Queue {
    writer: Option<TxIndex>,
    /// Readers since the last writer.
    readers: Vec<TxIndex>,
}

impl Queue {
    /// Puts a transaction at the end; notes whom it waits for.
    fn join(&mut self, index: TxIndex, exclusive: bool, edges: &mut Vec<(TxIndex, TxIndex)>) {
        if !exclusive {
            edges.extend(self.writer.map(|writer| (writer, index)));
            self.readers.push(index);
            return;
        }
        // The readers have waited for the writer before them.
        if self.readers.is_empty() {
            edges.extend(self.writer.map(|writer| (writer, index)));
        }
        edges.extend(self.readers.drain(..).map(|reader| (reader, index)));
        self.writer = Some(index);
    }
}

/// The locks of one account.
#[derive(Debug, Default)]
struct AccountLocks {
    /// The account as a whole, where granularity is coarser than a slot.
    whole: Queue,
    balance: Queue,
    nonce: Queue,
    code: Queue,
    slots: U256Map<Queue>,
}

impl AccountLocks {
    fn part(&mut self, part: Part) -> &mut Queue {
        match part {
            Part::Balance => &mut self.balance,
            Part::Nonce => &mut self.nonce,
            Part::Code => &mut self.code,
            Part::Storage(slot) => self.slots.entry(slot).or_default(),
        }
    }
}

impl Locks {
    /// Who waits for whose locks.
    fn plan(&self, accesses: &[AccessSet], job: &Job<'_>, transactions: usize) -> Plan {
        let is_exempt = |location: &Location| job.exempt.is_some_and(|all| all.covers(location));
        let mut accounts: AddressMap<AccountLocks> = AddressMap::default();
        let mut edges = Vec::new();
        for (set, index) in accesses.iter().zip(0..transactions as TxIndex) {
            // Both lists are sorted, and whatever is written is also read.
            let mut writes = set.writes.iter().map(|(location, _)| location).peekable();
            for account in set.reads.chunk_by(|(a, _), (b, _)| a.address == b.address) {
                let address = account[0].0.address;
                let locks = accounts.entry(address).or_default();
                let (mut locks_any, mut writes_any) = (false, false);
                for (location, _) in account {
                    let is_write = writes.next_if_eq(&location).is_some();
                    if is_exempt(location) {
                        continue;
                    }
                    locks_any = true;
                    writes_any |= is_write;
                    if self.granularity == Granularity::Slot {
                        locks.part(location.part).join(index, is_write, &mut edges);
                    }
                }
                if !locks_any {
                    continue;
                }
                let is_contract = || {
                    let account = job.pre.account(&address);
                    account.is_some_and(|account| !account.info.is_empty_code_hash())
                };
                match self.granularity {
                    Granularity::Slot => {}
                    Granularity::Account => locks.whole.join(index, writes_any, &mut edges),
                    Granularity::Contract => {
                        let exclusive = writes_any || is_contract();
                        locks.whole.join(index, exclusive, &mut edges);
                    }
                }
            }
        }
        Plan::new(transactions, edges)
    }
}
