//! After somebody has left: what a bank takes back then is not sent to them as a cheque as well.

use crate::debt::SHARE;
use crate::event::{booked, carry_on, used};
use crate::house::{ACCOUNT, ANA, HOUR, House, noon, offer};
use crate::owed_again::PAID;
use crate::rate::comes;
use crate::transfer::{send, upload, with_transfers};
use ami_css::enrol::{Actor, EnrolError};
use ami_css::move_out::ChequeError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_css::refund::Asked;
use ami_css::{Css, CssError};
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::event::EventState;
use ami_domain::grant::Purpose;
use ami_domain::id::{PaymentId, RefundId, TransferId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_store::ChequeRow;
use std::sync::Arc;

const DOLLAR: fn(i64) -> Money = Money::dollars;

/// Whatever was paid.
const WHOLE: Money = Money::dollars(1_000);

/// A processor that takes money and gives none back.
#[derive(Debug)]
struct OneWay;

impl PaymentMethod for OneWay {
    fn name(&self) -> &'static str {
        "sandbox_card"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
}

impl House {
    /// A home whose customer has paid $20, used nothing, and left.
    async fn left() -> Self {
        let mut house = Self::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
        house.css = Css {
            methods: vec![Arc::new(OneWay)],
            ..house.css
        };
        house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
        let (now, by) = (house.clock.now(), person());
        let asked = house.css.ask_move_out(now, by, ACCOUNT, now.business);
        asked.await.unwrap();
        house.close_accounts().await;
        assert_eq!(house.due().await, DOLLAR(20));
        house
    }

    pub(crate) async fn close_accounts(&self) {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let closed = self.css.close_accounts(&self.clock, &mut chance).await;
        closed.unwrap();
    }

    pub(crate) async fn due(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        tx.balance(Book::RefundDue(ACCOUNT)).await.unwrap()
    }

    async fn cheque(&self, dollars: i64) -> Result<(), CssError> {
        let now = self.clock.now();
        let cheque = ChequeRow {
            id: TransferId::from_number(0xc0de),
            account: ACCOUNT,
            number: "A-1".into(),
            sent_on: crate::house::zone().civil(now.business).day,
            amount: DOLLAR(dollars),
            by: ANA,
            at: now.business,
            cashed: None,
            cashed_by: None,
            cancelled: None,
        };
        self.css.cheque_sent(now, &cheque).await
    }
}

pub(crate) fn person() -> Actor {
    Actor {
        person: ANA,
        role: Role::Customer,
    }
}

#[tokio::test]
async fn what_a_bank_takes_back_after_somebody_has_left_is_not_sent_to_them_as_well() {
    let house = House::left().await;
    let (now, payment) = (house.clock.now(), PaymentId::from_number(PAID));
    let mut chance = Seeded::new(77);
    let returned = house
        .css
        .returned(now, &mut chance, payment, WHOLE, "R01")
        .await;
    assert!(returned.unwrap());
    let refused = house.cheque(20).await.unwrap_err();
    let waits = matches!(refused, CssError::Cheque(ChequeError::Wait));
    assert!(waits, "{refused}");
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    assert_eq!(
        (house.due().await, house.balance().await),
        (Money::ZERO, Money::ZERO)
    );
    let refused = house.cheque(20).await.unwrap_err();
    let none = CssError::Cheque(ChequeError::Amount { due: Money::ZERO });
    assert_eq!(refused.to_string(), none.to_string());
}

impl House {
    async fn leaves(&self) {
        let now = self.clock.now();
        let asked = self.css.ask_move_out(now, person(), ACCOUNT, now.business);
        asked.await.unwrap();
    }

    /// What stands in every book of the account.
    async fn stands(&self) -> Vec<(Book, Money)> {
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        let mut stands = Vec::new();
        for book in Book::of_account(ACCOUNT) {
            let balance = tx.balance(book).await.unwrap();
            if balance != Money::ZERO {
                stands.push((book, balance));
            }
        }
        stands
    }
}

#[tokio::test]
async fn what_was_lent_is_paid_back_before_anything_goes_to_who_has_left() {
    let mut house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.css.methods = vec![Arc::new(OneWay)];
    assert_eq!(house.lend().await.unwrap(), DOLLAR(10));
    for (id, dollars) in [(PAID, 20), (10, 50)] {
        house.pay(id, &offer(dollars, "tok_approve")).await.unwrap();
    }
    let mut chance = Seeded::new(7);
    let (now, payment) = (house.clock.now(), PaymentId::from_number(PAID));
    let css = &house.css;
    let disputed = css.disputed(now, &mut chance, payment, "dp_1", DOLLAR(20), "fraud");
    disputed.await.unwrap();
    house.leaves().await;
    house.close_accounts().await;
    let lost = css.decided(now, &mut chance, payment, false);
    lost.await.unwrap();
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    // $70 were paid, the bank has 20 of them, and nothing was used.
    let due = Book::RefundDue(ACCOUNT);
    assert_eq!(house.stands().await, [(due, DOLLAR(50))]);
    house.cheque(50).await.unwrap();
}

#[tokio::test]
async fn money_that_comes_after_somebody_has_left_first_pays_what_they_owe() {
    let mut house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    house.css = with_transfers(&house);
    house.uses(40_000).await;
    send(&house, &house.css, PAID, 25).await;
    house.leaves().await;
    // Nobody waits for a bank for ever.
    house.pass(Span::days(4));
    house.close_accounts().await;
    let bill = Book::Receivable(ACCOUNT);
    assert_eq!(house.stands().await, [(bill, -DOLLAR(10))]);
    let cleared = format!("{PAID:032x},25.00,USD,cleared\n");
    assert_eq!(upload(&house, &house.css, &cleared).await.cleared, 1);
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    // What is more than that went back the way it came.
    assert_eq!(house.stands().await, []);
    let mut tx = house.css.store.read().await.unwrap();
    let charge = tx.charge(PaymentId::from_number(PAID)).await.unwrap();
    assert_eq!(charge.unwrap().settlement.refunded, DOLLAR(15));
}

#[tokio::test]
async fn what_is_on_its_way_back_already_is_not_given_back_by_another_card_as_well() {
    let house = House::with(noon(), Money::ZERO, SandboxCard::in_memory()).await;
    for (id, dollars) in [(PAID, 20), (10, 60)] {
        house.pay(id, &offer(dollars, "tok_approve")).await.unwrap();
    }
    house.uses(40_000).await;
    let silent = Css {
        verify_timeout: std::time::Duration::from_millis(50),
        ..house.silent()
    };
    let asked = Asked {
        refund: RefundId::from_number(1),
        payment: PaymentId::from_number(PAID),
        amount: DOLLAR(20),
        note: "paid twice".into(),
        by: ANA,
    };
    let mut chance = Seeded::new(8);
    let doubt = silent.refund(&house.clock, &mut chance, &asked).await;
    assert_eq!(doubt.unwrap().state.word(), "asked");
    house.leaves().await;
    house.pass(Span::days(4));
    house.close_accounts().await;
    let now = house.clock.now().business;
    let css = &house.css;
    let settled = css.settle_refunds(&house.clock, &mut chance, now).await;
    assert_eq!(settled.unwrap(), 1);
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    // Of $80 ten were used, and seventy are back.
    assert_eq!(house.stands().await, []);
}

#[tokio::test]
async fn a_cheque_that_is_cancelled_pays_what_a_bank_has_taken_since_it_was_sent() {
    let house = House::left().await;
    house.cheque(20).await.unwrap();
    house.bank_takes_back().await;
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    assert_eq!(house.balance().await, -DOLLAR(20));
    let (now, cheque) = (house.clock.now(), TransferId::from_number(0xc0de));
    let why = (None, "it came back in the mail");
    let cancelled = house.css.cancel_cheque(now, ANA, (ACCOUNT, cheque), why);
    cancelled.await.unwrap();
    assert_eq!(house.stands().await, []);
}

#[tokio::test]
async fn what_nobody_takes_back_is_sent_as_a_cheque() {
    let house = House::left().await;
    house.cheque(20).await.unwrap();
    assert_eq!(house.due().await, Money::ZERO);
}

#[tokio::test]
async fn nobody_lends_to_or_helps_or_converts_an_account_that_is_closed() {
    let house = House::left().await;
    let is_closed = |why: CssError| matches!(why, CssError::Enrol(EnrolError::Closed));
    assert!(is_closed(house.lend().await.unwrap_err()), "lent");
    let help = house.help(1, Purpose::Energy, 10, 30);
    assert!(is_closed(house.grant(&help).await.unwrap_err()), "helped");
    let mut chance = Seeded::new(5);
    let to = Mode::Prepaid;
    let converted = house
        .css
        .convert(&house.clock, &mut chance, ANA, ACCOUNT, to);
    assert!(is_closed(converted.await.unwrap_err()), "converted");
    house.pass(Span::minutes(10));
    house.close_accounts().await;
    assert_eq!(
        (house.due().await, house.balance().await),
        (DOLLAR(20), Money::ZERO)
    );
}

#[tokio::test]
async fn who_has_left_pays_nothing_by_the_day_when_a_payment_goes_back() {
    let mut house = House::owing(SHARE).await;
    house.used(noon() + HOUR, &[0]).await;
    house.charge().await.unwrap();
    house.css.methods = vec![Arc::new(OneWay)];
    house.pay(PAID, &offer(20, "tok_approve")).await.unwrap();
    let now = house.clock.now();
    let asked = house.css.ask_move_out(now, person(), ACCOUNT, now.business);
    asked.await.unwrap();
    house.close_accounts().await;
    assert_eq!(house.owed().await, DOLLAR(30));
    house.bank_takes_back().await;
    assert_eq!(house.owed().await, DOLLAR(35), "what its share had paid");
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.owing(ACCOUNT).await.unwrap(), None);
}

#[tokio::test]
async fn a_cut_that_is_held_after_an_event_keeps_nobody_from_leaving() {
    let house = booked("demo-flat", 3, 10).await;
    house.pass(HOUR + HOUR + HOUR + HOUR);
    comes(
        &house,
        &[used(0, 200_000), used(1, 200_000), used(2, 200_000)],
    )
    .await;
    comes(&house, &[used(3, 0)]).await;
    for _ in 0..3 {
        carry_on(&house).await;
        house.pass(Span::minutes(20));
    }
    let row = carry_on(&house).await;
    assert_eq!((row.state, row.left), (EventState::Over, Money::ZERO));
    assert!(house.balance().await.is_negative());
    comes(&house, &[used(4, 0)]).await;
    house.charge().await.unwrap();
    house.leaves().await;
    house.pass(Span::hours(1));
    comes(&house, &[used(5, 0)]).await;
    house.charge().await.unwrap();
    house.close_accounts().await;
    assert!(house.account().await.is_closed());
    assert_eq!(carry_on(&house).await.state, EventState::Settled);
    let bill = Book::Receivable(ACCOUNT);
    assert_eq!(house.stands().await, [(bill, -DOLLAR(40))]);
}
