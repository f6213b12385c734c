//! Amounts and the chain.

use super::*;
use ami_domain::energy::WattHours;
use ami_domain::id::{MessageId, TransferId};
use ami_domain::time::{LocalMoment, Timestamp};
use ami_wire::api::{Delivery, PaymentMoney};

const AT: Timestamp = Timestamp::from_millis(1_795_000_000_000);

fn moment() -> LocalMoment {
    LocalMoment {
        at: AT,
        offset_minutes: -480,
    }
}

pub(in crate::model) fn payment(state: PaymentState, delivery: Option<Delivery>) -> Payment {
    Payment {
        id: PaymentId::from_number(1),
        account: AccountId::from_number(2),
        amount: Money::dollars(20),
        currency: "USD".into(),
        method: SANDBOX_METHOD.into(),
        offered_at: moment(),
        state,
        credit: WattHours::ZERO,
        balance_after: None,
        split: Vec::new(),
        delivery,
        money: PaymentMoney::default(),
        lineage: None,
    }
}

fn delivery(sent: bool, confirmed: bool) -> Delivery {
    Delivery {
        message: MessageId::from_number(3),
        sent_at: sent.then(moment),
        attempts: 1,
        confirmed_at: confirmed.then(moment),
        refused: false,
        late: false,
    }
}

pub(in crate::model) fn applied() -> PaymentState {
    PaymentState::Applied {
        at: AT,
        by: TransferId::from_number(4),
    }
}

#[test]
fn a_typed_amount_is_held_to_its_bounds() {
    let read = |text| amount(text, Money::dollars(10), Money::dollars(500));
    assert_eq!(read("25.50"), Ok(Money::cents(2550)));
    assert_eq!(read("10"), Ok(Money::dollars(10)));
    assert_eq!(read(" "), Err(AmountTrouble::Missing));
    assert_eq!(read("ten"), Err(AmountTrouble::NotANumber));
    assert_eq!(read("9.99"), Err(AmountTrouble::TooSmall));
    assert_eq!(read("500.01"), Err(AmountTrouble::TooLarge));
    assert_eq!(read("99999999999"), Err(AmountTrouble::TooLarge));
}

#[test]
fn offered_amounts_are_inside_the_bounds() {
    let chips_are = |least, largest| chips(Money::dollars(least), Money::dollars(largest));
    assert_eq!(chips_are(20, 500), [20, 40, 60, 100].map(Money::dollars));
    assert_eq!(chips_are(25, 39), [Money::dollars(25)]);
}

#[test]
fn nothing_is_shown_as_done_that_is_not() {
    let marks = |p: &Payment| {
        let c = chain(p, Span::ZERO);
        [c.paid, c.sent, c.confirmed]
    };
    use Mark::{Done, Failed, Later, Now};
    assert_eq!(
        marks(&payment(PaymentState::Offered, None)),
        [Now, Later, Later]
    );
    assert_eq!(marks(&payment(applied(), None)), [Done, Now, Later]);
    assert_eq!(
        marks(&payment(applied(), Some(delivery(false, false)))),
        [Done, Now, Later]
    );
    assert_eq!(
        marks(&payment(applied(), Some(delivery(true, false)))),
        [Done, Done, Now]
    );
    assert_eq!(
        marks(&payment(applied(), Some(delivery(true, true)))),
        [Done, Done, Done]
    );
    let refused = PaymentState::Refused {
        at: AT,
        why: Refusal::Declined,
    };
    assert_eq!(marks(&payment(refused, None)), [Failed, Later, Later]);
    let mut by_meter = delivery(true, true);
    by_meter.refused = true;
    assert_eq!(
        marks(&payment(applied(), Some(by_meter))),
        [Done, Done, Failed]
    );
}

#[test]
fn a_silent_meter_is_named_after_two_minutes_and_a_call_offered_after_five() {
    let waiting = payment(applied(), Some(delivery(true, false)));
    assert!(!chain(&waiting, Span::seconds(119)).slow);
    assert!(chain(&waiting, Span::seconds(121)).slow);
    assert!(chain(&waiting, Span::minutes(6)).call);
    let done = payment(applied(), Some(delivery(true, true)));
    assert!(!chain(&done, Span::hours(9)).slow);
    assert!(is_over(&done) && !is_over(&waiting));
}

#[test]
fn a_payer_is_waited_for_where_they_are() {
    let mut waits = payment(PaymentState::Waits { at: AT }, None);
    assert_eq!(waits_text(&waits), "settlement-waits");
    waits.method = CARD_PAGE_METHOD.into();
    assert_eq!(waits_text(&waits), "settlement-waits-page");
}

#[test]
fn a_kept_draft_reads_back_with_the_same_id() {
    let draft = Draft {
        account: AccountId::from_number(1),
        payment: PaymentId::from_number(9),
        pay: Pay {
            amount: Money::dollars(20),
            method: SANDBOX_METHOD.into(),
            token: SANDBOX[0].0.into(),
        },
    };
    let kept = serde_json::to_string(&draft).ok();
    let read: Option<Draft> = kept.and_then(|text| serde_json::from_str(&text).ok());
    assert_eq!(read, Some(draft));
}
