//! Snapshots: a change of a body is a change of the contract, and is seen here.

use crate::sample::{ACCOUNT, METER, alert, at, downs, local, notice, states, supply, ups, view};
use ami_domain::account::{AtZero, Mode};
use ami_domain::code::Code;
use ami_domain::display::Confidence;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::explain::LineageId;
use ami_domain::id::{AlertId, MessageId, PaymentId, UserId};
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::payment::LineKind;
use ami_domain::role::Role;
use ami_domain::time::{Span, Window};
use ami_wire::api::{
    Account, AccountRow, Acknowledged, Confirmation, Delivery, Estimate, Live, Message, Pay,
    Payment, PaymentLine, PaymentMoney, Payments, Problem, ServerTime, Session, SetLocale, SignIn,
    Step, Usage, UsageRow,
};
use ami_wire::down::{Ack, Down};
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdSeen, IhdView};
use ami_wire::up::Up;
use ami_wire::utility::{Audience, UtilityAlert, UtilityReply};
use serde::Serialize;
use serde_json::Value;

fn lines(all: &[(&str, Vec<u8>)]) -> String {
    let pretty = |bytes: &[u8]| {
        let value: Value = serde_json::from_slice(bytes).unwrap();
        serde_json::to_string_pretty(&sorted(value)).unwrap()
    };
    let each = all
        .iter()
        .map(|(name, bytes)| format!("{name}\n{}\n", pretty(bytes)));
    each.collect()
}

