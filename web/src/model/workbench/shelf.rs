//! The list of projects that the browser keeps.
//!
//! The list is one item of the browser's storage, each project another one. Tabs share them, so the
//! list is read, changed and written in one go, and never from a tab's own idea of it.

use super::project::{check_name, read_project};
use serde::{Deserialize, Serialize};

/// Where the list is kept.
pub const SHELF_KEY: &str = "lanewise.projects.v1";
/// What the keys of projects begin with.
const PROJECT_KEY: &str = "lanewise.project.v1.";
/// What the keys of unreadable items end with.
const UNREADABLE: &str = ".unreadable";

/// Where a project is kept.
pub fn project_key(id: &str) -> String {
    format!("{PROJECT_KEY}{id}")
}

/// Where an item is put when it cannot be read.
pub fn unreadable_key(key: &str) -> String {
    format!("{key}{UNREADABLE}")
}

/// The project that is kept under a key, if one is.
pub fn id_of_key(key: &str) -> Option<&str> {
    key.strip_prefix(PROJECT_KEY)
        .filter(|id| is_id(id) && !id.ends_with(UNREADABLE))
}

/// A project in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name in storage.
    pub id: String,
    /// The person's name for it.
    pub name: String,
}

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// The project that was open last, if one was.
    pub open: Option<String>,
    /// The projects, the one that was changed last at the front.
    pub projects: Vec<Entry>,
}

impl Shelf {
    /// Reads the list.
    ///
    /// # Errors
    /// Says in a few words why it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !value.is_object() {
            return Err("it is no list of projects".to_owned());
        }
        let shelf: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let odd = |entry: &Entry| !is_id(&entry.id) || check_name(&entry.name).is_err();
        if shelf.projects.iter().any(odd) {
            return Err("it has entries that are no projects".to_owned());
        }
        Ok(shelf)
    }

    /// Makes a list of what is kept, by key, where the list itself is lost.
    pub fn recover<'a>(items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let entry = |(key, text): (&str, &str)| {
            Some(Entry {
                id: id_of_key(key)?.to_owned(),
                name: read_project(text).ok()?.name,
            })
        };
        let mut projects: Vec<Entry> = items.into_iter().filter_map(entry).collect();
        projects.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Self {
            open: None,
            projects,
        }
    }

    /// Writes the list.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Puts a project at the front.
    pub fn put(&mut self, entry: Entry) {
        self.projects.retain(|one| one.id != entry.id);
        self.projects.insert(0, entry);
    }

    /// Takes a project out.
    pub fn take(&mut self, id: &str) -> Option<Entry> {
        let at = self.projects.iter().position(|one| one.id == id)?;
        self.open.take_if(|open| open == id);
        Some(self.projects.remove(at))
    }

    /// A name like this one that no project has.
    pub fn free_name(&self, name: &str) -> String {
        let with = |number: usize| match number {
            1 => name.to_owned(),
            _ => format!("{name} {number}"),
        };
        let taken = |name: &String| self.projects.iter().any(|entry| entry.name == *name);
        (1..)
            .map(with)
            .find(|name| !taken(name))
            .unwrap_or_default()
    }
}

fn is_id(id: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || "-.".contains(sign);
    !id.is_empty() && id.len() <= 60 && id.chars().all(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: &str) -> Entry {
        Entry {
            id: id.into(),
            name: name.into(),
        }
    }

    #[test]
    fn the_list_is_read_back_and_the_last_changed_is_first() {
        let mut shelf = Shelf::default();
        shelf.put(entry("a-1", "One"));
        shelf.put(entry("a-2", "Two"));
        shelf.put(entry("a-1", "One again"));
        shelf.open = Some("a-1".into());
        assert_eq!(Shelf::read(&shelf.write()), Ok(shelf.clone()));
        assert_eq!(shelf.projects[0].name, "One again");
        assert_eq!(shelf.free_name("Two"), "Two 2");
        assert_eq!(shelf.take("a-1").map(|one| one.id), Some("a-1".into()));
        assert_eq!((shelf.open, shelf.projects.len()), (None, 1));
    }

    #[test]
    fn corrupt_lists_are_refused() {
        for text in [
            "",
            "[]",
            "null",
            "{}",
            r#"{"open":null,"projects":[{"id":"../x","name":"n"}]}"#,
            r#"{"open":null,"projects":[{"id":"x","name":""}]}"#,
            r#"{"open":null,"projects":[],"more":1}"#,
        ] {
            assert!(Shelf::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_lost_list_is_made_of_the_projects() {
        let project = r#"{"format":"lanewise-project/1","name":"Mine","files":[],"batch":"{}"}"#;
        let shelf = Shelf::recover([
            ("lanewise.project.v1.a-1", project),
            ("lanewise.project.v1.a-2", "half a fi"),
            ("lanewise.project.v1.a-3.unreadable", project),
            ("other", project),
        ]);
        assert_eq!(shelf.projects, [entry("a-1", "Mine")]);
    }
}
