//! What a text to a customer named comes again as it stood then, whatever has happened since.

use crate::house::{ACCOUNT, House, METER, noon, offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::energy::WattHours;
use ami_domain::explain::{AlertSubject, Bundle, LineageId, Subject, differences_of};
use ami_domain::grant::Purpose;
use ami_domain::id::AlertId;
use ami_domain::ledger::Book;
use ami_domain::message::Notice;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_mdms::intake;

const NONE: [&str; 0] = [];

async fn newest(house: &House) -> Notice {
    let mut tx = house.css.store.read().await.unwrap();
    let all = tx.notices_of(ACCOUNT, 1).await.unwrap();
    all.into_iter().next().expect("the customer is told").0
}

async fn watch(house: &House) {
    let (css, clock) = (&house.css, &house.clock);
    css.watch(clock, &mut Seeded::new(3)).await.unwrap();
}

/// The bundle as another machine reads it; it must agree.
async fn explained(house: &House, alert: AlertId) -> AlertSubject {
    let lineage = LineageId::Alert(alert);
    assert_eq!(house.css.figure_of(lineage).await.unwrap(), Some(ACCOUNT));
    let bundle = house.css.explain(lineage).await.unwrap().unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    let bundle: Bundle = serde_json::from_str(&text).unwrap();
    assert_eq!(differences_of(&bundle.differences()), NONE);
    match bundle.subject {
        Subject::Alert(alert) => *alert,
        other => panic!("a text is explained by a text, not by {other:?}"),
    }
}

#[tokio::test]
async fn the_balance_that_a_warning_named_is_explained_as_it_stood_then() {
    let house = House::at(noon()).await;
    // $20 are gone, and some more.
    house.uses(84_000).await;
    watch(&house).await;
    let notice = newest(&house).await;
    assert!(notice.figures, "the display knows it, too");
    let told = house.balance().await;
    let first = explained(&house, notice.id).await;
    assert_eq!((first.balance(), first.text.clone()), (told, notice.text));
    assert!(!first.entries.is_empty() && !first.history.is_empty());
    assert!(first.grounds.remaining.is_some());
    // What is paid and used since is not behind it.
    house.pass(Span::seconds(10));
    house.pay(9, &offer(60, "tok_approve")).await.unwrap();
    house.uses(2_000).await;
    let later = explained(&house, notice.id).await;
    assert_ne!(house.balance().await, told);
    assert_eq!(later, first);
    // A corrected reading charges that time anew: it is said so, and nothing is called wrong.
    let hour = first.history.iter().rev().find(|one| one.energy.get() > 0);
    let hour = *hour.unwrap();
    let row = (hour.start, WattHours::new(1_000), false);
    let mut tx = house.css.store.begin().await.unwrap();
    let now = house.clock.now().business;
    intake::intervals(&mut tx, now, METER, hour.length, &[row])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.charge().await.unwrap();
    let corrected = explained(&house, notice.id).await;
    assert!(corrected.entries.is_empty() && corrected.history.is_empty());
    assert_eq!(corrected.balance(), told);
}

#[tokio::test]
async fn an_amount_in_a_text_leads_to_what_explains_it() {
    let house = House::at(noon()).await;
    house
        .grant(&house.help(1, Purpose::Energy, 10, 30))
        .await
        .unwrap();
    let help = newest(&house).await;
    let told = explained(&house, help.id).await;
    assert_eq!(told.grounds.about, Some(LineageId::Books(ACCOUNT)));
    assert_eq!(told.grounds.help, Money::dollars(10));
    let mut tx = house.css.store.read().await.unwrap();
    let own = tx.balance(Book::Prepaid(ACCOUNT)).await.unwrap();
    drop(tx);
    assert_eq!(told.grounds.balance, own + Money::dollars(10));
}
