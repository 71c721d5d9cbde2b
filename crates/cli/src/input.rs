//! From a file to the one block that a command is about, with the state before it.

use crate::{error::Error, interrupt::CONTROL, output, way::Way};
use lanewise_executor::{Block, ExecuteError, PreState, Unobserved};
use lanewise_formats::{Case, ImportedBlock, MAX_TEXT_BYTES, Verdict, read, verify};
use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    ptr,
};

/// Which block is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The file; `-` is standard input.
    pub(crate) file: PathBuf,
    /// The case's name.
    pub(crate) case: Option<String>,
    /// The block's place in its case, from 1.
    pub(crate) block: Option<usize>,
}

/// A block of a file.
#[derive(Debug)]
pub(crate) struct Input {
    /// The file, as it was named.
    pub(crate) file: String,
    /// What the file says.
    pub(crate) case: Case,
    /// The block's index in its case.
    index: usize,
    /// The state before it; or why the block is refused without being executed.
    pub(crate) pre: Result<PreState, String>,
    /// Which block it is, if the file has others.
    pub(crate) chosen: Option<String>,
}

impl Input {
    /// The block as the file has it.
    pub(crate) fn imported(&self) -> &ImportedBlock {
        &self.case.blocks[self.index]
    }

    /// Block and state, where the block can be executed.
    pub(crate) fn executable(&self) -> Result<(&Block, &PreState), &str> {
        let pre = self.pre.as_ref().map_err(String::as_str)?;
        let block = self.imported().block.as_ref().map_err(String::as_str)?;
        Ok((block, pre))
    }
}

/// A file as it is shown.
pub(crate) fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// The bytes of a file, or of standard input; not more than are ever read.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let limit = MAX_TEXT_BYTES as u64 + 1;
    let read = |source: &mut dyn io::Read| {
        let mut text = Vec::new();
        source.take(limit).read_to_end(&mut text)?;
        Ok(text)
    };
    let text = if path.as_os_str() == "-" {
        read(&mut io::stdin().lock())
    } else if path.is_dir() {
        Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder",
        ))
    } else {
        File::open(path).and_then(|mut file| {
            // The room for it at once, where its size is known.
            let size = file.metadata()?.len();
            if size >= limit {
                return read(&mut file);
            }
            fs::read(path)
        })
    };
    text.map_err(|source| Error::Open {
        path: path.to_owned(),
        source,
    })
}

/// Reads the cases of a file.
pub(crate) fn cases(path: &Path) -> Result<Vec<Case>, Error> {
    let text = bytes(path)?;
    read(&text).map_err(|source| Error::Read {
        file: shown(path),
        source,
    })
}

/// Reads the block that is meant.
///
/// # Errors
/// The file cannot be read, or has no such block.
pub(crate) fn load(selection: &Selection) -> Result<Input, Error> {
    let file = shown(&selection.file);
    let refuse = |message: String| Error::Input {
        file: file.clone(),
        message,
    };
    let mut cases = cases(&selection.file)?;
    let number = cases.len();
    let at = match &selection.case {
        None if number == 0 => return Err(refuse("it has no case".to_owned())),
        None => 0,
        Some(name) => cases
            .iter()
            .position(|case| case.name == *name)
            .ok_or_else(|| {
                let first = cases.first().map_or("", |case| &case.name);
                let known = output::count(number, "case");
                refuse(format!(
                    "it has no case \"{name}\", but {known}, the first \"{first}\""
                ))
            })?,
    };
    let mut case = cases.swap_remove(at);
    drop(cases);
    if let Some(skip) = &case.skip {
        return Err(refuse(format!("{}: {}", case.name, skip.reason)));
    }
    let blocks = case.blocks.len();
    let place = selection.block.unwrap_or(blocks);
    let Some(index) = place.checked_sub(1).filter(|index| *index < blocks) else {
        let known = output::count(blocks, "block");
        return Err(refuse(format!(
            "{} has {known}, and none is block {place}",
            case.name
        )));
    };
    let mut chosen = Vec::new();
    if blocks > 1 {
        chosen.push(format!("block {place} of {blocks}"));
    }
    if number > 1 {
        chosen.push(format!("case {} of {number}, {}", at + 1, case.name));
    }
    let pre = state_before(&mut case, index);
    if CONTROL.is_cancelled() {
        return Err(Error::Interrupted);
    }
    Ok(Input {
        file,
        case,
        index,
        pre,
        chosen: (!chosen.is_empty()).then(|| chosen.join(" of ")),
    })
}

/// The state that a block of a case is executed on: that after the blocks before it, executed one
/// transaction after the other.
fn state_before(case: &mut Case, index: usize) -> Result<PreState, String> {
    // If the block is refused before it is executed, the reason is wanted, whatever the case wants.
    let must_fail = case.blocks[index].must_fail.take();
    let wanted = case.blocks[index].block.as_ref();
    let mut found = None;
    let verdict = verify(case, &mut |block, pre| {
        if wanted.is_ok_and(|wanted| ptr::eq(wanted, block)) {
            found = Some(pre.clone());
            return Err(ExecuteError::Cancelled);
        }
        let run = Way::sequential().execute(block, pre, None, &Unobserved)?;
        Ok(run.outcome)
    });
    case.blocks[index].must_fail = must_fail;
    found.ok_or_else(|| match verdict {
        Verdict::Failed { what, place } => format!("{place}: {what}"),
        Verdict::Skipped(skip) => skip.reason,
        Verdict::Passed => "the block is not reached".to_owned(),
    })
}
