//! Memory got before it is needed.
//!
//! When one thread grows a shared WebAssembly memory and hands an address in the new part to
//! another, that other thread may trap there: in V8 each thread learns of the new size at its next
//! interrupt, and until then `memory.copy` and `memory.fill` check against the old one ("memory
//! access out of bounds"; plain loads and stores do not). A run that allocates on all threads
//! meets this now and then, so the memory grows before, on the engine's thread, while the others
//! sleep. What is reserved costs addresses only: a page of memory is real once it is written to.
//!
//! The allocator keeps what it once got; so it is enough to allocate and free.

use crate::allocator;
use wasm_bindgen::prelude::*;

const MIB: usize = 1 << 20;

/// For what a thread needs to start (its stack above all).
const PER_THREAD: usize = 4 * MIB;
/// For a run of any size.
const PER_RUN: usize = 16 * MIB;
/// And for each transaction; the greediest preset takes 5.6 KB in the largest block.
const PER_TRANSACTION: usize = 8 * 1024;

/// For all events of a simulated run, and what is told of them.
const PER_WALK: usize = 96 * MIB;

/// Makes room for so many threads; to be called before they start.
#[wasm_bindgen]
pub fn reserve_for_threads(threads: u32) {
    reserve(threads as usize * PER_THREAD);
}

/// Makes room for a run; to be called while the pool's threads have nothing to do.
pub(crate) fn for_run(transactions: usize) {
    if cfg!(feature = "threads") {
        reserve(PER_RUN + transactions * PER_TRANSACTION);
    }
}

/// Makes room for the events of a simulated run; to be called while the pool's threads have nothing
/// to do.
pub(crate) fn for_walk() {
    if cfg!(feature = "threads") {
        reserve(PER_WALK);
    }
}

/// Where there is not so much, less may still do: nothing is said, and whoever is really refused
/// memory says so.
fn reserve(bytes: usize) {
    let mut room = Vec::<u8>::new();
    if room.try_reserve_exact(bytes).is_err() {
        allocator::forgive();
    }
    // Or the compiler would see that nothing is done with it, and leave it out.
    std::hint::black_box(&mut room);
}
