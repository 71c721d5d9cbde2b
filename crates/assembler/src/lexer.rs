//! Cuts a line into tokens. A comment, from `;` or `//` to the end of the line, leaves none.

use crate::problem::{Place, Problems, quoted};

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, digits and underscores: a mnemonic, a name or a number.
    Word,
    /// A dot with a word after it.
    Directive,
    /// A text between quotation marks, its escapes resolved.
    Text(Vec<u8>),
    /// A text with a mistake in it, which is noted already: nothing more is to be said about it.
    Wrong,
    /// Any other character.
    Symbol(char),
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
}

impl Token {
    pub(crate) fn is(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol(symbol)
    }
}

/// The lines of a source text, by any of the three ends of lines that editors know.
pub(crate) fn lines(source: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    while let Some(at) = rest.find(['\n', '\r']) {
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + end..];
    }
    lines.push(rest);
    lines
}

/// The tokens of one line. Texts with mistakes are noted as problems.
pub(crate) fn tokens(line: &str, number: usize, problems: &mut Problems<'_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        let rest = &line[at..];
        if first == ';' || rest.starts_with("//") {
            break;
        }
        let place = |end: usize| Place {
            line: number,
            start: at,
            end,
        };
        let next = at + first.len_utf8();
        let (kind, end) = if first.is_whitespace() {
            at = next;
            continue;
        } else if is_word(first) {
            (Kind::Word, at + word_length(rest))
        } else if first == '.' && word_length(&line[next..]) > 0 {
            (Kind::Directive, next + word_length(&line[next..]))
        } else if first == '"' {
            let (bytes, end) = text(line, number, next, problems);
            (bytes.map_or(Kind::Wrong, Kind::Text), end)
        } else {
            (Kind::Symbol(first), next)
        };
        tokens.push(Token {
            kind,
            place: place(end),
        });
        at = end;
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn word_length(text: &str) -> usize {
    text.find(|letter| !is_word(letter)).unwrap_or(text.len())
}

/// The bytes of the text whose opening quotation mark ends at `start`, and where it is over.
fn text(
    line: &str,
    number: usize,
    start: usize,
    problems: &mut Problems<'_>,
) -> (Option<Vec<u8>>, usize) {
    let mut bytes = Some(Vec::new());
    let mut rest = line[start..].char_indices();
    while let Some((at, letter)) = rest.next() {
        let at = start + at;
        let mut add = |new: &[u8]| {
            if let Some(bytes) = &mut bytes {
                bytes.extend_from_slice(new);
            }
        };
        match letter {
            '"' => return (bytes, at + 1),
            '\\' => {
                let Some((next, escape)) = rest.next() else {
                    break;
                };
                let end = start + next + escape.len_utf8();
                match escape {
                    'n' => add(b"\n"),
                    'r' => add(b"\r"),
                    't' => add(b"\t"),
                    '0' => add(b"\0"),
                    '\\' | '"' => add(&[escape as u8]),
                    'x' if hex_byte(&line[end..]).is_some() => {
                        add(&[hex_byte(&line[end..]).unwrap_or_default()]);
                        rest.next();
                        rest.next();
                    }
                    _ => {
                        let place = Place {
                            line: number,
                            start: at,
                            end,
                        };
                        problems.add_with_help(
                            place,
                            format!("{} is no escape.", quoted(&line[at..end])),
                            r#"The escapes are \n, \r, \t, \0, \\, \" and \x with two hexadecimal digits."#,
                        );
                        bytes = None;
                    }
                }
            }
            letter => add(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    let place = Place {
        line: number,
        start: start - 1,
        end: line.len(),
    };
    problems.add_with_help(
        place,
        "The text has no end.",
        "A text ends with a quotation mark, on the line where it starts.",
    );
    (None, line.len())
}

/// The byte that two hexadecimal digits at the start of a text give.
fn hex_byte(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> (Vec<Kind>, usize) {
        let lines = [line];
        let mut problems = Problems::new(&lines);
        let tokens = tokens(line, 0, &mut problems);
        let kinds = tokens.into_iter().map(|token| token.kind).collect();
        (kinds, problems.finish().len())
    }

    #[test]
    fn comments_end_a_line_but_not_within_a_text() {
        assert_eq!(kinds("; PUSH 1").0, []);
        assert_eq!(kinds("ADD// x").0, [Kind::Word]);
        let text = Kind::Text(b"a;b//c".to_vec());
        assert_eq!(kinds(r#""a;b//c" ; d"#), (vec![text], 0));
        assert_eq!(kinds("a / b").0.len(), 3);
    }

    #[test]
    fn escapes_are_resolved() {
        let text = Kind::Text(vec![0xff, b'"', b'\n', 0xc3, 0xa9]);
        assert_eq!(kinds(r#""\xff\"\né""#), (vec![text], 0));
        for bad in [r#""\q""#, r#""\x1""#, r#""\xé""#, "\"a", "\"a\\", "\""] {
            assert_eq!(kinds(bad), (vec![Kind::Wrong], 1), "{bad}");
        }
    }

    #[test]
    fn lines_end_as_editors_say() {
        assert_eq!(lines("\u{feff}a\r\nb\rc\n\nd"), ["a", "b", "c", "", "d"]);
        assert_eq!(lines(""), [""]);
    }
}
