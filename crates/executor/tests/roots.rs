//! Roots against those of another implementation: the expected values were made with the Python
//! packages `trie` and `rlp`, from the same accounts and receipts described in the same formulas.

use lanewise_executor::{
    AccountChange, BlockGas, PreState, Receipt, StateChanges, Status, block_bloom, receipts_root,
    revm::{
        primitives::{Address, B256, Bytes, Log, LogData, U256, U256Map, b256, keccak256},
        state::{AccountInfo, Bytecode},
    },
    state_root,
};

const EMPTY_TRIE: B256 = b256!("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

fn address(index: u32) -> Address {
    Address::from_word(keccak256(index.to_be_bytes()))
}

fn finney(index: u32) -> U256 {
    U256::from(index) * U256::from(10u64.pow(15))
}

/// The slot with number `j` of an account: far apart, so that hashes share no prefix by accident.
fn slot(j: u32) -> U256 {
    U256::from(j * j) * U256::from(10u128.pow(20))
}

/// 200 accounts, with up to six slots each and code in every fifth.
fn accounts() -> PreState {
    let mut pre = PreState::new();
    for index in 0..200 {
        let code = (index % 5 == 0).then(|| Bytecode::new_raw(Bytes::from(vec![index as u8; 3])));
        let info = AccountInfo {
            nonce: u64::from(index),
            balance: finney(index),
            code,
            ..AccountInfo::default()
        };
        pre.insert(address(index), info);
        for j in 1..=index % 7 {
            pre.set_storage(address(index), slot(j), U256::from(index + j));
        }
    }
    pre
}

/// Every tenth account gone, every tenth richer by one wei, and slots of every tenth changed.
fn changes(pre: &PreState) -> StateChanges {
    let mut changes = StateChanges::default();
    for index in 0..200 {
        let info = pre
            .account(&address(index))
            .expect("it was made")
            .info
            .clone();
        let change = match index % 10 {
            1 => AccountChange {
                info: None,
                storage: U256Map::default(),
            },
            2 => {
                let info = AccountInfo {
                    balance: info.balance + U256::ONE,
                    ..info
                };
                AccountChange {
                    info: Some(info),
                    storage: U256Map::default(),
                }
            }
            3 if index % 7 > 0 => {
                let slots = [(slot(1), U256::ZERO), (U256::from(5), U256::from(9))];
                AccountChange {
                    info: Some(info),
                    storage: U256Map::from_iter(slots),
                }
            }
            _ => continue,
        };
        changes.accounts.insert(address(index), change);
    }
    changes
}

#[test]
fn state_roots() {
    assert_eq!(
        state_root(&PreState::new(), &StateChanges::default()),
        EMPTY_TRIE
    );
    let mut pre = accounts();
    assert_eq!(
        state_root(&pre, &StateChanges::default()),
        b256!("026ed16d7fcae0fd45b0a69bcd2a901684e84ccf5cc9ec106cc24f6493f8093a")
    );
    let changes = changes(&pre);
    let after = b256!("608964914a1049d8855450b0af966be4831b53635408f8d0fd3974495af1985e");
    assert_eq!(state_root(&pre, &changes), after);
    pre.apply(&changes);
    assert_eq!(state_root(&pre, &StateChanges::default()), after);
}

#[test]
fn receipts_and_bloom() {
    assert_eq!(receipts_root(&[]), EMPTY_TRIE);
    let mut cumulative_gas_used = 0;
    let receipts: Vec<Receipt> = (0u8..150)
        .map(|index| {
            let gas_used = 21_000 + u64::from(index);
            cumulative_gas_used += gas_used;
            let log = |l: u8| Log {
                address: Address::repeat_byte(index),
                data: LogData::new_unchecked(
                    (0..l % 5).map(|k| B256::repeat_byte(k + 1)).collect(),
                    vec![l; usize::from(l) * 11].into(),
                ),
            };
            Receipt {
                tx_type: index % 5,
                status: if index % 3 == 0 {
                    Status::Revert
                } else {
                    Status::Success
                },
                gas_used,
                cumulative_gas_used,
                block_gas: BlockGas::default(),
                logs: (0..index % 4).map(log).collect(),
                output: Bytes::new(),
                created: None,
            }
        })
        .collect();
    assert_eq!(
        receipts_root(&receipts),
        b256!("1a79da65b5acdf5781784254ea0af16d7bdc662f82778b012a1e34b7f3bb2438")
    );
    assert_eq!(
        keccak256(block_bloom(&receipts)),
        b256!("8f16d071e681943bec7fc8d0ce84ca040a4928914d91d1db4a9dfd98172cb486")
    );
}
