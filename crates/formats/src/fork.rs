//! The forks of Ethereum, as far as blocks differ by them.

use alloy_eips::eip7840::BlobParams;
use alloy_primitives::U256;
use lanewise_executor::revm::primitives::hardfork::SpecId;

/// A fork: the rules of a block. In their order on mainnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // Their names say it all.
pub enum Fork {
    Frontier,
    Homestead,
    /// EIP-150.
    TangerineWhistle,
    /// EIP-158 (EIP-607).
    SpuriousDragon,
    Byzantium,
    /// Constantinople as mainnet has it: with EIP-1283 taken out again.
    Petersburg,
    Istanbul,
    MuirGlacier,
    Berlin,
    London,
    ArrowGlacier,
    GrayGlacier,
    /// The Merge.
    Paris,
    Shanghai,
    Cancun,
    Prague,
    Osaka,
    Bpo1,
    Bpo2,
    Bpo3,
    Bpo4,
    Bpo5,
    Amsterdam,
}

/// Each fork with its names in fixtures and files, the one that is written first.
const NAMES: &[(Fork, &[&str])] = &[
    (Fork::Frontier, &["Frontier"]),
    (Fork::Homestead, &["Homestead"]),
    (
        Fork::TangerineWhistle,
        &["EIP150", "TangerineWhistle", "Tangerine"],
    ),
    (
        Fork::SpuriousDragon,
        &["EIP158", "SpuriousDragon", "Spurious"],
    ),
    (Fork::Byzantium, &["Byzantium"]),
    (Fork::Petersburg, &["ConstantinopleFix", "Petersburg"]),
    (Fork::Istanbul, &["Istanbul"]),
    (Fork::MuirGlacier, &["MuirGlacier"]),
    (Fork::Berlin, &["Berlin"]),
    (Fork::London, &["London"]),
    (Fork::ArrowGlacier, &["ArrowGlacier"]),
    (Fork::GrayGlacier, &["GrayGlacier"]),
    (Fork::Paris, &["Paris", "Merge"]),
    (Fork::Shanghai, &["Shanghai"]),
    (Fork::Cancun, &["Cancun"]),
    (Fork::Prague, &["Prague"]),
    (Fork::Osaka, &["Osaka"]),
    (Fork::Bpo1, &["BPO1"]),
    (Fork::Bpo2, &["BPO2"]),
    (Fork::Bpo3, &["BPO3"]),
    (Fork::Bpo4, &["BPO4"]),
    (Fork::Bpo5, &["BPO5"]),
    (Fork::Amsterdam, &["Amsterdam"]),
];

impl Fork {
    /// The fork of a name, with upper and lower case alike.
    pub fn parse(name: &str) -> Option<Self> {
        let known = NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
        known.map(|(fork, _)| *fork)
    }

    /// Its name in fixtures.
    pub fn name(self) -> &'static str {
        let known = NAMES.iter().find(|(fork, _)| *fork == self);
        known.map_or("", |(_, names)| names[0])
    }

    /// All names that are understood, in order.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }

    /// The EVM's rules. Forks that only move the difficulty or the blobs share those of the fork
    /// before.
    pub fn spec(self) -> SpecId {
        match self {
            Self::Frontier => SpecId::FRONTIER,
            Self::Homestead => SpecId::HOMESTEAD,
            Self::TangerineWhistle => SpecId::TANGERINE,
            Self::SpuriousDragon => SpecId::SPURIOUS_DRAGON,
            Self::Byzantium => SpecId::BYZANTIUM,
            Self::Petersburg => SpecId::PETERSBURG,
            Self::Istanbul | Self::MuirGlacier => SpecId::ISTANBUL,
            Self::Berlin => SpecId::BERLIN,
            Self::London | Self::ArrowGlacier | Self::GrayGlacier => SpecId::LONDON,
            Self::Paris => SpecId::MERGE,
            Self::Shanghai => SpecId::SHANGHAI,
            Self::Cancun => SpecId::CANCUN,
            Self::Prague => SpecId::PRAGUE,
            Self::Osaka | Self::Bpo1 | Self::Bpo2 | Self::Bpo3 | Self::Bpo4 | Self::Bpo5 => {
                SpecId::OSAKA
            }
            Self::Amsterdam => SpecId::AMSTERDAM,
        }
    }

    /// The first fork that has these rules of the EVM.
    pub fn of_spec(spec: SpecId) -> Self {
        let mut forks = NAMES.iter().map(|(fork, _)| *fork);
        let same = forks.find(|fork| fork.spec() == spec);
        same.unwrap_or(Self::Amsterdam)
    }

    /// What the miner of a block gets, in wei; nothing since the Merge (EIP-649, EIP-1234,
    /// EIP-3675).
    pub fn block_reward(self) -> Option<U256> {
        let ether = match self {
            _ if self >= Self::Paris => return None,
            _ if self >= Self::Petersburg => 2,
            _ if self >= Self::Byzantium => 3,
            _ => 5,
        };
        Some(U256::from(ether) * U256::from(1_000_000_000_000_000_000_u64))
    }

    /// The limits and the price of blobs, where the chain says nothing else (EIP-4844, EIP-7691,
    /// EIP-7892).
    pub fn blobs(self) -> Option<BlobParams> {
        match self {
            _ if self < Self::Cancun => None,
            Self::Cancun => Some(BlobParams::cancun()),
            Self::Prague => Some(BlobParams::prague()),
            Self::Osaka => Some(BlobParams::osaka()),
            Self::Bpo1 => Some(BlobParams::bpo1()),
            _ => Some(BlobParams::bpo2()),
        }
    }
}

impl std::fmt::Display for Fork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_understood_and_the_order_is_that_of_the_rules() {
        for (fork, names) in NAMES {
            for name in *names {
                assert_eq!(Fork::parse(name), Some(*fork));
            }
            assert_eq!(Fork::parse(fork.name()), Some(*fork));
            assert_eq!(Fork::of_spec(fork.spec()).spec(), fork.spec());
        }
        let specs: Vec<_> = NAMES.iter().map(|(fork, _)| fork.spec()).collect();
        assert!(specs.is_sorted());
        assert!(NAMES.iter().map(|(fork, _)| *fork).is_sorted());
        assert_eq!(Fork::parse("Constantinople"), None);
    }
}
