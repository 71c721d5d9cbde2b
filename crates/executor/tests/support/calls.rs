//! Blocks of calls to one contract.

use super::assembler::assemble;
use lanewise_executor::{
    Block, PreState, Transaction,
    revm::{
        context::TxEnv,
        primitives::{Address, Bytes, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
};

pub(crate) const SENDER: Address = Address::repeat_byte(0x5e);
pub(crate) const CONTRACT: Address = Address::repeat_byte(0xc0);

/// An account with code, by its mnemonics, and some ether.
pub(crate) fn contract(program: &str) -> AccountInfo {
    AccountInfo::from_bytecode(Bytecode::new_raw(assemble(program).into()))
        .with_balance(U256::from(1000))
}

/// A block of calls to a contract, one for each input.
pub(crate) fn calls(
    program: &str,
    inputs: impl IntoIterator<Item = Bytes>,
    gas_limit: u64,
) -> (Block, PreState) {
    let mut pre = PreState::default();
    pre.insert(SENDER, AccountInfo::from_balance(U256::from(1_u64 << 60)));
    pre.insert(CONTRACT, contract(program));
    let transaction = |(nonce, data)| -> Transaction {
        TxEnv {
            caller: SENDER,
            kind: TxKind::Call(CONTRACT),
            nonce,
            data,
            gas_limit,
            gas_price: 1,
            chain_id: Some(1),
            ..TxEnv::default()
        }
    };
    let block = Block {
        spec: SpecId::OSAKA,
        chain_id: 1,
        transactions: (0..).zip(inputs).map(transaction).collect(),
        ..Block::default()
    };
    (block, pre)
}
