//! A graph for other programs: DOT, which Graphviz reads, and GraphML, which yEd, Gephi and most
//! libraries read.
//!
//! Labels are names of contracts, variables and accounts, and names come from strangers: whatever
//! they contain, the file stays well-formed and the label stays a label. Characters that the
//! format cannot hold are replaced by U+FFFD.
//!
//! Sources: the DOT language (graphviz.org/doc/info/lang.html); GraphML 1.0
//! (graphml.graphdrawing.org); XML 1.0, 2.2 for the characters allowed.

use crate::{DependencyGraph, Edge, EdgeKind, Place};
use lanewise_executor::TxIndex;
use std::fmt::{self, Display, Write as _};

/// Places written out for an edge; the others are counted.
const MOST_PLACES: usize = 8;

/// A graph and what is to be told of it.
pub struct Export<'a> {
    /// The graph; all its edges are written.
    pub graph: &'a DependencyGraph,
    /// Says what the graph is of: block, parameters, and whether costs are measured or simulated.
    pub title: &'a str,
    /// The cost of each transaction.
    pub costs: &'a [u64],
    /// What costs are in: "ns", "gas".
    pub unit: &'a str,
    /// The gas that each transaction used.
    pub gas: &'a [u64],
    /// A transaction's name.
    pub node: &'a dyn Fn(TxIndex) -> String,
    /// A place's name.
    pub place: &'a dyn Fn(&Place) -> String,
}

impl fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("title", &self.title)
            .field("unit", &self.unit)
            .field("transactions", &self.graph.len())
            .finish_non_exhaustive()
    }
}

impl Export<'_> {
    /// The graph in the DOT language: nodes by index, those of the critical path drawn bold.
    ///
    /// # Panics
    /// When there is not one cost and one figure of gas for each transaction.
    pub fn dot(&self) -> String {
        let critical = self.critical();
        let mut text = String::new();
        let mut line = |line: fmt::Arguments<'_>| {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{line}");
        };
        line(format_args!("digraph dependencies {{"));
        line(format_args!(
            "  graph [label={}, rankdir=LR];",
            quoted(self.title)
        ));
        line(format_args!("  node [shape=box];"));
        for (index, on_path) in critical.iter().enumerate() {
            line(format_args!(
                "  {index} [label={}, depth={}, cost={}, unit={}, gas={}, critical={on_path}{}];",
                quoted(&(self.node)(index as TxIndex)),
                self.graph.depths()[index],
                self.costs[index],
                quoted(self.unit),
                self.gas[index],
                if *on_path { ", style=bold" } else { "" },
            ));
        }
        let names = self.names();
        for edge in self.graph.edges() {
            let on_path = is_critical(edge, &critical);
            line(format_args!(
                "  {} -> {} [label={}, kind={}, places={}, critical={on_path}{}];",
                edge.from,
                edge.to,
                quoted(&self.causes(edge, &names)),
                quoted(kind(edge.kind)),
                edge.locations,
                match (edge.kind, on_path) {
                    (_, true) => ", style=bold",
                    (EdgeKind::ReadAfterWrite, false) => "",
                    (EdgeKind::WriteAfterRead, _) => ", style=dashed",
                    (EdgeKind::WriteAfterWrite, _) => ", style=dotted",
                },
            ));
        }
        line(format_args!("}}"));
        text
    }

    /// The graph in GraphML, with the same attributes.
    ///
    /// # Panics
    /// When there is not one cost and one figure of gas for each transaction.
    pub fn graphml(&self) -> String {
        let critical = self.critical();
        let mut text = String::from(HEAD);
        let mut line = |line: fmt::Arguments<'_>| {
            let _ = writeln!(text, "{line}");
        };
        line(format_args!(
            "  <graph id=\"dependencies\" edgedefault=\"directed\">"
        ));
        line(format_args!("    {}", Data("title", self.title)));
        line(format_args!("    {}", Data("unit", self.unit)));
        for (index, on_path) in critical.iter().enumerate() {
            line(format_args!(
                "    <node id=\"n{index}\">{}{}{}{}{}</node>",
                Data("label", &(self.node)(index as TxIndex)),
                Data("depth", &self.graph.depths()[index].to_string()),
                Data("cost", &self.costs[index].to_string()),
                Data("gas", &self.gas[index].to_string()),
                Data("critical", &on_path.to_string()),
            ));
        }
        let names = self.names();
        for (number, edge) in self.graph.edges().iter().enumerate() {
            let on_path = is_critical(edge, &critical);
            line(format_args!(
                "    <edge id=\"e{number}\" source=\"n{}\" target=\"n{}\">{}{}{}{}</edge>",
                edge.from,
                edge.to,
                Data("kind", kind(edge.kind)),
                Data("places", &edge.locations.to_string()),
                Data("causes", &self.causes(edge, &names)),
                Data("edge-critical", &on_path.to_string()),
            ));
        }
        line(format_args!("  </graph>"));
        line(format_args!("</graphml>"));
        text
    }

    /// For each transaction whether it is on the critical path by cost.
    fn critical(&self) -> Vec<bool> {
        assert_eq!(self.gas.len(), self.graph.len(), "gas of each transaction");
        let mut critical = vec![false; self.graph.len()];
        for index in self.graph.critical_path(self.costs).transactions {
            critical[index as usize] = true;
        }
        critical
    }

    /// The names of all places; each is asked for once.
    fn names(&self) -> Vec<String> {
        self.graph.places().iter().map(self.place).collect()
    }

    /// The places that cause an edge, in words.
    fn causes(&self, edge: &Edge, names: &[String]) -> String {
        let ids = self.graph.cause_ids(edge);
        let shown: Vec<&str> = ids
            .iter()
            .take(MOST_PLACES)
            .map(|id| names[*id as usize].as_str())
            .collect();
        let mut text = shown.join("; ");
        if ids.len() > MOST_PLACES {
            let _ = write!(text, "; and {} more", ids.len() - MOST_PLACES);
        }
        text
    }
}

