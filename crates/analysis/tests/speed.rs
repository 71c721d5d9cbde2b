//! How long views of large blocks take: prints, and asserts no time.
//!
//! `cargo test -p lanewise-analysis --release --test speed -- --ignored --nocapture`

use lanewise_analysis::{
    Bounds, ConflictOptions, Conflicts, DependencyGraph, Export, GraphOptions, Layout, staircase,
};
use lanewise_executor::{
    AccessSet, Location, Part,
    revm::primitives::{Address, U256},
};
use std::time::Instant;

/// Numbers that only look random (xorshift, Marsaglia 2003), the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn set(mut slots: Vec<(u64, U256, Option<U256>)>) -> AccessSet {
    slots.sort_unstable();
    slots.dedup_by_key(|slot| slot.0);
    let at = |slot: u64| Location {
        address: Address::repeat_byte(7),
        part: Part::Storage(U256::from(slot)),
    };
    let reads = slots.iter().map(|(slot, was, _)| (at(*slot), *was));
    let writes = slots
        .iter()
        .filter_map(|(slot, _, is)| Some((at(*slot), (*is)?)));
    AccessSet {
        reads: reads.collect(),
        writes: writes.collect(),
    }
}

/// Each transaction writes a slot of its own and reads some of those written before it.
fn scattered(transactions: u64, reads: u64) -> Vec<AccessSet> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let one = |index: u64| {
        let own = (index, U256::ZERO, Some(U256::from(1)));
        let others = (0..reads).map(|_| (numbers.below(index.max(1)), U256::ZERO, None));
        set(others.chain([own]).collect())
    };
    (0..transactions).map(one).collect()
}

/// All transactions count on one slot, and each on one of few others.
fn counted(transactions: u64) -> Vec<AccessSet> {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let one = |index: u64| {
        let up = |slot, from: u64| (slot, U256::from(from), Some(U256::from(from + 1)));
        set(vec![
            up(0, index),
            up(1 + numbers.below(40), index),
            up(100 + index, 0),
        ])
    };
    (0..transactions).map(one).collect()
}

fn timed<T>(what: &str, make: impl Fn() -> T) -> T {
    let mut times: Vec<_> = (0..5)
        .map(|_| {
            let start = Instant::now();
            drop(make());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("{:>9.1} ms  {what}", times[2].as_secs_f64() * 1e3);
    make()
}

#[test]
#[ignore = "prints times; meant for a release build"]
fn print_times() {
    for (name, sets) in [
        ("10,000 transactions, 3 reads each", scattered(10_000, 3)),
        ("10,000 transactions, 1 read each", scattered(10_000, 1)),
        ("10,000 on one counter", counted(10_000)),
        ("50,000 on one counter", counted(50_000)),
    ] {
        let costs: Vec<u64> = (0..sets.len() as u64)
            .map(|index| 20_000 + index % 977)
            .collect();
        let graph = timed("graph", || DependencyGraph::new(&sets));
        println!("{name}: {} edges", graph.edges().len());
        let all = GraphOptions {
            anti: true,
            output: true,
            ..GraphOptions::default()
        };
        timed("graph with all edges", || {
            DependencyGraph::with_options(&sets, &all)
        });
        let layout = timed("layout", || Layout::new(&graph));
        let clusters = timed("300 waves", || layout.clusters(&graph, &costs, 300));
        println!(
            "{} waves, {} edges",
            clusters.waves.len(),
            clusters.edges.len()
        );
        timed("bounds", || Bounds::new(&graph, &costs));
        timed("conflicts, 24 places", || {
            Conflicts::new(&graph, &sets, &costs, &ConflictOptions::default())
        });
        timed("staircase of 10", || staircase(&graph, &costs, 10));
        let export = Export {
            graph: &graph,
            title: name,
            costs: &costs,
            unit: "made up",
            gas: &costs,
            node: &|index| index.to_string(),
            place: &|place| format!("{:?}", place.location()),
        };
        timed("GraphML", || export.graphml().len());
    }
}
