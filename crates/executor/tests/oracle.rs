//! Sequential execution against revm's own state keeping (`revm-database`'s `State`), which shares
//! no code with this crate's: the oracle of all other tests has an oracle itself.

mod support;

use lanewise_executor::{
    Block, ExecuteError, InPlace, PreState, Receipt, Status,
    revm::{
        Context, DatabaseRef, ExecuteCommitEvm, MainBuilder,
        context::{
            BlockEnv, CfgEnv, Journal, TxEnv,
            result::{ExecutionResult, HaltReason},
        },
        primitives::{Address, StorageKeyMap, U256, map::HashMap},
        state::AccountInfo,
    },
};
use revm_database::{State, WrapDatabaseRef};
use support::{random_block::random_block, run};

type Reference<'a> = State<WrapDatabaseRef<&'a PreState>>;

/// Executes with revm's own state; nothing when some transaction is invalid.
fn reference<'a>(
    block: &Block,
    pre: &'a PreState,
) -> Option<(Vec<ExecutionResult<HaltReason>>, Reference<'a>)> {
    let state: Reference<'a> = State::builder()
        .with_database_ref(pre)
        .with_bundle_update()
        .build();
    type Built<DB> = Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, ()>;
    let mut context: Built<Reference<'a>> = Context::new(state, block.spec);
    context.cfg = CfgEnv::new_with_spec(block.spec).with_chain_id(block.chain_id);
    context.block = block.env.clone();
    let mut evm = context.build_mainnet();
    let results: Result<Vec<_>, _> = block
        .transactions
        .iter()
        .map(|tx| evm.transact_commit(tx.clone()))
        .collect();
    Some((results.ok()?, evm.ctx.journaled_state.database))
}

fn assert_same_receipt(what: &str, receipt: &Receipt, result: &ExecutionResult<HaltReason>) {
    let status = match result {
        ExecutionResult::Success { .. } => Status::Success,
        ExecutionResult::Revert { .. } => Status::Revert,
        ExecutionResult::Halt { reason, .. } => Status::Halt(reason.clone()),
    };
    assert_eq!(receipt.status, status, "{what}");
    assert_eq!(receipt.gas_used, result.tx_gas_used(), "{what}");
    assert_eq!(receipt.logs, result.logs(), "{what}");
    assert_eq!(
        receipt.output,
        result.output().cloned().unwrap_or_default(),
        "{what}"
    );
    assert_eq!(receipt.created, result.created_address(), "{what}");
}

/// All there is of an account, comparable.
type Everything = Option<(U256, u64, lanewise_executor::revm::primitives::B256)>;

fn everything(info: Option<&AccountInfo>) -> Everything {
    info.map(|info| (info.balance, info.nonce, info.code_hash))
}

#[test]
fn sequential_execution_is_revms() {
    for seed in 0..600 {
        let random = random_block(seed);
        let run = run("sequential", &random.block, &random.pre, &InPlace);
        let Some((results, mut reference)) = reference(&random.block, &random.pre) else {
            assert!(
                matches!(run, Err(ExecuteError::InvalidTransaction { .. })),
                "seed {seed}"
            );
            continue;
        };
        let outcome = run
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"))
            .outcome;
        assert_eq!(outcome.receipts.len(), results.len());
        for (index, (receipt, result)) in outcome.receipts.iter().zip(&results).enumerate() {
            assert_same_receipt(
                &format!("seed {seed}, transaction {index}"),
                receipt,
                result,
            );
        }
        let mut after = random.pre.clone();
        after.apply(&outcome.changes);
        compare_states(seed, &random.pre, &after, &mut reference);
    }
}

/// Compares what is there now, and every slot that was ever there, on both sides.
fn compare_states(seed: u64, pre: &PreState, after: &PreState, reference: &mut Reference<'_>) {
    reference.merge_transitions(revm_database::states::bundle_state::BundleRetention::PlainState);
    let bundle = reference.take_bundle();
    let mut addresses: HashMap<Address, StorageKeyMap<()>> = HashMap::default();
    for (address, account) in pre.accounts().chain(after.accounts()) {
        let slots = addresses.entry(*address).or_default();
        slots.extend(account.storage.keys().map(|slot| (*slot, ())));
    }
    for (address, account) in &bundle.state {
        let slots = addresses.entry(*address).or_default();
        slots.extend(account.storage.keys().map(|slot| (*slot, ())));
    }
    for (address, slots) in addresses {
        let what = format!("seed {seed}, account {address}");
        let changed = bundle.account(&address);
        let expected = match changed {
            Some(account) => account.info.clone(),
            None => pre.basic_ref(address).expect("it cannot fail"),
        };
        let actual = after.account(&address).map(|account| &account.info);
        assert_eq!(everything(actual), everything(expected.as_ref()), "{what}");
        for slot in slots.into_keys() {
            let expected = match changed.and_then(|account| account.storage_slot(slot)) {
                Some(value) => value,
                None => pre.storage(&address, &slot),
            };
            assert_eq!(
                after.storage(&address, &slot),
                expected,
                "{what}, slot {slot}"
            );
        }
    }
}
