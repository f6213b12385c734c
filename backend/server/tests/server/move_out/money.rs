//! What becomes of the money of a customer who has left.

use super::{gone, lived};
use crate::common::{ANA, HOME_A, ROSA, Town};
use ami_domain::debt::{Debt, DebtKind, Recovery};
use ami_domain::id::{DebtId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::settlement::{Capture, Settlement};
use ami_store::ChargeRow;
use serde_json::json;

/// Ana pays $10 with a card.
async fn pays(town: &Town, number: u128) {
    let offer = ami_css::Offer {
        amount: Money::dollars(10),
        method: "sandbox_card".to_owned(),
        token: "tok_approve".to_owned(),
    };
    let payment = PaymentId::from_number(number);
    let (css, clock) = (&town.app.css, &town.app.clock);
    let mut chance = town.app.chance();
    let paid = css.pay(clock, &mut chance, ANA, HOME_A.account, payment, &offer);
    assert!(matches!(
        paid.await.unwrap().state,
        PaymentState::Applied { .. }
    ));
}

#[tokio::test]
async fn what_is_left_goes_back_to_the_card_it_came_from_and_the_rest_waits_for_a_cheque() {
    let (town, at) = lived().await;
    pays(&town, 1).await;
    pays(&town, 2).await;
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    let clearing = town.book_of(Book::Clearing).await;
    let before = town.get(ANA, &path).await.json();
    // $40, and use that is not charged yet.
    assert_eq!(before["refund"], 40_000_000, "{before}");
    assert_eq!(before["returns"], 20_000_000);
    assert_eq!(before["cheque"], 20_000_000);
    assert_eq!(before["booked"], 1);
    gone(&town, at).await;
    let cheque = Money::cents(1_925);
    let due = Book::RefundDue(HOME_A.account);
    assert_eq!(town.book_of(due).await, cheque);
    let back = town.book_of(Book::Clearing).await - clearing;
    assert_eq!(back, Money::dollars(20), "both payments went back whole");
    let after = town.get(ROSA, &path).await.json();
    assert_eq!(after["refund"], 39_250_000, "{after}");
    assert_eq!(
        (&after["returns"], &after["cheque"]),
        (&json!(0), &json!(19_250_000))
    );
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}

#[tokio::test]
async fn a_deposit_that_is_held_goes_back_with_the_balance() {
    let (town, at) = lived().await;
    let held = Book::Deposit(HOME_A.account);
    let id = TransferId::from_number(0xde9);
    let (books, forty) = ((Book::Adjustment, held), Money::dollars(40));
    let entry = Transfer::posted(id, books, forty, Reason::Correction, at);
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.add_posted_transfers(&[entry]).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    let before = town.get(ANA, &path).await.json();
    assert_eq!(before["refund"], 60_000_000, "said before: {before}");
    gone(&town, at).await;
    assert_eq!(town.book_of(held).await, Money::ZERO);
    let due = town.book_of(Book::RefundDue(HOME_A.account)).await;
    assert_eq!(due, Money::cents(1_925) + forty);
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.audit_ledger().await.unwrap(), []);
}

#[tokio::test]
async fn while_a_bank_decides_the_account_closes_and_the_money_waits() {
    let (town, at) = lived().await;
    pays(&town, 1).await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let charge = ChargeRow {
        payment: PaymentId::from_number(1),
        method: "sandbox_card".into(),
        reference: "ch_1".into(),
        next_step: None,
        settlement: Settlement::new(Capture::Whole)
            .dispute(at, Money::dollars(10))
            .unwrap(),
        tries: 0,
        next_at: None,
    };
    tx.put_charge(&charge).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    gone(&town, at).await;
    let stands = town.get(ANA, &path).await.json();
    assert_ne!(stands["closed"], json!(null), "the home is free: {stands}");
    assert_eq!(stands["stands"], json!(["dispute"]));
    let due = Book::RefundDue(HOME_A.account);
    assert_eq!(town.book_of(due).await, Money::cents(2_925));
    // It is lost: what the bank took comes out of what was set aside.
    let mut tx = town.app.css.store.begin().await.unwrap();
    let (settlement, _) = charge.settlement.decide(at, false).unwrap();
    tx.put_charge(&ChargeRow {
        settlement,
        ..charge
    })
    .await
    .unwrap();
    let lost = Transfer {
        id: TransferId::from_number(0x1057),
        from: Book::Prepaid(HOME_A.account),
        to: Book::Dispute,
        amount: Money::dollars(10),
        state: TransferState::Posted,
        reason: Reason::DisputeEnd(PaymentId::from_number(1)),
        at,
    };
    tx.add_transfer(&lost).await.unwrap();
    tx.postpone_move_out(HOME_A.account, Some(at))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.close().await;
    assert_eq!(town.book_of(due).await, Money::cents(1_925));
    assert_eq!(
        town.book_of(Book::Prepaid(HOME_A.account)).await,
        Money::ZERO
    );
}

#[tokio::test]
async fn debt_is_paid_from_what_is_left_and_its_rows_agree_with_the_books() {
    let (town, at) = lived().await;
    let account = HOME_A.account;
    let mut tx = town.app.css.store.begin().await.unwrap();
    for (number, cents, rank) in [(1, 1_500, 1), (2, 3_000, 2)] {
        let amount = Money::cents(cents);
        let debt = Debt {
            id: DebtId::from_number(number),
            kind: DebtKind::Arrears,
            amount,
            owed: amount,
            recovery: Recovery::Share { permille: 200 },
            missed: Money::ZERO,
            rank,
            since: at,
        };
        tx.insert_debt(account, &debt).await.unwrap();
        tx.add_transfer(&Transfer {
            id: TransferId::from_number(number),
            from: Book::Debt(account),
            to: Book::Receivable(account),
            amount,
            state: TransferState::Posted,
            reason: Reason::SetAside,
            at,
        })
        .await
        .unwrap();
        // The bill that was set aside.
        tx.add_transfer(&Transfer {
            id: TransferId::from_number(number + 8),
            from: Book::Receivable(account),
            to: Book::Revenue,
            amount,
            state: TransferState::Posted,
            reason: Reason::Correction,
            at,
        })
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    gone(&town, at).await;
    // $19.25 pay the first debt of $15 whole, and $4.25 of the second one.
    assert_eq!(
        town.book_of(Book::Debt(account)).await,
        -Money::cents(2_575)
    );
    assert_eq!(town.book_of(Book::RefundDue(account)).await, Money::ZERO);
    let mut tx = town.app.css.store.read().await.unwrap();
    let owed: Vec<Money> = tx
        .debts(account, 9)
        .await
        .unwrap()
        .iter()
        .map(|debt| debt.owed)
        .collect();
    assert_eq!(owed, [Money::cents(2_575)]);
    drop(tx);
    let path = format!("/api/accounts/{account}/move-out");
    let said = town.get(ANA, &path).await.json();
    assert_eq!(said["owed"], 25_750_000, "{said}");
}
