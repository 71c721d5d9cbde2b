//! One moment of a simulated run as a picture: how far the transactions have come, what each core does,
//! the scheduler's counters, who waits for whom, and the multi-version memory.
//!
//! The colours are those of the light style sheet: a file is looked at on white paper.

use super::{Core, Doing, Entry, Moment, NOTHING_YET, Stage, Walk, counter, event, name, value};
use crate::model::{
    curve, format,
    take_away::{Picture, Source, escaped, picture},
};
use lanewise_protocol::{StepEvent, Steps};
use std::fmt::Write;

/// Pixels across, and left free on either side.
const WIDTH: u32 = 960;
const EDGE: u32 = 16;
const INNER: u32 = WIDTH - 2 * EDGE;
/// Pixels from one line of text to the next, and letters in a line.
const LINE: u32 = 20;
const LETTERS: usize = 130;
/// Cells of the strip of transactions.
const CELLS: usize = 232;
/// Cores, and how many in a row.
const CORES: usize = 64;
const CORE_COLUMNS: u32 = 3;
/// Counters and waits, so many in a row.
const COLUMNS: u32 = 4;
const WAITS: usize = 24;
/// Places of the memory, and versions of each: the latest.
const PLACES: usize = 16;
const VERSIONS: usize = 4;
/// Where versions begin.
const VERSIONS_LEFT: u32 = 350;

const GREY: &str = "fill=\"#56626a\"";
const RED: &str = "fill=\"#a3160f\"";

const fn colour(stage: Stage) -> &'static str {
    match stage {
        Stage::Ready => "#e9ece8",
        Stage::Executing => "#0b57d0",
        Stage::Suspended => "#a76500",
        Stage::Aborted => "#c22f4e",
        Stage::Executed => "#7b8798",
        Stage::Validated => "#1b7a81",
    }
}

const fn colour_of(doing: Doing) -> &'static str {
    match doing {
        Doing::Free | Doing::Idle => colour(Stage::Ready),
        Doing::Executing(..) => colour(Stage::Executing),
        Doing::Validating(..) => colour(Stage::Validated),
        Doing::Other => colour(Stage::Executed),
    }
}

/// A picture that grows downwards.
struct Sheet {
    out: String,
    /// Pixels that are full.
    y: u32,
}

impl Sheet {
    fn text(&mut self, x: u32, more: &str, text: &str) {
        let (y, text) = (self.y + 14, escaped(text));
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "<text x=\"{x}\" y=\"{y}\" {more}>{text}</text>");
    }

    fn rect(&mut self, (x, width): (f64, f64), height: u32, colour: &str) {
        let y = self.y;
        let _ = writeln!(
            self.out,
            "<rect x=\"{x:.2}\" y=\"{y}\" width=\"{width:.2}\" height=\"{height}\" fill=\"{colour}\"/>"
        );
    }

    fn heading(&mut self, text: &str) {
        self.y += 12;
        self.text(EDGE, "font-weight=\"600\"", text);
        self.y += LINE + 2;
    }

    /// A line that says how many more there are than are shown.
    fn more(&mut self, all: usize, shown: usize, what: &str) {
        if let Some(left) = all.checked_sub(shown).filter(|left| *left > 0) {
            let said = format!("And {} more {what}.", format::count(left as u64));
            self.text(EDGE, GREY, &said);
            self.y += LINE;
        }
    }

    /// Small texts, so many in a row.
    fn grid(&mut self, texts: impl Iterator<Item = String>, columns: u32) {
        let mut place = 0;
        for text in texts {
            if place == columns {
                self.y += LINE;
                place = 0;
            }
            self.text(EDGE + place * (INNER / columns), "", &text);
            place += 1;
        }
        self.y += LINE;
    }
}

/// The moment that a walk has come to.
pub fn scene(steps: &Steps, walk: &Walk) -> Picture {
    let moment = walk.moment();
    let event = event(steps, walk.place());
    let mut sheet = Sheet {
        out: String::new(),
        y: 0,
    };
    now(&mut sheet, steps, event);
    transactions(&mut sheet, moment);
    cores(&mut sheet, steps, moment, event);
    counters(&mut sheet, steps, event);
    waits(&mut sheet, moment);
    memory(&mut sheet, steps, moment, event);
    let title = format!(
        "Event {} of {}",
        format::count(walk.place() as u64),
        format::count(steps.events.len() as u64)
    );
    let parameters = format!(
        "{}, {} on {}, cost: {}",
        format::plural(u64::from(steps.transactions), "transaction"),
        steps.spec.strategy,
        format::plural(u64::from(steps.spec.cores), "virtual core"),
        curve::cost(steps.spec.cost),
    );
    picture(
        "step",
        &title,
        &parameters,
        Source::Simulated,
        (WIDTH, sheet.y + 12),
        &sheet.out,
    )
}

/// What has just happened, and when.
fn now(sheet: &mut Sheet, steps: &Steps, event: Option<&StepEvent>) {
    let said = event.map_or_else(
        || NOTHING_YET.to_owned(),
        |event| {
            let time = curve::amount(steps.spec.cost, event.time);
            format!("{time}: {}", event.sentence)
        },
    );
    for line in lines(&said, LETTERS) {
        sheet.text(EDGE, "font-size=\"13\"", &line);
        sheet.y += LINE;
    }
}

