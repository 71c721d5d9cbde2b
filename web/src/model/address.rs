//! The page's address: what it sets up, and how it follows what a person changes.
//!
//! `?preset=&txs=&accounts=&contention=&seed=&knobs=&strategy=&threads=` for what is run, and
//! `&view=&sim-cores=&sim-cost=&sim-strategy=` for how it is looked at, each optional. It comes from
//! strangers: nothing in it is trusted, long values are cut, and values that cannot be used stay
//! in their control with a sentence beside it. Parameters of other names pass through unchanged.

use super::{Field, Lens, Settings, Tab};
use lanewise_protocol::{CORES, CostModel, Limits};

/// The longest value that is kept, in characters.
const LONGEST: usize = 64;
/// The same for the knobs, which are many in one value.
const LONGEST_KNOBS: usize = 512;
/// The most foreign parameters that are kept.
const FOREIGN: usize = 16;

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The settings that it names; the others are empty.
    pub settings: Settings,
    /// Whether it names any.
    pub any: bool,
    /// Parameters that are none of ours, as they stood.
    pub foreign: Vec<String>,
    /// The view to begin with.
    pub tab: Tab,
    /// How simulations are made.
    pub lens: Lens,
    /// A sentence for each value about views that cannot be used.
    pub problems: Vec<String>,
}

/// Reads the query part of an address, with or without its question mark. The first value of a
/// repeated parameter counts.
pub fn parse(query: &str) -> Address {
    let mut address = Address::default();
    for part in query
        .trim_start_matches('?')
        .split('&')
        .filter(|part| !part.is_empty())
    {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match Field::from_key(&decode(key)) {
            // Of a field that is given twice the first value counts.
            Some(field) if address.settings.get(field).is_empty() => {
                let longest = match field {
                    Field::Knobs => LONGEST_KNOBS,
                    _ => LONGEST,
                };
                let value: String = decode(value).trim().chars().take(longest).collect();
                address.any |= !value.is_empty();
                address.settings.set(field, value);
            }
            Some(_) => {}
            None if address.look(&decode(key), decode(value).trim()) => {}
            None if address.foreign.len() < FOREIGN => address.foreign.push(part.to_owned()),
            None => {}
        }
    }
    address
}

/// The names of the cost models.
const COSTS: [(&str, CostModel); 3] = [
    ("time", CostModel::Time),
    ("gas", CostModel::Gas),
    ("unit", CostModel::Unit),
];

impl Address {
    /// Takes a parameter about views; whether it is one.
    fn look(&mut self, key: &str, value: &str) -> bool {
        match key {
            "view" => match Tab::ALL.into_iter().find(|tab| tab.key() == value) {
                Some(tab) => self.tab = tab,
                None => self.refuse("View: there is no such view; the overview is shown."),
            },
            "sim-cores" => match value.parse::<u32>().ok().filter(|it| CORES.contains(it)) {
                Some(cores) => self.lens.cores = cores,
                None => self.refuse(
                    "Simulated cores: must be a whole number from 1 to 256; the default is used.",
                ),
            },
            "sim-cost" => match COSTS.iter().find(|(name, _)| *name == value) {
                Some((_, cost)) => self.lens.cost = *cost,
                None => self.refuse("Simulated cost: must be time, gas or unit; time is used."),
            },
            "sim-strategy" if value.len() <= Limits::STRATEGY_BYTES => {
                self.lens.strategy = (!value.is_empty()).then(|| value.to_owned());
            }
            "sim-strategy" => self.refuse("Simulated strategy: too long; the run's own is used."),
            _ => return false,
        }
        true
    }

    fn refuse(&mut self, why: &str) {
        self.problems.push(why.to_owned());
    }
}

/// The parameters about views that are not at their defaults.
pub fn looks(tab: Tab, lens: &Lens) -> Vec<String> {
    let default = Lens::default();
    let mut parts = Vec::new();
    if tab != Tab::default() {
        parts.push(format!("view={}", tab.key()));
    }
    if lens.cores != default.cores {
        parts.push(format!("sim-cores={}", lens.cores));
    }
    if lens.cost != default.cost {
        let name = COSTS.iter().find(|(_, cost)| *cost == lens.cost);
        parts.extend(name.map(|(name, _)| format!("sim-cost={name}")));
    }
    if let Some(strategy) = &lens.strategy {
        parts.push(format!("sim-strategy={}", encode(strategy)));
    }
    parts
}

