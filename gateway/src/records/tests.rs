//! A stop at any byte, a damaged byte, and a full disk.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

#[test]
fn the_checksum_is_the_known_one() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
}

fn written(payloads: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for payload in payloads {
        frame(payload, &mut bytes).unwrap();
    }
    bytes
}

proptest! {
    #[test]
    fn a_stop_at_any_byte_loses_only_the_record_under_way(
        payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = written(&payloads);
        let cut = cut.index(bytes.len() + 1);
        let Parsed { payloads: got, good, lost } = parse(&bytes[..cut]);
        prop_assert!(good <= cut && lost == 0);
        prop_assert_eq!(&got[..], &payloads[..got.len()]);
        let whole = written(&payloads[..(got.len() + 1).min(payloads.len())]).len();
        prop_assert!(got.len() == payloads.len() || cut < whole);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut file = MAGIC.to_vec();
        file.extend(&bytes);
        parse(&bytes);
        prop_assert!(parse(&file).good >= MAGIC.len());
    }
}

#[test]
fn one_damaged_byte_takes_one_record_with_it_and_no_other() {
    let all = [b"one".to_vec(), b"the second".to_vec(), b"three".to_vec()];
    let dir = tempfile::tempdir().unwrap();
    let (mut records, _) = Records::open(dir.path(), "t").unwrap();
    records.append(&all, true).unwrap();
    let path = records.path();
    drop(records);
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        fs::write(&path, &damaged).unwrap();
        let (records, found) = Records::open(dir.path(), "t").unwrap();
        let hit = match at {
            0..8 => None,
            8..19 => Some(0),
            19..37 => Some(1),
            _ => Some(2),
        };
        let left = |(place, one): (usize, &Vec<u8>)| (Some(place) != hit).then(|| one.clone());
        let left: Vec<_> = all.iter().enumerate().filter_map(left).collect();
        assert_eq!(found.payloads, left, "byte {at}");
        assert_eq!(records.broken(), hit != Some(2), "byte {at}");
    }
}

#[test]
fn a_torn_tail_is_cut_and_the_file_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (mut records, _) = Records::open(dir.path(), "t").unwrap();
    records
        .append(&[b"one".to_vec(), b"two".to_vec()], true)
        .unwrap();
    let path = records.path();
    drop(records);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let (mut records, found) = Records::open(dir.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![b"one".to_vec()]);
    assert_eq!(found.torn, 10);
    records.append(&[b"three".to_vec()], true).unwrap();
    drop(records);
    let (_, found) = Records::open(dir.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![b"one".to_vec(), b"three".to_vec()]);
    assert_eq!(found.torn, 0);
}

#[test]
fn a_rewrite_replaces_the_file_and_a_half_made_one_is_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let (mut records, _) = Records::open(dir.path(), "t").unwrap();
    records
        .append(&[b"one".to_vec(), b"two".to_vec()], true)
        .unwrap();
    records.rewrite([b"two".to_vec()].into_iter()).unwrap();
    records.append(&[b"three".to_vec()], true).unwrap();
    drop(records);
    fs::write(dir.path().join("t-00000009.new"), b"half").unwrap();
    let (records, found) = Records::open(dir.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![b"two".to_vec(), b"three".to_vec()]);
    assert_eq!(records.generation, 1);
    assert_eq!(generations(dir.path(), "t").unwrap(), vec![1]);
}

#[test]
fn a_folder_that_promises_nothing_loses_nothing_that_was_added_later() {
    let dir = tempfile::tempdir().unwrap();
    let one = |text: &str| text.as_bytes().to_vec();
    let (mut records, _) = Records::open(dir.path(), "t").unwrap();
    records.append(&[one("one"), one("two")], true).unwrap();
    records.folder_fails = true;
    for _ in 0..3 {
        records.rewrite([one("two")].into_iter()).unwrap_err();
        assert!(records.broken());
        // Whoever starts now must not miss what was said to be on disk.
        records.append(&[one("three")], true).unwrap_err();
        let made = generations(dir.path(), "t").unwrap();
        assert!(made.len() <= 2, "{made:?}");
        assert!(made.contains(&0), "the one that is known to be there");
    }
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let (_, found) = Records::open(copy.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![one("two")]);
    // After a power cut the new name may be gone.
    let newest = records.path();
    let old = tempfile::tempdir().unwrap();
    fs::copy(
        dir.path().join("t-00000000.rec"),
        old.path().join("t-00000000.rec"),
    )
    .unwrap();
    let (_, found) = Records::open(old.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![one("one"), one("two")]);
    assert!(newest.exists());

    records.folder_fails = false;
    records.rewrite([one("two")].into_iter()).unwrap();
    records.append(&[one("three")], true).unwrap();
    assert_eq!(generations(dir.path(), "t").unwrap().len(), 1);
    drop(records);
    let (_, found) = Records::open(dir.path(), "t").unwrap();
    assert_eq!(found.payloads, vec![one("two"), one("three")]);
}
