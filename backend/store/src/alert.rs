//! Texts of the utility to many: to whom, how far they have gone, and how many have them (FR-11).

use crate::error::StoreError;
use crate::notice::{NOTICE, read as read_notice};
use crate::sql::{Row, at_most, each, values};
use crate::tx::Tx;
use ami_domain::audience::{AlertState, Audience};
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId, UserId};
use ami_domain::message::{Importance, Notice};
use ami_domain::time::{Span, Timestamp};

/// Rows of a list that go into one statement.
const LIST_ROWS: usize = 400;

/// A text to take.
#[derive(Debug, Clone)]
pub struct NewAlert<'a> {
    /// What it says.
    pub notice: &'a Notice,
    /// To whom.
    pub audience: &'a Audience,
    /// So many accounts are there now.
    pub accounts: u64,
    /// Proposed or sending.
    pub state: AlertState,
    /// When it was taken, business time.
    pub at: Timestamp,
    /// Who published it; `None` for a utility system.
    pub by: Option<UserId>,
    /// The text that it takes the place of.
    pub replaces: Option<AlertId>,
}

/// A text with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// What it says.
    pub notice: Notice,
    /// Kind of its audience: the word of [`Audience::word`].
    pub audience: String,
    /// Name of its audience, see [`Audience::name`].
    pub audience_name: String,
    /// Accounts of the audience.
    pub accounts: u64,
    /// Where it stands.
    pub state: AlertState,
    /// When it was taken.
    pub proposed_at: Timestamp,
    /// When it began to go out: the clock of NFR-09 starts here, or when it becomes valid.
    pub published_at: Timestamp,
    /// Who published it; `None` for a utility system.
    pub published_by: Option<UserId>,
    /// The second person and when.
    pub approved: Option<(UserId, Timestamp)>,
    /// Who took it back, `None` for a utility system, and when.
    pub cancelled: Option<(Option<UserId>, Timestamp)>,
    /// The text that it takes the place of.
    pub replaces: Option<AlertId>,
}

/// How many have it (NFR-09).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Commands accepted for meters.
    pub queued: u64,
    /// Handed to the broker for their gateways at least once.
    pub sent: u64,
    /// Receipts of meters.
    pub at_meter: u64,
    /// Shown by a display.
    pub shown: u64,
    /// Confirmed by a reader, at the display or on the website.
    pub confirmed: u64,
    /// The longest time from publishing, or from the first moment of its validity, to a display.
    pub slowest: Option<Span>,
}

/// How far a walk has come: empty at its beginning.
pub type Reached = Vec<u8>;

const ALERT: &str = "listed.audience AS to_kind, listed.audience_name, listed.accounts, listed.state, listed.proposed_at, \
                     n.published_at, listed.published_by, listed.approved_by, listed.approved_at, \
                     listed.cancelled_by, listed.cancelled_at, listed.replaces";

impl Tx {
    /// Takes a text for many; `false` when its id is known.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an account of the list, the person or the replaced text is
    /// not known.
    pub async fn insert_alert(&mut self, new: &NewAlert<'_>) -> Result<bool, StoreError> {
        let word = new.audience.word();
        if !self.insert_notice(new.notice, word, new.at).await? {
            return Ok(false);
        }
        let sql = "INSERT INTO alert (notice, audience, audience_name, accounts, state, reached, \
                   urgency, proposed_at, ends_at, published_by, replaces, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)";
        self.ask("adding an alert", sql)
            .with(new.notice.id)
            .with(word)
            .with(new.audience.name())
            .with(new.accounts)
            .with(new.state.word())
            .with(&[] as &[u8])
            .with(urgency(new.notice.importance))
            .with(new.at)
            .with(new.notice.valid.end)
            .with(new.by)
            .with(new.replaces)
            .run()
            .await?;
        if let Audience::List(ids) = new.audience {
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            for part in ids.chunks(LIST_ROWS) {
                let rows = values(part.len(), 2, 1);
                let sql = format!("INSERT INTO alert_account (notice, account) VALUES {rows}");
                let mut ask = self.ask("adding an alert's accounts", sql).once();
                for id in part {
                    ask = ask.with(new.notice.id).with(*id);
                }
                ask.run().await?;
            }
        }
        Ok(true)
    }

    /// The text.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn alert(&mut self, id: AlertId) -> Result<Option<AlertRow>, StoreError> {
        let sql = format!(
            "SELECT {NOTICE}, {ALERT} FROM alert listed JOIN notice n ON n.id = listed.notice \
             WHERE listed.notice = $1"
        );
        let row = self.ask("alert", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The same for a decision, with how far its walk has come: writers on one text go one after
    /// the other from here to the end of their transactions, on both engines.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_alert(
        &mut self,
        id: AlertId,
    ) -> Result<Option<(AlertRow, Reached)>, StoreError> {
        let sql = "UPDATE alert SET version = version + 1 WHERE notice = $1 RETURNING reached";
        let rows = self.ask("locking an alert", sql).with(id);
        let Some(reached) = rows
            .returning()
            .await?
            .first()
            .map(|row| row.get("reached"))
        else {
            return Ok(None);
        };
        let reached = reached?;
        Ok(self.alert(id).await?.map(|alert| (alert, reached)))
    }

