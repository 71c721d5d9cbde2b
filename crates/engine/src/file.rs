//! Files that the page opened: what they hold, and the state that one of their blocks runs on.

use crate::{
    progress::report,
    run::{CONTROL, Stop, preparing},
};
use lanewise_executor::{
    Block, BlockAccessList, Control, ExecuteError, InPlace, Outcome, PreState, Unobserved,
    revm::primitives::B256,
    strategies::{Job, Sequential, Strategy},
};
use lanewise_formats::{Case, Expected, Fork, ImportedBlock, Verdict, read, verify};
use lanewise_protocol::{
    BlockInfo, CaseInfo, Failure, FileBlock, FileInfo, FileRun, HeaderField, HeaderState, Limits,
};
use std::{collections::BTreeMap, ptr};

/// The longest text of a file that is handed to the page, in characters: it is a stranger's.
const LONGEST: usize = 300;

/// A file that is open.
#[derive(Debug)]
pub(crate) struct OpenFile {
    /// The number that the page gave to it.
    pub(crate) number: u32,
    name: String,
    cases: Vec<Case>,
}

/// A block of a file, with the state before it.
#[derive(Debug)]
pub(crate) struct FileSubject {
    /// The file's name.
    name: String,
    /// The case's name.
    pub(crate) case: String,
    /// The block.
    pub(crate) block: Block,
    /// The state before it.
    pub(crate) pre: PreState,
    /// Whether that is all there is.
    pub(crate) complete_state: bool,
    /// The hashes of earlier blocks that the file tells, by number.
    pub(crate) block_hashes: BTreeMap<u64, B256>,
    /// The access list that came with the block.
    pub(crate) access_list: Option<BlockAccessList>,
    /// What must come out.
    pub(crate) expected: Expected,
    /// What is wrong with the block as it stands, in one sentence.
    pub(crate) problem: Option<String>,
    fork: Fork,
    info: BlockInfo,
}

impl OpenFile {
    /// Reads a file.
    pub(crate) fn read(number: u32, name: &str, bytes: &[u8]) -> Result<Self, Stop> {
        let refuse = |why: String| Stop::Failed(Failure::Other(why));
        if bytes.len() > Limits::FILE_BYTES {
            return Err(refuse(format!(
                "The file has {} bytes; at most {} are read.",
                bytes.len(),
                Limits::FILE_BYTES
            )));
        }
        let cases = read(bytes).map_err(|error| refuse(sentence(&error.to_string())))?;
        if cases.iter().all(|case| case.blocks.is_empty()) {
            return Err(refuse("The file holds no block.".to_owned()));
        }
        Ok(Self {
            number,
            name: clipped(name),
            cases,
        })
    }

    /// What it holds.
    pub(crate) fn info(&self) -> FileInfo {
        let case = |case: &Case| CaseInfo {
            name: clipped(&case.name),
            skip: case.skip.as_ref().map(|skip| sentence(&skip.reason)),
            complete_state: case.complete_state,
            blocks: case.blocks.iter().map(block_info).collect(),
        };
        FileInfo {
            file: self.number,
            name: self.name.clone(),
            format: self
                .cases
                .first()
                .map_or_else(String::new, |case| case.format.name().to_owned()),
            cases: self.cases.iter().map(case).collect(),
        }
    }

    /// A block with the state before it, which takes executing the blocks before it.
    pub(crate) fn block(&mut self, at: FileBlock, can_cancel: bool) -> Result<FileSubject, Stop> {
        let none = || Stop::Failed(Failure::Other("The file has no such block.".to_owned()));
        let case = self.cases.get_mut(at.case as usize).ok_or_else(none)?;
        let index = at.block as usize;
        let imported = case.blocks.get(index).ok_or_else(none)?;
        if let Some(skip) = &case.skip {
            return Err(Stop::Failed(Failure::Other(sentence(&skip.reason))));
        }
        let invalid = |reason: &str, must_fail: &Option<String>| {
            Stop::Failed(Failure::InvalidBlock {
                reason: sentence(reason),
                must_fail: must_fail.as_deref().map(clipped),
            })
        };
        let block = match &imported.block {
            Ok(block) => block.clone(),
            Err(reason) => return Err(invalid(reason, &imported.must_fail)),
        };
        let before = state_before(case, index, can_cancel)?;
        let imported = &case.blocks[index];
        let pre = before.map_err(|reason| invalid(&reason, &imported.must_fail))?;
        Ok(FileSubject {
            name: self.name.clone(),
            case: clipped(&case.name),
            block,
            pre,
            complete_state: case.complete_state,
            block_hashes: case.block_hashes.clone(),
            access_list: imported.access_list.clone(),
            expected: imported.expected.clone(),
            problem: imported.problems.first().map(ToString::to_string),
            fork: imported.fork,
            info: block_info(imported),
        })
    }
}

