//! What the page asks the engine about a block besides running it: which of its transactions would
//! fail, and what they are one by one.

use super::{Shared, format};
use lanewise_protocol::{BlockSource, DryRun};

/// What a person does with the batch as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchAction {
    /// Another text in the box of a preset's knob: its id, and what is typed.
    Knob(String, String),
    /// The setting at which the preset's block is most contended.
    MostContended,
    /// The preset's own setting.
    Relaxed,
    /// Execute the block once, to see what would fail.
    DryRun,
    /// List the project's transactions one by one in its batch document.
    List,
}

/// A dry run: one sequential execution of a block that tells which transactions fail, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DryRunState {
    /// The request under way.
    pub pending: Option<u32>,
    /// The block that was last asked about.
    pub block: Option<BlockSource>,
    /// The last answer.
    pub report: Option<Shared<DryRun>>,
    /// Why there is none, in a sentence.
    pub failed: Option<String>,
}

/// The listing of a project's transactions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// The request under way.
    pub pending: Option<u32>,
    /// The project that was asked about.
    pub project: Option<u32>,
    /// Why there is none, in a sentence.
    pub failed: Option<String>,
}

impl DryRunState {
    /// Whether the answer is about another block than that which is set up.
    pub fn is_stale(&self, source: Option<&BlockSource>) -> bool {
        self.block.as_ref() != source
    }
}

/// A dry run in one sentence.
pub fn sentence(report: &DryRun) -> String {
    let all = u64::from(report.transactions);
    let failed = u64::from(report.transactions.saturating_sub(report.succeeded));
    match (all, failed) {
        (0, _) => "The block has no transactions.".to_owned(),
        (1, 0) => "The one transaction would succeed.".to_owned(),
        (1, _) => "The one transaction would fail.".to_owned(),
        (_, 0) => format!("All {} would succeed.", format::count(all)),
        (_, failed) if failed == all => format!("All {} would fail.", format::count(all)),
        _ => format!(
            "{} of {} would fail.",
            format::count(failed),
            format::count(all)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_in_one_sentence() {
        let said = |transactions, succeeded| {
            sentence(&DryRun {
                transactions,
                succeeded,
                gas_used: 0,
                failures: Vec::new(),
                calls: Vec::new(),
            })
        };
        assert_eq!(said(5_000, 5_000), "All 5,000 would succeed.");
        assert_eq!(said(5_000, 4_988), "12 of 5,000 would fail.");
        assert_eq!(said(3, 0), "All 3 would fail.");
        assert_eq!(said(1, 1), "The one transaction would succeed.");
        assert_eq!(said(0, 0), "The block has no transactions.");
    }
}
