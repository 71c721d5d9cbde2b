//! What the colour of a node says.
//!
//! The eight categorical colours and the three of the scale were chosen so that any two of them
//! stay apart for people who see no red, no green or no blue (Machado, Oliveira and Fernandes
//! 2009), and so that each has three times the luminance of its ground, or a third.

use super::{Web, filter::busiest};
use crate::model::timeline::Tally;
use lanewise_protocol::{GraphNode, TransactionStatus};

/// What is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colouring {
    /// How it ended, and whether it is on the longest chain.
    #[default]
    Status,
    /// Who sent it.
    Sender,
    /// The contract or address that it calls.
    Contract,
    /// The function that it calls.
    Function,
    /// How often it was thrown away in the measured run.
    Aborts,
    /// The thread whose execution stood in the measured run.
    Lane,
}

impl Colouring {
    /// All of them: key and name.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Status, "status", "Outcome"),
        (Self::Sender, "sender", "Sender"),
        (Self::Contract, "contract", "Contract"),
        (Self::Function, "function", "Function"),
        (Self::Aborts, "aborts", "Aborts (measured)"),
        (Self::Lane, "lane", "Thread (measured)"),
    ];
}

/// A colour, by what it means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paint {
    /// A transaction about which nothing is to be said.
    #[default]
    Plain,
    /// One that depends on none and on which none depends.
    Lone,
    /// One on the longest chain.
    Critical,
    /// Reverted.
    Reverted,
    /// Halted.
    Halted,
    /// One of eight categories, from 0.
    Category(u8),
    /// All categories beyond those.
    Other,
    /// A step of a scale from 0 to 2.
    Heat(u8),
}

/// Categories with a colour of their own.
pub const CATEGORIES: usize = 8;

impl Paint {
    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        let fixed = [
            Self::Plain,
            Self::Lone,
            Self::Critical,
            Self::Reverted,
            Self::Halted,
            Self::Other,
        ];
        fixed
            .into_iter()
            .chain((0..CATEGORIES as u8).map(Self::Category))
            .chain((0..3).map(Self::Heat))
    }

    /// Its variable in the style sheet.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Plain => "--kind-execution",
            Self::Lone | Self::Other => "--node-lone",
            Self::Critical => "--accent",
            Self::Reverted => "--kind-suspended",
            Self::Halted => "--kind-aborted",
            Self::Category(0) => "--category-1",
            Self::Category(1) => "--category-2",
            Self::Category(2) => "--category-3",
            Self::Category(3) => "--category-4",
            Self::Category(4) => "--category-5",
            Self::Category(5) => "--category-6",
            Self::Category(6) => "--category-7",
            Self::Category(_) => "--category-8",
            Self::Heat(0) => "--heat-1",
            Self::Heat(1) => "--heat-2",
            Self::Heat(_) => "--heat-3",
        }
    }

    /// Its class in the legend.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "execution",
            Self::Lone | Self::Other => "lone",
            Self::Critical => "critical",
            Self::Reverted => "reverted",
            Self::Halted => "halted",
            Self::Category(0) => "category-1",
            Self::Category(1) => "category-2",
            Self::Category(2) => "category-3",
            Self::Category(3) => "category-4",
            Self::Category(4) => "category-5",
            Self::Category(5) => "category-6",
            Self::Category(6) => "category-7",
            Self::Category(_) => "category-8",
            Self::Heat(0) => "heat-1",
            Self::Heat(1) => "heat-2",
            Self::Heat(_) => "heat-3",
        }
    }

    /// The colour on white, for pictures that are taken away; as in the light style sheet.
    pub const fn on_white(self) -> &'static str {
        match self {
            Self::Plain => "#1b7a81",
            Self::Lone | Self::Other => "#697881",
            Self::Critical => "#ffc933",
            Self::Reverted => "#a76500",
            Self::Halted => "#c22f4e",
            Self::Category(0) => "#0c53d7",
            Self::Category(1) => "#cf4c4f",
            Self::Category(2) => "#0da575",
            Self::Category(3) => "#a68913",
            Self::Category(4) => "#913c97",
            Self::Category(5) => "#0a5b0d",
            Self::Category(6) => "#7d1a3d",
            Self::Category(_) => "#2b0f66",
            Self::Heat(0) => "#c97a00",
            Self::Heat(1) => "#b4400f",
            Self::Heat(_) => "#6d1026",
        }
    }
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The colour.
    pub paint: Paint,
    /// What it means.
    pub name: String,
    /// Transactions that have it.
    pub transactions: u32,
}

/// The colours of a graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colours {
    /// One a transaction, by index.
    pub of: Vec<Paint>,
    /// What they mean.
    pub legend: Vec<Entry>,
}

