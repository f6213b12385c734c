//! Pairs displays with homes: keeps how far it is, and talks with the gateway about it until both
//! sides say the same. How display and gateway come to trust each other is told in `gateway/pair`.
//!
//! Each word to a gateway is said again until its answer is in; so neither a lost message nor a new
//! start of server or gateway leaves anything half open. All of it is in real time: people stand
//! and wait.

use ami_domain::clock::Now;
use ami_domain::id::{MeterId, PairingId, UserId};
use ami_domain::pairing::{
    ARRIVE, CheckNumber, DISPLAYS_MAX, Order, PairCode, PairState, Stage, TRIES, VALID,
};
use ami_domain::time::Span;
use ami_store::{Meter, PairingRow, Store, StoreError, Tx};
use ami_wire::pair::{PairDown, PairOpen, PairOrder, PairUp};
use ami_wire::topic;

/// The gateway is asked again after so long.
const AGAIN: Span = Span::seconds(3);
/// A gateway that is away, or that does not end what is over, is told again after so long.
const SELDOM: Span = Span::seconds(30);
/// Pairings that one run of [`speak`] looks at.
const BATCH: u32 = 64;
/// Pairings of a home that are looked at.
const LIST: u32 = 200;

/// Why a pairing does not go on.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// The store failed; its own next step holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No meter has this serial number.
    #[error("no meter has this serial number")]
    NoMeter,
    /// There is no such pairing.
    #[error("pairing {0} is not known")]
    Unknown(PairingId),
    /// The id is that of another pairing.
    #[error("pairing {0} is another one")]
    Taken(PairingId),
    /// The home's gateway is not connected.
    #[error("the gateway of meter {0} is away")]
    Away(MeterId),
    /// Another pairing is under way at this gateway.
    #[error("a display is being paired at the gateway of meter {0} already")]
    Busy(MeterId),
    /// Too many codes within ten minutes.
    #[error("{TRIES} codes were tried for meter {0} already")]
    Tries(MeterId),
    /// The home has as many displays as it may have.
    #[error("meter {0} has {DISPLAYS_MAX} displays")]
    Full(MeterId),
    /// The number is not the one that is to be compared now.
    #[error("pairing {0} has another number")]
    OtherNumber(PairingId),
    /// It is over, or not as far yet.
    #[error("pairing {0} does not wait for this")]
    NotNow(PairingId),
}

/// What an installer wants.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Made by who asks, and the same when it is asked again.
    pub id: PairingId,
    /// The meter's serial number, as printed on it.
    pub serial: &'a str,
    /// What the display shows.
    pub code: PairCode,
}

/// The last four signs of a serial number.
pub fn last4(serial: &str) -> String {
    let count = serial.chars().count();
    serial.chars().skip(count.saturating_sub(4)).collect()
}

/// The meter with this serial number; whoever types it on a ladder need not mind the case.
///
/// # Errors
/// When the store fails.
pub async fn home(tx: &mut Tx, serial: &str) -> Result<Option<Meter>, StoreError> {
    for spelled in [
        serial.to_owned(),
        serial.to_uppercase(),
        serial.to_lowercase(),
    ] {
        let meter = tx.meter_of_serial(&spelled).await?;
        if meter.is_some() {
            return Ok(meter);
        }
    }
    Ok(None)
}

/// Begins a pairing; the same wish again is answered with where it stands by now.
///
/// # Errors
/// [`PairError`], and nothing has begun.
pub async fn ask(
    store: &Store,
    now: Now,
    by: UserId,
    wish: &Wish<'_>,
) -> Result<PairingRow, PairError> {
    let mut tx = store.begin().await?;
    let meter = home(&mut tx, wish.serial).await?;
    let meter = meter.ok_or(PairError::NoMeter)?;
    if let Some(row) = tx.pairing(wish.id).await? {
        let same = (row.meter, row.code, row.asked.1) == (meter.id, wish.code, by);
        return if same {
            Ok(row)
        } else {
            Err(PairError::Taken(wish.id))
        };
    }
    if !is_here(&mut tx, &meter).await? {
        return Err(PairError::Away(meter.id));
    }
    if tx.pairings_since(meter.id, now.real - VALID).await? >= TRIES {
        return Err(PairError::Tries(meter.id));
    }
    let known = tx.pairings_of(meter.id, LIST).await?;
    let inside = known.iter().filter(|row| row.state == PairState::Paired);
    if inside.count() >= usize::try_from(DISPLAYS_MAX).unwrap_or(usize::MAX) {
        return Err(PairError::Full(meter.id));
    }
    let row = PairingRow {
        id: wish.id,
        meter: meter.id,
        gateway: meter.gateway,
        code: wish.code,
        state: PairState::Asked,
        strangers: 0,
        check: None,
        asked: (now.real, by),
        confirmed: None,
        ended: None,
        say_at: Some(now.real + AGAIN),
    };
    if !tx.insert_pairing(&row).await? {
        return Err(PairError::Busy(meter.id));
    }
    say(&mut tx, now, &row).await?;
    tx.commit().await?;
    tracing::info!(pairing.id = %row.id, meter.id = %row.meter, by = %by, "A display is to be paired");
    Ok(row)
}

