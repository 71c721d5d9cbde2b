//! A project: files, compiler settings, and the text of a batch document; and its own document.
//!
//! The same document, `lanewise-project/1`, is kept by the browser and handed to the person as a
//! file. It is read strictly: a project that is read can be edited, kept and compiled.

use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// The document's format.
const FORMAT: &str = "lanewise-project/1";
/// The versions of the EVM that the Solidity compiler can be asked to write for, the default first.
pub const EVM_VERSIONS: [&str; 6] = ["osaka", "prague", "cancun", "shanghai", "paris", "london"];

/// How large a project may be.
#[derive(Debug, Clone, Copy)]
pub struct LargestProject;

impl LargestProject {
    /// Files.
    pub const FILES: usize = 60;
    /// Bytes of all files together; the compiler takes no more.
    pub const SOURCE_BYTES: usize = 1 << 20;
    /// Characters of a name, of a project or of a file.
    pub const NAME: usize = 80;
}

/// What a person writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The person's name for it.
    pub name: String,
    /// The files, in the order of their tabs.
    pub files: Vec<SourceFile>,
    /// How Solidity is compiled.
    pub settings: Settings,
    /// The batch document's text, as it was typed.
    pub batch: Rc<str>,
    /// The path of the file in front.
    pub front: String,
    /// Whether to compile while the person writes.
    pub live: bool,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name; may have folders in it.
    pub path: String,
    /// What is in it.
    pub text: Rc<str>,
}

impl SourceFile {
    /// The language that it is written in, by its name.
    pub fn language(&self) -> Language {
        Language::of(&self.path)
    }
}

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Solidity; the compiler reads it.
    Solidity,
    /// EVM assembly; the engine reads it.
    Assembly,
    /// Bytecode with its ABI; the engine reads it.
    Json,
}

impl Language {
    /// By a file's name.
    pub fn of(path: &str) -> Self {
        match path.rsplit_once('.') {
            Some((_, "evm")) => Self::Assembly,
            Some((_, "json")) => Self::Json,
            _ => Self::Solidity,
        }
    }

    /// The editor's word for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Solidity => "solidity",
            Self::Assembly => "evm",
            Self::Json => "json",
        }
    }

    /// The end of its files' names.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Solidity => ".sol",
            Self::Assembly => ".evm",
            Self::Json => ".json",
        }
    }
}

/// How Solidity is compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Settings {
    /// Whether the optimizer works.
    pub optimizer: bool,
    /// How often the code is expected to run, from which the optimizer weighs size against gas.
    pub runs: u32,
    /// The version of the EVM to write for.
    pub evm_version: String,
    /// Whether to compile by the intermediate representation.
    #[serde(rename = "viaIR")]
    pub via_ir: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            optimizer: true,
            runs: 200,
            evm_version: EVM_VERSIONS[0].to_owned(),
            via_ir: false,
        }
    }
}

impl Project {
    /// The file of a name.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The file in front.
    pub fn front(&self) -> Option<&SourceFile> {
        self.file(&self.front)
    }

    /// The files of one language.
    pub fn of(&self, language: Language) -> impl Iterator<Item = &SourceFile> {
        self.files
            .iter()
            .filter(move |file| file.language() == language)
    }

    /// Whether there is anything for the compiler.
    pub fn has_solidity(&self) -> bool {
        self.of(Language::Solidity).next().is_some()
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum()
    }

    /// Why a file cannot have this name, in a sentence. `besides` is the file that is renamed.
    pub fn refuse_path(&self, path: &str, besides: Option<&str>) -> Option<String> {
        let taken = |file: &SourceFile| {
            file.path.eq_ignore_ascii_case(path) && besides != Some(file.path.as_str())
        };
        check_path(path).err().or_else(|| {
            self.files
                .iter()
                .any(taken)
                .then(|| format!("There is already a file “{path}”."))
        })
    }

    /// A name of this kind that no file has: `Contract.sol`, `Contract2.sol`, and so on.
    pub fn free_path(&self, stem: &str, language: Language) -> String {
        let path = |number: usize| match number {
            1 => format!("{stem}{}", language.ending()),
            _ => format!("{stem}{number}{}", language.ending()),
        };
        (1..)
            .map(path)
            .find(|path| self.refuse_path(path, None).is_none())
            .unwrap_or_default()
    }
}

