//! Receipts with intermediate roots.

use super::*;
use lanewise_executor::{
    Reward, intermediate_roots, receipts_root, receipts_root_before_byzantium,
    revm::primitives::b256, state_root,
};
use support::random_block::Random;

/// Payments and calls of a contract that counts, as before Byzantium; paid in fees and rewards.
fn old_block(seed: u64) -> (Block, PreState) {
    let random = &mut Random(seed);
    let counter = Address::repeat_byte(0xcc);
    let destroyed = Address::repeat_byte(0xcd);
    // Counts in slot 0; destroys itself in favour of the caller.
    let mut pre = state([(counter, "600054600101600055"), (destroyed, "33ff")]);
    let system = SystemOperations {
        dao_fork: seed.is_multiple_of(4),
        reward: Some(Reward {
            block: U256::from(5),
            ommers: Vec::new(),
        }),
        ..SystemOperations::default()
    };
    let mut block = block(
        random.pick(&[SpecId::FRONTIER, SpecId::SPURIOUS_DRAGON]),
        system,
    );
    for index in 1..=8 {
        let caller = Address::repeat_byte(index);
        pre.insert(caller, AccountInfo::from_balance(U256::from(2_000_000)));
        let to = random.pick(&[counter, destroyed, PERSON, Address::repeat_byte(0x99)]);
        let mut call = call(caller, 0, to, random.below(2), Bytes::new());
        (call.gas_limit, call.gas_price) = (100_000, u128::from(random.below(2)));
        block.transactions.push(call);
    }
    (block, pre)
}

/// The root after a transaction is that of the block that ends with it, without its reward.
#[test]
fn roots_after_each_transaction() {
    for seed in 0..50 {
        let (block, pre) = old_block(seed);
        let roots = intermediate_roots(&block, &pre).expect("the block is valid");
        assert_eq!(roots.len(), block.transactions.len());
        for (index, root) in roots.iter().enumerate() {
            let mut shorter = block.clone();
            shorter.system.reward = None;
            shorter.transactions.truncate(index + 1);
            let changes = run("sequential", &shorter, &pre, &InPlace).expect("it is valid");
            let expected = state_root(&pre, &changes.outcome.changes);
            assert_eq!(*root, expected, "seed {seed}, transaction {index}");
        }
        execute(&block, &pre).expect("the block is valid");
    }
}

#[test]
fn an_invalid_block_has_no_roots() {
    let (mut block, pre) = old_block(1);
    block.transactions[3].nonce = 7;
    let expected = execute(&block, &pre).expect_err("the block is invalid");
    assert_eq!(intermediate_roots(&block, &pre), Err(expected));
}

/// Mainnet's block 46147 holds the chain's first transaction: its receipt has this root, and the
/// header this receipts root.
#[test]
fn the_first_receipt() {
    let mut first = block(SpecId::FRONTIER, SystemOperations::default());
    first.transactions = vec![call(PERSON, 0, Address::repeat_byte(1), 1, Bytes::new())];
    first.transactions[0].gas_limit = 21_000;
    let receipts = execute(&first, &state([]))
        .expect("it is valid")
        .outcome
        .receipts;
    let root = b256!("96a8e009d2b88b1483e6941e6812e32263b05683fac202abc622a3e31aed1957");
    assert_eq!(
        receipts_root_before_byzantium(&receipts, &[root]),
        b256!("fe2bf2a941abf41d72637e5b91750332a30283efd40c424dc522b77e6f0ed8c4")
    );
    assert_ne!(
        receipts_root(&receipts),
        receipts_root_before_byzantium(&receipts, &[root])
    );
}
