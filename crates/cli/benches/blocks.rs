//! How fast blocks are executed: every entry of the suite by every strategy.
//!
//! `cargo bench -p lanewise` measures everything, which takes a while: some words behind it choose,
//! as in `cargo bench -p lanewise -- mixed/block-stm`. The variable `LANEWISE_BENCH_TRANSACTIONS`
//! limits the size of the blocks; `LANEWISE_BENCH_THREADS` lists the numbers of threads, of which
//! each strategy that can use several gets every one (1,2 if nobody says). With `--test`, everything is done once and on small blocks only.
//!
//! Speed is never measured on wrong results: a strategy's outcome is compared with the sequential
//! one before its time is taken. What a strategy needs to know of the block beforehand is found out
//! outside the time.

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group,
    criterion_main, measurement::WallTime,
};
use lanewise_executor::{
    AccessSet, Control, Event, Hints, Incarnation, Observer, Outcome, Recorder, Run, ScopedThreads,
    TxIndex, Unobserved, WorkerId, WorkerObserver,
    strategies::{self, Descriptor, Job},
};
use lanewise_workloads::{
    Workload,
    suite::{self, SUITE},
};
use std::{
    env,
    hint::black_box,
    sync::OnceLock,
    time::{Duration, Instant},
};

/// As the command line has it: the C library's gives memory back between the runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The most transactions in a block, for a quicker look.
const LIMIT_VARIABLE: &str = "LANEWISE_BENCH_TRANSACTIONS";
/// The limit where nothing is measured.
const TEST_LIMIT: u32 = 200;
/// The numbers of threads, separated by commas.
const THREADS_VARIABLE: &str = "LANEWISE_BENCH_THREADS";
const SEED: u32 = 1;

/// A block, and what is known of it; made when the first of its benches is about to run, because
/// most are not wanted when somebody chooses.
struct Subject {
    workload: Workload,
    expected: Outcome,
    hints: OnceLock<Hints>,
}

impl Subject {
    fn new(entry: &suite::Entry) -> Self {
        let transactions = entry.transactions.min(limit());
        let workload = entry
            .prepare(transactions, SEED, &mut |_, _| true)
            .unwrap_or_else(|error| panic!("{}: {error}", entry.id));
        let expected = execute(&workload, "sequential", 1, None, &Unobserved).outcome;
        Self {
            workload,
            expected,
            hints: OnceLock::new(),
        }
    }

    /// What a strategy must know beforehand.
    fn hints(&self, strategy: &Descriptor) -> Option<&Hints> {
        strategy.needs_hints.then(|| {
            self.hints.get_or_init(|| {
                let Workload { block, pre, .. } = &self.workload;
                Hints::trace(block, pre, &Control::new()).expect("sequential execution succeeded")
            })
        })
    }

    /// Executes the block once and compares.
    fn check<O: Observer>(&self, strategy: &Descriptor, threads: usize, observer: &O) {
        let hints = self.hints(strategy);
        let run = execute(&self.workload, strategy.id, threads, hints, observer);
        let difference = self.expected.first_difference(&run.outcome);
        assert_eq!(difference, None, "{} on {threads}", strategy.id);
    }
}

/// The limit on a block's size.
fn limit() -> u32 {
    if env::args().any(|argument| argument == "--test") {
        return TEST_LIMIT;
    }
    let limit = env::var(LIMIT_VARIABLE).ok();
    let limit = limit.map(|text| number(LIMIT_VARIABLE, &text));
    limit.map_or(u32::MAX, |limit| u32::try_from(limit).unwrap_or(u32::MAX))
}

/// The numbers of threads to measure with.
fn threads() -> Vec<usize> {
    let list = env::var(THREADS_VARIABLE).unwrap_or_else(|_| "1,2".to_owned());
    let numbers = list.split(',').map(|text| number(THREADS_VARIABLE, text));
    numbers.collect()
}

fn number(variable: &str, text: &str) -> usize {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.unwrap_or_else(|| panic!("{variable} must be numbers above 0; \"{text}\" is none."))
}

