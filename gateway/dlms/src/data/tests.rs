//! Laws of the value encoding: it reads back, it never panics, it never grows without limit.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Data, MAX_DEPTH};
use crate::codec::DecodeError;

fn leaf() -> impl Strategy<Value = Data> {
    prop_oneof![
        Just(Data::Null),
        any::<bool>().prop_map(Data::Bool),
        proptest::collection::vec(any::<bool>(), 0..40).prop_map(Data::Bits),
        any::<i32>().prop_map(Data::I32),
        any::<u32>().prop_map(Data::U32),
        proptest::collection::vec(any::<u8>(), 0..300).prop_map(Data::Octets),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(Data::Visible),
        "\\PC{0,20}".prop_map(Data::Utf8),
        any::<u8>().prop_map(Data::Bcd),
        any::<i8>().prop_map(Data::I8),
        any::<i16>().prop_map(Data::I16),
        any::<u8>().prop_map(Data::U8),
        any::<u16>().prop_map(Data::U16),
        any::<i64>().prop_map(Data::I64),
        any::<u64>().prop_map(Data::U64),
        any::<u8>().prop_map(Data::Enum),
        any::<[u8; 4]>().prop_map(Data::Float32),
        any::<[u8; 8]>().prop_map(Data::Float64),
        any::<[u8; 12]>().prop_map(Data::DateTime),
        any::<[u8; 5]>().prop_map(Data::Date),
        any::<[u8; 4]>().prop_map(Data::Time),
    ]
}

pub(crate) fn value() -> impl Strategy<Value = Data> {
    leaf().prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Data::Array),
            proptest::collection::vec(inner, 0..8).prop_map(Data::Structure),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_reads_back_as_it_was_written(value in value()) {
        prop_assert_eq!(Data::from_bytes(&value.to_bytes()).unwrap(), value);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Data::from_bytes(&bytes);
    }

    #[test]
    fn a_value_cut_short_is_refused(value in value(), keep in 0usize..1000) {
        let bytes = value.to_bytes();
        let keep = keep % bytes.len();
        prop_assert!(Data::from_bytes(&bytes[..keep]).is_err());
    }
}

#[test]
fn a_bottomless_nest_is_refused_at_the_limit() {
    let mut bytes = [1, 1].repeat(MAX_DEPTH);
    bytes.push(0);
    let limit = DecodeError::TooLarge {
        at: 2 * MAX_DEPTH,
        limit: MAX_DEPTH,
    };
    assert_eq!(Data::from_bytes(&bytes), Err(limit));
}

#[test]
fn a_count_without_items_is_refused_before_memory_is_taken() {
    assert!(Data::from_bytes(&[1, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0]).is_err());
}

#[test]
fn a_compact_array_is_refused_by_its_tag() {
    assert_eq!(
        Data::from_bytes(&[0x13, 0]),
        Err(DecodeError::Tag { at: 0, tag: 0x13 })
    );
}

#[test]
fn integers_of_every_width_give_their_number() {
    assert_eq!(Data::I8(-3).as_i64(), Some(-3));
    assert_eq!(Data::U64(u64::MAX).as_i64(), None);
    assert_eq!(Data::U64(u64::MAX).as_u64(), Some(u64::MAX));
    assert_eq!(Data::I8(-3).as_u64(), None);
    assert_eq!(Data::U8(1).as_bool(), Some(true));
}
