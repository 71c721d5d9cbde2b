//! The RLP form and the hash.

use super::*;
use crate::support::wide_block::wide_block;
use lanewise_executor::{
    AccessListError,
    revm::primitives::{b256, hex},
};

/// One account with everything.
fn full() -> BlockAccessList {
    let entry = touched(Address::repeat_byte(0x11))
        .writes(1, &[(1, U256::from(2)), (3, U256::ZERO)])
        .reads([5])
        .balance(1, 0x400)
        .nonce(2, 7)
        .code(3, vec![0x60, 0x00]);
    BlockAccessList(vec![entry.0])
}

/// Written by hand: the EIP's nesting, with numbers as short as RLP has them.
const FULL: &str = "f2f1941111111111111111111111111111111111111111\
                    c9c801c6c20102c20380c105c5c401820400c3c20207c5c403826000";

#[test]
fn the_eips_form() {
    assert_eq!(hex::encode(full().to_rlp()), FULL);
    assert_eq!(BlockAccessList::default().to_rlp(), [0xc0]);
    // The hash that EIP-7928 gives for an empty list.
    let empty = b256!("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
    assert_eq!(BlockAccessList::default().hash(), empty);
}

#[test]
fn there_and_back() {
    assert_eq!(BlockAccessList::from_rlp(&full().to_rlp()), Ok(full()));
    for seed in 0..200 {
        let made = wide_block(seed);
        let Ok(hints) = Hints::trace(&made.block, &made.pre, &Control::new()) else {
            continue;
        };
        let list = hints.access_list.expect("a traced run makes one");
        assert_eq!(
            BlockAccessList::from_rlp(&list.to_rlp()),
            Ok(list),
            "seed {seed}"
        );
    }
}

#[test]
fn malformed_bytes_are_refused() {
    let bytes = full().to_rlp();
    for length in 0..bytes.len() {
        let refused = BlockAccessList::from_rlp(&bytes[..length]);
        assert!(
            matches!(refused, Err(AccessListError::Rlp(_))),
            "{length} bytes"
        );
    }
    let longer = [&bytes[..], &[0xc0]].concat();
    assert_eq!(
        BlockAccessList::from_rlp(&longer),
        Err(AccessListError::TrailingBytes(1))
    );
    let refused = |hexadecimal: &str| {
        let bytes = hex::decode(hexadecimal).expect("hexadecimal");
        let refused = BlockAccessList::from_rlp(&bytes);
        assert!(
            matches!(refused, Err(AccessListError::Rlp(_))),
            "{hexadecimal}: {refused:?}"
        );
    };
    // A string; an account that is a string; an account of 19 bytes; one field too few, one more.
    refused("80");
    refused("c180");
    refused("dad99311111111111111111111111111111111111111c0c0c0c0c0");
    refused("dad9941111111111111111111111111111111111111111c0c0c0c0");
    refused("dcdb941111111111111111111111111111111111111111c0c0c0c0c0c0");
    // Leading zeros: in a slot, in a place; and a number below 128 that is written as a string.
    refused(&FULL.replace("c105", "c100"));
    refused(&FULL.replace("c20102", "c20002"));
    refused(&FULL.replace("f2f1", "f3f2").replace("c105", "c28105"));
}

/// [`BlockAccessList::check`]'s rules.
#[test]
fn order_and_uniqueness() {
    let refused = |edit: &dyn Fn(&mut Vec<AccountChanges>)| {
        let mut list = full();
        edit(&mut list.0);
        matches!(list.check(2), Err(AccessListError::Structure(_)))
    };
    assert!(full().check(2).is_ok());
    // Three places, of a block of one transaction: index 3 is beyond it.
    assert!(full().check(1).is_err());
    assert!(refused(&|list| list.insert(0, list[0].clone())));
    assert!(refused(
        &|list| list.push(AccountChanges::new(Address::ZERO))
    ));
    assert!(refused(
        &|list| list[0].storage_reads = vec![U256::from(6), U256::from(5)]
    ));
    assert!(refused(&|list| list[0].storage_reads = vec![U256::ONE]));
    assert!(refused(&|list| list[0].storage_changes[0]
        .changes
        .reverse()));
    assert!(refused(&|list| list[0].storage_changes[0].changes.clear()));
}
