//! The presets, as the page offers them.

use crate::batch;
use lanewise_protocol::PresetInfo;
use lanewise_workloads::PRESETS;

/// All presets, in the order to show them.
pub(crate) fn presets() -> Vec<PresetInfo> {
    PRESETS
        .iter()
        .map(|preset| PresetInfo {
            id: preset.id.to_owned(),
            title: preset.title.to_owned(),
            summary: preset.summary.to_owned(),
            batch: preset.batch.to_owned(),
            file: preset.file.to_owned(),
            source: preset.source.to_owned(),
            defaults: batch::to_protocol(preset.defaults()),
        })
        .collect()
}
