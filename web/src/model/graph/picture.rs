//! What is seen of the graph, as SVG elements, to be taken away.

use super::{
    Camera, Detail, Web,
    camera::DIAMETER,
    colouring::{Colours, Paint, wants_black},
    waves::{Band, MOST_CLUSTER_EDGES},
};
use crate::model::{format, take_away::escaped};
use lanewise_protocol::{Cluster, EdgeKind, GraphEdge};
use std::fmt::Write;

/// With more transactions in view than these, only clusters are drawn.
pub const MOST_NODES: usize = 5_000;
/// Edges in a picture, at most.
const MOST_EDGES: usize = 20_000;
/// Height of a line of the legend.
const LINE: f64 = 20.0;
/// Width of a column of the legend.
const COLUMN: f64 = 230.0;

/// What is seen, from where.
#[derive(Debug, Clone, Copy)]
pub struct Look<'l> {
    /// The graph.
    pub web: &'l Web,
    /// Its colours.
    pub colours: &'l Colours,
    /// Which transactions are shown; all of them, where there is nothing.
    pub mask: Option<&'l [bool]>,
    /// Whether the filter leaves out more than independent transactions.
    pub narrow: bool,
    /// From where.
    pub camera: Camera,
    /// The canvas in pixels.
    pub size: (f64, f64),
}

/// SVG elements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The elements.
    pub svg: String,
    /// How high they are with their legend, in pixels.
    pub height: u32,
    /// Whether only clusters were drawn.
    pub clustered: bool,
}

