//! Messages from ADCS: each is carried out at most once, whatever the way does to it.
//!
//! A copy is known by its id and gets the receipt of the first. What is too old to be remembered
//! is refused by its sequence number, so that a message cannot come back after it was forgotten
//! (DESIGN 7.3, 7.7).

pub mod waiting;

use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::display::DisplayView;
use ami_domain::id::{AlertId, MessageId, MeterId, PaymentId};
use ami_domain::message::Notice;
use ami_domain::receipt::{MeterRefusal, Receipt};
use ami_domain::time::{Span, Timestamp};
use ami_wire::WireError;
use ami_wire::down::Down;
use std::collections::VecDeque;
pub use waiting::Waiting;

/// Receipts of messages that were carried out which the meter remembers.
pub const RECEIPTS_MAX: usize = 256;
/// Receipts of refused messages that the meter remembers; in a ring of their own, so that a flood
/// of useless messages cannot push out the proof of a payment.
pub const REFUSED_MAX: usize = 64;
/// Texts that the meter holds.
pub const NOTICES_MAX: usize = 16;
/// Clocks may differ by so much before a message counts as too early.
pub const EARLY: Span = Span::minutes(5);

/// A message that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Remembered {
    receipt: Receipt,
    epoch: u32,
    seq: u64,
    payment: Option<PaymentId>,
}

/// What the meter remembers of its messages, and what they gave it to show.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Inbox {
    epoch: u32,
    /// Everything at or below this in the current epoch was seen and forgotten.
    floor: u64,
    done: VecDeque<Remembered>,
    refused: VecDeque<Receipt>,
    /// Epoch and sequence of the view, of which a smaller never replaces a larger.
    shown: Option<(u32, u64)>,
    view: Option<DisplayView>,
    notices: Vec<Notice>,
    #[serde(default)]
    pub(crate) waiting: Waiting,
    /// Epoch and sequence of the newest command that brought power back: an older cut that comes
    /// after it is of no more use (DESIGN 7.7).
    #[serde(default)]
    restored: Option<(u32, u64)>,
    /// The same of the newest that took a limit away, for limits.
    #[serde(default)]
    unlimited: Option<(u32, u64)>,
}

/// What bytes from outside turn out to be.
#[derive(Debug)]
pub(crate) enum Reading {
    /// A command of this version.
    Command(Box<Command>),
    /// Not for us to read, but it has a name to answer to.
    Foreign(MessageId),
    /// Nothing.
    Noise,
}

/// Reads bytes that claim to be a [`Down`].
pub(crate) fn read(bytes: &[u8]) -> Reading {
    match Down::from_bytes(bytes) {
        Ok(down) => Reading::Command(Box::new(down.command)),
        Err(WireError::TooLarge(_)) => Reading::Noise,
        Err(WireError::Shape { .. } | WireError::Version(_)) => {
            // A newer back office gets a receipt that says so, and need not wait for silence.
            #[derive(serde::Deserialize)]
            struct Named {
                id: MessageId,
            }
            match serde_json::from_slice::<Named>(bytes) {
                Ok(named) => Reading::Foreign(named.id),
                Err(_) => Reading::Noise,
            }
        }
    }
}

impl Inbox {
    /// The receipt of a message, if it is still remembered.
    pub fn receipt(&self, id: MessageId) -> Option<&Receipt> {
        self.receipts().find(|receipt| receipt.message == id)
    }

