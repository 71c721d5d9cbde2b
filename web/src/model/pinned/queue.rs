//! Several strategies on one block, one run after another.
//!
//! The page has one Run and one set of settings, so the queue presses Run as a person would: it
//! sets the next strategy, runs, pins what came of it, and puts the strategy back at the end.
//! Pure: [`Queue::step`] looks at the state and says what is to be dispatched.

use crate::model::{Action, Engine, Field, Run, RunState, Shared, State};
use lanewise_protocol::BlockSource;

/// Runs that are to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    block: BlockSource,
    /// The strategy that was set when it all began.
    restore: String,
    /// The strategy that the queue set last.
    set: String,
    left: Vec<String>,
    /// Runs asked for so far.
    begun: usize,
    all: usize,
    under_way: Option<UnderWay>,
}

/// The run that the queue waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct UnderWay {
    /// [`State::runs`] before it.
    runs: u32,
    /// [`State::counter`] before it: while that stands, Run has not been heard.
    counter: u32,
}

/// What is to become of the queue.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// It goes on so.
    On(Queue),
    /// It is over; why, in a sentence, if it did not come to its end.
    Over(Option<String>),
}

/// The strategies that a queue would run on the last run's block: those that neither the last run
/// nor a pinned one has had there with as many threads; all of them where none is left.
pub fn missing(state: &State, last: &Shared<Run>) -> Vec<String> {
    let spec = &last.result.spec;
    let offered = state.info.as_deref().map(|info| &info.strategies[..]);
    let parallel = offered
        .unwrap_or_default()
        .iter()
        .filter(|one| one.parallel);
    let all: Vec<String> = parallel.map(|one| one.id.clone()).collect();
    let done = |strategy: &String| {
        let mut runs = state.pinned.iter().chain([last]);
        runs.any(|run| {
            let of = &run.result.spec;
            of.block == spec.block && of.threads == spec.threads && of.strategy == *strategy
        })
    };
    let left: Vec<String> = all.iter().filter(|one| !done(one)).cloned().collect();
    if left.is_empty() { all } else { left }
}

/// Why no queue can be begun now, in a sentence.
pub fn hindrance(state: &State, last: &Shared<Run>) -> Option<&'static str> {
    if state.source().as_ref() != Some(&last.result.spec.block) {
        return Some("The settings describe another block by now. Press Run first.");
    }
    if !state.can_run() {
        return Some("The engine is busy, or a setting cannot be used.");
    }
    None
}

impl Queue {
    /// A queue of these strategies on the last run's block.
    pub fn new(state: &State, last: &Shared<Run>, strategies: Vec<String>) -> Self {
        let restore = state.settings.get(Field::Strategy).to_owned();
        Self {
            block: last.result.spec.block.clone(),
            set: restore.clone(),
            restore,
            all: strategies.len(),
            left: strategies,
            begun: 0,
            under_way: None,
        }
    }

    /// Runs asked for so far, and all that there will be.
    pub const fn progress(&self) -> (usize, usize) {
        (self.begun, self.all)
    }

    /// The strategy of the run under way.
    pub fn current(&self) -> &str {
        &self.set
    }

    /// What the state means for the queue, and what is to be dispatched, in order.
    pub fn step(&self, state: &State) -> (Next, Vec<Action>) {
        let mut actions = Vec::new();
        if let Some(under_way) = self.under_way {
            let heard = state.counter > under_way.counter;
            if !heard || matches!(state.run, RunState::Running(_)) {
                return (Next::On(self.clone()), actions);
            }
            match &state.run {
                RunState::Done if state.runs > under_way.runs => actions.push(Action::Pin(None)),
                RunState::Failed(why) => return self.stop(Some(why)),
                RunState::Refused(refusal) => return self.stop(Some(&refusal.reason)),
                _ => return self.stop(None),
            }
        }
        if state.source().as_ref() != Some(&self.block)
            || state.settings.get(Field::Strategy) != self.set
        {
            // What the person set since then is theirs and stays.
            let why = "The settings were changed, so the other strategies were not run.";
            return (Next::Over(Some(why.to_owned())), actions);
        }
        if matches!(state.engine, Engine::Down(_)) {
            let (next, more) = self.stop(Some("The engine is not up."));
            actions.extend(more);
            return (next, actions);
        }
        let mut next = self.clone();
        next.under_way = None;
        if next.left.is_empty() {
            actions.push(self.restored());
            return (Next::Over(None), actions);
        }
        if state.can_run() {
            let strategy = next.left.remove(0);
            actions.push(Action::Set(Field::Strategy, strategy.clone()));
            actions.push(Action::Run);
            next.set = strategy;
            next.begun += 1;
            next.under_way = Some(UnderWay {
                runs: state.runs,
                counter: state.counter,
            });
        }
        (Next::On(next), actions)
    }

    /// What is to be dispatched when the queue is left before its end.
    pub fn cancel(&self) -> Vec<Action> {
        let run = self.under_way.map(|_| Action::Cancel);
        run.into_iter().chain([self.restored()]).collect()
    }

    fn restored(&self) -> Action {
        Action::Set(Field::Strategy, self.restore.clone())
    }

    fn stop(&self, why: Option<&str>) -> (Next, Vec<Action>) {
        let said = match why {
            Some(why) => format!("Stopped: {why}"),
            None => "Stopped: the run was cancelled.".to_owned(),
        };
        (Next::Over(Some(said)), vec![self.restored()])
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
