//! Which fork's rules hold for which block of a chain.

use crate::{
    Fork, ReadError,
    json::Node,
    verdict::{Skip, SkipKind},
};
use alloy_eips::eip7840::BlobParams;
use alloy_primitives::{Address, U256, address};
use std::collections::BTreeMap;

/// When a fork begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With the block of this number.
    Block(u64),
    /// With the first block of this timestamp or a later one, in seconds since 1970.
    Time(u64),
    /// With the first block whose parent's total difficulty is this or more (EIP-3675).
    TotalDifficulty(U256),
}

/// A chain's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name in the text.
    pub name: String,
    /// EIP-155.
    pub chain_id: u64,
    /// The forks, in order, each with its start.
    pub forks: Vec<(Start, Fork)>,
    /// The block that moves the DAO's ether (EIP-779).
    pub dao_block: Option<u64>,
    /// Where the chain's blobs are not as the fork has them by itself (EIP-7840).
    pub blobs: BTreeMap<Fork, BlobParams>,
    /// Whose logs are deposits (EIP-6110).
    pub deposit_contract: Address,
}

/// Mainnet's deposit contract, which fixtures use as well.
const DEPOSIT_CONTRACT: Address = address!("00000000219ab540356cbb839cbe05303d7705fa");

/// The forks of mainnet: <https://ethereum.org/en/history/>, EIP-7642 for Osaka and after.
const MAINNET: &[(Start, Fork)] = &[
    (Start::Block(0), Fork::Frontier),
    (Start::Block(1_150_000), Fork::Homestead),
    (Start::Block(2_463_000), Fork::TangerineWhistle),
    (Start::Block(2_675_000), Fork::SpuriousDragon),
    (Start::Block(4_370_000), Fork::Byzantium),
    (Start::Block(7_280_000), Fork::Petersburg),
    (Start::Block(9_069_000), Fork::Istanbul),
    (Start::Block(9_200_000), Fork::MuirGlacier),
    (Start::Block(12_244_000), Fork::Berlin),
    (Start::Block(12_965_000), Fork::London),
    (Start::Block(13_773_000), Fork::ArrowGlacier),
    (Start::Block(15_050_000), Fork::GrayGlacier),
    (Start::Block(15_537_394), Fork::Paris),
    (Start::Time(1_681_338_455), Fork::Shanghai),
    (Start::Time(1_710_338_135), Fork::Cancun),
    (Start::Time(1_746_612_311), Fork::Prague),
    (Start::Time(1_764_798_551), Fork::Osaka),
    (Start::Time(1_765_290_071), Fork::Bpo1),
    (Start::Time(1_767_747_671), Fork::Bpo2),
];

const SEPOLIA: &[(Start, Fork)] = &[
    (Start::Block(0), Fork::London),
    (Start::Block(1_450_409), Fork::Paris),
    (Start::Time(1_677_557_088), Fork::Shanghai),
    (Start::Time(1_706_655_072), Fork::Cancun),
    (Start::Time(1_741_159_776), Fork::Prague),
    (Start::Time(1_760_427_360), Fork::Osaka),
    (Start::Time(1_761_017_184), Fork::Bpo1),
    (Start::Time(1_761_607_008), Fork::Bpo2),
];

const HOLESKY: &[(Start, Fork)] = &[
    (Start::Block(0), Fork::Paris),
    (Start::Time(1_696_000_704), Fork::Shanghai),
    (Start::Time(1_707_305_664), Fork::Cancun),
    (Start::Time(1_740_434_112), Fork::Prague),
    (Start::Time(1_759_308_480), Fork::Osaka),
    (Start::Time(1_759_800_000), Fork::Bpo1),
    (Start::Time(1_760_389_824), Fork::Bpo2),
];

const HOODI: &[(Start, Fork)] = &[
    (Start::Block(0), Fork::Cancun),
    (Start::Time(1_742_999_832), Fork::Prague),
    (Start::Time(1_761_677_592), Fork::Osaka),
    (Start::Time(1_762_365_720), Fork::Bpo1),
    (Start::Time(1_762_955_544), Fork::Bpo2),
];

