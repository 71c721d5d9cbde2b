//! Texts of sources, and places in them.

use super::scan::{Outline, outline};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
    sync::OnceLock,
};

/// The longest line that a place shows, in characters.
pub const LONGEST_LINE: usize = 200;

/// The most contracts that are looked through for a variable.
const MOST_BASES: usize = 256;

/// A place in a source. Lines and columns count from 1, columns in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file's path.
    pub file: String,
    /// Where it begins.
    pub line: u32,
    /// Where it begins.
    pub column: u32,
    /// Where it ends.
    pub end_line: u32,
    /// Behind its end.
    pub end_column: u32,
    /// The contract that it stands in; of assembly none.
    pub contract: Option<String>,
    /// The function or modifier that it stands in, or `constructor`, `receive`, `fallback`; of
    /// assembly the label above. A state variable stands in none.
    pub function: Option<String>,
    /// Its first line without the space around, shortened to [`LONGEST_LINE`] characters.
    pub text: String,
}

/// The sources of one compilation.
#[derive(Debug, Default)]
pub struct Sources(BTreeMap<u32, Source>);

/// A source's text.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    text: String,
    is_assembly: bool,
    /// Made when first needed.
    index: OnceLock<Index>,
}

/// What makes it quick to find places.
#[derive(Debug)]
struct Index {
    /// Where lines begin.
    lines: Vec<usize>,
    outline: Outline,
}

impl Sources {
    /// Files with the compiler's number, path and text.
    pub fn new(files: impl IntoIterator<Item = (u32, String, String)>) -> Self {
        let source = |(id, path, text)| (id, Source::new(path, text, false));
        Self(files.into_iter().map(source).collect())
    }

    /// Reads what the compiler's standard output has below `sources`, by path an object with `id`,
    /// and the text added to it as `content`. Files without a text are left out.
    pub fn read(sources: &Json) -> Self {
        let files = sources.as_object().into_iter().flatten();
        Self::new(files.filter_map(|(path, source)| {
            let id = u32::try_from(source["id"].as_u64()?).ok()?;
            Some((id, path.clone(), source["content"].as_str()?.to_owned()))
        }))
    }

    /// One file of assembly, with the number 0.
    pub(crate) fn assembly(path: &str, text: &str) -> Self {
        let source = Source::new(path.to_owned(), text.to_owned(), true);
        Self(BTreeMap::from([(0, source)]))
    }

    pub(super) fn get(&self, id: u32) -> Option<&Source> {
        self.0.get(&id)
    }

    /// Where a state variable of a contract is declared: in the contract itself or in one that it
    /// inherits from.
    pub(crate) fn declaration(&self, file: &str, contract: &str, label: &str) -> Option<Place> {
        let of_file = |source: &&Source| source.path == file;
        let mut waiting = VecDeque::from([contract]);
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop_front() {
            if !seen.insert(name) || seen.len() > MOST_BASES {
                continue;
            }
            // The file itself goes before others that have a contract of the same name.
            let own = self.0.values().filter(of_file);
            let others = self.0.values().filter(|source| !of_file(source));
            let mut all = own.chain(others).flat_map(|source| {
                let contracts = source.index().outline.contracts.iter();
                contracts.map(move |contract| (source, contract))
            });
            let Some((source, found)) = all.find(|(_, contract)| contract.name == name) else {
                continue;
            };
            let mut variables = found.variables.iter();
            if let Some(variable) = variables.find(|variable| variable.name == label) {
                return source.place(variable.range.clone());
            }
            waiting.extend(found.bases.iter().rev().map(String::as_str));
        }
        None
    }
}

