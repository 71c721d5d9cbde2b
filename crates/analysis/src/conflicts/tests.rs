//! Rankings, what is gained, and each pattern on made-up accesses.

use super::*;
use crate::{
    Granularity, GraphOptions,
    graph::tests::{accesses, blocks},
};
use lanewise_executor::{
    Location, Part,
    revm::primitives::{KECCAK_EMPTY, U256},
};
use proptest::prelude::*;

fn study(sets: &[AccessSet], costs: &[u64]) -> Conflicts {
    let graph = DependencyGraph::new(sets);
    Conflicts::new(&graph, sets, costs, &ConflictOptions::default())
}

fn slot_of(place: &Place) -> u64 {
    match place.location().unwrap().part {
        Part::Storage(slot) => slot.to(),
        part => panic!("{part:?}"),
    }
}

fn slots(conflicts: &Conflicts) -> Vec<u64> {
    let places = conflicts.hottest.iter().map(|one| &one.place);
    places.map(slot_of).collect()
}

#[test]
fn time_counts_and_not_edges() {
    // Slot 1: five cheap transactions in a chain; slot 2: two dear ones.
    let mut transactions = vec![(vec![], vec![1]); 5];
    transactions.extend(vec![(vec![], vec![2]); 2]);
    let found = study(&accesses(&transactions), &[1, 1, 1, 1, 1, 100, 100]);
    assert_eq!(slots(&found), [2, 1]);
    assert_eq!((found.work, found.path.weight, found.places), (205, 200, 2));
    let first = &found.hottest[0];
    assert_eq!(
        (first.edges, first.path_edges, first.critical_cost),
        (1, 1, 100)
    );
    assert_eq!((first.without, first.bound_without), (100, 2.05));
    assert_eq!(
        first.uses,
        PlaceUse {
            readers: 2,
            writers: 2
        }
    );
    let second = &found.hottest[1];
    assert_eq!(
        (second.edges, second.path_edges, second.without),
        (4, 0, 200)
    );
}

#[test]
fn causes_that_come_together_are_named() {
    let found = study(&accesses(&vec![(vec![], vec![1, 2]); 4]), &[10; 4]);
    let first = &found.hottest[0];
    assert_eq!((first.path_edges, first.shared_path_edges), (3, 3));
    assert_eq!((first.without, first.without_together), (40, 10));
    assert_eq!(first.together.iter().map(slot_of).collect::<Vec<_>>(), [2]);
}

#[test]
fn stairs_go_from_culprit_to_culprit() {
    // A chain of four on slots 1 and 2, a chain of three on 3, a pair on 4.
    let mut transactions = vec![(vec![], vec![1, 2]); 4];
    transactions.extend(vec![(vec![], vec![3]); 3]);
    transactions.extend(vec![(vec![], vec![4]); 2]);
    let graph = DependencyGraph::new(&accesses(&transactions));
    let stairs = staircase(&graph, &[1; 9], 10);
    let told: Vec<_> = stairs
        .iter()
        .map(|step| (step.places.iter().map(slot_of).collect(), step.span))
        .collect();
    assert_eq!(told, [(vec![1, 2], 3), (vec![3], 2), (vec![4], 1)]);
    assert_eq!(staircase(&graph, &[1; 9], 1).len(), 1);
    assert_eq!(
        staircase(&graph, &[0; 9], 10).len(),
        0,
        "nothing takes time"
    );
}

#[test]
fn accounts_conflict_as_a_whole() {
    let sets = accesses(&[(vec![], vec![1]), (vec![], vec![2])]);
    let options = GraphOptions {
        granularity: Granularity::Account,
        ..GraphOptions::default()
    };
    let graph = DependencyGraph::with_options(&sets, &options);
    let found = Conflicts::new(&graph, &sets, &[1, 1], &ConflictOptions::default());
    assert_eq!(found.hottest.len(), 1);
    assert_eq!(found.hottest[0].place, Place::Account(Address::ZERO));
    assert_eq!(found.hottest[0].pattern, Pattern::General);
    assert_eq!(study(&sets, &[1, 1]).places, 0);
}

const CONTRACT: Address = Address::repeat_byte(0xcc);

fn at(address: Address, part: Part) -> Location {
    Location { address, part }
}

/// A transaction that changes some places and reads some others.
fn transaction(changes: &[(Location, U256, U256)], reads: &[(Location, U256)]) -> AccessSet {
    let mut set = AccessSet {
        reads: reads.to_vec(),
        writes: changes.iter().map(|(place, _, is)| (*place, *is)).collect(),
    };
    set.reads
        .extend(changes.iter().map(|(place, was, _)| (*place, *was)));
    set.reads.sort_unstable();
    set.writes.sort_unstable();
    set
}

/// Transactions by which a place takes these values, one after the other.
fn values(place: Location, values: &[U256]) -> Vec<AccessSet> {
    let steps = values.windows(2);
    steps
        .map(|pair| transaction(&[(place, pair[0], pair[1])], &[]))
        .collect()
}

