//! Conversations about files.

use super::{
    tests::{alone, replies},
    *,
};
use lanewise_protocol::{
    Answer, ConflictsSpec, CostModel, CurveSpec, FileBlock, FileInfo, GraphFormat, GraphOptions,
    HeaderState, SimulationSpec, TransactionDetails,
};

const ONE: &[u8] = include_bytes!("../../tests/files/one-block.json");
const SEVERAL: &[u8] = include_bytes!("../../tests/files/several-blocks.json");

fn open(session: &mut Session, file: u32, bytes: &[u8]) -> Result<FileInfo, Failure> {
    let name = "a file.json".to_owned();
    let request = Request::Open { id: 1, file, name };
    match replies(session, request, bytes, |_| {}).pop() {
        Some((Reply::Opened { id: 1, file }, None)) => Ok(*file),
        Some((Reply::Failed { id: 1, failure }, None)) => Err(failure),
        other => panic!("{other:?}"),
    }
}

const fn at(file: u32, block: u32) -> BlockSource {
    BlockSource::File(FileBlock {
        file,
        case: 0,
        block,
    })
}

fn run(session: &mut Session, block: BlockSource, strategy: &str) -> Result<RunResult, Failure> {
    let spec = RunSpec {
        block,
        strategy: strategy.to_owned(),
        threads: 1,
    };
    match replies(session, Request::Run { id: 2, spec }, &[], |_| {}).pop() {
        Some((Reply::Finished { id: 2, result }, Some(_))) => Ok(*result),
        Some((Reply::Failed { id: 2, failure }, None)) => Err(failure),
        other => panic!("{other:?}"),
    }
}

fn is_fine(result: &RunResult) -> bool {
    let file = result.file.as_ref().expect("it is a file's block");
    let differs = |state: &HeaderState| matches!(state, HeaderState::Differs { .. });
    result.check.equal && file.header.iter().all(|field| !differs(&field.state))
}

#[test]
fn every_strategy_runs_a_files_block_as_its_header_says() {
    let _alone = alone();
    let mut session = Session::default();
    let info = open(&mut session, 7, ONE).unwrap();
    assert_eq!(info.format, "lanewise block");
    assert_eq!(info.cases[0].blocks[0].fork, "Cancun");
    for strategy in strategies::TABLE {
        let result = run(&mut session, at(7, 0), strategy.id).unwrap();
        assert!(is_fine(&result), "{}: {result:#?}", strategy.id);
        assert_eq!(result.hints_ms.is_some(), strategy.needs_hints);
        let file = result.file.unwrap();
        let state = |name: &str| file.header.iter().find(|field| field.field == name);
        for name in ["gasUsed", "stateRoot", "receiptsRoot", "logsBloom"] {
            let field = state(name).unwrap();
            assert!(matches!(field.state, HeaderState::Equal { .. }), "{name}");
        }
    }
    for granularity in ["slot", "account", "contract"] {
        let strategy = format!("locks:granularity={granularity}");
        assert!(is_fine(&run(&mut session, at(7, 0), &strategy).unwrap()));
    }
}

