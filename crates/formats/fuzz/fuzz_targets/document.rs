//! A block of a node, or of our own format, whose inside is anything.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (bool, &[u8], &[u8])| {
    let (own, block, state) = parts;
    let mut text = if own {
        br#"{"lanewise": 1, "fork": "Prague", "block": {"#.to_vec()
    } else {
        br#"{"fork": "Prague", "block": {"#.to_vec()
    };
    text.extend_from_slice(block);
    text.extend_from_slice(br#"}, "preState": "#);
    text.extend_from_slice(state);
    text.push(b'}');
    let _ = lanewise_formats::read(&text);
});
