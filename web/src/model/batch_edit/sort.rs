//! The sorts of values that the form offers, and new values of each.

use super::{Kind, Surroundings};
use lanewise_batch::{AccountChoice, Each, Output, Rank, Take, Value, View, Walk};

/// A sort of value, as the select box beside it has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A literal.
    Constant,
    /// A knob's value.
    Knob,
    /// Between two numbers.
    Uniform,
    /// By Zipf's law.
    Zipf,
    /// One after the other.
    Sequence,
    /// An account.
    Account,
    /// The sender.
    Sender,
    /// A deployed contract.
    Contract,
    /// One of several.
    Choice,
    /// The elements of an array or the fields of a struct.
    List,
    /// An array of draws.
    Repeat,
    /// An account that a view function is good for.
    Holder,
    /// What an earlier transaction returned.
    Result,
    /// What the repetition is about.
    Each,
    /// A value that was drawn before.
    Drawn,
    /// Anything else, as JSON.
    Json,
}

impl Sort {
    /// All of them, in the order to offer them.
    pub const ALL: [Self; 16] = [
        Self::Constant,
        Self::List,
        Self::Account,
        Self::Holder,
        Self::Sender,
        Self::Contract,
        Self::Uniform,
        Self::Zipf,
        Self::Sequence,
        Self::Knob,
        Self::Choice,
        Self::Repeat,
        Self::Result,
        Self::Each,
        Self::Drawn,
        Self::Json,
    ];

    /// The word in the page's markup.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Knob => "knob",
            Self::Uniform => "uniform",
            Self::Zipf => "zipf",
            Self::Sequence => "sequence",
            Self::Account => "account",
            Self::Sender => "sender",
            Self::Contract => "contract",
            Self::Choice => "choice",
            Self::List => "list",
            Self::Repeat => "repeat",
            Self::Holder => "holder",
            Self::Result => "result",
            Self::Each => "each",
            Self::Drawn => "drawn",
            Self::Json => "json",
        }
    }

    /// The words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Constant => "Constant",
            Self::Knob => "Knob",
            Self::Uniform => "Uniform",
            Self::Zipf => "Zipf",
            Self::Sequence => "Sequence",
            Self::Account => "Account",
            Self::Sender => "The sender",
            Self::Contract => "Contract",
            Self::Choice => "One of",
            Self::List => "List",
            Self::Repeat => "Array of draws",
            Self::Holder => "Holder",
            Self::Result => "Earlier result",
            Self::Each => "Each",
            Self::Drawn => "Drawn value",
            Self::Json => "JSON",
        }
    }

    /// The sort of that word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    /// The sort of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) | Value::Number(_) | Value::Text(_) => Self::Constant,
            Value::List(_) => Self::List,
            Value::Knob(_) => Self::Knob,
            Value::Uniform { .. } => Self::Uniform,
            Value::Zipf(_) => Self::Zipf,
            Value::Sequence(_) => Self::Sequence,
            Value::Account(_) => Self::Account,
            Value::Sender => Self::Sender,
            Value::Contract { .. } => Self::Contract,
            Value::Choice(_) => Self::Choice,
            Value::Get(_) => Self::Drawn,
            Value::Repeat { .. } => Self::Repeat,
            Value::Holder(_) => Self::Holder,
            Value::Each(_) => Self::Each,
            Value::Result { .. } => Self::Result,
            Value::Scaled { .. }
            | Value::Sum(_)
            | Value::Difference(_)
            | Value::Remainder(_)
            | Value::Candidate
            | Value::Merkle(_)
            | Value::Encode(_) => Self::Json,
        }
    }
}

/// Where in the document a value stands, as far as that decides what may stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    /// Whether it belongs to the set-up or a deployment, where there is a repetition.
    pub is_before: bool,
    /// Whether it is the sender itself.
    pub is_sender: bool,
    /// Names of values drawn before it.
    pub drawn: Vec<String>,
}

impl Room {
    /// The sorts offered for a kind of value here; the first is the plainest.
    pub fn offers(&self, kind: &Kind, around: &Surroundings) -> Vec<Sort> {
        let fits = |sort: &Sort| match sort {
            Sort::Json => true,
            Sort::Drawn => !self.drawn.is_empty(),
            Sort::Knob => kind.is_number() || *kind == Kind::Any,
            Sort::Each => self.is_before && !each_of(kind).is_empty(),
            Sort::Result => !self.is_before && !around.steps.is_empty(),
            Sort::Sender => !self.is_sender && of_address(kind),
            Sort::Account => of_address(kind),
            Sort::Holder => of_address(kind) && !around.contracts.is_empty(),
            Sort::Contract => of_address(kind) && !around.contracts.is_empty(),
            Sort::List => matches!(kind, Kind::List(..) | Kind::Tuple(_) | Kind::Any),
            Sort::Repeat => matches!(kind, Kind::List(..) | Kind::Any),
            Sort::Uniform | Sort::Zipf | Sort::Sequence => kind.is_number() || *kind == Kind::Any,
            Sort::Constant => !matches!(kind, Kind::List(..) | Kind::Tuple(_)),
            Sort::Choice => true,
        };
        Sort::ALL.into_iter().filter(fits).collect()
    }
}

