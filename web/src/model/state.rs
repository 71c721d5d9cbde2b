//! The page's one store: what it holds, what can happen to it, and what it asks to be done.
//!
//! [`crate::model::update`] takes a [`State`] and an [`Action`] and gives the next state with
//! [`Command`]s; it touches nothing else, so all that the page decides is tested natively. The
//! commands are carried out by [`crate::engine::Runtime`].

use super::{
    BatchAction, Checked, DryRunState, Environment, Field, Import, Listing, Projects, Run,
    Settings, Shared, Stored, Theme, Workbench, WorkbenchAction, WorkbenchCommand,
    conflicts::Marked,
    views::{Lens, Slot, Views},
};
use lanewise_protocol::{
    Answer, BatchPreview, BlockSource, EngineInfo, FieldError, Flavour, Phase, Reply, Request,
    RunSpec, Timeline, TransactionDetails, View,
};

/// Whether the engine answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Engine {
    /// It is being started; `again` if it had been up before.
    Starting {
        /// Whether threads are being tried.
        threaded: bool,
        /// Whether this replaces an engine that had been up.
        again: bool,
    },
    /// It is up.
    Ready,
    /// It cannot be started, or speaks another version; the reason in a sentence.
    Down(String),
    /// Nothing has been tried yet.
    #[default]
    Unborn,
}

/// What became of the last press on Run.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum RunState {
    /// Nothing has been run yet.
    #[default]
    Idle,
    /// It goes on.
    Running(Running),
    /// It ended well.
    Done,
    /// It was cancelled.
    Cancelled,
    /// It did not end well; the reason in a sentence.
    Failed(String),
    /// The block of a file is invalid.
    Refused(Refusal),
}

/// A block that is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong with it, in one sentence.
    pub reason: String,
    /// Why the file says that it must be refused, if it does.
    pub must_fail: Option<String>,
}

impl RunState {
    /// The word in the page's `data-state`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running(_) => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed(_) => "failed",
            Self::Refused(_) => "refused",
        }
    }
}

/// A run that goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// The request's id.
    pub id: u32,
    /// What is being run.
    pub spec: RunSpec,
    /// What it is busy with.
    pub phase: Phase,
    /// Units done in this phase.
    pub done: u32,
    /// Units in this phase.
    pub total: u32,
    /// How much of the whole is done, 0 to 1.
    pub fraction: f64,
    /// Whether Cancel has been pressed.
    pub cancelling: bool,
}

/// The first transactions of the block that is set up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// The request under way.
    pub pending: Option<u32>,
    /// The block that was last asked about.
    pub asked: Option<BlockSource>,
    /// The last answer; it stays until the next one comes.
    pub shown: Option<Shared<BatchPreview>>,
    /// Why there is none for the block asked about.
    pub failed: Option<String>,
}

/// The selected transaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// Its index, if one is selected.
    pub index: Option<u32>,
    /// The request under way.
    pub pending: Option<u32>,
    /// The last answer; it stays until the next one comes.
    pub shown: Option<Shared<TransactionDetails>>,
    /// Why there is none.
    pub failed: Option<String>,
}

/// A view of the last run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// Speedup, rates, counts, the check.
    #[default]
    Overview,
    /// Speedup over cores, and what bounds it.
    Speedup,
    /// Lanes over time.
    Timeline,
    /// Who depends on whom.
    Graph,
    /// Which places make transactions wait.
    Conflicts,
    /// A simulated run, event by event.
    Steps,
    /// One by one.
    Transactions,
    /// The block's access list.
    AccessList,
    /// Runs side by side.
    Compare,
}

impl Tab {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Speedup,
        Self::Timeline,
        Self::Graph,
        Self::Conflicts,
        Self::Steps,
        Self::Transactions,
        Self::AccessList,
        Self::Compare,
    ];

    /// The name in test ids and in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Speedup => "speedup",
            Self::Timeline => "timeline",
            Self::Graph => "graph",
            Self::Conflicts => "conflicts",
            Self::Steps => "steps",
            Self::Transactions => "transactions",
            Self::AccessList => "access-list",
            Self::Compare => "compare",
        }
    }

    /// The name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Speedup => "Speedup",
            Self::Timeline => "Timeline",
            Self::Graph => "Graph",
            Self::Conflicts => "Conflicts",
            Self::Steps => "Steps",
            Self::Transactions => "Transactions",
            Self::AccessList => "Access list",
            Self::Compare => "Compare",
        }
    }
}

/// How loud a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Quiet,
    /// Something is other than asked for.
    Warning,
    /// Something went wrong.
    Error,
}

/// Something said to the person until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Unique in this visit.
    pub id: u32,
    /// How loud.
    pub tone: Tone,
    /// What is said.
    pub text: String,
    /// The setting it is about; changing that dismisses it.
    pub field: Option<Field>,
}

