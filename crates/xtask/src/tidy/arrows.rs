//! Who may depend on whom, checked with what `cargo metadata` tells.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::process;
use crate::project::Project;

/// Each crate of the project with those it may depend on. One that is not here may not exist.
const ARROWS: &[(&str, &[&str])] = &[
    ("lanewise-executor", &[]),
    ("lanewise-assembler", &[]),
    ("lanewise-batch", &[]),
    ("lanewise-protocol", &[]),
    ("lanewise-analysis", &["lanewise-executor"]),
    ("lanewise-simulator", &["lanewise-executor"]),
    (
        "lanewise-workloads",
        &["lanewise-batch", "lanewise-assembler", "lanewise-executor"],
    ),
    ("lanewise-formats", &["lanewise-executor"]),
    (
        "lanewise-engine",
        &[
            "lanewise-protocol",
            "lanewise-batch",
            "lanewise-formats",
            "lanewise-workloads",
            "lanewise-assembler",
            "lanewise-analysis",
            "lanewise-simulator",
            "lanewise-executor",
        ],
    ),
    (
        "lanewise",
        &[
            "lanewise-batch",
            "lanewise-formats",
            "lanewise-workloads",
            "lanewise-assembler",
            "lanewise-analysis",
            "lanewise-simulator",
            "lanewise-executor",
        ],
    ),
    ("lanewise-web", &["lanewise-protocol", "lanewise-batch"]),
    ("xtask", &[]),
];

/// Crates of others that must not be reached, however indirectly, from a crate of ours; by the start of their names.
const BEYOND: &[(&str, &[&str])] = &[
    ("lanewise-web", &["revm", "alloy"]),
    ("lanewise-protocol", &["revm", "alloy", "web-sys"]),
    ("lanewise-batch", &["revm", "alloy", "web-sys"]),
    ("lanewise-executor", &["web-sys", "yew"]),
    ("lanewise-analysis", &["web-sys", "yew"]),
    ("lanewise-simulator", &["web-sys", "yew"]),
    ("lanewise-assembler", &["revm", "web-sys", "yew"]),
    ("lanewise-workloads", &["web-sys", "yew"]),
    ("lanewise-formats", &["web-sys", "yew"]),
];

/// What `cargo metadata` tells, as far as it matters here.
#[derive(Debug, Default)]
pub(super) struct Packages {
    /// The project's own crates.
    own: BTreeSet<String>,
    /// Every package's version by its id.
    versions: BTreeMap<String, (String, String)>,
    /// Every package's id with the ids it depends on, tests aside.
    edges: BTreeMap<String, Vec<String>>,
}

impl Packages {
    /// Asks cargo.
    pub(super) fn read(project: &Project) -> Result<Self> {
        let text = process::capture(
            Command::new(project.cargo())
                .args(["metadata", "--format-version", "1"])
                .current_dir(project.root()),
        )
        .ok_or_else(|| Error::Failed {
            what: "cargo metadata".into(),
            status: "see `cargo metadata --format-version 1`".into(),
        })?;
        let value = serde_json::from_str(&text).map_err(|source| Error::Data {
            what: "the output of cargo metadata".into(),
            source,
        })?;
        Ok(Self::from_metadata(&value))
    }

    fn from_metadata(value: &Value) -> Self {
        let array = |value: &Value, name: &str| -> Vec<Value> {
            let found = value.get(name).and_then(Value::as_array);
            found.cloned().unwrap_or_default()
        };
        let text = |value: &Value, name: &str| -> String {
            let found = value.get(name).and_then(Value::as_str);
            found.unwrap_or_default().to_owned()
        };
        let mut packages = Self::default();
        for package in array(value, "packages") {
            let (name, version) = (text(&package, "name"), text(&package, "version"));
            // Only what comes from a registry has a source.
            if package.get("source").is_none_or(Value::is_null) {
                packages.own.insert(name.clone());
            }
            packages
                .versions
                .insert(text(&package, "id"), (name, version));
        }
        for node in array(&value["resolve"], "nodes") {
            let needed = array(&node, "deps").into_iter().filter(|dependency| {
                // A kind of null is an ordinary dependency; tests may use what they like.
                array(dependency, "dep_kinds")
                    .iter()
                    .any(|kind| kind.get("kind").and_then(Value::as_str) != Some("dev"))
            });
            let needed = needed.map(|dependency| text(&dependency, "pkg")).collect();
            packages.edges.insert(text(&node, "id"), needed);
        }
        packages
    }

