//! Compiled contracts: what a compiler's output says of them.
//!
//! Wherever it comes from (the Solidity compiler in the build or in the browser, the assembler,
//! bytecode and ABI that somebody pasted), a contract becomes an [`Artifact`]; a batch document
//! names it, and everything that is decoded for people is decoded by it.

use crate::{
    layout::StorageLayout,
    presets,
    source_map::{DebugInfo, Place, Sources},
};
use alloy_json_abi::{Function, JsonAbi};
use alloy_primitives::{Bytes, hex};
use serde_json::Value as Json;
use std::sync::{Arc, OnceLock};

mod assembled;
mod debug;
mod pasted;

pub use assembled::add_assembly;
pub use pasted::add_pasted;

/// The most bytes of a contract's code (EIP-170).
pub(crate) const CODE_LIMIT: usize = 24_576;
/// The most bytes of a creating transaction's data (EIP-3860).
pub(crate) const INITCODE_LIMIT: usize = 49_152;

/// A compiled contract.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Its name.
    pub name: String,
    /// The file that it is in.
    pub file: String,
    /// Whether it is one of those that a person wrote, and not one that was imported.
    pub own: bool,
    /// What it can be asked.
    pub abi: JsonAbi,
    /// Creation code; the constructor's arguments follow it.
    pub creation: Bytes,
    /// The deployed code's length in bytes; 0 where that is not known.
    pub code_bytes: usize,
    /// What it stores where.
    pub layout: StorageLayout,
    /// Why it cannot be deployed, in one sentence, if it cannot.
    pub problem: Option<String>,
    /// What leads from its code to its sources.
    pub(crate) debug: DebugInfo,
}

impl Artifact {
    /// Where a state variable is declared, by its label in the layout.
    pub fn declaration(&self, label: &str) -> Option<Place> {
        let sources = &self.debug.sources;
        sources.declaration(&self.file, &self.name, label)
    }

    /// The function that a name or a signature means.
    ///
    /// # Errors
    /// One sentence: there is none, or there are several.
    pub fn function(&self, reference: &str) -> Result<&Function, String> {
        let wanted: String = reference.split_whitespace().collect();
        let all = || self.abi.functions();
        let found: Vec<_> = if wanted.contains('(') {
            all().filter(|one| one.signature() == wanted).collect()
        } else {
            all().filter(|one| one.name == wanted).collect()
        };
        match found[..] {
            [one] => Ok(one),
            [] => {
                let names: Vec<_> = all().map(|one| one.name.as_str()).collect();
                Err(format!(
                    "{} has no function “{}”{}",
                    self.name,
                    crate::shortened(reference, 60),
                    there_are(&names)
                ))
            }
            _ => {
                let signatures: Vec<_> = found.iter().map(|one| one.signature()).collect();
                Err(format!(
                    "{} has several functions “{wanted}”; say which: {}.",
                    self.name,
                    signatures.join(", ")
                ))
            }
        }
    }
}

/// `; there are a, b, c.`, or a full stop where there is nothing.
fn there_are(names: &[&str]) -> String {
    if names.is_empty() {
        return ".".to_owned();
    }
    let mut shown = names.to_vec();
    shown.dedup();
    let more = shown.len().saturating_sub(12);
    shown.truncate(12);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("; there are {}{rest}.", shown.join(", "))
}

/// Compiled contracts, those of the person first.
#[derive(Debug, Clone, Default)]
pub struct Artifacts(Vec<Arc<Artifact>>);