/// All that the page knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// What the page runs in.
    pub environment: Environment,
    /// Whether the engine answers.
    pub engine: Engine,
    /// What it offers; stays while it is being restarted.
    pub info: Option<Shared<EngineInfo>>,
    /// Why there is one thread only, where that is so.
    pub why_single: Option<String>,
    /// What the controls show.
    pub settings: Settings,
    /// What that amounts to.
    pub checked: Checked,
    /// Settings that were replaced or refused by the engine, with a sentence each.
    pub remarks: Vec<FieldError>,
    /// Parameters of the address that are none of ours.
    pub foreign: Vec<String>,
    /// Which colours.
    pub theme: Theme,
    /// What became of the last press on Run.
    pub run: RunState,
    /// The last run that ended well.
    pub last: Option<Shared<Run>>,
    /// The batch's first transactions.
    pub preview: Preview,
    /// What would fail in the block that is set up.
    pub dry_run: DryRunState,
    /// The project's transactions one by one.
    pub listing: Listing,
    /// What was asked about the last run's block.
    pub views: Views,
    /// How simulations are made.
    pub lens: Lens,
    /// A run that waits until a view has stopped.
    pub held: Option<Request>,
    /// The runs that were pinned for comparing, the oldest first.
    pub pinned: Vec<Shared<Run>>,
    /// The selected transaction.
    pub selection: Selection,
    /// The line of a source that a view has opened.
    pub marked: Option<Marked>,
    /// The file that was opened, if one was.
    pub import: Import,
    /// The project that is open in place of the presets, if one is.
    pub workbench: Option<Shared<Workbench>>,
    /// What stays of projects while none is open.
    pub projects: Projects,
    /// The export of a run under way.
    pub export: Option<u32>,
    /// The export of a block under way.
    pub block_export: Option<u32>,
    /// The view in front.
    pub tab: Tab,
    /// What is being said.
    pub notices: Vec<Notice>,
    /// Which worker is the present one; messages of earlier ones are ignored.
    pub generation: u32,
    /// How often the settings have changed.
    pub edition: u32,
    /// The last number given to a request, a notice or a run.
    pub counter: u32,
    /// Runs that ended well.
    pub runs: u32,
    /// Whether the settings came from storage and are not in the address yet.
    pub address_behind: bool,
}

impl State {
    /// The sentence about a field, if there is one.
    pub fn remark(&self, field: Field) -> Option<&str> {
        let about = |error: &&FieldError| error.field == field.key();
        let error = self.checked.errors.iter().find(about);
        error
            .or_else(|| self.remarks.iter().find(about))
            .map(|error| error.message.as_str())
    }

    /// The sentence about a preset's knob, if there is one.
    pub fn knob_remark(&self, id: &str) -> Option<&str> {
        let about = |error: &&FieldError| error.field.strip_prefix("knob-") == Some(id);
        let error = self.checked.errors.iter().find(about);
        error
            .or_else(|| self.remarks.iter().find(about))
            .map(|error| error.message.as_str())
    }

    /// Whether a field's value cannot be used.
    pub fn is_wrong(&self, field: Field) -> bool {
        self.checked
            .errors
            .iter()
            .any(|error| error.field == field.key())
    }

    /// Where the block that is set up comes from: the file that is open, or else the project that is,
    /// or else the preset.
    pub fn source(&self) -> Option<BlockSource> {
        match (&self.import.opened, &self.workbench) {
            (Some(opened), _) => Some(opened.source()),
            (None, Some(bench)) => bench.handover.usable.map(|usable| usable.source()),
            (None, None) => self.checked.batch.clone().map(BlockSource::Batch),
        }
    }

    /// Whether the controls of the presets have no part in the block that is set up.
    pub const fn is_beside_presets(&self) -> bool {
        self.import.opened.is_some() || self.workbench.is_some()
    }

    /// What Run runs.
    pub fn spec(&self) -> Option<RunSpec> {
        if !self.is_beside_presets() {
            return self.checked.spec.clone();
        }
        let (strategy, threads) = self.checked.way.clone()?;
        Some(RunSpec {
            block: self.source()?,
            strategy,
            threads,
        })
    }

    /// Transactions of the block that is set up, where that is known.
    pub fn transactions(&self) -> Option<u32> {
        match (&self.import.opened, &self.workbench) {
            (Some(opened), _) => opened.block()?.transactions,
            (None, Some(bench)) => bench.handover.usable?.transactions,
            (None, None) => Some(self.checked.batch.as_ref()?.transactions),
        }
    }

    /// The first error that keeps Run from being pressed.
    pub fn hindrance(&self) -> Option<&FieldError> {
        let of_way = |error: &&FieldError| {
            [Field::Strategy, Field::Threads]
                .iter()
                .any(|field| error.field == field.key())
        };
        let beside = self.is_beside_presets();
        self.checked
            .errors
            .iter()
            .find(|error| !beside || of_way(error))
    }

