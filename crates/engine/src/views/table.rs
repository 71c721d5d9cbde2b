//! All transactions, for sorting and filtering.

use super::{Recorded, labels::Labels, status};
use crate::subject::Subject;
use lanewise_protocol::{Row, Table};
use lanewise_simulator::Costs;

/// The table, with the measured time of each transaction: the median of so many passes.
pub(crate) fn table(
    subject: &Subject,
    recorded: &Recorded,
    measured: &Costs,
    passes: u32,
) -> Table {
    let labels = Labels::new(subject);
    let rows = recorded.receipts.iter().zip(&recorded.accesses);
    let rows = rows
        .zip(recorded.graph.depths())
        .zip(&measured.per_transaction);
    let rows = rows.zip(&labels.by_transaction);
    Table {
        rows: rows
            .map(|((((receipt, set), wave), time), label)| Row {
                status: status(receipt),
                gas: receipt.gas_used,
                time_ns: *time,
                reads: set.reads.len() as u32,
                writes: set.writes.len() as u32,
                logs: receipt.logs.len() as u32,
                sender: label[0],
                target: label[1],
                function: label[2],
                wave: *wave,
            })
            .collect(),
        senders: labels.senders,
        targets: labels.targets,
        functions: labels.functions,
        passes,
        is_dealt_out: measured.is_dealt_out,
    }
}
