//! What must hold after each step of a life.

use super::Life;
use crate::house::{ACCOUNT, HOUR, METER, zone};
use ami_domain::debt::{DEBTS_MAX, DebtPolicy};
use ami_domain::energy::WattHours;
use ami_domain::explain::{LineageId, differences_of};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::{Money, Round};
use ami_domain::statement::Statement;
use ami_domain::tariff::{Meterage, Walk};
use ami_domain::time::{Span, Timestamp, Window};
use ami_domain::usage::{Interval, Quality};
use ami_store::Tx;
use std::collections::BTreeMap;

const MANY: u32 = 1_000_000;

impl Life {
    pub(super) async fn holds(&mut self, seed: u64) {
        let closed = self.is_closed().await;
        let mut tx = self.css.store.read().await.unwrap();
        let log = || format!("seed {seed}: {:#?}", self.log);
        assert_eq!(tx.audit_ledger().await.unwrap(), [], "{}", log());
        // What went over counters and through banks is what the utility's side says.
        let clearing = -tx.balance(Book::Clearing).await.unwrap();
        if !closed {
            assert_eq!(clearing, self.outside, "money outside, {}", log());
        }
        rows(&mut tx, &log).await;
        let charged = charged(&mut tx).await;
        let expected = self.expected(&mut tx).await;
        assert_eq!(charged, expected, "what use costs, {}", log());
        let policy = &self.css.terms.policy.debt;
        caps(&mut tx, policy, &log).await;
        for payment in &self.payments {
            shares(&mut tx, *payment, &log).await;
        }
    }

    /// What all use costs by intervals and tariff alone, and what events have counted.
    async fn expected(&self, tx: &mut Tx) -> Money {
        let account = tx.account(ACCOUNT).await.unwrap().unwrap();
        let tariff = &self.css.terms.tariffs[self.tariff];
        let meter = tx.meter(METER).await.unwrap().unwrap();
        let window = Window {
            start: self.opened,
            end: account.charged_until,
        };
        let events = tx.events_at_site(ACCOUNT, window).await.unwrap();
        let first = Meterage::starting(zone().civil(self.opened).day, account.bill_day);
        let zone = zone();
        let mut walk = Walk::new(tariff, &zone, first);
        let mut sum = Money::ZERO;
        for (start, energy, _) in tx.intervals(&meter, window).await.unwrap() {
            let inside = |end: Option<Timestamp>| end.is_none_or(|end| start < end);
            let is_events = events
                .iter()
                .any(|one| one.window.start <= start && inside(one.closes));
            let energy = if is_events { WattHours::ZERO } else { energy };
            let interval = Interval {
                start,
                length: HOUR,
                energy,
                quality: Quality::Measured,
            };
            sum += walk.step(&interval, Round::InCustomersFavour).total();
        }
        for event in &self.events {
            let row = tx.event(*event).await.unwrap().unwrap();
            sum += row.used_money + row.over_money;
        }
        sum
    }

    /// After the last day: statements lead to one another and to the ledger, nothing that was lent
    /// stays open beside money that is paid back, and no book is left over.
    pub(super) async fn has_ended(&self, seed: u64) {
        let log = format!("seed {seed}: {:#?}", self.log);
        assert!(self.is_closed().await, "still open, {log}");
        let mut tx = self.css.store.read().await.unwrap();
        let mut stands = BTreeMap::new();
        for book in Book::of_account(ACCOUNT) {
            stands.insert(book.word(), tx.balance(book).await.unwrap());
        }
        let none = Money::ZERO;
        for word in ["deposit", "assistance"] {
            assert_eq!(stands[word], none, "{word}, {log}");
        }
        for event in &self.events {
            assert_eq!(
                tx.balance(Book::Event(*event)).await.unwrap(),
                none,
                "{log}"
            );
        }
        let owes = stands.values().any(|balance| balance.is_negative());
        let has = stands.values().any(|balance| balance.is_positive());
        assert!(
            !(owes && has),
            "owed and to be paid back: {stands:?}, {log}"
        );
        let rows = tx.statements(ACCOUNT, 99).await.unwrap();
        drop(tx);
        let mut before: Option<Statement> = None;
        for row in rows.iter().rev() {
            let now: Statement = serde_json::from_str(&row.body).unwrap();
            if let Some(before) = &before {
                assert_eq!(before.until, now.from, "{log}");
                let end = closings(before);
                for (book, opening) in openings(&now) {
                    let end = end.get(&book).copied().unwrap_or_default();
                    assert_eq!(end, opening, "{book}, {log}");
                }
            }
            for part in &now.parts {
                let moved: Money = part.entries.iter().map(|one| one.amount).sum();
                assert_eq!(part.opening + moved, part.closing, "{log}");
            }
            let (account, from) = (ACCOUNT, now.from);
            let lineage = LineageId::Statement { account, from };
            let bundle = self.css.explain(lineage).await.unwrap().unwrap();
            assert_eq!(differences_of(&bundle.differences()), [""; 0], "{log}");
            before = Some(now);
        }
    }
}

