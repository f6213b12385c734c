//! The Green Book example and the tokens of a real exchange, byte for byte.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::hex;

fn keys() -> Keys {
    let key = |hex_text: &str| <[u8; 16]>::try_from(hex(hex_text)).unwrap();
    Keys::new(
        key("000102030405060708090A0B0C0D0E0F"),
        key("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"),
    )
}

const TITLE: SystemTitle = SystemTitle(*b"MMM\x00\x00\xbcaN");

#[test]
fn the_green_book_example_is_made_and_opened_in_all_three_protections() {
    let plain = hex("C0010000080000010000FF0200");
    let examples = [
        (
            Protection::Authenticated,
            "C81E1001234567C0010000080000010000FF020006725D910F9221D263877516",
        ),
        (
            Protection::Encrypted,
            "C8122001234567411312FF935A47566827C467BC",
        ),
        (
            Protection::Both,
            "C81E3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B",
        ),
    ];
    for (protection, wire) in examples {
        let made = protect_apdu(
            &keys(),
            protection,
            Form::Service,
            TITLE,
            0x0123_4567,
            &plain,
        );
        assert_eq!(made, hex(wire), "{protection:?}");
        let opened = open_apdu(&keys(), TITLE, &made).unwrap();
        assert_eq!(opened.plain, plain);
        assert_eq!(
            (opened.protection, opened.counter),
            (protection, 0x0123_4567)
        );
        let general = protect_apdu(&keys(), protection, Form::General, TITLE, 7, &plain);
        assert_eq!(
            open_apdu(&keys(), TITLE, &general).unwrap().form,
            Form::General
        );
    }
}

#[test]
fn a_changed_bit_anywhere_is_refused_when_there_is_a_tag() {
    let plain = hex("C0010000080000010000FF0200");
    for protection in [Protection::Authenticated, Protection::Both] {
        let wire = protect_apdu(&keys(), protection, Form::Service, TITLE, 9, &plain);
        for i in 0..wire.len() {
            let mut bad = wire.clone();
            bad[i] ^= 0x01;
            assert!(open_apdu(&keys(), TITLE, &bad).is_err(), "byte {i}");
        }
    }
}

#[test]
fn the_ciphered_push_opens_to_a_notification() {
    let wire = hex(concat!(
        "db084d4d4d0000bc614e2a30012345678ed212ff9a5640bd6121c469bc1e9ef80f634d05712683155d69",
        "595451c0bc4faf72ef882e"
    ));
    let opened = open_apdu(&keys(), TITLE, &wire).unwrap();
    assert_eq!(opened.protection, Protection::Both);
    assert!(crate::apdu::DataNotification::from_bytes(&opened.plain).is_ok());
}

#[test]
fn a_token_answers_only_its_own_challenge_title_and_key() {
    let token = gmac_token(&keys(), TITLE, 2, b"challenge-of-16b");
    assert_eq!(token.len(), 17);
    assert_eq!(
        check_gmac_token(&keys(), TITLE, b"challenge-of-16b", &token),
        Ok(2)
    );
    let other = SystemTitle([1; 8]);
    assert!(check_gmac_token(&keys(), other, b"challenge-of-16b", &token).is_err());
    assert!(check_gmac_token(&keys(), TITLE, b"challenge-of-16c", &token).is_err());
    assert!(check_gmac_token(&keys(), TITLE, b"challenge-of-16b", &token[..16]).is_err());
}

#[test]
fn a_counter_gives_nothing_above_its_stored_ceiling_and_never_repeats() {
    let mut counter = Counter::resume(100);
    assert_eq!(counter.take(), Err(SecurityError::CounterNotReserved));
    assert_eq!(counter.reserve(2), 102);
    assert_eq!((counter.take(), counter.take()), (Ok(100), Ok(101)));
    assert!(counter.take().is_err());
    // A crash now resumes above everything that may have been used.
    assert_eq!(Counter::resume(102).reserve(1), 103);
    let mut full = Counter::resume(u32::MAX);
    assert_eq!(full.reserve(5), u32::MAX);
    assert!(full.take().is_err());
}

#[test]
fn a_counter_that_was_seen_is_refused() {
    let mut guard = ReplayGuard::resume(Some(5));
    assert_eq!(
        guard.accept(5),
        Err(SecurityError::Replay { got: 5, last: 5 })
    );
    assert_eq!(guard.accept(6), Ok(()));
    assert!(guard.accept(6).is_err());
    assert_eq!(ReplayGuard::default().accept(0), Ok(()));
}

#[test]
fn a_tag_does_not_hide_and_hiding_does_not_vouch() {
    use Protection::{Authenticated, Both, Encrypted, Plain};
    for (own, least, fits) in [
        (Both, Both, true),
        (Both, Encrypted, true),
        (Both, Authenticated, true),
        (Authenticated, Encrypted, false),
        (Encrypted, Authenticated, false),
        (Encrypted, Plain, false),
        (Encrypted, Encrypted, true),
        (Authenticated, Plain, true),
    ] {
        assert_eq!(own.covers(least), fits, "{own:?} for {least:?}");
    }
}

#[test]
fn secrets_do_not_show_in_debug() {
    let shown = format!("{:?} {:?}", keys(), Password::new(b"12345678"));
    assert_eq!(shown, "Keys(hidden) Password(hidden)");
}
