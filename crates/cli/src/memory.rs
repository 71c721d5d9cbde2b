//! The process's allocator, which can count what one piece of work takes.
//!
//! It is mimalloc, as in Ethereum clients: the C library's allocator hands a run's memory back to
//! the operating system at its end and asks for it again at the next one's start, which takes
//! longer than executing the payments in it. Counting slows every thread down, since they all
//! count in the same place; so it happens only within [`measure`], and no time is taken there.

use mimalloc::MiMalloc;
use std::{
    alloc::{GlobalAlloc, Layout},
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
};

/// Whether allocations are counted. Written by [`measure`] alone; Relaxed everywhere, because
/// threads that work for it start after it is set and end before it is cleared.
static COUNTS: AtomicBool = AtomicBool::new(false);
/// Bytes allocated since counting began, less those given back; negative when more of what was
/// there before was given back.
static LIVE: AtomicI64 = AtomicI64::new(0);
/// The most that [`LIVE`] ever was.
static PEAK: AtomicI64 = AtomicI64::new(0);

/// What a piece of work takes, in bytes that it asked for; what the allocator adds is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The most at any time, beyond what was there before.
    pub(crate) peak: usize,
    /// What is left of it in the result.
    pub(crate) kept: usize,
}

/// Does a piece of work and counts what it takes. One at a time in the process.
pub(crate) fn measure<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    LIVE.store(0, Ordering::Relaxed);
    PEAK.store(0, Ordering::Relaxed);
    COUNTS.store(true, Ordering::Relaxed);
    let result = work();
    COUNTS.store(false, Ordering::Relaxed);
    let positive = |bytes: &AtomicI64| usize::try_from(bytes.load(Ordering::Relaxed)).unwrap_or(0);
    let taken = Taken {
        peak: positive(&PEAK),
        kept: positive(&LIVE),
    };
    (result, taken)
}

/// mimalloc, which counts on demand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counting;

#[inline]
fn count(more: usize, less: usize) {
    if COUNTS.load(Ordering::Relaxed) {
        let change = more as i64 - less as i64;
        let live = LIVE.fetch_add(change, Ordering::Relaxed) + change;
        PEAK.fetch_max(live, Ordering::Relaxed);
    }
}

// SAFETY: every call is handed on to mimalloc unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps to the contract of `alloc`, which is the same there.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: `block` came from mimalloc with this layout, as `alloc` above shows.
        unsafe { MiMalloc.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: as for `alloc`.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size, layout.size());
        // SAFETY: as for `dealloc`; the caller vouches for `new_size`.
        unsafe { MiMalloc.realloc(block, layout, new_size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other tests allocate at the same time, so only what dwarfs them can be told.
    #[test]
    fn peak_and_rest_are_counted() {
        const LARGE: usize = 1 << 30;
        let (kept, taken) = measure(|| {
            drop(Vec::<u8>::with_capacity(LARGE));
            Vec::<u8>::with_capacity(LARGE / 2)
        });
        assert_eq!(kept.len(), 0);
        assert!(taken.peak >= LARGE - LARGE / 8, "{taken:?}");
        let half = LARGE / 2 - LARGE / 8..LARGE / 2 + LARGE / 8;
        assert!(half.contains(&taken.kept), "{taken:?}");
    }
}
