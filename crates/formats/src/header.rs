//! What a header must say given its parent's, without executing anything (Yellow Paper, section
//! 4.4.4; EIP-1559, EIP-3675, EIP-4844, EIP-7918).

use crate::{Fork, Network, difficulty};
use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, Header};
use alloy_eips::eip7840::BlobParams;
use alloy_primitives::{B64, U256};
use lanewise_executor::GAS_PER_BLOB;

/// A field of a block that is not as the rules want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub expected: String,
    /// What it is.
    pub actual: String,
}

impl Problem {
    pub(crate) fn new(
        field: &'static str,
        expected: impl std::fmt::Display,
        actual: impl std::fmt::Display,
    ) -> Self {
        Self {
            field,
            expected: expected.to_string(),
            actual: actual.to_string(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            field,
            expected,
            actual,
        } = self;
        write!(f, "{field} must be {expected} and is {actual}")
    }
}

/// The least gas limit of a block.
const MIN_GAS_LIMIT: u64 = 5000;
/// By what part of its parent's the gas limit may change.
const GAS_LIMIT_DIVISOR: u64 = 1024;
/// The base fee of the first block that has one (EIP-1559).
const FIRST_BASE_FEE: u64 = 1_000_000_000;
/// A block's gas limit is this many times its gas target (EIP-1559).
const ELASTICITY: u64 = 2;
/// By what part the base fee changes at most (EIP-1559).
const BASE_FEE_DIVISOR: u128 = 8;
/// Blocks from the DAO fork on that must carry [`DAO_EXTRA_DATA`] (EIP-779).
const DAO_EXTRA_BLOCKS: u64 = 10;
/// `dao-hard-fork`.
const DAO_EXTRA_DATA: &[u8] = b"dao-hard-fork";

/// All that is wrong with a header, given its parent's; nothing if it is valid as far as headers
/// can tell. The proof of work is not looked at.
pub fn check_header(
    parent: &Header,
    header: &Header,
    fork: Fork,
    network: &Network,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut must = |holds: bool, problem: &dyn Fn() -> Problem| {
        if !holds {
            problems.push(problem());
        }
    };
    let next = parent.number.checked_add(1);
    must(Some(header.number) == next, &|| {
        Problem::new("number", show(next), header.number)
    });
    must(header.timestamp > parent.timestamp, &|| {
        let after = format!("after the parent's {}", parent.timestamp);
        Problem::new("timestamp", after, header.timestamp)
    });
    must(header.extra_data.len() <= 32, &|| {
        Problem::new(
            "extraData",
            "at most 32 bytes",
            format!("{} bytes", header.extra_data.len()),
        )
    });
    must(header.gas_used <= header.gas_limit, &|| {
        let limit = format!("at most the gas limit of {}", header.gas_limit);
        Problem::new("gasUsed", limit, header.gas_used)
    });
    let base = gas_limit_base(parent, fork);
    let room = base / GAS_LIMIT_DIVISOR;
    let allowed = header.gas_limit.abs_diff(base) < room
        && (MIN_GAS_LIMIT..=i64::MAX as u64).contains(&header.gas_limit);
    must(allowed, &|| {
        let bounds = format!("at least {MIN_GAS_LIMIT} and less than {room} away from {base}");
        Problem::new("gasLimit", bounds, header.gas_limit)
    });
    let base_fee = (fork >= Fork::London).then(|| next_base_fee(parent));
    must(header.base_fee_per_gas == base_fee, &|| {
        Problem::new(
            "baseFeePerGas",
            show(base_fee),
            show(header.base_fee_per_gas),
        )
    });
    if fork >= Fork::Paris {
        must(header.difficulty.is_zero(), &|| {
            Problem::new("difficulty", 0, header.difficulty)
        });
        must(header.nonce == B64::ZERO, &|| {
            Problem::new("nonce", B64::ZERO, header.nonce)
        });
        must(header.ommers_hash == EMPTY_OMMER_ROOT_HASH, &|| {
            Problem::new("sha3Uncles", EMPTY_OMMER_ROOT_HASH, header.ommers_hash)
        });
    } else {
        let difficulty = difficulty::next(parent, header.timestamp, fork);
        must(header.difficulty == difficulty, &|| {
            Problem::new("difficulty", difficulty, header.difficulty)
        });
    }
    if let Some(first) = network.dao_block
        && (first..first.saturating_add(DAO_EXTRA_BLOCKS)).contains(&header.number)
    {
        must(header.extra_data.as_ref() == DAO_EXTRA_DATA, &|| {
            Problem::new("extraData", "dao-hard-fork", &header.extra_data)
        });
    }
    problems.extend(check_fields(header, fork));
    problems.extend(check_blobs(parent, header, fork, network));
    problems
}

/// Whether a header has the fields that its fork has, and no others.
fn check_fields(header: &Header, fork: Fork) -> Vec<Problem> {
    let fields = [
        (
            "withdrawalsRoot",
            header.withdrawals_root.is_some(),
            Fork::Shanghai,
        ),
        ("blobGasUsed", header.blob_gas_used.is_some(), Fork::Cancun),
        (
            "excessBlobGas",
            header.excess_blob_gas.is_some(),
            Fork::Cancun,
        ),
        (
            "parentBeaconBlockRoot",
            header.parent_beacon_block_root.is_some(),
            Fork::Cancun,
        ),
        ("requestsHash", header.requests_hash.is_some(), Fork::Prague),
        (
            "blockAccessListHash",
            header.block_access_list_hash.is_some(),
            Fork::Amsterdam,
        ),
        ("slotNumber", header.slot_number.is_some(), Fork::Amsterdam),
    ];
    let wrong = fields
        .into_iter()
        .filter(|(_, there, since)| *there != (fork >= *since));
    let words = |there| if there { "present" } else { "absent" };
    wrong
        .map(|(field, there, _)| Problem::new(field, words(!there), words(there)))
        .collect()
}

fn check_blobs(parent: &Header, header: &Header, fork: Fork, network: &Network) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(params) = network.blobs(fork) else {
        return problems;
    };
    if let Some(excess) = header.excess_blob_gas {
        let expected = next_excess_blob_gas(parent, &params);
        if excess != expected {
            problems.push(Problem::new("excessBlobGas", expected, excess));
        }
    }
    if let Some(used) = header.blob_gas_used {
        let most = params.max_blob_gas_per_block();
        if used > most || used % GAS_PER_BLOB != 0 {
            let rule = format!("at most {most} and a multiple of {GAS_PER_BLOB}");
            problems.push(Problem::new("blobGasUsed", rule, used));
        }
    }
    problems
}

