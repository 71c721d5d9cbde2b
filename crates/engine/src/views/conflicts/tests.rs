//! Scenarios whose culprit is known, at the setting at which they are most contended.

use super::*;
use crate::{batch, subject::Subject};
use lanewise_protocol::{BatchSpec, BlockSource, CostModel};
use std::time::Duration;

/// The conflicts of a scenario, by gas: what they are does not hang on this machine.
fn found(preset: &str) -> Conflicts {
    let all = lanewise_workloads::preset(preset).unwrap();
    let mut spec = BatchSpec {
        transactions: 200,
        accounts: 300,
        ..batch::to_protocol(all.defaults())
    };
    for (knob, value) in &all.batch.contended {
        if knob == "contention" {
            spec.contention = *value;
        } else {
            spec.knobs.push((knob.clone(), *value));
        }
    }
    let _alone = crate::session::tests::alone();
    let workload = batch::prepare(&spec, false).unwrap();
    let subject = Subject::Batch(Box::new(workload));
    let made = Made::new(BlockSource::Batch(spec), subject, Duration::ZERO);
    let cost = CostModel::Gas;
    conflicts(&made, &ConflictsSpec { cost }).unwrap()
}

/// What is known of a scenario's culprit.
struct Culprit {
    scenario: &'static str,
    /// Among how many places it has to be.
    among: usize,
    account: &'static str,
    place: &'static str,
    /// Its declaration's line.
    declared: &'static str,
    /// The line that writes it most: file, function, text.
    written: (&'static str, &'static str, &'static str),
    pattern: &'static str,
    /// The first scenarios shown before and after.
    shown: Option<(&'static str, &'static str)>,
}

fn check(culprit: &Culprit) -> Conflict {
    let all = found(culprit.scenario);
    let scenario = culprit.scenario;
    let mut places = all.places.into_iter().take(culprit.among);
    let one = places
        .find(|one| one.account == culprit.account && one.place.starts_with(culprit.place))
        .unwrap_or_else(|| panic!("{scenario}: it is not there"));
    assert!(one.is_storage && one.writers >= 199, "{scenario}: {one:?}");
    assert!(one.critical_edges >= 198 && one.edges >= one.critical_edges);
    assert_eq!(
        one.examples[0].0 + 1,
        one.examples[0].1,
        "{scenario}: {:?}",
        one.examples
    );
    let declared = one.declared.as_ref().unwrap();
    assert_eq!(declared.text, culprit.declared, "{scenario}");
    let written = &one.sites[0];
    let (file, function, text) = culprit.written;
    assert_eq!(
        (written.file.as_str(), written.function.as_str()),
        (file, function),
        "{scenario}"
    );
    assert_eq!(written.text, text, "{scenario}");
    assert!(written.writes > 0 && written.line > 1, "{written:?}");
    let advice = one.advice.as_ref().unwrap();
    assert_eq!(advice.pattern, culprit.pattern, "{scenario}: {advice:?}");
    for words in [&advice.title, &advice.seen, &advice.remedy] {
        assert!(!words.trim().is_empty());
    }
    assert!(
        advice.seen.contains(&one.writers.to_string()),
        "{}",
        advice.seen
    );
    let shown = advice.scenarios.first();
    let shown = shown.map(|(before, after)| (before.as_str(), after.as_str()));
    assert_eq!(shown, culprit.shown, "{scenario}");
    one
}

#[test]
fn a_tokens_hot_recipient() {
    let one = check(&Culprit {
        scenario: "token",
        among: 1,
        account: "Token",
        place: "balanceOf[0x",
        declared: "mapping(address account => uint256) public balanceOf;",
        written: ("Token.sol", "_move", "balanceOf[to] += amount;"),
        pattern: "recipient",
        shown: Some(("vault-shared", "vault-each")),
    });
    assert!(
        one.ceiling_without.unwrap() > 3.0,
        "{:?}",
        one.ceiling_without
    );
}

#[test]
fn an_exchange_of_one_pool() {
    let one = check(&Culprit {
        scenario: "exchange",
        among: 1,
        account: "Pools",
        place: "pools[0].reserve0 + reserve1",
        declared: "mapping(uint256 id => Pool) public pools;",
        written: (
            "Pools.sol",
            "_setReserves",
            "pool.reserve1 = uint128(amount1);",
        ),
        pattern: "state",
        shown: Some(("vault-shared", "vault-each")),
    });
    let packed: Vec<_> = one
        .packed
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    assert_eq!(
        packed,
        [("pools[0].reserve0", 16), ("pools[0].reserve1", 16)]
    );
    let reads = "zeroForOne ? (pool.reserve0, pool.reserve1) : (pool.reserve1, pool.reserve0);";
    assert!(
        one.sites
            .iter()
            .any(|site| site.text == reads && site.reads == 200)
    );
}

#[test]
fn one_counter_for_all_mints() {
    let one = check(&Culprit {
        scenario: "nft-global",
        among: 1,
        account: "NftCounter",
        place: "nextId",
        declared: "uint256 public nextId;",
        written: ("NftCounter.sol", "mint", "nextId = id + 1;"),
        pattern: "counter",
        shown: Some(("counter-one", "counter-sharded")),
    });
    let advice = one.advice.unwrap();
    let numbering = ("nft-global".to_owned(), "nft-per-user".to_owned());
    assert!(advice.scenarios.contains(&numbering));
    assert_eq!(
        advice.seen,
        "200 transactions change NftCounter.nextId, and each raises it by 1."
    );
    assert!(one.ceiling_without.unwrap() > 100.0);
}

#[test]
fn a_farms_total_stake() {
    let one = check(&Culprit {
        scenario: "staking",
        among: 2,
        account: "StakingFarm",
        place: "totalStaked",
        declared: "uint256 public totalStaked;",
        written: ("StakingFarm.sol", "stake", "totalStaked += amount;"),
        pattern: "accumulator",
        shown: Some(("counter-one", "counter-sharded")),
    });
    // The farm's own balance of the token is the other one.
    let seen = one.advice.unwrap().seen;
    assert!(
        seen.contains("wait for pear.balanceOf[StakingFarm], too"),
        "{seen}"
    );
}

#[test]
fn a_lending_markets_rate() {
    let one = check(&Culprit {
        scenario: "lending",
        among: 2,
        account: "LendingMarket",
        place: "supplyIndex + borrowIndex + rate",
        declared: "uint80 public supplyIndex = uint80(ONE);",
        written: (
            "LendingMarket.sol",
            "_updateRate",
            "rate = borrowed < supplied ? uint56((FULL_RATE * borrowed) / supplied) : uint56(FULL_RATE);",
        ),
        pattern: "state",
        shown: Some(("vault-shared", "vault-each")),
    });
    let names: Vec<_> = one.packed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["supplyIndex", "borrowIndex", "rate", "updatedAt"]);
}

