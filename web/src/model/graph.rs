//! The dependency graph's data, arranged for drawing: who depends on whom, both ways, and what
//! lies under the pointer.

pub mod camera;
pub mod colouring;
pub mod curve;
pub mod filter;
pub mod pace;
pub mod picture;
#[cfg(test)]
mod tests;
pub mod waves;
pub mod words;

pub use camera::{Camera, Detail};
pub use curve::Curve;

use lanewise_protocol::{EdgeKind, Graph, GraphEdge, GraphNode};
use waves::Band;

/// Edges by one of their ends, packed: those of node `i` are `list[starts[i]..starts[i + 1]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ByNode {
    starts: Vec<u32>,
    list: Vec<u32>,
}

impl ByNode {
    /// Sorts edges, given by the node that they belong to.
    fn new(nodes: usize, ends: impl Iterator<Item = u32> + Clone) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for end in ends.clone() {
            starts[end as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut list = vec![0; starts[nodes] as usize];
        for (edge, end) in (0_u32..).zip(ends) {
            let slot = &mut next[end as usize];
            list[*slot as usize] = edge;
            *slot += 1;
        }
        Self { starts, list }
    }

    fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(from), Some(to)) => &self.list[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// How a node stands to the selected one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Relation {
    /// Not at all.
    #[default]
    None,
    /// It is the selected one.
    Selected,
    /// The selected one depends on it.
    Ancestor,
    /// It depends on the selected one.
    Descendant,
}

/// A graph, arranged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Web {
    /// As the engine gave it, without edges that lead nowhere.
    pub graph: Graph,
    /// Whether a node is on the longest chain.
    pub critical: Vec<bool>,
    /// Whether a node waits for none and none waits for it.
    pub lone: Vec<bool>,
    /// Where the waves stand in the drawing; those that stand apart come last.
    pub bands: Vec<Band>,
    /// How many transactions each wave has, those that stand apart with the first.
    pub widths: Vec<u32>,
    outgoing: ByNode,
    incoming: ByNode,
    /// Node indices by x, for the search under the pointer.
    by_x: Vec<u32>,
}

/// Whether it makes somebody wait.
pub const fn waits(edge: &GraphEdge) -> bool {
    matches!(edge.kind, EdgeKind::ReadAfterWrite)
}

impl Web {
    /// Arranges a graph.
    pub fn arrange(mut graph: Graph) -> Self {
        let nodes = graph.nodes.len();
        graph
            .edges
            .retain(|edge| (edge.from as usize) < nodes && (edge.to as usize) < nodes);
        graph.critical_path.retain(|node| (*node as usize) < nodes);
        let clusters = graph.clusters.len();
        graph
            .cluster_edges
            .retain(|(from, to, _)| (*from as usize) < clusters && (*to as usize) < clusters);
        // Those that stand for most come first: from afar not all of them are drawn.
        graph
            .cluster_edges
            .sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        let mut critical = vec![false; nodes];
        for node in &graph.critical_path {
            critical[*node as usize] = true;
        }
        let mut lone = vec![true; nodes];
        for edge in graph.edges.iter().filter(|edge| waits(edge)) {
            lone[edge.from as usize] = false;
            lone[edge.to as usize] = false;
        }
        let mut by_x: Vec<u32> = (0..nodes as u32).collect();
        by_x.sort_by(|one, other| {
            graph.nodes[*one as usize]
                .x
                .total_cmp(&graph.nodes[*other as usize].x)
        });
        Self {
            critical,
            bands: waves::bands(&graph, &lone),
            widths: waves::widths(&graph),
            lone,
            outgoing: ByNode::new(nodes, graph.edges.iter().map(|edge| edge.from)),
            incoming: ByNode::new(nodes, graph.edges.iter().map(|edge| edge.to)),
            by_x,
            graph,
        }
    }

    /// A node.
    pub fn node(&self, index: u32) -> Option<&GraphNode> {
        self.graph.nodes.get(index as usize)
    }

    /// An edge, by its place in the graph's list.
    pub fn edge(&self, edge: u32) -> Option<&GraphEdge> {
        self.graph.edges.get(edge as usize)
    }

