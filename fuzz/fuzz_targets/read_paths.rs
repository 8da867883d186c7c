//! Both paths read the same from whatever chunk: the input is its bytes, to which the signature and
//! the right checksums are given, so that the fast path takes it up, and then a wrong one, as damage leaves it.
//!
//! `cargo fuzz run read_paths fuzz/corpus/read_paths fuzz/seeds/read_paths`

#![no_main]

#[path = "../../tests/read_paths/agreement.rs"]
mod agreement;

use agreement::{Comparison, seal};
use libfuzzer_sys::fuzz_target;

const CHUNK: usize = 65_536;

fuzz_target!(|input: &[u8]| {
    let mut chunk = input.to_vec();
    chunk.resize(CHUNK, 0);
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    seal(&mut chunk);
    let mut paths = Comparison::default();
    // Twice: what the first reading left must not show in the second.
    for _ in 0..2 {
        if let Err(why) = paths.chunk(&chunk) {
            panic!("{why}");
        }
    }
    chunk[52] ^= 1;
    if let Err(why) = paths.chunk(&chunk) {
        panic!("{why}");
    }
});