impl Artifacts {
    /// The contracts that this crate brings along.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Artifacts> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            let text = include_str!(concat!(env!("OUT_DIR"), "/artifacts.json"));
            let json: Json = serde_json::from_str(text).expect("the build script wrote it");
            let mut artifacts = Self::default();
            let sources = debug::sources(&json["sources"], presets::sources());
            artifacts
                .add_with_sources(&json["contracts"], sources, &|_| true)
                .expect("the compiler's own output");
            artifacts
        })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Artifact>> {
        self.0.iter()
    }

    /// Adds what the Solidity compiler's standard output has below `contracts`: by file and by
    /// name, objects with `abi`, `storageLayout` and `evm`. Interfaces and abstract contracts,
    /// which have no code, are left out.
    ///
    /// # Errors
    /// What in it is not as the compiler writes it.
    pub fn add_compiled(
        &mut self,
        contracts: &Json,
        is_own: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        self.add_with_sources(contracts, Sources::default(), is_own)
    }

    /// As [`Artifacts::add_compiled`], with the sources that were compiled: source maps lead to
    /// their lines.
    ///
    /// # Errors
    /// What in it is not as the compiler writes it. Source maps are not looked at here; one that is
    /// damaged gives no lines.
    pub fn add_with_sources(
        &mut self,
        contracts: &Json,
        sources: Sources,
        is_own: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        let sources = Arc::new(sources);
        let files = contracts.as_object().ok_or("it has no contracts")?;
        for (file, contracts) in files {
            for (name, contract) in contracts.as_object().ok_or("a file has no contracts")? {
                let code = contract["evm"]["bytecode"]["object"].as_str();
                if let Some(code) = code.filter(|code| !code.is_empty()) {
                    let artifact = compiled(file, name, contract, code, &sources, is_own(file))
                        .map_err(|why| format!("{name} in {file}: {why}"))?;
                    self.push(artifact);
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, artifact: Artifact) {
        let place = if artifact.own {
            self.0.partition_point(|one| one.own)
        } else {
            self.0.len()
        };
        self.0.insert(place, Arc::new(artifact));
    }

    /// How a document speaks of a contract: its name, or file and name where that is not unique.
    pub fn reference(&self, artifact: &Artifact) -> String {
        let same = self.0.iter().filter(|one| one.name == artifact.name);
        if same.count() > 1 {
            format!("{}:{}", artifact.file, artifact.name)
        } else {
            artifact.name.clone()
        }
    }

    /// The contract that a document means.
    ///
    /// # Errors
    /// One sentence: there is none, or there are several.
    pub fn find(&self, reference: &str) -> Result<&Arc<Artifact>, String> {
        let (file, name) = match reference.rsplit_once(':') {
            Some((file, name)) => (Some(file), name),
            None => (None, reference),
        };
        let fits =
            |one: &&Arc<Artifact>| one.name == name && file.is_none_or(|file| one.file == file);
        let found: Vec<_> = self.0.iter().filter(fits).collect();
        // A person's own contract goes before an imported one of the same name.
        let own: Vec<_> = found.iter().filter(|one| one.own).collect();
        match (&found[..], &own[..]) {
            ([one], _) => Ok(one),
            (_, [one]) => Ok(one),
            ([], _) => {
                let names: Vec<_> = self.0.iter().map(|one| one.name.as_str()).collect();
                let shown = crate::shortened(reference, 60);
                Err(format!(
                    "There is no contract “{shown}”{}",
                    there_are(&names)
                ))
            }
            _ => {
                let all: Vec<_> = found
                    .iter()
                    .map(|one| format!("{}:{}", one.file, one.name))
                    .collect();
                Err(format!(
                    "There are several contracts “{name}”; say which: {}.",
                    all.join(", ")
                ))
            }
        }
    }
}

fn compiled(
    file: &str,
    name: &str,
    contract: &Json,
    code: &str,
    sources: &Arc<Sources>,
    own: bool,
) -> Result<Artifact, String> {
    let abi = JsonAbi::deserialize_json(&contract["abi"])?;
    let layout = match &contract["storageLayout"] {
        Json::Null => StorageLayout::default(),
        layout => StorageLayout::parse(&layout.to_string()).map_err(|error| error.to_string())?,
    };
    let deployed = contract["evm"]["deployedBytecode"]["object"].as_str();
    let code_bytes = match deployed {
        Some(deployed) => deployed.len() / 2,
        None => contract["codeBytes"].as_u64().unwrap_or(0) as usize,
    };
    let (creation, problem) = match hex::decode(code) {
        Ok(creation) => (Bytes::from(creation), too_large(name, code_bytes)),
        // A placeholder stands where an external library's address would have to be.
        Err(_) => (
            Bytes::new(),
            Some(format!(
                "{name} calls an external library, which is not linked in; make the library’s \
                 functions internal."
            )),
        ),
    };
    Ok(Artifact {
        name: name.to_owned(),
        file: file.to_owned(),
        own,
        abi,
        debug: debug::compiled(contract, &creation, code_bytes, sources),
        creation,
        code_bytes,
        layout,
        problem,
    })
}

fn too_large(name: &str, bytes: usize) -> Option<String> {
    (bytes > CODE_LIMIT).then(|| {
        format!("{name} has {bytes} bytes of code; a contract may have {CODE_LIMIT} (EIP-170).")
    })
}

/// The ABI from its JSON, with an error in words.
trait FromJson: Sized {
    fn deserialize_json(json: &Json) -> Result<Self, String>;
}

impl FromJson for JsonAbi {
    fn deserialize_json(json: &Json) -> Result<Self, String> {
        if !json.is_array() {
            return Err("its ABI is no list [...]".to_owned());
        }
        serde_json::from_value(json.clone()).map_err(|error| format!("its ABI: {error}"))
    }
}
