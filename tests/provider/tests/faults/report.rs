//! The processor's report beside our books.

use crate::town::{Ahead, Town, nothing};
use ami_css::refund::Asked;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::settlement::Question;
use ami_domain::time::Span;
use serde_json::json;

/// Compares today; the words of what differs.
async fn compare(town: &Town) -> Vec<Question> {
    let now = town.app.now();
    let from = now.real - Span::hours(2);
    let until = now.real + Span::hours(2);
    let found = town.app.css.reconcile_payments(now, from, until);
    let found = found.await.unwrap();
    found.differences.into_iter().map(|row| row.why).collect()
}

/// Days before today that were compared since they were over, the newest first.
async fn compared(town: &Town) -> Vec<i64> {
    let today = town.app.now().real.floor_to(Span::days(1));
    let mut tx = town.app.css.store.read().await.unwrap();
    let days = tx.payment_days(99).await.unwrap();
    let whole = days
        .iter()
        .filter(|row| row.compared_at >= row.day + Span::days(1));
    whole
        .map(|row| today.since(row.day).as_millis() / Span::days(1).as_millis())
        .collect()
}

async fn lived_in() -> Town {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    town.pay(2, "pm_card_visa").await;
    town.pay(3, "pm_usBankAccount_success").await;
    let reference = town.charge(3).await.reference;
    town.tell(&format!("clear/{reference}/yes"), nothing())
        .await;
    let applied = || async { (town.row(3).await.state.word() == "applied").then_some(()) };
    town.until(applied).await;
    let asked = Asked {
        refund: RefundId::from_number(1),
        payment: PaymentId::from_number(1),
        amount: Money::dollars(5),
        note: "paid twice".into(),
        by: town.customer,
    };
    let mut chance = Seeded::new(3);
    let css = &town.app.css;
    css.refund(&town.app.clock, &mut chance, &asked)
        .await
        .unwrap();
    town
}

#[tokio::test]
async fn books_that_agree_say_so_and_the_fees_are_booked_once() {
    let town = lived_in().await;
    let reference = town.charge(2).await.reference;
    town.tell(&format!("dispute/{reference}"), nothing()).await;
    let disputed = || async {
        let after = town.charge(2).await.settlement.after;
        (after.word() == "disputed").then_some(())
    };
    town.until(disputed).await;
    for _ in 0..2 {
        assert_eq!(compare(&town).await, []);
        // 2.9 % and 30 cents twice, 0.8 % of the transfer, 15 dollars of the dispute.
        let fees = Money::cents(102 * 2 + 20 + 1_500);
        assert_eq!(town.book_of(Book::Fees).await, -fees);
    }
    // What is left in transit is what the processor owes us by its own report.
    let there = town.there().await;
    let lines = there["lines"].as_array().unwrap();
    let net: i64 = lines.iter().filter_map(|line| line["net"].as_i64()).sum();
    assert_eq!(town.book_of(Book::Clearing).await, -Money::cents(net));
    let mut tx = town.app.css.store.read().await.unwrap();
    let days = tx.payment_days(9).await.unwrap();
    assert!(days.iter().map(|day| day.lines).sum::<u32>() >= 5);
    assert!(days.iter().all(|day| day.differences == 0));
}

#[tokio::test]
async fn every_difference_is_found_and_kept_for_a_person() {
    let town = lived_in().await;
    assert_eq!(compare(&town).await, []);
    let there = town.there().await;
    let lines = there["lines"].as_array().unwrap();
    // Missing there.
    let gone = lines[0]["id"].as_str().unwrap();
    town.tell(&format!("forget-line/{gone}"), nothing()).await;
    // An amount differs.
    let mut other = lines[1].clone();
    other["amount"] = json!(2_600);
    town.tell("line", other).await;
    // Missing here: a charge and a refund that nobody made with us.
    for kind in ["charge", "refund"] {
        let line = json!({"amount": 900, "fee": 56, "net": 844, "currency": "usd", "type": kind,
            "source": {"id": format!("x_{kind}"), "payment_intent": "pi_elsewhere"}});
        town.tell("line", line).await;
    }
    let mut found = compare(&town).await;
    found.sort_by_key(|why| why.word());
    let expected = [
        Question::AmountDiffers,
        Question::MissingHere,
        Question::MissingHere,
        Question::MissingThere,
    ];
    assert_eq!(found, expected);
    let mut open = town.questions().await;
    open.sort_by_key(|why| why.word());
    assert_eq!(open, expected);
    // Found again it is the same question; once a person has answered, it is not asked again.
    compare(&town).await;
    let asked = town.asked().await;
    assert_eq!(asked.len(), 4);
    for row in &asked {
        let css = &town.app.css;
        let answered = css.answer_question(
            town.app.now(),
            town.customer,
            row.why,
            &row.subject,
            "found in the old system",
        );
        assert!(answered.await.unwrap());
    }
    compare(&town).await;
    assert_eq!(town.questions().await, []);
}

#[tokio::test]
async fn days_on_which_we_or_the_processor_were_away_are_compared_later() {
    let town = Town::new().await;
    let css = &town.app.css;
    let after = |days| Ahead(town.app.clone(), Span::days(days)).now();
    css.reconcile_days_over(after(0)).await.unwrap();
    assert_eq!(compared(&town).await, [1]);
    // Somebody looks at the running day by hand: that it is over has nobody seen by that.
    town.pay(1, "pm_card_visa").await;
    assert_eq!(compare(&town).await, []);
    let there = town.there().await;
    let gone = there["lines"][0]["id"].as_str().unwrap().to_owned();
    town.tell(&format!("forget-line/{gone}"), nothing()).await;
    // The processor is away on the next day, and we for three more.
    town.fails_once("balance_transactions").await;
    css.reconcile_days_over(after(1)).await.unwrap_err();
    let found = css.reconcile_days_over(after(5)).await.unwrap();
    let why: Vec<Question> = found.differences.iter().map(|row| row.why).collect();
    assert_eq!(why, [Question::MissingThere]);
    assert_eq!(compared(&town).await, [-4, -3, -2, -1, 0, 1]);
    // Each once.
    let again = css.reconcile_days_over(after(5)).await.unwrap();
    assert!(again.days.is_empty(), "{:?}", again.days);
    // Whoever was away for very long looks a month back.
    let late = css.reconcile_days_over(after(400)).await.unwrap();
    assert_eq!(late.days.len(), 31);
}
