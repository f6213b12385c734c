//! A payment whose payer is at another page keeps supply on, and nobody who never pays is supplied
//! for nothing by opening one page after the other.

use crate::house::{ACCOUNT, ANA, House};
use ami_adcs::supply::{Decided, Reduce};
use ami_domain::clearance::Hold;
use ami_domain::display::Held;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::program::Act;
use ami_domain::settlement::{Capture, Settlement};
use ami_domain::time::{Span, Timestamp};
use ami_store::{ChargeRow, PaymentRow, ZeroRow};

/// What is left at zero.
const ZERO: Reduce = Reduce::Limit(Watts::new(2_500));
const WHY: Refusal = Refusal::Timeout;

/// A payment on a page that was opened so long ago stands like this by now.
async fn page(house: &mut House, number: u128, opened: Span, state: PaymentState) {
    let at = house.now.business - opened;
    let (id, transfer) = (
        PaymentId::from_number(number),
        TransferId::from_number(number),
    );
    let row = PaymentRow {
        id,
        account: ACCOUNT,
        amount: Money::dollars(20),
        currency: "USD".into(),
        method: "card_page".into(),
        digest: [0; 32],
        offered_at: at,
        offered_by: ANA,
        state: PaymentState::Offered,
        transfer,
        event: None,
        credit: WattHours::ZERO,
        balance_after: None,
        message: None,
    };
    let mut tx = house.store.begin().await.unwrap();
    tx.add_transfer(&Transfer {
        id: transfer,
        from: Book::Clearing,
        to: Book::Prepaid(ACCOUNT),
        amount: row.amount,
        state: TransferState::Pending,
        reason: Reason::Payment(id),
        at,
    })
    .await
    .unwrap();
    assert!(tx.insert_payment(&row).await.unwrap().is_none());
    let charge = ChargeRow {
        payment: id,
        method: row.method.clone(),
        reference: format!("cs_{number}"),
        next_step: None,
        settlement: Settlement::new(Capture::Due),
        tries: 0,
        next_at: None,
    };
    tx.put_charge(&charge).await.unwrap();
    assert!(tx.end_payment(&PaymentRow { state, ..row }).await.unwrap());
    tx.commit().await.unwrap();
}

/// Nobody has paid on it: it was open for half an hour.
async fn left(house: &mut House, number: u128, opened: Span) {
    let at = house.now.business - opened + Span::minutes(30);
    page(
        house,
        number,
        opened,
        PaymentState::Refused { at, why: WHY },
    )
    .await;
}

/// A home that is at zero since then.
async fn at_zero(ago: Span) -> House {
    let mut house = House::with(Money::dollars(5)).await;
    house.gets(-Money::dollars(5)).await;
    let row = ZeroRow {
        since: house.now.business - ago,
        act: Act::Limit,
        done: false,
        held: Some(Held::Pending),
        next_at: house.now.business,
        not_before: None,
    };
    let mut tx = house.store.begin().await.unwrap();
    tx.set_zero(ACCOUNT, &row).await.unwrap();
    tx.commit().await.unwrap();
    house
}

fn waits(at: Timestamp) -> PaymentState {
    PaymentState::Waits { at }
}

#[tokio::test]
async fn one_page_after_the_other_keeps_supply_on_for_two_hours_and_no_longer() {
    let mut house = at_zero(Span::hours(9)).await;
    let now = house.now.business;
    let held = Decided::Held(vec![Hold::Payment]);
    for n in 1..=3 {
        left(&mut house, n, Span::hours(8) - Span::hours(n as i64)).await;
    }
    page(&mut house, 9, Span::minutes(1), waits(now)).await;
    assert_eq!(house.reduce(ZERO).await, held, "an hour and a half in vain");
    left(&mut house, 4, Span::hours(4)).await;
    let decided = house.reduce(ZERO).await;
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
}

#[tokio::test]
async fn whoever_pays_in_the_last_minute_is_not_cut_whatever_was_before() {
    let mut house = at_zero(Span::hours(9)).await;
    let (now, held) = (house.now.business, Decided::Held(vec![Hold::Payment]));
    for n in 1..=8 {
        left(&mut house, n, Span::hours(9) - Span::minutes(31 * n as i64)).await;
    }
    // The processor is being asked, and then it holds the money.
    page(&mut house, 20, Span::ZERO, PaymentState::Offered).await;
    assert_eq!(house.reduce(ZERO).await, held);
    let mut tx = house.store.begin().await.unwrap();
    let row = tx.payment(PaymentId::from_number(20)).await.unwrap();
    let state = PaymentState::Authorised { at: now };
    let row = row.map(|row| PaymentRow { state, ..row }).unwrap();
    assert!(tx.end_payment(&row).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(house.reduce(ZERO).await, held);
}

#[tokio::test]
async fn it_is_counted_anew_once_money_came_in_and_not_from_before_zero_or_last_week() {
    let held = Decided::Held(vec![Hold::Payment]);
    for (zero, ago, paid) in [
        (Span::hours(9), Span::hours(8), true),
        // Whoever still had something left took nothing for nothing.
        (Span::hours(1), Span::hours(8), false),
        (Span::days(30), Span::days(9), false),
    ] {
        let mut house = at_zero(zero).await;
        let now = house.now.business;
        for n in 1..=4 {
            left(&mut house, n, ago - Span::minutes(31 * n as i64)).await;
        }
        if paid {
            let by = TransferId::from_number(7);
            let state = PaymentState::Applied { at: now, by };
            page(&mut house, 7, Span::minutes(2), state).await;
        }
        page(&mut house, 9, Span::minutes(1), waits(now)).await;
        assert_eq!(house.reduce(ZERO).await, held, "{zero:?} {ago:?}");
    }
}