impl Look<'_> {
    fn shown(&self, node: u32) -> bool {
        self.mask
            .is_none_or(|mask| mask.get(node as usize).copied().unwrap_or_default())
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (-20.0..=self.size.0 + 20.0).contains(&x) && (-20.0..=self.size.1 + 20.0).contains(&y)
    }

    /// How many transactions are in view.
    pub fn nodes_in_view(&self) -> usize {
        let nodes = (0_u32..).zip(&self.web.graph.nodes);
        nodes
            .filter(|(index, node)| {
                self.shown(*index) && self.holds(self.camera.pixel(node.x, node.y))
            })
            .count()
    }

    /// Whether clusters stand in place of transactions.
    pub fn is_clustered(&self) -> bool {
        let clusters = !self.narrow && !self.web.graph.clusters.is_empty();
        Detail::new(self.camera, clusters).nodes <= 0.0 || self.nodes_in_view() > MOST_NODES
    }

    /// The elements; the upper left corner of the canvas is their origin.
    pub fn body(&self) -> Body {
        let mut out = String::new();
        let (width, height) = self.size;
        // Writing to a string cannot fail, here and below.
        let _ = write!(
            out,
            "<clipPath id=\"view\"><rect width=\"{width:.0}\" height=\"{height:.0}\"/></clipPath>\
             <g clip-path=\"url(#view)\">"
        );
        let clustered = self.is_clustered();
        if clustered {
            self.clusters(&mut out);
        } else {
            for band in &self.web.bands {
                self.band(&mut out, band);
            }
            self.edges(&mut out);
            self.nodes(&mut out);
        }
        out.push_str("</g>\n");
        let lines = if clustered { 0 } else { self.legend(&mut out) };
        Body {
            svg: out,
            height: (height + 14.0 + LINE * lines as f64).ceil() as u32,
            clustered,
        }
    }

    fn band(&self, out: &mut String, band: &Band) {
        let (left, top) = self.camera.pixel(band.left, band.top);
        let (right, bottom) = self.camera.pixel(band.right, band.bottom);
        let fill = match band.wave {
            Some(wave) if wave % 2 == 1 => "#f6f8f5",
            _ => "#e9ece8",
        };
        let _ = write!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
            right - left,
            bottom - top
        );
        if let Some(label) = band.label(right - left) {
            let _ = write!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"10\" fill=\"#56626a\">{label}</text>",
                left + 3.0,
                top + 11.0,
            );
        }
    }

    fn path(&self, out: &mut String, edge: &GraphEdge) {
        let curve = self.web.curve(edge);
        let (x, y) = self.camera.pixel(curve.from.0, curve.from.1);
        let (to_x, to_y) = self.camera.pixel(curve.to.0, curve.to.1);
        let bend = (to_x - x) / 2.0;
        let _ = write!(
            out,
            "M{x:.1} {y:.1}C{:.1} {y:.1} {:.1} {to_y:.1} {to_x:.1} {to_y:.1}",
            x + bend,
            to_x - bend
        );
    }

    fn edges(&self, out: &mut String) {
        let seen = |edge: &&GraphEdge| {
            let curve = self.web.curve(edge);
            let (x, y) = self.camera.pixel(curve.from.0, curve.from.1);
            let (to_x, to_y) = self.camera.pixel(curve.to.0, curve.to.1);
            self.shown(edge.from)
                && self.shown(edge.to)
                && x.min(to_x) <= self.size.0
                && x.max(to_x) >= 0.0
                && y.min(to_y) <= self.size.1
                && y.max(to_y) >= 0.0
        };
        let kinds = [
            (EdgeKind::ReadAfterWrite, ""),
            (EdgeKind::WriteAfterRead, " stroke-dasharray=\"6 4\""),
            (EdgeKind::WriteAfterWrite, " stroke-dasharray=\"2 3\""),
        ];
        for (kind, dashes) in kinds {
            let of_kind = self.web.graph.edges.iter().filter(|it| it.kind == kind);
            let mut path = String::new();
            for edge in of_kind.filter(seen).take(MOST_EDGES) {
                self.path(&mut path, edge);
            }
            if !path.is_empty() {
                let _ = write!(
                    out,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"#7d8a91\" stroke-opacity=\"0.6\"{dashes}/>"
                );
            }
        }
        let mut road = String::new();
        for (_, edge) in self.web.critical_steps() {
            if let Some(edge) = edge.and_then(|edge| self.web.edge(edge)).filter(seen) {
                self.path(&mut road, edge);
            }
        }
        if !road.is_empty() {
            let _ = write!(
                out,
                "<path d=\"{road}\" fill=\"none\" stroke=\"#1b2127\" stroke-width=\"5\"/>\
                 <path d=\"{road}\" fill=\"none\" stroke=\"#ffc933\" stroke-width=\"2.4\"/>"
            );
        }
    }

    fn nodes(&self, out: &mut String) {
        let radius = (self.camera.scale * DIAMETER / 2.0).max(0.8);
        for (index, node) in (0_u32..).zip(&self.web.graph.nodes) {
            let (x, y) = self.camera.pixel(node.x, node.y);
            if !self.shown(index) || !self.holds((x, y)) {
                continue;
            }
            let paint = self.colours.of.get(index as usize).copied();
            let fill = paint.unwrap_or_default().on_white();
            let edge = if self.web.critical[index as usize] {
                " stroke=\"#1b2127\" stroke-width=\"2\""
            } else {
                ""
            };
            let _ = write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\"{edge}/>"
            );
            if radius >= 9.5 {
                let ink = if wants_black(fill) {
                    "#0b1114"
                } else {
                    "#ffffff"
                };
                let _ = write!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{index}</text>",
                    y + radius * 0.26,
                    (radius * 0.72).clamp(8.0, 15.0)
                );
            }
        }
    }

    fn clusters(&self, out: &mut String) {
        let graph = &self.web.graph;
        let middle = |cluster: &Cluster| {
            self.camera.pixel(
                cluster.x + cluster.width / 2.0,
                cluster.y + cluster.height / 2.0,
            )
        };
        let most = graph.cluster_edges.iter().map(|edge| edge.2).max();
        for (from, to, count) in graph.cluster_edges.iter().take(MOST_CLUSTER_EDGES) {
            let (x, y) = middle(&graph.clusters[*from as usize]);
            let (to_x, to_y) = middle(&graph.clusters[*to as usize]);
            let _ = write!(
                out,
                "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"#7d8a91\" stroke-opacity=\"0.5\" stroke-width=\"{:.1}\"/>",
                thickness(*count, most.unwrap_or(1))
            );
        }
        for (place, cluster) in graph.clusters.iter().enumerate() {
            let (left, top) = self.camera.pixel(cluster.x, cluster.y);
            let (wide, high) = (
                f64::from(cluster.width) * self.camera.scale,
                f64::from(cluster.height) * self.camera.scale,
            );
            let paint = if self.web.stands_apart(place) {
                Paint::Lone
            } else {
                Paint::Plain
            };
            let _ = write!(
                out,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"4\" fill=\"{}\" fill-opacity=\"0.85\"/>",
                paint.on_white()
            );
            let text = format::count(u64::from(cluster.transactions));
            if wide > 8.0 * text.len() as f64 && high > 12.0 {
                let _ = write!(
                    out,
                    "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" text-anchor=\"middle\" fill=\"#ffffff\">{text}</text>",
                    left + wide / 2.0,
                    top + high / 2.0 + 4.0
                );
            }
        }
    }

    /// Draws the legend; says how many lines it has.
    fn legend(&self, out: &mut String) -> usize {
        let columns = ((self.size.0 - 32.0) / COLUMN).floor().max(1.0) as usize;
        for (place, entry) in self.colours.legend.iter().enumerate() {
            let x = 16.0 + COLUMN * (place % columns) as f64;
            let y = self.size.1 + 20.0 + LINE * (place / columns) as f64;
            let name = format::clipped(&format::short_addresses(&entry.name), 24);
            let _ = write!(
                out,
                "<circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"5\" fill=\"{}\"/><text x=\"{:.0}\" y=\"{y:.0}\">{} ({})</text>",
                x + 5.0,
                y - 4.0,
                entry.paint.on_white(),
                x + 16.0,
                escaped(&name),
                format::count(u64::from(entry.transactions)),
            );
        }
        self.colours.legend.len().div_ceil(columns)
    }
}

/// How thick a line between clusters is, in pixels: its area says how many edges it stands for.
pub fn thickness(edges: u32, most: u32) -> f64 {
    let share = f64::from(edges) / f64::from(most.max(1));
    (share.sqrt() * 9.0).max(0.7)
}
