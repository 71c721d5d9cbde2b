//! Which lines read and write what keeps a block from being parallel.

use lanewise_executor::{
    Control, Hints, InPlace, Location, Part, Unobserved,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, LineSite, Workload, prepare, preset, presets};
use std::collections::HashMap;

fn prepared(id: &str, transactions: u32) -> Workload {
    let spec = BatchSpec {
        transactions,
        accounts: 100,
        ..preset(id).expect("the scenario exists").defaults()
    };
    prepare(&spec, &mut |_, _| true).expect("the description is valid")
}

/// The place of this name that most transactions write, with how many do.
fn hottest(workload: &Workload, name: &str) -> (Location, u32) {
    let hints = Hints::trace(&workload.block, &workload.pre, &Control::new()).unwrap();
    let mut counts: HashMap<Location, u32> = HashMap::new();
    for (place, _) in hints.accesses.iter().flat_map(|set| &set.writes) {
        if matches!(place.part, Part::Storage(_)) {
            *counts.entry(*place).or_default() += 1;
        }
    }
    let named = counts
        .into_iter()
        .filter(|(place, _)| workload.place_name(place).contains(name));
    let hottest = named.max_by_key(|(place, count)| (*count, *place));
    hottest.unwrap_or_else(|| panic!("nothing writes {name}"))
}

fn lines(workload: &Workload, place: Location) -> Vec<LineSite> {
    let wanted = |location: &Location| *location == place;
    let sites = workload.sites(&wanted, &Control::new()).unwrap();
    workload.lines(&sites)
}

/// Where the culprit is declared, as `file: text`, and what its lines must say: whether the line
/// writes, function, text.
fn check(id: &str, name: &str, declared: &str, expected: &[(bool, &str, &str)]) {
    let workload = prepared(id, 300);
    let (place, writers) = hottest(&workload, name);
    assert!(writers > 2, "{id}: {name} is written {writers} times");
    let declarations = workload.declarations(&place);
    let declarations: Vec<_> = declarations
        .iter()
        .map(|place| format!("{}: {}", place.file, place.text))
        .collect();
    assert!(
        declarations.iter().any(|one| one == declared),
        "{id}: {declarations:?}"
    );
    let lines = lines(&workload, place);
    assert!(
        lines.iter().map(|line| line.writes).sum::<u64>() >= u64::from(writers),
        "{id}: {lines:#?}"
    );
    let file = declared.split(": ").next().unwrap();
    for (is_write, function, text) in expected {
        let fits = |line: &&LineSite| {
            let place = line.place.as_ref();
            (line.writes > 0) == *is_write
                && place.is_some_and(|place| {
                    place.file == file
                        && place.function.as_deref() == Some(*function)
                        && place.text == *text
                        && place.contract.as_deref() == Some(&line.contract)
                })
        };
        let found = lines.iter().find(fits);
        let found = found.unwrap_or_else(|| panic!("{id}: {function}: {text}: {lines:#?}"));
        // The page opens the very file.
        let place = found.place.as_ref().unwrap();
        let sources = preset(id).unwrap().sources();
        let source = sources.iter().find(|source| source.file == file).unwrap();
        let line = source.text.lines().nth(place.line as usize - 1).unwrap();
        assert_eq!(line.trim(), *text);
        assert!(place.column as usize <= line.len());
    }
}

#[test]
fn a_tokens_balances() {
    check(
        "token",
        "balanceOf",
        "Token.sol: mapping(address account => uint256) public balanceOf;",
        &[
            (true, "_move", "balanceOf[to] += amount;"),
            (true, "_move", "balanceOf[from] = balance - amount;"),
            (false, "_move", "uint256 balance = balanceOf[from];"),
        ],
    );
}

#[test]
fn an_exchanges_reserves() {
    check(
        "exchange",
        "reserve0 + reserve1",
        "Pools.sol: mapping(uint256 id => Pool) public pools;",
        &[
            (true, "_setReserves", "pool.reserve1 = uint128(amount1);"),
            (
                false,
                "_exchange",
                "zeroForOne ? (pool.reserve0, pool.reserve1) : (pool.reserve1, pool.reserve0);",
            ),
        ],
    );
}

#[test]
fn a_global_counter() {
    check(
        "nft-global",
        "nextId",
        "NftCounter.sol: uint256 public nextId;",
        &[
            (true, "mint", "nextId = id + 1;"),
            (false, "mint", "id = nextId;"),
        ],
    );
}

