//! Whatever a text says, it is read or refused in words.

mod common;

use common::{FORKS, block_of};
use lanewise_formats::read;
use proptest::prelude::*;

/// Changes a text in one place, or in a few.
fn changed(mut text: Vec<u8>, changes: &[(usize, u8, Vec<u8>)]) -> Vec<u8> {
    for (place, kind, bytes) in changes {
        let place = place % (text.len() + 1);
        let end = (place + bytes.len()).min(text.len());
        match kind % 4 {
            0 => drop(text.splice(place..end, bytes.iter().copied())),
            1 => drop(text.splice(place..place, bytes.iter().copied())),
            2 => drop(text.drain(place..end)),
            _ => {
                let copy: Vec<u8> = text[place..end].to_vec();
                text.extend(copy);
            }
        }
    }
    text
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8, Vec<u8>)>> {
    let digits = prop::collection::vec(
        prop::sample::select(b"0123456789abcdefx\"{}[],:-".to_vec()),
        1..24,
    );
    let bytes = prop::collection::vec(any::<u8>(), 1..24);
    prop::collection::vec(
        (
            any::<usize>(),
            any::<u8>(),
            prop_oneof![3 => digits, 1 => bytes],
        ),
        1..4,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn documents(fork in 0..FORKS.len(), changes in changes()) {
        let text = block_of(FORKS[fork]).to_string().into_bytes();
        if let Err(error) = read(&changed(text, &changes)) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn anything(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&text);
    }

    #[test]
    fn blocks_in_rlp(rlp in prop::collection::vec(any::<u8>(), 0..600)) {
        let zeros = format!("0x{}", "0".repeat(64));
        let digits: String = rlp.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = serde_json::json!({"case": {
            "network": "Osaka", "pre": {}, "blocks": [{"rlp": format!("0x{digits}")}],
            "genesisBlockHeader": {"hash": zeros, "coinbase": &zeros[..42], "number": "0x0",
                "gasLimit": "0x0", "timestamp": "0x0"},
        }});
        let cases = read(text.to_string().as_bytes());
        prop_assert!(cases.is_ok());
    }
}

#[test]
fn nothing_is_read_that_is_nested_too_deep() {
    let text = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(text.as_bytes()).is_err());
    let text = format!(
        "{{\"block\": {}{}, \"preState\": 1}}",
        "[".repeat(1000),
        "]".repeat(1000)
    );
    let error = read(text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("recursion limit"), "{error}");
}
