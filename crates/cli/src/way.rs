//! Ways to execute a block: a strategy, with its options, on a number of threads.

use crate::{interrupt::CONTROL, output};
use lanewise_executor::{
    Block, BlockAccessList, ExecuteError, Hints, Observer, PreState, Run, ScopedThreads,
    strategies::{self, Job, TABLE},
};
use std::fmt;

/// The strategy that all others are compared with.
pub(crate) const SEQUENTIAL: &str = "sequential";

/// A way to execute a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// The strategy as command lines have it: an id, and perhaps options.
    pub(crate) strategy: String,
    /// Worker threads.
    pub(crate) threads: usize,
}

impl Way {
    /// One transaction after the other.
    pub(crate) fn sequential() -> Self {
        Self {
            strategy: SEQUENTIAL.to_owned(),
            threads: 1,
        }
    }

    /// Whether it wants to know of the block beforehand.
    pub(crate) fn needs_hints(&self) -> bool {
        strategies::descriptor(&self.strategy).is_some_and(|strategy| strategy.needs_hints)
    }

    /// Executes a block.
    ///
    /// # Errors
    /// As the strategy; [`ExecuteError::Cancelled`] after Ctrl-C.
    pub(crate) fn execute<O: Observer>(
        &self,
        block: &Block,
        pre: &PreState,
        hints: Option<&Hints>,
        observer: &O,
    ) -> Result<Run, ExecuteError> {
        let strategy = strategies::parse::<O>(&self.strategy)
            .map_err(|error| ExecuteError::Internal(error.to_string()))?;
        let workers = ScopedThreads(self.threads);
        let job = Job::new(block, pre, &workers, &CONTROL).with_hints(hints);
        strategy.execute(&job, observer)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = output::count(self.threads, "thread");
        write!(out, "{} on {threads}", self.strategy)
    }
}

/// What is known of a block that came with an access list, and how to execute it by that.
pub(crate) fn by_list(list: BlockAccessList, threads: usize) -> (Way, Hints) {
    let mut hints = Hints::default();
    hints.access_list = Some(list);
    let way = Way {
        strategy: "block-access-list".to_owned(),
        threads,
    };
    (way, hints)
}

/// Every strategy in every way: those that can use several threads on each number.
pub(crate) fn ways(strategies: &[String], threads: &[usize]) -> Vec<Way> {
    let mut ways = Vec::new();
    for strategy in strategies {
        let parallel = strategies::descriptor(strategy).is_some_and(|known| known.parallel);
        let threads = if parallel { threads } else { &[1] };
        ways.extend(threads.iter().map(|threads| Way {
            strategy: strategy.clone(),
            threads: *threads,
        }));
    }
    ways
}

/// All strategies, each as it is by default.
pub(crate) fn all() -> Vec<String> {
    let ids = TABLE.iter().map(|strategy| strategy.id.to_owned());
    ids.collect()
}

/// All strategies, each as it is by default, and with each other value of each of its options.
pub(crate) fn all_variants() -> Vec<String> {
    let mut variants = Vec::new();
    for strategy in TABLE {
        variants.push(strategy.id.to_owned());
        for option in strategy.options {
            for (value, _) in option.values.iter().skip(1) {
                variants.push(format!("{}:{}={value}", strategy.id, option.id));
            }
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_executor::Unobserved;

    #[test]
    fn every_variant_is_a_strategy() {
        let variants = all_variants();
        assert!(variants.len() >= all().len());
        for variant in &variants {
            assert!(
                strategies::parse::<Unobserved>(variant).is_ok(),
                "{variant}"
            );
        }
        let way = Way::sequential();
        assert_eq!(way.to_string(), "sequential on 1 thread");
        let ways = ways(&all(), &[1, 2]);
        let sequential = ways.iter().filter(|way| way.strategy == SEQUENTIAL);
        assert_eq!(sequential.count(), 1);
        assert_eq!(ways.len(), 2 * TABLE.len() - 1);
    }
}
