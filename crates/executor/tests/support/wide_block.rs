//! A random block of any fork, with what the protocol does around it and the odd things that a
//! chain's history has left in its state.

use super::{
    random_block::{Random, RandomBlock, random_block_of},
    run, system_contracts as contracts,
};
use lanewise_executor::{
    BlobLimits, Block, GAS_PER_BLOB, InPlace, Ommer, RequestRules, Reward, SystemOperations,
    Transaction, Withdrawal,
    revm::{
        context::{
            either::Either,
            transaction::{Authorization, RecoveredAuthority, RecoveredAuthorization},
        },
        primitives::{Address, B256, TxKind, U256, hardfork::SpecId, hex},
        state::{AccountInfo, Bytecode},
    },
};

/// The forks that change a rule of execution.
pub(crate) const FORKS: [SpecId; 15] = [
    SpecId::FRONTIER,
    SpecId::HOMESTEAD,
    SpecId::TANGERINE,
    SpecId::SPURIOUS_DRAGON,
    SpecId::BYZANTIUM,
    SpecId::PETERSBURG,
    SpecId::ISTANBUL,
    SpecId::BERLIN,
    SpecId::LONDON,
    SpecId::MERGE,
    SpecId::SHANGHAI,
    SpecId::CANCUN,
    SpecId::PRAGUE,
    SpecId::OSAKA,
    SpecId::AMSTERDAM,
];

/// Room for growth of the state, which costs much from Amsterdam on (EIP-8037).
const ROOM_FOR_STATE: u64 = 1_500_000;

/// The block of a seed.
pub(crate) fn wide_block(seed: u64) -> RandomBlock {
    let random = &mut Random(seed ^ 0x51de);
    // The later a fork, the more there is in it to go wrong.
    let first = if random.chance(60) { 10 } else { 0 };
    wide_block_of(seed, random.pick(&FORKS[first..]))
}

/// The block of a seed, by a fork's rules.
pub(crate) fn wide_block_of(seed: u64, spec: SpecId) -> RandomBlock {
    let random = &mut Random(seed ^ 0x0dd5);
    let mut made = random_block_of(seed, spec);
    if spec.is_enabled_in(SpecId::AMSTERDAM) {
        for tx in &mut made.block.transactions {
            tx.gas_limit += ROOM_FOR_STATE * random.below(2);
        }
    }
    leave_remains(random, &mut made);
    if spec.is_enabled_in(SpecId::PRAGUE) {
        add_requests(random, &mut made);
        add_delegations(random, &mut made);
    }
    made.block.system = operations(random, &mut made);
    if random.chance(15) {
        limit_gas(random, &mut made);
    }
    made
}

/// An account that the block may use, or nobody yet.
fn somebody(random: &mut Random, made: &RandomBlock) -> Address {
    match random.below(6) {
        0 => Address::repeat_byte(0xc0 + random.below(10) as u8),
        1 => made.block.env.beneficiary,
        2 => random.pick(&made.children),
        3 => Address::repeat_byte(random.pick(&[0x77, 0xee])),
        _ => random.pick(&made.people),
    }
}

/// Adds accounts that today's rules would not make: empty ones (before EIP-161), and ones that
/// have nothing but storage (EIP-7610), where contracts are about to be created.
fn leave_remains(random: &mut Random, made: &mut RandomBlock) {
    if random.chance(30) {
        made.pre
            .insert(Address::repeat_byte(0xee), AccountInfo::default());
    }
    if random.chance(15) {
        let place = if random.chance(70) {
            random.pick(&made.children)
        } else {
            made.people[0].create(random.below(4))
        };
        if made.pre.account(&place).is_none() {
            let balance = U256::from(random.below(2));
            made.pre.insert(place, AccountInfo::from_balance(balance));
            made.pre.set_storage(place, U256::from(5), U256::from(9));
        }
    }
}

