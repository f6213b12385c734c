//! The fault list: whatever the processor, its bank or the network does, the money is there once.
#![expect(clippy::unwrap_used, reason = "tests")]

mod after;
mod clock;
mod crash;
mod events;
mod hold;
mod keys;
mod page;
mod report;
mod saved;
mod town;

use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::{Capture, Question};
use ami_domain::time::Span;
use ami_provider::fault::Faults;
use town::{Town, nothing};

const OPENING: Money = Money::dollars(20);
const PAID: Money = Money::dollars(45);

#[tokio::test]
async fn a_card_is_authorised_credited_and_captured() {
    let town = Town::new().await;
    let row = town.pay(1, "pm_card_visa").await;
    assert_eq!(row.state.word(), "applied");
    assert_eq!(row.balance_after, Some(PAID));
    let charge = town.charge(1).await;
    assert!(matches!(charge.settlement.capture, Capture::Done { .. }));
    assert!(charge.reference.starts_with("pi_"));
    // The same payment again is the same payment.
    assert_eq!(town.pay(1, "pm_card_visa").await, row);
    town.rest().await;
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
    assert_eq!(town.questions().await, []);
}

#[tokio::test]
async fn a_refusal_of_the_issuer_leaves_nothing_but_its_record() {
    let town = Town::new().await;
    let cases = [
        ("pm_card_chargeDeclined", Refusal::Declined),
        (
            "pm_card_chargeDeclinedInsufficientFunds",
            Refusal::InsufficientFunds,
        ),
        ("pm_card_chargeDeclinedExpiredCard", Refusal::ExpiredCard),
        ("pm_nobody", Refusal::NotAccepted),
        // A card's number is not a token: the processor's own words, and ours, refuse it.
        ("4242424242424242", Refusal::NotAccepted),
    ];
    for (id, (token, why)) in (1..).zip(cases) {
        let row = town.pay(id, token).await;
        let PaymentState::Refused { why: said, .. } = row.state else {
            panic!("{token}: {:?}", row.state);
        };
        assert_eq!(said, why, "{token}");
    }
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
    assert_eq!(town.questions().await, []);
}

#[tokio::test]
async fn answers_that_are_lost_at_any_step_take_the_money_once() {
    // Each path of the three steps hangs after it was done, and fails before it was done.
    for path in ["payment_intents", "confirm", "capture"] {
        for (hang, fail) in [(1, 0), (0, 1)] {
            let town = Town::new().await;
            town.faults(Faults {
                hang,
                fail,
                only: path.into(),
                ..Faults::default()
            })
            .await;
            let row = town.pay(1, "pm_card_visa").await;
            town.faults(Faults::default()).await;
            town.rest().await;
            let row_after = town.row(1).await;
            let what = format!(
                "{path} {hang} {fail}: {:?} {:?}",
                row.state, row_after.state
            );
            // Known to the customer or not, both sides agree in the end.
            let (ours, theirs) = match row_after.state {
                PaymentState::Applied { .. } => (PAID, 2_500),
                PaymentState::Refused { why, .. } => {
                    assert_eq!(why, Refusal::Timeout, "{what}");
                    (OPENING, 0)
                }
                other => panic!("{what}: {other:?} never ended"),
            };
            assert_eq!(town.balance().await, ours, "{what}");
            assert_eq!(town.taken_there().await, theirs, "{what}");
            // And the customer's second try changes nothing.
            let again = town.pay(1, "pm_card_visa").await;
            assert_eq!(again.state, row_after.state, "{what}");
            assert_eq!(town.taken_there().await, theirs, "{what}");
        }
    }
}

#[tokio::test]
async fn a_processor_that_is_away_for_long_leaves_a_payment_open_and_ends_it_later() {
    let town = Town::new().await;
    town.faults(Faults {
        fail: 1_000,
        ..Faults::default()
    })
    .await;
    let row = town.pay(1, "pm_card_visa").await;
    assert_eq!(row.state, PaymentState::Offered);
    town.rest().await;
    assert_eq!(town.row(1).await.state, PaymentState::Offered);
    town.faults(Faults::default()).await;
    town.rest().await;
    assert_eq!(town.row(1).await.state.word(), "refused");
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
}

