//! Every slot that an execution touches has a name.

use super::*;
use alloy_dyn_abi::DynSolValue;
use lanewise_executor::{
    Block, Control, Hints, Location, Part, PreState, preimages,
    revm::{
        context::TxEnv,
        primitives::{TxKind, hardfork::SpecId, hex},
        state::{AccountInfo, Bytecode},
    },
};

const LEDGER: Address = address!("1ed9e40000000000000000000000000000000001");

/// Executes one call of `write` and gives the names of all slots touched, in order.
fn names(code: &str, layout: &StorageLayout) -> Vec<String> {
    let code = Bytecode::new_raw(hex::decode(code).unwrap().into());
    let mut pre = PreState::default();
    pre.insert(ALICE, AccountInfo::from_balance(U256::from(1_u64 << 60)));
    pre.insert(LEDGER, AccountInfo::from_bytecode(code));
    let arguments = DynSolValue::Tuple(vec![
        DynSolValue::Address(OTHER),
        DynSolValue::String("gold".to_owned()),
    ]);
    let selector = &keccak256("write(address,string)")[..4];
    let call = TxEnv {
        caller: ALICE,
        kind: TxKind::Call(LEDGER),
        data: [selector, &arguments.abi_encode_params()].concat().into(),
        gas_limit: 5_000_000,
        chain_id: Some(1),
        ..TxEnv::default()
    };
    let block = Block {
        spec: SpecId::OSAKA,
        chain_id: 1,
        transactions: vec![call],
        ..Block::default()
    };
    let control = Control::new();
    let hashes = preimages(&block, &pre, &control).unwrap();
    let hints = Hints::trace(&block, &pre, &control).unwrap();
    let slots = hints.accesses[0].writes.iter();
    let names = slots.filter_map(|(location, _)| match location {
        Location {
            part: Part::Storage(slot),
            ..
        } => Some(layout.name(*slot, &hashes, &account)),
        _ => None,
    });
    let mut names: Vec<_> = names
        .map(|name| name.unwrap_or_else(|| "?".to_owned()))
        .collect();
    names.sort();
    names
}

#[test]
fn every_slot_that_an_execution_touches_has_a_name() {
    let ledger: serde_json::Value = serde_json::from_str(include_str!("Ledger.json")).unwrap();
    let layout = StorageLayout::parse(&ledger["storageLayout"].to_string()).unwrap();
    for code in ["code", "codeViaIr"] {
        let names = names(ledger[code].as_str().unwrap(), &layout);
        let expected = [
            "allowance[alice][0x1234…cdef]",
            "balances[0x0000…0000]",
            "balances[alice]",
            "counts[1]",
            "counts[2]",
            "entries.length",
            "entries[1].parts.length",
            "entries[1].parts[0]",
            "entries[1].who + amount",
            "named[\"fixed\"].parts.length",
            "named[\"fixed\"].parts[0]",
            "named[\"gold\"].who + amount",
            "roles[0x0000…0000][0x1234…cdef]",
            "small.length",
            "small[0..8]",
            "small[8..16]",
            "title",
            "title (data 1)",
            "title (data 2)",
            "total",
        ];
        assert_eq!(names, expected, "{code}");
    }
}
