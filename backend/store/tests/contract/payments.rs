//! Payments, confirmations and acknowledgements.

use crate::commands::command;
use crate::house::{House, both, t, town};
use crate::messages::receipt;
use crate::money::transfer;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MessageId, PaymentId, TransferId, UserId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::{Capture, Settlement};
use ami_domain::time::Span;
use ami_store::{ChargeRow, PaymentRow, StoreError, Tx};

both!(
    sc1_4_the_second_copy_of_a_payment_gets_the_first,
    sc1_5_a_payment_ends_once,
    a_payment_without_its_transfer_does_not_commit,
    sc1_11_a_receipt_makes_a_confirmation_that_one_person_acknowledges,
    payments_come_newest_first_and_open_ones_oldest_first,
    who_is_at_the_payment_companys_page_has_a_payment_under_way,
    pages_that_nobody_paid_on_are_added_up;
    apart tries_of_one_person_over_two_accounts_are_counted_one_after_the_other,
);

pub(crate) fn payment(n: u128) -> PaymentRow {
    PaymentRow {
        id: PaymentId::from_number(n),
        account: AccountId::from_number(1),
        amount: Money::dollars(20),
        currency: "USD".into(),
        method: "card".into(),
        digest: [n as u8; 32],
        offered_at: t(n as i64),
        offered_by: UserId::from_number(1),
        state: PaymentState::Offered,
        transfer: TransferId::from_number(n),
        event: None,
        credit: WattHours::ZERO,
        balance_after: None,
        message: None,
    }
}

pub(crate) fn applied(row: &PaymentRow, message: u128) -> PaymentRow {
    PaymentRow {
        state: PaymentState::Applied {
            at: t(50),
            by: row.transfer,
        },
        credit: WattHours::kilo(133),
        balance_after: Some(Money::dollars(21)),
        message: Some(MessageId::from_number(message)),
        ..row.clone()
    }
}

/// Payment, transfer and command `n` of account 1.
pub(crate) async fn offer(tx: &mut Tx, n: u128) -> PaymentRow {
    let row = payment(n);
    assert_eq!(tx.insert_payment(&row).await.unwrap(), None);
    let to = Book::Prepaid(row.account);
    let money = transfer(n, Book::Clearing, to, 2000);
    tx.add_transfer(&money).await.unwrap();
    tx.accept_command(&command(n, n as u64)).await.unwrap();
    row
}

async fn sc1_4_the_second_copy_of_a_payment_gets_the_first(house: &House) {
    let mut tx = town(house, 2).await;
    let first = offer(&mut tx, 1).await;
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    let mut second = payment(1);
    (second.amount, second.digest) = (Money::dollars(99), [9; 32]);
    assert_eq!(
        tx.insert_payment(&second).await.unwrap(),
        Some(first.clone())
    );
    assert_eq!(tx.payment(first.id).await.unwrap(), Some(first));
    assert_eq!(tx.payment(PaymentId::from_number(7)).await.unwrap(), None);
}

async fn sc1_5_a_payment_ends_once(house: &House) {
    let mut tx = town(house, 1).await;
    let (one, two) = (offer(&mut tx, 1).await, offer(&mut tx, 2).await);
    let one = applied(&one, 1);
    assert!(tx.end_payment(&one).await.unwrap());
    assert_eq!(tx.payment(one.id).await.unwrap(), Some(one.clone()));
    let why = Refusal::InsufficientFunds;
    let refused = PaymentState::Refused { at: t(60), why };
    let again = PaymentRow {
        state: refused,
        ..one.clone()
    };
    assert!(!tx.end_payment(&again).await.unwrap());
    assert_eq!(tx.payment(one.id).await.unwrap(), Some(one.clone()));
    let two = PaymentRow {
        state: refused,
        ..two
    };
    assert!(tx.end_payment(&two).await.unwrap());
    assert_eq!(tx.payment(two.id).await.unwrap(), Some(two));
    assert!(!tx.end_payment(&applied(&payment(9), 9)).await.unwrap());
    let of = |n| MessageId::from_number(n);
    assert_eq!(tx.payment_of_message(of(1)).await.unwrap(), Some(one));
    assert_eq!(tx.payment_of_message(of(2)).await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn a_payment_without_its_transfer_does_not_commit(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    tx.insert_payment(&payment(1)).await.unwrap();
    let refused = tx.commit().await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Conflict { .. }),
        "{refused:?}"
    );
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(tx.payment(PaymentId::from_number(1)).await.unwrap(), None);
}

