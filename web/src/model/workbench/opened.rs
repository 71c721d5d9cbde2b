//! Files that are dropped on the page or chosen, and are no blocks: projects and sources.

use super::{Language, LargestProject, Project, SourceFile, read_project};
use crate::model::format;
use serde_json::Value;

/// What a file is, by its name and its beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum Sniffed {
    /// A project.
    Project(Project),
    /// A file to be added to a project.
    Source(SourceFile),
    /// It looks like one of these, but cannot be used; the reason in a sentence.
    Refused(String),
    /// Something else: perhaps a block.
    Other,
}

/// Finds out what a file is. `in_workbench` says whether bytecode with its ABI is to be taken.
pub fn sniff(name: &str, bytes: &[u8], in_workbench: bool) -> Sniffed {
    let said = format::clipped(name, 60);
    let refuse = |why: String| Sniffed::Refused(format!("“{said}” cannot be opened: {why}."));
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    match ending {
        Some("sol" | "evm") => {}
        Some("json") if looks_like_project(bytes) => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => read_project(text).map_or_else(refuse, Sniffed::Project),
                Err(_) => refuse("it is no text in UTF-8".to_owned()),
            };
        }
        Some("json") if in_workbench && bytes.len() <= LargestProject::SOURCE_BYTES => {
            let json: Option<Value> = serde_json::from_slice(bytes).ok();
            if !json.is_some_and(|json| json.get("abi").is_some_and(Value::is_array)) {
                return Sniffed::Other;
            }
        }
        _ => return Sniffed::Other,
    }
    if bytes.len() > LargestProject::SOURCE_BYTES {
        return refuse(format!(
            "it has {} bytes, and the files of a project have at most {}",
            format::count(bytes.len() as u64),
            format::count(LargestProject::SOURCE_BYTES as u64)
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Sniffed::Source(SourceFile {
            path: plain(name),
            text: text.trim_start_matches('\u{feff}').into(),
        }),
        Err(_) => refuse("it is no text in UTF-8".to_owned()),
    }
}

/// Whether the word for our format stands near the beginning.
fn looks_like_project(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(400)];
    String::from_utf8_lossy(head).contains("lanewise-project/")
}

/// A file's name without what a file's name in a project cannot have.
fn plain(name: &str) -> String {
    let kept = |sign: char| {
        if sign.is_ascii_alphanumeric() || "_-.".contains(sign) {
            sign
        } else {
            '_'
        }
    };
    let plain: String = name.trim_start_matches('.').chars().map(kept).collect();
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((&plain, "sol"));
    let stem: String = stem.chars().take(LargestProject::NAME - 8).collect();
    format!("{}.{ending}", if stem.is_empty() { "File" } else { &stem })
}

/// The file that bytecode and its ABI make.
///
/// # Errors
/// Says in a sentence which of the three cannot be used, and why.
pub fn bytecode_file(name: &str, abi: &str, bytecode: &str) -> Result<SourceFile, String> {
    let name = name.trim();
    let first = name
        .chars()
        .next()
        .is_some_and(|sign| sign.is_ascii_alphabetic() || sign == '_');
    let rest = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    if !first || !name.chars().all(rest) || name.len() > 60 {
        return Err(
            "The contract’s name must begin with a letter and have only letters, digits and \
                    “_”, as in Solidity."
                .to_owned(),
        );
    }
    let abi: Value = serde_json::from_str(abi.trim())
        .map_err(|error| format!("The ABI is no JSON: {error}."))?;
    // A build tool's whole artefact will do as well.
    let (abi, inside) = match abi {
        Value::Object(mut all) => {
            let code = match all.get("bytecode") {
                Some(Value::String(code)) => Some(code.clone()),
                Some(Value::Object(code)) => {
                    let code = code.get("object").and_then(Value::as_str);
                    code.map(str::to_owned)
                }
                _ => None,
            };
            (all.remove("abi").unwrap_or_default(), code)
        }
        other => (other, None),
    };
    if !abi.is_array() {
        return Err("The ABI must be a JSON array.".to_owned());
    }
    let code: String = match (bytecode.trim(), inside) {
        ("", Some(inside)) => inside,
        (typed, _) => typed.split_whitespace().collect(),
    };
    let digits = code.strip_prefix("0x").unwrap_or(&code);
    if digits.is_empty() {
        return Err("The bytecode is missing: the creation code, in hexadecimal.".to_owned());
    }
    if let Some(at) = digits.find(|sign: char| !sign.is_ascii_hexdigit()) {
        let sign = digits[at..].chars().next().unwrap_or_default();
        let more = if sign == '_' || sign == '$' {
            " Code that is still to be linked with libraries cannot be used."
        } else {
            ""
        };
        return Err(format!(
            "The bytecode must be hexadecimal: “{sign}” at its digit {} is not.{more}",
            format::count(at as u64 + 1)
        ));
    }
    if digits.len() % 2 == 1 {
        return Err("The bytecode has an odd number of hexadecimal digits.".to_owned());
    }
    let json = serde_json::json!({ "abi": abi, "bytecode": format!("0x{digits}") });
    Ok(SourceFile {
        path: format!("{name}{}", Language::Json.ending()),
        text: serde_json::to_string_pretty(&json)
            .unwrap_or_default()
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart() {
        let source = |name: &str, text: &str, bench| sniff(name, text.as_bytes(), bench);
        assert!(
            matches!(source("A b.sol", "contract A {}", false), Sniffed::Source(file) if file.path == "A_b.sol")
        );
        assert_eq!(source("blocks.json", "{\"a\":1}", true), Sniffed::Other);
        let artefact = "{\"abi\":[],\"bytecode\":\"0x00\"}";
        assert_eq!(source("Token.json", artefact, false), Sniffed::Other);
        assert!(matches!(
            source("Token.json", artefact, true),
            Sniffed::Source(_)
        ));
        let project = r#"{"format":"lanewise-project/1","name":"P","files":[],"batch":""}"#;
        assert!(matches!(
            source("p.json", project, false),
            Sniffed::Project(_)
        ));
        let broken = r#"{"format":"lanewise-project/1","name":"","files":[],"batch":""}"#;
        let Sniffed::Refused(said) = source("p.json", broken, false) else {
            panic!("a project without a name is refused");
        };
        assert_eq!(said, "“p.json” cannot be opened: a project needs a name.");
        assert!(matches!(
            sniff("A.sol", &[0xff, 0xfe], false),
            Sniffed::Refused(_)
        ));
    }

    #[test]
    fn bytecode_is_checked_part_by_part() {
        let file = bytecode_file("Token", "[]", " 0x60 00\n").expect("fine");
        assert_eq!(file.path, "Token.json");
        assert!(file.text.contains("\"0x6000\""));
        assert!(bytecode_file("Token", r#"{"abi":[],"bytecode":{"object":"6000"}}"#, "").is_ok());
        for (name, abi, code, word) in [
            ("1", "[]", "00", "name"),
            ("T", "{", "00", "JSON"),
            ("T", "{}", "00", "array"),
            ("T", "[]", "", "missing"),
            ("T", "[]", "0x0", "odd"),
            ("T", "[]", "0x00__$ab", "linked"),
        ] {
            let said = bytecode_file(name, abi, code).expect_err(word);
            assert!(said.contains(word), "{said}");
        }
    }
}
