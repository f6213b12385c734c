//! The receipts of changes of how an account pays.

use super::error::Refused;
use super::explain::keep_codes;
use super::payment::zone;
use super::read::Path;
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use ami_domain::account::Mode;
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::Zone;
use ami_store::{AccountRow, ModeChange};
use ami_wire::api::Problem;
use ami_wire::api::converted::{ChangedBy, Converted};
use axum::Json;
use axum::extract::State;

/// Most receipts in one list.
const LIST_MAX: u32 = 100;

/// The receipts, newest first: what changed from when on, how the account stood at that boundary,
/// and what the change cost.
#[utoipa::path(get, path = "/api/accounts/{account}/conversions", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Vec<Converted>), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn conversions(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Vec<Converted>>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, &account).await.map_err(failed)?;
    let changes = tx.mode_changes(account.id, LIST_MAX).await;
    let staff = signed.person.role != Role::Customer;
    let mut all = Vec::new();
    for change in changes.map_err(failed)? {
        let mut receipt = shape(&zone, &account, &change);
        if let Some(by) = change.decided_by.filter(|_| staff) {
            let person = tx.person(by).await.map_err(failed)?;
            receipt.name = person.map(|person| person.name).unwrap_or_default();
        }
        all.push(receipt);
    }
    drop(tx);
    let shown: Vec<LineageId> = all.iter().filter_map(|one| one.lineage).collect();
    keep_codes(&app, account.id, &shown).await;
    Ok(Json(all))
}

fn shape(zone: &Zone, account: &AccountRow, change: &ModeChange) -> Converted {
    let stood = change.snapshot;
    let (id, at) = (account.id, change.at);
    let of = |money: fn(&ami_domain::convert::Snapshot) -> Money| {
        stood.as_ref().map_or(Money::ZERO, money)
    };
    Converted {
        at: zone.local(at),
        from: match change.mode {
            Mode::Prepaid => Mode::Regular,
            Mode::Regular => Mode::Prepaid,
        },
        to: change.mode,
        decided_at: zone.local(change.decided_at),
        by: match change.decided_by {
            Some(by) if by == account.customer => ChangedBy::Customer,
            Some(_) => ChangedBy::Staff,
            None => ChangedBy::House,
        },
        name: String::new(),
        settled: stood.is_some(),
        balance: stood.map_or(change.balance, |stood| stood.balance),
        owed: of(|stood| stood.owed),
        debt: of(|stood| stood.debt),
        held: of(|stood| stood.held),
        credit: stood.and_then(|stood| stood.credit),
        register: stood.map_or(WattHours::ZERO, |stood| stood.register),
        fee: change.booked.fee,
        deposit: change.booked.deposit,
        returned: change.booked.returned,
        lineage: change
            .grounds
            .map(|_| LineageId::Conversion { account: id, at }),
    }
}
