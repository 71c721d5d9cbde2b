//! What each [`Action`] does to the [`State`].

use super::{
    Action, Command, Engine, Field, GraphState, Lanes, Memory, Notice, Payload, Refusal, Run,
    RunState, Running, Selection, Settings, Shared, State, Stored, Tone, WorkbenchCommand, address,
    format,
    graph::Web,
    settings::{MOST_THREADS, NUMBERS},
    stored, text,
};
use lanewise_protocol::{
    EngineInfo, Failure, FieldError, Flavour, Phase, Reply, Request, RunResult, VERSION,
};

mod batch;
mod file;
mod requests;
mod workbench;

/// Milliseconds that settings rest before address, storage and preview follow.
const REST_MS: u32 = 180;
/// Milliseconds that the engine has to stop a run before its worker is replaced.
const CANCEL_MS: u32 = 120;
/// Milliseconds that starting with threads may take before one thread is tried.
const BOOT_MS: u32 = 45_000;
/// The most notices at a time; the oldest give way.
const NOTICES: usize = 4;

type Commands = Vec<Command>;

/// The next state, and what is to be done.
pub fn update(state: &State, action: Action) -> (State, Commands) {
    let mut next = state.clone();
    let mut commands = Commands::new();
    next.apply(action, &mut commands);
    (next, commands)
}

impl State {
    fn apply(&mut self, action: Action, out: &mut Commands) {
        match action {
            Action::Opened {
                environment,
                query,
                memory,
            } => {
                self.environment = environment;
                self.open(&query, memory, out);
            }
            Action::Booted { generation } if generation == self.generation => {
                out.push(Command::Send(Request::Hello { version: VERSION }));
            }
            Action::BootOverdue { generation } => {
                let waiting = matches!(self.engine, Engine::Starting { threaded: true, .. });
                if generation == self.generation && waiting {
                    self.crashed("the threads did not start in time", out);
                }
            }
            Action::Reply {
                generation,
                reply,
                payload,
                at,
            } if generation == self.generation => {
                self.reply(*reply, payload, at, out);
            }
            Action::Crashed { generation, reason } if generation == self.generation => {
                self.crashed(&reason, out);
            }
            Action::Booted { .. } | Action::Reply { .. } | Action::Crashed { .. } => {}
            Action::Restart => self.boot(self.why_single.is_none(), out),
            Action::Preset(id) => {
                if let Some(info) = self.info.clone() {
                    self.settings.choose_preset(&id, &info);
                    for field in NUMBERS.into_iter().chain([Field::Knobs]) {
                        self.forget(field);
                    }
                    self.remarks
                        .retain(|remark| !remark.field.starts_with("knob-"));
                    self.changed(Field::Preset, out);
                }
            }
            Action::OpenFile { name, bytes } => {
                if !self.open_as_project(&name, &bytes, out) {
                    self.open_file(name, bytes, out);
                }
            }
            Action::Workbench(action) => self.workbench_action(action, out),
            Action::FileRefused(why) => {
                self.import.opening = None;
                self.import.failed = Some(why);
            }
            Action::ChooseCase(case) => self.choose(|opened| opened.choose_case(case), out),
            Action::ChooseBlock(block) => self.choose(|opened| opened.choose_block(block), out),
            Action::CloseFile => self.close_file(out),
            Action::Set(field, value) => {
                self.settings.set(field, value);
                self.changed(field, out);
            }
            Action::Batch(action) => self.batch(action, out),
            Action::Rested(edition) if edition == self.edition => {
                self.write_address(out);
                self.store(out);
                self.ask_preview(out);
            }
            Action::Rested(_) => {}
            Action::Theme(theme) => {
                self.theme = theme;
                out.push(Command::ShowTheme(theme));
                self.store(out);
            }
            Action::Run => self.start_run(out),
            Action::Cancel => self.cancel(out),
            Action::CancelOverdue(id) => {
                if matches!(&self.run, RunState::Running(run) if run.id == id && run.cancelling) {
                    self.run = RunState::Cancelled;
                    self.boot(self.why_single.is_none(), out);
                }
            }
            Action::Tab(tab) => {
                self.tab = tab;
                self.ask_graph(out);
            }
            Action::RetryGraph => {
                self.graph = GraphState::None;
                self.ask_graph(out);
            }
            Action::Select(index) => self.select(index, out),
            Action::Save => self.save(out),
            Action::SaveBlock => self.save_block(out),
            Action::Copy(text) => out.push(Command::Copy(text)),
            Action::Dismiss(id) => self.notices.retain(|notice| notice.id != id),
        }
    }

    fn number(&mut self) -> u32 {
        self.counter += 1;
        self.counter
    }