#[test]
fn a_block_runs_on_the_state_after_those_before_it() {
    let _alone = alone();
    let mut session = Session::default();
    let info = open(&mut session, 1, SEVERAL).unwrap();
    let blocks = &info.cases[0].blocks;
    assert_eq!(info.format, "blockchain test");
    assert_eq!(blocks.len(), 4);
    // The third spends what the second pays.
    for block in [1, 2] {
        assert!(is_fine(
            &run(&mut session, at(1, block), "block-stm").unwrap()
        ));
    }
    for block in [0, 3] {
        match run(&mut session, at(1, block), "block-stm") {
            Err(Failure::InvalidBlock { reason, must_fail }) => {
                assert!(!reason.is_empty());
                assert_eq!(must_fail, blocks[block as usize].must_fail);
                let funds = "TransactionException.INSUFFICIENT_ACCOUNT_FUNDS";
                assert_eq!(must_fail.as_deref(), Some(funds));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn views_of_a_files_block_work_without_names() {
    let _alone = alone();
    let mut session = Session::default();
    let transactions = open(&mut session, 3, ONE).unwrap().cases[0].blocks[0].transactions;
    let block = at(3, 0);
    let view = View::Graph(GraphOptions::default());
    let graph = match super::view_tests::view(&mut session, block.clone(), view) {
        Ok(Answer::Graph(graph)) => graph,
        other => panic!("{other:?}"),
    };
    assert_eq!(Some(graph.nodes.len() as u32), transactions);
    let request = Request::Transaction {
        id: 5,
        block: block.clone(),
        index: 0,
    };
    let Reply::Transaction { details, .. } =
        replies(&mut session, request, &[], |_| {}).remove(0).0
    else {
        panic!("no details")
    };
    let TransactionDetails {
        transaction, reads, ..
    } = *details;
    assert!(transaction.to.contains('…'), "{}", transaction.to);
    assert!(!reads.is_empty() && reads.iter().all(|read| read.account.contains('…')));
    let request = Request::Export { id: 6, block };
    let (_, bytes) = replies(&mut session, request, &[], |_| {}).remove(0);
    let document: serde_json::Value = serde_json::from_slice(&bytes.unwrap()).unwrap();
    assert!(document["batch"].is_null());
}

#[test]
fn a_saved_block_can_be_opened_again() {
    let _alone = alone();
    let mut session = Session::default();
    open(&mut session, 1, ONE).unwrap();
    let batch = lanewise_protocol::BatchSpec {
        preset: "token".into(),
        transactions: 50,
        accounts: 20,
        contention: 0.5,
        seed: 1,
        knobs: Vec::new(),
    };
    for (file, block) in [(2, BlockSource::Batch(batch)), (3, at(2, 0))] {
        let request = Request::Block { id: 9, block };
        let (reply, bytes) = replies(&mut session, request, &[], |_| {}).remove(0);
        assert_eq!(reply, Reply::Block { id: 9 });
        open(&mut session, file, &bytes.unwrap()).unwrap();
        let result = run(&mut session, at(file, 0), "block-stm").unwrap();
        assert!(is_fine(&result));
        assert!(result.file.unwrap().header.len() >= 4);
    }
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_one_before_open() {
    let _alone = alone();
    let mut session = Session::default();
    open(&mut session, 1, ONE).unwrap();
    for (bad, said) in [
        (&b"{\"lanewise\":1}"[..], "expected"),
        (b"not json", "the text is not JSON"),
        (b"{}", "The file holds no block."),
    ] {
        match open(&mut session, 2, bad) {
            Err(Failure::Other(why)) => {
                assert!(why.contains(said) && why.ends_with('.'), "{why}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(run(&mut session, at(1, 0), "block-stm").is_ok());
    for unknown in [at(2, 0), at(1, 9)] {
        let failure = run(&mut session, unknown, "block-stm").unwrap_err();
        assert!(matches!(failure, Failure::Other(_)), "{failure:?}");
    }
}

#[test]
fn every_view_of_a_files_block_is_answered() {
    let _alone = alone();
    let mut session = Session::default();
    open(&mut session, 3, ONE).unwrap();
    let cost = CostModel::Gas;
    let simulation = || SimulationSpec {
        strategy: "block-stm".to_owned(),
        cores: 2,
        cost,
    };
    for asked in [
        View::ExportGraph(GraphOptions::default(), GraphFormat::Dot),
        View::Curve(CurveSpec {
            strategies: vec!["locks".to_owned()],
            cores: vec![1, 2],
            cost,
        }),
        View::Simulate(simulation()),
        View::Steps(simulation()),
        View::Conflicts(ConflictsSpec { cost }),
        View::Table,
        View::Texts(vec![0]),
        View::Trace { index: 0, from: 0 },
        View::AccessList,
    ] {
        let answer = super::view_tests::view(&mut session, at(3, 0), asked.clone());
        assert!(answer.is_ok(), "{asked:?}: {answer:?}");
    }
}
