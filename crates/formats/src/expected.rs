//! What a header says must come out, and whether it did.

use crate::Fork;
use crate::{ReadError, json::Node};
use alloy_consensus::Header;
use alloy_primitives::{B256, Bloom};
use lanewise_executor::{
    Block, Control, ExecuteError, Hints, Outcome, PreState, block_bloom, intermediate_roots,
    receipts_root, receipts_root_before_byzantium, requests_hash,
    revm::primitives::hardfork::SpecId, state_root, withdrawals_root,
};
use std::fmt::Display;

/// What must come out of a block; nothing where it is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Gas used by all transactions.
    pub gas_used: Option<u64>,
    /// The root of the receipts.
    pub receipts_root: Option<B256>,
    /// The union of the receipts' blooms.
    pub logs_bloom: Option<Bloom>,
    /// The root of the state after the block.
    pub state_root: Option<B256>,
    /// The root of the withdrawals (EIP-4895).
    pub withdrawals_root: Option<B256>,
    /// The hash of the requests (EIP-7685).
    pub requests_hash: Option<B256>,
    /// Blob gas used by all transactions (EIP-4844).
    pub blob_gas_used: Option<u64>,
    /// The hash of the block access list (EIP-7928).
    pub block_access_list_hash: Option<B256>,
}

/// A field of a header beside what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The field's name in a header as nodes write it.
    pub field: &'static str,
    /// What the header says.
    pub expected: String,
    /// What came out.
    pub actual: String,
    /// Whether they are equal.
    pub equal: bool,
}

impl Comparison {
    fn new<T: Display + PartialEq>(field: &'static str, expected: T, actual: T) -> Self {
        Self {
            field,
            equal: expected == actual,
            expected: expected.to_string(),
            actual: actual.to_string(),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            field,
            expected,
            actual,
            ..
        } = self;
        write!(f, "{field} must be {expected} and is {actual}")
    }
}

impl Expected {
    /// All that a header says of its block's outcome.
    pub(crate) fn of_header(header: &Header) -> Self {
        Self {
            gas_used: Some(header.gas_used),
            receipts_root: Some(header.receipts_root),
            logs_bloom: Some(header.logs_bloom),
            state_root: Some(header.state_root),
            withdrawals_root: header.withdrawals_root,
            requests_hash: header.requests_hash,
            blob_gas_used: header.blob_gas_used,
            block_access_list_hash: header.block_access_list_hash,
        }
    }

    /// What came out of a block on its pre-state, as the header of a valid block would say it.
    ///
    /// # Errors
    /// As [`Expected::compare`].
    pub fn of_outcome(
        block: &Block,
        pre: &PreState,
        outcome: &Outcome,
        complete_state: bool,
    ) -> Result<Self, ExecuteError> {
        let since = |spec| block.spec.is_enabled_in(spec);
        let has_receipts_root = complete_state || since(SpecId::BYZANTIUM);
        Ok(Self {
            gas_used: Some(outcome.gas_used),
            receipts_root: has_receipts_root
                .then(|| root_of_receipts(block, pre, outcome))
                .transpose()?,
            logs_bloom: Some(block_bloom(&outcome.receipts)),
            state_root: complete_state.then(|| state_root(pre, &outcome.changes)),
            withdrawals_root: since(SpecId::SHANGHAI)
                .then(|| withdrawals_root(&block.system.withdrawals)),
            requests_hash: block
                .system
                .requests
                .map(|_| requests_hash(&outcome.requests)),
            blob_gas_used: since(SpecId::CANCUN).then(|| block.blob_gas_used()),
            block_access_list_hash: (complete_state && since(SpecId::AMSTERDAM))
                .then(|| access_list_hash(block, pre))
                .transpose()?,
        })
    }

    /// Reads those fields that are there.
    pub(crate) fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        let hash = |names: &[&'static str]| node.optional(names, Node::b256);
        let bloom = node.optional(&["logsBloom", "bloom"], Node::fixed::<256>)?;
        Ok(Self {
            gas_used: node.optional(&["gasUsed"], Node::u64)?,
            receipts_root: hash(&["receiptsRoot", "receiptTrie"])?,
            logs_bloom: bloom.map(Into::into),
            state_root: hash(&["stateRoot"])?,
            withdrawals_root: hash(&["withdrawalsRoot"])?,
            requests_hash: hash(&["requestsHash"])?,
            blob_gas_used: node.optional(&["blobGasUsed"], Node::u64)?,
            block_access_list_hash: hash(&["blockAccessListHash", "balHash"])?,
        })
    }

    /// Leaves out what cannot come out of a state that is not complete: its root, that of receipts
    /// that hold it, and a list of everything touched.
    #[must_use]
    pub(crate) fn without_state(self, fork: Fork) -> Self {
        Self {
            receipts_root: self.receipts_root.filter(|_| fork >= Fork::Byzantium),
            state_root: None,
            block_access_list_hash: None,
            ..self
        }
    }

    /// Compares with an outcome of the block on its pre-state; a field that is not known is left
    /// out.
    ///
    /// # Errors
    /// Receipts before Byzantium hold the state's root, and block access lists what was touched:
    /// for either the block is executed once more, which fails as any execution does.
    pub fn compare(
        &self,
        block: &Block,
        pre: &PreState,
        outcome: &Outcome,
    ) -> Result<Vec<Comparison>, ExecuteError> {
        let mut all = Vec::new();
        if let Some(expected) = self.gas_used {
            all.push(Comparison::new("gasUsed", expected, outcome.gas_used));
        }
        if let Some(expected) = self.blob_gas_used {
            let actual = block.blob_gas_used();
            all.push(Comparison::new("blobGasUsed", expected, actual));
        }
        if let Some(expected) = self.logs_bloom {
            let actual = block_bloom(&outcome.receipts);
            all.push(Comparison::new("logsBloom", expected, actual));
        }
        if let Some(expected) = self.receipts_root {
            let actual = root_of_receipts(block, pre, outcome)?;
            all.push(Comparison::new("receiptsRoot", expected, actual));
        }
        if let Some(expected) = self.withdrawals_root {
            let actual = withdrawals_root(&block.system.withdrawals);
            all.push(Comparison::new("withdrawalsRoot", expected, actual));
        }
        if let Some(expected) = self.requests_hash
            && block.system.requests.is_some()
        {
            let actual = requests_hash(&outcome.requests);
            all.push(Comparison::new("requestsHash", expected, actual));
        }
        if let Some(expected) = self.block_access_list_hash {
            let actual = access_list_hash(block, pre)?;
            all.push(Comparison::new("blockAccessListHash", expected, actual));
        }
        if let Some(expected) = self.state_root {
            let actual = state_root(pre, &outcome.changes);
            all.push(Comparison::new("stateRoot", expected, actual));
        }
        Ok(all)
    }
}

/// The root of the receipts, in the form of the block's fork.
fn root_of_receipts(
    block: &Block,
    pre: &PreState,
    outcome: &Outcome,
) -> Result<B256, ExecuteError> {
    if block.spec.is_enabled_in(SpecId::BYZANTIUM) {
        return Ok(receipts_root(&outcome.receipts));
    }
    let roots = intermediate_roots(block, pre)?;
    Ok(receipts_root_before_byzantium(&outcome.receipts, &roots))
}

fn access_list_hash(block: &Block, pre: &PreState) -> Result<B256, ExecuteError> {
    let hints = Hints::trace(block, pre, &Control::new())?;
    Ok(hints.access_list.unwrap_or_default().hash())
}
