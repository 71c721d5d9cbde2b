//! Drawing the block.

use super::{
    Nonces,
    draw::{Context, Draft, Draws},
    execute::execute,
    plan::{Call, Fault, order},
    results::Entry,
};
use crate::{PrepareError, chain};
use alloy_primitives::{Address, map::AddressMap};
use lanewise_batch::{Order, Take};
use lanewise_executor::{Block, ExecuteError, PreState, Transaction};

/// How many transactions are drawn before they are executed, where steps take results: few at
/// first, so that there soon are some, then more, so that it costs little.
const FIRST_CHUNK: usize = 16;
const LARGEST_CHUNK: usize = 256;
/// Transactions between two words of progress.
const REPORT: usize = 1_000;

/// Where a transaction comes from: the list (0) or a step, from 1.
type Kind = u32;

/// Draws all transactions, in their order, with their nonces.
pub(super) fn draw(
    draws: &mut Draws<'_>,
    pre: &PreState,
    number: u64,
    nonces: &mut Nonces,
    total: u32,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Block, PrepareError> {
    let plan = draws.plan;
    let one = |fault| PrepareError::Batch(vec![fault]);
    let mut all: Vec<(Kind, Transaction)> = Vec::with_capacity(super::count(plan));
    let begun = total as usize - super::count(plan);
    let mut ahead = Ahead::new(draws, pre, number, nonces);
    let mut report = |done: usize| {
        if done.is_multiple_of(REPORT) && !progress((begun + done) as u32, total) {
            return Err(PrepareError::Stopped);
        }
        Ok(())
    };
    for call in &plan.list {
        report(all.len())?;
        let draft = draw_one(draws, call, 0, false).map_err(one)?;
        all.push((0, draft.transaction.clone()));
        if let Some(ahead) = &mut ahead {
            ahead.push(draws, None, draft).map_err(one)?;
        }
    }
    if !plan.steps.is_empty() {
        let mut lots = Lots::new(draws);
        for _ in 0..plan.batch.transactions {
            report(all.len())?;
            let step = lots.draw(draws, ahead.as_mut()).map_err(one)?;
            let (call, keeps) = (&plan.steps[step].call, plan.steps[step].is_taken);
            let draft = draw_one(draws, call, step, keeps).map_err(one)?;
            all.push((step as Kind + 1, draft.transaction.clone()));
            if let Some(ahead) = &mut ahead {
                ahead.push(draws, Some(step), draft).map_err(one)?;
            }
        }
    }
    put_in_order(draws, order(plan.batch), &mut all);
    let transactions = all.into_iter().map(|(_, mut transaction)| {
        transaction.nonce = nonces.next(transaction.caller);
        transaction
    });
    let block = chain::block(number, transactions.collect());
    if !progress(total, total) {
        return Err(PrepareError::Stopped);
    }
    Ok(block)
}

fn draw_one(draws: &mut Draws<'_>, call: &Call, step: usize, keeps: bool) -> Result<Draft, Fault> {
    let mut context = Context {
        step,
        ..Context::default()
    };
    draws.call(call, &mut context, keeps)
}

fn put_in_order(draws: &mut Draws<'_>, order: Order, all: &mut [(Kind, Transaction)]) {
    match order {
        Order::Drawn => {}
        Order::Shuffled => draws.random.shuffle(all),
        Order::ByStep => all.sort_by_key(|(kind, _)| *kind),
        Order::BySender => {
            let mut first = AddressMap::<usize>::default();
            for (at, (_, transaction)) in all.iter().enumerate() {
                first.entry(transaction.caller).or_insert(at);
            }
            all.sort_by_key(|(_, transaction)| first[&transaction.caller]);
        }
    }
}

/// Which step comes next.
struct Lots {
    weights: Vec<f64>,
    /// Whether any step has to wait for results.
    waits: bool,
}

impl Lots {
    fn new(draws: &Draws<'_>) -> Self {
        let steps = &draws.plan.steps;
        Self {
            weights: steps.iter().map(|step| step.weight).collect(),
            waits: steps.iter().any(|step| !step.takes.is_empty()),
        }
    }

    fn draw(&mut self, draws: &mut Draws<'_>, ahead: Option<&mut Ahead>) -> Result<usize, Fault> {
        if !self.waits {
            let weights = self.weights.iter().copied();
            return Ok(pick(weights, draws.random.unit()).unwrap_or(0));
        }
        if let Some(step) = self.among_ready(draws) {
            return Ok(step);
        }
        // Perhaps what is drawn already and not executed yet gives what is wanted.
        if let Some(ahead) = ahead {
            ahead.execute(draws)?;
        }
        self.among_ready(draws).ok_or_else(|| {
            Fault::new(
                "steps",
                "No step can be drawn any more: each takes the result of an earlier transaction, \
                 and there is none left that succeeded.",
            )
        })
    }

    fn among_ready(&self, draws: &mut Draws<'_>) -> Option<usize> {
        let plan = draws.plan;
        let mut weights = Vec::with_capacity(self.weights.len());
        for (at, step) in plan.steps.iter().enumerate() {
            let mut takes = step.takes.iter();
            let ready =
                takes.all(|(of, take): &(usize, Take)| draws.results.can_take(at, *of, *take));
            weights.push(if ready { self.weights[at] } else { 0.0 });
        }
        pick(weights.iter().copied(), draws.random.unit())
    }
}

/// A place, by weight; nothing where all weights are 0.
fn pick(weights: impl Iterator<Item = f64> + Clone, unit: f64) -> Option<usize> {
    let sum: f64 = weights.clone().sum();
    let mut left = unit * sum;
    let mut last = None;
    for (at, weight) in weights.enumerate() {
        if weight > 0.0 {
            if left < weight {
                return Some(at);
            }
            left -= weight;
            // Rounding may leave a little at the end.
            last = Some(at);
        }
    }
    last
}

/// Executes what is drawn, for those who take results.
struct Ahead {
    state: PreState,
    number: u64,
    nonces: AddressMap<u64>,
    waiting: Vec<(Option<usize>, Draft)>,
    chunk: usize,
}

impl Ahead {
    /// Nothing where nobody takes results.
    fn new(draws: &Draws<'_>, pre: &PreState, number: u64, nonces: &Nonces) -> Option<Self> {
        let mut steps = draws.plan.steps.iter();
        steps.any(|step| step.is_taken).then(|| Self {
            state: pre.clone(),
            number,
            nonces: nonces.0.clone(),
            waiting: Vec::new(),
            chunk: FIRST_CHUNK,
        })
    }

    fn push(
        &mut self,
        draws: &mut Draws<'_>,
        step: Option<usize>,
        draft: Draft,
    ) -> Result<(), Fault> {
        self.waiting.push((step, draft));
        if self.waiting.len() >= self.chunk {
            self.chunk = (self.chunk * 2).min(LARGEST_CHUNK);
            self.execute(draws)?;
        }
        Ok(())
    }

    fn execute(&mut self, draws: &mut Draws<'_>) -> Result<(), Fault> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let mut next = |caller: Address| {
            let next = self.nonces.entry(caller).or_default();
            *next += 1;
            *next - 1
        };
        let transactions = waiting.iter().map(|(_, draft)| Transaction {
            nonce: next(draft.transaction.caller),
            ..draft.transaction.clone()
        });
        let block = chain::block(self.number, transactions.collect());
        let ran = execute(&block, &self.state).map_err(|error| {
            let index = match &error {
                ExecuteError::InvalidTransaction { index, .. } => *index as usize,
                _ => 0,
            };
            let step = waiting.get(index).and_then(|(step, _)| *step);
            let path = step.map_or("list", |step| &draws.plan.steps[step].call.path);
            Fault::new(
                path,
                format!("A transaction drawn here is invalid: {error}."),
            )
        })?;
        self.state.apply(&ran.changes);
        for ((step, draft), receipt) in waiting.into_iter().zip(ran.receipts) {
            if let Some(step) = step
                && draws.plan.steps[step].is_taken
                && receipt.is_success()
            {
                draws.results.push(
                    step,
                    Entry {
                        sender: draft.transaction.caller,
                        arguments: draft.arguments,
                        output: receipt.output,
                    },
                );
            }
        }
        Ok(())
    }
}
