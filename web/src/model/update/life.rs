//! The engine's life: started, up, broken, started again.

use super::{BOOT_MS, Commands};
use crate::model::{
    Action, Command, Engine, Field, RunState, Shared, State, Tone, format, settings::MOST_THREADS,
    text,
};
use lanewise_protocol::{EngineInfo, Failure, FieldError, Flavour, VERSION};

impl State {
    pub(super) fn boot(&mut self, threaded: bool, out: &mut Commands) {
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

    pub(super) fn crashed(&mut self, reason: &str, out: &mut Commands) {
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
    pub(super) fn give_up_waiting(&mut self, why: &str, out: &mut Commands) {
        self.give_up_views(why);
        self.held = None;
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

    pub(super) fn ready(&mut self, info: EngineInfo, out: &mut Commands) {
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
        self.release(out);
        self.ask_pending_again(out);
        if self.selection.pending.is_some() {
            self.select(self.selection.index, out);
        }
        if self.export.is_some() {
            self.save(out);
        }
    }

    /// Values that came by the address or from storage and cannot be used give way to defaults.
    pub(super) fn replace_unusable(&mut self, info: &EngineInfo) -> Vec<FieldError> {
        let errors = self.settings.check(Some(info)).errors;
        let replaced = errors.into_iter().filter_map(|error| {
            let used = self.settings.reset_wrong(&error.field, info)?;
            let message = format!("{} The default, {used}, is used.", error.message);
            Some(FieldError { message, ..error })
        });
        replaced.collect()
    }
}
