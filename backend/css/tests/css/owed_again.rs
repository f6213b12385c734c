//! A payment that goes back opens again what it had paid of debt and emergency credit, in the
//! debt's own row and in the books.

use crate::debt::SHARE;
use crate::house::{ACCOUNT, ANA, House, noon, offer};
use ami_css::Css;
use ami_css::payment_method::{Answer, Captured, Charge, Known, PaymentMethod, Verdict};
use ami_css::refund::Asked;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::debt::{Debt, DebtKind, Recovery};
use ami_domain::grant::Purpose;
use ami_domain::id::{DebtId, PaymentId, RefundId};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::time::Span;
use std::sync::Arc;

pub(crate) const PAID: u128 = 9;
const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    pub(crate) async fn give_back(&self, id: u128, dollars: i64) {
        let asked = Asked {
            refund: RefundId::from_number(id),
            payment: PaymentId::from_number(PAID),
            amount: DOLLAR(dollars),
            note: "they asked for it".into(),
            by: ANA,
        };
        let mut chance = Seeded::new(u64::try_from(id).unwrap());
        let done = self.css.refund(&self.clock, &mut chance, &asked).await;
        assert_eq!(done.unwrap().state.word(), "done");
    }

    pub(crate) async fn bank_takes_back(&self) {
        let payment = PaymentId::from_number(PAID);
        let mut chance = Seeded::new(77);
        let now = self.clock.now();
        let done = self
            .css
            .returned(now, &mut chance, payment, WHOLE, "R01")
            .await;
        assert!(done.unwrap());
    }

    async fn borrowed(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        -tx.balance(Book::Emergency(ACCOUNT)).await.unwrap()
    }
}

#[tokio::test]
async fn a_payment_that_goes_back_whole_is_owed_again_in_the_debts_own_row() {
    for by_bank in [false, true] {
        let house = House::owing(SHARE).await;
        house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
        assert_eq!(house.owed().await, DOLLAR(45));
        if by_bank {
            house.bank_takes_back().await;
        } else {
            house.give_back(1, 20).await;
        }
        // `owed` compares the book with the rows.
        assert_eq!(house.owed().await, DOLLAR(50));
        assert_eq!(house.balance().await, Money::ZERO);
        house.borrowed().await;
    }
}

#[tokio::test]
async fn what_bought_energy_goes_back_first_and_debt_is_opened_by_the_rest() {
    let house = House::owing(SHARE).await;
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    let expected = [
        (1, 10, 45, 5),
        (2, 5, 45, 0),
        // Fifteen bought energy: from here on it is the debt's.
        (3, 3, 48, 0),
        (4, 2, 50, 0),
    ];
    for (id, dollars, owed, balance) in expected {
        house.give_back(id, dollars).await;
        assert_eq!(house.owed().await, DOLLAR(owed), "refund {id}");
        assert_eq!(house.balance().await, DOLLAR(balance), "refund {id}");
    }
    house.borrowed().await;
}

#[tokio::test]
async fn the_rest_of_a_payment_that_the_bank_takes_back_opens_what_refunds_have_not() {
    let house = House::owing(SHARE).await;
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    house.give_back(1, 17).await;
    assert_eq!(house.owed().await, DOLLAR(47));
    house.bank_takes_back().await;
    assert_eq!(house.owed().await, DOLLAR(50));
    assert_eq!(house.balance().await, Money::ZERO);
    house.borrowed().await;
}

#[tokio::test]
async fn emergency_credit_that_was_paid_back_is_borrowed_again_after_debt() {
    let house = House::owing(SHARE).await;
    assert_eq!(house.lend().await.unwrap(), DOLLAR(10));
    house.used(noon() + Span::hours(1), &[40_000]).await;
    house.pass(Span::hours(2));
    house.charge().await.unwrap();
    house.pay(PAID, &offer(40, "tok_approve")).await.unwrap();
    assert_eq!(house.borrowed().await, Money::ZERO);
    let debt = house.owed().await;
    assert!(debt < DOLLAR(50), "{debt}");
    let shared = DOLLAR(50) - debt;
    let energy = DOLLAR(30) - shared;
    let cents = energy.as_micros() / 1_000_000;
    // All that bought energy, and a dollar of the debt.
    house.give_back(1, cents + 1).await;
    assert_eq!(house.borrowed().await, Money::ZERO);
    house.give_back(2, 39 - cents).await;
    assert_eq!(house.borrowed().await, DOLLAR(10));
    assert_eq!(house.owed().await, DOLLAR(50));
}

