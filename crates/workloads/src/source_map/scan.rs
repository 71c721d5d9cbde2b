//! Who is who in a Solidity source: contracts, functions, state variables, and where they stand.
//!
//! No parser: it knows comments, texts and brackets, and the words that begin a definition. What
//! the compiler accepted is told apart well enough by these; anything else gives fewer names, and
//! nothing worse. Takes time proportional to the text's length.

use std::ops::Range;

/// What was found in a source.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Contracts, libraries and interfaces, in the order of the text.
    pub(super) contracts: Vec<Contract>,
    /// Functions and their like, in the order of the text; none is within another.
    pub(super) functions: Vec<Named>,
}

/// A contract, library or interface.
#[derive(Debug)]
pub(super) struct Contract {
    pub(super) name: String,
    /// From its first word to its closing bracket, in bytes.
    pub(super) range: Range<usize>,
    /// What it inherits from directly.
    pub(super) bases: Vec<String>,
    pub(super) variables: Vec<Named>,
}

/// Something with a name, and where it stands.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    /// In bytes.
    pub(super) range: Range<usize>,
}

impl Outline {
    /// The function around a place.
    pub(super) fn function(&self, at: usize) -> Option<&Named> {
        let after = self.functions.partition_point(|one| one.range.start <= at);
        let one = self.functions[..after].last()?;
        one.range.contains(&at).then_some(one)
    }

    /// The contract around a place.
    pub(super) fn contract(&self, at: usize) -> Option<&Contract> {
        let after = self.contracts.partition_point(|one| one.range.start <= at);
        let one = self.contracts[..after].last()?;
        one.range.contains(&at).then_some(one)
    }
}

/// A word, or one other character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Sign(u8),
}

/// The tokens of a text with their places; comments and texts in quotes are left out.
fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    let find = |from: usize, end: &[u8]| {
        let rest = bytes.get(from..).unwrap_or_default();
        let found = rest.windows(end.len()).position(|window| window == end);
        found.map_or(bytes.len(), |found| from + found + end.len())
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = find(at + 2, b"\n"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = find(at + 2, b"*/"),
            b'"' | b'\'' => {
                at += 1;
                while let Some(&inside) = bytes.get(at) {
                    at += 1;
                    match inside {
                        b'\\' => at += 1,
                        // A text ends with its line at the latest.
                        b'\n' => break,
                        _ if inside == byte => break,
                        _ => {}
                    }
                }
            }
            _ if is_word(byte) => {
                while bytes.get(at).copied().is_some_and(is_word) {
                    at += 1;
                }
                // Words are ASCII, so these are the borders of characters.
                let word = text.get(start..at).unwrap_or_default();
                all.push((Token::Word(word), start..at));
            }
            _ => {
                at += 1;
                if byte.is_ascii_punctuation() {
                    all.push((Token::Sign(byte), start..at));
                }
            }
        }
    }
    all
}

/// Finds what a source defines.
pub(super) fn outline(text: &str) -> Outline {
    let tokens = tokens(text);
    let mut scanner = Scanner {
        tokens: &tokens,
        at: 0,
        found: Outline::default(),
    };
    while scanner.at < tokens.len() {
        scanner.top();
    }
    scanner.found
}

struct Scanner<'a> {
    tokens: &'a [(Token<'a>, Range<usize>)],
    at: usize,
    found: Outline,
}

