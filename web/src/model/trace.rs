//! One transaction's opcodes: where the next line begins, and memory in rows.

use lanewise_protocol::{Trace, TraceStep};

/// Bytes in a row of memory.
const ROW: usize = 32;

/// The nearest step of the window that comes from another line than the present one, and is the
/// first of its line.
pub fn other_line(trace: &Trace, at: u64, forward: bool) -> Option<u64> {
    let here = at.checked_sub(trace.from)? as usize;
    let site = |place: usize| trace.steps.get(place).map(|step| step.site);
    let now = site(here)?;
    if forward {
        let found = (here + 1..trace.steps.len())
            .find(|place| site(*place).is_some_and(|other| other.is_some() && other != now))?;
        return Some(trace.from + found as u64);
    }
    let before = (0..here)
        .rev()
        .find(|place| site(*place).is_some_and(|other| other.is_some() && other != now))?;
    let line = site(before)?;
    let first = (0..before)
        .rev()
        .take_while(|place| site(*place) == Some(line))
        .last()
        .unwrap_or(before);
    Some(trace.from + first as u64)
}

/// The next step of the window that reads or writes storage.
pub fn next_storage(trace: &Trace, at: u64) -> Option<u64> {
    let here = at.checked_sub(trace.from)? as usize;
    let touches = |step: &TraceStep| step.reads.is_some() || step.writes.is_some();
    let later = trace.steps.iter().skip(here + 1);
    let found = later.into_iter().position(touches)?;
    Some(at + 1 + found as u64)
}

/// Memory, from hexadecimal digits to rows of 32 bytes, each with its offset in front.
pub fn memory_rows(memory: &str) -> Vec<String> {
    // Digits only: a cut inside a letter of several bytes would panic.
    if !memory.is_ascii() {
        return Vec::new();
    }
    let mut rows = Vec::with_capacity(memory.len() / (2 * ROW) + 1);
    let mut rest = memory;
    let mut offset = 0;
    while !rest.is_empty() {
        let (row, after) = rest.split_at(rest.len().min(2 * ROW));
        rows.push(format!("{offset:04x}  {row}"));
        offset += ROW;
        rest = after;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(sites: &[Option<u32>]) -> Trace {
        let step = |site: &Option<u32>| TraceStep {
            pc: 0,
            op: "ADD".into(),
            depth: 1,
            contract: 0,
            gas: 0,
            cost: 3,
            stack: vec![],
            memory: String::new(),
            memory_bytes: 0,
            reads: None,
            writes: None,
            site: *site,
        };
        Trace {
            from: 10,
            total: 100,
            steps: sites.iter().map(step).collect(),
            ..Trace::default()
        }
    }

    #[test]
    fn lines_are_walked() {
        let mut trace = trace(&[Some(0), Some(0), None, Some(1), Some(1), Some(0)]);
        assert_eq!(other_line(&trace, 10, true), Some(13));
        assert_eq!(other_line(&trace, 13, true), Some(15));
        assert_eq!(other_line(&trace, 15, true), None);
        assert_eq!(other_line(&trace, 15, false), Some(13));
        assert_eq!(other_line(&trace, 14, false), Some(10));
        assert_eq!(other_line(&trace, 10, false), None);
        assert_eq!(other_line(&trace, 3, true), None, "before the window");
        assert_eq!(next_storage(&trace, 10), None);
        trace.steps[4].writes = Some(("total".into(), "1".into()));
        assert_eq!(next_storage(&trace, 10), Some(14));
        assert_eq!(next_storage(&trace, 14), None);
    }

    #[test]
    fn memory_in_rows() {
        let rows = memory_rows(&"ab".repeat(40));
        assert_eq!(rows.len(), 2);
        assert!(
            rows[0].starts_with("0000  abab") && rows[1] == format!("0020  {}", "ab".repeat(8))
        );
        assert!(memory_rows("é").is_empty() && memory_rows("").is_empty());
    }
}
