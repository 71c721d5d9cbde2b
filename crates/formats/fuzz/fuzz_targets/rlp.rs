//! A block's RLP, inside an otherwise valid fixture.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fmt::Write as _;

fuzz_target!(|rlp: &[u8]| {
    let digits = rlp.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    let zero = "0".repeat(64);
    let text = format!(
        r#"{{"case": {{"network": "Osaka", "pre": {{}}, "blocks": [{{"rlp": "0x{digits}"}}],
        "genesisBlockHeader": {{"hash": "0x{zero}", "coinbase": "0x{}", "number": "0x0",
        "gasLimit": "0x0", "timestamp": "0x0"}}}}}}"#,
        "0".repeat(40)
    );
    let cases = lanewise_formats::read(text.as_bytes());
    assert!(cases.is_ok(), "a block that cannot be decoded is a block to be refused");
});
