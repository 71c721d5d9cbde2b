//! A batch's beginning, in words.

use lanewise_executor::{TxIndex, revm::primitives::TxKind};
use lanewise_protocol::{BatchPreview, DecodedTransaction};
use lanewise_workloads::Workload;

/// Transactions shown.
const SHOWN: TxIndex = 20;

/// The first transactions of a block, and who sends them all.
pub(crate) fn preview(workload: &Workload) -> BatchPreview {
    BatchPreview {
        first: (0..SHOWN)
            .map_while(|index| decode(workload, index))
            .collect(),
        senders: workload.senders(),
        busiest_sender: workload.busiest_sender(),
    }
}

/// One transaction in words; nothing beyond the block's end.
pub(super) fn decode(workload: &Workload, index: TxIndex) -> Option<DecodedTransaction> {
    let transaction = workload.block.transactions.get(index as usize)?;
    let (to, call) = match workload.decode_call(index) {
        Some(decoded) => (decoded.to, decoded.call),
        None => match transaction.kind {
            TxKind::Call(address) => (workload.account_name(address), transaction.data.to_string()),
            TxKind::Create => ("a new contract".to_owned(), "create".to_owned()),
        },
    };
    let value = transaction.value;
    Some(DecodedTransaction {
        index,
        from: transaction.caller.to_string(),
        to,
        call,
        value: if value.is_zero() {
            String::new()
        } else {
            value.to_string()
        },
        nonce: transaction.nonce,
    })
}
