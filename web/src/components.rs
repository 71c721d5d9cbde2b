//! What is seen. A component is given values and callbacks and draws; it keeps nothing but what
//! belongs to the hand (a zoom, a hover).

mod app;
mod batch;
mod batch_form;
mod check;
mod compare;
mod contract;
mod details;
mod empty;
mod field;
mod figures;
mod file_panel;
mod graph;
mod header;
mod header_check;
mod how;
mod icon;
mod notices;
mod open_block;
mod overview;
mod presets;
mod results;
mod run_bar;
mod timeline;
mod toolbar;
mod transactions;
mod workbench;

pub use app::App;
