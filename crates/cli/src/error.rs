//! What can go wrong, in a sentence each.

use lanewise_executor::ExecuteError;
use lanewise_workloads::PrepareError;
use std::{io, path::PathBuf};

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The command line is not understood.
    #[error("{0}\nTry `lanewise --help`.")]
    Usage(String),
    /// The block cannot be made.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The block cannot be executed.
    #[error("{what}: {source}")]
    Execute {
        /// Strategy and threads.
        what: String,
        /// The executor's reason.
        source: ExecuteError,
    },
    /// A strategy broke the executor's one law.
    #[error("{what} gives another outcome than sequential execution: {difference}")]
    Outcome {
        /// Strategy and threads.
        what: String,
        /// The first difference.
        difference: String,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Error {
    /// 2 if the command line is at fault, as is the custom; 1 otherwise.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Prepare(PrepareError::Invalid(_)) => 2,
            _ => 1,
        }
    }
}

impl From<lexopt::Error> for Error {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}
