//! Prepayment events (SC2, SC3). Finding them is in `event_find.rs`.

use crate::error::StoreError;
use crate::place::Location;
use crate::sql::{Row, must};
use crate::tx::Tx;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventReport, EventState, MeterEventState};
use ami_domain::id::{AccountId, EventId, LocationId, MessageId, MeterId, PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Window};

/// What a person at the utility should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventProblem {
    /// The meter has not confirmed it 24 h before its start (NFR-08).
    NotReceipted,
    /// The meter has refused it.
    Refused,
    /// The meter says that it overlaps another (FR-18).
    Overlaps,
    /// The site's supply may not be reduced although the event is over.
    HeldCut,
}

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Made by who books it.
    pub id: EventId,
    /// Where.
    pub location: LocationId,
    /// The account whose meter counts it.
    pub site: AccountId,
    /// The account that pays.
    pub account: AccountId,
    /// The meter that counts it.
    pub meter: MeterId,
    /// The payment.
    pub payment: PaymentId,
    /// Grows with each change that the meter must know.
    pub version: u32,
    /// From when to when.
    pub window: Window,
    /// Use before this is the event's; `None` while that is open (PR-ENDB).
    pub closes: Option<Timestamp>,
    /// What the payer chose for its end.
    pub after: AfterEvent,
    /// Where it stands.
    pub state: EventState,
    /// What was paid for, as energy.
    pub energy: WattHours,
    /// The balance of its book; moved by transfers only.
    pub left: Money,
    /// Energy charged so far.
    pub used: WattHours,
    /// Of its own money.
    pub used_money: Money,
    /// Charged to the payer's own account.
    pub over_money: Money,
    /// Gone back to the payer.
    pub returned: Money,
    /// Use before this is charged.
    pub charged_until: Timestamp,
    /// By whom.
    pub booked_by: UserId,
    /// When.
    pub booked_at: Timestamp,
    /// The newest command that tells the meter.
    pub message: Option<MessageId>,
    /// Carried on then.
    pub next_at: Option<Timestamp>,
    /// Nobody has paid yet: it is held for its payer until then, in real time.
    pub held_until: Option<Timestamp>,
    /// Looked at then: does the meter have it?
    pub verify_at: Option<Timestamp>,
    /// Seen then that the meter has it.
    pub verified_at: Option<Timestamp>,
    /// What a person should look at.
    pub problem: Option<EventProblem>,
    /// The meter's newest word about it.
    pub report: Option<EventReport>,
}

/// The columns of `event e`, for [`read`].
pub(crate) const EVENT: &str = "e.id, e.location, e.site, e.account, e.meter, e.payment, \
    e.version, e.starts_at, e.ends_at, e.closes_at, e.after, e.state, e.energy_wh, e.micros, \
    e.used_wh, e.used_micros, e.over_micros, e.returned_micros, e.charged_until, e.booked_by, \
    e.booked_at, e.message, e.next_at, e.verify_at, e.verified_at, e.problem, e.meter_version, \
    e.meter_state, e.meter_used_wh, e.meter_at, e.meter_overlaps, e.held_until";

impl Tx {
    /// Reads the location for a decision about its events: writers on one location go one after
    /// the other from here to the end of their transactions, on both engines (FR-17).
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_location(&mut self, id: LocationId) -> Result<Option<Location>, StoreError> {
        let sql = "UPDATE location SET version = version + 1 WHERE id = $1";
        self.ask("locking a location", sql).with(id).run().await?;
        self.location(id).await
    }

    /// Takes an event: `None` when it was taken, else the row that already has this id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its place, accounts, meter or person are not known, or its
    /// payment is another event's.
    pub async fn insert_event(&mut self, event: &EventRow) -> Result<Option<EventRow>, StoreError> {
        let sql = "INSERT INTO event (id, location, site, account, meter, payment, version, \
                   starts_at, ends_at, closes_at, after, state, energy_wh, micros, used_wh, \
                   used_micros, over_micros, returned_micros, charged_until, booked_by, \
                   booked_at, message, next_at, verify_at, held_until) VALUES ($1, $2, $3, $4, \
                   $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, $14, $15, $16, $17, \
                   $18, $19, $20) \
                   ON CONFLICT (id) DO NOTHING";
        let taken = self
            .ask("adding an event", sql)
            .with(event.id)
            .with(event.location)
            .with(event.site)
            .with(event.account)
            .with(event.meter)
            .with(event.payment)
            .with(event.version)
            .with(event.window.start)
            .with(event.window.end)
            .with(event.closes)
            .with(event.after.word())
            .with(event.state.word())
            .with(event.energy)
            .with(event.charged_until)
            .with(event.booked_by)
            .with(event.booked_at)
            .with(event.message)
            .with(event.next_at)
            .with(event.verify_at)
            .with(event.held_until)
            .run_one()
            .await?;
        if taken {
            return Ok(None);
        }
        let known = self.event(event.id).await?;
        must(known.is_some(), "event", event.id)?;
        Ok(known)
    }

