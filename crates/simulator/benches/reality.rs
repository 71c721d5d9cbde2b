//! The simulator against reality: predicted and measured speedups side by side, on one thread and on
//! two.
//!
//! `cargo bench -p lanewise-simulator --bench reality [-- BLOCK...]` prints a table and ends with 1 if any
//! prediction is further than 15 % from what was measured, twice in a row. Whatever is compared is
//! measured in turn, round by round, so that whatever else the machine does meets prediction and
//! measurement alike; and rounds in which other programs used the machine do not count, as long as
//! there are enough others (where `/proc` tells).
//!
//! On two threads the prediction takes two properties of the machine into account, because simulated
//! cores do not get in each other's way and real ones do. Two sequential runs at once, which share
//! nothing, take longer each than one alone: the processors share caches, memory and power. And a value
//! that the other processor wrote has to come over from its cache: how long that takes is found with one
//! block that is not among those compared, by the hand-over with which its simulation is right.

use lanewise_executor::{
    Block, Control, Hints, InPlace, PreState, ScopedThreads, Stopwatch, Unobserved, Workers,
    strategies::{self, Job},
};
use lanewise_simulator::{Calibration, Costs, Detail, Simulation, simulate};
use lanewise_workloads::suite;
use std::{ops::Range, process::ExitCode};

/// Blocks by their names in the suite, with a number of transactions that takes some 50 ms.
const BLOCKS: [(&str, u32); 5] = [
    ("raw-transfers", 12_000),
    ("erc20", 8_000),
    ("exchange-100", 2_000),
    ("nft-counter", 5_000),
    ("mixed", 6_000),
];

const STRATEGIES: [&str; 5] = [
    "block-stm",
    "dependency-graph",
    "block-access-list",
    "locks",
    "two-phase",
];

/// The block that tells what a hand-over costs: every transaction depends on the one before.
const CHAIN: (&str, u32) = ("erc20-hot", 5_000);
/// The strategy it is executed by: one that does nothing twice.
const PLAIN: &str = "dependency-graph";
/// What a hand-over may cost, in nanoseconds.
const HAND_OVER: Range<u64> = 0..4_096;

/// Quiet rounds that are enough.
const ROUNDS: usize = 5;
/// Rounds at most; where too few of them are quiet, all count.
const ATTEMPTS: usize = 9;
/// How far a prediction may be from what is measured.
const TOLERANCE: f64 = 0.15;
/// The share of all processors' time that other programs may take in a round.
const FOREIGN: f64 = 0.03;

/// A block with what is known of it.
struct Subject {
    block: Block,
    pre: PreState,
    hints: Hints,
}

/// Predicted and measured speedups of one strategy, by round, on one thread and on two.
#[derive(Default)]
struct Row {
    predicted: [Vec<f64>; 2],
    measured: [Vec<f64>; 2],
    overhead: Vec<f64>,
    validation: Vec<f64>,
}

/// What is known of the machine, by round.
struct Machine<'a> {
    chain: &'a Subject,
    contention: Vec<f64>,
    hand_over: Vec<f64>,
}

impl Subject {
    fn new(id: &str, transactions: u32) -> Self {
        let entry = suite::by_id(id).expect("it is in the suite");
        let workload = entry.prepare(transactions, 1, &mut |_, _| true);
        let workload = workload.expect("nobody stops it");
        let (block, pre) = (workload.block, workload.pre);
        let hints = Hints::trace(&block, &pre, &Control::new()).expect("it is valid");
        Self { block, pre, hints }
    }

    /// Nanoseconds that a strategy takes.
    fn time(&self, strategy: &str, workers: &dyn Workers) -> f64 {
        let (strategy, control) = (parse(strategy), Control::new());
        let job = Job::new(&self.block, &self.pre, workers, &control);
        let watch = Stopwatch::start();
        let run = strategy.execute(&job.with_hints(Some(&self.hints)), &Unobserved);
        let time = watch.nanoseconds() as f64;
        drop(run.expect("it is valid"));
        time
    }

    /// By how much two independent runs at once are slower than one alone.
    fn contention(&self) -> f64 {
        let alone = self.time("sequential", &InPlace);
        let both = std::thread::scope(|scope| {
            let other = scope.spawn(|| self.time("sequential", &InPlace));
            let mine = self.time("sequential", &InPlace);
            mine.midpoint(other.join().expect("it does not panic"))
        });
        (both / alone).max(1.0)
    }