    /// Says something, once.
    fn say(&mut self, tone: Tone, text: String, field: Option<Field>) {
        self.notices.retain(|notice| notice.text != text);
        if self.notices.len() >= NOTICES {
            self.notices.remove(0);
        }
        let id = self.number();
        self.notices.push(Notice {
            id,
            tone,
            text,
            field,
        });
    }

    // The person's settings.

    fn open(&mut self, query: &str, memory: Memory, out: &mut Commands) {
        let asked = address::parse(query);
        self.foreign = asked.foreign;
        match memory {
            Memory::Stored(kept) => {
                self.theme = kept.theme;
                if !asked.any {
                    self.address_behind = kept.settings != Settings::default();
                    self.settings = kept.settings;
                }
            }
            Memory::SetAside => self.say(
                Tone::Quiet,
                "Your stored settings could not be read; they were set aside and the defaults are \
                 used."
                    .to_owned(),
                None,
            ),
            Memory::None => {}
        }
        if asked.any {
            // A link means the same for everyone: what it does not name is at its default.
            self.settings = asked.settings;
        }
        out.push(Command::ShowTheme(self.theme));
        // A link with settings means the preset that it names, unless this tab had a project open.
        let of_any_tab = !asked.any;
        out.push(Command::Workbench(WorkbenchCommand::Remember {
            of_any_tab,
        }));
        self.why_single = self.environment.why_single().map(str::to_owned);
        self.boot(self.why_single.is_none(), out);
    }

    /// Drops what was said about a field.
    fn forget(&mut self, field: Field) {
        self.remarks.retain(|remark| remark.field != field.key());
        self.notices.retain(|notice| notice.field != Some(field));
    }

    fn changed(&mut self, field: Field, out: &mut Commands) {
        self.forget(field);
        self.checked = self.settings.check(self.info.as_deref());
        self.edition += 1;
        out.push(Command::Later(
            REST_MS,
            Box::new(Action::Rested(self.edition)),
        ));
    }

    fn write_address(&mut self, out: &mut Commands) {
        self.address_behind = false;
        out.push(Command::WriteAddress(address::format(
            &self.settings,
            &self.foreign,
        )));
    }

    fn store(&self, out: &mut Commands) {
        // Only what is in order is worth keeping for the next visit.
        let settings = match self.checked.spec {
            Some(_) => self.settings.clone(),
            None => Settings::default(),
        };
        out.push(Command::Store(stored::format(&Stored {
            theme: self.theme,
            settings,
        })));
    }

    // The engine's life.

    fn boot(&mut self, threaded: bool, out: &mut Commands) {
        let again = self.info.is_some();
        self.generation += 1;
        self.engine = Engine::Starting { threaded, again };
        let generation = self.generation;
        let threads = if threaded {
            self.environment.cores.clamp(1, MOST_THREADS)
        } else {
            1
        };
        out.push(Command::Boot {
            generation,
            threaded,
            threads,
        });
        if threaded {
            out.push(Command::Later(
                BOOT_MS,
                Box::new(Action::BootOverdue { generation }),
            ));
        }
    }

    fn crashed(&mut self, reason: &str, out: &mut Commands) {
        let reason = format::clipped(reason.trim().trim_end_matches('.'), 200);
        match self.engine {
            Engine::Starting { threaded: true, .. } => {
                self.why_single = Some(format!(
                    "Starting the engine with threads failed ({reason}), so it runs on one thread."
                ));
                self.boot(false, out);
            }
            Engine::Starting {
                threaded: false, ..
            } => {
                self.engine = Engine::Down(format!("The engine could not be started: {reason}."));
            }
            Engine::Ready => {
                let during = match self.run {
                    RunState::Running(_) => " during the run",
                    _ => "",
                };
                let said = format!(
                    "The engine stopped unexpectedly{during} ({reason}). It is being started \
                     again; your settings and the last result are kept."
                );
                if matches!(self.run, RunState::Running(_)) {
                    self.run = RunState::Failed(said.clone());
                }
                self.say(Tone::Error, said, None);
                self.give_up_waiting("The engine stopped before it could answer.", out);
                self.boot(self.why_single.is_none(), out);
            }
            Engine::Down(_) | Engine::Unborn => {}
        }
    }

    /// Nothing that was asked of a broken engine is asked again by itself: it might be the cause.
    fn give_up_waiting(&mut self, why: &str, out: &mut Commands) {
        if matches!(self.graph, GraphState::Loading { .. }) {
            self.graph = GraphState::Failed(why.to_owned());
        }
        if self.selection.pending.take().is_some() {
            self.selection.failed = Some(why.to_owned());
        }
        if self.preview.pending.take().is_some() {
            self.preview.failed = Some(why.to_owned());
        }
        if self.export.take().is_some() {
            self.download(None, out);
        }
        if self.block_export.take().is_some() {
            self.say(Tone::Error, why.to_owned(), None);
        }
        if self.import.opening.take().is_some() {
            self.import.failed = Some(why.to_owned());
        }
        self.give_up_batch(why);
        self.give_up_project(why);
    }