fn conflict_at(sets: &[AccessSet], place: Location, beneficiary: Option<Address>) -> Conflict {
    let graph = DependencyGraph::new(sets);
    let options = ConflictOptions {
        beneficiary,
        ..ConflictOptions::default()
    };
    let found = Conflicts::new(&graph, sets, &vec![1; sets.len()], &options);
    let here = |one: &Conflict| one.place == Place::Part(place);
    found.hottest.into_iter().find(here).expect("it conflicts")
}

fn pattern_of(part: Part, numbers: &[u128]) -> (Pattern, Evidence) {
    let numbers: Vec<U256> = numbers.iter().map(|number| U256::from(*number)).collect();
    let place = at(CONTRACT, part);
    let found = conflict_at(&values(place, &numbers), place, None);
    (found.pattern, found.evidence)
}

fn slot_pattern(numbers: &[u128]) -> (Pattern, Evidence) {
    pattern_of(Part::Storage(U256::from(7)), numbers)
}

#[test]
fn a_counter() {
    let (pattern, evidence) = slot_pattern(&[254, 255, 256, 257]);
    assert_eq!(pattern, Pattern::Counter);
    let up = Step {
        amount: U256::from(1),
        falls: false,
    };
    assert_eq!((evidence.step, evidence.changes), (Some(up), 3));
    let (pattern, evidence) = slot_pattern(&[30, 20, 10]);
    assert_eq!(pattern, Pattern::Counter);
    assert!(evidence.step.unwrap().falls);
}

#[test]
fn an_accumulator() {
    let (pattern, evidence) = slot_pattern(&[1_000, 1_700, 1_900, 5_000]);
    assert_eq!(pattern, Pattern::Accumulator);
    assert_eq!((evidence.distinct_deltas, evidence.rises), (3, 3));
}

#[test]
fn a_reserve() {
    let (pattern, evidence) = slot_pattern(&[1_000, 900, 1_150, 1_100, 1_300]);
    assert_eq!(pattern, Pattern::Reserve);
    assert_eq!((evidence.rises, evidence.falls, evidence.leaps), (2, 2, 0));
}

#[test]
fn values_that_replace_one_another() {
    let (pattern, evidence) = slot_pattern(&[77_123, 12, 99_321, 5, 40_000]);
    assert_eq!(pattern, Pattern::General);
    assert_eq!(evidence.leaps, 4);
}

#[test]
fn a_bitmap() {
    let (pattern, evidence) = slot_pattern(&[0b1, 0b1_0001, 0b1_0011, 0b1_0001_0011]);
    assert_eq!((pattern, evidence.fresh_bits), (Pattern::Bitmap, 3));
    // Setting the same bit, clearing and setting it again is none.
    assert_ne!(slot_pattern(&[0, 4, 0, 4]).0, Pattern::Bitmap);
}

#[test]
fn a_packed_slot() {
    let pack = |low: u128, high: u128| low | high << 64;
    let mut values = vec![
        pack(5, 9),
        pack(6, 9),
        pack(6, 12),
        pack(7, 12),
        pack(7, 14),
    ];
    values.extend([pack(8, 14), pack(8, 19)]);
    let (pattern, evidence) = slot_pattern(&values);
    assert_eq!(pattern, Pattern::PackedSlot);
    let field = |offset, pattern| Field {
        offset,
        length: 1,
        writers: 3,
        pattern: Some(pattern),
    };
    assert_eq!(
        evidence.fields,
        [field(0, Pattern::Counter), field(8, Pattern::Accumulator)]
    );
    // A number whose low byte one writer leaves as it is by chance is none.
    let (pattern, evidence) = slot_pattern(&[5, 9, 9 + (3 << 16), 12 + (3 << 16), 13 + (3 << 16)]);
    assert_eq!(evidence.fields.len(), 2);
    assert_eq!(pattern, Pattern::Accumulator);
    // One transaction that changes both joins them.
    let joined = [values.as_slice(), &[pack(30, 30)]].concat();
    let (pattern, evidence) = slot_pattern(&joined);
    assert_ne!(pattern, Pattern::PackedSlot);
    assert_eq!(
        evidence.fields,
        [Field {
            offset: 0,
            length: 9,
            writers: 7,
            pattern: None,
        }]
    );
}

#[test]
fn a_read_mostly_slot() {
    let place = at(CONTRACT, Part::Storage(U256::from(7)));
    let mut sets = values(place, &[U256::from(1), U256::from(2)]);
    sets.extend(vec![transaction(&[], &[(place, U256::from(2))]); 4]);
    let found = conflict_at(&sets, place, None);
    assert_eq!(found.pattern, Pattern::ReadMostly);
    assert_eq!(
        found.uses,
        PlaceUse {
            readers: 5,
            writers: 1
        }
    );
    sets.pop();
    assert_eq!(conflict_at(&sets, place, None).pattern, Pattern::General);
}

