//! Homes of which nothing can be computed, since their tariff is gone, keep no other home from its
//! turn, and are themselves not kept dark by it.

use crate::house::{ACCOUNT, ANA, House, METER, noon};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clearance::{Cause, Facts, Reduce, Rules};
use ami_domain::clock::Clock;
use ami_domain::command::CommandKind;
use ami_domain::debt::{Debt, DebtKind, Every, Recovery};
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::grant::{Grant, Purpose};
use ami_domain::id::{
    AccountId, ClearanceId, DebtId, EventId, GrantId, LocationId, MeterId, PaymentId, TransferId,
};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Window};
use ami_store::{DecisionRow, EventRow, OwingRow, Ruling, Tx};
use std::collections::BTreeMap;

/// More of them than any duty looks at in one tick.
const MANY: u128 = 300;

const fn account(n: u128) -> AccountId {
    AccountId::from_number(1_000 + n)
}

const fn meter(n: u128) -> MeterId {
    MeterId::from_number(2_000 + n)
}

impl House {
    /// A home whose balance is used up, with so many others before it whose tariff is gone.
    async fn behind(many: u128) -> Self {
        let house = Self::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
        let at = house.clock.now().business;
        let mut tx = house.css.store.begin().await.unwrap();
        for n in 1..=many {
            house.home(&mut tx, account(n), meter(n), "gone").await;
            let early = at - Span::days(1);
            tx.watch(account(n), early, false).await.unwrap();
        }
        tx.watch(ACCOUNT, at, false).await.unwrap();
        tx.commit().await.unwrap();
        house
    }

    async fn watches(&self) {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        // The failure is told; whether the others had their turn is the question.
        self.css.watch(&self.clock, &mut chance).await.unwrap_err();
    }
}

#[tokio::test]
async fn accounts_that_cannot_be_looked_at_keep_no_other_from_its_warnings() {
    let house = House::behind(MANY).await;
    for _ in 0..2 {
        house.watches().await;
        house.pass(Span::seconds(1));
    }
    let mut tx = house.css.store.read().await.unwrap();
    let told = tx.warning(ACCOUNT, "zero").await.unwrap();
    assert!(told.is_some(), "nobody said that the balance is used up");
    assert!(tx.zero(ACCOUNT).await.unwrap().is_some());
}

/// It was cut for want of money, and has money by now.
async fn dark(tx: &mut Tx, house: &House, account: AccountId, meter: MeterId, n: u128) {
    let at = house.clock.now().business;
    let supply = Supply {
        switch: Switch::Off,
        limit: None,
        credit: WattHours::ZERO,
        at,
        trip: None,
    };
    tx.set_supply(meter, &supply).await.unwrap();
    let facts = Facts::unknown(meter, at, Reduce::Disconnect, Cause::Zero);
    let decision = DecisionRow {
        id: ClearanceId::from_number(n),
        ruling: Ruling::Cleared,
        facts,
        holds: Vec::new(),
        verdicts: Vec::new(),
        rules: "stuck-1".into(),
        feeder: String::new(),
        message: None,
        released: false,
        asked: false,
    };
    tx.insert_decision(&decision).await.unwrap();
    let books = (Book::Adjustment, Book::Prepaid(account));
    let id = TransferId::from_number(5_000 + n);
    let money = Transfer::posted(id, books, Money::dollars(9), Reason::Correction, at);
    tx.add_transfer(&money).await.unwrap();
}

#[tokio::test]
async fn homes_that_cannot_be_shown_come_back_and_keep_no_other_dark() {
    let house = House::behind(100).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let rules = Rules {
        version: "stuck-1".into(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: BTreeMap::new(),
        limit: BTreeMap::new(),
        standing: Vec::new(),
    };
    assert!(tx.keep_rules(&rules).await.unwrap());
    for n in 1..=100 {
        dark(&mut tx, &house, account(n), meter(n), n).await;
    }
    dark(&mut tx, &house, ACCOUNT, METER, 999).await;
    // All others have waited for longer.
    tx.reduced_seen(METER, house.clock.now().business)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let mut chance = Seeded::new(house.chance.lock().unwrap().next());
        let now = house.clock.now();
        house.css.bring_back(now, &mut chance).await.ok();
        house.pass(Span::seconds(1));
    }
    let mut tx = house.css.store.read().await.unwrap();
    for meter in [METER, meter(1), meter(100)] {
        let open = tx.open_commands(meter).await.unwrap();
        let mut kinds = open.iter().map(|row| &row.command.kind);
        let connects = kinds.any(|kind| matches!(kind, CommandKind::Connect));
        assert!(connects, "{meter} stays dark");
    }
}

impl House {
    /// What all those that cannot be shown have, and this one has, too.
    fn stuck_and_own(many: u128) -> impl Iterator<Item = AccountId> {
        (1..=many).map(account).chain([ACCOUNT])
    }
}

