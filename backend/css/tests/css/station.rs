//! Payments at a pay station (BR-03): at once, within the float, and once.

use crate::house::{ACCOUNT, House, noon};
use crate::left::person;
use ami_css::CssError;
use ami_css::agent::AgentWish;
use ami_css::enrol::EnrolError;
use ami_css::station::{StationError, StationPayment, StationWish};
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::{AgentId, PaymentId, TransferId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::station::Part;
use ami_domain::time::Span;
use std::sync::Arc;

const CORNER: AgentId = AgentId::from_number(0xa9);
const MARKET: AgentId = AgentId::from_number(0xaa);

async fn house(float: i64) -> House {
    let house = House::at(noon()).await;
    for (id, name) in [(CORNER, "Corner"), (MARKET, "Market")] {
        let wish = AgentWish {
            name: name.into(),
            zone: "America/Los_Angeles".into(),
            float_max: Money::dollars(float),
            active: true,
        };
        let kept = house.css.set_agent(house.clock.now(), id, &wish).await;
        kept.unwrap();
    }
    house
}

fn wish(id: u128, dollars: i64) -> StationWish {
    StationWish {
        payment: PaymentId::from_number(id),
        account: ACCOUNT.to_string(),
        // Her only name is Ana.
        check: "a".into(),
        amount: Money::dollars(dollars),
    }
}

async fn pay(
    house: &House,
    agent: AgentId,
    wish: &StationWish,
) -> Result<StationPayment, CssError> {
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    house
        .css
        .station_pay(house.clock.now(), &mut chance, agent, wish)
        .await
}

async fn book(house: &House, book: Book) -> Money {
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), vec![]);
    tx.balance(book).await.unwrap()
}

#[tokio::test]
async fn br03_a_stations_payment_is_credit_on_its_way_in_one_commit() {
    let house = house(500).await;
    let paid = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    assert_eq!(paid.row.state.word(), "applied");
    assert_eq!(paid.name, "A***");
    assert_eq!(paid.parts, [(Part::Balance, Money::dollars(25))]);
    let way = paid.delivery.unwrap();
    assert_eq!((way.confirmed_at, way.refused), (None, false));
    assert_eq!(house.credits().await.len(), 1);
    assert_eq!(house.balance().await, Money::dollars(45));
    assert_eq!(book(&house, Book::Agent(CORNER)).await, Money::dollars(-25));
    // Whose it is, and nobody else's to see.
    let id = PaymentId::from_number(1);
    let seen = house.css.station_payment(CORNER, id).await.unwrap();
    assert_eq!(seen, Some(paid));
    let other = house.css.station_payment(MARKET, id).await.unwrap();
    assert_eq!(other, None);
}

#[tokio::test]
async fn br03_the_same_id_twice_charges_once_and_with_other_content_never() {
    let house = house(500).await;
    let first = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    let again = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    assert_eq!(again, first);
    for (agent, other) in [(CORNER, wish(1, 26)), (MARKET, wish(1, 25))] {
        let refused = pay(&house, agent, &other).await.unwrap_err();
        assert!(
            matches!(refused, CssError::PaymentIdReused(_)),
            "{refused:?}"
        );
    }
    assert_eq!(house.balance().await, Money::dollars(45));
    assert_eq!(house.credits().await.len(), 1);
    assert_eq!(book(&house, Book::Agent(MARKET)).await, Money::ZERO);
}

#[tokio::test]
async fn br03_who_asks_again_is_told_that_the_money_is_taken_whatever_has_changed_since() {
    let house = house(500).await;
    let first = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    // The answer was lost, and what was typed does not fit the customer any more.
    let typed = |id| StationWish {
        check: "z".into(),
        ..wish(id, 25)
    };
    let again = pay(&house, CORNER, &typed(1)).await.unwrap();
    assert_eq!(again.row, first.row);
    assert_eq!(house.balance().await, Money::dollars(45), "once");
    // What is new is looked at as ever, and so is the same id for somebody else.
    let refused = pay(&house, CORNER, &typed(2)).await.unwrap_err();
    let no_match = StationError::NoMatch;
    assert!(matches!(&refused, CssError::Station(why) if *why == no_match));
    let other = StationWish {
        account: "somebody else".into(),
        ..wish(1, 25)
    };
    let refused = pay(&house, CORNER, &other).await.unwrap_err();
    assert!(matches!(refused, CssError::PaymentIdReused(_)));
}

#[tokio::test]
async fn br03_many_counters_of_one_station_at_once_never_overspend_its_float() {
    let house = Arc::new(house(100).await);
    let mut all = tokio::task::JoinSet::new();
    for id in 1..=40 {
        let house = Arc::clone(&house);
        all.spawn(async move { pay(&house, CORNER, &wish(id, 15)).await });
    }
    let answers = all.join_all().await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(taken, 6);
    for refused in answers.into_iter().filter_map(Result::err) {
        let left = Money::dollars(10);
        let expected = StationError::Float { left };
        assert!(
            matches!(&refused, CssError::Station(why) if *why == expected),
            "{refused:?}"
        );
    }
    assert_eq!(book(&house, Book::Agent(CORNER)).await, Money::dollars(-90));
    assert_eq!(house.balance().await, Money::dollars(110));
    // What is handed over may be taken again; recording it twice changes nothing.
    for _ in 0..2 {
        let (now, by) = (house.clock.now(), crate::house::ANA);
        let (id, amount) = (TransferId::from_number(0x7a), Money::dollars(50));
        let remitted = house.css.remit(now, by, CORNER, id, amount, "bank 1").await;
        assert_eq!(remitted.unwrap().left(), Money::dollars(60));
    }
    assert!(pay(&house, CORNER, &wish(99, 15)).await.is_ok());
    let day = house.css.agent_statement(house.clock.now(), CORNER, None);
    let day = day.await.unwrap();
    assert_eq!((day.payments.len(), day.remittances.len()), (7, 1));
    assert_eq!(day.opening, Money::ZERO);
    assert_eq!(day.closing, Money::dollars(-55));
}

