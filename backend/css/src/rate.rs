//! What intervals cost, and how the ledger comes to say so: a charge that is not there is posted,
//! and one that is wrong by now, because an interval came late or was corrected, is taken back and
//! posted anew, at the hour it belongs to and with the version of the tariff that held there.
//!
//! A charge is named by account, kind, start of its interval and how many times it was posted
//! before (`stands.rs`).

use crate::CssError;
use crate::convert::{mode_at, own_book};
use crate::stands::{Stands, numbered, stands};
use crate::{borrow, help};
use ami_adcs::Terms;
use ami_adcs::refresh::Look;
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Cost, Walk};
use ami_domain::time::Timestamp;
use ami_domain::usage::Interval;
use ami_store::{ModeChange, Tx};
use sha2::{Digest, Sha256};

/// So many intervals at most are charged in one transaction; the rest follows in the next tick.
const INTERVALS_MAX: usize = 1_000;

/// Kinds of charges of an interval.
pub(crate) const KINDS: [Kind; 4] = [Kind::Fixed, Kind::Usage, Kind::Minimum, Kind::Tax];

/// What a charge of an interval is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Fixed,
    Usage,
    Minimum,
    Tax,
}

/// A charge as it should stand; nothing is charged with no amount.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    account: AccountId,
    kind: Kind,
    start: Timestamp,
    end: Timestamp,
    from: Book,
    amount: Money,
}

/// What was done to the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rated {
    /// Everything before this is charged.
    pub(crate) until: Timestamp,
    /// An interval came late or was corrected: some of what followed it was charged before.
    pub(crate) again: bool,
    /// A monthly bill got something back.
    pub(crate) bill: bool,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Kind::Fixed => "fixed",
            Kind::Usage => "usage",
            Kind::Minimum => "minimum",
            Kind::Tax => "tax",
        }
    }
    const fn reason(self, start: Timestamp) -> Reason {
        match self {
            Kind::Fixed => Reason::Fixed(start),
            Kind::Usage => Reason::Usage(start),
            Kind::Minimum => Reason::Minimum(start),
            Kind::Tax => Reason::Tax(start),
        }
    }
    const fn book(self) -> Book {
        match self {
            Kind::Fixed | Kind::Usage | Kind::Minimum => Book::Revenue,
            Kind::Tax => Book::Tax,
        }
    }
    /// The part of a cost that this kind is.
    pub(crate) fn of(self, cost: Cost) -> Money {
        match self {
            Kind::Fixed => cost.fixed - cost.fixed_tax - cost.minimum,
            Kind::Usage => cost.energy - cost.energy_tax,
            Kind::Minimum => cost.minimum,
            Kind::Tax => cost.energy_tax + cost.fixed_tax,
        }
    }
}

/// Makes the ledger say what the intervals from the end of what is charged on cost; those before
/// `stop` only, for who moves out then.
pub(crate) async fn rate(
    tx: &mut Tx,
    (now, terms): (Now, &Terms),
    look: &Look,
    changes: &[ModeChange],
    stop: Option<Timestamp>,
) -> Result<Rated, CssError> {
    let account = look.account.id;
    let (dues, until) = dues(look, changes, stop);
    let charged = tx
        .charged_after(account, look.account.charged_until)
        .await?;
    let (transfers, again) = if charged {
        differences(tx, &dues).await?
    } else {
        let new = dues.iter().filter(|due| due.amount.is_positive());
        (new.map(|due| due.transfer(0)).collect(), false)
    };
    tx.add_posted_transfers(&transfers).await?;
    if !transfers.is_empty() {
        let starts = dues.iter().map(|due| (due.end, due.start)).collect();
        let costs = help::costs(account, &transfers, &starts);
        help::pay(tx, account, &costs).await?;
        borrow::in_friendly_hours(tx, now, terms, look, &costs).await?;
    }
    let to_bill = |one: &Transfer| one.to == Book::Receivable(account);
    let bill = transfers.iter().any(to_bill);
    Ok(Rated { until, again, bill })
}

/// What the intervals that are not charged cost, oldest first, and up to when.
fn dues(look: &Look, changes: &[ModeChange], stop: Option<Timestamp>) -> (Vec<Due>, Timestamp) {
    let account = look.account.id;
    let mut walk = Walk::new(&look.tariff, &look.zone, look.meterage);
    let mut until = look.account.charged_until;
    let mut dues = Vec::new();
    let open = |interval: &&Interval| {
        interval.start >= look.account.charged_until
            && stop.is_none_or(|stop| interval.start < stop)
    };
    for interval in look.history.iter().filter(open).take(INTERVALS_MAX) {
        let cost = walk.step(interval, Round::InCustomersFavour);
        let from = own_book(account, mode_at(look.account.mode, changes, interval.start));
        dues.extend(KINDS.map(|kind| Due {
            account,
            kind,
            start: interval.start,
            end: interval.end(),
            from,
            amount: kind.of(cost),
        }));
        until = interval.end();
    }
    (dues, until)
}

/// What must be posted so that the ledger says the same as the dues, some of which it may have
/// heard of before; and whether it has.
async fn differences(tx: &mut Tx, dues: &[Due]) -> Result<(Vec<Transfer>, bool), CssError> {
    let known = stands(tx, dues, |due, posted| due.name(posted)).await?;
    let heard = known.iter().any(Stands::is_heard);
    let mut transfers = Vec::new();
    for (due, stands) in dues.iter().zip(known) {
        let charge = due.amount.is_positive();
        transfers.extend(stands.change(
            |stands| stands.amount == due.amount && stands.from == due.from,
            |stands| Reason::Reversal(stands.id),
            |posted| charge.then(|| due.transfer(posted)),
        ));
    }
    Ok((transfers, heard))
}

impl Due {
    /// The one name that this charge can have after it was posted so many times.
    fn name(&self, posted: u32) -> TransferId {
        name(self.account, self.kind, self.start, posted)
    }

    fn transfer(&self, posted: u32) -> Transfer {
        Transfer {
            id: self.name(posted),
            from: self.from,
            to: self.kind.book(),
            amount: self.amount,
            state: TransferState::Posted,
            reason: match posted {
                0 => self.kind.reason(self.start),
                1.. => Reason::Rerate(self.start),
            },
            at: self.end,
        }
    }
}

/// The name of a charge.
pub(crate) fn name(account: AccountId, kind: Kind, start: Timestamp, posted: u32) -> TransferId {
    let mut hash = Sha256::new();
    hash.update(kind.word());
    hash.update(account.to_bytes());
    hash.update(start.as_millis().to_be_bytes());
    numbered(hash, posted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stands::reversal;
    use std::collections::BTreeMap;

    #[test]
    fn every_charge_has_one_name_of_its_own() {
        let (one, two) = (AccountId::from_number(1), AccountId::from_number(2));
        let at = Timestamp::from_millis;
        let mut names = BTreeMap::new();
        for account in [one, two] {
            for kind in KINDS {
                for start in [at(0), at(1)] {
                    for posted in 0..3 {
                        let id = name(account, kind, start, posted);
                        assert_eq!(names.insert(id, ()), None);
                        assert_eq!(names.insert(reversal(id), ()), None);
                    }
                }
            }
        }
    }
}
