//! Projects, driven by actions alone.

use crate::model::{
    Action, Command, Environment, Kept, Memory, Payload, Shared, State, WorkbenchAction,
    WorkbenchCommand, fixtures, update,
    workbench::{
        CompilerEvent, Diagnostic, Entry, Event, FileKind, Part, Point, Severity, Shelf,
        read_project,
    },
};
use lanewise_protocol::{BatchProblem, BlockSource, Failure, ProjectInfo, Reply, Request};

mod projects;

#[derive(Default)]
struct Page {
    state: State,
    done: Vec<Command>,
}

impl Page {
    /// A page whose engine is up and whose browser keeps nothing yet.
    fn ready() -> Self {
        let mut page = Self::default();
        page.act(Action::Opened {
            environment: Environment {
                isolated: true,
                shared_memory: true,
                cores: 4,
                ..Environment::default()
            },
            query: String::new(),
            memory: Memory::None,
        });
        page.event(Event::Remembered {
            shelf: Shelf::default(),
            visit: "v".into(),
            open: None,
            recovered: false,
        });
        page.boot();
        page.done.clear();
        page
    }

    fn boot(&mut self) {
        self.act(Action::Booted {
            generation: self.state.generation,
        });
        self.reply(Reply::Ready(fixtures::info()));
    }

    fn act(&mut self, action: Action) {
        let (state, commands) = update(&self.state, action);
        self.state = state;
        self.done.extend(commands);
    }

    fn bench(&mut self, action: WorkbenchAction) {
        self.act(Action::Workbench(action));
    }

    fn event(&mut self, event: Event) {
        self.bench(WorkbenchAction::Event(event));
    }

    fn reply(&mut self, reply: Reply) {
        let generation = self.state.generation;
        self.act(Action::Reply {
            generation,
            reply: Box::new(reply),
            payload: Payload::None,
            at: "2026-01-01T00:00:00Z".into(),
        });
    }

    /// Lets every timer that was set fire, in order, but for those that wait for a minute.
    fn rest(&mut self) {
        let timers = self.done.extract_if(.., |command| {
            matches!(command, Command::Later(ms, action)
                if *ms < 60_000 && matches!(**action, Action::Workbench(_)))
        });
        for timer in timers.collect::<Vec<_>>() {
            if let Command::Later(_, action) = timer {
                self.act(*action);
            }
        }
    }

    /// The last compilation that was asked for since the last look, and all of its files.
    fn asked_to_compile(&mut self) -> Option<(u32, Vec<(String, String)>)> {
        let asked = self.done.iter().rev().find_map(|command| match command {
            Command::Workbench(WorkbenchCommand::Compile { id, files, .. }) => Some((
                *id,
                files
                    .iter()
                    .map(|file| (file.path.clone(), file.text.to_string()))
                    .collect(),
            )),
            _ => None,
        });
        self.done
            .retain(|it| !matches!(it, Command::Workbench(WorkbenchCommand::Compile { .. })));
        asked
    }

    /// The projects that were handed over since the last look: id, number, document.
    fn handed(&mut self) -> Vec<(u32, u32, String)> {
        let handed = self.done.iter().filter_map(|command| match command {
            Command::SendBytes(Request::Project { id, project }, bytes) => Some((
                *id,
                *project,
                String::from_utf8(bytes.to_vec()).expect("UTF-8"),
            )),
            _ => None,
        });
        let handed = handed.collect();
        self.done
            .retain(|it| !matches!(it, Command::SendBytes(Request::Project { .. }, _)));
        handed
    }

