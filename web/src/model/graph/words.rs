//! The graph for those who read rather than look.

use super::{Web, waits};
use crate::model::{format, take_away};
use lanewise_protocol::{BlockSource, EdgeKind, Granularity, GraphEdge};

/// What an edge's kind is called.
pub const fn kind(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::ReadAfterWrite => "read after write",
        EdgeKind::WriteAfterRead => "write after read",
        EdgeKind::WriteAfterWrite => "write after write",
    }
}

/// A row of the list of transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The transaction.
    pub index: u32,
    /// Its wave.
    pub wave: u32,
    /// The edges because of which it waits.
    pub waits_for: Vec<u32>,
    /// The edges because of which others wait for it.
    pub waited_for_by: Vec<u32>,
    /// Whether it is on the longest chain.
    pub critical: bool,
}

impl Web {
    /// The graph in a sentence or two.
    pub fn summary(&self) -> String {
        let graph = &self.graph;
        let nodes = graph.nodes.len() as u64;
        if !graph.edges.iter().any(waits) {
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
                format!(
                    "{first} No number of threads makes it faster, unless its inputs are known beforehand."
                )
            }
            Some(bound) => format!(
                "{first} With unlimited threads at most about {} faster.",
                format::factor(bound)
            ),
            None => first,
        }
    }

    /// The waves in a sentence.
    pub fn waves_summary(&self) -> String {
        let waves = self.widths.len() as u64;
        let Some(most) = self.widths.iter().max() else {
            return "There are no waves: the block is empty.".to_owned();
        };
        let mean = self.graph.nodes.len() as f64 / waves as f64;
        format!(
            "{}: a wave is the transactions that could all run at the same time once the waves \
             before it are done. The widest has {}, the average {}.",
            format::plural(waves, "wave"),
            format::plural(u64::from(*most), "transaction"),
            format::significant(mean),
        )
    }

    /// What a place is called.
    pub fn place(&self, edge: &GraphEdge) -> &str {
        let name = self.graph.places.get(edge.place as usize);
        name.map_or("an unnamed place", String::as_str)
    }

    /// Why there is an edge, in a sentence.
    pub fn sentence(&self, edge: &GraphEdge) -> String {
        let place = format::clipped(&format::short_addresses(self.place(edge)), 80);
        let place = match self.graph.options.granularity {
            Granularity::Account => format!("something of {place}"),
            Granularity::Slot | Granularity::Contract => place,
        };
        let (from, to) = (
            format::count(u64::from(edge.from)),
            format::count(u64::from(edge.to)),
        );
        let more = match edge.locations {
            0 | 1 => String::new(),
            several => format!(
                " (and {})",
                match several - 1 {
                    1 => "1 more place".to_owned(),
                    rest => format!("{} more places", format::count(u64::from(rest))),
                }
            ),
        };
        match edge.kind {
            EdgeKind::ReadAfterWrite => format!(
                "Transaction {to} read {place}, which transaction {from} had written{more}."
            ),
            EdgeKind::WriteAfterRead => format!(
                "Transaction {to} wrote {place}, which transaction {from} had read{more}. With \
                 several versions in memory nobody waits for that."
            ),
            EdgeKind::WriteAfterWrite => format!(
                "Transaction {to} wrote {place}, which transaction {from} had written too{more}. \
                 With several versions in memory nobody waits for that."
            ),
        }
    }

    /// The list's row of a transaction.
    pub fn line(&self, index: u32) -> Option<Line> {
        let node = self.node(index)?;
        let true_ones = |edges: &[u32]| {
            let edges = edges.iter().copied();
            edges
                .filter(|edge| self.edge(*edge).is_some_and(waits))
                .collect()
        };
        Some(Line {
            index,
            wave: node.depth,
            waits_for: true_ones(self.incoming(index)),
            waited_for_by: true_ones(self.outgoing(index)),
            critical: self.critical[index as usize],
        })
    }

    /// The steps of the longest chain: each transaction with the edge that made it wait for the
    /// one before.
    pub fn critical_steps(&self) -> Vec<(u32, Option<u32>)> {
        let path = &self.graph.critical_path;
        let before = std::iter::once(None).chain(path.iter().map(|index| Some(*index)));
        let step = |(index, before): (&u32, Option<u32>)| {
            let edge = before.and_then(|before| self.between(before, *index));
            (*index, edge)
        };
        path.iter().zip(before).map(step).collect()
    }

    /// All edges as CSV.
    pub fn edges_csv(&self) -> String {
        let row = |edge: &GraphEdge| {
            [
                edge.from.to_string(),
                edge.to.to_string(),
                kind(edge.kind).to_owned(),
                edge.locations.to_string(),
                self.place(edge).to_owned(),
            ]
        };
        take_away::csv(
            &["from", "to", "kind", "places", "first_place"],
            self.graph.edges.iter().map(row),
        )
    }
}

/// The parameters under the title of a picture.
pub fn parameters(web: &Web, block: &BlockSource) -> String {
    let graph = &web.graph;
    let of = match block {
        BlockSource::Batch(batch) => format!(
            "{}, {}, contention {}, seed {}",
            batch.preset,
            format::plural(u64::from(batch.accounts), "account"),
            batch.contention,
            batch.seed
        ),
        BlockSource::File(_) => "block of a file".to_owned(),
        BlockSource::Project(_) => "block of a project".to_owned(),
    };
    let places = match graph.options.granularity {
        Granularity::Slot => "slots",
        Granularity::Account => "accounts",
        Granularity::Contract => "contracts",
    };
    format!(
        "{of}; {}, {} between {places}; longest chain {}",
        format::plural(graph.nodes.len() as u64, "transaction"),
        format::plural(graph.edges.len() as u64, "dependency")
            .replace("dependencys", "dependencies"),
        format::plural(graph.critical_path.len() as u64, "transaction"),
    )
}