    /// The versions in use of a package.
    pub(super) fn versions_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self
            .versions
            .values()
            .filter(move |(known, _)| known == name);
        named.map(|(_, version)| version.as_str())
    }

    fn name(&self, id: &str) -> &str {
        self.versions
            .get(id)
            .map_or("an unknown package", |(name, _)| name)
    }

    fn own_edges(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.edges
            .iter()
            .map(|(id, needed)| (self.name(id), needed.as_slice()))
            .filter(|(name, _)| self.own.contains(*name))
    }

    /// Crates of ours that depend on one they must not, or that have no place in the map.
    pub(super) fn broken_arrows(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (name, needed) in self.own_edges() {
            let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
                problems.push(format!(
                    "{name} has no place in the map: add it to ARCHITECTURE.md and to crates/xtask/src/tidy/arrows.rs"
                ));
                continue;
            };
            let own = needed.iter().map(|id| self.name(id));
            for to in own.filter(|to| self.own.contains(*to) && !allowed.contains(to)) {
                problems.push(format!("{name} must not depend on {to} (ARCHITECTURE.md)"));
            }
        }
        problems
    }

    /// Crates of others that are reached, directly or not, from where they must not be.
    pub(super) fn reached_beyond(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for id in self.edges.keys() {
            let name = self.name(id);
            let forbidden = BEYOND.iter().find(|(from, _)| *from == name);
            let Some((_, forbidden)) = forbidden else {
                continue;
            };
            for reached in self.reachable(id) {
                if forbidden.iter().any(|start| reached.starts_with(start)) {
                    problems.push(format!(
                        "{name} must not reach {reached}, not even indirectly (ARCHITECTURE.md); \
                         see `cargo tree -p {name} -i {reached}`"
                    ));
                }
            }
        }
        problems
    }

    fn reachable(&self, from: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            for next in self.edges.get(id).into_iter().flatten() {
                if seen.insert(next.as_str()) {
                    open.push(next);
                }
            }
        }
        seen.into_iter().map(|id| self.name(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn packages(edges: &[(&str, &[&str])]) -> Packages {
        let ours = |name: &str| name.starts_with("lanewise");
        let list: Vec<Value> = edges
            .iter()
            .map(|(name, _)| {
                let source = if ours(name) {
                    Value::Null
                } else {
                    "elsewhere".into()
                };
                json!({ "id": name, "name": name, "version": "1.0.0", "source": source })
            })
            .collect();
        let nodes: Vec<Value> = edges
            .iter()
            .map(|(name, to)| {
                let deps: Vec<Value> = to
                    .iter()
                    .map(|to| json!({ "pkg": to, "dep_kinds": [{ "kind": null }] }))
                    .collect();
                json!({ "id": name, "deps": deps })
            })
            .collect();
        Packages::from_metadata(&json!({ "packages": list, "resolve": { "nodes": nodes } }))
    }

    #[test]
    fn an_arrow_upwards_is_found() {
        let good = packages(&[
            ("lanewise-executor", &[]),
            ("lanewise-analysis", &["lanewise-executor"]),
        ]);
        assert_eq!(good.broken_arrows(), Vec::<String>::new());
        let bad = packages(&[
            ("lanewise-executor", &["lanewise-analysis"]),
            ("lanewise-analysis", &[]),
        ]);
        assert_eq!(bad.broken_arrows().len(), 1);
    }

    #[test]
    fn the_page_reaches_no_evm_even_indirectly() {
        let bad = packages(&[
            ("lanewise-web", &["innocent"]),
            ("innocent", &["revm-state"]),
            ("revm-state", &[]),
        ]);
        let problems = bad.reached_beyond();
        assert!(problems[0].contains("revm-state"), "{problems:?}");
    }
}
