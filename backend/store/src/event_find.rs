//! Finding events: by place and time, by who pays, by what is due; and places to book.

use crate::error::StoreError;
use crate::event::{EVENT, EventRow, read};
use crate::sql::{at_most, due, each};
use crate::tx::Tx;
use ami_domain::event::LENGTH_MAX;
use ami_domain::id::{AccountId, EventId, LocationId, MeterId};
use ami_domain::time::{Span, Timestamp, Window};

impl Tx {
    /// The windows at a location that are kept and share a moment with this one, oldest first.
    /// Which event is which is for the caller's own use: it is nobody else's business.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn windows_taken(
        &mut self,
        location: LocationId,
        window: Window,
    ) -> Result<Vec<(EventId, Window)>, StoreError> {
        let sql = "SELECT id, starts_at, ends_at FROM event WHERE location = $1 \
                   AND state IN ('held', 'booked', 'running', 'over') \
                   AND starts_at > $2 AND starts_at < $3 AND ends_at > $4 \
                   ORDER BY starts_at LIMIT $5";
        let ask = self.ask("windows that are taken", sql).with(location);
        let ask = ask.with(window.start - LENGTH_MAX).with(window.end);
        let rows = ask.with(window.start).with(at_most(u32::MAX)).all().await?;
        each(rows, |row| {
            let (start, end) = (row.get("starts_at")?, row.get("ends_at")?);
            Ok((row.get("id")?, Window { start, end }))
        })
    }

    /// The events that were paid for the site of an account and whose use may begin in this
    /// window: booked, running, over or settled; oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn events_at_site(
        &mut self,
        site: AccountId,
        window: Window,
    ) -> Result<Vec<EventRow>, StoreError> {
        let sql = format!(
            "SELECT {EVENT} FROM event e WHERE e.site = $1 AND e.starts_at < $2 \
             AND (e.closes_at IS NULL OR e.closes_at > $3) \
             AND e.state IN ('booked', 'running', 'over', 'settled') \
             ORDER BY e.starts_at LIMIT $4"
        );
        let ask = self.ask("events at a site", sql).with(site);
        let ask = ask.with(window.end).with(window.start);
        each(ask.with(at_most(u32::MAX)).all().await?, read)
    }

    /// The events that an account pays for, the latest start first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn events_of_account(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<EventRow>, StoreError> {
        let sql = format!(
            "SELECT {EVENT} FROM event e WHERE e.account = $1 \
             ORDER BY e.starts_at DESC, e.id DESC LIMIT $2"
        );
        let ask = self.ask("events of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The events that are to be carried on, the longest due first. Of those that run or are over
    /// also where a clock that has jumped back since has put that off; one that is booked waits for
    /// its own time.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn events_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<EventId>, StoreError> {
        let sql = "SELECT id, next_at FROM event WHERE next_at IS NOT NULL AND next_at <= $1 \
                   UNION ALL SELECT id, next_at FROM event \
                   WHERE state IN ('running', 'over') AND next_at > $2 ORDER BY next_at LIMIT $3";
        let ask = self.ask("events that are due", sql).due(now);
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }

    /// Intervals of a meter came in or were corrected, of which the first and the last begin then:
    /// its running and ended events that have some of them are due now, and are charged from there
    /// on again, the settled ones too.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn charge_events_from(
        &mut self,
        meter: MeterId,
        (first, last): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE event SET \
                   next_at = CASE WHEN next_at < $4 THEN next_at ELSE $4 END, \
                   charged_until = CASE WHEN charged_until <= $2 THEN charged_until \
                   WHEN starts_at > $2 THEN starts_at ELSE $2 END \
                   WHERE meter = $1 AND state IN ('running', 'over', 'settled') \
                   AND COALESCE(closes_at, 9223372036854775807) > $2 AND starts_at <= $3";
        let ask = self.ask("events to charge again", sql).with(meter);
        ask.with(first).with(last).with(now).run().await
    }

    /// The events of which it is to be made sure that the meter has them (NFR-08), the longest
    /// due first; also where a clock that has jumped back since has put that off. None waits for
    /// longer than until so long before its start.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn events_to_verify(
        &mut self,
        now: Timestamp,
        ahead: Span,
        limit: u32,
    ) -> Result<Vec<EventId>, StoreError> {
        let sql = "SELECT id FROM event WHERE verify_at IS NOT NULL AND (verify_at <= $1 \
                   OR (verify_at > $2 AND verify_at > starts_at - $3)) \
                   ORDER BY verify_at LIMIT $4";
        let ask = self.ask("events to verify", sql).due(now).with(ahead);
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }

    /// The events that a person should look at, the earliest start first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn events_with_problem(&mut self, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let sql = format!(
            "SELECT {EVENT} FROM event e WHERE e.problem IS NOT NULL \
             ORDER BY e.starts_at, e.id LIMIT $1"
        );
        let ask = self.ask("events with a problem", sql);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// The next kept event at a location that starts at or after a moment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn next_event_at(
        &mut self,
        location: LocationId,
        from: Timestamp,
    ) -> Result<Option<EventRow>, StoreError> {
        let sql = format!(
            "SELECT {EVENT} FROM event e WHERE e.location = $1 AND e.starts_at >= $2 \
             AND e.state IN ('held', 'booked', 'running', 'over') ORDER BY e.starts_at LIMIT 1"
        );
        let ask = self.ask("next event of a location", sql).with(location);
        ask.with(from).one().await?.as_ref().map(read).transpose()
    }

    /// How many events of a location its meter has been told of and must still keep.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn events_at_meter(&mut self, location: LocationId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM event WHERE location = $1 \
                   AND state IN ('held', 'booked', 'running', 'over') AND message IS NOT NULL";
        let ask = self.ask("counting a meter's events", sql).with(location);
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// The times that are held for a payer and should not be any more, the longest over first; the
    /// moment is real. Those that are held for longer than any is are among them: a clock has
    /// jumped back.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn holds_over(
        &mut self,
        real: Timestamp,
        limit: u32,
    ) -> Result<Vec<EventId>, StoreError> {
        let sql = format!(
            "SELECT id FROM event WHERE held_until IS NOT NULL AND {} \
             ORDER BY held_until LIMIT $3",
            due("held_until", 1)
        );
        let ask = self.ask("holds that are over", sql).due(real);
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }

    /// How many times are held for an account that it has not paid for.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn holds_of(&mut self, account: AccountId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM event WHERE account = $1 AND held_until IS NOT NULL";
        let ask = self.ask("holds of an account", sql).with(account);
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }
}
