//! Every figure from what is behind it: entries, tariff lines, intervals and profile.

use crate::house::{ACCOUNT, HOUR, House, METER, midnight, offer};
use ami_css::payment_method::sandbox_card::SandboxCard;
use ami_domain::clock::Clock;
use ami_domain::energy::WattHours;
use ami_domain::explain::{Bundle, LineageId, Subject, ViewSubject, differences_of};
use ami_domain::grant::Purpose;
use ami_domain::id::TransferId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::{Day, Span, Timestamp, Window};
use ami_mdms::intake;

const NONE: [&str; 0] = [];

async fn explained(house: &House, lineage: LineageId) -> Bundle {
    let bundle = house.css.explain(lineage).await.unwrap().unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn found(bundle: &Bundle) -> Vec<String> {
    differences_of(&bundle.differences())
}

async fn newest_view(house: &House) -> LineageId {
    let seq = house.view().await.seq;
    let account = ACCOUNT;
    LineageId::View { account, seq }
}

fn stretch(start: Timestamp, end: Timestamp) -> LineageId {
    let account = ACCOUNT;
    let window = Window { start, end };
    LineageId::Charges { account, window }
}

/// Intervals as they come from the meter, with all that follows from their coming late.
async fn sent(house: &House, intervals: &[(Timestamp, i64)]) {
    let rows: Vec<_> = intervals
        .iter()
        .map(|(at, wh)| (*at, WattHours::new(*wh), false))
        .collect();
    let mut tx = house.css.store.begin().await.unwrap();
    intake::intervals(&mut tx, house.clock.now().business, METER, HOUR, &rows)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A day and a half on a tariff with everything, with an hour that was corrected.
async fn lived_in() -> House {
    let card = SandboxCard::in_memory();
    let at = midnight(7, 1);
    let house = House::on("example-tou-baseline", at, Money::dollars(30), card).await;
    for hour in 0..36 {
        sent(&house, &[(at + Span::hours(hour), 700 + 10 * hour)]).await;
        house.pass(HOUR);
        house.charge().await.unwrap();
    }
    sent(&house, &[(at + Span::hours(20), 2_000)]).await;
    house.charge().await.unwrap();
    house
}

fn view_of(bundle: Bundle) -> ViewSubject {
    match bundle.subject {
        Subject::View(view) => *view,
        other => panic!("a view is explained by a view, not by {other:?}"),
    }
}

#[tokio::test]
async fn the_shown_figures_come_again_from_their_bundle() {
    let house = lived_in().await;
    let asked = newest_view(&house).await;
    let bundle = explained(&house, asked).await;
    assert_eq!(found(&bundle), NONE);
    let view = view_of(bundle);
    assert_eq!(view.shown.balance, house.view().await.balance);
    assert_eq!(view.brought_forward, Money::ZERO);
    assert_eq!(view.history.len(), 36);
    // What is used since is not behind the figure that is shown.
    sent(&house, &[(midnight(7, 2) + Span::hours(12), 500)]).await;
    let again = explained(&house, asked).await;
    assert_eq!(found(&again), NONE);
}

#[tokio::test]
async fn an_estimate_comes_again_from_its_bundle_until_newer_ones_take_its_place() {
    let house = lived_in().await;
    house
        .grant(&house.help(1, Purpose::Energy, 10, 30))
        .await
        .unwrap();
    let ask = async |day| {
        let now = ami_domain::clock::Clock::now(&house.clock);
        let (said, enough, _) = house.css.estimate(now, ACCOUNT, day).await.unwrap();
        let (account, window) = (ACCOUNT, said.window);
        (LineageId::Estimate { account, window }, enough)
    };
    let (year, month, day) = (2026, 7, 20);
    let (lineage, enough) = ask(Some(Day { year, month, day })).await;
    let bundle = explained(&house, lineage).await;
    assert_eq!(found(&bundle), NONE);
    let Subject::Estimate(subject) = bundle.subject else {
        panic!("an estimate is explained by an estimate");
    };
    assert_eq!(subject.grounds.enough, enough);
    assert!(enough.safe > enough.likely, "{enough:?}");
    // What is used and paid since is not behind it.
    sent(&house, &[(midnight(7, 2) + Span::hours(12), 500)]).await;
    house.pass(HOUR);
    house.charge().await.unwrap();
    assert_eq!(found(&explained(&house, lineage).await), NONE);
    for _ in 0..8 {
        house.pass(Span::minutes(1));
        ask(None).await;
    }
    assert!(house.css.explain(lineage).await.unwrap().is_none());
    let (newest, _) = ask(None).await;
    assert_eq!(found(&explained(&house, newest).await), NONE);
}

#[tokio::test]
async fn the_energy_that_a_payment_bought_comes_again_however_late_somebody_asks() {
    let house = lived_in().await;
    let row = house.pay(77, &offer(25, "tok_approve")).await.unwrap();
    assert!(row.credit > WattHours::ZERO);
    let lineage = LineageId::Payment(row.id);
    let behind = async || {
        let bundle = explained(&house, lineage).await;
        assert_eq!(found(&bundle), NONE);
        match bundle.subject {
            Subject::Payment(paid) => *paid.credit.unwrap(),
            other => panic!("a payment is explained by a payment, not by {other:?}"),
        }
    };
    let first = behind().await;
    assert_eq!((first.said, first.history.len()), (row.credit, 36));
    assert_eq!(Some(first.grounds.after), row.balance_after);
    assert_eq!(first.grounds.after - first.grounds.before, row.amount);
    // What is used later is not behind it, and a reading that is corrected leaves it as it was.
    sent(&house, &[(midnight(7, 2) + Span::hours(12), 500)]).await;
    house.pass(Span::days(1));
    house.charge().await.unwrap();
    assert_eq!(behind().await, first);
    sent(&house, &[(midnight(7, 1) + Span::hours(3), 9_000)]).await;
    house.charge().await.unwrap();
    let later = behind().await;
    assert_eq!((later.grounds, later.said), (first.grounds, first.said));
    assert_eq!(later.history, []);
}

#[tokio::test]
async fn help_is_in_the_shown_balance_and_in_what_explains_it() {
    let house = lived_in().await;
    let own = house.view().await.balance;
    for (id, purpose) in [(1, Purpose::Energy), (2, Purpose::Debt)] {
        house.grant(&house.help(id, purpose, 10, 30)).await.unwrap();
    }
    assert_eq!(house.view().await.balance, own + Money::dollars(10));
    let asked = newest_view(&house).await;
    assert_eq!(found(&explained(&house, asked).await), NONE);
}

#[tokio::test]
async fn an_hour_that_comes_late_makes_a_view_with_it_and_that_is_explained() {
    let at = midnight(7, 1);
    let house = House::at(at).await;
    for hour in [0, 1, 3, 4] {
        sent(&house, &[(at + Span::hours(hour), 900)]).await;
    }
    house.pass(Span::hours(5));
    house.charge().await.unwrap();
    let before = newest_view(&house).await;
    assert_eq!(found(&explained(&house, before).await), NONE);
    sent(&house, &[(at + Span::hours(2), 900)]).await;
    // Until it is charged, the bundle says that the figure rests on other intervals.
    let between = found(&explained(&house, before).await);
    assert!(
        between[0].starts_with("the intervals are not those"),
        "{between:?}"
    );
    house.charge().await.unwrap();
    let after = newest_view(&house).await;
    assert_ne!(after, before);
    assert_eq!(found(&explained(&house, after).await), NONE);
}

#[tokio::test]
async fn a_charge_is_explained_by_its_lines_with_what_was_taken_back() {
    let house = lived_in().await;
    let bundle = explained(&house, stretch(midnight(7, 1), midnight(7, 3))).await;
    assert_eq!(found(&bundle), NONE);
    let Subject::Charges(charges) = bundle.subject else {
        panic!("charges are explained by charges");
    };
    assert_eq!(charges.charges.len(), 36);
    let at = midnight(7, 1) + Span::hours(20);
    let corrected = charges.charges.iter().find(|one| one.start == at).unwrap();
    let back = |one: &&Transfer| matches!(one.reason, Reason::Reversal(_));
    let back = *corrected.entries.iter().find(back).unwrap();
    // The entry that took a charge back is explained by the same hour.
    let entry = explained(&house, LineageId::Entry(back.id)).await;
    assert_eq!(found(&entry), NONE);
    let Subject::Charges(hour) = entry.subject else {
        panic!("an entry of an interval is explained by its charges");
    };
    assert_eq!(hour.charges.first(), Some(corrected));
    let sum: Money = charges.charges.iter().map(|one| one.amount).sum();
    let mut tx = house.css.store.read().await.unwrap();
    let balance = tx.balance(Book::Prepaid(ACCOUNT)).await.unwrap();
    assert_eq!(balance, Money::dollars(30) - sum);
}

#[tokio::test]
async fn the_days_of_a_gap_are_explained_by_the_interval_that_ends_it() {
    let card = SandboxCard::in_memory();
    let at = midnight(7, 1);
    let house = House::on("example-flat", at, Money::dollars(90), card).await;
    sent(&house, &[(at + Span::hours(3), 400)]).await;
    house.pass(Span::days(45));
    house.charge().await.unwrap();
    let end = at + Span::days(44);
    sent(&house, &[(end, 400)]).await;
    house.charge().await.unwrap();
    // The last interval before it lies more than a billing period back.
    let bundle = explained(&house, stretch(end, end + HOUR)).await;
    assert_eq!(found(&bundle), NONE);
    let Subject::Charges(charges) = bundle.subject else {
        panic!("charges are explained by charges");
    };
    assert!(
        charges.charges[0].amount > Money::dollars(17),
        "44 days of 42 cents"
    );
}

#[tokio::test]
async fn an_hour_that_comes_late_before_the_first_takes_no_charge_of_the_day_away() {
    let card = SandboxCard::in_memory();
    let at = midnight(7, 1);
    let house = House::on("demo-time-of-use", at, Money::dollars(30), card).await;
    sent(&house, &[(at + Span::hours(5), 1_000)]).await;
    house.pass(Span::hours(6));
    house.charge().await.unwrap();
    let before = house.balance().await;
    sent(&house, &[(at + Span::hours(2), 0)]).await;
    house.charge().await.unwrap();
    assert_eq!(
        house.balance().await,
        before,
        "an hour without use changes nothing"
    );
    let bundle = explained(&house, stretch(at, at + Span::days(1))).await;
    assert_eq!(found(&bundle), NONE);
}

#[tokio::test]
async fn what_somebody_else_used_before_fills_no_block_of_who_moves_in() {
    let at = midnight(7, 10);
    let card = SandboxCard::in_memory();
    let house = House::on("demo-tiered", at, Money::dollars(30), card).await;
    let before = at - Span::days(5);
    let theirs: Vec<_> = (0..120)
        .map(|hour| (before + Span::hours(hour), 9_000))
        .collect();
    sent(&house, &theirs).await;
    let own: Vec<_> = (0..24).map(|hour| (at + Span::hours(hour), 800)).collect();
    sent(&house, &own).await;
    house.pass(Span::days(1));
    house.charge().await.unwrap();
    let bundle = explained(&house, stretch(at, at + Span::days(1))).await;
    assert_eq!(found(&bundle), NONE);
    let Subject::Charges(charges) = &bundle.subject else {
        panic!("charges are explained by charges");
    };
    assert_eq!(charges.history.len(), 24);
    let lines = charges.charges.iter().flat_map(|one| &one.lines);
    let names: Vec<&str> = lines.map(|line| line.name.as_str()).collect();
    assert!(
        names.iter().all(|name| ["1", ""].contains(name)),
        "{names:?}"
    );
}

#[tokio::test]
async fn an_entry_that_no_tariff_computes_stands_for_itself_and_an_unknown_one_for_nothing() {
    let house = lived_in().await;
    let opening = LineageId::Entry(TransferId::from_number(1));
    let bundle = explained(&house, opening).await;
    assert_eq!(found(&bundle), NONE);
    assert!(matches!(bundle.subject, Subject::Entry { .. }));
    let nobody = LineageId::Entry(TransferId::from_number(99));
    assert!(house.css.explain(nobody).await.unwrap().is_none());
    let long = stretch(midnight(1, 1), midnight(7, 1));
    assert!(house.css.explain(long).await.is_err());
}
