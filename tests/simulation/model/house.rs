//! What each part does when something happens to it: the parts' own pure functions decide, this
//! only carries values between them. Here is what the world does to everybody; ADCS is in
//! `adcs.rs`, the gateway and its meter in `gateway.rs`.

use super::state::{Action, Fact, Kind, Message, Pay, Sent, State};
use super::terms::{facts, rules};
use ami_adcs::back::brings_back;
use ami_domain::clearance::{Hold, Rules, judge};
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::id::{ClearanceId, MessageId, MeterId};
use ami_domain::policy::Policy;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_meter::{AmiMeter, Meter};
use std::collections::HashMap;

/// True time at the first tick.
pub(super) const BEGIN: Timestamp = Timestamp::from_millis(1_810_000_000_000);
/// One tick; an answer holds for two.
const TICK: Span = Span::millis(2_500);
/// The world ends here.
const TICKS: u8 = 2;
/// A cut is worth nothing after so many; a clock that jumps brings that moment near.
pub(super) const CUT_VALID: u8 = 3;
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
    pub(super) policy: Policy,
    pub(super) order: CommandKind,
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

    /// What the rules say of this world.
    pub(super) fn word(&mut self, state: &State) -> (bool, bool) {
        let holds = self.holds(state, false);
        (!holds.is_empty(), brings_back(&holds))
    }

    /// Every rule that holds now, by ADCS's own clock.
    pub(super) fn holds(&mut self, state: &State, supply_open: bool) -> Vec<Hold> {
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

pub(super) fn id(place: u8) -> MessageId {
    MessageId::from_number(u128::from(place) + 1)
}

pub(super) fn now(tick: u8) -> Timestamp {
    BEGIN + Span::millis(TICK.as_millis() * i64::from(tick))
}

pub(super) fn millis(tick: u8) -> u64 {
    u64::from(tick) * u64::try_from(TICK.as_millis()).unwrap_or(u64::MAX)
}
