//! An event's figures from what is behind them: its use, its prices, and the entries of its own
//! book and of its payer's.

use crate::event::{EVENT, booked, carry_on, entries, over, used};
use crate::house::{ACCOUNT, House, METER};
use crate::rate::comes;
use ami_adcs::lineage::tariff_at;
use ami_domain::event::EventState;
use ami_domain::explain::{Bundle, EventSubject, LineageId, Subject, differences_of};
use ami_domain::id::AccountId;
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::tariff::Entitled;
use ami_domain::time::{Day, Span};

const NONE: [&str; 0] = [];

/// The bundle as another machine reads it; it must agree.
async fn explained(house: &House, lineage: LineageId) -> EventSubject {
    let bundle = house.css.explain(lineage).await.unwrap().unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    let bundle: Bundle = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle.lineage, lineage);
    assert_eq!(differences_of(&bundle.differences()), NONE);
    match bundle.subject {
        Subject::Event(event) => *event,
        other => panic!("an event is explained by an event, not by {other:?}"),
    }
}

async fn event(house: &House) -> EventSubject {
    explained(house, LineageId::Event(EVENT)).await
}

#[tokio::test]
async fn an_event_comes_again_from_its_bundle_at_each_of_its_hours() {
    // Tax, riders and steps of prices, and more use than was paid for.
    let house = booked("example-flat", 3, 10).await;
    let before = event(&house).await;
    assert_eq!(
        (before.charges.len(), before.said.left),
        (0, Money::dollars(10))
    );
    assert_eq!(before.paid(), Money::dollars(10));
    let bought = before.bought.unwrap();
    assert!(bought.said.get() > 0 && bought.grounds.after == Money::dollars(10));
    for n in 0..3 {
        house.pass(Span::hours(1));
        comes(&house, &[used(n, 30_000)]).await;
        let row = carry_on(&house).await;
        let now = event(&house).await;
        assert_eq!(now.charges.len(), usize::try_from(n).unwrap() + 1);
        assert_eq!(
            (now.said.own, now.said.over),
            (row.used_money, row.over_money)
        );
    }
    let last = event(&house).await;
    assert!(last.said.over.is_positive(), "its payer paid on top");
    let both = |charge: &&ami_domain::explain::EventCharge| {
        charge.own.is_positive() && charge.over.is_positive()
    };
    assert!(
        last.charges.iter().any(|charge| both(&charge)),
        "one hour is shared"
    );
}

#[tokio::test]
async fn what_went_back_and_what_was_charged_again_is_in_the_bundle_of_an_event() {
    let house = over().await;
    assert_eq!(event(&house).await.said.returned, Money::dollars(7));
    comes(&house, &[used(1, 1_000)]).await;
    // Between the reading and the charge nothing is wrong, and it is said that it comes.
    let between = event(&house).await;
    assert!(
        between
            .charges
            .iter()
            .any(|one| one.start >= between.charged_until)
    );
    carry_on(&house).await;
    let row = carry_on(&house).await;
    let after = event(&house).await;
    assert_eq!(
        (after.said.own, after.said.returned),
        (row.used_money, row.returned)
    );
    assert_eq!(
        after.moves.len(),
        3,
        "the payment, and money went back twice"
    );
    comes(&house, &[used(1, 10_000)]).await;
    carry_on(&house).await;
    let more = event(&house).await;
    assert!(
        more.said.over.is_positive(),
        "the money has gone back, so its payer pays"
    );
}

#[tokio::test]
async fn an_hour_that_an_older_event_never_charged_is_named_and_no_alarm() {
    let house = booked("demo-flat", 3, 10).await;
    house.pass(Span::hours(4));
    comes(&house, &[used(0, 4_000), used(2, 4_000)]).await;
    carry_on(&house).await;
    house.pass(Span::days(3));
    let row = carry_on(&house).await;
    assert_eq!(row.state, EventState::Settled);
    // As it was once: what came later was kept, and nothing was charged anew.
    let mut tx = house.css.store.begin().await.unwrap();
    tx.put_intervals(METER, Span::hours(1), &[used(1, 4_000)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = event(&house).await;
    assert_eq!(told.never_charged.len(), 1);
    assert_eq!(told.never_charged[0].energy.get(), 4_000);
    assert_eq!(told.said.used, row.used);
    // Once it is charged it is a reading like any other.
    comes(&house, &[used(1, 5_000)]).await;
    carry_on(&house).await;
    let charged = event(&house).await;
    assert_eq!((charged.never_charged.len(), charged.history.len()), (0, 3));
}

#[tokio::test]
async fn each_entry_of_an_event_in_the_books_of_its_payer_leads_to_the_event() {
    let house = booked("example-flat", 3, 10).await;
    house.pass(Span::hours(4));
    comes(&house, &[used(0, 60_000), used(1, 60_000), used(2, 10)]).await;
    carry_on(&house).await;
    let mut seen = 0;
    for book in [Book::Prepaid(ACCOUNT), Book::Event(EVENT)] {
        for entry in entries(&house, book).await {
            if !matches!(
                entry.reason,
                Reason::EventUsage { .. } | Reason::EventReturn(_)
            ) {
                continue;
            }
            let whole = explained(&house, LineageId::Entry(entry.id)).await;
            assert!(whole.has(entry.id));
            seen += 1;
        }
    }
    assert!(seen > 4, "{seen}");
}

#[tokio::test]
async fn who_pays_at_anothers_home_neither_uses_nor_sees_a_medical_need() {
    let house = booked("example-tou-baseline", 3, 10).await;
    let mut tx = house.css.store.begin().await.unwrap();
    let site = tx.account(ACCOUNT).await.unwrap().unwrap();
    let day = |day| Day::from_text(day).unwrap();
    for (from, medical) in [(day("2026-01-01"), false), (day("2026-01-09"), true)] {
        let entitled = Entitled {
            from,
            region: "5".into(),
            medical,
        };
        tx.set_entitled(ACCOUNT, &entitled).await.unwrap();
    }
    let terms = &house.css.terms;
    let own = tariff_at(&mut tx, terms, &site, ACCOUNT).await.unwrap();
    let guest = AccountId::from_number(99);
    let guest = tariff_at(&mut tx, terms, &site, guest).await.unwrap();
    let region = Entitled {
        from: day("2026-01-01"),
        region: "5".into(),
        medical: false,
    };
    assert_eq!(guest, terms.tariffs[&site.tariff].for_home(&[region]));
    assert_ne!(
        own, guest,
        "the allowance, and the day since when it is had"
    );
    tx.commit().await.unwrap();
}
