#![no_main]

#[path = "../../tests/suite/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::expression(data));
