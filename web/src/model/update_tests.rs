//! The store, driven by actions alone.

use super::*;
use crate::model::{Environment, Theme, fixtures};
use lanewise_protocol::{BatchSpec, BlockSource, EngineInfo};

#[path = "update_tests/views.rs"]
mod views;

/// The store and everything it has asked for.
#[derive(Default)]
struct Page {
    state: State,
    done: Vec<Command>,
}

impl Page {
    fn opened(query: &str, memory: Memory) -> Self {
        let mut page = Self::default();
        page.act(Action::Opened {
            environment: Environment {
                isolated: true,
                shared_memory: true,
                cores: 4,
                ..Environment::default()
            },
            query: query.into(),
            memory,
        });
        page
    }

    fn ready(query: &str) -> Self {
        let mut page = Self::opened(query, Memory::None);
        page.boot();
        page
    }

    fn boot(&mut self) {
        self.act(Action::Booted {
            generation: self.state.generation,
        });
        self.reply(Reply::Ready(fixtures::info()), Payload::None);
    }

    fn act(&mut self, action: Action) {
        let (state, commands) = update(&self.state, action);
        self.state = state;
        self.done.extend(commands);
    }

    fn reply(&mut self, reply: Reply, payload: Payload) {
        let generation = self.state.generation;
        let at = "2026-01-01T00:00:00Z".into();
        self.act(Action::Reply {
            generation,
            reply: Box::new(reply),
            payload,
            at,
        });
    }

    /// What has been sent since the last look.
    fn sent(&mut self) -> Vec<Request> {
        self.done
            .drain(..)
            .filter_map(|command| match command {
                Command::Send(request) => Some(request),
                _ => None,
            })
            .collect()
    }

    fn run(&mut self) -> u32 {
        self.done.clear();
        self.act(Action::Run);
        match &self.sent()[..] {
            [Request::Run { id, .. }] => *id,
            other => panic!("Run sends one request, not {other:?}"),
        }
    }

    fn finish(&mut self, id: u32) {
        let RunState::Running(run) = &self.state.run else {
            panic!("a run is going on")
        };
        let result = Box::new(fixtures::result(run.spec.clone()));
        self.reply(
            Reply::Finished { id, result },
            Payload::Timeline(fixtures::timeline()),
        );
    }
}

#[test]
fn opening_boots_with_threads_and_greets() {
    let mut page = Page::opened("", Memory::None);
    assert!(page.done.contains(&Command::Boot {
        generation: 1,
        threaded: true,
        threads: 4
    }));
    page.act(Action::Booted { generation: 1 });
    assert_eq!(page.sent(), [Request::Hello { version: VERSION }]);
    assert!(!page.state.can_run());
    page.reply(Reply::Ready(fixtures::info()), Payload::None);
    assert!(page.state.can_run());
    assert!(
        matches!(&page.sent()[..], [Request::Preview { block: BlockSource::Batch(batch), .. }] if batch.preset == "token")
    );
    assert!(page.state.notices.is_empty());
}

#[test]
fn without_isolation_the_single_build_is_started_and_the_reason_kept() {
    let mut page = Page::default();
    page.act(Action::Opened {
        environment: Environment {
            shared_memory: true,
            cores: 8,
            ..Environment::default()
        },
        query: String::new(),
        memory: Memory::None,
    });
    assert!(page.done.contains(&Command::Boot {
        generation: 1,
        threaded: false,
        threads: 1
    }));
    assert!(
        page.state
            .why_single
            .as_deref()
            .is_some_and(|why| why.contains("isolation"))
    );
}