    /// The edges that end at a node, by their places in the graph's list.
    pub fn incoming(&self, node: u32) -> &[u32] {
        self.incoming.of(node)
    }

    /// The edges that begin at a node.
    pub fn outgoing(&self, node: u32) -> &[u32] {
        self.outgoing.of(node)
    }

    /// The edge because of which one transaction waits for another.
    pub fn between(&self, from: u32, to: u32) -> Option<u32> {
        let mut edges = self.incoming(to).iter().copied();
        edges.find(|edge| {
            let edge = &self.graph.edges[*edge as usize];
            edge.from == from && waits(edge)
        })
    }

    /// How every node stands to a selected one.
    pub fn relations(&self, selected: Option<u32>) -> Vec<Relation> {
        let mut marks = vec![Relation::None; self.graph.nodes.len()];
        let Some(node) = selected.filter(|node| (*node as usize) < marks.len()) else {
            return marks;
        };
        marks[node as usize] = Relation::Selected;
        self.reach(node, &mut marks, Relation::Ancestor);
        self.reach(node, &mut marks, Relation::Descendant);
        marks
    }

    /// Marks every node that waits for one, or for which it waits, however far away.
    fn reach(&self, from: u32, marks: &mut [Relation], mark: Relation) {
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            let back = mark == Relation::Ancestor;
            let edges = if back {
                self.incoming(node)
            } else {
                self.outgoing(node)
            };
            for edge in edges.iter().map(|edge| &self.graph.edges[*edge as usize]) {
                let next = if back { edge.from } else { edge.to };
                let slot = &mut marks[next as usize];
                if waits(edge) && *slot == Relation::None {
                    *slot = mark;
                    open.push(next);
                }
            }
        }
    }

    /// The node nearest to a place, if its centre is within `reach` layout units and it is
    /// `visible`.
    pub fn at(&self, x: f32, y: f32, reach: f32, visible: impl Fn(u32) -> bool) -> Option<u32> {
        let node = |index: &u32| &self.graph.nodes[*index as usize];
        let from = self.by_x.partition_point(|index| node(index).x < x - reach);
        let to = self
            .by_x
            .partition_point(|index| node(index).x <= x + reach);
        let away = |index: &u32| (node(index).x - x).powi(2) + (node(index).y - y).powi(2);
        self.by_x[from..to.max(from)]
            .iter()
            .filter(|index| away(index) <= reach * reach && visible(**index))
            .min_by(|one, other| away(one).total_cmp(&away(other)))
            .copied()
    }

    /// The line of an edge in the drawing.
    pub fn curve(&self, edge: &GraphEdge) -> Curve {
        let place = |node: u32| {
            let node = &self.graph.nodes[node as usize];
            (node.x, node.y)
        };
        Curve::new(place(edge.from), place(edge.to))
    }

    /// The edge nearest to a place, if it passes within `reach` layout units and is `visible`.
    pub fn edge_at(
        &self,
        (x, y): (f32, f32),
        reach: f32,
        visible: impl Fn(&GraphEdge) -> bool,
    ) -> Option<u32> {
        let mut nearest = None;
        let mut least = reach;
        for (index, edge) in (0_u32..).zip(&self.graph.edges) {
            let curve = self.curve(edge);
            if !curve.near((x, y), reach) || !visible(edge) {
                continue;
            }
            let away = curve.distance((x, y));
            if away <= least {
                (nearest, least) = (Some(index), away);
            }
        }
        nearest
    }

    /// The most that any number of threads could gain, by gas: the whole block over its longest
    /// chain.
    pub fn bound(&self) -> Option<f64> {
        let (total, chain) = (self.graph.total_gas, self.graph.critical_gas);
        (chain > 0).then(|| total as f64 / chain as f64)
    }

    /// Whether a cluster holds the transactions that stand apart.
    pub fn stands_apart(&self, cluster: usize) -> bool {
        self.graph.independent > 0 && cluster + 1 == self.graph.clusters.len()
    }
}
