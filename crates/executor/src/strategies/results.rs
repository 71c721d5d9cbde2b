//! What strategies over multi-version memory share: the results of the transactions, and what is
//! left to do once all of them are done.

use crate::{
    Block, Control, Counts, ExecuteError, Incarnation, Receipt, StateChanges, TxIndex,
    WorkerObserver,
    evm::{Evm, EvmError, Executed, Fee},
    memory::{Blocked, Memory, Reads, View, Writes, lazy_recipient},
    outcome::settle,
    primitive::{AtomicU32, Mutex, MutexGuard, Ordering, Padded, into_inner, lock},
    system,
};

/// What is known of a transaction's last incarnation.
#[derive(Debug, Default)]
pub(super) struct TxResult {
    pub(super) reads: Reads,
    pub(super) written: Writes,
    /// The receipt, or why there can be none.
    pub(super) receipt: Option<Result<Receipt, String>>,
}

/// The results of a block's transactions, and what is made of them at the end.
#[derive(Debug)]
pub(super) struct Results {
    by_transaction: Vec<Padded<Mutex<TxResult>>>,
    counts: Mutex<Counts>,
    /// The next job of [`Results::finish`].
    finishing: AtomicU32,
    changes: Mutex<Option<Result<StateChanges, Blocked>>>,
    receipts: Mutex<Option<Result<Vec<Receipt>, ExecuteError>>>,
}

impl Results {
    pub(super) fn new(transactions: usize) -> Self {
        Self {
            by_transaction: (0..transactions).map(|_| Padded::default()).collect(),
            counts: Mutex::default(),
            finishing: AtomicU32::new(0),
            changes: Mutex::default(),
            receipts: Mutex::default(),
        }
    }

    /// One transaction's.
    pub(super) fn of(&self, transaction: TxIndex) -> MutexGuard<'_, TxResult> {
        lock(&self.by_transaction[transaction as usize].0)
    }

    /// One transaction's, taken away.
    pub(super) fn take(&self, transaction: TxIndex) -> TxResult {
        std::mem::take(&mut *self.of(transaction))
    }

    /// Adds a worker's work.
    fn count(&self, counts: Counts) {
        lock(&self.counts).add(counts);
    }

    /// What is left once every transaction is done: two jobs, for the first two workers that come
    /// (or the only one).
    fn finish(&self, block: &Block, memory: &Memory<'_>) {
        loop {
            match self.finishing.fetch_add(1, Ordering::Relaxed) {
                0 => {
                    let changes = memory.changes(self.by_transaction.len() as TxIndex);
                    *lock(&self.changes) = Some(changes);
                }
                1 => *lock(&self.receipts) = Some(self.take_receipts(block)),
                _ => return,
            }
        }
    }

    /// Hands over one worker's part, and does what is left if the block is done.
    pub(super) fn leave(&self, counts: Counts, of: (&Block, &Memory<'_>, &Control)) {
        let (block, memory, control) = of;
        self.count(counts);
        if !control.is_cancelled() {
            self.finish(block, memory);
        }
    }

    fn take_receipts(&self, block: &Block) -> Result<Vec<Receipt>, ExecuteError> {
        let taken = (0..self.by_transaction.len() as TxIndex).map(|index| {
            // Taken whole: freeing the lists of reads and writes takes its time too.
            match self.take(index).receipt {
                Some(Ok(receipt)) => Ok(receipt),
                Some(Err(reason)) => Err(ExecuteError::InvalidTransaction { index, reason }),
                None => Err(internal(format!("transaction {index} has no result"))),
            }
        });
        settle(block, taken)
    }

    pub(super) fn into_executed(self) -> Result<system::Executed, ExecuteError> {
        let unfinished = || internal("nobody put the results together".to_owned());
        let receipts = into_inner(self.receipts).ok_or_else(unfinished)??;
        let changes = into_inner(self.changes)
            .ok_or_else(unfinished)?
            .map_err(|blocked| internal(format!("at the block's end {blocked}")))?;
        Ok(system::Executed {
            receipts,
            changes,
            counts: into_inner(self.counts),
        })
    }
}

fn internal(what: String) -> ExecuteError {
    ExecuteError::Internal(what)
}

/// Executes a transaction on what transaction `reader` sees, and keeps what it read. `told` says
/// whether somebody is told of its accesses: that tells of balances too, so that none may be left to
/// be added up later.
pub(super) fn attempt(
    block: &Block,
    evm: &mut Evm<'_, View<'_, '_>>,
    (index, reader): (TxIndex, TxIndex),
    told: bool,
    into: &mut TxResult,
) -> Result<Executed, EvmError> {
    let transaction = &block.transactions[index as usize];
    let lazy = if told {
        None
    } else {
        lazy_recipient(block, transaction)
    };
    let buffer = std::mem::take(&mut into.reads);
    evm.state().start(index, reader, lazy, buffer);
    let result = evm.execute(transaction, Fee::Deferred);
    into.reads = evm.state().take_reads();
    result
}

/// Publishes what an execution gave, and makes its receipt. Returns whether it wrote where others
/// may have read too early.
pub(super) fn publish<W: WorkerObserver>(
    block: &Block,
    memory: &Memory<'_>,
    evm: &mut Evm<'_, View<'_, '_>>,
    mut observed: Option<&mut W>,
    (index, incarnation): (TxIndex, Incarnation),
    result: Result<Executed, EvmError>,
    into: &mut TxResult,
) -> bool {
    let disturbs = match result {
        Ok(mut executed) => {
            if let Some(observed) = &mut observed
                && observed.wants_accesses()
            {
                observed.accesses(index, incarnation, executed.access_set(block));
            }
            let mut view = evm.state();
            let (reads, written) = (&into.reads, &mut into.written);
            let disturbs = memory.publish(index, &mut executed, reads, written, view.cursors());
            let tx_type = block.transactions[index as usize].tx_type;
            into.receipt = Some(Ok(Receipt::new(block.spec, tx_type, executed.result)));
            disturbs
        }
        Err(error) => {
            memory.publish_nothing(index, &mut into.written);
            into.receipt = Some(Err(error.to_string()));
            false
        }
    };
    if let Some(observed) = observed
        && observed.wants_writes()
    {
        let writes = memory.published(index, &into.reads, &into.written);
        observed.written(index, incarnation, writes);
    }
    disturbs
}
