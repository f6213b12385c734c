//! What each part does when something happens to it: the parts' own pure functions decide, this
//! only carries values between them. Here ADCS and what the world does to everybody; the gateway
//! and its meter are in `gateway.rs`.

use super::state::{Action, COMMANDS_MAX, Fact, Kind, Message, Pay, Sent, State};
use super::terms::{by_clock, facts, rules};
use ami_adcs::back::{back, brings_back};
use ami_adcs::dispatch::attempts;
use ami_adcs::still::stands;
use ami_domain::attempt::{Attempts, Step, step};
use ami_domain::clearance::{Hold, Rules, judge};
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind, Prepay};
use ami_domain::energy::WattHours;
use ami_domain::id::{ClearanceId, GatewayId, MessageId, MeterId, PaymentId};
use ami_domain::policy::Policy;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_meter::{AmiMeter, Meter};
use ami_store::{CommandRow, CommandState};
use ami_wire::still::Still;
use std::collections::HashMap;

/// True time at the first tick.
pub(super) const BEGIN: Timestamp = Timestamp::from_millis(1_810_000_000_000);
/// One tick; an answer holds for two.
const TICK: Span = Span::millis(2_500);
/// The world ends here.
const TICKS: u8 = 2;
/// A cut is worth nothing after so many; a clock that jumps brings that moment near.
const CUT_VALID: u8 = 3;
/// So many messages are on their way at once.
pub(super) const NET_MAX: usize = 2;
/// So many things go wrong on one path ..
const MISHAPS_MAX: usize = 2;
/// .. and so many come in between at all: mishaps, a payment, a fact.
const EVENTS_MAX: usize = 3;
/// So often the gateway asks.
pub(super) const NONCES_MAX: u8 = 2;
pub(super) const METER: MeterId = MeterId::from_number(1);

/// A wall that has fallen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// The gateway carries out a cut without asking.
    NoQuestion,
    /// The same, and what arrives last is the newest, for gateway and meter.
    NoQuestionNoFence,
    /// What brings power back is carried out beside a question that stays open, and what arrives
    /// last is the newest.
    TwoAtOnceNoFence,
    /// An answer is good for ever.
    AnswerNeverOld,
    /// Any answer answers any question.
    AnyAnswer,
    /// ADCS does not look at this rule.
    Ignores(Hold),
    /// Who is protected after a cut stays dark.
    NobodyComesBack,
    /// What is known to be off is brought back, and not what may be by now; and no report of a
    /// switch comes to ADCS.
    OnlyKnownOffNoReports,
    /// What has no receipt is not sent again.
    SentOnce,
    /// What brings power back waits for its time by ADCS's clock, like everything else.
    RestoresWait,
}

/// What the parts would do, remembered so that the same question is asked once.
pub(super) struct House {
    pub(super) broken: Option<Broken>,
    facts: Vec<Fact>,
    rules: Rules,
    policy: Policy,
    order: CommandKind,
    judged: HashMap<(Pay, Fact, bool, i8, bool), Vec<Hold>>,
    /// Every meter that there can be, by what was done to it.
    pub(super) meters: Vec<(AmiMeter, bool)>,
    pub(super) given: HashMap<(u16, u8, Sent, u8), (u16, bool)>,
    /// The same meter reached on two ways is one.
    same: HashMap<String, u16>,
}

impl House {
    /// A house in which one of these facts may come.
    pub(super) fn new(broken: Option<Broken>, facts_of: &[Fact]) -> Self {
        let made = Meter {
            meter: METER,
            serial: "1".to_owned(),
            interval: Span::hours(1),
            has_switch: true,
            switch: Switch::On,
            credit: WattHours::ZERO,
        };
        let meter = AmiMeter::new(made, BEGIN).expect("a meter of the model");
        let mild = State {
            read: true,
            ..State::default()
        };
        let rules = rules();
        let cleared = judge(ClearanceId::from_number(1), &facts(&mild, false), &rules);
        Self {
            order: cleared.expect("the mildest facts are cleared").order(),
            rules,
            policy: Policy::default(),
            broken,
            facts: facts_of.to_vec(),
            judged: HashMap::new(),
            meters: vec![(meter, false)],
            given: HashMap::new(),
            same: HashMap::new(),
        }
    }

