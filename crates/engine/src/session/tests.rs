//! Whole conversations, with a collecting outbox in the page's place.

use super::*;
use crate::outbox::Outbox;
use lanewise_protocol::{BatchSpec, GraphOptions, Phase, TransactionDetails};
use serde_json::Value;
use std::{
    cell::RefCell,
    sync::{Mutex, MutexGuard, PoisonError},
};

pub(super) type Answer = (Reply, Option<Vec<u8>>);

/// There is one [`CONTROL`], and cargo runs tests at the same time.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All replies to a request; `meanwhile` sees each as it comes.
pub(super) fn replies(
    session: &mut Session,
    request: Request,
    bytes: &[u8],
    meanwhile: impl Fn(&Reply) + 'static,
) -> Vec<Answer> {
    let kept: Rc<RefCell<Vec<Answer>>> = Rc::default();
    let outbox: Outbox = Rc::new({
        let kept = kept.clone();
        move |reply: &Reply, buffer: Option<&[u8]>| {
            meanwhile(reply);
            kept.borrow_mut()
                .push((reply.clone(), buffer.map(<[u8]>::to_vec)));
        }
    });
    session.handle(request, bytes, &outbox);
    kept.take()
}

/// The only reply to a request.
fn answer(session: &mut Session, request: Request) -> Answer {
    let mut all = replies(session, request, &[], |_| {});
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn batch(preset: &str) -> BatchSpec {
    let preset = preset.to_owned();
    BatchSpec {
        preset,
        transactions: 120,
        accounts: 40,
        contention: 0.5,
        seed: 3,
        knobs: Vec::new(),
    }
}

fn spec(batch: BatchSpec) -> RunSpec {
    RunSpec {
        block: BlockSource::Batch(batch),
        strategy: "block-stm".into(),
        threads: 1,
    }
}

fn run(session: &mut Session, batch: BatchSpec) -> (RunResult, Timeline) {
    let all = replies(
        session,
        Request::Run {
            id: 1,
            spec: spec(batch),
        },
        &[],
        |_| {},
    );
    match all.last() {
        Some((Reply::Finished { id: 1, result }, Some(bytes))) => {
            ((**result).clone(), postcard::from_bytes(bytes).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

fn details(session: &mut Session, batch: BatchSpec, index: u32) -> TransactionDetails {
    match answer(
        session,
        Request::Transaction {
            id: 8,
            block: BlockSource::Batch(batch),
            index,
        },
    )
    .0
    {
        Reply::Transaction { id: 8, details } => *details,
        other => panic!("{other:?}"),
    }
}

fn presets() -> impl Iterator<Item = &'static str> {
    let all = lanewise_workloads::presets();
    all.iter().map(|preset| preset.id)
}

#[test]
fn hello_tells_what_there_is() {
    let Reply::Ready(info) = answer(&mut Session::default(), Request::Hello { version: VERSION }).0
    else {
        panic!("not ready")
    };
    assert_eq!((info.version, info.threads), (VERSION, 1));
    assert!(!info.presets.is_empty());
    for preset in info.presets {
        assert_eq!(preset.defaults.preset, preset.id);
        assert_eq!(validate::batch(&preset.defaults), []);
    }
    assert_eq!(info.strategies[0].id, "sequential");
}

#[test]
fn another_version_is_refused() {
    let refused = answer(
        &mut Session::default(),
        Request::Hello {
            version: VERSION + 1,
        },
    )
    .0;
    let failure = Failure::Version { engine: VERSION };
    assert_eq!(refused, Reply::Failed { id: 0, failure });
}

#[test]
fn a_preview_decodes_the_beginning() {
    for preset in presets() {
        let request = Request::Preview {
            id: 5,
            block: BlockSource::Batch(batch(preset)),
        };
        let Reply::Preview { id: 5, preview } = answer(&mut Session::default(), request).0 else {
            panic!("no preview")
        };
        assert_eq!(preview.first.len(), 20);
        assert!(preview.senders > 1 && preview.busiest_sender > 0);
        for (index, transaction) in preview.first.iter().enumerate() {
            assert_eq!(transaction.index, index as u32);
            assert_eq!(transaction.from.len(), 42);
            assert!(!transaction.to.is_empty() && !transaction.call.is_empty());
        }
    }
}

#[test]
fn a_run_tells_its_progress_and_then_its_result() {
    let _alone = alone();
    let request = Request::Run {
        id: 7,
        spec: spec(batch("token")),
    };
    let mut all = replies(&mut Session::default(), request, &[], |_| {});
    let Some((Reply::Finished { id: 7, result }, Some(bytes))) = all.pop() else {
        panic!("not finished")
    };
    let mut before = 0.0;
    let mut phases = Vec::new();
    for (reply, buffer) in all {
        let Reply::Progress {
            id: 7,
            phase,
            done,
            total,
            fraction,
        } = reply
        else {
            panic!("{reply:?}")
        };
        assert!(fraction >= before && fraction <= 1.0 && done <= total && buffer.is_none());
        before = fraction;
        phases.push(phase);
    }
    phases.dedup();
    assert_eq!(
        phases[..3],
        [Phase::Preparing, Phase::WarmingUp, Phase::Sequential]
    );
    assert_eq!(phases.last(), Some(&Phase::Checking));
    assert!(result.check.equal, "{:?}", result.check);
    assert_eq!(result.block.transactions, 120);
    assert!(result.sequential.samples_ms.len() >= 3 && result.speedup > 0.0);
    let timeline: Timeline = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(timeline.lanes, 1);
    assert!(timeline.spans.is_sorted_by_key(|span| span.start_ns));
    let last = timeline
        .spans
        .iter()
        .map(|span| span.start_ns + span.duration_ns)
        .max();
    assert_eq!(last, Some(timeline.duration_ns));
}

#[test]
fn unusable_settings_are_told_field_by_field() {
    let bad = BatchSpec {
        transactions: 0,
        ..batch("nothing")
    };
    let requests = [
        Request::Run {
            id: 4,
            spec: spec(bad.clone()),
        },
        Request::Preview {
            id: 4,
            block: BlockSource::Batch(bad.clone()),
        },
        Request::View {
            id: 4,
            block: BlockSource::Batch(bad.clone()),
            view: View::Graph(GraphOptions::default()),
        },
        Request::Transaction {
            id: 4,
            block: BlockSource::Batch(bad.clone()),
            index: 0,
        },
        Request::Export {
            id: 4,
            block: BlockSource::Batch(bad),
        },
    ];
    let _alone = alone();
    for request in requests {
        match answer(&mut Session::default(), request).0 {
            Reply::Failed {
                id: 4,
                failure: Failure::Fields(errors),
            } => assert_eq!(errors.len(), 2),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_run_is_cancelled_in_any_phase_and_the_next_one_works() {
    let _alone = alone();
    let mut session = Session::default();
    for at in [
        Phase::Preparing,
        Phase::WarmingUp,
        Phase::Sequential,
        Phase::Parallel,
    ] {
        // A block of its own each time: one that is kept is not prepared again.
        let batch = BatchSpec {
            seed: at as u32 + 100,
            ..batch("token")
        };
        let request = Request::Run {
            id: 2,
            spec: spec(batch.clone()),
        };
        let all = replies(&mut session, request, &[], move |reply| {
            if matches!(reply, Reply::Progress { phase, .. } if *phase == at) {
                CONTROL.cancel();
            }
        });
        assert_eq!(all.last().unwrap().0, Reply::Cancelled { id: 2 }, "{at:?}");
        assert!(run(&mut session, batch).0.check.equal);
    }
}

#[test]
fn a_graph_agrees_with_the_transactions() {
    let _alone = alone();
    let mut session = Session::default();
    for preset in presets() {
        let batch = batch(preset);
        let block = BlockSource::Batch(batch.clone());
        let view = View::Graph(GraphOptions::default());
        let graph = match super::view_tests::view(&mut session, block, view) {
            Ok(lanewise_protocol::Answer::Graph(graph)) => graph,
            other => panic!("{other:?}"),
        };
        assert_eq!(graph.nodes.len(), 120);
        assert_eq!(
            graph.total_gas,
            graph.nodes.iter().map(|node| node.gas).sum::<u64>()
        );
        assert!(graph.critical_gas <= graph.total_gas && !graph.critical_path.is_empty());
        assert!(graph.hottest.len() <= 12 && graph.hottest.is_sorted_by(|a, b| a.1 >= b.1));
        assert!(
            graph
                .hottest
                .iter()
                .all(|(name, _)| !name.trim().is_empty())
        );
        let deepest = (0u32..)
            .zip(&graph.nodes)
            .max_by_key(|(_, node)| node.depth)
            .unwrap()
            .0;
        let details = details(&mut session, batch, deepest);
        let sources: Vec<_> = graph
            .edges
            .iter()
            .filter(|edge| edge.to == deepest)
            .map(|edge| edge.from)
            .collect();
        assert_eq!(details.depends_on, sources);
        assert_eq!(details.gas_used, graph.nodes[deepest as usize].gas);
    }
}

#[test]
fn a_transaction_is_told_with_values_writers_and_executions() {
    let _alone = alone();
    let mut session = Session::default();
    let batch = batch("token");
    let timeline = run(&mut session, batch.clone()).1;
    for index in [0, 60, 119] {
        let details = details(&mut session, batch.clone(), index);
        assert_eq!(details.transaction.index, index);
        assert!(details.reads.len() >= details.writes.len() && !details.writes.is_empty());
        let mut writers: Vec<_> = details
            .reads
            .iter()
            .filter_map(|read| read.writer)
            .collect();
        writers.sort_unstable();
        writers.dedup();
        assert_eq!(details.depends_on, writers);
        assert!(details.dependents.iter().all(|higher| *higher > index));
        let executed = timeline.spans.iter().filter(|span| {
            use lanewise_protocol::SpanKind::{FailedValidation, Validation};
            span.transaction == index && !matches!(span.kind, Validation | FailedValidation)
        });
        assert_eq!(details.executions.len(), executed.count());
        assert!(!details.executions.is_empty());
    }
    let other = BatchSpec {
        seed: 77,
        ..batch.clone()
    };
    assert_eq!(details(&mut session, other, 0).executions, []);
    let request = Request::Transaction {
        id: 9,
        block: BlockSource::Batch(batch),
        index: 120,
    };
    let (reply, _) = answer(&mut session, request);
    assert!(
        matches!(
            reply,
            Reply::Failed {
                id: 9,
                failure: Failure::Other(_)
            }
        ),
        "{reply:?}"
    );
}

#[test]
fn an_export_holds_every_transaction_with_its_accesses() {
    let mut session = Session::default();
    for preset in presets() {
        let batch = batch(preset);
        let (Reply::Export { id: 3 }, Some(bytes)) = answer(
            &mut session,
            Request::Export {
                id: 3,
                block: BlockSource::Batch(batch.clone()),
            },
        ) else {
            panic!("no export")
        };
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(document["format"], "lanewise-block/1");
        assert_eq!(document["batch"]["preset"], preset);
        let transactions = document["transactions"].as_array().unwrap();
        assert_eq!(transactions.len(), 120);
        for transaction in transactions {
            let reads = transaction["reads"].as_object().unwrap();
            let writes = transaction["writes"].as_object().unwrap();
            assert!(!writes.is_empty() && writes.keys().all(|account| reads.contains_key(account)));
            let sender = transaction["from"].as_str().unwrap();
            assert_eq!(
                reads[sender]["nonce"],
                format!("{:#x}", transaction["nonce"].as_u64().unwrap())
            );
        }
        let details = details(&mut session, batch, 60);
        let exported = &transactions[60];
        assert_eq!(exported["gasUsed"], details.gas_used);
        assert_eq!(exported["call"], details.transaction.call);
        let sources = exported["dependsOn"].as_array().unwrap();
        let sources: Vec<_> = sources.iter().map(|one| &one["transaction"]).collect();
        assert_eq!(sources, details.depends_on.iter().collect::<Vec<_>>());
        for (address, slots) in document["places"].as_object().unwrap() {
            assert!(address.starts_with("0x") && !slots.as_object().unwrap().is_empty());
        }
    }
}

/// The browser's test reads the same file: one block is one block everywhere.
#[test]
fn roots_are_the_known_ones() {
    let _alone = alone();
    let known: Value = serde_json::from_str(include_str!("../../tests/golden-roots.json")).unwrap();
    let found = presets().map(|preset| {
        let batch = batch(preset);
        let check = run(&mut Session::default(), batch.clone()).0.check;
        let (state, receipts) = (check.state_root.parallel, check.receipts_root.parallel);
        serde_json::json!({ "batch": batch, "state": state, "receipts": receipts })
    });
    let found = Value::Array(found.collect());
    assert_eq!(found, known, "found:\n{found:#}");
}
