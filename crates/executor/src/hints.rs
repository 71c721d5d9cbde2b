//! What is known of a block before it is executed.
//!
//! Some strategies do not guess: a block's builder has executed it already and can say what each
//! transaction touches. Here that knowledge comes from one sequential run ([`Hints::trace`]) or
//! with the block (a block access list).

use crate::{
    AccessSet, Block, BlockAccessList, Control, ExecuteError, InPlace, PreState, Unobserved,
    access_list::Builder,
    strategies::{Job, Plan, dependency_plan, sequential},
    system,
};
use std::{borrow::Cow, cell::RefCell, sync::OnceLock};

/// What is known of a block before it is executed.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// What each transaction reads and writes, by index. Only a hint: a strategy that is told
    /// wrong is slower, never wrong itself. Empty where nobody knows.
    pub accesses: Vec<AccessSet>,
    /// The block's access list (EIP-7928), on which the whole execution rests: a wrong one makes
    /// the block invalid.
    pub access_list: Option<BlockAccessList>,
    /// Made of `accesses` when first asked for.
    graph: OnceLock<Plan>,
}

impl Hints {
    /// Executes a block one transaction after the other, and notes everything.
    ///
    /// # Errors
    /// As sequential execution.
    pub fn trace(block: &Block, pre: &PreState, control: &Control) -> Result<Self, ExecuteError> {
        let list = RefCell::new(Builder::default());
        let mut accesses = Vec::with_capacity(block.transactions.len());
        let job = Job::new(block, pre, &InPlace, control);
        let note = &mut |place, state: &_| list.borrow_mut().add(place, state);
        system::enclose(&job, note, |job| {
            sequential::one_by_one(job, &Unobserved, |index, executed| {
                list.borrow_mut().add(u64::from(index) + 1, &executed.state);
                accesses.push(executed.access_set(block));
            })
        })?;
        Ok(Self {
            accesses,
            access_list: Some(list.into_inner().finish()),
            graph: OnceLock::new(),
        })
    }

    /// The hints that came with a job, or else those of a run made now.
    ///
    /// # Errors
    /// As [`Hints::trace`].
    pub(crate) fn given_or_traced<'a>(job: &Job<'a>) -> Result<Cow<'a, Self>, ExecuteError> {
        match job.hints {
            Some(hints) => Ok(Cow::Borrowed(hints)),
            None => Self::trace(job.block, job.pre, job.control).map(Cow::Owned),
        }
    }

    /// Who has to wait for whom, by the accesses.
    pub(crate) fn graph(&self, transactions: usize) -> &Plan {
        self.graph
            .get_or_init(|| dependency_plan(&self.accesses, transactions, |_| false))
    }
}
