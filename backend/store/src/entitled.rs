//! What baseline each home is entitled to, by the day from which on it is, and who has said so.

use crate::error::StoreError;
use crate::limits;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::id::{AccountId, UserId};
use ami_domain::tariff::Entitled;
use ami_domain::time::{Day, Timestamp};

/// Something that was said of the baseline of a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitledNote {
    /// When.
    pub at: Timestamp,
    /// Who said it.
    pub person: UserId,
    /// What the home is entitled to, and from which day on.
    pub entitled: Entitled,
    /// Why.
    pub why: String,
}

impl EntitledNote {
    /// Characters of a reason.
    pub const WHY_MAX: usize = 300;
}

impl Tx {
    /// What a home is entitled to from a day on; the same day again changes it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such account.
    pub async fn set_entitled(
        &mut self,
        account: AccountId,
        entitled: &Entitled,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO entitled (account, from_day, region, medical) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (account, from_day) DO UPDATE SET \
                   region = excluded.region, medical = excluded.medical";
        let day = entitled.from.to_string();
        let ask = self.ask("setting what a home is entitled to", sql);
        let ask = ask.with(account).with(day.as_str());
        let ask = ask.with(entitled.region.as_str()).with(entitled.medical);
        ask.run().await.map(drop)
    }

    /// What a home is entitled to, in rising order, at most [`limits::ENTITLED_MAX`] rows.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn entitled(&mut self, account: AccountId) -> Result<Vec<Entitled>, StoreError> {
        let sql = "SELECT from_day, region, medical FROM entitled WHERE account = $1 \
                   ORDER BY from_day DESC LIMIT $2";
        let ask = self.ask("what a home is entitled to", sql).with(account);
        let rows = ask.with(limits::ENTITLED_MAX).all().await?;
        let mut found = each(rows, read)?;
        found.reverse();
        Ok(found)
    }

    /// Writes down who has said what of a baseline, for good.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the account or the person is not known.
    pub async fn note_entitled(
        &mut self,
        account: AccountId,
        note: &EntitledNote,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO entitled_note (account, at, person, from_day, region, medical, why) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let day = note.entitled.from.to_string();
        let ask = self.ask("noting a baseline", sql).with(account);
        let ask = ask.with(note.at).with(note.person).with(day.as_str());
        let ask = ask.with(note.entitled.region.as_str());
        let ask = ask.with(note.entitled.medical).with(note.why.as_str());
        ask.run().await.map(drop)
    }

    /// What was said of the baseline of a home, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn entitled_notes(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<EntitledNote>, StoreError> {
        let sql = "SELECT at, person, from_day, region, medical, why FROM entitled_note \
                   WHERE account = $1 ORDER BY seq DESC LIMIT $2";
        let ask = self.ask("notes of a baseline", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok(EntitledNote {
                at: row.get("at")?,
                person: row.get("person")?,
                entitled: read(row)?,
                why: row.get("why")?,
            })
        })
    }
}

fn read(row: &Row) -> Result<Entitled, StoreError> {
    let text: String = row.get("from_day")?;
    let unreadable = || row.corrupt("from_day", &format!("no such day: {text:?}"));
    let day = Day::from_text(&text).ok_or_else(unreadable)?;
    Ok(Entitled {
        from: day,
        region: row.get("region")?,
        medical: row.get("medical")?,
    })
}
