//! What each [`Action`] does to the [`State`].

use super::{
    Action, Command, Engine, Field, Lanes, Memory, Notice, Payload, Refusal, Run, RunState,
    Running, Selection, Settings, Shared, State, Stored, Tone, WorkbenchCommand, address,
    settings::NUMBERS, stored, text,
};
use lanewise_protocol::{Failure, FieldError, Flavour, Phase, Reply, Request, RunResult, VERSION};

mod batch;
mod file;
mod life;
mod requests;
mod views;
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
                self.write_address(out);
            }
            Action::Ask(slot, view) => self.ask(slot, view, out),
            Action::AskAgain(slot) => self.ask_again(slot, out),
            Action::CancelView(slot) => self.cancel_view(slot, out),
            Action::ViewOverdue(id) => self.view_overdue(id, out),
            Action::HeldOverdue => self.held_overdue(out),
            Action::Lens(lens) => {
                self.lens = lens;
                self.write_address(out);
            }
            Action::Pin(run) => self.pin(run),
            Action::Download { name, text } => out.push(Command::Download { name, text }),
            Action::Select(index) => self.select(index, out),
            Action::Mark(mut marked) => {
                if let Some(marked) = &mut marked {
                    marked.number = self.number();
                }
                if let Some(shows) = marked.as_ref().and_then(|it| it.in_project(self)) {
                    self.workbench_action(shows, out);
                }
                self.marked = marked;
            }
            Action::Save => self.save(out),
            Action::SaveBlock => self.save_block(out),
            Action::Copy(text) => out.push(Command::Copy(text)),
            Action::Say(tone, text) => self.say(tone, text, None),
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
        (self.tab, self.lens) = (asked.tab, asked.lens);
        for said in asked.problems {
            self.say(Tone::Warning, said, None);
        }
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
        let mut others = address::looks(self.tab, &self.lens);
        others.extend(self.foreign.iter().cloned());
        out.push(Command::WriteAddress(address::format(
            &self.settings,
            &others,
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
                self.view_progressed(id, phase, fraction);
            }
            Reply::Finished { id, result } if self.is_running(id) => {
                self.finished(*result, payload, at, out);
            }
            Reply::Cancelled { id } if self.is_running(id) => {
                self.run = RunState::Cancelled;
                self.views_after_run(true, out);
            }
            Reply::Cancelled { id } => self.view_cancelled(id, out),
            Reply::View { id } => self.view_answered(id, payload, out),
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
        } else if self.view_failed(id, &said, out) {
            // It is told where the view stands.
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
        self.send_run(Request::Run { id, spec }, out);
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
        if self.held.take().is_some() {
            // It has not been sent yet.
            self.run = RunState::Cancelled;
            return;
        }
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
            self.marked = None;
        }
        self.views_after_run(same_block, out);
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
