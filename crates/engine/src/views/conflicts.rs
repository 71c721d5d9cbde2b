//! Which conflicts cost how much: places ranked by what they cost on the critical path, with the
//! lines that read and write them, and what is known to help.

mod advice;
#[cfg(test)]
mod tests;

use super::{bounds::bounds, graph::gas, keys::key, simulation::plain_costs};
use crate::{
    made::Made,
    run::{CONTROL, Stop},
    subject::Subject,
    watched::{Part, watched},
};
use advice::{Known, advice};
use lanewise_analysis::{self as analysis, ConflictOptions, DependencyGraph, Place};
use lanewise_executor::{Location, Part as AccountPart};
use lanewise_protocol::{Conflict, Conflicts, ConflictsSpec, Phase, ViewSite};
use lanewise_workloads::{self as workloads, LineSite, Member};
use std::collections::{HashMap, HashSet};

/// Places told of, at most.
const TOP: usize = 24;
/// Lines told of one place, at most.
const SITES: usize = 8;
/// Examples of one place, at most.
const EXAMPLES: usize = 8;
/// Other places named with one that gains nothing by itself, at most.
const NAMED_TOGETHER: usize = 3;

/// The conflicts of a block. Found out once for each cost model.
///
/// # Errors
/// As sequential execution.
pub(super) fn conflicts(made: &Made, spec: &ConflictsSpec) -> Result<Conflicts, Stop> {
    if let Some(known) = made.conflicts.borrow().get(&spec.cost) {
        return Ok(known.clone());
    }
    let (subject, recorded) = (&made.subject, made.recorded_watched()?);
    let costs = plain_costs(made, spec.cost)?;
    let times = made.measured()?;
    let block = subject.block();
    let options = ConflictOptions {
        top: TOP,
        beneficiary: Some(block.env.beneficiary),
    };
    let (bounds, found) = watched(Phase::Analysing, 0, Part(0.4, 0.5), || {
        let gas = gas(&recorded.receipts);
        let (graph, accesses) = (&recorded.graph, &recorded.accesses);
        let found = analysis::Conflicts::new(graph, accesses, &costs, &options);
        (bounds(recorded, &costs, &gas, times, &[]), found)
    })?;
    let places: HashSet<Location> = found.hottest.iter().filter_map(location).collect();
    let length = block.transactions.len();
    let lines = watched(Phase::Analysing, length, Part(0.5, 0.85), || {
        subject.lines(&places, &CONTROL)
    })??;
    let conflicts = watched(Phase::Analysing, 0, Part(0.85, 1.0), || {
        let mut examples = examples(&recorded.graph, &found.hottest);
        let mut listed = Vec::with_capacity(found.hottest.len());
        for one in &found.hottest {
            // At the granularity of slots every place is a location.
            let Some(place) = location(one) else { continue };
            let mut conflict = conflict(subject, one, &place, &lines, found.work);
            conflict.examples = examples.remove(&one.place).unwrap_or_default();
            listed.push(conflict);
        }
        Conflicts {
            spec: spec.clone(),
            bounds,
            left_out: found.places.saturating_sub(listed.len()) as u32,
            places: listed,
            critical_path: found.path.transactions,
        }
    })?;
    let mut all = made.conflicts.borrow_mut();
    all.insert(spec.cost, conflicts.clone());
    Ok(conflicts)
}

fn location(conflict: &analysis::Conflict) -> Option<Location> {
    conflict.place.location()
}

