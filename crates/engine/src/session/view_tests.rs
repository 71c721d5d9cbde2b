//! Conversations about views: each is asked for, and what it says agrees with the others.

use super::{
    tests::{alone, replies},
    *,
};
use lanewise_protocol::{
    Answer, BatchSpec, ConflictsSpec, CostModel, CurveSpec, EdgeKind, Granularity, GraphFormat,
    GraphOptions, ListView, Phase, SimulationSpec, Table, Trace,
};
use std::collections::HashMap;

/// The answer to a view, or why there is none.
pub(super) fn view(
    session: &mut Session,
    block: BlockSource,
    view: View,
) -> Result<Answer, Failure> {
    let request = Request::View {
        id: 21,
        block,
        view,
    };
    match replies(session, request, &[], |_| {}).pop() {
        Some((Reply::View { id: 21 }, Some(bytes))) => Ok(postcard::from_bytes(&bytes).unwrap()),
        Some((Reply::Failed { id: 21, failure }, None)) => Err(failure),
        other => panic!("{other:?}"),
    }
}

/// A small block with conflicts.
pub(super) fn block(preset: &str) -> BlockSource {
    BlockSource::Batch(BatchSpec {
        preset: preset.to_owned(),
        transactions: 80,
        accounts: 40,
        contention: 0.8,
        seed: 5,
        knobs: Vec::new(),
    })
}

/// Asks for a view and takes its answer apart.
macro_rules! ask {
    ($session:expr, $block:expr, $view:expr => $answer:ident) => {
        match view($session, $block, $view) {
            Ok(Answer::$answer(answer)) => answer,
            other => panic!("{other:?}"),
        }
    };
}
pub(super) use ask;

pub(super) fn spec(strategy: &str, cores: u32, cost: CostModel) -> SimulationSpec {
    SimulationSpec {
        strategy: strategy.to_owned(),
        cores,
        cost,
    }
}

#[test]
fn a_graph_has_the_edges_that_were_asked_for() {
    let _alone = alone();
    let mut session = Session::default();
    let mut edges = HashMap::new();
    for granularity in [
        Granularity::Slot,
        Granularity::Contract,
        Granularity::Account,
    ] {
        for both in [false, true] {
            let options = GraphOptions {
                granularity,
                anti: both,
                output: both,
            };
            let graph = ask!(&mut session, block("token"), View::Graph(options) => Graph);
            assert_eq!(graph.options, options);
            assert!(graph.edges.is_sorted_by_key(|edge| (edge.to, edge.from)));
            for edge in &graph.edges {
                assert!(edge.from < edge.to && !graph.places[edge.place as usize].is_empty());
            }
            for node in &graph.nodes {
                assert!(graph.senders[node.sender as usize].starts_with("0x"));
                assert_eq!(graph.targets[node.target as usize], "Token");
                assert_eq!(graph.functions[node.function as usize], "transfer");
            }
            let clustered: u32 = graph.clusters.iter().map(|one| one.transactions).sum();
            assert_eq!(clustered, 80);
            let binding = |kind| graph.edges.iter().filter(|edge| edge.kind == kind).count();
            edges.insert(
                (granularity, both),
                (binding(EdgeKind::ReadAfterWrite), graph.edges.len()),
            );
        }
    }
    let of = |granularity| edges[&(granularity, false)];
    // Of one token everything conflicts, when it is one place.
    assert_eq!(
        of(Granularity::Contract).0,
        edges[&(Granularity::Contract, true)].0
    );
    assert!(of(Granularity::Slot).0 > 0);
    assert!(edges[&(Granularity::Slot, true)].1 > of(Granularity::Slot).1);
    let graph = ask!(
        &mut session,
        block("token"),
        View::Graph(GraphOptions { granularity: Granularity::Contract, ..GraphOptions::default() })
            => Graph
    );
    assert_eq!(
        graph.nodes[79].depth, 79,
        "all of one contract is one chain"
    );
}

#[test]
fn a_graph_leaves_as_dot_and_as_graphml() {
    let _alone = alone();
    let mut session = Session::default();
    let export = |format| View::ExportGraph(GraphOptions::default(), format);
    let dot = ask!(&mut session, block("token"), export(GraphFormat::Dot) => Text);
    assert!(
        dot.starts_with("digraph") && dot.contains("0 transfer on Token"),
        "{}",
        &dot[..600]
    );
    assert!(
        dot.contains("Dependencies of token: 80 transactions"),
        "{}",
        &dot[..200]
    );
    let xml = ask!(&mut session, block("token"), export(GraphFormat::GraphMl) => Text);
    assert!(xml.starts_with("<?xml"));
    assert!(
        xml.contains("Token.balanceOf["),
        "{}",
        &xml[xml.len() - 600..]
    );
}

