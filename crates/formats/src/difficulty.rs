//! The difficulty that a block before the Merge must have (Yellow Paper, section 4.4.4; EIP-2,
//! EIP-100, and the EIPs that put the ice age off).

use crate::Fork;
use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, Header};
use alloy_primitives::U256;

/// The least difficulty.
const MINIMUM: u64 = 131_072;
/// By what part of the parent's the difficulty moves in one step.
const DIVISOR: u64 = 2048;
/// Blocks in which the ice age doubles.
const ICE_AGE_PERIOD: u64 = 100_000;

/// The difficulty of a block of this time after a parent.
pub(crate) fn next(parent: &Header, timestamp: u64, fork: Fork) -> U256 {
    let minimum = U256::from(MINIMUM);
    let step = parent.difficulty / U256::from(DIVISOR);
    let seconds = timestamp.saturating_sub(parent.timestamp);
    // How many steps up, or down where there are more intervals than `up`.
    let (up, intervals) = if fork >= Fork::Byzantium {
        let ommers = parent.ommers_hash != EMPTY_OMMER_ROOT_HASH;
        (if ommers { 2 } else { 1 }, seconds / 9)
    } else if fork >= Fork::Homestead {
        (1, seconds / 10)
    } else {
        (1, if seconds < 13 { 0 } else { 2 })
    };
    let moved = if intervals <= up {
        let added = step.saturating_mul(U256::from(up - intervals));
        parent.difficulty.saturating_add(added)
    } else {
        let taken = step.saturating_mul(U256::from((intervals - up).min(99)));
        parent.difficulty.saturating_sub(taken)
    };
    let moved = moved.max(minimum);
    // The block's own number, less what its fork puts the ice age off by.
    let number = parent.number.saturating_add(1).saturating_sub(delay(fork));
    let period = number / ICE_AGE_PERIOD;
    if period < 2 {
        return moved;
    }
    let ice = usize::try_from(period - 2)
        .ok()
        .filter(|power| *power < 256)
        .map_or(U256::MAX, |power| U256::from(1) << power);
    moved.saturating_add(ice)
}

/// By how many blocks a fork puts the ice age off (EIP-649, EIP-1234, EIP-2384, EIP-3554,
/// EIP-4345, EIP-5133).
fn delay(fork: Fork) -> u64 {
    match fork {
        _ if fork >= Fork::GrayGlacier => 11_400_000,
        _ if fork >= Fork::ArrowGlacier => 10_700_000,
        _ if fork >= Fork::London => 9_700_000,
        _ if fork >= Fork::MuirGlacier => 9_000_000,
        _ if fork >= Fork::Petersburg => 5_000_000,
        _ if fork >= Fork::Byzantium => 3_000_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_after_quick_blocks_and_falls_after_slow_ones() {
        let parent = Header {
            difficulty: U256::from(2_048_000),
            number: 10,
            timestamp: 1000,
            ..Header::default()
        };
        let after = |seconds: u64, fork| next(&parent, 1000 + seconds, fork).to::<u64>();
        assert_eq!(after(12, Fork::Frontier), 2_049_000);
        assert_eq!(after(13, Fork::Frontier), 2_047_000);
        assert_eq!(after(9, Fork::Homestead), 2_049_000);
        assert_eq!(after(10, Fork::Homestead), 2_048_000);
        assert_eq!(after(25, Fork::Homestead), 2_047_000);
        assert_eq!(after(8, Fork::Byzantium), 2_049_000);
        assert_eq!(after(9, Fork::Byzantium), 2_048_000);
        assert_eq!(after(1_000_000, Fork::London), 2_048_000 - 99_000);
    }

    #[test]
    fn the_ice_age_comes_and_is_put_off() {
        let parent = Header {
            difficulty: U256::from(2_048_000),
            number: 3_999_999,
            timestamp: 1000,
            ..Header::default()
        };
        let ice = |fork| next(&parent, 1010, fork).to::<u64>() - 2_048_000;
        assert_eq!(ice(Fork::Homestead), 1 << 38);
        assert_eq!(ice(Fork::Byzantium), 1 << 8);
        assert_eq!(ice(Fork::Istanbul), 0);
    }
}