#[test]
fn votes_on_one_proposal() {
    let one = check(&Culprit {
        scenario: "dao",
        among: 1,
        account: "Dao",
        place: "proposals[0].forVotes + againstVotes",
        declared: "Proposal[] public proposals;",
        written: (
            "Dao.sol",
            "_add",
            "if (choice == Choice.For) proposal.forVotes += votes;",
        ),
        pattern: "accumulator",
        shown: Some(("counter-one", "counter-sharded")),
    });
    let seen = one.advice.unwrap().seen;
    assert!(seen.contains("in 2 separate parts"), "{seen}");
    assert!(one.ceiling_without.unwrap() > 100.0);
}

#[test]
fn flags_of_many_people_in_one_slot() {
    let all = found("airdrop");
    let flags = all
        .places
        .iter()
        .find(|one| one.place == "_claimed[0]")
        .unwrap();
    assert_eq!(flags.advice.as_ref().unwrap().pattern, "packed-slot");
}

#[test]
fn one_sender_and_one_recipient_of_ether() {
    let all = found("payments");
    let (first, second) = (&all.places[0], &all.places[1]);
    assert_eq!(first.place, "balance");
    // Of a sender nonce and balance come together.
    assert!(["balance", "nonce"].contains(&second.place.as_str()));
    assert_eq!(first.advice.as_ref().unwrap().pattern, "recipient");
    let advice = second.advice.as_ref().unwrap();
    assert_eq!(advice.pattern, "nonce");
    assert!(first.sites.is_empty() && first.declared.is_none() && !first.is_storage);
    assert!(
        advice.seen.contains("sends 50 transactions"),
        "{}",
        advice.seen
    );
}

#[test]
fn places_are_ranked_and_the_rest_is_counted() {
    let all = found("mixed");
    assert!(all.places.len() <= TOP && all.left_out > 0);
    let without: Vec<_> = all.places.iter().map(|one| one.critical_without).collect();
    assert!(without.is_sorted());
    let keys: HashSet<_> = all.places.iter().map(|one| &one.key).collect();
    assert_eq!(keys.len(), all.places.len());
    assert_eq!(
        all.critical_path.len() as u32,
        all.bounds.critical_transactions
    );
}
