//! Reconciles each meter's credit with the ledger's in the close of a day: what the meter said last
//! with what it was sent less what was used. What is not known yet, such as an interval that is
//! missing or a receipt that is on its way, makes a meter wait for the next day, and blames nobody.

use crate::charge::Done;
use crate::convert::{CHANGES, mode_at};
use crate::{Css, CssError};
use ami_domain::account::Mode;
use ami_domain::credit_check::{Sides, Verdict, compare};
use ami_domain::energy::WattHours;
use ami_domain::id::AccountId;
use ami_domain::receipt::Supply;
use ami_domain::time::{Day, Span, Timestamp, Window};
use ami_store::{AccountRow, CreditCount, CreditDifference, EventRow, Meter, Reading, Tx};

/// Accounts that are read at a time.
const PAGE: u32 = 256;
/// So many of a meter's newest readings are looked through for one that can be compared.
const READINGS: u32 = 32;
/// A credit without a receipt is waited for so long; the command itself may take longer.
const LAG: Span = Span::hours(1);
/// The meter's clock and ours are apart by less than this.
const SKEW: Span = Span::minutes(2);
/// A meter that could not be compared for so long begins anew: what is missing comes no more.
const GIVE_UP: Span = Span::days(7);

/// How one look at a meter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// There is no reading yet that can be compared.
    Waits,
    /// A reading, what it says, and what is known since.
    Read(Reading, Verdict),
}

/// The ledger's side of a reading.
struct Ledger {
    sides: Sides,
    used_until: Timestamp,
    /// What lies between the readings is not the account's alone: a guest's event, or too long ago.
    anew: bool,
}

impl Css {
    /// Compares every meter for the last closed day, once; gives how many were looked at. One that
    /// fails does not keep the others from it.
    ///
    /// # Errors
    /// The first failure, once every other meter had its turn; then the day is not over.
    pub async fn check_credit(&self, now: Timestamp) -> Result<u32, CssError> {
        let mut tx = self.store.read().await?;
        let newest = tx.closes(None, 2).await?;
        let closed = newest.iter().find(|row| row.sealed.is_some());
        let Some(day) = closed.map(|row| row.day) else {
            return Ok(0);
        };
        if tx.credit_day(day).await?.is_some() {
            return Ok(0);
        }
        drop(tx);
        let mut done = Done::default();
        let mut after = None;
        loop {
            let page = self.store.read().await?.all_accounts(after, PAGE).await?;
            after = page.last().map(|row| row.id);
            for row in page.iter().filter(|row| !row.is_closed()) {
                done.note(self.check_one(now, day, row.id).await);
            }
            if page.len() < PAGE as usize {
                break;
            }
        }
        let count = done.end()?;
        let mut tx = self.store.begin().await?;
        tx.end_credit_day(day, now).await?;
        tx.commit().await?;
        Ok(count)
    }

