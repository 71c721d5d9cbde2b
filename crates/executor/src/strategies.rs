//! The strategies, in one table that page, command line, tests and benches all read.
//!
//! To add one, write a file beside these with a type that implements [`Configure`] and
//! [`Strategy`], and give it a word in the table.

mod block_access_list;
mod block_stm;
mod dependency_graph;
mod locks;
mod planned;
mod results;
pub(crate) mod sequential;
mod two_phase;

pub use block_access_list::BlockAccessList;
pub use block_stm::BlockStm;
pub use dependency_graph::DependencyGraph;
pub use locks::{Granularity, Locks};
pub use sequential::Sequential;
pub use two_phase::TwoPhase;

pub(crate) use {dependency_graph::plan as dependency_plan, planned::Plan};

use crate::{Block, Control, ExecuteError, Exempt, Hints, Observer, PreState, Run, Workers};

/// What a strategy is given to do.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The block.
    pub block: &'a Block,
    /// The state before it.
    pub pre: &'a PreState,
    /// Who does the work.
    pub workers: &'a dyn Workers,
    /// How it is watched and stopped.
    pub control: &'a Control,
    /// What is known of the block beforehand, from an earlier run or from whoever made it. A
    /// strategy that needs hints and gets none makes them first, by [`Hints::trace`].
    pub hints: Option<&'a Hints>,
    /// Locations whose conflicts are to be left out of account; the outcome is the same. For
    /// strategies over multi-version memory, and for plans.
    pub exempt: Option<&'a Exempt<'a>>,
}

impl<'a> Job<'a> {
    /// A block of which nothing is known beforehand.
    pub fn new(
        block: &'a Block,
        pre: &'a PreState,
        workers: &'a dyn Workers,
        control: &'a Control,
    ) -> Self {
        Self {
            block,
            pre,
            workers,
            control,
            hints: None,
            exempt: None,
        }
    }

    /// The same with something known beforehand.
    #[must_use]
    pub fn with_hints(self, hints: Option<&'a Hints>) -> Self {
        Self { hints, ..self }
    }

    /// The same as if some locations did not conflict.
    #[must_use]
    pub fn with_exempt(self, exempt: Option<&'a Exempt<'a>>) -> Self {
        Self { exempt, ..self }
    }
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("transactions", &self.block.transactions.len())
            .field("workers", &self.workers.count())
            .finish_non_exhaustive()
    }
}

/// A way to execute a block.
pub trait Strategy<O: Observer>: Send + Sync {
    /// Executes a block on its pre-state.
    ///
    /// # Errors
    /// [`ExecuteError::InvalidTransaction`] with the lowest invalid transaction and
    /// [`ExecuteError::InvalidBlock`], exactly when sequential execution gives that error;
    /// [`ExecuteError::WrongAccessList`] for a list that came as a hint;
    /// [`ExecuteError::Cancelled`].
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError>;
}

/// What people are told of a strategy, and how its options are set.
pub trait Configure: Default {
    /// What people are told of it.
    const DESCRIPTOR: Descriptor;

    /// Sets an option of [`Descriptor::options`] to one of its values.
    fn set(&mut self, _option: &str, _value: &str) {}
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
    /// Whether it needs to know of the block beforehand.
    pub needs_hints: bool,
    /// What can be chosen.
    pub options: &'static [OptionDescriptor],
    /// A page of documentation, in Markdown.
    pub documentation: &'static str,
}

/// Something that can be chosen of a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionDescriptor {
    /// Stable, as [`Descriptor::id`].
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The values it can have, each with a short title. The first is the default.
    pub values: &'static [(&'static str, &'static str)],
}

/// A description of a strategy that names none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownStrategy {
    /// No strategy has this id.
    #[error("there is no strategy \"{0}\"; there are {known}", known = ids())]
    Id(String),
    /// The strategy has no such option.
    #[error("the strategy {strategy} has no option \"{option}\"; it has {known}")]
    Option {
        /// The strategy's id.
        strategy: &'static str,
        /// What was given.
        option: String,
        /// The options it has.
        known: String,
    },
    /// The option has no such value.
    #[error("{option} of the strategy {strategy} cannot be \"{value}\"; it can be {known}")]
    Value {
        /// The strategy's id.
        strategy: &'static str,
        /// The option's.
        option: &'static str,
        /// What was given.
        value: String,
        /// The values it can have.
        known: String,
    },
}

fn ids() -> String {
    list(TABLE.iter().map(|strategy| strategy.id))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

/// Sets options as written: `granularity=account,other=value`.
fn configure<S: Configure>(options: &str) -> Result<S, UnknownStrategy> {
    let Descriptor {
        id: strategy,
        options: known,
        ..
    } = S::DESCRIPTOR;
    let mut made = S::default();
    for part in options.split(',').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let Some(option) = known.iter().find(|option| option.id == name) else {
            return Err(UnknownStrategy::Option {
                strategy,
                option: name.to_owned(),
                known: list(known.iter().map(|option| option.id)),
            });
        };
        if !option.values.iter().any(|(id, _)| *id == value) {
            return Err(UnknownStrategy::Value {
                strategy,
                option: option.id,
                value: value.to_owned(),
                known: list(option.values.iter().map(|(id, _)| *id)),
            });
        }
        made.set(name, value);
    }
    Ok(made)
}

macro_rules! table {
    ($($strategy:ident),+ $(,)?) => {
        /// All strategies, in the order to show them.
        pub const TABLE: &[Descriptor] = &[$($strategy::DESCRIPTOR),+];

        /// The strategy of a description: an id, and behind a colon the options that are not to
        /// have their defaults, as in `locks:granularity=account`.
        ///
        /// # Errors
        /// A sentence that says what is not known, and what is.
        pub fn parse<O: Observer>(text: &str) -> Result<Box<dyn Strategy<O>>, UnknownStrategy> {
            let (id, options) = text.split_once(':').unwrap_or((text, ""));
            $(if id == $strategy::DESCRIPTOR.id {
                return Ok(Box::new(configure::<$strategy>(options)?));
            })+
            Err(UnknownStrategy::Id(id.to_owned()))
        }
    };
}

table!(
    Sequential,
    BlockStm,
    BlockAccessList,
    Locks,
    DependencyGraph,
    TwoPhase
);

/// What people are told of the strategy of a description, whatever its options.
pub fn descriptor(text: &str) -> Option<&'static Descriptor> {
    let id = text.split(':').next()?;
    TABLE.iter().find(|strategy| strategy.id == id)
}