#[test]
fn an_accumulator_of_rewards() {
    let text = "rewardPerToken += uint192(((time - updatedAt) * rate * ONE) / totalStaked);";
    let workload = prepared("staking", 300);
    let (place, _) = hottest(&workload, "rewardPerToken");
    let lines = lines(&workload, place);
    let line = lines
        .iter()
        .find(|line| line.place.as_ref().is_some_and(|place| place.text == text));
    let line = line.unwrap_or_else(|| panic!("{lines:#?}"));
    assert_eq!(
        line.place.as_ref().unwrap().function.as_deref(),
        Some("_update")
    );
    check(
        "staking",
        "totalStaked",
        "StakingFarm.sol: uint256 public totalStaked;",
        &[
            (true, "stake", "totalStaked += amount;"),
            (true, "withdraw", "totalStaked -= amount;"),
        ],
    );
}

#[test]
fn a_markets_indices_and_totals() {
    check(
        "lending",
        "supplyIndex",
        "LendingMarket.sol: uint56 public rate;",
        &[(
            true,
            "_updateRate",
            "rate = borrowed < supplied ? uint56((FULL_RATE * borrowed) / supplied) : \
             uint56(FULL_RATE);",
        )],
    );
    check(
        "lending",
        "totalBorrowed",
        "LendingMarket.sol: uint128 public totalBorrowed;",
        &[
            (true, "_repay", "totalBorrowed -= uint128(scaled);"),
            (
                true,
                "supply",
                "totalSupplied = _narrow(totalSupplied + scaled);",
            ),
        ],
    );
}

#[test]
fn votes_on_a_proposal() {
    // The compiler merges the two branches' last steps, so both are written by the first's line.
    check(
        "dao",
        "forVotes",
        "Dao.sol: Proposal[] public proposals;",
        &[(
            true,
            "_add",
            "if (choice == Choice.For) proposal.forVotes += votes;",
        )],
    );
}

#[test]
fn whatever_scenarios_do_to_storage_has_a_line() {
    for preset in presets() {
        let workload = prepared(preset.id, 60);
        let is_slot = |place: &Location| matches!(place.part, Part::Storage(_));
        let sites = workload.sites(&is_slot, &Control::new()).unwrap();
        for site in &sites {
            let place = site.place.and_then(|pc| workload.line(&site.code, pc));
            let place = place.unwrap_or_else(|| panic!("{}: {site:?}", preset.id));
            assert!(place.contract.is_some(), "{}: {place:?}", preset.id);
            assert!(!place.text.is_empty());
        }
        assert_eq!(sites.is_empty(), preset.id == "payments", "{}", preset.id);
    }
}

#[test]
fn a_slots_variables_are_taken_apart() {
    let workload = prepared("lending", 100);
    let (place, _) = hottest(&workload, "supplyIndex");
    let members = workload.members(&place);
    let told: Vec<_> = members
        .iter()
        .map(|one| (&one.name[..], &one.type_label[..], one.offset, one.bytes))
        .collect();
    assert_eq!(
        told,
        [
            ("supplyIndex", "uint80", 0, 10),
            ("borrowIndex", "uint80", 10, 10),
            ("rate", "uint56", 20, 7),
            ("updatedAt", "uint40", 27, 5),
        ]
    );
    // In one block, the time moves once; the rate moves with every loan.
    let hints = Hints::trace(&workload.block, &workload.pre, &Control::new()).unwrap();
    let mut changed: HashMap<&str, u32> = HashMap::new();
    for set in &hints.accesses {
        let Some((_, after)) = set.writes.iter().find(|(one, _)| *one == place) else {
            continue;
        };
        let (_, before) = set.reads.iter().find(|(one, _)| *one == place).unwrap();
        for member in members.iter().filter(|one| one.changed(*before, *after)) {
            *changed.entry(&member.name).or_default() += 1;
        }
    }
    assert_eq!(changed["updatedAt"], 1);
    assert!(changed["rate"] > 2, "{changed:?}");
    let name = members.iter().map(|one| &one.name[..]).collect::<Vec<_>>();
    assert_eq!(name.join(" + "), workload.place_name(&place));
}

#[test]
fn a_trace_has_lines() {
    let workload = prepared("token", 50);
    let job = |control| Job::new(&workload.block, &workload.pre, &InPlace, control);
    let control = Control::new();
    let strategy = strategies::parse("sequential").unwrap();
    let run = strategy.execute(&job(&control), &Unobserved).unwrap();
    for index in [0, 7, 49] {
        let trace = workload.trace(index, 0..1000, &Control::new()).unwrap();
        assert_eq!(trace.receipt, run.outcome.receipts[index as usize]);
        let stores: Vec<_> = trace
            .steps
            .iter()
            .filter(|step| step.name() == "SSTORE")
            .map(|step| workload.line(&step.code, step.place.unwrap()).unwrap().text)
            .collect();
        assert!(
            stores.contains(&"balanceOf[to] += amount;".to_owned()),
            "{stores:?}"
        );
    }
}
