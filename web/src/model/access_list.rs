//! The block's access list (EIP-7928): which accounts are to be seen, and what the list buys.

mod files;

pub use files::{csv, json};

use super::{Selection, curve, format};
use lanewise_protocol::{CostModel, Curve, CurveSpec, ListView, ListedAccount};

/// Accounts on a page.
pub const PAGE: usize = 50;

/// The two strategies that are set against each other: one that knows every input beforehand, and
/// one that finds out.
pub const WITH: &str = "block-access-list";
/// The one that finds out.
pub const WITHOUT: &str = "block-stm";

/// What narrows the list down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of a name, an address or a slot; empty for all.
    pub text: String,
    /// Only what the selected transaction touched.
    pub touched: bool,
}

/// What a transaction touched: the index of its changes in the list, and the accounts and places
/// that it read or wrote, by name, where the engine has told them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Its index in the list: that of the transaction and one.
    pub index: u32,
    places: Vec<(String, String)>,
}

impl Touched {
    /// By the selected transaction, if one is selected.
    pub fn of(selection: &Selection) -> Option<Self> {
        let index = selection.index?;
        let shown = selection.shown.as_deref();
        let details = shown.filter(|it| it.transaction.index == index);
        let places = details.map_or_else(Vec::new, |it| {
            let all = it.reads.iter().chain(&it.writes);
            all.map(|one| (one.account.clone(), one.place.clone()))
                .collect()
        });
        Some(Self {
            index: index + 1,
            places,
        })
    }

    /// Whether it read or wrote anything of the account.
    pub fn account(&self, account: &ListedAccount) -> bool {
        let slots = account.storage_changes.iter().map(|slot| &slot.changes);
        let changes = slots
            .chain([
                &account.balance_changes,
                &account.nonce_changes,
                &account.code_changes,
            ])
            .flatten();
        changes.into_iter().any(|change| change.index == self.index)
            || self.places.iter().any(|(name, _)| *name == account.name)
    }

    /// Whether it read or wrote a slot of the account.
    pub fn slot(&self, account: &ListedAccount, place: &str) -> bool {
        let here = |slot: &&lanewise_protocol::ListedSlot| slot.place == place;
        let slot = account.storage_changes.iter().find(here);
        slot.is_some_and(|slot| slot.changes.iter().any(|it| it.index == self.index))
            || self
                .places
                .iter()
                .any(|(name, of)| *name == account.name && of == place)
    }
}

/// The accounts that a filter lets through, by their places in the list.
pub fn kept(list: &ListView, filter: &Filter, touched: Option<&Touched>) -> Vec<usize> {
    let wanted = filter.text.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let text = |account: &ListedAccount| {
        wanted.is_empty()
            || has(&account.name)
            || has(&account.address)
            || account.storage_reads.iter().any(|slot| has(slot))
            || account.storage_changes.iter().any(|slot| has(&slot.place))
    };
    let by = |account: &ListedAccount| {
        !filter.touched || touched.is_some_and(|touched| touched.account(account))
    };
    let all = list.accounts.iter().enumerate();
    all.filter(|(_, account)| text(account) && by(account))
        .map(|(place, _)| place)
        .collect()
}

/// The transaction that an index of the list means: nothing for the calls before the transactions,
/// and for those after them.
pub const fn transaction(index: u32, transactions: u32) -> Option<u32> {
    match index.checked_sub(1) {
        Some(at) if at < transactions => Some(at),
        _ => None,
    }
}

/// An index of the list in words.
pub fn when(index: u32, transactions: u32) -> String {
    match transaction(index, transactions) {
        Some(at) => format!("transaction {}", format::count(u64::from(at))),
        None if index == 0 => "before the transactions".to_owned(),
        None => "after the transactions".to_owned(),
    }
}

