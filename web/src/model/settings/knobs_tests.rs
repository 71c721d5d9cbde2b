use super::*;
use crate::model::{Offers, fixtures};

fn exchange() -> PresetInfo {
    let info = fixtures::info();
    info.preset("exchange").expect("it is there").clone()
}

fn set_up() -> Settings {
    let mut settings = Settings {
        preset: "exchange".into(),
        ..Settings::default()
    };
    assert_eq!(settings.settle(&fixtures::info()), []);
    settings
}

#[test]
fn only_what_is_not_at_its_default_is_named() {
    let preset = exchange();
    let mut settings = set_up();
    settings.type_knob(&preset, "skew", "1.2");
    settings.type_knob(&preset, "pools", "20");
    assert_eq!(settings.knobs, "skew:1.2,pools:20");
    assert_eq!(settings.knob(&preset.knobs[0]), "20");
    let batch = settings.check(Some(&fixtures::info())).batch.expect("fine");
    assert_eq!(
        batch.knobs,
        [("pools".to_owned(), 20.0), ("skew".to_owned(), 1.2)],
        "in the preset's order"
    );
    settings.type_knob(&preset, "pools", "10");
    assert_eq!(settings.knobs, "skew:1.2");
    settings.type_knob(&preset, "skew", "1.50");
    let batch = settings.check(Some(&fixtures::info())).batch.expect("fine");
    assert_eq!(batch.knobs, [], "a default however it is written");
    assert_eq!(settings.knob(&preset.knobs[1]), "1.50", "as it was typed");
}

#[test]
fn a_wrong_knob_is_named_with_its_limits_and_kept() {
    let preset = exchange();
    for (id, text, said) in [
        (
            "pools",
            "0",
            "Pools: must be a whole number from 1 to 100; “0” is not.",
        ),
        (
            "pools",
            "1.5",
            "Pools: must be a whole number from 1 to 100; “1.5” is not.",
        ),
        (
            "pools",
            "",
            "Pools: must be a whole number from 1 to 100; “” is not.",
        ),
        (
            "skew",
            "many",
            "Skew: must be a number from 1 to 2; “many” is not.",
        ),
        (
            "skew",
            "NaN",
            "Skew: must be a number from 1 to 2; “NaN” is not.",
        ),
    ] {
        let mut settings = set_up();
        settings.type_knob(&preset, id, text);
        let checked = settings.check(Some(&fixtures::info()));
        assert_eq!(checked.spec, None, "{id} {text}");
        assert_eq!(checked.errors.len(), 1);
        assert_eq!(checked.errors[0].field, format!("knob-{id}"));
        assert_eq!(checked.errors[0].message, said);
        let knob = preset.knobs.iter().find(|knob| knob.id == id);
        assert_eq!(settings.knob(knob.expect("known")), text);
    }
}

#[test]
fn a_grouped_number_is_understood() {
    let preset = exchange();
    let mut settings = set_up();
    settings.type_knob(&preset, "pools", "1,0,0");
    assert_eq!(settings.knobs, "pools:100");
}

#[test]
fn unknown_knobs_are_told_and_left_out() {
    let mut settings = Settings {
        preset: "exchange".into(),
        knobs: "hops:3,pools:20,:,x".into(),
        ..Settings::default()
    };
    let said = settings.settle(&fixtures::info());
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].field, "knobs");
    assert!(said[0].message.contains("“hops”"), "{}", said[0].message);
    assert!(
        said[0].message.contains("pools, skew"),
        "{}",
        said[0].message
    );
    assert_eq!(settings.knobs, "pools:20");
    let mut none = Settings {
        preset: "token".into(),
        knobs: "hops:3".into(),
        ..Settings::default()
    };
    assert!(
        none.settle(&fixtures::info())[0]
            .message
            .contains("it has none")
    );
}

#[test]
fn most_contended_and_back() {
    let preset = exchange();
    let mut settings = set_up();
    settings.set(Field::Seed, "7".into());
    settings.type_knob(&preset, "skew", "2");
    assert!(!settings.is_contended(&preset) && !settings.is_relaxed(&preset));
    settings.contend(&preset);
    assert!(settings.is_contended(&preset));
    assert_eq!(settings.knobs, "skew:2,pools:1");
    assert_eq!(settings.txs, "9000");
    settings.relax(&preset);
    assert!(settings.is_relaxed(&preset));
    assert_eq!(
        (settings.knobs.as_str(), settings.txs.as_str()),
        ("", "10000")
    );
    assert_eq!(settings.seed, "7", "the seed has nothing to do with it");
}

#[test]
fn a_hidden_contention_cannot_be_wrong() {
    let mut settings = set_up();
    settings.set(Field::Contention, "nonsense".into());
    let batch = settings.check(Some(&fixtures::info())).batch.expect("fine");
    assert_eq!(batch.contention, exchange().defaults.contention);
}

#[test]
fn another_preset_has_other_knobs() {
    let mut settings = set_up();
    settings.type_knob(&exchange(), "pools", "20");
    settings.choose_preset("exchange", &fixtures::info());
    assert_eq!(
        settings.knobs, "pools:20",
        "the same one again changes nothing"
    );
    settings.choose_preset("token", &fixtures::info());
    assert_eq!(settings.knobs, "");
}

#[test]
fn sliders_go_in_steps_or_factors() {
    let preset = exchange();
    let pools = KnobScale::of(&preset.knobs[0]);
    assert_eq!(pools.places(), 99, "an arrow key moves by one step");
    assert_eq!((pools.value(0), pools.value(99)), (1.0, 100.0));
    assert_eq!(pools.place(10.0), 9);
    assert_eq!(pools.value(pools.place(37.0)), 37.0);
    let skew = KnobScale::of(&preset.knobs[1]);
    assert_eq!(skew.places(), 20);
    assert_eq!(knob_text(skew.value(7)), "1.35");
    let wide = KnobScale::of(&KnobInfo {
        most: 50_000.0,
        ..preset.knobs[0].clone()
    });
    assert_eq!(wide.places(), 1_000);
    assert_eq!((wide.value(0), wide.value(1_000)), (1.0, 50_000.0));
    assert_eq!(wide.value(wide.place(1_000.0)), 1_000.0);
}
