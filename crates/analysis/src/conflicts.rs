//! Which places keep a block from being faster, and by how much.
//!
//! A place that causes many dependencies need not matter: what counts is the critical path. So
//! places are ranked by what the block's span would lose if they alone did not conflict. That is
//! not the cost of the edges which a place causes on the path: another place may cause the same
//! edges, and a second chain may be nearly as long as the first. The span is therefore computed
//! anew with the place taken out: an edge stays while any other place causes it.
//!
//! A place that is not on the critical path gains nothing by itself; neither does one whose edges
//! there all have other causes too. Such causes often come together, as a sender's nonce and
//! balance do, and [`Conflict::together`] names them. What to change one after the other is found
//! by [`staircase`].

mod pattern;

pub use pattern::{Evidence, Field, Pattern, Step};

use crate::{CriticalPath, DependencyGraph, Edge, Place, PlaceUse};
use lanewise_executor::{AccessSet, Part, revm::primitives::Address};
use std::cmp::Reverse;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConflictOptions {
    /// How many places are studied. A span is computed for each, twice at most.
    pub top: usize,
    /// The block's fee recipient, whose balance is then told apart from others.
    pub beneficiary: Option<Address>,
}

impl Default for ConflictOptions {
    fn default() -> Self {
        Self {
            top: 24,
            beneficiary: None,
        }
    }
}

/// The conflicts of a block for given costs. Costs are in whatever unit they came in.
#[derive(Debug, Clone, Default)]
pub struct Conflicts {
    /// The cost of all transactions, one after the other.
    pub work: u64,
    /// The critical path; its weight is the time on unlimited cores.
    pub path: CriticalPath,
    /// How many places cause read-after-write edges in all.
    pub places: usize,
    /// Those that cost most, worst first.
    pub hottest: Vec<Conflict>,
}

/// One place where transactions conflict.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The place.
    pub place: Place,
    /// Read-after-write edges that it causes, alone or with others.
    pub edges: u32,
    /// Transactions that read and that write it.
    pub uses: PlaceUse,
    /// Edges of the critical path that it causes, alone or with others.
    pub path_edges: u32,
    /// Those of them that other places cause, too.
    pub shared_path_edges: u32,
    /// The cost of the transactions at these edges' later ends: they are on the critical path and
    /// wait for this place.
    pub critical_cost: u64,
    /// The span if this place alone did not conflict.
    pub without: u64,
    /// The most speedup if this place alone did not conflict: work over that span.
    pub bound_without: f64,
    /// Other places that cause every edge of the critical path which this one causes.
    pub together: Vec<Place>,
    /// The span if neither this place nor those did.
    pub without_together: u64,
    /// What the transactions do to it.
    pub pattern: Pattern,
    /// The numbers from which the pattern was seen.
    pub evidence: Evidence,
}

