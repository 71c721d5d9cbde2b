//! What must not stand in the sources, found line by line.

use std::fs;

use crate::error::{Error, Result};
use crate::fingerprint::files;
use crate::project::Project;

/// The words that mark a note for later. Spelt so that this file does not break its own rule.
const NOTES: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// How the paths of somebody's own machine begin. Spelt as above.
const MACHINE_PATHS: [&str; 4] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Use", "rs/"),
];

/// A file longer than this holds more than one idea; most are under 400.
const MOST_LINES: usize = 600;

/// Where to look, and in files of which endings.
const SOURCES: [&str; 9] = [
    "crates",
    "web",
    "static",
    "tests",
    ".github",
    ".ci",
    "Cargo.toml",
    "Trunk.toml",
    "README.md",
];
const ENDINGS: [&str; 10] = [
    "rs", "js", "mjs", "css", "html", "toml", "yml", "sol", "md", "json",
];

/// All that breaks a rule, each as `file:line: what`.
pub(super) fn problems(project: &Project) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for source in SOURCES {
        for path in files(&project.path(source))? {
            let ending = path.extension().and_then(|ending| ending.to_str());
            // Programs such as `.ci/run` have no ending.
            if ending.is_some_and(|ending| !ENDINGS.contains(&ending)) {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
            let shown = path.strip_prefix(project.root()).unwrap_or(&path).display();
            for (number, line) in text.lines().enumerate() {
                let complaints = complaints(line);
                problems.extend(complaints.map(|what| format!("{shown}:{}: {what}", number + 1)));
            }
            // Data may be as long as it is.
            let length = text.lines().count();
            if ending != Some("json") && length > MOST_LINES {
                problems.push(format!(
                    "{shown}: {length} lines, more than {MOST_LINES}: split it by idea"
                ));
            }
        }
    }
    Ok(problems)
}

fn complaints(line: &str) -> impl Iterator<Item = String> {
    let note = bare_note(line)
        .map(|note| format!("a bare {note}: name its issue, as in {note}(#12), or do it"));
    let path = machine_path(line)
        .map(|start| format!("`{start}` is a path of one machine: find it, or let it be given"));
    note.into_iter().chain(path)
}

/// The note a line holds without naming an issue.
fn bare_note(line: &str) -> Option<&'static str> {
    NOTES.into_iter().find(|note| {
        line.match_indices(note).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + note.len()..];
            let word = |character: char| character.is_alphanumeric() || character == '_';
            let alone = !before.is_some_and(word) && !after.starts_with(word);
            alone && !after.starts_with("(#")
        })
    })
}

/// The start of a machine's own path in a line.
fn machine_path(line: &str) -> Option<&'static str> {
    MACHINE_PATHS.into_iter().find(|start| {
        line.match_indices(start).any(|(at, _)| {
            // The middle of an address or of a relative path is no root.
            let before = line[..at].chars().next_back();
            !before
                .is_some_and(|character| character.is_alphanumeric() || "._-}".contains(character))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_must_name_its_issue() {
        let note = NOTES[0];
        assert_eq!(bare_note(&format!("// {note}: later")), Some(note));
        assert_eq!(bare_note(&format!("// {note}(#12): later")), None);
        assert_eq!(bare_note(&format!("let {note}_LIST = 1;")), None);
        assert_eq!(bare_note("plain"), None);
    }

    #[test]
    fn a_machines_own_path_is_found_but_not_the_middle_of_another() {
        let home = MACHINE_PATHS[1];
        assert_eq!(
            machine_path(&format!("let at = \"{home}ada/x\";")),
            Some(home)
        );
        assert_eq!(machine_path(&format!("https://example.org{home}x")), None);
        assert_eq!(machine_path("/usr/bin/rustc"), None);
    }
}
