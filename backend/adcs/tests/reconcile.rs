//! What is done to ADCS's journal behind its back is named, and what ADCS itself writes is not
//! (FR-25).
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::reconcile::{Difference, meter};
use ami_domain::code::Code;
use ami_domain::id::{GatewayId, LocationId, MeterId};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::{ChainFault, Gateway, JournalRow, Location, Meter, Store};
use sqlx::{AnyConnection, Connection, Executor};

const METER: MeterId = MeterId::from_number(3);
const AT: Timestamp = Timestamp::from_millis(1_782_889_200_000);

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

async fn raw(url: &str, sql: &'static str) {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
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
        rules: rules(),
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

fn rules() -> ami_domain::clearance::Rules {
    ami_domain::clearance::Rules {
        version: "test".into(),
        data_max_age: Span::hours(1),
        weather_max_age: Span::hours(1),
        holidays: Vec::new(),
        disconnect: Default::default(),
        limit: Default::default(),
        standing: Vec::new(),
    }
}
