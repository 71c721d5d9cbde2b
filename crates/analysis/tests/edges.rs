//! The graph against a second method: all pairs of transactions, all their accesses, and nothing
//! remembered from one pair to the next.

use lanewise_analysis::{
    CriticalPath, DependencyGraph, EdgeKind, Granularity, GraphOptions, Place, PlaceUse,
};
use lanewise_executor::{
    AccessSet, Location, Part, TxIndex,
    revm::primitives::{Address, KECCAK_EMPTY, U256},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const GRANULARITIES: [Granularity; 3] = [
    Granularity::Slot,
    Granularity::Contract,
    Granularity::Account,
];

/// Parts of few accounts, so that there are conflicts.
fn location() -> impl Strategy<Value = Location> {
    let part = prop_oneof![
        Just(Part::Balance),
        Just(Part::Nonce),
        Just(Part::Code),
        (0u64..4).prop_map(|slot| Part::Storage(U256::from(slot))),
    ];
    // Accounts 1 to 3 are never given storage: without code they stay plain.
    (1u8..6, part)
        .prop_filter("a plain account has no storage", |(account, part)| {
            *account > 3 || !matches!(part, Part::Storage(_))
        })
        .prop_map(|(account, part)| Location {
            address: Address::repeat_byte(account),
            part,
        })
}

/// What is read of code: mostly none.
fn value(location: &Location, number: u64) -> U256 {
    match location.part {
        Part::Code if !number.is_multiple_of(8) => U256::from_be_bytes(KECCAK_EMPTY.0),
        _ => U256::from(number),
    }
}

fn transaction() -> impl Strategy<Value = AccessSet> {
    let accesses = proptest::collection::btree_map(location(), (any::<u64>(), any::<bool>()), 0..6);
    accesses.prop_map(|accesses| {
        let mut set = AccessSet::default();
        for (location, (number, written)) in accesses {
            set.reads.push((location, value(&location, number)));
            if written {
                let after = value(&location, number.wrapping_add(1));
                set.writes.push((location, after));
            }
        }
        set
    })
}

fn block(longest: usize) -> impl Strategy<Value = Vec<AccessSet>> {
    proptest::collection::vec(transaction(), 0..longest)
}

/// Whether an account is a contract, by looking through the whole block.
fn is_contract(sets: &[AccessSet], address: Address) -> bool {
    sets.iter().any(|set| {
        set.reads.iter().chain(&set.writes).any(|(there, value)| {
            there.address == address
                && match there.part {
                    Part::Storage(_) => true,
                    Part::Code => {
                        *value != U256::ZERO && *value != U256::from_be_bytes(KECCAK_EMPTY.0)
                    }
                    _ => false,
                }
        })
    })
}

fn places(
    sets: &[AccessSet],
    accesses: &[(Location, U256)],
    granularity: Granularity,
) -> BTreeSet<Place> {
    let whole = |location: &Location| match granularity {
        Granularity::Slot => false,
        Granularity::Contract => is_contract(sets, location.address),
        Granularity::Account => true,
    };
    accesses
        .iter()
        .map(|(location, _)| {
            if whole(location) {
                Place::Account(location.address)
            } else {
                Place::Part(*location)
            }
        })
        .collect()
}

type Edges = BTreeMap<(EdgeKind, TxIndex, TxIndex), BTreeSet<Place>>;

/// Every pair, every place of both: a conflict counts unless a write between the two hides it.
fn edges_by_force(sets: &[AccessSet], options: &GraphOptions) -> Edges {
    let read: Vec<_> = sets
        .iter()
        .map(|set| places(sets, &set.reads, options.granularity))
        .collect();
    let written: Vec<_> = sets
        .iter()
        .map(|set| places(sets, &set.writes, options.granularity))
        .collect();
    let mut edges = Edges::new();
    for to in 0..sets.len() {
        for from in 0..to {
            let hidden = |place: &Place| (from + 1..to).any(|index| written[index].contains(place));
            let mut add = |kind, place: &Place| {
                if !hidden(place) {
                    let edge = (kind, to as TxIndex, from as TxIndex);
                    edges.entry(edge).or_default().insert(*place);
                }
            };
            for place in read[to].intersection(&written[from]) {
                add(EdgeKind::ReadAfterWrite, place);
            }
            if options.anti {
                for place in written[to].intersection(&read[from]) {
                    if !written[from].contains(place) {
                        add(EdgeKind::WriteAfterRead, place);
                    }
                }
            }
            if options.output {
                for place in written[to].intersection(&written[from]) {
                    add(EdgeKind::WriteAfterWrite, place);
                }
            }
        }
    }
    edges
}

fn all_options() -> impl Iterator<Item = GraphOptions> {
    GRANULARITIES.into_iter().flat_map(|granularity| {
        [(false, false), (true, false), (false, true), (true, true)].map(move |(anti, output)| {
            GraphOptions {
                granularity,
                anti,
                output,
            }
        })
    })
}

/// The heaviest chain that ends at a transaction, by trying every chain.
fn heaviest(edges: &Edges, weights: &[u64], end: TxIndex) -> u64 {
    let into = edges
        .keys()
        .filter(|(kind, to, _)| *kind == EdgeKind::ReadAfterWrite && *to == end);
    let before = into.map(|(_, _, from)| heaviest(edges, weights, *from));
    weights[end as usize] + before.max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn edges_are_those_of_the_slow_method(sets in block(24)) {
        for options in all_options() {
            let graph = DependencyGraph::with_options(&sets, &options);
            let expected = edges_by_force(&sets, &options);
            let found: Vec<_> = graph
                .edges()
                .iter()
                .map(|edge| {
                    let causes: Vec<Place> = graph.causes(edge).collect();
                    assert_eq!(causes.len(), edge.locations as usize);
                    ((edge.kind, edge.to, edge.from), causes)
                })
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(edge, causes)| (edge, causes.into_iter().collect::<Vec<_>>()))
                .collect();
            prop_assert_eq!(found, expected, "{:?}", options);
            prop_assert!(graph.places().is_sorted());
            for (place, uses) in graph.places().iter().zip(graph.uses()) {
                let count = |list: fn(&AccessSet) -> &[(Location, U256)]| {
                    let has = |set: &&AccessSet| {
                        places(&sets, list(set), options.granularity).contains(place)
                    };
                    sets.iter().filter(has).count() as u32
                };
                let counted = PlaceUse {
                    readers: count(|set| &set.reads),
                    writers: count(|set| &set.writes),
                };
                prop_assert_eq!(*uses, counted);
            }
        }
    }

    #[test]
    fn chains_follow_true_dependencies_only(
        (sets, weights) in block(11).prop_flat_map(|sets| {
            let weights = proptest::collection::vec(0u64..100, sets.len());
            (Just(sets), weights)
        })
    ) {
        for granularity in GRANULARITIES {
            let plain = GraphOptions { granularity, ..GraphOptions::default() };
            let graph = DependencyGraph::with_options(&sets, &plain);
            let edges = edges_by_force(&sets, &plain);
            let path = graph.critical_path(&weights);
            let ends = 0..sets.len() as TxIndex;
            let longest = ends.clone().map(|end| heaviest(&edges, &weights, end)).max();
            prop_assert_eq!(path.weight, longest.unwrap_or(0));
            let ones = vec![1; sets.len()];
            for end in ends {
                let depth = u64::from(graph.depths()[end as usize]);
                prop_assert_eq!(depth + 1, heaviest(&edges, &ones, end));
            }
            let waves = graph.waves();
            prop_assert_eq!(waves.iter().map(Vec::len).sum::<usize>(), sets.len());
            for (depth, wave) in waves.iter().enumerate() {
                prop_assert!(!wave.is_empty() && wave.is_sorted());
                prop_assert!(wave.iter().all(|index| graph.depths()[*index as usize] == depth as u32));
            }
            // The other kinds of edges change nothing.
            let all = GraphOptions { anti: true, output: true, ..plain };
            let all = DependencyGraph::with_options(&sets, &all);
            prop_assert_eq!(all.depths(), graph.depths());
            prop_assert_eq!(all.critical_path(&weights), path);
            prop_assert_eq!(all.true_edges().len(), graph.edges().len());
            prop_assert_eq!(all.hottest(), graph.hottest());
            prop_assert_eq!(all.independent(), graph.independent());
        }
    }
}

#[test]
fn an_account_without_code_or_storage_stays_split() {
    let plain = Address::repeat_byte(1);
    let at = |part| Location {
        address: plain,
        part,
    };
    let set = |part| AccessSet {
        reads: vec![(at(part), U256::ZERO)],
        writes: vec![(at(part), U256::ONE)],
    };
    let sets = [set(Part::Balance), set(Part::Nonce)];
    let edges = |granularity| {
        let options = GraphOptions {
            granularity,
            ..GraphOptions::default()
        };
        DependencyGraph::with_options(&sets, &options).edges().len()
    };
    assert_eq!(GRANULARITIES.map(edges), [0, 0, 1]);
    let empty = DependencyGraph::new(&[]);
    assert_eq!(empty.waves(), Vec::<Vec<TxIndex>>::new());
    assert_eq!(empty.critical_path(&[]), CriticalPath::default());
}
