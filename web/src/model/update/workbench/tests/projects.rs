//! Files of a project, and projects as wholes.

use super::*;

#[test]
fn files_are_added_renamed_removed_and_had_back() {
    let (mut page, _) = Page::begun();
    page.bench(WorkbenchAction::Add(FileKind::Solidity));
    assert_eq!(page.open().project.front, "Contract2.sol");
    let rename = |from: &str, to: &str| WorkbenchAction::Rename {
        from: from.into(),
        to: to.into(),
    };
    for wrong in [
        "Contract.sol",
        "",
        "a/../b.sol",
        "a.txt",
        ".sol",
        "x\u{7}.sol",
    ] {
        page.bench(rename("Contract2.sol", wrong));
        assert!(page.open().refused.is_some(), "{wrong}");
    }
    page.bench(rename("Contract2.sol", "lib/Math.sol"));
    assert_eq!(page.open().refused, None);
    assert_eq!(page.open().project.front, "lib/Math.sol");
    page.bench(WorkbenchAction::Remove("lib/Math.sol".into()));
    assert_eq!(page.open().project.front, "Contract.sol");
    page.bench(WorkbenchAction::PutBack);
    assert_eq!(page.open().project.front, "lib/Math.sol");
    assert_eq!(page.open().removed, None);
    page.bench(WorkbenchAction::AddBytecode {
        name: "Old".into(),
        abi: "[]".into(),
        bytecode: "0x60".into(),
    });
    assert_eq!(page.open().project.front, "Old.json");
    page.bench(WorkbenchAction::GoTo {
        path: "Contract.sol".into(),
        at: Point { line: 3, column: 1 },
    });
    assert_eq!(page.open().project.front, "Contract.sol");
    assert_eq!(page.open().jump.as_ref().map(|jump| jump.at.line), Some(3));
}

#[test]
fn changes_are_kept_after_a_rest_and_a_refusal_is_told_with_the_way_out() {
    let (mut page, _) = Page::begun();
    let entry = |page: &Page| Entry {
        id: page.open().id.clone(),
        name: page.open().project.name.clone(),
    };
    let kept = |page: &mut Page, refused| {
        let mut shelf = Shelf::default();
        shelf.put(entry(page));
        page.event(Event::Kept {
            id: page.open().id.clone(),
            edition: page.open().edition,
            shelf,
            refused,
        });
    };
    kept(&mut page, false);
    assert_eq!(page.open().kept, Kept::Yes);
    page.done.clear();
    page.edit("contract A {}");
    assert_eq!(page.open().kept, Kept::Behind);
    page.rest();
    assert!(
        page.kept()
            .is_some_and(|(_, text)| text.contains("contract A {}"))
    );
    kept(&mut page, true);
    assert_eq!(page.open().kept, Kept::Refused);
    let notice = page.state.notices.last().expect("a notice");
    assert!(notice.text.contains("Export"), "{}", notice.text);
    page.done.clear();
    page.bench(WorkbenchAction::Export);
    assert!(page.done.iter().any(
        |it| matches!(it, Command::Download { name, .. } if name == "New-project.lanewise.json")
    ));
    // The page goes away: what is not kept is tried once more.
    page.bench(WorkbenchAction::Flush);
    assert!(page.kept().is_some());
}

#[test]
fn projects_are_opened_closed_deleted_and_had_back() {
    let (mut page, _) = Page::begun();
    let (id, text) = page.kept().expect("kept");
    let opened = |page: &mut Page, text: Option<&str>| {
        page.event(Event::Read {
            id: id.clone(),
            text: text.map(str::to_owned),
        });
    };
    page.bench(WorkbenchAction::Close);
    assert_eq!(page.state.workbench, None);
    assert!(matches!(page.state.source(), Some(BlockSource::Batch(_))));
    opened(&mut page, Some(&text));
    assert_eq!(page.open().id, id);
    assert_eq!(page.state.source(), None, "it is compiled first");
    let entry = Entry {
        id: id.clone(),
        name: "New project".into(),
    };
    page.event(Event::Deleted {
        entry,
        text: text.clone(),
        shelf: Shelf::default(),
    });
    assert_eq!(page.state.workbench, None);
    page.bench(WorkbenchAction::Undelete);
    assert_eq!(page.open().id, id);
    assert_eq!(page.kept().map(|(kept, _)| kept), Some(id.clone()));
    page.bench(WorkbenchAction::Close);
    page.done.clear();
    opened(&mut page, Some("half a project"));
    assert_eq!(page.state.workbench, None);
    assert!(
        page.done
            .contains(&Command::Workbench(WorkbenchCommand::SetAside(id.clone())))
    );
    assert!(
        page.state
            .notices
            .iter()
            .any(|it| it.text.contains("set aside"))
    );
    opened(&mut page, None);
    assert!(
        page.state
            .notices
            .iter()
            .any(|it| it.text.contains("not there"))
    );
}

#[test]
fn loading_the_page_again_finds_the_open_project_and_its_file() {
    let (mut page, _) = Page::begun();
    page.bench(WorkbenchAction::Add(FileKind::Solidity));
    page.rest();
    let (id, text) = page.kept().expect("kept");
    let mut again = Page::ready();
    again.event(Event::Remembered {
        shelf: Shelf::default(),
        visit: "w".into(),
        open: Some((id, text)),
        recovered: true,
    });
    assert_eq!(again.open().project.front, "Contract2.sol");
    assert!(again.asked_to_compile().is_some());
    assert_eq!(again.state.notices.len(), 1);
}

#[test]
fn another_tabs_version_is_never_written_over_unasked() {
    let (mut page, _) = Page::begun();
    let (id, text) = page.kept().expect("kept");
    let theirs = text.replace("New project", "Theirs");
    let changed = Event::Changed { id, text: theirs };
    page.event(changed.clone());
    page.edit("contract Mine {}");
    page.done.clear();
    page.rest();
    page.bench(WorkbenchAction::Flush);
    assert_eq!(page.kept(), None);
    page.bench(WorkbenchAction::KeepMine);
    assert!(page.kept().is_some_and(|(_, text)| text.contains("Mine")));
    page.event(changed);
    page.bench(WorkbenchAction::TakeTheirs);
    assert_eq!(page.open().project.name, "Theirs");
}

#[test]
fn files_from_outside_are_projects_sources_or_blocks() {
    let (mut page, _) = Page::begun();
    let (_, text) = page.kept().expect("kept");
    let open = |page: &mut Page, name: &str, text: &str| {
        page.act(Action::OpenFile {
            name: name.into(),
            bytes: Shared::new(text.as_bytes().to_vec()),
        });
    };
    open(&mut page, "Contract.sol", "contract Two {}");
    assert_eq!(page.open().project.front, "Contract2.sol");
    open(&mut page, "saved.json", &text);
    assert_eq!(page.open().project.files.len(), 1, "a project of its own");
    let wrong = text.replace("lanewise-project/1", "lanewise-project/9");
    open(&mut page, "later.json", &wrong);
    let said = page.open().refused.clone().expect("refused");
    assert!(
        said.contains("later.json") && said.contains("lanewise-project/9"),
        "{said}"
    );
    page.bench(WorkbenchAction::Close);
    open(&mut page, "wrong.json", &wrong);
    assert!(page.state.import.failed.is_some());
    page.done.clear();
    open(&mut page, "block.json", "{}");
    assert!(
        page.done
            .iter()
            .any(|it| matches!(it, Command::SendBytes(Request::Open { .. }, _)))
    );
    open(&mut page, "Mine.sol", "contract Mine {}");
    assert_eq!(page.open().project.name, "Mine");
}
