//! The same description gives the same block, bit for bit, on every machine and in every version.
//!
//! A digest that changes here changes what the links that people have shared stand for. It covers
//! the contracts' code, so a change of a contract changes it as well.

use lanewise_workloads::{BatchSpec, Preset, prepare, presets};

/// Large enough that every step is drawn, small enough that all scenarios are made in seconds.
const TRANSACTIONS: u32 = 400;
const ACCOUNTS: u32 = 800;

fn digest(spec: &BatchSpec) -> String {
    let workload = prepare(spec, &mut |_, _| true);
    let workload = workload.unwrap_or_else(|error| panic!("{}: {error}", spec.preset));
    workload.digest().to_string()
}

/// The default setting, with fewer transactions.
fn at_default(preset: &Preset) -> BatchSpec {
    let defaults = preset.defaults();
    BatchSpec {
        transactions: TRANSACTIONS,
        accounts: defaults.accounts.min(ACCOUNTS),
        ..defaults
    }
}

/// The most contended setting, another seed, and an exponent that is no round number.
fn skewed(preset: &Preset) -> BatchSpec {
    let mut spec = BatchSpec {
        contention: 1.07,
        seed: 99,
        ..at_default(preset)
    };
    for (id, value) in &preset.batch.contended {
        if preset.knobs().iter().any(|knob| knob.id == *id) {
            spec.knobs.push((id.clone(), *value));
        }
    }
    spec
}

#[test]
fn every_scenario_is_the_same_in_every_version() {
    let actual = presets().iter().map(|preset| {
        let [one, other] = [at_default(preset), skewed(preset)].map(|spec| digest(&spec));
        format!(
            "(\n    \"{}\",\n    \"{one}\",\n    \"{other}\",\n),\n",
            preset.id
        )
    });
    let golden = GOLDEN.iter().map(|(id, one, other)| {
        format!("(\n    \"{id}\",\n    \"{one}\",\n    \"{other}\",\n),\n")
    });
    let (actual, golden): (Vec<_>, Vec<_>) = (actual.collect(), golden.collect());
    let changed: String = actual
        .iter()
        .filter(|row| !golden.contains(row))
        .map(String::as_str)
        .collect();
    assert!(
        changed.is_empty(),
        "these are new or have changed:\n{changed}"
    );
    assert_eq!(actual.len(), golden.len(), "a scenario is gone");
}

#[test]
fn the_seed_decides() {
    let of = |preset: &Preset, seed| {
        digest(&BatchSpec {
            transactions: 50,
            accounts: 100,
            seed,
            ..at_default(preset)
        })
    };
    for preset in presets() {
        assert_eq!(of(preset, 7), of(preset, 7), "{}", preset.id);
        assert_ne!(of(preset, 7), of(preset, 8), "{}", preset.id);
    }
}

