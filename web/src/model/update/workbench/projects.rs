//! Projects as wholes: opened, kept, copied, handed on, deleted.

use super::{Change, Commands};
use crate::model::{
    Command, Kept, Offers, Preview, Shared, State, Tone, Workbench, WorkbenchCommand, format,
    workbench::{
        Deleted, Entry, Project, Shelf, Sniffed, Stored, check_name, copy_of, for_file,
        new_project, read_project, sniff, write_project,
    },
};

impl State {
    /// What the browser kept, when the page is opened.
    pub(super) fn remembered(
        &mut self,
        shelf: Shelf,
        visit: String,
        open: Option<(String, String)>,
        recovered: bool,
        out: &mut Commands,
    ) {
        self.projects.shelf = shelf;
        self.projects.visit = visit;
        if recovered {
            let said = "The list of your projects could not be read; it was set aside and made anew \
                        from the projects.";
            self.say(Tone::Warning, said.to_owned(), None);
        }
        if let Some((id, text)) = open {
            self.project_read(id, Some(text), out);
        }
    }

    /// Opens what is kept of a project.
    pub(super) fn project_read(&mut self, id: String, text: Option<String>, out: &mut Commands) {
        let Some(text) = text else {
            self.projects.shelf.take(&id);
            let said = "That project is not there any more.";
            self.say(Tone::Warning, said.to_owned(), None);
            return;
        };
        match read_project(&text) {
            Ok(project) => self.open_project(id, project, out),
            Err(why) => {
                let entry = self.projects.shelf.take(&id);
                let name = entry.map_or(id.clone(), |entry| entry.name);
                let said = format!(
                    "The project “{}” could not be read ({why}); it was set aside.",
                    format::clipped(&name, 60)
                );
                self.say(Tone::Error, said, None);
                out.push(Command::Workbench(WorkbenchCommand::SetAside(id)));
            }
        }
    }

    fn open_project(&mut self, id: String, project: Project, out: &mut Commands) {
        out.push(Command::Workbench(WorkbenchCommand::NoteOpen(Some(
            id.clone(),
        ))));
        self.workbench = Some(Shared::new(Workbench::new(id, project)));
        self.import = Default::default();
        self.projects.deleted = None;
        self.another_block(out);
        self.compile(out);
    }

    /// Opens a project that the browser does not have yet.
    fn begin(&mut self, make: impl FnOnce(&Shelf) -> Project, out: &mut Commands) {
        self.keep_now(out);
        let project = make(&self.projects.shelf);
        let number = self.number();
        let id = format!("{}-{number}", self.projects.visit);
        self.open_project(id, project, out);
        self.bench(|bench| bench.kept = Kept::Behind);
        self.keep_now(out);
    }

    pub(super) fn new_project(&mut self, out: &mut Commands) {
        self.begin(|shelf| new_project(shelf.free_name("New project")), out);
    }

    pub(super) fn edit_copy(&mut self, out: &mut Commands) {
        let Some(info) = self.info.clone() else {
            return;
        };
        let Some(preset) = info.preset(&self.settings.preset) else {
            return;
        };
        let set = self.checked.batch.clone();
        self.begin(
            |shelf| copy_of(shelf.free_name(&preset.title), preset, set.as_ref()),
            out,
        );
    }

    pub(super) fn duplicate_project(&mut self, out: &mut Commands) {
        let Some(bench) = self.workbench.clone() else {
            return;
        };
        self.begin(
            |shelf| Project {
                name: shelf.free_name(&copy_name(&bench.project.name)),
                ..bench.project.clone()
            },
            out,
        );
    }

    pub(super) fn close_project(&mut self, out: &mut Commands) {
        self.keep_now(out);
        if self.workbench.take().is_some() {
            out.push(Command::Workbench(WorkbenchCommand::NoteOpen(None)));
            self.another_block(out);
        }
    }

    /// Another block is set up; answers about the one before are of no use.
    fn another_block(&mut self, out: &mut Commands) {
        self.preview = Preview::default();
        self.ask_preview(out);
    }

    pub(super) fn name_project(&mut self, name: &str, out: &mut Commands) {
        match check_name(name) {
            Ok(name) => {
                if self
                    .workbench
                    .as_ref()
                    .is_some_and(|it| it.project.name != name)
                {
                    self.bench(|bench| bench.project.name = name);
                    self.project_changed(Change::Looks, out);
                }
            }
            Err(why) => {
                let mut why = why;
                why.replace_range(..1, &why[..1].to_ascii_uppercase());
                self.bench(|bench| bench.refused = Some(format!("{why}.")));
            }
        }
    }

