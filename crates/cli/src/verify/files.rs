//! From paths to the files to verify.

use crate::error::Error;
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// The files that paths name, in the paths' order; those of a folder, and of the folders within
/// it, in the order of their names. None twice.
///
/// # Errors
/// A path is not there, or a folder cannot be listed, or holds no file to verify.
pub(crate) fn collect(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        let is_folder = path.as_os_str() != "-" && find(path)?;
        if is_folder {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
        if files.len() == before {
            return Err(Error::Input {
                file: path.display().to_string(),
                message: "the folder holds no file *.json".to_owned(),
            });
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

fn open(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    |source| Error::Open { path, source }
}

/// Whether a path is a folder's.
fn find(path: &Path) -> Result<bool, Error> {
    Ok(fs::metadata(path).map_err(open(path))?.is_dir())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(folder).map_err(open(folder))?;
    let entries: io::Result<Vec<_>> = entries.collect();
    let mut entries = entries.map_err(open(folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // A link to a folder is not followed: it may lead back to where it is.
        if entry.file_type().map_err(open(&path))?.is_dir() {
            walk(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && path.is_file()
        {
            files.push(path);
        }
    }
    Ok(())
}
