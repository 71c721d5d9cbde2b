//! Batch documents, carried out: every generator gives what it says, every mistake is told with its
//! place, and no document makes a panic.

mod accounts;
mod calculations;
mod harness;
mod listed;
mod mutations;
mod order;
mod problems;
mod problems_executed;
mod results;
mod set_up;
mod values;
