//! Virtual cores that drive the executor's own schedulers.
//!
//! How would this block run on 64 cores? The simulator answers with the very code that runs on
//! real ones: it is one more implementation of [`Workers`](lanewise_executor::Workers), which drives
//! the strategies' workers step by step on a single thread, with a virtual clock. Scheduler,
//! multi-version memory and EVM are the real ones, so what is simulated is only time: how long each
//! step takes is said by [`Costs`], be it measured time, gas, or one and the same for all.
//!
//! What a task reads it reads at the instant it starts; what it writes appears at the instant it
//! ends. At one instant all ends come before any start, and cores have their turn in the order of
//! their numbers. Nothing else decides: the same block, strategy, cores and costs give the same
//! timeline, and every simulated run gives the block's real outcome.
//!
//! Whatever comes from here is *simulated*, and has to say so where it is shown.
//!
//! ```
//! use lanewise_executor::{Block, Control, PreState};
//! use lanewise_simulator::{Costs, Detail, Simulation, simulate};
//!
//! let (block, pre, control) = (Block::default(), PreState::default(), Control::new());
//! let costs = Costs::unit(block.transactions.len());
//! let simulation = Simulation {
//!     block: &block,
//!     pre: &pre,
//!     strategy: "block-stm",
//!     cores: 64,
//!     costs: &costs,
//!     accesses: &[],
//!     hints: None,
//!     exempt: None,
//!     control: &control,
//! };
//! let simulated = simulate(&simulation, Detail::Everything).unwrap();
//! assert_eq!(simulated.duration, 0);
//! ```

mod calibration;
mod cores;
mod costs;
mod error;
mod simulate;
mod tape;

pub use calibration::Calibration;
pub use costs::{CostModel, Costs, DEFAULT_VALIDATION_SHARE, OWN_SHARE, SHORTEST_SUSPENSION};
pub use error::SimulateError;
pub use simulate::{Detail, MAX_CORES, MAX_EVENTS, Simulated, Simulation, simulate};
pub use tape::{SimEvent, What};
