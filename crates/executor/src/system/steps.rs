//! The protocol's steps in one place of the block, each on the state that the one before left.

use crate::{Block, ExecuteError, StateChanges, evm::Evm, state::Overlay};
use revm::{
    DatabaseCommit,
    context::{TxEnv, result::ExecutionResult},
    handler::SystemCallTx,
    primitives::{Address, Bytes, U256, hardfork::SpecId, hash_map::Entry},
    state::{Account, EvmState, TransactionId},
};

/// Gas of a system call (EIP-4788, EIP-2935, EIP-7002, EIP-7251). From Amsterdam on revm's own
/// limit holds, which has room for growth of the state (EIP-8037).
const SYSTEM_CALL_GAS: u64 = 30_000_000;

/// Does the protocol's steps, and keeps what they touch.
pub(super) struct Steps<'a> {
    evm: Evm<'a, Overlay<'a>>,
    spec: SpecId,
    touched: EvmState,
}

impl<'a> Steps<'a> {
    pub(super) fn new(block: &Block, state: Overlay<'a>) -> Self {
        Self {
            evm: Evm::new(block, state),
            spec: block.spec,
            touched: EvmState::default(),
        }
    }

    /// Calls a contract in the name of the system address; nothing where no code is. The call
    /// costs nobody anything, and the system address is not touched.
    ///
    /// # Errors
    /// [`ExecuteError::Internal`] if revm cannot make the call at all.
    pub(super) fn call(
        &mut self,
        contract: Address,
        input: Bytes,
    ) -> Result<Option<ExecutionResult>, ExecuteError> {
        let account = self.evm.state().account(contract);
        if account.is_none_or(|account| account.is_empty_code_hash()) {
            return Ok(None);
        }
        let mut call = TxEnv::new_system_tx(contract, input);
        if !self.spec.is_enabled_in(SpecId::AMSTERDAM) {
            call.gas_limit = SYSTEM_CALL_GAS;
        }
        let (result, state) = self.evm.call(call);
        let result = result.map_err(|error| {
            ExecuteError::Internal(format!("the system call to {contract} failed: {error}"))
        })?;
        self.commit(state);
        Ok(Some(result))
    }

    /// Adds to balances. Each account is touched, be the amount nothing.
    pub(super) fn credit(&mut self, amounts: impl IntoIterator<Item = (Address, U256)>) {
        let mut step = EvmState::default();
        for (address, amount) in amounts {
            let balance = &mut self.touch(&mut step, address).info.balance;
            *balance = balance.saturating_add(amount);
        }
        self.commit(step);
    }

    /// Takes all that some accounts have, and returns it. Each account is touched.
    pub(super) fn drain(&mut self, addresses: &[Address]) -> U256 {
        let mut step = EvmState::default();
        let mut sum = U256::ZERO;
        for address in addresses {
            let balance = &mut self.touch(&mut step, *address).info.balance;
            sum += std::mem::take(balance);
        }
        self.commit(step);
        sum
    }

    /// What the steps changed, and what they touched.
    pub(super) fn finish(self) -> (StateChanges, EvmState) {
        let changes = self.evm.into_state().into_changes();
        (changes, self.touched)
    }

    fn touch<'s>(&mut self, step: &'s mut EvmState, address: Address) -> &'s mut Account {
        let account = step.entry(address).or_insert_with(|| {
            let info = self.evm.state().account(address);
            info.map_or_else(
                || Account::new_not_existing(TransactionId::ZERO),
                Account::from,
            )
        });
        account.mark_touch();
        account
    }

    /// Lays a step over the state, and what it touched over what the steps before touched: a block
    /// access list knows one value for all steps of one place.
    fn commit(&mut self, step: EvmState) {
        for (address, account) in &step {
            match self.touched.entry(*address) {
                Entry::Vacant(entry) => {
                    entry.insert(account.clone());
                }
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.info = account.info.clone();
                    known.status |= account.status;
                    for (slot, value) in &account.storage {
                        let slot = known.storage.entry(*slot).or_insert_with(|| value.clone());
                        slot.present_value = value.present_value;
                    }
                }
            }
        }
        self.evm.state().commit(step);
    }
}
