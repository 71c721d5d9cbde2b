//! How fast a block could be on how many cores, whatever the scheduler.
//!
//! A block is work *T₁* (the sum of its transactions' costs) and a span *T∞* (the heaviest chain of
//! read-after-write dependencies: its length is what unlimited cores need). From these two alone:
//!
//! - No schedule on *P* cores is faster than *T₁/P* or than *T∞*, so no speedup exceeds
//!   min(*P*, *T₁/T∞*): [`Bounds::ceiling`].
//! - A schedule that never leaves a core idle while a transaction is ready needs at most
//!   *T₁/P + T∞(1 − 1/P)* (Graham 1969; Brent 1974), so its speedup is at least that of
//!   [`Bounds::brent`].
//! - Amdahl's law (1967) sees phases: a share *s* of the work that is serial and a rest that
//!   is perfectly parallel, so that *S(P) = 1/(s + (1 − s)/P)*: [`Bounds::amdahl`].
//!
//! The first two are theorems about the graph and leave out what an executor spends besides (its
//! scheduler, validation, work done twice), and what it gains where it needs no dependency (sums
//! that are made later, values that come out the same). Amdahl's law is a picture: which work is
//! "serial" is a matter of definition, and phases may overlap, so a schedule can be better or
//! worse than it.

use crate::DependencyGraph;

/// The bounds on a block's speedup for given costs. Costs and everything made from them are in
/// whatever unit the costs came in: nanoseconds, gas or transactions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    work: u64,
    span: u64,
    serial: u64,
    /// How many run at which time, as soon as possible: (from when, how many), by time. The last
    /// entry ends it with 0.
    steps: Vec<(u64, u32)>,
}

impl Bounds {
    /// From a graph and the cost of each transaction.
    ///
    /// # Panics
    /// When there is not one cost for each transaction.
    pub fn new(graph: &DependencyGraph, costs: &[u64]) -> Self {
        assert_eq!(costs.len(), graph.len(), "one cost for each transaction");
        let steps = widths(graph, costs);
        let alone = steps
            .windows(2)
            .filter(|pair| pair[0].1 == 1)
            .map(|pair| pair[1].0 - pair[0].0);
        Self {
            work: costs
                .iter()
                .fold(0, |sum: u64, cost| sum.saturating_add(*cost)),
            span: steps.last().map_or(0, |(end, _)| *end),
            serial: alone.sum(),
            steps,
        }
    }

    /// *T₁*: the cost of all transactions, one after the other.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// *T∞*: the cost of the critical path.
    pub fn span(&self) -> u64 {
        self.span
    }

    /// *T₁/T∞*: the speedup on unlimited cores; 1 for a block without any cost.
    pub fn parallelism(&self) -> f64 {
        ratio(self.work as f64, self.span as f64)
    }

    /// The time during which exactly one transaction runs, when each starts as soon as what it
    /// depends on has ended and cores are unlimited.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// *s*: the share of the work that is serial in this sense, from 0 to 1.
    pub fn serial_share(&self) -> f64 {
        if self.work == 0 {
            0.0
        } else {
            self.serial as f64 / self.work as f64
        }
    }

    /// No speedup on so many cores is greater than this.
    pub fn ceiling(&self, cores: u32) -> f64 {
        f64::from(cores.max(1)).min(self.parallelism())
    }

    /// What Amdahl's law says for so many cores, with [`Self::serial_share`] as the serial share.
    pub fn amdahl(&self, cores: u32) -> f64 {
        let serial = self.serial_share();
        1.0 / (serial + (1.0 - serial) / f64::from(cores.max(1)))
    }

    /// A schedule that never leaves a core idle needlessly has at least this speedup.
    pub fn brent(&self, cores: u32) -> f64 {
        let cores = f64::from(cores.max(1));
        let (work, span) = (self.work as f64, self.span as f64);
        ratio(work, work / cores + span * (1.0 - 1.0 / cores))
    }

