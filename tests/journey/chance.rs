//! Random bytes from the standard library's hasher, which the system seeds.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Sixteen bytes that no other call gives.
pub(crate) fn bytes() -> [u8; 16] {
    let part = || RandomState::new().build_hasher().finish().to_be_bytes();
    let mut all = [0; 16];
    all[..8].copy_from_slice(&part());
    all[8..].copy_from_slice(&part());
    all
}

/// Them as 32 hexadecimal digits.
pub(crate) fn hex() -> String {
    bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number below `limit`.
pub(crate) fn below(limit: u64) -> u64 {
    RandomState::new().build_hasher().finish() % limit
}