async fn sc1_11_a_receipt_makes_a_confirmation_that_one_person_acknowledges(house: &House) {
    let mut tx = town(house, 2).await;
    for n in 1..=3 {
        let row = offer(&mut tx, n).await;
        assert!(tx.end_payment(&applied(&row, n)).await.unwrap());
    }
    let (ana, bob) = (UserId::from_number(1), UserId::from_number(2));
    let one = PaymentId::from_number(1);
    assert_eq!(tx.confirmations(false, 10).await.unwrap(), vec![]);
    assert!(
        !tx.acknowledge(one, ana, t(90)).await.unwrap(),
        "nothing to acknowledge yet"
    );
    assert!(tx.insert_receipt(&receipt(1, 70), t(71)).await.unwrap());
    assert!(tx.insert_receipt(&receipt(2, 72), t(73)).await.unwrap());
    assert!(tx.acknowledge(one, ana, t(90)).await.unwrap());
    assert!(!tx.acknowledge(one, bob, t(91)).await.unwrap());
    let all = tx.confirmations(false, 10).await.unwrap();
    let seen: Vec<_> = all
        .iter()
        .map(|row| (row.payment.id, row.acknowledged))
        .collect();
    let two = PaymentId::from_number(2);
    assert_eq!(seen, vec![(two, None), (one, Some((ana, t(90))))]);
    assert_eq!(all[1].receipt, receipt(1, 70));
    assert_eq!(all[1].payment, applied(&payment(1), 1));
    assert_eq!(tx.confirmation(one).await.unwrap().as_ref(), Some(&all[1]));
    let other = PaymentId::from_number(7);
    assert_eq!(tx.confirmation(other).await.unwrap(), None);
    let open = tx.confirmations(true, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].payment.id, two);
    tx.commit().await.unwrap();
}

async fn payments_come_newest_first_and_open_ones_oldest_first(house: &House) {
    let mut tx = town(house, 1).await;
    for n in 1..=4 {
        offer(&mut tx, n).await;
    }
    assert!(tx.end_payment(&applied(&payment(2), 2)).await.unwrap());
    let ids = |rows: Vec<PaymentRow>| -> Vec<i64> {
        rows.iter().map(|row| row.offered_at.as_millis()).collect()
    };
    let mine = tx.payments_of(AccountId::from_number(1), 3).await.unwrap();
    assert_eq!(ids(mine), [4, 3, 2]);
    assert_eq!(
        ids(tx.open_payments((t(4), t(9)), 10).await.unwrap()),
        [1, 3]
    );
    assert_eq!(ids(tx.open_payments((t(99), t(99)), 1).await.unwrap()), [1]);
    // What was looked at waits for its next turn.
    for (n, at) in [(1, 8), (3, 7)] {
        let id = PaymentId::from_number(n);
        tx.payment_looked_at(id, t(at)).await.unwrap();
    }
    let turns = tx.open_payments((t(99), t(99)), 9).await.unwrap();
    assert_eq!(ids(turns), [4, 3, 1]);
}

