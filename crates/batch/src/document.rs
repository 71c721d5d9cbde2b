//! The document's parts.

use crate::Value;
use std::ops::RangeInclusive;

/// The format's name and version, the document's `format`.
pub const FORMAT: &str = "lanewise-batch/1";

/// A description of a block and of what happens before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// A short title; may be empty.
    pub title: String,
    /// The heading under which it is listed; may be empty.
    pub group: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// One paragraph that says what to watch; may be empty.
    pub watch: String,
    /// Transactions that the steps are drawn for.
    pub transactions: u32,
    /// People, each with ether.
    pub accounts: u32,
    /// The exponent of the Zipf law by which accounts are chosen; 0 walks through all in turn.
    pub contention: f64,
    /// The seed of the random numbers.
    pub seed: u32,
    /// Numbers that are meant to be turned.
    pub knobs: Vec<Knob>,
    /// The values of knobs (and of `contention`) at which the block is most contended.
    pub contended: Vec<(String, f64)>,
    /// What the deployer deploys, in order.
    pub contracts: Vec<Deployment>,
    /// What happens before the block, in order.
    pub setup: Vec<SetUp>,
    /// What the block is mixed of.
    pub steps: Vec<Step>,
    /// Transactions one by one, before those that are drawn.
    pub list: Vec<Call>,
    /// In which order the block has them.
    pub order: Order,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            title: String::new(),
            group: String::new(),
            summary: String::new(),
            watch: String::new(),
            transactions: 1_000,
            accounts: 1_000,
            contention: 0.0,
            seed: 1,
            knobs: Vec::new(),
            contended: Vec::new(),
            contracts: Vec::new(),
            setup: Vec::new(),
            steps: Vec::new(),
            list: Vec::new(),
            order: Order::Drawn,
        }
    }
}

impl Batch {
    /// A knob's value, or that of one of the numbers that every document has.
    pub fn number(&self, id: &str) -> Option<f64> {
        match id {
            "transactions" => Some(f64::from(self.transactions)),
            "accounts" => Some(f64::from(self.accounts)),
            "contention" => Some(self.contention),
            "seed" => Some(f64::from(self.seed)),
            _ => self
                .knobs
                .iter()
                .find(|knob| knob.id == id)
                .map(|knob| knob.value),
        }
    }

    /// Sets a knob, or one of the numbers that every document has; `false` if there is none of
    /// this name. Values are brought into their range.
    pub fn set_number(&mut self, id: &str, value: f64) -> bool {
        let whole = |range: RangeInclusive<u32>| (value as u32).clamp(*range.start(), *range.end());
        match id {
            "transactions" => self.transactions = whole(Limits::TRANSACTIONS),
            "accounts" => self.accounts = whole(Limits::ACCOUNTS),
            "contention" => {
                let range = Limits::CONTENTION;
                self.contention = value.clamp(*range.start(), *range.end());
            }
            "seed" => self.seed = value as u32,
            _ => match self.knobs.iter_mut().find(|knob| knob.id == id) {
                Some(knob) => knob.value = value.clamp(knob.least, knob.most),
                None => return false,
            },
        }
        true
    }

    /// The same at its most contended setting.
    pub fn most_contended(&self) -> Self {
        let mut batch = self.clone();
        for (id, value) in &self.contended {
            batch.set_number(id, *value);
        }
        batch
    }
}

/// A number that is meant to be turned: a slider on the page, `{"knob": id}` in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Knob {
    /// Its name in the document and in links.
    pub id: String,
    /// A short title.
    pub title: String,
    /// One sentence.
    pub about: String,
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub most: f64,
    /// The slider's step.
    pub step: f64,
    /// The value it has.
    pub value: f64,
}

/// A contract that is deployed before the block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deployment {
    /// The name by which the document speaks of it.
    pub id: String,
    /// The contract's name in the sources, with its file and a colon where the name is not unique.
    pub contract: String,
    /// The constructor's arguments.
    pub arguments: Vec<Value>,
    /// Ether that goes along, in wei.
    pub value: Option<Value>,
    /// How many of it are deployed; 1 if not said.
    pub copies: Option<Value>,
    /// The gas limit of each deployment.
    pub gas: Option<Value>,
}

/// A transaction to be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Call {
    /// Values that are drawn first, in order, for use in several places.
    pub draws: Vec<Draw>,
    /// The sender. Not said: an account by `contention`; in the set-up, the deployer.
    pub from: Option<Value>,
    /// The receiver.
    pub to: Option<Value>,
    /// The function's name, or its signature where the name is overloaded.
    pub function: Option<String>,
    /// The function's arguments.
    pub arguments: Vec<Value>,
    /// Raw data, where no function is named.
    pub data: Option<Value>,
    /// Ether that goes along, in wei.
    pub value: Option<Value>,
    /// The gas limit.
    pub gas: Option<Value>,
    /// The priority fee per gas, in wei.
    pub tip: Option<Value>,
}

/// A value that is drawn before the others of its transaction: an entry of `let`.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its name, for `{"get": name}`.
    pub name: String,
    /// What is drawn.
    pub value: Value,
}

/// A kind of transaction that the block is mixed of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Its name; may be empty.
    pub id: String,
    /// How often it is drawn, beside the other steps' weights; 1 if not said.
    pub weight: Option<Value>,
    /// The transaction.
    pub call: Call,
}

/// A transaction, or many, before the block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SetUp {
    /// The transaction.
    pub call: Call,
    /// How often; once if not said.
    pub repeat: Option<Repeat>,
}

/// How often a transaction of the set-up is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Repeat {
    /// Once for each account.
    Accounts,
    /// Once for each chunk of at most so many accounts.
    Chunks(Value),
    /// So many times.
    Times(Value),
    /// Once for each copy of a contract.
    Copies(String),
}

/// In which order the block has its transactions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they are drawn.
    #[default]
    Drawn,
    /// Shuffled.
    Shuffled,
    /// All of one sender, then all of the next.
    BySender,
    /// All of one step, then all of the next.
    ByStep,
}

impl Order {
    /// All of them: the word in the document, and the words for people.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Drawn, "drawn", "As drawn"),
        (Self::Shuffled, "shuffled", "Shuffled"),
        (Self::BySender, "by-sender", "By sender"),
        (Self::ByStep, "by-step", "By step"),
    ];

    /// The word in the document.
    pub fn key(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Shuffled => "shuffled",
            Self::BySender => "by-sender",
            Self::ByStep => "by-step",
        }
    }

    /// The order of that word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, word, _)| *word == key)
            .map(|(order, _, _)| order)
    }
}

/// How large a document may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// Transactions of the block.
    pub const TRANSACTIONS: RangeInclusive<u32> = 1..=50_000;
    /// Accounts.
    pub const ACCOUNTS: RangeInclusive<u32> = 2..=100_000;
    /// The Zipf exponent.
    pub const CONTENTION: RangeInclusive<f64> = 0.0..=2.0;
    /// The document's length, in bytes.
    pub const BYTES: usize = 16 << 20;
    /// Entries of `contracts`, `setup`, `steps`, `knobs` each, and of a step's `let`.
    pub const ENTRIES: usize = 100;
    /// Values within values.
    pub const DEPTH: usize = 24;
}