/// What an account's row says of it.
pub fn summary(account: &ListedAccount) -> String {
    let slots = account.storage_changes.len();
    let changes: usize = account
        .storage_changes
        .iter()
        .map(|slot| slot.changes.len())
        .sum();
    let counts = [
        (
            account.storage_reads.len(),
            "slot only read",
            "slots only read",
        ),
        (slots, "slot changed", "slots changed"),
        (
            changes - slots.min(changes),
            "repeated change",
            "repeated changes",
        ),
        (account.balance_changes.len(), "balance", "balances"),
        (account.nonce_changes.len(), "nonce", "nonces"),
        (account.code_changes.len(), "new code", "new codes"),
    ];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| {
            let noun = if count == 1 { one } else { many };
            format!("{} {noun}", format::count(count as u64))
        })
        .collect();
    if parts.is_empty() {
        "touched, nothing changed".to_owned()
    } else {
        parts.join(", ")
    }
}

/// How the list's size stands to that of the block's transactions, in a sentence.
pub fn size(list: &ListView) -> String {
    if list.block_bytes == 0 {
        return "The block has no transactions to weigh the list against.".to_owned();
    }
    let ratio = list.bytes as f64 / list.block_bytes as f64;
    let said = if ratio >= 1.0 {
        format!("{} as many bytes as", format::factor(ratio))
    } else {
        format!("{} of the bytes of", format::percent(ratio, 1.0))
    };
    format!("The list has {said} the transactions that it belongs to.")
}

/// Where the list came from, in a sentence.
pub const fn origin(list: &ListView) -> &'static str {
    if list.came_with_block {
        "It came with the block’s file, as its builder made it."
    } else {
        "The block itself carries none (blocks do from the Amsterdam fork on), so a sequential run \
         of Lanewise made it, as the builder of the block would have."
    }
}

/// The simulated speedups of both strategies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bought {
    /// Virtual cores.
    pub cores: u32,
    /// What an execution costs.
    pub cost: CostModel,
    /// With the list.
    pub with: f64,
    /// Without it.
    pub without: f64,
    /// Incarnations that are thrown away without it.
    pub aborts: u32,
}

/// What the list buys, if an answer says so: on as many cores, or else on the next fewer that were
/// simulated.
pub fn bought(answer: &Curve, cores: u32) -> Option<Bought> {
    let line = |strategy| {
        let mut lines = answer.lines.iter();
        lines.find(|line| line.strategy == strategy)
    };
    let (with, without) = (line(WITH)?, line(WITHOUT)?);
    let counts = with.points.iter().map(|point| point.cores);
    let cores = counts.filter(|it| *it <= cores).max()?;
    let (with, without) = (curve::at(with, cores)?, curve::at(without, cores)?);
    Some(Bought {
        cores,
        cost: answer.spec.cost,
        with: with.speedup,
        without: without.speedup,
        aborts: without.aborts,
    })
}

/// The question that tells what the list buys.
pub fn question(cores: u32, cost: CostModel) -> CurveSpec {
    CurveSpec {
        strategies: vec![WITH.to_owned(), WITHOUT.to_owned()],
        cores: vec![cores],
        cost,
    }
}

impl Bought {
    /// In a sentence.
    pub fn sentence(&self) -> String {
        let cores = format::plural(u64::from(self.cores), "virtual core");
        let by = curve::cost(self.cost);
        let ratio = self.with / self.without;
        let verdict = if !ratio.is_finite() {
            "nothing can be said of the difference".to_owned()
        } else if ratio >= 1.02 {
            format!("the list makes it {} as fast", format::factor(ratio))
        } else if ratio > 0.98 {
            "here the list buys no speed".to_owned()
        } else {
            format!(
                "here the list costs speed: only {} as fast",
                format::factor(ratio)
            )
        };
        format!(
            "On {cores}, with costs by {by}, executing with the list is {} as fast as one by one; \
             without it (Block-STM, which throws {} away) {}: {verdict}.",
            format::factor(self.with),
            format::plural(u64::from(self.aborts), "execution"),
            format::factor(self.without),
        )
    }
}

#[cfg(test)]
#[path = "access_list_tests.rs"]
mod tests;
