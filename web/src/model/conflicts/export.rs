//! The ranking as files: a table, a document, a picture.

use super::{ceilings, name, share};
use crate::model::{
    format,
    take_away::{Picture, Source, csv, escaped, picture},
};
use lanewise_protocol::{Conflict, Conflicts, CostModel, ViewSite};
use std::fmt::Write;

/// The most bars in the picture.
const BARS: usize = 20;

/// The ranking as CSV.
pub fn table(conflicts: &Conflicts) -> String {
    let unit = match conflicts.spec.cost {
        CostModel::Time => "critical_cost_measured_ns",
        CostModel::Gas => "critical_cost_gas",
        CostModel::Unit => "critical_cost_transactions",
    };
    let site = |site: &ViewSite| format!("{}:{}", site.file, site.line);
    let row = |(place, it): (usize, &Conflict)| {
        let sites: Vec<String> = it.sites.iter().map(site).collect();
        let advice = it.advice.as_ref();
        [
            (place + 1).to_string(),
            it.account.clone(),
            it.place.clone(),
            it.critical_cost.to_string(),
            format!("{:.4}", share(it, &conflicts.bounds)),
            it.critical_edges.to_string(),
            it.edges.to_string(),
            it.readers.to_string(),
            it.writers.to_string(),
            format!("{:.4}", conflicts.bounds.ceiling),
            it.ceiling_without
                .map(|ceiling| format!("{ceiling:.4}"))
                .unwrap_or_default(),
            advice.map(|it| it.pattern.clone()).unwrap_or_default(),
            it.declared.as_ref().map(site).unwrap_or_default(),
            sites.join(" "),
        ]
    };
    csv(
        &[
            "rank",
            "account",
            "place",
            unit,
            "share_of_critical_path",
            "critical_steps",
            "dependencies",
            "readers",
            "writers",
            "ceiling",
            "ceiling_without",
            "pattern",
            "declared",
            "lines",
        ],
        conflicts.places.iter().enumerate().map(row),
    )
}

/// All of the answer as JSON; `parameters` says what run it belongs to.
pub fn document(conflicts: &Conflicts, parameters: &str) -> String {
    let value = serde_json::json!({
        "format": "lanewise-conflicts/1",
        "run": parameters,
        "source": source(conflicts.spec.cost).word(),
        "conflicts": conflicts,
    });
    // A value made of plain data can always be written.
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// Where the costs come from.
pub const fn source(cost: CostModel) -> Source {
    match cost {
        CostModel::Time => Source::Measured,
        CostModel::Gas | CostModel::Unit => Source::Recorded,
    }
}

/// The ranking as a bar chart: the share of the critical path that waits for each place.
pub fn chart(conflicts: &Conflicts, parameters: &str) -> Picture {
    const WIDTH: u32 = 960;
    const ROW: u32 = 28;
    const LABEL: u32 = 400;
    const BAR: u32 = 360;
    // Bars of no length say nothing, unless there are no others.
    let on_path = super::on_path(conflicts).max(1);
    let shown = &conflicts.places[..conflicts.places.len().min(on_path).min(BARS)];
    let mut body = String::new();
    let text = |body: &mut String, x: u32, y: u32, more: &str, text: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(
            body,
            "<text x=\"{x}\" y=\"{y}\" {more}>{}</text>",
            escaped(text)
        );
    };
    let grey = "fill=\"#5a6478\"";
    if shown.is_empty() {
        let said = "Nothing in this block waits for anything.";
        text(&mut body, 16, 24, "", said);
    } else {
        let said = "Share of the critical path that waits for it";
        text(&mut body, LABEL, 14, grey, said);
        let said = "Ceiling, now → without it";
        let end = format!("{grey} text-anchor=\"end\"");
        text(&mut body, WIDTH - 16, 14, &end, said);
    }
    for (conflict, top) in shown.iter().zip((24_u32..).step_by(ROW as usize)) {
        let share = share(conflict, &conflicts.bounds);
        let length = (share * f64::from(BAR)).round() as u32;
        let middle = top + 17;
        let label = format::clipped(&name(conflict), 54);
        let end = "text-anchor=\"end\" font-family=\"monospace\" font-size=\"11\"";
        text(&mut body, LABEL - 10, middle, end, &label);
        let _ = writeln!(
            body,
            "<rect x=\"{LABEL}\" y=\"{}\" width=\"{BAR}\" height=\"18\" fill=\"#eef0ee\"/>\
             <rect x=\"{LABEL}\" y=\"{}\" width=\"{length}\" height=\"18\" fill=\"#c22f4e\"/>",
            top + 4,
            top + 4,
        );
        text(
            &mut body,
            LABEL + BAR + 8,
            middle,
            "",
            &format::percent(share, 1.0),
        );
        text(
            &mut body,
            WIDTH - 16,
            middle,
            "text-anchor=\"end\"",
            &ceilings(conflict, &conflicts.bounds),
        );
    }
    let left = conflicts.places.len() - shown.len() + conflicts.left_out as usize;
    let mut height = 32 + ROW * shown.len() as u32;
    if left > 0 {
        let said = format!(
            "{} more cost less and are not shown.",
            format::count(left as u64)
        );
        text(&mut body, LABEL, height + 12, grey, &said);
        height += 20;
    }
    picture(
        "conflicts",
        "What the critical path waits for",
        parameters,
        source(conflicts.spec.cost),
        (WIDTH, height + 8),
        &body,
    )
}