#[test]
fn a_run_goes_from_idle_to_done() {
    let mut page = Page::ready("");
    assert_eq!(page.state.run.key(), "idle");
    let id = page.run();
    assert_eq!(page.state.run.key(), "running");
    assert!(!page.state.can_run());
    for fraction in [0.5, 0.3] {
        let phase = Phase::Parallel;
        page.reply(
            Reply::Progress {
                id,
                phase,
                done: 1,
                total: 2,
                fraction,
            },
            Payload::None,
        );
    }
    assert!(matches!(&page.state.run, RunState::Running(run) if run.fraction == 0.5));
    page.finish(id);
    assert_eq!(page.state.run.key(), "done");
    let last = page.state.last.as_ref().expect("a result");
    assert_eq!((last.number, last.lanes.lanes.len()), (1, 2));
}

#[test]
fn answers_to_forgotten_questions_change_nothing() {
    let mut page = Page::ready("");
    let before = page.state.clone();
    let result = Box::new(fixtures::result(before.checked.spec.clone().expect("fine")));
    page.reply(Reply::Finished { id: 999, result }, Payload::None);
    page.reply(Reply::View { id: 999 }, Payload::None);
    page.reply(Reply::Cancelled { id: 999 }, Payload::None);
    page.act(Action::Crashed {
        generation: 0,
        reason: "old".into(),
    });
    assert_eq!(page.state, before);
}

#[test]
fn cancel_raises_the_flag_and_replaces_a_worker_that_does_not_listen() {
    let mut page = Page::ready("");
    let first = page.run();
    page.finish(first);
    let id = page.run();
    page.act(Action::Cancel);
    page.act(Action::Cancel);
    assert_eq!(
        page.done
            .iter()
            .filter(|one| **one == Command::RaiseCancel)
            .count(),
        1
    );
    assert!(page.done.contains(&Command::Later(
        CANCEL_MS,
        Box::new(Action::CancelOverdue(id))
    )));
    page.act(Action::CancelOverdue(id));
    assert_eq!(page.state.run, RunState::Cancelled);
    assert!(matches!(page.done.last(), Some(Command::Later(..))));
    assert!(
        page.done
            .iter()
            .any(|one| matches!(one, Command::Boot { generation: 2, .. }))
    );
    assert_eq!(
        page.state.last.as_ref().map(|last| last.number),
        Some(1),
        "the result stays"
    );
    page.boot();
    assert!(page.state.can_run());
}

#[test]
fn cancel_heard_in_time_keeps_the_worker() {
    let mut page = Page::ready("");
    let id = page.run();
    page.act(Action::Cancel);
    page.reply(Reply::Cancelled { id }, Payload::None);
    page.act(Action::CancelOverdue(id));
    assert_eq!(
        (page.state.generation, page.state.run.key()),
        (1, "cancelled")
    );
}

#[test]
fn a_crash_during_a_run_keeps_everything_else() {
    let mut page = Page::ready("?txs=500");
    let first = page.run();
    page.finish(first);
    page.act(Action::Set(Field::Txs, "700".into()));
    page.run();
    page.act(Action::Crashed {
        generation: 1,
        reason: "out of memory".into(),
    });
    assert_eq!(page.state.run.key(), "failed");
    assert!(page.state.notices[0].text.contains("out of memory"));
    assert_eq!(page.state.settings.txs, "700");
    assert!(page.state.last.is_some());
    assert_eq!(
        page.state.engine,
        Engine::Starting {
            threaded: true,
            again: true
        }
    );
    page.boot();
    assert!(page.state.can_run());
}

#[test]
fn threads_that_fail_to_start_fall_back_to_one() {
    let mut page = Page::opened("", Memory::None);
    page.act(Action::Crashed {
        generation: 1,
        reason: "no memory".into(),
    });
    assert!(page.done.contains(&Command::Boot {
        generation: 2,
        threaded: false,
        threads: 1
    }));
    assert!(
        page.state
            .why_single
            .as_deref()
            .is_some_and(|why| why.contains("no memory"))
    );
    page.act(Action::Crashed {
        generation: 2,
        reason: "none at all".into(),
    });
    assert!(matches!(&page.state.engine, Engine::Down(why) if why.contains("none at all")));
    let mut slow = Page::opened("", Memory::None);
    slow.act(Action::BootOverdue { generation: 1 });
    assert_eq!(slow.state.generation, 2);
}