/// A text in lines of at most so many letters, unless a word is longer.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is one from the start");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= most {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn transactions(sheet: &mut Sheet, moment: &Moment) {
    sheet.heading("Transactions, in the block's order");
    let cells = moment.strip(CELLS);
    let width = f64::from(INNER) / cells.len().max(1) as f64;
    // One rectangle for neighbours that look alike.
    let mut at = 0;
    for alike in cells.chunk_by(|one, next| one == next) {
        let (x, length) = (at as f64 * width, alike.len() as f64 * width);
        sheet.rect((f64::from(EDGE) + x, length), 22, colour(alike[0]));
        at += alike.len();
    }
    sheet.y += 28;
    let column = INNER / Stage::ALL.len() as u32;
    for ((stage, count), place) in Stage::ALL.iter().zip(moment.tally()).zip(0..) {
        let x = EDGE + place * column;
        sheet.y += 4;
        sheet.rect((f64::from(x), 14.0), 12, colour(*stage));
        sheet.y -= 4;
        let said = format!("{} {}", format::count(u64::from(count)), stage.word());
        sheet.text(x + 20, "", &said);
    }
    sheet.y += LINE;
    let each = moment.each(CELLS);
    if each > 1 {
        let said = format!("Each mark is {each} transactions.");
        sheet.text(EDGE, GREY, &said);
        sheet.y += LINE;
    }
}

fn cores(sheet: &mut Sheet, steps: &Steps, moment: &Moment, event: Option<&StepEvent>) {
    const ROW: u32 = 26;
    sheet.heading("Cores");
    let column = INNER / CORE_COLUMNS;
    let now = event.map_or(0, |event| event.time);
    for (number, core) in moment.cores.iter().enumerate().take(CORES) {
        let place = number as u32 % CORE_COLUMNS;
        if number > 0 && place == 0 {
            sheet.y += ROW;
        }
        let x = EDGE + place * column;
        let here = event.is_some_and(|event| usize::from(event.core) == number);
        let back = if here { "#fff5d9" } else { "#f5f7f4" };
        sheet.rect((f64::from(x), f64::from(column - 8)), 22, back);
        sheet.rect((f64::from(x), 4.0), 22, colour_of(core.doing));
        sheet.y += 1;
        let said = format!("{number}  {}", at_work(core, now, steps));
        sheet.text(x + 12, "font-size=\"11\"", &said);
        sheet.y -= 1;
    }
    sheet.y += ROW;
    sheet.more(moment.cores.len(), CORES, "cores");
}

/// What a core is at, and for how long if it is about a transaction.
fn at_work(core: &Core, now: u64, steps: &Steps) -> String {
    let (_, what, transaction) = core.doing.said();
    let Some(index) = transaction else {
        return what;
    };
    let since = curve::amount(steps.spec.cost, now.saturating_sub(core.since));
    format!("{what} {} for {since}", format::count(u64::from(index)))
}

fn counters(sheet: &mut Sheet, steps: &Steps, event: Option<&StepEvent>) {
    if steps.counters.is_empty() {
        return;
    }
    sheet.heading("Scheduler");
    let said = steps.counters.iter().enumerate().map(|(place, name)| {
        let value = event.and_then(|event| event.counters.get(place));
        let value = value.map_or_else(|| "–".to_owned(), |value| counter(*value));
        format!("{name}: {value}")
    });
    sheet.grid(said, COLUMNS);
}

fn waits(sheet: &mut Sheet, moment: &Moment) {
    sheet.heading("Waiting");
    if moment.waiting.is_empty() {
        sheet.text(EDGE, GREY, "Nobody is suspended.");
        sheet.y += LINE;
        return;
    }
    let number = |index: u32| format::count(u64::from(index));
    let waiting = moment.waiting.iter().take(WAITS);
    let said = waiting.map(|(waiter, on)| format!("{} for {}", number(*waiter), number(*on)));
    sheet.grid(said, 2 * COLUMNS);
    sheet.more(moment.waiting.len(), WAITS, "waits");
}

fn memory(sheet: &mut Sheet, steps: &Steps, moment: &Moment, event: Option<&StepEvent>) {
    sheet.heading("Multi-version memory: places, and what transactions have published there");
    let (places, all) = moment.places(steps, event, "", PLACES);
    if places.is_empty() {
        sheet.text(EDGE, GREY, "Nothing is published at this moment.");
        sheet.y += LINE;
    }
    for place in &places {
        let name = format::clipped(&format::short_addresses(name(steps, *place)), 46);
        sheet.text(EDGE, "font-family=\"monospace\" font-size=\"11\"", &name);
        let Some(versions) = moment.memory.get(place) else {
            continue;
        };
        let hidden = versions.len().saturating_sub(VERSIONS);
        if hidden > 0 {
            let said = format!("{} earlier", format::count(hidden as u64));
            sheet.text(VERSIONS_LEFT, GREY, &said);
        }
        let column = (WIDTH - EDGE - VERSIONS_LEFT) / (VERSIONS as u32 + 1);
        for ((index, entry), x) in versions
            .iter()
            .skip(hidden)
            .zip((VERSIONS_LEFT + column..).step_by(column as usize))
        {
            version(sheet, x, *index, entry);
        }
        sheet.y += LINE;
    }
    sheet.more(all, places.len(), "places");
}

fn version(sheet: &mut Sheet, x: u32, index: u32, entry: &Entry) {
    let index = format::count(u64::from(index));
    let (said, colour) = if entry.estimate {
        (format!("{index}: ESTIMATE"), RED)
    } else {
        let value = format::middle(&format::short_addresses(&value(&entry.value)), 5);
        (format!("{index}: {value}"), "")
    };
    sheet.text(x, &format!("font-size=\"11\" {colour}"), &said);
}
