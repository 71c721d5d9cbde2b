//! Lines of a block's code: which of them read and write a place.

use super::Workload;
use crate::{CodeMaps, Member, Place};
use lanewise_executor::{
    CodeId, Control, ExecuteError, Location, Part, Site, Trace, TxIndex, sites, trace,
};
use std::{collections::BTreeMap, ops::Range};

/// A line that reads or writes a place in a block, with how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSite {
    /// What is read or written.
    pub location: Location,
    /// The contract whose code it is; empty where that is not known.
    pub contract: String,
    /// Whether it is in creation code.
    pub is_creation: bool,
    /// The line; nothing for code without sources.
    pub place: Option<Place>,
    /// How often it reads without writing.
    pub reads: u64,
    /// How often it writes; what is written has been read as well.
    pub writes: u64,
    /// The first transaction that executes it.
    pub first: TxIndex,
}

impl Workload {
    /// The lines of all code that runs in the block.
    pub fn code_maps(&self) -> &CodeMaps {
        &self.maps
    }

    /// The instructions that touch the places that are `wanted`: see [`sites`].
    ///
    /// # Errors
    /// As sequential execution.
    pub fn sites(
        &self,
        wanted: &dyn Fn(&Location) -> bool,
        control: &Control,
    ) -> Result<Vec<Site>, ExecuteError> {
        let places = |code: &CodeId, bytes: &[u8]| self.maps.pcs(code, bytes);
        sites(&self.block, &self.pre, wanted, &places, control)
    }

    /// One transaction of the block, instruction by instruction: see [`trace`].
    ///
    /// # Errors
    /// As sequential execution; there may be no such transaction.
    pub fn trace(
        &self,
        index: TxIndex,
        window: Range<u64>,
        control: &Control,
    ) -> Result<Trace, ExecuteError> {
        let places = |code: &CodeId, bytes: &[u8]| self.maps.pcs(code, bytes);
        trace(&self.block, &self.pre, index, window, &places, control)
    }

    /// The line of a program counter that [`Site::place`] or a step of a trace names.
    pub fn line(&self, code: &CodeId, pc: u32) -> Option<Place> {
        self.maps.get(code)?.line(pc)
    }

    /// The lines that instructions belong to, by place; those that write most first.
    pub fn lines(&self, sites: &[Site]) -> Vec<LineSite> {
        let mut lines = BTreeMap::new();
        for site in sites {
            let map = self.maps.get(&site.code);
            let place = map.as_ref().and_then(|map| map.line(site.place?));
            let contract = match &map {
                Some(map) => map.artifact.name.clone(),
                None => String::new(),
            };
            let is_creation = site.code.is_creation;
            let of_line = place.as_ref().map(|place| (place.file.clone(), place.line));
            let key = (site.location, contract, is_creation, of_line);
            let line = lines.entry(key).or_insert_with_key(|key| LineSite {
                location: site.location,
                contract: key.1.clone(),
                is_creation,
                place: None,
                reads: 0,
                writes: 0,
                first: site.first,
            });
            match site.is_write {
                true => line.writes += site.count,
                false => line.reads += site.count,
            }
            line.first = line.first.min(site.first);
            // Of several places in a line, the one that comes first and holds most.
            let order = |place: &Place| {
                let end = (place.end_line, place.end_column);
                (place.column, std::cmp::Reverse(end))
            };
            if let Some(place) = place
                && line
                    .place
                    .as_ref()
                    .is_none_or(|one| order(&place) < order(one))
            {
                line.place = Some(place);
            }
        }
        let mut lines: Vec<_> = lines.into_values().collect();
        lines.sort_by_key(|line| (line.location, std::cmp::Reverse((line.writes, line.reads))));
        lines
    }

    /// The variables in a place, one for each that shares a slot; none for what is no storage, or
    /// has no name. The first call executes the block once more, as [`Workload::place_name`] does.
    pub fn members(&self, place: &Location) -> Vec<Member> {
        match place.part {
            Part::Storage(slot) => self
                .names
                .members(place.address, slot, &self.block, &self.pre),
            Part::Balance | Part::Nonce | Part::Code => Vec::new(),
        }
    }

    /// Where the variables in a place are declared, each once: of `pools[7].reserve0` the
    /// declaration of `pools`.
    pub fn declarations(&self, place: &Location) -> Vec<Place> {
        let Some(artifact) = self.maps.deployed_at(place.address) else {
            return Vec::new();
        };
        let mut declarations = Vec::new();
        for member in self.members(place) {
            let label = member
                .name
                .split(['[', '.', ' '])
                .next()
                .unwrap_or_default();
            if let Some(place) = artifact.declaration(label)
                && !declarations.contains(&place)
            {
                declarations.push(place);
            }
        }
        declarations
    }
}