#[tokio::test]
async fn a_debt_that_was_paid_whole_is_paid_back_by_its_plan_again() {
    let house = House::owing(Recovery::Share { permille: 250 }).await;
    for id in 20..29 {
        house.pay(id, &offer(20, "tok_approve")).await.unwrap();
        house.pass(Span::days(8));
    }
    house.pay(PAID, &offer(100, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, Money::ZERO);
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.owing(ACCOUNT).await.unwrap(), None);
    let all = tx.transfers_of(Book::Debt(ACCOUNT), 99).await.unwrap();
    let last = all
        .iter()
        .find(|one| one.reason == Reason::DebtShare(PaymentId::from_number(PAID)));
    let last = last.expect("the last payment paid the rest").amount;
    drop(tx);
    house.give_back(1, 100).await;
    assert_eq!(house.owed().await, last);
    let mut tx = house.css.store.read().await.unwrap();
    assert!(
        tx.owing(ACCOUNT).await.unwrap().is_some(),
        "days begin again"
    );
}

/// Whatever was paid.
const WHOLE: Money = Money::dollars(1_000);

/// A processor that holds the money, and then has it no more.
#[derive(Debug)]
struct LetsGo;

impl PaymentMethod for LetsGo {
    fn name(&self) -> &'static str {
        "sandbox_card"
    }
    fn charge<'a>(&'a self, charge: Charge<'a>) -> Answer<'a, Verdict> {
        let reference = format!("held {}", charge.payment);
        Box::pin(async { Verdict::Held { reference } })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Doubt })
    }
    fn capture<'a>(&'a self, _: Known<'a>) -> Answer<'a, Captured> {
        let said = "expired".to_owned();
        Box::pin(async { Captured::Failed { said } })
    }
}

#[tokio::test]
async fn a_payment_that_could_not_be_taken_after_all_has_paid_no_debt() {
    let mut house = House::owing(SHARE).await;
    house.css = Css {
        methods: vec![Arc::new(LetsGo)],
        ..house.css
    };
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, DOLLAR(50));
    assert_eq!(house.balance().await, Money::ZERO, "nothing is missing");
    house.borrowed().await;
}

#[tokio::test]
async fn help_pays_a_debt_once_more_that_is_owed_again() {
    let house = House::owing(SHARE).await;
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    let help = house.help(1, Purpose::Debt, 60, 30);
    house.grant(&help).await.unwrap();
    assert_eq!(house.owed().await, Money::ZERO, "45 of the 60");
    house.bank_takes_back().await;
    assert_eq!(house.owed().await, DOLLAR(5), "owed again");
    // Whatever looks at debt next, the help that is left pays it.
    let more = house.help(2, Purpose::Debt, 10, 60);
    house.grant(&more).await.unwrap();
    assert_eq!(house.owed().await, Money::ZERO);
    house.borrowed().await;
}

#[tokio::test]
async fn the_last_debt_of_a_long_life_is_owed_again_like_the_first() {
    let house = House::owing(SHARE).await;
    let mut tx = house.css.store.begin().await.unwrap();
    for n in 1..=16 {
        let paid_long_ago = Debt {
            id: DebtId::from_number(n),
            kind: DebtKind::Overdrawn,
            amount: DOLLAR(1),
            owed: Money::ZERO,
            recovery: SHARE,
            missed: Money::ZERO,
            rank: 0,
            since: noon(),
        };
        tx.insert_debt(ACCOUNT, &paid_long_ago).await.unwrap();
    }
    tx.commit().await.unwrap();
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, DOLLAR(45));
    house.bank_takes_back().await;
    assert_eq!(house.owed().await, DOLLAR(50));
    assert_eq!(house.balance().await, Money::ZERO);
}

#[tokio::test]
async fn what_goes_back_in_a_hardship_pause_is_not_asked_for_before_its_end() {
    let house = House::owing(SHARE).await;
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    let (css, clock) = (&house.css, &house.clock);
    let until = clock.now().business + Span::days(30);
    let pause = Some((until, "out of work".to_owned()));
    let paused = css.hold_debt(clock, ANA, ACCOUNT, pause).await;
    paused.unwrap();
    let help = house.help(1, Purpose::Debt, 45, 30);
    house.grant(&help).await.unwrap();
    assert_eq!(
        house.owed().await,
        Money::ZERO,
        "nothing is owed for a moment"
    );
    house.bank_takes_back().await;
    assert_eq!(house.owed().await, DOLLAR(5));
    house.pay(10, &offer(40, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, DOLLAR(5), "the pause holds");
    house.pass(Span::days(31));
    house.pay(11, &offer(40, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, Money::ZERO);
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.owing(ACCOUNT).await.unwrap(), None, "and is forgotten");
}
