//! A case from its first block to its last: each block is executed on its parent's state, or
//! refused, and both must be as the case wants it.

use crate::{Case, Fork, ImportedBlock, Network, Skip, SkipKind, Verdict, header::check_header};
use alloy_consensus::Header;
use alloy_primitives::B256;
use lanewise_executor::{Block, ExecuteError, Outcome, PreState, StateChanges, state_root};
use std::collections::{HashMap, HashSet};

/// How many generations back an ommer's parent may be (Yellow Paper, section 4.4.1).
const OMMER_GENERATIONS: usize = 7;

/// A block that has been executed, or the one before the first.
#[derive(Debug)]
struct Known {
    header: Header,
    ommers: Vec<B256>,
    state_root: B256,
    /// The state after it; gone once no further block of the case needs it.
    state: Option<PreState>,
    /// Blocks of the case that name it as their parent and have not been looked at.
    children: usize,
}

/// Why a block was not executed.
enum Refusal {
    /// It is invalid.
    Invalid(String),
    /// It is invalid because one of its transactions is, or its blobs are.
    Transaction(String),
    /// The executor failed in a way that is not the block's fault.
    Broken(String),
}

/// Goes through a case. `execute` runs one block on its pre-state; a caller that wants to compare
/// strategies does so there, and reports a difference as [`ExecuteError::Internal`].
///
/// Checked are the blocks' headers against their parents', bodies against headers, everything a
/// header says of the outcome, and the state in the end. The proof of work is not.
pub fn verify(
    case: &Case,
    execute: &mut dyn FnMut(&Block, &PreState) -> Result<Outcome, ExecuteError>,
) -> Verdict {
    if let Some(skip) = &case.skip {
        return Verdict::Skipped(skip.clone());
    }
    let mut chain = Chain::new(case);
    if let Some(problem) = chain.check_start(case) {
        return failed(problem, "the state before the first block".to_owned());
    }
    for (index, block) in case.blocks.iter().enumerate() {
        let place = || format!("block {} of {}", index + 1, case.blocks.len());
        match (chain.import(block, execute), &block.must_fail) {
            (Ok(()), None) | (Err(Refusal::Transaction(_)), Some(_)) => {}
            (Err(Refusal::Invalid(reason)), Some(why)) => {
                if names_transaction(why) {
                    let what = format!("its transactions make it invalid ({why}), but: {reason}");
                    return failed(what, place());
                }
            }
            (Ok(()), Some(why)) if only_seal(case, block, why) => {
                return Verdict::Skipped(Skip {
                    kind: SkipKind::ProofOfWork,
                    reason: format!(
                        "{} must be refused ({why}), and only its proof of work can be wrong",
                        place()
                    ),
                });
            }
            (Ok(()), Some(why)) => {
                let what = format!("it must be refused ({why}) and was executed");
                return failed(what, place());
            }
            (
                Err(
                    Refusal::Invalid(reason)
                    | Refusal::Transaction(reason)
                    | Refusal::Broken(reason),
                ),
                _,
            ) => return failed(reason, place()),
        }
    }
    match chain.check_end(case) {
        None => Verdict::Passed,
        Some(problem) => failed(problem, "the end of the chain".to_owned()),
    }
}

fn failed(what: String, place: String) -> Verdict {
    Verdict::Failed { what, place }
}

/// Whether the execution specs' name of the reason says that a transaction is invalid, and leaves
/// nothing else open. Such blocks often have a wrong root of transactions besides, so that without
/// this no executor would ever have to refuse one.
fn names_transaction(why: &str) -> bool {
    why.split('|')
        .all(|name| name.starts_with("TransactionException."))
}

/// Whether a block that must be refused can be wrong only in its proof of work.
fn only_seal(case: &Case, block: &ImportedBlock, why: &str) -> bool {
    let why = why.to_ascii_lowercase();
    let named = why.contains("pow") || why.contains("proof") || why.contains("seal");
    block.fork < Fork::Paris && (case.proof_of_work || named)
}

/// The blocks of a case that have been executed.
#[derive(Debug)]
struct Chain<'a> {
    network: &'a Network,
    known: HashMap<B256, Known>,
    /// The state for blocks whose parent is not known, where a case begins in the middle of a
    /// chain.
    anywhere: Option<&'a PreState>,
    children: HashMap<B256, usize>,
}

impl<'a> Chain<'a> {
    fn new(case: &'a Case) -> Self {
        let mut children: HashMap<B256, usize> = HashMap::new();
        for block in &case.blocks {
            *children.entry(block.parent_hash()).or_default() += 1;
        }
        let mut chain = Self {
            network: &case.network,
            known: HashMap::new(),
            anywhere: case.parent.is_none().then_some(&case.pre),
            children,
        };
        if let Some((hash, header)) = &case.parent {
            chain.known.insert(
                *hash,
                Known {
                    header: header.clone(),
                    ommers: Vec::new(),
                    state_root: header.state_root,
                    state: Some(case.pre.clone()),
                    children: chain.children.get(hash).copied().unwrap_or(0),
                },
            );
        }
        chain
    }

    /// Whether the state before the first block is that of its header.
    fn check_start(&self, case: &Case) -> Option<String> {
        let (_, header) = case.parent.as_ref().filter(|_| case.complete_state)?;
        let root = state_root(&case.pre, &StateChanges::default());
        (root != header.state_root).then(|| {
            let said = header.state_root;
            format!("stateRoot must be {said} and is {root}")
        })
    }

    /// Whether the chain ends with the state that the case wants.
    fn check_end(&self, case: &Case) -> Option<String> {
        let head = case.head?;
        let Some(known) = self.known.get(&head) else {
            return Some(format!(
                "the head must be {head}, which is not among the valid blocks"
            ));
        };
        let expected = case.head_state_root?;
        let actual = known.state_root;
        (actual != expected).then(|| format!("stateRoot must be {expected} and is {actual}"))
    }