#[test]
fn another_version_is_refused() {
    let mut page = Page::opened("", Memory::None);
    page.act(Action::Booted { generation: 1 });
    let info = EngineInfo {
        version: VERSION + 1,
        ..fixtures::info()
    };
    page.reply(Reply::Ready(info), Payload::None);
    assert!(matches!(&page.state.engine, Engine::Down(why) if why.contains("reload")));
    assert!(!page.state.can_run());
}

#[test]
fn bad_values_in_the_address_give_way_to_defaults_with_a_sentence() {
    for (query, field) in [
        ("?txs=0", Field::Txs),
        ("?txs=10000000", Field::Txs),
        ("?contention=9", Field::Contention),
        ("?threads=99", Field::Threads),
        ("?accounts=lots", Field::Accounts),
    ] {
        let mut page = Page::ready(query);
        assert!(page.state.can_run(), "{query}");
        assert!(
            page.state
                .remark(field)
                .is_some_and(|said| said.contains("is used")),
            "{query}"
        );
        assert_eq!(page.state.notices[0].field, Some(field));
        let value = query.split_once('=').expect("a pair").1;
        assert_ne!(page.state.settings.get(field), value);
        assert!(
            page.state
                .remark(field)
                .is_some_and(|said| said.contains(value))
        );
        page.act(Action::Set(field, "2".into()));
        assert!(page.state.can_run(), "{query} corrected");
        assert!(page.state.remark(field).is_none() && page.state.notices.is_empty());
    }
}

#[test]
fn what_is_typed_wrong_stays_to_be_corrected() {
    let mut page = Page::ready("");
    page.act(Action::Set(Field::Txs, "0".into()));
    assert!(!page.state.can_run());
    assert!(page.state.is_wrong(Field::Txs));
    assert_eq!(page.state.settings.txs, "0");
}

#[test]
fn many_bad_values_give_one_notice_and_a_sentence_each() {
    let page = Page::ready("?txs=0&accounts=0&contention=9&threads=99&strategy=x");
    assert!(page.state.can_run());
    assert_eq!(page.state.notices.len(), 1);
    for field in [
        Field::Txs,
        Field::Accounts,
        Field::Contention,
        Field::Threads,
        Field::Strategy,
    ] {
        assert!(page.state.remark(field).is_some(), "{}", field.key());
    }
}

#[test]
fn an_unknown_preset_is_replaced_and_said() {
    let page = Page::ready("?preset=foo");
    assert!(page.state.can_run());
    assert!(
        page.state
            .remark(Field::Preset)
            .is_some_and(|said| said.contains("foo"))
    );
    assert_eq!(page.state.notices.len(), 1);
}

#[test]
fn address_storage_and_preview_follow_once_the_settings_rest() {
    let mut page = Page::ready("?embed=1");
    page.done.clear();
    page.act(Action::Set(Field::Txs, "12".into()));
    page.act(Action::Set(Field::Txs, "123".into()));
    page.act(Action::Rested(1));
    assert!(
        page.done
            .iter()
            .all(|command| matches!(command, Command::Later(..)))
    );
    page.act(Action::Rested(2));
    let address = page.done.iter().find_map(|command| match command {
        Command::WriteAddress(query) => Some(query.clone()),
        _ => None,
    });
    assert_eq!(
        address.as_deref(),
        Some(
            "?preset=token&txs=123&accounts=2000&contention=0.5&seed=1&strategy=block-stm&threads=4&embed=1"
        )
    );
    assert!(
        page.done
            .iter()
            .any(|command| matches!(command, Command::Store(_)))
    );
    assert!(matches!(
        &page.sent()[..],
        [Request::Preview {
            block: BlockSource::Batch(BatchSpec {
                transactions: 123,
                ..
            }),
            ..
        }]
    ));
}

