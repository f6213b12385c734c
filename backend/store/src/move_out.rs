//! Moving out: what was asked for, and who had a meter when. The account of a customer who has
//! left keeps its books and loses its meter: a stand-in that nobody can reach takes the place, so
//! that nothing of the old account ever touches the home of the next customer.

use crate::account::AccountRow;
use crate::error::StoreError;
use crate::place::Meter;
use crate::sql::{at_most, each, must};
use crate::tx::Tx;
use ami_domain::account::{AtZero, Mode};
use ami_domain::energy::WattHours;
use ami_domain::event::EventState;
use ami_domain::id::{AccountId, EventId, GatewayId, MeterId, UserId};
use ami_domain::money::Money;
use ami_domain::time::{Timestamp, Window};

/// Nobody can sign in as it: no secret has this digest.
const NOBODY: GatewayId = GatewayId::from_number(0);

/// A wish to move out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveOutRow {
    /// Whose.
    pub account: AccountId,
    /// The account pays for use before this.
    pub at: Timestamp,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// Looked at again then; `None` when nothing is left to do.
    pub next_at: Option<Timestamp>,
    /// When it was done; `None` before.
    pub closed_at: Option<Timestamp>,
    /// What is paid back.
    pub refund: Money,
}

/// The hours that are an account's own: use before and after them is somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupancy {
    /// Which meter counted them.
    pub meter: MeterId,
    /// From when to when; of who still lives there to the end of time.
    pub window: Window,
}

/// The time that a customer had a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenancyRow {
    /// Which meter.
    pub meter: MeterId,
    /// From when to when.
    pub window: Window,
    /// Of the last view that the meter was sent.
    pub seq: u64,
}

impl AccountRow {
    /// The customer has left: no meter counts for it any more, nothing is shown, and nobody pays.
    pub fn is_closed(&self) -> bool {
        self.meter == stand_in(self.id)
    }
}

/// The name of what takes the place of the meter of an account that is closed.
fn stand_in(account: AccountId) -> MeterId {
    MeterId::from_bytes(account.to_bytes().map(|byte| !byte))
}

impl Tx {
    /// Takes the wish, or another day for it; `false` when it is done already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or person are not known.
    pub async fn ask_move_out(&mut self, row: &MoveOutRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO move_out (account, at, asked_by, asked_at, next_at, refund) \
                   VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (account) DO UPDATE SET \
                   at = excluded.at, asked_by = excluded.asked_by, \
                   asked_at = excluded.asked_at, next_at = excluded.next_at \
                   WHERE move_out.closed_at IS NULL";
        let ask = self.ask("asking to move out", sql).with(row.account);
        let ask = ask.with(row.at).with(row.asked_by).with(row.asked_at);
        ask.with(row.next_at).run_one().await
    }

