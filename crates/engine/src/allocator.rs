//! The module's memory allocator: the standard library's, which notes when it fails
//! ([`is_exhausted`]), so that the crash that follows can be told in the right words.
//!
//! On wasm32 that is dlmalloc, with one lock for all threads. A cache for each thread in front of
//! it was tried and gained nothing that could be measured; whoever tries again should know that
//! wasm-bindgen allocates a new thread's stack and thread-local memory *on that thread*, before
//! thread-local variables are usable.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, Ordering},
};

#[global_allocator]
static ALLOCATOR: Noting = Noting;

/// Set once by whichever thread is first refused memory; read only when a crash is reported.
static EXHAUSTED: AtomicBool = AtomicBool::new(false);

/// Whether memory has ever been refused.
pub(crate) fn is_exhausted() -> bool {
    // Relaxed: the flag publishes nothing but itself, and whoever reports a crash has learnt of
    // it through a lock or by being the crashed thread.
    EXHAUSTED.load(Ordering::Relaxed)
}

/// A refusal was expected, and nothing will crash of it.
pub(crate) fn forgive() {
    EXHAUSTED.store(false, Ordering::Relaxed);
}

/// The system's allocator, which notes its failures.
#[derive(Debug, Clone, Copy)]
struct Noting;

fn noted(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        EXHAUSTED.store(true, Ordering::Relaxed);
    }
    block
}

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract of `alloc`, which is the same there.
        noted(unsafe { System.alloc(layout) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: `block` came from `System` with this layout, as `alloc` above shows.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as for `alloc`.
        noted(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: as for `dealloc`; the caller vouches for `new_size`.
        noted(unsafe { System.realloc(block, layout, new_size) })
    }
}
