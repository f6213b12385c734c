//! After somebody has left: what a bank takes back then is not sent to them as a cheque as well.

use crate::debt::SHARE;
use crate::house::{ACCOUNT, ANA, HOUR, House, noon, offer};
use crate::owed_again::PAID;
use ami_css::enrol::{Actor, EnrolError};
use ami_css::move_out::ChequeError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_css::{Css, CssError};
use ami_domain::account::Mode;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::grant::Purpose;
use ami_domain::id::{PaymentId, TransferId};
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
