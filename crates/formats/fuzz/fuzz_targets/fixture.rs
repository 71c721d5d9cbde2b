//! A blockchain test whose inside is anything.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|inside: &[u8]| {
    let mut text = br#"{"case": {"network": "Cancun", "blocks": [], "#.to_vec();
    text.extend_from_slice(inside);
    text.extend_from_slice(b"}}");
    let _ = lanewise_formats::read(&text);
});