/// The installer has compared: this number stands on website and display. A second time changes
/// nothing.
///
/// # Errors
/// [`PairError`], and nothing has changed.
pub async fn confirm(
    store: &Store,
    now: Now,
    by: UserId,
    id: PairingId,
    check: CheckNumber,
) -> Result<PairingRow, PairError> {
    let mut tx = store.begin().await?;
    let mut row = tx.lock_pairing(id).await?.ok_or(PairError::Unknown(id))?;
    if row.check != Some(check) {
        return Err(PairError::OtherNumber(id));
    }
    match row.state {
        PairState::Confirmed | PairState::Paired => return Ok(row),
        PairState::Met if now.real < row.asked.0 + VALID => {}
        PairState::Met
        | PairState::Asked
        | PairState::Waiting
        | PairState::Unpairing
        | PairState::Unpaired
        | PairState::Differs
        | PairState::Cancelled
        | PairState::Expired
        | PairState::Crowded
        | PairState::Lost => return Err(PairError::NotNow(id)),
    }
    row.state = PairState::Confirmed;
    row.confirmed = Some((now.real, by));
    row.say_at = Some(now.real + AGAIN);
    tx.set_pairing(&row).await?;
    say(&mut tx, now, &row).await?;
    tx.commit().await?;
    tracing::info!(pairing.id = %id, by = %by, "A display's number was confirmed");
    Ok(row)
}

/// Stops a pairing, or takes a display out again; `differs` when the display showed another number.
/// A second time changes nothing.
///
/// # Errors
/// [`PairError`], and nothing has changed.
pub async fn end(
    store: &Store,
    now: Now,
    by: UserId,
    id: PairingId,
    differs: bool,
) -> Result<PairingRow, PairError> {
    let mut tx = store.begin().await?;
    let mut row = tx.lock_pairing(id).await?.ok_or(PairError::Unknown(id))?;
    if over(&mut tx, now, &mut row, Some(by), differs).await? {
        tx.commit().await?;
        tracing::info!(pairing.id = %id, by = %by, differs, "A pairing was ended");
    }
    Ok(row)
}

/// Ends every pairing of a home whose customer has left; in the transaction that says so.
///
/// # Errors
/// When the store fails.
pub async fn leave(tx: &mut Tx, now: Now, meter: MeterId) -> Result<(), StoreError> {
    for mut row in tx.pairings_of(meter, LIST).await? {
        over(tx, now, &mut row, None, false).await?;
    }
    Ok(())
}

/// Ends a pairing by a person's word; whether that is news.
async fn over(
    tx: &mut Tx,
    now: Now,
    row: &mut PairingRow,
    by: Option<UserId>,
    differs: bool,
) -> Result<bool, StoreError> {
    row.state = match row.state {
        // The display may have its password already: the gateway must say that it is out.
        PairState::Confirmed | PairState::Paired => PairState::Unpairing,
        PairState::Met if differs => PairState::Differs,
        PairState::Asked | PairState::Waiting | PairState::Met => PairState::Cancelled,
        PairState::Unpairing
        | PairState::Unpaired
        | PairState::Differs
        | PairState::Cancelled
        | PairState::Expired
        | PairState::Crowded
        | PairState::Lost => return Ok(false),
    };
    row.ended = Some((now.real, by));
    row.say_at = (row.state == PairState::Unpairing).then_some(now.real + AGAIN);
    tx.set_pairing(row).await?;
    tell(tx, row, PairOrder::End).await?;
    Ok(true)
}

