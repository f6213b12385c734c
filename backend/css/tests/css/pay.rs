//! A payment's three steps, and what a crash or a second try leaves (SC1.4 to SC1.6).

use crate::house::{ACCOUNT, House, METER, card, noon, offer};
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_css::{CssError, Offer};
use ami_domain::command::{CommandKind, Priority};
use ami_domain::energy::WattHours;
use ami_domain::id::PaymentId;
use ami_domain::ledger::TransferState;
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::time::Span;
use std::sync::Arc;

#[tokio::test]
async fn sc1_6_a_payment_becomes_credit_for_the_meter_in_the_same_commit() {
    let house = House::at(noon()).await;
    let row = house.pay(9, &offer(25, "tok_approve")).await.unwrap();
    assert!(matches!(row.state, PaymentState::Applied { .. }));
    assert_eq!(row.balance_after, Some(Money::dollars(45)));
    // 25 dollars at 25 cents are 100 kWh.
    assert_eq!(row.credit, WattHours::kilo(100));
    let credits = house.credits().await;
    let [command] = &credits[..] else {
        panic!("one command, got {credits:?}");
    };
    assert_eq!(Some(command.id), row.message);
    assert_eq!(command.meter, METER);
    assert_eq!(command.priority, Priority::Restore);
    assert_eq!(command.not_after, None);
    let CommandKind::Prepay(prepay) = command.kind else {
        panic!("credit, got {command:?}");
    };
    assert_eq!((prepay.payment, prepay.credit), (row.id, row.credit));
    assert_eq!(house.view().await.balance, Money::dollars(45));
}

#[tokio::test]
async fn the_same_payment_again_changes_nothing_and_answers_the_same() {
    let house = House::at(noon()).await;
    let first = house.pay(9, &offer(25, "tok_approve")).await.unwrap();
    let again = house.pay(9, &offer(25, "tok_approve")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(house.balance().await, Money::dollars(45));
    assert_eq!(house.credits().await.len(), 1);
    assert_eq!(house.card.approved(), 1);
}

#[tokio::test]
async fn the_same_id_for_something_else_is_refused() {
    let house = House::at(noon()).await;
    house.pay(9, &offer(25, "tok_approve")).await.unwrap();
    for other in [offer(26, "tok_approve"), offer(25, "tok_decline")] {
        let refused = house.pay(9, &other).await.unwrap_err();
        assert!(matches!(refused, CssError::PaymentIdReused(_)), "{refused}");
    }
    assert_eq!(house.balance().await, Money::dollars(45));
}

#[tokio::test]
async fn sc1_5_a_refusal_leaves_nothing_but_its_record() {
    let cases = [
        ("tok_decline", Refusal::Declined),
        ("tok_insufficient", Refusal::InsufficientFunds),
        ("tok_timeout", Refusal::Timeout),
        ("tok_of_nobody", Refusal::NotAccepted),
    ];
    let house = House::at(noon()).await;
    for (id, (token, expected)) in (9..).zip(cases) {
        let row = house.pay(id, &offer(25, token)).await.unwrap();
        let PaymentState::Refused { why, .. } = row.state else {
            panic!("{token} is refused, got {:?}", row.state);
        };
        assert_eq!(why, expected);
        assert_eq!((row.message, row.credit), (None, WattHours::ZERO));
        let mut tx = house.css.store.read().await.unwrap();
        let transfer = tx.transfer(row.transfer).await.unwrap().unwrap();
        assert_eq!(transfer.state, TransferState::Voided, "{token}");
    }
    assert_eq!(house.balance().await, Money::dollars(20));
    assert_eq!(house.credits().await, []);
    assert_eq!(house.card.approved(), 0);
}

#[tokio::test]
async fn br_02_amounts_outside_the_rules_are_not_even_recorded() {
    let house = House::at(noon()).await;
    let mut odd = offer(10, "tok_approve");
    odd.amount = Money::micros(10_000_001);
    let mut elsewhere = offer(10, "tok_approve");
    elsewhere.method = "cheque".into();
    let cases = [
        (offer(9, "tok_approve"), "error-amount-below-minimum"),
        (offer(1_001, "tok_approve"), "error-amount-above-maximum"),
        (odd, "error-amount-not-whole-cents"),
        (offer(10, ""), "error-token-invalid"),
        (offer(10, "two words"), "error-token-invalid"),
        (offer(10, &"x".repeat(257)), "error-token-invalid"),
        (elsewhere, "error-method-unknown"),
    ];
    for (id, (offer, text)) in (9..).zip(cases) {
        let refused = house.pay(id, &offer).await.unwrap_err();
        assert_eq!(refused.text_id(), text);
        let mut tx = house.css.store.read().await.unwrap();
        let known = tx.payment(PaymentId::from_number(id)).await.unwrap();
        assert_eq!(known, None, "{text}");
    }
}

#[tokio::test]
async fn a_payment_that_only_pays_off_a_debt_switches_nothing_on() {
    let house = House::with(noon(), Money::ZERO, sandbox()).await;
    // 200 kWh at 25 cents: 50 dollars owed.
    house.used(noon(), &[200_000]).await;
    house.pass(ami_domain::time::Span::hours(2));
    house.charge().await.unwrap();
    assert_eq!(house.balance().await, -Money::dollars(50));
    let row = house.pay(9, &offer(30, "tok_approve")).await.unwrap();
    assert_eq!(row.balance_after, Some(-Money::dollars(20)));
    assert_eq!((row.credit, row.message), (WattHours::ZERO, None));
    let row = house.pay(10, &offer(30, "tok_approve")).await.unwrap();
    // Ten dollars are left of it.
    assert_eq!(row.credit, WattHours::kilo(40));
    assert!(row.message.is_some());
}

#[tokio::test]
async fn many_at_once_with_one_id_charge_once() {
    let house = House::at(noon()).await;
    let tries = (0..8).map(|_| async { house.pay(9, &offer(25, "tok_approve")).await });
    let mut answers = Vec::new();
    let mut running: Vec<_> = tries.map(Box::pin).collect();
    // In one task, but every step of one lies between steps of the others.
    std::future::poll_fn(|context| {
        running.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                answers.push(answer.unwrap());
                false
            }
            std::task::Poll::Pending => true,
        });
        if running.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    assert_eq!(answers.len(), 8);
    assert!(answers.iter().all(|row| row.state.word() == "applied"));
    assert_eq!(house.balance().await, Money::dollars(45));
    assert_eq!(house.credits().await.len(), 1);
    assert_eq!(house.card.approved(), 1);
}