#[tokio::test]
async fn what_cannot_be_captured_is_taken_back_and_the_customer_is_told() {
    let town = Town::new().await;
    town.fails_once("capture").await;
    let row = town.pay(1, "pm_card_visa").await;
    assert_eq!(row.state.word(), "applied");
    assert_eq!(town.balance().await, PAID);
    let reference = town.charge(1).await.reference;
    town.tell(&format!("expire/{reference}"), nothing()).await;
    town.rest().await;
    let charge = town.charge(1).await;
    assert!(matches!(charge.settlement.capture, Capture::Failed { .. }));
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
    assert_eq!(town.questions().await, [Question::CaptureFailed]);
    let mut tx = town.app.css.store.read().await.unwrap();
    let told = tx.notices_of(town::ACCOUNT, 10).await.unwrap();
    let texts: Vec<_> = told
        .iter()
        .map(|(notice, ..)| notice.text.en.as_str())
        .collect();
    assert!(
        texts.iter().any(|t| t.contains("did not send us")),
        "{texts:?}"
    );
}

#[tokio::test]
async fn a_charge_that_is_not_ours_to_the_cent_is_never_credited() {
    for faults in [
        Faults {
            amount_off: -2_400,
            ..Faults::default()
        },
        Faults {
            other_currency: true,
            ..Faults::default()
        },
    ] {
        let town = Town::new().await;
        town.faults(faults).await;
        let row = town.pay(1, "pm_card_visa").await;
        assert_eq!(row.state.word(), "refused");
        town.rest().await;
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 0);
        assert_eq!(town.questions().await, [Question::Mismatch]);
    }
}

#[tokio::test]
async fn a_payer_who_must_prove_who_they_are_is_told_where_and_pays_when_they_have() {
    let town = Town::new().await;
    let row = town.pay(1, "pm_card_authenticationRequired").await;
    assert!(matches!(row.state, PaymentState::Waits { .. }));
    let charge = town.charge(1).await;
    let url = charge.next_step.unwrap();
    assert!(url.starts_with(&town.provider), "{url}");
    assert_eq!(town.balance().await, OPENING);
    let path = format!("bank/{}/yes", charge.reference);
    town.tell(&path, nothing()).await;
    let applied = || async { Some(town.row(1).await).filter(|row| row.state.word() == "applied") };
    town.until(applied).await;
    assert_eq!(town.charge(1).await.next_step, None);
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
}

#[tokio::test]
async fn a_payer_who_fails_or_never_comes_back_has_paid_nothing() {
    let town = Town::new().await;
    town.pay(1, "pm_card_authenticationRequired").await;
    town.pay(2, "pm_card_authenticationRequired").await;
    let reference = town.charge(1).await.reference;
    town.tell(&format!("bank/{reference}/no"), nothing()).await;
    for _ in 0..=ami_css::two_phase::PAYER_TRIES / 6 {
        town.rest().await;
    }
    for id in [1, 2] {
        let PaymentState::Refused { why, .. } = town.row(id).await.state else {
            panic!("{id}: {:?}", town.row(id).await.state);
        };
        assert_eq!(why, Refusal::NotAuthenticated, "{id}");
    }
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
}

#[tokio::test]
async fn a_payer_whose_bank_asks_where_no_page_leads_has_paid_nothing_and_may_pay_otherwise() {
    for fails in [0, 1] {
        let town = Town::new().await;
        // The company may be away when the charge is to be given up.
        town.faults(Faults {
            fail: fails,
            only: "cancel".into(),
            ..Faults::default()
        })
        .await;
        town.pay(1, "pm_card_authenticationInApp").await;
        town.faults(Faults::default()).await;
        town.rest().await;
        let PaymentState::Refused { why, .. } = town.row(1).await.state else {
            panic!("{fails}: {:?} is open for ever", town.row(1).await.state);
        };
        assert_eq!(why, Refusal::NotAuthenticated, "{fails}");
        assert_eq!(town.balance().await, OPENING);
        assert_eq!(town.taken_there().await, 0);
        assert_eq!(town.questions().await, []);
    }
}

#[tokio::test]
async fn a_bank_transfer_is_credited_when_it_clears_and_not_before() {
    let town = Town::new().await;
    for id in [1, 2] {
        let row = town.pay(id, "pm_usBankAccount_success").await;
        assert!(matches!(row.state, PaymentState::Pending { .. }));
    }
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    let (good, bad) = (town.charge(1).await, town.charge(2).await);
    // Its word is lost: the look for it finds it all the same.
    town.faults(Faults {
        lost: true,
        ..Faults::default()
    })
    .await;
    town.tell(&format!("clear/{}/yes", good.reference), nothing())
        .await;
    town.tell(&format!("clear/{}/no", bad.reference), nothing())
        .await;
    town.rest().await;
    assert_eq!(town.row(1).await.state.word(), "applied");
    assert_eq!(town.row(2).await.state.word(), "refused");
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
    // Days that nobody counts on pass without harm.
    town.rest_after(Span::days(30)).await;
    assert_eq!(town.balance().await, PAID);
}