impl Conflicts {
    /// Studies a block, given the graph of its accesses and the cost of each transaction.
    ///
    /// Which places to study is told by [`Conflict::critical_cost`]. They are ranked by what the
    /// span loses without them, then by that cost, then by edges.
    ///
    /// # Panics
    /// When there is not one cost for each transaction.
    pub fn new(
        graph: &DependencyGraph,
        accesses: &[AccessSet],
        costs: &[u64],
        options: &ConflictOptions,
    ) -> Self {
        let path = graph.critical_path(costs);
        let shares = Shares::new(graph, &path, costs);
        let mut ids = shares.ids;
        let places = ids.len();
        ids.truncate(options.top);
        let work = costs
            .iter()
            .fold(0u64, |sum, cost| sum.saturating_add(*cost));
        let locations: Vec<_> = ids
            .iter()
            .map(|id| graph.places()[*id as usize].location())
            .collect();
        let evidence = pattern::study(accesses, &locations);
        let conflict = |(id, evidence): (u32, Evidence)| {
            let place = graph.places()[id as usize];
            let share = shares.by_place[id as usize];
            let uses = graph.uses()[id as usize];
            let without = if share.lone() {
                span_without_ids(graph, costs, &[id])
            } else {
                path.weight
            };
            let together = together(graph, &path, id, &share);
            let without_together = if together.is_empty() {
                without
            } else {
                span_without_ids(graph, costs, &[&[id], together.as_slice()].concat())
            };
            Conflict {
                place,
                edges: share.edges,
                uses,
                path_edges: share.path_edges,
                shared_path_edges: share.shared,
                critical_cost: share.cost,
                without,
                bound_without: if without == 0 {
                    1.0
                } else {
                    work as f64 / without as f64
                },
                together: together
                    .iter()
                    .map(|id| graph.places()[*id as usize])
                    .collect(),
                without_together,
                pattern: Pattern::of(&place, uses, &evidence, options.beneficiary),
                evidence,
            }
        };
        let mut hottest: Vec<_> = ids.into_iter().zip(evidence).map(conflict).collect();
        let packed = hottest
            .iter_mut()
            .filter(|one| one.pattern == Pattern::PackedSlot);
        let mut packed: Vec<_> = packed
            .filter_map(|one| Some((one.place.location()?, &mut one.evidence)))
            .collect();
        pattern::study_fields(accesses, &mut packed);
        hottest.sort_by_key(|one| {
            (
                one.without,
                Reverse((one.critical_cost, one.edges)),
                !is_nonce(&one.place),
                one.place,
            )
        });
        Self {
            work,
            path,
            places,
            hottest,
        }
    }
}

/// The span of a block, for given costs, if none of these places did conflict. Places that cause
/// no edge change nothing.
///
/// # Panics
/// When there is not one cost for each transaction.
pub fn span_without(graph: &DependencyGraph, costs: &[u64], places: &[Place]) -> u64 {
    assert_eq!(costs.len(), graph.len(), "one cost for each transaction");
    let number = |place| graph.places().binary_search(place).ok();
    let ids: Vec<u32> = places
        .iter()
        .filter_map(number)
        .map(|id| id as u32)
        .collect();
    span_without_ids(graph, costs, &ids)
}

fn span_without_ids(graph: &DependencyGraph, costs: &[u64], ids: &[u32]) -> u64 {
    graph.span_of(costs, |edge| {
        graph.cause_ids(edge).iter().any(|id| !ids.contains(id))
    })
}

/// Whether a place is a nonce. Where several places weigh the same, a shared sender's nonce stands
/// for them: its balance, and what contracts keep for it, conflict only because it sends again.
fn is_nonce(place: &Place) -> bool {
    place
        .location()
        .is_some_and(|location| location.part == Part::Nonce)
}

/// One step of a [`staircase`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The places that stop to conflict: first the one that costs most on what is then the
    /// critical path, then those that come together with it.
    pub places: Vec<Place>,
    /// The span after this step and all before it.
    pub span: u64,
}

