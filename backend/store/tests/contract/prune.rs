//! What is kept no longer goes, and nothing that money or proof rests on.

use crate::commands::command;
use crate::house::{House, both, raw, t, town};
use crate::messages::receipt;
use ami_domain::code::Code;
use ami_domain::id::{MessageId, MeterId};
use ami_store::{ChainFault, CommandState, JournalChain, JournalRow, MeterLogRow, Store};

both!(
    a_journal_loses_its_beginning_and_still_proves_itself,
    commands_go_with_their_receipts_and_open_or_answered_ones_stay,
    a_meters_log_loses_its_beginning;
    apart a_journal_that_does_not_prove_itself_loses_nothing,
);

const METER: MeterId = MeterId::from_number(1);

async fn journal(house: &House, rows: i64) {
    let mut tx = town(house, 2).await;
    for n in 1..=rows {
        let row = JournalRow {
            seq: 0,
            at: t(n * 10),
            meter: METER,
            down: true,
            code: Code::BALANCE_UPDATE,
            message: None,
            detail: format!("row {n}"),
        };
        tx.journal(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// How many rows are left, and the faults of their chain.
async fn left(store: &Store) -> (usize, Vec<ChainFault>) {
    let mut tx = store.read().await.unwrap();
    let mut chain = JournalChain::new(tx.journal_head(METER).await.unwrap().unwrap());
    let rows = tx.journal_after(METER, 0, 999).await.unwrap();
    let mut found: Vec<_> = rows.iter().filter_map(|row| chain.follow(row)).collect();
    found.extend(chain.end());
    (rows.len(), found)
}

async fn a_journal_loses_its_beginning_and_still_proves_itself(house: &House) {
    journal(house, 9).await;
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.commands_kept_since().await.unwrap(), None);
    assert_eq!(tx.journals_to_prune(t(10), 9).await.unwrap(), []);
    let due = tx.journals_to_prune(t(50), 9).await.unwrap();
    assert_eq!(due, [METER]);
    assert_eq!(tx.commands_kept_since().await.unwrap(), Some(t(50)));
    // No more than was asked for at once, and nothing younger.
    for (most, gone) in [(3, 3), (3, 1), (3, 0)] {
        assert_eq!(tx.prune_journal(METER, t(50), most).await.unwrap(), gone);
    }
    tx.commit().await.unwrap();
    assert_eq!(left(&house.store).await, (5, vec![]));
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.prune_journal(METER, t(999), 99).await.unwrap(), 5);
    tx.commit().await.unwrap();
    assert_eq!(left(&house.store).await, (0, vec![]));
    // It goes on from its seal.
    let mut tx = house.store.begin().await.unwrap();
    let newest = tx.journal_of(METER, 9).await.unwrap();
    assert_eq!(newest, []);
    let row = JournalRow {
        seq: 0,
        at: t(1_000),
        meter: METER,
        down: false,
        code: Code::INTERVAL,
        message: None,
        detail: "goes on".into(),
    };
    tx.journal(&row).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(left(&house.store).await, (1, vec![]));
    let stranger = MeterId::from_number(9);
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.prune_journal(stranger, t(9_999), 9).await.unwrap(), 0);
}

async fn a_journal_that_does_not_prove_itself_loses_nothing(house: &House) {
    journal(house, 6).await;
    raw(
        &house.url,
        "UPDATE journal SET detail = 'x' WHERE place = 3",
    )
    .await;
    let mut tx = house.store.begin().await.unwrap();
    assert_eq!(tx.prune_journal(METER, t(999), 99).await.unwrap(), 2);
    assert_eq!(tx.prune_journal(METER, t(999), 99).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let changed = ChainFault::Changed { place: 3 };
    assert_eq!(left(&house.store).await, (4, vec![changed]));
}

async fn commands_go_with_their_receipts_and_open_or_answered_ones_stay(house: &House) {
    let mut tx = town(house, 1).await;
    for n in 1..=5 {
        let mut one = command(n, u64::try_from(n).unwrap());
        one.accepted_at = t(i64::try_from(n).unwrap() * 10);
        tx.accept_command(&one).await.unwrap();
    }
    // 1 ended long ago, 2 was answered late, 3 waits, 4 ended without an answer, 5 is young.
    for (n, state) in [
        (1, CommandState::Receipted),
        (2, CommandState::Receipted),
        (4, CommandState::Expired),
        (5, CommandState::Receipted),
    ] {
        let message = MessageId::from_number(n);
        tx.set_command_state(message, state).await.unwrap();
    }
    tx.insert_receipt(&receipt(1, 12), t(13)).await.unwrap();
    tx.insert_receipt(&receipt(2, 70), t(71)).await.unwrap();
    assert_eq!(tx.prune_commands(t(50), 3).await.unwrap(), (3, 1));
    assert_eq!(tx.prune_commands(t(50), 3).await.unwrap(), (1, 1));
    assert_eq!(tx.prune_commands(t(50), 3).await.unwrap(), (0, 0));
    for (n, stays) in [(1, false), (2, true), (3, true), (4, false), (5, true)] {
        let found = tx.command(MessageId::from_number(n)).await.unwrap();
        assert_eq!(found.is_some(), stays, "{n}");
    }
    let receipts = tx.receipts_of(METER, 9).await.unwrap();
    assert_eq!(receipts.len(), 1);
    tx.commit().await.unwrap();
}

async fn a_meters_log_loses_its_beginning(house: &House) {
    let mut tx = town(house, 1).await;
    let row = |seq: u64| MeterLogRow {
        meter: METER,
        seq,
        at: t(i64::try_from(seq).unwrap() * 10),
        code: Code::SUPPLY_ON,
        message: None,
        inbound: false,
        chain: None,
    };
    let rows: Vec<_> = (1..=9).map(row).collect();
    tx.put_meter_log(&rows, t(1)).await.unwrap();
    for (before, gone) in [(10, 0), (40, 2), (40, 1), (40, 0), (999, 2)] {
        assert_eq!(tx.prune_meter_log(METER, t(before), 2).await.unwrap(), gone);
    }
    for _ in 0..5 {
        tx.prune_meter_log(METER, t(999), 2).await.unwrap();
    }
    let left = tx.meter_log_after(METER, 0, 9).await.unwrap();
    assert_eq!(left.len(), 1, "the newest stays: the rest hangs on it");
    tx.commit().await.unwrap();
}
