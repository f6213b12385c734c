//! The spool after any cut, and what a full one keeps.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use ami_domain::energy::WattHours;
use ami_domain::id::GatewayId;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp};
use ami_wire::up::{IntervalRow, Intervals};
use proptest::prelude::*;

const AT: Timestamp = Timestamp::from_millis(1_000);

fn up(id: u128, body: UpBody) -> Up {
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(id),
        gateway: GatewayId::from_number(1),
        meter: MeterId::from_number(2),
        at: AT,
        body,
    }
}

fn supply(id: u128) -> Up {
    let supply = Supply {
        switch: Switch::On,
        limit: None,
        credit: WattHours::ZERO,
        at: AT,
        trip: None,
    };
    up(id, UpBody::Supply(supply))
}

fn log(id: u128) -> Up {
    up(id, UpBody::Log(Vec::new()))
}

fn confirmed(id: u128) -> Up {
    let alert = ami_domain::id::AlertId::from_number(7);
    up(id, UpBody::Confirmed { alert, at: AT })
}

fn intervals(id: u128) -> Up {
    let row = IntervalRow {
        start: AT,
        energy: WattHours::new(5),
        estimated: false,
    };
    let intervals = Intervals {
        length: Span::hours(1),
        rows: vec![row],
    };
    up(id, UpBody::Interval(intervals))
}

fn ids(spool: &Spool) -> Vec<u128> {
    let rows = spool.offer(usize::MAX, |_| false);
    rows.iter()
        .map(|row| u128::from_be_bytes(row.id.to_bytes()))
        .collect()
}

fn small() -> Room {
    Room {
        rows: 6,
        bytes: 100_000,
        reserved_rows: 2,
        reserved_bytes: 1_000,
    }
}

#[test]
fn what_is_kept_is_there_after_a_restart_until_it_is_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path(), Room::default()).unwrap();
    spool
        .push(&[intervals(1), supply(2), confirmed(3)])
        .unwrap();
    spool.push(&[intervals(1)]).unwrap();
    assert_eq!(spool.forget(&[MessageId::from_number(2)]), 1);
    assert_eq!(spool.forget(&[MessageId::from_number(99)]), 0);
    drop(spool);
    let spool = Spool::open(dir.path(), Room::default()).unwrap();
    assert_eq!(ids(&spool), vec![3, 1], "confirmations go first");
    let row = &spool.offer(1, |_| false)[0];
    assert_eq!(row.topic(), format!("ami/1/meter/{:032x}/up/confirmed", 2));
    assert_eq!(*row.bytes, *confirmed(3).to_bytes());
}

#[test]
fn when_full_logs_go_first_then_supply_intervals_are_refused_and_receipts_never() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path(), small()).unwrap();
    spool
        .push(&[log(1), supply(2), supply(3), intervals(4)])
        .unwrap();
    spool.push(&[intervals(5)]).unwrap();
    assert_eq!(ids(&spool), vec![2, 3, 4, 5], "the log gave way");
    spool.push(&[intervals(6)]).unwrap();
    assert_eq!(ids(&spool), vec![3, 4, 5, 6], "then the older supply");
    let refused = spool.push(&[intervals(7)]);
    assert!(matches!(refused, Err(SpoolError::Full { rows: 4, .. })));
    spool.push(&[confirmed(8), confirmed(9)]).unwrap();
    assert!(spool.has_room_for_receipt());
    spool.push(&[confirmed(10)]).unwrap();
    assert!(!spool.has_room_for_receipt());
    let refused = spool.push(&[confirmed(11)]);
    assert!(matches!(refused, Err(SpoolError::Full { .. })));
    drop(spool);
    let spool = Spool::open(dir.path(), small()).unwrap();
    assert_eq!(ids(&spool), vec![8, 9, 10, 4, 5, 6]);
}

#[test]
fn the_last_word_about_each_supply_outlives_what_fills_the_spool() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path(), small()).unwrap();
    let mut neighbour = supply(3);
    neighbour.meter = MeterId::from_number(9);
    // The home went dark while the utility was away, and its switch moves no more.
    spool.push(&[supply(1), neighbour, supply(2)]).unwrap();
    spool.push(&[intervals(4)]).unwrap();
    spool.push(&[intervals(5)]).unwrap();
    assert_eq!(ids(&spool), vec![3, 2, 4, 5], "the older word gave way");
    assert!(spool.push(&[intervals(6)]).is_err());
    assert_eq!(ids(&spool), vec![3, 2, 4, 5]);
    spool.push(&[supply(7)]).unwrap();
    assert_eq!(
        ids(&spool),
        vec![3, 7, 4, 5],
        "a newer word takes its place"
    );
}

#[test]
fn the_file_stays_small_however_much_goes_through() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::open(dir.path(), Room::default()).unwrap();
    for n in 0..40 {
        let batch: Vec<Up> = (0..60).map(|i| intervals(n * 60 + i + 1)).collect();
        spool.push(&batch).unwrap();
        let ids: Vec<MessageId> = batch.iter().map(|up| up.id).collect();
        assert_eq!(spool.forget(&ids), 60);
    }
    let bytes: u64 = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes < 2 * crate::limits::REWRITE_FROM, "{bytes}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_kill_at_any_byte_loses_nothing_that_was_promised(
        steps in prop::collection::vec((0_u8..3, 1_u128..12), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spool-00000000.rec");
        let spool = Spool::open(dir.path(), Room::default()).unwrap();
        // (length of the file, what must be held) after each step.
        let mut promised = vec![(std::fs::metadata(&path).unwrap().len(), ids(&spool))];
        for (step, id) in steps {
            match step {
                0 => spool.push(&[confirmed(id)]).unwrap(),
                1 => spool.push(&[intervals(id), log(id + 100)]).unwrap(),
                _ => drop(spool.forget(&[MessageId::from_number(id)])),
            }
            promised.push((std::fs::metadata(&path).unwrap().len(), ids(&spool)));
        }
        drop(spool);
        let whole = std::fs::read(&path).unwrap();
        let cut = cut.index(whole.len() + 1);
        std::fs::write(&path, &whole[..cut]).unwrap();
        let spool = Spool::open(dir.path(), Room::default()).unwrap();
        let held: std::collections::HashSet<u128> = ids(&spool).into_iter().collect();
        let last = promised.iter().rfind(|(length, _)| *length <= cut as u64);
        if let Some((length, must)) = last
            && *length == cut as u64
        {
            prop_assert_eq!(held, must.iter().copied().collect());
        }
    }
}
