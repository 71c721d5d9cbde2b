//! Projects: what each [`WorkbenchAction`] does.

use super::Commands;
use crate::model::{
    Action, Command, Kept, Shared, State, Workbench, WorkbenchAction, WorkbenchCommand,
    workbench::{Event, write_project},
};

mod compiling;
mod files;
mod handing;
mod projects;

/// Milliseconds that a project rests before the browser keeps it.
const KEEP_MS: u32 = 300;
/// Milliseconds that the sources rest before they are compiled.
const COMPILE_MS: u32 = 900;
/// Milliseconds that the batch document rests before it goes to the engine.
const HAND_MS: u32 = 250;

/// What of a project has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Its name, or the file in front: nothing that has to be compiled.
    Looks,
    /// What the compiler reads.
    Sources,
    /// What the engine reads.
    Rest,
}

impl State {
    pub(super) fn workbench_action(&mut self, action: WorkbenchAction, out: &mut Commands) {
        match action {
            WorkbenchAction::EditCopy => self.edit_copy(out),
            WorkbenchAction::New => self.new_project(out),
            WorkbenchAction::Open(id) => {
                self.keep_now(out);
                out.push(Command::Workbench(WorkbenchCommand::Read(id)));
            }
            WorkbenchAction::Close => self.close_project(out),
            WorkbenchAction::Name(name) => self.name_project(&name, out),
            WorkbenchAction::Duplicate => self.duplicate_project(out),
            WorkbenchAction::Delete(id) => {
                // What is deleted is what the person sees, with its last changes.
                self.keep_now(out);
                out.push(Command::Workbench(WorkbenchCommand::Delete(id)));
            }
            WorkbenchAction::Undelete => self.undelete(out),
            WorkbenchAction::Export => self.export_project(out),
            WorkbenchAction::Show(path) => self.show_file(path, out),
            WorkbenchAction::Add(kind) => self.add_file(kind, out),
            WorkbenchAction::AddBytecode {
                name,
                abi,
                bytecode,
            } => self.add_bytecode(&name, &abi, &bytecode, out),
            WorkbenchAction::Rename { from, to } => self.rename_file(&from, &to, out),
            WorkbenchAction::Remove(path) => self.remove_file(&path, out),
            WorkbenchAction::PutBack => self.put_back(out),
            WorkbenchAction::Edit { path, text } => self.edit_file(&path, text, out),
            WorkbenchAction::Batch(text) => {
                if self
                    .workbench
                    .as_ref()
                    .is_some_and(|it| *it.project.batch != *text)
                {
                    self.bench(|bench| bench.project.batch = text.into());
                    self.project_changed(Change::Rest, out);
                }
            }
            WorkbenchAction::Settings(settings) => {
                let same = |bench: &Shared<Workbench>| bench.project.settings == settings;
                if self.workbench.as_ref().is_some_and(|bench| !same(bench)) {
                    self.bench(|bench| bench.project.settings = settings);
                    self.project_changed(Change::Sources, out);
                }
            }
            WorkbenchAction::Live(live) => self.set_live(live, out),
            WorkbenchAction::Compile => self.compile(out),
            WorkbenchAction::GoTo { path, at } => self.go_to(path, at, out),
            WorkbenchAction::TakeTheirs => self.take_theirs(out),
            WorkbenchAction::KeepMine => {
                self.bench(|bench| {
                    bench.theirs = None;
                    bench.kept = Kept::Behind;
                });
                self.keep_now(out);
            }
            WorkbenchAction::Flush => self.keep_now(out),
            WorkbenchAction::Event(event) => self.workbench_event(event, out),
        }
    }

    fn workbench_event(&mut self, event: Event, out: &mut Commands) {
        let is_open = |state: &Self, id: &str| {
            let bench = state.workbench.as_ref();
            bench.is_some_and(|bench| bench.id == id)
        };
        match event {
            Event::RestedToKeep(id, edition) => {
                let rested = |bench: &Shared<Workbench>| bench.edition == edition;
                if is_open(self, &id) && self.workbench.as_ref().is_some_and(rested) {
                    self.keep_now(out);
                }
            }
            Event::RestedToCompile(id, sources) => {
                if is_open(self, &id) {
                    self.compile_rested(sources, out);
                }
            }
            Event::RestedToHand(id, others) => {
                let rested = |bench: &Shared<Workbench>| bench.others == others;
                if is_open(self, &id) && self.workbench.as_ref().is_some_and(rested) {
                    self.hand_over(out);
                }
            }
            Event::CompilerOverdue { id, heard } => self.compiler_overdue(id, heard, out),
            Event::Compiler(event) => self.compiler_event(event, out),
            Event::Remembered {
                shelf,
                visit,
                open,
                recovered,
            } => self.remembered(shelf, visit, open, recovered, out),
            Event::Read { id, text } => self.project_read(id, text, out),
            Event::Kept {
                id,
                edition,
                shelf,
                refused,
            } => self.project_kept(&id, edition, shelf, refused),
            Event::Deleted { entry, text, shelf } => self.project_deleted(entry, text, shelf, out),
            Event::Shelf(shelf) => self.projects.shelf = shelf,
            Event::Changed { id, text } => {
                let same = |bench: &Shared<Workbench>| write_project(&bench.project) == text;
                if is_open(self, &id) && !self.workbench.as_ref().is_some_and(same) {
                    self.bench(|bench| bench.theirs = Some(Shared::new(text)));
                }
            }
        }
    }

    /// Changes the workbench, if one is open.
    fn bench<T>(&mut self, change: impl FnOnce(&mut Workbench) -> T) -> Option<T> {
        let mut bench = Workbench::clone(self.workbench.as_ref()?);
        let result = change(&mut bench);
        self.workbench = Some(Shared::new(bench));
        Some(result)
    }

    /// What follows from a change of the project: it is kept, compiled and handed over after a rest.
    fn project_changed(&mut self, change: Change, out: &mut Commands) {
        let later = self.bench(|bench| {
            bench.edition += 1;
            if bench.kept == Kept::Yes {
                bench.kept = Kept::Behind;
            }
            bench.refused = None;
            if change != Change::Looks {
                bench.removed = None;
            }
            let id = bench.id.clone();
            let mut later = vec![(KEEP_MS, Event::RestedToKeep(id.clone(), bench.edition))];
            match change {
                Change::Looks => {}
                Change::Sources => {
                    bench.sources += 1;
                    if bench.project.live {
                        later.push((COMPILE_MS, Event::RestedToCompile(id, bench.sources)));
                    }
                }
                Change::Rest => {
                    bench.others += 1;
                    bench.handover.is_behind = true;
                    later.push((HAND_MS, Event::RestedToHand(id, bench.others)));
                }
            }
            later
        });
        for (ms, event) in later.into_iter().flatten() {
            later_event(ms, event, out);
        }
    }
}

fn later_event(ms: u32, event: Event, out: &mut Commands) {
    let action = Action::Workbench(WorkbenchAction::Event(event));
    out.push(Command::Later(ms, Box::new(action)));
}

#[cfg(test)]
mod tests;
