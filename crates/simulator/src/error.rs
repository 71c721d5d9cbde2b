//! Why a block could not be simulated.

use crate::MAX_CORES;
use lanewise_executor::{ExecuteError, strategies::UnknownStrategy};

/// Why a block could not be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// No strategy has this description.
    #[error(transparent)]
    Strategy(#[from] UnknownStrategy),
    /// The block could not be executed, or the simulation was cancelled.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// Too few or too many cores.
    #[error("there can be 1 to {MAX_CORES} simulated cores, not {0}")]
    Cores(usize),
    /// There is not one cost for each transaction.
    #[error("the block has {transactions} transactions, and there are costs of {costs}")]
    Costs {
        /// Transactions in the block.
        transactions: usize,
        /// Costs given.
        costs: usize,
    },
    /// Every core has nothing to do, and the block is not done. Always a bug.
    #[error(
        "the scheduler of {strategy} gives nobody anything to do at {time}, and the block is not done"
    )]
    Stuck {
        /// The strategy's description.
        strategy: String,
        /// The simulated time.
        time: u64,
    },
}