    /// What it costs to have a value come over from the other processor, in nanoseconds.
    fn hand_over(&self) -> u64 {
        let control = Control::new();
        let of = (&self.block, &self.pre);
        let costs = Costs::measure(of.0, of.1, 3, &control).expect("it is valid");
        let own = Calibration::measure(PLAIN, of, Some(&self.hints), &costs, 3, &control);
        let mut costs = costs.calibrated(&own.expect("it is valid"));
        let sequential = self.time("sequential", &InPlace);
        let time = self.time(PLAIN, &ScopedThreads(2));
        let measured = sequential.midpoint(self.time("sequential", &InPlace)) / time;
        let Range { mut start, mut end } = HAND_OVER;
        while end - start > 1 {
            costs.hand_over = start.midpoint(end);
            if self.predict(PLAIN, 2, &costs) > measured {
                start = costs.hand_over;
            } else {
                end = costs.hand_over;
            }
        }
        start
    }

    fn predict(&self, strategy: &str, cores: usize, costs: &Costs) -> f64 {
        let control = Control::new();
        let simulation = Simulation {
            block: &self.block,
            pre: &self.pre,
            strategy,
            cores,
            costs,
            accesses: &self.hints.accesses,
            hints: Some(&self.hints),
            exempt: None,
            control: &control,
        };
        let simulated = simulate(&simulation, Detail::Totals);
        simulated.expect("it is valid").speedup
    }

    /// Measures and predicts everything once.
    fn round(&self, rows: &mut [Row], machine: &mut Machine<'_>) {
        let control = Control::new();
        let of = (&self.block, &self.pre);
        let costs = Costs::measure(of.0, of.1, 3, &control).expect("it is valid");
        machine.hand_over.push(machine.chain.hand_over() as f64);
        for (row, strategy) in rows.iter_mut().zip(STRATEGIES) {
            let hints = Some(&self.hints);
            let own = Calibration::measure(strategy, of, hints, &costs, 3, &control);
            let own = own.expect("it is valid");
            row.overhead.push(own.overhead);
            row.validation.extend(own.validation_share);
            let mut costs = costs.calibrated(&own);
            // Those that know all values beforehand take none from each other.
            if strategy != "block-access-list" {
                costs.hand_over = median(&machine.hand_over) as u64;
            }
            let before = self.contention();
            // Rounds alternate, as in a calibration, and the first one warms up: on cheap transactions what
            // ran just before makes the same run up to 1.4 times as long.
            let workers: [&dyn Workers; 2] = [&InPlace, &ScopedThreads(2)];
            let measured = workers.map(|workers| {
                let speedup = || self.time("sequential", &InPlace) / self.time(strategy, workers);
                speedup();
                speedup()
            });
            // The machine's processors get in each other's way for a while, and then they do not: what
            // holds is what is found right before and after.
            let contention = before.midpoint(self.contention());
            machine.contention.push(contention);
            costs.contention = contention;
            for (threads, speedup) in measured.into_iter().enumerate() {
                row.measured[threads].push(speedup);
                row.predicted[threads].push(self.predict(strategy, threads + 1, &costs));
            }
        }
    }