/// The most ommers of a block (Yellow Paper, section 4.4.1); none since the Merge.
pub(crate) fn check_ommers_count(count: usize, fork: Fork) -> Option<Problem> {
    let most = if fork >= Fork::Paris { 0 } else { 2 };
    (count > most).then(|| Problem::new("uncles", format!("at most {most}"), count))
}

fn show(value: Option<u64>) -> String {
    value.map_or_else(|| "absent".to_owned(), |value| value.to_string())
}

/// What the gas limit is measured against: the parent's, twice that where EIP-1559 begins.
fn gas_limit_base(parent: &Header, fork: Fork) -> u64 {
    if fork >= Fork::London && parent.base_fee_per_gas.is_none() {
        parent.gas_limit.saturating_mul(ELASTICITY)
    } else {
        parent.gas_limit
    }
}

/// The base fee of the block after a parent (EIP-1559), in wei.
pub fn next_base_fee(parent: &Header) -> u64 {
    let Some(base_fee) = parent.base_fee_per_gas else {
        return FIRST_BASE_FEE;
    };
    let target = parent.gas_limit / ELASTICITY;
    if target == 0 {
        return base_fee;
    }
    let change = |gas: u64| {
        let product = U256::from(base_fee) * U256::from(gas);
        let change = product / U256::from(target) / U256::from(BASE_FEE_DIVISOR);
        change.saturating_to::<u64>()
    };
    if parent.gas_used > target {
        base_fee.saturating_add(change(parent.gas_used - target).max(1))
    } else {
        base_fee.saturating_sub(change(target - parent.gas_used))
    }
}

