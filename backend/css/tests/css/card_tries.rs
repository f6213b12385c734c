//! Nobody finds out here which of many cards are good, and everybody else goes on paying.

use crate::house::{ACCOUNT, ANA, House, noon, offer};
use ami_css::pay_link::LinkWish;
use ami_css::payment_method::{Answer, Charge, Known, PaymentMethod, Verdict};
use ami_css::save_card::CardError;
use ami_css::{CssError, Offer};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{AccountId, MeterId, PaymentId, UserId};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::Span;
use ami_store::Person;
use std::sync::Arc;

/// How long until the next card may be tried; `None` when it was.
async fn waits(house: &House, id: u128, token: &str) -> Option<Span> {
    match house.pay(id, &offer(10, token)).await {
        Ok(_) => None,
        Err(CssError::Card(CardError::TooMany { wait })) => Some(wait),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn after_five_refused_cards_in_an_hour_no_more_are_tried_until_the_first_is_an_hour_old() {
    let house = House::at(noon()).await;
    for id in 1..=5 {
        assert_eq!(waits(&house, id, "tok_decline").await, None, "{id}");
        house.pass(Span::minutes(4));
    }
    // Not even a good one: that is what the answer would tell.
    let wait = waits(&house, 6, "tok_approve").await;
    assert_eq!(wait, Some(Span::minutes(40)));
    assert_eq!(house.card.approved(), 0);
    // What was asked before is answered as before.
    assert_eq!(waits(&house, 5, "tok_decline").await, None);
    house.pass(Span::minutes(40));
    assert_eq!(waits(&house, 7, "tok_approve").await, None);
    assert_eq!(house.balance().await, Money::dollars(30));
}

#[tokio::test]
async fn slow_tries_are_counted_by_the_day() {
    let house = House::at(noon()).await;
    let mut tried = 0;
    for id in 1..=48 {
        tried += u32::from(waits(&house, id, "tok_decline").await.is_none());
        house.pass(Span::minutes(29));
    }
    assert_eq!(tried, 12);
}

#[tokio::test]
async fn good_cards_and_tries_that_the_processor_has_not_answered_block_nobody() {
    let house = House::at(noon()).await;
    for id in 1..=8 {
        assert_eq!(waits(&house, id, "tok_approve").await, None, "{id}");
    }
    for id in 11..=18 {
        // A timeout says nothing of the card.
        assert_eq!(waits(&house, id, "tok_timeout").await, None, "{id}");
    }
}

#[tokio::test]
async fn many_cards_at_once_are_no_way_around_it() {
    let house = Arc::new(House::at(noon()).await);
    let mut all = tokio::task::JoinSet::new();
    for id in 1..=30 {
        let house = Arc::clone(&house);
        all.spawn(async move { waits(&house, id, "tok_decline").await.is_none() });
    }
    let tried = all.join_all().await.into_iter().filter(|tried| *tried);
    assert_eq!(tried.count(), 5);
}

/// Another way than a card.
#[derive(Debug)]
struct Bank;

impl PaymentMethod for Bank {
    fn name(&self) -> &'static str {
        "bank"
    }
    fn charge<'a>(&'a self, _: Charge<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
    fn cancel<'a>(&'a self, _: Known<'a>) -> Answer<'a, Verdict> {
        Box::pin(async { Verdict::Approved })
    }
}

#[tokio::test]
async fn whoever_has_tried_too_many_cards_still_pays_in_every_other_way() {
    let mut house = House::at(noon()).await;
    house.css.methods.push(Arc::new(Bank));
    for id in 1..=5 {
        waits(&house, id, "tok_decline").await;
    }
    assert!(waits(&house, 6, "tok_approve").await.is_some());
    let bank = Offer {
        method: "bank".into(),
        ..offer(10, "tok_approve")
    };
    house.pay(7, &bank).await.unwrap();
    // Somebody else pays through a link, where tries are counted by the link.
    let (now, mut chance) = (house.clock.now(), Seeded::new(1));
    let wish = LinkWish {
        own: false,
        nickname: "Home".into(),
        amount: None,
        days: 3,
    };
    let css = &house.css;
    let made = css.make_link(now, &mut chance, ANA, ACCOUNT, &wish, [7; 32]);
    let link = made.await.unwrap();
    for (id, token) in [(8, "tok_decline"), (9, "tok_approve")] {
        let (offer, id) = (offer(10, token), PaymentId::from_number(id));
        let paid = css.pay_through(&house.clock, &mut chance, &link, id, &offer);
        paid.await.unwrap();
    }
    assert_eq!(house.balance().await, Money::dollars(40));
    // And what a stranger's cards do there does not count against the customer.
    house.pass(Span::minutes(61));
    for id in 20..=25 {
        let (offer, id) = (offer(10, "tok_decline"), PaymentId::from_number(id));
        let paid = css.pay_through(&house.clock, &mut chance, &link, id, &offer);
        paid.await.unwrap();
    }
    assert_eq!(waits(&house, 30, "tok_approve").await, None);
}

#[tokio::test]
async fn who_has_many_accounts_tries_no_more_cards_than_who_has_one() {
    let house = House::at(noon()).await;
    let (second, by) = (AccountId::from_number(60), UserId::from_number(99));
    let mut tx = house.css.store.begin().await.unwrap();
    let desk = Person {
        id: by,
        login: "rosa".into(),
        name: "Rosa".into(),
        role: Role::Representative,
        locale: "en-US".into(),
        password_hash: String::new(),
        active: true,
    };
    tx.insert_person(&desk).await.unwrap();
    house
        .home(&mut tx, second, MeterId::from_number(61), "demo-flat")
        .await;
    tx.commit().await.unwrap();
    for id in 1..=5 {
        assert_eq!(waits(&house, id, "tok_decline").await, None, "{id}");
        house.pass(Span::minutes(4));
    }
    let (css, mut chance) = (&house.css, Seeded::new(2));
    let id = PaymentId::from_number(6);
    let offered = offer(10, "tok_approve");
    let other = css.pay(&house.clock, &mut chance, ANA, second, id, &offered);
    let refused = other.await.unwrap_err();
    let wait = Span::minutes(40);
    let too_many =
        matches!(refused, CssError::Card(CardError::TooMany { wait: left }) if left == wait);
    assert!(too_many, "{refused}");
    // Whoever answers the telephone pays for many, and is not her.
    let id = PaymentId::from_number(7);
    let paid = css.pay(&house.clock, &mut chance, by, second, id, &offered);
    paid.await.unwrap();
}
