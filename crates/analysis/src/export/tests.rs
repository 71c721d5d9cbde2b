//! Hostile names, and files that parsers read.

use super::*;
use crate::{
    GraphOptions,
    graph::tests::{accesses, blocks},
};
use proptest::prelude::*;

/// Names that would end a label early, or start markup, if they were written as they are.
const HOSTILE: &str =
    "\"]; x -> y [label=\"</data><node id='n9'/>&lt;&#0;\\N\\\"\u{0}\u{1b}\u{fffe}\r\n\t\\";

fn export(
    sets: &[lanewise_executor::AccessSet],
    name: &str,
    write: impl Fn(&Export<'_>) -> String,
) -> String {
    let options = GraphOptions {
        anti: true,
        output: true,
        ..GraphOptions::default()
    };
    let graph = DependencyGraph::with_options(sets, &options);
    let costs = vec![3; graph.len()];
    let gas = vec![21_000; graph.len()];
    write(&Export {
        graph: &graph,
        title: name,
        costs: &costs,
        unit: "ns, simulated",
        gas: &gas,
        node: &|index| format!("{index} {name}"),
        place: &|place| format!("{} {name}", place.address()),
    })
}

/// A chain of three and one by itself.
fn sample() -> Vec<lanewise_executor::AccessSet> {
    accesses(&[
        (vec![], vec![1]),
        (vec![9], vec![]),
        (vec![], vec![1, 2]),
        (vec![1, 2], vec![]),
    ])
}

/// Splits a line of DOT into what is outside quotes and what the strings inside them mean.
fn unquote(line: &str) -> (String, Vec<String>) {
    let (mut outside, mut strings) = (String::new(), Vec::new());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char != '"' {
            outside.push(char);
            continue;
        }
        outside.push('@');
        let mut string = String::new();
        loop {
            match chars.next().expect("the quotes are closed on their line") {
                '"' => break,
                '\\' => match chars.next().expect("something is escaped") {
                    'n' => string.push('\n'),
                    escaped @ ('"' | '\\') => string.push(escaped),
                    other => panic!("`\\{other}` is not ours"),
                },
                char => string.push(char),
            }
        }
        strings.push(string.replace("&amp;", "&"));
    }
    (outside, strings)
}

#[test]
fn dot_tells_all_there_is() {
    let text = export(&sample(), "T", |export| export.dot());
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let zero = "0x0000000000000000000000000000000000000000 T";
    for line in [
        "digraph dependencies {".to_owned(),
        "0 [label=\"0 T\", depth=0, cost=3, unit=\"ns, simulated\", gas=21000, critical=true, style=bold];".to_owned(),
        "1 [label=\"1 T\", depth=0, cost=3, unit=\"ns, simulated\", gas=21000, critical=false];".to_owned(),
        format!("0 -> 2 [label=\"{zero}\", kind=\"read after write\", places=1, critical=true, style=bold];"),
        format!("2 -> 3 [label=\"{zero}; {zero}\", kind=\"read after write\", places=2, critical=true, style=bold];"),
        format!("0 -> 2 [label=\"{zero}\", kind=\"write after write\", places=1, critical=false, style=dotted];"),
    ] {
        assert!(lines.contains(&line.as_str()), "{line}\n{text}");
    }
    assert_eq!(lines.len(), 4 + 4 + 3);
}

#[test]
fn only_steps_between_neighbours_are_critical() {
    // The last one reads from the first and from the one between.
    let sets = accesses(&[
        (vec![], vec![1, 2]),
        (vec![1], vec![3]),
        (vec![2, 3], vec![]),
    ]);
    let text = export(&sets, "T", |export| export.dot());
    let critical = |edge: &str| {
        let line = text.lines().find(|line| line.trim().starts_with(edge));
        line.unwrap().contains("critical=true")
    };
    assert_eq!(
        ["0 -> 1", "1 -> 2", "0 -> 2"].map(critical),
        [true, true, false]
    );
}

#[test]
fn many_places_are_counted() {
    let slots: Vec<u8> = (0..11).collect();
    let sets = accesses(&[(vec![], slots.clone()), (slots, vec![])]);
    let text = export(&sets, "", |export| export.dot());
    assert!(text.contains("; and 3 more\""), "{text}");
}

#[test]
fn hostile_names_stay_labels() {
    let plain = export(&sample(), "plain", |export| export.dot());
    let hostile = export(&sample(), HOSTILE, |export| export.dot());
    assert_eq!(plain.lines().count(), hostile.lines().count());
    for (plain, hostile) in plain.lines().zip(hostile.lines()) {
        assert_eq!(unquote(plain).0, unquote(hostile).0);
    }
    let kept = HOSTILE
        .replace(['\0', '\u{1b}'], "\u{fffd}")
        .replace(['\r', '\t'], " ");
    let node = hostile.lines().find(|line| line.starts_with("  1 ["));
    assert_eq!(unquote(node.unwrap()).1[0], format!("1 {kept}"));

    let xml = export(&sample(), HOSTILE, |export| export.graphml());
    let tree = roxmltree::Document::parse(&xml).expect("well-formed");
    let kept = HOSTILE.replace(['\0', '\u{1b}', '\u{fffe}'], "\u{fffd}");
    let node = tree
        .descendants()
        .find(|node| node.attribute("id") == Some("n1"));
    assert_eq!(
        node.unwrap().first_element_child().unwrap().text(),
        Some(format!("1 {kept}").as_str())
    );
}

proptest! {
    #[test]
    fn graphml_is_well_formed_and_complete(sets in blocks(30), name in ".{0,20}") {
        let xml = export(&sets, &name, |export| export.graphml());
        let tree = roxmltree::Document::parse(&xml).expect("well-formed");
        let space = "http://graphml.graphdrawing.org/xmlns";
        let all = |tag: &'static str| {
            tree.descendants().filter(move |node| node.has_tag_name((space, tag)))
        };
        let keys: Vec<_> = all("key").filter_map(|key| key.attribute("id")).collect();
        for data in all("data") {
            prop_assert!(keys.contains(&data.attribute("key").unwrap()));
        }
        let ids: Vec<_> = all("node").filter_map(|node| node.attribute("id")).collect();
        prop_assert_eq!(ids.len(), sets.len());
        let options = GraphOptions { anti: true, output: true, ..GraphOptions::default() };
        let graph = DependencyGraph::with_options(&sets, &options);
        prop_assert_eq!(all("edge").count(), graph.edges().len());
        for edge in all("edge") {
            prop_assert!(ids.contains(&edge.attribute("source").unwrap()));
            prop_assert!(ids.contains(&edge.attribute("target").unwrap()));
        }
    }
}