#[test]
fn a_shared_sender() {
    let sender = Address::repeat_byte(1);
    let (nonce, balance) = (at(sender, Part::Nonce), at(sender, Part::Balance));
    let empty = U256::from_be_bytes(KECCAK_EMPTY.0);
    let send = |nth: u64| {
        let paid = |count: u64| U256::from(1_000_000 - 21_000 * count);
        transaction(
            &[
                (nonce, U256::from(nth), U256::from(nth + 1)),
                (balance, paid(nth), paid(nth + 1)),
            ],
            &[(at(sender, Part::Code), empty)],
        )
    };
    let sets: Vec<_> = (0..3).map(send).collect();
    let found = conflict_at(&sets, nonce, None);
    assert_eq!(found.pattern, Pattern::SenderNonce);
    assert_eq!(found.together, [Place::Part(balance)]);
    let first = &study(&sets, &[1; 3]).hottest[0];
    assert_eq!(first.place, Place::Part(nonce), "it stands for both");
    let stairs = staircase(&DependencyGraph::new(&sets), &[1; 3], 1);
    assert_eq!(stairs[0].places, [nonce, balance].map(Place::Part));
    assert_eq!((found.without, found.without_together), (3, 1));
    assert_eq!(
        conflict_at(&sets, balance, None).pattern,
        Pattern::SenderBalance
    );
}

#[test]
fn a_contract_that_creates_contracts() {
    let nonce = at(CONTRACT, Part::Nonce);
    let code = (at(CONTRACT, Part::Code), U256::from(0xc0de));
    let create = |nth: u64| transaction(&[(nonce, U256::from(nth), U256::from(nth + 1))], &[code]);
    let sets: Vec<_> = (1..4).map(create).collect();
    let found = conflict_at(&sets, nonce, None);
    assert_eq!(found.pattern, Pattern::CreatorNonce);
    assert!(found.evidence.has_code);
}

#[test]
fn a_balance_that_is_only_credited() {
    assert_eq!(
        pattern_of(Part::Balance, &[5, 8, 30]).0,
        Pattern::CreditedBalance
    );
    assert_eq!(
        pattern_of(Part::Balance, &[5, 8, 30, 20]).0,
        Pattern::General
    );
    let mut numbers: Vec<u128> = (1..10).collect();
    numbers.push(2);
    assert_eq!(
        pattern_of(Part::Balance, &numbers).0,
        Pattern::CreditedBalance
    );
}

#[test]
fn the_fee_recipient() {
    let balance = at(CONTRACT, Part::Balance);
    let sets = values(balance, &[U256::from(5), U256::from(8), U256::from(30)]);
    let found = conflict_at(&sets, balance, Some(CONTRACT));
    assert_eq!(found.pattern, Pattern::FeeRecipient);
}

#[test]
fn a_contract_that_the_block_creates() {
    let (code, slot) = (
        at(CONTRACT, Part::Code),
        at(CONTRACT, Part::Storage(U256::from(7))),
    );
    let empty = U256::from_be_bytes(KECCAK_EMPTY.0);
    let sets = [
        transaction(
            &[
                (code, empty, U256::from(0xc0de)),
                (slot, U256::ZERO, U256::from(1)),
            ],
            &[],
        ),
        transaction(&[], &[(code, U256::from(0xc0de)), (slot, U256::from(1))]),
    ];
    for place in [code, slot] {
        assert_eq!(conflict_at(&sets, place, None).pattern, Pattern::Creation);
    }
}

proptest! {
    /// Taking a place out is the same as making the graph of accesses that lack it.
    #[test]
    fn without_a_place_means_without_its_accesses(
        (sets, costs) in blocks(40).prop_flat_map(|sets| {
            let costs = proptest::collection::vec(0u64..50, sets.len());
            (Just(sets), costs)
        })
    ) {
        let graph = DependencyGraph::new(&sets);
        let lacking = |places: &[Place]| {
            let mut sets = sets.clone();
            for set in &mut sets {
                set.reads.retain(|(place, _)| !places.contains(&Place::Part(*place)));
                set.writes.retain(|(place, _)| !places.contains(&Place::Part(*place)));
            }
            DependencyGraph::new(&sets).critical_path(&costs).weight
        };
        let found = study(&sets, &costs);
        prop_assert_eq!(found.places, graph.hottest().len());
        for one in &found.hottest {
            prop_assert_eq!(one.without, lacking(&[one.place]));
            let all = [std::slice::from_ref(&one.place), &one.together].concat();
            prop_assert_eq!(one.without_together, lacking(&all));
            let counted = graph.hottest().iter().find(|(place, _)| Place::Part(*place) == one.place);
            prop_assert_eq!(Some(one.edges), counted.map(|(_, edges)| *edges));
        }
        let gains = found.hottest.iter().map(|one| one.without);
        prop_assert!(gains.is_sorted());
        let mut all = Vec::new();
        for step in staircase(&graph, &costs, usize::MAX) {
            all.extend(step.places);
            prop_assert_eq!(step.span, span_without(&graph, &costs, &all));
            prop_assert_eq!(step.span, lacking(&all));
        }
        prop_assert_eq!(lacking(&all), costs.iter().copied().max().unwrap_or(0));
    }
}
