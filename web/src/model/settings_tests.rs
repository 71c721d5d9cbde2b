use super::*;
use crate::model::fixtures;

fn settled() -> Settings {
    let mut settings = Settings::default();
    assert_eq!(settings.settle(&fixtures::info()), []);
    settings
}

#[test]
fn nothing_chosen_gives_the_first_preset_and_every_thread() {
    let settings = settled();
    assert_eq!(settings.preset, "token");
    assert_eq!(settings.txs, "10000");
    assert_eq!(settings.contention, "0.5");
    assert_eq!(settings.strategy, "block-stm");
    assert_eq!(settings.threads, "4");
    let spec = settings
        .check(Some(&fixtures::info()))
        .spec
        .expect("defaults are in order");
    assert_eq!(
        spec.block,
        lanewise_protocol::BlockSource::Batch(fixtures::info().presets[0].defaults.clone())
    );
    assert_eq!(spec.threads, 4);
}

#[test]
fn each_bad_field_gets_a_sentence_with_its_limit() {
    for (field, value, limit) in [
        (Field::Txs, "0", "1 to 50,000"),
        (Field::Txs, "10000000", "1 to 50,000"),
        (Field::Txs, "many", "1 to 50,000"),
        (Field::Accounts, "1", "2 to 100,000"),
        (Field::Contention, "9", "0 to 2"),
        (Field::Contention, "-1", "0 to 2"),
        (Field::Contention, "NaN", "0 to 2"),
        (Field::Seed, "4294967296", "0 to 4,294,967,295"),
        (Field::Threads, "99", "1 to 4"),
    ] {
        let mut settings = settled();
        settings.set(field, value.to_owned());
        settings.settle(&fixtures::info());
        let checked = settings.check(Some(&fixtures::info()));
        assert_eq!(checked.spec, None, "{field:?} {value}");
        assert_eq!(checked.errors.len(), 1);
        let error = &checked.errors[0];
        assert_eq!(error.field, field.key());
        assert!(
            error.message.starts_with(field.label()),
            "{}",
            error.message
        );
        assert!(error.message.contains(limit), "{}", error.message);
        assert!(error.message.contains(value), "{}", error.message);
        assert_eq!(settings.get(field), value, "kept for correction");
    }
}

#[test]
fn what_the_engine_does_not_offer_is_replaced_and_said() {
    let mut settings = Settings {
        preset: "foo".into(),
        strategy: "magic".into(),
        threads: "8".into(),
        ..Settings::default()
    };
    let said = settings.settle(&fixtures::info());
    assert_eq!(said.len(), 3);
    assert!(said[0].message.contains("foo") && said[0].message.contains("Token payments"));
    assert!(said[2].message.contains("8") && said[2].message.contains("4"));
    assert!(settings.check(Some(&fixtures::info())).spec.is_some());
}

#[test]
fn another_preset_keeps_what_the_person_changed() {
    let info = fixtures::info();
    let mut settings = settled();
    settings.set(Field::Txs, "777".into());
    settings.choose_preset("exchange", &info);
    assert_eq!(settings.preset, "exchange");
    assert_eq!(settings.txs, "777");
    assert_eq!(
        settings.accounts,
        info.presets[1].defaults.accounts.to_string()
    );
}

#[test]
fn grouped_and_padded_numbers_are_understood() {
    let mut settings = settled();
    settings.set(Field::Txs, " 12,000 ".into());
    settings.set(Field::Contention, "0.123".into());
    let batch = settings.check(Some(&fixtures::info())).batch.expect("fine");
    assert_eq!(batch.transactions, 12_000);
    assert_eq!(batch.contention, 0.12);
}

#[test]
fn sequential_runs_on_one_thread() {
    let mut settings = settled();
    settings.set(Field::Strategy, "sequential".into());
    let spec = settings.check(Some(&fixtures::info())).spec.expect("fine");
    assert_eq!(spec.threads, 1);
}

#[test]
fn the_logarithmic_slider_reaches_both_ends_and_round_values() {
    assert_eq!(log_value(0.0, 1.0, 50_000.0), 1);
    assert_eq!(log_value(1.0, 1.0, 50_000.0), 50_000);
    assert_eq!(
        log_value(log_place(10_000.0, 1.0, 50_000.0), 1.0, 50_000.0),
        10_000
    );
    assert_eq!(log_value(0.8, 1.0, 50_000.0), 5_700);
}