    /// How many transactions run over time on unlimited cores, each as soon as possible: the mean
    /// width in each of that many equal parts of [`Self::span`]. Empty for a block without cost.
    pub fn profile(&self, buckets: usize) -> Vec<f64> {
        if self.span == 0 || buckets == 0 {
            return Vec::new();
        }
        let length = self.span as f64 / buckets as f64;
        let mut profile = vec![0.0; buckets];
        for pair in self.steps.windows(2) {
            let ((from, width), (to, _)) = (pair[0], pair[1]);
            let (from, to) = (from as f64 / length, to as f64 / length);
            let last = (to.ceil() as usize).min(buckets);
            let first = (from as usize).min(last);
            for (bucket, mean) in (first..last).zip(&mut profile[first..last]) {
                let start = from.max(bucket as f64);
                let end = to.min((bucket + 1) as f64);
                *mean += (end - start).max(0.0) * f64::from(width);
            }
        }
        profile
    }

    /// The most transactions that ever run at the same time in that schedule.
    pub fn widest(&self) -> u32 {
        self.steps
            .iter()
            .map(|(_, width)| *width)
            .max()
            .unwrap_or(0)
    }
}

/// How many transactions run at which time when each starts as soon as possible.
fn widths(graph: &DependencyGraph, costs: &[u64]) -> Vec<(u64, u32)> {
    let mut ends: Vec<u64> = Vec::with_capacity(costs.len());
    let mut changes: Vec<(u64, i32)> = Vec::with_capacity(2 * costs.len());
    for (index, cost) in costs.iter().enumerate() {
        let before = graph.dependencies(index as u32).iter();
        let start = before.map(|edge| ends[edge.from as usize]).max();
        let start = start.unwrap_or(0);
        let end = start.saturating_add(*cost);
        ends.push(end);
        if end > start {
            changes.extend([(start, 1), (end, -1)]);
        }
    }
    changes.sort_unstable();
    let mut width = 0i32;
    let mut steps: Vec<(u64, u32)> = Vec::new();
    for same in changes.chunk_by(|a, b| a.0 == b.0) {
        width += same.iter().map(|(_, change)| change).sum::<i32>();
        // As many end as begin: nothing changes, and one step is enough.
        if steps.last().is_none_or(|(_, last)| *last != width as u32) {
            steps.push((same[0].0, width as u32));
        }
    }
    steps
}

