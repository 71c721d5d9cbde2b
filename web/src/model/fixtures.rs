//! Values that tests share.

use lanewise_protocol::{
    BatchSpec, BlockInfo, BlockSource, CaseInfo, Check, Counts, EngineInfo, FileInfo, Flavour,
    KnobInfo, Measurement, OptionInfo, Outcomes, Pair, ParallelCounts, PresetInfo, RunResult,
    RunSpec, SourceFile, Span, SpanKind, StrategyInfo, Timeline, VERSION,
};

/// A file with a case that cannot be run and one of two blocks.
pub(crate) fn file(number: u32) -> FileInfo {
    let block = |number| BlockInfo {
        number: Some(number),
        fork: "Cancun".into(),
        transactions: Some(3),
        must_fail: None,
    };
    let case = |name: &str, skip: Option<&str>, blocks: u64| CaseInfo {
        name: name.into(),
        skip: skip.map(str::to_owned),
        complete_state: true,
        blocks: (1..=blocks).map(block).collect(),
    };
    FileInfo {
        file: number,
        name: "blocks.json".into(),
        format: "blockchain test".into(),
        cases: vec![case("odd", Some("It is odd."), 1), case("even", None, 2)],
    }
}

/// A run of a preset.
pub(crate) fn spec(preset: &str) -> RunSpec {
    RunSpec {
        block: BlockSource::Batch(batch(preset)),
        strategy: "block-stm".into(),
        threads: 2,
    }
}

pub(crate) fn batch(preset: &str) -> BatchSpec {
    BatchSpec {
        preset: preset.into(),
        transactions: 10_000,
        accounts: 2_000,
        contention: 0.5,
        seed: 1,
        knobs: Vec::new(),
    }
}

pub(crate) fn info() -> EngineInfo {
    let knob = |id: &str, title: &str, most, step, value| KnobInfo {
        id: id.into(),
        title: title.into(),
        about: "A knob.".into(),
        least: 1.0,
        most,
        step,
        value,
    };
    let preset = |id: &str, title: &str, accounts| PresetInfo {
        id: id.into(),
        title: title.into(),
        group: "Tokens".into(),
        summary: "A summary.".into(),
        watch: "What to watch.".into(),
        files: vec![SourceFile {
            path: "Token.sol".into(),
            text: "contract Token {}\n".into(),
        }],
        document: "{\n  \"format\": \"lanewise-batch/1\"\n}\n".into(),
        has_contention: true,
        knobs: Vec::new(),
        contended: vec![("contention".into(), 1.2)],
        defaults: BatchSpec {
            accounts,
            ..batch(id)
        },
    };
    let mut exchange = preset("exchange", "Exchange", 500);
    exchange.group = "Exchanges".into();
    exchange.has_contention = false;
    exchange.knobs = vec![
        knob("pools", "Pools", 100.0, 1.0, 10.0),
        knob("skew", "Skew", 2.0, 0.05, 1.5),
    ];
    exchange.contended = vec![("pools".into(), 1.0), ("transactions".into(), 9_000.0)];
    let strategy = |id: &str, title: &str, parallel| StrategyInfo {
        id: id.into(),
        title: title.into(),
        summary: "A strategy.".into(),
        parallel,
        needs_hints: false,
        options: Vec::new(),
        source: String::new(),
        documentation: String::new(),
    };
    let mut locks = strategy("locks", "Access-list locks", true);
    locks.options.push(OptionInfo {
        id: "granularity".into(),
        title: "Granularity".into(),
        summary: "An option.".into(),
        values: vec![
            ("slot".into(), "Storage slot".into()),
            ("account".into(), "Account".into()),
        ],
    });
    EngineInfo {
        version: VERSION,
        flavour: Flavour::Threaded,
        threads: 4,
        presets: vec![preset("token", "Token payments", 2_000), exchange],
        strategies: vec![
            strategy("sequential", "Sequential", false),
            strategy("block-stm", "Block-STM", true),
            locks,
        ],
        evm: "revm 43.0.3".into(),
    }
}

pub(crate) fn result(spec: RunSpec) -> RunResult {
    let measured = |median_ms: f64| Measurement {
        samples_ms: vec![median_ms, median_ms + 1.0, median_ms - 1.0],
        median_ms,
        transactions_per_second: 1e7 / median_ms,
        gas_per_second: 5e11 / median_ms,
    };
    let pair = Pair {
        sequential: "0x11".into(),
        parallel: "0x11".into(),
    };
    let transactions = match &spec.block {
        BlockSource::Batch(batch) => batch.transactions,
        BlockSource::File(_) | BlockSource::Project(_) => 3,
    };
    RunResult {
        block: Counts {
            transactions,
            gas_used: 500_000_000,
            senders: 1_900,
            outcomes: Outcomes {
                succeeded: transactions,
                reverted: 0,
                halted: 0,
            },
            logs: 10_000,
        },
        spec,
        flavour: Flavour::Threaded,
        sequential: measured(90.0),
        parallel: measured(45.0),
        speedup: 2.0,
        counts: ParallelCounts::default(),
        check: Check {
            equal: true,
            state_root: pair.clone(),
            receipts_root: pair.clone(),
            logs_bloom_hash: pair,
            first_difference: None,
        },
        prepare_ms: 1.0,
        roots_ms: 1.0,
        hints_ms: None,
        fallback: None,
        file: None,
    }
}

pub(crate) fn span(lane: u16, kind: SpanKind, transaction: u32, start: u64, length: u64) -> Span {
    Span {
        lane,
        kind,
        transaction,
        incarnation: 0,
        start_ns: start,
        duration_ns: length,
    }
}

pub(crate) fn timeline() -> Timeline {
    Timeline {
        lanes: 2,
        duration_ns: 1_000,
        clock_step_ns: 5,
        spans: vec![
            span(0, SpanKind::Execution, 0, 0, 100),
            span(1, SpanKind::Aborted, 1, 0, 200),
            span(0, SpanKind::Validation, 0, 100, 20),
            span(1, SpanKind::FailedValidation, 1, 200, 10),
            span(1, SpanKind::Execution, 1, 210, 100),
        ],
        ..Timeline::default()
    }
}
