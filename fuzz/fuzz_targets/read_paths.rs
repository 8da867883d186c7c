//! Checks that both paths read the same from any chunk. The input is the bytes of the chunk. It
//! gets the signature and correct checksums, so that the fast path reads it, and then a wrong
//! checksum, as if it were damaged.
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
    // Twice, because the first reading must not affect the second.
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