/// The state that a block of a case is executed on: that after the blocks before it. Or why the
/// block is refused before it is executed.
fn state_before(
    case: &mut Case,
    index: usize,
    can_cancel: bool,
) -> Result<Result<PreState, String>, Stop> {
    // If the block is refused before it is executed, the reason is wanted, whatever the case wants.
    let must_fail = case.blocks[index].must_fail.take();
    let wanted = case.blocks[index].block.as_ref();
    let own = Control::new();
    let control = if can_cancel { &CONTROL } else { &own };
    let (mut found, mut done) = (None, 0);
    preparing(index as u32);
    let verdict = verify(case, &mut |block, pre| {
        if wanted.is_ok_and(|wanted| ptr::eq(wanted, block)) {
            found = Some(pre.clone());
            return Err(ExecuteError::Cancelled);
        }
        let job = Job::new(block, pre, &InPlace, control);
        let run = Sequential.execute(&job, &Unobserved)?;
        done += 1;
        report(done);
        Ok(run.outcome)
    });
    case.blocks[index].must_fail = must_fail;
    if let Some(pre) = found {
        return Ok(Ok(pre));
    }
    if control.is_cancelled() {
        return Err(Stop::Cancelled);
    }
    let this = format!("block {} of {}", index + 1, case.blocks.len());
    match verdict {
        Verdict::Failed { what, place } if place == this => Ok(Err(what)),
        Verdict::Failed { what, place } => Ok(Err(format!("{place}: {what}"))),
        Verdict::Skipped(skip) => Err(Stop::Failed(Failure::Other(sentence(&skip.reason)))),
        Verdict::Passed => Ok(Err("it is not reached".to_owned())),
    }
}

fn block_info(block: &ImportedBlock) -> BlockInfo {
    let executable = block.block.as_ref().ok();
    let number = block.header.as_ref().map(|header| header.number);
    BlockInfo {
        number: number.or_else(|| executable?.env.number.try_into().ok()),
        fork: block.fork.name().to_owned(),
        transactions: executable.map(|block| block.transactions.len() as u32),
        must_fail: block.must_fail.as_deref().map(clipped),
    }
}

impl FileSubject {
    /// The failure of a block that is invalid, with what the file says of it.
    pub(crate) fn refusal(&self, reason: &str) -> Failure {
        Failure::InvalidBlock {
            reason: sentence(reason),
            must_fail: self.info.must_fail.clone(),
        }
    }

    /// What its run gave besides: each field of the header that execution decides.
    pub(crate) fn run(&self, outcome: &Outcome) -> Result<FileRun, ExecuteError> {
        let compared = self.expected.compare(&self.block, &self.pre, outcome)?;
        let field = |(name, needs_state): (&'static str, bool)| {
            let found = compared.iter().find(|comparison| comparison.field == name);
            let state = match found {
                Some(found) if found.equal => HeaderState::Equal {
                    value: found.actual.clone(),
                },
                Some(found) => HeaderState::Differs {
                    expected: found.expected.clone(),
                    actual: found.actual.clone(),
                },
                None => HeaderState::Unknown {
                    why: self.why_not(name, needs_state).to_owned(),
                },
            };
            HeaderField {
                field: name.to_owned(),
                state,
            }
        };
        Ok(FileRun {
            name: self.name.clone(),
            case: self.case.clone(),
            block: self.info.clone(),
            complete_state: self.complete_state,
            header: header_fields(self.fork).map(field).collect(),
        })
    }

    fn why_not(&self, field: &str, needs_state: bool) -> &'static str {
        match field {
            _ if needs_state && !self.complete_state => {
                "The file holds only that part of the state which the block touches."
            }
            "requestsHash" if self.expected.requests_hash.is_some() => {
                "The state lacks the contracts that requests are read from."
            }
            _ => "The file does not say it.",
        }
    }
}

/// The fields of a fork's headers that execution decides, each with whether it takes the whole
/// state to check it.
fn header_fields(fork: Fork) -> impl Iterator<Item = (&'static str, bool)> {
    [
        ("gasUsed", Fork::Frontier, false),
        ("stateRoot", Fork::Frontier, true),
        // Before Byzantium receipts hold the state's root.
        ("receiptsRoot", Fork::Frontier, fork < Fork::Byzantium),
        ("logsBloom", Fork::Frontier, false),
        ("withdrawalsRoot", Fork::Shanghai, false),
        ("blobGasUsed", Fork::Cancun, false),
        ("requestsHash", Fork::Prague, false),
        ("blockAccessListHash", Fork::Amsterdam, true),
    ]
    .into_iter()
    .filter(move |(_, since, _)| fork >= *since)
    .map(|(field, _, needs_state)| (field, needs_state))
}

fn clipped(text: &str) -> String {
    lanewise_workloads::shortened(text, LONGEST)
}

/// Words that end like a sentence.
fn sentence(words: &str) -> String {
    let words = clipped(words.trim());
    if words.ends_with(['.', '…', '!', '?']) {
        words
    } else {
        format!("{words}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_the_fields_of_its_fork() {
        let names = |fork| {
            header_fields(fork)
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(Fork::Paris),
            ["gasUsed", "stateRoot", "receiptsRoot", "logsBloom"]
        );
        assert_eq!(names(Fork::Amsterdam).len(), 8);
        assert!(header_fields(Fork::Homestead).any(|field| field == ("receiptsRoot", true)));
        assert!(header_fields(Fork::Byzantium).any(|field| field == ("receiptsRoot", false)));
    }

    #[test]
    fn too_large_a_file_is_refused_unread() {
        let bytes = vec![b' '; Limits::FILE_BYTES + 1];
        let refused = OpenFile::read(1, "large", &bytes).unwrap_err();
        assert!(
            matches!(&refused, Stop::Failed(Failure::Other(why)) if why.contains("67108864")),
            "{refused:?}"
        );
    }
}
