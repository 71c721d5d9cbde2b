//! Variables that share a slot.

use alloy_primitives::U256;

/// A variable, or a part of one, in one slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name with what it is in: `orders[7].maker`, `queue.length`, `flags[32]`.
    pub name: String,
    /// Its type, as the source writes it; `bytes` for a part of a longer text or byte string.
    pub type_label: String,
    /// Where in the slot it begins, in bytes from the least significant one.
    pub offset: u8,
    /// How long it is, in bytes; at most 32.
    pub bytes: u8,
}

impl Member {
    /// Its bits in a slot's value, as an unsigned number.
    pub fn value(&self, slot: U256) -> U256 {
        let shifted = slot >> (usize::from(self.offset) * 8);
        let bits = usize::from(self.bytes) * 8;
        match U256::ONE.checked_shl(bits) {
            Some(end) => shifted & (end - U256::ONE),
            None => shifted,
        }
    }

    /// Whether it differs between two values of its slot.
    pub fn changed(&self, before: U256, after: U256) -> bool {
        self.value(before) != self.value(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StorageLayout;
    use std::collections::BTreeMap;

    fn member(offset: u8, bytes: u8) -> Member {
        Member {
            name: "x".to_owned(),
            type_label: "uint".to_owned(),
            offset,
            bytes,
        }
    }

    #[test]
    fn a_value_is_taken_out_of_its_slot() {
        let slot = (U256::from(0xabcd) << 128) | U256::from(0x1234);
        assert_eq!(member(0, 16).value(slot), U256::from(0x1234));
        assert_eq!(member(16, 16).value(slot), U256::from(0xabcd));
        assert_eq!(member(1, 1).value(slot), U256::from(0x12));
        assert_eq!(member(0, 32).value(slot), slot);
        assert_eq!(member(31, 1).value(U256::MAX), U256::from(0xff));
        // A damaged layout.
        assert_eq!(member(200, 0).value(slot), U256::ZERO);
        let after = slot + U256::ONE;
        assert!(member(0, 16).changed(slot, after));
        assert!(!member(16, 16).changed(slot, after));
    }

    #[test]
    fn elements_that_share_a_slot_are_told_one_by_one() {
        let declared = [
            ("prices", U256::ZERO, "uint64[6]"),
            ("queue", U256::from(2), "uint256[]"),
        ];
        let layout = StorageLayout::declared(declared).unwrap();
        let members = |slot: u64| -> Vec<(String, String, u8, u8)> {
            let hashes = BTreeMap::new();
            let members = layout.members(U256::from(slot), &hashes, &|_| String::new());
            let told = |one: Member| (one.name, one.type_label, one.offset, one.bytes);
            members.into_iter().map(told).collect()
        };
        let element =
            |index: u8, offset| (format!("prices[{index}]"), "uint64".to_owned(), offset, 8);
        assert_eq!(members(1), [element(4, 0), element(5, 8)]);
        assert_eq!(members(0).len(), 4);
        let length = ("queue.length".to_owned(), "uint256".to_owned(), 0, 32);
        assert_eq!(members(2), [length]);
        assert_eq!(members(3), []);
    }
}
