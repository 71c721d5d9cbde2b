//! Transactions in JSON, by the names of nodes or of fixtures, with their senders given.

use crate::{ReadError, json::Node};
use alloy_primitives::{TxKind, U256};
use lanewise_executor::{
    Transaction,
    revm::context_interface::{
        either::Either,
        transaction::{
            AccessList, AccessListItem, Authorization, RecoveredAuthority, RecoveredAuthorization,
            SignedAuthorization,
        },
    },
};
use serde_json::{Map, Value, json};

/// The most bytes of a transaction's data.
const MAX_DATA_BYTES: usize = 32 << 20;
/// The most items of any list in a transaction.
const MAX_ITEMS: usize = 1 << 20;
/// The last type of transaction that there is (EIP-7702).
const LAST_TYPE: u64 = 4;

/// Reads a transaction. Its type may be missing and is then told by its fields.
pub(crate) fn read(node: &Node<'_>) -> Result<Transaction, ReadError> {
    let tx_type = match node.get("type")? {
        Some(node) => {
            let number = node.u64()?;
            if number > LAST_TYPE {
                return Err(node.refuse(format!("a transaction type from 0 to {LAST_TYPE}")));
            }
            number as u8
        }
        None => type_by_fields(node)?,
    };
    let price = if tx_type >= 2 {
        "maxFeePerGas"
    } else {
        "gasPrice"
    };
    let access_list = node.optional(&["accessList"], access_list)?;
    let blob_hashes = node.optional(&["blobVersionedHashes"], |list| {
        list.items(MAX_ITEMS)?.iter().map(Node::b256).collect()
    })?;
    let authorizations = node.optional(&["authorizationList"], |list| {
        list.items(MAX_ITEMS)?.iter().map(authorization).collect()
    })?;
    Ok(Transaction {
        tx_type,
        caller: node.one_of(&["from", "sender"])?.address()?,
        gas_limit: node.one_of(&["gas", "gasLimit"])?.u64()?,
        gas_price: node.field(price)?.u128()?,
        kind: destination(node)?,
        value: node.field("value")?.u256()?,
        data: node.one_of(&["input", "data"])?.bytes(MAX_DATA_BYTES)?,
        nonce: node.field("nonce")?.u64()?,
        chain_id: chain_id(node, tx_type)?,
        access_list: access_list.unwrap_or_default(),
        gas_priority_fee: if tx_type >= 2 {
            Some(node.field("maxPriorityFeePerGas")?.u128()?)
        } else {
            None
        },
        blob_hashes: blob_hashes.unwrap_or_default(),
        max_fee_per_blob_gas: match node.get("maxFeePerBlobGas")? {
            Some(fee) => fee.u128()?,
            None if tx_type == 3 => return Err(node.field("maxFeePerBlobGas")?.refuse("a fee")),
            None => 0,
        },
        authorization_list: authorizations.unwrap_or_default(),
    })
}

fn type_by_fields(node: &Node<'_>) -> Result<u8, ReadError> {
    let has = |name| Ok(node.get(name)?.is_some());
    Ok(if has("authorizationList")? {
        4
    } else if has("blobVersionedHashes")? {
        3
    } else if has("maxFeePerGas")? {
        2
    } else {
        u8::from(has("accessList")?)
    })
}

/// The receiver; a transaction that creates a contract has none, or an empty text as fixtures
/// write it.
fn destination(node: &Node<'_>) -> Result<TxKind, ReadError> {
    let Some(to) = node.get("to")? else {
        return Ok(TxKind::Create);
    };
    if to.text() == Ok("") || to.text() == Ok("0x") {
        return Ok(TxKind::Create);
    }
    Ok(TxKind::Call(to.address()?))
}

/// The chain that the transaction names. A node may leave it out of a legacy transaction, whose
/// signature says it all the same (EIP-155).
fn chain_id(node: &Node<'_>, tx_type: u8) -> Result<Option<u64>, ReadError> {
    if let Some(id) = node.get("chainId")? {
        return Ok(Some(id.u64()?));
    }
    if tx_type > 0 {
        return Err(node.field("chainId")?.refuse("a chain id"));
    }
    let v = node.optional(&["v"], Node::u64)?;
    Ok(v.filter(|v| *v >= 35).map(|v| (v - 35) / 2))
}

