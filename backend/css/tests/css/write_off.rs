//! Debt is given up by entries, and by two people.

use crate::debt::SHARE;
use crate::house::{ACCOUNT, ANA, House, offer};
use ami_css::CssError;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{UserId, WriteOffId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::write_off::{WriteOff, WriteOffError, WriteOffState};
use ami_store::Person;

const SECOND: UserId = UserId::from_number(6);
const WISH: WriteOffId = WriteOffId::from_number(70);
const DOLLAR: fn(i64) -> Money = Money::dollars;

impl House {
    /// A home that owes $50, and a second person at the utility.
    async fn with_second_person() -> Self {
        let house = Self::owing(SHARE).await;
        let mut tx = house.css.store.begin().await.unwrap();
        tx.insert_person(&Person {
            id: SECOND,
            login: "uma".into(),
            name: "Uma".into(),
            role: Role::Utility,
            locale: "en-US".into(),
            password_hash: String::new(),
            active: true,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        house
    }

    async fn wish(&self, dollars: i64) -> WriteOff {
        let mut tx = self.css.store.read().await.unwrap();
        let debt = tx.debts(ACCOUNT, 9).await.unwrap()[0].id;
        WriteOff {
            id: WISH,
            account: ACCOUNT,
            debt,
            amount: DOLLAR(dollars),
            why: "moved away, not found".into(),
            asked_by: ANA,
            asked_at: self.clock.now().business,
            state: WriteOffState::Asked,
        }
    }

    async fn decide(&self, by: UserId, approve: bool) -> Result<WriteOff, CssError> {
        let mut chance = Seeded::new(self.chance.lock().unwrap().next());
        let decided = self
            .css
            .decide_write_off(&self.clock, &mut chance, by, WISH, approve);
        decided.await
    }

    async fn given_up(&self) -> Money {
        let mut tx = self.css.store.read().await.unwrap();
        assert_eq!(tx.audit_ledger().await.unwrap(), []);
        -tx.balance(Book::WriteOff).await.unwrap()
    }
}

#[tokio::test]
async fn debt_is_given_up_when_a_second_person_agrees_and_not_before() {
    let house = House::with_second_person().await;
    let wish = house.wish(30).await;
    house.css.ask_write_off(&wish).await.unwrap();
    assert_eq!(house.css.ask_write_off(&wish).await.unwrap(), wish);
    assert_eq!(house.given_up().await, Money::ZERO, "nothing moves yet");
    let alone = house.decide(ANA, true).await.unwrap_err();
    let expected = WriteOffError::SamePerson(WISH);
    assert!(matches!(alone, CssError::WriteOff(error) if error == expected));
    assert_eq!(house.owed().await, DOLLAR(50));
    for _ in 0..2 {
        house.decide(SECOND, true).await.unwrap();
        assert_eq!(house.given_up().await, DOLLAR(30));
        assert_eq!(house.owed().await, DOLLAR(20));
    }
    assert_eq!(house.balance().await, Money::ZERO, "it is no money");
    assert_eq!(house.css.open_write_offs().await.unwrap(), []);
}

#[tokio::test]
async fn what_was_paid_until_the_decision_is_not_given_up() {
    let house = House::with_second_person().await;
    let wish = house.wish(50).await;
    house.css.ask_write_off(&wish).await.unwrap();
    house.pay(9, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(house.owed().await, DOLLAR(45));
    house.decide(SECOND, true).await.unwrap();
    assert_eq!(house.given_up().await, DOLLAR(45));
    assert_eq!(house.owed().await, Money::ZERO);
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.owing(ACCOUNT).await.unwrap(), None, "nothing is due");
}

#[tokio::test]
async fn a_wish_that_is_refused_or_too_large_gives_nothing_up() {
    let house = House::with_second_person().await;
    let large = house.wish(51).await;
    let refused = house.css.ask_write_off(&large).await.unwrap_err();
    let owed = DOLLAR(50);
    let expected = WriteOffError::Amount { owed };
    assert!(matches!(refused, CssError::WriteOff(error) if error == expected));
    let wish = house.wish(50).await;
    house.css.ask_write_off(&wish).await.unwrap();
    house.decide(SECOND, false).await.unwrap();
    let late = house.decide(SECOND, true).await.unwrap_err();
    let expected = WriteOffError::Decided(WISH);
    assert!(matches!(late, CssError::WriteOff(error) if error == expected));
    assert_eq!(house.given_up().await, Money::ZERO);
    assert_eq!(house.owed().await, owed);
}
