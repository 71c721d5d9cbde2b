//! Which known word a misspelt one was probably meant to be.

/// A longer word is no misspelling of anything there is.
const LONGEST: usize = 32;

/// How many words are compared at most, so that a large program with many mistakes takes no time.
const MOST_COMPARED: usize = 1_000;

/// The known word nearest to the written one, if it is near: at most one edit in words of up to
/// four letters, two in longer ones. Upper and lower case are the same.
pub(crate) fn nearest<S: AsRef<str>>(
    written: &str,
    known: impl IntoIterator<Item = S>,
) -> Option<String> {
    if written.len() > LONGEST {
        return None;
    }
    let written: Vec<char> = written.to_uppercase().chars().collect();
    let most = if written.len() <= 4 { 1 } else { 2 };
    known
        .into_iter()
        .take(MOST_COMPARED)
        .filter_map(|word| {
            let name = word.as_ref();
            if name.len() > LONGEST || name.len().abs_diff(written.len()) > most {
                return None;
            }
            let letters: Vec<char> = name.to_uppercase().chars().collect();
            let edits = distance(&written, &letters, most);
            (edits <= most).then(|| (edits, name.to_owned()))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, word)| word)
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbours (optimal
/// string alignment); some number above `most` where it is more than that.
fn distance(one: &[char], other: &[char], most: usize) -> usize {
    let far = most + 1;
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=one.len() {
        let mut row = vec![far; other.len() + 1];
        row[0] = i;
        // Farther from the diagonal than `most`, the distance is greater than `most`.
        for j in i.saturating_sub(most).max(1)..=(i + most).min(other.len()) {
            let replaced = last[j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if swapped {
                least = least.min(before[j - 2] + 1);
            }
            row[j] = least;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opcodes;

    #[test]
    fn misspelt_mnemonics_are_recognised() {
        for (written, meant) in [
            ("MSOTRE", "MSTORE"),
            ("calldatalod", "CALLDATALOAD"),
            ("JUMPDST", "JUMPDEST"),
            ("RETRUN", "RETURN"),
            ("ISZER", "ISZERO"),
        ] {
            let found = nearest(written, opcodes::names());
            assert_eq!(found.as_deref(), Some(meant), "{written}");
        }
        assert_eq!(distance(&['a'; 9], &['b'; 9], 2).min(3), 3);
        assert_eq!(distance(&['a'; 9], &['a'; 11], 2), 2);
        assert_eq!(nearest("hello", opcodes::names()), None);
        assert_eq!(nearest(&"A".repeat(100_000), opcodes::names()), None);
    }
}
