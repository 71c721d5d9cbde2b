//! Who depends on whom, drawn.

use super::{Recorded, status};
use crate::subject::Subject;
use lanewise_analysis::Layout;
use lanewise_executor::Location;
use lanewise_protocol::{Graph, GraphEdge, GraphNode};

/// Places named as the hottest, at most.
const HOTTEST: usize = 12;

/// The dependency graph of a block, laid out.
pub(crate) fn graph(subject: &Subject, recorded: &Recorded) -> Graph {
    let Recorded {
        receipts, graph, ..
    } = recorded;
    let layout = Layout::new(graph);
    let gas: Vec<u64> = receipts.iter().map(|receipt| receipt.gas_used).collect();
    let critical = graph.critical_path(&gas);
    let nodes = layout.nodes.iter().zip(graph.depths()).zip(receipts);
    let edges = graph.edges().iter();
    let hottest = graph.hottest().iter().take(HOTTEST);
    Graph {
        nodes: nodes
            .map(|((at, depth), receipt)| GraphNode {
                x: at.x,
                y: at.y,
                depth: *depth,
                gas: receipt.gas_used,
                status: status(receipt),
            })
            .collect(),
        edges: edges
            .map(|edge| GraphEdge {
                from: edge.from,
                to: edge.to,
                locations: edge.locations,
            })
            .collect(),
        critical_path: critical.transactions,
        critical_gas: critical.weight,
        total_gas: gas.iter().sum(),
        independent: graph.independent(),
        width: layout.width,
        height: layout.height,
        hottest: hottest
            .map(|(place, edges)| (full_name(subject, place), *edges))
            .collect(),
    }
}

/// Account and place in words: `Token balanceOf[0x12…]`.
fn full_name(subject: &Subject, place: &Location) -> String {
    format!(
        "{} {}",
        subject.account_name(place.address),
        subject.place_name(place)
    )
}
