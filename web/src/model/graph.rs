//! The dependency graph's data, arranged for drawing: who depends on whom, both ways, what lies
//! under the pointer, and the sentence that sums it up.

use super::format;
use lanewise_protocol::Graph;

/// Neighbours of every node, packed: those of `i` are `list[starts[i]..starts[i + 1]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Neighbours {
    starts: Vec<u32>,
    list: Vec<u32>,
}

impl Neighbours {
    fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for (from, _) in edges.clone() {
            starts[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut list = vec![0; starts[nodes] as usize];
        for (from, to) in edges {
            let slot = &mut next[from as usize];
            list[*slot as usize] = to;
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

    /// Marks every node that can be reached from one.
    fn reach(&self, from: u32, marks: &mut [Relation], mark: Relation) {
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for next in self.of(node) {
                let slot = &mut marks[*next as usize];
                if *slot == Relation::None {
                    *slot = mark;
                    open.push(*next);
                }
            }
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
    /// Whether a node has no edge at all.
    pub lone: Vec<bool>,
    successors: Neighbours,
    predecessors: Neighbours,
    /// Node indices by x, for the search under the pointer.
    by_x: Vec<u32>,
}

impl Web {
    /// Arranges a graph.
    pub fn arrange(mut graph: Graph) -> Self {
        let nodes = graph.nodes.len();
        graph
            .edges
            .retain(|edge| (edge.from as usize) < nodes && (edge.to as usize) < nodes);
        graph.critical_path.retain(|node| (*node as usize) < nodes);
        let mut critical = vec![false; nodes];
        for node in &graph.critical_path {
            critical[*node as usize] = true;
        }
        let mut lone = vec![true; nodes];
        for edge in &graph.edges {
            lone[edge.from as usize] = false;
            lone[edge.to as usize] = false;
        }
        let forth = graph.edges.iter().map(|edge| (edge.from, edge.to));
        let back = graph.edges.iter().map(|edge| (edge.to, edge.from));
        let mut by_x: Vec<u32> = (0..nodes as u32).collect();
        by_x.sort_by(|one, other| {
            graph.nodes[*one as usize]
                .x
                .total_cmp(&graph.nodes[*other as usize].x)
        });
        Self {
            critical,
            lone,
            successors: Neighbours::new(nodes, forth),
            predecessors: Neighbours::new(nodes, back),
            by_x,
            graph,
        }
    }

    /// How every node stands to a selected one.
    pub fn relations(&self, selected: Option<u32>) -> Vec<Relation> {
        let mut marks = vec![Relation::None; self.graph.nodes.len()];
        let Some(node) = selected.filter(|node| (*node as usize) < marks.len()) else {
            return marks;
        };
        marks[node as usize] = Relation::Selected;
        self.predecessors
            .reach(node, &mut marks, Relation::Ancestor);
        self.successors
            .reach(node, &mut marks, Relation::Descendant);
        marks
    }

    /// The node nearest to a place, if its centre is within `reach` layout units.
    pub fn at(&self, x: f32, y: f32, reach: f32) -> Option<u32> {
        let node = |index: &u32| &self.graph.nodes[*index as usize];
        let from = self.by_x.partition_point(|index| node(index).x < x - reach);
        let to = self
            .by_x
            .partition_point(|index| node(index).x <= x + reach);
        let away = |index: &u32| (node(index).x - x).powi(2) + (node(index).y - y).powi(2);
        self.by_x[from..to.max(from)]
            .iter()
            .filter(|index| away(index) <= reach * reach)
            .min_by(|one, other| away(one).total_cmp(&away(other)))
            .copied()
    }

    /// The most that any number of threads could gain, by gas: the whole block over its longest
    /// chain.
    pub fn bound(&self) -> Option<f64> {
        let (total, chain) = (self.graph.total_gas, self.graph.critical_gas);
        (chain > 0).then(|| total as f64 / chain as f64)
    }

    /// The graph in a sentence or two.
    pub fn summary(&self) -> String {
        let graph = &self.graph;
        let nodes = graph.nodes.len() as u64;
        if graph.edges.is_empty() {
            return "No dependencies: every transaction is independent of all others, so every \
                    one of them could run at once."
                .to_owned();
        }
        let alone = match graph.independent {
            0 => format!(
                "None of {} is independent",
                format::plural(nodes, "transaction")
            ),
            some => format!(
                "{} of {} {} nothing and nothing depends on {}",
                format::count(u64::from(some)),
                format::plural(nodes, "transaction"),
                if some == 1 { "depends on" } else { "depend on" },
                if some == 1 { "it" } else { "them" },
            ),
        };
        let first = format!(
            "{alone}; the longest chain is {}, {} of the block’s gas.",
            format::plural(graph.critical_path.len() as u64, "transaction"),
            format::percent(graph.critical_gas as f64, graph.total_gas as f64),
        );
        match self.bound() {
            Some(bound) if bound < 1.05 => {
                format!("{first} No number of threads can make it faster.")
            }
            Some(bound) => format!(
                "{first} With unlimited threads at most about {} faster.",
                format::factor(bound)
            ),
            None => first,
        }
    }
}

/// Where the graph lies on the canvas: `pixel = unit * scale + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Pixels a layout unit.
    pub scale: f64,
    /// Pixels from the left.
    pub x: f64,
    /// Pixels from the top.
    pub y: f64,
}

/// The closest look, in pixels a layout unit.
const CLOSEST: f64 = 90.0;

impl Camera {
    /// Shows everything, with a margin; small graphs are not blown up.
    pub fn fit(width: f64, height: f64, canvas_width: f64, canvas_height: f64) -> Self {
        let margin = 28.0;
        let scale = ((canvas_width - 2.0 * margin) / width.max(1.0))
            .min((canvas_height - 2.0 * margin) / height.max(1.0))
            .clamp(0.002, 46.0);
        Self {
            scale,
            x: (canvas_width - width * scale) / 2.0,
            y: (canvas_height - height * scale) / 2.0,
        }
    }

    /// Zooms by a factor (above 1: closer) around a pixel.
    pub fn zoomed(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(0.002, CLOSEST);
        let real = scale / self.scale;
        Self {
            scale,
            x: x - (x - self.x) * real,
            y: y - (y - self.y) * real,
        }
    }

    /// Moves by so many pixels.
    pub fn moved(self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            ..self
        }
    }

    /// Puts a place of the layout into the middle of the canvas, close enough to read a label.
    pub fn centred(self, x: f64, y: f64, canvas_width: f64, canvas_height: f64) -> Self {
        let scale = self.scale.max(28.0);
        Self {
            scale,
            x: canvas_width / 2.0 - x * scale,
            y: canvas_height / 2.0 - y * scale,
        }
    }

    /// The pixel of a place in the layout.
    pub fn pixel(self, x: f32, y: f32) -> (f64, f64) {
        (
            f64::from(x) * self.scale + self.x,
            f64::from(y) * self.scale + self.y,
        )
    }

    /// The place in the layout under a pixel.
    pub fn unit(self, x: f64, y: f64) -> (f32, f32) {
        (
            ((x - self.x) / self.scale) as f32,
            ((y - self.y) / self.scale) as f32,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_protocol::{GraphEdge, GraphNode, TransactionStatus};

    fn web() -> Web {
        let node = |x: f32, y: f32, depth| GraphNode {
            x,
            y,
            depth,
            gas: 100,
            status: TransactionStatus::Succeeded,
        };
        let edge = |from, to| GraphEdge {
            from,
            to,
            locations: 1,
        };
        Web::arrange(Graph {
            nodes: vec![
                node(0.5, 0.5, 0),
                node(0.5, 2.0, 0),
                node(2.0, 0.5, 1),
                node(4.0, 0.5, 2),
                node(0.5, 4.0, 0),
            ],
            edges: vec![edge(0, 2), edge(1, 2), edge(2, 3), edge(2, 99)],
            critical_path: vec![0, 2, 3],
            critical_gas: 300,
            total_gas: 500,
            independent: 1,
            width: 5.0,
            height: 5.0,
            hottest: vec![],
        })
    }

    #[test]
    fn ancestors_and_descendants_of_the_selected() {
        let marks = web().relations(Some(2));
        use Relation::{Ancestor, Descendant, None, Selected};
        assert_eq!(marks, [Ancestor, Ancestor, Selected, Descendant, None]);
        assert!(web().relations(Some(99)).iter().all(|mark| *mark == None));
    }

    #[test]
    fn edges_that_lead_nowhere_are_dropped() {
        assert_eq!(web().graph.edges.len(), 3);
    }

    #[test]
    fn the_node_under_the_pointer() {
        assert_eq!(web().at(2.1, 0.6, 0.5), Some(2));
        assert_eq!(web().at(3.0, 3.0, 0.5), None);
        assert_eq!(Web::default().at(0.0, 0.0, 1.0), None);
    }

    #[test]
    fn summed_up_in_words() {
        let summary = web().summary().replace('\u{a0}', " ");
        assert!(
            summary.contains("1 of 5 transactions depends on nothing"),
            "{summary}"
        );
        assert!(summary.contains("3 transactions, 60 %"), "{summary}");
        assert!(summary.contains("1.67×"), "{summary}");
        assert!(Web::default().summary().starts_with("No dependencies"));
    }

    #[test]
    fn the_camera_goes_there_and_back() {
        let camera = Camera::fit(10.0, 5.0, 800.0, 400.0);
        let (x, y) = camera.pixel(3.0, 2.0);
        let (back_x, back_y) = camera.unit(x, y);
        assert!((back_x - 3.0).abs() < 1e-4 && (back_y - 2.0).abs() < 1e-4);
        let near = camera.zoomed(1.5, x, y);
        let (same_x, same_y) = near.pixel(3.0, 2.0);
        assert!((same_x - x).abs() < 1e-6 && (same_y - y).abs() < 1e-6);
        assert!(camera.zoomed(1e9, 0.0, 0.0).scale <= CLOSEST);
    }
}
