//! Statements about money that is on its way.

use super::{AT, LIMIT};
use crate::{ChequeEnd, ProcessorEvent, RefundRow, RefundState, Tx};
use ami_domain::id::{AccountId, PaymentId, RefundId, TransferId, UserId};
use ami_domain::money::Money;
use ami_domain::move_out::Unpaid;
use ami_domain::settlement::Question;
use ami_domain::time::Day;

pub(super) async fn ask(tx: &mut Tx) {
    let payment = PaymentId::from_number(1);
    tx.charge(payment).await.unwrap();
    tx.charge_named("card", "pi_1").await.unwrap();
    tx.charges_due(AT, LIMIT).await.unwrap();
    tx.claim_charge(payment, Some(AT), AT).await.unwrap();
    tx.charges_captured(AT, AT, LIMIT).await.unwrap();
    tx.transfers_for(payment, LIMIT).await.unwrap();
    let account = AccountId::from_number(1);
    tx.paid_since(account, AT).await.unwrap();
    tx.cards_tried(account, "card", AT, LIMIT).await.unwrap();
    tx.card_turn(ami_domain::id::UserId::from_number(1))
        .await
        .unwrap();
    let refund = RefundRow {
        id: RefundId::from_number(1),
        payment,
        amount: Money::cents(1),
        note: String::new(),
        asked_by: UserId::from_number(1),
        asked_at: AT,
        state: RefundState::Done,
        transfer: TransferId::from_number(1),
        done_at: Some(AT),
        reference: None,
    };
    tx.refund(refund.id).await.unwrap();
    tx.refund_named("re_1").await.unwrap();
    tx.refunds_of(payment, LIMIT).await.unwrap();
    tx.open_refunds((AT, AT), LIMIT).await.unwrap();
    tx.refund_looked_at(refund.id, AT).await.unwrap();
    tx.refunds_asked(AccountId::from_number(1)).await.unwrap();
    tx.refunds_done(AT, AT, LIMIT).await.unwrap();
    let asked = RefundState::Asked;
    tx.move_refund(asked, &refund, AT).await.unwrap();
    let event = ProcessorEvent {
        id: "evt_1".into(),
        kind: "x".into(),
        object: "pi_1".into(),
        reference: None,
        tries: 0,
        next_at: Some(AT),
    };
    tx.insert_processor_event(&event, AT).await.unwrap();
    tx.knows_processor_event("evt_1").await.unwrap();
    tx.processor_events_due(AT, LIMIT).await.unwrap();
    tx.put_off_processor_event("evt_1", AT).await.unwrap();
    tx.end_processor_event("evt_1", "x").await.unwrap();
    tx.forget_processor_events_before(AT).await.unwrap();
    let (why, user) = (Question::Mismatch, UserId::from_number(1));
    for only_open in [true, false] {
        tx.questions(only_open, LIMIT).await.unwrap();
    }
    tx.answer_question(why, "pi_1", user, AT, "x")
        .await
        .unwrap();
    tx.payment_days(LIMIT).await.unwrap();
}

/// What became of cheques.
pub(super) async fn cheques(tx: &mut Tx) {
    let (id, by) = (TransferId::from_number(1), UserId::from_number(1));
    let end = ChequeEnd {
        at: AT,
        by,
        why: String::new(),
        how: Some(Unpaid::Returned),
    };
    let day = Day {
        year: 2026,
        month: 1,
        day: 1,
    };
    tx.cheque(id).await.unwrap();
    tx.cheque_numbered("1").await.unwrap();
    tx.cheque_cashed(id, Money::cents(1), AT).await.unwrap();
    tx.cheque_cashed_by(id, (by, AT), "seen").await.unwrap();
    tx.cancel_cheque(id, &end).await.unwrap();
    tx.cheques_stale(day, LIMIT).await.unwrap();
    tx.cheques_wrong(LIMIT).await.unwrap();
}
