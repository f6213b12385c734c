//! What is said about a display that is paired, to gateways and on the home's network.

use crate::sample::{METER, local};
use ami_domain::id::{GatewayId, PairingId};
use ami_domain::pairing::{CheckNumber, PairCode, PairState, Stage};
use ami_wire::api::pairing::{AskPairing, ConfirmPairing, HomeDisplays, Pairing};
use ami_wire::ihd::{IhdMet, IhdPairing, IhdShown};
use ami_wire::pair::{
    Hex, IhdAsk, IhdFound, IhdPair, IhdPass, IhdSealed, PairDown, PairOpen, PairOrder, PairUp,
    from_hex, to_hex,
};
use proptest::prelude::*;
use serde_json::Value;

const ID: PairingId = PairingId::from_number(0xd1);
const CHECK: CheckNumber = CheckNumber::of(240_817);

fn downs() -> Vec<PairDown> {
    let open = PairOpen {
        meter: METER,
        code: PairCode::of(1_002_003),
        last4: "0042".into(),
        left_ms: 600_000,
    };
    let orders = [
        PairOrder::Open(open),
        PairOrder::Look,
        PairOrder::Confirm(CHECK),
        PairOrder::End,
    ];
    orders.map(|order| PairDown::new(ID, order)).into()
}

fn ups() -> Vec<PairUp> {
    let stages = [
        Stage::Waiting(2),
        Stage::Met(CHECK),
        Stage::Paired,
        Stage::Expired,
        Stage::Crowded,
        Stage::Gone,
    ];
    let up = |stage| PairUp {
        v: 1,
        gateway: GatewayId::from_number(0xaa),
        pairing: ID,
        stage,
    };
    stages.map(up).into()
}

fn pair() -> IhdPair {
    IhdPair {
        v: 1,
        key: Hex([1; 32]),
        certificate: Hex([6; 32]),
        found: Some(IhdFound {
            display: Hex([2; 32]),
            last4: "0042".into(),
            pass: Some(IhdSealed {
                nonce: Hex([3; 24]),
                bytes: to_hex(&[4; 5]),
            }),
        }),
    }
}

const ASK: IhdAsk = IhdAsk {
    v: 1,
    key: Hex([2; 32]),
    nonce: Hex([5; 16]),
};

fn lines(all: impl IntoIterator<Item = Vec<u8>>) -> String {
    let line = |bytes: Vec<u8>| {
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        value.to_string() + "\n"
    };
    all.into_iter().map(line).collect()
}

#[test]
fn words_about_a_pairing_look_like_this_and_read_back() {
    let down = downs().into_iter().map(|down| down.to_bytes());
    let up = ups().into_iter().map(|up| up.to_bytes());
    let lan = [pair().to_bytes(), ASK.to_bytes()];
    insta::assert_snapshot!(lines(down.chain(up).chain(lan)));
    for down in downs() {
        assert_eq!(PairDown::from_bytes(&down.to_bytes()).unwrap(), down);
    }
    for up in ups() {
        assert_eq!(PairUp::from_bytes(&up.to_bytes()).unwrap(), up);
    }
    assert_eq!(IhdPair::from_bytes(&pair().to_bytes()).unwrap(), pair());
    assert_eq!(IhdAsk::from_bytes(&ASK.to_bytes()).unwrap(), ASK);
}

#[test]
fn a_pairing_over_http_and_on_the_window_looks_like_this() {
    let one = Pairing {
        id: ID,
        serial: "AMI00000042".into(),
        address: "12 Alder Street".into(),
        state: PairState::Met,
        strangers: 1,
        check: Some(CHECK),
        last4: "0042".into(),
        gateway_here: true,
        left_ms: 540_000,
        asked_at: local(1),
        asked_by: "Ines Ortega".into(),
        ended_at: None,
    };
    let home = HomeDisplays {
        serial: one.serial.clone(),
        address: one.address.clone(),
        gateway_here: true,
        pairings: vec![one],
    };
    let ask = AskPairing {
        serial: "AMI00000042".into(),
        code: "001 002 003".into(),
    };
    let shown = IhdShown {
        connected: false,
        view: None,
        unpaired: true,
        kept: false,
        pairing: Some(IhdPairing {
            code: PairCode::of(1_002_003),
            minutes: 10,
            reached: true,
            met: Some(IhdMet {
                check: CHECK,
                last4: "0042".into(),
            }),
            other: false,
        }),
    };
    let json = |value: serde_json::Result<Vec<u8>>| value.unwrap();
    insta::assert_snapshot!(lines([
        json(serde_json::to_vec(&home)),
        json(serde_json::to_vec(&ask)),
        json(serde_json::to_vec(&ConfirmPairing { check: CHECK })),
        json(serde_json::to_vec(&shown)),
    ]));
    let back: IhdShown = serde_json::from_slice(&json(serde_json::to_vec(&shown))).unwrap();
    assert_eq!(back, shown);
}

#[test]
fn a_display_before_this_version_is_understood_and_no_log_has_a_password() {
    let old = r#"{"connected":true,"view":null}"#;
    let shown: IhdShown = serde_json::from_str(old).unwrap();
    assert_eq!((shown.unpaired, shown.pairing), (false, None));
    let pass = IhdPass {
        v: 1,
        meter: METER,
        last4: "0042".into(),
        password: "a display's own".into(),
        certificate: to_hex(b"certificate"),
    };
    assert!(!format!("{pass:?}").contains("own"));
    assert_eq!(IhdPass::from_bytes(&pass.to_bytes()).unwrap(), pass);
}

/// None of these may panic, whatever it is given.
fn read_all(bytes: &[u8]) {
    PairDown::from_bytes(bytes).ok();
    PairUp::from_bytes(bytes).ok();
    IhdPair::from_bytes(bytes).ok();
    IhdAsk::from_bytes(bytes).ok();
    IhdPass::from_bytes(bytes).ok();
}

#[test]
fn another_version_a_short_key_and_a_code_of_letters_are_refused() {
    let said = String::from_utf8(ASK.to_bytes()).unwrap();
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("0505", "05"),
        ("0505", "05zz"),
        ("0202", "020202"),
    ] {
        let changed = said.replacen(from, to, 1);
        assert!(IhdAsk::from_bytes(changed.as_bytes()).is_err(), "{changed}");
    }
    let open = String::from_utf8(downs()[0].to_bytes()).unwrap();
    let changed = open.replace("001002003", "00100200x");
    assert!(PairDown::from_bytes(changed.as_bytes()).is_err());
    assert_eq!(from_hex("0aFf"), Some(vec![10, 255]));
    assert_eq!(
        (from_hex("0"), from_hex("+f"), from_hex("ñ")),
        (None, None, None)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_and_any_broken_byte_are_read_or_refused(bytes: Vec<u8>, at: usize, byte: u8) {
        read_all(&bytes);
        let whole = downs().into_iter().map(|down| down.to_bytes());
        for mut one in whole.chain([pair().to_bytes(), ASK.to_bytes()]) {
            let place = at % one.len();
            one[place] = byte;
            read_all(&one);
        }
    }
}