/// Takes a gateway's word; gives what it must be told at once, because it is wrong.
///
/// # Errors
/// When the store fails.
pub async fn heard(store: &Store, now: Now, up: &PairUp) -> Result<Option<PairDown>, StoreError> {
    let mut tx = store.begin().await?;
    let end = || Some(PairDown::new(up.pairing, PairOrder::End));
    let row = tx.lock_pairing(up.pairing).await?;
    let Some(mut row) = row.filter(|row| row.gateway == up.gateway) else {
        return Ok(end());
    };
    let before = row.clone();
    row.state = row.state.heard(up.stage);
    match up.stage {
        Stage::Waiting(strangers) => row.strangers = row.strangers.max(strangers),
        Stage::Met(check) if row.check.is_some_and(|known| known != check) => {
            // Whoever was compared is not who is there now.
            if row.state.is_open() {
                row.state = PairState::Lost;
            }
        }
        Stage::Met(check) if row.state == PairState::Met => row.check = Some(check),
        Stage::Met(_) | Stage::Paired | Stage::Expired | Stage::Crowded | Stage::Gone => {}
    }
    if row.state != before.state {
        let settled = row.state.order().is_none();
        row.say_at = row.say_at.filter(|_| !settled);
        if settled && row.state != PairState::Paired && row.ended.is_none() {
            row.ended = Some((now.real, None));
        }
        tracing::info!(pairing.id = %row.id, state = row.state.word(), "A pairing went on");
    }
    if row != before {
        tx.set_pairing(&row).await?;
        tx.commit().await?;
    }
    Ok(if row.state.contradicts(up.stage) {
        end()
    } else {
        None
    })
}

/// Says again what no gateway has answered, and ends what took too long; how many it looked at.
///
/// # Errors
/// When the store fails.
pub async fn speak(store: &Store, now: Now) -> Result<usize, StoreError> {
    let mut tx = store.read().await?;
    let due = tx.pairings_due(now.real, BATCH).await?;
    drop(tx);
    for id in &due {
        let mut tx = store.begin().await?;
        let Some(mut row) = tx.lock_pairing(*id).await? else {
            continue;
        };
        if row.say_at.is_none_or(|at| at > now.real) {
            continue;
        }
        let ends = row.asked.0 + VALID;
        match row.state {
            PairState::Asked | PairState::Waiting | PairState::Met if now.real >= ends => {
                row.state = PairState::Expired;
                row.ended = Some((now.real, None));
            }
            PairState::Confirmed if now.real >= ends + ARRIVE => {
                row.state = PairState::Unpairing;
                row.ended = Some((now.real, None));
            }
            PairState::Asked
            | PairState::Waiting
            | PairState::Met
            | PairState::Confirmed
            | PairState::Paired
            | PairState::Unpairing
            | PairState::Unpaired
            | PairState::Differs
            | PairState::Cancelled
            | PairState::Expired
            | PairState::Crowded
            | PairState::Lost => {}
        }
        let here = tx.online(row.gateway).await?.is_some_and(|(here, _)| here);
        let pause = if here && row.state.is_open() {
            AGAIN
        } else {
            SELDOM
        };
        row.say_at = row.state.order().map(|_| now.real + pause);
        tx.set_pairing(&row).await?;
        if here {
            say(&mut tx, now, &row).await?;
        }
        tx.commit().await?;
    }
    Ok(due.len())
}

/// Tells the gateway what this state asks of it.
async fn say(tx: &mut Tx, now: Now, row: &PairingRow) -> Result<(), StoreError> {
    let order = match (row.state.order(), row.check) {
        (Some(Order::Open), _) => {
            let left = (row.asked.0 + VALID).since(now.real).as_millis();
            let serial = tx.meter(row.meter).await?.map(|meter| meter.serial);
            PairOrder::Open(PairOpen {
                meter: row.meter,
                code: row.code,
                last4: last4(&serial.unwrap_or_default()),
                left_ms: u32::try_from(left).unwrap_or(0),
            })
        }
        (Some(Order::Look), _) => PairOrder::Look,
        (Some(Order::Confirm), Some(check)) => PairOrder::Confirm(check),
        (Some(Order::Confirm), None) | (Some(Order::End) | None, _) => PairOrder::End,
    };
    tell(tx, row, order).await
}

async fn tell(tx: &mut Tx, row: &PairingRow, order: PairOrder) -> Result<(), StoreError> {
    let bytes = PairDown::new(row.id, order).to_bytes();
    tx.put_outbox(&topic::pair(row.gateway), &bytes).await
}

/// Whether the meter's gateway is connected.
///
/// # Errors
/// When the store fails.
pub async fn is_here(tx: &mut Tx, meter: &Meter) -> Result<bool, StoreError> {
    let online = tx.online(meter.gateway).await?;
    Ok(online.is_some_and(|(here, _)| here))
}
