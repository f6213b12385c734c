//! What is done to a stored decision behind ADCS's back is named by a replay.

use crate::plant::{AT, METER, plant, raw, rules};
use ami_adcs::replay::{Difference, meter};
use ami_domain::clearance::{Cause, Facts, Hold, Reduce, weigh};
use ami_domain::id::ClearanceId;
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{ChainFault, DecisionRow, Ruling, Store};

const ALWAYS: Window = Window {
    start: Timestamp::from_millis(0),
    end: Timestamp::from_millis(i64::MAX),
};

fn facts(n: i64) -> Facts {
    let at = AT + Span::seconds(n);
    Facts {
        has_switch: true,
        online: true,
        ..Facts::unknown(METER, at, Reduce::Disconnect, Cause::Zero)
    }
}

/// A meter with four decisions.
async fn house(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    plant(&mut tx).await;
    let rules = rules("replay-1");
    assert!(tx.keep_rules(&rules).await.unwrap());
    for n in 1..=4 {
        let id = ClearanceId::from_number(n);
        let facts = facts(i64::try_from(n).unwrap());
        let judgment = weigh(id, &facts, &rules);
        let row = DecisionRow {
            id,
            ruling: Ruling::Held,
            facts,
            holds: judgment.outcome.unwrap_err(),
            verdicts: judgment.verdicts,
            rules: rules.version.clone(),
            feeder: "F-1".into(),
            message: None,
            released: false,
            asked: false,
        };
        tx.insert_decision(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

async fn after(sql: &'static str) -> Vec<Difference> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ami.db").display());
    let store = house(&url).await;
    raw(&url, sql).await;
    let done = meter(&store, METER, ALWAYS).await.unwrap();
    store.close().await;
    done.differences
}

#[tokio::test]
async fn a_decision_that_was_changed_removed_or_swapped_is_named_and_so_are_its_rules() {
    let changed = |place| Difference::Chain(ChainFault::Changed { place });
    let third = ClearanceId::from_number(3);
    assert_eq!(after("SELECT 1").await, []);
    assert_eq!(
        after("UPDATE decision SET feeder = 'F-2' WHERE place = 3").await,
        [changed(3)]
    );
    assert_eq!(
        after("DELETE FROM decision WHERE place = 3").await,
        [Difference::Chain(ChainFault::Missing { after: 2, next: 4 })]
    );
    assert_eq!(
        after("DELETE FROM decision WHERE place = 4").await,
        [Difference::Chain(ChainFault::End { last: 3, head: 4 })]
    );
    let holds = Difference::Holds {
        decision: third,
        written: vec![Hold::Hot],
        again: vec![Hold::Class],
    };
    assert_eq!(
        after("UPDATE decision SET holds = 'hot' WHERE place = 3").await,
        [changed(3), holds]
    );
    let rule = Difference::Verdict {
        decision: third,
        rule: Hold::Class,
    };
    let sql = "UPDATE decision SET verdicts = replace(verdicts, 'holds', 'passes') \
               WHERE place = 3";
    assert_eq!(after(sql).await, [changed(3), rule]);
    let unreadable = after("UPDATE decision SET facts = '{' WHERE place = 3").await;
    assert_eq!(unreadable[0], changed(3));
    let broken = |one: &Difference| {
        matches!(one, Difference::Unreadable { decision, .. }
        if *decision == third)
    };
    assert!(broken(&unreadable[1]), "{unreadable:?}");
    let sql = "UPDATE rules_text SET body = replace(body, '10800000', '10800001')";
    assert_eq!(after(sql).await, [1, 2, 3, 4].map(changed));
}
