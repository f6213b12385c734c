//! What a day or a payment gave to debt, from the plan and from how things stood then.

use crate::house::{ACCOUNT, ANA, House, midnight, noon, offer};
use ami_domain::debt::{Every, Recovery};
use ami_domain::explain::{Bundle, LineageId, Subject, differences_of};
use ami_domain::id::PaymentId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Span};

const NONE: [&str; 0] = [];
const CATCH_UP: Recovery = Recovery::CatchUp {
    amount: Money::dollars(20),
    every: Every::Week,
    permille: 100,
};

async fn bundle(house: &House, lineage: LineageId) -> Option<Bundle> {
    let bundle = house.css.explain(lineage).await.unwrap()?;
    let text = serde_json::to_string(&bundle).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn found(bundle: &Bundle) -> Vec<String> {
    differences_of(&bundle.differences())
}

fn day_of(day: i8) -> LineageId {
    let (account, year, month) = (ACCOUNT, 2026, 7);
    let day = Day { year, month, day };
    LineageId::Recovery { account, day }
}

async fn day_entries(house: &House) -> Vec<Transfer> {
    let mut tx = house.css.store.read().await.unwrap();
    let all = tx.transfers_of(Book::Debt(ACCOUNT), 99).await.unwrap();
    let of_day = |one: &Transfer| matches!(one.reason, Reason::DebtDay(_));
    all.into_iter().filter(of_day).collect()
}

/// Days and payments of a home that owes $50, with a plan that was changed on the way.
async fn paying_back() -> House {
    let house = House::owing(CATCH_UP).await;
    house.pay(9, &offer(10, "tok_approve")).await.unwrap();
    house.pass(Span::days(1));
    house.pay_days().await;
    house.pay(10, &offer(30, "tok_approve")).await.unwrap();
    // An outage: both days are made up on the third, after a payment with a later time.
    house.pass(Span::days(2));
    house.pay(11, &offer(12, "tok_approve")).await.unwrap();
    house.pay_days().await;
    house
}

#[tokio::test]
async fn each_day_and_each_payment_comes_again_from_its_plan() {
    let house = paying_back().await;
    let entries = day_entries(&house).await;
    assert_eq!(entries.len(), 3);
    for entry in &entries {
        let day = bundle(&house, LineageId::Entry(entry.id)).await.unwrap();
        assert_eq!(found(&day), NONE, "{}", entry.at);
        let Subject::Recovery(day) = day.subject else {
            panic!("what a day paid is explained by its plan");
        };
        assert_eq!(day.taken(), entry.amount);
        assert_eq!(day.behind.decision.grounds.debts[0].recovery, CATCH_UP);
    }
    for id in [9, 10, 11] {
        let payment = LineageId::Payment(PaymentId::from_number(id));
        let paid = bundle(&house, payment).await.unwrap();
        assert_eq!(found(&paid), NONE, "payment {id}");
        let Subject::Payment(paid) = paid.subject else {
            panic!("a payment is explained by a payment");
        };
        assert!(paid.split.is_some(), "payment {id} has its plan");
    }
}

#[tokio::test]
async fn a_plan_that_was_changed_since_explains_no_day_before() {
    let house = paying_back().await;
    let entry = day_entries(&house).await[0];
    let mut tx = house.css.store.read().await.unwrap();
    let debt = tx.debts(ACCOUNT, 9).await.unwrap()[0].id;
    drop(tx);
    let other = Recovery::Share { permille: 50 };
    let change = house
        .css
        .change_recovery(&house.clock, ANA, ACCOUNT, debt, other);
    change.await.unwrap();
    let day = bundle(&house, LineageId::Entry(entry.id)).await.unwrap();
    assert_eq!(found(&day), NONE);
    // Whoever puts the plan of today in its place is found out.
    let mut day = day;
    let Subject::Recovery(altered) = &mut day.subject else {
        panic!("what a day paid is explained by its plan");
    };
    altered.behind.decision.grounds.debts[0].recovery = other;
    assert!(!found(&day).is_empty());
}

#[tokio::test]
async fn a_day_of_a_pause_is_explained_by_its_end_and_names_no_reason() {
    let house = House::owing(CATCH_UP).await;
    house.pay(9, &offer(40, "tok_approve")).await.unwrap();
    let until = noon() + Span::days(9);
    let hold = Some((until, "lost the job".to_owned()));
    let held = house.css.hold_debt(&house.clock, ANA, ACCOUNT, hold);
    held.await.unwrap();
    house.pass(Span::days(1));
    house.pay_days().await;
    house.pay(10, &offer(20, "tok_approve")).await.unwrap();
    assert_eq!(day_entries(&house).await, []);
    let paused = bundle(&house, day_of(2)).await.unwrap();
    assert_eq!(found(&paused), NONE);
    let text = serde_json::to_string(&paused).unwrap();
    assert!(!text.contains("lost the job"), "{text}");
    let Subject::Recovery(day) = paused.subject else {
        panic!("a day is explained by its plan");
    };
    assert_eq!(day.behind.decision.grounds.held_until, Some(until));
    assert_eq!(day.behind.decision.grounds.at, midnight(7, 2));
    let payment = LineageId::Payment(PaymentId::from_number(10));
    assert_eq!(found(&bundle(&house, payment).await.unwrap()), NONE);
    assert!(bundle(&house, day_of(9)).await.is_none(), "a day to come");
}