#[tokio::test]
async fn a_typo_pays_for_nobody_and_looks_like_an_account_that_is_not_there() {
    let house = house(500).await;
    let typos = [
        ("1", "a"),
        ("", "a"),
        ("nobody", "a"),
        (&*ACCOUNT.to_string(), "x"),
        (&*ACCOUNT.to_string(), ""),
        (&*ACCOUNT.to_string(), "ana"),
    ]
    .map(|(account, check)| StationWish {
        account: account.into(),
        check: check.into(),
        ..wish(1, 25)
    });
    for typo in typos {
        let refused = pay(&house, CORNER, &typo).await.unwrap_err();
        let same = matches!(refused, CssError::Station(StationError::NoMatch));
        assert!(same, "{typo:?}: {refused:?}");
    }
    assert_eq!(house.balance().await, Money::dollars(20));
    assert_eq!(book(&house, Book::Agent(CORNER)).await, Money::ZERO);
}

#[tokio::test]
async fn br02_the_rules_for_amounts_hold_at_a_station_and_nothing_is_kept() {
    let house = house(5_000).await;
    for micros in [9_990_000, 1_000_010_000, 10_000_001, 0, -10_000_000] {
        let odd = StationWish {
            amount: Money::micros(micros),
            ..wish(1, 0)
        };
        let refused = pay(&house, CORNER, &odd).await.unwrap_err();
        assert_eq!(refused.field(), Some("amount"), "{refused:?}");
    }
    assert_eq!(book(&house, Book::Agent(CORNER)).await, Money::ZERO);
    assert!(pay(&house, CORNER, &wish(1, 25)).await.is_ok());
}

#[tokio::test]
async fn a_payment_that_is_to_be_forgotten_never_comes_and_one_that_came_stays() {
    let house = house(500).await;
    let forget = async |agent, id| {
        let id = PaymentId::from_number(id);
        house.css.station_forget(house.clock.now(), agent, id).await
    };
    forget(CORNER, 1).await.unwrap();
    forget(CORNER, 1).await.unwrap();
    let late = pay(&house, CORNER, &wish(1, 25)).await.unwrap_err();
    assert!(matches!(
        late,
        CssError::Station(StationError::Forgotten(_))
    ));
    assert_eq!(house.balance().await, Money::dollars(20));
    // Another station's payment of this name is another's.
    assert!(pay(&house, MARKET, &wish(1, 25)).await.is_ok());
    let came = forget(MARKET, 1).await.unwrap_err();
    assert!(matches!(came, CssError::Station(StationError::Applied(_))));
    assert_eq!(house.balance().await, Money::dollars(45));
}

#[tokio::test]
async fn a_closed_station_is_told_so() {
    let house = house(500).await;
    let closed = AgentWish {
        name: "Corner".into(),
        zone: "UTC".into(),
        float_max: Money::dollars(500),
        active: false,
    };
    let kept = house.css.set_agent(house.clock.now(), CORNER, &closed);
    kept.await.unwrap();
    for agent in [CORNER, AgentId::from_number(1)] {
        let refused = pay(&house, agent, &wish(1, 25)).await.unwrap_err();
        let told = matches!(refused, CssError::Station(StationError::Closed(who)) if who == agent);
        assert!(told, "{refused:?}");
    }
}

#[tokio::test]
async fn br03_no_station_takes_money_for_an_account_that_is_closed() {
    let house = house(500).await;
    let before = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    let now = house.clock.now();
    let asked = house.css.ask_move_out(now, person(), ACCOUNT, now.business);
    asked.await.unwrap();
    house.close_accounts().await;
    let refused = pay(&house, CORNER, &wish(2, 25)).await.unwrap_err();
    let is_closed = matches!(refused, CssError::Enrol(EnrolError::Closed));
    assert!(is_closed, "{refused}");
    assert_eq!(refused.text_id(), "error-account-ended");
    assert_eq!(book(&house, Book::Agent(CORNER)).await, Money::dollars(-25));
    // Who asks again about money that was taken before is still told so.
    let again = pay(&house, CORNER, &wish(1, 25)).await.unwrap();
    assert_eq!(again.row, before.row);
}

#[tokio::test]
async fn a_station_takes_no_more_for_an_account_than_it_may_pay_in_a_day() {
    let house = house(9_000).await;
    for id in [1, 2] {
        pay(&house, CORNER, &wish(id, 1_000)).await.unwrap();
    }
    let refused = pay(&house, MARKET, &wish(3, 10)).await.unwrap_err();
    let why = matches!(refused, CssError::Station(StationError::TooMuch));
    assert!(why, "{refused}");
    assert_eq!(house.balance().await, Money::dollars(2_020));
    assert_eq!(book(&house, Book::Agent(MARKET)).await, Money::ZERO);
    // One whose answer was lost is answered as before, and the next day there is room again.
    pay(&house, CORNER, &wish(2, 1_000)).await.unwrap();
    house.pass(Span::hours(25));
    pay(&house, MARKET, &wish(4, 10)).await.unwrap();
}
