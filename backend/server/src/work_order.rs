//! Field orders and trouble orders are handed to the system that sends people (SC6.10, IX-11). An
//! order waits in the store until that system has answered 2xx; it is posted again with growing
//! pauses, never given up, and always under the same id, so that a second copy is known as one.
//! That an order to cut supply is called back goes there in the same way, under a name of its own.

pub mod seal;

use crate::config::WorkOrderSystem;
use crate::state::App;
use ami_domain::clock::Now;
use ami_domain::id::OrderId;
use ami_domain::order::hand_again_after;
use ami_domain::time::Span;
use ami_store::{HANDING_MAX, OrderRow, StoreError, Tx};
use ami_wire::api::work_order::{Recall, VERSION, WorkOrder};
use futures::StreamExt;
use std::time::Duration;

/// Orders that are handed over in one run.
pub const BATCH: u32 = 16;
/// Orders that are on their way at the same time.
const AT_ONCE: usize = 4;
/// Longest wait for an answer.
pub const ANSWER: Duration = Duration::from_secs(10);
/// An instance that has ended in the middle of a try keeps the order from others for so long:
/// more than a whole batch takes at worst.
const CLAIM: Span = HANDING_MAX;

/// The way to the system that sends people.
#[derive(Debug)]
pub struct WorkOrders {
    system: WorkOrderSystem,
    client: reqwest::Client,
}

/// One order on its way, or that it is called back.
struct Parcel {
    id: OrderId,
    /// What it is called there.
    name: String,
    recall: bool,
    attempts: u32,
    body: Vec<u8>,
}

impl WorkOrders {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When this machine's TLS cannot be set up.
    pub fn new(system: WorkOrderSystem) -> Result<Self, reqwest::Error> {
        // What is sealed goes where the configuration says: no redirect, no proxy of the
        // environment.
        let client = reqwest::Client::builder()
            .timeout(system.wait)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("ami-server")
            .build()?;
        Ok(Self { system, client })
    }

    /// Opens what comes back.
    pub const fn seal(&self) -> &seal::Seal {
        &self.system.seal
    }

    /// Hands over what is due, at most [`BATCH`]; how many were taken.
    ///
    /// # Errors
    /// When the store fails. A system that does not answer is no error here: it is noted with the
    /// order, which is due again later.
    pub async fn hand_over(&self, app: &App) -> Result<u32, StoreError> {
        let parcels = pack(app).await?;
        let mut posted = futures::stream::iter(parcels)
            .map(|parcel| async move {
                let answer = self.post(app.now(), &parcel).await;
                (parcel, answer)
            })
            .buffer_unordered(AT_ONCE);
        let mut taken = 0;
        while let Some((parcel, answer)) = posted.next().await {
            taken += u32::from(answer.is_ok());
            note(app, &parcel, answer).await?;
        }
        Ok(taken)
    }

    /// Posts an order; what was wrong, in a few words without the address.
    async fn post(&self, now: Now, parcel: &Parcel) -> Result<(), String> {
        let id = parcel.name.clone();
        let at = now.real.as_millis().div_euclid(1_000).to_string();
        let seal = self.system.seal.sign(&id, &at, &parcel.body);
        let asked = self
            .client
            .post(self.system.url.clone())
            .header("content-type", "application/json")
            .header(seal::ID, id)
            .header(seal::AT, at)
            .header(seal::SIGNATURE, seal)
            .body(parcel.body.clone());
        match asked.send().await {
            // The status is the answer; a body is not read, however long it is.
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err("no answer in time".to_owned()),
            Err(error) if error.is_connect() => Err("cannot connect".to_owned()),
            Err(_) => Err("the connection broke".to_owned()),
        }
    }
}

/// Takes what is due, and packs it.
async fn pack(app: &App) -> Result<Vec<Parcel>, StoreError> {
    let now = app.now();
    // Nothing is written while nothing is due.
    let mut tx = app.css.store.read().await?;
    let recalls = tx.recalls(now.real, BATCH).await?;
    let mut due = tx.orders_to_hand(now.real, BATCH).await?;
    drop(tx);
    // Nobody is sent on an errand whose time is over; it is called back in the next look at it.
    due.retain(|row| row.not_after.is_none_or(|end| now.business < end));
    if due.is_empty() && recalls.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = app.css.store.begin().await?;
    let mut parcels = Vec::with_capacity(due.len() + recalls.len());
    for row in recalls {
        let until = Some(now.real + CLAIM);
        if tx.move_recall(row.id, now.real, until).await? {
            parcels.push(recall(row));
        }
    }
    for row in due {
        if tx.claim_order(row.id, now.real, now.real + CLAIM).await? {
            parcels.push(parcel(&mut tx, row).await?);
        }
    }
    tx.commit().await?;
    Ok(parcels)
}

fn recall(row: OrderRow) -> Parcel {
    let said = Recall {
        v: VERSION,
        recall: row.id,
        at: row.ended_at.unwrap_or(row.opened_at),
        why: row.note,
    };
    Parcel {
        id: row.id,
        name: format!("{}-recall", row.id),
        recall: true,
        attempts: row.attempts,
        body: serde_json::to_vec(&said).unwrap_or_default(),
    }
}

async fn parcel(tx: &mut Tx, row: OrderRow) -> Result<Parcel, StoreError> {
    let account = tx.account(row.account).await?;
    let place = match &account {
        Some(account) => tx.location(account.location).await?,
        None => None,
    };
    let meter = tx.meter(row.meter).await?;
    let (address, feeder) = place.map_or_else(Default::default, |at| (at.address, at.feeder));
    let order = WorkOrder {
        v: VERSION,
        id: row.id,
        kind: row.kind,
        reason: row.reason,
        opened_at: row.opened_at,
        account: account.map_or_else(String::new, |account| account.number),
        address,
        feeder,
        meter: meter.map_or_else(String::new, |meter| meter.serial),
        // Evidence that is no JSON goes as the text that it is.
        evidence: serde_json::from_str(&row.evidence)
            .unwrap_or_else(|_| serde_json::Value::String(row.evidence.clone())),
        not_after: row.not_after,
    };
    Ok(Parcel {
        id: row.id,
        name: row.id.to_string(),
        recall: false,
        attempts: row.attempts,
        // A value without maps of odd keys is always written.
        body: serde_json::to_vec(&order).unwrap_or_default(),
    })
}

/// Writes down how it went.
async fn note(app: &App, parcel: &Parcel, answer: Result<(), String>) -> Result<(), StoreError> {
    let now = app.now();
    let mut tx = app.css.store.begin().await?;
    match answer {
        Ok(()) if parcel.recall => {
            tx.move_recall(parcel.id, now.real + CLAIM, None).await?;
        }
        Ok(()) => {
            tx.order_handed(parcel.id, now.business).await?;
            app.gauges.orders_handed.inc();
        }
        Err(why) => {
            let failed = parcel.attempts.saturating_add(1);
            let next = now.real + hand_again_after(failed);
            if parcel.recall {
                let until = now.real + CLAIM;
                tx.move_recall(parcel.id, until, Some(next)).await?;
            } else {
                tx.order_not_handed(parcel.id, &why, next).await?;
            }
            app.gauges.orders_not_handed.inc();
            if failed.is_power_of_two() {
                tracing::warn!(order = %parcel.id, failed, why, "An order was not taken");
            }
        }
    }
    tx.commit().await
}
