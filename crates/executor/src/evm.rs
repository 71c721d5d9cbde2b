//! One EVM, made once for a worker and used for all its transactions.
//!
//! The only change to revm's mainnet rules is *when* the fee recipient is paid. A fee credited by
//! every transaction would make every transaction depend on the one before it; [`Fee::Deferred`]
//! leaves the credit to the caller, who sums fees up where somebody reads them.

use crate::{AccessSet, Block, Transaction};
use revm::{
    Context, Database, MainBuilder,
    context::{
        BlockEnv, CfgEnv, ContextSetters, Journal, JournalTr, Transaction as _, TxEnv,
        result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction},
    },
    handler::{FrameResult, Handler, MainnetEvm, post_execution},
    primitives::{U256, hardfork::SpecId},
    state::EvmState,
};
use std::{cell::Cell, marker::PhantomData};

/// revm's mainnet EVM over a database.
pub(crate) type Evm<DB> = MainnetEvm<Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, ()>>;

/// Why revm could not execute a transaction.
pub(crate) type EvmError<DB> = EVMError<<DB as Database>::Error, InvalidTransaction>;

/// An EVM with a block's rules and environment.
pub(crate) fn build<DB: Database>(block: &Block, db: DB) -> Evm<DB> {
    let mut context = Context::new(db, block.spec);
    context.cfg = block.cfg();
    context.block = block.env.clone();
    context.build_mainnet()
}

/// The database under an EVM.
pub(crate) fn database<DB: Database>(evm: &mut Evm<DB>) -> &mut DB {
    evm.ctx.journaled_state.db_mut()
}

/// When the fee recipient is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fee {
    /// By the transaction itself, as the Yellow Paper has it.
    Paid,
    /// Not at all: [`Executed::fee`] says how much is owed.
    Deferred,
}

/// A transaction, executed; nothing is committed.
#[derive(Debug)]
pub(crate) struct Executed {
    /// revm's result.
    pub(crate) result: ExecutionResult,
    /// Every account loaded, with what became of it.
    pub(crate) state: EvmState,
    /// What the fee recipient gets.
    pub(crate) fee: U256,
    /// Whether the transaction looked at the fee recipient's account otherwise than by its fee.
    pub(crate) touches_fee_recipient: bool,
}

impl Executed {
    /// What the transaction read and wrote, the fee left out.
    pub(crate) fn access_set(&self, block: &Block) -> AccessSet {
        let by_fee_only = !self.touches_fee_recipient;
        let without = by_fee_only.then_some(block.env.beneficiary);
        AccessSet::from_state(&self.state, without)
    }
}

/// Executes one transaction; the journal is clean afterwards, come what may.
pub(crate) fn execute<DB: Database>(
    evm: &mut Evm<DB>,
    transaction: &Transaction,
    when: Fee,
) -> Result<Executed, EvmError<DB>> {
    evm.ctx.set_tx(transaction.clone());
    let mut handler = FeeHandler {
        when,
        fee: Cell::new(U256::ZERO),
        touched: Cell::new(false),
        database: PhantomData,
    };
    let result = handler.run(evm);
    let state = evm.ctx.journaled_state.finalize();
    Ok(Executed {
        result: result?,
        state,
        fee: handler.fee.get(),
        touches_fee_recipient: handler.touched.get(),
    })
}

/// revm's mainnet handler, with the fee's payment taken out.
struct FeeHandler<DB> {
    when: Fee,
    fee: Cell<U256>,
    touched: Cell<bool>,
    database: PhantomData<DB>,
}

impl<DB: Database> Handler for FeeHandler<DB> {
    type Evm = Evm<DB>;
    type Error = EvmError<DB>;
    type HaltReason = HaltReason;

    fn reward_beneficiary(
        &self,
        evm: &mut Self::Evm,
        exec_result: &mut FrameResult,
    ) -> Result<(), Self::Error> {
        let context = &mut evm.ctx;
        let gas = exec_result.gas();
        let price = context
            .tx
            .effective_gas_price(u128::from(context.block.basefee));
        // EIP-1559: the base fee is burned.
        let price = if context.cfg.spec().is_enabled_in(SpecId::LONDON) {
            price.saturating_sub(u128::from(context.block.basefee))
        } else {
            price
        };
        let used = gas.used().saturating_sub(gas.reservoir());
        self.fee.set(U256::from(price * u128::from(used)));
        self.touched.set(
            context
                .journaled_state
                .state
                .contains_key(&context.block.beneficiary),
        );
        if self.when == Fee::Paid {
            post_execution::reward_beneficiary(context, gas)?;
        }
        Ok(())
    }
}
