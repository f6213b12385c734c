//! What a display makes of a gateway's words, a true one's and a false one's.

#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use ami_domain::id::MeterId;
use ami_pair::seal;
use ami_wire::pair::{IhdFound, IhdSealed, to_hex};

fn offer() -> Offer {
    Offer::new([1; 32], [2; 16]).unwrap()
}

/// What is trusted from then on.
const CERTIFICATE: &[u8] = b"the gateway's certificate";

fn gateway() -> Own {
    Own::from_chance([9; 32])
}

/// Says that it awaits a display, or has found this one.
fn said(by: &Own, found: Option<(Key, Option<IhdSealed>)>) -> IhdPair {
    IhdPair {
        v: ami_wire::VERSION,
        key: Hex(by.public()),
        certificate: Hex(print(CERTIFICATE)),
        found: found.map(|(display, pass)| IhdFound {
            display: Hex(display),
            last4: "0042".into(),
            pass,
        }),
    }
}

fn pass(last4: &str) -> IhdPass {
    IhdPass {
        v: ami_wire::VERSION,
        meter: MeterId::from_number(7),
        last4: last4.into(),
        password: "a display's own".into(),
        certificate: to_hex(CERTIFICATE),
    }
}

fn sealed(by: &Own, to: Key, last4: &str) -> IhdSealed {
    sealed_pass(by, to, &pass(last4))
}

fn sealed_pass(by: &Own, to: Key, pass: &IhdPass) -> IhdSealed {
    let bytes = seal(by, &to, [3; 24], &pass.to_bytes()).unwrap();
    IhdSealed {
        nonce: Hex([3; 24]),
        bytes: to_hex(&bytes),
    }
}

#[test]
fn a_display_asks_shows_the_number_and_comes_in_when_it_was_confirmed() {
    let (mut offer, by) = (offer(), gateway());
    let own = offer.own.public();
    let asked = offer.heard(&said(&by, None));
    assert!(matches!(asked, Next::Ask(ask) if ask.key.0 == own && ask.nonce.0 == [2; 16]));
    assert_eq!(offer.shown(Span::ZERO, true).met, None);
    assert_eq!(offer.heard(&said(&by, Some((own, None)))), Next::Wait);
    let met = offer.shown(Span::ZERO, true).met.unwrap();
    assert_eq!(
        met.check,
        check(&by.public(), &print(CERTIFICATE), &own, &[2; 16])
    );
    assert_eq!(met.last4, "0042");
    let sealed = sealed(&by, own, "0042");
    let entered = offer.heard(&said(&by, Some((own, Some(sealed)))));
    assert_eq!(entered, Next::Enter(pass("0042")));
}

#[test]
fn a_second_gateway_is_never_told_the_key_that_a_first_one_knows() {
    let (mut offer, by, other) = (offer(), gateway(), Own::from_chance([8; 32]));
    assert!(matches!(offer.heard(&said(&by, None)), Next::Ask(_)));
    assert!(
        matches!(offer.heard(&said(&by, None)), Next::Ask(_)),
        "a typing error before"
    );
    assert_eq!(offer.heard(&said(&other, None)), Next::Anew);
    let own = offer.own.public();
    assert_eq!(offer.heard(&said(&other, Some((own, None)))), Next::Anew);
}

#[test]
fn nothing_is_taken_that_the_installer_did_not_compare() {
    let by = gateway();
    let own = offer().own.public();
    // A password before the number was shown.
    let mut first = offer();
    let early = sealed(&by, own, "0042");
    assert_eq!(
        first.heard(&said(&by, Some((own, Some(early.clone()))))),
        Next::Anew
    );
    // For another meter than was shown, sealed by somebody else, with another certificate, broken.
    let thief = Own::from_chance([8; 32]);
    let mut broken = early.clone();
    broken.bytes.truncate(20);
    let mut other = pass("0042");
    other.certificate = to_hex(b"another certificate");
    let wrong = [
        sealed(&by, own, "9999"),
        sealed(&thief, own, "0042"),
        sealed_pass(&by, own, &other),
        broken,
    ];
    for wrong in wrong {
        let mut offer = offer();
        offer.heard(&said(&by, Some((own, None))));
        assert_eq!(
            offer.heard(&said(&by, Some((own, Some(wrong))))),
            Next::Anew
        );
    }
    // Another certificate than the one that the number is of.
    let mut changed = offer();
    changed.heard(&said(&by, Some((own, None))));
    let mut other = said(&by, Some((own, None)));
    other.certificate = Hex(print(b"another certificate"));
    assert_eq!(changed.heard(&other), Next::Anew);
    // Another meter under the installer's eyes.
    let mut changed = offer();
    changed.heard(&said(&by, Some((own, None))));
    let mut other = said(&by, Some((own, None)));
    other.found.as_mut().unwrap().last4 = "9999".into();
    assert_eq!(changed.heard(&other), Next::Anew);
}

#[test]
fn two_displays_at_once_and_a_gateway_that_stops_leave_a_code_that_can_be_used() {
    let (mut offer, by) = (offer(), gateway());
    let own = offer.own.public();
    assert_eq!(offer.heard(&said(&by, Some(([5; 32], None)))), Next::Wait);
    assert!(
        offer.shown(Span::ZERO, true).other,
        "the other one comes first"
    );
    assert!(!offer.closed(), "the same code is good for the next try");
    assert!(!offer.shown(Span::ZERO, true).other);
    assert!(matches!(offer.heard(&said(&by, None)), Next::Ask(_)));
    offer.heard(&said(&by, Some((own, None))));
    assert!(
        offer.closed(),
        "a number that was compared is not compared again"
    );
    assert_eq!(offer.heard(&said(&by, None)), Next::Anew);
}

#[test]
fn a_code_lasts_ten_minutes_and_says_how_long() {
    let mut offer = offer();
    let minutes = |offer: &Offer, seconds| offer.shown(Span::seconds(seconds), false).minutes;
    assert_eq!(
        [0, 1, 60, 61, 599, 700].map(|at| minutes(&offer, at)),
        [10, 10, 9, 9, 1, 0]
    );
    assert!(!offer.is_over(Span::seconds(599)) && offer.is_over(Span::seconds(600)));
    let own = offer.own.public();
    offer.heard(&said(&gateway(), Some((own, None))));
    assert!(!offer.is_over(Span::seconds(600)) && offer.is_over(Span::seconds(720)));
}
