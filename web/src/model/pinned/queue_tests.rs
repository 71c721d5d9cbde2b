use super::*;
use crate::model::{
    Command, Payload, Settings, curve::tests::run, fixtures, state::Refusal, update,
};
use lanewise_protocol::{Failure, Reply, Request, RunSpec};

/// A page with an engine, set up as for a run of `token`.
fn page() -> State {
    let info = fixtures::info();
    let batch = fixtures::batch("token");
    let settings = Settings {
        preset: batch.preset,
        txs: batch.transactions.to_string(),
        accounts: batch.accounts.to_string(),
        contention: batch.contention.to_string(),
        seed: batch.seed.to_string(),
        knobs: String::new(),
        strategy: "locks:granularity=account".into(),
        threads: "2".into(),
    };
    let checked = settings.check(Some(&info));
    State {
        engine: Engine::Ready,
        info: Some(Shared::new(info)),
        settings,
        checked,
        ..State::default()
    }
}

fn apply(state: State, actions: Vec<Action>) -> (State, Vec<RunSpec>) {
    let mut state = state;
    let mut asked = Vec::new();
    for action in actions {
        let (next, commands) = update(&state, action);
        state = next;
        for command in commands {
            if let Command::Send(Request::Run { spec, .. }) = command {
                asked.push(spec);
            }
        }
    }
    (state, asked)
}

/// The engine answers the run under way.
fn answered(state: State, reply: impl Fn(u32, RunSpec) -> Reply) -> State {
    let RunState::Running(running) = &state.run else {
        panic!("nothing is run");
    };
    let reply = Box::new(reply(running.id, running.spec.clone()));
    let action = Action::Reply {
        generation: state.generation,
        reply,
        payload: Payload::Timeline(fixtures::timeline()),
        at: "2026-01-01T00:00:00Z".into(),
    };
    apply(state, vec![action]).0
}

fn finished(id: u32, spec: RunSpec) -> Reply {
    Reply::Finished {
        id,
        result: Box::new(fixtures::result(spec)),
    }
}

/// A page after one run.
fn after_a_run() -> State {
    let (state, asked) = apply(page(), vec![Action::Run]);
    assert_eq!(asked.len(), 1);
    answered(state, finished)
}

fn begun(state: &State) -> Queue {
    let last = state.last.clone().expect("a run");
    Queue::new(state, &last, missing(state, &last))
}

fn on(next: Next) -> Queue {
    match next {
        Next::On(queue) => queue,
        Next::Over(why) => panic!("over: {why:?}"),
    }
}

#[test]
fn every_strategy_is_run_and_pinned_and_the_first_one_set_again() {
    let mut state = after_a_run();
    let mut queue = begun(&state);
    assert_eq!(queue.progress(), (0, 2));
    let mut asked = Vec::new();
    loop {
        let (next, actions) = queue.step(&state);
        let (after, specs) = apply(state, actions);
        state = after;
        asked.extend(specs.into_iter().map(|spec| spec.strategy));
        match next {
            Next::Over(why) => {
                assert_eq!(why, None);
                break;
            }
            Next::On(next) => queue = next,
        }
        // While it runs nothing is to be done.
        assert_eq!(queue.step(&state), (Next::On(queue.clone()), Vec::new()));
        state = answered(state, finished);
    }
    assert_eq!(asked, ["block-stm", "locks"]);
    let pinned: Vec<_> = state
        .pinned
        .iter()
        .map(|run| run.result.spec.strategy.as_str())
        .collect();
    assert_eq!(pinned, ["block-stm", "locks"]);
    assert_eq!(state.settings.strategy, "locks:granularity=account");
}

#[test]
fn a_failure_or_a_cancelled_run_ends_it_and_puts_the_strategy_back() {
    let state = after_a_run();
    let (next, actions) = begun(&state).step(&state);
    let (running, _) = apply(state, actions);
    let queue = on(next);
    let failed = answered(running.clone(), |id, _| Reply::Failed {
        id,
        failure: Failure::Other("It broke.".into()),
    });
    let cancelled = answered(running.clone(), |id, _| Reply::Cancelled { id });
    let mut refused = cancelled.clone();
    refused.run = RunState::Refused(Refusal {
        reason: "Too much gas.".into(),
        must_fail: None,
    });
    for (state, says) in [
        (failed, "It broke."),
        (cancelled, "cancelled"),
        (refused, "Too much gas."),
    ] {
        let (next, actions) = queue.step(&state);
        let Next::Over(Some(why)) = next else {
            panic!("goes on");
        };
        assert!(why.contains(says), "{why}");
        let (state, asked) = apply(state, actions);
        assert!(asked.is_empty());
        assert_eq!(state.settings.strategy, "locks:granularity=account");
    }
    let (left, _) = apply(running, queue.cancel());
    assert_eq!(left.settings.strategy, "locks:granularity=account");
    assert!(matches!(&left.run, RunState::Running(run) if run.cancelling));
}

#[test]
fn settings_that_a_person_changes_meanwhile_stay() {
    let state = after_a_run();
    let (next, actions) = begun(&state).step(&state);
    let (running, _) = apply(state, actions);
    let queue = on(next);
    let done = answered(running, finished);
    let seed = Action::Set(Field::Seed, "7".into());
    let (changed, _) = apply(done, vec![seed]);
    let (next, actions) = queue.step(&changed);
    assert!(matches!(&next, Next::Over(Some(why)) if why.contains("settings were changed")));
    assert_eq!(actions, [Action::Pin(None)]);
    let last = changed.last.clone().expect("a run");
    assert!(hindrance(&changed, &last).is_some_and(|why| why.contains("another block")));
}

#[test]
fn only_what_was_not_measured_yet_is_run() {
    let mut state = after_a_run();
    let last = state.last.clone().expect("a run");
    assert_eq!(hindrance(&state, &last), None);
    assert_eq!(missing(&state, &last), ["block-stm", "locks"]);
    state.pinned = vec![run(8, "token", "locks"), run(9, "exchange", "block-stm")];
    assert_eq!(missing(&state, &last), ["block-stm"]);
    state.pinned.push(run(10, "token", "block-stm"));
    assert_eq!(missing(&state, &last), ["block-stm", "locks"]);
}
