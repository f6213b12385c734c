//! Every statement of this crate against SQLite's planner: a query that grows with the fleet
//! goes through an index.
#![expect(clippy::unwrap_used, reason = "tests")]

mod closes;
mod credit;
mod debt;
mod events;
mod ledger;
mod meant;
mod places;
mod regulator;
mod settlement;
mod texts;
mod traffic;

use meant::{MEANT, SORTED, WHOLE};

use crate::{CommandState, PaymentRow, SessionRow, Store, StoreError, Tx};
use ami_domain::account::Mode;
use ami_domain::clock::Now;
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::id::{
    AccountId, AlertId, GatewayId, LocationId, MessageId, MeterId, PaymentId, TransferId, UserId,
};
use ami_domain::ledger::Book;
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp, Window};

#[path = "plan_tests/desk.rs"]
mod desk;

const AT: Timestamp = Timestamp::from_millis(1);
const LIMIT: u32 = 5;

#[tokio::test]
async fn no_query_reads_a_growing_table_from_end_to_end() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    seed(&mut tx).await;
    people_and_places(&mut tx).await;
    money(&mut tx).await;
    closes::ask(&mut tx).await;
    events::ask(&mut tx).await;
    credit::ask(&mut tx).await;
    debt::ask(&mut tx).await;
    ledger::ask(&mut tx).await;
    messages(&mut tx).await;
    traffic::ask(&mut tx).await;
    texts::texts(&mut tx).await;
    desk::ask(&mut tx).await;
    desk::export(&mut tx).await;
    desk::enrol(&mut tx).await;
    settlement::ask(&mut tx).await;
    regulator::ask(&mut tx).await;
    desk::leave(&mut tx).await;
    let mut seen = std::mem::take(&mut tx.seen);
    seen.sort();
    seen.dedup();
    assert!(seen.len() > 85, "only {} statements", seen.len());
    let (mut wrong, mut steps) = (Vec::new(), String::new());
    for sql in seen {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let values = explain.matches('$').count();
        let values = (1..=values).take_while(|n| explain.contains(&format!("${n}")));
        let values: Vec<usize> = values.collect();
        let mut ask = tx.ask("a plan", explain);
        for _ in values {
            ask = ask.with(None::<i64>);
        }
        for row in ask.all().await.unwrap() {
            let step: String = row.get("detail").unwrap();
            if !is_good(&sql, &step) {
                wrong.push(format!("{step}\n    {sql}"));
            }
            steps += &step;
            steps.push(' ');
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    every_index_of_decisions_is_used(&mut tx, &steps).await;
}

/// A decision is written for every look at a home that is held: an index that no statement goes by
/// makes each of them dearer.
async fn every_index_of_decisions_is_used(tx: &mut Tx, steps: &str) {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'decision' \
               AND sql IS NOT NULL";
    let rows = tx.ask("indexes of decisions", sql).all().await.unwrap();
    assert!(rows.len() > 1);
    for row in rows {
        let name: String = row.get("name").unwrap();
        assert!(steps.contains(&format!("INDEX {name} ")), "{name}");
    }
}

fn is_good(sql: &str, step: &str) -> bool {
    let any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    if step.starts_with("SCAN") {
        return any(MEANT, step) || any(WHOLE, sql);
    }
    !step.contains("TEMP B-TREE") || any(SORTED, sql) || any(WHOLE, sql)
}

#[test]
fn the_judge_of_plans_knows_a_bad_one() {
    assert!(!is_good("SELECT 1", "SCAN payment"));
    assert!(!is_good("SELECT 1", "SCAN p USING INDEX payment_account"));
    assert!(!is_good("SELECT 1", "USE TEMP B-TREE FOR ORDER BY"));
    assert!(is_good(
        "SELECT 1",
        "SEARCH payment USING INDEX payment_account (account=?)"
    ));
}

#[tokio::test]
async fn a_full_disk_is_named_and_asks_for_a_person() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let full = "PRAGMA max_page_count = 1";
    tx.ask("a full disk", full).all().await.unwrap();
    let payload = vec![7; 1_000_000];
    let refused = tx.put_outbox("topic", &payload).await.unwrap_err();
    assert!(matches!(refused, StoreError::Full { .. }), "{refused:?}");
    assert_eq!(refused.next_step(), crate::NextStep::AskAPerson);
}

