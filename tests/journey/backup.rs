//! The drill for the night on which the database is lost: a copy of it is put back, as the manual
//! says, while gateway and meter know what has happened since. Whoever was empty then is not cut,
//! what was used since is charged, what was paid since is there once, and the next payment is at
//! meter, display and website as if nothing had been.

use crate::api::{Api, Trouble, new_payment};
use crate::house::{House, Victim, Wish};
use crate::pay;
use crate::wait::{seconds, until};
use ami_domain::clearance::{Cause, Hold};
use ami_domain::id::MeterId;
use ami_domain::ledger::{Book, Reason, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::Store;
use ami_wire::api::{CutsStopped, Held, Session};
use reqwest::StatusCode;
use std::time::Duration;

/// An hour of the house takes ten seconds.
const FACTOR: u32 = 360;
/// Enough for two hours and not for three, of a third of a kilowatt-hour each at 25 cents.
const CENTS: i64 = 20;
/// Three hours at least, and the cut behind them, on a slow machine.
const EMPTY_WITHIN: Duration = seconds(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_put_back_and_nobody_is_cut_and_meter_and_books_agree_again() {
    let mut house = House::start(Wish {
        factor: FACTOR,
        cents: Some(CENTS),
        open_rules: true,
        retry_after_ms: 1_000,
        ..Wish::default()
    })
    .await;
    let (account, meter) = (house.home(1).account, house.home(1).meter);
    let display = house.display(1).await;
    house.end_server();
    let backup = house.backup();
    house.revive(Victim::Server).await;

    // What the backup does not know of: hours of use, a cut, and a payment that ended it.
    let ana = house.sign_in("ana").await;
    let off = async || {
        let view = display.shows("something", |_| true).await;
        (view.supply.switch == Switch::Off).then_some(())
    };
    until("the home is cut", EMPTY_WITHIN, off).await;
    let lost = new_payment();
    pay::again_until_applied(&ana, account, lost, Money::dollars(10)).await;
    pay::confirmed(&ana, account, lost).await;
    display
        .shows("power again", |view| view.supply.switch == Switch::On)
        .await;
    let cut_at = ana.time().await.now;

    house.end_server();
    house.put_back(&backup);
    let (code, said) = house.task("restored");
    assert_eq!(code, Some(0), "{said}");
    for word in ["1 meters take", "all cuts are stopped", "next: start"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    house.revive(Victim::Server).await;

    let known = ana.get::<Session>("session").await;
    let out = |trouble: &Trouble| matches!(trouble, Trouble::Refused(StatusCode::UNAUTHORIZED, _));
    assert!(known.as_ref().is_err_and(out), "signed out: {known:?}");
    let ana = house.sign_in("ana").await;
    assert!(ana.payments(account).await.is_empty(), "the backup is old");
    let books = house.books().await;
    assert_all_hours(&books, meter, cut_at).await;
    assert_held(&house.sign_in("uma").await, meter).await;

    // Her page still has the payment, and offers it again.
    pay::again_until_applied(&ana, account, lost, Money::dollars(10)).await;
    pay::confirmed(&ana, account, lost).await;
    let charged = format!("{lost} approved");
    let card = house.card_journal();
    let times = card.lines().filter(|line| **line == charged).count();
    assert_eq!(times, 1, "the card was charged once");
    let next = pay::applied(&ana, account, Money::dollars(20)).await;
    pay::confirmed(&ana, account, next).await;
    until("meter and website agree", seconds(60), async || {
        let shown = display.shows("a view", |view| view.view.is_some()).await;
        (shown.supply.switch == Switch::On).then_some(())?;
        let website = ana.account(account).await.view;
        (shown.view.as_ref() == Some(&website)).then_some(())
    })
    .await;
    assert_paid_twice(&books, &ana, account).await;
    books.close().await;
    let (code, said) = house.task("audit");
    assert_eq!(code, Some(0), "{said}");
    // The meter's own log tells of what the backup has forgotten: a cut and a payment.
    let (code, said) = house.task("reconcile");
    let told = |what| {
        said.lines()
            .any(|line| line.contains("never sent") && line.ends_with(what))
    };
    let both = told("meter-supply-off") && told("meter-credit-added");
    assert!(code == Some(1) && both, "{said}");
    let (code, said) = house.task("reconcile-credit");
    assert_eq!(code, Some(0), "{said}");
    house.check();
}

/// The meter has handed in again what came after the backup: every hour is there and charged.
async fn assert_all_hours(books: &Store, meter: MeterId, until_then: Timestamp) {
    let hour = Span::hours(1);
    until("every hour is there and charged", seconds(60), async || {
        let mut tx = books.read().await.ok()?;
        let account = tx.account_of_meter(meter).await.ok()??;
        let end = until_then.floor_to(hour);
        let start = account.opened_at.floor_to(hour);
        let row = tx.meter(meter).await.ok()??;
        let found = tx.intervals(&row, Window { start, end }).await.ok()?;
        let hours = end.since(start).as_millis() / hour.as_millis();
        let all = i64::try_from(found.len()).ok()? == hours;
        (all && account.charged_until >= end).then_some(())
    })
    .await;
}

/// All cuts are stopped, and that alone is what keeps this home on.
async fn assert_held(utility: &Api, meter: MeterId) {
    let stop: Option<CutsStopped> = utility.get("utility/cut-stop").await.unwrap();
    let stop = stop.expect("all cuts are stopped");
    assert_eq!((stop.by, stop.lifted_by), (None, None));
    until("the home is empty and not cut", seconds(60), async || {
        let held: Vec<Held> = utility.get("utility/holds").await.ok()?;
        let own = held.iter().find(|one| one.meter == meter)?;
        let stopped = own.cause == Cause::Zero && own.holds == [Hold::Stopped];
        stopped.then_some(())
    })
    .await;
}

/// Both payments are in the books once.
async fn assert_paid_twice(books: &Store, api: &Api, account: ami_domain::id::AccountId) {
    let shown = api.payments(account).await;
    let applied = |one: &&ami_wire::api::Payment| matches!(one.state, PaymentState::Applied { .. });
    assert_eq!(shown.iter().filter(applied).count(), 2, "{shown:?}");
    let mut tx = books.read().await.unwrap();
    let transfers = tx
        .transfers_of(Book::Prepaid(account), 1_000)
        .await
        .unwrap();
    let paid = transfers.iter().filter(|transfer| {
        let payment = matches!(transfer.reason, Reason::Payment(_));
        payment && transfer.state == TransferState::Posted
    });
    assert_eq!(
        paid.map(|one| one.amount).sum::<Money>(),
        Money::dollars(30)
    );
}