    /// Executes a block and adds it, or refuses it.
    fn import(
        &mut self,
        block: &ImportedBlock,
        execute: &mut dyn FnMut(&Block, &PreState) -> Result<Outcome, ExecuteError>,
    ) -> Result<(), Refusal> {
        let parent_hash = block.parent_hash();
        let parent = self.known.get_mut(&parent_hash);
        let last_child = parent.is_some_and(|parent| {
            parent.children = parent.children.saturating_sub(1);
            parent.children == 0
        });
        let executed = self.execute(block, execute);
        let state = if last_child {
            let parent = self.known.get_mut(&parent_hash);
            parent.and_then(|parent| parent.state.take())
        } else {
            None
        };
        let (outcome, root) = executed?;
        let Some(header) = &block.header else {
            return Ok(());
        };
        let children = self.children.get(&block.hash).copied().unwrap_or(0);
        let state = (children > 0).then(|| {
            let before = self
                .known
                .get(&parent_hash)
                .and_then(|known| known.state.as_ref());
            let before = before.or(self.anywhere);
            let mut state = state.unwrap_or_else(|| before.cloned().unwrap_or_default());
            state.apply(&outcome.changes);
            state.set_block_hash(header.number, block.hash);
            state
        });
        let known = Known {
            header: header.clone(),
            ommers: block.ommers.iter().map(Header::hash_slow).collect(),
            state_root: root,
            state,
            children,
        };
        self.known.insert(block.hash, known);
        Ok(())
    }

    /// Executes a block on its parent's state and compares everything; gives the outcome and the
    /// state root that the header says.
    fn execute(
        &self,
        block: &ImportedBlock,
        execute: &mut dyn FnMut(&Block, &PreState) -> Result<Outcome, ExecuteError>,
    ) -> Result<(Outcome, B256), Refusal> {
        let executable = block.block.as_ref();
        let executable = executable.map_err(|reason| Refusal::Transaction(reason.clone()))?;
        let pre = match (self.known.get(&block.parent_hash()), self.anywhere) {
            (Some(parent), _) => {
                if let Some(header) = &block.header {
                    self.check(&parent.header, header, block)?;
                }
                let gone = || Refusal::Broken("the state of its parent is gone".to_owned());
                parent.state.as_ref().ok_or_else(gone)?
            }
            (None, Some(pre)) => pre,
            (None, None) => {
                let parent = block.parent_hash();
                let reason = format!("its parent {parent} is not among the valid blocks");
                return Err(Refusal::Invalid(reason));
            }
        };
        let outcome = execute(executable, pre).map_err(refusal)?;
        // Only now, so that blocks with a wrong body are also given to the executor.
        if let Some(problem) = block.problems.first() {
            return Err(Refusal::Invalid(problem.to_string()));
        }
        let compared = block
            .expected
            .compare(executable, pre, &outcome)
            .map_err(refusal)?;
        let differences: Vec<_> = compared
            .iter()
            .filter(|comparison| !comparison.equal)
            .map(ToString::to_string)
            .collect();
        if !differences.is_empty() {
            return Err(Refusal::Invalid(differences.join("; ")));
        }
        let root = block
            .header
            .as_ref()
            .map_or(B256::ZERO, |header| header.state_root);
        Ok((outcome, root))
    }

    /// Checks a header and its ommers'.
    fn check(
        &self,
        parent: &Header,
        header: &Header,
        block: &ImportedBlock,
    ) -> Result<(), Refusal> {
        let problems = check_header(parent, header, block.fork, self.network);
        let words: Vec<_> = problems.iter().map(ToString::to_string).collect();
        if !words.is_empty() {
            return Err(Refusal::Invalid(words.join("; ")));
        }
        self.check_ommers(block).map_err(Refusal::Invalid)
    }

    /// Whether the ommers are valid headers beside the last few generations, none of them twice
    /// (Yellow Paper, section 4.4.1).
    fn check_ommers(&self, block: &ImportedBlock) -> Result<(), String> {
        if block.ommers.is_empty() {
            return Ok(());
        }
        let mut ancestors: HashMap<B256, &Header> = HashMap::new();
        let mut used: HashSet<B256> = HashSet::from([block.hash]);
        let mut hash = block.parent_hash();
        for _ in 0..OMMER_GENERATIONS {
            let Some(known) = self.known.get(&hash) else {
                break;
            };
            ancestors.insert(hash, &known.header);
            used.extend(&known.ommers);
            hash = known.header.parent_hash;
        }
        for ommer in &block.ommers {
            let hash = ommer.hash_slow();
            if !used.insert(hash) {
                return Err(format!("its ommer {hash} is already in the chain"));
            }
            if ancestors.contains_key(&hash) {
                return Err(format!("its ommer {hash} is one of its ancestors"));
            }
            let parent = ancestors.get(&ommer.parent_hash);
            let Some(parent) = parent.filter(|_| ommer.parent_hash != block.parent_hash()) else {
                return Err(format!(
                    "its ommer {hash} does not branch off its ancestors"
                ));
            };
            let fork = self.network.fork(ommer.number, ommer.timestamp, None);
            if let Some(problem) = check_header(parent, ommer, fork, self.network).first() {
                return Err(format!("its ommer {hash} is invalid: {problem}"));
            }
        }
        Ok(())
    }
}

fn refusal(error: ExecuteError) -> Refusal {
    match error {
        ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_) => {
            Refusal::Transaction(error.to_string())
        }
        ExecuteError::WrongAccessList(_) => Refusal::Invalid(error.to_string()),
        other => Refusal::Broken(other.to_string()),
    }
}
