//! A strategy with its options, as one text: an id, and behind a colon the options that are not to
//! have their defaults, as in `locks:granularity=account`.

use super::{Offers, format};
use lanewise_protocol::{EngineInfo, OptionInfo, StrategyInfo};

/// The id in front of the options.
pub fn id(text: &str) -> &str {
    text.split(':').next().unwrap_or_default()
}

/// The options that a text sets.
fn set(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let options = text.split_once(':').map_or("", |(_, options)| options);
    let parts = options.split(',').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// The value of an option: what the text says last, or else the default.
pub fn value<'a>(text: &'a str, option: &'a OptionInfo) -> &'a str {
    let said = set(text).filter(|(name, _)| *name == option.id).last();
    let default = option.values.first().map_or("", |(id, _)| id.as_str());
    said.map_or(default, |(_, value)| value)
}

/// The text with another value of one option; defaults are left out.
pub fn with(text: &str, strategy: &StrategyInfo, option: &str, chosen: &str) -> String {
    let parts: Vec<String> = strategy
        .options
        .iter()
        .filter_map(|one| {
            let value = if one.id == option {
                chosen
            } else {
                value(text, one)
            };
            let default = one.values.first().is_some_and(|(id, _)| id == value);
            (!default).then(|| format!("{}={value}", one.id))
        })
        .collect();
    if parts.is_empty() {
        strategy.id.clone()
    } else {
        format!("{}:{}", strategy.id, parts.join(","))
    }
}

/// The strategy that a text means; or what is wrong with the text, in a sentence.
pub fn check<'a>(text: &str, info: &'a EngineInfo) -> Result<&'a StrategyInfo, String> {
    let Some(strategy) = info.strategy(text) else {
        let said = format::clipped(text, 24);
        return Err(format!("Strategy: “{said}” is not known."));
    };
    for (name, value) in set(text) {
        let said = [name, value].map(|text| format::clipped(text, 24));
        let Some(option) = strategy.options.iter().find(|option| option.id == name) else {
            return Err(format!(
                "Strategy: {} has no option “{}”.",
                strategy.title, said[0]
            ));
        };
        if !option.values.iter().any(|(id, _)| id == value) {
            let known: Vec<_> = option.values.iter().map(|(id, _)| id.as_str()).collect();
            return Err(format!(
                "Strategy: {} of {} must be one of {}; “{}” is not.",
                option.title,
                strategy.title,
                known.join(", "),
                said[1]
            ));
        }
    }
    Ok(strategy)
}

/// A strategy with its options in words: `Access-list locks, granularity: account`.
pub fn words(text: &str, info: Option<&EngineInfo>) -> String {
    let Some(strategy) = info.and_then(|info| info.strategy(text)) else {
        return format::clipped(text, 60);
    };
    let mut words = strategy.title.clone();
    for option in &strategy.options {
        let value = value(text, option);
        let title = option.values.iter().find(|(id, _)| id == value);
        let title = title.map_or(value, |(_, title)| title.as_str());
        words.push_str(&format!(
            ", {}: {}",
            option.title.to_lowercase(),
            title.to_lowercase()
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    #[test]
    fn options_are_read_and_written() {
        let info = fixtures::info();
        let locks = info.strategy("locks").expect("offered");
        let option = &locks.options[0];
        assert_eq!(value("locks", option), "slot");
        assert_eq!(value("locks:granularity=account", option), "account");
        assert_eq!(
            with("locks", locks, "granularity", "account"),
            "locks:granularity=account"
        );
        assert_eq!(
            with("locks:granularity=account", locks, "granularity", "slot"),
            "locks"
        );
        assert_eq!(
            words("locks:granularity=account", Some(&info)),
            "Access-list locks, granularity: account"
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let info = fixtures::info();
        for (text, said) in [
            ("magic", "“magic” is not known"),
            ("locks:granularity=all", "slot, account; “all” is not"),
            ("locks:size=1", "has no option “size”"),
            ("block-stm:granularity=slot", "has no option"),
        ] {
            let message = check(text, &info).expect_err(text);
            assert!(message.contains(said), "{message}");
        }
        assert!(check("locks:granularity=account", &info).is_ok());
    }
}
