//! Every case of a command has its answer, and its place among those that move supply.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use ami_domain::code::Code;
use ami_domain::command::Prepay;
use ami_domain::energy::WattHours;
use ami_domain::id::{ClearanceId, PaymentId};
use ami_domain::receipt::{Supply, Switch};

pub(crate) const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

pub(crate) fn receipt(message: MessageId) -> Receipt {
    let supply = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::new(1_000),
        at: at(5),
        trip: None,
    };
    Receipt {
        message,
        meter: MeterId::from_number(2),
        completed_at: at(5),
        code: Code::SUPPLY_ON,
        outcome: Outcome::Done,
        log_seq: 3,
        supply,
        test: None,
    }
}

pub(crate) fn command(id: u128, seq: u64, priority: Priority) -> Command {
    Command {
        id: MessageId::from_number(id),
        meter: MeterId::from_number(2),
        epoch: 1,
        seq,
        priority,
        kind: CommandKind::Connect,
        accepted_at: at(0),
        not_before: at(10),
        not_after: Some(at(20)),
    }
}

#[test]
fn every_case_of_a_command_has_its_answer() {
    let command = command(1, 1, Priority::Alert);
    let done = receipt(command.id);
    let refuse = Check::Refuse;
    // (own, retained, known, seconds, answer)
    let table = [
        (true, false, Known::New, 15, Check::Send),
        (true, false, Known::New, 10, Check::Send),
        (true, false, Known::New, 9, Check::Hold(at(10))),
        (true, false, Known::New, 20, refuse(Why::Expired)),
        (true, true, Known::New, 15, refuse(Why::Retained)),
        (true, true, Known::Done(done), 15, refuse(Why::Retained)),
        (false, false, Known::New, 15, refuse(Why::OtherMeter)),
        (true, false, Known::Done(done), 15, Check::Answer(done)),
        (true, false, Known::Done(done), 99, Check::Answer(done)),
        (true, false, Known::Intended, 15, Check::ReadBack),
        (true, false, Known::Intended, 99, Check::ReadBack),
    ];
    for (own, retained, known, now, answer) in table {
        let got = command_check(&command, own, retained, known, at(now));
        assert_eq!(got, answer, "{own} {retained} {known:?} {now}");
    }
    let found = after_read_back(&command, Some(done), at(99));
    assert_eq!(found, Check::Answer(done));
    assert_eq!(after_read_back(&command, None, at(15)), Check::Send);
    let late = after_read_back(&command, None, at(20));
    assert_eq!(late, refuse(Why::Expired));
}

#[test]
fn a_reconnect_without_an_end_is_carried_out_however_late() {
    let mut late = command(1, 1, Priority::Restore);
    late.not_after = None;
    let check = command_check(&late, true, false, Known::New, at(1_000_000));
    assert_eq!(check, Check::Send);
}

#[test]
fn a_clock_that_is_behind_does_not_hold_a_reconnect_back() {
    let paid = command(1, 1, Priority::Restore);
    let check = command_check(&paid, true, false, Known::New, at(-1_000_000));
    assert_eq!(check, Check::Send);
}

#[test]
fn after_a_backup_was_put_back_only_a_new_epoch_moves_supply_again() {
    let mut connect = command(1, 7, Priority::Restore);
    let newer = command(2, 9, Priority::Restore);
    let gone = Gone::default().with(&newer);
    assert_eq!(order(&connect, gone, None), Order::Older);
    connect.epoch = 2;
    assert_eq!(order(&connect, gone, None), Order::InOrder);
}

#[test]
fn a_limit_is_taken_away_although_newer_credit_has_gone_out_and_not_after_a_newer_cut() {
    let of = |seq, kind: &CommandKind| Command {
        kind: kind.clone(),
        ..command(1, seq, Priority::Restore)
    };
    let credit = CommandKind::Prepay(Prepay {
        payment: PaymentId::from_number(1),
        credit: WattHours::new(1_000),
    });
    let cut = serde_json::json!({ "clearance": ClearanceId::from_number(1), "cause": "zero" });
    let cut = CommandKind::Disconnect(serde_json::from_value(cut).unwrap());
    let (connect, unlimit) = (CommandKind::Connect, CommandKind::Unlimit);
    for (late, newer, expected) in [
        (&unlimit, &credit, Order::InOrder),
        (&unlimit, &connect, Order::InOrder),
        (&unlimit, &unlimit, Order::Older),
        (&unlimit, &cut, Order::Older),
        (&connect, &unlimit, Order::InOrder),
        (&connect, &credit, Order::Older),
        (&connect, &cut, Order::Older),
        (&cut, &credit, Order::Older),
        (&cut, &unlimit, Order::Older),
    ] {
        let gone = Gone::default().with(&of(9, newer));
        let place = order(&of(8, late), gone, None);
        assert_eq!(place, expected, "{late:?} after {newer:?}");
        let next = order(&of(10, late), gone, None);
        assert_eq!(next, Order::InOrder, "{late:?} before {newer:?}");
    }
}

#[test]
fn copies_of_a_receipt_have_the_same_id_and_differ_from_the_message() {
    let speaker = Speaker {
        gateway: ami_domain::id::GatewayId::from_number(1),
        meter: MeterId::from_number(2),
    };
    let receipt = receipt(MessageId::from_number(9));
    let (first, second) = (
        speaker.receipt(receipt, at(1)),
        speaker.receipt(receipt, at(2)),
    );
    assert_eq!(first.id, second.id);
    assert_ne!(first.id, receipt.message);
    assert_ne!(derived_id("a", &[b"b"]), derived_id("a", &[b"c"]));
}
