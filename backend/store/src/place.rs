//! Places, gateways and meters, and the state of service there.

use crate::error::StoreError;
use crate::sql::{Row, each, must};
use crate::tx::Tx;
use ami_domain::id::{GatewayId, LocationId, MeterId};
use ami_domain::receipt::{Supply, Switch, Trip};
use ami_domain::time::{Span, Timestamp};
use std::fmt;

/// A service location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Which.
    pub id: LocationId,
    /// As people write it.
    pub address: String,
    /// IANA name of its time zone.
    pub zone: String,
    /// Name of the grid's feeder; empty when it is not known.
    pub feeder: String,
    /// Name of the postal area; empty when it is not known.
    pub postal: String,
    /// Grows with each change that two writers must not make at once.
    pub version: i64,
}

/// An AMI meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// Which.
    pub id: MeterId,
    /// As printed on it; unique.
    pub serial: String,
    /// Where it stands.
    pub location: LocationId,
    /// Who carries its messages.
    pub gateway: GatewayId,
    /// Can switch service (AS-2).
    pub has_switch: bool,
    /// Length of its recording interval (FR-19), above zero.
    pub interval: Span,
    /// Epoch of commands to it.
    pub epoch: u32,
}

/// A gateway, which owns the ports of some meters.
#[derive(Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Which.
    pub id: GatewayId,
    /// As operators call it.
    pub name: String,
    /// Digest of the secret it signs in with.
    pub secret_hash: [u8; 32],
}

const METER: &str = "id, serial, location, gateway, has_switch, interval_ms, epoch";

impl Tx {
    /// Takes a new location.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id is taken.
    pub async fn insert_location(&mut self, location: &Location) -> Result<(), StoreError> {
        let sql = "INSERT INTO location (id, address, zone, feeder, postal, version) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        self.ask("adding a location", sql)
            .with(location.id)
            .with(location.address.as_str())
            .with(location.zone.as_str())
            .with(location.feeder.as_str())
            .with(location.postal.as_str())
            .with(location.version)
            .run()
            .await
            .map(drop)
    }

    /// Takes a new gateway.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id is taken.
    pub async fn insert_gateway(&mut self, gateway: &Gateway) -> Result<(), StoreError> {
        let sql = "INSERT INTO gateway (id, name, secret_hash) VALUES ($1, $2, $3)";
        self.ask("adding a gateway", sql)
            .with(gateway.id)
            .with(gateway.name.as_str())
            .with(gateway.secret_hash)
            .run()
            .await
            .map(drop)
    }

    /// Takes a new meter; its command sequence starts at zero.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id or serial is taken, the location or gateway is not
    /// known, or the interval is not positive.
    pub async fn insert_meter(&mut self, meter: &Meter) -> Result<(), StoreError> {
        let sql = "INSERT INTO meter (id, serial, location, gateway, has_switch, interval_ms, \
                   epoch, seq, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)";
        self.ask("adding a meter", sql)
            .with(meter.id)
            .with(meter.serial.as_str())
            .with(meter.location)
            .with(meter.gateway)
            .with(meter.has_switch)
            .with(meter.interval)
            .with(meter.epoch)
            .run()
            .await
            .map(drop)
    }

