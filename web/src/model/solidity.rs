//! A small lexer that colours Solidity.
//!
//! It knows words, numbers, strings and comments, nothing of grammar: enough to read a contract
//! by, and it never fails. Every character of the source comes back in exactly one piece.

/// What a piece of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Names, operators, spaces.
    Plain,
    /// A word of the language.
    Keyword,
    /// An elementary type.
    Type,
    /// A name that is being declared or called, or one that begins with a capital.
    Name,
    /// A number, a string, `true`, `false`.
    Literal,
    /// A comment.
    Comment,
}

impl Token {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Keyword => "sol-keyword",
            Self::Type => "sol-type",
            Self::Name => "sol-name",
            Self::Literal => "sol-literal",
            Self::Comment => "sol-comment",
        }
    }
}

/// A piece of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub token: Token,
    /// Its text.
    pub text: String,
}

const KEYWORDS: &[&str] = &[
    "abstract",
    "anonymous",
    "as",
    "assembly",
    "break",
    "calldata",
    "catch",
    "constant",
    "constructor",
    "continue",
    "contract",
    "delete",
    "do",
    "else",
    "emit",
    "enum",
    "error",
    "event",
    "external",
    "fallback",
    "for",
    "from",
    "function",
    "if",
    "immutable",
    "import",
    "indexed",
    "interface",
    "internal",
    "is",
    "let",
    "library",
    "mapping",
    "memory",
    "modifier",
    "new",
    "override",
    "payable",
    "pragma",
    "private",
    "public",
    "pure",
    "receive",
    "return",
    "returns",
    "revert",
    "require",
    "solidity",
    "storage",
    "struct",
    "super",
    "this",
    "throw",
    "transient",
    "try",
    "type",
    "unchecked",
    "using",
    "view",
    "virtual",
    "while",
];

/// Whether a word is an elementary type: `uint256`, `bytes32`, `address`.
fn is_type(word: &str) -> bool {
    let base = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
    matches!(base, "uint" | "int" | "bytes")
        || matches!(
            word,
            "address" | "bool" | "string" | "byte" | "fixed" | "ufixed" | "var"
        )
}

/// The source as coloured lines, without their line ends.
pub fn highlight(source: &str) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    let mut rest = source;
    while !rest.is_empty() {
        let (token, length) = next(rest);
        let (text, after) = rest.split_at(length);
        for (place, part) in text.split('\n').enumerate() {
            if place > 0 {
                lines.push(Vec::new());
            }
            push(&mut lines, token, part.trim_end_matches('\r'));
        }
        rest = after;
    }
    if lines.len() > 1 && lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    lines
}

/// Adds a piece to the last line; neighbours of one kind become one.
fn push(lines: &mut [Vec<Piece>], token: Token, text: &str) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.token == token => last.text.push_str(text),
        _ => line.push(Piece {
            token,
            text: text.to_owned(),
        }),
    }
}

/// The kind and the length in bytes of the piece at the start of a text that is not empty.
fn next(rest: &str) -> (Token, usize) {
    let until = |end: &str| rest.find(end).unwrap_or(rest.len());
    let run = |belongs: fn(char) -> bool| rest.find(|sign| !belongs(sign)).unwrap_or(rest.len());
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with("//") {
        (Token::Comment, until("\n"))
    } else if let Some(inside) = rest.strip_prefix("/*") {
        let end = inside.find("*/").map_or(rest.len(), |at| at + 4);
        (Token::Comment, end)
    } else if first == '"' || first == '\'' {
        (Token::Literal, string(rest, first))
    } else if first.is_ascii_digit() {
        (
            Token::Literal,
            run(|sign| sign.is_ascii_alphanumeric() || sign == '_' || sign == '.'),
        )
    } else if is_word(first) {
        let length = run(is_word);
        (word(&rest[..length], &rest[length..]), length)
    } else {
        (Token::Plain, first.len_utf8())
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '$'
}

/// The kind of a word, given what follows it.
fn word(word: &str, after: &str) -> Token {
    let capital = word
        .trim_start_matches('_')
        .starts_with(|sign: char| sign.is_ascii_uppercase());
    if KEYWORDS.contains(&word) {
        Token::Keyword
    } else if is_type(word) {
        Token::Type
    } else if matches!(
        word,
        "true" | "false" | "wei" | "gwei" | "ether" | "seconds" | "days"
    ) {
        Token::Literal
    } else if capital || after.starts_with('(') {
        Token::Name
    } else {
        Token::Plain
    }
}

/// The length of a string with its quotes; one that does not end stops at the line's end.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(line: &str) -> Vec<(Token, String)> {
        let pieces = highlight(line).remove(0);
        pieces
            .into_iter()
            .map(|piece| (piece.token, piece.text.trim().to_owned()))
            .collect()
    }

    #[test]
    fn colours_a_function() {
        let found = tokens("function transfer(address to, uint256 value) external { // go");
        assert!(found.contains(&(Token::Keyword, "function".into())));
        assert!(found.contains(&(Token::Name, "transfer".into())));
        assert!(found.contains(&(Token::Type, "uint256".into())));
        assert!(found.contains(&(Token::Keyword, "external".into())));
        assert_eq!(found.last(), Some(&(Token::Comment, "// go".into())));
    }

    #[test]
    fn strings_hold_quotes_and_slashes() {
        let found = tokens(r#"require(ok, "a // \" b"); x = 0xFF_00;"#);
        assert!(found.contains(&(Token::Literal, r#""a // \" b""#.into())));
        assert!(found.contains(&(Token::Literal, "0xFF_00".into())));
    }

    #[test]
    fn comments_run_over_lines() {
        let lines = highlight("/* a\n b */ contract C {}\n");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0][0].token, Token::Comment);
        assert_eq!(
            lines[1][0],
            Piece {
                token: Token::Comment,
                text: " b */".into()
            }
        );
    }

    #[test]
    fn nothing_is_lost_and_nothing_fails() {
        for source in [
            "",
            "\n",
            "/* open",
            "\"open\nnext",
            "'",
            "/",
            "/*",
            "é — ∑ \u{1f980} uint8 _x$y",
            "a\r\nb\r\n",
        ] {
            let back: Vec<String> = highlight(source)
                .iter()
                .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
                .collect();
            assert_eq!(
                back.join("\n"),
                source.replace('\r', "").trim_end_matches('\n'),
                "{source}"
            );
        }
    }
}
