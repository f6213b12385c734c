//! What the world is like at one moment, and what may happen next. Small and without pointers:
//! hundreds of thousands of them are compared.

use super::house::{Broken, NET_MAX};
use ami_domain::clearance::Hold;

/// Commands that ADCS accepts on one path at most; the place in the list is the order in which it
/// did.
pub(super) const COMMANDS_MAX: usize = 3;

/// Whether the customer has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Pay {
    #[default]
    None,
    /// Offered, and its processor has not answered.
    InFlight,
    Posted,
}

/// What else there is that must keep supply on; one of them at most comes on a path, at any
/// moment. Those of a kind do the same, and one stands for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Fact {
    /// Nothing.
    #[default]
    Fine,
    Hot,
    /// Somebody depends on power.
    Flag,
    WeatherUnknown,
    WeatherOld,
    BalanceOld,
    UsageOld,
}

/// What a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Cut,
    Connect,
    Prepay,
}

/// A command that ADCS has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Sent {
    pub(super) kind: Kind,
    /// Without a receipt, not superseded, and its time is not over.
    pub(super) open: bool,
    /// When, and by how wrong a clock.
    pub(super) tick: u8,
    pub(super) skew: i8,
}

/// A message on its way; commands by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Message {
    Command(u8),
    /// To ADCS, with its nonce.
    Question(u8, u8),
    /// To the gateway.
    Answer(u8, u8, bool),
    /// To ADCS: carried out by the meter, or refused.
    Receipt(u8, bool),
}

/// What the gateway is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) command: u8,
    pub(super) nonce: u8,
    pub(super) at: u8,
    pub(super) answer: Option<bool>,
}

/// What a gateway's journal says of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Journal {
    #[default]
    New,
    Done,
    Refused,
}

/// What has gone wrong on this path; each at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Mishaps {
    pub(super) lost: bool,
    pub(super) repeated: bool,
    pub(super) gateway_died: bool,
    pub(super) adcs_died: bool,
    pub(super) clock_jumped: bool,
}

impl Mishaps {
    pub(super) fn count(self) -> usize {
        let all = [
            self.lost,
            self.repeated,
            self.gateway_died,
            self.adcs_died,
            self.clock_jumped,
        ];
        all.into_iter().filter(|is| *is).count()
    }
}

/// Why something must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The switch opened and nobody had let it.
    Undecided,
    /// The switch opened, and when ADCS let it this should have held.
    Against(Hold),
    /// The switch opened later after the decision than an answer holds.
    Late,
    /// Nothing happens any more by itself, and who has paid is dark.
    PaidAndDark,
    /// The same for who is protected.
    ProtectedAndDark,
}

/// The world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct State {
    /// True time.
    pub(super) tick: u8,
    pub(super) pay: Pay,
    pub(super) fact: Fact,
    pub(super) read: bool,
    pub(super) adcs_skew: i8,
    pub(super) gateway_skew: i8,
    /// When ADCS last let a cut go, and what should have kept it from that.
    pub(super) yes: Option<(u8, Option<Hold>)>,
    pub(super) commands: [Option<Sent>; COMMANDS_MAX],
    /// ADCS has been told that the switch is open.
    pub(super) told_off: bool,
    /// Sorted; a broker that is full drops.
    pub(super) net: [Option<Message>; NET_MAX],
    pub(super) asked: Option<Asked>,
    pub(super) nonces: u8,
    pub(super) journal: [Journal; COMMANDS_MAX],
    /// Commands that wait at the gateway, a bit each.
    pub(super) waits: u8,
    /// The newest supply command that bytes have left for.
    pub(super) gone: Option<u8>,
    /// Which of the meters that the house knows.
    pub(super) meter: u16,
    pub(super) mishaps: Mishaps,
    pub(super) fault: Option<Fault>,
}

/// What may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Tick,
    /// ADCS decides about a cut.
    Decide,
    /// A payment is offered.
    Offer,
    /// It is posted.
    Post,
    Becomes(Fact),
    /// A person reads the warning.
    Read,
    /// A clock jumps: that of ADCS, and by how many steps.
    Jump(bool, i8),
    Lose(u8),
    /// Delivered, and still on its way.
    Repeat(u8),
    GatewayDies,
    AdcsDies,
    // What follows happens by itself.
    Deliver(u8),
    /// The duty of ADCS brings back who is protected by now.
    BringBack,
    /// ADCS looks at an open command: sent again, or over.
    Dispatch(u8),
    /// The gateway does what the answer says, or has waited long enough.
    Act,
    /// What the meter says of its switch comes to ADCS.
    Report,
}

