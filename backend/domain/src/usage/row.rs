//! Rows of numbers that are longer than those serde knows, as lists of exactly their length.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer, const N: usize>(
    row: &[i64; N],
    to: S,
) -> Result<S::Ok, S::Error> {
    row.as_slice().serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
    from: D,
) -> Result<[i64; N], D::Error> {
    let row = Vec::<i64>::deserialize(from)?;
    let found = row.len();
    row.try_into()
        .map_err(|_| D::Error::custom(format!("{found} numbers where {N} belong")))
}
