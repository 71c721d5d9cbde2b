//! The same description gives the same block, bit for bit, on every machine and in every version.
//!
//! A digest that changes here changes what the links that people have shared stand for.

use lanewise_workloads::{BatchSpec, PRESETS, prepare};

fn digests(change: impl Fn(BatchSpec) -> BatchSpec) -> Vec<(&'static str, String)> {
    PRESETS
        .iter()
        .map(|preset| {
            let workload = prepare(&change(preset.defaults()), &mut |_, _| true)
                .expect("the description is valid");
            (preset.id, workload.digest().to_string())
        })
        .collect()
}

fn assert_golden(actual: Vec<(&'static str, String)>, expected: [(&str, &str); 5]) {
    let actual: Vec<_> = actual
        .iter()
        .map(|(id, digest)| (*id, digest.as_str()))
        .collect();
    assert_eq!(actual, expected);
}

#[test]
fn default_batches() {
    assert_golden(
        digests(|spec| spec),
        [
            (
                "token",
                "0x1d224c19be1ebc85e02f4a9f33fceadb2a9edd0a2fedc508c0d754a62969b6e0",
            ),
            (
                "exchange",
                "0x4c576543c2ca6e54a4f7f5db5faa5eb6fb1975948726c3b223761ae9ceddae37",
            ),
            (
                "nft-global",
                "0x1d8702559d3c193bee40a99705c0f98adcca3df841341f8334bedbc2fd42ca8f",
            ),
            (
                "nft-per-user",
                "0xd0435e3537397db90457947886644899571ba41c9a615e951f4054c3ed5f53cf",
            ),
            (
                "payments",
                "0xaa1cc5c0a34dc136131437ade04c6805a257923baed9414c5dfd673dc219087d",
            ),
        ],
    );
}

#[test]
fn skewed_batches() {
    let skewed = |spec| BatchSpec {
        transactions: 3_000,
        accounts: 5_000,
        contention: 1.07,
        seed: 99,
        ..spec
    };
    assert_golden(
        digests(skewed),
        [
            (
                "token",
                "0x84f905e91ee0737224dc35298699d5d1d30e1a61d0473ac8a0b1249c8d9b7fff",
            ),
            (
                "exchange",
                "0x3e8302642b4415daf7ab720022eb8747bf03e27b5a6ac3c71f1b91de33e0e93b",
            ),
            (
                "nft-global",
                "0xe2ac94873db90bf85d365a5d99844fba1a1d04903a5386118757ab2af889b34a",
            ),
            (
                "nft-per-user",
                "0xffc9db37f02cbb5acada8ef4156c5196cce76ba75c6cf9dfc1bf41f6e79065a0",
            ),
            (
                "payments",
                "0xb9ce3f7b04b4344d68a36b3f5fd676501979f0f5829f7f39bb6bd028e6b314c7",
            ),
        ],
    );
}

#[test]
fn the_seed_decides() {
    let other = |seed| {
        digests(move |spec| BatchSpec {
            transactions: 50,
            seed,
            ..spec
        })
    };
    assert_eq!(other(7), other(7));
    for (one, another) in other(7).iter().zip(other(8)) {
        assert_ne!(one.1, another.1);
    }
}
