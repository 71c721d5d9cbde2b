//! Values that are drawn for every transaction.

use serde_json::Number;

/// A literal, or how to draw one.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A number as JSON has it.
    Number(Number),
    /// A text: a number with its unit, an address or a name of one, bytes, or text itself, as the
    /// type of the parameter wants it.
    Text(String),
    /// The elements of an array, or the fields of a tuple.
    List(Vec<Value>),
    /// The value of a knob.
    Knob(String),
    /// A whole number between two, both included.
    Uniform {
        /// The least.
        min: Box<Value>,
        /// The greatest.
        max: Box<Value>,
    },
    /// A rank by Zipf's law.
    Zipf(Box<Rank>),
    /// One number after the other, a counter of its own.
    Sequence(Box<Walk>),
    /// An account's address.
    Account(AccountChoice),
    /// The transaction's sender.
    Sender,
    /// The address of a deployed contract.
    Contract {
        /// Its id in the document.
        id: String,
        /// Which copy, from 0; the first if not said.
        copy: Option<Box<Value>>,
    },
    /// One of several, each as likely.
    Choice(Vec<Value>),
    /// What was drawn by that name.
    Get(String),
    /// `of * times / over`, rounded down.
    Scaled {
        /// What is scaled.
        of: Box<Value>,
        /// The factor.
        times: Box<Value>,
        /// The divisor.
        over: Box<Value>,
    },
    /// The sum of all.
    Sum(Vec<Value>),
    /// The first less the second.
    Difference(Box<[Value; 2]>),
    /// What is left of the first when it is divided by the second.
    Remainder(Box<[Value; 2]>),
    /// An array of so many draws.
    Repeat {
        /// How many.
        count: Box<Value>,
        /// Of what.
        value: Box<Value>,
    },
    /// An account for which a view function gives enough.
    Holder(Box<View>),
    /// The account that is tried, in the arguments of [`Value::Holder`].
    Candidate,
    /// What the set-up's repetition is about.
    Each(Each),
    /// What an earlier transaction of the block returned.
    Result {
        /// The step's id.
        step: String,
        /// What of it.
        output: Output,
        /// Which of them.
        take: Take,
    },
    /// A root, proof or leaf of the Merkle tree over all accounts.
    Merkle(Merkle),
    /// An encoded call, as bytes.
    Encode(Box<EncodedCall>),
}

/// How a rank is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// So many ranks.
    pub count: Value,
    /// The law's exponent; 0 makes all as likely.
    pub exponent: Value,
    /// The number of the most frequent rank; 0 if not said.
    pub start: Option<Value>,
}

/// How a sequence goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Walk {
    /// The first number; 0 if not said.
    pub start: Option<Value>,
    /// From one to the next; 1 if not said.
    pub step: Option<Value>,
    /// After so many it starts over.
    pub count: Option<Value>,
}

/// How an account is chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountChoice {
    /// By the document's `contention`.
    Contention,
    /// Everybody in turn.
    Turn,
    /// Everybody as likely.
    Uniform,
    /// By Zipf's law with an exponent.
    Zipf(Box<Value>),
    /// That of an index, from 0.
    Index(Box<Value>),
}

/// A view function that an account must do well in.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The contract that is asked.
    pub of: Value,
    /// The function.
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
    /// The least that it must give; 1 if not said. `true` counts as 1.
    pub least: Option<Value>,
    /// How accounts are tried.
    pub by: AccountChoice,
}

/// What the set-up's repetition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// The account.
    Account,
    /// The chunk of accounts.
    Accounts,
    /// The repetition's number, from 0.
    Index,
    /// The copy's address.
    Copy,
}

impl Each {
    /// All of them with their words in the document.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Account, "account"),
        (Self::Accounts, "accounts"),
        (Self::Index, "index"),
        (Self::Copy, "copy"),
    ];
}

/// What of an earlier transaction is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// A value that it returned, by its index.
    Returned(u32),
    /// Its sender.
    Sender,
    /// An argument that it was called with, by its index.
    Argument(u32),
}

/// Which earlier transaction is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Take {
    /// The last.
    #[default]
    Last,
    /// Any.
    Any,
    /// Any that was not taken yet by the same step.
    Once,
}

impl Take {
    /// All of them with their words in the document.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Last, "last"),
        (Self::Any, "any"),
        (Self::Once, "once"),
    ];
}

/// A part of the Merkle tree over all accounts, each with the same amount.
///
/// Leaves are `keccak256(bytes.concat(keccak256(abi.encode(account, amount))))`; a node is the hash
/// of its two children in ascending order, as OpenZeppelin's `MerkleProof` has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Merkle {
    /// The root.
    Root {
        /// What each account gets.
        amount: Box<Value>,
    },
    /// An account's proof.
    Proof {
        /// The account.
        of: Box<Value>,
        /// What each account gets.
        amount: Box<Value>,
    },
    /// An account's leaf.
    Leaf {
        /// The account.
        of: Box<Value>,
        /// What each account gets.
        amount: Box<Value>,
    },
}

/// A call to be encoded.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedCall {
    /// The contract whose function it is.
    pub to: Value,
    /// The function.
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
}

impl Value {
    /// A whole number.
    pub fn whole(number: u64) -> Self {
        Self::Number(number.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