impl Fact {
    /// Somebody must not be dark.
    pub(super) const PROTECTED: [Fact; 2] = [Fact::Hot, Fact::Flag];
    /// Something is not known.
    pub(super) const UNKNOWN: [Fact; 4] = [
        Fact::WeatherUnknown,
        Fact::WeatherOld,
        Fact::BalanceOld,
        Fact::UsageOld,
    ];
}

impl Action {
    /// Whether it happens by itself, sooner or later, without anybody's doing.
    pub(super) const fn by_itself(self) -> bool {
        match self {
            Action::Deliver(_)
            | Action::BringBack
            | Action::Dispatch(_)
            | Action::Act
            | Action::Report => true,
            Action::Tick
            | Action::Decide
            | Action::Offer
            | Action::Post
            | Action::Becomes(_)
            | Action::Read
            | Action::Jump(..)
            | Action::Lose(_)
            | Action::Repeat(_)
            | Action::GatewayDies
            | Action::AdcsDies => false,
        }
    }
}

impl State {
    /// Who must not be disconnected, and is known not to: what is unknown keeps supply on, and
    /// brings none back.
    pub(super) fn dark(&self) -> Option<Fault> {
        match (self.pay, self.fact) {
            (Pay::Posted, _) => Some(Fault::PaidAndDark),
            (_, Fact::Hot | Fact::Flag) => Some(Fault::ProtectedAndDark),
            _ => None,
        }
    }

    /// What should keep ADCS from letting a cut go, written down a second time and apart from
    /// the rules.
    pub(super) fn forbids(&self) -> Option<Hold> {
        let fact = match self.fact {
            Fact::Fine => None,
            Fact::Hot => Some(Hold::Hot),
            Fact::Flag => Some(Hold::Protected),
            Fact::WeatherUnknown => Some(Hold::WeatherUnknown),
            Fact::WeatherOld => Some(Hold::WeatherOld),
            Fact::BalanceOld => Some(Hold::BalanceOld),
            Fact::UsageOld => Some(Hold::UsageOld),
        };
        let pay = match self.pay {
            Pay::None => None,
            Pay::InFlight => Some(Hold::Payment),
            Pay::Posted => Some(Hold::Balance),
        };
        let unread = (!self.read).then_some(Hold::Acknowledge);
        let clock = (self.adcs_skew < 0).then_some(Hold::Clock);
        pay.or(fact).or(clock).or(unread)
    }

    pub(super) fn open(&self, kind: Kind) -> bool {
        self.sent().any(|(_, one)| one.open && one.kind == kind)
    }

    pub(super) fn sent(&self) -> impl Iterator<Item = (u8, Sent)> + '_ {
        (0..).zip(self.commands.iter().flatten().copied())
    }

    /// ADCS accepts a command, and it goes out.
    pub(super) fn accept(&mut self, kind: Kind) {
        // Without room nobody comes back, which is found where it matters.
        let Some(place) = self.commands.iter().position(Option::is_none) else {
            return;
        };
        self.commands[place] = Some(Sent {
            kind,
            open: true,
            tick: self.tick,
            skew: self.adcs_skew,
        });
        self.put(Message::Command(u8::try_from(place).unwrap_or(u8::MAX)));
    }

    pub(super) fn put(&mut self, message: Message) {
        let there = self.net.contains(&Some(message));
        if let (false, Some(free)) = (there, self.net.iter().position(Option::is_none)) {
            self.net[free] = Some(message);
            self.settle();
        }
    }

    pub(super) fn take(&mut self, place: u8) -> Option<Message> {
        let taken = self.net[usize::from(place)].take();
        self.settle();
        taken
    }

    /// One order of messages, whatever the order in which they came: the net has none.
    fn settle(&mut self) {
        self.net.sort_by_key(|one| (one.is_none(), *one));
    }

    /// Drops what makes no difference any more, so that the same future is one state.
    pub(super) fn forget(&mut self, broken: Option<Broken>) {
        let answer = |one: &Option<Message>| matches!(one, Some(Message::Answer(..)));
        let alive = self.asked.is_some()
            || self.waits != 0
            || self.net.iter().any(answer)
            || broken.is_some()
            || self.open(Kind::Cut);
        if !alive {
            self.yes = None;
        }
    }
}
