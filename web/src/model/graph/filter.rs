//! Which transactions of the graph are shown.

use super::{Web, waits};
use crate::model::timeline::Tally;
use lanewise_protocol::GraphNode;

/// Which are shown, by their part in the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Those on the critical path, and those next to it.
    Critical,
    /// Those that were thrown away and executed again.
    Aborted,
}

impl Only {
    /// All of them: key and name.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::All, "all", "All transactions"),
        (Self::Critical, "critical", "Critical path and neighbours"),
        (Self::Aborted, "aborted", "Executed again after an abort"),
    ];
}

/// What a person wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the sender's name; any, where it is empty.
    pub sender: String,
    /// The contract or address that is called, as an index into the graph's targets.
    pub target: Option<u32>,
    /// The function, as an index into the graph's functions.
    pub function: Option<u32>,
    /// By their part in the run.
    pub only: Only,
    /// Without those that depend on none and on which none depends.
    pub hide_lone: bool,
}

impl Filter {
    /// Whether it leaves anything out beside independent transactions.
    pub fn is_narrow(&self) -> bool {
        *self
            != Self {
                hide_lone: self.hide_lone,
                ..Self::default()
            }
    }

    /// Whether it leaves out anything at all.
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// For every transaction, whether it is shown; nothing where all are.
    pub fn mask(&self, web: &Web, tallies: &[Tally]) -> Option<Vec<bool>> {
        if !self.is_on() {
            return None;
        }
        let wanted = self.sender.trim().to_lowercase();
        let senders: Vec<bool> = web
            .graph
            .senders
            .iter()
            .map(|name| name.to_lowercase().contains(&wanted))
            .collect();
        let near = (self.only == Only::Critical).then(|| near_critical(web));
        let holds = |(index, node): (usize, &GraphNode)| {
            let by_sender = wanted.is_empty()
                || senders
                    .get(node.sender as usize)
                    .copied()
                    .unwrap_or_default();
            let by_part = match &near {
                Some(near) => near[index],
                None if self.only == Only::Aborted => {
                    tallies.get(index).is_some_and(|tally| tally.aborted > 0)
                }
                None => true,
            };
            by_sender
                && by_part
                && self.target.is_none_or(|target| target == node.target)
                && self
                    .function
                    .is_none_or(|function| function == node.function)
                && !(self.hide_lone && web.lone[index])
        };
        Some(web.graph.nodes.iter().enumerate().map(holds).collect())
    }
}

fn near_critical(web: &Web) -> Vec<bool> {
    let mut near = web.critical.clone();
    for edge in web.graph.edges.iter().filter(|edge| waits(edge)) {
        let (from, to) = (edge.from as usize, edge.to as usize);
        if web.critical[from] {
            near[to] = true;
        }
        if web.critical[to] {
            near[from] = true;
        }
    }
    near
}

/// The names that most transactions have, for a select box: (index, name, transactions), most
/// first.
pub fn busiest(
    names: &[String],
    of: impl Iterator<Item = u32>,
    most: usize,
) -> Vec<(u32, String, u32)> {
    let mut counts = vec![0_u32; names.len()];
    for index in of {
        if let Some(count) = counts.get_mut(index as usize) {
            *count += 1;
        }
    }
    let mut order: Vec<u32> = (0..names.len() as u32)
        .filter(|index| counts[*index as usize] > 0)
        .collect();
    // Stable: equals stay in the order in which the block brought them.
    order.sort_by_key(|index| std::cmp::Reverse(counts[*index as usize]));
    order.truncate(most);
    let row = |index: u32| {
        let place = index as usize;
        (index, names[place].clone(), counts[place])
    };
    order.into_iter().map(row).collect()
}
