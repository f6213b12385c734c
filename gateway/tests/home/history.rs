//! Intervals and the log: everything once, from where the last run ended.

use crate::meter::{HISTORY, hours_ago};
use crate::{Home, eventually};
use ami_domain::command::{Command, CommandKind};
use ami_domain::time::{Span, Timestamp};
use ami_wire::up::{IntervalRow, Up, UpBody};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

fn intervals(ups: &[Up]) -> Vec<IntervalRow> {
    let rows = ups.iter().filter_map(|up| match &up.body {
        UpBody::Interval(intervals) => Some(intervals.rows.clone()),
        _ => None,
    });
    rows.flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fr20_all_recorded_intervals_come_up_once_and_a_restart_goes_on_from_there() {
    let mut home = Home::new("history").await;
    let heard = home.utility.heard.clone();
    let expected = usize::try_from(HISTORY).unwrap();
    eventually("the history", || intervals(&heard.ups()).len() >= expected).await;
    let rows = intervals(&heard.ups());
    let by_start: BTreeMap<Timestamp, i64> = rows
        .iter()
        .map(|row| (row.start, row.energy.get()))
        .collect();
    assert_eq!(by_start.len(), rows.len(), "no interval twice");
    let gaps = by_start.keys().zip(by_start.keys().skip(1));
    assert!(gaps.clone().all(|(a, b)| b.since(*a) == Span::hours(1)));
    assert!(by_start.values().all(|energy| *energy == 700));
    let first = hours_ago(HISTORY, rows.last().unwrap().start + Span::hours(1));
    assert!(by_start.contains_key(&first));
    let spool = home.gateway().spool().clone();
    eventually("acknowledged", || spool.is_empty()).await;
    home.stop().await;
    let before = intervals(&heard.ups()).len();
    home.start().await;
    let spool = home.gateway().spool().clone();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(intervals(&heard.ups()).len(), before, "the cursor was kept");
    eventually("acknowledged", || spool.is_empty()).await;
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fr26_rows_of_the_meters_log_come_up_in_order() {
    let mut home = Home::new("log").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    let command = crate::utility::prepay(1, 1);
    home.utility.send(&command).await;
    let of_command = |up: &Up| match &up.body {
        UpBody::Log(rows) => rows.iter().any(|row| row.message == Some(command.id)),
        _ => false,
    };
    eventually("the log", || heard.ups().iter().any(of_command)).await;
    let mut last = 0;
    for up in heard.ups() {
        if let UpBody::Log(rows) = up.body {
            for row in rows {
                assert!(row.seq > last);
                last = row.seq;
            }
        }
    }
    assert!(!heard.silent.load(Ordering::SeqCst));
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_office_that_was_put_back_from_a_backup_hears_all_of_it_again() {
    let mut home = Home::new("again").await;
    let heard = home.utility.heard.clone();
    let expected = usize::try_from(HISTORY).unwrap();
    eventually("the history", || intervals(&heard.ups()).len() >= expected).await;
    let connect = |id: u128, epoch| Command {
        epoch,
        kind: CommandKind::Connect,
        ..crate::utility::prepay(id, u64::try_from(id).unwrap())
    };
    let rows = |word: &str| {
        heard
            .ups()
            .iter()
            .filter(|up| up.body.word() == word)
            .count()
    };
    let said = |id: u128, epoch| {
        let command = connect(id, epoch);
        let (utility, heard) = (&home.utility, heard.clone());
        async move {
            utility.send(&command).await;
            eventually("a receipt", || !heard.receipts(command.id).is_empty()).await;
        }
    };
    said(1, 1).await;
    said(2, 1).await;
    let spool = home.gateway().spool().clone();
    eventually("the log", || rows("log") > 0 && spool.is_empty()).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let (supplies, before) = (rows("supply"), intervals(&heard.ups()).len());
    // An hour may have ended meanwhile.
    assert!(before <= expected + 1, "the same epoch tells nothing anew");
    said(3, 9).await;
    let whole = || intervals(&heard.ups()).len() >= 2 * expected;
    eventually("the history again", whole).await;
    eventually("supply again", || rows("supply") > supplies).await;
    let first = |up: &Up| matches!(&up.body, UpBody::Log(rows) if rows[0].seq == 1);
    let twice = || heard.ups().iter().filter(|up| first(up)).count() >= 2;
    eventually("the log from its first row", twice).await;
    home.stop().await;
}
