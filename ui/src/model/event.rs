//! Prepaid events: how far one has come, and times as the clock at its place shows them (SC2, SC3).

use crate::model::pay::Mark;
use crate::model::range::local_day;
use ami_domain::event::EventState;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::time::Timestamp;
use ami_locales::format::Civil;
use ami_wire::api::event::Event;

const DAY_MS: i64 = 86_400_000;

/// The honest chain of an event; nothing is shown as done that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// The money is there.
    pub paid: Mark,
    /// The schedule went out to the meter.
    pub sent: Mark,
    /// The meter's receipt is in.
    pub stored: Mark,
    /// It was made sure a day before that the meter has it (NFR-08); `None` where that no longer
    /// matters.
    pub verified: Option<Mark>,
    /// The window has begun.
    pub started: Mark,
    /// Its use is over.
    pub ended: Mark,
    /// What was not used is back.
    pub returned: Mark,
}

/// Reads the chain off an event.
pub fn steps(event: &Event) -> Steps {
    let paid = match event.payment.as_ref().map(|payment| payment.state) {
        Some(PaymentState::Applied { .. }) => Mark::Done,
        Some(PaymentState::Refused { .. }) => Mark::Failed,
        Some(
            PaymentState::Offered
            | PaymentState::Waits { .. }
            | PaymentState::Authorised { .. }
            | PaymentState::Pending { .. },
        )
        | None => Mark::Now,
    };
    let delivery = event.delivery.as_ref();
    let after = |done: bool, before: Mark| match (done, before) {
        (true, _) => Mark::Done,
        (false, Mark::Done) => Mark::Now,
        (false, Mark::Now | Mark::Later | Mark::Failed) => Mark::Later,
    };
    let at_meter = event.meter_state.is_some();
    let sent = after(
        at_meter || delivery.is_some_and(|way| way.sent_at.is_some()),
        paid,
    );
    let confirmed = delivery.is_some_and(|way| way.confirmed_at.is_some());
    let stored = match delivery {
        Some(way) if way.refused && !at_meter => Mark::Failed,
        Some(_) | None => after(at_meter || confirmed, sent),
    };
    let begun = match event.state {
        EventState::Running | EventState::Over | EventState::Settled => true,
        EventState::Held | EventState::Booked | EventState::Cancelled => false,
    };
    let over = matches!(event.state, EventState::Over | EventState::Settled);
    // Where service goes on at the payer's own cost, what was left came back at the window's end.
    let cancelled = event.state == EventState::Cancelled;
    let settled = event.state == EventState::Settled;
    let verified = match event.verified_at {
        Some(_) => Some(Mark::Done),
        None if begun => None,
        None => Some(Mark::Later),
    };
    let began = if begun { Mark::Done } else { Mark::Later };
    let ended = after(over, began);
    Steps {
        paid,
        sent,
        stored,
        verified,
        started: began,
        ended,
        returned: after(settled || cancelled || event.returned > Money::ZERO, ended),
    }
}

/// Nothing can happen to this event any more.
pub fn is_over(event: &Event) -> bool {
    // Of a time that was let go its money may still come.
    let open = event
        .payment
        .as_ref()
        .is_some_and(|one| one.state.is_open());
    matches!(event.state, EventState::Settled | EventState::Cancelled) && !open
}

/// Text id of the word for a state.
pub const fn state_text(state: EventState) -> &'static str {
    match state {
        EventState::Held => "event-state-held",
        EventState::Booked => "event-state-booked",
        EventState::Running => "event-state-running",
        EventState::Over => "event-state-over",
        EventState::Settled => "event-state-settled",
        EventState::Cancelled => "event-state-cancelled",
    }
}

fn written(civil: Civil) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        civil.year, civil.month, civil.day, civil.hour, civil.minute
    )
}

/// What a new booking begins with: tomorrow evening at this offset, six to ten.
pub fn tomorrow(now: Timestamp, offset_minutes: i16) -> (String, String) {
    let day = local_day(now, offset_minutes) + 1;
    let mut civil = Civil::from_unix_ms(day.saturating_mul(DAY_MS), 0);
    let mut at = |hour| {
        civil.hour = hour;
        civil.minute = 0;
        written(civil)
    };
    (at(18), at(22))
}

/// Whether a text has the shape `YYYY-MM-DDTHH:MM`; browsers may add seconds, which are dropped.
pub fn read(text: &str) -> Option<String> {
    let text = text.trim().get(..16)?;
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    text.bytes().enumerate().all(shape).then(|| text.to_owned())
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