impl<'a> Scanner<'a> {
    fn token(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).map(|(token, _)| *token)
    }

    fn word(&self, ahead: usize) -> Option<&'a str> {
        match self.token(ahead) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Where the token at hand begins.
    fn start(&self) -> usize {
        let token = self.tokens.get(self.at).or(self.tokens.last());
        token.map_or(0, |(_, range)| range.start)
    }

    /// Where the token before the one at hand ends.
    fn end(&self) -> usize {
        let before = self.tokens[..self.at.min(self.tokens.len())].last();
        before.map_or(0, |(_, range)| range.end)
    }

    /// A definition outside of contracts.
    fn top(&mut self) {
        let start = self.start();
        if self.word(0) == Some("abstract") {
            self.at += 1;
        }
        match self.word(0) {
            Some("contract" | "library" | "interface") => self.contract(start),
            Some("function") => self.function(start),
            _ => self.skip(),
        }
    }

    /// A contract, from its first word on.
    fn contract(&mut self, start: usize) {
        self.at += 1;
        let name = self.word(0).unwrap_or_default().to_owned();
        let (mut bases, mut inherits, mut depth) = (Vec::new(), false, 0_u32);
        // `is A, B(1), lib.C layout at 5`, up to the body.
        while let Some(token) = self.token(0) {
            match token {
                Token::Sign(b'{') => break,
                Token::Sign(b';') => return self.at += 1,
                Token::Sign(b'(') => depth += 1,
                Token::Sign(b')') => depth = depth.saturating_sub(1),
                Token::Word("is") => inherits = true,
                Token::Word("layout") => inherits = false,
                // Of `lib.C` the last part counts.
                Token::Word(word) if inherits && depth == 0 => {
                    if self.at > 0 && self.tokens[self.at - 1].0 == Token::Sign(b'.') {
                        bases.pop();
                    }
                    bases.push(word.to_owned());
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        let place = self.found.contracts.len();
        self.found.contracts.push(Contract {
            name,
            range: start..start,
            bases,
            variables: Vec::new(),
        });
        while let Some(token) = self.token(0) {
            if token == Token::Sign(b'}') {
                self.at += 1;
                break;
            }
            if let Some(variable) = self.member() {
                self.found.contracts[place].variables.push(variable);
            }
        }
        self.found.contracts[place].range.end = self.end();
    }

    /// A definition in a contract; gives it if it is a state variable.
    fn member(&mut self) -> Option<Named> {
        let start = self.start();
        match self.word(0) {
            // `function (uint256) external callback;` is a variable.
            Some("function") if self.token(1) == Some(Token::Sign(b'(')) => self.variable(start),
            Some("function" | "modifier" | "constructor" | "receive" | "fallback") => {
                self.function(start);
                None
            }
            Some("event" | "error" | "struct" | "enum" | "using" | "type") => {
                self.skip();
                None
            }
            Some(_) => self.variable(start),
            None => {
                self.skip();
                None
            }
        }
    }

    fn function(&mut self, start: usize) {
        let name = match self.word(0) {
            Some("function" | "modifier") => self.word(1),
            word => word,
        };
        let name = name.unwrap_or_default().to_owned();
        self.skip();
        let range = start..self.end();
        self.found.functions.push(Named { name, range });
    }

    /// A state variable: its name is the last word before its value or its end.
    fn variable(&mut self, start: usize) -> Option<Named> {
        let (mut name, mut depth) = (None, 0_u32);
        while let Some(token) = self.token(0) {
            match token {
                Token::Sign(b'(' | b'[' | b'{') => depth += 1,
                // The contract's own bracket: a definition that does not end.
                Token::Sign(b'}') if depth == 0 => return None,
                Token::Sign(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
                Token::Sign(b';' | b'=') if depth == 0 => break,
                Token::Word(word) if depth == 0 => name = Some(word),
                _ => {}
            }
            self.at += 1;
        }
        self.skip();
        Some(Named {
            name: name?.to_owned(),
            range: start..self.end(),
        })
    }

    /// Goes behind the next `;`, or behind the bracket that closes the next `{`.
    fn skip(&mut self) {
        let mut depth = 0_u32;
        while let Some(token) = self.token(0) {
            self.at += 1;
            match token {
                Token::Sign(b';') if depth == 0 => return,
                Token::Sign(b'{') => depth += 1,
                Token::Sign(b'}') => {
                    depth = depth.saturating_sub(1);
                    // `import {A} from "b";`, `using {f} for A;` and `= A({x: 1});` go on.
                    let goes_on = self.token(0) == Some(Token::Sign(b')'))
                        || self.token(0) == Some(Token::Sign(b';'))
                        || matches!(self.word(0), Some("from" | "for"));
                    if depth == 0 && !goes_on {
                        return;
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCE: &str = r#"
import {A} from "a.sol";
// contract Not {}
/* function no() {} */
error Free(uint256 x);
function twice(uint256 x) pure returns (uint256) { return x * 2; }
abstract contract Base { uint256 internal inherited; }
contract Token is Base, lib.Other(1, 2) {
    string public name = "{ contract \" ;";
    mapping(address account => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) allowance;
    uint128 private a; uint128 b;
    uint256[2] public immutable xs;
    function (uint256) external callback;
    Pair internal pair = Pair({x: 1, y: 2});
    struct Pair { uint256 x; uint256 y; }
    event Sent(address indexed to);
    using Lib for uint256;
    modifier only() { _; }
    constructor(string memory n) Base() { name = n; }
    receive() external payable {}
    function transfer(address to) external only returns (bool) { if (true) { a = 1; } return true; }
    function _hook() internal virtual;
    uint256 last;
}
library Lib { function f() internal {} }
"#;

    #[test]
    fn definitions_are_found() {
        let found = outline(SOURCE);
        let contracts: Vec<_> = found.contracts.iter().map(|one| &one.name[..]).collect();
        assert_eq!(contracts, ["Base", "Token", "Lib"]);
        let token = &found.contracts[1];
        assert_eq!(token.bases, ["Base", "Other"]);
        let variables: Vec<_> = token.variables.iter().map(|one| &one.name[..]).collect();
        assert_eq!(
            variables,
            [
                "name",
                "balanceOf",
                "allowance",
                "a",
                "b",
                "xs",
                "callback",
                "pair",
                "last"
            ]
        );
        let functions: Vec<_> = found.functions.iter().map(|one| &one.name[..]).collect();
        assert_eq!(
            functions,
            [
                "twice",
                "only",
                "constructor",
                "receive",
                "transfer",
                "_hook",
                "f"
            ]
        );
        assert_eq!(
            &SOURCE[token.variables[3].range.clone()],
            "uint128 private a;"
        );
        assert!(SOURCE[token.range.clone()].ends_with("uint256 last;\n}"));
        assert!(SOURCE[found.contracts[0].range.clone()].starts_with("abstract contract Base"));
    }

    #[test]
    fn a_place_is_in_its_function_and_contract() {
        let found = outline(SOURCE);
        let at = SOURCE.find("a = 1").unwrap();
        assert_eq!(found.function(at).unwrap().name, "transfer");
        assert_eq!(found.contract(at).unwrap().name, "Token");
        let at = SOURCE.find("uint256 last").unwrap();
        assert!(found.function(at).is_none());
        assert!(found.contract(0).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_scanned(text in r#"(contract A|function f|[a-z ]|[{}();="'\\/*=>é\n]){0,80}"#) {
            let found = outline(&text);
            for one in &found.functions {
                prop_assert!(text.get(one.range.clone()).is_some());
            }
            for one in &found.contracts {
                prop_assert!(text.get(one.range.clone()).is_some());
            }
        }
    }
}