fn operations(random: &mut Random, made: &mut RandomBlock) -> SystemOperations {
    let spec = made.block.spec;
    let mut system = SystemOperations::default();
    if random.chance(20) {
        return system;
    }
    let has = |fork: SpecId| spec.is_enabled_in(fork);
    // Without its contract a system call is passed over, and requests make the block invalid.
    let mut deployed = contracts::opening().to_vec();
    deployed.retain(|_| random.chance(80));
    deployed.extend(contracts::requests());
    for (address, code) in deployed {
        let code = Bytecode::new_raw(hex::decode(code).expect("hexadecimal").into());
        let info = AccountInfo::from_bytecode(code).with_nonce(1);
        made.pre.insert(address, info);
    }
    system.dao_fork = !has(SpecId::TANGERINE) && random.chance(30);
    if has(SpecId::CANCUN) {
        system.parent_beacon_block_root = Some(B256::from(U256::from(random.below(3))));
        if random.chance(50) {
            system.blobs = Some(BlobLimits {
                block_gas: GAS_PER_BLOB * (4 + random.below(8)),
                per_transaction: 6,
            });
        }
    }
    if has(SpecId::PRAGUE) {
        system.parent_hash = Some(B256::from(U256::from(random.below(3))));
        system.requests = random.chance(80).then_some(RequestRules {
            deposit_contract: contracts::DEPOSITS,
        });
    }
    if has(SpecId::SHANGHAI) {
        for index in 0..random.below(6) {
            system.withdrawals.push(Withdrawal {
                index,
                validator_index: index,
                address: somebody(random, made),
                amount: random.below(3),
            });
        }
    }
    if !has(SpecId::MERGE) {
        let number: u64 = made.block.env.number.to();
        let ommers = (0..random.below(3)).map(|_| Ommer {
            beneficiary: somebody(random, made),
            number: number - 1 - random.below(6),
        });
        system.reward = Some(Reward {
            ommers: ommers.collect(),
            block: U256::from(random.pick(&[0u64, 64, 5_000_000_000_000_000_000])),
        });
    }
    system
}

/// A call by somebody who sends nothing else, put anywhere into the block.
fn add_call(random: &mut Random, made: &mut RandomBlock, caller: Address, mut call: Transaction) {
    let wealth = U256::from(10u64.pow(18));
    made.pre.insert(caller, AccountInfo::from_balance(wealth));
    call.caller = caller;
    call.gas_limit = 400_000 + ROOM_FOR_STATE;
    call.gas_price = 10;
    call.chain_id = Some(made.block.chain_id);
    let at = random.below(made.block.transactions.len() as u64 + 1) as usize;
    made.block.transactions.insert(at, call);
}

/// Adds requests to the consensus layer.
fn add_requests(random: &mut Random, made: &mut RandomBlock) {
    for index in 0..random.below(3) as u8 {
        let event = contracts::deposit_event([&[1; 48], &[2; 32], &[3; 8], &[4; 96], &[index; 8]]);
        let (withdrawal, consolidation) = ([index; 56], [index; 96]);
        let (to, input) = random.pick(&[
            (contracts::WITHDRAWALS, &withdrawal[..]),
            (contracts::CONSOLIDATIONS, &consolidation[..]),
            (contracts::DEPOSITS, &event[..]),
        ]);
        let call = Transaction {
            kind: TxKind::Call(to),
            value: U256::from(u64::from(to != contracts::DEPOSITS)),
            data: input.to_vec().into(),
            ..Transaction::default()
        };
        add_call(random, made, Address::repeat_byte(0x40 + index), call);
    }
}

/// Adds delegations (EIP-7702) of accounts that send nothing: to code that sends their funds away,
/// destroys itself or creates contracts, anew and to nothing again, and calls of them.
fn add_delegations(random: &mut Random, made: &mut RandomBlock) {
    let authorities = [0x50, 0x51].map(Address::repeat_byte);
    made.pre
        .insert(authorities[0], AccountInfo::from_balance(U256::from(1000)));
    let mut nonces = [0; 2];
    for index in 0..random.below(5) as u8 {
        let which = random.below(2) as usize;
        let target = random.pick(&[
            Address::ZERO,
            Address::repeat_byte(0xc7),
            Address::repeat_byte(0xc8),
            Address::repeat_byte(0xc9),
            Address::repeat_byte(0xfa),
            // A delegation to a delegated account is not followed.
            authorities[1 - which],
        ]);
        let word = somebody(random, made).into_word().0;
        let mut call = Transaction {
            kind: TxKind::Call(random.pick(&authorities)),
            data: [word, [0; 32]].concat().into(),
            value: U256::from(random.below(2)),
            ..Transaction::default()
        };
        if random.chance(70) {
            call.tx_type = 4;
            call.gas_priority_fee = Some(1);
            let inner = Authorization {
                chain_id: U256::from(random.pick(&[0, 1, 1, 1, 2])),
                address: target,
                nonce: nonces[which],
            };
            nonces[which] += u64::from(random.chance(80));
            let authority = RecoveredAuthority::Valid(authorities[which]);
            let signed = RecoveredAuthorization::new_unchecked(inner, authority);
            call.authorization_list.push(Either::Right(signed));
        }
        add_call(random, made, Address::repeat_byte(0x60 + index), call);
    }
}

/// Makes the last transaction just fit into the block's gas, or just not.
fn limit_gas(random: &mut Random, made: &mut RandomBlock) {
    let mut shorter: Block = made.block.clone();
    let Some(last) = shorter.transactions.pop() else {
        return;
    };
    if let Ok(run) = run("sequential", &shorter, &made.pre, &InPlace) {
        let room = last.gas_limit - u64::from(random.chance(20));
        // A limit below what one transaction wants makes that one invalid, wherever it stands.
        made.block.env.gas_limit = run.outcome.gas_used + room;
    }
}