fn of_address(kind: &Kind) -> bool {
    matches!(kind, Kind::Address | Kind::Any)
}

/// What a repetition can give for a kind of value.
pub fn each_of(kind: &Kind) -> Vec<Each> {
    match kind {
        Kind::Address => vec![Each::Account, Each::Copy],
        Kind::List(item, None) if **item == Kind::Address => vec![Each::Accounts],
        Kind::Any => Each::ALL.map(|(each, _)| each).to_vec(),
        kind if kind.is_number() => vec![Each::Index],
        _ => Vec::new(),
    }
}

/// The words for what a repetition is about.
pub const fn each_label(each: Each) -> &'static str {
    match each {
        Each::Account => "the account",
        Each::Accounts => "the chunk of accounts",
        Each::Index => "its number, from 0",
        Each::Copy => "the copy",
    }
}

/// An argument to begin with: what a person most likely wants of that type.
pub fn default_argument(kind: &Kind) -> Value {
    match kind {
        Kind::Address => Value::Account(AccountChoice::Contention),
        Kind::Uint(8) => uniform(0, 1),
        kind if kind.is_number() => uniform(1, 1_000),
        Kind::List(item, length) => {
            let count = length.unwrap_or(1);
            Value::List(vec![default_argument(item); count])
        }
        Kind::Tuple(fields) => Value::List(
            fields
                .iter()
                .map(|(_, kind)| default_argument(kind))
                .collect(),
        ),
        kind => default_literal(kind),
    }
}

/// A constructor's argument to begin with: nothing is drawn there.
pub fn default_constant(kind: &Kind) -> Value {
    match kind {
        Kind::List(item, length) => {
            Value::List(vec![default_constant(item); length.unwrap_or_default()])
        }
        Kind::Tuple(fields) => Value::List(
            fields
                .iter()
                .map(|(_, kind)| default_constant(kind))
                .collect(),
        ),
        kind => default_literal(kind),
    }
}

fn default_literal(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => Value::Bool(true),
        Kind::Address => Value::text("deployer"),
        Kind::Wei => Value::text("1 ether"),
        Kind::Gas => Value::whole(1_000_000),
        Kind::Bytes(None) => Value::text("0x"),
        Kind::Bytes(Some(length)) => Value::text(format!("0x{}", "00".repeat((*length).into()))),
        Kind::List(..) | Kind::Tuple(_) => default_argument(kind),
        kind if kind.is_number() => Value::whole(1),
        _ => Value::text(""),
    }
}

fn uniform(min: u64, max: u64) -> Value {
    Value::Uniform {
        min: Box::new(Value::whole(min)),
        max: Box::new(Value::whole(max)),
    }
}

/// The value to show when a person chooses another sort for one of this kind. What it was before is
/// kept where it has a place in the new one.
pub fn turned(value: &Value, sort: Sort, kind: &Kind, room: &Room, around: &Surroundings) -> Value {
    let first = |names: &[String]| names.first().cloned().unwrap_or_default();
    match sort {
        Sort::Json => value.clone(),
        Sort::Constant => match value {
            Value::Choice(values) => match values.first() {
                Some(Value::List(_)) | None => default_literal(kind),
                Some(first) if Sort::of(first) == Sort::Constant => first.clone(),
                Some(_) => default_literal(kind),
            },
            Value::Uniform { min, .. } if Sort::of(min) == Sort::Constant => (**min).clone(),
            _ => default_literal(kind),
        },
        Sort::Knob => Value::Knob(
            around
                .knobs
                .first()
                .map_or_else(|| "transactions".to_owned(), |(id, _)| id.clone()),
        ),
        Sort::Uniform => match value {
            Value::Number(_) => Value::Uniform {
                min: Box::new(value.clone()),
                max: Box::new(value.clone()),
            },
            _ => uniform(1, 1_000),
        },
        Sort::Zipf => Value::Zipf(Box::new(Rank {
            count: Value::whole(100),
            exponent: Value::whole(1),
            start: None,
        })),
        Sort::Sequence => Value::Sequence(Box::new(Walk {
            start: Some(Value::whole(0)),
            step: None,
            count: None,
        })),
        Sort::Account => Value::Account(AccountChoice::Contention),
        Sort::Sender => Value::Sender,
        Sort::Contract => Value::Contract {
            id: first(&around.contract_ids()),
            copy: None,
        },
        Sort::Choice => Value::Choice(vec![value.clone(), default_or(value, kind)]),
        Sort::List => match kind {
            Kind::Any => Value::List(vec![value.clone()]),
            kind => default_argument(kind),
        },
        Sort::Repeat => Value::Repeat {
            count: Box::new(Value::whole(2)),
            value: Box::new(default_argument(&kind.part(0))),
        },
        Sort::Holder => Value::Holder(Box::new(View {
            of: Value::text(first(&around.contract_ids())),
            function: around.likely_view(),
            arguments: vec![Value::Candidate],
            least: None,
            by: AccountChoice::Uniform,
        })),
        Sort::Result => Value::Result {
            step: first(&around.steps),
            output: Output::Returned(0),
            take: Take::Last,
        },
        Sort::Each => Value::Each(each_of(kind).first().copied().unwrap_or(Each::Index)),
        Sort::Drawn => Value::Get(room.drawn.last().cloned().unwrap_or_default()),
    }
}