    async fn check_one(
        &self,
        now: Timestamp,
        day: Day,
        account: AccountId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let unknown = CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or(unknown)?;
        let known = tx.credit_count(account).await?;
        // Another instance, or this one before it crashed, was here.
        if known.is_some_and(|known| known.day >= day) {
            return Ok(());
        }
        let before = of_meter(known.as_ref(), &row);
        let (result, reading) = match look(&mut tx, now, &row, known.as_ref()).await? {
            Look::Waits => ("waits", before),
            Look::Read(reading, Verdict::First) => ("first", Some(reading)),
            Look::Read(reading, Verdict::Agrees) => ("agrees", Some(reading)),
            Look::Read(reading, Verdict::Differs { expected }) => {
                let found = CreditDifference {
                    day,
                    account,
                    meter: row.meter,
                    since: before.map_or(row.opened_at, |before| before.at),
                    at: reading.at,
                    counter: reading.counter,
                    expected,
                };
                tx.insert_credit_difference(&found).await?;
                tracing::warn!(meter.id = %row.meter, "Credit is not what the ledger says");
                ("differs", Some(reading))
            }
        };
        tx.set_credit_count(&CreditCount {
            account,
            meter: row.meter,
            day,
            result,
            reading,
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Compares the meter of an account as it stands now with the last close, and keeps nothing.
///
/// # Errors
/// When the store fails.
pub async fn look_at(tx: &mut Tx, row: &AccountRow) -> Result<Look, CssError> {
    let known = tx.credit_count(row.id).await?;
    look(tx, Timestamp::default(), row, known.as_ref()).await
}

/// The last reading, if it is of the meter that the account has now.
fn of_meter(known: Option<&CreditCount>, row: &AccountRow) -> Option<Reading> {
    known
        .filter(|known| known.meter == row.meter)
        .and_then(|known| known.reading)
}

async fn look(
    tx: &mut Tx,
    now: Timestamp,
    row: &AccountRow,
    known: Option<&CreditCount>,
) -> Result<Look, CssError> {
    let meter = tx.meter(row.meter).await?;
    let meter = meter.ok_or(CssError::UnknownAccount(row.id))?;
    let before = of_meter(known, row);
    let stuck = before.is_some_and(|before| now > before.at + GIVE_UP);
    for said in readings(tx, &meter).await? {
        let newer = before.is_none_or(|before| said.at > before.at) && said.at >= row.opened_at;
        if !newer || tx.credit_under_way(row.id, said.at, LAG, SKEW).await? {
            continue;
        }
        let mut ledger = ledger(tx, row, &meter, before.as_ref(), said.at).await?;
        if ledger.is_none() && stuck {
            ledger = self::ledger(tx, row, &meter, None, said.at).await?;
        }
        let Some(ledger) = ledger else { continue };
        let offset = before.filter(|_| !ledger.anew).map(|before| before.offset);
        let (offset, verdict) = compare(offset, said.credit, &ledger.sides);
        let reading = Reading {
            at: said.at,
            counter: said.credit,
            used: ledger.sides.used_least,
            used_until: ledger.used_until,
            offset,
        };
        return Ok(Look::Read(reading, verdict));
    }
    Ok(Look::Waits)
}

/// What a meter said of its credit, the newest first: in receipts, and by itself.
async fn readings(tx: &mut Tx, meter: &Meter) -> Result<Vec<Supply>, CssError> {
    let receipts = tx.receipts_of(meter.id, READINGS).await?;
    let mut all: Vec<Supply> = receipts.iter().map(|receipt| receipt.supply).collect();
    all.extend(tx.supply(meter.id).await?);
    all.sort_by_key(|said| std::cmp::Reverse(said.at));
    Ok(all)
}

/// What the ledger says of this moment; `None` while something of it is not known.
async fn ledger(
    tx: &mut Tx,
    row: &AccountRow,
    meter: &Meter,
    before: Option<&Reading>,
    at: Timestamp,
) -> Result<Option<Ledger>, CssError> {
    let start = at.floor_to(meter.interval);
    let from = before.map_or(start, |before| before.used_until);
    let end = if at == start {
        start
    } else {
        start + meter.interval
    };
    let window = Window { start: from, end };
    let rows = tx.intervals(meter, window).await?;
    let there = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if there.saturating_mul(meter.interval.as_millis()) != end.since(from).as_millis() {
        return Ok(None);
    }
    let events = tx.events_at_site(row.id, window).await?;
    let runs = |event: &EventRow| event.closes.is_none_or(|closes| closes > at);
    if events.iter().any(runs) {
        return Ok(None);
    }
    let changes = tx.mode_changes(row.id, CHANGES).await?;
    let (mut least, mut running) = (
        before.map_or(WattHours::ZERO, |one| one.used),
        WattHours::ZERO,
    );
    for (begins, energy, _) in rows {
        match mode_at(row.mode, &changes, begins) {
            Mode::Prepaid if begins < start => least += energy,
            Mode::Prepaid => running += energy,
            // A monthly bill counts nothing down.
            Mode::Regular => {}
        }
    }
    Ok(Some(Ledger {
        sides: Sides {
            credited: tx.credited(row.id, at).await?,
            used_least: least,
            used_most: least + running,
        },
        used_until: start,
        anew: before.is_none() || !events.is_empty(),
    }))
}
