//! What the use of an event costs, and who pays it: inside the window the event's own money goes
//! first, all else is its payer's (SC2.13, PR-ENDB). What comes late or is corrected is charged
//! anew: what stands and is wrong by now is taken back, and the right amount is posted at the hour
//! it belongs to, also when the event is long over and its money went back.

use super::EventError;
use super::run::{account, named};
use crate::convert::{CHANGES, mode_at, own_book};
use crate::stands::{Stands, numbered, stands};
use crate::{Css, CssError};
use ami_adcs::Terms;
use ami_adcs::lineage::tariff_at;
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, EventId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Cost, Meterage, Tariff, Walk};
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use ami_mdms::history;
use ami_store::{AccountRow, EventRow, Tx};

/// An interval that is missing is waited for this long; after that the next ones are charged
/// without it.
pub const GAP_MAX: Span = Span::hours(24);

/// A part of what an interval costs.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Its word in names.
    word: &'static str,
    /// The event's own money pays; else its payer's account.
    own: bool,
    /// To whom.
    to: Book,
}

const PARTS: [Part; 4] = [
    Part {
        word: "usage",
        own: true,
        to: Book::Revenue,
    },
    Part {
        word: "usage tax",
        own: true,
        to: Book::Tax,
    },
    Part {
        word: "over",
        own: false,
        to: Book::Revenue,
    },
    Part {
        word: "over tax",
        own: false,
        to: Book::Tax,
    },
];

impl Css {
    /// Charges the recorded use of the window, and of what comes after it while the event is
    /// open, from the end of what is charged on. Whether anything was new.
    pub(super) async fn charge_event(
        &self,
        tx: &mut Tx,
        now: Now,
        row: &mut EventRow,
    ) -> Result<bool, CssError> {
        let until = row.closes.unwrap_or(now.business).min(now.business);
        let known = tx.interval_end(row.meter).await?;
        if row.charged_until >= until || known.is_none_or(|end| end <= row.charged_until) {
            return Ok(false);
        }
        let site = account(tx, row.site).await?;
        let payer = account(tx, row.account).await?;
        if payer.is_closed() {
            return Ok(false); // The final bill has gone out.
        }
        let meter = tx.meter(row.meter).await?.ok_or(EventError::UnknownPlace)?;
        let (zone, _) = super::place_of(tx, row.location).await?;
        let tariff = tariff_of(tx, &self.terms, &site, payer.id).await?;
        let whole = Window {
            start: row.window.start,
            end: until,
        };
        let used = history::of_account(tx, &site, &meter, whole).await?;
        let walk = Walk::new(
            &tariff,
            &zone,
            meterage(&zone, row.window.start, site.bill_day),
        );
        let changes = tx.mode_changes(payer.id, CHANGES).await?;
        let before = (row.charged_until, row.used);
        let known = known_of(tx, row, &used).await?;
        let transfers = charges(
            row,
            walk,
            (&used, &known),
            |start| own_book(payer.id, mode_at(payer.mode, &changes, start)),
            now.business,
        );
        tx.add_posted_transfers(&transfers).await?;
        row.left = tx.balance(Book::Event(row.id)).await?;
        Ok(!transfers.is_empty() || before != (row.charged_until, row.used))
    }
}

/// The prices that an event at this site pays.
///
/// # Errors
/// When its tariff is not known, or the store fails.
pub(crate) async fn tariff_of(
    tx: &mut Tx,
    terms: &Terms,
    site: &AccountRow,
    payer: AccountId,
) -> Result<Tariff, CssError> {
    Ok(tariff_at(tx, terms, site, payer).await?.for_event())
}

/// The names of the parts of an interval's charge that was posted so many times before.
pub(crate) fn charge_names(event: EventId, start: Timestamp, posted: u32) -> [TransferId; 4] {
    PARTS.map(|part| name(part.word, event, start, posted))
}

