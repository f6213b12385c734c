//! The regulator's report over more than one page, and what a warning promises.

use crate::house::{ACCOUNT, HOUR, House, midnight, noon, zone};
use ami_css::CssError;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::regulator::{Figure, Line};
use ami_domain::time::{Day, Span, Timestamp, Window};
use ami_store::Tx;

/// Accounts, and texts to each of them on one day: more than a page of them.
const ACCOUNTS: u128 = 12;
const TEXTS: u128 = 90;

fn july(day: i8) -> Day {
    Day {
        year: 2026,
        month: 7,
        day,
    }
}

async fn text(tx: &mut Tx, account: AccountId, number: u128, at: Timestamp) {
    let notice = Notice {
        id: AlertId::from_number(number),
        importance: Importance::Notice,
        text: Bilingual {
            en: "x".into(),
            es: "x".into(),
        },
        valid: Window {
            start: at,
            end: at + HOUR,
        },
        confirm: false,
        figures: false,
    };
    assert!(tx.insert_notice(&notice, "all", at).await.unwrap());
    let message = MessageId::from_number(number);
    assert!(
        tx.deliver_notice(notice.id, account, message)
            .await
            .unwrap()
    );
    tx.notice_at_meter(message, at + Span::seconds(3))
        .await
        .unwrap();
}

fn value(lines: &[Line], figure: Figure, group: &str, part: &str) -> Option<u64> {
    let is = |line: &&Line| (line.figure, line.group, line.part) == (figure, group, part);
    lines.iter().find(is).and_then(|line| line.value.said())
}

#[tokio::test]
async fn every_text_is_counted_once_over_pages_and_days() {
    let house = House::at(midnight(7, 10)).await;
    let mut tx = house.css.store.begin().await.unwrap();
    for account in 0..ACCOUNTS {
        let id = AccountId::from_number(0x100 + account);
        let meter = MeterId::from_number(0x200 + account);
        house.home(&mut tx, id, meter, "demo-flat").await;
        for number in 0..TEXTS {
            // Many of them at the same moment, on both sides of a page's end.
            let at = midnight(7, 3) + Span::minutes(i64::try_from(number / 30).unwrap());
            text(&mut tx, id, account * TEXTS + number + 1, at).await;
        }
        // The last moment of a day, and the first of the next.
        let last = midnight(7, 5) - Span::millis(1);
        text(&mut tx, id, 0xa000 + account, last).await;
        text(&mut tx, id, 0xb000 + account, last + Span::millis(1)).await;
    }
    tx.commit().await.unwrap();
    let now = house.clock.now();
    let report = house
        .css
        .regulator_report(now, july(1), july(5))
        .await
        .unwrap();
    assert_eq!(report.zone.name(), zone().name());
    let of = |part| value(&report.lines, Figure::AlertToMeter, "other", part);
    let all = u64::try_from(ACCOUNTS * (TEXTS + 1)).unwrap();
    assert_eq!((of("issued"), of("arrived")), (Some(all), Some(all)));
    assert_eq!((of("p50"), of("max")), (Some(3_000), Some(3_000)));
    let next = house
        .css
        .regulator_report(now, july(5), july(6))
        .await
        .unwrap();
    let of = |part| value(&next.lines, Figure::AlertToMeter, "other", part);
    assert_eq!(of("issued"), Some(u64::try_from(ACCOUNTS).unwrap()));
    // No display has shown any of them.
    let shown = |part| value(&next.lines, Figure::AlertToDisplay, "other", part);
    assert_eq!((shown("arrived"), shown("max")), (Some(0), None));
}

#[tokio::test]
async fn a_span_without_a_day_or_of_more_than_a_year_is_refused() {
    let house = House::at(noon()).await;
    let now = house.clock.now();
    let (first, february) = (
        july(1),
        Day {
            month: 2,
            ..july(30)
        },
    );
    for (from, until) in [
        (first, first),
        (first.plus(1), first),
        (first.plus(-367), first),
        (february, first),
    ] {
        let refused = house.css.regulator_report(now, from, until).await;
        let wrong = matches!(refused, Err(CssError::WindowTooLong { .. }));
        assert!(wrong, "{from} {until}: {refused:?}");
    }
    let year = house
        .css
        .regulator_report(now, first.plus(-366), first)
        .await;
    year.unwrap();
}

#[tokio::test]
async fn a_warning_of_low_balance_keeps_by_when_it_says_that_it_is_used_up() {
    let card = SandboxCard::in_memory();
    let house = House::with(noon(), Money::dollars(3), card).await;
    // 500 W all day: $3 at 25 cents last for a day.
    let first = noon() - Span::days(30);
    house.used(first, &[500; 30 * 24]).await;
    let mut tx = house.css.store.begin().await.unwrap();
    tx.watch(ACCOUNT, noon(), false).await.unwrap();
    tx.commit().await.unwrap();
    house
        .css
        .watch(&house.clock, &mut Seeded::new(5))
        .await
        .unwrap();
    let mut tx = house.css.store.read().await.unwrap();
    let day = Window {
        start: noon(),
        end: noon() + HOUR,
    };
    let told = tx.texts_in(day, None, Span::ZERO, 9).await.unwrap();
    let low: Vec<_> = told
        .iter()
        .filter(|one| one.audience == "low_balance")
        .collect();
    assert_eq!(low.len(), 1, "{told:?}");
    let until = low[0].promised_until.unwrap();
    let left = until.since(noon());
    assert!(left >= Span::hours(23) && left < Span::days(4), "{left:?}");
    assert!(
        told.iter()
            .all(|one| one.audience == "low_balance" || one.promised_until.is_none())
    );
}
