//! Who depends on whom, drawn; and the same for other programs.

use super::{
    Recorded,
    labels::{Labels, Places},
    status,
};
use crate::subject::Subject;
use lanewise_analysis as analysis;
use lanewise_executor::Receipt;
use lanewise_protocol::{
    Cluster, EdgeKind, Granularity, Graph, GraphEdge, GraphFormat, GraphNode, GraphOptions,
};
use std::{borrow::Cow, collections::HashMap};

/// Places named as the hottest, at most.
const HOTTEST: usize = 12;
/// Clusters, at most; besides one for those that depend on nobody.
const CLUSTERS: usize = 240;

/// The dependency graph of a block, laid out.
pub(crate) fn graph(subject: &Subject, recorded: &Recorded, options: GraphOptions) -> Graph {
    let Recorded { receipts, .. } = recorded;
    let graph = with_options(recorded, options);
    let layout = analysis::Layout::new(&graph);
    let gas = gas(receipts);
    let critical = graph.critical_path(&gas);
    let clusters = layout.clusters(&graph, &gas, CLUSTERS);
    let labels = Labels::new(subject);
    let mut places = Places::new(subject);
    let mut edges: Vec<GraphEdge> = graph
        .edges()
        .iter()
        .map(|edge| GraphEdge {
            from: edge.from,
            to: edge.to,
            locations: edge.locations,
            place: graph
                .causes(edge)
                .next()
                .map_or(0, |place| places.of(place)),
            kind: kind(edge.kind),
        })
        .collect();
    // Stable: several kinds between the same two stay in their order.
    edges.sort_by_key(|edge| (edge.to, edge.from));
    let hottest = hottest(&graph);
    let nodes = layout.nodes.iter().zip(graph.depths()).zip(receipts);
    let nodes = nodes.zip(&labels.by_transaction);
    Graph {
        options,
        nodes: nodes
            .map(|(((at, depth), receipt), label)| GraphNode {
                x: at.x,
                y: at.y,
                depth: *depth,
                gas: receipt.gas_used,
                status: status(receipt),
                sender: label[0],
                target: label[1],
                function: label[2],
            })
            .collect(),
        edges,
        critical_path: critical.transactions,
        critical_gas: critical.weight,
        total_gas: gas.iter().sum(),
        independent: graph.independent(),
        width: layout.width,
        height: layout.height,
        hottest: hottest
            .into_iter()
            .map(|(place, edges)| {
                let index = places.of(place);
                (places.name(index).to_owned(), edges)
            })
            .collect(),
        places: places.into_names(),
        senders: labels.senders,
        targets: labels.targets,
        functions: labels.functions,
        clusters: clusters.waves.iter().map(cluster).collect(),
        cluster_edges: clusters
            .edges
            .iter()
            .map(|edge| (edge.from, edge.to, edge.count))
            .collect(),
    }
}

fn cluster(wave: &analysis::Wave) -> Cluster {
    let area = &wave.area;
    Cluster {
        first: wave.depths.start,
        last: wave.depths.end.saturating_sub(1),
        transactions: wave.transactions,
        gas: wave.cost,
        x: area.left,
        y: area.top,
        width: area.right - area.left,
        height: area.bottom - area.top,
    }
}

/// Gas by transaction.
pub(super) fn gas(receipts: &[Receipt]) -> Vec<u64> {
    receipts.iter().map(|receipt| receipt.gas_used).collect()
}

/// The recorded graph, or another one of the same accesses.
fn with_options(recorded: &Recorded, options: GraphOptions) -> Cow<'_, analysis::DependencyGraph> {
    if options == GraphOptions::default() {
        return Cow::Borrowed(&recorded.graph);
    }
    let granularity = match options.granularity {
        Granularity::Slot => analysis::Granularity::Slot,
        Granularity::Account => analysis::Granularity::Account,
        Granularity::Contract => analysis::Granularity::Contract,
    };
    let options = analysis::GraphOptions {
        granularity,
        anti: options.anti,
        output: options.output,
    };
    Cow::Owned(analysis::DependencyGraph::with_options(
        &recorded.accesses,
        &options,
    ))
}

fn kind(kind: analysis::EdgeKind) -> EdgeKind {
    match kind {
        analysis::EdgeKind::ReadAfterWrite => EdgeKind::ReadAfterWrite,
        analysis::EdgeKind::WriteAfterRead => EdgeKind::WriteAfterRead,
        analysis::EdgeKind::WriteAfterWrite => EdgeKind::WriteAfterWrite,
    }
}

/// The places that cause most read-after-write edges, whole accounts among them.
fn hottest(graph: &analysis::DependencyGraph) -> Vec<(analysis::Place, u32)> {
    let mut heat: HashMap<analysis::Place, u32> = HashMap::new();
    for edge in graph.true_edges() {
        for place in graph.causes(edge) {
            *heat.entry(place).or_default() += 1;
        }
    }
    let mut hottest: Vec<_> = heat.into_iter().collect();
    // The place breaks ties, so that the order does not hang on a hash map's.
    hottest.sort_unstable_by_key(|(place, edges)| (std::cmp::Reverse(*edges), *place));
    hottest.truncate(HOTTEST);
    hottest
}

/// The graph as a document for another program. What a transaction costs in it is its gas.
pub(crate) fn graph_document(
    subject: &Subject,
    recorded: &Recorded,
    options: GraphOptions,
    format: GraphFormat,
    title: &str,
) -> String {
    let graph = with_options(recorded, options);
    let gas = gas(&recorded.receipts);
    let labels = Labels::new(subject);
    let export = analysis::Export {
        graph: &graph,
        title,
        costs: &gas,
        unit: "gas",
        gas: &gas,
        node: &|index| format!("{index} {}", labels.what(index)),
        place: &|place| match place {
            analysis::Place::Part(location) => subject.full_name(location),
            analysis::Place::Account(address) => subject.account_name(*address),
        },
    };
    match format {
        GraphFormat::Dot => export.dot(),
        GraphFormat::GraphMl => export.graphml(),
    }
}