/// What stands of each part of each interval that is not charged yet or is looked at again.
async fn known_of(tx: &mut Tx, row: &EventRow, used: &[Interval]) -> Result<Vec<Stands>, CssError> {
    let starts = used.iter().map(|interval| interval.start);
    let again = starts.filter(|start| *start >= row.charged_until);
    let charges: Vec<_> = again
        .flat_map(|start| PARTS.map(|part| (part.word, start)))
        .collect();
    stands(tx, &charges, |(word, start), posted| {
        name(word, row.id, *start, posted)
    })
    .await
}

/// The transfers for what was used and is not charged, or is charged otherwise, oldest first;
/// counts the energy and the money in the event. `known` has the parts of each interval that starts
/// at the end of what is charged or after it.
fn charges(
    row: &mut EventRow,
    mut walk: Walk<'_>,
    (used, known): (&[Interval], &[Stands]),
    own_book: impl Fn(Timestamp) -> Book,
    now: Timestamp,
) -> Vec<Transfer> {
    let mut transfers = Vec::new();
    let mut known = known.chunks_exact(PARTS.len());
    let mut left = row.left
        + known
            .clone()
            .map(|parts| standing(parts, true))
            .sum::<Money>();
    row.used = WattHours::ZERO;
    for interval in used {
        let cost = walk.step(interval, Round::InCustomersFavour);
        if interval.start < row.charged_until {
            row.used += interval.energy;
            continue;
        }
        let Some(parts) = known.next() else {
            break;
        };
        // What is missing may come later and must be charged before what follows it.
        let missing = interval.start > row.charged_until && now < interval.start + GAP_MAX;
        if missing && !parts.iter().any(Stands::is_heard) {
            break;
        }
        let prepaid = if interval.start < row.window.end {
            cost.energy.min(left.max(Money::ZERO))
        } else {
            Money::ZERO
        };
        let over = cost.energy - prepaid;
        let amounts = amounts(cost, prepaid);
        let reason = Reason::EventUsage {
            event: row.id,
            at: interval.start,
        };
        for ((part, stands), amount) in PARTS.iter().zip(parts).zip(amounts) {
            let from = if part.own {
                Book::Event(row.id)
            } else {
                own_book(interval.start)
            };
            let charge = |posted| Transfer {
                id: name(part.word, row.id, interval.start, posted),
                from,
                to: part.to,
                amount,
                state: TransferState::Posted,
                reason,
                at: interval.end(),
            };
            // Taken back under the same word, so that a statement shows both in one line, and
            // neither among what the home itself used.
            transfers.extend(stands.change(
                |stands| stands.amount == amount && stands.from == from,
                |_| reason,
                |posted| amount.is_positive().then(|| charge(posted)),
            ));
        }
        left -= prepaid;
        row.used += interval.energy;
        row.used_money += prepaid - standing(parts, true);
        row.over_money += over - standing(parts, false);
        row.charged_until = interval.end();
    }
    transfers
}

/// What stands of an interval's parts, by who pays.
fn standing(parts: &[Stands], own: bool) -> Money {
    let by = PARTS.iter().zip(parts).filter(|(part, _)| part.own == own);
    by.map(|(_, stands)| stands.amount()).sum()
}

/// What each of the [`PARTS`] of a cost is, of which so much is paid by the event: first the
/// energy, then the tax on it.
fn amounts(cost: Cost, prepaid: Money) -> [Money; 4] {
    let energy = cost.energy - cost.energy_tax;
    let own = prepaid.min(energy);
    let own_tax = prepaid - own;
    [own, own_tax, energy - own, cost.energy_tax - own_tax]
}

/// A meter of its own that starts at zero: what was used before is not the event's.
fn meterage(zone: &Zone, start: Timestamp, bill_day: i8) -> Meterage {
    Meterage::starting(zone.civil(start).day, bill_day)
}

/// The name of a charge that was posted so many times before.
fn name(word: &str, event: EventId, start: Timestamp, posted: u32) -> TransferId {
    numbered(named(word, event, start), posted)
}
