//! The workbench: the contracts that a person writes, in place of the scenarios.

mod bytecode;
mod code;
mod files;
mod interface;
mod menu;
mod options;
mod panel;
mod status;
mod strips;

pub(super) use code::{CodeEditor, Dark};
pub(super) use menu::ProjectMenu;
pub(super) use panel::WorkbenchPanel;
pub(super) use strips::DeletedStrip;