/// Whether a file can have this name.
fn check_path(path: &str) -> Result<(), String> {
    let said = super::super::format::clipped(path, 60);
    let stem = path.rsplit('/').next().unwrap_or_default();
    let sign = |sign: char| sign.is_ascii_alphanumeric() || "_-./ ".contains(sign);
    if path.trim() != path || path.is_empty() {
        return Err("A file needs a name.".to_owned());
    }
    if path.len() > LargestProject::NAME {
        return Err(format!(
            "“{said}” is too long: a file’s name has at most {} characters.",
            LargestProject::NAME
        ));
    }
    if !path.chars().all(sign) {
        return Err(format!(
            "“{said}” cannot be a file’s name: it may have letters, digits, “_”, “-”, “.” and “/”."
        ));
    }
    let odd = |part: &str| part.is_empty() || part.starts_with('.');
    if path.split('/').any(odd) {
        return Err(format!(
            "“{said}” cannot be a file’s name: no part of it may be empty or begin with a dot."
        ));
    }
    let endings = [Language::Solidity, Language::Assembly, Language::Json].map(Language::ending);
    if !endings
        .iter()
        .any(|ending| stem.len() > ending.len() && stem.ends_with(ending))
    {
        return Err(format!(
            "“{said}” cannot be a file’s name: it must end in .sol (Solidity), .evm (EVM assembly) \
             or .json (bytecode with its ABI)."
        ));
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    name: String,
    files: Vec<DocumentFile>,
    #[serde(default)]
    compiler: Settings,
    batch: String,
    #[serde(default)]
    front: String,
    #[serde(default = "yes")]
    live: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentFile {
    path: String,
    text: String,
}

const fn yes() -> bool {
    true
}

/// Writes a project as a document.
pub fn write_project(project: &Project) -> String {
    let file = |file: &SourceFile| DocumentFile {
        path: file.path.clone(),
        text: file.text.to_string(),
    };
    let document = Document {
        format: FORMAT.to_owned(),
        name: project.name.clone(),
        files: project.files.iter().map(file).collect(),
        compiler: project.settings.clone(),
        batch: project.batch.to_string(),
        front: project.front.clone(),
        live: project.live,
    };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Reads a project's document.
///
/// # Errors
/// Says in a clause, to be put behind a colon, why it is not one.
pub fn read_project(text: &str) -> Result<Project, String> {
    let most = LargestProject::SOURCE_BYTES + lanewise_batch::Limits::BYTES + (64 << 10);
    if text.len() > 2 * most {
        return Err(format!("it is {} bytes long", text.len()));
    }
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    match value.get("format").and_then(serde_json::Value::as_str) {
        Some(FORMAT) => {}
        Some(other) => {
            return Err(format!(
                "its format is “{}”, and only “{FORMAT}” is read",
                super::super::format::clipped(other, 40)
            ));
        }
        None => return Err(format!("it does not say “format”: “{FORMAT}”")),
    }
    let document: Document = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let name = check_name(&document.name)?;
    if document.files.len() > LargestProject::FILES {
        return Err(format!(
            "it has {} files, and a project has at most {}",
            document.files.len(),
            LargestProject::FILES
        ));
    }
    if document.batch.len() > lanewise_batch::Limits::BYTES {
        return Err("its batch document is too long".to_owned());
    }
    if !EVM_VERSIONS.contains(&document.compiler.evm_version.as_str()) {
        return Err(format!(
            "its compiler is to write for “{}”, which is no EVM version known here",
            super::super::format::clipped(&document.compiler.evm_version, 24)
        ));
    }
    let mut project = Project {
        name,
        files: Vec::new(),
        settings: document.compiler,
        batch: document.batch.into(),
        front: document.front,
        live: document.live,
    };
    for DocumentFile { path, text } in document.files {
        if let Some(why) = project.refuse_path(&path, None) {
            return Err(why.trim_end_matches('.').to_owned());
        }
        let text = text.into();
        project.files.push(SourceFile { path, text });
    }
    if project.bytes() > LargestProject::SOURCE_BYTES {
        return Err(format!(
            "its files have {} bytes, and those of a project have at most {}",
            project.bytes(),
            LargestProject::SOURCE_BYTES
        ));
    }
    if project.front().is_none() {
        let first = project.files.first();
        project.front = first.map(|file| file.path.clone()).unwrap_or_default();
    }
    Ok(project)
}

/// A project's name as it is kept.
///
/// # Errors
/// Says in a clause why it is none.
pub fn check_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("a project needs a name".to_owned());
    }
    if name.chars().count() > LargestProject::NAME {
        return Err(format!(
            "its name has more than {} characters",
            LargestProject::NAME
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
#[path = "project_tests.rs"]
mod tests;
