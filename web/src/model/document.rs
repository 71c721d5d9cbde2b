//! A whole run as one JSON document, to keep or to hand on.

use super::{Run, timeline::span_row};
use lanewise_protocol::BlockSource;
use serde_json::json;

/// The document's own version.
const VERSION: u32 = 2;

/// The file's name for a run.
pub fn file_name(run: &Run) -> String {
    let spec = &run.result.spec;
    let of = match (&spec.block, &run.result.file) {
        (BlockSource::Batch(batch), _) => plain(&batch.preset),
        (BlockSource::File(_), Some(file)) => plain(file.name.trim_end_matches(".json")),
        (BlockSource::File(_), None) => "file".to_owned(),
        (BlockSource::Project(_), _) => "project".to_owned(),
    };
    format!(
        "lanewise-{of}-{}tx-{}threads-run{}.json",
        run.result.block.transactions, spec.threads, run.number
    )
}

/// The file's name for a block of a preset, or of the file or project of that name.
pub fn block_file_name(block: &BlockSource, file: Option<&str>) -> String {
    match block {
        BlockSource::Batch(batch) => format!(
            "block-{}-{}tx-seed{}.json",
            plain(&batch.preset),
            batch.transactions,
            batch.seed
        ),
        BlockSource::File(at) => format!(
            "block-{}-{}-{}.json",
            plain(file.unwrap_or("file").trim_end_matches(".json")),
            at.case + 1,
            at.block + 1
        ),
        BlockSource::Project(_) => {
            let name = file.unwrap_or("project").replace(' ', "-");
            format!("block-{}.json", plain(&name))
        }
    }
}

/// A text without what a file's name should not have.
fn plain(text: &str) -> String {
    let kept = |sign: &char| sign.is_ascii_alphanumeric() || "-_".contains(*sign);
    text.chars().filter(kept).take(60).collect()
}

/// Writes the document. `block` is the engine's own JSON of the block and its accesses, put in as
/// it stands; `null` where the engine could not give it.
pub fn write(run: &Run, block: Option<&str>) -> String {
    let spans: Vec<_> = run.lanes.spans().map(span_row).collect();
    let head = json!({
        "format": "lanewise-run",
        "version": VERSION,
        "measured": true,
        "finished_at": run.finished_at,
        "environment": run.environment,
        "engine": { "evm": run.evm, "pool_threads": run.pool },
        "result": run.result,
        "timeline": {
            "lanes": run.lanes.lanes.len(),
            "duration_ns": run.lanes.duration_ns,
            "clock_step_ns": run.lanes.clock_step_ns,
            "columns": [
                "lane", "kind", "transaction", "incarnation", "start_ns", "duration_ns", "waited_for"
            ],
            "spans": spans,
        },
    })
    .to_string();
    let block = block
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .unwrap_or("null");
    let open = head.strip_suffix('}').unwrap_or(&head);
    format!("{open},\"block\":{block}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Environment, fixtures, timeline::Lanes};

    fn run() -> Run {
        let spec = fixtures::spec("token");
        Run {
            number: 3,
            result: fixtures::result(spec),
            lanes: Lanes::arrange(&fixtures::timeline(), 10_000),
            finished_at: "2026-01-01T00:00:00Z".into(),
            environment: Environment::default(),
            evm: "revm".into(),
            pool: 4,
        }
    }

    #[test]
    fn the_document_is_whole_json() {
        for block in [Some("{\"transactions\":[{}]}\n"), None, Some("")] {
            let text = write(&run(), block);
            let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
            assert_eq!(value["format"], "lanewise-run");
            assert_eq!(value["result"]["speedup"], 2.0);
            assert_eq!(value["timeline"]["spans"].as_array().map(Vec::len), Some(5));
            assert_eq!(
                value["block"].is_object(),
                block.is_some_and(|text| text.len() > 2)
            );
        }
    }

    #[test]
    fn the_file_is_named_after_the_run() {
        assert_eq!(
            file_name(&run()),
            "lanewise-token-10000tx-2threads-run3.json"
        );
    }
}
