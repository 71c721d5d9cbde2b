//! Finding the edges: one pass over the block, in which each place knows its last writer and who
//! has read it since.

use super::{
    DependencyGraph, Edge, EdgeKind, GraphOptions, PlaceUse, path,
    places::{Place, Places},
};
use lanewise_executor::{AccessSet, Location, TxIndex};
use std::cmp::Reverse;

/// Stands for "none" where a transaction, a place or a link of a list is expected.
const NONE: u32 = u32::MAX;

/// What is known of a place while the block is walked.
#[derive(Debug, Clone, Copy)]
struct State {
    last_writer: TxIndex,
    /// The newest entry in the list of those that read it since it was last written.
    newest_reader: u32,
    readers: u32,
    writers: u32,
}

const UNTOUCHED: State = State {
    last_writer: NONE,
    newest_reader: NONE,
    readers: 0,
    writers: 0,
};

/// Edges of one kind, with their causes.
#[derive(Debug, Default)]
struct Edges {
    edges: Vec<Edge>,
    causes: Vec<u32>,
}

impl Edges {
    /// Adds the edges into `to`, from (source, place) pairs, each given once.
    fn add(&mut self, to: TxIndex, kind: EdgeKind, pairs: &mut Vec<(TxIndex, u32)>) {
        pairs.sort_unstable();
        for same in pairs.chunk_by(|a, b| a.0 == b.0) {
            self.edges.push(Edge {
                from: same[0].0,
                to,
                locations: same.len() as u32,
                kind,
                first_cause: self.causes.len() as u32,
            });
            self.causes.extend(same.iter().map(|(_, place)| *place));
        }
        pairs.clear();
    }
}

/// Finds the edges of a block.
#[derive(Debug)]
struct Builder {
    options: GraphOptions,
    places: Places,
    states: Vec<State>,
    /// Reads since a place's last write, as lists linked through it: (transaction, older entry).
    reads: Vec<(TxIndex, u32)>,
    by_kind: [Edges; 3],
    /// Where the read-after-write edges into each transaction begin.
    incoming: Vec<u32>,
}

impl Builder {
    fn add(&mut self, to: TxIndex, set: &AccessSet, scratch: &mut Scratch) {
        let Scratch {
            read,
            written,
            pairs,
        } = scratch;
        self.numbers(&set.reads, read);
        self.numbers(&set.writes, written);
        for place in read.iter() {
            let state = &mut self.states[*place as usize];
            state.readers += 1;
            if state.last_writer != NONE {
                pairs.push((state.last_writer, *place));
            }
        }
        self.by_kind[0].add(to, EdgeKind::ReadAfterWrite, pairs);
        self.incoming.push(self.by_kind[0].edges.len() as u32);
        if self.options.anti {
            for place in written.iter() {
                let mut entry = self.states[*place as usize].newest_reader;
                while entry != NONE {
                    let (reader, older) = self.reads[entry as usize];
                    pairs.push((reader, *place));
                    entry = older;
                }
            }
            self.by_kind[1].add(to, EdgeKind::WriteAfterRead, pairs);
        }
        if self.options.output {
            let last = |place: &u32| (self.states[*place as usize].last_writer, *place);
            pairs.extend(written.iter().map(last).filter(|(from, _)| *from != NONE));
            self.by_kind[2].add(to, EdgeKind::WriteAfterWrite, pairs);
        }
        if self.options.anti {
            for place in read.iter() {
                let state = &mut self.states[*place as usize];
                self.reads.push((to, state.newest_reader));
                state.newest_reader = self.reads.len() as u32 - 1;
            }
        }
        for place in written.iter() {
            let state = &mut self.states[*place as usize];
            state.writers += 1;
            state.last_writer = to;
            // What is overwritten from now on is this transaction's write; that it read the place
            // before says nothing about it.
            state.newest_reader = NONE;
        }
    }

    /// The numbers of the places of one transaction's accesses, each once.
    fn numbers<V>(&mut self, accesses: &[(Location, V)], into: &mut Vec<u32>) {
        into.clear();
        into.extend(
            accesses
                .iter()
                .map(|(location, _)| self.places.id(location)),
        );
        if into.len() > 1 {
            into.sort_unstable();
            into.dedup();
        }
        if let Some(highest) = into.last() {
            let needed = *highest as usize + 1;
            if self.states.len() < needed {
                self.states.resize(needed, UNTOUCHED);
            }
        }
    }

