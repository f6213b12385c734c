//! Commands from acceptance to receipt.

use crate::accounts::view;
use crate::house::{House, both, t, town};
use ami_domain::clock::Now;
use ami_domain::command::{Command, CommandKind, Prepay, Priority};
use ami_domain::energy::WattHours;
use ami_domain::id::{AlertId, MessageId, MeterId, PaymentId};
use ami_domain::time::Span;
use ami_store::{CommandRow, CommandState, StoreError};

both!(
    a_command_is_accepted_once_and_reads_back,
    nfr04_due_commands_come_by_priority_and_sequence,
    nfr10_a_sent_command_is_due_again_at_its_time,
    nfr02_a_command_without_receipt_becomes_late_once,
    a_newer_show_supersedes_the_older_ones,
);

/// Command `n` to meter 1: credit for payment `n`.
pub(crate) fn command(n: u128, seq: u64) -> Command {
    let credit = WattHours::kilo(10);
    let payment = PaymentId::from_number(n);
    of_kind(n, seq, CommandKind::Prepay(Prepay { payment, credit }))
}

fn of_kind(n: u128, seq: u64, kind: CommandKind) -> Command {
    Command {
        id: MessageId::from_number(n),
        meter: MeterId::from_number(1),
        epoch: 3,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: t(10),
        not_before: t(10),
        not_after: None,
    }
}

fn now(business: i64, real: i64) -> Now {
    Now {
        business: t(business),
        real: t(real),
    }
}

fn numbers(rows: &[CommandRow]) -> Vec<u64> {
    rows.iter().map(|row| row.command.seq).collect()
}

async fn a_command_is_accepted_once_and_reads_back(house: &House) {
    let mut tx = town(house, 1).await;
    let mut show = of_kind(1, 1, CommandKind::Show(Box::new(view(3))));
    show.not_after = Some(t(99));
    assert!(tx.accept_command(&show).await.unwrap());
    assert!(!tx.accept_command(&show).await.unwrap());
    let row = tx.command(show.id).await.unwrap().unwrap();
    let expected = CommandRow {
        command: show.clone(),
        state: CommandState::Queued,
        attempts: 0,
        first_sent: None,
        last_sent_real: None,
        next_at_real: t(0),
        late: false,
    };
    assert_eq!(row, expected);
    assert_eq!(tx.command(MessageId::from_number(2)).await.unwrap(), None);
    for state in CommandState::ALL {
        assert!(tx.set_command_state(show.id, state).await.unwrap());
        let row = tx.command(show.id).await.unwrap().unwrap();
        assert_eq!(row.state, state);
    }
    let unknown = MessageId::from_number(9);
    let state = CommandState::Expired;
    assert!(!tx.set_command_state(unknown, state).await.unwrap());
    // Two commands under one sequence would make the meter drop one of them.
    let twin = of_kind(2, 1, CommandKind::Connect);
    let refused = tx.accept_command(&twin).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
}

async fn nfr04_due_commands_come_by_priority_and_sequence(house: &House) {
    let mut tx = town(house, 1).await;
    let withdraw = CommandKind::Withdraw(AlertId::from_number(1));
    let show = CommandKind::Show(Box::new(view(1)));
    let kinds = [show.clone(), show, withdraw, CommandKind::Connect];
    for (n, kind) in (1..).zip(kinds) {
        let one = of_kind(u128::from(n), n, kind);
        tx.accept_command(&one).await.unwrap();
    }
    let mut later = command(5, 5);
    (later.not_before, later.priority) = (t(500), Priority::Restore);
    tx.accept_command(&later).await.unwrap();
    let due = tx.due_commands(now(100, 0), 10).await.unwrap();
    assert_eq!(numbers(&due), [4, 3, 1, 2]);
    assert_eq!(
        numbers(&tx.due_commands(now(100, 0), 2).await.unwrap()),
        [4, 3]
    );
    let due = tx.due_commands(now(500, 0), 1).await.unwrap();
    assert_eq!(numbers(&due), [4]);
    assert_eq!(tx.due_commands(now(500, 0), 10).await.unwrap().len(), 5);
    assert_eq!(tx.due_commands(now(9, 0), 10).await.unwrap(), vec![]);
    let open = tx.open_commands(MeterId::from_number(1)).await.unwrap();
    assert_eq!(numbers(&open), [1, 2, 3, 4, 5]);
}