fn execute<O: Observer>(
    workload: &Workload,
    strategy: &str,
    threads: usize,
    hints: Option<&Hints>,
    observer: &O,
) -> Run {
    let strategy = strategies::parse::<O>(strategy).expect("it comes from the table");
    let (workers, control) = (ScopedThreads(threads), Control::new());
    let job = Job::new(&workload.block, &workload.pre, &workers, &control).with_hints(hints);
    let run = strategy.execute(black_box(&job), observer);
    run.expect("every transaction of the suite is valid")
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    // Rounds of hundreds of milliseconds: as few as criterion allows, each as long as the others.
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    group
}

/// Every entry of the suite, by every strategy. Throughput is in transactions.
fn blocks(criterion: &mut Criterion) {
    let all_threads = threads();
    for entry in SUITE {
        let subject = OnceLock::new();
        let mut group = group(criterion, entry.id);
        group.throughput(Throughput::Elements(entry.transactions.min(limit()).into()));
        for strategy in strategies::TABLE {
            let threads = if strategy.parallel {
                &all_threads[..]
            } else {
                &[1]
            };
            for threads in threads {
                let id = BenchmarkId::new(strategy.id, threads);
                group.bench_with_input(id, threads, |bencher, &threads| {
                    let subject: &Subject = subject.get_or_init(|| Subject::new(entry));
                    subject.check(strategy, threads, &Unobserved);
                    let (workload, hints) = (&subject.workload, subject.hints(strategy));
                    // What is thrown away is thrown away outside the time.
                    bencher.iter_with_large_drop(|| {
                        execute(workload, strategy.id, threads, hints, &Unobserved)
                    });
                });
            }
        }
        group.finish();
    }
}

/// Watching must be free where nobody watches. `unobserved` and `disabled` take the same time,
/// although `disabled` would do as much as `recorder`, or more, if anybody told it anything.
fn observers(criterion: &mut Criterion) {
    let subject = OnceLock::new();
    let subject =
        || subject.get_or_init(|| Subject::new(suite::by_id("erc20").expect("it exists")));
    for strategy in ["sequential", "block-stm"] {
        let mut group = group(criterion, &format!("observer/{strategy}"));
        // The difference looked for is nought: more rounds than elsewhere, to see how little.
        group
            .sample_size(30)
            .measurement_time(Duration::from_secs(6));
        let strategy = strategies::descriptor(strategy).expect("it is in the table");
        let threads = if strategy.parallel { 2 } else { 1 };
        group.bench_function("unobserved", |bencher| {
            let subject = subject();
            subject.check(strategy, threads, &Unobserved);
            bencher.iter_with_large_drop(|| {
                execute(&subject.workload, strategy.id, threads, None, &Unobserved)
            });
        });
        group.bench_function("disabled", |bencher| {
            let subject = subject();
            subject.check(strategy, threads, &Disabled);
            bencher.iter_with_large_drop(|| {
                execute(&subject.workload, strategy.id, threads, None, &Disabled)
            });
        });
        group.bench_function("recorder", |bencher| {
            let subject = subject();
            subject.check(strategy, threads, &Recorder::everything());
            bencher.iter_with_large_drop(|| {
                let recorder = Recorder::everything();
                let run = execute(&subject.workload, strategy.id, threads, None, &recorder);
                (run, recorder)
            });
        });
        group.finish();
    }
}

/// Not [`Unobserved`], whose functions are empty, but an observer that would read the clock and keep
/// everything, and says that it wants nothing.
#[derive(Debug)]
struct Disabled;

#[derive(Debug, Default)]
struct DisabledWorker {
    events: Vec<(Instant, Event)>,
    accesses: Vec<AccessSet>,
}

impl Observer for Disabled {
    const ENABLED: bool = false;
    type Worker = DisabledWorker;

    fn worker(&self, _: WorkerId) -> DisabledWorker {
        DisabledWorker::default()
    }

    fn finish(&self, _: WorkerId, worker: DisabledWorker) {
        assert!(worker.events.is_empty() && worker.accesses.is_empty());
    }
}

impl WorkerObserver for DisabledWorker {
    fn event(&mut self, event: Event) {
        self.events.push((Instant::now(), event));
    }

    fn wants_accesses(&self) -> bool {
        true
    }

    fn accesses(&mut self, _: TxIndex, _: Incarnation, set: AccessSet) {
        self.accesses.push(set);
    }
}

criterion_group!(benches, blocks, observers);
criterion_main!(benches);
