//! Debt, its plans and pauses, and emergency credit, through payments and days.

use crate::house::{ACCOUNT, ANA, House, METER, midnight, noon, offer};
use crate::left::person;
use ami_css::{CssError, split};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::debt::{DebtError, Every, Line, NotLent, Recovery};
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Span;

pub(crate) const SHARE: Recovery = Recovery::Share { permille: 250 };
const DAILY: Recovery = Recovery::Time {
    amount: Money::dollars(2),
    every: Every::Day,
};

impl House {
    /// A home that owes $50 for energy and has set it aside.
    pub(crate) async fn owing(recovery: Recovery) -> Self {
        let house = Self::with(noon(), Money::ZERO, sandbox()).await;
        house.used(noon(), &[200_000]).await;
        house.pass(Span::hours(2));
        house.charge().await.unwrap();
        assert_eq!(house.balance().await, -Money::dollars(50));
        house.set_aside(recovery).await.unwrap();
        house
    }

    pub(crate) async fn set_aside(&self, recovery: Recovery) -> Result<(), CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let set = self
            .css
            .set_aside(&self.clock, &mut chance, ANA, ACCOUNT, recovery);
        set.await
    }

    pub(crate) async fn lend(&self) -> Result<Money, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        self.css.lend(&self.clock, &mut chance, ANA, ACCOUNT).await
    }

    pub(crate) async fn pay_days(&self) -> u32 {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let paid = self.css.pay_debt_days(&self.clock, &mut chance).await;
        paid.unwrap()
    }

    /// What is owed in the books, after what must always hold.
    pub(crate) async fn owed(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        let book = -tx.balance(Book::Debt(ACCOUNT)).await.unwrap();
        let rows: Money = tx
            .debts(ACCOUNT, 99)
            .await
            .unwrap()
            .iter()
            .map(|one| one.owed)
            .sum();
        assert_eq!(book, rows, "the book and the debts say the same");
        assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
        book
    }

    /// Dollars move between two books by a correction.
    async fn moves(&self, id: u128, books: (Book, Book), dollars: i64) {
        let (id, amount) = (TransferId::from_number(7_000 + id), Money::dollars(dollars));
        let at = self.clock.now().business;
        let moved = Transfer::posted(id, books, amount, Reason::Correction, at);
        let mut tx = self.css.store.begin().await.unwrap();
        tx.add_transfer(&moved).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn lines(&self, id: u128, dollars: i64) -> Vec<(Line, Money)> {
        let mut tx = self.css.store.read().await.unwrap();
        let id = PaymentId::from_number(id);
        split::lines(&mut tx, id, Money::dollars(dollars))
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn arrears_are_set_aside_and_prepayment_begins_at_zero() {
    let house = House::owing(SHARE).await;
    assert_eq!(house.balance().await, Money::ZERO);
    assert_eq!(house.owed().await, Money::dollars(50));
    let again = house.set_aside(SHARE).await.unwrap_err();
    assert!(matches!(again, CssError::Debt(DebtError::NothingOwed)));
}

#[tokio::test]
async fn what_the_processor_keeps_is_no_part_of_what_a_customer_paid() {
    let house = House::at(noon()).await;
    house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    // As the processor's report is booked a day later.
    let kept = Transfer::posted(
        TransferId::from_number(88),
        (Book::Fees, Book::Clearing),
        Money::cents(88),
        Reason::Fee(PaymentId::from_number(9)),
        house.clock.now().business,
    );
    let mut tx = house.css.store.begin().await.unwrap();
    tx.add_transfer(&kept).await.unwrap();
    tx.commit().await.unwrap();
    let all = [(Line::Energy, Money::dollars(20))];
    assert_eq!(house.lines(9, 20).await, all);
}

#[tokio::test]
async fn a_payment_is_split_in_one_commit_as_it_was_shown_before() {
    let house = House::owing(SHARE).await;
    let now = ami_domain::clock::Clock::now(&house.clock);
    let shown = house
        .css
        .split(now, ACCOUNT, Money::dollars(20))
        .await
        .unwrap();
    let row = house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    let expected = [
        (Line::Debt, Money::dollars(5)),
        (Line::Energy, Money::dollars(15)),
    ];
    assert_eq!(shown, expected);
    assert_eq!(house.lines(9, 20).await, expected);
    assert_eq!(row.balance_after, Some(Money::dollars(15)));
    // 15 dollars at 25 cents.
    assert_eq!(row.credit, ami_domain::energy::WattHours::kilo(60));
    assert_eq!(house.owed().await, Money::dollars(45));
    // The same payment again takes nothing more.
    house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, Money::dollars(45));
}

#[tokio::test]
async fn a_day_pays_once_and_an_outage_is_not_made_up_for_ever() {
    let house = House::owing(DAILY).await;
    house.pay(9, &offer(30, "tok_approve")).await.unwrap();
    assert_eq!(
        house.pay_days().await,
        0,
        "the day of the plan pays nothing"
    );
    house.pass(Span::days(1));
    assert_eq!(house.pay_days().await, 1);
    assert_eq!(house.pay_days().await, 0);
    assert_eq!(house.owed().await, Money::dollars(48));
    assert_eq!(house.balance().await, Money::dollars(28));
    house.pass(Span::days(10));
    assert_eq!(house.pay_days().await, 1);
    // Three days at most are made up.
    assert_eq!(house.owed().await, Money::dollars(42));
    let mut tx = house.css.store.read().await.unwrap();
    let all = tx.transfers_of(Book::Debt(ACCOUNT), 9).await.unwrap();
    let days = all
        .iter()
        .filter(|one| matches!(one.reason, Reason::DebtDay(_)));
    let days: Vec<_> = days.map(|one| one.at).collect();
    assert_eq!(days.last(), Some(&midnight(7, 2)));
    assert_eq!(days.len(), 4);
}

#[tokio::test]
async fn a_day_takes_nothing_that_is_not_there() {
    let house = House::owing(DAILY).await;
    house.pass(Span::days(1));
    house.pay_days().await;
    assert_eq!(house.owed().await, Money::dollars(50));
    assert_eq!(house.balance().await, Money::ZERO);
}

#[tokio::test]
async fn in_a_hardship_pause_everything_paid_is_for_power() {
    let house = House::owing(SHARE).await;
    let until = noon() + Span::days(30);
    let hold = |until, reason: &str| {
        let hold = Some((until, reason.to_owned()));
        house.css.hold_debt(&house.clock, ANA, ACCOUNT, hold)
    };
    let refused = hold(noon() + Span::days(400), "ill").await.unwrap_err();
    assert!(matches!(refused, CssError::Debt(DebtError::Pause)));
    let refused = hold(until, " ").await.unwrap_err();
    assert!(matches!(refused, CssError::BadReason));
    hold(until, "lost the job").await.unwrap();
    house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(
        house.lines(9, 20).await,
        [(Line::Energy, Money::dollars(20))]
    );
    house.pass(Span::days(31));
    house.pay(10, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, Money::dollars(45));
}

#[tokio::test]
async fn emergency_credit_is_lent_once_and_paid_back_first() {
    let house = House::with(noon(), Money::dollars(20), sandbox()).await;
    let refused = house.lend().await.unwrap_err();
    let not_yet = CssError::Debt(DebtError::NotLent(NotLent::NotYet)).to_string();
    assert_eq!(refused.to_string(), not_yet);
    // 80 kWh at 25 cents: nothing is left.
    house.used(noon(), &[80_000]).await;
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    assert_eq!(house.lend().await.unwrap(), Money::dollars(10));
    assert_eq!(house.balance().await, Money::dollars(10));
    house.lend().await.unwrap_err();
    assert_eq!(house.balance().await, Money::dollars(10));
    house.pay(9, &offer(25, "tok_approve")).await.unwrap();
    let expected = [
        (Line::Emergency, Money::dollars(10)),
        (Line::Energy, Money::dollars(15)),
    ];
    assert_eq!(house.lines(9, 25).await, expected);
    let mut tx = house.css.store.read().await.unwrap();
    let owed = tx.balance(Book::Emergency(ACCOUNT)).await.unwrap();
    assert_eq!(owed, Money::ZERO);
    assert!(!tx.open_commands(METER).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_plan_outside_the_policy_changes_nothing() {
    let house = House::owing(SHARE).await;
    let mut tx = house.css.store.read().await.unwrap();
    let before = tx.debts(ACCOUNT, 9).await.unwrap();
    drop(tx);
    let change = |recovery| {
        house
            .css
            .change_recovery(&house.clock, ANA, ACCOUNT, before[0].id, recovery)
    };
    let all = Recovery::Share { permille: 900 };
    let refused = change(all).await.unwrap_err();
    assert!(matches!(refused, CssError::Debt(DebtError::Share)));
    change(DAILY).await.unwrap();
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.debts(ACCOUNT, 9).await.unwrap()[0].recovery, DAILY);
}

fn sandbox() -> ami_css::payment_method::sandbox_card::SandboxCard {
    ami_css::payment_method::sandbox_card::SandboxCard::in_memory()
}

#[tokio::test]
async fn a_seventeenth_debt_is_seen_changed_and_paid_like_the_others() {
    let house = House::with(noon(), Money::ZERO, sandbox()).await;
    house.open().await;
    for n in 0..17 {
        house
            .moves(n, (Book::Prepaid(ACCOUNT), Book::Adjustment), 1)
            .await;
        house.set_aside(SHARE).await.unwrap();
    }
    assert_eq!(house.owed().await, Money::dollars(17));
    let now = house.clock.now();
    let owed = house.css.debt(now, ACCOUNT).await.unwrap().owed.debts;
    assert_eq!(owed.len(), 17);
    let (css, last) = (&house.css, owed[16].id);
    let changed = css.change_recovery(&house.clock, ANA, ACCOUNT, last, DAILY);
    changed.await.unwrap();
    // Who leaves pays all of them.
    house
        .moves(99, (Book::Adjustment, Book::Prepaid(ACCOUNT)), 40)
        .await;
    let asked = css.ask_move_out(now, person(), ACCOUNT, now.business);
    asked.await.unwrap();
    house.close_accounts().await;
    assert_eq!(house.owed().await, Money::ZERO);
    assert_eq!(house.due().await, Money::dollars(23));
}
