//! What was taken for debt, from its plan and from how things stood when it was taken.

use super::view::Mark;
use super::{Differs, LineageId};
use crate::debt::{DayPart, Debt, DebtKind, DebtPolicy, Every, Recovery, State, Taken};
use crate::debt::{allocate, caps_since, day};
use crate::id::{AccountId, PaymentId};
use crate::ledger::{Book, Reason, Transfer, TransferState};
use crate::money::Money;
use crate::time::{Timestamp, Zone};

/// How many entries the caps had counted: what comes later with an earlier time was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counted {
    /// Of days.
    pub days: u32,
    /// Of payments.
    pub shares: u32,
}

/// What a decision about debt was made from; kept with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DebtGrounds {
    /// The start of the day that paid, or when the payment was split.
    pub at: Timestamp,
    /// The prepaid balance before.
    pub prepaid: Money,
    /// What was borrowed and not paid back.
    pub emergency: Money,
    /// Every debt with its plan, in the order of paying back.
    pub debts: Vec<Debt>,
    /// What was already taken.
    pub taken: Taken,
    /// From so many entries.
    pub counted: Counted,
    /// A hardship pause lasts, or lasted, until then.
    pub held_until: Option<Timestamp>,
    /// What the utility allowed.
    pub policy: DebtPolicy,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtStep {
    /// A day paid this; nothing in a pause, or where nothing lies above the least credit.
    Day(Vec<DayPart>),
    /// A payment of so much was split; its entries are the payment's.
    Payment(Money),
}

/// A decision about debt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DebtDecision {
    /// From what.
    pub grounds: DebtGrounds,
    /// [`DebtGrounds::mark`] of it then.
    pub mark: u64,
    /// What was done.
    pub step: DebtStep,
}

/// A decision and the entries that its caps had counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DebtBehind {
    /// The decision.
    pub decision: DebtDecision,
    /// The entries, oldest first.
    pub counted: Vec<Transfer>,
}

/// What a day paid back, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RecoverySubject {
    /// Whose.
    pub account: AccountId,
    /// Where, as a name of the time-zone database.
    pub zone: String,
    /// The decision.
    pub behind: DebtBehind,
    /// The entries of this day.
    pub entries: Vec<Transfer>,
}

impl DebtGrounds {
    /// What the decision is made from.
    pub fn state(&self) -> State<'_> {
        State {
            prepaid: self.prepaid,
            fee: Money::ZERO,
            emergency: self.emergency,
            debts: &self.debts,
            taken: self.taken,
            held: self.held_until.is_some_and(|until| self.at < until),
            policy: &self.policy,
        }
    }

    /// A mark that changes with each number of plan, pause and caps, also with those that made no
    /// difference on this day. It is no seal, as [`super::fingerprint`] is none.
    pub fn mark(&self) -> u64 {
        let mut mark = Mark::new();
        mark.take(self.at.as_millis());
        mark.take(self.held_until.map_or(-1, Timestamp::as_millis));
        let (taken, policy) = (self.taken, &self.policy);
        for money in [
            self.prepaid,
            self.emergency,
            taken.day,
            taken.week,
            taken.month,
            policy.least_credit,
            policy.day_max,
            policy.week_max,
            policy.month_max,
        ] {
            mark.take(money.as_micros());
        }
        mark.take(i64::from(policy.share_max));
        mark.take(i64::from(self.counted.days));
        mark.take(i64::from(self.counted.shares));
        for debt in &self.debts {
            debt_marked(debt, &mut mark);
        }
        mark.get()
    }
}

fn debt_marked(debt: &Debt, mark: &mut Mark) {
    for byte in debt.id.to_bytes() {
        mark.take(i64::from(byte));
    }
    mark.take(match debt.kind {
        DebtKind::Arrears => 0,
        DebtKind::Overdrawn => 1,
    });
    for number in [
        debt.amount.as_micros(),
        debt.owed.as_micros(),
        debt.missed.as_micros(),
        debt.rank,
        debt.since.as_millis(),
    ] {
        mark.take(number);
    }
    let (way, amount, every) = match debt.recovery {
        Recovery::Time { amount, every } => (0, amount, Some(every)),
        Recovery::Share { .. } => (1, Money::ZERO, None),
        Recovery::CatchUp { amount, every, .. } => (2, amount, Some(every)),
    };
    mark.take(way);
    mark.take(amount.as_micros());
    mark.take(match every {
        None => 0,
        Some(Every::Day) => 1,
        Some(Every::Week) => 2,
    });
    mark.take(i64::from(debt.recovery.permille()));
}

impl DebtDecision {
    /// A decision with the mark of what it was made from.
    pub fn new(grounds: DebtGrounds, step: DebtStep) -> Self {
        let mark = grounds.mark();
        Self {
            grounds,
            mark,
            step,
        }
    }
}

