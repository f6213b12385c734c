//! What the newest view of an account and its newest estimates rest on, read again for whoever asks
//! where their figures come from.

use crate::refresh::Look;
use crate::{AdcsError, Terms, event_view};
use ami_domain::display::Standing;
use ami_domain::estimate::{Enough, Estimate};
use ami_domain::explain::{
    AlertGrounds, AlertSubject, CreditGrounds, EstimateGrounds, EstimateSubject, Grounds,
    LineageId, ViewSubject, fingerprint,
};
use ami_domain::id::{AccountId, AlertId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::message::Bilingual;
use ami_domain::money::Money;
use ami_domain::tariff::{Entitled, Tariff};
use ami_domain::time::{Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_mdms::history;
use ami_store::{AccountRow, Meter, StoreError, Tx};
use std::collections::BTreeSet;

/// So many entries of a balance are listed, the newest; older ones are brought forward as a sum.
pub const ENTRIES_MAX: u32 = 2_000;

/// Where a home is, what counts its energy, and what it pays by.
#[derive(Debug)]
pub struct Place {
    /// Its meter.
    pub meter: Meter,
    /// Where it is.
    pub zone: Zone,
    /// What it pays by, resolved for it.
    pub tariff: Tariff,
}

/// Entries that were posted by some moment, and the sum of those before them.
struct Posted {
    entries: Vec<Transfer>,
    brought_forward: Money,
}

impl Look {
    /// What a view of this look rests on, besides intervals, tariff and ledger.
    pub(crate) fn grounds(&self, previous: Option<Standing>, help: Money) -> Grounds {
        Grounds {
            previous,
            help,
            low: self.low(),
            ahead: self.ahead,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            history_from: self.history_from,
            intervals: self.history.len() as u64,
            mark: fingerprint(&self.history),
        }
    }

    /// What the energy rests on that a payment buys by this look, which takes what can be spent
    /// from `before` to `after`.
    pub fn credited(&self, before: Money, after: Money) -> CreditGrounds {
        CreditGrounds {
            at: self.now,
            before,
            after,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            history_from: self.history_from,
            opened_at: self.account.opened_at.max(self.history_from),
            bill_day: self.account.bill_day,
            intervals: self.history.len() as u64,
            mark: fingerprint(&self.history),
            tariff: self.tariff.clone(),
            profile: self.profile.clone(),
        }
    }

    /// What a text rests on that names this balance, so much of it help for energy, and what
    /// explains an amount in it.
    pub fn told(&self, (balance, help): (Money, Money), about: Option<LineageId>) -> AlertGrounds {
        let view = self.view(balance, 0, None);
        AlertGrounds {
            at: self.now,
            account: self.account.id,
            mode: self.account.mode,
            zone: self.zone.name().to_owned(),
            balance,
            help,
            least: self.least(),
            remaining: view.remaining,
            about,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            history_from: self.history_from,
            opened_at: self.account.opened_at.max(self.history_from),
            bill_day: self.account.bill_day,
            intervals: self.history.len() as u64,
            mark: fingerprint(&self.history),
            tariff: self.tariff.clone(),
            profile: self.profile.clone(),
        }
    }

    /// An estimate of this look as it is kept, with all that it rests on besides intervals,
    /// tariff and ledger.
    pub fn estimated(
        &self,
        (estimate, enough): (Estimate, Enough),
        (balance, help): (Money, Money),
        least: Money,
    ) -> EstimateGrounds {
        EstimateGrounds {
            window: estimate.window,
            balance,
            help,
            least,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            history_from: self.history_from,
            intervals: self.history.len() as u64,
            mark: fingerprint(&self.history),
            estimate,
            enough,
        }
    }
}

/// The intervals that the energy of a payment rests on; none when they were corrected since.
///
/// # Errors
/// When the store fails.
pub async fn credit_history(
    tx: &mut Tx,
    account: &AccountRow,
    grounds: &CreditGrounds,
) -> Result<Vec<Interval>, AdcsError> {
    let window = Window {
        start: grounds.history_from,
        end: grounds.at,
    };
    known_then(tx, account, window, (grounds.intervals, grounds.mark)).await
}

/// So many intervals of a window, when they still have this mark; else none.
async fn known_then(
    tx: &mut Tx,
    account: &AccountRow,
    window: Window,
    (count, mark): (u64, u64),
) -> Result<Vec<Interval>, AdcsError> {
    let Some(meter) = tx.meter(account.meter).await? else {
        return Ok(Vec::new());
    };
    let mut history = intervals(tx, &meter, account, window).await?;
    history.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    let same = (history.len() as u64, fingerprint(&history)) == (count, mark);
    Ok(if same { history } else { Vec::new() })
}

/// A text with figures and all that they rest on.
///
/// # Errors
/// When the store fails.
pub async fn alert_subject(
    tx: &mut Tx,
    account: &AccountRow,
    (alert, text): (AlertId, Bilingual),
    grounds: AlertGrounds,
) -> Result<AlertSubject, AdcsError> {
    let window = Window {
        start: grounds.history_from,
        end: grounds.at,
    };
    let known = (grounds.intervals, grounds.mark);
    let history = known_then(tx, account, window, known).await?;
    let until = (grounds.charged_until, grounds.at);
    let prepaid = posted(tx, Book::Prepaid(account.id), until).await?;
    let subject = AlertSubject {
        account: account.id,
        alert,
        text,
        grounds,
        history,
        brought_forward: prepaid.brought_forward,
        entries: prepaid.entries,
    };
    Ok(subject.as_it_stood())
}

/// The home of an account.
///
/// # Errors
/// [`AdcsError::Unknown`] when its meter, place, zone or tariff is not known; else when the store
/// fails.
pub async fn place(tx: &mut Tx, terms: &Terms, account: &AccountRow) -> Result<Place, AdcsError> {
    let unknown = |what, which: String| AdcsError::Unknown { what, which };
    let meter = tx.meter(account.meter).await?;
    let meter = meter.ok_or_else(|| unknown("meter", account.meter.to_string()))?;
    let place = tx.location(account.location).await?;
    let place = place.ok_or_else(|| unknown("location", account.location.to_string()))?;
    let zone = Zone::named(&place.zone).map_err(|e| unknown("time zone", e.name))?;
    let tariff = tariff_at(tx, terms, account, account.id).await?;
    Ok(Place {
        meter,
        zone,
        tariff,
    })
}

/// The prices of a home for whoever pays for use there: its own customer, or a guest.
///
/// # Errors
/// [`AdcsError::Unknown`] when its tariff is not known; else when the store fails.
pub async fn tariff_at(
    tx: &mut Tx,
    terms: &Terms,
    site: &AccountRow,
    payer: AccountId,
) -> Result<Tariff, AdcsError> {
    let tariff = terms.tariffs.get(&site.tariff);
    let tariff = tariff.ok_or_else(|| AdcsError::Unknown {
        what: "tariff",
        which: site.tariff.clone(),
    })?;
    let entitled = tx.entitled(site.id).await?;
    Ok(if payer == site.id {
        tariff.for_home(&entitled)
    } else {
        tariff.for_home(&Entitled::for_guests(entitled))
    })
}

/// The intervals of a home in a window; those of events are there without energy.
///
/// # Errors
/// When the store fails.
pub async fn intervals(
    tx: &mut Tx,
    meter: &Meter,
    account: &AccountRow,
    window: Window,
) -> Result<Vec<Interval>, StoreError> {
    let everything = history::of_account(tx, account, meter, window).await?;
    let events = tx.events_at_site(account.id, window).await?;
    Ok(event_view::without(&everything, &events))
}

/// The newest view of an account and all that it rests on; `None` before the first.
///
/// # Errors
/// As [`place`], or when what was kept with the view cannot be read.
pub async fn view_subject(
    tx: &mut Tx,
    terms: &Terms,
    account: &AccountRow,
) -> Result<Option<ViewSubject>, AdcsError> {
    let (view, kept) = (tx.view(account.id).await?, tx.lineage(account.id).await?);
    let (Some(mut shown), Some(grounds)) = (view, kept) else {
        return Ok(None);
    };
    // Somebody else's event may be in it, and no figure rests on it.
    shown.event = None;
    let seen = Seen {
        as_of: shown.as_of.at,
        from: grounds.history_from,
        intervals: grounds.intervals,
        charged_until: grounds.charged_until,
    };
    let behind = behind(tx, terms, account, seen).await?;
    let until = (grounds.charged_until, seen.as_of);
    let borrowed = posted(tx, Book::Emergency(account.id), until).await?;
    Ok(Some(ViewSubject {
        account: account.id,
        tariff: behind.place.tariff,
        zone: behind.place.zone.name().to_owned(),
        bill_day: account.bill_day,
        opened_at: account.opened_at.max(grounds.history_from),
        history: behind.history,
        profile: behind.profile,
        grounds,
        brought_forward: behind.prepaid.brought_forward,
        borrowed_before: borrowed.brought_forward,
        entries: united(behind.prepaid.entries, borrowed.entries),
        shown,
    }))
}

/// An estimate that was shown and all that it rests on; `None` when it is not kept any more.
///
/// # Errors
/// As [`place`], or when what was kept cannot be read.
pub async fn estimate_subject(
    tx: &mut Tx,
    terms: &Terms,
    account: &AccountRow,
    window: Window,
) -> Result<Option<EstimateSubject>, AdcsError> {
    let Some(grounds) = tx.shown_estimate(account.id, window).await? else {
        return Ok(None);
    };
    let seen = Seen {
        as_of: window.start,
        from: grounds.history_from,
        intervals: grounds.intervals,
        charged_until: grounds.charged_until,
    };
    let behind = behind(tx, terms, account, seen).await?;
    Ok(Some(EstimateSubject {
        account: account.id,
        tariff: behind.place.tariff,
        zone: behind.place.zone.name().to_owned(),
        bill_day: account.bill_day,
        opened_at: account.opened_at.max(grounds.history_from),
        history: behind.history,
        profile: behind.profile,
        grounds,
        brought_forward: behind.prepaid.brought_forward,
        entries: behind.prepaid.entries,
    }))
}

/// What a look saw.
#[derive(Clone, Copy)]
struct Seen {
    as_of: Timestamp,
    from: Timestamp,
    intervals: u64,
    charged_until: Timestamp,
}

/// What a look rests on, read again.
struct Behind {
    place: Place,
    history: Vec<Interval>,
    profile: Profile,
    prepaid: Posted,
}

async fn behind(
    tx: &mut Tx,
    terms: &Terms,
    account: &AccountRow,
    seen: Seen,
) -> Result<Behind, AdcsError> {
    let place = place(tx, terms, account).await?;
    let window = Window {
        start: seen.from,
        end: seen.as_of,
    };
    let mut history = intervals(tx, &place.meter, account, window).await?;
    // What has come since then is not behind it.
    history.truncate(usize::try_from(seen.intervals).unwrap_or(usize::MAX));
    let holidays = &place.tariff.holidays;
    let profile = Profile::learn(&history, seen.as_of, &place.zone, holidays);
    let until = (seen.charged_until, seen.as_of);
    let prepaid = posted(tx, Book::Prepaid(account.id), until).await?;
    Ok(Behind {
        place,
        history,
        profile,
        prepaid,
    })
}

/// The entries of a book that a view had in it.
async fn posted(
    tx: &mut Tx,
    book: Book,
    (charged_until, as_of): (Timestamp, Timestamp),
) -> Result<Posted, StoreError> {
    let mut entries = tx.transfers_of(book, ENTRIES_MAX).await?;
    let listed: Money = entries.iter().map(|one| one.effect_on(book)).sum();
    let brought_forward = tx.balance(book).await? - listed;
    let is_charge = |one: &&Transfer| one.reason.interval().is_some();
    let charges: BTreeSet<TransferId> =
        entries.iter().filter(is_charge).map(|one| one.id).collect();
    // Charges are in it by the end of their interval, and so is what takes one back; all else is
    // by its time.
    entries.retain(|one| {
        let charge = if let Reason::Reversal(charge) = one.reason {
            charge
        } else {
            one.id
        };
        let of_charge = charges.contains(&charge);
        one.at <= if of_charge { charged_until } else { as_of }
    });
    Ok(Posted {
        entries,
        brought_forward,
    })
}

/// Both, newest first; an entry between the two books is one.
fn united(mut entries: Vec<Transfer>, more: Vec<Transfer>) -> Vec<Transfer> {
    let known: BTreeSet<TransferId> = entries.iter().map(|one| one.id).collect();
    entries.extend(more.into_iter().filter(|one| !known.contains(&one.id)));
    entries.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
    entries
}
