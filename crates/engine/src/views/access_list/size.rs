//! How many bytes a block's transactions take, to compare its access list with.
//!
//! Blocks here hold transactions whose senders are known and whose signatures are not kept (or,
//! for blocks that were generated, never made). So each is measured from its fields, as RLP
//! (Yellow Paper, appendix B) in the envelope of its type (EIP-2718), with a signature whose two
//! numbers have all of their 32 bytes, as 255 of 256 have. Blobs are not in a block, and not counted.

use lanewise_executor::{
    Transaction,
    revm::{
        context_interface::{either::Either, transaction::Authorization},
        primitives::{TxKind, U256},
    },
};

/// A number of 32 bytes, with its prefix.
const WORD: u64 = 33;
/// An address, with its prefix.
const ADDRESS: u64 = 21;

/// The bytes of all transactions, each with the prefix that it has in the block's list.
pub(super) fn transactions_bytes(transactions: &[Transaction]) -> u64 {
    transactions.iter().map(bytes).sum()
}

fn bytes(transaction: &Transaction) -> u64 {
    let data = &transaction.data;
    let signature = 2 * WORD;
    let to = match transaction.kind {
        TxKind::Call(_) => ADDRESS,
        TxKind::Create => 1,
    };
    let mut fields = number(transaction.nonce)
        + number(transaction.gas_limit)
        + number(transaction.gas_price)
        + number(transaction.value)
        + to
        + text(data.len(), data.first().copied())
        + signature;
    if transaction.tx_type == 0 {
        // EIP-155 puts the chain's id into the signature's third number.
        fields += number(transaction.chain_id.map_or(27, |id| 2 * id + 36));
        return list(fields);
    }
    // The third number is a bit.
    fields += number(transaction.chain_id.unwrap_or_default()) + 1;
    let entries = transaction.access_list.iter();
    fields += list(
        entries
            .map(|entry| list(ADDRESS + list(WORD * entry.storage_keys.len() as u64)))
            .sum(),
    );
    if transaction.tx_type >= 2 {
        fields += number(transaction.gas_priority_fee.unwrap_or_default());
    }
    if transaction.tx_type == 3 {
        fields += number(transaction.max_fee_per_blob_gas);
        fields += list(WORD * transaction.blob_hashes.len() as u64);
    }
    if transaction.tx_type == 4 {
        let all = transaction.authorization_list.iter();
        fields += list(
            all.map(|one| {
                let said: &Authorization = match one {
                    Either::Left(signed) => signed,
                    Either::Right(recovered) => recovered,
                };
                list(number(said.chain_id) + ADDRESS + number(said.nonce) + 1 + signature)
            })
            .sum(),
        );
    }
    // The envelope is a text in the block's list: its type, and the fields as a list.
    let envelope = 1 + list(fields);
    envelope + prefix(envelope)
}

/// A number without leading zeros.
fn number(value: impl TryInto<U256, Error: std::fmt::Debug>) -> u64 {
    let value: U256 = value.try_into().expect("no number here is wider");
    let first = value.to_be_bytes_trimmed_vec();
    text(first.len(), first.first().copied())
}

/// A text of so many bytes that begins so; a single small one is its own prefix.
fn text(length: usize, first: Option<u8>) -> u64 {
    match (length, first) {
        (1, Some(..0x80)) => 1,
        _ => length as u64 + prefix(length as u64),
    }
}

/// A list whose items take so many bytes.
fn list(items: u64) -> u64 {
    items + prefix(items)
}

/// What comes before so many bytes.
fn prefix(length: u64) -> u64 {
    if length < 56 {
        1
    } else {
        1 + u64::from((u64::BITS - length.leading_zeros()).div_ceil(8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_executor::revm::primitives::{Address, Bytes};

    /// The example of EIP-155: its signed transaction has 110 bytes.
    #[test]
    fn the_example_of_eip_155_has_its_length() {
        let transaction = Transaction {
            nonce: 9,
            gas_price: 20_000_000_000,
            gas_limit: 21_000,
            kind: TxKind::Call(Address::repeat_byte(0x35)),
            value: U256::from(1_000_000_000_000_000_000_u64),
            chain_id: Some(1),
            ..Transaction::default()
        };
        assert_eq!(bytes(&transaction), 110);
        let longer = Transaction {
            data: Bytes::from(vec![1; 300]),
            ..transaction
        };
        assert_eq!(transactions_bytes(&[longer]), 110 + 300 + 2 + 1);
    }

    #[test]
    fn texts_and_lists_have_their_prefixes() {
        assert_eq!([number(0_u64), number(127_u64), number(128_u64)], [1, 1, 2]);
        assert_eq!([list(55), list(56), list(256)], [56, 58, 259]);
        assert_eq!(number(U256::MAX), WORD);
    }
}
