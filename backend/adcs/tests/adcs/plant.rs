//! What every test stands on: a meter behind a gateway, and rules under which nobody is cut.

use ami_domain::clearance::Rules;
use ami_domain::id::{GatewayId, LocationId, MeterId};
use ami_domain::time::{Span, Timestamp};
use ami_store::{Gateway, Location, Meter, Tx};
use sqlx::{AnyConnection, Connection, Executor};

pub(crate) const PLACE: LocationId = LocationId::from_number(2);
pub(crate) const METER: MeterId = MeterId::from_number(3);
pub(crate) const GATEWAY: GatewayId = GatewayId::from_number(4);
pub(crate) const HOUR: Span = Span::hours(1);
/// A summer noon.
pub(crate) const AT: Timestamp = Timestamp::from_millis(1_782_889_200_000);

/// Rules under which nobody is cut: no class has any.
pub(crate) fn rules(version: &str) -> Rules {
    Rules {
        version: version.to_owned(),
        data_max_age: Span::hours(3),
        weather_max_age: Span::hours(24),
        holidays: Vec::new(),
        disconnect: Default::default(),
        limit: Default::default(),
        standing: Vec::new(),
    }
}

/// A place with a meter behind its gateway.
pub(crate) async fn plant(tx: &mut Tx) {
    let place = Location {
        id: PLACE,
        address: "1 Orange Street".into(),
        zone: "America/Los_Angeles".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    };
    tx.insert_location(&place).await.unwrap();
    gateway(tx, GATEWAY).await;
    let meter = Meter {
        id: METER,
        serial: "AMI1".into(),
        location: PLACE,
        gateway: GATEWAY,
        has_switch: true,
        interval: HOUR,
        epoch: 1,
    };
    tx.insert_meter(&meter).await.unwrap();
}

/// A gateway without a meter.
pub(crate) async fn gateway(tx: &mut Tx, id: GatewayId) {
    let row = Gateway {
        id,
        name: id.to_string(),
        secret_hash: [0; 32],
    };
    tx.insert_gateway(&row).await.unwrap();
}

/// Somebody changes the database behind our back.
pub(crate) async fn raw(url: &str, sql: &'static str) {
    let mut connection = AnyConnection::connect(url).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
}
