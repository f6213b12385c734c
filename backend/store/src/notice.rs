//! Texts to customers, and what became of them at each account (FR-11).

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, AlertId, MessageId, UserId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::time::{Timestamp, Window};

/// The columns of `notice n`, for [`read`].
pub(crate) const NOTICE: &str = "n.id, n.importance, n.text_en, n.text_es, n.valid_from, n.valid_until, \
                      n.confirm, CAST(CASE WHEN EXISTS (SELECT 1 FROM notice_figures f \
                      WHERE f.notice = n.id) THEN 1 ELSE 0 END AS BIGINT) AS figures";

impl Tx {
    /// Publishes a notice to an audience, in the publisher's words; whether it is new.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn insert_notice(
        &mut self,
        notice: &Notice,
        audience: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO notice (id, importance, text_en, text_es, valid_from, \
                   valid_until, confirm, audience, published_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
        self.ask("adding a notice", sql)
            .with(notice.id)
            .with(notice.importance.word())
            .with(notice.text.en.as_str())
            .with(notice.text.es.as_str())
            .with(notice.valid.start)
            .with(notice.valid.end)
            .with(notice.confirm)
            .with(audience)
            .with(at)
            .run_one()
            .await
    }

    /// Notes that a notice goes to an account's meter with this message; whether this is the
    /// first time.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such notice, [`StoreError::Conflict`] when there
    /// is no such account or the message carries another notice.
    pub async fn deliver_notice(
        &mut self,
        notice: AlertId,
        account: AccountId,
        message: MessageId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT published_at FROM notice WHERE id = $1";
        let row = self.ask("delivering a notice", sql).with(notice).one();
        let published: Timestamp = match row.await? {
            Some(row) => row.get("published_at")?,
            None => {
                let id = notice.to_string();
                return Err(StoreError::Missing { what: "notice", id });
            }
        };
        let sql = "INSERT INTO notice_delivery (account, notice, message, published_at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (account, notice) DO NOTHING";
        self.ask("delivering a notice", sql)
            .with(account)
            .with(notice)
            .with(message)
            .with(published)
            .run_one()
            .await
    }

    /// Notes that the meter has the notice that this message carried; `false` when it is known
    /// already or the message carried none. `at` is by the meter's clock, and a clock that is
    /// behind gives no notice that is older than its text: who is to be told a day before is told a
    /// day before.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn notice_at_meter(
        &mut self,
        message: MessageId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notice_delivery SET \
                   at_meter = CASE WHEN published_at > $2 THEN published_at ELSE $2 END \
                   WHERE message = $1 AND at_meter IS NULL";
        let ask = self.ask("noting a notice at the meter", sql);
        ask.with(message).with(at).run_one().await
    }

    /// Notes that a display of this account shows a notice; the first time counts (NFR-09).
    /// `false` when it was noted before, or the notice never went to this account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn notice_shown(
        &mut self,
        notice: AlertId,
        account: AccountId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notice_delivery SET shown_at = $3 \
                   WHERE account = $1 AND notice = $2 AND shown_at IS NULL";
        let ask = self.ask("noting a shown notice", sql).with(account);
        ask.with(notice).with(at).run_one().await
    }

    /// When the utility took a notice back; `None` while it stands.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn notice_cancelled(
        &mut self,
        notice: AlertId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT cancelled_at FROM alert WHERE notice = $1";
        let row = self.ask("notice cancelled", sql).with(notice).one().await?;
        row.map_or(Ok(None), |row| row.maybe("cancelled_at"))
    }

    /// Notes that a person has read a notice, and who, when they were signed in; the first time
    /// counts. `false` when it was noted before, or the notice never went to this account.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn confirm_notice(
        &mut self,
        notice: AlertId,
        account: AccountId,
        at: Timestamp,
        by: Option<UserId>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notice_delivery SET confirmed_at = $3, confirmed_by = $4 \
                   WHERE account = $1 AND notice = $2 AND confirmed_at IS NULL";
        let ask = self.ask("confirming a notice", sql).with(account);
        ask.with(notice).with(at).with(by).run_one().await
    }

    /// The notices of an account as (notice, at the meter, confirmed), newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn notices_of(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(Notice, Option<Timestamp>, Option<Timestamp>)>, StoreError> {
        let sql = format!(
            "SELECT {NOTICE}, d.at_meter, d.confirmed_at FROM notice_delivery d \
             JOIN notice n ON n.id = d.notice WHERE d.account = $1 \
             ORDER BY d.published_at DESC LIMIT $2"
        );
        let ask = self.ask("notices of an account", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok((
                read(row)?,
                row.maybe("at_meter")?,
                row.maybe("confirmed_at")?,
            ))
        })
    }

    /// The notice.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn notice(&mut self, id: AlertId) -> Result<Option<Notice>, StoreError> {
        let sql = format!("SELECT {NOTICE} FROM notice n WHERE n.id = $1");
        let row = self.ask("notice", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }
}

/// Reads the columns of [`NOTICE`].
pub(crate) fn read(row: &Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: row.get("id")?,
        importance: row.word("importance", Importance::from_word)?,
        text: Bilingual {
            en: row.get("text_en")?,
            es: row.get("text_es")?,
        },
        valid: Window {
            start: row.get("valid_from")?,
            end: row.get("valid_until")?,
        },
        confirm: row.get("confirm")?,
        figures: row.get("figures")?,
    })
}
