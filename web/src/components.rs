//! What is seen. A component is given values and callbacks and draws; it keeps nothing but what
//! belongs to the hand (a zoom, a hover).

mod access_list;
mod app;
mod batch;
mod batch_form;
mod check;
mod choice;
mod compare;
mod conflicts;
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
mod lens;
mod notices;
mod open_block;
mod overview;
mod pinned;
mod presets;
mod results;
mod run_bar;
mod speedup;
mod steps;
mod take_away;
mod timeline;
mod toolbar;
mod transactions;
mod view_props;
mod waiting;
mod workbench;

pub use app::App;
