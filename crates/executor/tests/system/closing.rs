//! After the transactions: withdrawals and rewards.

use super::*;
use lanewise_executor::{
    BlockAccessList, Control, Hints, Ommer, Reward, Withdrawal,
    revm::primitives::{B256, address, b256},
    withdrawals_root,
};

const GWEI: u64 = 1_000_000_000;

fn withdrawal(address: Address, amount: u64) -> Withdrawal {
    Withdrawal {
        index: 0,
        validator_index: 0,
        address,
        amount,
    }
}

fn withdrawals(amounts: &[(Address, u64)]) -> SystemOperations {
    let amounts = amounts.iter();
    SystemOperations {
        withdrawals: amounts
            .map(|(to, amount)| withdrawal(*to, *amount))
            .collect(),
        ..SystemOperations::default()
    }
}

#[test]
fn withdrawals_are_credited_in_gigawei() {
    let (absent, empty, rich) = (
        Address::repeat_byte(1),
        Address::repeat_byte(2),
        Address::repeat_byte(3),
    );
    let mut pre = state([]);
    pre.insert(empty, AccountInfo::default());
    pre.insert(rich, AccountInfo::from_balance(U256::from(7)));
    let to = [(rich, 5), (absent, 1), (rich, 6), (rich, 0)];
    let after = changes(&block(SpecId::SHANGHAI, withdrawals(&to)), &pre);
    assert_eq!(after.accounts.len(), 2);
    assert_eq!(balance(&after, rich), U256::from(11 * GWEI + 7));
    assert_eq!(balance(&after, absent), U256::from(GWEI));
    // The largest amount is more than 64 bits of wei.
    let after = changes(
        &block(SpecId::SHANGHAI, withdrawals(&[(rich, u64::MAX)])),
        &pre,
    );
    let expected = U256::from(u64::MAX) * U256::from(GWEI) + U256::from(7);
    assert_eq!(balance(&after, rich), expected);
}

/// A withdrawal of nothing touches an account all the same (EIP-4895), and a touched empty account
/// is deleted (EIP-161).
#[test]
fn withdrawals_of_nothing() {
    let (absent, empty) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let mut pre = state([]);
    pre.insert(empty, AccountInfo::default());
    let to = [(absent, 0), (empty, 0), (PERSON, 0)];
    let after = changes(&block(SpecId::SHANGHAI, withdrawals(&to)), &pre);
    assert_eq!(after.accounts.len(), 1);
    assert_eq!(after.accounts[&empty].info, None);
}

/// What a transaction gave and took away stays so; a withdrawal comes on top.
#[test]
fn withdrawals_follow_the_transactions() {
    let [receiver, other] = [Address::repeat_byte(1), Address::repeat_byte(2)];
    let mut block = block(SpecId::SHANGHAI, withdrawals(&[(receiver, 2), (PERSON, 4)]));
    // The receiver has nothing before, so its own payment must come after the first one.
    block.transactions = vec![
        call(PERSON, 0, receiver, 4 * GWEI, Bytes::new()),
        call(receiver, 0, other, 3 * GWEI, Bytes::new()),
    ];
    let pre = state([]);
    let after = changes(&block, &pre);
    assert_eq!(balance(&after, receiver), U256::from(3 * GWEI));
    // The person has what it had, but its nonce has changed.
    let before = pre.account(&PERSON).expect("it was made");
    let person = after.accounts[&PERSON].info.clone().expect("it is there");
    assert_eq!((person.balance, person.nonce), (before.info.balance, 1));

    // A withdrawal cannot be spent in its own block.
    block.transactions[0].value = U256::from(GWEI);
    let error = execute(&block, &pre).expect_err("there is too little to spend");
    assert!(matches!(
        error,
        ExecuteError::InvalidTransaction { index: 1, .. }
    ));
}

/// A change that a withdrawal undoes is none.
#[test]
fn a_withdrawal_may_undo_a_change() {
    let contract = Address::repeat_byte(0xcc);
    // Sends 3 gigawei away: CALL(gas, 0x11, 3e9, 0, 0, 0, 0).
    let mut pre = state([(contract, "5f5f5f5f63b2d05e0060115af1")]);
    let info = pre.account(&contract).expect("it was made").info.clone();
    pre.insert(contract, info.with_balance(U256::from(3 * GWEI)));
    let mut block = block(SpecId::SHANGHAI, withdrawals(&[(contract, 3)]));
    block.transactions = vec![call(PERSON, 0, contract, 0, Bytes::new())];
    let after = changes(&block, &pre);
    assert!(!after.accounts.contains_key(&contract));
    assert_eq!(
        balance(&after, Address::with_last_byte(0x11)),
        U256::from(3 * GWEI)
    );
}