    pub(super) fn export_project(&mut self, out: &mut Commands) {
        let Some(bench) = &self.workbench else { return };
        let kept = |sign: &char| sign.is_ascii_alphanumeric() || "-_".contains(*sign);
        let plain = bench.project.name.replace(' ', "-");
        let plain: String = plain.chars().filter(kept).take(60).collect();
        out.push(Command::Download {
            name: format!(
                "{}.lanewise.json",
                if plain.is_empty() { "project" } else { &plain }
            ),
            text: write_project(&bench.project),
        });
    }

    // Keeping.

    /// Has the browser keep what it has not kept yet.
    pub(super) fn keep_now(&mut self, out: &mut Commands) {
        let Some(bench) = self.workbench.as_ref().filter(|it| it.kept != Kept::Yes) else {
            return;
        };
        // Another tab's version is not written over before the person has said so.
        if bench.theirs.is_some() {
            return;
        }
        out.push(Command::Workbench(WorkbenchCommand::Keep(Stored {
            entry: Entry {
                id: bench.id.clone(),
                name: bench.project.name.clone(),
            },
            edition: bench.edition,
            text: write_project(&bench.project),
        })));
    }

    pub(super) fn project_kept(&mut self, id: &str, edition: u32, shelf: Shelf, refused: bool) {
        self.projects.shelf = shelf;
        if self.workbench.as_ref().is_none_or(|bench| bench.id != id) {
            return;
        }
        let first = self.bench(|bench| {
            let first = refused && bench.kept != Kept::Refused;
            if refused {
                bench.kept = Kept::Refused;
            } else if bench.edition == edition {
                bench.kept = Kept::Yes;
            }
            first
        });
        if first == Some(true) {
            let said = "The browser does not keep this project: its storage is full or closed. \
                        Export the project to a file, or delete projects that are not needed.";
            self.say(Tone::Error, said.to_owned(), None);
        }
    }

    pub(super) fn take_theirs(&mut self, out: &mut Commands) {
        let theirs = self.workbench.as_ref().and_then(|bench| {
            let text = bench.theirs.clone()?;
            Some((bench.id.clone(), text))
        });
        if let Some((id, text)) = theirs {
            match read_project(&text) {
                Ok(project) => self.open_project(id, project, out),
                Err(why) => {
                    let said = format!("The other tab’s version could not be read: {why}.");
                    self.say(Tone::Error, said, None);
                    self.bench(|bench| bench.theirs = None);
                }
            }
        }
    }

    // Deleting.

    pub(super) fn project_deleted(
        &mut self,
        entry: Entry,
        text: String,
        shelf: Shelf,
        out: &mut Commands,
    ) {
        self.projects.shelf = shelf;
        let was_open = |bench: &mut Shared<Workbench>| bench.id == entry.id;
        if self.workbench.take_if(was_open).is_some() {
            out.push(Command::Workbench(WorkbenchCommand::NoteOpen(None)));
            self.another_block(out);
        }
        self.projects.deleted = Some(Deleted {
            entry,
            text: Shared::new(text),
        });
    }

    pub(super) fn undelete(&mut self, out: &mut Commands) {
        let Some(deleted) = self.projects.deleted.take() else {
            return;
        };
        out.push(Command::Workbench(WorkbenchCommand::Keep(Stored {
            entry: deleted.entry.clone(),
            edition: 0,
            text: String::clone(&deleted.text),
        })));
        self.keep_now(out);
        self.project_read(deleted.entry.id, Some(String::clone(&deleted.text)), out);
    }

    // Files from outside.

    /// Takes a file that is a project, or belongs into one; `false` if it is neither.
    pub(in crate::model::update) fn open_as_project(
        &mut self,
        name: &str,
        bytes: &[u8],
        out: &mut Commands,
    ) -> bool {
        match sniff(name, bytes, self.workbench.is_some()) {
            Sniffed::Project(project) => {
                let with_name = |shelf: &Shelf| Project {
                    name: shelf.free_name(&project.name),
                    ..project
                };
                self.begin(with_name, out);
            }
            Sniffed::Source(file) if self.workbench.is_some() => {
                self.import = Default::default();
                self.add_dropped(file, out);
            }
            Sniffed::Source(file) => {
                let stem = file.path.rsplit_once('.').map_or("File", |(stem, _)| stem);
                let stem = stem.to_owned();
                self.begin(|shelf| for_file(shelf.free_name(&stem), file), out);
            }
            Sniffed::Refused(why) => match self.workbench {
                Some(_) => {
                    self.bench(|bench| bench.refused = Some(why));
                }
                None => {
                    self.import.opening = None;
                    self.import.failed = Some(why);
                }
            },
            Sniffed::Other => return false,
        }
        true
    }
}

fn copy_name(name: &str) -> String {
    let kept: String = name.chars().take(70).collect();
    format!("{kept}, copy")
}
