//! What can go wrong, each as a sentence a person can act on.

use std::io;
use std::path::PathBuf;

/// Shorthand used throughout this crate.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Every failure of a command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The command line was not understood.
    #[error("{0}; see `cargo xtask --help`")]
    Usage(String),

    /// A file or a folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, as a verb: "read", "write".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why the system refused.
        source: io::Error,
    },

    /// A program could not be started at all.
    #[error("cannot start {program}: {source}")]
    Start {
        /// The program's name.
        program: String,
        /// Why the system refused.
        source: io::Error,
    },

    /// A program ran and failed; its own words came before.
    #[error("{what} failed ({status})")]
    Failed {
        /// The step that failed.
        what: String,
        /// How the program ended.
        status: String,
    },

    /// Something needed is missing and cannot be installed from here.
    #[error("{what} is missing: {remedy}")]
    Missing {
        /// The tool.
        what: String,
        /// What the person can do about it.
        remedy: String,
    },

    /// Installing needs rights that this user lacks.
    #[error(
        "this machine lacks {what}, and installing it needs administrator rights; run this, then try again:\n    sudo {command}"
    )]
    NeedsRights {
        /// The tools.
        what: String,
        /// The one command.
        command: String,
    },

    /// A built WebAssembly module is not what it must be.
    #[error("{}: {problem}", path.display())]
    Module {
        /// The module, or a file built with it.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// The output of a tool, or a file with data, could not be understood.
    #[error("cannot understand {what}: {source}")]
    Data {
        /// What was read.
        what: String,
        /// Where the parser stopped.
        source: serde_json::Error,
    },

    /// The address to serve on cannot be had.
    #[error("port {port} is already in use: stop what runs there or choose another with --port")]
    PortInUse {
        /// The port asked for.
        port: u16,
    },

    /// The address to serve on cannot be had, for another reason.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// Why the system refused.
        source: io::Error,
    },

    /// Checks ran and some failed; each has been reported already.
    #[error("some checks failed")]
    ChecksFailed,
}

impl Error {
    /// For `map_err`: a file that could not be read.
    pub(crate) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        Self::file("read", path)
    }

    /// For `map_err`: a file that could not be written.
    pub(crate) fn writing(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        Self::file("write", path)
    }

    fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}
