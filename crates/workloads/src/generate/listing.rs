//! The transactions of a block, back as entries of a document's `list`.

use super::addresses;
use crate::{Workload, chain};
use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_primitives::{Address, TxKind, U256, hex, map::AddressMap};
use lanewise_batch::{AccountChoice, Call, Value};

/// The first so many transactions of a block, as they would be listed one by one: everything in
/// them is constant.
pub fn listing(workload: &Workload, most: usize) -> Vec<Call> {
    let accounts: AddressMap<u64> = addresses(*lanewise_batch::Limits::ACCOUNTS.end())
        .into_iter()
        .zip(0..)
        .collect();
    let address = |address: Address| match accounts.get(&address) {
        Some(index) => Value::Account(AccountChoice::Index(Box::new(Value::whole(*index)))),
        None => match workload.contracts.iter().find(|one| one.address == address) {
            Some(contract) => match contract.id.split_once('#') {
                Some((id, copy)) => Value::Contract {
                    id: id.to_owned(),
                    copy: copy.parse().ok().map(|copy| Box::new(Value::whole(copy))),
                },
                None => Value::text(&contract.id),
            },
            None if address == chain::DEPLOYER => Value::text("deployer"),
            None if address == chain::FEE_RECIPIENT => Value::text("feeRecipient"),
            None => Value::text(address.to_string()),
        },
    };
    let transactions = workload.block.transactions.iter().take(most);
    transactions
        .map(|transaction| {
            let to = match transaction.kind {
                TxKind::Call(to) => to,
                TxKind::Create => Address::ZERO,
            };
            let contract = workload.contracts.iter().find(|one| one.address == to);
            let abi = contract.map(|contract| &contract.artifact.abi);
            let function = abi.and_then(|abi| {
                let selector = transaction.data.get(..4)?;
                let function = abi.functions().find(|one| one.selector() == selector)?;
                let arguments = function.abi_decode_input(&transaction.data[4..]).ok()?;
                Some((function.signature(), arguments))
            });
            let (function, arguments, data) = match function {
                Some((signature, arguments)) => {
                    let arguments = arguments.iter().map(|one| value(one, &address));
                    (Some(signature), arguments.collect(), None)
                }
                None if transaction.data.is_empty() => (None, Vec::new(), None),
                None => {
                    let data = Value::text(hex::encode_prefixed(&transaction.data));
                    (None, Vec::new(), Some(data))
                }
            };
            let plain = chain::transaction();
            let tip = transaction.gas_priority_fee.unwrap_or_default();
            Call {
                draws: Vec::new(),
                from: Some(address(transaction.caller)),
                to: Some(address(to)),
                function,
                arguments,
                data,
                value: (!transaction.value.is_zero()).then(|| number(transaction.value)),
                gas: Some(Value::whole(transaction.gas_limit)),
                tip: (Some(tip) != plain.gas_priority_fee).then(|| number(U256::from(tip))),
            }
        })
        .collect()
}

fn number(number: U256) -> Value {
    match u64::try_from(number) {
        Ok(small) if small < 1 << 53 => Value::whole(small),
        _ => Value::text(number.to_string()),
    }
}

fn value(of: &DynSolValue, address: &dyn Fn(Address) -> Value) -> Value {
    match of {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Uint(uint, _) => number(*uint),
        DynSolValue::Int(int, _) => Value::text(int.to_string()),
        DynSolValue::Address(account) => address(*account),
        DynSolValue::FixedBytes(word, size) => Value::text(hex::encode_prefixed(&word[..*size])),
        DynSolValue::Bytes(bytes) => Value::text(hex::encode_prefixed(bytes)),
        DynSolValue::String(text) => Value::text(text.clone()),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => {
            Value::List(items.iter().map(|item| value(item, address)).collect())
        }
        DynSolValue::Function(function) => Value::text(function.to_string()),
    }
}