    /// Whether Run can be pressed.
    pub fn can_run(&self) -> bool {
        self.engine == Engine::Ready
            && !matches!(self.run, RunState::Running(_))
            && self.spec().is_some()
    }

    /// Whether the engine can be asked about the block that is set up.
    pub fn can_ask(&self) -> bool {
        self.engine == Engine::Ready
            && !matches!(self.run, RunState::Running(_))
            && self.source().is_some()
    }

    /// The build of the engine that is up.
    pub fn flavour(&self) -> Option<Flavour> {
        self.info.as_ref().map(|info| info.flavour)
    }
}

/// What came with a reply in its buffer.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// Nothing.
    None,
    /// A run's timeline.
    Timeline(Timeline),
    /// What came of a view.
    Answer(Box<Answer>),
    /// A document.
    Text(String),
    /// Something that cannot be read.
    Unreadable(String),
}

/// What the browser kept from the last visit.
#[derive(Debug, Clone, PartialEq)]
pub enum Memory {
    /// Nothing, or nothing can be kept here.
    None,
    /// This.
    Stored(Stored),
    /// Something unreadable, by now set aside.
    SetAside,
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page has been opened.
    Opened {
        /// What it runs in.
        environment: Environment,
        /// The query part of its address.
        query: String,
        /// What was kept from the last visit.
        memory: Memory,
    },
    /// The worker is up and its engine loaded.
    Booted {
        /// Which worker.
        generation: u32,
    },
    /// The worker takes too long to come up.
    BootOverdue {
        /// Which worker.
        generation: u32,
    },
    /// The engine answers.
    Reply {
        /// Which worker.
        generation: u32,
        /// What it says.
        reply: Box<Reply>,
        /// What came along.
        payload: Payload,
        /// The time of day, as ISO 8601.
        at: String,
    },
    /// The worker or its engine broke.
    Crashed {
        /// Which worker.
        generation: u32,
        /// Why, in the machine's words.
        reason: String,
    },
    /// Start the engine again.
    Restart,
    /// Another preset.
    Preset(String),
    /// A file was dropped or chosen, and these are its name and its bytes.
    OpenFile {
        /// Its name.
        name: String,
        /// What is in it.
        bytes: Shared<Vec<u8>>,
    },
    /// A file cannot be opened; the reason in a sentence.
    FileRefused(String),
    /// Something about projects.
    Workbench(WorkbenchAction),
    /// Another case of the file.
    ChooseCase(u32),
    /// Another block of the case.
    ChooseBlock(u32),
    /// Back to the presets.
    CloseFile,
    /// Another value of a setting.
    Set(Field, String),
    /// Something about the batch as a whole.
    Batch(BatchAction),
    /// The settings have rested for a moment since the change of that edition.
    Rested(u32),
    /// Other colours.
    Theme(Theme),
    /// Run was pressed.
    Run,
    /// Cancel was pressed.
    Cancel,
    /// The engine has had its time to stop the run of that id.
    CancelOverdue(u32),
    /// Another view.
    Tab(Tab),
    /// A transaction was selected, or none.
    Select(Option<u32>),
    /// A line of a source is to be shown and marked, or none.
    Mark(Option<Marked>),
    /// Ask for a view, unless it is there or on its way.
    Ask(Slot, View),
    /// Ask for the same view once more.
    AskAgain(Slot),
    /// Cancel was pressed at a view.
    CancelView(Slot),
    /// The engine has had its time to stop the view of that request.
    ViewOverdue(u32),
    /// The engine has had its time to stop all views for a run that waits.
    HeldOverdue,
    /// Simulate in another way.
    Lens(Lens),
    /// Pin the last run, or take the pinned run of that number away.
    Pin(Option<u32>),
    /// Hand a file to the person.
    Download {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// The last run is to be saved.
    Save,
    /// The block that is set up is to be saved.
    SaveBlock,
    /// A text is to be copied.
    Copy(String),
    /// Something is to be said to the person.
    Say(Tone, String),
    /// A notice was dismissed.
    Dismiss(u32),
}

/// Something to be done outside the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Replace the worker by a new one.
    Boot {
        /// Which worker that is.
        generation: u32,
        /// Which build.
        threaded: bool,
        /// How many threads.
        threads: u32,
    },
    /// Send a request to the engine.
    Send(Request),
    /// Send a request to the engine, with a file's bytes.
    SendBytes(Request, Shared<Vec<u8>>),
    /// Raise the shared flag that the engine's loops look at.
    RaiseCancel,
    /// Let something happen after so many milliseconds.
    Later(u32, Box<Action>),
    /// Put this query part into the address.
    WriteAddress(String),
    /// Keep this text for the next visit.
    Store(String),
    /// Show these colours.
    ShowTheme(Theme),
    /// Hand a file to the person.
    Download {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Put a text on the clipboard.
    Copy(String),
    /// Something for projects.
    Workbench(WorkbenchCommand),
}
