//! Closes the ledger's days, each once, however many instances try: by the utility's calendar, a
//! while after midnight, so that what meters send a little late is still in its day.

use crate::{Css, CssError};
use ami_domain::time::{Day, Span, Timestamp, Zone};

/// A day is closed so long after its end.
pub const AFTER: Span = Span::minutes(15);
/// So many transfers are taken into a day in one transaction.
const PART: u32 = 5_000;
/// So many days are closed in one run; after a long sleep the rest follows in the next.
const DAYS_MAX: u32 = 31;

impl Css {
    /// Closes every day that is over; gives how many this call sealed.
    ///
    /// # Errors
    /// When the store fails; what was closed stays closed.
    pub async fn close_days(&self, zone: &Zone, now: Timestamp) -> Result<u32, CssError> {
        let mut sealed = 0;
        for _ in 0..DAYS_MAX {
            let Some(day) = self.next_day(zone).await? else {
                break;
            };
            let (starts_at, ends_at) = (zone.start_of(day), zone.start_of(day.plus(1)));
            if now < ends_at + AFTER {
                break;
            }
            sealed += u32::from(self.close_day(zone, day, (starts_at, ends_at), now).await?);
        }
        Ok(sealed)
    }

    /// The day that is to be closed next: the one that was begun, the one after the last, or the
    /// one of the first transfer of all.
    async fn next_day(&self, zone: &Zone) -> Result<Option<Day>, CssError> {
        let mut tx = self.store.read().await?;
        if let Some(last) = tx.last_close().await? {
            let next = match last.sealed {
                Some(_) => last.day.plus(1),
                None => last.day,
            };
            return Ok(Some(next));
        }
        let oldest = tx.oldest_open_transfer().await?;
        Ok(oldest.map(|at| zone.civil(at).day))
    }

    /// Takes and seals a day; whether this call sealed it.
    async fn close_day(
        &self,
        zone: &Zone,
        day: Day,
        (starts_at, ends_at): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<bool, CssError> {
        loop {
            let mut tx = self.store.begin().await?;
            let Some(taken) = tx.take_into_day(day, starts_at, ends_at, PART).await? else {
                return Ok(false);
            };
            tx.keep_utility_zone(zone.name()).await?;
            let over = taken < u64::from(PART);
            let sealed = over && tx.seal_day(day, now).await?;
            tx.commit().await?;
            if over {
                return Ok(sealed);
            }
        }
    }
}
