//! One EVM, made once for a worker and used for all its transactions.
//!
//! The only change to revm's mainnet rules is *when* the fee recipient is paid. A fee credited by
//! every transaction would make every transaction depend on the one before it; [`Fee::Deferred`]
//! leaves the credit to the caller, who sums fees up where somebody reads them.
//!
//! revm is generic over the state it stands on, and would be compiled once for every kind of state and
//! again in every crate that uses one: that was a sixth of the browser engine's code. Here it stands on
//! a [`State`] of any kind, so that there is one. What that costs is a call through a table
//! where a transaction touches something for the first time.

mod unread;

pub(crate) use unread::{NotListed, Unread};

use crate::{AccessSet, Block, Transaction};
use revm::{
    Context, Database, InspectEvm, Inspector, MainBuilder,
    context::{
        BlockEnv, CfgEnv, ContextSetters, Journal, JournalTr, Transaction as _, TxEnv,
        result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction},
    },
    handler::{EthFrame, FrameResult, Handler, MainnetEvm, MainnetHandler, post_execution},
    primitives::{Address, B256, U256, hardfork::SpecId},
    state::{AccountId, AccountInfo, Bytecode, EvmState},
};
use std::{
    cell::{Cell, RefCell, RefMut},
    marker::PhantomData,
    rc::Rc,
};

/// A state of any kind, shared by an EVM and by whoever prepares the state for its transactions.
pub(crate) struct State<'s>(Rc<RefCell<dyn Database<Error = Unread> + 's>>);

/// What an EVM executes in.
pub(crate) type EvmContext<'s> =
    Context<BlockEnv, TxEnv, CfgEnv, State<'s>, Journal<State<'s>>, ()>;

/// Why revm could not execute a transaction.
pub(crate) type EvmError = EVMError<Unread, InvalidTransaction>;

/// revm's mainnet EVM over a state of one kind, with an inspector or without.
pub(crate) struct Evm<'s, S, I = ()> {
    evm: MainnetEvm<EvmContext<'s>, I>,
    state: Rc<RefCell<S>>,
}

impl<'s, S: Database<Error = Unread> + 's> Evm<'s, S> {
    /// An EVM with a block's rules and environment.
    pub(crate) fn new(block: &Block, state: S) -> Self {
        Self::inspected_by((), block, state)
    }
}

impl<'s, S: Database<Error = Unread> + 's, I> Evm<'s, S, I> {
    /// An EVM with a block's rules and environment, and an inspector.
    pub(crate) fn inspected_by(inspector: I, block: &Block, state: S) -> Self {
        let state = Rc::new(RefCell::new(state));
        let evm = mainnet(block, State(state.clone())).with_inspector(inspector);
        Self { evm, state }
    }
}

/// What names revm's instructions is generic over nothing, or they would be compiled once more wherever it
/// is called from.
fn mainnet<'s>(block: &Block, state: State<'s>) -> MainnetEvm<EvmContext<'s>> {
    let mut context = Context::new(state, block.spec);
    context.cfg = block.cfg();
    context.block = block.env.clone();
    context.build_mainnet()
}

impl<S, I> Evm<'_, S, I> {
    /// The state that it stands on.
    pub(crate) fn state(&mut self) -> RefMut<'_, S> {
        self.state.borrow_mut()
    }

    /// The state, once the EVM is not needed any more.
    pub(crate) fn into_state(self) -> S {
        drop(self.evm);
        let state = Rc::into_inner(self.state).expect("only the EVM had it besides");
        state.into_inner()
    }
}

impl<S> Evm<'_, S> {
    /// Executes one transaction; the journal is clean afterwards, come what may.
    pub(crate) fn execute(
        &mut self,
        transaction: &Transaction,
        when: Fee,
    ) -> Result<Executed, EvmError> {
        execute(&mut self.evm, transaction, when)
    }

    /// Makes a call of the system's; the journal is clean afterwards, come what may.
    pub(crate) fn call(&mut self, call: TxEnv) -> (Result<ExecutionResult, EvmError>, EvmState) {
        system_call(&mut self.evm, call)
    }
}

impl<'s, S, I: Inspector<EvmContext<'s>>> Evm<'s, S, I> {
    /// The inspector.
    pub(crate) fn inspector(&mut self) -> &mut I {
        &mut self.evm.inspector
    }

    /// Executes one transaction under the inspector's eyes, the fee paid; the journal is clean afterwards,
    /// come what may.
    pub(crate) fn inspect(
        &mut self,
        transaction: &Transaction,
    ) -> Result<(ExecutionResult, EvmState), EvmError> {
        let result = self.evm.inspect_one_tx(transaction.clone());
        let state = self.evm.ctx.journaled_state.finalize();
        Ok((result?, state))
    }
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

fn execute(
    evm: &mut MainnetEvm<EvmContext<'_>>,
    transaction: &Transaction,
    when: Fee,
) -> Result<Executed, EvmError> {
    evm.ctx.set_tx(transaction.clone());
    let mut handler = FeeHandler {
        when,
        fee: Cell::new(U256::ZERO),
        touched: Cell::new(false),
        state: PhantomData,
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

fn system_call(
    evm: &mut MainnetEvm<EvmContext<'_>>,
    call: TxEnv,
) -> (Result<ExecutionResult, EvmError>, EvmState) {
    evm.ctx.set_tx(call);
    let mut handler = MainnetHandler::<_, EvmError, EthFrame>::default();
    let result = handler.run_system_call(evm);
    (result, evm.ctx.journaled_state.finalize())
}

/// revm's mainnet handler, with the fee's payment taken out.
struct FeeHandler<'s> {
    when: Fee,
    fee: Cell<U256>,
    touched: Cell<bool>,
    state: PhantomData<State<'s>>,
}

impl<'s> Handler for FeeHandler<'s> {
    type Evm = MainnetEvm<EvmContext<'s>>;
    type Error = EvmError;
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

impl std::fmt::Debug for State<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

impl Database for State<'_> {
    type Error = Unread;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Unread> {
        self.0.borrow_mut().basic(address)
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Unread> {
        self.0.borrow_mut().code_by_hash(hash)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Unread> {
        self.0.borrow_mut().storage(address, slot)
    }

    fn storage_by_account_id(
        &mut self,
        address: Address,
        account: AccountId,
        slot: U256,
    ) -> Result<U256, Unread> {
        let mut state = self.0.borrow_mut();
        state.storage_by_account_id(address, account, slot)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Unread> {
        self.0.borrow_mut().block_hash(number)
    }
}
