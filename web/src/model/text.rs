//! The page's sentences that depend on data.

use super::format;
use lanewise_protocol::{
    BatchPreview, BatchProblem, BatchSpec, Failure, FileRun, Flavour, HeaderState, Phase,
    RunResult, SpanKind, TransactionStatus,
};

/// A phase, as the progress bar says it.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparing => "Building the block",
        Phase::Tracing => "Finding out beforehand what each transaction touches",
        Phase::WarmingUp => "Warming up both engines",
        Phase::Sequential => "Executing one by one",
        Phase::Parallel => "Executing in parallel",
        Phase::Checking => "Comparing state roots and receipts",
        Phase::Measuring => "Measuring what each transaction costs",
        Phase::Simulating => "Simulating",
        Phase::Analysing => "Analysing",
    }
}

/// The batch in one plain sentence; where contention changes nothing, it says nothing of it.
pub fn batch(spec: &BatchSpec, has_contention: bool, preview: Option<&BatchPreview>) -> String {
    let mut text = format!(
        "A block of {} among {}",
        format::plural(u64::from(spec.transactions), "transaction"),
        format::plural(u64::from(spec.accounts), "account"),
    );
    if has_contention {
        text.push_str(&format!(", {}", contention(spec.contention)));
    }
    text.push('.');
    if let Some(preview) = preview {
        text.push_str(&format!(
            " It has {}; the busiest sends {}.",
            format::plural(u64::from(preview.senders), "sender"),
            format::count(u64::from(preview.busiest_sender)),
        ));
    }
    text
}

/// What a contention means.
pub fn contention(value: f64) -> &'static str {
    match value {
        0.0 => "spread as evenly as possible",
        low if low < 0.5 => "with a few accounts slightly busier than others",
        some if some < 1.0 => "with some accounts clearly busier than others",
        much if much < 1.5 => "with a handful of accounts in most of them",
        _ => "with nearly everything aimed at the same few accounts",
    }
}

/// The speedup in words; honest below 1.
pub fn verdict(result: &RunResult) -> String {
    let (sequential, parallel) = (result.sequential.median_ms, result.parallel.median_ms);
    let threads = format::plural(u64::from(result.spec.threads), "thread");
    if result.flavour == Flavour::Single {
        let word = if result.speedup < 1.0 {
            "slower"
        } else {
            "faster"
        };
        return format!(
            "The strategy ran on one thread, because this page has no others. It was {word} than \
             plain sequential execution: {} against {}. What you see is the price of its \
             bookkeeping, not the gain of threads.",
            format::milliseconds(parallel),
            format::milliseconds(sequential),
        );
    }
    if result.speedup < 0.995 {
        let reason = if result.counts.aborts + result.counts.suspensions > 0 {
            "waiting and repeating cost more than the threads gained"
        } else if result.spec.strategy != "block-stm" {
            "waiting for each other and keeping track cost more than the threads gained"
        } else {
            "keeping track of reads and writes cost more than the threads gained"
        };
        format!(
            "Parallel was slower: {} on {threads} against {} one by one; {reason}.",
            format::milliseconds(parallel),
            format::milliseconds(sequential),
        )
    } else if result.speedup < 1.05 {
        format!(
            "No real difference: {} on {threads} against {} one by one.",
            format::milliseconds(parallel),
            format::milliseconds(sequential),
        )
    } else {
        format!(
            "The same block took {} on {threads} instead of {} one by one.",
            format::milliseconds(parallel),
            format::milliseconds(sequential),
        )
    }
}

/// A failure in sentences.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Fields(errors) => errors
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        Failure::InvalidTransaction { index, reason } => format!(
            "No valid block can hold transaction {}: {reason}",
            format::count(u64::from(*index))
        ),
        Failure::InvalidBlock { reason, must_fail } => {
            let wanted = match must_fail {
                Some(why) => format!(" The file says that it must be refused: {why}."),
                None => String::new(),
            };
            format!("The block is invalid: {reason}{wanted}")
        }
        Failure::Batch(problems) => batch_problems(problems),
        Failure::Version { engine } => format!(
            "The page and its engine are of different versions (engine: {engine}); reload the \
             page to fetch both afresh."
        ),
        Failure::Other(reason) => reason.clone(),
    }
}

/// Problems of a batch document that are told in one go.
const TOLD: usize = 3;

/// What is wrong with a batch, in sentences; the first few of many.
fn batch_problems(problems: &[BatchProblem]) -> String {
    let one = |problem: &BatchProblem| match problem.path.as_str() {
        "" => problem.message.clone(),
        path => format!("{path}: {}", problem.message),
    };
    let mut said: Vec<String> = problems.iter().take(TOLD).map(one).collect();
    match problems.len().saturating_sub(TOLD) {
        0 => {}
        more => said.push(format!("And {} more.", format::count(more as u64))),
    }
    if said.is_empty() {
        said.push("The batch cannot be made.".to_owned());
    }
    said.join(" ")
}

