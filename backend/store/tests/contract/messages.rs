//! Receipts, journal, outbox, inbox, notices and the feed.

use crate::house::{House, both, t, town};
use ami_domain::code::Code;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{AccountId, AlertId, GatewayId, MessageId, MeterId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::receipt::{MeterRefusal, Outcome, Receipt, Supply, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{JournalRow, StoreError, Told, Tx, limits};

both!(
    fr15_the_first_receipt_is_kept,
    fr05_the_journal_comes_newest_first,
    what_is_put_out_stays_until_it_is_deleted,
    the_second_copy_of_a_message_is_known,
    fr11_a_notice_is_delivered_shown_and_confirmed_once,
    a_warning_is_no_older_than_its_text_whatever_a_meters_clock_says,
    what_was_told_before_there_was_enough_is_no_notice_of_a_cut,
    the_feed_tells_every_listener_since_its_time,
);

/// The receipt for message `n` by meter 1, complete at this time.
pub(crate) fn receipt(n: u128, completed: i64) -> Receipt {
    Receipt {
        message: MessageId::from_number(n),
        meter: MeterId::from_number(1),
        completed_at: t(completed),
        code: Code::CREDIT_ADDED,
        outcome: Outcome::Done,
        log_seq: 12,
        supply: Supply {
            switch: Switch::On,
            limit: Some(Watts::new(900)),
            credit: WattHours::kilo(133),
            at: t(completed),
            trip: None,
        },
        test: None,
    }
}

async fn fr15_the_first_receipt_is_kept(house: &House) {
    let mut tx = town(house, 1).await;
    let one = receipt(1, 10);
    assert!(tx.insert_receipt(&one, t(11)).await.unwrap());
    assert!(!tx.insert_receipt(&receipt(1, 99), t(99)).await.unwrap());
    assert_eq!(tx.receipt(one.message).await.unwrap(), Some(one));
    use MeterRefusal::{Expired, Full, NotSupported, OldEpoch, OtherMeter, Stale};
    let mut all = vec![one];
    let refusals = [Expired, Stale, OtherMeter, OldEpoch, NotSupported, Full];
    for (n, why) in (2..).zip(refusals) {
        let mut refused = receipt(n, 20);
        refused.outcome = Outcome::Refused(why);
        refused.supply.limit = None;
        let at = t(20 + n as i64);
        assert!(tx.insert_receipt(&refused, at).await.unwrap());
        all.insert(0, refused);
    }
    let read = tx.receipts_of(one.meter, 10).await.unwrap();
    assert_eq!(read, all);
    assert_eq!(tx.receipt(MessageId::from_number(99)).await.unwrap(), None);
    // A number beyond what is stored is held at the end and does not panic.
    let mut strange = receipt(50, 1);
    strange.log_seq = u64::MAX;
    tx.insert_receipt(&strange, t(1)).await.unwrap();
    let kept = tx.receipt(strange.message).await.unwrap().unwrap();
    assert_eq!(kept.log_seq, i64::MAX as u64);
    let mut stranger = receipt(51, 1);
    stranger.meter = MeterId::from_number(9);
    let refused = tx.insert_receipt(&stranger, t(1)).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
}

async fn fr05_the_journal_comes_newest_first(house: &House) {
    let mut tx = town(house, 2).await;
    let row = |n: i64, meter: u128, detail: &str| JournalRow {
        seq: 0,
        at: t(n),
        meter: MeterId::from_number(meter),
        down: n % 2 == 0,
        code: Code::BALANCE_UPDATE,
        message: (n == 1).then_some(MessageId::from_number(1)),
        detail: detail.to_owned(),
    };
    let long = "ñ".repeat(limits::DETAIL_CHARS_MAX + 5);
    tx.journal(&row(1, 1, "a\0b")).await.unwrap();
    tx.journal(&row(2, 2, "other")).await.unwrap();
    tx.journal(&row(3, 1, &long)).await.unwrap();
    let read = tx.journal_of(MeterId::from_number(1), 10).await.unwrap();
    assert_eq!(read.len(), 2);
    assert!(read[0].seq > read[1].seq);
    assert_eq!(read[0].detail.chars().count(), limits::DETAIL_CHARS_MAX);
    let first = JournalRow {
        seq: read[1].seq,
        ..row(1, 1, "a\u{fffd}b")
    };
    assert_eq!(read[1], first);
    assert_eq!(
        tx.journal_of(MeterId::from_number(1), 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn what_is_put_out_stays_until_it_is_deleted(house: &House) {
    let mut tx = house.store.begin().await.unwrap();
    for n in 0..3_u8 {
        tx.put_outbox(&format!("topic/{n}"), &[n, 0, 255])
            .await
            .unwrap();
    }
    let rows = tx.outbox(2).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[0].topic.as_str(), rows[0].payload.as_slice()),
        ("topic/0", &[0, 0, 255][..])
    );
    let many: Vec<i64> = rows.iter().map(|row| row.id).chain(1_000..1_500).collect();
    tx.delete_outbox(&many).await.unwrap();
    tx.delete_outbox(&[]).await.unwrap();
    let rest = tx.outbox(10).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].topic, "topic/2");
}

async fn the_second_copy_of_a_message_is_known(house: &House) {
    let mut tx = town(house, 1).await;
    let (one, gateway) = (MessageId::from_number(1), GatewayId::from_number(1));
    assert!(tx.received(one, gateway, t(5)).await.unwrap());
    assert!(!tx.received(one, gateway, t(6)).await.unwrap());
    assert_eq!(tx.forget_received_before(t(5)).await.unwrap(), 0);
    assert_eq!(tx.forget_received_before(t(6)).await.unwrap(), 1);
    assert!(tx.received(one, gateway, t(7)).await.unwrap());
}

async fn fr11_a_notice_is_delivered_shown_and_confirmed_once(house: &House) {
    let mut tx = town(house, 1).await;
    let notice = |n: u128| Notice {
        id: AlertId::from_number(n),
        importance: Importance::Emergency,
        text: Bilingual {
            en: "Storm".into(),
            es: "Tormenta: quédese en casa".into(),
        },
        valid: Window::new(t(1), t(9)).unwrap(),
        confirm: true,
        figures: false,
    };
    let (one, two) = (notice(1), notice(2));
    assert!(tx.insert_notice(&one, "all", t(1)).await.unwrap());
    assert!(!tx.insert_notice(&one, "all", t(2)).await.unwrap());
    assert!(tx.insert_notice(&two, "all", t(3)).await.unwrap());
    assert_eq!(tx.notice(one.id).await.unwrap(), Some(one.clone()));
    let home = AccountId::from_number(1);
    let message = MessageId::from_number;
    assert!(
        !tx.confirm_notice(one.id, home, t(4), None).await.unwrap(),
        "not delivered"
    );
    assert!(tx.deliver_notice(one.id, home, message(1)).await.unwrap());
    assert!(!tx.deliver_notice(one.id, home, message(9)).await.unwrap());
    assert!(tx.deliver_notice(two.id, home, message(2)).await.unwrap());
    assert!(tx.notice_at_meter(message(1), t(5)).await.unwrap());
    assert!(!tx.notice_at_meter(message(1), t(6)).await.unwrap());
    assert!(tx.confirm_notice(one.id, home, t(7), None).await.unwrap());
    assert!(!tx.confirm_notice(one.id, home, t(8), None).await.unwrap());
    let mine = tx.notices_of(home, 10).await.unwrap();
    assert_eq!(mine, vec![(two, None, None), (one, Some(t(5)), Some(t(7)))]);
    let unknown = tx
        .deliver_notice(AlertId::from_number(9), home, message(3))
        .await;
    assert!(matches!(unknown, Err(StoreError::Missing { .. })));
}

/// Tells account 1 of a low balance at this moment, in message `n`.
async fn warned(tx: &mut Tx, n: u128, at: Timestamp) {
    let notice = Notice {
        id: AlertId::from_number(n),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Low".into(),
            es: "Bajo".into(),
        },
        valid: Window::new(at, at + Span::days(1)).unwrap(),
        confirm: true,
        figures: false,
    };
    let home = AccountId::from_number(1);
    assert!(tx.insert_notice(&notice, "low_balance", at).await.unwrap());
    let message = MessageId::from_number(n);
    assert!(tx.deliver_notice(notice.id, home, message).await.unwrap());
}

