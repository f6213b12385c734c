//! The use of an event comes late or is corrected: charged anew, into the right hour, also when the
//! event is long over and its money went back.

use crate::house::{ACCOUNT, ANA, House, midnight, offer};
use crate::rate::{Row, comes};
use ami_css::Wish;
use ami_css::book_event::Booking;
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::chance::Seeded;
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::id::{EventId, LocationId, PaymentId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_store::EventRow;

pub(crate) const EVENT: EventId = EventId::from_number(41);

fn hour(n: i64) -> Timestamp {
    midnight(7, 1) + Span::hours(12 + n)
}

/// A kilowatt-hour figure of one of the event's hours, measured.
pub(crate) fn used(n: i64, wh: i64) -> Row {
    (hour(n), WattHours::new(wh), false)
}

/// A home with $100, which books so many hours from now on.
pub(crate) async fn booked(tariff: &str, hours: i64, dollars: i64) -> House {
    let card = SandboxCard::in_memory();
    let house = House::on(tariff, hour(0), Money::dollars(100), card).await;
    let mut chance = Seeded::new(3);
    let booking = Booking {
        by: ANA,
        account: ACCOUNT,
        event: EVENT,
        payment: PaymentId::from_number(42),
    };
    let wish = Wish {
        location: LocationId::from_number(2),
        start: hour(0),
        end: hour(hours),
        after: AfterEvent::Disconnect,
    };
    let offer = offer(dollars, "tok_approve");
    let (event, _) = house
        .css
        .book(&house.clock, &mut chance, booking, &wish, &offer)
        .await
        .unwrap();
    assert_eq!(event.state, EventState::Booked);
    house
}

pub(crate) async fn carry_on(house: &House) -> EventRow {
    let mut chance = Seeded::new(house.chance.lock().unwrap().next());
    house
        .css
        .run_events(&house.clock, &mut chance)
        .await
        .unwrap();
    while house.charge().await.unwrap() > 0 {}
    let mut tx = house.css.store.read().await.unwrap();
    tx.event(EVENT).await.unwrap().unwrap()
}

pub(crate) async fn entries(house: &House, book: Book) -> Vec<Transfer> {
    let mut tx = house.css.store.read().await.unwrap();
    tx.transfers_of(book, 10_000).await.unwrap()
}

/// The books are in balance, the event's counters say what its book says, and what was paid is
/// where it belongs.
async fn books_are_right(house: &House, row: &EventRow, paid: Money) {
    let mut tx = house.css.store.read().await.unwrap();
    assert_eq!(tx.ledger_total().await.unwrap(), Money::ZERO);
    assert_eq!(tx.ledger_check().await.unwrap(), []);
    assert_eq!(tx.balance(Book::Event(EVENT)).await.unwrap(), row.left);
    drop(tx);
    assert_eq!(row.left + row.used_money + row.returned, paid);
    let own = Book::Prepaid(ACCOUNT);
    let over: Money = entries(house, own)
        .await
        .iter()
        .filter(|one| matches!(one.reason, Reason::EventUsage { .. }))
        .map(|one| one.effect_on(own))
        .sum();
    assert_eq!(over, Money::ZERO - row.over_money);
}

async fn credits(house: &House) -> Vec<WattHours> {
    let credit = |command: ami_domain::command::Command| match command.kind {
        CommandKind::Prepay(prepay) => Some(prepay.credit),
        _ => None,
    };
    house
        .credits()
        .await
        .into_iter()
        .filter_map(credit)
        .collect()
}

/// Three hours at 4 kWh of an event with $10, at 25 cents: $7 went back.
pub(crate) async fn over() -> House {
    let house = booked("demo-flat", 3, 10).await;
    house.pass(Span::hours(4));
    comes(&house, &[used(0, 4_000), used(1, 4_000), used(2, 4_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!(row.returned, Money::dollars(7));
    assert_eq!(row.used, WattHours::new(12_000));
    house.pass(Span::days(3));
    assert_eq!(carry_on(&house).await.state, EventState::Settled);
    house
}

#[tokio::test]
async fn too_high_a_reading_goes_back_to_who_paid() {
    let house = over().await;
    let before = credits(&house).await.len();
    comes(&house, &[used(1, 1_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!((row.state, row.next_at), (EventState::Settled, None));
    assert_eq!(row.used, WattHours::new(9_000));
    assert_eq!(
        (row.used_money, row.over_money),
        (Money::cents(225), Money::ZERO)
    );
    assert_eq!((row.left, row.returned), (Money::ZERO, Money::cents(775)));
    assert_eq!(house.balance().await, Money::cents(10_775));
    assert_eq!(house.view().await.balance, house.balance().await);
    books_are_right(&house, &row, Money::dollars(10)).await;
    // By reversal and a new entry, both at the hour that they are of.
    let of_hour: Vec<_> = entries(&house, Book::Event(EVENT))
        .await
        .into_iter()
        .filter(|one| matches!(one.reason, Reason::EventUsage { at, .. } if at == hour(1)))
        .map(|one| (one.effect_on(Book::Event(EVENT)), one.at))
        .collect();
    let mut moved: Vec<_> = of_hour.iter().map(|one| one.0).collect();
    moved.sort_unstable();
    assert_eq!(
        moved,
        [Money::cents(-100), Money::cents(-25), Money::cents(100)]
    );
    assert!(of_hour.iter().all(|(_, at)| *at == hour(2)));
    // The meter hears of the three kilowatt-hours, and of nothing twice.
    let given = credits(&house).await;
    assert_eq!(given.len(), before + 1);
    assert!(given.contains(&WattHours::new(3_000)), "{given:?}");
    let all = entries(&house, Book::Event(EVENT)).await;
    comes(&house, &[used(1, 1_000)]).await;
    assert_eq!(carry_on(&house).await, row);
    assert_eq!(entries(&house, Book::Event(EVENT)).await, all);
    assert_eq!(credits(&house).await.len(), before + 1);
}

#[tokio::test]
async fn too_low_a_reading_is_the_payers_once_the_money_went_back() {
    let house = over().await;
    comes(&house, &[used(1, 10_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!(row.used, WattHours::new(18_000));
    assert_eq!(
        (row.used_money, row.over_money),
        (Money::dollars(3), Money::cents(150))
    );
    assert_eq!(house.balance().await, Money::cents(10_550));
    books_are_right(&house, &row, Money::dollars(10)).await;
    // And back to what it was: once more, by the same names one further.
    comes(&house, &[used(1, 4_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!(
        (row.used_money, row.over_money),
        (Money::dollars(3), Money::ZERO)
    );
    assert_eq!(house.balance().await, Money::cents(10_700));
    books_are_right(&house, &row, Money::dollars(10)).await;
}

#[tokio::test]
async fn an_hour_that_comes_days_after_the_end_is_charged_where_it_belongs() {
    let house = booked("demo-flat", 3, 10).await;
    house.pass(Span::hours(4));
    comes(&house, &[used(0, 4_000), used(2, 4_000)]).await;
    assert_eq!(
        carry_on(&house).await.used,
        WattHours::new(4_000),
        "it is waited for"
    );
    house.pass(Span::days(2));
    let row = carry_on(&house).await;
    assert_eq!(
        (row.state, row.returned),
        (EventState::Settled, Money::dollars(8))
    );
    comes(&house, &[used(1, 4_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!(row.used, WattHours::new(12_000));
    assert_eq!(
        (row.used_money, row.over_money),
        (Money::dollars(2), Money::dollars(1))
    );
    assert_eq!(house.balance().await, Money::dollars(107));
    books_are_right(&house, &row, Money::dollars(10)).await;
}

#[tokio::test]
async fn an_hour_beside_the_event_leaves_it_alone() {
    let house = over().await;
    let before = carry_on(&house).await;
    comes(&house, &[used(-1, 9_000), used(3, 2_000)]).await;
    assert_eq!(carry_on(&house).await, before);
    assert_eq!(
        house.balance().await,
        Money::cents(10_650),
        "the home's own hour after it"
    );
}

#[tokio::test]
async fn the_tax_on_an_event_is_tax_whoever_pays_it() {
    let house = booked("example-flat", 3, 10).await;
    house.pass(Span::hours(4));
    comes(&house, &[used(0, 30_000), used(1, 60_000), used(2, 10_000)]).await;
    let row = carry_on(&house).await;
    assert_eq!(row.used_money, Money::dollars(10));
    assert!(row.over_money.is_positive());
    let tax: Money = entries(&house, Book::Tax)
        .await
        .iter()
        .filter(|one| matches!(one.reason, Reason::EventUsage { .. }))
        .map(|one| one.effect_on(Book::Tax))
        .sum();
    assert!(tax.is_positive());
    let energy = row.used_money + row.over_money - tax;
    // Five percent of energy and riders: the rate stands in the file.
    assert_eq!(tax.as_micros() * 20, energy.as_micros());
    books_are_right(&house, &row, Money::dollars(10)).await;
}

#[tokio::test]
async fn any_order_of_arrival_ends_with_the_same_money_everywhere() {
    const HOURS: i64 = 12;
    for seed in 0..40 {
        let mut dice = Seeded::new(seed);
        let tariffs = ["demo-tiered", "example-tiered", "example-tou-baseline"];
        let tariff = tariffs[usize::try_from(dice.below(3)).unwrap()];
        let scale = [900, 4_000, 60_000][usize::try_from(dice.below(3)).unwrap()];
        let mut last = Vec::new();
        let mut way: Vec<(u64, Row)> = Vec::new();
        for n in 0..HOURS + 2 {
            if dice.below(9) == 0 {
                continue; // It never comes.
            }
            let first = dice.below(1_000);
            let mut wh = || WattHours::new(i64::try_from(dice.below(scale)).unwrap());
            let (row, wrong) = (
                (hour(n), wh(), false),
                (hour(n), wh(), first.is_multiple_of(2)),
            );
            if first.is_multiple_of(3) {
                way.push((first, wrong));
            }
            way.push((first + 1 + dice.below(1_000), row));
            last.push(row);
        }
        way.sort_by_key(|(order, _)| *order);
        let (one, other) = (
            booked(tariff, HOURS, 20).await,
            booked(tariff, HOURS, 20).await,
        );
        for house in [&one, &other] {
            house.pass(Span::hours(HOURS + 2));
        }
        for (_, row) in &way {
            comes(&one, &[*row]).await;
            match dice.below(4) {
                0 => {
                    carry_on(&one).await;
                }
                1 => one.pass(Span::hours(i64::try_from(dice.below(9)).unwrap())),
                _ => {}
            }
        }
        comes(&other, &last).await;
        for house in [&one, &other] {
            house.pass(Span::days(3));
        }
        let (ours, theirs) = (carry_on(&one).await, carry_on(&other).await);
        books_are_right(&one, &ours, Money::dollars(20)).await;
        books_are_right(&other, &theirs, Money::dollars(20)).await;
        let all = |row: &EventRow| row.used_money + row.over_money;
        // Where the cut at its end is held, it is over and not settled.
        assert!(ours.state != EventState::Running, "{tariff} {seed}");
        assert_eq!(ours.used, theirs.used, "{tariff} {seed}");
        assert_eq!(all(&ours), all(&theirs), "{tariff} {seed}");
        assert_eq!(
            one.balance().await,
            other.balance().await,
            "{tariff} {seed}"
        );
        // A second copy of everything that held.
        let stands = entries(&one, Book::Event(EVENT)).await;
        comes(&one, &last).await;
        assert_eq!(carry_on(&one).await, ours);
        assert_eq!(entries(&one, Book::Event(EVENT)).await, stands);
    }
}
