//! Questions about the last run's block.

use super::*;
use crate::model::{Lens, Looking, Slot, Tab};
use lanewise_protocol::{Answer, Graph, GraphOptions, Table, View};

impl Page {
    /// A run has ended, and nothing else was asked.
    fn after_a_run(&mut self) {
        let id = self.run();
        self.finish(id);
        self.done.clear();
    }

    fn ask_graph(&mut self) -> Option<u32> {
        self.act(Action::Ask(
            Slot::Graph,
            View::Graph(GraphOptions::default()),
        ));
        match self.sent()[..] {
            [Request::View { id, .. }] => Some(id),
            _ => None,
        }
    }

    fn answer(&mut self, id: u32) {
        let answer = Answer::Graph(Graph::default());
        self.reply(Reply::View { id }, Payload::Answer(Box::new(answer)));
    }

    fn graph(&self) -> &Looking {
        &self.state.views.get(Slot::Graph).expect("asked").state
    }
}

#[test]
fn a_view_is_asked_for_once_and_kept_for_the_same_block() {
    let mut page = Page::ready("");
    assert_eq!(page.ask_graph(), None, "there is no run to ask about");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    assert_eq!(page.ask_graph(), None, "it is on its way");
    page.answer(id);
    assert_eq!(*page.graph(), Looking::Ready);
    page.after_a_run();
    assert_eq!(page.ask_graph(), None, "the block is the same");
    page.act(Action::Set(Field::Seed, "9".into()));
    page.after_a_run();
    assert!(page.state.views.get(Slot::Graph).is_none());
    assert!(page.ask_graph().is_some());
}

#[test]
fn another_question_supersedes_and_the_old_answer_stays_until_then() {
    let mut page = Page::ready("");
    page.after_a_run();
    let first = page.ask_graph().expect("asked");
    page.answer(first);
    let options = GraphOptions {
        anti: true,
        ..GraphOptions::default()
    };
    page.act(Action::Ask(Slot::Graph, View::Graph(options)));
    let [Request::View { id: second, .. }] = page.sent()[..] else {
        panic!("asked anew")
    };
    let asked = page.state.views.get(Slot::Graph).expect("asked");
    assert!(asked.answer().is_none() && asked.shown.is_some());
    page.answer(first);
    assert_ne!(*page.graph(), Looking::Ready, "that was the old question");
    page.answer(second);
    assert_eq!(*page.graph(), Looking::Ready);
}

#[test]
fn a_failed_view_says_why_and_can_be_asked_again() {
    let mut page = Page::ready("");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    page.reply(
        Reply::Failed {
            id,
            failure: Failure::Other("It is too large.".into()),
        },
        Payload::None,
    );
    assert_eq!(*page.graph(), Looking::Failed("It is too large.".into()));
    assert_eq!(page.ask_graph(), None, "not by itself");
    page.act(Action::AskAgain(Slot::Graph));
    assert!(matches!(page.sent()[..], [Request::View { .. }]));
}

#[test]
fn a_crash_does_not_repeat_the_question_that_caused_it() {
    let mut page = Page::ready("");
    page.after_a_run();
    page.ask_graph();
    page.act(Action::Crashed {
        generation: 1,
        reason: "x".into(),
    });
    page.done.clear();
    page.boot();
    let sent = page.sent();
    assert!(!sent.iter().any(|it| matches!(it, Request::View { .. })));
    assert!(matches!(page.graph(), Looking::Failed(_)));
    page.act(Action::AskAgain(Slot::Graph));
    assert!(matches!(page.sent()[..], [Request::View { .. }]));
}

#[test]
fn cancel_stops_a_view_and_only_that() {
    let mut page = Page::ready("");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    page.act(Action::CancelView(Slot::Graph));
    page.act(Action::CancelView(Slot::Graph));
    let raised = page
        .done
        .iter()
        .filter(|it| **it == Command::RaiseCancel)
        .count();
    assert_eq!(raised, 1);
    page.reply(Reply::Cancelled { id }, Payload::None);
    assert_eq!(*page.graph(), Looking::Cancelled);
    page.done.clear();
    page.act(Action::ViewOverdue(id));
    assert_eq!(page.done, [], "it was in time");
    assert_eq!(page.state.run.key(), "done");
}