/// Writes the query part for these settings, with its question mark; `others` are parameters that
/// stand as they are.
pub fn format(settings: &Settings, others: &[String]) -> String {
    let ours = Field::ALL
        .into_iter()
        .filter(|field| !settings.get(*field).is_empty())
        .map(|field| format!("{}={}", field.key(), encode(settings.get(field))));
    let parts: Vec<String> = ours.chain(others.iter().cloned()).collect();
    format!("?{}", parts.join("&"))
}

/// Undoes percent encoding; what is not well encoded stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |place: usize| {
            bytes
                .get(place)
                .and_then(|byte| (*byte as char).to_digit(16))
        };
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, _, _) => {
                plain.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Percent encoding of everything but the unreserved characters and those that a strategy with
/// options is written with, which mean nothing else in a value.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:=,".contains(&byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_in_the_address_too() {
        let address = parse("?view=conflicts&sim-cores=64&sim-cost=gas&sim-strategy=two-phase&x=1");
        assert!(!address.any, "it sets up no block");
        assert_eq!((address.tab, address.lens.cores), (Tab::Conflicts, 64));
        assert_eq!(address.foreign, ["x=1"]);
        let parts = looks(address.tab, &address.lens).join("&");
        assert_eq!(
            parts,
            "view=conflicts&sim-cores=64&sim-cost=gas&sim-strategy=two-phase"
        );
        assert!(looks(Tab::default(), &Lens::default()).is_empty());
        let wrong = parse("?view=x&sim-cores=0&sim-cost=love");
        assert_eq!(wrong.problems.len(), 3);
        assert_eq!((wrong.tab, wrong.lens), (Tab::default(), Lens::default()));
    }

    #[test]
    fn reads_every_parameter() {
        let address = parse(
            "?preset=token&txs=200&accounts=50&contention=1.2&seed=7&strategy=block-stm&threads=2",
        );
        assert!(address.any);
        assert_eq!(address.settings.preset, "token");
        assert_eq!(address.settings.txs, "200");
        assert_eq!(address.settings.contention, "1.2");
        assert_eq!(address.settings.threads, "2");
    }

    #[test]
    fn keeps_junk_visible_but_bounded() {
        let address = parse(&format!("?txs=%3Cb%3E&seed={}", "9".repeat(500)));
        assert_eq!(address.settings.txs, "<b>");
        assert_eq!(address.settings.seed.len(), LONGEST);
    }

    #[test]
    fn survives_broken_encoding() {
        let address = parse("?txs=%&accounts=%zz&contention=%F&seed=%ff&preset=a+b");
        assert_eq!(address.settings.txs, "%");
        assert_eq!(address.settings.accounts, "%zz");
        assert_eq!(address.settings.contention, "%F");
        assert_eq!(address.settings.seed, "\u{fffd}");
        assert_eq!(address.settings.preset, "a b");
    }

    #[test]
    fn nothing_of_ours_is_nothing() {
        assert_eq!(parse(""), Address::default());
        let address = parse("?embed=1&utm=x");
        assert!(!address.any);
        assert_eq!(address.foreign, ["embed=1", "utm=x"]);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let settings = Settings {
            preset: "nft global/ü".into(),
            txs: "10".into(),
            seed: "a&b=c".into(),
            ..Settings::default()
        };
        let text = format(&settings, &["embed=1".into()]);
        let address = parse(&text);
        assert_eq!(address.settings, settings);
        assert_eq!(address.foreign, ["embed=1"]);
    }

    #[test]
    fn a_strategy_with_options_stays_readable() {
        let settings = Settings {
            strategy: "locks:granularity=account".into(),
            ..Settings::default()
        };
        let text = format(&settings, &[]);
        assert_eq!(text, "?strategy=locks:granularity=account");
        assert_eq!(parse(&text).settings, settings);
    }

    #[test]
    fn knobs_stay_readable_and_bounded() {
        let text = format(
            &Settings {
                knobs: "pools:10,hops:20".into(),
                ..Settings::default()
            },
            &[],
        );
        assert_eq!(text, "?knobs=pools:10,hops:20");
        assert_eq!(parse(&text).settings.knobs, "pools:10,hops:20");
        let long = parse(&format!("?knobs={}", "a:1,".repeat(500)));
        assert_eq!(long.settings.knobs.len(), LONGEST_KNOBS);
    }

    #[test]
    fn the_first_of_a_repeated_parameter_counts() {
        assert_eq!(parse("?txs=1&txs=2").settings.txs, "1");
    }
}