impl Network {
    /// A chain that has had one fork's rules from its first block on.
    pub fn always(fork: Fork, chain_id: u64) -> Self {
        Self {
            name: fork.name().to_owned(),
            chain_id,
            forks: vec![(Start::Block(0), fork)],
            dao_block: None,
            blobs: BTreeMap::new(),
            deposit_contract: deposit_contract(chain_id),
        }
    }

    /// A public chain: mainnet, Sepolia, Holesky or Hoodi.
    pub fn public(chain_id: u64) -> Option<Self> {
        let (name, forks, dao_block) = match chain_id {
            1 => ("mainnet", MAINNET, Some(1_920_000)),
            11_155_111 => ("sepolia", SEPOLIA, None),
            17_000 => ("holesky", HOLESKY, None),
            560_048 => ("hoodi", HOODI, None),
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            chain_id,
            forks: forks.to_vec(),
            dao_block,
            blobs: BTreeMap::new(),
            deposit_contract: deposit_contract(chain_id),
        })
    }

    /// The network of a fixture: a fork, or two of them with the point between, as in
    /// `ShanghaiToCancunAtTime15k`.
    ///
    /// # Errors
    /// It is none that can be run; the reason says why.
    pub fn of_fixture(name: &str, chain_id: u64) -> Result<Self, Skip> {
        let mut network = Self::always(Fork::Frontier, chain_id);
        network.name = name.to_owned();
        let unknown = || Skip {
            kind: SkipKind::UnknownFork,
            reason: format!("no fork is called {name:?}"),
        };
        let fork = |part: &str| {
            if part.eq_ignore_ascii_case("Constantinople") {
                return Err(Skip {
                    kind: SkipKind::UnsupportedFork,
                    reason: "revm does not have EIP-1283, which Constantinople had and mainnet never used".to_owned(),
                });
            }
            Fork::parse(part).ok_or_else(unknown)
        };
        let Some((before, rest)) = name.split_once("To") else {
            network.forks = vec![(Start::Block(0), fork(name)?)];
            return Ok(network);
        };
        let (after, at) = rest.rsplit_once("At").ok_or_else(unknown)?;
        let start = start(at).ok_or_else(unknown)?;
        network.forks = vec![(Start::Block(0), fork(before)?)];
        if let ("Dao", Start::Block(number)) = (after, start) {
            network.dao_block = Some(number);
        } else {
            network.forks.push((start, fork(after)?));
        }
        Ok(network)
    }

    /// Takes the blob schedule of a fixture's `config`.
    pub(crate) fn read_blobs(&mut self, schedule: &Node<'_>) -> Result<(), ReadError> {
        for (name, entry) in schedule.entries(64)? {
            // A schedule may know forks that we do not.
            let Some(fork) = Fork::parse(name) else {
                continue;
            };
            let Some(usual) = fork.blobs() else { continue };
            let count = |field: &str| {
                let node = entry.field(field)?;
                let count = node.u64()?;
                if count > 1 << 20 {
                    return Err(node.refuse("at most 2^20 blobs"));
                }
                Ok(count)
            };
            let fraction = entry.field("baseFeeUpdateFraction")?;
            let params = BlobParams {
                target_blob_count: count("target")?,
                max_blob_count: count("max")?,
                update_fraction: u128::from(fraction.u64()?),
                ..usual
            };
            if params.update_fraction == 0 {
                return Err(fraction.refuse("more than zero"));
            }
            // Before EIP-7594 a transaction may carry what a block may.
            let own = if fork < Fork::Osaka {
                params.max_blob_count
            } else {
                usual.max_blobs_per_tx
            };
            self.blobs.insert(fork, params.with_max_blobs_per_tx(own));
        }
        Ok(())
    }

    /// The rules of a block. `parent_total_difficulty` is wanted only by a network that changes at
    /// one.
    pub fn fork(&self, number: u64, timestamp: u64, parent_total_difficulty: Option<U256>) -> Fork {
        let begun = |start: &Start| match *start {
            Start::Block(first) => number >= first,
            Start::Time(first) => timestamp >= first,
            Start::TotalDifficulty(first) => {
                parent_total_difficulty.is_some_and(|total| total >= first)
            }
        };
        let mut forks = self.forks.iter().rev();
        let fork = forks.find(|(start, _)| begun(start));
        fork.map_or(Fork::Frontier, |(_, fork)| *fork)
    }

    /// The blobs' limits and price under a fork.
    pub fn blobs(&self, fork: Fork) -> Option<BlobParams> {
        fork.blobs()?;
        // A fork that the schedule does not name goes on with the one before (EIP-7892).
        let named = self.blobs.range(..=fork).next_back();
        match named {
            Some((named, params)) if *named == fork || fork > Fork::Osaka => Some(*params),
            _ => fork.blobs(),
        }
    }
}

