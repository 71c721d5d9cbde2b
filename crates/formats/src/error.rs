//! Why a text is not read.

/// Why a text is not read: one sentence that names the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It is longer than [`crate::MAX_TEXT_BYTES`].
    #[error("the text has {found} bytes; at most {limit} are read")]
    TooLong {
        /// Bytes that it has.
        found: usize,
        /// Bytes that are read at most.
        limit: usize,
    },
    /// It is no JSON.
    #[error("the text is not JSON: {0}")]
    Json(String),
    /// A field is missing, or is not what belongs there.
    #[error("{path}: expected {expected}, found {found}")]
    Field {
        /// The way to it, as in `blocks[3].transactions[7].gasLimit`.
        path: String,
        /// What belongs there.
        expected: String,
        /// What is there; long values are cut.
        found: String,
    },
    /// It is of a format that this crate knows and does not read.
    #[error("{path}: this is {format}, which is not read: {reason}")]
    Unsupported {
        /// The way to the part that shows the format.
        path: String,
        /// The format's name, with its article.
        format: &'static str,
        /// Why it is not read, and what is read instead.
        reason: &'static str,
    },
}