async fn nfr10_a_sent_command_is_due_again_at_its_time(house: &House) {
    let mut tx = town(house, 1).await;
    let one = command(1, 1);
    tx.accept_command(&one).await.unwrap();
    assert!(
        tx.mark_sent(one.id, now(20, 1_000), t(46_000))
            .await
            .unwrap()
    );
    assert_eq!(tx.due_commands(now(99, 45_999), 10).await.unwrap(), vec![]);
    let due = tx.due_commands(now(99, 46_000), 10).await.unwrap();
    assert_eq!(numbers(&due), [1]);
    assert!(
        tx.mark_sent(one.id, now(30, 46_000), t(136_000))
            .await
            .unwrap()
    );
    let row = tx.command(one.id).await.unwrap().unwrap();
    assert_eq!((row.state, row.attempts), (CommandState::Sent, 2));
    assert_eq!(row.first_sent, Some((t(20), t(1_000))));
    assert_eq!(row.last_sent_real, Some(t(46_000)));
    // Its gateway comes back: it is due at once.
    let meter = MeterId::from_number(1);
    assert_eq!(
        tx.requeue_meter_commands(meter, t(50_000)).await.unwrap(),
        1
    );
    assert_eq!(tx.due_commands(now(99, 50_000), 10).await.unwrap().len(), 1);
    let state = CommandState::Receipted;
    assert!(tx.set_command_state(one.id, state).await.unwrap());
    assert!(!tx.mark_sent(one.id, now(40, 60_000), t(0)).await.unwrap());
    assert_eq!(tx.due_commands(now(99, 999_999), 10).await.unwrap(), vec![]);
    assert_eq!(tx.requeue_meter_commands(meter, t(0)).await.unwrap(), 0);
}

async fn nfr02_a_command_without_receipt_becomes_late_once(house: &House) {
    let mut tx = town(house, 1).await;
    for n in 1..=3 {
        tx.accept_command(&command(n, n as u64)).await.unwrap();
    }
    for n in [1, 2] {
        let id = MessageId::from_number(n);
        tx.mark_sent(id, now(20, 1_000), t(46_000)).await.unwrap();
    }
    let state = CommandState::Receipted;
    tx.set_command_state(MessageId::from_number(2), state)
        .await
        .unwrap();
    let minute = Span::seconds(60);
    assert_eq!(tx.mark_late(t(60_999), minute).await.unwrap(), 0);
    assert_eq!(tx.mark_late(t(61_000), minute).await.unwrap(), 1);
    assert_eq!(tx.mark_late(t(99_000), minute).await.unwrap(), 0);
    assert!(
        tx.command(MessageId::from_number(1))
            .await
            .unwrap()
            .unwrap()
            .late
    );
}

async fn a_newer_show_supersedes_the_older_ones(house: &House) {
    let mut tx = town(house, 1).await;
    let show = || CommandKind::Show(Box::new(view(1)));
    for (n, kind) in [
        (1, show()),
        (2, CommandKind::Connect),
        (3, show()),
        (4, show()),
    ] {
        tx.accept_command(&of_kind(n, n as u64, kind))
            .await
            .unwrap();
    }
    let meter = MeterId::from_number(1);
    assert_eq!(tx.supersede_shows(meter, 4).await.unwrap(), 2);
    assert_eq!(tx.supersede_shows(meter, 4).await.unwrap(), 0);
    let open = tx.open_commands(meter).await.unwrap();
    assert_eq!(numbers(&open), [2, 4]);
}
