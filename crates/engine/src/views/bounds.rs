//! What limits the speedup of a block, whatever the strategy.

use super::Recorded;
use lanewise_analysis as analysis;
use lanewise_protocol::Bounds;
use lanewise_simulator::Costs;

/// The bounds for these costs, and those that cores set in numbers. `gas` and `times` are what each
/// transaction uses and took.
pub(super) fn bounds(
    recorded: &Recorded,
    costs: &[u64],
    gas: &[u64],
    times: &Costs,
    cores: &[u32],
) -> Bounds {
    let graph = &recorded.graph;
    let bounds = analysis::Bounds::new(graph, costs);
    let ceiling = |costs: &[u64]| analysis::Bounds::new(graph, costs).parallelism();
    Bounds {
        work: bounds.work(),
        critical: bounds.span(),
        critical_transactions: graph.critical_path(costs).transactions.len() as u32,
        ceiling: bounds.parallelism(),
        ceiling_by_gas: ceiling(gas),
        ceiling_by_time: ceiling(&times.per_transaction),
        serial_share: bounds.serial_share(),
        amdahl: cores.iter().map(|cores| bounds.amdahl(*cores)).collect(),
        brent: cores.iter().map(|cores| bounds.brent(*cores)).collect(),
        is_dealt_out: times.is_dealt_out,
    }
}