    fn compiled(&mut self, id: u32, contract: &str, errors: usize) {
        let at = Point { line: 1, column: 1 };
        let error = Diagnostic {
            path: "Contract.sol".into(),
            from: at,
            to: at,
            severity: Severity::Error,
            message: "Expected ';'".into(),
        };
        self.event(Event::Compiler(CompilerEvent::Done {
            id,
            output: format!(r#"{{"contracts":{{"Contract.sol":{{"{contract}":{{}}}}}}}}"#),
            diagnostics: vec![error; errors],
            version: "0.8.37".into(),
            ms: 800.0,
        }));
    }

    fn answered(&mut self, id: u32, number: u32, usable: bool) {
        let problem = BatchProblem {
            path: "steps[0]".into(),
            message: "There is no contract “X”.".into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 2,
        };
        self.reply(Reply::Project {
            id,
            project: Box::new(ProjectInfo {
                project: number,
                contracts: Vec::new(),
                files: Vec::new(),
                problems: if usable { Vec::new() } else { vec![problem] },
                usable,
            }),
        });
    }

    /// A new project that has been compiled and taken by the engine; its number.
    fn begun() -> (Self, u32) {
        let mut page = Self::ready();
        page.bench(WorkbenchAction::New);
        let (id, _) = page.asked_to_compile().expect("it is compiled at once");
        page.compiled(id, "Visits", 0);
        let handed = page.handed();
        let [(id, number, _)] = &handed[..] else {
            panic!("one project is handed over, not {}", handed.len());
        };
        page.answered(*id, *number, true);
        (page, *number)
    }

    fn edit(&mut self, text: &str) {
        self.bench(WorkbenchAction::Edit {
            path: "Contract.sol".into(),
            text: text.into(),
        });
    }

    fn kept(&self) -> Option<(String, String)> {
        self.done.iter().rev().find_map(|command| match command {
            Command::Workbench(WorkbenchCommand::Keep(stored)) => {
                Some((stored.entry.id.clone(), stored.text.clone()))
            }
            _ => None,
        })
    }

    fn open(&self) -> &crate::model::Workbench {
        self.state.workbench.as_ref().expect("a project is open")
    }
}

#[test]
fn a_new_project_is_kept_compiled_handed_over_and_can_be_run() {
    let mut page = Page::ready();
    page.bench(WorkbenchAction::New);
    assert_eq!(page.state.source(), None);
    assert!(!page.state.can_run());
    let (id, text) = page.kept().expect("it is kept at once");
    assert_eq!(
        read_project(&text).map(|it| it.name),
        Ok("New project".into())
    );
    assert!(id.starts_with("v-"));
    let (id, files) = page.asked_to_compile().expect("it is compiled");
    assert_eq!(files[0].0, "Contract.sol");
    assert!(
        page.handed().is_empty(),
        "not before its contracts are there"
    );
    page.compiled(id, "Visits", 0);
    let (id, number, document) = page.handed().pop().expect("it is handed over");
    assert!(document.contains(r#""own":["Contract.sol"]"#), "{document}");
    page.done.clear();
    page.answered(id, number, true);
    assert_eq!(page.state.source(), Some(BlockSource::Project(number)));
    assert_eq!(page.state.transactions(), Some(5_000));
    assert!(page.state.can_run());
    assert!(page.done.iter().any(|it| matches!(it,
        Command::Send(Request::Preview { block: BlockSource::Project(asked), .. }) if *asked == number)));
}

#[test]
fn a_copy_of_a_scenario_has_its_files_and_the_numbers_that_are_set() {
    let mut page = Page::ready();
    page.act(Action::Set(crate::model::Field::Txs, "77".into()));
    page.bench(WorkbenchAction::EditCopy);
    let preset = &fixtures::info().presets[0];
    let project = &page.open().project;
    assert_eq!(project.name, preset.title);
    assert_eq!(project.files.len(), preset.files.len());
    if let Ok(batch) = lanewise_batch::read(&preset.document) {
        let copied = lanewise_batch::read(&project.batch).expect("in order");
        assert_eq!(copied.transactions, 77);
        assert_eq!(copied.steps, batch.steps);
    }
}

#[test]
fn sources_are_compiled_after_a_rest_and_a_failed_compilation_keeps_the_last_good_one() {
    let (mut page, number) = Page::begun();
    page.edit("contract Visits { broken");
    page.edit("contract Visits { broken }");
    page.rest();
    let (id, files) = page.asked_to_compile().expect("once, after the rest");
    assert_eq!(files[0].1, "contract Visits { broken }");
    page.compiled(id, "Visits", 2);
    assert!(page.handed().is_empty());
    assert_eq!(page.state.source(), Some(BlockSource::Project(number)));
    assert!(page.open().has_changed_sources());
    let (state, said) = crate::model::workbench::status(page.open());
    assert_eq!(state, "errors");
    assert!(
        said.contains("2\u{a0}errors") && said.contains("last version"),
        "{said}"
    );
    // A change of the batch still goes to the engine, with the contracts that compiled last.
    page.bench(WorkbenchAction::Batch("{}".into()));
    assert!(page.open().is_stale());
    page.rest();
    let (id, next, document) = page.handed().pop().expect("handed over");
    assert!(document.contains(r#""Visits":{}"#) && document.contains(r#""batch":"{}""#));
    page.answered(id, next, false);
    assert_eq!(page.state.source(), Some(BlockSource::Project(number)));
    assert_eq!(page.open().info().map(|info| info.problems.len()), Some(1));
    assert!(!page.open().is_stale());
}

#[test]
fn without_compiling_while_writing_nothing_is_compiled_before_the_button_is_pressed() {
    let (mut page, _) = Page::begun();
    page.bench(WorkbenchAction::Live(false));
    page.edit("contract A {}");
    page.rest();
    assert_eq!(page.asked_to_compile(), None);
    page.bench(WorkbenchAction::Compile);
    assert!(page.asked_to_compile().is_some());
    // Pressing it again while that goes on asks for nothing new.
    page.bench(WorkbenchAction::Compile);
    assert_eq!(page.asked_to_compile(), None);
}

#[test]
fn answers_out_of_order_are_told_apart() {
    let (mut page, _) = Page::begun();
    page.edit("contract A {}");
    page.rest();
    let (first, _) = page.asked_to_compile().expect("asked");
    page.edit("contract B {}");
    page.rest();
    let (second, _) = page.asked_to_compile().expect("asked again");
    page.compiled(second, "B", 0);
    page.compiled(first, "A", 3);
    assert!(page.open().compiler.diagnostics.is_empty());
    let (_, _, document) = page.handed().pop().expect("handed over");
    assert!(document.contains(r#""B":{}"#));
    // The engine's answer about an earlier document does not count either.
    page.bench(WorkbenchAction::Batch("[]".into()));
    page.rest();
    let (late, number, _) = page.handed().pop().expect("handed over again");
    page.answered(late - 2, number - 2, false);
    assert!(page.open().is_stale());
    page.answered(late, number, true);
    assert!(!page.open().is_stale());
}

#[test]
fn a_compiler_that_is_silent_or_missing_is_told_and_can_be_tried_again() {
    let mut page = Page::ready();
    page.bench(WorkbenchAction::New);
    let (id, _) = page.asked_to_compile().expect("asked");
    page.event(Event::Compiler(CompilerEvent::Loading {
        what: Part::Compiler,
        loaded: 43.0,
        total: 100.0,
    }));
    assert_eq!(
        crate::model::workbench::status(page.open()).1,
        "Loading the compiler, 43 %…"
    );
    // It has been heard since it was asked: it gets more time, and then no more.
    page.event(Event::CompilerOverdue { id, heard: 0 });
    assert_eq!(crate::model::workbench::status(page.open()).0, "loading");
    page.event(Event::CompilerOverdue { id, heard: 1 });
    assert_eq!(
        crate::model::workbench::status(page.open()).0,
        "unavailable"
    );
    assert!(
        page.done
            .contains(&Command::Workbench(WorkbenchCommand::EndCompiler))
    );
    page.edit("contract A {}");
    page.rest();
    assert_eq!(page.asked_to_compile(), None, "not by itself");
    page.bench(WorkbenchAction::Compile);
    let (id, _) = page.asked_to_compile().expect("at the person's wish");
    page.event(Event::Compiler(CompilerEvent::Failed {
        id,
        reason: "The compiler could not be loaded: there is no network.".into(),
    }));
    let (state, said) = crate::model::workbench::status(page.open());
    assert_eq!((state, said.contains("no network")), ("unavailable", true));
    // Everything else stays usable.
    page.bench(WorkbenchAction::Add(FileKind::Assembly));
    assert_eq!(page.open().project.files.len(), 2);
}

#[test]
fn an_engine_that_starts_again_is_given_the_project_again() {
    let (mut page, number) = Page::begun();
    page.bench(WorkbenchAction::Batch("{}".into()));
    page.rest();
    let (_, asked, _) = page.handed().pop().expect("asked");
    page.act(Action::Cancel);
    page.act(Action::Restart);
    page.boot();
    let numbers: Vec<u32> = page.handed().iter().map(|(_, number, _)| *number).collect();
    assert_eq!(numbers, [number, asked], "the last good one first");
    // One that breaks it is not handed over again by itself.
    page.act(Action::Crashed {
        generation: page.state.generation,
        reason: "unreachable".into(),
    });
    page.boot();
    let numbers: Vec<u32> = page.handed().iter().map(|(_, number, _)| *number).collect();
    assert_eq!(numbers, [number]);
    assert!(page.open().handover.failed.is_some());
    assert_eq!(page.state.source(), Some(BlockSource::Project(number)));
}

#[test]
fn a_failure_of_the_engine_is_told_beside_the_project() {
    let (mut page, number) = Page::begun();
    page.bench(WorkbenchAction::Batch("{}".into()));
    page.rest();
    let (id, _, _) = page.handed().pop().expect("asked");
    page.reply(Reply::Failed {
        id,
        failure: Failure::Fields(Vec::new()),
    });
    assert!(page.open().handover.failed.is_some());
    assert!(page.open().handover.asked.is_none());
    assert_eq!(page.state.source(), Some(BlockSource::Project(number)));
}

#[test]
fn projects_without_solidity_need_no_compiler() {
    let (mut page, _) = Page::begun();
    page.bench(WorkbenchAction::Add(FileKind::Assembly));
    page.bench(WorkbenchAction::Remove("Contract.sol".into()));
    page.done.clear();
    page.bench(WorkbenchAction::Compile);
    assert_eq!(page.asked_to_compile(), None);
    let (_, _, document) = page.handed().pop().expect("handed over at once");
    assert!(document.starts_with(r#"{"compiled":{},"sources":{},"own":[],"files":{"Counter.evm""#));
}

#[test]
fn the_last_runs_project_stays_with_the_engine() {
    let (mut page, first) = Page::begun();
    page.act(Action::Run);
    let spec = page.state.spec().expect("it can be run");
    let running = page.done.iter().find_map(|command| match command {
        Command::Send(Request::Run { id, .. }) => Some(*id),
        _ => None,
    });
    page.reply(Reply::Finished {
        id: running.expect("Run was sent"),
        result: Box::new(fixtures::result(spec)),
    });
    let mut again = 0;
    for round in 0..9 {
        page.bench(WorkbenchAction::Batch(format!("{{}}{}", " ".repeat(round))));
        page.rest();
        let (id, number, _) = page.handed().pop().expect("handed over");
        page.answered(id, number, true);
        again += page.handed().iter().filter(|it| it.1 == first).count();
        assert!(page.state.projects.handed.len() <= 4);
        assert!(page.state.projects.name_of(first).is_some());
    }
    assert!((2..=3).contains(&again), "{again}");
}
