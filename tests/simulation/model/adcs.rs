//! ADCS and customer service: decide, answer the question, send again, and bring back.

use super::house::{BEGIN, Broken, CUT_VALID, House, METER, id, now};
use super::state::{COMMANDS_MAX, Kind, Message, State};
use super::terms::by_clock;
use ami_adcs::back::{back, brings_back};
use ami_adcs::dispatch::attempts;
use ami_adcs::still::stands;
use ami_domain::attempt::{Attempts, Step, step};
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind, Prepay};
use ami_domain::energy::WattHours;
use ami_domain::id::{GatewayId, PaymentId};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::Span;
use ami_store::{CommandRow, CommandState};
use ami_wire::still::Still;

impl House {
    pub(super) fn decide(&mut self, state: &mut State) {
        if self.holds(state, other_supply(state, None)).is_empty() {
            state.accept(Kind::Cut);
            state.yes = Some((state.tick, state.forbids()));
        }
    }

    /// The question, decided again: `ami_adcs::still`.
    pub(super) fn answers(&mut self, state: &State, place: u8) -> bool {
        let question = Still {
            v: ami_wire::VERSION,
            gateway: GatewayId::from_number(1),
            meter: METER,
            message: id(place),
            nonce: 1,
        };
        let Some(row) = self.row(state, place) else {
            return false;
        };
        stands(&question, &row, adcs_now(state)).is_ok()
            && self
                .holds(state, other_supply(state, Some(place)))
                .is_empty()
    }

    /// Whether the duty brings service back: `ami_css::zero` and `ami_adcs::supply`.
    pub(super) fn comes_back(&mut self, state: &State) -> bool {
        let reduced = state.told_off || state.open(Kind::Cut);
        let room = state.commands[COMMANDS_MAX - 1].is_none();
        let plan = self.back(state);
        let does = plan.connect || !plan.ends.is_empty();
        self.broken != Some(Broken::NobodyComesBack)
            && reduced
            && room
            && does
            && brings_back(&self.holds(state, other_supply(state, None)))
    }

    /// Under the account's lock: open cuts end, and what may be off is switched on.
    pub(super) fn restore(&mut self, state: &mut State) {
        let plan = self.back(state);
        for (place, slot) in (0..).zip(&mut state.commands) {
            if let Some(sent) = slot
                && plan.ends.contains(&id(place))
            {
                sent.open = false;
            }
        }
        if plan.connect {
            state.accept(Kind::Connect);
        }
    }

    fn back(&self, state: &State) -> ami_adcs::back::Back {
        let mut open: Vec<CommandRow> = (0..)
            .take(COMMANDS_MAX)
            .filter_map(|place| self.row(state, place))
            .filter(|row| row.state.is_open())
            .collect();
        if self.broken == Some(Broken::OnlyKnownOffNoReports) {
            for row in &mut open {
                row.state = CommandState::Queued;
            }
        }
        let supply = Supply {
            switch: if state.told_off {
                Switch::Off
            } else {
                Switch::On
            },
            limit: None,
            credit: WattHours::ZERO,
            at: BEGIN,
            trip: None,
        };
        back(&open, Some(&supply), false)
    }

    pub(super) fn dispatches(&self, state: &State, place: u8) -> bool {
        match self.step(state, place) {
            Some(Step::Send) => self.broken != Some(Broken::SentOnce),
            Some(Step::Expire) => true,
            Some(Step::Wait { .. } | Step::Early) | None => false,
        }
    }

    pub(super) fn dispatch(&self, state: &mut State, place: u8) {
        match self.step(state, place) {
            Some(Step::Send) => state.put(Message::Command(place)),
            Some(Step::Expire) => {
                if let Some(sent) = &mut state.commands[usize::from(place)] {
                    sent.open = false;
                }
            }
            Some(Step::Wait { .. } | Step::Early) | None => {}
        }
    }

    /// What ADCS does with an open command when its pause is over.
    fn step(&self, state: &State, place: u8) -> Option<Step> {
        let row = self.row(state, place)?;
        let now = adcs_now(state);
        let mut tried = Attempts {
            last: None,
            ..attempts(&row)
        };
        tried.restores &= self.broken != Some(Broken::RestoresWait);
        Some(step(&tried, now.business, now.real, &self.policy))
    }

    pub(super) fn made(&self, state: &State, place: u8) -> Option<Command> {
        let sent = state.commands[usize::from(place)]?;
        let kind = match sent.kind {
            Kind::Cut => self.order.clone(),
            Kind::Connect => CommandKind::Connect,
            Kind::Prepay => CommandKind::Prepay(Prepay {
                payment: PaymentId::from_number(1),
                credit: WattHours::kilo(10),
            }),
        };
        let by_adcs = |tick| by_clock(now(tick), sent.skew);
        let cuts = sent.kind == Kind::Cut;
        Some(Command {
            id: id(place),
            meter: METER,
            epoch: 1,
            seq: u64::from(place) + 1,
            priority: kind.priority(),
            kind,
            accepted_at: by_adcs(sent.tick),
            not_before: by_adcs(sent.tick),
            not_after: cuts.then(|| by_adcs(sent.tick + CUT_VALID)),
        })
    }

    fn row(&self, state: &State, place: u8) -> Option<CommandRow> {
        let open = state.commands[usize::from(place)]?.open;
        Some(CommandRow {
            command: self.made(state, place)?,
            state: if open {
                CommandState::Sent
            } else {
                CommandState::Superseded
            },
            attempts: 1,
            first_sent: None,
            last_sent_real: None,
            next_at_real: BEGIN,
            late: false,
        })
    }
}

/// Whether another supply command than this one is on its way.
fn other_supply(state: &State, own: Option<u8>) -> bool {
    let mut sent = state.sent();
    sent.any(|(place, one)| one.open && Some(place) != own)
}

/// ADCS reads its clock; every pause is over by then.
fn adcs_now(state: &State) -> Now {
    Now {
        business: by_clock(now(state.tick), state.adcs_skew),
        real: now(state.tick) + Span::days(1),
    }
}