#[test]
fn a_table_agrees_with_the_graph() {
    let _alone = alone();
    let mut session = Session::default();
    for preset in ["token", "payments", "mixed"] {
        let table: Table = ask!(&mut session, block(preset), View::Table => Table);
        let graph = View::Graph(GraphOptions::default());
        let graph = ask!(&mut session, block(preset), graph => Graph);
        assert_eq!(table.rows.len(), 80);
        assert!(table.passes >= 3);
        for (row, node) in table.rows.iter().zip(&graph.nodes) {
            assert_eq!(
                (row.wave, row.gas, row.status),
                (node.depth, node.gas, node.status)
            );
            assert_eq!(
                (row.sender, row.target, row.function),
                (node.sender, node.target, node.function)
            );
            assert!(row.time_ns > 0 && row.reads >= row.writes && row.writes > 0);
        }
    }
    let table: Table = ask!(&mut session, block("payments"), View::Table => Table);
    assert_eq!(table.functions, [""]);
}

#[test]
fn texts_tell_calls_and_events() {
    let _alone = alone();
    let mut session = Session::default();
    let asked = View::Texts(vec![3, 70, 5_000]);
    let texts = ask!(&mut session, block("token"), asked => Texts);
    assert_eq!(
        texts.iter().map(|text| text.index).collect::<Vec<_>>(),
        [3, 70]
    );
    for text in texts {
        assert!(text.call.starts_with("transfer(to: "), "{}", text.call);
        assert!(
            text.events[0].starts_with("Transfer(from: "),
            "{:?}",
            text.events
        );
        assert_eq!(text.reason, "");
    }
}

#[test]
fn an_access_list_is_told_with_names_and_sizes() {
    let _alone = alone();
    let mut session = Session::default();
    let list: ListView = ask!(&mut session, block("token"), View::AccessList => AccessList);
    assert!(!list.came_with_block && list.hash.len() == 66);
    assert!(list.bytes > 1_000 && list.block_bytes > 80 * 100);
    let token = list
        .accounts
        .iter()
        .find(|account| account.name == "Token")
        .unwrap();
    let named = |name: &str| name.starts_with("balanceOf[0x");
    for slot in &token.storage_changes {
        assert!(named(&slot.place), "{}", slot.place);
    }
    let changes: usize = list
        .accounts
        .iter()
        .map(|one| {
            let slots = one.storage_changes.iter();
            one.balance_changes.len()
                + one.nonce_changes.len()
                + one.code_changes.len()
                + slots.map(|slot| slot.changes.len()).sum::<usize>()
        })
        .sum();
    assert_eq!(changes as u32, list.changes);
    let indices = token.storage_changes.iter().flat_map(|slot| &slot.changes);
    assert!(indices.clone().all(|one| (1..=80).contains(&one.index)));
    assert_eq!(list.left_out, 0);
}

#[test]
fn a_trace_comes_in_windows() {
    let _alone = alone();
    let mut session = Session::default();
    let mut from = 0;
    let mut steps = Vec::new();
    loop {
        let asked = View::Trace { index: 17, from };
        let trace: Trace = ask!(&mut session, block("exchange"), asked => Trace);
        assert_eq!((trace.index, trace.from), (17, from));
        assert!(trace.steps.len() <= Limits::TRACE_STEPS);
        for step in &trace.steps {
            assert!(!trace.contracts[step.contract as usize].is_empty());
            assert!(
                step.site
                    .is_none_or(|site| !trace.sites[site as usize].text.is_empty())
            );
        }
        from += trace.steps.len() as u64;
        let ended = trace.steps.is_empty() || from == trace.total;
        steps.extend(trace.steps);
        if ended {
            assert_eq!(from, trace.total);
            break;
        }
    }
    assert!(
        steps.len() > Limits::TRACE_STEPS,
        "it takes more than one window"
    );
    let stores: Vec<_> = steps.iter().filter(|step| step.op == "SSTORE").collect();
    assert!(stores.len() >= 2);
    let mut named = false;
    for step in stores {
        let (place, value) = step.writes.as_ref().unwrap();
        named |= place.contains("].reserve0 + reserve1");
        assert!(!value.is_empty() && step.reads.is_none() && step.site.is_some());
    }
    assert!(named);
    let beyond = View::Trace {
        index: 17,
        from: u64::MAX,
    };
    let trace: Trace = ask!(&mut session, block("exchange"), beyond => Trace);
    assert!(trace.steps.is_empty() && trace.total == steps.len() as u64);
    let beyond = View::Trace { index: 80, from: 0 };
    let refused = view(&mut session, block("exchange"), beyond);
    assert!(matches!(refused, Err(Failure::Other(said)) if said.contains("last one is 79")));
}