/// A transfer that somebody has only announced is none: whoever says every week that money comes
/// would never be cut.
async fn who_is_at_the_payment_companys_page_has_a_payment_under_way(house: &House) {
    let mut tx = town(house, 1).await;
    let (at, why) = (t(60), Refusal::Declined);
    let states = [
        (PaymentState::Offered, (1, 0)),
        (PaymentState::Waits { at }, (1, 1)),
        (PaymentState::Authorised { at }, (1, 0)),
        (PaymentState::Pending { at }, (0, 0)),
        (PaymentState::Refused { at, why }, (0, 0)),
    ];
    for (n, (state, expected)) in (1..).zip(states) {
        let row = offer(&mut tx, n).await;
        let row = PaymentRow { state, ..row };
        tx.end_payment(&row).await.unwrap();
        let open = tx.payments_under_way(row.account).await.unwrap();
        assert_eq!((open.open, open.waiting), expected, "{state:?}");
        let over = PaymentState::Refused { at, why };
        let row = PaymentRow { state: over, ..row };
        tx.end_payment(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Four times somebody is at a page and leaves it, and once a bank's money does not come.
async fn pages_that_nobody_paid_on_are_added_up(house: &House) {
    let mut tx = town(house, 1).await;
    let why = Refusal::Timeout;
    for (n, minutes, capture) in [
        (1, 30, Capture::Due),
        (2, 12, Capture::Due),
        // The processor was away, and the page stayed open.
        (3, 600, Capture::Due),
        (4, 9_000, Capture::Whole),
    ] {
        let row = offer(&mut tx, n).await;
        let at = row.offered_at + Span::minutes(minutes);
        tx.put_charge(&ChargeRow {
            payment: row.id,
            method: "card_page".into(),
            reference: format!("cs_{n}"),
            next_step: None,
            settlement: Settlement::new(capture),
            tries: 0,
            next_at: None,
        })
        .await
        .unwrap();
        let state = PaymentState::Refused { at, why };
        assert!(tx.end_payment(&PaymentRow { state, ..row }).await.unwrap());
    }
    // Nobody was at a page: the card was declined at once.
    let row = offer(&mut tx, 5).await;
    let at = row.offered_at + Span::minutes(1);
    let state = PaymentState::Refused { at, why };
    tx.end_payment(&PaymentRow { state, ..row }).await.unwrap();
    let account = AccountId::from_number(1);
    let most = Span::minutes(30);
    let end = t(0) + Span::days(30);
    for (from, until, minutes) in [
        (t(0), end, 72),
        (t(2), end, 42),
        (t(0), t(0) + Span::minutes(40), 42),
        (end, end, 0),
    ] {
        let waited = tx.waited_in_vain(account, (from, until), most).await;
        assert_eq!(
            waited.unwrap(),
            Span::minutes(minutes),
            "{from:?} {until:?}"
        );
    }
}

/// Both at once, each on an account of its own, and only one may.
async fn tries_of_one_person_over_two_accounts_are_counted_one_after_the_other(house: &House) {
    town(house, 2).await.commit().await.unwrap();
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(2));
    let mut both = tokio::task::JoinSet::new();
    for n in [1, 2] {
        let (store, start) = (house.store.clone(), std::sync::Arc::clone(&start));
        both.spawn(async move {
            start.wait().await;
            let mut tx = store.begin().await.unwrap();
            let account = AccountId::from_number(n);
            tx.card_turn(UserId::from_number(1)).await.unwrap();
            tx.lock_account(account).await.unwrap();
            let mut tried = 0;
            for n in [1, 2] {
                let account = AccountId::from_number(n);
                let found = tx.cards_tried(account, "card", t(0), 9).await.unwrap();
                tried += found.len();
            }
            if tried > 0 {
                return false;
            }
            // The other has all the time to look.
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            let row = PaymentRow {
                account,
                ..payment(n)
            };
            assert_eq!(tx.insert_payment(&row).await.unwrap(), None);
            let money = transfer(n, Book::Clearing, Book::Prepaid(account), 2000);
            tx.add_transfer(&money).await.unwrap();
            tx.commit().await.unwrap();
            true
        });
    }
    let may: Vec<bool> = both.join_all().await;
    assert_eq!(may.iter().filter(|may| **may).count(), 1);
}