fn conflict(
    subject: &Subject,
    conflict: &analysis::Conflict,
    place: &Location,
    lines: &[LineSite],
    work: u64,
) -> Conflict {
    let name = subject.full_name(place);
    let account = subject.account_name(place.address);
    let members = subject.members(place);
    let is_storage = matches!(place.part, AccountPart::Storage(_));
    let packed: Vec<(String, u32)> = match &members[..] {
        [_] => Vec::new(),
        several => several
            .iter()
            .map(|member| (member.name.clone(), u32::from(member.bytes)))
            .collect(),
    };
    let known = Known {
        name: &name,
        account: &account,
        is_storage,
        is_entry_of_account: is_entry_of_account(subject, place, &members),
        members: &packed,
    };
    let mut advice = advice(conflict, known);
    if let Some(sentence) = together(subject, conflict, work) {
        advice.seen.push(' ');
        advice.seen.push_str(&sentence);
    }
    let own = lines.iter().filter(|line| line.location == *place);
    let sites = own.filter_map(|line| {
        let place = line.place.as_ref()?;
        Some(site(place, &line.contract, line.reads, line.writes))
    });
    let declarations = subject.declarations(place);
    Conflict {
        key: key(place),
        place: subject.place_name(place),
        is_storage,
        edges: conflict.edges,
        readers: conflict.uses.readers,
        writers: conflict.uses.writers,
        critical_edges: conflict.path_edges,
        critical_cost: conflict.critical_cost,
        shared: conflict.shared_path_edges > 0,
        critical_without: Some(conflict.without),
        ceiling_without: Some(conflict.bound_without),
        packed,
        declared: declarations
            .first()
            .map(|place| site(place, &account, 0, 0)),
        sites: sites.take(SITES).collect(),
        advice: Some(advice),
        examples: Vec::new(),
        account,
    }
}

/// What a place that gains nothing by itself has to be changed with, and what that would give.
fn together(subject: &Subject, conflict: &analysis::Conflict, work: u64) -> Option<String> {
    if conflict.together.is_empty() {
        return None;
    }
    let places = conflict.together.iter().filter_map(Place::location);
    let names: Vec<_> = places
        .take(NAMED_TOGETHER)
        .map(|place| subject.full_name(&place))
        .collect();
    let more = match conflict.together.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let then = if conflict.without_together < conflict.without {
        let ceiling = work as f64 / conflict.without_together.max(1) as f64;
        format!("only if none of them conflicted, the speedup’s limit would rise, to {ceiling:.2}")
    } else {
        "even if none of them conflicted, another chain of the same length would be left".to_owned()
    };
    Some(format!(
        "The same transactions wait for {}{more}, too: {then}.",
        names.join(", ")
    ))
}

/// Whether a place is an account's entry in a mapping from accounts to numbers, as the balances of a
/// token are; the mapping may itself be the entry of another one.
fn is_entry_of_account(subject: &Subject, place: &Location, members: &[Member]) -> bool {
    let (Some(contract), [member]) = (subject.contract(place.address), members) else {
        return false;
    };
    let Some((label, _)) = member.name.split_once('[') else {
        return false;
    };
    let rows = contract.artifact.layout.rows();
    let row = rows.iter().find(|row| row.label == label);
    row.is_some_and(|row| {
        let kind = row.type_label.replace(' ', "");
        let innermost = kind.rfind("mapping(").map_or("", |at| &kind[at..]);
        innermost.starts_with("mapping(address") && innermost.contains("=>uint")
    })
}

/// The first transactions that depend through each of some places: (writer, reader).
fn examples(
    graph: &DependencyGraph,
    conflicts: &[analysis::Conflict],
) -> HashMap<Place, Vec<(u32, u32)>> {
    let mut found: HashMap<Place, Vec<(u32, u32)>> = conflicts
        .iter()
        .map(|conflict| (conflict.place, Vec::new()))
        .collect();
    for edge in graph.true_edges() {
        for place in graph.causes(edge) {
            if let Some(examples) = found.get_mut(&place)
                && examples.len() < EXAMPLES
            {
                examples.push((edge.from, edge.to));
            }
        }
    }
    found
}

/// A line as the page has it; `contract` where the line itself does not say.
pub(super) fn site(place: &workloads::Place, contract: &str, reads: u64, writes: u64) -> ViewSite {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    ViewSite {
        contract: place
            .contract
            .clone()
            .unwrap_or_else(|| contract.to_owned()),
        file: place.file.clone(),
        line: place.line,
        column: place.column,
        function: place.function.clone().unwrap_or_default(),
        text: place.text.clone(),
        reads: count(reads),
        writes: count(writes),
    }
}
