//! What the page knows and decides, without a browser: everything here is tested natively.

pub mod access_list;
pub mod address;
pub mod batch_edit;
pub mod conflicts;
pub mod csv;
pub mod curve;
pub mod document;
pub mod dry_run;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod format;
pub mod graph;
pub mod import;
pub mod markdown;
pub mod pinned;
pub mod run;
pub mod settings;
pub mod solidity;
pub mod state;
pub mod steps;
pub mod stored;
pub mod strategy;
pub mod table;
pub mod take_away;
pub mod text;
pub mod timeline;
pub mod trace;
pub mod trace_file;
pub mod update;
pub mod views;
pub mod workbench;

pub use dry_run::{BatchAction, DryRunState, Listing};
pub use import::{Import, Opened, Opening};
pub use run::{Environment, Run, Shared};
pub use settings::{Checked, Field, Offers, Settings};
pub use state::{
    Action, Command, Engine, Memory, Notice, Payload, Preview, Refusal, RunState, Running,
    Selection, State, Tab, Tone,
};
pub use stored::{Stored, Theme};
pub use timeline::Lanes;
pub use update::update;
pub use views::{Asked, Lens, Looking, Slot, Views};
pub use workbench::{Kept, Projects, Workbench, WorkbenchAction, WorkbenchCommand};
