//! Everything that a batch touches has a name that people can read.

use alloy_primitives::{Address, TxKind, U256, keccak256};
use lanewise_executor::{
    Control, InPlace, Location, Part, Recorder,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, Workload, prepare, preset, presets};
use std::collections::BTreeSet;

fn prepared(id: &str, transactions: u32) -> Workload {
    let spec = BatchSpec {
        transactions,
        accounts: 10,
        ..preset(id).expect("the scenario exists").defaults()
    };
    prepare(&spec, &mut |_, _| true).expect("the description is valid")
}

/// `0x1234…abcd`.
fn short(address: Address) -> String {
    let text = format!("{address:#x}");
    format!("{}…{}", &text[..6], &text[38..])
}

/// The places that a block's execution reads, in words: `Token.balanceOf[…]`, with every
/// shortened address replaced by three dots, each once.
fn kinds_of_places(workload: &Workload) -> BTreeSet<String> {
    let recorder = Recorder::everything();
    let strategy = strategies::parse("sequential").expect("it is in the table");
    strategy
        .execute(
            &Job::new(&workload.block, &workload.pre, &InPlace, &Control::new()),
            &recorder,
        )
        .expect("every transaction can be paid for");
    let mut kinds = BTreeSet::new();
    for set in &recorder.finish().accesses {
        for (place, _) in &set.reads {
            let name = format!(
                "{}.{}",
                workload.account_name(place.address),
                workload.place_name(place)
            );
            kinds.insert(without_addresses(&name));
        }
    }
    kinds
}

fn without_addresses(name: &str) -> String {
    let mut parts = name.split("0x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('…');
        text.extend(part.chars().skip(9));
    }
    text
}

