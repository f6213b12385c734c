//! What stands of a charge in the ledger, which may have been posted, taken back and posted anew;
//! and what must be posted so that another amount stands.
//!
//! A charge is named by what it is for and how many times it was posted before; its reversal by the
//! charge. So the ledger itself says what stands, whoever tries twice.

use crate::CssError;
use ami_domain::id::TransferId;
use ami_domain::ledger::{Reason, Transfer};
use ami_domain::money::Money;
use ami_store::Tx;
use sha2::{Digest, Sha256};

/// So many times the charge of one interval is posted at most; then a person must look.
pub(crate) const POSTED_MAX: u32 = 64;

/// What stands of a charge.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stands {
    /// It was posted and taken back so many times.
    taken_back: u32,
    /// It was posted once more, and that stands.
    pub(crate) charge: Option<Transfer>,
}

impl Stands {
    /// The ledger has heard of it.
    pub(crate) const fn is_heard(&self) -> bool {
        self.taken_back > 0 || self.charge.is_some()
    }

    /// How much stands.
    pub(crate) fn amount(&self) -> Money {
        self.charge.map_or(Money::ZERO, |charge| charge.amount)
    }

    /// What must be posted so that it stands as it is due: nothing when that `is_due`; else what
    /// stands is taken back at its own hour, with the `reason` for that, and the `due` charge is
    /// posted, if one is, which is asked for by how many times it was posted before.
    pub(crate) fn change(
        &self,
        is_due: impl FnOnce(&Transfer) -> bool,
        reason: impl FnOnce(&Transfer) -> Reason,
        due: impl FnOnce(u32) -> Option<Transfer>,
    ) -> Vec<Transfer> {
        let Some(stands) = &self.charge else {
            let new = (self.taken_back < POSTED_MAX).then(|| due(self.taken_back));
            return new.flatten().into_iter().collect();
        };
        if is_due(stands) {
            return Vec::new();
        }
        if self.taken_back + 1 == POSTED_MAX {
            tracing::error!(transfer.id = %stands.id, "A charge changed too often");
            return Vec::new();
        }
        let back = Transfer {
            id: reversal(stands.id),
            from: stands.to,
            to: stands.from,
            reason: reason(stands),
            ..*stands
        };
        [Some(back), due(self.taken_back + 1)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// What stands of each charge, in the order of `charges`; `name` gives the name that one has when
/// it was posted so many times before.
///
/// # Errors
/// When the store fails.
pub(crate) async fn stands<C>(
    tx: &mut Tx,
    charges: &[C],
    name: impl Fn(&C, u32) -> TransferId,
) -> Result<Vec<Stands>, CssError> {
    let mut found = vec![Stands::default(); charges.len()];
    let mut open: Vec<usize> = (0..charges.len()).collect();
    for posted in 0..POSTED_MAX {
        let ids: Vec<TransferId> = open
            .iter()
            .map(|index| name(&charges[*index], posted))
            .flat_map(|id| [id, reversal(id)])
            .collect();
        let known = tx.transfers_named(&ids).await?;
        let mut pairs = ids.chunks_exact(2);
        open.retain(|index| {
            let [id, back] = pairs.next().unwrap_or_default() else {
                return false;
            };
            let is_back = known.contains_key(back);
            let stands = &mut found[*index];
            if is_back {
                stands.taken_back += 1;
            } else {
                stands.charge = known.get(id).copied();
            }
            is_back
        });
        if open.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// The name of what was posted so many times before, from what it is for.
pub(crate) fn numbered(mut what: Sha256, posted: u32) -> TransferId {
    if posted > 0 {
        what.update(posted.to_be_bytes());
    }
    short(what)
}

/// The name of what takes a charge back.
pub(crate) fn reversal(charge: TransferId) -> TransferId {
    let mut hash = Sha256::new();
    hash.update("reversal");
    hash.update(charge.to_bytes());
    short(hash)
}

fn short(hash: Sha256) -> TransferId {
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    TransferId::from_bytes(bytes)
}
