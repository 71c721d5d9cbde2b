//! Lines of sources that a view points at: which can be opened, where, and how they are marked.

use super::{heat, name, share};
use crate::model::{State, WorkbenchAction, format, workbench::Point};
use lanewise_protocol::{BlockSource, Conflicts, ViewSite};

/// A line that a view has opened beside the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// New for every wish; the store gives it, so that a line can be asked for twice.
    pub number: u32,
    /// The file's path.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is to be said about it, in a few words.
    pub note: String,
}

impl Marked {
    /// A wish to see a line.
    pub fn new(site: &ViewSite, line: u32, note: String) -> Self {
        Self {
            number: 0,
            file: site.file.clone(),
            line,
            column: site.column,
            note,
        }
    }

    /// What shows it in the editor, if it is in a file of the project that is open.
    pub fn in_project(&self, state: &State) -> Option<WorkbenchAction> {
        let bench = state.workbench.as_ref()?;
        bench.project.file(&self.file)?;
        Some(WorkbenchAction::GoTo {
            path: self.file.clone(),
            at: Point {
                line: self.line,
                column: self.column.max(1),
            },
        })
    }
}

/// How hot a line is: how much of the critical path waits for what it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heat {
    /// Some of it.
    Some,
    /// A tenth or more.
    Much,
    /// Half or more.
    Most,
}

impl Heat {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Some => "hot-some",
            Self::Much => "hot-much",
            Self::Most => "hot-most",
        }
    }
}

/// A line that reads or writes a place on the critical path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotLine {
    /// The file's path.
    pub file: String,
    /// The line, from 1, in the text that is on the page.
    pub line: u32,
    /// How hot.
    pub heat: Heat,
    /// Why, in a few words.
    pub title: String,
}

/// What can be done with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// It can be opened; the line as it is now.
    Line(u32),
    /// It cannot; why, in a sentence.
    Elsewhere(String),
}

/// Whether a line can be opened beside the view, for a run of this block.
pub fn opening(state: &State, block: &BlockSource, site: &ViewSite) -> Opening {
    let file = &site.file;
    let text = match shown(state, block) {
        Ok(Shown::Scenario(files)) => files.iter().find(|it| it.path == *file).map(|it| &*it.text),
        Ok(Shown::Project(files)) => files.iter().find(|it| it.path == *file).map(|it| &*it.text),
        Err(why) => return Opening::Elsewhere(why),
    };
    let Some(text) = text else {
        return Opening::Elsewhere(format!(
            "In {}, a library that the contract imports.",
            format::clipped(file, 120)
        ));
    };
    nearest(text, site.line, &site.text).map_or_else(
        || Opening::Elsewhere("The line has been changed since this run.".to_owned()),
        Opening::Line,
    )
}

/// The sources that stand beside the results.
enum Shown<'a> {
    Scenario(&'a [lanewise_protocol::SourceFile]),
    Project(&'a [crate::model::workbench::SourceFile]),
}

fn shown<'a>(state: &'a State, block: &BlockSource) -> Result<Shown<'a>, String> {
    let no_file = state.import.opened.is_none();
    match (block, &state.workbench, state.info.as_deref()) {
        (BlockSource::File(_), ..) => Err("The block’s file brings no sources along.".to_owned()),
        (BlockSource::Project(_), Some(bench), _) if no_file => {
            Ok(Shown::Project(&bench.project.files))
        }
        (BlockSource::Project(_), ..) => Err("Its project is not open now.".to_owned()),
        (BlockSource::Batch(batch), None, Some(info))
            if no_file && state.settings.preset == batch.preset =>
        {
            let preset = info.presets.iter().find(|it| it.id == batch.preset);
            Ok(Shown::Scenario(preset.map_or(&[], |preset| &preset.files)))
        }
        (BlockSource::Batch(_), ..) => Err("Its scenario is not chosen now.".to_owned()),
    }
}

/// The line with this text that is nearest to where it was; sources may have been edited since.
/// Where the text is not known, the line as it was, if there is one.
fn nearest(text: &str, line: u32, wanted: &str) -> Option<u32> {
    let lines = (1_u32..).zip(text.lines());
    if wanted.is_empty() {
        return lines.map(|(number, _)| number).find(|it| *it == line);
    }
    lines
        .filter(|(_, text)| text.trim() == wanted)
        .map(|(number, _)| number)
        .min_by_key(|number| number.abs_diff(line))
}

/// The lines that touch places of the critical path, each once with the hottest of its places.
pub fn hot_lines(state: &State, block: &BlockSource, conflicts: &Conflicts) -> Vec<HotLine> {
    let mut lines: Vec<HotLine> = Vec::new();
    for place in &conflicts.places {
        let Some(heat) = heat(place, &conflicts.bounds) else {
            continue;
        };
        for site in &place.sites {
            let Opening::Line(line) = opening(state, block, site) else {
                continue;
            };
            // The hottest place comes first.
            if lines
                .iter()
                .any(|it| it.line == line && it.file == site.file)
            {
                continue;
            }
            let title = format!(
                "{}: {} of the critical path waits for it",
                name(place),
                format::percent(share(place, &conflicts.bounds), 1.0)
            );
            lines.push(HotLine {
                file: site.file.clone(),
                line,
                heat,
                title,
            });
        }
    }
    lines
}
