//! Knowing that nothing has changed: a part carries the hash of everything it was made from.
//!
//! The sources are small, so their contents are hashed, not their dates: switching branches back and
//! forth rebuilds nothing. The hash guards against accidents, not against malice, so the standard
//! library's is enough; when a new version of it counts differently, one needless rebuild follows.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A hash over texts and files, in the order given.
#[derive(Debug, Default)]
pub(crate) struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds a text, such as a version.
    #[must_use]
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Adds a file or a folder with all that is in it; one that does not exist counts as empty.
    pub(crate) fn tree(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            let name = file.strip_prefix(path).unwrap_or(&file);
            name.hash(&mut self.0);
            // A file that vanished since it was listed (an editor's temporary) counts as empty.
            fs::read(&file).unwrap_or_default().hash(&mut self.0);
        }
        Ok(self)
    }

    /// The hash as text.
    pub(crate) fn finish(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

/// All files at or below a path, sorted, so that the order is the same on every machine. Hidden files and
/// installed npm packages are left out.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_file() {
            found.push(path);
        } else if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(Error::reading(&path))? {
                let entry = entry.map_err(Error::reading(&path))?;
                let name = entry.file_name();
                if !name.to_string_lossy().starts_with('.') && name != "node_modules" {
                    open.push(entry.path());
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The remembered fingerprint of one made thing.
#[derive(Debug)]
pub(crate) struct Stamp {
    path: PathBuf,
}

impl Stamp {
    /// The stamp kept in this file.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Whether the thing was made from exactly this.
    pub(crate) fn matches(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|text| text == fingerprint)
    }

    /// Forgets: the thing is about to be made anew, and half of it must never pass for whole.
    pub(crate) fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::writing(&self.path)(error))
            }
            _ => Ok(()),
        }
    }

    /// Remembers: the thing is whole.
    pub(crate) fn set(&self, fingerprint: &str) -> Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(Error::writing(folder))?;
        }
        fs::write(&self.path, fingerprint).map_err(Error::writing(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_name_or_content_changes_the_fingerprint() {
        let folder = std::env::temp_dir().join(format!("fingerprint-{}", std::process::id()));
        let of = || {
            Fingerprint::default()
                .tree(&folder)
                .map(Fingerprint::finish)
        };
        fs::create_dir_all(folder.join("a")).expect("a folder for the test");
        fs::write(folder.join("a/one"), "1").expect("a file for the test");
        let first = of().expect("readable");
        assert_eq!(first, of().expect("readable"));

        fs::write(folder.join("a/one"), "2").expect("a file for the test");
        let second = of().expect("readable");
        assert_ne!(first, second);

        fs::rename(folder.join("a/one"), folder.join("a/two")).expect("a file for the test");
        assert_ne!(second, of().expect("readable"));
        fs::remove_dir_all(&folder).expect("the test's own folder");
    }
}
