//! What became of a case.

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every block was executed or refused as the case wants it.
    Passed,
    /// Something is not as the case wants it.
    Failed {
        /// What, in one sentence.
        what: String,
        /// Where, as in `block 3 of 5`.
        place: String,
    },
    /// The case asks for something that is not checked here.
    Skipped(Skip),
}

/// Why a case is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The kind of reason, to count by.
    pub kind: SkipKind,
    /// The reason, in one sentence.
    pub reason: String,
}

/// The kinds of reasons for which a case is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SkipKind {
    /// A fork that the EVM does not have.
    UnsupportedFork,
    /// A fork that nobody here has heard of.
    UnknownFork,
    /// A block that only its proof of work makes invalid.
    ProofOfWork,
}

impl SkipKind {
    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnsupportedFork => "unsupported fork",
            Self::UnknownFork => "unknown fork",
            Self::ProofOfWork => "proof of work",
        }
    }
}

impl std::fmt::Display for SkipKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
