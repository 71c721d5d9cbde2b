//! How a command can end, and what can go wrong, in a sentence each.

use lanewise_executor::ExecuteError;
use lanewise_formats::ReadError;
use lanewise_workloads::PrepareError;
use std::{io, path::PathBuf};

/// How a command ended that did what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All is as it must be.
    Fine,
    /// Something differs or failed; the output says what.
    Difference,
}

impl Ending {
    /// The process's exit code.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Difference => 1,
        }
    }

    /// Fine if nothing differs.
    pub(crate) fn of(fine: bool) -> Self {
        if fine { Self::Fine } else { Self::Difference }
    }
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The command line is not understood.
    #[error("{message}\nTry `lanewise {command}--help`.")]
    Usage {
        /// The command with a space behind it, where there is one.
        command: String,
        /// What is wrong, in a sentence.
        message: String,
    },
    /// The block cannot be made.
    #[error(transparent)]
    Prepare(PrepareError),
    /// The file is there, and is not what is read.
    #[error("{file}: {source}")]
    Read {
        /// The file as it was named.
        file: String,
        /// The reason, which names the place in it.
        source: ReadError,
    },
    /// The file is well formed, and what was asked for is not in it or cannot be used.
    #[error("{file}: {message}")]
    Input {
        /// The file as it was named.
        file: String,
        /// The reason, in a sentence.
        message: String,
    },
    /// The batch document cannot be used, or not with these contracts.
    #[error("{}", .problems.iter().map(|problem| format!("{file}: {problem}")).collect::<Vec<_>>().join("\n"))]
    Document {
        /// The file as it was named.
        file: String,
        /// The reasons, each with its line and the part of the document.
        problems: Vec<lanewise_batch::Problem>,
    },
    /// The file or folder cannot be opened.
    #[error("{} cannot be read: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
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
    /// Somebody pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// A complaint about the command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage {
            command: String::new(),
            message: message.into(),
        }
    }

    /// The same complaint, of a command that has a help of its own.
    pub(crate) fn of_command(self, name: &str) -> Self {
        match self {
            Self::Usage { message, .. } => Self::Usage {
                command: format!("{name} "),
                message,
            },
            other => other,
        }
    }

    /// An execution that did not come to its end.
    pub(crate) fn execute(what: impl ToString, source: ExecuteError) -> Self {
        match source {
            ExecuteError::Cancelled => Self::Interrupted,
            source => Self::Execute {
                what: what.to_string(),
                source,
            },
        }
    }

    /// 2 if the command line or the input is at fault, as is the custom; 130 for Ctrl-C; else 1.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. }
            | Self::Prepare(PrepareError::Invalid(_))
            | Self::Read { .. }
            | Self::Input { .. }
            | Self::Document { .. }
            | Self::Open { .. } => 2,
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

impl From<lexopt::Error> for Error {
    fn from(error: lexopt::Error) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<PrepareError> for Error {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Stopped => Self::Interrupted,
            other => Self::Prepare(other),
        }
    }
}
