//! The sources behind a block's code, as far as they are known: lines, variables, declarations.

use super::Subject;
use lanewise_executor::{CodeId, Control, ExecuteError, Location, Trace, TxIndex, trace};
use lanewise_workloads::{LineSite, Member, Place};
use std::{collections::HashSet, ops::Range};

impl Subject {
    /// Some steps of a transaction.
    ///
    /// # Errors
    /// As sequential execution up to it; there may be no such transaction.
    pub(crate) fn trace(
        &self,
        index: TxIndex,
        window: Range<u64>,
        control: &Control,
    ) -> Result<Trace, ExecuteError> {
        match self {
            Self::Batch(workload) => workload.trace(index, window, control),
            Self::File(file) => trace(&file.block, &file.pre, index, window, &|_, _| None, control),
        }
    }

    /// The line of an instruction, where its source is known.
    pub(crate) fn line(&self, code: &CodeId, pc: u32) -> Option<Place> {
        match self {
            Self::Batch(workload) => workload.line(code, pc),
            Self::File(_) => None,
        }
    }

    /// The lines that read and write some places in the block; those that write most first. None
    /// where no sources are known.
    ///
    /// # Errors
    /// As sequential execution.
    pub(crate) fn lines(
        &self,
        places: &HashSet<Location>,
        control: &Control,
    ) -> Result<Vec<LineSite>, ExecuteError> {
        let Self::Batch(workload) = self else {
            return Ok(Vec::new());
        };
        let sites = workload.sites(&|place| places.contains(place), control)?;
        Ok(workload.lines(&sites))
    }

    /// The variables in a place, where their names are known.
    pub(crate) fn members(&self, place: &Location) -> Vec<Member> {
        match self {
            Self::Batch(workload) => workload.members(place),
            Self::File(_) => Vec::new(),
        }
    }

    /// Where the variables in a place are declared, as far as that is known.
    pub(crate) fn declarations(&self, place: &Location) -> Vec<Place> {
        match self {
            Self::Batch(workload) => workload.declarations(place),
            Self::File(_) => Vec::new(),
        }
    }
}
