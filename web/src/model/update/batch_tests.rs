use super::*;
use crate::model::{fixtures, update};
use lanewise_protocol::{Failure, FieldError, Reply};

/// A page whose engine is up, with the scenario that has knobs.
fn ready() -> State {
    let reply = Action::Reply {
        generation: 0,
        reply: Box::new(Reply::Ready(fixtures::info())),
        payload: Payload::None,
        at: String::new(),
    };
    let (state, _) = update(&State::default(), reply);
    let (state, _) = update(&state, Action::Preset("exchange".into()));
    state
}

fn act(state: &State, action: BatchAction) -> (State, Commands) {
    update(state, Action::Batch(action))
}

fn answer(state: &State, reply: Reply, payload: Payload) -> State {
    let action = Action::Reply {
        generation: state.generation,
        reply: Box::new(reply),
        payload,
        at: String::new(),
    };
    update(state, action).0
}

fn report(transactions: u32) -> DryRun {
    DryRun {
        transactions,
        succeeded: transactions,
        gas_used: 1,
        failures: Vec::new(),
        calls: Vec::new(),
    }
}

fn asked(commands: &Commands) -> Option<(u32, BlockSource)> {
    commands.iter().find_map(|command| match command {
        Command::Send(Request::DryRun { id, block }) => Some((*id, block.clone())),
        _ => None,
    })
}

#[test]
fn a_knob_changes_the_block_and_a_wrong_one_is_told_beside_it() {
    let state = ready();
    let (state, commands) = act(&state, BatchAction::Knob("pools".into(), "20".into()));
    assert!(
        matches!(commands[..], [Command::Later(..)]),
        "address and preview follow"
    );
    let Some(BlockSource::Batch(batch)) = state.source() else {
        panic!("there is a batch");
    };
    assert_eq!(batch.knobs, [("pools".to_owned(), 20.0)]);
    let (state, _) = act(&state, BatchAction::Knob("pools".into(), "0".into()));
    assert!(
        state
            .knob_remark("pools")
            .is_some_and(|said| said.contains("1 to 100"))
    );
    assert!(state.knob_remark("skew").is_none() && !state.can_run());
    let (state, _) = act(&state, BatchAction::MostContended);
    assert!(state.knob_remark("pools").is_none() && state.can_run());
    assert_eq!(
        (state.settings.knobs.as_str(), state.settings.txs.as_str()),
        ("pools:1", "9000")
    );
    let (state, _) = act(&state, BatchAction::Relaxed);
    assert_eq!(state.settings.knobs, "");
    let (same, _) = act(&state, BatchAction::Knob("unheard-of".into(), "1".into()));
    assert_eq!(same.settings, state.settings);
}

#[test]
fn unusable_knobs_of_an_address_give_way_to_their_defaults() {
    let state = State {
        settings: crate::model::Settings {
            preset: "exchange".into(),
            knobs: "pools:0,skew:1.2,hops:3".into(),
            ..Default::default()
        },
        ..State::default()
    };
    let state = answer(&state, Reply::Ready(fixtures::info()), Payload::None);
    assert_eq!(state.settings.knobs, "skew:1.2");
    assert!(
        state
            .knob_remark("pools")
            .is_some_and(|said| said.contains("The default, 10, is used"))
    );
    assert!(
        state
            .remark(Field::Knobs)
            .is_some_and(|said| said.contains("hops"))
    );
    assert_eq!(state.notices.len(), 2);
    let (state, _) = act(&state, BatchAction::Knob("pools".into(), "5".into()));
    assert!(state.knob_remark("pools").is_none());
}

#[test]
fn a_dry_run_is_of_the_block_that_it_was_asked_for() {
    let state = ready();
    let (state, commands) = act(&state, BatchAction::DryRun);
    let (id, block) = asked(&commands).expect("the engine is asked");
    assert_eq!(Some(&block), state.source().as_ref());
    let (same, commands) = act(&state, BatchAction::DryRun);
    assert!(
        asked(&commands).is_none() && same == state,
        "once is enough"
    );
    let state = answer(
        &state,
        Reply::DryRun {
            id: id + 7,
            report: report(1),
        },
        Payload::None,
    );
    assert!(state.dry_run.report.is_none(), "another's answer");
    let state = answer(
        &state,
        Reply::DryRun {
            id,
            report: report(5),
        },
        Payload::None,
    );
    assert!(state.dry_run.report.is_some() && !state.dry_run.is_stale(state.source().as_ref()));
    let (state, _) = update(&state, Action::Set(Field::Seed, "9".into()));
    assert!(state.dry_run.is_stale(state.source().as_ref()));
    let (state, commands) = act(&state, BatchAction::DryRun);
    let (id, _) = asked(&commands).expect("the engine is asked again");
    let failure = Failure::Other("It cannot be made.".into());
    let state = answer(&state, Reply::Failed { id, failure }, Payload::None);
    assert_eq!(state.dry_run.failed.as_deref(), Some("It cannot be made."));
    assert_eq!(state.engine, Engine::Ready);
}

#[test]
fn an_engine_that_breaks_ends_a_dry_run() {
    let (state, _) = act(&ready(), BatchAction::DryRun);
    let crash = Action::Crashed {
        generation: state.generation,
        reason: "out of memory".into(),
    };
    let (state, _) = update(&state, crash);
    assert!(state.dry_run.pending.is_none());
    assert!(
        state
            .dry_run
            .failed
            .is_some_and(|why| why.contains("stopped"))
    );
}

#[test]
fn a_listing_takes_the_place_of_the_steps_unless_the_batch_has_changed() {
    let mut state = ready();
    let (same, commands) = act(&state, BatchAction::List);
    assert!(
        commands.is_empty() && same == state,
        "a scenario is not listed"
    );
    state.listing = crate::model::Listing {
        pending: Some(90),
        project: Some(3),
        failed: None,
    };
    let calls = Payload::Text("[]".into());
    let late = answer(&state, Reply::Listing { id: 90 }, calls);
    assert!(
        late.listing
            .failed
            .is_some_and(|why| why.contains("changed meanwhile"))
    );
    let failure = Failure::Fields(vec![FieldError {
        field: "x".into(),
        message: "No.".into(),
    }]);
    let state = answer(&state, Reply::Failed { id: 90, failure }, Payload::None);
    assert_eq!(state.listing.failed.as_deref(), Some("No."));
}