#[test]
fn a_link_wins_over_what_was_stored() {
    let settings = Settings {
        txs: "77".into(),
        seed: "5".into(),
        ..Settings::default()
    };
    let memory = || {
        Memory::Stored(Stored {
            theme: Theme::Dark,
            settings: settings.clone(),
        })
    };
    let mut page = Page::opened("?txs=20", memory());
    page.boot();
    assert_eq!(
        (
            page.state.settings.txs.as_str(),
            page.state.settings.seed.as_str()
        ),
        ("20", "1")
    );
    assert_eq!(page.state.theme, Theme::Dark);
    let mut page = Page::opened("", memory());
    page.boot();
    assert_eq!(
        (
            page.state.settings.txs.as_str(),
            page.state.settings.seed.as_str()
        ),
        ("77", "5")
    );
    assert!(
        page.done
            .iter()
            .any(|command| matches!(command, Command::WriteAddress(_)))
    );
}

#[test]
fn unreadable_storage_is_said_quietly() {
    let page = Page::opened("", Memory::SetAside);
    assert_eq!(page.state.notices[0].tone, Tone::Quiet);
}

#[test]
fn a_block_that_cannot_be_is_said_and_the_last_result_stays() {
    let mut page = Page::ready("");
    let first = page.run();
    page.finish(first);
    let id = page.run();
    let failure = Failure::InvalidTransaction {
        index: 3,
        reason: "the sender cannot pay.".into(),
    };
    page.reply(Reply::Failed { id, failure }, Payload::None);
    assert!(matches!(&page.state.run, RunState::Failed(why) if why.contains("cannot pay")));
    assert_eq!(page.state.notices.len(), 1);
    assert!(page.state.last.is_some() && page.state.can_run());
}

#[test]
fn fields_refused_by_the_engine_are_marked() {
    let mut page = Page::ready("");
    let id = page.run();
    let error = FieldError {
        field: "accounts".into(),
        message: "Accounts: more, please.".into(),
    };
    page.reply(
        Reply::Failed {
            id,
            failure: Failure::Fields(vec![error]),
        },
        Payload::None,
    );
    assert_eq!(
        page.state.remark(Field::Accounts),
        Some("Accounts: more, please.")
    );
    page.act(Action::Set(Field::Accounts, "5000".into()));
    assert_eq!(page.state.remark(Field::Accounts), None);
    assert!(page.state.notices.is_empty());
}

#[test]
fn a_selection_is_shared_and_asked_about() {
    let mut page = Page::ready("");
    page.act(Action::Select(Some(3)));
    assert_eq!(page.state.selection.index, None, "nothing to select from");
    let id = page.run();
    page.finish(id);
    page.act(Action::Select(Some(u32::MAX)));
    assert_eq!(page.state.selection.index, Some(9_999));
    assert!(matches!(
        &page.sent()[..],
        [Request::Transaction { index: 9_999, .. }]
    ));
    page.act(Action::Select(None));
    assert_eq!(page.state.selection, Selection::default());
}

#[test]
fn saving_holds_the_engines_document_or_says_that_it_does_not() {
    let mut page = Page::ready("");
    let id = page.run();
    page.finish(id);
    page.act(Action::Save);
    let [Request::Export { id, .. }] = page.sent()[..] else {
        panic!("asks the engine")
    };
    page.reply(
        Reply::Export { id },
        Payload::Text("{\"transactions\":[]}".into()),
    );
    assert!(
        matches!(&page.done[..], [Command::Download { text, .. }] if text.contains("\"block\":{"))
    );
    assert!(page.state.notices.is_empty());
    page.act(Action::Save);
    let [Request::Export { id, .. }] = page.sent()[..] else {
        panic!("asks the engine")
    };
    page.reply(
        Reply::Failed {
            id,
            failure: Failure::Other("no".into()),
        },
        Payload::None,
    );
    assert!(
        matches!(&page.done[..], [Command::Download { text, .. }] if text.contains("\"block\":null"))
    );
    assert_eq!(page.state.notices.len(), 1);
}
