//! Moving out: the money goes back, the home is nobody's, and neither a stranger nor the next
//! customer ever sees what was there.

#[path = "move_out/cheque.rs"]
mod cheque;
#[path = "move_out/money.rs"]
mod money;

use crate::common::{ANA, BENITO, HOME_A, HOME_B, Home, Town};
use ami_css::book_event::Booking;
use ami_domain::account::{AtZero, Mode};
use ami_domain::command::CommandKind;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::id::{AccountId, ContactId, EventId, PaymentId};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, ContactRow, MoveOutRow};
use axum::http::Method;
use serde_json::json;

const HOUR: Span = Span::hours(1);
const GUEST: EventId = EventId::from_number(0x9e57);
const NEXT: AccountId = AccountId::from_number(0x4e47);

/// Ana has used 3 kWh in three hours, has a contact, and Benito has booked her home.
async fn lived() -> (Town, Timestamp) {
    let town = Town::new().await;
    let at = town.app.now().business.floor_to(HOUR);
    let mut tx = town.app.css.store.begin().await.unwrap();
    let hours: Vec<_> = (1..=3)
        .map(|hour| (at - Span::hours(hour), WattHours::new(1_000), false))
        .collect();
    tx.put_intervals(HOME_A.meter, HOUR, &hours).await.unwrap();
    tx.set_charged_until(HOME_A.account, at - Span::hours(3))
        .await
        .unwrap();
    let contact = ContactRow {
        id: ContactId::from_number(1),
        account: HOME_A.account,
        name: "Lola".into(),
        reach: "lola@example.org".into(),
        scope: vec![ami_domain::enrol::Scope::Warnings],
        consent_at: at,
        consent_by: ANA,
    };
    assert!(tx.put_contact(&contact).await.unwrap());
    tx.commit().await.unwrap();
    book(&town, at).await;
    (town, at)
}

async fn book(town: &Town, at: Timestamp) {
    let wish = ami_css::Wish {
        location: HOME_A.location,
        start: at + Span::hours(48),
        end: at + Span::hours(50),
        after: AfterEvent::Limit,
    };
    let booking = Booking {
        by: BENITO,
        account: HOME_B.account,
        event: GUEST,
        payment: PaymentId::from_number(0x9e58),
    };
    let offer = ami_css::Offer {
        amount: Money::dollars(10),
        method: "sandbox_card".to_owned(),
        token: "tok_approve".to_owned(),
    };
    let mut chance = town.app.chance();
    let (css, clock) = (&town.app.css, &town.app.clock);
    let booked = css.book(clock, &mut chance, booking, &wish, &offer).await;
    assert_eq!(booked.unwrap().0.state, EventState::Booked);
}

/// The day has come.
async fn gone(town: &Town, at: Timestamp) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    let wish = MoveOutRow {
        account: HOME_A.account,
        at,
        asked_by: ANA,
        asked_at: at,
        next_at: Some(at),
        closed_at: None,
        refund: Money::ZERO,
    };
    assert!(tx.ask_move_out(&wish).await.unwrap());
    tx.commit().await.unwrap();
    town.close().await;
}

impl Town {
    /// Both duties, as the server runs them.
    async fn close(&self) {
        let (css, clock) = (&self.app.css, &self.app.clock);
        css.charge(clock, &mut self.app.chance()).await.unwrap();
        css.close_accounts(clock, &mut self.app.chance())
            .await
            .unwrap();
    }
    async fn book_of(&self, book: Book) -> Money {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.balance(book).await.unwrap()
    }
}

/// Benito moves in and uses 2 kWh.
async fn next_customer(town: &Town, at: Timestamp) {
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.insert_account(&AccountRow {
        id: NEXT,
        number: "number-next".into(),
        customer: BENITO,
        location: HOME_A.location,
        meter: HOME_A.meter,
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: AtZero::Limit,
        tariff: "demo-flat".into(),
        currency: "USD".into(),
        bill_day: 1,
        opened_at: at,
        occupied_from: at,
        charged_until: at,
        view_seq: 0,
        shown_at: Timestamp::default(),
        show_due: Timestamp::default(),
        low: None,
        version: 0,
    })
    .await
    .unwrap();
    let later: Vec<_> = (0..2)
        .map(|hour| (at + Span::hours(hour), WattHours::new(2_222), false))
        .collect();
    tx.put_intervals(HOME_A.meter, HOUR, &later).await.unwrap();
    tx.commit().await.unwrap();
}