/// Whether an edge is one step of the critical path. Of the edges between the path's members only
/// those between neighbours are.
fn is_critical(edge: &Edge, critical: &[bool]) -> bool {
    edge.kind == EdgeKind::ReadAfterWrite
        && critical[edge.from as usize]
        && critical[edge.to as usize]
        && !critical[edge.from as usize + 1..edge.to as usize].contains(&true)
}

fn kind(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::ReadAfterWrite => "read after write",
        EdgeKind::WriteAfterRead => "write after read",
        EdgeKind::WriteAfterWrite => "write after write",
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="title" for="graph" attr.name="title" attr.type="string"/>
  <key id="unit" for="graph" attr.name="unit of cost" attr.type="string"/>
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="depth" for="node" attr.name="depth" attr.type="int"/>
  <key id="cost" for="node" attr.name="cost" attr.type="long"/>
  <key id="gas" for="node" attr.name="gas" attr.type="long"/>
  <key id="critical" for="node" attr.name="critical" attr.type="boolean"/>
  <key id="kind" for="edge" attr.name="kind" attr.type="string"/>
  <key id="places" for="edge" attr.name="places" attr.type="int"/>
  <key id="causes" for="edge" attr.name="causes" attr.type="string"/>
  <key id="edge-critical" for="edge" attr.name="critical" attr.type="boolean"/>
"#;

/// One attribute's value in GraphML.
struct Data<'a>(&'static str, &'a str);

impl Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<data key=\"{}\">", self.0)?;
        for char in self.1.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // A bare carriage return would be read as a line's end.
                '\r' => f.write_str("&#13;")?,
                '\t' | '\n' => f.write_char(char)?,
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(char)?,
            }
        }
        f.write_str("</data>")
    }
}

/// A string in the DOT language. Backslashes are doubled, because Graphviz gives `\N`, `\G`, `\n`
/// and others a meaning.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' | '\t' => quoted.push(' '),
            // Graphviz decodes entities such as `&amp;` in labels.
            '&' => quoted.push_str("&amp;"),
            char if char.is_control() => quoted.push('\u{fffd}'),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests;