    pub(super) fn is_off(&self, state: &State) -> bool {
        self.meters[usize::from(state.meter)].1
    }

    /// Everything that may happen now.
    pub(super) fn actions(&mut self, state: &State) -> Vec<Action> {
        let mut all = Vec::new();
        let mut may = |is: bool, action| {
            if is {
                all.push(action);
            }
        };
        // Time before the decision is all the same; what was read stays read.
        let decided = state.sent().any(|(_, one)| one.kind == Kind::Cut);
        may(decided && state.tick < TICKS, Action::Tick);
        may(!decided, Action::Decide);
        let done = state.mishaps;
        let others = usize::from(state.pay != Pay::None) + usize::from(state.fact != Fact::Fine);
        let one_more = done.count() + others < EVENTS_MAX;
        may(state.pay == Pay::None && one_more, Action::Offer);
        may(state.pay == Pay::InFlight, Action::Post);
        may(!decided && !state.read, Action::Read);
        if state.fact == Fact::Fine && one_more {
            for fact in &self.facts {
                may(true, Action::Becomes(*fact));
            }
        }
        let spared = one_more && done.count() < MISHAPS_MAX;
        for steps in [-1, 1] {
            may(spared && !done.clock_jumped, Action::Jump(true, steps));
            may(spared && !done.clock_jumped, Action::Jump(false, steps));
        }
        for (place, _) in (0..).zip(state.net.iter().flatten()) {
            may(true, Action::Deliver(place));
            may(spared && !done.lost, Action::Lose(place));
            may(spared && !done.repeated, Action::Repeat(place));
        }
        may(self.may_act(state), Action::Act);
        let busy = state.asked.is_some() || state.waits != 0;
        may(busy && spared && !done.gateway_died, Action::GatewayDies);
        let at_adcs = |one: &Message| matches!(one, Message::Question(..) | Message::Receipt(..));
        let loses = state.net.iter().flatten().any(at_adcs);
        may(loses && spared && !done.adcs_died, Action::AdcsDies);
        let reports = self.broken != Some(Broken::OnlyKnownOffNoReports);
        may(
            reports && state.told_off != self.is_off(state),
            Action::Report,
        );
        for (place, one) in state.sent() {
            let there = state.net.contains(&Some(Message::Command(place)));
            let held = state.waits & (1 << place) != 0
                || state.asked.is_some_and(|asked| asked.command == place);
            let again = one.open && !there && !held && self.dispatches(state, place);
            may(again, Action::Dispatch(place));
        }
        let comes_back = self.comes_back(state);
        if comes_back {
            all.push(Action::BringBack);
        }
        all
    }

    /// The world after it.
    pub(super) fn after(&mut self, state: &State, action: Action) -> State {
        let mut next = *state;
        match action {
            Action::Tick => next.tick += 1,
            Action::Decide => self.decide(&mut next),
            Action::Offer => next.pay = Pay::InFlight,
            Action::Post => {
                next.pay = Pay::Posted;
                next.accept(Kind::Prepay);
                self.restore(&mut next);
            }
            Action::Becomes(fact) => next.fact = fact,
            Action::Read => next.read = true,
            Action::Jump(adcs, steps) => {
                next.mishaps.clock_jumped = true;
                if adcs {
                    next.adcs_skew = steps;
                } else {
                    next.gateway_skew = steps;
                }
            }
            Action::Lose(place) => {
                next.take(place);
                next.mishaps.lost = true;
            }
            Action::Repeat(place) => {
                next.mishaps.repeated = true;
                if let Some(message) = next.net[usize::from(place)] {
                    self.deliver(&mut next, message);
                }
            }
            Action::Deliver(place) => {
                if let Some(message) = next.take(place) {
                    self.deliver(&mut next, message);
                }
            }
            // Its journal, its order and its spool are on disk; what waits is not.
            Action::GatewayDies => {
                (next.asked, next.waits) = (None, 0);
                next.mishaps.gateway_died = true;
            }
            // Its commands are rows; what nobody has received yet is not.
            Action::AdcsDies => {
                for place in (0..NET_MAX).rev() {
                    if matches!(
                        next.net[place],
                        Some(Message::Question(..) | Message::Receipt(..))
                    ) {
                        next.net[place] = None;
                    }
                }
                next.net.sort_by_key(|one| (one.is_none(), *one));
                next.mishaps.adcs_died = true;
            }
            Action::BringBack => self.restore(&mut next),
            Action::Dispatch(place) => self.dispatch(&mut next, place),
            Action::Act => self.act(&mut next),
            Action::Report => next.told_off = self.is_off(&next),
        }
        next.forget(self.broken);
        next
    }