#[test]
fn hostile_values_are_refused() {
    let _alone = alone();
    let mut session = Session::default();
    for (asked, field) in [
        (
            View::Simulate(spec("block-stm", 0, CostModel::Unit)),
            "cores",
        ),
        (
            View::Steps(spec("block-stm", 257, CostModel::Unit)),
            "cores",
        ),
        (View::Steps(spec("\u{0}", 1, CostModel::Unit)), "strategy"),
        (View::Texts(vec![0; 100_000]), "transactions"),
        (
            View::Curve(CurveSpec {
                strategies: vec!["locks".to_owned(); 1_000],
                cores: vec![1],
                cost: CostModel::Unit,
            }),
            "strategies",
        ),
    ] {
        match view(&mut session, block("token"), asked) {
            Err(Failure::Fields(errors)) => assert_eq!(errors[0].field, field),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        session.blocks.is_empty(),
        "nothing is made for what is refused"
    );
}

#[test]
fn every_long_view_is_cancelled_and_the_next_one_works() {
    let _alone = alone();
    let simulation = || spec("block-stm", 4, CostModel::Time);
    let curve = || CurveSpec {
        strategies: vec!["locks".to_owned(), "block-stm".to_owned()],
        cores: vec![1, 2],
        cost: CostModel::Time,
    };
    let cases = [
        (View::Table, Phase::Measuring),
        (View::Curve(curve()), Phase::Measuring),
        (View::Curve(curve()), Phase::Simulating),
        (View::Simulate(simulation()), Phase::Simulating),
        (View::Steps(simulation()), Phase::Simulating),
        (View::Steps(simulation()), Phase::Analysing),
        (
            View::Conflicts(ConflictsSpec {
                cost: CostModel::Gas,
            }),
            Phase::Analysing,
        ),
        (View::Trace { index: 79, from: 0 }, Phase::Analysing),
        (View::AccessList, Phase::Tracing),
        (View::Graph(GraphOptions::default()), Phase::Preparing),
    ];
    for (asked, at) in cases {
        let mut session = Session::default();
        let request = Request::View {
            id: 2,
            block: block("token"),
            view: asked.clone(),
        };
        let all = replies(&mut session, request, &[], move |reply| {
            if matches!(reply, Reply::Progress { phase, .. } if *phase == at) {
                CONTROL.cancel();
            }
        });
        assert_eq!(
            all.last().unwrap().0,
            Reply::Cancelled { id: 2 },
            "{asked:?} {at:?}"
        );
        let cancelled = all
            .iter()
            .filter(|(reply, _)| matches!(reply, Reply::Cancelled { .. }));
        assert_eq!(cancelled.count(), 1);
        assert!(view(&mut session, block("token"), asked).is_ok());
    }
}

#[test]
fn progress_never_goes_back() {
    let _alone = alone();
    let request = Request::View {
        id: 3,
        block: block("mixed"),
        view: View::Curve(CurveSpec {
            strategies: vec!["block-stm".to_owned(), "locks".to_owned()],
            cores: vec![1, 4],
            cost: CostModel::Time,
        }),
    };
    let mut all = replies(&mut Session::default(), request, &[], |_| {});
    assert!(matches!(all.pop(), Some((Reply::View { id: 3 }, Some(_)))));
    let mut before = 0.0;
    let mut phases = Vec::new();
    for (reply, _) in all {
        let Reply::Progress {
            phase, fraction, ..
        } = reply
        else {
            panic!("{reply:?}")
        };
        assert!(fraction >= before && fraction <= 1.0);
        before = fraction;
        phases.push(phase);
    }
    for phase in [
        Phase::Preparing,
        Phase::Measuring,
        Phase::Analysing,
        Phase::Simulating,
    ] {
        assert!(phases.contains(&phase), "{phase:?}");
    }
}
