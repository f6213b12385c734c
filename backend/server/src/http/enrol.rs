//! Coming to prepayment, and second contacts: by the customer, or by a representative to whom the
//! customer has proved who they are.

use super::error::Refused;
use super::payment::zone;
use super::read::{Body, Path, Query};
use super::session::Signed;
use crate::authorise::Action;
use crate::state::App;
use crate::tries::hex;
use ami_css::disclosure;
use ami_css::enrol::{Actor, Agreement, NewContact};
use ami_css::{CssError, enrol::EnrolError};
use ami_domain::enrol::CONTACTS_MAX;
use ami_domain::id::ContactId;
use ami_locales::Locale;
use ami_store::AccountRow;
use ami_wire::api::Problem;
use ami_wire::api::enrol::{
    Contact, Contacts, Disclosure, Enrol, Enrolled, Enrolment, NameContact, OfferedOutcome, Screen,
};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// In which language the text is read.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct Asked {
    /// `en-US` or `es-US`; the reader's own without it.
    #[serde(default)]
    locale: Option<String>,
}

/// Where the account stands on its way to prepayment, what is open to it, and the text to read.
#[utoipa::path(get, path = "/api/accounts/{account}/enrolment", tag = "enrolment",
    params(("account" = String, Path, description = "Account id"), Asked), responses(
    (status = 200, body = Enrolment), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn enrolment(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Enrolment>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let locale = match asked.locale.as_deref().map(Locale::from_tag) {
        None => signed.locale,
        Some(Some(locale)) => locale,
        Some(None) => return Err(Refused::unreadable(signed.locale, "locale")),
    };
    show(&app, &signed, &account, locale).await
}

/// Takes the answers to the medical questions. A yes protects the customer at once.
#[utoipa::path(put, path = "/api/accounts/{account}/enrolment/screening", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), request_body = Screen,
    responses((status = 200, body = Enrolment), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn screen(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<Screen>,
) -> Result<Json<Enrolment>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let (now, by) = (app.now(), actor(&signed));
    let taken = app.css.screen(now, by, account.id, &body.needs).await;
    taken.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    show(&app, &signed, &account, signed.locale).await
}

/// Agrees to prepay from the end of the running interval on. Nothing is switched by it.
#[utoipa::path(put, path = "/api/accounts/{account}/enrolment", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), request_body = Enrol,
    responses((status = 200, body = Enrolment), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn enrol(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
    Body(body): Body<Enrol>,
) -> Result<Json<Enrolment>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let failed = |e: CssError| Refused::css(signed.locale, account.id, &e);
    let agreed = Agreement {
        at_zero: body.at_zero,
        disclosure: digest(&body.disclosure).ok_or_else(|| failed(EnrolError::OtherText.into()))?,
        consent: body.consent,
    };
    let (mut chance, by) = (app.chance(), actor(&signed));
    let done = app
        .css
        .enrol(&app.clock, &mut chance, by, account.id, agreed)
        .await;
    done.map_err(failed)?;
    app.wake.notify_one();
    show(&app, &signed, &account, signed.locale).await
}

/// Whom the customer has named.
#[utoipa::path(get, path = "/api/accounts/{account}/contacts", tag = "enrolment",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = Contacts), (status = 401, body = Problem),
    (status = 404, body = Problem)))]
pub async fn contacts(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Json<Contacts>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    list(&app, &signed, &account).await
}

/// Names a second contact, or changes one.
#[utoipa::path(put, path = "/api/accounts/{account}/contacts/{contact}", tag = "enrolment",
    params(("account" = String, Path, description = "Account id"),
        ("contact" = String, Path, description = "Contact id, made by the caller")),
    request_body = NameContact, responses((status = 200, body = Contacts),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn name_contact(
    State(app): State<App>,
    signed: Signed,
    Path((account, contact)): Path<(String, String)>,
    Body(body): Body<NameContact>,
) -> Result<Json<Contacts>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let contact = contact_id(&signed, &contact)?;
    let wanted = NewContact {
        name: body.name,
        reach: body.reach,
        scope: body.scope,
        consent: body.consent,
    };
    let (now, by) = (app.now(), actor(&signed));
    let done = app.css.name_contact(now, by, account.id, contact, &wanted);
    done.await
        .map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    list(&app, &signed, &account).await
}

/// Removes a second contact, with name and number.
#[utoipa::path(delete, path = "/api/accounts/{account}/contacts/{contact}", tag = "enrolment",
    params(("account" = String, Path, description = "Account id"),
        ("contact" = String, Path, description = "Contact id")), responses(
    (status = 200, body = Contacts), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_contact(
    State(app): State<App>,
    signed: Signed,
    Path((account, contact)): Path<(String, String)>,
) -> Result<Json<Contacts>, Refused> {
    let account = signed.account(&app, Action::Enrol, &account).await?;
    let contact = contact_id(&signed, &contact)?;
    let (now, by) = (app.now(), actor(&signed));
    let done = app.css.remove_contact(now, by, account.id, contact).await;
    done.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    list(&app, &signed, &account).await
}

pub(super) const fn actor(signed: &Signed) -> Actor {
    Actor {
        person: signed.person.id,
        role: signed.person.role,
    }
}

fn contact_id(signed: &Signed, text: &str) -> Result<ContactId, Refused> {
    text.parse().map_err(|_| Refused::not_found(signed.locale))
}

async fn show(
    app: &App,
    signed: &Signed,
    account: &AccountRow,
    locale: Locale,
) -> Result<Json<Enrolment>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let stands = app.css.standpoint(app.now(), account.id).await;
    let stands = stands.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let customer = tx.person(account.customer).await.map_err(failed)?;
    let text = disclosure::current(locale.tag());
    let text = text.ok_or_else(|| Refused::unavailable(signed.locale))?;
    Ok(Json(Enrolment {
        name: customer.map(|person| person.name).unwrap_or_default(),
        number: stands.account.number,
        mode: stands.account.mode,
        enrolled: stands.enrolled.map(|row| Enrolled {
            at: zone.local(row.at),
            proof: row.proof,
            digest: hex(&row.disclosure),
        }),
        screened: stands.screened.map(|row| row.needs),
        bars: stands.bars,
        offers: stands
            .offers
            .into_iter()
            .map(|(outcome, bars)| OfferedOutcome { outcome, bars })
            .collect(),
        disclosure: Disclosure {
            name: text.name.to_owned(),
            version: text.version,
            locale: text.locale.to_owned(),
            text: text.body.to_owned(),
            digest: hex(&text.digest()),
        },
        starts: zone.local(stands.starts),
    }))
}

async fn list(app: &App, signed: &Signed, account: &AccountRow) -> Result<Json<Contacts>, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let known = app.css.contacts(account.id).await;
    let known = known.map_err(|e| Refused::css(signed.locale, account.id, &e))?;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let zone = zone(&mut tx, account).await.map_err(failed)?;
    let contacts = known.into_iter().map(|row| Contact {
        id: row.id,
        name: row.name,
        reach: row.reach,
        scope: row.scope,
        since: zone.local(row.consent_at),
    });
    Ok(Json(Contacts {
        contacts: contacts.collect(),
        max: CONTACTS_MAX,
    }))
}

/// 64 hexadecimal digits.
fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