fn deposit_contract(chain_id: u64) -> Address {
    match chain_id {
        11_155_111 => address!("7f02c3e3c98b133055b8b348b2ac625669ed295d"),
        17_000 => address!("4242424242424242424242424242424242424242"),
        _ => DEPOSIT_CONTRACT,
    }
}

/// `5` is a block, `Time15k` a timestamp, `DiffC0000` a total difficulty.
fn start(text: &str) -> Option<Start> {
    if let Some(time) = text.strip_prefix("Time") {
        let seconds: u64 = match time.strip_suffix('k') {
            Some(thousands) => thousands.parse::<u64>().ok()?.checked_mul(1000)?,
            None => time.parse().ok()?,
        };
        return Some(Start::Time(seconds));
    }
    if let Some(digits) = text.strip_prefix("Diff") {
        let digits = digits.strip_prefix("0x").unwrap_or(digits);
        return Some(Start::TotalDifficulty(U256::from(
            u64::from_str_radix(digits, 16).ok()?,
        )));
    }
    Some(Start::Block(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_of_fixtures_are_understood() {
        let fork = |name: &str, number, time, total: u64| {
            let network = Network::of_fixture(name, 1).unwrap();
            network.fork(number, time, Some(U256::from(total)))
        };
        assert_eq!(fork("EIP158", 9, 0, 0), Fork::SpuriousDragon);
        assert_eq!(fork("BerlinToLondonAt5", 4, 0, 0), Fork::Berlin);
        assert_eq!(fork("BerlinToLondonAt5", 5, 0, 0), Fork::London);
        assert_eq!(fork("OsakaToBPO1AtTime15k", 1, 14_999, 0), Fork::Osaka);
        assert_eq!(fork("OsakaToBPO1AtTime15k", 1, 15_000, 0), Fork::Bpo1);
        let merge = "ArrowGlacierToParisAtDiffC0000";
        assert_eq!(fork(merge, 1, 0, 0xbffff), Fork::ArrowGlacier);
        assert_eq!(fork(merge, 1, 0, 0xc0000), Fork::Paris);
        let dao = Network::of_fixture("HomesteadToDaoAt5", 1).unwrap();
        assert_eq!(dao.dao_block, Some(5));
        assert_eq!(dao.fork(7, 0, None), Fork::Homestead);
    }

    #[test]
    fn what_cannot_be_run_says_why() {
        let kind = |name| Network::of_fixture(name, 1).unwrap_err().kind;
        assert_eq!(kind("Constantinople"), SkipKind::UnsupportedFork);
        assert_eq!(
            kind("ByzantiumToConstantinopleAt5"),
            SkipKind::UnsupportedFork
        );
        for name in [
            "",
            "To",
            "ToAt",
            "LondonToParisAt",
            "LondonToParisAtTimek",
            "Serenity",
        ] {
            assert_eq!(kind(name), SkipKind::UnknownFork, "{name}");
        }
    }

    #[test]
    fn mainnet_follows_its_schedule() {
        let mainnet = Network::public(1).unwrap();
        assert_eq!(mainnet.fork(46_147, 1_438_918_233, None), Fork::Frontier);
        assert_eq!(mainnet.fork(12_244_000, 1_618_481_223, None), Fork::Berlin);
        assert_eq!(mainnet.fork(19_426_587, 1_710_338_135, None), Fork::Cancun);
        let starts = mainnet.forks.iter().map(|(_, fork)| *fork);
        assert!(starts.is_sorted());
    }
}
