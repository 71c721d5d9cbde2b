//! Writing to standard output, and tables for people.

use crate::error::Error;
use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::Path,
};

/// Writes a text to standard output. Whoever reads it may stop reading, which is no error.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Write {
            path: "standard output".into(),
            source: error,
        }),
        _ => Ok(()),
    }
}

/// Writes a text to a file, with a line's end behind it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, format!("{text}\n")).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// JSON with a line's end behind it, indented for people.
pub(crate) fn pretty(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value)
        .unwrap_or_else(|error| unreachable!("plain fields can be written: {error}"));
    text + "\n"
}

/// Lines of cells, in columns as wide as they must be: the first to the left, the others to the
/// right.
pub(crate) fn table(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let mut written = String::new();
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            if column == 0 {
                written += &format!("{cell:<width$}");
            } else {
                written += &format!("  {cell:>width$}");
            }
        }
        text += written.trim_end();
        text.push('\n');
    }
    text
}

/// A number of things in words: `1 file`, `3 files`.
pub(crate) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

/// The larger part of a size: `12.3 MB`, in units of 1,000.
pub(crate) fn bytes(number: usize) -> String {
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{:.1} kB", number as f64 / 1e3),
        _ => format!("{:.1} MB", number as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let lines = [vec!["strategy", "ms"], vec!["a", "12.50"]];
        let lines = lines.map(|line| line.into_iter().map(str::to_owned).collect());
        assert_eq!(table(&lines), "strategy     ms\na         12.50\n");
    }

    #[test]
    fn counts_and_sizes_are_words() {
        assert_eq!(
            (count(1, "file"), count(0, "file")),
            ("1 file".to_owned(), "0 files".to_owned())
        );
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(12_340), "12.3 kB");
        assert_eq!(bytes(12_340_000), "12.3 MB");
    }
}
