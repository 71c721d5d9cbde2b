//! Transactions as they lie in a block's RLP, with their senders recovered from the signatures.

use crate::Fork;
use alloy_consensus::{
    EthereumTxEnvelope, Transaction as _, TxEip4844, Typed2718, transaction::SignerRecoverable,
};
use alloy_primitives::{Address, TxKind};
use lanewise_executor::{
    Transaction,
    revm::context_interface::{either::Either, transaction::SignedAuthorization},
};

/// A transaction of any type, as a block has it.
pub(crate) type Envelope = EthereumTxEnvelope<TxEip4844>;

/// Recovers the sender by the rules of the fork: EIP-2 refuses signatures in the upper half from
/// Homestead on, EIP-155 brings the chain id from Spurious Dragon on.
///
/// # Errors
/// A sentence that says what is wrong with the signature.
pub(crate) fn sender(transaction: &Envelope, fork: Fork) -> Result<Address, String> {
    let recovered = if fork < Fork::Homestead {
        transaction.recover_signer_unchecked()
    } else {
        transaction.recover_signer()
    };
    recovered.map_err(|error| format!("its signature gives no sender: {error}"))
}

/// Whether a legacy transaction names a chain before it could (EIP-155).
pub(crate) fn names_chain_too_early(transaction: &Envelope, fork: Fork) -> bool {
    fork < Fork::SpuriousDragon && transaction.is_legacy() && transaction.chain_id().is_some()
}

/// The transaction as the executor takes it.
pub(crate) fn transaction(envelope: &Envelope, caller: Address) -> Transaction {
    let dynamic = envelope.is_dynamic_fee();
    Transaction {
        tx_type: envelope.ty(),
        caller,
        gas_limit: envelope.gas_limit(),
        gas_price: envelope.max_fee_per_gas(),
        kind: envelope.to().map_or(TxKind::Create, TxKind::Call),
        value: envelope.value(),
        data: envelope.input().clone(),
        nonce: envelope.nonce(),
        chain_id: envelope.chain_id(),
        access_list: envelope.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: dynamic
            .then(|| envelope.max_priority_fee_per_gas())
            .flatten(),
        blob_hashes: envelope
            .blob_versioned_hashes()
            .map(<[_]>::to_vec)
            .unwrap_or_default(),
        max_fee_per_blob_gas: envelope.max_fee_per_blob_gas().unwrap_or_default(),
        authorization_list: envelope
            .authorization_list()
            .unwrap_or_default()
            .iter()
            // Recovered here, once, and not in every execution.
            .map(|signed: &SignedAuthorization| Either::Right(signed.clone().into_recovered()))
            .collect(),
    }
}