/// The excess blob gas of the block after a parent (EIP-4844, EIP-7918).
pub fn next_excess_blob_gas(parent: &Header, params: &BlobParams) -> u64 {
    let excess = u128::from(parent.excess_blob_gas.unwrap_or(0));
    let used = u128::from(parent.blob_gas_used.unwrap_or(0));
    let target = u128::from(params.target_blob_gas_per_block());
    let Some(over) = (excess + used).checked_sub(target) else {
        return 0;
    };
    let price = blob_base_fee(excess as u64, params);
    let base_fee = U256::from(parent.base_fee_per_gas.unwrap_or(0));
    let reserve = U256::from(params.blob_base_cost) * base_fee;
    let next =
        if reserve > U256::from(GAS_PER_BLOB) * U256::from(price) && params.max_blob_count > 0 {
            let most = u128::from(params.max_blob_count);
            let rest = most.saturating_sub(u128::from(params.target_blob_count));
            excess + used * rest / most
        } else {
            over
        };
    u64::try_from(next).unwrap_or(u64::MAX)
}

/// What a unit of blob gas costs in wei: e to the power of the excess, by the fork's fraction, in
/// the integers of EIP-4844. An excess that no chain can reach gives the largest price there is.
pub fn blob_base_fee(excess_blob_gas: u64, params: &BlobParams) -> u128 {
    // e^88 is the last whole power below 2^127; beyond, sums could pass 256 bits.
    const LARGEST_POWER: u128 = 88;
    let fraction = params.update_fraction.clamp(1, u128::from(u64::MAX));
    if u128::from(excess_blob_gas) > LARGEST_POWER * fraction {
        return u128::MAX;
    }
    let (excess, fraction) = (U256::from(excess_blob_gas), U256::from(fraction));
    let mut sum = U256::ZERO;
    let mut term = U256::from(params.min_blob_fee) * fraction;
    let mut index = U256::from(1);
    while !term.is_zero() {
        sum += term;
        term = term * excess / (fraction * index);
        index += U256::from(1);
    }
    (sum / fraction).saturating_to()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_fee_follows_the_gas_used() {
        let parent = |used| Header {
            gas_limit: 20_000_000,
            gas_used: used,
            base_fee_per_gas: Some(1_000_000_000),
            ..Header::default()
        };
        assert_eq!(next_base_fee(&parent(10_000_000)), 1_000_000_000);
        assert_eq!(next_base_fee(&parent(20_000_000)), 1_125_000_000);
        assert_eq!(next_base_fee(&parent(0)), 875_000_000);
        assert_eq!(next_base_fee(&Header::default()), FIRST_BASE_FEE);
    }

    #[test]
    fn the_blob_fee_is_the_eips_and_never_overflows() {
        let params = BlobParams::cancun();
        for excess in [0, 1, 131_072, 10_000_000, 80_000_000, 100_000_000] {
            assert_eq!(blob_base_fee(excess, &params), params.calc_blob_fee(excess));
        }
        assert_eq!(blob_base_fee(u64::MAX, &params), u128::MAX);
        let wide = BlobParams {
            update_fraction: u128::from(u64::MAX),
            ..params
        };
        assert_eq!(blob_base_fee(u64::MAX, &wide), 2);
    }

    #[test]
    fn excess_blob_gas_is_as_in_the_eips() {
        for params in [
            BlobParams::cancun(),
            BlobParams::osaka(),
            BlobParams::bpo2(),
        ] {
            for (excess, used, fee) in [
                (0, 0, 7),
                (393_216, 393_216, 7),
                (10_000_000, 786_432, 1_000_000_000),
            ] {
                let parent = Header {
                    excess_blob_gas: Some(excess),
                    blob_gas_used: Some(used),
                    base_fee_per_gas: Some(fee),
                    ..Header::default()
                };
                let expected = params.next_block_excess_blob_gas_osaka(excess, used, fee);
                assert_eq!(next_excess_blob_gas(&parent, &params), expected);
            }
        }
    }
}
