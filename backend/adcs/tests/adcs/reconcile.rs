//! What is done to ADCS's journal behind its back is named, and what ADCS itself writes is not
//! (FR-25).

use crate::plant::{AT, METER, plant, raw, rules};
use ami_adcs::reconcile::{Difference, meter};
use ami_domain::code::Code;
use ami_domain::time::{Span, Window};
use ami_store::{ChainFault, JournalRow, Store};

async fn house(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    plant(&mut tx).await;
    for n in 0..9 {
        let row = JournalRow {
            seq: 0,
            at: AT + Span::seconds(n),
            meter: METER,
            down: n % 2 == 0,
            code: Code::SUPPLY_ON,
            message: None,
            detail: format!("row {n}"),
        };
        tx.journal(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

#[tokio::test]
async fn fr25_a_journal_row_that_was_changed_removed_or_swapped_is_named() {
    let cases: [(&str, &[ChainFault]); 4] = [
        ("SELECT 1", &[]),
        (
            "UPDATE journal SET code = code + 1 WHERE place = 4",
            &[ChainFault::Changed { place: 4 }],
        ),
        (
            "DELETE FROM journal WHERE place = 4",
            &[ChainFault::Missing { after: 3, next: 5 }],
        ),
        (
            "UPDATE journal SET detail = CASE place WHEN 3 THEN 'row 6' ELSE 'row 2' END, \
             at = at + CASE place WHEN 3 THEN 4000 ELSE -4000 END WHERE place IN (3, 7)",
            &[
                ChainFault::Changed { place: 3 },
                ChainFault::Changed { place: 7 },
            ],
        ),
    ];
    for (sql, faults) in cases {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("ami.db").display());
        let store = house(&url).await;
        raw(&url, sql).await;
        let window = Window {
            start: AT,
            end: AT + Span::days(1),
        };
        let found = meter(&store, METER, window).await.unwrap();
        let expected: Vec<_> = faults.iter().copied().map(Difference::Journal).collect();
        assert_eq!(found, expected, "{sql}");
        store.close().await;
    }
}

#[tokio::test]
async fn what_is_kept_no_longer_goes_and_both_logs_still_agree() {
    let store = house("sqlite::memory:").await;
    let policy = ami_domain::policy::Policy::default();
    let kept = policy.records_kept;
    let terms = ami_adcs::Terms {
        policy,
        tariffs: Default::default(),
        rules: rules("test"),
        packs: Default::default(),
    };
    let at = |business| ami_domain::clock::Now {
        business,
        real: business,
    };
    let window = Window {
        start: AT,
        end: AT + Span::days(9_999),
    };
    for (when, left) in [(AT, 9), (AT + kept + Span::seconds(4), 5)] {
        ami_adcs::prune::prune(&store, at(when), &terms)
            .await
            .unwrap();
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.journal_of(METER, 99).await.unwrap().len(), left);
        drop(tx);
        assert_eq!(meter(&store, METER, window).await.unwrap(), []);
    }
}