/// How long the run took that the strategy was told by; nothing where there was none.
pub fn hints(result: &RunResult) -> Option<String> {
    let time = format::milliseconds(result.hints_ms?);
    Some(format!(
        "Access lists were made beforehand by a sequential run: {time}, not counted."
    ))
}

/// That the strategy did otherwise than its name says, and why.
pub fn fallback(result: &RunResult) -> Option<String> {
    let reason = result.fallback.as_ref()?;
    Some(format!(
        "The strategy executed this block in another way than its own: {}.",
        reason.trim_end_matches('.')
    ))
}

/// What the header says of a file's block, in one sentence; whether all is as it says.
pub fn header(file: &FileRun) -> (bool, String) {
    let count = |wanted: fn(&HeaderState) -> bool| {
        file.header.iter().filter(|one| wanted(&one.state)).count()
    };
    let equal = count(|state| matches!(state, HeaderState::Equal { .. }));
    let differs = count(|state| matches!(state, HeaderState::Differs { .. }));
    let fields = format::plural(equal as u64, "field");
    match (differs, &file.block.must_fail) {
        (0, None) if equal == 0 => (true, "The file says nothing to compare with.".to_owned()),
        (0, None) => (
            true,
            format!("As the header says, in {fields} that can be checked."),
        ),
        (0, Some(why)) => (
            false,
            format!("The file says that this block must be refused ({why}), but it was executed."),
        ),
        (_, Some(why)) => (
            true,
            format!(
                "The block is invalid: its header is wrong, as the file says that it must be \
                 ({why})."
            ),
        ),
        (_, None) => (
            false,
            format!(
                "Not as the header says, in {}.",
                format::plural(differs as u64, "field")
            ),
        ),
    }
}

/// How a transaction ended.
pub const fn status(status: TransactionStatus) -> &'static str {
    match status {
        TransactionStatus::Succeeded => "Succeeded",
        TransactionStatus::Reverted => "Reverted",
        TransactionStatus::Halted => "Halted",
    }
}

/// What a span is.
pub fn span(kind: SpanKind) -> String {
    match kind {
        SpanKind::Execution => "Execution".to_owned(),
        SpanKind::Aborted => "Execution, thrown away".to_owned(),
        SpanKind::Suspended { on } => {
            format!(
                "Execution, stopped to wait for {}",
                format::count(u64::from(on))
            )
        }
        SpanKind::Validation => "Validation".to_owned(),
        SpanKind::FailedValidation => "Validation that found a stale read".to_owned(),
    }
}

/// The short name of a span's kind, for markup and saved runs.
pub const fn span_key(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Execution => "execution",
        SpanKind::Aborted => "aborted",
        SpanKind::Suspended { .. } => "suspended",
        SpanKind::Validation => "validation",
        SpanKind::FailedValidation => "failed-validation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;
    use lanewise_protocol::FieldError;

    fn result(speedup: f64) -> RunResult {
        let mut result = fixtures::result(fixtures::spec("token"));
        result.speedup = speedup;
        result
    }

    #[test]
    fn a_loss_is_called_a_loss() {
        assert!(verdict(&result(0.8)).starts_with("Parallel was slower"));
        assert!(verdict(&result(1.0)).starts_with("No real difference"));
        assert!(verdict(&result(1.8)).starts_with("The same block took"));
        let mut single = result(0.8);
        single.flavour = Flavour::Single;
        assert!(verdict(&single).contains("one thread"));
    }

    #[test]
    fn the_batch_in_words() {
        let text = batch(&fixtures::batch("token"), true, None).replace('\u{a0}', " ");
        assert!(
            text.starts_with("A block of 10,000 transactions among 2,000 accounts"),
            "{text}"
        );
        let text = batch(&fixtures::batch("token"), false, None);
        assert!(text.ends_with("accounts."), "{text}");
    }

    #[test]
    fn a_batch_that_cannot_be_made_is_told_in_a_few_sentences() {
        let problem = |path: &str| BatchProblem {
            path: path.into(),
            message: "It is wrong.".into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
        };
        let all = ["", "steps[0]", "steps[1]", "steps[2]", "steps[3]"].map(problem);
        assert_eq!(
            failure(&Failure::Batch(all.into())),
            "It is wrong. steps[0]: It is wrong. steps[1]: It is wrong. And 2 more."
        );
    }

    #[test]
    fn failures_are_sentences() {
        let fields = Failure::Fields(vec![FieldError {
            field: "txs".into(),
            message: "Too many.".into(),
        }]);
        assert_eq!(failure(&fields), "Too many.");
        let invalid = Failure::InvalidTransaction {
            index: 7,
            reason: "the sender cannot pay.".into(),
        };
        assert!(failure(&invalid).contains("transaction 7"));
    }
}
