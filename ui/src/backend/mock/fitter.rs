//! An installer's work in the demonstration: each code belongs to a display that is found after
//! some seconds.

use super::super::mock_data::{moment, rows};
use super::MockBackend;
use super::answer::known;
use crate::backend::Answer;
use crate::backend::fitter::Fitter;
use ami_domain::id::PairingId;
use ami_domain::pairing::{CheckNumber, PairState, VALID};
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::pairing::{AskPairing, HomeDisplays, Pairing};
use std::cell::RefCell;

/// The number that is compared.
const CHECK: CheckNumber = CheckNumber::of(240_817);
const SERIAL: &str = "SE-4471-0093";

/// The pairings of this page, the oldest first.
#[derive(Default)]
pub(super) struct Kept(RefCell<Vec<(Pairing, Timestamp)>>);

impl Kept {
    fn at(&self, now: Timestamp) -> Vec<Pairing> {
        let mut all = self.0.borrow_mut();
        for (one, since) in all.iter_mut() {
            let age = now.since(*since);
            one.left_ms = (VALID - age).as_millis().max(0);
            if one.state == PairState::Asked && age >= Span::seconds(1) {
                one.state = PairState::Waiting;
            }
            if one.state == PairState::Waiting && age >= Span::seconds(4) {
                one.state = PairState::Met;
                one.check = Some(CHECK);
            }
            if one.state == PairState::Confirmed {
                one.state = PairState::Paired;
            }
        }
        all.iter().rev().map(|(one, _)| one.clone()).collect()
    }

    fn one(&self, id: PairingId, now: Timestamp) -> Option<Pairing> {
        self.at(now).into_iter().find(|one| one.id == id)
    }

    fn set(&self, id: PairingId, to: impl Fn(PairState) -> PairState) {
        for (one, _) in self.0.borrow_mut().iter_mut() {
            if one.id == id {
                one.state = to(one.state);
            }
        }
    }
}

impl Fitter for MockBackend {
    fn displays(&self, serial: &str) -> Answer<HomeDisplays> {
        let home = HomeDisplays {
            serial: SERIAL.to_owned(),
            address: rows().remove(0).address,
            gateway_here: true,
            pairings: self.0.fitter.at(self.0.now()),
        };
        known(serial.eq_ignore_ascii_case(SERIAL).then_some(home))
    }
    fn pair(&self, id: PairingId, _: AskPairing) -> Answer<Pairing> {
        let now = self.0.now();
        if self.0.fitter.one(id, now).is_none() {
            let new = Pairing {
                id,
                serial: SERIAL.to_owned(),
                address: rows().remove(0).address,
                state: PairState::Asked,
                strangers: 0,
                check: None,
                last4: "0093".to_owned(),
                gateway_here: true,
                left_ms: VALID.as_millis(),
                asked_at: moment(now),
                asked_by: self.0.who(),
                ended_at: None,
            };
            self.0.fitter.0.borrow_mut().push((new, now));
        }
        self.pairing(id)
    }
    fn pairing(&self, id: PairingId) -> Answer<Pairing> {
        known(self.0.fitter.one(id, self.0.now()))
    }
    fn confirm_pairing(&self, id: PairingId, _: CheckNumber) -> Answer<Pairing> {
        let confirmed = |state| match state {
            PairState::Met => PairState::Confirmed,
            other => other,
        };
        self.0.fitter.set(id, confirmed);
        self.pairing(id)
    }
    fn end_pairing(&self, id: PairingId, differs: bool) -> Answer<Pairing> {
        let over = |state| match state {
            PairState::Paired | PairState::Confirmed => PairState::Unpaired,
            PairState::Met if differs => PairState::Differs,
            PairState::Asked | PairState::Waiting | PairState::Met => PairState::Cancelled,
            other => other,
        };
        self.0.fitter.set(id, over);
        self.pairing(id)
    }
}