/// What to change first, what next, and so on: at each step the place that costs most on the
/// critical path of that moment, with those that cause all the same edges there, stops to
/// conflict. Ends when nothing that costs anything waits there, or after so many steps.
///
/// Greedy, so there may be a better set of as many places; but no step relies on another that
/// comes after it.
///
/// # Panics
/// When there is not one cost for each transaction.
pub fn staircase(graph: &DependencyGraph, costs: &[u64], steps: usize) -> Vec<Remedy> {
    let mut removed = vec![false; graph.places().len()];
    let mut stairs = Vec::new();
    let mut path = graph.critical_path(costs);
    while stairs.len() < steps {
        let mut shares = vec![0u64; removed.len()];
        for edge in path_edges(graph, &path) {
            for id in graph.cause_ids(edge) {
                if !removed[*id as usize] {
                    let share = &mut shares[*id as usize];
                    *share = share.saturating_add(costs[edge.to as usize]);
                }
            }
        }
        // A nonce before its equals, and otherwise the lowest.
        let nonce = |id: &usize| is_nonce(&graph.places()[*id]);
        let worst = (0..shares.len())
            .rev()
            .max_by_key(|id| (shares[*id], nonce(id)));
        let Some(worst) = worst.filter(|worst| shares[*worst] > 0) else {
            break;
        };
        let mut same: Option<Vec<u32>> = None;
        for edge in path_edges(graph, &path) {
            let ids = graph.cause_ids(edge);
            if ids.binary_search(&(worst as u32)).is_ok() {
                meet(&mut same, ids);
            }
        }
        let mut ids = same.unwrap_or_default();
        ids.retain(|id| !removed[*id as usize]);
        ids.sort_unstable_by_key(|id| (*id as usize != worst, *id));
        for id in &ids {
            removed[*id as usize] = true;
        }
        path = graph.critical_path_of(costs, |edge| {
            let ids = graph.cause_ids(edge);
            ids.iter().any(|id| !removed[*id as usize])
        });
        stairs.push(Remedy {
            places: ids.iter().map(|id| graph.places()[*id as usize]).collect(),
            span: path.weight,
        });
    }
    stairs
}

/// A place's part in the edges.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    edges: u32,
    path_edges: u32,
    shared: u32,
    cost: u64,
}

impl Share {
    /// Whether some edge of the critical path goes when this place does.
    fn lone(&self) -> bool {
        self.path_edges > self.shared
    }
}

#[derive(Debug)]
struct Shares {
    by_place: Vec<Share>,
    /// The places that cause any read-after-write edge, most cost on the critical path first.
    ids: Vec<u32>,
}

impl Shares {
    fn new(graph: &DependencyGraph, path: &CriticalPath, costs: &[u64]) -> Self {
        let mut by_place = vec![Share::default(); graph.places().len()];
        for edge in graph.true_edges() {
            for id in graph.cause_ids(edge) {
                by_place[*id as usize].edges += 1;
            }
        }
        for edge in path_edges(graph, path) {
            for id in graph.cause_ids(edge) {
                let share = &mut by_place[*id as usize];
                share.path_edges += 1;
                share.shared += u32::from(edge.locations > 1);
                share.cost = share.cost.saturating_add(costs[edge.to as usize]);
            }
        }
        let mut ids: Vec<u32> = (0..by_place.len() as u32)
            .filter(|id| by_place[*id as usize].edges > 0)
            .collect();
        // Places are numbered in their own order, which breaks ties. Those that a span can be
        // gained by come before others of the same cost.
        ids.sort_by_key(|id| {
            let share = by_place[*id as usize];
            Reverse((share.cost, share.path_edges, share.lone(), share.edges))
        });
        Self { by_place, ids }
    }
}

/// The edges of a path, in order.
fn path_edges<'a>(
    graph: &'a DependencyGraph,
    path: &'a CriticalPath,
) -> impl Iterator<Item = &'a Edge> {
    path.transactions
        .windows(2)
        .filter_map(|pair| graph.dependency(pair[0], pair[1]))
}

/// The other places that cause every edge of the path which this one causes.
fn together(graph: &DependencyGraph, path: &CriticalPath, id: u32, share: &Share) -> Vec<u32> {
    if share.lone() || share.path_edges == 0 {
        return Vec::new();
    }
    let mut same = None;
    for edge in path_edges(graph, path) {
        let ids = graph.cause_ids(edge);
        if ids.binary_search(&id).is_ok() {
            meet(&mut same, ids);
        }
    }
    let mut same = same.unwrap_or_default();
    same.retain(|other| *other != id);
    same
}

/// Keeps what is in both, the first time all.
fn meet(kept: &mut Option<Vec<u32>>, sorted: &[u32]) {
    match kept {
        None => *kept = Some(sorted.to_vec()),
        Some(kept) => kept.retain(|id| sorted.binary_search(id).is_ok()),
    }
}

#[cfg(test)]
mod tests;