/// Roots of two headers of `bc4895-withdrawals` in ethereum/tests.
#[test]
fn roots_of_withdrawals() {
    let to = address!("c94f5374fce5edbc8e2a8697c15331677e6ebf0b");
    let three = [(0, 0), (2, 1), (1, 3)].map(|(index, validator_index)| Withdrawal {
        index,
        validator_index,
        address: to,
        amount: 10_000,
    });
    let expected: B256 = b256!("3619f8d03e314a2cbe217b3a458fb5e4125bdf370fa90db49e34b20a0b1a93a0");
    assert_eq!(withdrawals_root(&three), expected);
    let expected = b256!("48a703da164234812273ea083e4ec3d09d028300cd325b46a6a75402e5a7ab95");
    assert_eq!(withdrawals_root(&[withdrawal(to, 0)]), expected);
    let empty = b256!("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    assert_eq!(withdrawals_root(&[]), empty);
}

fn reward(ether: u64, ommers: &[(Address, u64)]) -> SystemOperations {
    let ommers = ommers.iter();
    let reward = Reward {
        block: U256::from(ether) * U256::from(10).pow(U256::from(18)),
        ommers: ommers
            .map(|(beneficiary, number)| Ommer {
                beneficiary: *beneficiary,
                number: *number,
            })
            .collect(),
    };
    SystemOperations {
        reward: Some(reward),
        ..SystemOperations::default()
    }
}

/// Yellow Paper, section 11.3: of 5 ether, 5/32 for each ommer that is named; an ommer of the
/// generation before has 7/8 of 5 ether, of six generations before 2/8.
#[test]
fn rewards() {
    let [one, two] = [Address::repeat_byte(1), Address::repeat_byte(2)];
    let finney = |amount: u64| U256::from(amount) * U256::from(10).pow(U256::from(13));
    let block = block(
        SpecId::HOMESTEAD,
        reward(5, &[(one, 19_999_999), (two, 19_999_994)]),
    );
    let after = changes(&block, &state([]));
    assert_eq!(after.accounts.len(), 3);
    assert_eq!(balance(&after, block.env.beneficiary), finney(531_250));
    assert_eq!(balance(&after, one), finney(437_500));
    assert_eq!(balance(&after, two), finney(125_000));
}

/// One who mined everything, and is paid fees as well.
#[test]
fn rewards_add_up() {
    let miner = Address::repeat_byte(0xbe);
    let mut block = block(
        SpecId::BYZANTIUM,
        reward(3, &[(miner, 19_999_998), (miner, 19_999_998)]),
    );
    block.transactions = vec![call(PERSON, 0, PERSON, 0, Bytes::new())];
    block.transactions[0].gas_price = 9;
    let after = changes(&block, &state([]));
    // 3 + 2 * 3/32 + 2 * 3 * 6/8 ether.
    let ether = U256::from(10).pow(U256::from(18));
    let expected = ether * U256::from(76_875) / U256::from(10_000) + U256::from(9 * 21_000);
    assert_eq!(balance(&after, miner), expected);
}

#[test]
fn a_reward_of_nothing_touches_the_miner() {
    for (spec, deleted) in [(SpecId::HOMESTEAD, false), (SpecId::SPURIOUS_DRAGON, true)] {
        let block = block(spec, reward(0, &[]));
        let mut pre = state([]);
        assert_eq!(
            changes(&block, &pre).accounts.is_empty(),
            deleted,
            "{spec:?}"
        );
        pre.insert(block.env.beneficiary, AccountInfo::default());
        assert_eq!(
            changes(&block, &pre).accounts.is_empty(),
            !deleted,
            "{spec:?}"
        );
    }
}

#[test]
fn ommers_that_no_block_may_name() {
    for number in [19_999_993, 20_000_000, 20_000_001, 0, u64::MAX] {
        let ommer = Address::repeat_byte(1);
        let rule = refusal(
            &block(SpecId::HOMESTEAD, reward(5, &[(ommer, number)])),
            &state([]),
        );
        assert!(
            rule.contains("an ommer is from 1 to 6 blocks older"),
            "{rule}"
        );
    }
}

/// EIP-7928: what comes after the transactions is at the place behind the last of them, with the
/// value that it has in the end.
#[test]
fn the_access_list_has_withdrawals_at_the_last_place() {
    let receiver = Address::repeat_byte(1);
    let system = SystemOperations {
        withdrawals: withdrawals(&[(receiver, 2), (receiver, 3)]).withdrawals,
        ..opening::operations()
    };
    let mut block = block(SpecId::PRAGUE, system);
    block.transactions = vec![call(PERSON, 0, receiver, 1, Bytes::new())];
    let pre = state(opening::contracts());
    let hints = Hints::trace(&block, &pre, &Control::new()).expect("the block is valid");
    let BlockAccessList(list) = hints.access_list.expect("a trace makes one");
    let account = list.iter().find(|account| account.address == receiver);
    let balances = &account.expect("it was paid").balance_changes;
    let balances: Vec<_> = balances
        .iter()
        .map(|change| (change.block_access_index.get(), change.post_balance))
        .collect();
    let last = U256::from(5 * GWEI + 1);
    assert_eq!(balances, [(1, U256::ONE), (2, last)]);
    let stored: usize = list
        .iter()
        .map(|account| account.storage_changes.len())
        .sum();
    assert_eq!(stored, 3);
    let system = address!("fffffffffffffffffffffffffffffffffffffffe");
    assert!(list.iter().all(|account| account.address != system));
}
