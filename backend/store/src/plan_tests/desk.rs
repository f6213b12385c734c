//! What the representative's desk asks.

use super::{AT, LIMIT};
use crate::Tx;
use ami_domain::id::{AccountId, MeterId, UserId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::{Span, Window};

pub(super) async fn ask(tx: &mut Tx) {
    let (account, meter) = (AccountId::from_number(1), MeterId::from_number(1));
    let order = crate::OrderRow {
        id: ami_domain::id::OrderId::from_number(1),
        account,
        meter,
        kind: OrderKind::Field,
        reason: OrderReason::NoPower,
        state: OrderState::Open,
        evidence: "{}".into(),
        opened_at: AT,
        ended_at: None,
        note: String::new(),
        attempts: 0,
        next_at_real: AT,
        handed_at: None,
        answer: String::new(),
        clearance: None,
        not_after: None,
        withdrawn: false,
    };
    tx.insert_order(&order).await.unwrap();
    tx.order(order.id).await.unwrap();
    tx.orders_of(account, LIMIT).await.unwrap();
    tx.orders(true, LIMIT).await.unwrap();
    tx.orders(false, LIMIT).await.unwrap();
    tx.orders_to_hand(AT, LIMIT).await.unwrap();
    tx.claim_order(order.id, AT, AT).await.unwrap();
    tx.order_handed(order.id, AT).await.unwrap();
    tx.order_not_handed(order.id, "x", AT).await.unwrap();
    let done = OrderState::Done;
    tx.end_order(order.id, done, "x", AT).await.unwrap();
    let now = ami_domain::clock::Now {
        business: AT,
        real: AT,
    };
    tx.withdraw_errand(meter, now, "x").await.unwrap();
    tx.recalls(AT, LIMIT).await.unwrap();
    tx.move_recall(order.id, AT, Some(AT)).await.unwrap();
    tx.case_of(account).await.unwrap();
    tx.open_cases(LIMIT).await.unwrap();
    let user = UserId::from_number(1);
    tx.identity_until(account, user, AT).await.unwrap();
    tx.identities_refused(account, user, AT).await.unwrap();
    tx.meter_log_after(meter, 0, LIMIT).await.unwrap();
    tx.meter_log_newest(meter, LIMIT).await.unwrap();
    let day = Window::new(AT, AT + Span::days(1)).unwrap();
    tx.commands_of(meter, day, LIMIT).await.unwrap();
    tx.waiting().await.unwrap();
    let by = UserId::from_number(1);
    tx.stop_cuts(AT, Some(by), "x").await.unwrap();
    tx.cut_stop().await.unwrap();
    tx.lift_stop(AT, by).await.unwrap();
    let code = crate::PasswordCodeRow {
        person: user,
        given_at: AT,
        given_by: by,
        account,
        valid_until: AT + Span::minutes(30),
        tries: 0,
        used_at: None,
    };
    tx.end_password_code(user).await.unwrap();
    tx.password_codes_since(user, AT).await.unwrap();
    tx.insert_password_code(&code, "x").await.unwrap();
    tx.lock_password_code(user, AT).await.unwrap();
    tx.note_code_try(user, AT).await.unwrap();
    tx.delete_attempts("x").await.unwrap();
    tx.use_password_code(user, AT, AT).await.unwrap();
    tx.password_codes(user, LIMIT).await.unwrap();
    tx.delete_password_codes_before(AT).await.unwrap();
    super::places::ask(tx).await;
}

/// What is handed out whole.
pub(super) async fn export(tx: &mut Tx) {
    let (account, end) = (AccountId::from_number(1), AT + Span::days(1));
    let window = Window { start: AT, end };
    tx.ledger_page(account, window, None, LIMIT).await.unwrap();
    tx.interval_charges(account, window).await.unwrap();
}

/// Coming to prepayment, and whom else to tell.
pub(super) async fn enrol(tx: &mut Tx) {
    let (account, person) = (AccountId::from_number(1), UserId::from_number(1));
    let text = crate::DisclosureRow {
        digest: [7; 32],
        name: "x".into(),
        version: 1,
        locale: "en-US".into(),
        body: "y".into(),
    };
    tx.keep_disclosure(&text).await.unwrap();
    tx.keep_disclosure(&text).await.unwrap();
    assert_eq!(tx.disclosure(&[7; 32]).await.unwrap(), Some(text));
    let screening = crate::ScreeningRow {
        person,
        at: AT,
        needs: ami_domain::enrol::Need::ALL.into(),
    };
    tx.add_screening(account, &screening).await.unwrap();
    assert_eq!(tx.screening(account).await.unwrap(), Some(screening));
    let enrolment = crate::EnrolmentRow {
        person,
        proof: "session".into(),
        at: AT,
        starts: AT,
        at_zero: ami_domain::account::AtZero::Limit,
        disclosure: [7; 32],
    };
    tx.add_enrolment(account, &enrolment).await.unwrap();
    assert_eq!(tx.enrolment(account).await.unwrap(), Some(enrolment));
    let contact = crate::ContactRow {
        id: ami_domain::id::ContactId::from_number(1),
        account,
        name: "x".into(),
        reach: "y".into(),
        scope: ami_domain::enrol::Scope::ALL.into(),
        consent_at: AT,
        consent_by: person,
    };
    assert!(tx.put_contact(&contact).await.unwrap());
    let known = tx.contacts(account, LIMIT).await.unwrap();
    assert_eq!(known, std::slice::from_ref(&contact));
    assert!(
        tx.remove_contact(account, contact.id, person, AT)
            .await
            .unwrap()
    );
    assert!(!tx.put_contact(&contact).await.unwrap());
    tx.identity_proof(account, person, AT).await.unwrap();
}

/// Moving out.
pub(super) async fn leave(tx: &mut Tx) {
    let (account, person) = (AccountId::from_number(1), UserId::from_number(1));
    let wish = crate::MoveOutRow {
        account,
        at: AT,
        asked_by: person,
        asked_at: AT,
        next_at: Some(AT),
        closed_at: None,
        refund: ami_domain::money::Money::ZERO,
    };
    assert!(tx.ask_move_out(&wish).await.unwrap());
    assert!(tx.cancel_move_out(account).await.unwrap());
    assert!(tx.ask_move_out(&wish).await.unwrap());
    assert_eq!(tx.move_outs_due(AT, LIMIT).await.unwrap(), [account]);
    tx.postpone_move_out(account, Some(AT)).await.unwrap();
    tx.undecided(account).await.unwrap();
    tx.events_open_for(account, LIMIT).await.unwrap();
    let row = tx.account(account).await.unwrap().unwrap();
    let meter = tx.meter(row.meter).await.unwrap().unwrap();
    let time = Window {
        start: AT,
        end: AT + Span::days(1),
    };
    let ends = (AT, ami_domain::money::Money::ZERO);
    let tenancy = crate::TenancyRow {
        meter: meter.id,
        window: time,
        seq: 7,
    };
    tx.close_account(account, &meter, tenancy, ends)
        .await
        .unwrap();
    assert_eq!(tx.tenancy(account).await.unwrap(), Some(tenancy));
    assert_eq!(tx.next_view(meter.id, None).await.unwrap(), 8);
    let left = tx.left_before(meter.id, time.end + Span::days(1)).await;
    assert_eq!(left.unwrap(), Some(time.end));
    assert!(tx.account_of_meter(meter.id).await.unwrap().is_none());
    assert!(!tx.ask_move_out(&wish).await.unwrap());
    tx.remove_contacts(account, person, AT).await.unwrap();
}
