//! Meters' credit beside what was sold.

use crate::house::{House, both, t, town};
use ami_domain::code::Code;
use ami_domain::credit_check::Offset;
use ami_domain::energy::WattHours;
use ami_domain::id::{AccountId, MessageId, MeterId, TransferId};
use ami_domain::receipt::{Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Day, Span, Timestamp};
use ami_store::{CreditCount, CreditDifference, GivenRow, Reading, Tx};

both!(
    a_count_reads_back_with_and_without_a_reading,
    what_was_sent_counts_from_when_it_was_decided,
    a_credit_is_under_way_until_its_receipt_lies_before_the_reading,
    a_day_is_counted_once_with_its_differences
);

const ANA: AccountId = AccountId::from_number(1);
const METER: MeterId = MeterId::from_number(1);
const WH: fn(i64) -> WattHours = WattHours::new;

const fn day(day: i8) -> Day {
    Day {
        year: 2026,
        month: 7,
        day,
    }
}

fn count(result: &'static str, reading: Option<Reading>) -> CreditCount {
    CreditCount {
        account: ANA,
        meter: METER,
        day: day(1),
        result,
        reading,
    }
}

async fn a_count_reads_back_with_and_without_a_reading(house: &House) {
    let mut tx = town(house, 1).await;
    assert_eq!(tx.credit_count(ANA).await.unwrap(), None);
    let reading = Reading {
        at: t(9),
        counter: WH(-5),
        used: WH(7),
        used_until: t(8),
        offset: Offset {
            least: WH(-9),
            most: WH(3),
        },
    };
    for one in [count("waits", None), count("agrees", Some(reading))] {
        tx.set_credit_count(&one).await.unwrap();
        assert_eq!(tx.credit_count(ANA).await.unwrap(), Some(one));
    }
}

async fn give(tx: &mut Tx, number: u128, at: Timestamp) -> MessageId {
    let message = MessageId::from_number(number);
    let given = GivenRow {
        name: TransferId::from_number(number),
        account: ANA,
        credit: WH(1_000),
        message,
        at,
    };
    tx.insert_given(&given).await.unwrap();
    message
}

async fn what_was_sent_counts_from_when_it_was_decided(house: &House) {
    let mut tx = town(house, 1).await;
    give(&mut tx, 1, t(100)).await;
    give(&mut tx, 2, t(200)).await;
    for (at, sent) in [(99, 0), (100, 1_000), (199, 1_000), (200, 2_000)] {
        assert_eq!(tx.credited(ANA, t(at)).await.unwrap(), WH(sent), "{at}");
    }
}

async fn a_credit_is_under_way_until_its_receipt_lies_before_the_reading(house: &House) {
    let mut tx = town(house, 1).await;
    let (lag, skew) = (Span::millis(100), Span::millis(10));
    let message = give(&mut tx, 1, t(1_000)).await;
    // (reading, with a receipt at 1,050) -> under way.
    let table = [
        (980, false, false),
        (995, false, true),
        (1_050, false, true),
        (1_200, false, false),
        (995, true, true),
        (1_040, true, true),
        (1_050, true, false),
    ];
    let mut told = false;
    for (at, receipt, under_way) in table {
        if receipt && !told {
            told = true;
            tx.insert_receipt(&receipt_of(message, t(1_050)), t(1_060))
                .await
                .unwrap();
        }
        let found = tx.credit_under_way(ANA, t(at), lag, skew).await.unwrap();
        assert_eq!(found, under_way, "{at}, receipt {receipt}");
    }
}

fn receipt_of(message: MessageId, at: Timestamp) -> Receipt {
    Receipt {
        message,
        meter: METER,
        completed_at: at,
        code: Code::CREDIT_ADDED,
        outcome: Outcome::Done,
        log_seq: 1,
        supply: Supply {
            switch: Switch::On,
            limit: None,
            credit: WH(1_000),
            at,
            trip: None,
        },
        test: None,
    }
}

async fn a_day_is_counted_once_with_its_differences(house: &House) {
    let mut tx = town(house, 2).await;
    let other = AccountId::from_number(2);
    tx.set_credit_count(&count("differs", None)).await.unwrap();
    let waits = CreditCount {
        account: other,
        meter: MeterId::from_number(2),
        ..count("waits", None)
    };
    tx.set_credit_count(&waits).await.unwrap();
    let found = CreditDifference {
        day: day(1),
        account: ANA,
        meter: METER,
        since: t(3),
        at: t(4),
        counter: WH(82_000),
        expected: WH(42_000),
    };
    tx.insert_credit_difference(&found).await.unwrap();
    let again = CreditDifference {
        counter: WH(1),
        ..found
    };
    tx.insert_credit_difference(&again).await.unwrap();
    assert_eq!(
        tx.credit_differences((day(1), day(1)), 9).await.unwrap(),
        [found]
    );
    let none = tx.credit_differences((day(2), day(9)), 9).await.unwrap();
    assert_eq!(none, []);
    assert_eq!(tx.credit_day(day(1)).await.unwrap(), None);
    tx.end_credit_day(day(1), t(5)).await.unwrap();
    tx.set_credit_count(&count("agrees", None)).await.unwrap();
    tx.end_credit_day(day(1), t(6)).await.unwrap();
    let over = tx.credit_day(day(1)).await.unwrap().unwrap();
    assert_eq!((over.compared, over.waiting, over.differences), (1, 1, 1));
    assert_eq!(over.at, t(5), "once");
}
