//! Charges, refunds, processors' events and questions.

use crate::house::{House, both, t, town};
use crate::money::transfer;
use crate::payments::{applied, offer};
use ami_domain::id::{AccountId, PaymentId, RefundId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::{After, Capture, Question, Settlement};
use ami_domain::time::Span;
use ami_store::limits::PUT_OFF_MAX;
use ami_store::{
    ChargeRow, PaymentDay, ProcessorEvent, QuestionRow, RefundRow, RefundState, StoreError,
};

both!(
    a_payment_moves_through_every_state_and_ends_once,
    a_charge_keeps_its_name_and_what_became_of_it,
    a_refund_ends_once,
    an_event_of_the_processor_is_taken_once,
    what_a_clock_has_put_off_that_jumped_back_since_is_due,
    a_question_is_asked_and_answered_once,
    what_an_account_has_paid_counts_no_refusals,
);

fn charge(n: u128) -> ChargeRow {
    ChargeRow {
        payment: PaymentId::from_number(n),
        method: "card".into(),
        reference: format!("pi_{n}"),
        next_step: Some("https://bank.example/1".into()),
        settlement: Settlement::new(Capture::Due),
        tries: 0,
        next_at: Some(t(5)),
    }
}

async fn a_payment_moves_through_every_state_and_ends_once(house: &House) {
    let mut tx = town(house, 2).await;
    let mut row = offer(&mut tx, 1).await;
    for state in [
        PaymentState::Waits { at: t(2) },
        PaymentState::Pending { at: t(3) },
        PaymentState::Authorised { at: t(4) },
    ] {
        row.state = state;
        assert!(tx.end_payment(&row).await.unwrap());
        assert_eq!(tx.payment(row.id).await.unwrap(), Some(row.clone()));
    }
    let row = applied(&row, 1);
    assert!(tx.end_payment(&row).await.unwrap());
    assert!(!tx.end_payment(&row).await.unwrap());
    let mut other = offer(&mut tx, 2).await;
    for why in Refusal::ALL {
        other.state = PaymentState::Refused { at: t(5), why };
    }
    assert!(tx.end_payment(&other).await.unwrap());
    assert_eq!(tx.payment(other.id).await.unwrap(), Some(other));
}

async fn a_charge_keeps_its_name_and_what_became_of_it(house: &House) {
    let mut tx = town(house, 2).await;
    for n in [1, 2] {
        offer(&mut tx, n).await;
    }
    let mut row = charge(1);
    assert_eq!(tx.charge(row.payment).await.unwrap(), None);
    tx.put_charge(&row).await.unwrap();
    assert_eq!(
        tx.charge_named("card", "pi_1").await.unwrap().as_ref(),
        Some(&row)
    );
    assert_eq!(
        tx.charge_named("bank_transfer", "pi_1").await.unwrap(),
        None
    );
    assert_eq!(tx.charges_due(t(4), 9).await.unwrap(), []);
    assert_eq!(tx.charges_due(t(5), 9).await.unwrap(), [row.clone()]);
    assert!(
        !tx.claim_charge(row.payment, Some(t(4)), t(9))
            .await
            .unwrap()
    );
    assert!(!tx.claim_charge(row.payment, None, t(9)).await.unwrap());
    assert!(
        tx.claim_charge(row.payment, Some(t(5)), t(9))
            .await
            .unwrap()
    );
    assert!(
        !tx.claim_charge(row.payment, Some(t(5)), t(9))
            .await
            .unwrap()
    );
    let amount = Money::dollars(20);
    for (capture, after) in [
        (Capture::Done { at: t(6) }, After::Refunded { at: t(7) }),
        (
            Capture::Failed { at: t(6) },
            After::Returned { at: t(7), amount },
        ),
        (Capture::Whole, After::Disputed { at: t(7), amount }),
        (
            Capture::Done { at: t(6) },
            After::DisputeLost { at: t(7), amount },
        ),
        (Capture::Done { at: t(6) }, After::DisputeWon { at: t(8) }),
    ] {
        row.settlement.capture = capture;
        row.settlement.after = after;
        row.next_at = None;
        row.tries = 3;
        tx.put_charge(&row).await.unwrap();
        assert_eq!(tx.charge(row.payment).await.unwrap().as_ref(), Some(&row));
    }
    assert_eq!(
        tx.charges_captured(t(6), t(7), 9).await.unwrap(),
        [row.clone()]
    );
    assert_eq!(tx.charges_captured(t(7), t(9), 9).await.unwrap(), []);
    tx.commit().await.unwrap();
    // A processor's name is one payment's.
    let mut tx = house.store.begin().await.unwrap();
    let stolen = ChargeRow {
        reference: "pi_1".into(),
        ..charge(2)
    };
    let refused = tx.put_charge(&stolen).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}

async fn a_refund_ends_once(house: &House) {
    let mut tx = town(house, 2).await;
    let row = offer(&mut tx, 1).await;
    let entry = Transfer {
        reason: Reason::Refund(row.id),
        ..transfer(7, Book::Prepaid(row.account), Book::Clearing, 500)
    };
    tx.add_transfer(&entry).await.unwrap();
    let mut refund = RefundRow {
        id: RefundId::from_number(7),
        payment: row.id,
        amount: Money::dollars(5),
        note: "paid twice".into(),
        asked_by: UserId::from_number(1),
        asked_at: t(3),
        state: RefundState::Asked,
        transfer: TransferId::from_number(7),
        done_at: None,
        reference: None,
    };
    assert_eq!(tx.insert_refund(&refund).await.unwrap(), None);
    let known = tx.insert_refund(&refund).await.unwrap();
    assert_eq!(known.as_ref(), Some(&refund));
    assert_eq!(tx.open_refunds((t(2), t(99)), 9).await.unwrap(), []);
    assert_eq!(
        tx.open_refunds((t(3), t(99)), 9).await.unwrap(),
        [refund.clone()]
    );
    let other = RefundRow {
        id: RefundId::from_number(8),
        asked_at: t(4),
        transfer: TransferId::from_number(8),
        ..refund.clone()
    };
    tx.add_transfer(&Transfer {
        id: other.transfer,
        ..entry
    })
    .await
    .unwrap();
    assert_eq!(tx.insert_refund(&other).await.unwrap(), None);
    // What was looked at waits for its next turn.
    tx.refund_looked_at(refund.id, t(5)).await.unwrap();
    assert_eq!(
        tx.open_refunds((t(9), t(99)), 9).await.unwrap(),
        [other.clone(), refund.clone()]
    );
    let gone = RefundRow {
        state: RefundState::Failed,
        ..other
    };
    let moved = tx.move_refund(RefundState::Asked, &gone, t(5)).await;
    assert!(moved.unwrap());
    refund.state = RefundState::Done;
    refund.done_at = Some(t(4));
    refund.reference = Some("re_1".into());
    assert!(
        tx.move_refund(RefundState::Asked, &refund, t(4))
            .await
            .unwrap()
    );
    assert!(
        !tx.move_refund(RefundState::Asked, &refund, t(4))
            .await
            .unwrap()
    );
    assert_eq!(
        tx.refund_named("re_1").await.unwrap().as_ref(),
        Some(&refund)
    );
    assert_eq!(
        tx.refunds_of(row.id, 9).await.unwrap(),
        [refund.clone(), gone]
    );
    assert_eq!(tx.refunds_done(t(4), t(5), 9).await.unwrap(), [refund]);
    assert_eq!(tx.open_refunds((t(9), t(99)), 9).await.unwrap(), []);
    assert_eq!(tx.transfers_for(row.id, 9).await.unwrap().len(), 2);
}

async fn an_event_of_the_processor_is_taken_once(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    let event = ProcessorEvent {
        id: "evt_1".into(),
        kind: "charge.dispute.created".into(),
        object: "dp_1".into(),
        reference: Some("pi_1".into()),
        tries: 0,
        next_at: Some(t(3)),
    };
    assert!(tx.insert_processor_event(&event, t(3)).await.unwrap());
    assert!(!tx.insert_processor_event(&event, t(4)).await.unwrap());
    assert!(tx.knows_processor_event("evt_1").await.unwrap());
    assert_eq!(tx.processor_events_due(t(2), 9).await.unwrap(), []);
    assert_eq!(tx.processor_events_due(t(3), 9).await.unwrap(), [event]);
    tx.put_off_processor_event("evt_1", t(8)).await.unwrap();
    assert_eq!(tx.processor_events_due(t(7), 9).await.unwrap(), []);
    assert_eq!(tx.forget_processor_events_before(t(9)).await.unwrap(), 0);
    tx.end_processor_event("evt_1", "dispute").await.unwrap();
    assert_eq!(tx.processor_events_due(t(9), 9).await.unwrap(), []);
    assert_eq!(tx.forget_processor_events_before(t(9)).await.unwrap(), 1);
}

async fn a_question_is_asked_and_answered_once(house: &House) {
    let mut tx = town(house, 2).await;
    let mut asked: Vec<QuestionRow> = Vec::new();
    for (n, why) in (1..).zip(Question::ALL) {
        let row = QuestionRow {
            why,
            subject: "pi_1".into(),
            payment: None,
            evidence: "25 and 26".into(),
            asked_at: t(n),
            answered: None,
        };
        assert!(tx.ask_person(&row).await.unwrap());
        assert!(!tx.ask_person(&row).await.unwrap());
        asked.insert(0, row);
    }
    assert_eq!(tx.questions(true, 99).await.unwrap(), asked);
    let who = UserId::from_number(1);
    let why = Question::Mismatch;
    for first in [true, false] {
        let answered = tx.answer_question(why, "pi_1", who, t(20), "given back");
        assert_eq!(answered.await.unwrap(), first);
    }
    assert_eq!(tx.questions(true, 99).await.unwrap().len(), asked.len() - 1);
    let all = tx.questions(false, 99).await.unwrap();
    let answer = Some((who, t(20), "given back".to_owned()));
    assert!(all.iter().any(|row| row.answered == answer));
    let mut day = PaymentDay {
        day: t(0),
        lines: 2,
        gross: Money::dollars(25),
        fees: Money::cents(102),
        differences: 1,
        compared_at: t(9),
    };
    tx.put_payment_day(&day).await.unwrap();
    day.differences = 0;
    tx.put_payment_day(&day).await.unwrap();
    assert_eq!(tx.payment_days(9).await.unwrap(), [day]);
}

async fn what_an_account_has_paid_counts_no_refusals(house: &House) {
    let mut tx = town(house, 2).await;
    for n in [1, 2, 3] {
        offer(&mut tx, n).await;
    }
    let mut refused = offer(&mut tx, 4).await;
    refused.state = PaymentState::Refused {
        at: t(5),
        why: Refusal::Declined,
    };
    tx.end_payment(&refused).await.unwrap();
    let account = AccountId::from_number(1);
    let since = |at| tx_paid(house, account, at);
    tx.commit().await.unwrap();
    assert_eq!(since(0).await, Money::dollars(60));
    assert_eq!(since(1).await, Money::dollars(40));
    assert_eq!(since(3).await, Money::ZERO);
}

async fn tx_paid(house: &House, account: AccountId, at: i64) -> Money {
    let mut tx = house.store.read().await.unwrap();
    tx.paid_since(account, t(at)).await.unwrap()
}

async fn what_a_clock_has_put_off_that_jumped_back_since_is_due(house: &House) {
    let mut tx = town(house, 2).await;
    let row = offer(&mut tx, 1).await;
    // By two in its own time it was put off further than anything is.
    let (then, now) = (t(3), t(2));
    let far = now + PUT_OFF_MAX + Span::millis(1);
    let late = ChargeRow {
        next_at: Some(far),
        ..charge(1)
    };
    tx.put_charge(&late).await.unwrap();
    assert_eq!(tx.charges_due(then, 9).await.unwrap(), []);
    assert_eq!(tx.charges_due(now, 9).await.unwrap(), [late]);
    let event = ProcessorEvent {
        id: "evt_2".into(),
        kind: "charge.dispute.created".into(),
        object: "dp_2".into(),
        reference: None,
        tries: 0,
        next_at: Some(t(1)),
    };
    tx.insert_processor_event(&event, t(1)).await.unwrap();
    tx.put_off_processor_event("evt_2", far).await.unwrap();
    assert_eq!(tx.processor_events_due(then, 9).await.unwrap(), []);
    assert_eq!(tx.processor_events_due(now, 9).await.unwrap().len(), 1);
    let open = |ahead| (t(0), ahead);
    assert_eq!(tx.open_payments(open(t(1)), 9).await.unwrap(), []);
    let found = tx.open_payments(open(t(0)), 9).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&row));
    let refund = RefundRow {
        id: RefundId::from_number(9),
        payment: row.id,
        amount: Money::dollars(5),
        note: "paid twice".into(),
        asked_by: UserId::from_number(1),
        asked_at: t(3),
        state: RefundState::Asked,
        transfer: row.transfer,
        done_at: None,
        reference: None,
    };
    assert_eq!(tx.insert_refund(&refund).await.unwrap(), None);
    assert_eq!(tx.open_refunds(open(t(3)), 9).await.unwrap(), []);
    assert_eq!(tx.open_refunds(open(t(2)), 9).await.unwrap(), [refund]);
}
