//! The suite's blocks: what each entry promises holds, whoever executes it.

use alloy_primitives::{Address, TxKind, U256};
use lanewise_executor::{
    Control, Hints, Location, Outcome, Part, ScopedThreads, Unobserved, Workers,
    strategies::{self, Job},
};
use lanewise_workloads::{
    BatchSpec, PrepareError, Workload, prepare, preset,
    suite::{self, Entry, SUITE},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn entry(id: &str) -> &'static Entry {
    suite::by_id(id).expect("the suite has it")
}

fn prepared(id: &str, transactions: u32) -> Workload {
    let prepared = entry(id).prepare(transactions, 1, &mut |_, _| true);
    prepared.expect("the size is within its limits")
}

fn run(
    strategy: &str,
    workload: &Workload,
    workers: &dyn Workers,
    hints: Option<&Hints>,
) -> Outcome {
    let strategy = strategies::parse(strategy).expect("the strategy is in the table");
    let control = Control::new();
    let job = Job::new(&workload.block, &workload.pre, workers, &control).with_hints(hints);
    let run = strategy.execute(&job, &Unobserved);
    run.expect("every transaction can be paid for").outcome
}

fn sequential(workload: &Workload) -> Outcome {
    run("sequential", workload, &ScopedThreads(1), None)
}

fn trace(workload: &Workload) -> Hints {
    Hints::trace(&workload.block, &workload.pre, &Control::new())
        .expect("every transaction can be paid for")
}

fn contracts(workload: &Workload, name: &str) -> Vec<Address> {
    let contracts = workload.contracts.iter();
    contracts
        .filter(|contract| contract.name == name)
        .map(|contract| contract.address)
        .collect()
}

/// How many transactions go to each account.
fn recipients(workload: &Workload) -> HashMap<Address, u32> {
    let mut counts = HashMap::new();
    for transaction in &workload.block.transactions {
        let TxKind::Call(to) = transaction.kind else {
            panic!("a batch creates nothing")
        };
        *counts.entry(to).or_default() += 1;
    }
    counts
}

#[test]
fn ids_are_found_and_differ() {
    for entry in SUITE {
        assert_eq!(entry.title, self::entry(entry.id).title);
        assert!(
            !entry.title.is_empty() && entry.holds.ends_with('.'),
            "{}",
            entry.id
        );
    }
    assert!(suite::by_id("token").is_none(), "that is a preset");
    let ids: BTreeSet<_> = SUITE.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), SUITE.len());
}

/// Nobody runs out of ether or tokens, and gas limits are what a wallet would set: enough, and not
/// far more. Somebody's second mint has the limit of a first, twice what it takes: a wallet looks
/// at the state before the block.
#[test]
fn all_transactions_succeed_at_the_size_to_start_with() {
    for entry in SUITE {
        let workload = prepared(entry.id, entry.transactions);
        let outcome = sequential(&workload);
        assert_eq!(outcome.receipts.len(), entry.transactions as usize);
        let transactions = &workload.block.transactions;
        for (index, (transaction, receipt)) in
            transactions.iter().zip(&outcome.receipts).enumerate()
        {
            let id = entry.id;
            assert!(receipt.is_success(), "{id}: {index}: {receipt:?}");
            assert!(
                2 * transaction.gas_limit <= 5 * receipt.gas_used,
                "{id}: {index}: {} of {}",
                receipt.gas_used,
                transaction.gas_limit
            );
        }
    }
}

#[test]
fn all_transactions_of_the_smallest_and_the_most_crowded_blocks_succeed() {
    let crowded = ["erc20-zipf-1.2", "erc20-hot", "mixed"].map(|id| (id, 50_000));
    let smallest = SUITE.iter().map(|entry| (entry.id, 1));
    for (id, transactions) in smallest.chain(crowded) {
        let outcome = sequential(&prepared(id, transactions));
        assert_eq!(outcome.receipts.len(), transactions as usize);
        assert!(outcome.receipts.iter().all(|r| r.is_success()), "{id}");
    }
}

#[test]
fn every_strategy_gives_the_same_outcome() {
    for entry in SUITE {
        let workload = prepared(entry.id, 300);
        let expected = sequential(&workload);
        assert!(expected.receipts.iter().all(|r| r.is_success()));
        let traced = trace(&workload);
        for strategy in strategies::TABLE {
            let hints = strategy.needs_hints.then_some(&traced);
            for threads in [1, 2, 4] {
                let actual = run(strategy.id, &workload, &ScopedThreads(threads), hints);
                let difference = expected.first_difference(&actual);
                let by = strategy.id;
                assert_eq!(difference, None, "{} by {by} on {threads}", entry.id);
                assert_eq!(expected, actual, "{} by {by} on {threads}", entry.id);
            }
        }
    }
}

