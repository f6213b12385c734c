//! Which display may come in by its own password, and for which one the gateway waits: decided on
//! values, without socket, disk or clock. How display and gateway come to trust each other is told
//! in `gateway/pair`.

use crate::limits::{ASKS_MAX, ENDED_KEPT};
use ami_domain::id::{MeterId, PairingId};
use ami_domain::pairing::{ARRIVE, CheckNumber, PairCode, Stage, VALID};
use ami_domain::time::Span;
use ami_pair::{Own, Print, check, print, seal};
use ami_wire::pair::{
    Hex, IhdAsk, IhdFound, IhdPair, IhdPass, IhdSealed, PairDown, PairOpen, PairOrder, to_hex,
};
use std::collections::VecDeque;
use subtle::ConstantTimeEq;

/// A display that has a password of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Paired {
    pub(crate) pairing: PairingId,
    pub(crate) meter: MeterId,
    pub(crate) digest: [u8; 32],
    /// It has come in. One that has not is forgotten with its pairing.
    pub(crate) arrived: bool,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Show this to displays that want to be paired, or nothing any more.
    Board(Option<IhdPair>),
    /// End every connection of this home's displays: they must ask at the door again.
    ShutOut(MeterId),
    /// Tell the utility.
    Say(PairingId, Stage),
}

/// Chance for one password and its seal.
#[derive(Clone)]
pub(crate) struct Drawn {
    pub(crate) password: [u8; 32],
    pub(crate) nonce: [u8; 24],
}

/// What a display's word asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nothing: nobody is awaited, or this one is known.
    Nothing,
    /// Its code is to be computed, for this pairing.
    Compute(PairingId),
    /// It was one too many.
    Over(Vec<Effect>),
}

/// A display is awaited.
#[derive(Debug)]
struct Approval {
    pairing: PairingId,
    of: PairOpen,
    /// By the monotonic clock, in milliseconds.
    ends: u64,
    /// Those with another code.
    strangers: Vec<IhdAsk>,
    found: Option<Found>,
    asks: usize,
}

#[derive(Debug)]
struct Found {
    display: IhdAsk,
    check: CheckNumber,
    pass: Option<IhdSealed>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Machine {
    own: Own,
    /// What displays are to trust, as hexadecimal digits, and its fingerprint.
    certificate: String,
    print: Print,
    meters: Vec<MeterId>,
    open: Option<Approval>,
    paired: Vec<Paired>,
    /// What is over, the oldest first: an old order must not open it again.
    ended: VecDeque<(PairingId, Stage)>,
}

fn millis(span: Span) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(0)
}

impl Machine {
    /// Of these homes, with those that have come in before. Whoever comes in is to trust this
    /// certificate.
    pub(crate) fn new(
        (own, certificate): (Own, &[u8]),
        meters: Vec<MeterId>,
        mut paired: Vec<Paired>,
    ) -> Self {
        paired.retain(|one| one.arrived);
        Self {
            own,
            certificate: to_hex(certificate),
            print: print(certificate),
            meters,
            open: None,
            paired,
            ended: VecDeque::new(),
        }
    }

    /// Every display with a password of its own.
    pub(crate) fn paired(&self) -> &[Paired] {
        &self.paired
    }

    /// Whether a display is awaited.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The home that a password is of.
    pub(crate) fn admits(&self, digest: &[u8; 32]) -> Option<MeterId> {
        let mut found = None;
        for one in &self.paired {
            if bool::from(one.digest.ct_eq(digest)) {
                found = Some(one.meter);
            }
        }
        found
    }

    /// Carries out an order of the utility, and always answers how the pairing stands. A second
    /// copy changes nothing.
    pub(crate) fn order(&mut self, down: PairDown, now: u64, drawn: &Drawn) -> Vec<Effect> {
        let id = down.pairing;
        let mut effects = match down.order {
            PairOrder::Open(of) => self.begin(id, of, now),
            PairOrder::Look => Vec::new(),
            PairOrder::Confirm(check) => self.confirm(id, check, now, drawn),
            PairOrder::End => self.end(id),
        };
        effects.push(Effect::Say(id, self.stage(id)));
        effects
    }

    fn stage(&self, id: PairingId) -> Stage {
        if let Some(open) = self.open.as_ref().filter(|open| open.pairing == id) {
            let strangers = u32::try_from(open.strangers.len()).unwrap_or(u32::MAX);
            let found = open.found.as_ref();
            return found.map_or(Stage::Waiting(strangers), |found| Stage::Met(found.check));
        }
        if self.paired.iter().any(|one| one.pairing == id) {
            return Stage::Paired;
        }
        let ended = self.ended.iter().rev().find(|(other, _)| *other == id);
        ended.map_or(Stage::Gone, |(_, stage)| *stage)
    }

    fn begin(&mut self, id: PairingId, of: PairOpen, now: u64) -> Vec<Effect> {
        let known = self.stage(id) != Stage::Gone || self.ended.iter().any(|(one, _)| *one == id);
        if known || !self.meters.contains(&of.meter) {
            return Vec::new();
        }
        let mut effects = self.close(Stage::Gone);
        self.open = Some(Approval {
            pairing: id,
            ends: now.saturating_add(u64::from(of.left_ms).min(millis(VALID))),
            of,
            strangers: Vec::new(),
            found: None,
            asks: 0,
        });
        effects.push(self.board());
        effects
    }