fn files(account: AccountId, file: &str, at: Timestamp) -> String {
    let (from, until) = (at - Span::days(2), at + Span::days(2));
    let (from, until) = (from.as_millis(), until.as_millis());
    format!("/api/accounts/{account}/{file}?from={from}&until={until}")
}

#[tokio::test]
async fn what_is_left_is_paid_back_and_what_was_booked_is_called_off() {
    let (town, at) = lived().await;
    let payer = town.book_of(Book::Prepaid(HOME_B.account)).await;
    gone(&town, at).await;
    // $20 less 3 kWh at 25 cents.
    let left = Money::cents(1_925);
    assert_eq!(town.book_of(Book::RefundDue(HOME_A.account)).await, left);
    for book in [
        Book::Prepaid(HOME_A.account),
        Book::Receivable(HOME_A.account),
    ] {
        assert_eq!(town.book_of(book).await, Money::ZERO);
    }
    let returned = town.book_of(Book::Prepaid(HOME_B.account)).await;
    assert_eq!(returned - payer, Money::dollars(10));
    let mut tx = town.app.css.store.read().await.unwrap();
    let event = tx.event(GUEST).await.unwrap().unwrap();
    assert_eq!(event.state, EventState::Cancelled);
    assert_eq!(tx.contacts(HOME_A.account, 9).await.unwrap(), []);
    let done = tx.move_out(HOME_A.account).await.unwrap().unwrap();
    assert_eq!((done.refund, done.closed_at.is_some()), (left, true));
    assert_eq!(done.next_at, None, "nothing is left to do");
    drop(tx);
    // Once is enough.
    town.close().await;
    assert_eq!(town.book_of(Book::RefundDue(HOME_A.account)).await, left);
}

