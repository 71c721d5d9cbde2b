//! What can happen to projects, and what they ask to be done.

use super::{Diagnostic, Entry, Part, Point, Settings, Shelf, SourceFile};
use crate::model::Shared;

/// Something that happens to projects.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkbenchAction {
    /// A new project of the chosen scenario's files and its batch, as the controls stand.
    EditCopy,
    /// A new project of the template.
    New,
    /// Open a project that the browser keeps.
    Open(String),
    /// Back to the scenarios.
    Close,
    /// Another name for the open project.
    Name(String),
    /// A copy of the open project, which is then open.
    Duplicate,
    /// Delete a project.
    Delete(String),
    /// Have the last deleted project back.
    Undelete,
    /// Hand the open project to the person as a file.
    Export,
    /// Bring a file of the open project to the front.
    Show(String),
    /// Add an empty file of a kind.
    Add(FileKind),
    /// Add bytecode with its ABI, as `NAME.json`.
    AddBytecode {
        /// The contract's name.
        name: String,
        /// The ABI, as JSON.
        abi: String,
        /// The creation code, in hexadecimal.
        bytecode: String,
    },
    /// Another name for a file.
    Rename {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// Remove a file.
    Remove(String),
    /// Have the last removed file back.
    PutBack,
    /// Another text for a file.
    Edit {
        /// The file.
        path: String,
        /// All of its text.
        text: String,
    },
    /// Another text for the batch document.
    Batch(String),
    /// Other compiler settings.
    Settings(Settings),
    /// Whether to compile while the person writes.
    Live(bool),
    /// Compile now.
    Compile,
    /// Show a place in a file.
    GoTo {
        /// The file.
        path: String,
        /// The place.
        at: Point,
    },
    /// Take over another tab's version of the open project.
    TakeTheirs,
    /// Stay with this tab's version.
    KeepMine,
    /// Keep what is not kept yet, now: the page may be on its way out.
    Flush,
    /// Time has passed, the browser has answered, or the compiler.
    Event(Event),
}

/// What happens by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The project of that id has rested since that edition, and is to be kept.
    RestedToKeep(String, u32),
    /// Its sources have rested since that count of changes, and are to be compiled.
    RestedToCompile(String, u32),
    /// What the engine reads of it has rested since that count of changes, and is to be handed over.
    RestedToHand(String, u32),
    /// The compiler was asked that, had said so much by then, and has had its time.
    CompilerOverdue {
        /// The request.
        id: u32,
        /// How often it had been heard.
        heard: u32,
    },
    /// What the browser kept, when the page was opened.
    Remembered {
        /// The list of projects.
        shelf: Shelf,
        /// A word that no other visit has.
        visit: String,
        /// The project to go on with, and its text.
        open: Option<(String, String)>,
        /// Whether the list could not be read and was made anew from the projects.
        recovered: bool,
    },
    /// What is kept of a project that is to be opened; nothing if there is none.
    Read {
        /// The project.
        id: String,
        /// Its text.
        text: Option<String>,
    },
    /// The browser was asked to keep a project.
    Kept {
        /// The project.
        id: String,
        /// The edition that was to be kept.
        edition: u32,
        /// The list as it is now.
        shelf: Shelf,
        /// Whether it was refused.
        refused: bool,
    },
    /// A project was deleted at the person's wish.
    Deleted {
        /// Which one.
        entry: Entry,
        /// What was kept of it.
        text: String,
        /// The list as it is now.
        shelf: Shelf,
    },
    /// Another tab changed the list.
    Shelf(Shelf),
    /// Another tab changed a project.
    Changed {
        /// The project.
        id: String,
        /// Its text there.
        text: String,
    },
    /// The compiler says something.
    Compiler(CompilerEvent),
}

/// What the compiler's worker says.
#[derive(Debug, Clone, PartialEq)]
pub enum CompilerEvent {
    /// Something is being loaded: so many of so many bytes.
    Loading {
        /// What is loaded.
        what: Part,
        /// Bytes that are there.
        loaded: f64,
        /// All bytes; 0 if that is not known.
        total: f64,
    },
    /// It has begun to compile.
    Compiling {
        /// The request.
        id: u32,
    },
    /// It is done, well or not.
    Done {
        /// The request.
        id: u32,
        /// What it gave, as JSON.
        output: String,
        /// What it has to say.
        diagnostics: Vec<Diagnostic>,
        /// Its version.
        version: String,
        /// Milliseconds it took.
        ms: f64,
    },
    /// It cannot do it: it could not be loaded, or it broke.
    Failed {
        /// The request.
        id: u32,
        /// Why, in a sentence.
        reason: String,
    },
    /// The worker itself broke or could not be started; why, in the browser's words.
    Broke(String),
}

/// A kind of file that a person writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Solidity.
    Solidity,
    /// EVM assembly.
    Assembly,
}

/// What is to be kept of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its name in storage, and the person's name for it.
    pub entry: Entry,
    /// Its edition, for the answer.
    pub edition: u32,
    /// Its text.
    pub text: String,
}

/// Something to be done for projects outside the store.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkbenchCommand {
    /// Read what the browser keeps; answered by [`Event::Remembered`].
    Remember {
        /// Whether to go on with the last project of any tab, and not only with this tab's.
        of_any_tab: bool,
    },
    /// Keep a project; answered by [`Event::Kept`].
    Keep(Stored),
    /// Read a project; answered by [`Event::Read`].
    Read(String),
    /// Move what is kept of a project aside: it cannot be read.
    SetAside(String),
    /// Delete a project; answered by [`Event::Deleted`].
    Delete(String),
    /// Note which project is open.
    NoteOpen(Option<String>),
    /// Compile; answered by [`CompilerEvent`]s.
    Compile {
        /// Larger than any before.
        id: u32,
        /// The Solidity files.
        files: Shared<Vec<SourceFile>>,
        /// How.
        settings: Settings,
    },
    /// End the compiler's worker.
    EndCompiler,
}