fn access_list(node: &Node<'_>) -> Result<AccessList, ReadError> {
    let item = |node: &Node<'_>| {
        let keys = node.field("storageKeys")?;
        let keys = keys.items(MAX_ITEMS)?;
        Ok(AccessListItem {
            address: node.field("address")?.address()?,
            storage_keys: keys.iter().map(Node::b256).collect::<Result<_, _>>()?,
        })
    };
    let items = node.items(MAX_ITEMS)?;
    Ok(AccessList(
        items.iter().map(item).collect::<Result<_, _>>()?,
    ))
}

/// An authorization, with its signature or, in this project's format, with the signer himself:
/// null where the signature is invalid.
fn authorization(
    node: &Node<'_>,
) -> Result<Either<SignedAuthorization, RecoveredAuthorization>, ReadError> {
    let inner = Authorization {
        chain_id: node.field("chainId")?.u256()?,
        address: node.field("address")?.address()?,
        nonce: node.field("nonce")?.u64()?,
    };
    if let Some(signature) = node.get("r")? {
        let parity = node.one_of(&["yParity", "v"])?;
        let v = u8::try_from(parity.u64()?).map_err(|_| parity.refuse("at most 8 bits"))?;
        let s = node.field("s")?.u256()?;
        let signed = SignedAuthorization::new_unchecked(inner, v, signature.u256()?, s);
        return Ok(Either::Right(signed.into_recovered()));
    }
    let authority = node.optional(&["authority"], Node::address)?;
    let authority = authority.map_or(RecoveredAuthority::Invalid, RecoveredAuthority::Valid);
    Ok(Either::Right(RecoveredAuthorization::new_unchecked(
        inner, authority,
    )))
}

/// Writes a transaction as [`read`] reads it.
pub(crate) fn write(transaction: &Transaction) -> Value {
    let quantity = |number: u128| json!(format!("{number:#x}"));
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("type", quantity(transaction.tx_type.into()));
    put("from", json!(transaction.caller.to_string()));
    if let TxKind::Call(to) = transaction.kind {
        put("to", json!(to.to_string()));
    }
    put("gas", quantity(transaction.gas_limit.into()));
    let price = if transaction.tx_type >= 2 {
        "maxFeePerGas"
    } else {
        "gasPrice"
    };
    put(price, quantity(transaction.gas_price));
    if let Some(fee) = transaction.gas_priority_fee {
        put("maxPriorityFeePerGas", quantity(fee));
    }
    put("value", hex(transaction.value));
    put("input", json!(transaction.data.to_string()));
    put("nonce", quantity(transaction.nonce.into()));
    if let Some(id) = transaction.chain_id {
        put("chainId", quantity(id.into()));
    }
    if !transaction.access_list.is_empty() {
        let items = transaction.access_list.iter().map(|item| {
            let keys: Vec<_> = item.storage_keys.iter().map(ToString::to_string).collect();
            json!({"address": item.address.to_string(), "storageKeys": keys})
        });
        put("accessList", items.collect());
    }
    if transaction.tx_type == 3 {
        let hashes: Vec<_> = transaction
            .blob_hashes
            .iter()
            .map(ToString::to_string)
            .collect();
        put("blobVersionedHashes", json!(hashes));
        put(
            "maxFeePerBlobGas",
            quantity(transaction.max_fee_per_blob_gas),
        );
    }
    if !transaction.authorization_list.is_empty() {
        let items = transaction.authorization_list.iter().map(|either| {
            let recovered = match either {
                Either::Left(signed) => signed.clone().into_recovered(),
                Either::Right(recovered) => recovered.clone(),
            };
            json!({
                "chainId": hex(recovered.chain_id),
                "address": recovered.address.to_string(),
                "nonce": format!("{:#x}", recovered.nonce),
                "authority": recovered.authority().map(|address| address.to_string()),
            })
        });
        put("authorizationList", items.collect());
    }
    Value::Object(fields)
}

/// A quantity as nodes write it.
pub(crate) fn hex(number: U256) -> Value {
    json!(format!("{number:#x}"))
}
