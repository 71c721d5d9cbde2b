//! All about one transaction.

use super::{Recorded, status};
use crate::subject::Subject;
use lanewise_analysis::last_writers;
use lanewise_executor::{
    Location, Part, TxIndex,
    revm::primitives::{B256, U256},
};
use lanewise_protocol::{Access, BlockSource, Execution, Span, SpanKind, TransactionDetails};

/// What a transaction did, and in which executions of the last run (`spans`); nothing beyond the
/// block's end.
pub(crate) fn transaction(
    subject: &Subject,
    recorded: &Recorded,
    source: &BlockSource,
    index: TxIndex,
    spans: &[Span],
) -> Option<TransactionDetails> {
    let transaction = subject.decode(index)?;
    let receipt = recorded.receipts.get(index as usize)?;
    let set = recorded.accesses.get(index as usize)?;
    let writers = last_writers(&recorded.accesses, index);
    let access = |(place, value): &(Location, U256), writer| Access {
        account: subject.account_name(place.address),
        place: subject.place_name(place),
        value: value_in_words(place, *value),
        writer,
    };
    let reads = set.reads.iter().zip(writers);
    let writes = set.writes.iter();
    Some(TransactionDetails {
        block: source.clone(),
        transaction,
        status: status(receipt),
        reason: subject.reason(receipt),
        gas_used: receipt.gas_used,
        reads: reads.map(|(read, writer)| access(read, writer)).collect(),
        writes: writes.map(|write| access(write, None)).collect(),
        depends_on: recorded
            .graph
            .dependencies(index)
            .iter()
            .map(|edge| edge.from)
            .collect(),
        dependents: recorded
            .graph
            .dependents(index)
            .map(|edge| edge.to)
            .collect(),
        executions: executions(spans, index),
    })
}

fn executions(spans: &[Span], index: TxIndex) -> Vec<Execution> {
    let executed = spans.iter().filter(|span| {
        span.transaction == index
            && !matches!(span.kind, SpanKind::Validation | SpanKind::FailedValidation)
    });
    executed
        .map(|span| Execution {
            lane: span.lane,
            incarnation: span.incarnation,
            kind: span.kind,
            start_ns: span.start_ns,
            duration_ns: span.duration_ns,
        })
        .collect()
}

/// Amounts and counters in decimal; hashes, addresses and several values packed into one slot in
/// hexadecimal. Which of the two a slot holds is told by its size: no amount here needs more than
/// 128 bits.
pub(super) fn value_in_words(place: &Location, value: U256) -> String {
    match place.part {
        Part::Balance | Part::Nonce => value.to_string(),
        Part::Code => B256::from(value).to_string(),
        Part::Storage(_) if value.bit_len() <= 128 => value.to_string(),
        Part::Storage(_) => format!("{value:#x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_executor::revm::primitives::Address;

    #[test]
    fn values_are_written_as_suits_the_place() {
        let value = |part, value| {
            value_in_words(
                &Location {
                    address: Address::ZERO,
                    part,
                },
                value,
            )
        };
        let slot = Part::Storage(U256::ZERO);
        assert_eq!(
            value(Part::Balance, U256::from(10).pow(U256::from(50))).len(),
            51
        );
        assert_eq!(value(slot, U256::from(1_000)), "1000");
        assert_eq!(
            value(slot, U256::ONE << 130),
            "0x400000000000000000000000000000000"
        );
        assert_eq!(value(Part::Code, U256::ONE).len(), 66);
    }
}
