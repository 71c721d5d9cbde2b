//! The strategies, in one table that page, command line, tests and benches all read.
//!
//! To add one, write a file beside these with a type that implements [`Strategy`], and give it a
//! line in the table.

mod block_stm;
mod sequential;

pub use block_stm::BlockStm;
pub use sequential::Sequential;

use crate::{Block, Control, ExecuteError, Observer, PreState, Run, Workers};

/// A way to execute a block.
pub trait Strategy<O: Observer>: Send + Sync {
    /// Executes a block on its pre-state.
    ///
    /// # Errors
    /// [`ExecuteError::InvalidTransaction`] with the lowest invalid transaction, exactly when
    /// sequential execution gives that error; [`ExecuteError::Cancelled`].
    fn execute(
        &self,
        block: &Block,
        pre: &PreState,
        workers: &dyn Workers,
        control: &Control,
        observer: &O,
    ) -> Result<Run, ExecuteError>;
}

/// What people are told of a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// Stable: stands in links, files and command lines.
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Where the algorithm comes from.
    pub source: &'static str,
    /// Whether it can use more than one worker.
    pub parallel: bool,
}

macro_rules! table {
    ($($strategy:ident),+ $(,)?) => {
        /// All strategies, in the order to show them.
        pub const TABLE: &[Descriptor] = &[$($strategy::DESCRIPTOR),+];

        /// The strategy of an id, with its default options.
        pub fn by_id<O: Observer>(id: &str) -> Option<Box<dyn Strategy<O>>> {
            $(if id == $strategy::DESCRIPTOR.id {
                return Some(Box::new($strategy::default()));
            })+
            None
        }
    };
}

table!(Sequential, BlockStm);

/// What people are told of the strategy of an id.
pub fn descriptor(id: &str) -> Option<&'static Descriptor> {
    TABLE.iter().find(|strategy| strategy.id == id)
}
