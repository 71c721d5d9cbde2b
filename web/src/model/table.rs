//! The table of all transactions: what its columns hold, sorting, filtering, and which rows are
//! in sight.

pub mod window;

use super::{format, take_away, text, timeline::Tally};
use lanewise_protocol::{Row, Table, TransactionStatus};

pub use window::Window;

/// A column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Column {
    /// The place in the block.
    #[default]
    Index,
    /// How it ended.
    Status,
    /// The call; by the function's name.
    Call,
    /// Who sent it.
    Sender,
    /// The contract or address that is called.
    Target,
    /// Gas used.
    Gas,
    /// Measured time of its sequential execution.
    Time,
    /// Executions in the measured run.
    Executions,
    /// Places read.
    Reads,
    /// Places written.
    Writes,
    /// Logs emitted.
    Logs,
    /// The wave.
    Wave,
}

impl Column {
    /// All of them, in the order to show them: key, name, and what it holds.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 12] = [
        (Self::Index, "index", "#", "Place in the block, from 0"),
        (Self::Status, "status", "Outcome", "How it ended"),
        (
            Self::Call,
            "call",
            "Call",
            "What it calls; sorted by the function’s name",
        ),
        (Self::Gas, "gas", "Gas", "Gas used"),
        (
            Self::Time,
            "time",
            "Time",
            "Measured: median of several sequential passes",
        ),
        (
            Self::Executions,
            "executions",
            "Executions",
            "Measured: how often it was executed in the parallel run",
        ),
        (Self::Reads, "reads", "Reads", "Places that it read"),
        (Self::Writes, "writes", "Writes", "Places that it wrote"),
        (
            Self::Wave,
            "wave",
            "Wave",
            "The longest chain of dependencies that ends here",
        ),
        (
            Self::Logs,
            "logs",
            "Events",
            "Events that it emitted; sorted by their number",
        ),
        (Self::Sender, "sender", "Sender", "Who sent it"),
        (
            Self::Target,
            "target",
            "Contract",
            "The contract or address that it calls",
        ),
    ];

    /// Whether it is a number.
    pub const fn is_number(self) -> bool {
        !matches!(
            self,
            Self::Status | Self::Call | Self::Sender | Self::Target | Self::Logs
        )
    }

    /// Whether it is known without the engine's table.
    pub const fn is_of_run(self) -> bool {
        matches!(self, Self::Index | Self::Executions)
    }
}

/// By which column the rows are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: Column,
    /// Greatest first.
    pub falling: bool,
}

impl Order {
    /// After a press on a column's head: that column, or the same the other way round. Numbers
    /// begin with the greatest, because it is those that are looked for.
    pub fn pressed(self, column: Column) -> Self {
        let first = column.is_number() && column != Column::Index || column == Column::Logs;
        Self {
            column,
            falling: if self.column == column {
                !self.falling
            } else {
                first
            },
        }
    }
}

/// Which transactions are listed, by their part in the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// Executed more than once.
    Repeated,
    /// Suspended at least once.
    Suspended,
    /// On the critical path.
    Critical,
}

impl Which {
    /// All of them: key and name.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::All, "all", "All"),
        (Self::Repeated, "repeated", "Executed again"),
        (Self::Suspended, "suspended", "Suspended"),
        (Self::Critical, "critical", "On the longest chain"),
    ];
}

/// What a person wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// By their part in the run.
    pub which: Which,
    /// By how they ended.
    pub status: Option<TransactionStatus>,
    /// By function, as an index into the table's functions.
    pub function: Option<u32>,
    /// A part of the sender's, the contract's or the function's name.
    pub text: String,
}

/// All that the table is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// The engine's columns, once they are there.
    pub table: Option<&'s Table>,
    /// The run's own tallies, one a transaction.
    pub tallies: &'s [Tally],
    /// The transactions on the longest chain, rising, where that is known.
    pub critical: Option<&'s [u32]>,
}