impl Source {
    fn new(path: String, text: String, is_assembly: bool) -> Self {
        Self {
            path,
            text,
            is_assembly,
            index: OnceLock::new(),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let breaks = self.text.bytes().enumerate();
            let breaks = breaks.filter(|(_, byte)| *byte == b'\n');
            Index {
                lines: std::iter::once(0)
                    .chain(breaks.map(|(at, _)| at + 1))
                    .collect(),
                outline: match self.is_assembly {
                    true => Outline::default(),
                    false => outline(&self.text),
                },
            }
        })
    }

    /// Whether a range lies in the text and says more than in which contract it is.
    pub(super) fn has(&self, range: &Range<usize>) -> bool {
        let contracts = &self.index().outline.contracts;
        let contract = contracts.binary_search_by_key(&range.start, |one| one.range.start);
        contract.is_err() && self.text.get(range.clone()).is_some()
    }

    /// A line's range without the space around it; lines count from 1.
    pub(super) fn line(&self, line: u32) -> Option<Range<usize>> {
        let lines = &self.index().lines;
        let start = *lines.get((line as usize).checked_sub(1)?)?;
        let line = self.text[start..].lines().next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        Some(start + indent..start + indent.max(line.trim_end().len()))
    }

    /// A range of bytes as a place; nothing if it is none of the text.
    pub(super) fn place(&self, range: Range<usize>) -> Option<Place> {
        self.text.get(range.clone())?;
        let index = self.index();
        let number = |at| index.lines.partition_point(|start| *start <= at);
        let column = |at: usize, line: usize| {
            let before = &self.text[index.lines[line - 1]..at];
            before.encode_utf16().count() as u32 + 1
        };
        let (line, end_line) = (number(range.start), number(range.end));
        let named = |name: &String| name.clone();
        let text = self.line(line as u32)?;
        Some(Place {
            file: self.path.clone(),
            line: line as u32,
            column: column(range.start, line),
            end_line: end_line as u32,
            end_column: column(range.end, end_line),
            contract: index
                .outline
                .contract(range.start)
                .map(|contract| named(&contract.name)),
            function: match self.is_assembly {
                true => self.label(line),
                false => {
                    let function = index.outline.function(range.start);
                    function.map(|function| named(&function.name))
                }
            },
            text: crate::shortened(&self.text[text], LONGEST_LINE),
        })
    }

    /// The label above a line of assembly, or in it.
    fn label(&self, line: usize) -> Option<String> {
        let lines = &self.index().lines[..line];
        lines.iter().rev().find_map(|start| {
            let line = self.text[*start..].lines().next()?;
            let (name, _) = line.trim_start().split_once(':')?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            (!name.is_empty() && name.bytes().all(is_name)).then(|| name.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let base = "contract Base {\n  uint256 total; // é\n}\n";
        let token = "import \"B.sol\";\r\ncontract Token is Base {\n\t/* 𝄞 */ uint256 mine;\n\
                     function f() external {\n total\n += 1; }\n}";
        Sources::new([
            (3, "B.sol".to_owned(), base.to_owned()),
            (5, "T.sol".to_owned(), token.to_owned()),
        ])
    }

    #[test]
    fn places_count_from_one_in_utf16_units() {
        let sources = sources();
        let place = sources.declaration("T.sol", "Token", "mine").unwrap();
        assert_eq!((place.line, place.column), (3, 11));
        assert_eq!((place.end_line, place.end_column), (3, 24));
        assert_eq!(place.text, "/* 𝄞 */ uint256 mine;");
        assert_eq!(place.contract.as_deref(), Some("Token"));
        assert_eq!(place.function, None);
        let source = sources.get(5).unwrap();
        let start = source.text.find("total").unwrap();
        let place = source.place(start..start + 11).unwrap();
        assert_eq!((place.line, place.end_line, place.end_column), (5, 6, 6));
        assert_eq!(place.function.as_deref(), Some("f"));
        assert_eq!(place.text, "total");
    }

    #[test]
    fn variables_are_inherited() {
        let sources = sources();
        let place = sources.declaration("T.sol", "Token", "total").unwrap();
        assert_eq!((&place.file[..], place.line), ("B.sol", 2));
        assert_eq!(sources.declaration("T.sol", "Token", "nothing"), None);
        assert_eq!(sources.declaration("T.sol", "Other", "total"), None);
    }

    #[test]
    fn contracts_that_inherit_from_themselves_end() {
        let text = "contract A is B {} contract B is A { uint256 x; }".to_owned();
        let sources = Sources::new([(0, "A.sol".to_owned(), text)]);
        assert!(sources.declaration("A.sol", "A", "x").is_some());
        assert!(sources.declaration("A.sol", "A", "y").is_none());
    }

    #[test]
    fn ranges_outside_the_text_have_no_place() {
        let sources = sources();
        let source = sources.get(3).unwrap();
        let inside_a_character = source.text.find('é').unwrap() + 1;
        for range in [
            0..1000,
            1000..1001,
            inside_a_character..inside_a_character + 2,
        ] {
            assert!(!source.has(&range));
            assert_eq!(source.place(range), None);
        }
        #[expect(clippy::reversed_empty_ranges, reason = "that is the point")]
        let reversed = 9..3;
        assert_eq!(source.place(reversed), None);
        assert!(source.place(source.text.len()..source.text.len()).is_some());
        assert_eq!(source.line(0), None);
        assert_eq!(source.line(1000), None);
        assert!(!source.has(&(0..source.text.len())), "the whole contract");
    }
}
