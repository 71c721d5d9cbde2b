//! The scenarios, as the page offers them.

use crate::batch;
use lanewise_protocol::{KnobInfo, PresetInfo, SourceFile};
use lanewise_workloads::{Preset, presets as all};

/// All scenarios, in the order to show them.
pub(crate) fn presets() -> Vec<PresetInfo> {
    all().iter().map(info).collect()
}

fn info(preset: &Preset) -> PresetInfo {
    let document = &preset.batch;
    let knobs = document.knobs.iter().cloned().map(|knob| KnobInfo {
        id: knob.id,
        title: knob.title,
        about: knob.about,
        least: knob.least,
        most: knob.most,
        step: knob.step,
        value: knob.value,
    });
    let files = preset.sources().into_iter().map(|source| SourceFile {
        path: source.file.to_owned(),
        text: source.text.to_owned(),
    });
    PresetInfo {
        id: preset.id.to_owned(),
        title: document.title.clone(),
        group: document.group.clone(),
        summary: document.summary.clone(),
        watch: document.watch.clone(),
        files: files.collect(),
        document: preset.document.to_owned(),
        has_contention: preset.has_contention(),
        knobs: knobs.collect(),
        contended: document.contended.clone(),
        defaults: batch::to_protocol(preset.defaults()),
    }
}