#[test]
fn an_engine_that_does_not_listen_is_replaced() {
    let mut page = Page::ready("");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    page.act(Action::CancelView(Slot::Graph));
    page.done.clear();
    page.act(Action::ViewOverdue(id));
    assert!(matches!(page.done[..], [Command::Boot { .. }, ..]));
    assert_eq!(*page.graph(), Looking::Cancelled);
}

#[test]
fn a_run_goes_before_a_view_which_is_asked_again_afterwards() {
    let mut page = Page::ready("");
    page.after_a_run();
    let view = page.ask_graph().expect("asked");
    page.act(Action::Run);
    assert_eq!(page.done[0], Command::RaiseCancel);
    assert_eq!(page.sent(), [], "the engine is still busy");
    page.reply(Reply::Cancelled { id: view }, Payload::None);
    assert_eq!(*page.graph(), Looking::PutOff);
    let [Request::Run { id, .. }] = page.sent()[..] else {
        panic!("now it is the run's turn")
    };
    page.finish(id);
    assert!(matches!(page.sent()[..], [Request::View { .. }]));
    assert!(matches!(page.graph(), Looking::Pending { .. }));
}

#[test]
fn a_run_that_waits_can_be_cancelled_too() {
    let mut page = Page::ready("");
    page.after_a_run();
    let view = page.ask_graph().expect("asked");
    page.act(Action::Run);
    page.act(Action::Cancel);
    assert_eq!(page.state.run.key(), "cancelled");
    page.done.clear();
    page.answer(view);
    assert_eq!(page.sent(), []);
}

#[test]
fn progress_of_a_view_only_grows() {
    let mut page = Page::ready("");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    for fraction in [0.6, 0.2] {
        page.reply(
            Reply::Progress {
                id,
                phase: Phase::Simulating,
                done: 1,
                total: 2,
                fraction,
            },
            Payload::None,
        );
    }
    assert!(
        matches!(page.graph(), Looking::Pending { fraction, phase: Phase::Simulating, .. } if *fraction == 0.6)
    );
}

#[test]
fn runs_are_pinned_and_taken_away() {
    let mut page = Page::ready("");
    page.act(Action::Pin(None));
    assert!(page.state.pinned.is_empty(), "there is nothing to pin");
    page.after_a_run();
    page.act(Action::Pin(None));
    page.act(Action::Pin(None));
    assert_eq!(page.state.pinned.len(), 1);
    for _ in 0..8 {
        page.after_a_run();
        page.act(Action::Pin(None));
    }
    assert_eq!(page.state.pinned.len(), 6);
    let last = page.state.runs;
    page.act(Action::Pin(Some(last)));
    assert!(page.state.pinned.iter().all(|run| run.number != last));
}

#[test]
fn view_and_lens_are_in_the_address() {
    let mut page = Page::ready("?view=speedup&sim-cores=64");
    assert_eq!((page.state.tab, page.state.lens.cores), (Tab::Speedup, 64));
    page.done.clear();
    page.act(Action::Tab(Tab::Graph));
    page.act(Action::Lens(Lens::default()));
    let Some(Command::WriteAddress(query)) = page.done.last() else {
        panic!("it follows")
    };
    assert!(query.contains("view=graph") && !query.contains("sim-cores"));
}

#[test]
fn an_empty_answer_is_a_failure() {
    let mut page = Page::ready("");
    page.after_a_run();
    let id = page.ask_graph().expect("asked");
    page.reply(Reply::View { id }, Payload::None);
    assert!(matches!(page.graph(), Looking::Failed(_)));
    page.act(Action::Ask(Slot::Table, View::Table));
    let [Request::View { id, .. }] = page.sent()[..] else {
        panic!("another slot is asked")
    };
    let table = Answer::Table(Table::default());
    page.reply(Reply::View { id }, Payload::Answer(Box::new(table)));
    assert!(
        page.state
            .views
            .get(Slot::Table)
            .is_some_and(|it| it.answer().is_some())
    );
}
