//! A file with blocks that a person opened, to be run instead of a preset.

use super::Shared;
use lanewise_protocol::{BlockInfo, BlockSource, CaseInfo, FileBlock, FileInfo, Limits};

/// What became of the files that a person opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Import {
    /// The file that the engine is reading.
    pub opening: Option<Opening>,
    /// The file whose block is set up.
    pub opened: Option<Opened>,
    /// Why the last file could not be opened, in a sentence.
    pub failed: Option<String>,
}

/// A file that the engine is reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The request's id.
    pub id: u32,
    /// The number given to the file.
    pub file: u32,
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Shared<Vec<u8>>,
}

/// A file that has been read, and which of its blocks is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What it holds.
    pub info: Shared<FileInfo>,
    /// What is in it: an engine that is started again has to read it again.
    pub bytes: Shared<Vec<u8>>,
    /// The chosen case.
    pub case: u32,
    /// The chosen block.
    pub block: u32,
}

impl Opened {
    /// A file, set to the last block of its first case that can be run.
    pub fn new(info: FileInfo, bytes: Shared<Vec<u8>>) -> Self {
        let usable = |case: &CaseInfo| case.skip.is_none() && !case.blocks.is_empty();
        let case = info.cases.iter().position(usable).unwrap_or(0) as u32;
        let mut opened = Self {
            info: Shared::new(info),
            bytes,
            case: 0,
            block: 0,
        };
        opened.choose_case(case);
        opened
    }

    /// Moves to a case, and to its last block.
    pub fn choose_case(&mut self, case: u32) {
        self.case = case.min((self.info.cases.len() as u32).saturating_sub(1));
        self.choose_block(u32::MAX);
    }

    /// Moves to a block of the case.
    pub fn choose_block(&mut self, block: u32) {
        let blocks = self.case().map_or(0, |case| case.blocks.len() as u32);
        self.block = block.min(blocks.saturating_sub(1));
    }

    /// The chosen case.
    pub fn case(&self) -> Option<&CaseInfo> {
        self.info.cases.get(self.case as usize)
    }

    /// The chosen block.
    pub fn block(&self) -> Option<&BlockInfo> {
        self.case()?.blocks.get(self.block as usize)
    }

    /// What to ask the engine for.
    pub fn source(&self) -> BlockSource {
        BlockSource::File(FileBlock {
            file: self.info.file,
            case: self.case,
            block: self.block,
        })
    }
}

/// The sentence about a file that is too large to be opened.
pub fn too_large(name: &str, bytes: f64) -> Option<String> {
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    (bytes > Limits::FILE_BYTES as f64).then(|| {
        format!(
            "“{}” has {:.0} MiB; files of at most {:.0} MiB are opened.",
            super::format::clipped(name, 60),
            mib(bytes).ceil(),
            mib(Limits::FILE_BYTES as f64)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    #[test]
    fn a_file_starts_with_the_last_block_of_its_first_usable_case() {
        let mut opened = Opened::new(fixtures::file(1), Shared::new(Vec::new()));
        assert_eq!((opened.case, opened.block), (1, 1));
        opened.choose_block(0);
        assert_eq!(opened.block, 0);
        opened.choose_case(0);
        assert_eq!((opened.case, opened.block), (0, 0));
        opened.choose_case(99);
        assert_eq!((opened.case, opened.block), (1, 1));
    }

    #[test]
    fn large_files_are_refused_in_words() {
        assert_eq!(too_large("a.json", f64::from(64 << 20)), None);
        let said = too_large("a.json", f64::from(65 << 20)).expect("too large");
        assert!(said.contains("65 MiB") && said.contains("64 MiB"), "{said}");
    }
}
