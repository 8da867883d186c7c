//! Writes small artefacts: what Windows leaves behind of what people do.

mod jump_list;
mod link;
mod recycle_bin;

pub use jump_list::{Used, compound_file, custom, dest_list};
pub use link::{Link, file_item, item, local_info, share_info};
pub use recycle_bin::{info_file, info2};

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16_z(text: &str) -> Vec<u8> {
    [utf16(text), vec![0, 0]].concat()
}

fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
    into[at..at + bytes.len()].copy_from_slice(bytes);
}

fn le(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("a small number").to_le_bytes()
}
