//! Gateways come and go; what waits for a meter goes out as soon as its gateway is back.

use crate::AdcsError;
use ami_domain::clock::Now;
use ami_domain::id::GatewayId;
use ami_store::Store;

/// Notes that a gateway is connected or not. When it comes back, everything of its meters that
/// has no receipt is due at once: waiting for the next retry would keep a paid customer dark.
///
/// # Errors
/// When the store fails, or does not know the gateway.
pub async fn status(
    store: &Store,
    now: Now,
    gateway: GatewayId,
    online: bool,
) -> Result<(), AdcsError> {
    let mut tx = store.begin().await?;
    if tx.gateway(gateway).await?.is_none() {
        return Err(AdcsError::Unknown {
            what: "gateway",
            which: gateway.to_string(),
        });
    }
    let was = tx.online(gateway).await?.is_some_and(|(online, _)| online);
    tx.set_online(gateway, online, now.business).await?;
    if online && !was {
        for meter in tx.meters_of(gateway).await? {
            tx.requeue_meter_commands(meter.id, now.real).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
