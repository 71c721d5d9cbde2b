//! Calls, events and reasons of some transactions, in words.

use super::Recorded;
use crate::subject::Subject;
use lanewise_protocol::TransactionText;

/// Events told of one transaction, at most.
const EVENTS: usize = 16;

/// The texts of these transactions. Indices beyond the block's end are left out.
pub(crate) fn texts(
    subject: &Subject,
    recorded: &Recorded,
    indices: &[u32],
) -> Vec<TransactionText> {
    let text = |index: &u32| {
        let receipt = recorded.receipts.get(*index as usize)?;
        let logs = receipt.logs.iter().take(EVENTS);
        Some(TransactionText {
            index: *index,
            call: subject.decode(*index)?.call,
            events: logs.map(|log| subject.event(log)).collect(),
            reason: subject.reason(receipt),
        })
    };
    indices.iter().filter_map(text).collect()
}