    fn ready(&mut self, info: EngineInfo, out: &mut Commands) {
        if info.version != VERSION {
            let failure = Failure::Version {
                engine: info.version,
            };
            self.engine = Engine::Down(text::failure(&failure));
            return;
        }
        let first = self.info.is_none();
        if info.flavour == Flavour::Single && self.why_single.is_none() {
            self.why_single = Some("The engine came up without threads.".to_owned());
        }
        self.engine = Engine::Ready;
        let mut said = self.settings.settle(&info);
        if first {
            said.extend(self.replace_unusable(&info));
        }
        self.checked = self.settings.check(Some(&info));
        self.info = Some(Shared::new(info));
        match &said[..] {
            // Each stands beside its field; a heap of notices would only hide the page.
            [_, _, _, ..] => self.say(
                Tone::Warning,
                format!(
                    "{} settings of the address could not be used; what was taken instead stands \
                     beside each.",
                    said.len()
                ),
                None,
            ),
            few => {
                for error in few {
                    let field = Field::of_error(error);
                    self.say(Tone::Warning, error.message.clone(), field);
                }
            }
        }
        self.remarks.extend(said);
        if self.address_behind {
            self.write_address(out);
        }
        self.open_again(out);
        self.hand_over_again(out);
        // What was under way when the worker was replaced is asked again of the new one.
        if self.preview.failed.is_none() || first {
            self.preview.asked = None;
            self.ask_preview(out);
        }
        if matches!(self.graph, GraphState::Loading { .. }) {
            self.graph = GraphState::None;
            self.ask_graph(out);
        }
        if self.selection.pending.is_some() {
            self.select(self.selection.index, out);
        }
        if self.export.is_some() {
            self.save(out);
        }
    }

    /// Values that came by the address or from storage and cannot be used give way to defaults.
    fn replace_unusable(&mut self, info: &EngineInfo) -> Vec<FieldError> {
        let errors = self.settings.check(Some(info)).errors;
        let replaced = errors.into_iter().filter_map(|error| {
            let used = self.settings.reset_wrong(&error.field, info)?;
            let message = format!("{} The default, {used}, is used.", error.message);
            Some(FieldError { message, ..error })
        });
        replaced.collect()
    }

    fn reply(&mut self, reply: Reply, payload: Payload, at: String, out: &mut Commands) {
        match reply {
            Reply::Ready(info) => self.ready(info, out),
            Reply::Opened { id, file } => self.opened(id, *file, out),
            Reply::Project { id, project } => self.project_answered(id, *project, out),
            Reply::Block { id } if self.block_export == Some(id) => {
                self.block_export = None;
                self.download_block(payload, out);
            }
            Reply::Preview { id, preview } if self.preview.pending == Some(id) => {
                self.preview.pending = None;
                self.preview.failed = None;
                self.preview.shown = Some(Shared::new(preview));
            }
            Reply::Progress {
                id,
                phase,
                done,
                total,
                fraction,
            } => {
                if let RunState::Running(run) = &mut self.run
                    && run.id == id
                {
                    (run.phase, run.done, run.total) = (phase, done, total);
                    run.fraction = fraction.clamp(run.fraction, 1.0);
                }
            }
            Reply::Finished { id, result } if self.is_running(id) => {
                self.finished(*result, payload, at, out);
            }
            Reply::Cancelled { id } if self.is_running(id) => self.run = RunState::Cancelled,
            Reply::Graph { id } => {
                if let GraphState::Loading { id: asked, block } = &self.graph
                    && *asked == id
                {
                    self.graph = match payload {
                        Payload::Graph(graph) => GraphState::Ready {
                            block: block.clone(),
                            web: Shared::new(Web::arrange(graph)),
                        },
                        Payload::Unreadable(why) => GraphState::Failed(format!(
                            "The engine’s answer could not be read: {why}."
                        )),
                        _ => GraphState::Failed("The engine answered without a graph.".to_owned()),
                    };
                }
            }
            Reply::Transaction { id, details } if self.selection.pending == Some(id) => {
                self.selection.pending = None;
                self.selection.failed = None;
                self.selection.shown = Some(Shared::new(*details));
            }
            Reply::Export { id } if self.export == Some(id) => {
                self.export = None;
                match payload {
                    Payload::Text(block) => self.download(Some(&block), out),
                    _ => self.download(None, out),
                }
            }
            Reply::DryRun { id, report } => self.dry_run_done(id, report),
            Reply::Listing { id } => self.listed(id, payload, out),
            Reply::Failed { id, failure } => self.failed(id, &failure, out),
            Reply::Crashed { message, .. } => self.crashed(&message, out),
            Reply::Preview { .. }
            | Reply::Finished { .. }
            | Reply::Cancelled { .. }
            | Reply::Transaction { .. }
            | Reply::Export { .. }
            | Reply::Block { .. } => {}
        }
    }