    /// Takes the wish back; whether there was one that is not done.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cancel_move_out(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM move_out WHERE account = $1 AND closed_at IS NULL";
        let ask = self.ask("staying", sql).with(account);
        ask.run_one().await
    }

    /// The wish of an account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_out(&mut self, account: AccountId) -> Result<Option<MoveOutRow>, StoreError> {
        let sql = "SELECT at, asked_by, asked_at, next_at, closed_at, refund FROM move_out \
                   WHERE account = $1";
        let row = self.ask("move-out", sql).with(account).one().await?;
        row.map(|row| {
            Ok(MoveOutRow {
                account,
                at: row.get("at")?,
                asked_by: row.get("asked_by")?,
                asked_at: row.get("asked_at")?,
                next_at: row.maybe("next_at")?,
                closed_at: row.maybe("closed_at")?,
                refund: row.get("refund")?,
            })
        })
        .transpose()
    }

    /// Accounts that are to be looked at, the longest due first; also where a clock that has jumped
    /// back since has put that off.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_outs_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT account FROM move_out WHERE next_at IS NOT NULL \
                   AND (next_at <= $1 OR (next_at > $2 AND (at <= $1 OR closed_at IS NOT NULL))) \
                   ORDER BY next_at LIMIT $3";
        let ask = self.ask("move-outs that are due", sql).due(now);
        each(ask.with(at_most(limit)).all().await?, |row| {
            row.get("account")
        })
    }

    /// Looks at a move-out again later, or never when nothing is left to do.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn postpone_move_out(
        &mut self,
        account: AccountId,
        next: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE move_out SET next_at = $2 WHERE account = $1";
        let ask = self.ask("waiting with a move-out", sql).with(account);
        ask.with(next).run().await.map(drop)
    }

    /// Closes an account: it leaves its meter, which is free for the next customer, and whatever
    /// is due for it by itself ends.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such account or wish.
    pub async fn close_account(
        &mut self,
        account: AccountId,
        meter: &Meter,
        tenancy: TenancyRow,
        (at, refund): (Timestamp, Money),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO gateway (id, name, secret_hash) VALUES ($1, 'closed accounts', $2) \
                   ON CONFLICT (id) DO NOTHING";
        let ask = self.ask("keeping a stand-in gateway", sql).with(NOBODY);
        ask.with([0_u8; 32]).run().await?;
        let stand_in = stand_in(account);
        self.insert_meter(&Meter {
            id: stand_in,
            serial: format!("closed {account}"),
            location: meter.location,
            gateway: NOBODY,
            has_switch: false,
            interval: meter.interval,
            epoch: meter.epoch,
        })
        .await?;
        let sql = "INSERT INTO tenancy (account, meter, began_at, ended_at, seq) \
                   VALUES ($1, $2, $3, $4, $5)";
        let ask = self.ask("ending a tenancy", sql).with(account);
        let ask = ask.with(tenancy.meter).with(tenancy.window.start);
        let ask = ask.with(tenancy.window.end).with(tenancy.seq);
        ask.run().await?;
        let sql = "UPDATE account SET meter = $2, mode = $3, at_zero = $4, prepay_enabled = 0, \
                   usage_until = charged_until, show_due = $5 WHERE id = $1";
        let ask = self.ask("closing an account", sql).with(account);
        let ask = ask.with(stand_in).with(Mode::Regular.word());
        let ask = ask.with(AtZero::RegularBilling.word());
        let never = Timestamp::from_millis(i64::MAX);
        must(ask.with(never).run_one().await?, "account", account)?;
        for table in [
            "facility",
            "replenish",
            "saved_card",
            "watch",
            "zero",
            "warning",
            "borrowing",
        ] {
            let sql = format!("DELETE FROM {table} WHERE account = $1");
            self.ask("ending what is due", sql)
                .with(account)
                .run()
                .await?;
        }
        let sql = "UPDATE plan SET state = 'cancelled', ended_at = $2, version = version + 1 \
                   WHERE meter = $1 AND state = 'waiting'";
        let ask = self.ask("cancelling plans of a meter", sql);
        ask.with(meter.id).with(at).run().await?;
        let sql = "UPDATE decision SET held_until = h.at FROM hold h WHERE h.meter = $1 \
                   AND decision.id = h.decision";
        let ask = self.ask("ending the decisions of a meter", sql);
        ask.with(meter.id).run().await?;
        let sql = "DELETE FROM hold WHERE meter = $1";
        let ask = self.ask("ending holds of a meter", sql).with(meter.id);
        ask.run().await?;
        let sql = "UPDATE pay_link SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL";
        let ask = self.ask("revoking links of an account", sql);
        ask.with(account).with(at).run().await?;
        let sql = "UPDATE move_out SET closed_at = $2, refund = $3, next_at = $2 \
                   WHERE account = $1 AND closed_at IS NULL";
        let ask = self.ask("ending a move-out", sql).with(account);
        let done = ask.with(at).with(refund).run_one().await?;
        must(done, "move-out", account)
    }

    /// Whether a refund of this account is under way, and whether a bank has not decided a
    /// disputed payment of it.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn undecided(&mut self, account: AccountId) -> Result<(bool, bool), StoreError> {
        let sql = "SELECT p.id FROM payment p JOIN refund r ON r.payment = p.id \
                   WHERE p.account = $1 AND r.state = 'asked' LIMIT 1";
        let ask = self.ask("open refunds of an account", sql).with(account);
        let refund = ask.one().await?.is_some();
        let sql = "SELECT p.id FROM payment p JOIN charge c ON c.payment = p.id \
                   WHERE p.account = $1 AND c.after_state = 'disputed' LIMIT 1";
        let ask = self.ask("open disputes of an account", sql).with(account);
        Ok((refund, ask.one().await?.is_some()))
    }

    /// Forgets every second contact of an account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn remove_contacts(
        &mut self,
        account: AccountId,
        by: UserId,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE second_contact SET removed_at = $2, removed_by = $3, name = '', \
                   reach = '' WHERE account = $1 AND removed_at IS NULL";
        let ask = self.ask("removing contacts", sql).with(account);
        ask.with(at).with(by).run().await
    }

    /// The meter that an account had before it was closed, and from when to when.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn tenancy(&mut self, account: AccountId) -> Result<Option<TenancyRow>, StoreError> {
        let sql = "SELECT meter, began_at, ended_at, seq FROM tenancy WHERE account = $1";
        let row = self.ask("tenancy", sql).with(account).one().await?;
        row.map(|row| {
            let (start, end) = (row.get("began_at")?, row.get("ended_at")?);
            Ok(TenancyRow {
                meter: row.get("meter")?,
                window: Window { start, end },
                seq: row.get("seq")?,
            })
        })
        .transpose()
    }

    /// The hours that are the account's own: since its customer has lived there, and never before
    /// the last customer of the meter left. `None` when it is closed and nothing says of when.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn occupancy(
        &mut self,
        account: &AccountRow,
    ) -> Result<Option<Occupancy>, StoreError> {
        let ever = Timestamp::from_millis(i64::MAX);
        let (meter, began, end) = if account.is_closed() {
            let Some(tenancy) = self.tenancy(account.id).await? else {
                return Ok(None);
            };
            (tenancy.meter, tenancy.window.start, tenancy.window.end)
        } else {
            (account.meter, account.occupied_from, ever)
        };
        let left = self.left_before(meter, end).await?;
        let start = left.map_or(began, |left| left.max(began));
        let window = Window { start, end };
        Ok(Some(Occupancy { meter, window }))
    }

    /// The intervals of a window that are the account's own, in order, as (start, energy,
    /// estimated); `meter` is the one that it has now.
    ///
    /// # Errors
    /// As [`Tx::intervals`].
    pub async fn own_intervals(
        &mut self,
        account: &AccountRow,
        meter: &Meter,
        window: Window,
    ) -> Result<Vec<(Timestamp, WattHours, bool)>, StoreError> {
        let Some(own) = self.occupancy(account).await? else {
            return Ok(Vec::new());
        };
        // The stand-in of a meter that was left has intervals of the same length.
        let counted = Meter {
            id: own.meter,
            ..meter.clone()
        };
        let start = window.start.max(own.window.start);
        let end = window.end.min(own.window.end);
        self.intervals(&counted, Window { start, end }).await
    }

    /// The number of the next view of an account at its meter: it goes on where the last customer
    /// of the meter ended.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn next_view(
        &mut self,
        meter: MeterId,
        before: Option<u64>,
    ) -> Result<u64, StoreError> {
        if let Some(before) = before {
            return Ok(before + 1);
        }
        let sql = "SELECT seq FROM tenancy WHERE meter = $1 ORDER BY ended_at DESC LIMIT 1";
        let ask = self.ask("last view of a meter", sql).with(meter);
        let last: Option<u64> = ask.one().await?.map(|row| row.get("seq")).transpose()?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// When the last customer before `before` left this meter: use before that is nobody else's.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn left_before(
        &mut self,
        meter: MeterId,
        before: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT ended_at FROM tenancy WHERE meter = $1 AND ended_at < $2 \
                   ORDER BY ended_at DESC LIMIT 1";
        let ask = self.ask("end of the last tenancy", sql).with(meter);
        let row = ask.with(before).one().await?;
        row.map(|row| row.get("ended_at")).transpose()
    }

    /// Events that an account pays for, or that are at its site, and that have not ended.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn events_open_for(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(EventId, EventState)>, StoreError> {
        let arm = |side: &str| {
            format!(
                "SELECT id, state, starts_at FROM event WHERE {side} = $1 \
                 AND state IN ('held', 'booked', 'running', 'over')"
            )
        };
        let sql = format!(
            "{} UNION ALL {} ORDER BY starts_at LIMIT $2",
            arm("account"),
            arm("site")
        );
        let ask = self.ask("open events of an account", sql).with(account);
        let mut found = each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((row.get("id")?, row.word("state", EventState::from_word)?))
        })?;
        found.dedup_by_key(|(id, _)| *id);
        Ok(found)
    }
}