    /// The newest texts.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn alerts(&mut self, limit: u32) -> Result<Vec<AlertRow>, StoreError> {
        let sql = format!(
            "SELECT {NOTICE}, {ALERT} FROM (SELECT * FROM alert \
             ORDER BY proposed_at DESC, notice DESC LIMIT $1) listed \
             JOIN notice n ON n.id = listed.notice"
        );
        let rows = self.ask("alerts", sql).with(at_most(limit)).all().await?;
        let mut all = each(rows, read)?;
        all.sort_by_key(|row| std::cmp::Reverse((row.proposed_at, row.notice.id)));
        Ok(all)
    }

    /// A text that still has to go out or to be taken back, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn next_alert(&mut self) -> Result<Option<AlertId>, StoreError> {
        let sql = "SELECT notice FROM alert WHERE state IN ('sending', 'cancelling') \
                   ORDER BY urgency, proposed_at LIMIT 1";
        let row = self.ask("next alert", sql).one().await?;
        row.map(|row| row.get("notice")).transpose()
    }

    /// Keeps how far a text has come.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn move_alert(
        &mut self,
        id: AlertId,
        state: AlertState,
        reached: &[u8],
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE alert SET state = $2, reached = $3 WHERE notice = $1";
        let ask = self.ask("moving an alert", sql).with(id);
        ask.with(state.word()).with(reached).run_one().await
    }

    /// A second person agrees: the text goes out from now on.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn approve_alert(
        &mut self,
        id: AlertId,
        by: UserId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE alert SET state = 'sending', approved_by = $2, approved_at = $3 \
                   WHERE notice = $1 AND state = 'proposed'";
        let ask = self.ask("approving an alert", sql).with(id);
        if !ask.with(by).with(at).run_one().await? {
            return Ok(false);
        }
        let sql = "UPDATE notice SET published_at = $2 WHERE id = $1";
        let ask = self.ask("publishing a notice", sql).with(id);
        ask.with(at).run_one().await
    }

    /// Takes a text back: one that never went out is cancelled at once, any other account by
    /// account. `false` when it was taken back or over before.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn cancel_alert(
        &mut self,
        id: AlertId,
        by: Option<UserId>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE alert SET cancelled_by = $2, cancelled_at = $3, reached = $4, \
                   state = CASE state WHEN 'proposed' THEN 'cancelled' ELSE 'cancelling' END \
                   WHERE notice = $1 AND state IN ('proposed', 'sending', 'sent')";
        let ask = self.ask("cancelling an alert", sql).with(id);
        ask.with(by).with(at).with(&[] as &[u8]).run_one().await
    }

    /// Files away texts whose time is over; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn archive_alerts(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "UPDATE alert SET state = 'over' WHERE ends_at <= $1 \
                   AND state IN ('proposed', 'sending', 'sent')";
        self.ask("archiving alerts", sql).with(now).run().await
    }

    /// The next accounts to which a text went, with meter and message; by account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn deliveries_page(
        &mut self,
        notice: AlertId,
        reached: &[u8],
        limit: u32,
    ) -> Result<Vec<(AccountId, MeterId, MessageId)>, StoreError> {
        let sql = "SELECT d.account, a.meter, d.message FROM notice_delivery d \
                   JOIN account a ON a.id = d.account \
                   WHERE d.notice = $1 AND d.account > $2 ORDER BY d.account LIMIT $3";
        let ask = self.ask("a page of deliveries", sql).with(notice);
        each(ask.with(reached).with(at_most(limit)).all().await?, |row| {
            Ok((row.get("account")?, row.get("meter")?, row.get("message")?))
        })
    }

    /// How many have a text (NFR-09).
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn funnel(&mut self, notice: AlertId) -> Result<Funnel, StoreError> {
        let sql = "SELECT COUNT(*) AS queued, COUNT(c.first_sent_real) AS sent, \
                   COUNT(d.at_meter) AS at_meter, COUNT(d.shown_at) AS shown, \
                   COUNT(d.confirmed_at) AS confirmed, \
                   MAX(d.shown_at - CASE WHEN n.valid_from > n.published_at \
                   THEN n.valid_from ELSE n.published_at END) AS slowest \
                   FROM notice_delivery d JOIN notice n ON n.id = d.notice \
                   LEFT JOIN command c ON c.id = d.message WHERE d.notice = $1";
        let row = self.ask("funnel of an alert", sql).with(notice);
        let Some(row) = row.one().await? else {
            return Ok(Funnel::default());
        };
        Ok(Funnel {
            queued: row.get("queued")?,
            sent: row.get("sent")?,
            at_meter: row.get("at_meter")?,
            shown: row.get("shown")?,
            confirmed: row.get("confirmed")?,
            slowest: row.maybe("slowest")?,
        })
    }
}

/// Emergencies first.
const fn urgency(importance: Importance) -> i64 {
    match importance {
        Importance::Emergency => 0,
        Importance::Warning => 1,
        Importance::Notice => 2,
        Importance::Info => 3,
    }
}

fn read(row: &Row) -> Result<AlertRow, StoreError> {
    let approved_by: Option<UserId> = row.maybe("approved_by")?;
    let approved_at: Option<Timestamp> = row.maybe("approved_at")?;
    let cancelled_by: Option<UserId> = row.maybe("cancelled_by")?;
    let cancelled_at: Option<Timestamp> = row.maybe("cancelled_at")?;
    Ok(AlertRow {
        notice: read_notice(row)?,
        audience: row.get("to_kind")?,
        audience_name: row.get("audience_name")?,
        accounts: row.get("accounts")?,
        state: row.word("state", AlertState::from_word)?,
        proposed_at: row.get("proposed_at")?,
        published_at: row.get("published_at")?,
        published_by: row.maybe("published_by")?,
        approved: approved_by.zip(approved_at),
        cancelled: cancelled_at.map(|at| (cancelled_by, at)),
        replaces: row.maybe("replaces")?,
    })
}
