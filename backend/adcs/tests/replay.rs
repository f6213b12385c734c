//! What is done to a stored decision behind ADCS's back is named by a replay.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::replay::{Difference, meter};
use ami_domain::clearance::{Cause, Facts, Hold, Reduce, Rules, weigh};
use ami_domain::id::{ClearanceId, GatewayId, LocationId, MeterId};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{ChainFault, DecisionRow, Gateway, Location, Meter, Ruling, Store};
use sqlx::{AnyConnection, Connection, Executor};
use std::collections::BTreeMap;

const METER: MeterId = MeterId::from_number(3);
const AT: Timestamp = Timestamp::from_millis(1_782_889_200_000);
const ALWAYS: Window = Window {
    start: Timestamp::from_millis(0),
    end: Timestamp::from_millis(i64::MAX),
};

/// Rules under which nobody is cut: no class has any.
fn rules() -> Rules {
    Rules {
        version: "replay-1".into(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: BTreeMap::new(),
        limit: BTreeMap::new(),
        standing: Vec::new(),
    }
}

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
    let (location, gateway) = (LocationId::from_number(2), GatewayId::from_number(4));
    let mut tx = store.begin().await.unwrap();
    let place = Location {
        id: location,
        address: "1 Orange Street".into(),
        zone: "America/Los_Angeles".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    };
    tx.insert_location(&place).await.unwrap();
    let row = Gateway {
        id: gateway,
        name: "one".into(),
        secret_hash: [0; 32],
    };
    tx.insert_gateway(&row).await.unwrap();
    let meter = Meter {
        id: METER,
        serial: "AMI1".into(),
        location,
        gateway,
        has_switch: true,
        interval: Span::hours(1),
        epoch: 1,
    };
    tx.insert_meter(&meter).await.unwrap();
    assert!(tx.keep_rules(&rules()).await.unwrap());
    for n in 1..=4 {
        let id = ClearanceId::from_number(n);
        let facts = facts(i64::try_from(n).unwrap());
        let judgment = weigh(id, &facts, &rules());
        let row = DecisionRow {
            id,
            ruling: Ruling::Held,
            facts,
            holds: judgment.outcome.unwrap_err(),
            verdicts: judgment.verdicts,
            rules: rules().version,
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

async fn raw(url: &str, sql: &'static str) {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
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
