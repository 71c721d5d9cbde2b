//! What the browser keeps for the next visit: theme and last settings.
//!
//! Stored state may be anything: an older version's, another program's, half a file. What cannot
//! be read is set aside under [`UNREADABLE_KEY`] by the caller, never fatal.

use super::Settings;
use serde::{Deserialize, Serialize};

/// Where it is kept.
pub const KEY: &str = "lanewise.settings.v1";
/// Where it is put when it cannot be read.
pub const UNREADABLE_KEY: &str = "lanewise.settings.v1.unreadable";
/// No stored text of ours is longer.
const LONGEST: usize = 4_096;

/// Which colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The name in the page's markup and in storage.
    pub const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// The stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stored {
    /// The chosen theme.
    pub theme: Theme,
    /// The last settings.
    pub settings: Settings,
}

/// Reads the stored document.
///
/// # Errors
/// Says in a few words why it cannot be read.
pub fn parse(text: &str) -> Result<Stored, String> {
    if text.len() > LONGEST {
        return Err(format!("it is {} characters long", text.len()));
    }
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    // To serde a list would do for a struct; to us it is not our document.
    if !value.is_object()
        || !value
            .get("settings")
            .is_none_or(serde_json::Value::is_object)
    {
        return Err("it is no settings document".to_owned());
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// Writes the stored document.
pub fn format(stored: &Stored) -> String {
    serde_json::to_string(stored).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let stored = Stored {
            theme: Theme::Dark,
            settings: Settings {
                txs: "12".into(),
                ..Settings::default()
            },
        };
        assert_eq!(parse(&format(&stored)), Ok(stored));
    }

    #[test]
    fn missing_and_unknown_parts_are_no_error() {
        assert_eq!(parse("{}"), Ok(Stored::default()));
        assert_eq!(
            parse(r#"{"theme":"light","later":1}"#).map(|it| it.theme),
            Ok(Theme::Light)
        );
    }

    #[test]
    fn corrupt_documents_are_refused() {
        for text in [
            "",
            "{",
            "[]",
            "null",
            r#"{"theme":7}"#,
            r#"{"settings":[]}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&" ".repeat(5_000)).is_err());
    }
}
