//! The strategies, as the page offers them.

use lanewise_executor::strategies::{OptionDescriptor, TABLE};
use lanewise_protocol::{OptionInfo, StrategyInfo};

/// All strategies, in the order to show them.
pub(crate) fn strategies() -> Vec<StrategyInfo> {
    let option = |option: &OptionDescriptor| OptionInfo {
        id: option.id.to_owned(),
        title: option.title.to_owned(),
        summary: option.summary.to_owned(),
        values: option
            .values
            .iter()
            .map(|(id, title)| ((*id).to_owned(), (*title).to_owned()))
            .collect(),
    };
    TABLE
        .iter()
        .map(|strategy| StrategyInfo {
            id: strategy.id.to_owned(),
            title: strategy.title.to_owned(),
            summary: strategy.summary.to_owned(),
            parallel: strategy.parallel,
            needs_hints: strategy.needs_hints,
            options: strategy.options.iter().map(option).collect(),
            source: strategy.source.to_owned(),
            documentation: strategy.documentation.to_owned(),
        })
        .collect()
}