    fn failed(&mut self, id: u32, failure: &Failure, out: &mut Commands) {
        let said = text::failure(failure);
        if let Failure::Version { .. } = failure {
            self.engine = Engine::Down(said);
            return;
        }
        if let Failure::Fields(errors) = failure
            && (self.is_running(id) || self.preview.pending == Some(id))
        {
            for FieldError { field, .. } in errors {
                self.remarks.retain(|remark| remark.field != *field);
            }
            self.remarks.extend(errors.iter().cloned());
        }
        if let (Failure::InvalidBlock { reason, must_fail }, true) = (failure, self.is_running(id))
        {
            self.run = RunState::Refused(Refusal {
                reason: reason.clone(),
                must_fail: must_fail.clone(),
            });
        } else if self.is_running(id) {
            self.run = RunState::Failed(said.clone());
            let field = match failure {
                Failure::Fields(errors) => errors.first().and_then(Field::of_error),
                _ => None,
            };
            self.say(Tone::Error, said, field);
        } else if self.preview.pending == Some(id) {
            self.preview.pending = None;
            self.preview.failed = Some(said);
        } else if matches!(self.graph, GraphState::Loading { id: asked, .. } if asked == id) {
            self.graph = GraphState::Failed(said);
        } else if self.selection.pending == Some(id) {
            self.selection.pending = None;
            self.selection.failed = Some(said);
        } else if self.export == Some(id) {
            self.export = None;
            self.download(None, out);
        } else if self.block_export == Some(id) {
            self.block_export = None;
            self.say(Tone::Error, said, None);
        } else if self.import.opening.as_ref().is_some_and(|it| it.id == id) {
            self.not_opened(said, out);
        } else if self.is_asked_project(id) {
            self.project_failed(said);
        } else if !self.batch_failed(id, &said) && self.engine != Engine::Ready {
            self.engine = Engine::Down(said);
        }
    }

    // Runs.

    fn is_running(&self, id: u32) -> bool {
        matches!(&self.run, RunState::Running(run) if run.id == id)
    }

    fn start_run(&mut self, out: &mut Commands) {
        if !self.can_run() {
            return;
        }
        let Some(spec) = self.spec() else {
            return;
        };
        self.notices.retain(|notice| notice.tone != Tone::Error);
        let id = self.number();
        self.run = RunState::Running(Running {
            id,
            spec: spec.clone(),
            phase: Phase::Preparing,
            done: 0,
            total: 0,
            fraction: 0.0,
            cancelling: false,
        });
        out.push(Command::Send(Request::Run { id, spec }));
    }

    fn cancel(&mut self, out: &mut Commands) {
        let RunState::Running(run) = &mut self.run else {
            return;
        };
        if run.cancelling {
            return;
        }
        run.cancelling = true;
        let id = run.id;
        if self.flavour() == Some(Flavour::Threaded) {
            out.push(Command::RaiseCancel);
            out.push(Command::Send(Request::Cancel { id }));
            out.push(Command::Later(
                CANCEL_MS,
                Box::new(Action::CancelOverdue(id)),
            ));
        } else {
            // One thread: busy with the run, it hears nothing.
            self.run = RunState::Cancelled;
            self.boot(false, out);
        }
    }

    fn finished(&mut self, result: RunResult, payload: Payload, at: String, out: &mut Commands) {
        let transactions = result.block.transactions;
        let lanes = match payload {
            Payload::Timeline(timeline) => Lanes::arrange(&timeline, transactions),
            _ => {
                let text = "The run ended well, but its timeline could not be read.".to_owned();
                self.say(Tone::Warning, text, None);
                Lanes::arrange(&Default::default(), transactions)
            }
        };
        let same_block = self
            .last
            .as_ref()
            .is_some_and(|last| last.result.spec.block == result.spec.block);
        self.runs += 1;
        self.last = Some(Shared::new(Run {
            number: self.runs,
            result,
            lanes,
            finished_at: at,
            environment: self.environment.clone(),
            evm: self
                .info
                .as_ref()
                .map(|info| info.evm.clone())
                .unwrap_or_default(),
            pool: self.info.as_ref().map_or(1, |info| info.threads),
        }));
        self.run = RunState::Done;
        if same_block {
            // The executions of the selected transaction are new, the graph is not.
            self.select(self.selection.index, out);
        } else {
            self.selection = Selection::default();
            self.graph = GraphState::None;
        }
        self.ask_graph(out);
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
