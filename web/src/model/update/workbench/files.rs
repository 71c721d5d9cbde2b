//! The files of the open project.

use super::{Change, Commands};
use crate::model::{
    State, Workbench,
    workbench::{FileKind, Jump, Language, LargestProject, Point, SourceFile, bytecode_file},
};

/// What a new Solidity file begins with.
const SOLIDITY: &str = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.30;\n\n";
/// What a new file of EVM assembly begins with.
const ASSEMBLY: &str = include_str!("../../../../../static/templates/Counter.evm");

impl State {
    pub(super) fn show_file(&mut self, path: String, out: &mut Commands) {
        let bench = self.workbench.as_ref();
        if bench.is_some_and(|it| it.project.file(&path).is_some() && it.project.front != path) {
            self.bench(|bench| bench.project.front = path);
            self.project_changed(Change::Looks, out);
        }
    }

    pub(super) fn go_to(&mut self, path: String, at: Point, out: &mut Commands) {
        self.show_file(path.clone(), out);
        let number = self.number();
        self.bench(|bench| bench.jump = Some(Jump { number, path, at }));
    }

    pub(super) fn add_file(&mut self, kind: FileKind, out: &mut Commands) {
        let (stem, language, text) = match kind {
            FileKind::Solidity => ("Contract", Language::Solidity, SOLIDITY),
            FileKind::Assembly => ("Counter", Language::Assembly, ASSEMBLY),
        };
        self.add(
            |bench| SourceFile {
                path: bench.project.free_path(stem, language),
                text: text.into(),
            },
            out,
        );
    }

    pub(super) fn add_bytecode(
        &mut self,
        name: &str,
        abi: &str,
        bytecode: &str,
        out: &mut Commands,
    ) {
        let made = bytecode_file(name, abi, bytecode).and_then(|file| {
            let taken = self
                .workbench
                .as_ref()
                .and_then(|bench| bench.project.refuse_path(&file.path, None));
            taken.map_or(Ok(file), Err)
        });
        match made {
            Ok(file) => self.add(|_| file, out),
            Err(why) => {
                self.bench(|bench| bench.refused = Some(why));
            }
        }
    }

    /// Adds a file that was dropped or chosen; a file of the same name stays, too.
    pub(super) fn add_dropped(&mut self, file: SourceFile, out: &mut Commands) {
        self.add(
            |bench| {
                let (stem, _) = file.path.rsplit_once('.').unwrap_or((&file.path, ""));
                let path = bench.project.free_path(stem, file.language());
                SourceFile { path, ..file }
            },
            out,
        );
    }

    fn add(&mut self, make: impl FnOnce(&Workbench) -> SourceFile, out: &mut Commands) {
        let language = self.bench(|bench| {
            let file = make(bench);
            let project = &mut bench.project;
            if let Some(why) = too_much(project.files.len() + 1, project.bytes() + file.text.len())
            {
                bench.refused = Some(why);
                return None;
            }
            let language = file.language();
            project.front.clone_from(&file.path);
            project.files.push(file);
            Some(language)
        });
        if let Some(language) = language.flatten() {
            self.project_changed(change_of(language), out);
        }
    }

    pub(super) fn edit_file(&mut self, path: &str, text: String, out: &mut Commands) {
        let changed = self.bench(|bench| {
            let files = &mut bench.project.files;
            let file = files.iter_mut().find(|file| file.path == path)?;
            if *file.text == *text {
                return None;
            }
            file.text = text.into();
            Some(file.language())
        });
        if let Some(language) = changed.flatten() {
            self.project_changed(change_of(language), out);
        }
    }

    pub(super) fn rename_file(&mut self, from: &str, to: &str, out: &mut Commands) {
        let to = to.trim();
        if from == to {
            self.bench(|bench| bench.refused = None);
            return;
        }
        let renamed = self.bench(|bench| {
            let project = &mut bench.project;
            if let Some(why) = project.refuse_path(to, Some(from)) {
                bench.refused = Some(why);
                return None;
            }
            if project.front == from {
                to.clone_into(&mut project.front);
            }
            let file = project.files.iter_mut().find(|file| file.path == from)?;
            to.clone_into(&mut file.path);
            Some([Language::of(from), Language::of(to)])
        });
        if let Some([from, to]) = renamed.flatten() {
            self.project_changed(change_of(from), out);
            if change_of(to) != change_of(from) {
                self.project_changed(change_of(to), out);
            }
        }
    }

    pub(super) fn remove_file(&mut self, path: &str, out: &mut Commands) {
        let removed = self.bench(|bench| {
            let project = &mut bench.project;
            let at = project.files.iter().position(|file| file.path == path)?;
            let file = project.files.remove(at);
            if project.front == path {
                let next = project.files.get(at).or(project.files.last());
                project.front = next.map(|file| file.path.clone()).unwrap_or_default();
            }
            Some((at, file))
        });
        if let Some((at, file)) = removed.flatten() {
            self.project_changed(change_of(file.language()), out);
            self.bench(|bench| bench.removed = Some((at, file)));
        }
    }

    pub(super) fn put_back(&mut self, out: &mut Commands) {
        let back = self.bench(|bench| {
            let (at, file) = bench.removed.take()?;
            let project = &mut bench.project;
            let language = file.language();
            project.front.clone_from(&file.path);
            project.files.insert(at.min(project.files.len()), file);
            Some(language)
        });
        if let Some(language) = back.flatten() {
            self.project_changed(change_of(language), out);
        }
    }
}

const fn change_of(language: Language) -> Change {
    match language {
        Language::Solidity => Change::Sources,
        Language::Assembly | Language::Json => Change::Rest,
    }
}

fn too_much(files: usize, bytes: usize) -> Option<String> {
    if files > LargestProject::FILES {
        return Some(format!(
            "A project has at most {} files.",
            LargestProject::FILES
        ));
    }
    (bytes > LargestProject::SOURCE_BYTES)
        .then(|| "The files of a project have at most 1 MiB together.".to_owned())
}
