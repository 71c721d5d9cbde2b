//! The batch as a whole: a preset's knobs, dry runs, listings.

use super::Commands;
use crate::model::{
    Action, BatchAction, Command, DryRunState, Engine, Field, Offers, Payload, Shared, State,
    WorkbenchAction, batch_edit,
};
use lanewise_protocol::{BlockSource, DryRun, PresetInfo, Request};

impl State {
    pub(super) fn batch(&mut self, action: BatchAction, out: &mut Commands) {
        match action {
            BatchAction::Knob(id, text) => {
                if let Some(preset) = self.chosen_preset() {
                    self.remarks
                        .retain(|remark| remark.field != format!("knob-{id}"));
                    self.settings.type_knob(&preset, &id, &text);
                    self.changed(Field::Knobs, out);
                }
            }
            BatchAction::MostContended => {
                if let Some(preset) = self.chosen_preset() {
                    self.settings.contend(&preset);
                    self.turned(out);
                }
            }
            BatchAction::Relaxed => {
                if let Some(preset) = self.chosen_preset() {
                    self.settings.relax(&preset);
                    self.turned(out);
                }
            }
            BatchAction::DryRun => self.ask_dry_run(out),
            BatchAction::List => self.ask_listing(out),
        }
    }

    fn chosen_preset(&self) -> Option<PresetInfo> {
        let info = self.info.as_ref()?;
        info.preset(&self.settings.preset).cloned()
    }

    /// Several settings have changed at once.
    fn turned(&mut self, out: &mut Commands) {
        for field in [Field::Txs, Field::Accounts, Field::Contention] {
            self.forget(field);
        }
        self.remarks
            .retain(|remark| !remark.field.starts_with("knob-"));
        self.changed(Field::Knobs, out);
    }

    fn ask_dry_run(&mut self, out: &mut Commands) {
        let Some(block) = self.source().filter(|_| self.engine == Engine::Ready) else {
            return;
        };
        if self.dry_run.pending.is_some() && self.dry_run.block.as_ref() == Some(&block) {
            return;
        }
        let id = self.number();
        self.dry_run = DryRunState {
            pending: Some(id),
            block: Some(block.clone()),
            report: None,
            failed: None,
        };
        out.push(Command::Send(Request::DryRun { id, block }));
    }

    pub(super) fn dry_run_done(&mut self, id: u32, report: DryRun) {
        if self.dry_run.pending == Some(id) {
            self.dry_run.pending = None;
            self.dry_run.report = Some(Shared::new(report));
        }
    }

    fn ask_listing(&mut self, out: &mut Commands) {
        let Some(block) = self.source().filter(|_| self.engine == Engine::Ready) else {
            return;
        };
        let BlockSource::Project(project) = block else {
            return;
        };
        let id = self.number();
        self.listing.pending = Some(id);
        self.listing.project = Some(project);
        self.listing.failed = None;
        out.push(Command::Send(Request::Listing { id, block }));
    }

    pub(super) fn listed(&mut self, id: u32, payload: Payload, out: &mut Commands) {
        if self.listing.pending != Some(id) {
            return;
        }
        self.listing.pending = None;
        let is_behind = self.workbench.as_ref().is_none_or(|bench| bench.is_stale());
        let still = !is_behind && self.source() == self.listing.project.map(BlockSource::Project);
        let text = self.batch_text();
        let listed = match (payload, text) {
            (Payload::Text(calls), Some(text)) if still => batch_edit::listed(&text, &calls),
            (Payload::Text(_), _) => {
                Err("The batch has changed meanwhile, so nothing was listed.".to_owned())
            }
            _ => Err("The engine’s answer could not be read, so nothing was listed.".to_owned()),
        };
        match listed {
            Ok(text) => self.apply(Action::Workbench(WorkbenchAction::Batch(text)), out),
            Err(why) => self.listing.failed = Some(why),
        }
    }

    /// What was asked here and failed; whether it was one of these requests.
    pub(super) fn batch_failed(&mut self, id: u32, said: &str) -> bool {
        if self.dry_run.pending == Some(id) {
            self.dry_run.pending = None;
            self.dry_run.failed = Some(said.to_owned());
            true
        } else if self.listing.pending == Some(id) {
            self.listing.pending = None;
            self.listing.failed = Some(said.to_owned());
            true
        } else {
            false
        }
    }

    /// Nothing that was asked of a broken engine is asked again by itself.
    pub(super) fn give_up_batch(&mut self, why: &str) {
        let asked = [self.dry_run.pending, self.listing.pending];
        for id in asked.into_iter().flatten() {
            self.batch_failed(id, why);
        }
    }

    /// The batch document of the project that is open.
    fn batch_text(&self) -> Option<String> {
        let workbench = self.workbench.as_ref()?;
        Some(workbench.project.batch.to_string())
    }
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
