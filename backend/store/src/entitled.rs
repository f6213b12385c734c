//! What baseline each home is entitled to, by the day from which on it is.

use crate::error::StoreError;
use crate::limits;
use crate::sql::{Row, each};
use crate::tx::Tx;
use ami_domain::id::AccountId;
use ami_domain::tariff::Entitled;
use ami_domain::time::Day;

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
}

fn read(row: &Row) -> Result<Entitled, StoreError> {
    let text: String = row.get("from_day")?;
    let mut numbers = text.split('-');
    let mut next = || numbers.next().and_then(|part| part.parse::<i16>().ok());
    let small = |number: i16| i8::try_from(number).ok();
    let day = match (next(), next().and_then(small), next().and_then(small)) {
        (Some(year), Some(month), Some(day)) => Day { year, month, day },
        _ => return Err(row.corrupt("from_day", &format!("no such day: {text:?}"))),
    };
    Ok(Entitled {
        from: day,
        region: row.get("region")?,
        medical: row.get("medical")?,
    })
}
