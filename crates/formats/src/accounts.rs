//! A state in JSON: accounts by address, as fixtures and the tracer of nodes write them.

use crate::{
    ReadError,
    json::{self, Node},
};
use alloy_primitives::{Address, Bytes, U256};
use lanewise_executor::{
    PreState,
    revm::state::{AccountInfo, Bytecode},
};

/// The most accounts of a state.
pub(crate) const MAX_ACCOUNTS: usize = 4_000_000;
/// The most slots of an account.
const MAX_SLOTS: usize = 4_000_000;
/// The most bytes of a code. Far above any fork's limit: old states hold what their miners put
/// there.
const MAX_CODE_BYTES: usize = 1 << 22;

/// One account of the text.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(crate) address: Address,
    pub(crate) nonce: u64,
    pub(crate) balance: U256,
    pub(crate) code: Bytes,
    pub(crate) storage: Option<Node<'a>>,
}

impl Account<'_> {
    /// Whether it has neither nonce nor balance nor code (EIP-161).
    pub(crate) fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code.is_empty()
    }
}

/// The address that is a field's name.
pub(crate) fn address(name: &str, node: &Node<'_>) -> Result<Address, ReadError> {
    let address = json::fixed::<20>(name).map(Address);
    address.ok_or_else(|| node.refuse("an address as the field's name"))
}

/// Reads one account; a field that is missing is zero, as the tracer leaves zeros out.
pub(crate) fn account<'s>(name: &str, node: &'s Node<'s>) -> Result<Account<'s>, ReadError> {
    let number = |field| match node.get(field)? {
        Some(value) => value.u256(),
        None => Ok(U256::ZERO),
    };
    let nonce = node.get("nonce")?;
    let code = node.get("code")?;
    Ok(Account {
        address: address(name, node)?,
        nonce: nonce.map_or(Ok(0), |nonce| nonce.u64())?,
        balance: number("balance")?,
        code: code.map_or(Ok(Bytes::new()), |code| code.bytes(MAX_CODE_BYTES))?,
        storage: node.get("storage")?,
    })
}

/// Puts an account's balance, nonce and code in.
pub(crate) fn insert(state: &mut PreState, account: &Account<'_>) {
    // Raw, whatever the code looks like: only a designator of EIP-7702 is more than bytes.
    let code = Bytecode::new_raw_checked(account.code.clone())
        .unwrap_or_else(|_| Bytecode::new_legacy(account.code.clone()));
    let info = AccountInfo {
        balance: account.balance,
        nonce: account.nonce,
        code: Some(code),
        ..AccountInfo::default()
    };
    state.insert(account.address, info);
}

/// The slots of an account.
pub(crate) fn slots(storage: &Node<'_>) -> Result<Vec<(U256, U256)>, ReadError> {
    let entries = storage.entries(MAX_SLOTS)?;
    let slot = |(name, value): (&str, Node<'_>)| {
        let slot = json::hex_quantity(name);
        let slot = slot.ok_or_else(|| value.refuse("a slot as the field's name"))?;
        Ok((slot, value.u256()?))
    };
    entries.into_iter().map(slot).collect()
}

/// Reads a whole state.
pub(crate) fn state(node: &Node<'_>) -> Result<PreState, ReadError> {
    let mut state = PreState::new();
    for (name, entry) in node.entries(MAX_ACCOUNTS)? {
        let account = account(name, &entry)?;
        insert(&mut state, &account);
        for (slot, value) in account.storage.as_ref().map_or(Ok(Vec::new()), slots)? {
            state.set_storage(account.address, slot, value);
        }
    }
    Ok(state)
}