/// A speedup: 1 where nothing takes any time.
fn ratio(sequential: f64, parallel: f64) -> f64 {
    if parallel > 0.0 {
        sequential / parallel
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::{accesses, blocks};
    use proptest::prelude::*;

    /// Room for rounding.
    const EPSILON: f64 = 1e-9;

    /// The time that a greedy schedule takes: whenever a core is free, it takes the lowest
    /// transaction that is ready. Found time by time, on purpose in the plainest way.
    fn greedy(graph: &DependencyGraph, costs: &[u64], cores: usize) -> u64 {
        let mut ends: Vec<Option<u64>> = vec![None; costs.len()];
        let mut time = 0;
        loop {
            let running = ends.iter().flatten().filter(|end| **end > time).count();
            let ready = |index: &usize| {
                let done = |from: u32| ends[from as usize].is_some_and(|end| end <= time);
                let edges = graph.dependencies(*index as u32);
                ends[*index].is_none() && edges.iter().all(|edge| done(edge.from))
            };
            if running < cores
                && let Some(index) = (0..costs.len()).find(ready)
            {
                ends[index] = Some(time + costs[index]);
            } else if let Some(next) = ends.iter().flatten().filter(|end| **end > time).min() {
                time = *next;
            } else {
                return time;
            }
        }
    }

    #[test]
    fn a_fork_is_as_the_books_have_it() {
        // 0 first (cost 2), then 1, 2 and 3 side by side (3, 3, 1), then 4 alone (2).
        let graph = DependencyGraph::new(&accesses(&[
            (vec![], vec![1]),
            (vec![1], vec![2]),
            (vec![1], vec![3]),
            (vec![1], vec![4]),
            (vec![2, 3, 4], vec![]),
        ]));
        let bounds = Bounds::new(&graph, &[2, 3, 3, 1, 2]);
        assert_eq!((bounds.work(), bounds.span(), bounds.serial()), (11, 7, 4));
        assert_eq!(bounds.parallelism(), 11.0 / 7.0);
        assert_eq!(bounds.ceiling(1), 1.0);
        assert_eq!(bounds.ceiling(64), 11.0 / 7.0);
        assert_eq!(bounds.brent(2), 11.0 / 9.0);
        assert!((bounds.amdahl(2) - 1.0 / (4.0 / 11.0 + 7.0 / 22.0)).abs() < EPSILON);
        assert_eq!(bounds.widest(), 3);
        assert_eq!(bounds.profile(7), [1.0, 1.0, 3.0, 2.0, 2.0, 1.0, 1.0]);
    }

    #[test]
    fn a_chain_is_serial_and_a_free_block_is_not() {
        let chain = DependencyGraph::new(&accesses(&vec![(vec![], vec![1]); 10]));
        let bounds = Bounds::new(&chain, &[5; 10]);
        assert_eq!((bounds.serial_share(), bounds.ceiling(256)), (1.0, 1.0));
        assert_eq!(bounds.amdahl(256), 1.0);
        let free = DependencyGraph::new(&accesses(&vec![(vec![], vec![]); 10]));
        let bounds = Bounds::new(&free, &[5; 10]);
        assert_eq!((bounds.serial_share(), bounds.ceiling(256)), (0.0, 10.0));
        assert_eq!(bounds.amdahl(4), 4.0);
    }

    #[test]
    fn nothing_takes_no_time() {
        for bounds in [
            Bounds::new(&DependencyGraph::new(&[]), &[]),
            Bounds::new(&DependencyGraph::new(&accesses(&[(vec![], vec![])])), &[0]),
        ] {
            assert_eq!((bounds.ceiling(4), bounds.brent(4)), (1.0, 1.0));
            assert_eq!(bounds.profile(8), [0.0; 0]);
        }
    }

    proptest! {
        #[test]
        fn greedy_schedules_lie_between_the_bounds(
            (sets, costs) in blocks(40).prop_flat_map(|sets| {
                let costs = proptest::collection::vec(0u64..50, sets.len());
                (Just(sets), costs)
            })
        ) {
            let graph = DependencyGraph::new(&sets);
            let bounds = Bounds::new(&graph, &costs);
            prop_assert_eq!(bounds.span(), graph.critical_path(&costs).weight);
            prop_assert!(bounds.serial() <= bounds.span());
            prop_assert_eq!(greedy(&graph, &costs, usize::MAX), bounds.span());
            let mut before = (0.0, 0.0, 0.0);
            for cores in [1, 2, 3, 4, 7, 16, 64, 256] {
                let (low, high) = (bounds.brent(cores), bounds.ceiling(cores));
                let amdahl = bounds.amdahl(cores);
                prop_assert!(low <= high + EPSILON);
                prop_assert!(low >= before.0 - EPSILON && high >= before.1 && amdahl >= before.2 - EPSILON);
                before = (low, high, amdahl);
                let time = greedy(&graph, &costs, cores as usize);
                if time > 0 {
                    let speedup = bounds.work() as f64 / time as f64;
                    prop_assert!(speedup >= low - EPSILON, "{} < {}", speedup, low);
                    prop_assert!(speedup <= high + EPSILON, "{} > {}", speedup, high);
                }
            }
        }

        #[test]
        fn the_profile_keeps_the_work(
            (sets, costs) in blocks(40).prop_flat_map(|sets| {
                let costs = proptest::collection::vec(0u64..50, sets.len());
                (Just(sets), costs)
            }),
            buckets in 1usize..50,
        ) {
            let bounds = Bounds::new(&DependencyGraph::new(&sets), &costs);
            let profile = bounds.profile(buckets);
            if bounds.span() > 0 {
                let length = bounds.span() as f64 / buckets as f64;
                let area = profile.iter().sum::<f64>() * length;
                prop_assert!((area - bounds.work() as f64).abs() < 1e-6 * (1.0 + area));
                prop_assert!(profile.iter().all(|width| *width <= f64::from(bounds.widest()) + EPSILON));
            }
        }
    }
}
