//! A block's beginning, in words.

use crate::subject::Subject;
use lanewise_executor::TxIndex;
use lanewise_protocol::BatchPreview;

/// Transactions shown.
const SHOWN: TxIndex = 20;

/// The first transactions of a block, and who sends them all.
pub(crate) fn preview(subject: &Subject) -> BatchPreview {
    let (senders, busiest_sender) = subject.senders();
    BatchPreview {
        first: (0..SHOWN)
            .map_while(|index| subject.decode(index))
            .collect(),
        senders,
        busiest_sender,
    }
}
