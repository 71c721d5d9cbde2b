//! Files that views hand to a person: pictures as SVG, tables as CSV.
//!
//! Every picture carries its title, the parameters of the run, and whether it was measured or
//! simulated.

use std::fmt::Write;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file's name, without its ending.
    pub name: String,
    /// The whole document; its size in pixels stands in its `width` and `height`.
    pub svg: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Whether figures come from threads or from virtual cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From threads.
    Measured,
    /// From virtual cores.
    Simulated,
    /// Worked out from what was recorded, without any clock.
    Recorded,
}

impl Source {
    /// The word that stands in every picture and table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Simulated => "simulated",
            Self::Recorded => "recorded",
        }
    }
}

/// Height of the title above a picture's body, in pixels.
const HEAD: u32 = 56;

/// Puts a title, the run's parameters and the source above a body (SVG elements on a canvas of
/// `width` x `height`, whose own origin is its upper left corner).
pub fn picture(
    name: &str,
    title: &str,
    parameters: &str,
    source: Source,
    (width, height): (u32, u32),
    body: &str,
) -> Picture {
    let (title, parameters) = (escaped(title), escaped(parameters));
    let (word, all) = (source.word(), height + HEAD);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{all}\" viewBox=\"0 0 {width} {all}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#1d2433\" role=\"img\">\n\
         <title>{title} ({word})</title>\n<desc>{parameters}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"24\" font-size=\"16\" font-weight=\"600\">{title} ({word})</text>\n\
         <text x=\"16\" y=\"43\" fill=\"#5a6478\">{parameters}</text>\n\
         <g transform=\"translate(0 {HEAD})\">\n{body}\n</g>\n</svg>\n"
    );
    Picture {
        name: format!("lanewise-{name}-{word}"),
        svg,
        width,
        height: all,
    }
}

/// A text as it may stand in XML: names come from strangers.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 has no place for these.
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A table as CSV (RFC 4180), the names of its columns first.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn csv<R: IntoIterator<Item = String>>(
    columns: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> String {
    let mut out = columns.join(",");
    out.push_str("\r\n");
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            push_cell(&mut out, &cell);
        }
        out.push_str("\r\n");
    }
    out
}

fn push_cell(out: &mut String, cell: &str) {
    let number = cell.parse::<f64>().is_ok();
    let formula = !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    if formula || cell.contains(['"', ',', '\n', '\r']) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""));
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_it_is_and_lets_nothing_through() {
        let made = picture(
            "graph",
            "A <b>",
            "x & y",
            Source::Simulated,
            (100, 50),
            "<g/>",
        );
        assert!(made.svg.contains("A &lt;b&gt; (simulated)") && made.svg.contains("x &amp; y"));
        assert_eq!((made.width, made.height), (100, 106));
        assert_eq!(made.name, "lanewise-graph-simulated");
        assert_eq!(escaped("\u{1}\"'"), "\u{fffd}&quot;&#39;");
    }

    #[test]
    fn cells_are_quoted_and_no_formula_gets_out() {
        let row = ["a,b", "say \"x\"", "=1+1", "-5", "plain"].map(str::to_owned);
        assert_eq!(
            csv(&["a", "b"], [row]),
            "a,b\r\n\"a,b\",\"say \"\"x\"\"\",\"'=1+1\",-5,plain\r\n"
        );
    }
}