/// What the suite and the page both have is the same kind of block in both: the same contracts, or
/// none, and as many different senders.
#[test]
fn some_entries_are_like_a_scenario() {
    for (id, scenario, people) in [
        ("raw-transfers", "payments", 2),
        ("erc20", "token", 2),
        ("nft-counter", "nft-global", 1),
    ] {
        let spec = BatchSpec {
            transactions: 200,
            accounts: 200 * people,
            ..preset(scenario).expect("the scenario exists").defaults()
        };
        let batch = prepare(&spec, &mut |_, _| true).expect("the description is valid");
        let entry = prepared(id, 200);
        let names = |workload: &Workload| {
            let contracts = workload.contracts.iter();
            contracts.map(|one| one.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&entry), names(&batch), "{id}");
        assert_eq!(entry.senders(), batch.senders(), "{id}");
    }
}

#[test]
fn people_take_part_as_the_entries_say() {
    for entry in SUITE {
        let workload = prepared(entry.id, 2_000);
        let most = match entry.id {
            "erc20-zipf-0.8" => 20..=100,
            "erc20-zipf-1.2" => 300..=600,
            "mixed" => 5..=60,
            _ => 1..=1,
        };
        let busiest = workload.busiest_sender();
        assert!(most.contains(&busiest), "{}: {busiest}", entry.id);
    }
}

#[test]
fn hot_recipients_get_everything() {
    let workload = prepared("raw-transfers-hot", 500);
    assert_eq!(
        recipients(&workload).into_values().collect::<Vec<_>>(),
        [500]
    );

    let workload = prepared("erc20-hot", 500);
    // The first argument, byte for byte: 4 of selector, 12 of padding, 20 of address.
    let receivers: BTreeSet<_> = workload
        .block
        .transactions
        .iter()
        .map(|transaction| Address::from_slice(&transaction.data[16..36]))
        .collect();
    assert_eq!(receivers.len(), 1);
    let senders = workload.block.transactions.iter();
    assert!(
        senders
            .clone()
            .all(|sent| !receivers.contains(&sent.caller))
    );
}

#[test]
fn swaps_are_spread_over_the_pools() {
    for (id, pools, each) in [
        ("exchange-own", 1_000, 1),
        ("exchange-100", 100, 10),
        ("exchange-1", 1, 1_000),
    ] {
        let workload = prepared(id, 1_000);
        assert_eq!(contracts(&workload, "Exchange").len(), pools);
        let counts = recipients(&workload);
        assert_eq!(counts.len(), pools, "{id}");
        assert!(counts.values().all(|count| *count == each), "{id}");
    }
}

#[test]
fn a_mixed_block_has_the_proportions_it_says() {
    let workload = prepared("mixed", 20_000);
    let mut kinds = BTreeMap::<&str, f64>::new();
    let mut of_tokens = BTreeMap::<_, f64>::new();
    let mut of_pools = BTreeMap::<_, f64>::new();
    for (to, count) in recipients(&workload) {
        let mut contracts = workload.contracts.iter();
        let name = contracts
            .find(|contract| contract.address == to)
            .map_or("ether", |contract| contract.artifact.name.as_str());
        *kinds.entry(name).or_default() += f64::from(count);
        match name {
            "Token" => *of_tokens.entry(to).or_default() += f64::from(count),
            "Exchange" => *of_pools.entry(to).or_default() += f64::from(count),
            _ => {}
        }
    }
    for (kind, percent) in [
        ("ether", 45.0),
        ("Token", 30.0),
        ("Exchange", 15.0),
        ("NftCounter", 5.0),
        ("NumberChain", 5.0),
    ] {
        let actual = kinds[kind] / 200.0;
        assert!((actual - percent).abs() < 1.0, "{kind}: {actual} %");
    }
    let largest = |counts: &BTreeMap<_, f64>| {
        let sum = counts.values().sum::<f64>();
        counts.values().fold(0.0, |a: f64, b| a.max(*b)) / sum
    };
    assert_eq!((of_tokens.len(), of_pools.len()), (8, 20));
    assert!((largest(&of_tokens) - 0.43).abs() < 0.03);
    assert!((largest(&of_pools) - 0.28).abs() < 0.03);
}

