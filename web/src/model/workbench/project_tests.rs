//! The project's document.

use super::*;

fn project() -> Project {
    let file = |path: &str, text: &str| SourceFile {
        path: path.into(),
        text: text.into(),
    };
    Project {
        name: "Mine “and” yours".into(),
        files: vec![
            file("A.sol", "// é\ncontract A {}\n"),
            file("lib/b.evm", "STOP"),
        ],
        settings: Settings {
            runs: 1,
            via_ir: true,
            evm_version: "cancun".into(),
            ..Settings::default()
        },
        batch: "not even JSON".into(),
        front: "lib/b.evm".into(),
        live: false,
    }
}

#[test]
fn what_is_written_is_read_back() {
    assert_eq!(read_project(&write_project(&project())), Ok(project()));
}

#[test]
fn wrong_documents_are_refused_in_words() {
    let text = write_project(&project());
    let long = "x".repeat(81);
    let many = format!("\"{}\"", "y".repeat(LargestProject::SOURCE_BYTES + 1));
    for (text, word) in [
        (String::new(), "no JSON"),
        ("[]".to_owned(), "format"),
        ("{}".to_owned(), "format"),
        (text.replace("project/1", "project/2"), "project/2"),
        (text.replace("\"files\"", "\"folders\""), "folders"),
        (text.replace("A.sol", "../A.sol"), "“../A.sol”"),
        (text.replace("A.sol", "A.txt"), ".sol"),
        (text.replace("A.sol", "lib/B.evm"), "already"),
        (text.replace("Mine “and” yours", "   "), "name"),
        (text.replace("Mine “and” yours", &long), "80"),
        (text.replace("cancun", "berlin2"), "berlin2"),
        (text.replace("\"STOP\"", &many), "1048"),
    ] {
        let said = read_project(&text).expect_err(word);
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn what_is_not_said_has_its_default() {
    let text = r#"{"format":"lanewise-project/1","name":"P","files":[{"path":"A.sol","text":""}],"batch":""}"#;
    let project = read_project(text).expect("in order");
    assert_eq!(project.settings, Settings::default());
    assert_eq!(project.front, "A.sol");
    assert!(project.live);
}
