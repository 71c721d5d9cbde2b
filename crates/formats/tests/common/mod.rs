//! What several tests need: running a case, and blocks made for every fork.

#![allow(dead_code, unreachable_pub)] // Each test uses its part.

pub mod chain;

use lanewise_executor::{
    Block, Control, ExecuteError, InPlace, Outcome, PreState, Unobserved,
    strategies::{Job, Sequential, Strategy},
};
use lanewise_formats::{Case, Fork, Verdict, verify};
use serde_json::{Value, json};

pub fn execute(block: &Block, pre: &PreState) -> Result<Outcome, ExecuteError> {
    let control = Control::new();
    let job = Job::new(block, pre, &InPlace, &control);
    Ok(Sequential.execute(&job, &Unobserved)?.outcome)
}

pub fn run(case: &Case) -> Verdict {
    verify(case, &mut |block, pre| execute(block, pre))
}

/// The forks that have rules of their own.
pub const FORKS: &[Fork] = &[
    Fork::Frontier,
    Fork::Homestead,
    Fork::TangerineWhistle,
    Fork::SpuriousDragon,
    Fork::Byzantium,
    Fork::Petersburg,
    Fork::Istanbul,
    Fork::Berlin,
    Fork::London,
    Fork::Paris,
    Fork::Shanghai,
    Fork::Cancun,
    Fork::Prague,
    Fork::Osaka,
    Fork::Bpo1,
    Fork::Bpo2,
];

/// A block with something of every kind that its fork brought, in our own format, without what
/// must come out.
pub fn block_of(fork: Fork) -> Value {
    let (alice, bob) = (
        "0xa11ce00000000000000000000000000000000001",
        "0xb0b0000000000000000000000000000000000002",
    );
    let counter = "0xc000000000000000000000000000000000000003";
    let mut transactions = vec![
        json!({"from": alice, "to": bob, "nonce": 0, "gas": "0x5208", "gasPrice": "0x3b9aca00", "value": "0x64", "input": "0x"}),
        json!({"from": bob, "to": counter, "nonce": 0, "gas": "0x186a0", "gasPrice": "0x3b9aca00", "value": "0x0", "input": "0x01"}),
        // Deploys a contract of one byte, STOP.
        json!({"from": alice, "nonce": 1, "gas": "0x186a0", "gasPrice": "0x3b9aca00", "value": "0x1", "input": "0x600160006000f0"}),
        // An empty account is touched: since EIP-158 it is not left behind.
        json!({"from": bob, "to": "0xe000000000000000000000000000000000000005", "nonce": 1, "gas": "0x5208", "gasPrice": "0x3b9aca00", "value": "0x0", "input": "0x"}),
    ];
    let typed = |mut fields: Value, nonce: u64| {
        let map = fields.as_object_mut().unwrap();
        for (name, value) in [
            ("from", json!(alice)),
            ("to", json!(counter)),
            ("nonce", json!(nonce)),
            ("gas", json!("0x30d40")),
            ("value", json!("0x0")),
            ("input", json!("0x")),
            ("chainId", json!("0x1")),
        ] {
            map.insert(name.to_owned(), value);
        }
        fields
    };
    if fork >= Fork::Berlin {
        let list = json!([{"address": counter, "storageKeys": [format!("0x{}", "0".repeat(64))]}]);
        transactions.push(typed(
            json!({"type": 1, "gasPrice": "0x3b9aca00", "accessList": list}),
            2,
        ));
    }
    let fees = json!({"maxFeePerGas": "0x77359400", "maxPriorityFeePerGas": "0x1"});
    let with = |more: Value| {
        let mut all = fees.clone();
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    if fork >= Fork::London {
        transactions.push(typed(with(json!({"type": 2})), 3));
    }
    if fork >= Fork::Cancun {
        let blob = format!("0x01{}", "ab".repeat(31));
        let fields =
            json!({"type": 3, "blobVersionedHashes": [blob], "maxFeePerBlobGas": "0x3b9aca00"});
        transactions.push(typed(with(fields), 4));
    }
    if fork >= Fork::Prague {
        let list = json!([
            {"chainId": 1, "address": counter, "nonce": 2, "authority": bob},
            {"chainId": 1, "address": counter, "nonce": 0, "authority": null},
        ]);
        transactions.push(typed(
            with(json!({"type": 4, "authorizationList": list})),
            5,
        ));
    }
    let mut block = json!({
        "number": "0x65", "timestamp": "0x3e8", "gasLimit": "0x1c9c380",
        "miner": "0xf000000000000000000000000000000000000004",
        "parentHash": format!("0x{}", "11".repeat(32)),
        "difficulty": if fork < Fork::Paris { "0x20000" } else { "0x0" },
        "mixHash": format!("0x{}", "22".repeat(32)),
        "transactions": transactions,
    });
    let fields = block.as_object_mut().unwrap();
    if fork < Fork::Paris {
        let ommer =
            json!({"miner": "0xd000000000000000000000000000000000000006", "number": "0x63"});
        fields.insert("ommers".to_owned(), json!([ommer]));
    }
    if fork >= Fork::London {
        fields.insert("baseFeePerGas".to_owned(), json!("0x3b9ac9ff"));
    }
    if fork >= Fork::Shanghai {
        let withdrawal =
            json!({"index": 7, "validatorIndex": 9, "address": bob, "amount": "0xf4240"});
        fields.insert("withdrawals".to_owned(), json!([withdrawal]));
    }
    if fork >= Fork::Cancun {
        fields.insert("excessBlobGas".to_owned(), json!("0x1400000"));
        let root = format!("0x{}", "33".repeat(32));
        fields.insert("parentBeaconBlockRoot".to_owned(), json!(root));
    }
    // Counts its calls in slot 0 and logs them; keeps the hash of the block before in slot 1 and
    // the random number, or the difficulty, in slot 2.
    let code = "0x6000546001018060005560005260206000a0600143034060015544600255";
    let mut state = json!({
        (alice): {"balance": "0xde0b6b3a7640000", "nonce": "0x0"},
        (bob): {"balance": "0xde0b6b3a7640000"},
        (counter): {"balance": "0x5", "nonce": "0x1", "code": code, "storage": {"0x0": "0x7"}},
    });
    let accounts = state.as_object_mut().unwrap();
    if fork >= Fork::Prague {
        // Stand-ins for the contracts that requests are read from: one request of zeros each.
        for (address, code) in [
            ("0x00000961ef480eb55e80d19ad83579a64c007002", "0x604c6000f3"),
            ("0x0000bbddc7ce488642fb579f8b00f3a590007251", "0x60746000f3"),
        ] {
            let account = json!({"nonce": "0x1", "code": code});
            accounts.insert(address.to_owned(), account);
        }
    }
    json!({
        "lanewise": 1, "name": format!("everything that {fork} has"), "chainId": "0x1",
        "fork": fork.name(), "block": block, "preState": state, "completeState": true,
    })
}
