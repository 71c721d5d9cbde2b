//! Projects: contracts that a person writes, and the batch document that calls them.
//!
//! The page hands over what the Solidity compiler gave, and as text what the engine itself reads:
//! assembly, pasted bytecode, the batch document. Everything is checked at once; what cannot be
//! used is told with its place, and leaves the projects before it as they are.

use crate::{batch, run::Stop};
use lanewise_batch::Batch;
use lanewise_protocol::{BatchProblem, Failure, FileProblem, Limits, ProjectInfo};
use lanewise_workloads::{
    Artifacts, Sources, Workload, add_assembly, add_pasted, check, shortened,
};
use serde::Deserialize;
use std::collections::BTreeMap;

mod contracts;

/// Projects kept: the last that can be used, and some before it that a result may still be of.
const KEPT: usize = 4;
/// The most contracts told of.
const CONTRACTS: usize = 200;
/// The longest message of a reader, in characters.
const LONGEST: usize = 500;

/// A project that a block can be made of.
#[derive(Debug)]
struct Project {
    number: u32,
    artifacts: Artifacts,
    batch: Batch,
    text: String,
}

/// The projects that can be used.
#[derive(Debug, Default)]
pub(crate) struct Projects(Vec<Project>);

/// What comes in the buffer: see [`ProjectInfo`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    compiled: serde_json::Value,
    #[serde(default)]
    sources: serde_json::Value,
    #[serde(default)]
    own: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    batch: String,
}

impl Projects {
    /// Takes a project over and says what it holds.
    pub(crate) fn take(&mut self, number: u32, bytes: &[u8]) -> Result<ProjectInfo, Stop> {
        let refuse = |why: String| Stop::Failed(Failure::Other(why));
        if bytes.len() > Limits::PROJECT_BYTES {
            return Err(refuse(format!(
                "The project has {} bytes; at most {} are read.",
                bytes.len(),
                Limits::PROJECT_BYTES
            )));
        }
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| refuse(format!("The project cannot be read: {error}.")))?;
        let mut files = Vec::new();
        let artifacts = artifacts(&document, &mut files);
        let (problems, batch) = match lanewise_batch::read(&document.batch) {
            Ok(batch) => {
                let faults = check(&batch, &artifacts);
                (batch::placed(faults, &document.batch), Some(batch))
            }
            Err(problems) => (problems.into_iter().map(batch::problem).collect(), None),
        };
        let usable = problems.is_empty();
        let info = ProjectInfo {
            project: number,
            contracts: artifacts
                .iter()
                .take(CONTRACTS)
                .map(|artifact| contracts::info(&artifacts, artifact))
                .collect(),
            files,
            problems: problems.into_iter().map(clipped).collect(),
            usable,
        };
        if let Some(batch) = batch.filter(|_| usable) {
            self.0.retain(|project| project.number != number);
            if self.0.len() == KEPT {
                self.0.remove(0);
            }
            self.0.push(Project {
                number,
                artifacts,
                batch,
                text: document.batch,
            });
        }
        Ok(info)
    }

    /// Makes a project's block.
    pub(crate) fn block(&self, number: u32, can_cancel: bool) -> Result<Workload, Stop> {
        let project = self.0.iter().find(|project| project.number == number);
        let Some(project) = project else {
            let said = "The project that the block is of is not there any more.";
            return Err(Stop::Failed(Failure::Other(said.to_owned())));
        };
        batch::generate(
            &project.batch,
            &project.text,
            &project.artifacts,
            can_cancel,
        )
    }
}

/// All contracts of a project; what is wrong with its files goes to `problems`.
fn artifacts(document: &Document, problems: &mut Vec<FileProblem>) -> Artifacts {
    let mut artifacts = Artifacts::default();
    if !document.compiled.is_null() {
        let sources = Sources::read(&document.sources);
        let is_own = |path: &str| document.own.iter().any(|own| own == path);
        if let Err(why) = artifacts.add_with_sources(&document.compiled, sources, &is_own) {
            problems.push(first_line(
                "",
                format!("The compiler’s output cannot be read: {why}."),
            ));
        }
    }
    for (path, text) in &document.files {
        if path.ends_with(".json") {
            if let Err(why) = add_pasted(&mut artifacts, path, text) {
                problems.push(first_line(path, why));
            }
            continue;
        }
        let (told, is_warning) = match add_assembly(&mut artifacts, path, text) {
            Ok(warnings) => (warnings, true),
            Err(errors) => (errors, false),
        };
        problems.extend(told.into_iter().map(|problem| FileProblem {
            path: path.clone(),
            line: problem.line,
            column: problem.column,
            end_line: problem.line,
            end_column: problem.column + problem.length,
            is_warning,
            message: match problem.help {
                Some(help) => format!("{} {help}", problem.message),
                None => problem.message,
            },
        }));
    }
    artifacts
}

fn first_line(path: &str, message: String) -> FileProblem {
    FileProblem {
        path: path.to_owned(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 2,
        is_warning: false,
        message: shortened(&message, LONGEST),
    }
}

fn clipped(problem: BatchProblem) -> BatchProblem {
    BatchProblem {
        message: shortened(&problem.message, LONGEST),
        ..problem
    }
}
