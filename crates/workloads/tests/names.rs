//! Everything that a batch touches has a name that people can read.

use alloy_primitives::{Address, TxKind, U256, keccak256};
use lanewise_executor::{
    Control, InPlace, Location, Part, Recorder,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, PRESETS, Workload, prepare};
use std::collections::BTreeSet;

fn prepared(preset: &str, transactions: u32) -> Workload {
    let found = PRESETS.iter().find(|candidate| candidate.id == preset);
    let defaults = found.expect("the preset exists").defaults();
    let spec = BatchSpec {
        transactions,
        accounts: 10,
        ..defaults
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

#[test]
fn places_of_the_exchange() {
    let kinds = kinds_of_places(&prepared("exchange", 40));
    for expected in [
        "Exchange.reserve0 + reserve1",
        "Token0.allowance[…][Exchange]",
        "Token1.allowance[…][Exchange]",
        "Token0.balanceOf[…]",
        "Token0.balanceOf[Exchange]",
    ] {
        assert!(kinds.contains(expected), "{expected} is not in {kinds:?}");
    }
    assert!(
        !kinds.iter().any(|kind| kind.contains("slot ")),
        "{kinds:?}"
    );
}

#[test]
fn places_of_the_nfts() {
    let global = kinds_of_places(&prepared("nft-global", 40));
    for expected in [
        "NftCounter.nextId",
        "NftCounter._ownerOf[39]",
        "NftCounter._balanceOf[…]",
    ] {
        assert!(global.contains(expected), "{expected} is not in {global:?}");
    }
    let per_user = kinds_of_places(&prepared("nft-per-user", 40));
    for expected in [
        "NftPerUser.mintedBy[…]",
        "NftPerUser._ownerOf[…]",
        "NftPerUser._balanceOf[…]",
    ] {
        assert!(
            per_user.contains(expected),
            "{expected} is not in {per_user:?}"
        );
    }
    for kinds in [global, per_user] {
        assert!(
            !kinds.iter().any(|kind| kind.contains("slot ")),
            "{kinds:?}"
        );
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
    assert_eq!(decoded.to, "Exchange");
    assert!(
        decoded.call.starts_with("swap(tokenIn: Token"),
        "{}",
        decoded.call
    );

    let decoded = prepared("nft-global", 1)
        .decode_call(0)
        .expect("it is in the block");
    assert_eq!((&*decoded.to, &*decoded.call), ("NftCounter", "mint()"));

    let workload = prepared("payments", 1);
    let decoded = workload.decode_call(0).expect("it is in the block");
    let TxKind::Call(receiver) = workload.block.transactions[0].kind else {
        panic!("a call")
    };
    assert_eq!(decoded.to, receiver.to_string());
    assert!(
        decoded.call.starts_with("send 0.0") && decoded.call.ends_with(" ether"),
        "{}",
        decoded.call
    );
}
