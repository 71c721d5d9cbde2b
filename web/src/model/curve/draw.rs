//! The chart as a file: the same shapes, with colours of their own.

use super::chart::{Chart, Shape};
use crate::model::take_away::escaped;
use std::fmt::Write;

/// The colours of the eight looks on white.
const COLOURS: [&str; 8] = [
    "#1b7a81", "#b3450f", "#6a3fc0", "#2763c4", "#8a6200", "#a8277a", "#3d7a1e", "#4a555c",
];

/// The elements of an SVG document.
pub fn body(chart: &Chart) -> String {
    let mut out = String::new();
    for shape in &chart.shapes {
        // Writing to a string cannot fail.
        let _ = match shape {
            Shape::Path { d, class, dash } => {
                let dashes = if dash.is_empty() {
                    String::new()
                } else {
                    format!(" stroke-dasharray=\"{dash}\"")
                };
                writeln!(out, "<path d=\"{d}\" {}{dashes}/>", paint(class))
            }
            Shape::Text {
                x,
                y,
                anchor,
                class,
                text,
            } => writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {}>{}</text>",
                lettering(class),
                escaped(text)
            ),
        };
    }
    out
}

/// The colour of a class's look, `l1` to `l8`.
fn colour(class: &str) -> &'static str {
    let number = class
        .split(' ')
        .filter_map(|word| word.strip_prefix('l'))
        .find_map(|digits| digits.parse::<usize>().ok());
    number.map_or("#1d2433", |it| COLOURS[(it + 7) % COLOURS.len()])
}

fn paint(class: &str) -> String {
    let first = class.split(' ').next().unwrap_or_default();
    let (fill, stroke, width) = match first {
        "series" => ("none", colour(class), "2"),
        "marker" => (colour(class), "#ffffff", "1"),
        "diamond" => (colour(class), "#1d2433", "2"),
        "grid" => ("none", "#e2e6e3", "1"),
        "bound" if class.contains("linear") => ("none", "#9aa4aa", "1"),
        "bound" if class.contains("ceiling") => ("none", "#a3160f", "1.5"),
        "leader" => ("none", "#9aa4aa", "1"),
        _ => ("none", "#5a6478", "1.5"),
    };
    format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"")
}

fn lettering(class: &str) -> String {
    let fill = if class.starts_with("label") && !class.contains("faint") {
        "#1d2433"
    } else {
        "#5a6478"
    };
    let halo = if class.contains("halo") {
        " stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\""
    } else {
        ""
    };
    let weight = if class.contains("strong") {
        " font-weight=\"600\""
    } else {
        ""
    };
    format!("fill=\"{fill}\"{halo}{weight}")
}
