//! What the machine does for each input.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use ami_domain::account::{AtZero, Mode};
use ami_domain::command::{Command, CommandKind, Prepay};
use ami_domain::display::{DisplayView, Standing};
use ami_domain::energy::Rate;
use ami_domain::id::{AlertId, PaymentId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::receipt::{MeterRefusal, Outcome};
use ami_domain::time::{LocalMoment, Window};
use ami_wire::down::Down;
use proptest::prelude::*;

mod laws;
mod limit;
mod prepay;
mod service;

const METER: MeterId = MeterId::from_number(7);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn meter(switch: Switch) -> AmiMeter {
    let made = Meter {
        meter: METER,
        serial: "AMI00000007".into(),
        interval: Span::hours(1),
        has_switch: true,
        switch,
        credit: WattHours::ZERO,
    };
    AmiMeter::new(made, at(0)).unwrap()
}

fn command(id: u128, seq: u64, kind: CommandKind) -> Command {
    Command {
        id: MessageId::from_number(id),
        meter: METER,
        epoch: 1,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: at(0),
        not_before: at(0),
        not_after: None,
    }
}

fn prepay(id: u128, seq: u64, kwh: i64) -> Command {
    let payment = PaymentId::from_number(id);
    command(
        id,
        seq,
        CommandKind::Prepay(Prepay {
            payment,
            credit: WattHours::kilo(kwh),
        }),
    )
}

fn view(seq: u64) -> DisplayView {
    DisplayView {
        seq,
        mode: Mode::Prepaid,
        currency: "USD".into(),
        balance: Money::dollars(23),
        credit: WattHours::kilo(98),
        remaining: None,
        standing: Standing::Ok,
        at_zero: AtZero::Disconnect,
        ahead: None,
        rate_now: Rate::micros_per_kwh(230_000),
        basis: None,
        behind: None,
        used_today: WattHours::kilo(3),
        cost_today: Money::cents(69),
        borrowed: Money::ZERO,
        daily_average: WattHours::kilo(11),
        usage_until: None,
        event: None,
        as_of: LocalMoment {
            at: at(60),
            offset_minutes: -480,
        },
    }
}

fn notice(id: u128, importance: Importance) -> Notice {
    Notice {
        id: AlertId::from_number(id),
        importance,
        text: Bilingual {
            en: "Storm tonight".into(),
            es: "Tormenta esta noche".into(),
        },
        valid: Window {
            start: at(0),
            end: at(10_000),
        },
        confirm: false,
        figures: false,
    }
}

fn send(meter: &mut AmiMeter, now: i64, command: &Command) -> Receipt {
    let out = meter.handle(
        at(now),
        Input::Message(Down::new(command.clone()).to_bytes()),
    );
    receipt_in(&out)
}

fn receipt_in(out: &[Output]) -> Receipt {
    *out.iter().find_map(Output::receipt).unwrap()
}

fn refusal(receipt: &Receipt) -> Option<MeterRefusal> {
    match receipt.outcome {
        Outcome::Done => None,
        Outcome::Refused(why) => Some(why),
    }
}

#[test]
fn sc1_8_a_payment_is_logged_switches_on_at_once_and_is_receipted() {
    let mut meter = meter(Switch::Off);
    let message = Down::new(prepay(1, 1, 10)).to_bytes();
    let out = meter.handle(at(5), Input::Message(message));
    assert!(out.contains(&Output::SwitchMoved(Switch::On)));
    let receipt = receipt_in(&out);
    assert_eq!(receipt.outcome, Outcome::Done);
    assert_eq!(receipt.code, Code::CREDIT_ADDED);
    assert_eq!((receipt.meter, receipt.completed_at), (METER, at(5)));
    assert_eq!(receipt.supply.credit, WattHours::kilo(10));
    assert_eq!(receipt.supply.switch, Switch::On);
    let codes: Vec<_> = meter
        .log(0)
        .map(|row| (row.seq, row.code, row.inbound))
        .collect();
    assert_eq!(
        codes,
        [(1, Code::CREDIT_ADDED, true), (2, Code::SUPPLY_ON, false)]
    );
    assert_eq!(receipt.log_seq, 1);
}

#[test]
fn fr15_a_copy_gets_the_same_receipt_and_changes_nothing_but_the_log() {
    let mut meter = meter(Switch::Off);
    let first = send(&mut meter, 5, &prepay(1, 1, 10));
    let second = send(&mut meter, 500, &prepay(1, 1, 10));
    assert_eq!(first, second);
    assert_eq!(meter.examine().credit, WattHours::kilo(10));
    assert_eq!(
        meter.log(2).map(|row| row.code).collect::<Vec<_>>(),
        [Code::DUPLICATE]
    );
}

#[test]
fn a_payment_under_a_second_name_is_credited_once_and_brings_power_and_is_no_refusal() {
    let mut meter = meter(Switch::On);
    send(&mut meter, 1, &prepay(1, 1, 10));
    meter.handle(at(2), Input::Disconnect);
    let mut again = prepay(1, 2, 10);
    again.id = MessageId::from_number(99);
    again.epoch = 2;
    // ADCS sends refused credit again: a refusal would go back and forth for ever.
    assert_eq!(refusal(&send(&mut meter, 3, &again)), None);
    assert_eq!(meter.examine().credit, WattHours::kilo(10));
    assert_eq!(meter.examine().switch, Switch::On);
}

#[test]
fn what_is_wrong_with_a_message_is_named_and_nothing_changes() {
    let mut meter = meter(Switch::Off);
    send(
        &mut meter,
        1,
        &command(1, 1, CommandKind::Show(Box::new(view(1)))),
    );
    let other = Command {
        meter: MeterId::from_number(8),
        ..prepay(2, 2, 1)
    };
    let old = Command {
        epoch: 0,
        ..prepay(3, 3, 1)
    };
    let late = Command {
        not_after: Some(at(100)),
        ..prepay(4, 4, 1)
    };
    let early = Command {
        not_before: at(100_000),
        ..command(5, 5, CommandKind::Show(Box::new(view(5))))
    };
    let cases = [
        (other, MeterRefusal::OtherMeter),
        (old, MeterRefusal::OldEpoch),
        (late, MeterRefusal::Expired),
        (early, MeterRefusal::NotSupported),
        (prepay(6, 6, 0), MeterRefusal::NotSupported),
        (prepay(7, 7, 2_000_000_000), MeterRefusal::NotSupported),
    ];
    for (command, why) in cases {
        assert_eq!(refusal(&send(&mut meter, 100, &command)), Some(why));
        assert_eq!(
            refusal(&send(&mut meter, 1, &command)),
            Some(why),
            "and a copy is the same"
        );
    }
    assert_eq!(meter.examine().credit, WattHours::ZERO);
    assert_eq!(meter.examine().switch, Switch::Off);
    assert!(meter.log(0).any(|row| row.code == Code::REFUSED));
}

#[test]
fn a_clock_that_is_behind_does_not_keep_a_paid_customer_dark() {
    let mut meter = meter(Switch::Off);
    let paid = Command {
        not_before: at(100_000),
        ..prepay(1, 1, 1)
    };
    assert_eq!(refusal(&send(&mut meter, 100, &paid)), None);
    assert_eq!(meter.examine().credit, WattHours::kilo(1));
    assert_eq!(meter.examine().switch, Switch::On);
}

#[test]
fn what_was_forgotten_cannot_come_back() {
    let mut meter = meter(Switch::On);
    let first = prepay(1, 1, 10);
    send(&mut meter, 1, &first);
    for n in 2..=300u64 {
        send(
            &mut meter,
            2,
            &command(u128::from(n), n, CommandKind::Connect),
        );
    }
    assert_eq!(
        refusal(&send(&mut meter, 3, &first)),
        Some(MeterRefusal::Stale)
    );
    assert_eq!(meter.examine().credit, WattHours::kilo(10));
    let late_but_new = prepay(1_000, 299, 1);
    assert_eq!(
        refusal(&send(&mut meter, 3, &late_but_new)),
        None,
        "order may change on the way"
    );
}

#[test]
fn a_new_epoch_begins_to_count_anew() {
    let mut meter = meter(Switch::On);
    for n in 1..=300u64 {
        send(
            &mut meter,
            2,
            &command(u128::from(n), n, CommandKind::Connect),
        );
    }
    let restored = Command {
        epoch: 2,
        ..prepay(1_000, 1, 3)
    };
    assert_eq!(refusal(&send(&mut meter, 3, &restored)), None);
    let from_before = prepay(1_001, 500, 3);
    assert_eq!(
        refusal(&send(&mut meter, 3, &from_before)),
        Some(MeterRefusal::OldEpoch)
    );
}

#[test]
fn sc1_12_an_older_view_never_replaces_a_newer_one() {
    let mut meter = meter(Switch::On);
    send(
        &mut meter,
        1,
        &command(1, 1, CommandKind::Show(Box::new(view(5)))),
    );
    let older = command(2, 2, CommandKind::Show(Box::new(view(4))));
    assert_eq!(
        refusal(&send(&mut meter, 2, &older)),
        Some(MeterRefusal::Stale)
    );
    assert_eq!(meter.view().unwrap().seq, 5);
    let mut odd = view(6);
    odd.currency = "dollars".into();
    let odd = command(3, 3, CommandKind::Show(Box::new(odd)));
    assert_eq!(
        refusal(&send(&mut meter, 2, &odd)),
        Some(MeterRefusal::NotSupported)
    );
}

#[test]
fn fr11_sixteen_texts_are_held_and_an_emergency_finds_room() {
    let mut meter = meter(Switch::On);
    let mut hold = |n: u128, importance| {
        let kind = CommandKind::Notice(Box::new(notice(n, importance)));
        let seq = u64::try_from(n).unwrap();
        refusal(&send(&mut meter, 1, &command(n, seq, kind)))
    };
    for n in 1..=16 {
        assert_eq!(hold(n, Importance::Notice), None);
    }
    assert_eq!(hold(17, Importance::Notice), Some(MeterRefusal::Full));
    assert_eq!(hold(18, Importance::Emergency), None);
    assert_eq!(meter.notices().len(), 16);
    let id = AlertId::from_number(18);
    assert!(meter.notices().iter().any(|held| held.id == id));
    assert_eq!(
        refusal(&send(
            &mut meter,
            1,
            &command(19, 19, CommandKind::Withdraw(id))
        )),
        None
    );
    assert_eq!(meter.notices().len(), 15);
}
