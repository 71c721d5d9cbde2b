//! What goes to the engine: the project as compiled, in one document, and what comes of it.

use super::{Compiled, Language, Project, SourceFile};
use crate::model::Shared;
use lanewise_protocol::{BlockSource, ProjectInfo};
use serde::Serialize;
use std::collections::BTreeMap;

/// The engine's part of a workbench.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handover {
    /// What the engine has been asked about, or will be as soon as it is up.
    pub asked: Option<Asked>,
    /// Whether the project has changed since the engine was last given it, or it has not answered.
    pub is_behind: bool,
    /// The document that `info` is about.
    pub shown: Option<Shared<Vec<u8>>>,
    /// What the engine found.
    pub info: Option<Shared<ProjectInfo>>,
    /// Why it did not find anything, in a sentence.
    pub failed: Option<String>,
    /// The last state of the project of which a block can be made.
    pub usable: Option<Usable>,
}

/// A project on its way to the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The request.
    pub id: u32,
    /// What is handed over.
    pub handed: Handed,
    /// Transactions of its block, where the batch document can be read.
    pub transactions: Option<u32>,
}

/// A project that the engine was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Handed {
    /// The number by which its block is asked for.
    pub number: u32,
    /// The person's name for it, for what is said about its runs.
    pub name: String,
    /// The document: an engine that is started again has to be given it again.
    pub document: Shared<Vec<u8>>,
}

/// A project of which a block can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usable {
    /// The number by which its block is asked for.
    pub number: u32,
    /// Transactions of its block, if that is known.
    pub transactions: Option<u32>,
}

impl Usable {
    /// What to ask the engine for.
    pub const fn source(&self) -> BlockSource {
        BlockSource::Project(self.number)
    }
}

/// Writes what the engine is given; [`ProjectInfo`] says what it holds.
pub fn document(project: &Project, compiled: Option<&Compiled>) -> Vec<u8> {
    let others: BTreeMap<&str, &str> = project
        .files
        .iter()
        .filter(|file| file.language() != Language::Solidity)
        .map(|SourceFile { path, text }| (path.as_str(), &**text))
        .collect();
    let own = compiled
        .map(|compiled| &compiled.own[..])
        .unwrap_or_default();
    format!(
        r#"{{"compiled":{},"sources":{},"own":{},"files":{},"batch":{}}}"#,
        // The compiler's own JSON, put in as it stands.
        compiled.map_or("{}", |compiled| compiled.contracts.as_str()),
        compiled.map_or("{}", |compiled| compiled.sources_json.as_str()),
        json(own),
        json(&others),
        json(&*project.batch),
    )
    .into_bytes()
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    // Lists and maps of text can always be written.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_gets_the_compilers_output_as_it_stands_and_all_other_files() {
        let file = |path: &str, text: &str| SourceFile {
            path: path.into(),
            text: text.into(),
        };
        let project = Project {
            name: "Mine".into(),
            files: vec![
                file("A.sol", "contract A {}"),
                file("b.evm", "PUSH1 \"x\"\n"),
            ],
            settings: Default::default(),
            batch: "{ \"é\": 1 }".into(),
            front: "A.sol".into(),
            live: true,
        };
        let compiled = Compiled {
            sources: 0,
            own: vec!["A.sol".into()],
            contracts: Shared::new(r#"{"A.sol":{"A":{"abi":[]}}}"#.into()),
            sources_json: Shared::new(r#"{"A.sol":{"id":0,"content":"contract A {}"}}"#.into()),
        };
        let text = String::from_utf8(document(&project, Some(&compiled))).expect("UTF-8");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            json,
            serde_json::json!({
                "compiled": { "A.sol": { "A": { "abi": [] } } },
                "sources": { "A.sol": { "id": 0, "content": "contract A {}" } },
                "own": ["A.sol"],
                "files": { "b.evm": "PUSH1 \"x\"\n" },
                "batch": "{ \"é\": 1 }",
            })
        );
    }
}