    /// What displays are to read now.
    fn board(&self) -> Effect {
        Effect::Board(self.open.as_ref().map(|open| IhdPair {
            v: ami_wire::VERSION,
            key: Hex(self.own.public()),
            certificate: Hex(self.print),
            found: open.found.as_ref().map(|found| IhdFound {
                display: found.display.key,
                last4: open.of.last4.clone(),
                pass: found.pass.clone(),
            }),
        }))
    }

    fn confirm(
        &mut self,
        id: PairingId,
        number: CheckNumber,
        now: u64,
        drawn: &Drawn,
    ) -> Vec<Effect> {
        let Some(open) = self.open.as_mut().filter(|open| open.pairing == id) else {
            return Vec::new();
        };
        let found = open.found.as_mut();
        let Some(found) = found.filter(|one| one.check == number && one.pass.is_none()) else {
            return Vec::new();
        };
        let pass = IhdPass {
            v: ami_wire::VERSION,
            meter: open.of.meter,
            last4: open.of.last4.clone(),
            password: to_hex(&drawn.password),
            certificate: self.certificate.clone(),
        };
        let bytes = pass.to_bytes();
        let sealed = match seal(&self.own, &found.display.key.0, drawn.nonce, &bytes) {
            Ok(sealed) => sealed,
            Err(error) => {
                tracing::error!(%error, pairing.id = %id, "A display cannot be let in");
                return self.close(Stage::Gone);
            }
        };
        found.pass = Some(IhdSealed {
            nonce: Hex(drawn.nonce),
            bytes: to_hex(&sealed),
        });
        open.ends = open.ends.max(now.saturating_add(millis(ARRIVE)));
        self.paired.push(Paired {
            pairing: id,
            meter: open.of.meter,
            digest: crate::pairing::digest(pass.password.as_bytes()),
            arrived: false,
        });
        vec![self.board()]
    }

    fn end(&mut self, id: PairingId) -> Vec<Effect> {
        if self.open.as_ref().is_some_and(|open| open.pairing == id) {
            return self.close(Stage::Gone);
        }
        self.note(id, Stage::Gone);
        let out = self.paired.iter().find(|one| one.pairing == id);
        let out = out.map(|one| Effect::ShutOut(one.meter));
        self.paired.retain(|one| one.pairing != id);
        out.into_iter().collect()
    }

    /// Ends what is open, with the password of a display that has not come in by now.
    fn close(&mut self, stage: Stage) -> Vec<Effect> {
        let Some(open) = self.open.take() else {
            return Vec::new();
        };
        self.note(open.pairing, stage);
        let mut effects = vec![Effect::Board(None), Effect::Say(open.pairing, stage)];
        let waited = |one: &Paired| one.pairing == open.pairing && !one.arrived;
        if self.paired.iter().any(waited) {
            self.paired.retain(|one| !waited(one));
            effects.push(Effect::ShutOut(open.of.meter));
        }
        effects
    }

    fn note(&mut self, id: PairingId, stage: Stage) {
        self.ended.push_back((id, stage));
        if self.ended.len() > ENDED_KEPT {
            self.ended.pop_front();
        }
    }

    /// A display says who it is. Each is computed once, and only so many in all.
    pub(crate) fn asked(&mut self, ask: &IhdAsk) -> Asked {
        let Some(open) = self.open.as_mut() else {
            return Asked::Nothing;
        };
        if open.found.is_some() || open.strangers.contains(ask) {
            return Asked::Nothing;
        }
        open.asks += 1;
        if open.asks > ASKS_MAX {
            return Asked::Over(self.close(Stage::Crowded));
        }
        Asked::Compute(open.pairing)
    }

    /// The code of a display that asked, for the pairing of that moment.
    pub(crate) fn computed(&mut self, id: PairingId, ask: &IhdAsk, code: PairCode) -> Vec<Effect> {
        let own = (self.own.public(), self.print);
        let Some(open) = self.open.as_mut().filter(|open| open.pairing == id) else {
            return Vec::new();
        };
        if open.found.is_some() || open.strangers.contains(ask) {
            return Vec::new();
        }
        let (wanted, is) = (open.of.code.to_string(), code.to_string());
        if bool::from(wanted.as_bytes().ct_eq(is.as_bytes())) {
            open.found = Some(Found {
                display: *ask,
                check: check(&own.0, &own.1, &ask.key.0, &ask.nonce.0),
                pass: None,
            });
            return vec![self.board(), Effect::Say(id, self.stage(id))];
        }
        open.strangers.push(*ask);
        vec![Effect::Say(id, self.stage(id))]
    }

    /// A display has come in with this password of its own; whether that is news, and what follows.
    pub(crate) fn arrived(&mut self, digest: &[u8; 32]) -> Vec<Effect> {
        let mut here = self.paired.iter_mut();
        let Some(one) = here.find(|one| one.digest == *digest && !one.arrived) else {
            return Vec::new();
        };
        one.arrived = true;
        let id = one.pairing;
        if self.open.as_ref().is_some_and(|open| open.pairing == id) {
            self.open = None;
        }
        vec![Effect::Board(None), Effect::Say(id, Stage::Paired)]
    }

    /// Time passes: nothing stays open.
    pub(crate) fn tick(&mut self, now: u64) -> Vec<Effect> {
        if self.open.as_ref().is_some_and(|open| open.ends <= now) {
            self.close(Stage::Expired)
        } else {
            Vec::new()
        }
    }
}