#[tokio::test]
async fn what_a_crash_left_open_is_ended_by_what_the_processor_knows() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::with(noon(), Money::dollars(20), card(folder.path())).await;
    let known = crash_after_offer(&house, 9).await;
    let unknown = crash_after_offer(&house, 10).await;
    // The processor took the first before we died; of the second it never heard.
    house.card_journal(&folder, known);
    let house = house.restarted(card(folder.path()));
    assert_eq!(house.settle().await.unwrap(), 2);
    let mut tx = house.css.store.read().await.unwrap();
    let applied = tx.payment(known).await.unwrap().unwrap();
    let refused = tx.payment(unknown).await.unwrap().unwrap();
    drop(tx);
    assert_eq!(applied.state.word(), "applied");
    let PaymentState::Refused { why, .. } = refused.state else {
        panic!("refused, got {:?}", refused.state);
    };
    assert_eq!(why, Refusal::Timeout);
    assert_eq!(house.balance().await, Money::dollars(45));
    assert_eq!(house.settle().await.unwrap(), 0);
    // And the customer who tries the second one again is not charged behind our back.
    let row = house.pay(10, &offer(25, "tok_approve")).await.unwrap();
    assert_eq!(row.state.word(), "refused");
    assert_eq!(house.balance().await, Money::dollars(45));
}

/// A processor that does not answer.
#[derive(Debug)]
struct Away;

impl PaymentMethod for Away {
    fn name(&self) -> &'static str {
        "away"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Doubt })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Doubt })
    }
}

#[tokio::test]
async fn payments_that_stay_in_doubt_keep_no_other_from_being_ended() {
    let mut house = House::at(noon()).await;
    house.css.methods.push(Arc::new(Away));
    let silent = Offer {
        method: "away".into(),
        ..offer(10, "tok_approve")
    };
    for id in 100..150 {
        let row = house.pay(id, &silent).await.unwrap();
        assert_eq!(row.state.word(), "offered");
    }
    let other = crash_after_offer(&house, 9).await;
    house.pass(Span::minutes(1));
    // A run has an end, and the next one goes on with those that had no turn.
    assert_eq!(house.settle().await.unwrap(), 32);
    house.pass(Span::seconds(5));
    assert_eq!(house.settle().await.unwrap(), 32);
    let mut tx = house.css.store.read().await.unwrap();
    let row = tx.payment(other).await.unwrap().unwrap();
    assert_eq!(row.state.word(), "refused", "its processor has answered");
}

fn sandbox() -> ami_css::payment_method::sandbox_card::SandboxCard {
    ami_css::payment_method::sandbox_card::SandboxCard::in_memory()
}

/// Polls a payment until its offer is on record and the processor is being asked, then drops it.
async fn crash_after_offer(house: &House, id: u128) -> PaymentId {
    let payment = PaymentId::from_number(id);
    // The offer is the one of the customer's later try; only its processor never answers.
    let silent = house.silent();
    let offered = offer(25, "tok_approve");
    let mut chance = ami_domain::chance::Seeded::new(u64::try_from(id).unwrap());
    let by = crate::house::ANA;
    let paying = silent.pay(&house.clock, &mut chance, by, ACCOUNT, payment, &offered);
    let limit = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(limit, paying).await.is_err());
    payment
}
