//! The stop of all cuts, and what a backup that was put back needs.

use crate::commands::command;
use crate::house::{House, both, t, town};
use ami_domain::id::{MessageId, MeterId, UserId};
use ami_domain::time::{Span, Timestamp};
use ami_store::{CutStop, SessionRow};

both!(
    one_stop_is_in_force_and_two_people_end_it,
    after_a_backup_each_meter_begins_a_new_epoch_and_nobody_is_signed_in,
);

async fn one_stop_is_in_force_and_two_people_end_it(house: &House) {
    let mut tx = town(house, 2).await;
    let [one, two] = [1, 2].map(UserId::from_number);
    assert_eq!(tx.cut_stop().await.unwrap(), None);
    for round in 1..=2 {
        assert!(tx.stop_cuts(t(round), Some(one), "fire").await.unwrap());
        assert!(!tx.stop_cuts(t(9), None, "again").await.unwrap());
        let mut stop = CutStop {
            since: t(round),
            by: Some(one),
            why: "fire".into(),
            lifted_by: None,
        };
        assert_eq!(tx.cut_stop().await.unwrap(), Some(stop.clone()));
        assert!(!tx.lift_stop(t(20), two).await.unwrap());
        assert!(!tx.lift_stop(t(21), two).await.unwrap(), "one person");
        stop.lifted_by = Some(two);
        assert_eq!(tx.cut_stop().await.unwrap(), Some(stop));
        assert!(tx.lift_stop(t(22), one).await.unwrap());
        assert_eq!(tx.cut_stop().await.unwrap(), None);
        assert!(!tx.lift_stop(t(23), one).await.unwrap(), "none in force");
    }
}

async fn after_a_backup_each_meter_begins_a_new_epoch_and_nobody_is_signed_in(house: &House) {
    let mut tx = town(house, 2).await;
    let session = SessionRow {
        token_hash: [1; 32],
        user: UserId::from_number(1),
        created_at: t(1),
        last_seen_at: t(1),
        expires_at: t(100),
    };
    tx.insert_session(&session).await.unwrap();
    let credit = command(7, 1);
    assert!(tx.accept_command(&credit).await.unwrap());
    let real = Timestamp::from_millis(0) + Span::minutes(900);
    let done = tx.restored(real).await.unwrap();
    assert_eq!((done.meters, done.cuts, done.sessions), (2, 0, 1));
    assert_eq!(tx.session(&[1; 32]).await.unwrap(), None);
    // Each gateway hears of it by a view; nobody is left out.
    let due = tx.accounts_to_refresh(t(0), 9).await.unwrap();
    assert_eq!(due.len(), 2);
    for number in 1..=2 {
        let meter = tx.meter(MeterId::from_number(number)).await.unwrap();
        assert_eq!(meter.unwrap().epoch, 900);
    }
    // What was paid for and on its way goes on, under its own name.
    let row = tx.command(MessageId::from_number(7)).await.unwrap();
    let moved = row.unwrap().command;
    assert_eq!((moved.epoch, moved.seq), (900, credit.seq));
    assert_eq!(moved.kind, credit.kind);
}