/// Whether black is easier to read on a colour than white (WCAG 2, relative luminance). A colour
/// that is not `#rrggbb` counts as dark.
pub fn wants_black(colour: &str) -> bool {
    let Some(digits) = colour.strip_prefix('#').filter(|it| it.len() == 6) else {
        return false;
    };
    let Ok(value) = u32::from_str_radix(digits, 16) else {
        return false;
    };
    let linear = |shift: u32| {
        let part = f64::from((value >> shift) & 0xff) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
    // Where the contrast with black and with white is the same.
    luminance > 0.179
}

impl Colours {
    /// Colours every transaction; `tallies` are of the measured run.
    pub fn new(web: &Web, colouring: Colouring, tallies: &[Tally]) -> Self {
        let nodes = &web.graph.nodes;
        let run = |index: usize| tallies.get(index).copied().unwrap_or_default();
        match colouring {
            Colouring::Status => Self::by_status(web),
            Colouring::Sender => Self::by_name(web, &web.graph.senders, |node| node.sender),
            Colouring::Contract => Self::by_name(web, &web.graph.targets, |node| node.target),
            Colouring::Function => Self::by_name(web, &web.graph.functions, |node| node.function),
            Colouring::Aborts => {
                let paint = |index| match run(index).aborted {
                    0 => Paint::Lone,
                    1 => Paint::Heat(0),
                    2 | 3 => Paint::Heat(1),
                    _ => Paint::Heat(2),
                };
                let of = (0..nodes.len()).map(paint).collect();
                Self::told(
                    of,
                    &[
                        (Paint::Lone, "Never thrown away"),
                        (Paint::Heat(0), "Once"),
                        (Paint::Heat(1), "Two or three times"),
                        (Paint::Heat(2), "Four times or more"),
                    ],
                )
            }
            Colouring::Lane => {
                let lanes: Vec<u32> = (0..nodes.len())
                    .map(|index| u32::from(run(index).lane))
                    .collect();
                let most = lanes.iter().max().map_or(0, |most| *most as usize + 1);
                let names: Vec<String> = (1..=most).map(|lane| format!("Thread {lane}")).collect();
                let order = (0..most.min(CATEGORIES) as u32).collect();
                Self::categories(lanes, &names, order)
            }
        }
    }

    fn by_status(web: &Web) -> Self {
        let paint = |(index, node): (usize, &GraphNode)| match node.status {
            _ if web.critical[index] => Paint::Critical,
            TransactionStatus::Reverted => Paint::Reverted,
            TransactionStatus::Halted => Paint::Halted,
            TransactionStatus::Succeeded if web.lone[index] => Paint::Lone,
            TransactionStatus::Succeeded => Paint::Plain,
        };
        Self::told(
            web.graph.nodes.iter().enumerate().map(paint).collect(),
            &[
                (Paint::Critical, "Longest chain"),
                (Paint::Plain, "Transaction"),
                (Paint::Lone, "Independent"),
                (Paint::Reverted, "Reverted"),
                (Paint::Halted, "Halted"),
            ],
        )
    }

    fn told(of: Vec<Paint>, names: &[(Paint, &str)]) -> Self {
        let entry = |(paint, name): &(Paint, &str)| Entry {
            paint: *paint,
            name: (*name).to_owned(),
            transactions: of.iter().filter(|it| *it == paint).count() as u32,
        };
        let mut legend: Vec<Entry> = names.iter().map(entry).collect();
        legend.retain(|entry| entry.transactions > 0);
        Self { of, legend }
    }

    fn by_name(web: &Web, names: &[String], index: impl Fn(&GraphNode) -> u32 + Copy) -> Self {
        let of: Vec<u32> = web.graph.nodes.iter().map(index).collect();
        let order = busiest(names, of.iter().copied(), CATEGORIES);
        let order = order.into_iter().map(|(index, ..)| index).collect();
        Self::categories(of, names, order)
    }

    /// Colours for the categories in `order`, one for all others.
    fn categories(of: Vec<u32>, names: &[String], order: Vec<u32>) -> Self {
        let mut paints = vec![Paint::Other; names.len()];
        for (place, category) in (0..).zip(&order) {
            paints[*category as usize] = Paint::Category(place);
        }
        let paint = |category: &u32| paints.get(*category as usize).copied();
        let of: Vec<Paint> = of
            .iter()
            .map(|category| paint(category).unwrap_or(Paint::Other))
            .collect();
        let count = |paint: Paint| of.iter().filter(|it| **it == paint).count() as u32;
        let named = |(place, category): (u8, &u32)| {
            let name = &names[*category as usize];
            Entry {
                paint: Paint::Category(place),
                name: if name.is_empty() {
                    "Plain transfer".to_owned()
                } else {
                    name.clone()
                },
                transactions: count(Paint::Category(place)),
            }
        };
        let mut legend: Vec<Entry> = (0..).zip(&order).map(named).collect();
        let others = count(Paint::Other);
        if others > 0 {
            legend.push(Entry {
                paint: Paint::Other,
                name: "All others".to_owned(),
                transactions: others,
            });
        }
        legend.retain(|entry| entry.transactions > 0);
        Self { of, legend }
    }
}