#[test]
fn a_chain_is_one() {
    let workload = prepared("chain", 50);
    let [contract] = contracts(&workload, "NumberChain")[..] else {
        panic!("one contract")
    };
    let head = Location {
        address: contract,
        part: Part::Storage(U256::ZERO),
    };
    let mut values = BTreeSet::new();
    for (index, set) in trace(&workload).accesses.iter().enumerate() {
        let value = |values: &[(Location, U256)]| {
            let found = values.iter().find(|(place, _)| *place == head);
            found.map(|(_, value)| *value)
        };
        let (read, written) = (value(&set.reads), value(&set.writes));
        assert!(read.is_some() && written.is_some(), "{index}");
        // Reads are what was written last, and never what was written before that.
        assert!(values.is_empty() || values.contains(&read), "{index}");
        assert!(values.insert(written), "{index}: nothing changed");
    }
    // Nearly all of it is calculation: over the 21,000 that every transaction costs.
    let outcome = sequential(&workload);
    assert!(outcome.receipts.iter().all(|r| r.gas_used > 90_000));
}

#[test]
fn sizes_outside_the_limits_are_refused() {
    for (transactions, said) in [(0, "0"), (50_001, "50,001")] {
        let error = entry("mixed")
            .prepare(transactions, 1, &mut |_, _| true)
            .expect_err("there are limits");
        assert_eq!(
            error.to_string(),
            format!("txs must be between 1 and 50,000; it is {said}.")
        );
    }
    let stopped = entry("erc20").prepare(5, 1, &mut |_, _| false);
    assert!(matches!(stopped, Err(PrepareError::Stopped)));
}

fn digests(transactions: u32, seed: u32) -> Vec<(&'static str, String)> {
    let digest = |entry: &'static Entry| {
        let workload = entry.prepare(transactions, seed, &mut |_, _| true);
        let workload = workload.expect("the size is within its limits");
        (entry.id, workload.digest().to_string())
    };
    SUITE.iter().map(digest).collect()
}

#[test]
fn the_seed_decides() {
    assert_eq!(digests(40, 7), digests(40, 7));
    for (one, another) in digests(40, 7).iter().zip(digests(40, 8)) {
        assert_ne!(one.1, another.1, "{}", one.0);
    }
}

/// A digest that changes here makes measurements of different versions incomparable.
#[test]
fn blocks_are_the_same_in_every_version() {
    let actual = digests(1_000, 1);
    let actual: Vec<_> = actual
        .iter()
        .map(|(id, digest)| (*id, digest.as_str()))
        .collect();
    assert_eq!(actual, GOLDEN);
}

const GOLDEN: &[(&str, &str)] = &[
    (
        "raw-transfers",
        "0x3f24589a1a362735fbda6c7a23ea65343457cc2d2863b7403d0883414c13b072",
    ),
    (
        "raw-transfers-hot",
        "0x50557be038d01174aa60814703a42d68f2e633870a7de2d1a0de1ddd382b112e",
    ),
    (
        "erc20",
        "0x5cc674ec7983a8ed47d8c88ff03f70857902eb932d4bdc1dbaccfde0217c95ba",
    ),
    (
        "erc20-zipf-0.8",
        "0x48978864b8d7c476cee0969dab7246e88c92fb267d4590fb78772df17c43e2e3",
    ),
    (
        "erc20-zipf-1.2",
        "0xa54002d5e07d6cc47fc672c22bd0181aef57edad850f9da1fa29fa064ee7d8e7",
    ),
    (
        "erc20-hot",
        "0x9f2582c3aac20ba2e365f0e8226902b2d601f5d864a9fe0e3208e812a90cc4a8",
    ),
    (
        "exchange-own",
        "0x8e8cfc09864d21575266d4f329962b45f72dbf2fc12499f9d90729952d33ca98",
    ),
    (
        "exchange-100",
        "0x59c80747947b828c2cd69e53ce2be3802938178b407b6f6633b5f8bcca315156",
    ),
    (
        "exchange-1",
        "0x5dc1d376deaf6e2a251ba2e253fd16174ecc1895cdb5e3f4e2d3aabbb09e74b7",
    ),
    (
        "nft-counter",
        "0x165e0e1ea212f2e149f457cfee2a893030e5961b20dc7937163428bb38d2b108",
    ),
    (
        "mixed",
        "0x970297bef563a5b5b446a7e624efcf7a00f7e7105ad9f343db39eb375daeb677",
    ),
    (
        "chain",
        "0x66e70dd5dc6dc705d1541fe09f28fbf0a4b6d0430f3e80093db8f48b05d11fcc",
    ),
];
