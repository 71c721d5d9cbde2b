//! How long each task takes on a simulated core.

use lanewise_executor::{
    AccessSet, Activity, Block, Control, ExecuteError, InPlace, Location, PreState, Receipt,
    Recorder, Stopwatch, TxIndex, WorkerId,
    strategies::{Job, Sequential, Strategy as _},
};
use std::collections::HashMap;

/// What costs are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CostModel {
    /// Measured time, in nanoseconds.
    Time,
    /// Gas used. Not all gas takes the same time, so this says how well the work can be shared out,
    /// rather than how long it takes.
    Gas,
    /// Every execution takes one step, whatever it does.
    Unit,
}

impl CostModel {
    /// What durations are counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Time => "ns",
            Self::Gas => "gas",
            Self::Unit => "steps",
        }
    }
}

/// What a validation costs, as a share of its transaction's execution, where nothing better is
/// known. Measured natively by `benches/reality.rs`: 0.05 for payments of ether, 0.02 for transfers of
/// a token, 0.03 to 0.05 for swaps, 0.01 where most validations fail at once.
pub const DEFAULT_VALIDATION_SHARE: f64 = 0.03;

/// What an execution costs at least that stopped half-way, as a share of a whole one.
pub const SHORTEST_SUSPENSION: f64 = 0.05;

/// What it costs to have a transaction's own lists of reads and writes come over from another core, as a
/// share of what a value costs: nobody waits for them. Found by trying, with `benches/reality.rs`.
pub const OWN_SHARE: f64 = 0.25;

/// How long each task takes, in units of [`Costs::kind`].
///
/// Costs are those of one strategy: [`Costs::gas`], [`Costs::unit`] and [`Costs::measure`] know
/// only what transactions cost when they are executed one by one, and
/// [`Calibration`](crate::Calibration) adds what the strategy itself costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// What they are made of.
    pub kind: CostModel,
    /// What each transaction takes when the block is executed one by one; at least 1.
    pub per_transaction: Vec<u64>,
    /// What sequential execution takes before the first transaction and after the last.
    pub around: u64,
    /// By how much an execution under the strategy takes longer than a sequential one.
    pub overhead: f64,
    /// What a validation takes, as a share of its transaction's execution.
    pub validation_share: f64,
    /// What each piece of work takes that is no transaction's, in the order in which they begin.
    pub other: Vec<u64>,
    /// What the strategy takes before its cores start and after they have ended.
    pub serial: u64,
    /// What its cores take, all together, to put the results together and to leave once everything is
    /// executed. Two can share it.
    pub finishing: u64,
    /// How much slower every task gets when more than one core is at work: 1 for cores that do not
    /// get in each other's way, more where they share caches, memory and power, as real ones do.
    pub contention: f64,
    /// How much longer an execution takes for each value that was written on another core and has to come
    /// over from that one's cache; where the transaction's own last incarnation has to, a task takes a
    /// quarter of that longer ([`OWN_SHARE`]). 0 for cores that share their caches.
    pub hand_over: u64,
    /// Whether the clock was too coarse for single transactions, so that the block's measured time
    /// was dealt out in proportion to gas.
    pub is_dealt_out: bool,
}

impl Costs {
    fn plain(kind: CostModel, per_transaction: Vec<u64>) -> Self {
        Self {
            kind,
            per_transaction,
            around: 0,
            overhead: 1.0,
            validation_share: DEFAULT_VALIDATION_SHARE,
            other: Vec::new(),
            serial: 0,
            finishing: 0,
            contention: 1.0,
            hand_over: 0,
            is_dealt_out: false,
        }
    }

    /// Every transaction takes one step. A validation's share of that is rounded, which makes it
    /// nothing.
    pub fn unit(transactions: usize) -> Self {
        Self::plain(CostModel::Unit, vec![1; transactions])
    }

    /// Every transaction takes its gas, by the receipts of any run.
    pub fn gas(receipts: &[Receipt]) -> Self {
        let gas = receipts.iter().map(|receipt| receipt.gas_used.max(1));
        Self::plain(CostModel::Gas, gas.collect())
    }

