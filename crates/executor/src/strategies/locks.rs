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
use crate::{AccessSet, ExecuteError, Hints, Observer, Part, PreState, Run, TxIndex, system};
use revm::primitives::{Address, HashMap, hash_map::Entry};

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
        let traced;
        let hints = match job.hints {
            Some(hints) => hints,
            None => {
                traced = Hints::trace(job.block, job.pre, job.control)?;
                &traced
            }
        };
        system::enclose(job, &mut |_, _| {}, |job| {
            let length = job.block.transactions.len();
            let plan = self.plan(&hints.accesses, job.pre, length);
            planned::execute(job, &plan, FirstReads::Latest, observer)
        })
    }
}

/// A lock, by what it covers.
type Lock = (Address, Option<Part>);

/// Who has a lock, seen from the end of the queue.
#[derive(Debug, Default)]
struct Holders {
    writer: Option<TxIndex>,
    /// Readers since the last writer.
    readers: Vec<TxIndex>,
}

impl Locks {
    /// Who waits for whose locks.
    fn plan(&self, accesses: &[AccessSet], pre: &PreState, transactions: usize) -> Plan {
        let mut holders: HashMap<Lock, Holders> = HashMap::default();
        let mut edges = Vec::new();
        let mut wanted: HashMap<Lock, bool> = HashMap::default();
        for (set, index) in accesses.iter().zip(0..transactions as TxIndex) {
            self.wanted(set, pre, &mut wanted);
            for (lock, exclusive) in wanted.drain() {
                let holders = holders.entry(lock).or_default();
                if exclusive {
                    // The readers waited for the writer before them.
                    if holders.readers.is_empty() {
                        edges.extend(holders.writer.map(|writer| (writer, index)));
                    }
                    edges.extend(holders.readers.drain(..).map(|reader| (reader, index)));
                    holders.writer = Some(index);
                } else {
                    edges.extend(holders.writer.map(|writer| (writer, index)));
                    holders.readers.push(index);
                }
            }
        }
        Plan::new(transactions, edges)
    }

    /// The locks of a transaction, each with whether it is wanted alone.
    fn wanted(&self, set: &AccessSet, pre: &PreState, wanted: &mut HashMap<Lock, bool>) {
        let mut want = |address: Address, part: Part, write: bool| {
            let is_contract = || {
                let account = pre.account(&address);
                account.is_some_and(|account| !account.info.is_empty_code_hash())
            };
            let (lock, exclusive) = match self.granularity {
                Granularity::Slot => ((address, Some(part)), write),
                Granularity::Account => ((address, None), write),
                Granularity::Contract => ((address, None), write || is_contract()),
            };
            match wanted.entry(lock) {
                Entry::Occupied(mut known) => *known.get_mut() |= exclusive,
                Entry::Vacant(new) => {
                    new.insert(exclusive);
                }
            }
        };
        for (location, _) in &set.reads {
            want(location.address, location.part, false);
        }
        for (location, _) in &set.writes {
            want(location.address, location.part, true);
        }
    }
}
