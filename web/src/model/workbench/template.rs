//! Projects to begin with.

use super::{Project, Settings, SourceFile};
use lanewise_batch::{Batch, Call, Deployment, Step};
use lanewise_protocol::{BatchSpec, PresetInfo};
use serde_json::json;

/// The first contract of a new project.
const CONTRACT: &str = include_str!("../../../../static/templates/Contract.sol");
/// The batch that calls it.
const BATCH: &str = include_str!("../../../../static/templates/batch.json");

/// A new project of the template.
pub fn new_project(name: String) -> Project {
    project(
        name,
        vec![SourceFile {
            path: "Contract.sol".to_owned(),
            text: CONTRACT.into(),
        }],
        BATCH.to_owned(),
    )
}

/// A project of a scenario's files and its batch document, with the numbers that are set.
pub fn copy_of(name: String, preset: &PresetInfo, set: Option<&BatchSpec>) -> Project {
    let file = |file: &lanewise_protocol::SourceFile| SourceFile {
        path: file.path.clone(),
        text: file.text.as_str().into(),
    };
    let files = preset.files.iter().map(file).collect();
    let batch = match (lanewise_batch::read(&preset.document), set) {
        (Ok(mut batch), Some(set)) => {
            let fixed = [
                ("transactions", f64::from(set.transactions)),
                ("accounts", f64::from(set.accounts)),
                ("contention", set.contention),
                ("seed", f64::from(set.seed)),
            ];
            let knobs = set.knobs.iter().map(|(id, value)| (id.as_str(), *value));
            for (id, value) in fixed.into_iter().chain(knobs) {
                batch.set_number(id, value);
            }
            lanewise_batch::write(&batch)
        }
        _ => preset.document.clone(),
    };
    project(name, files, batch)
}

/// A project around a single file, with a batch that deploys its last contract and pays.
pub fn for_file(name: String, file: SourceFile) -> Project {
    let value = |json: serde_json::Value| lanewise_batch::read_value(&json).ok();
    let deployment = last_contract(&file.text).map(|contract| Deployment {
        id: contract.to_ascii_lowercase(),
        contract: contract.to_owned(),
        ..Deployment::default()
    });
    let payment = Step {
        id: "payment".to_owned(),
        weight: None,
        call: Call {
            to: value(json!({ "account": "contention" })),
            value: value(json!("1 gwei")),
            ..Call::default()
        },
    };
    let batch = Batch {
        contracts: deployment.into_iter().collect(),
        steps: vec![payment],
        ..Batch::default()
    };
    project(name, vec![file], lanewise_batch::write(&batch))
}

fn project(name: String, files: Vec<SourceFile>, batch: String) -> Project {
    Project {
        name,
        front: files
            .first()
            .map(|file| file.path.clone())
            .unwrap_or_default(),
        files,
        settings: Settings::default(),
        batch: batch.into(),
        live: true,
    }
}

/// The name of the last contract that a Solidity source defines, as far as a glance tells.
fn last_contract(source: &str) -> Option<&str> {
    source.lines().rev().find_map(|line| {
        let rest = line.trim_start().strip_prefix("contract ")?.trim_start();
        let end = rest
            .find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_' || sign == '$'))
            .unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_batch_can_be_read() {
        let batch = lanewise_batch::read(&new_project("New".into()).batch).expect("in order");
        assert_eq!(batch.contracts[0].contract, "Visits");
        assert!(CONTRACT.contains("contract Visits"));
        assert!(batch.knobs.iter().any(|knob| knob.id == "together"));
    }

    #[test]
    fn a_file_alone_gets_a_batch_that_deploys_its_last_contract() {
        let source = "interface I {}\n  contract Base {}\ncontract Mine is Base {\n}\n";
        assert_eq!(last_contract(source), Some("Mine"));
        let file = SourceFile {
            path: "Mine.sol".into(),
            text: source.into(),
        };
        let batch = lanewise_batch::read(&for_file("Mine".into(), file).batch).expect("in order");
        assert_eq!(batch.contracts[0].contract, "Mine");
        assert_eq!(batch.steps.len(), 1);
    }
}