async fn a_warning_is_no_older_than_its_text_whatever_a_meters_clock_says(house: &House) {
    let mut tx = town(house, 1).await;
    let home = AccountId::from_number(1);
    warned(&mut tx, 1, t(100)).await;
    // Two days before it was written.
    let behind = t(100) - Span::days(2);
    assert!(
        tx.notice_at_meter(MessageId::from_number(1), behind)
            .await
            .unwrap()
    );
    assert_eq!(tx.told(home).await.unwrap().warned_at, Some(t(100)));
}

async fn what_was_told_before_there_was_enough_is_no_notice_of_a_cut(house: &House) {
    let mut tx = town(house, 1).await;
    let home = AccountId::from_number(1);
    for (n, at) in [(1, t(100)), (2, t(200)), (3, t(300))] {
        warned(&mut tx, n, at).await;
        assert!(
            tx.notice_at_meter(MessageId::from_number(n), at)
                .await
                .unwrap()
        );
    }
    let counts = |told: Told| (told.warned_at, told.notices);
    assert_eq!(counts(tx.told(home).await.unwrap()), (Some(t(100)), 3));
    tx.has_enough(home, t(200)).await.unwrap();
    assert_eq!(counts(tx.told(home).await.unwrap()), (Some(t(300)), 1));
    // A clock that went back makes nothing count again.
    tx.has_enough(home, t(50)).await.unwrap();
    assert_eq!(counts(tx.told(home).await.unwrap()), (Some(t(300)), 1));
}

async fn the_feed_tells_every_listener_since_its_time(house: &House) {
    let mut tx = town(house, 2).await;
    let home = AccountId::from_number;
    tx.tell(home(1), "balance", t(10)).await.unwrap();
    tx.tell(home(2), "supply", t(20)).await.unwrap();
    tx.tell(home(1), "payment", t(20)).await.unwrap();
    let told = tx.told_since(t(20), 10).await.unwrap();
    let words: Vec<_> = told
        .iter()
        .map(|(_, id, word)| (*id, word.as_str()))
        .collect();
    assert_eq!(words, vec![(home(2), "supply"), (home(1), "payment")]);
    assert!(told[0].0 < told[1].0);
    assert_eq!(tx.forget_told_before(t(20)).await.unwrap(), 1);
    assert_eq!(tx.told_since(t(0), 1).await.unwrap().len(), 1);
}