    /// Every transaction takes the median of its times over several sequential passes (at least 3;
    /// 5 are a good number), after one that only warms up. The costs are then scaled so that together
    /// they make the median pass, because medians of many small times add up to less than what
    /// they are medians of.
    ///
    /// A browser's clock may be too coarse for a single transaction. Where more than a quarter of
    /// the transactions are found to have taken no time at all, the median pass is dealt out in
    /// proportion to gas instead, and [`Costs::is_dealt_out`] says so.
    ///
    /// # Errors
    /// As sequential execution.
    pub fn measure(
        block: &Block,
        pre: &PreState,
        passes: u32,
        control: &Control,
    ) -> Result<Self, ExecuteError> {
        let transactions = block.transactions.len();
        let passes = passes.max(3) as usize;
        let mut times = vec![Vec::with_capacity(passes); transactions];
        let (mut sums, mut arounds) = (Vec::new(), Vec::new());
        let mut gas = Vec::new();
        for pass in 0..=passes {
            let (recorder, job) = (Recorder::spans(), Job::new(block, pre, &InPlace, control));
            let watch = Stopwatch::start();
            let run = Sequential.execute(&job, &recorder)?;
            let total = watch.nanoseconds();
            let spans = recorder.finish().spans;
            if pass == 0 {
                gas = run.outcome.receipts.iter().map(|r| r.gas_used).collect();
                continue;
            }
            let mut sum = 0;
            for span in spans {
                let time = span.end.saturating_sub(span.start);
                times[span.transaction as usize].push(time);
                sum += time;
            }
            sums.push(sum);
            arounds.push(total.saturating_sub(sum));
        }
        let medians: Vec<u64> = times.into_iter().map(median).collect();
        let nothing = medians.iter().filter(|time| **time == 0).count();
        let is_dealt_out = nothing * 4 > transactions;
        let weights = if is_dealt_out { gas } else { medians };
        let scale = median(sums) as f64 / (weights.iter().sum::<u64>() as f64).max(1.0);
        let scaled = weights.into_iter().map(|time| share(time, scale).max(1));
        Ok(Self {
            around: median(arounds),
            is_dealt_out,
            ..Self::plain(CostModel::Time, scaled.collect())
        })
    }

    /// What all transactions take when they are executed one by one.
    pub fn work(&self) -> u64 {
        self.per_transaction.iter().sum()
    }

    /// What a strategy on so many cores takes beside what they do. Never less than what sequential
    /// execution takes there: where the clock says so it is noise, and a simulated speedup would come
    /// out above the ceiling that the same costs give.
    pub(crate) fn beside(&self, cores: usize) -> u64 {
        let finishing = self.finishing / cores.clamp(1, 2) as u64;
        (self.serial + finishing).max(self.around)
    }

    /// How long sequential execution takes.
    pub fn sequential(&self) -> u64 {
        self.work() + self.around
    }
}

/// The median of some numbers: the lower of the middle two; 0 of none.
pub(crate) fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    let middle = numbers.len().saturating_sub(1) / 2;
    numbers.get(middle).copied().unwrap_or(0)
}

/// A part of a cost, rounded.
pub(crate) fn share(cost: u64, factor: f64) -> u64 {
    (cost as f64 * factor).round() as u64
}

/// Says what each task costs, in the course of one simulated run.
#[derive(Debug)]
pub(crate) struct Prices<'a> {
    costs: &'a Costs,
    contention: f64,
    /// Accounts and slots that each transaction reads when the block is executed one by one.
    reads: Vec<u32>,
    /// For each place that a transaction reads and a lower one wrote: the last such one. Only where
    /// handing over costs anything.
    writers: Vec<Vec<TxIndex>>,
    /// The core that last executed each transaction.
    ran_on: Vec<Option<WorkerId>>,
    others: usize,
}

impl<'a> Prices<'a> {
    pub(crate) fn new(costs: &'a Costs, accesses: &[AccessSet], cores: usize) -> Self {
        let contention = if cores > 1 { costs.contention } else { 1.0 };
        Self {
            costs,
            contention,
            reads: accesses.iter().map(distinct_reads).collect(),
            writers: if costs.hand_over > 0 && cores > 1 {
                writers(accesses)
            } else {
                Vec::new()
            },
            ran_on: vec![None; costs.per_transaction.len()],
            others: 0,
        }
    }

    /// What a task costs that has just begun on a core. Executions cost at least 1, so that time goes on.
    pub(crate) fn of(&mut self, core: WorkerId, activity: Activity) -> u64 {
        let costs = self.costs;
        let whole = |transaction: u32| {
            let cost = costs.per_transaction[transaction as usize];
            cost as f64 * costs.overhead * self.contention
        };
        match activity {
            Activity::Execution {
                transaction,
                reads,
                cut_short,
                ..
            } => {
                let known = self.reads.get(transaction as usize).copied();
                let part = if cut_short {
                    // Without anything to compare with: half, which is wrong by half at most.
                    let done = known.map_or(0.5, |all| f64::from(reads) / f64::from(all.max(1)));
                    done.clamp(SHORTEST_SUSPENSION, 1.0)
                } else {
                    1.0
                };
                let cost = ((whole(transaction) * part).round() as u64).max(1);
                let moved = self.moved(core, transaction);
                if cut_short {
                    return cost + moved;
                }
                if let Some(ran_on) = self.ran_on.get_mut(transaction as usize) {
                    *ran_on = Some(core);
                }
                cost + moved + self.handed_over(core, transaction)
            }
            Activity::Validation { transaction, .. } => {
                let cost = whole(transaction) * costs.validation_share;
                cost.round() as u64 + self.moved(core, transaction)
            }
            Activity::Other => {
                let cost = costs.other.get(self.others).copied().unwrap_or(0);
                self.others += 1;
                share(cost, self.contention)
            }
        }
    }