#[tokio::test]
async fn homes_that_cannot_pay_a_day_back_keep_no_other_from_it() {
    let house = House::behind(MANY).await;
    let at = house.clock.now().business;
    let mut tx = house.css.store.begin().await.unwrap();
    for (n, account) in (1..).zip(House::stuck_and_own(MANY)) {
        let id = |kind: u128| TransferId::from_number(kind * 10_000 + n);
        let (own, debt) = (Book::Prepaid(account), Book::Debt(account));
        for (kind, from, dollars) in [(1, Book::Adjustment, 20), (2, debt, 9)] {
            let amount = Money::dollars(dollars);
            let moved = Transfer::posted(id(kind), (from, own), amount, Reason::Correction, at);
            tx.add_transfer(&moved).await.unwrap();
        }
        let owed = Debt {
            id: DebtId::from_number(n),
            kind: DebtKind::Overdrawn,
            amount: Money::dollars(9),
            owed: Money::dollars(9),
            recovery: Recovery::Time {
                amount: Money::dollars(2),
                every: Every::Day,
            },
            missed: Money::ZERO,
            rank: 0,
            since: at,
        };
        tx.insert_debt(account, &owed).await.unwrap();
        let early = if account == ACCOUNT {
            Span::ZERO
        } else {
            Span::minutes(1)
        };
        let owing = OwingRow {
            held: None,
            next_day: at - early,
        };
        tx.set_owing(account, &owing).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut chance = Seeded::new(3);
    let paid = house.css.pay_debt_days(&house.clock, &mut chance).await;
    paid.unwrap_err();
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(
        tx.debts(ACCOUNT, 1).await.unwrap()[0].owed,
        Money::dollars(7)
    );
}

#[tokio::test]
async fn help_that_cannot_be_ended_keeps_no_other_from_its_end() {
    let house = House::behind(MANY).await;
    let at = house.clock.now().business;
    let mut tx = house.css.store.begin().await.unwrap();
    for (n, account) in (1..).zip(House::stuck_and_own(MANY)) {
        let early = if account == ACCOUNT {
            Span::ZERO
        } else {
            Span::minutes(1)
        };
        let amount = Money::dollars(5);
        let id = TransferId::from_number(10_000 + n);
        let books = (Book::Fund, Book::Assistance(account));
        let given = Transfer::posted(id, books, amount, Reason::Granted, at);
        tx.add_transfer(&given).await.unwrap();
        let grant = Grant {
            id: GrantId::from_number(n),
            expires_at: at - early,
            ..house.help(n, Purpose::Energy, 5, 1)
        };
        tx.insert_grant(account, &grant).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut chance = Seeded::new(3);
    let ended = house.css.end_help(&house.clock, &mut chance).await;
    ended.unwrap_err();
    let mut tx = house.css.store.read().await.unwrap();
    let left = tx.balance(Book::Assistance(ACCOUNT)).await.unwrap();
    assert_eq!(left, Money::ZERO);
}

/// More of them than are charged in one tick.
const HEAD: u128 = 1_025;

#[tokio::test]
async fn homes_that_cannot_be_charged_or_shown_keep_no_other_from_it() {
    let house = House::behind(HEAD).await;
    let hour = Span::hours(1);
    let own = house.clock.now().business;
    let early = own - hour;
    let mut tx = house.css.store.begin().await.unwrap();
    for n in 1..=HEAD {
        tx.set_charged_until(account(n), early).await.unwrap();
        let used = [(early, WattHours::new(1_000), false)];
        tx.put_intervals(meter(n), hour, &used).await.unwrap();
        tx.set_shown_at(account(n), early, early).await.unwrap();
    }
    let used = [(own, WattHours::new(1_000), false)];
    tx.put_intervals(METER, hour, &used).await.unwrap();
    tx.commit().await.unwrap();
    house.pass(hour);
    let mut chance = Seeded::new(3);
    let charged = house.css.charge(&house.clock, &mut chance).await;
    charged.unwrap_err();
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.account(ACCOUNT).await.unwrap().unwrap();
    assert_eq!(row.charged_until, own + hour);
    drop(tx);

    house.pass(Span::days(2));
    let now = house.clock.now().business;
    let shown = house.css.refresh(&house.clock, &mut chance).await;
    shown.unwrap_err();
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.account(ACCOUNT).await.unwrap().unwrap();
    assert_eq!(row.shown_at, now);
}

/// An event that begins in an hour.
fn soon(house: &House, n: u128, account: AccountId, meter: MeterId, due: Span) -> EventRow {
    let now = house.clock.now().business;
    let start = now + Span::hours(1);
    EventRow {
        id: EventId::from_number(n),
        location: LocationId::from_number(2),
        site: account,
        account,
        meter,
        payment: PaymentId::from_number(n),
        version: 1,
        window: Window::new(start, start + Span::hours(1)).unwrap(),
        closes: Some(start + Span::hours(1)),
        after: AfterEvent::NotAffected,
        state: EventState::Booked,
        energy: WattHours::new(1_000),
        left: Money::ZERO,
        used: WattHours::ZERO,
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        charged_until: start,
        booked_by: ANA,
        booked_at: now,
        message: None,
        next_at: Some(now - due),
        held_until: None,
        verify_at: None,
        verified_at: None,
        problem: None,
        report: None,
    }
}

#[tokio::test]
async fn events_that_cannot_go_on_keep_no_other_from_it() {
    let house = House::behind(MANY).await;
    let own = soon(&house, 9_999, ACCOUNT, METER, Span::ZERO);
    let mut tx = house.css.store.begin().await.unwrap();
    for n in 1..=MANY {
        let stuck = soon(&house, n, account(n), meter(n), Span::hours(1));
        assert_eq!(tx.insert_event(&stuck).await.unwrap(), None);
    }
    assert_eq!(tx.insert_event(&own).await.unwrap(), None);
    tx.commit().await.unwrap();
    let mut chance = Seeded::new(3);
    let ran = house.css.run_events(&house.clock, &mut chance).await;
    ran.unwrap_err();
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.event(own.id).await.unwrap().unwrap();
    assert_eq!(row.next_at, Some(own.window.start));
}
