//! From code that runs to the lines that it was written as.
//!
//! The compiler's source maps lead from instructions to ranges of sources; which code runs is found
//! out by its bytes, those left out that only the deployment filled in. So contracts that were
//! created by other contracts have lines, too. Nothing here trusts its input: a source map that is
//! damaged, or of other sources, gives no lines or wrong ones, and no harm.

mod code_map;
mod code_maps;
mod decode;
mod scan;
mod sources;

pub use code_map::CodeMap;
pub use code_maps::CodeMaps;
pub(crate) use code_maps::{DebugInfo, Mapping};
pub use sources::{LONGEST_LINE, Place, Sources};