    fn deliver(&mut self, state: &mut State, message: Message) {
        match message {
            Message::Command(place) => self.command(state, place),
            Message::Question(place, nonce) => {
                let go = self.answers(state, place);
                if go {
                    state.yes = Some((state.tick, state.forbids()));
                }
                state.put(Message::Answer(place, nonce, go));
            }
            Message::Answer(place, nonce, go) => self.hear(state, place, nonce, go),
            Message::Receipt(place, _) => {
                if let Some(sent) = &mut state.commands[usize::from(place)] {
                    sent.open = false;
                }
            }
        }
    }

    fn decide(&mut self, state: &mut State) {
        if self.holds(state, other_supply(state, None)).is_empty() {
            state.accept(Kind::Cut);
            state.yes = Some((state.tick, state.forbids()));
        }
    }

    /// The question, decided again: `ami_adcs::still`.
    fn answers(&mut self, state: &State, place: u8) -> bool {
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
    fn comes_back(&mut self, state: &State) -> bool {
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
    fn restore(&mut self, state: &mut State) {
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

    fn dispatches(&self, state: &State, place: u8) -> bool {
        match self.step(state, place) {
            Some(Step::Send) => self.broken != Some(Broken::SentOnce),
            Some(Step::Expire) => true,
            Some(Step::Wait { .. } | Step::Early) | None => false,
        }
    }

    fn dispatch(&self, state: &mut State, place: u8) {
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

    /// What the rules say of this world.
    pub(super) fn word(&mut self, state: &State) -> (bool, bool) {
        let holds = self.holds(state, false);
        (!holds.is_empty(), brings_back(&holds))
    }

    /// Every rule that holds now, by ADCS's own clock.
    fn holds(&mut self, state: &State, supply_open: bool) -> Vec<Hold> {
        let key = (
            state.pay,
            state.fact,
            state.read,
            state.adcs_skew,
            supply_open,
        );
        let (rules, broken) = (&self.rules, self.broken);
        let judged = self.judged.entry(key).or_insert_with(|| {
            let id = ClearanceId::from_number(1);
            let judged = judge(id, &facts(state, supply_open), rules);
            let mut holds = judged.err().unwrap_or_default();
            holds.retain(|hold| broken != Some(Broken::Ignores(*hold)));
            holds
        });
        judged.clone()
    }

    /// The meter's place among those that are known; its log and clock make no difference.
    pub(super) fn known(&mut self, meter: AmiMeter) -> u16 {
        let supply = meter.examine();
        let done: Vec<String> = meter
            .receipts()
            .map(|one| format!("{} {:?}", one.message, one.outcome))
            .collect();
        let key = format!("{:?} {done:?}", supply.switch);
        let off = supply.switch != Switch::On;
        let place = u16::try_from(self.meters.len()).expect("few meters");
        *self.same.entry(key).or_insert_with(|| {
            self.meters.push((meter, off));
            place
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

pub(super) fn id(place: u8) -> MessageId {
    MessageId::from_number(u128::from(place) + 1)
}

pub(super) fn now(tick: u8) -> Timestamp {
    BEGIN + Span::millis(TICK.as_millis() * i64::from(tick))
}

pub(super) fn millis(tick: u8) -> u64 {
    u64::from(tick) * u64::try_from(TICK.as_millis()).unwrap_or(u64::MAX)
}