/// Keys in alphabetical order, whichever order serde_json keeps in this build: another crate of a
/// workspace may switch on `preserve_order` for all.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let ordered: std::collections::BTreeMap<String, Value> = map
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            Value::Object(ordered.into_iter().collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

#[test]
fn commands_to_meters_look_like_this_and_read_back() {
    let downs = downs();
    let named: Vec<_> = downs
        .iter()
        .map(|down| (down.command.kind.word(), down.to_bytes()))
        .collect();
    insta::assert_snapshot!(lines(&named));
    for down in downs {
        assert_eq!(Down::from_bytes(&down.to_bytes()).unwrap(), down);
    }
}

#[test]
fn messages_from_meters_look_like_this_and_read_back() {
    let ups = ups();
    let named: Vec<_> = ups
        .iter()
        .map(|up| (up.body.word(), up.to_bytes()))
        .collect();
    insta::assert_snapshot!(lines(&named));
    for up in ups {
        assert_eq!(Up::from_bytes(&up.to_bytes()).unwrap(), up);
    }
}

#[test]
fn the_other_mqtt_bodies_look_like_this_and_read_back() {
    let ack = Ack::new(vec![MessageId::from_number(1), MessageId::from_number(2)]);
    let all = alert(Audience::All);
    let list = alert(Audience::List(vec![ACCOUNT]));
    let reply = UtilityReply {
        v: 1,
        id: Some(notice().id),
        accounts: Some(3),
        places: None,
        cancelled: false,
        field: None,
        refused: None,
    };
    let shown = IhdView {
        v: 1,
        meter: METER,
        view: Some(view()),
        supply: supply(),
        power: Watts::new(830),
        last_code: Some(Code::SUPPLY_ON),
        read_at: at(4),
        estimate: None,
        utility_link: false,
        meter_link: true,
    };
    let message = IhdMessage {
        v: 1,
        notice: notice(),
    };
    let confirm = IhdConfirm {
        v: 1,
        alert: notice().id,
    };
    let seen = IhdSeen {
        v: 1,
        alert: notice().id,
    };
    insta::assert_snapshot!(lines(&[
        ("ack", ack.to_bytes()),
        ("utility alert to all", all.to_bytes()),
        ("utility alert to a list", list.to_bytes()),
        ("utility reply", reply.to_bytes()),
        ("display view", shown.to_bytes()),
        ("display message", message.to_bytes()),
        ("display confirmation", confirm.to_bytes()),
        ("display sighting", seen.to_bytes()),
    ]));
    assert_eq!(Ack::from_bytes(&ack.to_bytes()).unwrap(), ack);
    assert_eq!(UtilityAlert::from_bytes(&list.to_bytes()).unwrap(), list);
    assert_eq!(UtilityReply::from_bytes(&reply.to_bytes()).unwrap(), reply);
    assert_eq!(IhdView::from_bytes(&shown.to_bytes()).unwrap(), shown);
    assert_eq!(
        IhdMessage::from_bytes(&message.to_bytes()).unwrap(),
        message
    );
    assert_eq!(
        IhdConfirm::from_bytes(&confirm.to_bytes()).unwrap(),
        confirm
    );
}

#[test]
fn requests_over_http_look_like_this() {
    let sign_in = SignIn {
        login: "ana".into(),
        password: "secret".into(),
    };
    let locale = SetLocale {
        locale: "es-US".into(),
    };
    let pay = Pay {
        amount: Money::dollars(25),
        method: "sandbox_card".into(),
        token: "tok_approve".into(),
    };
    assert!(!format!("{sign_in:?}").contains("secret"));
    insta::assert_snapshot!(lines(&[
        ("sign in", json(&sign_in)),
        ("language", json(&locale)),
        ("pay", json(&pay)),
    ]));
}

fn usage() -> Usage {
    let row = |energy, estimated| UsageRow {
        start: local(0),
        length: Span::hours(24),
        energy,
        cost: Money::cents(250),
        estimated,
        lineage: energy.map(|_| LineageId::Charges {
            account: ACCOUNT,
            window: Window {
                start: at(0),
                end: at(86_400_000),
            },
        }),
    };
    Usage {
        step: Step::Day,
        rows: vec![row(Some(WattHours::kilo(10)), true), row(None, false)],
        total: WattHours::kilo(10),
        cost: Money::cents(250),
        daily_average: WattHours::kilo(10),
        lineage: None,
    }
}

#[test]
fn people_and_accounts_over_http_look_like_this() {
    let session = Session {
        user: UserId::from_number(5),
        name: "Ana".into(),
        role: Role::Customer,
        locale: "es-US".into(),
        accounts: vec![ACCOUNT],
    };
    let found = AccountRow {
        id: ACCOUNT,
        number: "3-1".into(),
        name: "Ana".into(),
        address: "1 Orange Street".into(),
    };
    let account = Account {
        id: ACCOUNT,
        number: "3-1".into(),
        name: "Ana".into(),
        address: "1 Orange Street".into(),
        mode: Mode::Prepaid,
        at_zero: AtZero::RegularBilling,
        meter: METER,
        meter_serial: "AMI1".into(),
        view: view(),
        lineage: LineageId::View {
            account: ACCOUNT,
            seq: view().seq,
        },
        supply: Some(supply()),
        gateway_online: true,
        payment_min: Money::dollars(10),
        payment_max: Money::dollars(1_000),
        closed: None,
    };
    let estimate = Estimate {
        from: local(0),
        until: local(86_400_000),
        likely: Money::dollars(30),
        safe: Money::dollars(36),
        energy: WattHours::kilo(120),
        fixed: Money::dollars(5),
        suggested: Money::dollars(13),
        pay_likely: Money::dollars(10),
        pay_safe: Money::dollars(14),
        confidence: Confidence::Class,
        lineage: None,
    };
    let time = ServerTime {
        now: at(0),
        factor: 360,
    };
    insta::assert_snapshot!(lines(&[
        ("session", json(&session)),
        ("found account", json(&found)),
        ("account", json(&account)),
        ("estimate", json(&estimate)),
        ("usage", json(&usage())),
        ("time", json(&time)),
    ]));
}

fn payment(state: ami_domain::payment::PaymentState) -> Payment {
    let applied = state.word() == "applied";
    Payment {
        id: PaymentId::from_number(0x9a1d),
        account: ACCOUNT,
        amount: Money::dollars(25),
        currency: "USD".into(),
        method: "sandbox_card".into(),
        offered_at: local(0),
        state,
        credit: WattHours::kilo(100),
        balance_after: applied.then(|| Money::dollars(45)),
        split: Vec::new(),
        delivery: applied.then(|| Delivery {
            message: MessageId::from_number(1),
            sent_at: Some(local(2)),
            attempts: 1,
            confirmed_at: None,
            refused: false,
            late: false,
        }),
        money: PaymentMoney {
            after: if applied { "nothing" } else { "" }.into(),
            lines: vec![PaymentLine {
                what: LineKind::Credit,
                amount: Money::dollars(25),
            }],
            ..PaymentMoney::default()
        },
        lineage: applied.then(|| LineageId::Payment(PaymentId::from_number(0x9a1d))),
    }
}

fn message() -> Message {
    Message {
        id: AlertId::from_number(0xa1e7),
        importance: Importance::Warning,
        text: notice().text,
        from: local(0),
        until: local(86_400_000),
        over: false,
        confirm: true,
        confirmed_at: None,
        lineage: None,
    }
}

#[test]
fn payments_and_texts_over_http_look_like_this() {
    let payments = Payments {
        payments: states().into_iter().map(payment).collect(),
    };
    let confirmation = Confirmation {
        payment: PaymentId::from_number(0x9a1d),
        account: ACCOUNT,
        number: "3-1".into(),
        name: "Ana".into(),
        amount: Money::dollars(25),
        currency: "USD".into(),
        message: MessageId::from_number(1),
        meter: METER,
        meter_serial: "AMI1".into(),
        completed_at: local(5),
        refused: false,
        acknowledged: Some(Acknowledged {
            by: "Rosa".into(),
            at: local(9),
        }),
    };
    let problem = Problem {
        code: "error-amount-below-minimum".into(),
        detail: "The amount is below the smallest payment, $10.00.".into(),
        field: Some("amount".into()),
        retry_after_s: None,
    };
    insta::assert_snapshot!(lines(&[
        ("payments", json(&payments)),
        ("confirmation", json(&confirmation)),
        ("message", json(&message())),
        ("problem", json(&problem)),
    ]));
}

#[test]
fn live_events_look_like_this_and_read_back() {
    let events = [
        ("view", Live::View(Box::new(view()))),
        ("supply", Live::Supply(supply())),
        ("payment", Live::Payment(Box::new(payment(states()[0])))),
        ("message", Live::Message(Box::new(message()))),
    ];
    let named: Vec<_> = events
        .iter()
        .map(|(name, live)| (*name, json(live)))
        .collect();
    insta::assert_snapshot!(lines(&named));
    for (_, live) in events {
        assert_eq!(serde_json::from_slice::<Live>(&json(&live)).unwrap(), live);
    }
}