fn default_or(value: &Value, kind: &Kind) -> Value {
    match Sort::of(value) {
        Sort::Constant => value.clone(),
        _ => default_literal(kind),
    }
}

/// The ways to choose an account: the word of each, and the words for people.
pub const ACCOUNTS: [(&str, &str); 5] = [
    ("contention", "by contention"),
    ("turn", "in turn"),
    ("uniform", "uniformly"),
    ("zipf", "by Zipf"),
    ("index", "number"),
];

/// The word of a way to choose an account.
pub const fn account_key(choice: &AccountChoice) -> &'static str {
    match choice {
        AccountChoice::Contention => "contention",
        AccountChoice::Turn => "turn",
        AccountChoice::Uniform => "uniform",
        AccountChoice::Zipf(_) => "zipf",
        AccountChoice::Index(_) => "index",
    }
}

/// The way to choose an account that a word means.
pub fn account(key: &str) -> AccountChoice {
    match key {
        "turn" => AccountChoice::Turn,
        "uniform" => AccountChoice::Uniform,
        "zipf" => AccountChoice::Zipf(Box::new(Value::whole(1))),
        "index" => AccountChoice::Index(Box::new(Value::whole(0))),
        _ => AccountChoice::Contention,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_depends_on_the_type() {
        let around = Surroundings::default();
        let room = Room::default();
        let offers = |kind: Kind| room.offers(&kind, &around);
        assert_eq!(
            offers(Kind::Uint(256)),
            [
                Sort::Constant,
                Sort::Uniform,
                Sort::Zipf,
                Sort::Sequence,
                Sort::Knob,
                Sort::Choice,
                Sort::Json
            ]
        );
        assert_eq!(
            offers(Kind::Address),
            [
                Sort::Constant,
                Sort::Account,
                Sort::Sender,
                Sort::Choice,
                Sort::Json
            ]
        );
        assert_eq!(
            offers(Kind::Bool),
            [Sort::Constant, Sort::Choice, Sort::Json]
        );
        assert!(!offers(Kind::List(Box::new(Kind::Bool), None)).contains(&Sort::Constant));
        let sender = Room {
            is_sender: true,
            ..Room::default()
        };
        assert!(
            !sender
                .offers(&Kind::Address, &around)
                .contains(&Sort::Sender)
        );
        let before = Room {
            is_before: true,
            ..Room::default()
        };
        let chunk = Kind::List(Box::new(Kind::Address), None);
        assert!(before.offers(&chunk, &around).contains(&Sort::Each));
    }

    #[test]
    fn a_new_value_is_of_the_sort_that_was_chosen() {
        let around = Surroundings::default();
        let room = Room {
            drawn: vec!["amount".into()],
            ..Room::default()
        };
        for sort in Sort::ALL {
            let value = turned(&Value::whole(5), sort, &Kind::Any, &room, &around);
            let expected = match sort {
                Sort::Json => Sort::Constant,
                sort => sort,
            };
            assert_eq!(Sort::of(&value), expected, "{sort:?}");
            assert_eq!(Sort::from_key(sort.key()), Some(sort));
        }
    }

    #[test]
    fn arguments_begin_with_what_is_likely_wanted() {
        assert_eq!(
            default_argument(&Kind::Address),
            Value::Account(AccountChoice::Contention)
        );
        assert_eq!(default_argument(&Kind::Uint(256)), uniform(1, 1_000));
        assert_eq!(default_argument(&Kind::Bool), Value::Bool(true));
        assert_eq!(default_argument(&Kind::Text), Value::text(""));
        assert_eq!(
            default_argument(&Kind::List(Box::new(Kind::Bool), Some(2))),
            Value::List(vec![Value::Bool(true); 2])
        );
        assert_eq!(
            default_argument(&Kind::Bytes(Some(2))),
            Value::text("0x0000")
        );
    }
}
