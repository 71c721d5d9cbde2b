//! The workbench: contracts that a person writes, and the batch that calls them.
//!
//! A [`Project`] is what the person writes: files, compiler settings, the batch document's text. The
//! Solidity files go to the compiler, what that gives goes with the rest to the engine, and what the
//! engine finds comes back as [`ProjectInfo`]. Every step keeps what last went well: a mistake in
//! the sources leaves the last compiled version in force, and a mistake in the batch document leaves
//! the last block that could be made.

mod action;
mod compiler;
mod handover;
mod opened;
mod project;
mod shelf;
mod template;

pub use action::{CompilerEvent, Event, FileKind, Stored, WorkbenchAction, WorkbenchCommand};
pub use compiler::{
    Compiled, Compiler, Diagnostic, Outcome, Part, Pending, Phase, Point, Severity, contracts_of,
    diagnostics, status,
};
pub use handover::{Asked, Handed, Handover, Usable, document};
pub use opened::{Sniffed, bytecode_file, sniff};
pub use project::{
    EVM_VERSIONS, Language, LargestProject, Project, Settings, SourceFile, check_name,
    read_project, write_project,
};
pub use shelf::{Entry, SHELF_KEY, Shelf, id_of_key, project_key, unreadable_key};
pub use template::{copy_of, for_file, new_project};

use super::Shared;
use lanewise_protocol::ProjectInfo;

/// The project that is open, and how far it has got.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbench {
    /// Its name in storage.
    pub id: String,
    /// What the person writes.
    pub project: Project,
    /// How often anything of it has changed since it was opened.
    pub edition: u32,
    /// How often the Solidity files or the compiler's settings have changed since then.
    pub sources: u32,
    /// How often what the engine itself reads has changed since then: other files, and the batch.
    pub others: u32,
    /// Whether the browser has kept it as it is.
    pub kept: Kept,
    /// Another tab's version of it, as text, until the person says which one counts.
    pub theirs: Option<Shared<String>>,
    /// The file that was last removed, and its place, until something else is changed.
    pub removed: Option<(usize, SourceFile)>,
    /// Why the last change of a file's name or the last added file was refused, in a sentence.
    pub refused: Option<String>,
    /// The place that the editor is to show, with a number that is new for every wish.
    pub jump: Option<Jump>,
    /// The compiler's part.
    pub compiler: Compiler,
    /// The engine's part.
    pub handover: Handover,
}

impl Workbench {
    /// Why no block can be made of it yet, in a sentence, if that is so.
    pub fn hindrance(&self) -> Option<String> {
        if self.handover.usable.is_some() {
            return None;
        }
        if let Some(why) = &self.handover.failed {
            return Some(why.clone());
        }
        if self.project.has_solidity() && self.compiler.compiled.is_none() {
            return Some(match (&self.compiler.phase, &self.compiler.last) {
                (Phase::Idle, Some(_)) => {
                    "The contracts do not compile; the problems stand below the editor.".to_owned()
                }
                _ => status(self).1,
            });
        }
        Some(match self.info() {
            _ if self.is_stale() => "The engine looks at the project…".to_owned(),
            Some(info) => match &info.problems[..] {
                [first, ..] => format!("The batch cannot be made: {}", first.message),
                [] => {
                    "No block can be made of this project; its problems stand beside it.".to_owned()
                }
            },
            None => "The engine has not seen the project yet.".to_owned(),
        })
    }
}

/// Whether the browser has kept a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kept {
    /// As it is.
    #[default]
    Yes,
    /// It has changed since.
    Behind,
    /// The browser refused: its storage is full or closed.
    Refused,
}

/// A place that the editor is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// New for every wish.
    pub number: u32,
    /// The file.
    pub path: String,
    /// The place in it.
    pub at: Point,
}

/// What stays of projects while none is open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Projects {
    /// What the browser keeps.
    pub shelf: Shelf,
    /// A word that no other visit has; new projects are named by it.
    pub visit: String,
    /// The project that was last deleted, until another one is.
    pub deleted: Option<Deleted>,
    /// What the engine has been given and may be asked about, oldest first.
    pub handed: Vec<Handed>,
}

impl Projects {
    /// The name of a project that the engine was given.
    pub fn name_of(&self, number: u32) -> Option<&str> {
        let handed = self.handed.iter().find(|handed| handed.number == number)?;
        Some(&handed.name)
    }
}

/// A project that was deleted and can still be had back.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    /// Its name in storage, and the person's name for it.
    pub entry: Entry,
    /// What the browser kept of it.
    pub text: Shared<String>,
}

impl Workbench {
    /// A project that has just been opened.
    pub fn new(id: String, project: Project) -> Self {
        Self {
            id,
            project,
            edition: 0,
            sources: 0,
            others: 0,
            kept: Kept::Yes,
            theirs: None,
            removed: None,
            refused: None,
            jump: None,
            compiler: Compiler::default(),
            handover: Handover::default(),
        }
    }

    /// What the compiler gave when the sources last compiled, as long as there are any.
    pub fn in_force(&self) -> Option<&Compiled> {
        let compiled = self.compiler.compiled.as_ref();
        compiled.filter(|_| self.project.has_solidity())
    }

    /// What the engine last found, if it has been asked.
    pub fn info(&self) -> Option<&Shared<ProjectInfo>> {
        self.handover.info.as_ref()
    }

    /// Whether what the engine last found is about an earlier state of the project.
    pub fn is_stale(&self) -> bool {
        self.handover.is_behind
    }

    /// Whether the Solidity files have changed since the version that is in force was compiled.
    pub fn has_changed_sources(&self) -> bool {
        let is_current = |compiled: &Compiled| compiled.sources == self.sources;
        self.project.has_solidity() && !self.in_force().is_some_and(is_current)
    }
}
