//! Block-STM where most of what it begins is in vain: more cores may be of no use there, but must do
//! no harm.
//!
//! Costs are gas, so what is found is the same everywhere and every time.

use lanewise_analysis::{Bounds, DependencyGraph};
use lanewise_executor::{
    Block, Control, InPlace, PreState, Recorder,
    strategies::{Job, Sequential, Strategy as _},
};
use lanewise_simulator::{Costs, Detail, Simulation, simulate};
use lanewise_workloads::{Artifacts, generate, preset, suite};

const CORES: [usize; 5] = [2, 4, 8, 16, 32];

fn scenario(id: &str) -> (Block, PreState) {
    let mut batch = preset(id)
        .expect("the scenario exists")
        .batch
        .most_contended();
    (batch.transactions, batch.accounts) = (300, 80);
    let workload = generate(&batch, Artifacts::built_in(), &mut |_, _| true);
    let workload = workload.expect("it is generated");
    (workload.block, workload.pre)
}

fn of_suite(id: &str) -> (Block, PreState) {
    let entry = suite::by_id(id).expect("it is in the suite");
    let workload = entry.prepare(600, 1, &mut |_, _| true);
    let workload = workload.expect("nobody stops it");
    (workload.block, workload.pre)
}

/// The speedup on each number of cores, and what every schedule reaches that leaves no core idle
/// needlessly (Brent's bound).
fn speedups((block, pre): &(Block, PreState)) -> Vec<(usize, f64, f64)> {
    let (control, recorder) = (Control::new(), Recorder::everything());
    let run = Sequential.execute(&Job::new(block, pre, &InPlace, &control), &recorder);
    let (run, accesses) = (run.expect("it is valid"), recorder.finish().accesses);
    let costs = Costs::gas(&run.outcome.receipts);
    let bounds = Bounds::new(&DependencyGraph::new(&accesses), &costs.per_transaction);
    let at = |cores| {
        let simulation = Simulation {
            block,
            pre,
            strategy: "block-stm",
            cores,
            costs: &costs,
            accesses: &accesses,
            hints: None,
            exempt: None,
            control: &control,
        };
        let simulated = simulate(&simulation, Detail::Totals).expect("it is valid");
        (cores, simulated.speedup, bounds.brent(cores as u32))
    };
    CORES.map(at).to_vec()
}

#[test]
fn a_chain_takes_hardly_longer_on_many_cores_than_on_one() {
    for id in ["exchange", "nft-global", "lending"] {
        for (cores, speedup, brent) in speedups(&scenario(id)) {
            assert!(brent < 1.1, "{id} is a chain");
            assert!(speedup > 0.9, "{id}: {speedup:.2} on {cores} cores");
        }
    }
}

#[test]
fn contended_blocks_come_near_what_is_possible() {
    let blocks = ["erc20-zipf-0.8", "erc20-zipf-1.2"].map(|id| (id, of_suite(id)));
    let more = ["orderbook", "market", "dao", "game"].map(|id| (id, scenario(id)));
    for (id, block) in blocks.into_iter().chain(more) {
        for (cores, speedup, brent) in speedups(&block) {
            let share = speedup / brent;
            assert!(
                share > 0.55,
                "{id}: {speedup:.2} of {brent:.2} on {cores} cores"
            );
        }
    }
}