/// One of each, so that what follows an insert is seen too.
async fn seed(tx: &mut Tx) {
    let (location, meter) = (LocationId::from_number(1), MeterId::from_number(1));
    let person = crate::Person {
        id: UserId::from_number(1),
        login: "x".into(),
        name: "x".into(),
        role: ami_domain::role::Role::Customer,
        locale: "en-US".into(),
        password_hash: "x".into(),
        active: true,
    };
    tx.insert_person(&person).await.unwrap();
    let place = crate::Location {
        id: location,
        address: "1 Elm".into(),
        zone: "UTC".into(),
        feeder: "F-1".into(),
        postal: "92507".into(),
        version: 0,
    };
    tx.insert_location(&place).await.unwrap();
    let gateway = crate::Gateway {
        id: GatewayId::from_number(1),
        name: "x".into(),
        secret_hash: [1; 32],
    };
    tx.insert_gateway(&gateway).await.unwrap();
    tx.insert_meter(&home()).await.unwrap();
    let account = crate::AccountRow {
        id: AccountId::from_number(1),
        number: "1".into(),
        customer: person.id,
        location,
        meter,
        prepay_enabled: true,
        mode: Mode::Prepaid,
        at_zero: ami_domain::account::AtZero::Limit,
        tariff: "flat".into(),
        currency: "USD".into(),
        bill_day: 1,
        opened_at: AT,
        occupied_from: AT,
        charged_until: AT,
        view_seq: 0,
        shown_at: AT,
        show_due: AT,
        low: None,
        version: 0,
    };
    tx.insert_account(&account).await.unwrap();
    let text = "x".to_owned();
    let notice = ami_domain::message::Notice {
        id: AlertId::from_number(1),
        importance: ami_domain::message::Importance::Info,
        text: ami_domain::message::Bilingual {
            en: text.clone(),
            es: text,
        },
        valid: Window::new(AT, AT + Span::days(1)).unwrap(),
        confirm: false,
        figures: false,
    };
    tx.insert_notice(&notice, "all", AT).await.unwrap();
}

fn home() -> crate::Meter {
    crate::Meter {
        id: MeterId::from_number(1),
        serial: "x".into(),
        location: LocationId::from_number(1),
        gateway: GatewayId::from_number(1),
        has_switch: false,
        interval: Span::minutes(15),
        epoch: 0,
    }
}

async fn people_and_places(tx: &mut Tx) {
    let user = UserId::from_number(1);
    let account = AccountId::from_number(1);
    let meter = MeterId::from_number(1);
    let gateway = GatewayId::from_number(1);
    tx.person(user).await.unwrap();
    tx.person_by_login("x").await.unwrap();
    tx.set_locale(user, "x").await.unwrap();
    tx.set_password_hash(user, "x").await.unwrap();
    let session = SessionRow {
        token_hash: [1; 32],
        user,
        created_at: AT,
        last_seen_at: AT,
        expires_at: AT,
    };
    tx.insert_session(&session).await.unwrap();
    tx.session(&[1; 32]).await.unwrap();
    tx.touch_session(&[1; 32], AT).await.unwrap();
    tx.delete_session(&[1; 32]).await.unwrap();
    tx.delete_sessions_of(user).await.unwrap();
    tx.delete_expired_sessions(AT).await.unwrap();
    tx.signed_in_from(user, [1; 32], AT, 8).await.unwrap();
    tx.has_signed_in_from("x", [1; 32], AT).await.unwrap();
    tx.add_attempt("x", AT).await.unwrap();
    tx.count_attempts("x", AT).await.unwrap();
    tx.delete_attempts_before(AT).await.unwrap();
    tx.location(LocationId::from_number(1)).await.unwrap();
    tx.meter(meter).await.unwrap();
    tx.gateway(gateway).await.unwrap();
    tx.meters_of(gateway).await.unwrap();
    tx.gateway_of(meter).await.unwrap();
    tx.set_online(gateway, true, AT).await.unwrap();
    tx.online(gateway).await.unwrap();
    tx.next_seq(meter).await.unwrap();
    let supply = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::ZERO,
        at: AT,
        trip: None,
    };
    tx.set_supply(meter, &supply).await.unwrap();
    tx.supply(meter).await.unwrap();
    tx.account(account).await.unwrap();
    tx.account_of_meter(meter).await.unwrap();
    tx.accounts_numbered(&["1", "2"]).await.unwrap();
    tx.accounts_of(user).await.unwrap();
    tx.search_accounts("elm", LIMIT).await.unwrap();
    tx.lock_account(account).await.unwrap();
    tx.set_charged_until(account, AT).await.unwrap();
    tx.set_mode(account, Mode::Prepaid).await.unwrap();
    tx.set_shown_at(account, AT, AT).await.unwrap();
    tx.view(account).await.unwrap();
    tx.accounts_to_refresh(AT, LIMIT).await.unwrap();
    tx.accounts_to_charge(LIMIT).await.unwrap();
    tx.count_accounts().await.unwrap();
    tx.next_tariff("x").await.unwrap();
    tx.accounts_on_tariff("x", LIMIT).await.unwrap();
    tx.next_zone("x").await.unwrap();
    tx.places_in_zone("x", LIMIT).await.unwrap();
    tx.all_accounts(None, LIMIT).await.unwrap();
}