    /// Puts the kinds behind one another and forgets places that cause nothing.
    fn finish(self) -> DependencyGraph {
        let [raw, anti, output] = self.by_kind;
        let dependencies = raw.edges.len();
        let (mut edges, mut causes) = (raw.edges, raw.causes);
        for more in [anti, output] {
            let start = causes.len() as u32;
            edges.extend(more.edges.into_iter().map(|edge| Edge {
                first_cause: edge.first_cause + start,
                ..edge
            }));
            causes.extend(more.causes);
        }
        let all = self.places.into_list();
        let (places, uses) = keep_used(&all, &self.states, &mut causes);
        for edge in &edges {
            let start = edge.first_cause as usize;
            causes[start..start + edge.locations as usize].sort_unstable();
        }
        let transactions = self.incoming.len() - 1;
        let (by_source, outgoing) = sort_by_source(&edges[..dependencies], transactions);
        let hottest = hottest(&edges[..dependencies], &causes, &places);
        let ones = path::longest_chains(&edges, &self.incoming, |_| 1, |_| true);
        DependencyGraph {
            depths: ones.into_iter().map(|chain| chain as u32 - 1).collect(),
            options: self.options,
            dependencies,
            edges,
            causes,
            places,
            uses,
            incoming: self.incoming,
            by_source,
            outgoing,
            hottest,
        }
    }
}

/// Lists that are filled anew for each transaction.
#[derive(Debug, Default)]
struct Scratch {
    read: Vec<u32>,
    written: Vec<u32>,
    pairs: Vec<(TxIndex, u32)>,
}

pub(super) fn build(accesses: &[AccessSet], options: GraphOptions) -> DependencyGraph {
    let mut builder = Builder {
        options,
        places: Places::new(options.granularity, accesses),
        states: Vec::new(),
        reads: Vec::new(),
        by_kind: Default::default(),
        incoming: vec![0],
    };
    let mut scratch = Scratch::default();
    for (to, set) in accesses.iter().enumerate() {
        builder.add(to as TxIndex, set, &mut scratch);
    }
    builder.finish()
}

/// Renumbers the places that cause edges, in their own order, so that numbers do not hang on who
/// came first.
fn keep_used(all: &[Place], states: &[State], causes: &mut [u32]) -> (Vec<Place>, Vec<PlaceUse>) {
    let mut new = vec![NONE; all.len()];
    let mut used: Vec<u32> = Vec::new();
    for cause in causes.iter() {
        if std::mem::replace(&mut new[*cause as usize], 0) == NONE {
            used.push(*cause);
        }
    }
    used.sort_unstable_by_key(|old| all[*old as usize]);
    for (number, old) in used.iter().enumerate() {
        new[*old as usize] = number as u32;
    }
    for cause in causes.iter_mut() {
        *cause = new[*cause as usize];
    }
    let uses = used.iter().map(|old| PlaceUse {
        readers: states[*old as usize].readers,
        writers: states[*old as usize].writers,
    });
    let uses = uses.collect();
    (used.iter().map(|old| all[*old as usize]).collect(), uses)
}

/// The locations that cause read-after-write edges, with how many each causes; most first.
fn hottest(dependencies: &[Edge], causes: &[u32], places: &[Place]) -> Vec<(Location, u32)> {
    // These edges come first, and so do their causes.
    let listed = dependencies
        .last()
        .map_or(0, |edge| edge.first_cause + edge.locations);
    let mut counts = vec![0u32; places.len()];
    for cause in &causes[..listed as usize] {
        counts[*cause as usize] += 1;
    }
    let hot = places.iter().zip(counts).filter(|(_, count)| *count > 0);
    let mut hottest: Vec<_> = hot
        .filter_map(|(place, count)| Some((place.location()?, count)))
        .collect();
    // The location breaks ties: the sort is stable, and places are numbered in their own order.
    hottest.sort_by_key(|(_, count)| Reverse(*count));
    hottest
}

/// The same edges by where they come from: a counting sort.
fn sort_by_source(edges: &[Edge], transactions: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; transactions + 1];
    for edge in edges {
        starts[edge.from as usize + 1] += 1;
    }
    for index in 0..transactions {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; edges.len()];
    for (index, edge) in edges.iter().enumerate() {
        let place = &mut next[edge.from as usize];
        order[*place as usize] = index as u32;
        *place += 1;
    }
    (order, starts)
}
