use super::*;

const GOOD: &str = r#"{"format": "lanewise-batch/1", "seed": 7, "steps": [{"to": "deployer"}]}"#;

#[test]
fn the_form_follows_the_text_and_keeps_the_last_good_state() {
    let draft = Draft::default().follow(GOOD);
    assert!(draft.is_current);
    assert_eq!(draft.batch.as_ref().map(|batch| batch.seed), Some(7));
    let broken = draft.follow("{\n  \"format\": ");
    assert!(!broken.is_current);
    assert_eq!(broken.batch, draft.batch, "nothing is lost");
    assert_eq!(broken.problems.len(), 1);
    assert_eq!(broken.follow("{\n  \"format\": "), broken);
    let again = broken.follow(GOOD);
    assert_eq!(again, draft);
    let never = Draft::default().follow("");
    assert!(never.batch.is_none() && never.problems.len() == 1);
}

#[test]
fn what_the_form_changes_stays_even_where_the_reader_refuses_it() {
    let draft = Draft::default().follow(GOOD);
    let mut batch = (*draft.batch.expect("it could be read")).clone();
    batch.steps[0].call.to = None;
    let edited = Draft::edited(batch);
    assert!(edited.is_current);
    assert_eq!(edited.problems.len(), 1);
    let followed = edited.follow(&edited.text);
    assert_eq!(followed, edited, "its own text does not throw it back");
}

#[test]
fn changes_can_be_taken_back_and_had_again() {
    let text = |text: &str| -> Rc<str> { text.into() };
    let mut history = History::default();
    assert_eq!(history.can(), (false, false));
    history.keep(text("a"));
    history.keep(text("a"));
    history.keep(text("b"));
    assert_eq!(history.undo(&text("c")), Some(text("b")));
    assert_eq!(history.undo(&text("b")), Some(text("a")));
    assert_eq!(history.undo(&text("a")), None);
    assert_eq!(history.redo(&text("a")), Some(text("b")));
    assert_eq!(history.can(), (true, true));
    history.keep(text("b"));
    assert_eq!(
        history.can(),
        (true, false),
        "a new change ends what could be had again"
    );
    for number in 0..200 {
        history.keep(number.to_string().into());
    }
    let mut count = 0;
    while history.undo(&text("x")).is_some() {
        count += 1;
    }
    assert_eq!(count, CHANGES);
}
