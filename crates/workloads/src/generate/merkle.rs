//! A Merkle tree over all accounts, for contracts that check proofs.
//!
//! Leaves are `keccak256(bytes.concat(keccak256(abi.encode(account, amount))))`; a node is the hash
//! of its two children in ascending order, and one that has no sibling moves up as it is. That is
//! what OpenZeppelin's `MerkleProof` verifies.

use alloy_primitives::{Address, B256, U256, keccak256};

/// The tree for an amount.
#[derive(Debug)]
pub(super) struct Tree {
    /// From the leaves, in the accounts' order, to the root.
    levels: Vec<Vec<B256>>,
}

/// An account's leaf.
pub(super) fn leaf(account: Address, amount: U256) -> B256 {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(account.into_word().as_slice());
    bytes[32..].copy_from_slice(&amount.to_be_bytes::<32>());
    keccak256(keccak256(bytes))
}

fn node(a: B256, b: B256) -> B256 {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    keccak256([low.0, high.0].concat())
}

impl Tree {
    pub(super) fn new(accounts: &[Address], amount: U256) -> Self {
        let leaves = accounts.iter().map(|account| leaf(*account, amount));
        let mut levels = vec![leaves.collect::<Vec<_>>()];
        while let Some(below) = levels.last()
            && below.len() > 1
        {
            let above = below.chunks(2).map(|pair| match pair {
                [a, b] => node(*a, *b),
                alone => alone[0],
            });
            let above = above.collect();
            levels.push(above);
        }
        Self { levels }
    }

    pub(super) fn root(&self) -> B256 {
        let top = self.levels.last().and_then(|level| level.first());
        top.copied().unwrap_or_default()
    }

    /// The siblings on the way from a leaf to the root.
    pub(super) fn proof(&self, index: u32) -> Vec<B256> {
        let mut at = index as usize;
        let mut proof = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            proof.extend(level.get(at ^ 1));
            at /= 2;
        }
        // The root is nobody's sibling, but `at ^ 1` is beyond it only where there is one leaf more.
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::accounts::addresses;

    #[test]
    fn every_proof_leads_to_the_root() {
        let amount = U256::from(5);
        for count in [1, 2, 3, 4, 5, 7, 8, 33] {
            let accounts = addresses(count);
            let tree = Tree::new(&accounts, amount);
            for (index, account) in accounts.iter().enumerate() {
                let proof = tree.proof(index as u32);
                let hash = proof.into_iter().fold(leaf(*account, amount), node);
                assert_eq!(hash, tree.root(), "{index} of {count}");
            }
        }
    }
}
