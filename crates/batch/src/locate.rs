//! Where in a text a part of a document stands.

/// A stretch of a text. Lines and columns count from 1; columns in UTF-16 units, as editors have them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column after the end.
    pub end_column: u32,
}

/// Finds the value that a path leads to, as far as the path goes: `steps[0].arguments[1].uniform.min`.
///
/// The text is taken to be JSON; where it is not, the place is where that is found out.
pub fn locate(text: &str, path: &str) -> Place {
    let mut scanner = Scanner { text, at: 0 };
    let (start, end) = scanner.find(&parts(path));
    let (line, column) = position(text, start);
    let (end_line, end_column) = position(text, end);
    Place {
        line,
        column,
        end_line,
        end_column,
    }
}

/// Line and column of a byte.
pub(crate) fn position(text: &str, at: usize) -> (u32, u32) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() as u32 + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].encode_utf16().count() as u32 + 1)
}

enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

fn parts(path: &str) -> Vec<Part<'_>> {
    let split = path.split(['.', '[']).filter(|part| !part.is_empty());
    split
        .map(|part| match part.strip_suffix(']') {
            Some(index) => Part::Index(index.parse().unwrap_or(usize::MAX)),
            None => Part::Key(part),
        })
        .collect()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    /// Start and end of the value at the end of the path, beginning with the value that is next.
    fn find(&mut self, path: &[Part<'_>]) -> (usize, usize) {
        self.space();
        let start = self.at;
        let Some((first, rest)) = path.split_first() else {
            self.value();
            return (start, self.at);
        };
        let (opening, wanted_index) = match first {
            Part::Key(_) => (b'{', None),
            Part::Index(index) => (b'[', Some(*index)),
        };
        if self.peek() != Some(opening) {
            self.value();
            return (start, self.at);
        }
        self.at += 1;
        let mut index = 0;
        loop {
            self.space();
            match self.peek() {
                None | Some(b'}' | b']') => break,
                Some(b',') => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            let before = self.at;
            let found = match first {
                Part::Key(wanted) => {
                    let from = self.at;
                    self.string();
                    let key = self.text.get(from + 1..self.at.saturating_sub(1));
                    self.space();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                    }
                    let found = key == Some(*wanted);
                    if found && rest.is_empty() {
                        // The key as well: a mark on `1` alone says little.
                        self.space();
                        self.value();
                        return (from, self.at);
                    }
                    found
                }
                Part::Index(_) => wanted_index == Some(index),
            };
            if found {
                return self.find(rest);
            }
            self.value();
            index += 1;
            if self.at == before {
                break;
            }
        }
        // Nothing of that name: the whole, as far as its first line.
        let end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |newline| start + newline);
        (start, end)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn string(&mut self) {
        if self.peek() != Some(b'"') {
            return self.word();
        }
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
    }

    fn word(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b",:{}[]\"".contains(&byte))
        {
            self.at += 1;
        }
    }

    /// Passes over a value, however deep.
    fn value(&mut self) {
        self.space();
        let mut depth = 0u32;
        loop {
            match self.peek() {
                None => return,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                    self.at += 1;
                }
                Some(b'"') => self.string(),
                Some(b',' | b':') if depth > 0 => self.at += 1,
                Some(b',' | b':') => return,
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(_) => self.word(),
            }
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"steps\": [\n    { \"id\": \"a\", \"arguments\": [1, {\"uniform\": {\"min\": 5, \"max\": 7}}] }\n  ],\n  \"é\": \"ü\", \"seed\": 3\n}\n";

    fn found(path: &str) -> (u32, u32, &'static str) {
        let place = locate(TEXT, path);
        let line = TEXT.lines().nth(place.line as usize - 1).unwrap();
        let units: Vec<u16> = line.encode_utf16().collect();
        let end = if place.end_line == place.line {
            place.end_column as usize - 1
        } else {
            units.len()
        };
        let text = String::from_utf16(&units[place.column as usize - 1..end]).unwrap();
        (place.line, place.column, Box::leak(text.into_boxed_str()))
    }

    #[test]
    fn paths_lead_to_their_values() {
        assert_eq!(found("steps[0].arguments[0]"), (3, 32, "1"));
        assert_eq!(found("steps[0].arguments[1].uniform.max").2, "\"max\": 7");
        assert_eq!(found("seed"), (5, 13, "\"seed\": 3"));
        assert_eq!(found("steps[0].id").2, "\"id\": \"a\"");
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_the_last_that_is_there() {
        assert_eq!(found("steps[0].weight").0, 3);
        assert_eq!(found("nothing").0, 1);
        assert_eq!(found("steps[7].id").0, 2);
    }

    #[test]
    fn text_that_is_no_json_is_no_trouble() {
        for text in ["", "{", "{\"a", "[[[[", "]]", "{\"a\":}", "\\", "{\"a\\"] {
            for path in ["", "a", "a[0].b", "[0][0][0]"] {
                let _ = locate(text, path);
            }
        }
    }
}