    /// Prints the block's table; returns how many predictions are off.
    fn compare(&self, id: &str, chain: &Self) -> u32 {
        let mut rows: Vec<Row> = STRATEGIES.iter().map(|_| Row::default()).collect();
        let mut machine = Machine {
            chain,
            contention: Vec::new(),
            hand_over: Vec::new(),
        };
        // Whether each round was quiet.
        let mut quiet: Vec<bool> = Vec::new();
        while quiet.iter().filter(|quiet| **quiet).count() < ROUNDS && quiet.len() < ATTEMPTS {
            let busy = Busy::now();
            self.round(&mut rows, &mut machine);
            quiet.push(busy.is_none_or(|busy| busy.foreign_since() <= FOREIGN));
        }
        let kept = quiet.iter().filter(|quiet| **quiet).count();
        if kept >= ROUNDS {
            rows.iter_mut().for_each(|row| row.keep(&quiet));
        }
        println!(
            "\n{id}: {} transactions; {} rounds, of which {kept} quiet; two runs at once take {:.2} \
             times as long as one; a hand-over takes {:.0} ns",
            self.block.transactions.len(),
            quiet.len(),
            median(&machine.contention),
            median(&machine.hand_over),
        );
        println!(
            "  {:<18} {:>7} {:>10} {:>9} {:>7} {:>9}  {:>8} {:>10}",
            "strategy",
            "threads",
            "simulated",
            "measured",
            "ratio",
            "in 15 %",
            "overhead",
            "validation"
        );
        let mut off = 0;
        for (row, strategy) in rows.iter().zip(STRATEGIES) {
            for threads in 0..2 {
                let predicted = median(&row.predicted[threads]);
                let measured = median(&row.measured[threads]);
                let ratio = median(&row.ratios(threads));
                let is_near = (ratio - 1.0).abs() <= TOLERANCE;
                off += u32::from(!is_near);
                println!(
                    "  {strategy:<18} {:>7} {predicted:>10.3} {measured:>9.3} {ratio:>7.3} {:>9}  \
                     {:>8.2} {:>10.3}",
                    threads + 1,
                    if is_near { "yes" } else { "NO" },
                    median(&row.overhead),
                    median(&row.validation),
                );
            }
        }
        off
    }
}

impl Row {
    /// Predictions by what was measured in the same round.
    fn ratios(&self, threads: usize) -> Vec<f64> {
        let pairs = self.predicted[threads].iter().zip(&self.measured[threads]);
        pairs
            .map(|(predicted, measured)| predicted / measured)
            .collect()
    }

    /// Keeps some of the rounds.
    fn keep(&mut self, rounds: &[bool]) {
        for numbers in self.predicted.iter_mut().chain(&mut self.measured) {
            let mut rounds = rounds.iter();
            numbers.retain(|_| *rounds.next().expect("there is a number for each round"));
        }
    }
}

fn parse(strategy: &str) -> Box<dyn strategies::Strategy<Unobserved>> {
    strategies::parse(strategy).expect("it is in the table")
}

/// Not a number of none.
fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    at(sorted.len().saturating_sub(1) / 2).midpoint(at(sorted.len() / 2))
}

/// Processor time since the machine's start, in clock ticks.
struct Busy {
    /// All processors together, at work or not.
    all: f64,
    /// At work for anybody.
    anybody: f64,
    /// At work for this process.
    own: f64,
}

impl Busy {
    /// As of now; nothing where `/proc` does not tell.
    fn now() -> Option<Self> {
        let numbers = |text: &str| -> Vec<f64> {
            let words = text.split_whitespace();
            words.map(|word| word.parse().unwrap_or(0.0)).collect()
        };
        let machine = std::fs::read_to_string("/proc/stat").ok()?;
        // User, nice, system, idle, waiting for disks, and more.
        let machine = numbers(machine.lines().next()?.strip_prefix("cpu")?);
        let own = std::fs::read_to_string("/proc/self/stat").ok()?;
        // Counted behind the name, which may hold spaces.
        let own = numbers(own.rsplit_once(')')?.1);
        let all: f64 = machine.iter().take(8).sum();
        Some(Self {
            all,
            anybody: all - machine.get(3)? - machine.get(4)?,
            own: own.get(11)? + own.get(12)?,
        })
    }

    /// The share of all processors' time that others took since.
    fn foreign_since(&self) -> f64 {
        let Some(now) = Self::now() else {
            return 0.0;
        };
        let others = (now.anybody - self.anybody) - (now.own - self.own);
        others / (now.all - self.all).max(1.0)
    }
}

fn main() -> ExitCode {
    let mut result = ExitCode::SUCCESS;
    let chain = Subject::new(CHAIN.0, CHAIN.1);
    // Cargo adds options of its own.
    let asked: Vec<_> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let is_asked = |id: &str| asked.is_empty() || asked.iter().any(|arg| arg == id);
    for (id, transactions) in BLOCKS.into_iter().filter(|(id, _)| is_asked(id)) {
        let subject = Subject::new(id, transactions);
        if subject.compare(id, &chain) > 0 {
            println!("  once more:");
            if subject.compare(id, &chain) > 0 {
                result = ExitCode::FAILURE;
            }
        }
    }
    result
}