#[tokio::test]
async fn links_do_not_open_any_more_and_nothing_tops_the_account_up() {
    let (town, at) = lived().await;
    let links = format!("/api/accounts/{}/links", HOME_A.account);
    let wish = json!({"own": false, "nickname": "Ana", "amount": null, "days": 30});
    let made = town.ask(Some(ANA), Method::POST, &links, Some(wish)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    gone(&town, at).await;
    let mut tx = town.app.css.store.read().await.unwrap();
    let all = tx.pay_links(HOME_A.account, 9).await.unwrap();
    assert!(!all.is_empty() && all.iter().all(|link| link.revoked_at.is_some()));
    assert!(tx.replenish(HOME_A.account).await.unwrap().is_none());
    assert!(
        tx.account(HOME_A.account)
            .await
            .unwrap()
            .unwrap()
            .is_closed()
    );
}

#[tokio::test]
async fn the_home_shows_nothing_any_more_and_its_supply_is_not_touched() {
    let (town, at) = lived().await;
    gone(&town, at).await;
    let mut tx = town.app.css.store.read().await.unwrap();
    let open = tx.open_commands(HOME_A.meter).await.unwrap();
    let kinds: Vec<_> = open.into_iter().map(|row| row.command.kind).collect();
    assert!(kinds.iter().all(|kind| !kind.moves_supply()), "{kinds:?}");
    assert!(kinds.contains(&CommandKind::SetMode(Mode::Regular)));
    let shown: Vec<_> = kinds
        .iter()
        .filter_map(|kind| match kind {
            CommandKind::Show(view) => Some(view),
            _ => None,
        })
        .collect();
    let [view] = shown.as_slice() else {
        panic!("one view waits: {shown:?}");
    };
    assert_eq!(
        (view.balance, view.used_today),
        (Money::ZERO, WattHours::ZERO)
    );
    assert!(view.is_vacant(), "the display forgets: {view:?}");
    assert!(tx.account_of_meter(HOME_A.meter).await.unwrap().is_none());
}

#[tokio::test]
async fn the_next_customer_sees_nothing_of_before_and_the_last_one_nothing_of_after() {
    let (town, at) = lived().await;
    let before = town
        .get(ANA, &files(HOME_A.account, "intervals.csv", at))
        .await;
    assert!(before.text.contains(",1000,"), "{}", before.text);
    gone(&town, at).await;
    next_customer(&town, at).await;
    for file in ["intervals.csv", "green-button.xml"] {
        let theirs = town.get(BENITO, &files(NEXT, file, at)).await;
        assert_eq!(theirs.status, 200, "{}", theirs.text);
        assert!(theirs.text.contains("2222"), "{file}: {}", theirs.text);
        assert!(!theirs.text.contains("1000"), "{file}: {}", theirs.text);
        // What was Ana's stays hers, and ends where she left.
        let hers = town.get(ANA, &files(HOME_A.account, file, at)).await;
        assert!(hers.text.contains("1000"), "{file}: {}", hers.text);
        assert!(!hers.text.contains("2222"), "{file}: {}", hers.text);
        let stranger = town.get(BENITO, &files(HOME_A.account, file, at)).await;
        assert_eq!(stranger.status, 404);
    }
    // The meter takes the first view of the next customer: it is newer than the last one's.
    let (css, clock) = (&town.app.css, &town.app.clock);
    css.open(clock, &mut town.app.chance(), NEXT).await.unwrap();
    let mut tx = town.app.css.store.read().await.unwrap();
    let last = tx.tenancy(HOME_A.account).await.unwrap().unwrap();
    let first = tx.view(NEXT).await.unwrap().unwrap();
    assert_eq!(first.seq, last.seq + 1);
    drop(tx);
    let usage = files(NEXT, "usage", at) + "&step=hour";
    let usage = town.get(BENITO, &usage).await.json();
    assert_eq!(usage["total"], 4_444, "{usage}");
    let hers = files(HOME_A.account, "usage", at) + "&step=hour";
    let hers = town.get(ANA, &hers).await.json();
    assert_eq!(hers["total"], 3_000, "{hers}");
}

#[tokio::test]
async fn whoever_signs_in_after_leaving_reads_that_the_account_is_closed() {
    let (town, at) = lived().await;
    let path = format!("/api/accounts/{}", HOME_A.account);
    assert_eq!(town.get(ANA, &path).await.json()["closed"], json!(null));
    gone(&town, at).await;
    let closed = town.get(ANA, &path).await.json();
    assert_eq!(closed["closed"]["at"], json!(at.as_millis()), "{closed}");
}

#[tokio::test]
async fn whoever_has_left_is_signed_out_and_pays_no_more() {
    let (town, at) = lived().await;
    let cookie = town.signed(ANA).await;
    gone(&town, at).await;
    let asked = crate::common::ours(Method::GET, "/api/session").header("cookie", cookie);
    let answer = town
        .send(asked.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, 401);
    let path = format!("/api/accounts/{}/payments/{:032x}", HOME_A.account, 0x77);
    let body = json!({"amount": 10_000_000, "method": "sandbox_card", "token": "tok_approve"});
    let paid = town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
    assert_eq!(
        (paid.status.as_u16(), &paid.json()["code"]),
        (409, &json!("error-account-ended"))
    );
}

#[tokio::test]
async fn a_day_is_asked_for_taken_back_and_waited_for() {
    let (town, _) = lived().await;
    let path = format!("/api/accounts/{}/move-out", HOME_A.account);
    let far = json!({ "at": "2099-01-01T12:00" });
    let refused = town.ask(Some(ANA), Method::PUT, &path, Some(far)).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    let soon = town.app.now().business + Span::days(3);
    let civil = ami_domain::time::Zone::named("America/Los_Angeles")
        .unwrap()
        .civil(soon);
    let day = civil.day;
    let at = format!("{:04}-{:02}-{:02}T12:00", day.year, day.month, day.day);
    let asked = town
        .ask(Some(ANA), Method::PUT, &path, Some(json!({ "at": at })))
        .await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    assert!(asked.json()["at"]["at"].as_i64().unwrap() > town.app.now().business.as_millis());
    town.close().await;
    assert_eq!(town.get(ANA, &path).await.json()["closed"], json!(null));
    let stay = town.ask(Some(ANA), Method::DELETE, &path, None).await;
    assert_eq!(stay.json()["at"], json!(null));
    let home: Home = HOME_A;
    let mut tx = town.app.css.store.read().await.unwrap();
    assert!(tx.account_of_meter(home.meter).await.unwrap().is_some());
}