impl DebtBehind {
    /// Whether the decision rests on what it says: the mark, and the caps from their entries.
    fn grounds_differ(&self, account: AccountId, zone: &Zone) -> Vec<Differs> {
        let (grounds, book) = (&self.decision.grounds, Book::Debt(account));
        let mut found = Vec::new();
        let what = "the mark of plan, pause and caps";
        found.extend(Differs::figure(what, &self.decision.mark, &grounds.mark()));
        let taken = |one: &&Transfer| one.effect_on(book).is_positive();
        let since = |at| {
            let inside = self.counted.iter().filter(taken).filter(|one| one.at >= at);
            inside.map(|one| one.amount).sum()
        };
        let [day, week, month] = caps_since(zone, grounds.at).map(since);
        let again = Taken { day, week, month };
        let what = "what the caps had counted";
        found.extend(Differs::figure(what, &grounds.taken, &again));
        let of_day = |one: &&Transfer| matches!(one.reason, Reason::DebtDay(_));
        let of_share = |one: &&Transfer| matches!(one.reason, Reason::DebtShare(_));
        let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
        let again = Counted {
            days: count(self.counted.iter().filter(of_day).count()),
            shares: count(self.counted.iter().filter(of_share).count()),
        };
        let what = "how many entries the caps had counted";
        found.extend(Differs::figure(what, &grounds.counted, &again));
        found
    }

    /// A payment split again, beside its entries.
    pub(super) fn split_differs(
        &self,
        (account, payment): (AccountId, PaymentId),
        zone: &Zone,
        entries: &[Transfer],
    ) -> Vec<Differs> {
        let mut found = self.grounds_differ(account, zone);
        let DebtStep::Payment(amount) = &self.decision.step else {
            found.extend(Differs::figure("what was split", &"a day", &"a payment"));
            return found;
        };
        let split = allocate(*amount, &self.decision.grounds.state());
        let own = Book::Prepaid(account);
        let to = |book, reason| sorted(entries, (own, book), reason);
        let shares = to(Book::Debt(account), Reason::DebtShare(payment));
        let again = in_order(split.debts.iter().map(|(_, part)| *part));
        let what = "what the payment pays of debt";
        found.extend(Differs::figure(what, &shares, &again));
        let lent = to(Book::Emergency(account), Reason::LentBack(payment));
        // What friendly hours have lent is paid back by an entry of its own.
        let lent: Money = lent.into_iter().sum();
        let what = "what the payment pays of emergency credit";
        found.extend(Differs::figure(what, &lent, &split.emergency));
        found
    }
}

impl RecoverySubject {
    pub(super) fn differences(&self, lineage: LineageId) -> Vec<Differs> {
        let mut found = Vec::new();
        let Ok(zone) = Zone::named(&self.zone) else {
            return vec![Differs::Zone(self.zone.clone())];
        };
        let (account, grounds) = (self.account, &self.behind.decision.grounds);
        let civil = zone.civil(grounds.at).day;
        let is_named = match lineage {
            LineageId::Recovery { account: of, day } => of == account && day == civil,
            LineageId::Entry(id) => self.entries.iter().any(|entry| entry.id == id),
            LineageId::View { .. }
            | LineageId::Estimate { .. }
            | LineageId::Charges { .. }
            | LineageId::Alert(_)
            | LineageId::Cost(_)
            | LineageId::Event(_)
            | LineageId::Statement { .. }
            | LineageId::Payment(_)
            | LineageId::Owed(_)
            | LineageId::Books(_)
            | LineageId::Hold(_)
            | LineageId::Preview { .. }
            | LineageId::Conversion { .. } => false,
        };
        if !is_named {
            found.push(Differs::Subject(lineage));
        }
        found.extend(self.behind.grounds_differ(account, &zone));
        let DebtStep::Day(parts) = &self.behind.decision.step else {
            found.extend(Differs::figure("what paid", &"a payment", &"a day"));
            return found;
        };
        let again = day(&grounds.state());
        for at in 0..parts.len().max(again.len()) {
            let (stated, computed) = (parts.get(at), again.get(at));
            let what = format!("what the plan takes, part {}", at + 1);
            found.extend(Differs::figure(what, &stated, &computed));
        }
        let books = (Book::Prepaid(account), Book::Debt(account));
        let entries = sorted(&self.entries, books, Reason::DebtDay(grounds.at));
        let again = in_order(again.iter().map(|part| part.taken));
        found.extend(Differs::figure(
            "what the day took of debt",
            &entries,
            &again,
        ));
        found
    }

    /// All that the day took.
    pub fn taken(&self) -> Money {
        self.entries.iter().map(|entry| entry.amount).sum()
    }
}

/// The amounts of these entries from the least to the largest: which debt an entry pays is not
/// in it.
fn sorted(entries: &[Transfer], (from, to): (Book, Book), reason: Reason) -> Vec<Money> {
    let its = entries.iter().filter(|one| {
        (one.from, one.to, one.reason) == (from, to, reason) && one.state == TransferState::Posted
    });
    in_order(its.map(|one| one.amount))
}

fn in_order(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut amounts: Vec<Money> = amounts.filter(|one| one.is_positive()).collect();
    amounts.sort_unstable();
    amounts
}