    /// The location.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn location(&mut self, id: LocationId) -> Result<Option<Location>, StoreError> {
        let sql = "SELECT id, address, zone, feeder, postal, version FROM location WHERE id = $1";
        let row = self.ask("location", sql).with(id).one().await?;
        row.map(|row| {
            Ok(Location {
                id: row.get("id")?,
                address: row.get("address")?,
                zone: row.get("zone")?,
                feeder: row.get("feeder")?,
                postal: row.get("postal")?,
                version: row.get("version")?,
            })
        })
        .transpose()
    }

    /// The meter.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn meter(&mut self, id: MeterId) -> Result<Option<Meter>, StoreError> {
        let sql = format!("SELECT {METER} FROM meter WHERE id = $1");
        let row = self.ask("meter", sql).with(id).one().await?;
        row.as_ref().map(read_meter).transpose()
    }

    /// The meter with this serial number.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn meter_of_serial(&mut self, serial: &str) -> Result<Option<Meter>, StoreError> {
        let sql = format!("SELECT {METER} FROM meter WHERE serial = $1");
        let row = self.ask("meter by serial", sql).with(serial).one().await?;
        row.as_ref().map(read_meter).transpose()
    }

    /// The gateway.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn gateway(&mut self, id: GatewayId) -> Result<Option<Gateway>, StoreError> {
        let sql = "SELECT id, name, secret_hash FROM gateway WHERE id = $1";
        let row = self.ask("gateway", sql).with(id).one().await?;
        row.map(|row| {
            Ok(Gateway {
                id: row.get("id")?,
                name: row.get("name")?,
                secret_hash: row.get("secret_hash")?,
            })
        })
        .transpose()
    }

    /// The meters whose messages this gateway carries, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn meters_of(&mut self, gateway: GatewayId) -> Result<Vec<Meter>, StoreError> {
        let sql = format!("SELECT {METER} FROM meter WHERE gateway = $1 ORDER BY id");
        let rows = self.ask("meters of a gateway", sql).with(gateway).all();
        each(rows.await?, read_meter)
    }

    /// The gateway that carries this meter's messages.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn gateway_of(&mut self, meter: MeterId) -> Result<Option<GatewayId>, StoreError> {
        let sql = "SELECT gateway FROM meter WHERE id = $1";
        let row = self
            .ask("gateway of a meter", sql)
            .with(meter)
            .one()
            .await?;
        row.map(|row| row.get("gateway")).transpose()
    }

    /// Notes that a gateway came or went.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such gateway.
    pub async fn set_online(
        &mut self,
        gateway: GatewayId,
        online: bool,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE gateway SET online = $2, online_at = $3 WHERE id = $1";
        let ask = self.ask("setting a gateway online", sql);
        let ask = ask.with(gateway).with(online).with(at);
        must(ask.run_one().await?, "gateway", gateway)
    }

    /// No gateway is there: for the start of a broker that lives in this process.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn set_all_offline(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let sql = "UPDATE gateway SET online = $1, online_at = $2 WHERE online = $3";
        let ask = self.ask("setting all gateways offline", sql).with(false);
        ask.with(at).with(true).run().await
    }

    /// Whether a gateway is there and since when; `None` before it ever came.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn online(
        &mut self,
        gateway: GatewayId,
    ) -> Result<Option<(bool, Timestamp)>, StoreError> {
        let sql = "SELECT online, online_at FROM gateway WHERE id = $1 AND online IS NOT NULL";
        let row = self.ask("gateway online", sql).with(gateway).one().await?;
        row.map(|row| Ok((row.get("online")?, row.get("online_at")?)))
            .transpose()
    }

    /// Draws the next sequence number for commands to a meter: its epoch, and a number that no
    /// other caller gets. The first is 1.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such meter.
    pub async fn next_seq(&mut self, meter: MeterId) -> Result<(u32, u64), StoreError> {
        let sql = "UPDATE meter SET seq = seq + 1 WHERE id = $1 RETURNING epoch, seq";
        let rows = self.ask("drawing a sequence", sql).with(meter);
        match rows.returning().await?.first() {
            Some(row) => Ok((row.get("epoch")?, row.get("seq")?)),
            None => must(false, "meter", meter).map(|()| (0, 0)),
        }
    }

    /// Keeps the state of service that a meter reported, unless a newer one is known; whether
    /// anything but its time changed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such meter.
    pub async fn set_supply(
        &mut self,
        meter: MeterId,
        supply: &Supply,
    ) -> Result<bool, StoreError> {
        // The bump makes two reporters for one meter go one after the other, on both engines.
        let bump = "UPDATE meter SET version = version + 1 WHERE id = $1";
        let known = self
            .ask("locking a meter", bump)
            .with(meter)
            .run_one()
            .await?;
        must(known, "meter", meter)?;
        let before = self.supply(meter).await?;
        if before.is_some_and(|before| before.at > supply.at) {
            return Ok(false);
        }
        let sql = "INSERT INTO supply (meter, switch, limit_w, credit_wh, at, trip_at, \
                   trip_closes_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (meter) DO UPDATE SET \
                   switch = excluded.switch, limit_w = excluded.limit_w, \
                   credit_wh = excluded.credit_wh, at = excluded.at, \
                   trip_at = excluded.trip_at, trip_closes_at = excluded.trip_closes_at";
        self.ask("setting the supply", sql)
            .with(meter)
            .with(switch_word(supply.switch))
            .with(supply.limit)
            .with(supply.credit)
            .with(supply.at)
            .with(supply.trip.map(|trip| trip.at))
            .with(supply.trip.and_then(|trip| trip.closes_at))
            .run()
            .await?;
        Ok(before.is_none_or(|before| {
            Supply {
                at: supply.at,
                ..before
            } != *supply
        }))
    }

    /// The state of service at a meter, by its own word; `None` before its first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn supply(&mut self, meter: MeterId) -> Result<Option<Supply>, StoreError> {
        let sql = "SELECT switch, limit_w, credit_wh, at, trip_at, trip_closes_at FROM supply WHERE meter = $1";
        let row = self.ask("supply", sql).with(meter).one().await?;
        row.map(|row| read_supply(&row, "credit_wh", "at"))
            .transpose()
    }
}

fn read_meter(row: &Row) -> Result<Meter, StoreError> {
    Ok(Meter {
        id: row.get("id")?,
        serial: row.get("serial")?,
        location: row.get("location")?,
        gateway: row.get("gateway")?,
        has_switch: row.get("has_switch")?,
        interval: row.get("interval_ms")?,
        epoch: row.get("epoch")?,
    })
}

/// The state of service in this row; `credit` and `at` name the columns of these.
pub(crate) fn read_supply(
    row: &Row,
    credit: &'static str,
    at: &'static str,
) -> Result<Supply, StoreError> {
    let trip_at: Option<Timestamp> = row.maybe("trip_at")?;
    let closes_at: Option<Timestamp> = row.maybe("trip_closes_at")?;
    Ok(Supply {
        switch: row.word("switch", switch_from)?,
        limit: row.maybe("limit_w")?,
        credit: row.get(credit)?,
        at: row.get(at)?,
        trip: trip_at.map(|at| Trip { at, closes_at }),
    })
}

/// The stored word.
pub(crate) const fn switch_word(switch: Switch) -> &'static str {
    match switch {
        Switch::On => "on",
        Switch::Off => "off",
        Switch::Ready => "ready",
    }
}

fn switch_from(word: &str) -> Option<Switch> {
    [Switch::On, Switch::Off, Switch::Ready]
        .into_iter()
        .find(|switch| switch_word(*switch) == word)
}

impl fmt::Debug for Gateway {
    /// Without the digest: this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
