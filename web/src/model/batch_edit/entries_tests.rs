use super::*;
use lanewise_batch::{read, write};

#[test]
fn entries_move_and_double() {
    let mut entries = vec![1, 2, 3];
    shift(&mut entries, 0, 1);
    assert_eq!(entries, [2, 1, 3]);
    shift(&mut entries, 2, 1);
    shift(&mut entries, 0, -1);
    shift(&mut entries, 9, -1);
    assert_eq!(entries, [2, 1, 3], "the ends stay");
    double(&mut entries, 1, |copy| *copy = 9);
    assert_eq!(entries, [2, 1, 9, 3]);
    double(&mut entries, 9, |_| {});
    assert_eq!(entries.len(), 4);
}

#[test]
fn fresh_names_are_names_and_new() {
    let names = ["step", "step2", "a b"];
    let fresh = |wish| fresh_name(wish, names.into_iter());
    assert_eq!(fresh("other"), "other");
    assert_eq!(fresh("step"), "step3");
    assert_eq!(fresh("step2"), "step3");
    assert_eq!(fresh("ä ö!"), "x2");
    for wish in ["other", "step", "", "7", "ä"] {
        assert!(is_name(&fresh(wish)), "{wish}");
    }
    assert!(!is_name("") && !is_name("a b") && !is_name(&"x".repeat(65)));
}

#[test]
fn a_new_name_is_used_everywhere() {
    let text = |contract: &str, step: &str, knob: &str| {
        format!(
            r#"{{"format": "lanewise-batch/1",
            "knobs": [{{"id": "{knob}", "least": 1, "most": 9, "value": 2}}], "contended": {{"{knob}": 1}},
            "contracts": [{{"id": "{contract}", "contract": "T", "copies": {{"knob": "{knob}"}}}},
                {{"id": "other", "contract": "O", "arguments": ["{contract}", {{"contract": "{contract}", "copy": 1}}]}}],
            "setup": [{{"to": {{"each": "copy"}}, "repeat": {{"copies": "{contract}"}}}}],
            "steps": [{{"id": "{step}", "to": "{contract}", "function": "f", "arguments": [["{contract}"], {{"choice": ["{contract}", "bob"]}}],
                "from": {{"holder": {{"of": "{contract}", "function": "t"}}}}}},
                {{"id": "second", "to": "{contract}", "value": {{"result": {{"step": "{step}"}}}}, "data": "0x"}}],
            "list": [{{"to": "{contract}", "function": "f", "arguments": [{{"encode": {{"to": "{contract}", "function": "g"}}}}]}}]}}"#
        )
    };
    let mut batch = read(&text("t", "s", "k")).expect("it is in order");
    rename(&mut batch, Named::Contract, "t", "token");
    rename(&mut batch, Named::Step, "s", "mint");
    rename(&mut batch, Named::Knob, "k", "pools");
    let renamed = read(&text("token", "mint", "pools")).expect("it is in order");
    assert_eq!(write(&batch), write(&renamed));
}

#[test]
fn a_drawn_values_new_name_is_used_in_its_transaction() {
    let text = |name: &str| {
        format!(
            r#"{{"format": "lanewise-batch/1", "steps": [{{"let": [{{"name": "{name}", "value": 1}}, {{"name": "m", "value": {{"sum": [{{"get": "{name}"}}, 1]}}}}],
            "to": "t", "value": {{"get": "{name}"}}}}]}}"#
        )
    };
    let mut batch = read(&text("n")).expect("it is in order");
    rename_draw(&mut batch.steps[0].call, 0, "amount");
    assert_eq!(batch, read(&text("amount")).expect("it is in order"));
}

#[test]
fn shares_follow_from_weights() {
    let of = |weights: &[&str]| {
        let steps = weights
            .iter()
            .map(|weight| format!(r#"{{"to": "t"{weight}}}"#));
        let text = format!(
            r#"{{"format": "lanewise-batch/1", "knobs": [{{"id": "k", "least": 1, "most": 9, "value": 2}}], "steps": [{}]}}"#,
            steps.collect::<Vec<_>>().join(",")
        );
        shares(&read(&text).expect("it is in order"))
    };
    assert_eq!(of(&["", r#", "weight": 3"#]), [Some(0.25), Some(0.75)]);
    assert_eq!(
        of(&[r#", "weight": {"knob": "k"}"#, r#", "weight": "6""#]),
        [Some(0.25), Some(0.75)]
    );
    assert_eq!(
        of(&[r#", "weight": {"uniform": {"min": 1, "max": 2}}"#, ""]),
        [None, None]
    );
    let formula = r#", "weight": {"scaled": {"of": {"difference": [9, {"knob": "k"}]}, "times": {"sum": [1, 2]}, "over": 7}}"#;
    assert_eq!(of(&[formula, r#", "weight": 1"#]), [Some(0.75), Some(0.25)]);
    assert_eq!(of(&[r#", "weight": 0"#]), [None]);
}

#[test]
fn new_entries_can_be_written_and_read() {
    let mut batch = Batch::default();
    let knob = new_knob(&batch);
    batch.knobs.push(knob);
    let knob = new_knob(&batch);
    batch.knobs.push(knob);
    let step = new_step(&batch, None);
    batch.steps.push(step);
    let draw = new_draw(&batch.steps[0].call);
    batch.steps[0].call.draws.push(draw);
    assert_eq!(read(&write(&batch)).as_ref(), Ok(&batch));
    assert_eq!(batch.knobs[1].id, "knob2");
}