    /// Receipts that are remembered: first those of refused messages, then those of messages that
    /// were carried out, each oldest first.
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.refused
            .iter()
            .chain(self.done.iter().map(|one| &one.receipt))
    }

    /// The view as held (SC1.12).
    pub fn view(&self) -> Option<&DisplayView> {
        self.view.as_ref()
    }

    /// Texts as held, at most [`NOTICES_MAX`].
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether a command is for this meter and may be carried out now.
    pub(crate) fn admit(
        &self,
        meter: MeterId,
        command: &Command,
        now: Timestamp,
    ) -> Result<(), MeterRefusal> {
        if command.meter != meter {
            return Err(MeterRefusal::OtherMeter);
        }
        if command.epoch < self.epoch {
            return Err(MeterRefusal::OldEpoch);
        }
        if command.epoch == self.epoch && command.seq <= self.floor {
            return Err(MeterRefusal::Stale);
        }
        if command.expired(now) {
            return Err(MeterRefusal::Expired);
        }
        // Whichever message arrives first: what was paid for later stays on (SC5.8).
        let own = Some((command.epoch, command.seq));
        let fence = match &command.kind {
            CommandKind::Disconnect(_) => self.restored,
            CommandKind::Limit(_) => self.restored.max(self.unlimited),
            CommandKind::Prepay(_)
            | CommandKind::Connect
            | CommandKind::Show(_)
            | CommandKind::Notice(_)
            | CommandKind::Withdraw(_)
            | CommandKind::Unlimit
            | CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::Test
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => None,
        };
        if own < fence {
            return Err(MeterRefusal::Stale);
        }
        // The meter keeps an agenda of events only: a cut for later is kept in ADCS and decided
        // again when its time comes (DESIGN 7.9). What brings power back is never early: a clock
        // of ours that is behind must not keep a paid customer dark (DESIGN 7.11).
        let restores = command.kind.priority() == Priority::Restore;
        if !restores && command.not_before > now + EARLY {
            return Err(MeterRefusal::NotSupported);
        }
        Ok(())
    }

    /// Whether the credit of a payment was added before, by another message: a back office that
    /// was put back from a backup may send it again.
    pub(crate) fn has_credit_of(&self, payment: PaymentId) -> bool {
        self.done.iter().any(|one| one.payment == Some(payment))
    }

    /// A smaller view never replaces a larger.
    pub(crate) fn check_view(&self, epoch: u32, view: &DisplayView) -> Result<(), MeterRefusal> {
        let currency = view.currency.as_bytes();
        if currency.len() != 3 || !currency.iter().all(u8::is_ascii_uppercase) {
            return Err(MeterRefusal::NotSupported);
        }
        if self.shown.is_some_and(|shown| (epoch, view.seq) < shown) {
            return Err(MeterRefusal::Stale);
        }
        Ok(())
    }

    /// A text must be whole, not over, and find a place.
    pub(crate) fn check_notice(&self, notice: &Notice, now: Timestamp) -> Result<(), MeterRefusal> {
        if notice.valid.end <= now {
            return Err(MeterRefusal::Expired);
        }
        if notice.check(now).is_err() {
            return Err(MeterRefusal::NotSupported);
        }
        self.room_for(notice, now)
            .map(|_| ())
            .ok_or(MeterRefusal::Full)
    }

    /// Where a text goes: a new place, or that of its own older copy, of one that is over, or of
    /// the least important one below it. `None` when all 16 matter as much.
    fn room_for(&self, notice: &Notice, now: Timestamp) -> Option<usize> {
        let own = self.notices.iter().position(|held| held.id == notice.id);
        let over = || self.notices.iter().position(|held| held.valid.end <= now);
        let free = || (self.notices.len() < NOTICES_MAX).then_some(self.notices.len());
        let lesser = || {
            let below = |(_, held): &(usize, &Notice)| held.importance < notice.importance;
            let least = self.notices.iter().enumerate().filter(below);
            least
                .min_by_key(|(_, held)| held.importance)
                .map(|(place, _)| place)
        };
        own.or_else(over).or_else(free).or_else(lesser)
    }

    pub(crate) fn hold(&mut self, notice: Notice, now: Timestamp) {
        match self.room_for(&notice, now) {
            Some(place) if place < self.notices.len() => self.notices[place] = notice,
            Some(_) => self.notices.push(notice),
            None => {}
        }
    }

    pub(crate) fn withdraw(&mut self, id: AlertId) {
        self.notices.retain(|held| held.id != id);
    }

    pub(crate) fn show(&mut self, epoch: u32, view: DisplayView) {
        self.shown = Some((epoch, view.seq));
        self.view = Some(view);
    }

    /// Remembers the receipt of a message that was carried out. A message of a newer epoch makes
    /// it the meter's: sequence numbers may then begin anew.
    pub(crate) fn remember_done(&mut self, command: &Command, receipt: Receipt) {
        if command.epoch > self.epoch {
            self.epoch = command.epoch;
            self.floor = 0;
        }
        while self.done.len() >= RECEIPTS_MAX {
            if let Some(old) = self.done.pop_front()
                && old.epoch == self.epoch
            {
                self.floor = self.floor.max(old.seq);
            }
        }
        let own = Some((command.epoch, command.seq));
        let payment = match &command.kind {
            CommandKind::Prepay(prepay) => {
                self.restored = self.restored.max(own);
                Some(prepay.payment)
            }
            CommandKind::Connect => {
                self.restored = self.restored.max(own);
                None
            }
            CommandKind::Unlimit => {
                self.unlimited = self.unlimited.max(own);
                None
            }
            CommandKind::Show(_)
            | CommandKind::Notice(_)
            | CommandKind::Withdraw(_)
            | CommandKind::Disconnect(_)
            | CommandKind::Limit(_)
            | CommandKind::Event(_)
            | CommandKind::CancelEvent { .. }
            | CommandKind::Test
            | CommandKind::SetMode(_)
            | CommandKind::Settings(_) => None,
        };
        self.done.push_back(Remembered {
            receipt,
            epoch: command.epoch,
            seq: command.seq,
            payment,
        });
    }

    pub(crate) fn remember_refused(&mut self, receipt: Receipt) {
        while self.refused.len() >= REFUSED_MAX {
            self.refused.pop_front();
        }
        self.refused.push_back(receipt);
    }
}