/// By scenario: the digest at its default and at its skewed setting.
const GOLDEN: &[(&str, &str, &str)] = &[
    (
        "token",
        "0xd9e7573ebb09c07c97cf58e4737814e17ee1edf2eee90683eaab8306cb1b098c",
        "0x91a82693f9994fe9ba6596f3cc6c24c7c1addb670479f0fc31eaf9c2f168ffe2",
    ),
    (
        "payments",
        "0xabdc86bcb23247381a3607bbee81885c67be4b881551e6883801d772d4248eee",
        "0xe3430f89956fc73d583d228f5b5ac2db909c3792a66e8a1d5b7fbf8eff407851",
    ),
    (
        "mixed",
        "0x2d0e84bcdcc413fca327241bc6fe7de7a1c0b654e61016e47db87a6c8bd797cd",
        "0x090eb7a73973f8cf6453899a9dbdc4f23595739595f0ad64a378d98d93c292cb",
    ),
    (
        "exchange",
        "0xf2298781900b2e8818418300eac029a100d1a4a61db5e1d8353fa7a88ffe0731",
        "0xa51749c86931d9144d01040234555a51915e42d3854655084730d1ca71380336",
    ),
    (
        "orderbook",
        "0xbac15fc03df976ece27d75ab22cd522992c4cc02a7ae677cf46f63a66db4b4e2",
        "0x1c0d49c205d8bcd718477edf2c1bc24d57e25184ec173b8f2548632f96f56821",
    ),
    (
        "lending",
        "0xda057e4c93a25bae87bc3940cee3b23f9abb1d2155286d433d29a40ef2b6c93f",
        "0xfdba1f7640f5ffeb19a5ce1af2c7b61af2ad1a03f9f1ca2caa2dc077d743b186",
    ),
    (
        "staking",
        "0x3f94687e4791ac957412fb57936e76cd3190d975ac361b758fcd3c434f4642b7",
        "0x8c05e46e976563ae5bf5a1ff97cd19afda5d0379373c41788595cc788cfa0246",
    ),
    (
        "options",
        "0x1dec04ee7d3c50a9a9c979241d567f3cd5093cb8a40ddbfa3e39df702ec3261e",
        "0x0794ac262627a9bf807337ebbc42f80ba83d02527acaa1dcc6bc5182b81ccae0",
    ),
    (
        "dao",
        "0x533abacec4da964fa9f5690c13f939883a01a17968895488ab7c92bf0f40a16a",
        "0x693bccaf3d19a78a1e615ea5866a042926c0e9caadaf9e43ef2d8f73044e235d",
    ),
    (
        "nft-global",
        "0x6fcca24e933cc8d60450d711cdc2eb51d80f1d1ea49893715f1568547d777b3f",
        "0x0973c098322ba9094c3b39c7bab68e10b722eeb1ddfcee369150e5801e740e2b",
    ),
    (
        "nft-per-user",
        "0x61d2da533aeb4606bfad45beca3b1432659898aa68c1a12f40e08816f45f90b9",
        "0x990a239949cc3a30c559fefc36640ad3f2903edddc01319f73dbb44fab3b8003",
    ),
    (
        "market",
        "0xd5498f7ba4829c51545a1b36f486c3d0ccf5f1e20cd42566fa1682182e200d1b",
        "0x0f18b7fcc7390b50ac4e7024d8d4dbdd235e96d5d9b6123cd3099ecd05481645",
    ),
    (
        "game",
        "0x47e2fa7a10b71b794698d7cdfe20a9f801a83dedc885ac8478de7943e9878cc2",
        "0xc4affb3f4f8d97eee98b60ecea4ebc2f2c8f8d4599dad951a2a57e8815aff4e0",
    ),
    (
        "supply",
        "0x0a80ddbf427062bf25ca86118f4ae1c1f92b1b0d802f5b86d3d6a027102e46e2",
        "0xe95dc5f0c257d24e1dd7aa07940e0266c35ce290f2f61e70642b603a6155d977",
    ),
    (
        "airdrop",
        "0x89333bb0d9b8785c489c68effa8e0d0d1592ec64a89dd3502d0b2e75098c0deb",
        "0xeddb3b740a77747069874616cebaaa75f75e898d51fb322db56ee090f3fe9f62",
    ),
    (
        "smart-accounts",
        "0xd131479cc498969f4993e5ba367917dd08ae8e33b2930f675b3cadd6327fcb02",
        "0x6125ab444a275169541c5cd80885ea0511aedef9131de79221733d7b25787578",
    ),
    (
        "counter-one",
        "0x40d62c058813f40e556db6491caa591971db1a934ae047ac933f0c11e69f623b",
        "0xfa2ea2a180c6b23d8a0e5765407effd91144ff2321ce95743829fe607f478fdc",
    ),
    (
        "counter-sharded",
        "0xc8875d8fcaffe7417d8d0ad492604770012adff220706293a59726c95bfad5c8",
        "0xa01dc39008b88699bdfef88b94ef87b709319b5171d2ea6e114cf09270b69afd",
    ),
    (
        "vault-shared",
        "0xc645fe1efe5e79905a0d72aa3849536a8164b98071f9cc5fa73d3e6b5a5c6d78",
        "0xc8aa97450d942b9bc2e67859be102c7295094fe01fbfbc2fb56766f0945148aa",
    ),
    (
        "vault-each",
        "0xcd4510b321782dec1fb1d028d0b65901b0929847b61fe5c49c034ac3d8508cc0",
        "0x8951f42642c6502d098f3bac41cae88abe57981b34a53f2b0892f5e9835bda14",
    ),
];