async fn money(tx: &mut Tx) {
    let account = AccountId::from_number(1);
    let (user, payment) = (UserId::from_number(1), PaymentId::from_number(1));
    let transfer = TransferId::from_number(1);
    for book in [Book::Prepaid(account), Book::Clearing] {
        tx.balance(book).await.unwrap();
        tx.derived_balance(book).await.unwrap();
        tx.transfers_of(book, LIMIT).await.unwrap();
    }
    let posted = ami_domain::ledger::Transfer {
        id: transfer,
        from: Book::Clearing,
        to: Book::Prepaid(account),
        amount: Money::cents(1),
        state: ami_domain::ledger::TransferState::Posted,
        reason: ami_domain::ledger::Reason::Correction,
        at: AT,
    };
    tx.add_transfer(&posted).await.unwrap();
    let more = ami_domain::ledger::Transfer {
        id: TransferId::from_number(2),
        ..posted
    };
    tx.add_posted_transfers(&[posted, more]).await.unwrap();
    tx.post_transfer(transfer, AT).await.unwrap();
    tx.void_transfer(transfer, AT).await.unwrap_err();
    tx.transfer(transfer).await.unwrap();
    tx.ledger_total().await.unwrap();
    tx.ledger_check().await.unwrap();
    let row = PaymentRow {
        id: payment,
        account,
        amount: Money::cents(1),
        currency: "USD".into(),
        method: "card".into(),
        digest: [1; 32],
        offered_at: AT,
        offered_by: user,
        state: PaymentState::Offered,
        transfer,
        event: None,
        credit: WattHours::ZERO,
        balance_after: None,
        message: None,
    };
    tx.insert_payment(&row).await.unwrap();
    tx.end_payment(&row).await.unwrap();
    tx.payment(payment).await.unwrap();
    tx.payments_of(account, LIMIT).await.unwrap();
    tx.open_payments((AT, AT), LIMIT).await.unwrap();
    tx.payment_looked_at(payment, AT).await.unwrap();
    tx.payment_of_message(MessageId::from_number(1))
        .await
        .unwrap();
    tx.confirmations(true, LIMIT).await.unwrap();
    tx.confirmations(false, LIMIT).await.unwrap();
    tx.confirmation(ami_domain::id::PaymentId::from_number(1))
        .await
        .unwrap();
    tx.acknowledge(payment, user, AT).await.unwrap();
}

async fn messages(tx: &mut Tx) {
    let (meter, message) = (MeterId::from_number(1), MessageId::from_number(1));
    let now = Now {
        business: AT,
        real: AT,
    };
    tx.command(message).await.unwrap();
    tx.due_commands(now, LIMIT).await.unwrap();
    tx.journal_all(&[]).await.unwrap();
    let month = Window {
        start: AT,
        end: AT + Span::days(30),
    };
    tx.delivery_times(month, Span::seconds(60), 1)
        .await
        .unwrap();
    tx.delivery_retries(month).await.unwrap();
    tx.delivery_success(month, true, true).await.unwrap();
    tx.daily_reached(AT).await.unwrap();
    tx.next_command_at().await.unwrap();
    tx.deliveries(None, LIMIT).await.unwrap();
    tx.transfers_named(&[TransferId::from_number(1)])
        .await
        .unwrap();
    let order = ami_domain::command::Priority::ALL;
    tx.due_in_order(now, &order, AT, LIMIT).await.unwrap();
    tx.mend_waiting(AT, Span::ZERO).await.unwrap();
    tx.end_open_command(message, CommandState::Expired)
        .await
        .unwrap();
    crate::plan_supply_tests::protection(tx).await;
    tx.mark_sent(message, now, AT).await.unwrap();
    let state = CommandState::Expired;
    tx.set_command_state(message, state).await.unwrap();
    tx.supersede_shows(meter, 1).await.unwrap();
    tx.mark_late(AT, Span::ZERO).await.unwrap();
    tx.open_commands(meter).await.unwrap();
    tx.requeue_meter_commands(meter, AT).await.unwrap();
    let supply = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::ZERO,
        at: AT,
        trip: None,
    };
    let receipt = ami_domain::receipt::Receipt {
        message,
        meter,
        completed_at: AT,
        code: Code::INTERVAL,
        outcome: ami_domain::receipt::Outcome::Done,
        log_seq: 1,
        supply,
        test: None,
    };
    tx.insert_receipt(&receipt, AT).await.unwrap();
    tx.receipt(message).await.unwrap();
    tx.receipts_of(meter, LIMIT).await.unwrap();
}
