//! Our list against the one that revm's own builder makes while `revm-database` keeps the state.

use super::*;
use crate::support::random_block::random_block_of;
use lanewise_executor::revm::{
    Context, ExecuteCommitEvm, MainBuilder,
    context::{BlockEnv, CfgEnv, Journal, TxEnv},
};
use revm_database::{State, WrapDatabaseRef};

/// Random blocks of each fork.
const BLOCKS: u64 = 300;

/// The list that revm makes; nothing when a transaction is invalid.
fn reference(block: &Block, pre: &PreState) -> Option<Vec<AccountChanges>> {
    type Keeper<'a> = State<WrapDatabaseRef<&'a PreState>>;
    type Built<DB> = Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, ()>;
    let state: Keeper<'_> = State::builder()
        .with_database_ref(pre)
        .with_bal_builder()
        .build();
    let mut context: Built<Keeper<'_>> = Context::new(state, block.spec);
    context.cfg = CfgEnv::new_with_spec(block.spec).with_chain_id(block.chain_id);
    context.block = block.env.clone();
    let mut evm = context.build_mainnet();
    for transaction in &block.transactions {
        evm.ctx.journaled_state.database.bump_bal_index();
        evm.transact_commit(transaction.clone()).ok()?;
    }
    evm.ctx.journaled_state.database.take_built_alloy_bal()
}

#[test]
fn the_list_is_revms() {
    let mut compared = 0;
    for spec in [
        SpecId::CANCUN,
        SpecId::PRAGUE,
        SpecId::OSAKA,
        SpecId::AMSTERDAM,
    ] {
        for seed in 0..BLOCKS {
            let mut made = random_block_of(seed, spec);
            if spec == SpecId::AMSTERDAM && seed.is_multiple_of(2) {
                let all = made.block.transactions.iter_mut();
                // Growth of the state costs much (EIP-8037).
                all.for_each(|tx| tx.gas_limit += 1_500_000);
            }
            let Some(expected) = reference(&made.block, &made.pre) else {
                continue;
            };
            let hints = Hints::trace(&made.block, &made.pre, &Control::new());
            let hints = hints.unwrap_or_else(|error| panic!("seed {seed}, {spec:?}: {error}"));
            let list = hints.access_list.expect("a traced run makes one");
            for (expected, actual) in expected.iter().zip(&list.0) {
                assert_eq!(expected, actual, "seed {seed}, {spec:?}");
            }
            assert_eq!(expected.len(), list.0.len(), "seed {seed}, {spec:?}");
            compared += 1;
        }
    }
    assert!(compared > BLOCKS * 2, "only {compared} blocks were valid");
}