    /// The event.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn event(&mut self, id: EventId) -> Result<Option<EventRow>, StoreError> {
        let sql = format!("SELECT {EVENT} FROM event e WHERE e.id = $1");
        let row = self.ask("event", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Reads the event for a decision: its writers go one after the other from here.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_event(&mut self, id: EventId) -> Result<Option<EventRow>, StoreError> {
        let sql = "UPDATE event SET version = version WHERE id = $1";
        self.ask("locking an event", sql).with(id).run().await?;
        self.event(id).await
    }

    /// Keeps an event as it stands now, but for what belongs to transfers (its balance) and to
    /// the meter (its report).
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such event.
    pub async fn save_event(&mut self, event: &EventRow) -> Result<(), StoreError> {
        let sql = "UPDATE event SET version = $2, starts_at = $3, ends_at = $4, closes_at = $5, \
                   state = $6, energy_wh = $7, used_wh = $8, used_micros = $9, \
                   over_micros = $10, returned_micros = $11, charged_until = $12, message = $13, \
                   next_at = $14, verify_at = $15, verified_at = $16, problem = $17, \
                   held_until = $18 \
                   WHERE id = $1";
        let saved = self
            .ask("saving an event", sql)
            .with(event.id)
            .with(event.version)
            .with(event.window.start)
            .with(event.window.end)
            .with(event.closes)
            .with(event.state.word())
            .with(event.energy)
            .with(event.used)
            .with(event.used_money)
            .with(event.over_money)
            .with(event.returned)
            .with(event.charged_until)
            .with(event.message)
            .with(event.next_at)
            .with(event.verify_at)
            .with(event.verified_at)
            .with(event.problem.map(EventProblem::word))
            .with(event.held_until)
            .run_one()
            .await?;
        must(saved, "event", event.id)
    }

    /// Keeps what a meter says of one of its events; whether it was taken: an older word never
    /// replaces a newer one, and a meter speaks of its own events only. An overlap that it sees
    /// becomes the event's problem (FR-18).
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn save_report(
        &mut self,
        meter: MeterId,
        report: &EventReport,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE event SET meter_version = $3, meter_state = $4, meter_used_wh = $5, \
                   meter_at = $6, meter_overlaps = $7, \
                   problem = CASE WHEN $7 = 1 THEN 'overlaps' ELSE problem END \
                   WHERE id = $1 AND meter = $2 AND (meter_at IS NULL OR (meter_version <= $3 \
                   AND meter_at <= $6))";
        self.ask("saving a meter's word about an event", sql)
            .with(report.event)
            .with(meter)
            .with(report.version)
            .with(meter_state_word(report.state))
            .with(report.used)
            .with(report.at)
            .with(report.overlaps)
            .run_one()
            .await
    }

    /// Adds to the balance of an event's book.
    pub(crate) async fn move_event_balance(
        &mut self,
        event: EventId,
        by: Money,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE event SET micros = micros + $2 WHERE id = $1";
        let ask = self.ask("moving an event's balance", sql).with(event);
        must(ask.with(by).run_one().await?, "event", event)
    }
}

impl EventProblem {
    /// Every problem.
    pub const ALL: [EventProblem; 4] = [
        EventProblem::NotReceipted,
        EventProblem::Refused,
        EventProblem::Overlaps,
        EventProblem::HeldCut,
    ];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            EventProblem::NotReceipted => "not_receipted",
            EventProblem::Refused => "refused",
            EventProblem::Overlaps => "overlaps",
            EventProblem::HeldCut => "held_cut",
        }
    }
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

const fn meter_state_word(state: MeterEventState) -> &'static str {
    match state {
        MeterEventState::Stored => "stored",
        MeterEventState::Running => "running",
        MeterEventState::Over => "over",
        MeterEventState::Cancelled => "cancelled",
    }
}

fn meter_state(word: &str) -> Option<MeterEventState> {
    use MeterEventState::{Cancelled, Over, Running, Stored};
    [Stored, Running, Over, Cancelled]
        .into_iter()
        .find(|state| meter_state_word(*state) == word)
}

/// Reads the columns of [`EVENT`].
pub(crate) fn read(row: &Row) -> Result<EventRow, StoreError> {
    let id = row.get("id")?;
    let problem: Option<String> = row.maybe("problem")?;
    let report = match row.maybe::<Timestamp>("meter_at")? {
        None => None,
        Some(at) => Some(EventReport {
            event: id,
            version: row.get("meter_version")?,
            state: row.word("meter_state", meter_state)?,
            used: row.get("meter_used_wh")?,
            at,
            overlaps: row.get("meter_overlaps")?,
        }),
    };
    Ok(EventRow {
        id,
        location: row.get("location")?,
        site: row.get("site")?,
        account: row.get("account")?,
        meter: row.get("meter")?,
        payment: row.get("payment")?,
        version: row.get("version")?,
        window: Window {
            start: row.get("starts_at")?,
            end: row.get("ends_at")?,
        },
        closes: row.maybe("closes_at")?,
        after: row.word("after", AfterEvent::from_word)?,
        state: row.word("state", EventState::from_word)?,
        energy: row.get("energy_wh")?,
        left: row.get("micros")?,
        used: row.get("used_wh")?,
        used_money: row.get("used_micros")?,
        over_money: row.get("over_micros")?,
        returned: row.get("returned_micros")?,
        charged_until: row.get("charged_until")?,
        booked_by: row.get("booked_by")?,
        booked_at: row.get("booked_at")?,
        message: row.maybe("message")?,
        next_at: row.maybe("next_at")?,
        held_until: row.maybe("held_until")?,
        verify_at: row.maybe("verify_at")?,
        verified_at: row.maybe("verified_at")?,
        problem: problem.and_then(|word| EventProblem::from_word(&word)),
        report,
    })
}