fn openings(one: &Statement) -> BTreeMap<String, Money> {
    let parts = one.parts.iter();
    parts
        .map(|part| (part.book.clone(), part.opening))
        .collect()
}

fn closings(one: &Statement) -> BTreeMap<String, Money> {
    let parts = one.parts.iter();
    parts
        .map(|part| (part.book.clone(), part.closing))
        .collect()
}

/// The rows beside the books say what the books say.
async fn rows(tx: &mut Tx, log: &dyn Fn() -> String) {
    let debts = tx.debts(ACCOUNT, DEBTS_MAX).await.unwrap();
    let owed: Money = debts.iter().map(|one| one.owed).sum();
    assert_eq!(
        -tx.balance(Book::Debt(ACCOUNT)).await.unwrap(),
        owed,
        "{}",
        log()
    );
    for debt in &debts {
        assert!(debt.missed <= debt.owed, "{debt:?}, {}", log());
    }
    let help = tx.grants(ACCOUNT, 999).await.unwrap();
    let help: Money = help.iter().map(|one| one.unspent).sum();
    assert_eq!(
        tx.balance(Book::Assistance(ACCOUNT)).await.unwrap(),
        help,
        "{}",
        log()
    );
    let lent = -tx.balance(Book::Emergency(ACCOUNT)).await.unwrap();
    assert!(!lent.is_negative(), "{lent} lent, {}", log());
    assert!(tx.borrowing(ACCOUNT).await.unwrap().friendly_owed <= lent);
}

/// What the utility has sold.
async fn charged(tx: &mut Tx) -> Money {
    let revenue = tx.balance(Book::Revenue).await.unwrap();
    revenue + tx.balance(Book::Tax).await.unwrap()
}

/// No more goes to debt than the caps allow, by day and by span.
async fn caps(tx: &mut Tx, policy: &DebtPolicy, log: &dyn Fn() -> String) {
    let book = Book::Debt(ACCOUNT);
    let all = tx.transfers_of(book, MANY).await.unwrap();
    let paid = |one: &&Transfer| matches!(one.reason, Reason::DebtShare(_) | Reason::DebtDay(_));
    let paid: Vec<&Transfer> = all.iter().filter(paid).collect();
    for last in &paid {
        let since = |from: Timestamp| -> Money {
            let inside = paid
                .iter()
                .filter(|one| from <= one.at && one.at <= last.at);
            inside.map(|one| one.amount).sum()
        };
        let day = zone().start_of(zone().civil(last.at).day);
        for (from, most) in [
            (day, policy.day_max),
            (last.at - Span::days(7), policy.week_max),
            (last.at - Span::days(30), policy.month_max),
        ] {
            assert!(since(from) <= most, "{} of {most}, {}", since(from), log());
        }
    }
}

/// Of what a payment has paid of debts and loans so much is open again as went back of it beyond
/// what bought energy.
async fn shares(tx: &mut Tx, payment: ami_domain::id::PaymentId, log: &dyn Fn() -> String) {
    let Some(row) = tx.payment(payment).await.unwrap() else {
        return;
    };
    let all = tx.transfers_for(payment, MANY).await.unwrap();
    let posted = |one: &&Transfer| one.state == TransferState::Posted;
    let sum = |test: &dyn Fn(&Transfer) -> bool| -> Money {
        all.iter()
            .filter(posted)
            .filter(|one| test(one))
            .map(|one| one.amount)
            .sum()
    };
    let own = Book::Prepaid(ACCOUNT);
    let share = |one: &Transfer| matches!(one.reason, Reason::DebtShare(_) | Reason::LentBack(_));
    let shared = sum(&share);
    let gone = sum(&|one| one.from == own && !share(one));
    let mut opened = sum(&|one| one.to == own && !matches!(one.reason, Reason::Payment(_)));
    let (debt, lent) = (Book::Debt(ACCOUNT), Book::Emergency(ACCOUNT));
    for book in [debt, lent] {
        for one in tx.transfers_of(book, MANY).await.unwrap() {
            let of = |of| all.iter().any(|share| share.id == of);
            if one.from == book && matches!(one.reason, Reason::Reversal(id) if of(id)) {
                opened += one.amount;
            }
        }
    }
    let expected = (gone - (row.amount - shared)).max(Money::ZERO).min(shared);
    assert_eq!(opened, expected, "{payment} of {}, {}", row.amount, log());
}
