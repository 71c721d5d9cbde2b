//! What goes to the engine, and what comes of it.

use super::Commands;
use crate::model::{
    Command, Engine, Shared, State, format,
    workbench::{Asked, Handed, Usable, document},
};
use lanewise_protocol::{BlockSource, Limits, ProjectInfo, Request};

/// Projects that the engine keeps; an older one gives way to a new one.
const ENGINE_KEEPS: usize = 4;

impl State {
    /// Hands the project to the engine as it is, with the sources that compiled last.
    pub(super) fn hand_over(&mut self, out: &mut Commands) {
        let Some(bench) = self.workbench.clone() else {
            return;
        };
        let compiled = bench.in_force();
        if compiled.is_none() && bench.project.has_solidity() {
            // Without its contracts, everything in the batch would look wrong.
            return;
        }
        let bytes = document(&bench.project, compiled);
        let handover = &bench.handover;
        let before = match &handover.asked {
            Some(asked) => Some(&asked.handed.document),
            None => handover.shown.as_ref(),
        };
        if before.is_some_and(|before| **before == bytes) {
            self.bench(|bench| bench.handover.is_behind = bench.handover.asked.is_some());
            return;
        }
        if bytes.len() > Limits::PROJECT_BYTES {
            let said = format!(
                "The project has {} bytes as compiled; the engine takes at most {}.",
                format::count(bytes.len() as u64),
                format::count(Limits::PROJECT_BYTES as u64)
            );
            self.bench(|bench| bench.handover.failed = Some(said));
            return;
        }
        let batch = lanewise_batch::read(&bench.project.batch).ok();
        let transactions = batch.map(|batch| match batch.steps.is_empty() {
            true => batch.list.len() as u32,
            false => batch.transactions + batch.list.len() as u32,
        });
        let asked = Asked {
            id: self.number(),
            handed: Handed {
                number: self.number(),
                name: bench.project.name.clone(),
                document: Shared::new(bytes),
            },
            transactions,
        };
        if self.engine == Engine::Ready {
            send(asked.id, &asked.handed, out);
        }
        self.bench(|bench| {
            bench.handover.asked = Some(asked);
            bench.handover.is_behind = true;
            bench.handover.failed = None;
        });
    }

    /// A new engine knows of no project: it is given those that something can still be asked of.
    pub(in crate::model::update) fn hand_over_again(&mut self, out: &mut Commands) {
        let last = self.project_of_last_run();
        let usable = self.workbench.as_ref().and_then(|it| it.handover.usable);
        let usable = usable.map(|usable| usable.number);
        self.projects
            .handed
            .retain(|it| [last, usable].contains(&Some(it.number)));
        for handed in self.projects.handed.clone() {
            let id = self.number();
            send(id, &handed, out);
        }
        let Some(mut asked) = self
            .workbench
            .as_ref()
            .and_then(|it| it.handover.asked.clone())
        else {
            return;
        };
        asked.id = self.number();
        send(asked.id, &asked.handed, out);
        self.bench(|bench| bench.handover.asked = Some(asked));
    }

    /// The engine broke while it had a project before it; that might be the cause.
    pub(in crate::model::update) fn give_up_project(&mut self, why: &str) {
        let waiting = |bench: &crate::model::Workbench| bench.handover.asked.is_some();
        if self.workbench.as_deref().is_some_and(waiting) {
            self.bench(|bench| {
                bench.handover.asked = None;
                bench.handover.failed = Some(why.to_owned());
            });
        }
    }

    /// Whether this request is about the project that is open.
    pub(in crate::model::update) fn is_asked_project(&self, id: u32) -> bool {
        let asked = self
            .workbench
            .as_ref()
            .and_then(|it| it.handover.asked.as_ref());
        asked.is_some_and(|asked| asked.id == id)
    }

    pub(in crate::model::update) fn project_answered(
        &mut self,
        id: u32,
        info: ProjectInfo,
        out: &mut Commands,
    ) {
        if !self.is_asked_project(id) {
            return;
        }
        let usable = info.usable;
        let handed = self.bench(|bench| {
            let handover = &mut bench.handover;
            let asked = handover.asked.take()?;
            handover.shown = Some(asked.handed.document.clone());
            handover.info = Some(Shared::new(info));
            handover.failed = None;
            if usable {
                handover.usable = Some(Usable {
                    number: asked.handed.number,
                    transactions: asked.transactions,
                });
            }
            // What was changed meanwhile is handed over when it has rested.
            let now = document(&bench.project, bench.in_force());
            bench.handover.is_behind = *asked.handed.document != now;
            usable.then_some(asked.handed)
        });
        if let Some(handed) = handed.flatten() {
            self.remember_handed(handed, out);
            self.ask_preview(out);
        }
    }

    /// The project of the last run's block: views of that run may still ask about it.
    fn project_of_last_run(&self) -> Option<u32> {
        match self.last.as_ref()?.result.spec.block {
            BlockSource::Project(number) => Some(number),
            _ => None,
        }
    }

    /// Follows which projects the engine still has, and renews the last run's before it is dropped.
    fn remember_handed(&mut self, handed: Handed, out: &mut Commands) {
        let all = &mut self.projects.handed;
        all.push(handed);
        if all.len() <= ENGINE_KEEPS {
            return;
        }
        let dropped = self.projects.handed.remove(0);
        if self.project_of_last_run() == Some(dropped.number) {
            let id = self.number();
            send(id, &dropped, out);
            self.projects.handed.remove(0);
            self.projects.handed.push(dropped);
        }
    }

    pub(in crate::model::update) fn project_failed(&mut self, why: String) {
        self.bench(|bench| {
            bench.handover.asked = None;
            bench.handover.failed = Some(why);
        });
    }
}

fn send(id: u32, handed: &Handed, out: &mut Commands) {
    let request = Request::Project {
        id,
        project: handed.number,
    };
    out.push(Command::SendBytes(request, handed.document.clone()));
}
