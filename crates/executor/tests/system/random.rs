//! Everything at once: random blocks with what the protocol does around them.

use super::*;
use lanewise_executor::{Ommer, Reward, Withdrawal, state_root};
use support::random_block::{Random, random_block};

/// Random blocks in all.
const BLOCKS: u64 = 300;

/// Accounts that the random blocks use: people, contracts, the fee recipient.
fn somebody(random: &mut Random) -> Address {
    let [person, contract] = [1 + random.below(12), 0xc0 + random.below(10)];
    Address::repeat_byte(random.pick(&[person as u8, contract as u8, 0xfe, 0x77]))
}

/// A seed's block with all the operations that its fork has, and some that it has not.
fn with_operations(seed: u64) -> (Block, PreState) {
    let random = &mut Random(seed ^ 0x5eed);
    let support::random_block::RandomBlock {
        mut block, mut pre, ..
    } = random_block(seed);
    let contracts = opening::contracts().into_iter();
    for (address, code) in contracts.chain(requests::contracts()) {
        let code = Bytecode::new_raw(hex::decode(code).expect("hexadecimal").into());
        pre.insert(address, AccountInfo::from_bytecode(code).with_nonce(1));
    }
    let mut system = SystemOperations {
        requests: random
            .chance(70)
            .then_some(())
            .and(requests::operations().requests),
        ..opening::operations()
    };
    system.dao_fork = random.chance(20);
    for index in 0..random.below(8) {
        system.withdrawals.push(Withdrawal {
            index,
            validator_index: index,
            address: somebody(random),
            amount: random.below(3),
        });
    }
    system.reward = random.chance(50).then(|| Reward {
        block: U256::from(64),
        ommers: vec![Ommer {
            beneficiary: somebody(random),
            number: (block.env.number - U256::ONE).to(),
        }],
    });
    system.blobs = block.system.blobs;
    block.system = system;
    // Requests by people who send nothing else.
    for index in 0..random.below(4) as u8 {
        let caller = Address::repeat_byte(0x40 + index);
        pre.insert(caller, AccountInfo::from_balance(U256::from(u64::MAX)));
        let event = requests::event([&[1; 48], &[2; 32], &[3; 8], &[4; 96], &[index; 8]]);
        let (withdrawal, consolidation) = ([index; 56], [index; 96]);
        let (to, input) = random.pick(&[
            (requests::WITHDRAWALS, &withdrawal[..]),
            (requests::CONSOLIDATIONS, &consolidation[..]),
            (requests::DEPOSITS, &event[..]),
        ]);
        let value = u64::from(to != requests::DEPOSITS);
        let mut call = call(caller, 0, to, value, input.to_vec().into());
        call.gas_price = 10;
        let at = random.below(block.transactions.len() as u64 + 1) as usize;
        block.transactions.insert(at, call);
    }
    (block, pre)
}

/// The parts of a block as blocks of their own: what comes before the transactions, the
/// transactions, what comes after them.
fn parts(block: &Block) -> [Block; 3] {
    let [mut before, mut within, mut after] = [(); 3].map(|()| block.clone());
    before.transactions.clear();
    after.transactions.clear();
    before.system = SystemOperations {
        withdrawals: Vec::new(),
        reward: None,
        requests: None,
        ..block.system.clone()
    };
    within.system = SystemOperations {
        blobs: block.system.blobs,
        ..SystemOperations::default()
    };
    after.system = SystemOperations {
        dao_fork: false,
        parent_beacon_block_root: None,
        parent_hash: None,
        ..block.system.clone()
    };
    [before, within, after]
}

/// Every strategy agrees, and a block's changes are those of its parts, each on the state that the
/// one before left. Deposits are asked for by logs, so that the parts may have fewer requests.
#[test]
fn random_blocks_with_operations() {
    let mut valid = 0;
    for seed in 0..BLOCKS {
        let (block, pre) = with_operations(seed);
        let Ok(whole) = execute(&block, &pre) else {
            continue;
        };
        valid += 1;
        let mut state = pre.clone();
        let mut requests = Vec::new();
        for part in parts(&block) {
            let run = run("sequential", &part, &state, &InPlace).expect("the whole is valid");
            state.apply(&run.outcome.changes);
            requests.extend(run.outcome.requests);
        }
        let nothing = StateChanges::default();
        let expected = state_root(&state, &nothing);
        assert_eq!(
            state_root(&pre, &whole.outcome.changes),
            expected,
            "seed {seed}"
        );
        let of_contracts = whole
            .outcome
            .requests
            .iter()
            .filter(|request| request[0] != 0);
        assert!(of_contracts.eq(&requests), "seed {seed}");
    }
    assert!(
        valid * 10 > BLOCKS * 7,
        "only {valid} of {BLOCKS} blocks were valid"
    );
}
