//! Documentation in Markdown, taken apart to be drawn: the part of CommonMark that the strategies'
//! pages use. Anything else stands as it is written; there is no HTML.

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; 1 is the page's title.
    Heading(usize, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list; numbered or not.
    List(bool, Vec<Vec<Span>>),
    /// A fenced block of code.
    Code(String),
    /// A table: the head, and the rows.
    Table(Vec<Vec<Span>>, Vec<Vec<Vec<Span>>>),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Text(String),
    /// Code.
    Code(String),
    /// Stressed words.
    Emphasis(String),
    /// Words that stand out.
    Strong(String),
    /// A link to an address of the web: words and address.
    Link(String, String),
}

/// Takes a page apart.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        let rank = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        if trimmed.is_empty() {
            continue;
        } else if trimmed.starts_with("```") {
            let code: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !line.trim_start().starts_with("```"))
                .collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if (1..=6).contains(&rank) && trimmed[rank..].starts_with(' ') {
            blocks.push(Block::Heading(rank, spans(trimmed[rank..].trim())));
        } else if trimmed.starts_with('|') {
            let mut rows = vec![cells(trimmed)];
            while let Some(row) = lines.next_if(|line| line.trim_start().starts_with('|')) {
                let rule = row.chars().all(|sign| "|-: ".contains(sign));
                if !rule {
                    rows.push(cells(row.trim()));
                }
            }
            let head = rows.remove(0);
            blocks.push(Block::Table(head, rows));
        } else {
            let first = item(trimmed);
            let mut parts = vec![first.map_or(trimmed, |(_, words)| words).to_owned()];
            while let Some(next) = lines.next_if(|line| continues(line, first.is_some())) {
                match item(next.trim()) {
                    Some((_, words)) if first.is_some() => parts.push(words.to_owned()),
                    _ => {
                        let last = parts.last_mut().expect("it starts with one");
                        last.push(' ');
                        last.push_str(next.trim());
                    }
                }
            }
            blocks.push(match first {
                Some((numbered, _)) => {
                    Block::List(numbered, parts.iter().map(|part| spans(part)).collect())
                }
                None => Block::Paragraph(spans(&parts[0])),
            });
        }
    }
    blocks
}

/// The words of a list's item, and whether it is numbered.
fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, words.trim()));
    }
    let (number, words) = line.split_once(". ")?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| (true, words.trim()))
}

/// Whether a line belongs to the paragraph or list before it.
fn continues(line: &str, in_list: bool) -> bool {
    let line = line.trim();
    let begins = line.starts_with("```") || line.starts_with('|') || line.starts_with("# ");
    let begins = begins || line.starts_with("## ") || line.starts_with("### ");
    !line.is_empty() && !begins && (in_list || item(line).is_none())
}

fn cells(row: &str) -> Vec<Vec<Span>> {
    let row = row.trim_matches('|');
    row.split('|').map(|cell| spans(cell.trim())).collect()
}

/// Takes a line apart. A mark without its other half is a sign like any other.
pub fn spans(text: &str) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        if let Some((span, length)) = marked(rest) {
            if !plain.is_empty() {
                all.push(Span::Text(std::mem::take(&mut plain)));
            }
            all.push(span);
            rest = &rest[length..];
        } else {
            plain.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        all.push(Span::Text(plain));
    }
    all
}

/// The marked part that a text begins with, and its length in bytes.
fn marked(text: &str) -> Option<(Span, usize)> {
    let between = |mark: &str| {
        let inner = text.strip_prefix(mark)?;
        let words = &inner[..inner.find(mark)?];
        let tight = !words.is_empty() && !words.starts_with(' ') && !words.ends_with(' ');
        tight.then(|| (words.to_owned(), words.len() + 2 * mark.len()))
    };
    if let Some((words, length)) = between("`") {
        return Some((Span::Code(words), length));
    }
    if let Some((words, length)) = between("**") {
        return Some((Span::Strong(words), length));
    }
    if let Some((words, length)) = between("*") {
        return Some((Span::Emphasis(words), length));
    }
    if let Some(inner) = text.strip_prefix('[') {
        let (words, behind) = inner.split_once("](")?;
        let address = &behind[..behind.find(')')?];
        let length = words.len() + address.len() + 4;
        return is_of_the_web(address)
            .then(|| (Span::Link(words.to_owned(), address.to_owned()), length));
    }
    let inner = text.strip_prefix('<')?;
    let address = &inner[..inner.find('>')?];
    is_of_the_web(address).then(|| {
        (
            Span::Link(address.to_owned(), address.to_owned()),
            address.len() + 2,
        )
    })
}

/// Whether an address may become a link.
pub fn is_of_the_web(address: &str) -> bool {
    address.starts_with("https://") && !address.contains([' ', '"', '<', '>'])
}

/// A source, as strategies name it, taken apart into words and the address at its end.
pub fn source(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(' ') {
        Some((words, address)) if is_of_the_web(address) => {
            (words.trim_end_matches(','), Some(address))
        }
        _ if is_of_the_web(text) => (text, Some(text)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Span {
        Span::Text(words.into())
    }

    #[test]
    fn a_page_is_taken_apart() {
        let page = "# Title\n\nOne line\nand another.\n\n- a\n  b\n- `c`\n\n1. x\n2. y\n\n\
                    ```text\nlet *a*;\n```\n| h | i |\n|---|---|\n| 1 | 2 |\n## End";
        assert_eq!(
            parse(page),
            [
                Block::Heading(1, vec![text("Title")]),
                Block::Paragraph(vec![text("One line and another.")]),
                Block::List(false, vec![vec![text("a b")], vec![Span::Code("c".into())]]),
                Block::List(true, vec![vec![text("x")], vec![text("y")]]),
                Block::Code("let *a*;".into()),
                Block::Table(
                    vec![vec![text("h")], vec![text("i")]],
                    vec![vec![vec![text("1")], vec![text("2")]]]
                ),
                Block::Heading(2, vec![text("End")]),
            ]
        );
    }

    #[test]
    fn lines_are_taken_apart() {
        assert_eq!(
            spans("a **b** *c* `d*e*` [f](https://g.h) i"),
            [
                text("a "),
                Span::Strong("b".into()),
                text(" "),
                Span::Emphasis("c".into()),
                text(" "),
                Span::Code("d*e*".into()),
                text(" "),
                Span::Link("f".into(), "https://g.h".into()),
                text(" i"),
            ]
        );
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is() {
        for odd in [
            "<script>alert(1)</script>",
            "[a](javascript:alert(1))",
            "2 * 3 * 4",
            "`open",
            "[a](https://x y)",
            "**",
        ] {
            assert_eq!(spans(odd), [text(odd)], "{odd}");
        }
    }

    #[test]
    fn a_source_ends_with_its_address() {
        assert_eq!(
            source("Gelashvili et al., 2022, https://arxiv.org/abs/2203.06871"),
            (
                "Gelashvili et al., 2022",
                Some("https://arxiv.org/abs/2203.06871")
            )
        );
        assert_eq!(source("Yellow Paper"), ("Yellow Paper", None));
    }
}
