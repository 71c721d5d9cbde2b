//! The Solidity compiler, as far as it has got.

use super::Workbench;
use crate::model::{Shared, format};
use serde::Deserialize;

/// The compiler's part of a workbench.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiler {
    /// What it is busy with.
    pub phase: Phase,
    /// The request under way.
    pub pending: Option<Pending>,
    /// How often its worker has said something.
    pub heard: u32,
    /// How the last compilation ended.
    pub last: Option<Outcome>,
    /// What it had to say then.
    pub diagnostics: Shared<Vec<Diagnostic>>,
    /// What it gave when it last ended well.
    pub compiled: Option<Compiled>,
}

impl Default for Compiler {
    fn default() -> Self {
        Self {
            phase: Phase::Idle,
            pending: None,
            heard: 0,
            last: None,
            diagnostics: Shared::new(Vec::new()),
            compiled: None,
        }
    }
}

/// What the compiler is busy with.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Nothing.
    Idle,
    /// It, or a library that the sources import, is being loaded.
    Loading {
        /// What is loaded.
        what: Part,
        /// How much of it is there, 0 to 1, if that is known.
        fraction: Option<f64>,
    },
    /// It compiles.
    Compiling,
    /// It cannot be used; the reason in a sentence.
    Unavailable(String),
}

/// What is loaded before sources can be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The compiler itself.
    Compiler,
    /// Sources of a library.
    Library,
}

/// A request under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The request.
    pub id: u32,
    /// The count of changes of the sources that were sent.
    pub sources: u32,
}

/// How a compilation ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The count of changes of the sources that were compiled.
    pub sources: u32,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Milliseconds it took.
    pub ms: f64,
    /// The compiler's version.
    pub version: String,
}

/// What the compiler gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// The count of changes of the sources that were compiled.
    pub sources: u32,
    /// Paths of the person's own files among them.
    pub own: Vec<String>,
    /// The compiler's `contracts`, as JSON.
    pub contracts: Shared<String>,
    /// The sources that were compiled, with the compiler's numbers for them, as JSON.
    pub sources_json: Shared<String>,
}

/// Something that the compiler or the engine has to say about a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Diagnostic {
    /// The file; empty if it is about none.
    pub path: String,
    /// Where it begins.
    pub from: Point,
    /// Behind its end.
    pub to: Point,
    /// How bad it is.
    pub severity: Severity,
    /// What is said.
    pub message: String,
}

/// A place in a file. Lines and columns count from 1, columns in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Point {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot be compiled.
    Error,
    /// It can, but something looks wrong.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// The word for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Takes the `contracts` out of what the compiler gave, and the `sources`, both as JSON.
///
/// # Errors
/// Says in a clause why there are no contracts.
pub fn contracts_of(output: &str) -> Result<(String, String), String> {
    let mut value: serde_json::Value =
        serde_json::from_str(output).map_err(|error| format!("its output is no JSON ({error})"))?;
    let sources = match value.get_mut("sources").map(serde_json::Value::take) {
        Some(sources @ serde_json::Value::Object(_)) => sources.to_string(),
        _ => "{}".to_owned(),
    };
    match value.get_mut("contracts").map(serde_json::Value::take) {
        Some(contracts @ serde_json::Value::Object(_)) => Ok((contracts.to_string(), sources)),
        // A file of comments alone has none.
        None => Ok(("{}".to_owned(), sources)),
        Some(_) => Err("its output has no list of contracts".to_owned()),
    }
}

/// All that is wrong with the files: what the compiler said, and what the engine said of the files
/// that it reads itself.
pub fn diagnostics(bench: &Workbench) -> Vec<Diagnostic> {
    let of_engine = bench.info().map(|info| &info.files[..]).unwrap_or_default();
    let turned = of_engine.iter().map(|problem| Diagnostic {
        path: problem.path.clone(),
        from: Point {
            line: problem.line,
            column: problem.column,
        },
        to: Point {
            line: problem.end_line,
            column: problem.end_column,
        },
        severity: match problem.is_warning {
            true => Severity::Warning,
            false => Severity::Error,
        },
        message: problem.message.clone(),
    });
    let of_compiler = bench.compiler.diagnostics.iter().cloned();
    of_compiler.chain(turned).collect()
}

/// The workbench's status: a word for it (`idle`, `loading`, `compiling`, `compiled`, `errors`,
/// `unavailable`, `nothing`) and a sentence.
pub fn status(bench: &Workbench) -> (&'static str, String) {
    let compiler = &bench.compiler;
    match &compiler.phase {
        Phase::Unavailable(why) => return ("unavailable", why.clone()),
        Phase::Loading { what, fraction } => {
            let what = match what {
                Part::Compiler => "the compiler",
                Part::Library => "the imported library",
            };
            let part = fraction.map_or_else(String::new, |part| {
                format!(", {} %", (part * 100.0).round().min(100.0))
            });
            return ("loading", format!("Loading {what}{part}…"));
        }
        Phase::Compiling => return ("compiling", "Compiling…".to_owned()),
        Phase::Idle => {}
    }
    if !bench.project.has_solidity() {
        let said = "No Solidity here, so nothing is compiled.";
        return ("nothing", said.to_owned());
    }
    let Some(last) = &compiler.last else {
        return ("idle", "Not compiled yet.".to_owned());
    };
    let found = format!(
        "{} and {}",
        format::plural(last.errors as u64, "error"),
        format::plural(last.warnings as u64, "warning")
    );
    let since = if last.sources == bench.sources {
        ""
    } else {
        " Changed since."
    };
    if last.errors == 0 {
        let took = format::milliseconds(last.ms);
        return (
            "compiled",
            format!("Compiled in {took} with {found}.{since}"),
        );
    }
    let use_of = match &compiler.compiled {
        Some(_) => "Run uses the last version that compiled.",
        None => "Nothing can run before it compiles.",
    };
    ("errors", format!("Not compiled: {found}.{since} {use_of}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_are_taken_out_of_the_output() {
        let output = r#"{"sources":{"A.sol":{"id":0}},"contracts":{"A.sol":{"A":{"abi":[]}}}}"#;
        assert_eq!(
            contracts_of(output),
            Ok((
                r#"{"A.sol":{"A":{"abi":[]}}}"#.into(),
                r#"{"A.sol":{"id":0}}"#.into()
            ))
        );
        assert_eq!(contracts_of("{}"), Ok(("{}".into(), "{}".into())));
        assert!(contracts_of("{\"contracts\":[]}").is_err());
        assert!(contracts_of("").is_err());
    }
}
