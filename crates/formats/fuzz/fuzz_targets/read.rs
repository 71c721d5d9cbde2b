//! Any bytes at all: what they are is found out by the reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let _ = lanewise_formats::read(text);
});
