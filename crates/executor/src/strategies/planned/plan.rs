//! Who has to wait for whom.

use crate::TxIndex;

/// For each transaction, those that wait for it: a graph without cycles, because everybody waits
/// for lower ones only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How many each transaction waits for.
    predecessors: Vec<u32>,
    /// Where each transaction's part of `successors` ends; it begins where the one before's ends.
    ends: Vec<u32>,
    successors: Vec<TxIndex>,
}

impl Plan {
    /// Nobody waits for anybody.
    pub(crate) fn independent(transactions: usize) -> Self {
        Self {
            predecessors: vec![0; transactions],
            ends: vec![0; transactions],
            successors: Vec::new(),
        }
    }

    /// From the pairs (who is waited for, who waits), each lower index first. Pairs may repeat.
    pub(crate) fn new(transactions: usize, mut edges: Vec<(TxIndex, TxIndex)>) -> Self {
        edges.sort_unstable();
        edges.dedup();
        let mut plan = Self::independent(transactions);
        for (lower, higher) in &edges {
            debug_assert!(lower < higher, "nobody waits for itself or for a later one");
            plan.ends[*lower as usize] += 1;
            plan.predecessors[*higher as usize] += 1;
        }
        let mut end = 0;
        for count in &mut plan.ends {
            end += *count;
            *count = end;
        }
        plan.successors = edges.into_iter().map(|(_, higher)| higher).collect();
        plan
    }

    /// Transactions in all.
    pub(crate) fn len(&self) -> usize {
        self.predecessors.len()
    }

    /// How many a transaction waits for.
    pub(crate) fn predecessors(&self, transaction: TxIndex) -> u32 {
        self.predecessors[transaction as usize]
    }

    /// Who waits for a transaction, in order.
    pub(crate) fn successors(&self, transaction: TxIndex) -> &[TxIndex] {
        let at = transaction as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.successors[start as usize..self.ends[at] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_who_waits() {
        let plan = Plan::new(5, vec![(1, 3), (0, 2), (0, 3), (1, 3)]);
        assert_eq!(plan.len(), 5);
        let predecessors: Vec<_> = (0..5).map(|tx| plan.predecessors(tx)).collect();
        assert_eq!(predecessors, [0, 0, 1, 2, 0]);
        assert_eq!(plan.successors(0), [2, 3]);
        assert_eq!(plan.successors(1), [3]);
        assert!((2..5).all(|tx| plan.successors(tx).is_empty()));
    }
}
