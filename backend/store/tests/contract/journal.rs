//! The journal's chains: rows of one meter hang together, and what is done to them behind the
//! store's back is named (FR-25).

use crate::house::{House, both, raw, t, town};
use ami_domain::code::Code;
use ami_domain::id::MeterId;
use ami_store::{ChainFault, JournalChain, JournalRow, Store, StoreError};

both!(
    fr25_what_was_journalled_together_and_alone_hangs_together,
    fr25_two_writers_at_once_make_one_chain,
    a_journal_that_was_rolled_back_leaves_nothing;
    apart fr25_a_row_that_was_changed_taken_out_or_swapped_is_named
);

fn row(n: i64, meter: u128) -> JournalRow {
    JournalRow {
        seq: 0,
        at: t(n),
        meter: MeterId::from_number(meter),
        down: n % 2 == 0,
        code: Code::BALANCE_UPDATE,
        message: None,
        detail: format!("ñ\0 {n}"),
    }
}

/// The faults of a meter's chain, and how many rows it has.
async fn faults(store: &Store, meter: u128) -> (u64, Vec<ChainFault>) {
    let meter = MeterId::from_number(meter);
    let mut tx = store.read().await.unwrap();
    let mut chain = JournalChain::new(tx.journal_head(meter).await.unwrap().unwrap());
    let mut found = Vec::new();
    let mut count = 0;
    loop {
        let page = tx.journal_after(meter, chain.place(), 3).await.unwrap();
        found.extend(page.iter().filter_map(|row| chain.follow(row)));
        count += page.len() as u64;
        if page.len() < 3 {
            break;
        }
    }
    found.extend(chain.end());
    (count, found)
}

async fn fr25_what_was_journalled_together_and_alone_hangs_together(house: &House) {
    let mut tx = town(house, 3).await;
    tx.journal(&row(1, 1)).await.unwrap();
    tx.journal(&row(2, 2)).await.unwrap();
    let many: Vec<JournalRow> = (3..600).map(|n| row(n, 1 + (n % 2) as u128)).collect();
    tx.journal_all(&many).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    tx.journal(&row(700, 2)).await.unwrap();
    tx.journal(&row(701, 1)).await.unwrap();
    let newest = tx.journal_of(MeterId::from_number(1), 1).await.unwrap();
    assert_eq!(newest[0].at, t(701), "what waits is seen by its own");
    tx.journal(&row(702, 1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(faults(&house.store, 1).await, (301, vec![]));
    assert_eq!(faults(&house.store, 2).await, (301, vec![]));
    let mut tx = house.store.read().await.unwrap();
    let untouched = tx.journal_head(MeterId::from_number(3)).await.unwrap();
    assert_eq!(untouched, None);
}

async fn fr25_two_writers_at_once_make_one_chain(house: &House) {
    town(house, 2).await.commit().await.unwrap();
    let write = |first: u128, second: u128| {
        let store = house.store.clone();
        tokio::spawn(async move {
            for n in 0..20 {
                let mut tx = store.begin().await.unwrap();
                tx.journal(&row(n, first)).await.unwrap();
                tokio::task::yield_now().await;
                tx.journal(&row(n, second)).await.unwrap();
                tx.commit().await.unwrap();
            }
        })
    };
    // Each names the meters in the other's order, and none waits for the other for ever.
    let both = [write(1, 2), write(2, 1), write(1, 2)];
    for writer in both {
        writer.await.unwrap();
    }
    assert_eq!(faults(&house.store, 1).await, (60, vec![]));
    assert_eq!(faults(&house.store, 2).await, (60, vec![]));
}

async fn fr25_a_row_that_was_changed_taken_out_or_swapped_is_named(house: &House) {
    let mut tx = town(house, 4).await;
    for n in 1..=6 {
        for meter in 1..=4 {
            tx.journal(&row(n, meter)).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let of = |n: u128| {
        let hex: String = MeterId::from_number(n)
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        match house.store.engine() {
            ami_store::Engine::Sqlite => format!("meter = x'{hex}'"),
            ami_store::Engine::Postgres => format!("meter = '\\x{hex}'"),
        }
    };
    let (one, two, three, four) = (of(1), of(2), of(3), of(4));
    let changed = format!("UPDATE journal SET detail = 'nothing' WHERE {one} AND place = 3");
    raw(&house.url, &changed).await;
    let gone = format!("DELETE FROM journal WHERE {two} AND place = 4");
    raw(&house.url, &gone).await;
    let swapped = format!(
        "UPDATE journal SET place = -2 WHERE {three} AND place = 2; \
         UPDATE journal SET place = 2 WHERE {three} AND place = 5; \
         UPDATE journal SET place = 5 WHERE {three} AND place = -2"
    );
    raw(&house.url, &swapped).await;
    let end = format!("DELETE FROM journal WHERE {four} AND place = 6");
    raw(&house.url, &end).await;

    let changed = |place| ChainFault::Changed { place };
    assert_eq!(faults(&house.store, 1).await.1, [changed(3)]);
    let missing = ChainFault::Missing { after: 3, next: 5 };
    assert_eq!(faults(&house.store, 2).await.1, [missing]);
    // Both that were swapped; and what comes after each does not follow from a stranger.
    let swapped = [2, 3, 5, 6].map(changed);
    assert_eq!(faults(&house.store, 3).await.1, swapped);
    let end = ChainFault::End { last: 5, head: 6 };
    assert_eq!(faults(&house.store, 4).await.1, [end]);
}

async fn a_journal_that_was_rolled_back_leaves_nothing(house: &House) {
    town(house, 1).await.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    tx.journal(&row(1, 1)).await.unwrap();
    drop(tx);
    let mut tx = house.store.begin().await.unwrap();
    tx.journal(&row(2, 1)).await.unwrap();
    tx.journal(&row(3, 9)).await.unwrap();
    let refused = tx.commit().await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    let mut tx = house.store.read().await.unwrap();
    let head = tx.journal_head(MeterId::from_number(1)).await.unwrap();
    assert_eq!(head, None);
    let refused = tx.journal(&row(4, 1)).await;
    assert!(matches!(refused, Err(StoreError::ReadOnly { .. })));
}