    /// What it costs to have the transaction's own last incarnation come over from another core.
    fn moved(&self, core: WorkerId, transaction: TxIndex) -> u64 {
        let ran_on = self.ran_on.get(transaction as usize).copied().flatten();
        let elsewhere = ran_on.is_some_and(|other| other != core);
        share(self.costs.hand_over, OWN_SHARE) * u64::from(elsewhere)
    }

    /// What it costs to have the values of lower transactions come over from other cores.
    fn handed_over(&self, core: WorkerId, transaction: TxIndex) -> u64 {
        let writers = self.writers.get(transaction as usize);
        let writers = writers.map_or(&[][..], Vec::as_slice);
        let elsewhere = |writer: &&TxIndex| {
            let ran_on = self.ran_on[**writer as usize];
            ran_on.is_some_and(|other| other != core)
        };
        self.costs.hand_over * writers.iter().filter(elsewhere).count() as u64
    }
}

/// For each transaction and each place that it reads: the last lower one that wrote it.
fn writers(accesses: &[AccessSet]) -> Vec<Vec<TxIndex>> {
    let mut last: HashMap<Location, TxIndex> = HashMap::new();
    let of = |(index, set): (TxIndex, &AccessSet)| {
        let read = set
            .reads
            .iter()
            .filter_map(|(location, _)| last.get(location));
        let read = read.copied().collect();
        let written = set.writes.iter();
        last.extend(written.map(|(location, _)| (*location, index)));
        read
    };
    (0..).zip(accesses).map(of).collect()
}

/// How many accounts and slots a transaction read. An access set has three entries for each
/// account and one for each slot.
fn distinct_reads(set: &AccessSet) -> u32 {
    use lanewise_executor::Part;
    let counts = |part: &Part| matches!(part, Part::Balance | Part::Storage(_));
    let reads = set.reads.iter();
    reads.filter(|(location, _)| counts(&location.part)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_executor::{
        Part,
        revm::primitives::{Address, U256},
    };

    #[test]
    fn a_median_is_the_lower_of_the_middle_two() {
        assert_eq!(median(vec![]), 0);
        assert_eq!(median(vec![7]), 7);
        assert_eq!(median(vec![9, 1]), 1);
        assert_eq!(median(vec![900, 2, 1]), 2);
    }

    /// An execution of a transaction, cut short or not.
    fn execution(transaction: TxIndex, reads: u32, cut_short: bool) -> Activity {
        Activity::Execution {
            transaction,
            incarnation: 0,
            reads,
            waits_for: cut_short.then_some(0),
            cut_short,
        }
    }

    #[test]
    fn a_task_cut_short_costs_the_share_of_its_reads() {
        let costs = Costs {
            per_transaction: vec![1_000],
            overhead: 1.5,
            ..Costs::unit(0)
        };
        let mut prices = Prices::new(&costs, &[], 1);
        prices.reads = vec![10];
        let mut cut = |reads| prices.of(0, execution(0, reads, true));
        assert_eq!(cut(4), 600);
        assert_eq!(cut(0), 75, "the shortest suspension");
        assert_eq!(cut(40), 1_500, "never more than the whole");
    }

    #[test]
    fn what_was_written_on_another_core_has_to_come_over() {
        let costs = Costs {
            per_transaction: vec![100; 3],
            hand_over: 8,
            ..Costs::unit(0)
        };
        let place = |slot: u64| Location {
            address: Address::ZERO,
            part: Part::Storage(U256::from(slot)),
        };
        let set = |reads: &[u64], writes: &[u64]| AccessSet {
            reads: reads
                .iter()
                .map(|slot| (place(*slot), U256::ZERO))
                .collect(),
            writes: writes
                .iter()
                .map(|slot| (place(*slot), U256::ONE))
                .collect(),
        };
        let accesses = [set(&[1], &[1, 2]), set(&[1], &[1]), set(&[1, 2, 3], &[])];
        let mut prices = Prices::new(&costs, &accesses, 2);
        let mut on = |core, transaction| prices.of(core, execution(transaction, 0, false));
        assert_eq!([on(0, 0), on(0, 1), on(0, 2)], [100, 100, 100]);
        assert_eq!(on(1, 1), 110, "a value and its own last incarnation");
        assert_eq!(on(0, 2), 108);
        assert_eq!(on(1, 0), 102, "its own last incarnation");
        assert_eq!(on(0, 2), 116);
    }
}