fn assert_places(preset: &str, expected: &[&str]) {
    let mut kinds = kinds_of_places(&prepared(preset, 40));
    for always in ["fee recipient.balance", "….balance", "….nonce", "….code"] {
        kinds.remove(always);
    }
    assert_eq!(
        kinds.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn places_of_the_token() {
    assert_places(
        "token",
        &[
            "Token.balance",
            "Token.balanceOf[…]",
            "Token.code",
            "Token.nonce",
        ],
    );
}

/// The places of a scenario, with digits replaced by `#`.
fn assert_has_places(id: &str, expected: &[&str]) {
    let places = kinds_of_places(&prepared(id, 60));
    let kinds: BTreeSet<String> = places.iter().map(|place| without_digits(place)).collect();
    for expected in expected {
        assert!(kinds.contains(*expected), "{expected} is not in {kinds:#?}");
    }
}

fn without_digits(name: &str) -> String {
    let mut text = String::new();
    for char in name.chars() {
        let char = if char.is_ascii_digit() { '#' } else { char };
        if char != '#' || !text.ends_with('#') {
            text.push(char);
        }
    }
    text
}

#[test]
fn places_of_the_exchange() {
    assert_has_places(
        "exchange",
        &[
            "Pools.balanceOf[Token#][…]",
            "Pools.pools[#].reserve# + reserve#",
            "Pools.pools[#].token#",
        ],
    );
}

#[test]
fn places_of_the_order_book() {
    assert_has_places(
        "orderbook",
        &[
            "OrderBook.balanceOf[Token#][…]",
            "OrderBook.levels[#][false][#].first + end + open",
            "OrderBook.levels[#][true][#].orders[#].maker + open",
            "OrderBook.markets[#].base",
            "OrderBook.prices[#][true]",
        ],
    );
}

#[test]
fn places_of_the_market() {
    assert_has_places(
        "market",
        &[
            "Collection#._ownerOf[#]",
            "Market.listings[Collection#][#].seller + price",
        ],
    );
}

#[test]
fn places_of_smart_accounts() {
    assert_has_places(
        "smart-accounts",
        &[
            "EntryPoint.deposits[SmartWallet#]",
            "EntryPoint.isBundler[…]",
            "SmartWallet#.isUsed[#]",
            "SmartWallet#.sessions[Token].until + mostEther",
            "Token.balanceOf[SmartWallet#]",
        ],
    );
}

#[test]
fn places_of_the_nfts() {
    assert_has_places(
        "nft-global",
        &[
            "NftCounter._balanceOf[…]",
            "NftCounter._ownerOf[#]",
            "NftCounter.nextId",
        ],
    );
    assert_has_places(
        "nft-per-user",
        &[
            "NftPerUser.mintedBy[…]",
            "NftPerUser._ownerOf[…]",
            "NftPerUser._balanceOf[…]",
        ],
    );
}

/// Nothing that a scenario touches is without a name, whichever compiler chose its place.
#[test]
fn no_place_of_a_scenario_is_nameless() {
    for preset in presets() {
        let kinds = kinds_of_places(&prepared(preset.id, 60));
        let mut nameless = kinds.iter().filter(|kind| kind.contains(".slot "));
        assert_eq!(nameless.next(), None, "{}", preset.id);
    }
}

#[test]
fn a_balance_is_named_after_its_owner() {
    let workload = prepared("token", 5);
    let [token] = &workload.contracts[..] else {
        panic!("one contract")
    };
    let owner = workload.block.transactions[0].caller;
    let mut bytes = owner.into_word().to_vec();
    bytes.extend(U256::from(3).to_be_bytes::<32>());
    let storage = |slot| Location {
        address: token.address,
        part: Part::Storage(slot),
    };
    let balance = storage(keccak256(bytes).into());
    assert_eq!(
        workload.place_name(&balance),
        format!("balanceOf[{}]", short(owner))
    );
    assert_eq!(workload.place_name(&storage(U256::from(2))), "totalSupply");
    assert_eq!(workload.place_name(&storage(U256::from(99))), "slot 99");
    let far = workload.place_name(&storage(U256::MAX));
    assert_eq!(far, "slot 0xffff…ffff");
    let elsewhere = Location {
        address: owner,
        part: Part::Storage(U256::from(2)),
    };
    assert_eq!(workload.place_name(&elsewhere), "slot 2");
    for (part, name) in [
        (Part::Balance, "balance"),
        (Part::Nonce, "nonce"),
        (Part::Code, "code"),
    ] {
        assert_eq!(
            workload.place_name(&Location {
                address: owner,
                part
            }),
            name
        );
    }
}

#[test]
fn accounts_are_named() {
    let workload = prepared("exchange", 5);
    let names: Vec<_> = workload.contracts.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["Token#0", "Token#1", "Token#2", "Token#3", "Pools"]);
    for contract in &workload.contracts {
        assert_eq!(workload.account_name(contract.address), contract.name);
    }
    let sender = workload.block.transactions[0].caller;
    assert_eq!(workload.account_name(sender), short(sender));
    assert_eq!(
        workload.account_name(workload.block.env.beneficiary),
        "fee recipient"
    );
}

#[test]
fn calls_are_decoded() {
    let workload = prepared("token", 5);
    let data = &workload.block.transactions[4].data;
    let receiver = Address::from_slice(&data[16..36]);
    let amount = U256::from_be_slice(&data[36..68]);
    let decoded = workload.decode_call(4).expect("it is in the block");
    assert_eq!(decoded.to, "Token");
    assert_eq!(
        decoded.call,
        format!("transfer(to: {}, amount: {amount})", short(receiver))
    );
    assert_eq!(workload.decode_call(5), None);

    let decoded = prepared("exchange", 1)
        .decode_call(0)
        .expect("it is in the block");
    assert_eq!(decoded.to, "Pools");
    assert!(decoded.call.starts_with("swap"), "{}", decoded.call);
    assert!(decoded.call.contains(": Token#"), "{}", decoded.call);

    let decoded = prepared("nft-global", 1)
        .decode_call(0)
        .expect("it is in the block");
    assert_eq!((&*decoded.to, &*decoded.call), ("NftCounter", "mint()"));

    let workload = prepared("payments", 1);
    let decoded = workload.decode_call(0).expect("it is in the block");
    let TxKind::Call(receiver) = workload.block.transactions[0].kind else {
        panic!("a call")
    };
    assert_eq!(decoded.to, short(receiver));
    assert!(
        decoded.call.starts_with("send 0.0") && decoded.call.ends_with(" ether"),
        "{}",
        decoded.call
    );
}