impl Source<'_> {
    /// A row of the engine's.
    pub fn row(&self, index: u32) -> Option<&Row> {
        self.table?.rows.get(index as usize)
    }

    fn name(names: &[String], index: u32) -> &str {
        names.get(index as usize).map_or("", String::as_str)
    }

    /// Who sent it.
    pub fn sender(&self, row: &Row) -> &str {
        self.table
            .map_or("", |table| Self::name(&table.senders, row.sender))
    }

    /// What it calls.
    pub fn target(&self, row: &Row) -> &str {
        self.table
            .map_or("", |table| Self::name(&table.targets, row.target))
    }

    /// The function; empty for a plain transfer.
    pub fn function(&self, row: &Row) -> &str {
        self.table
            .map_or("", |table| Self::name(&table.functions, row.function))
    }

    fn tally(&self, index: u32) -> Tally {
        self.tallies
            .get(index as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The indices to list, in order.
    pub fn listed(&self, filter: &Filter, order: Order) -> Vec<u32> {
        let wanted = filter.text.trim().to_lowercase();
        let has = |names: &[String]| -> Vec<bool> {
            let names = names.iter();
            names
                .map(|it| it.to_lowercase().contains(&wanted))
                .collect()
        };
        let named = self.table.filter(|_| !wanted.is_empty()).map(|table| {
            (
                has(&table.senders),
                has(&table.targets),
                has(&table.functions),
            )
        });
        let is = |list: &[bool], index: u32| list.get(index as usize).copied().unwrap_or_default();
        let holds = |index: &u32| {
            let tally = self.tally(*index);
            let by_part = match filter.which {
                Which::All => true,
                Which::Repeated => tally.executions > 1,
                Which::Suspended => tally.suspended > 0,
                Which::Critical => self
                    .critical
                    .is_some_and(|path| path.binary_search(index).is_ok()),
            };
            by_part
                && self.row(*index).is_none_or(|row| {
                    filter.status.is_none_or(|status| status == row.status)
                        && filter
                            .function
                            .is_none_or(|function| function == row.function)
                        && named.as_ref().is_none_or(|(senders, targets, functions)| {
                            is(senders, row.sender)
                                || is(targets, row.target)
                                || is(functions, row.function)
                        })
                })
        };
        let mut listed: Vec<u32> = (0..self.tallies.len() as u32).filter(holds).collect();
        self.sort(&mut listed, order);
        listed
    }

    fn sort(&self, listed: &mut [u32], order: Order) {
        let by_row = |index: u32, of: fn(&Row) -> u64| self.row(index).map_or(0, of);
        let number = |index: u32| match order.column {
            Column::Index => u64::from(index),
            Column::Status => by_row(index, |row| row.status as u64),
            Column::Gas => by_row(index, |row| row.gas),
            Column::Time => by_row(index, |row| row.time_ns),
            Column::Executions => u64::from(self.tally(index).executions),
            Column::Reads => by_row(index, |row| row.reads.into()),
            Column::Writes => by_row(index, |row| row.writes.into()),
            Column::Logs => by_row(index, |row| row.logs.into()),
            Column::Wave => by_row(index, |row| row.wave.into()),
            Column::Sender => by_row(index, |row| row.sender.into()),
            Column::Target => by_row(index, |row| row.target.into()),
            Column::Call => by_row(index, |row| row.function.into()),
        };
        let ranks = self.ranks(order.column);
        listed.sort_by_cached_key(|index| {
            let key = number(*index);
            let key = match &ranks {
                Some(ranks) => ranks.get(key as usize).copied().unwrap_or(0),
                None => key,
            };
            // Equals stay in the block's order, whichever way it goes.
            if order.falling { u64::MAX - key } else { key }
        });
    }

    /// The places of a column's names in the alphabet, so that names are compared once each and not
    /// once a row; nothing for a column of numbers.
    fn ranks(&self, column: Column) -> Option<Vec<u64>> {
        let table = self.table?;
        let names = match column {
            Column::Sender => &table.senders,
            Column::Target => &table.targets,
            Column::Call => &table.functions,
            _ => return None,
        };
        let mut by_name: Vec<usize> = (0..names.len()).collect();
        by_name.sort_by_key(|name| &names[*name]);
        let mut ranks = vec![0; names.len()];
        for (place, name) in (0..).zip(by_name) {
            ranks[name] = place;
        }
        Some(ranks)
    }

    /// How often it was executed, in words.
    pub fn executions(&self, index: u32) -> String {
        let tally = self.tally(index);
        let count = |value: u32| format::count(u64::from(value));
        let all = count(tally.executions);
        match (tally.aborted, tally.suspended) {
            (0, 0) => all,
            (aborted, 0) => format!("{all} ({} thrown away)", count(aborted)),
            (0, suspended) => format!("{all} ({} suspended)", count(suspended)),
            (aborted, suspended) => format!(
                "{all} ({} thrown away, {} suspended)",
                count(aborted),
                count(suspended)
            ),
        }
    }

    /// Whether it was executed more than once.
    pub fn is_repeated(&self, index: u32) -> bool {
        self.tally(index).executions > 1
    }

    /// All transactions as CSV, whatever is listed.
    pub fn csv(&self) -> String {
        let row = |index: u32| {
            let row = self.row(index);
            let tally = self.tally(index);
            let number = |of: fn(&Row) -> u64| row.map(|row| of(row).to_string());
            let cells = [
                Some(index.to_string()),
                row.map(|row| text::status(row.status).to_lowercase()),
                number(|row| row.gas),
                number(|row| row.time_ns),
                Some(tally.executions.to_string()),
                Some(tally.aborted.to_string()),
                Some(tally.suspended.to_string()),
                number(|row| row.reads.into()),
                number(|row| row.writes.into()),
                number(|row| row.logs.into()),
                number(|row| row.wave.into()),
                row.map(|row| self.sender(row).to_owned()),
                row.map(|row| self.target(row).to_owned()),
                row.map(|row| self.function(row).to_owned()),
            ];
            cells.map(Option::unwrap_or_default)
        };
        take_away::csv(
            &[
                "index",
                "status",
                "gas",
                "measured_time_ns",
                "measured_executions",
                "measured_aborted",
                "measured_suspended",
                "reads",
                "writes",
                "logs",
                "wave",
                "sender",
                "target",
                "function",
            ],
            (0..self.tallies.len() as u32).map(row),
        )
    }
}

#[cfg(test)]
mod tests;
