//! Who is asking: the session cookie, the person behind it, and their language.

use super::error::Refused;
use super::read::Body;
use crate::authorise::{Action, Object, Verdict, authorise};
use crate::state::App;
use ami_domain::id::AccountId;
use ami_domain::time::Span;
use ami_locales::{Locale, negotiate};
use ami_store::{AccountRow, Person, SessionRow};
use ami_wire::api::{Problem, Session, SetLocale};
use axum::Json;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// A session ends when nobody used it for this long, real time.
pub const IDLE: Span = Span::minutes(30);
/// And in any case after this.
pub const ABSOLUTE: Span = Span::hours(12);
/// It is marked as used at most once in this time, to spare the store.
const TOUCH: Span = Span::minutes(1);

/// The language of whoever reads the answer: their own when they are signed in, else what the
/// browser asks for.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Locale);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Who.
    pub person: Person,
    /// Their session.
    pub session: SessionRow,
    /// Their language.
    pub locale: Locale,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions, &parts.headers))
    }
}

impl Reader {
    /// Known once somebody is signed in; what the browser asks for before.
    pub fn of(known: &Extensions, headers: &HeaderMap) -> Self {
        let signed = known.get::<Self>().copied();
        signed.unwrap_or_else(|| Self(reader(headers)))
    }
}

/// The language that the browser asks for.
pub fn reader(headers: &HeaderMap) -> Locale {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    negotiate(asked.unwrap_or_default())
}

/// Name of the session cookie. `__Host-` ties it to this host and to HTTPS.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-ami_session"
    } else {
        "ami_session"
    }
}

/// The digest under which a token is stored: who reads the table cannot use what is in it.
pub fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// The digest of the token in the cookie.
pub fn cookie(headers: &HeaderMap, secure: bool) -> Option<[u8; 32]> {
    let name = cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, token)| digest(token.as_bytes()))
}

impl<S: Send + Sync> FromRequestParts<S> for Signed
where
    App: FromRef<S>,
{
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let app = App::from_ref(state);
        let locale = reader(&parts.headers);
        let token = cookie(&parts.headers, app.cookie_secure);
        let token = token.ok_or_else(|| Refused::signed_out(locale))?;
        let signed = find(&app, token, locale).await?;
        parts.extensions.insert(Reader(signed.locale));
        Ok(signed)
    }
}

/// The session of a token, when it lives; it counts as used now.
async fn find(app: &App, token: [u8; 32], locale: Locale) -> Result<Signed, Refused> {
    let signed = alive(app, token, locale).await?;
    let real = app.now().real;
    if real >= signed.session.last_seen_at + TOUCH {
        let failed = |error| Refused::store(locale, &error);
        let mut tx = app.css.store.begin().await.map_err(failed)?;
        tx.touch_session(&token, real).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
    }
    Ok(signed)
}

/// The session of a token, when it lives; looking does not keep it alive.
pub async fn alive(app: &App, token: [u8; 32], locale: Locale) -> Result<Signed, Refused> {
    let failed = |error| Refused::store(locale, &error);
    let real = app.now().real;
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let session = tx.session(&token).await.map_err(failed)?;
    let alive = session.filter(|s| real < s.expires_at && real < s.last_seen_at + IDLE);
    let session = alive.ok_or_else(|| Refused::signed_out(locale))?;
    let person = tx
        .person(session.user)
        .await
        .map_err(failed)?
        .filter(|person| person.active);
    let person = person.ok_or_else(|| Refused::signed_out(locale))?;
    let locale = Locale::from_tag(&person.locale).unwrap_or(locale);
    Ok(Signed {
        person,
        session,
        locale,
    })
}

impl Signed {
    /// Whether this person may do this to nothing in particular.
    ///
    /// # Errors
    /// The refusal.
    pub fn may(&self, action: Action) -> Result<(), Refused> {
        match authorise(self.person.id, self.person.role, action, Object::Everything) {
            Verdict::Allow => Ok(()),
            Verdict::Deny => Err(Refused::forbidden(self.locale)),
            Verdict::Hide => Err(Refused::not_found(self.locale)),
        }
    }

    /// The account, when this person may do this to it. Not theirs and not there look the same.
    ///
    /// # Errors
    /// The refusal.
    pub async fn account(
        &self,
        app: &App,
        action: Action,
        account: &str,
    ) -> Result<AccountRow, Refused> {
        let hidden = || Refused::no_account(self.locale, account);
        let id: AccountId = account.parse().map_err(|_| hidden())?;
        let failed = |error| Refused::store(self.locale, &error);
        let mut tx = app.css.store.read().await.map_err(failed)?;
        let row = tx.account(id).await.map_err(failed)?.ok_or_else(hidden)?;
        let object = Object::AccountOf(row.customer);
        match authorise(self.person.id, self.person.role, action, object) {
            Verdict::Allow => Ok(row),
            Verdict::Deny => Err(Refused::forbidden(self.locale)),
            Verdict::Hide => Err(hidden()),
        }
    }
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/session", tag = "session", responses(
    (status = 200, body = Session), (status = 401, body = Problem)))]
pub async fn who(State(app): State<App>, signed: Signed) -> Result<Json<Session>, Refused> {
    describe(&app, &signed).await.map(Json)
}

/// What the UI needs to know of whoever is signed in.
pub async fn describe(app: &App, signed: &Signed) -> Result<Session, Refused> {
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.read().await.map_err(failed)?;
    let accounts = tx.accounts_of(signed.person.id).await.map_err(failed)?;
    Ok(Session {
        user: signed.person.id,
        name: signed.person.name.clone(),
        role: signed.person.role,
        locale: signed.locale.tag().to_owned(),
        accounts: accounts.into_iter().map(|account| account.id).collect(),
    })
}

/// Sets the language of whoever is signed in.
#[utoipa::path(put, path = "/api/session/locale", tag = "session", request_body = SetLocale,
    responses((status = 200, body = Session), (status = 401, body = Problem),
        (status = 422, body = Problem)))]
pub async fn set_locale(
    State(app): State<App>,
    mut signed: Signed,
    Body(body): Body<SetLocale>,
) -> Result<Json<Session>, Refused> {
    let Some(locale) = Locale::from_tag(&body.locale) else {
        return Err(Refused::unreadable(signed.locale, "locale"));
    };
    let failed = |error| Refused::store(signed.locale, &error);
    let mut tx = app.css.store.begin().await.map_err(failed)?;
    tx.set_locale(signed.person.id, locale.tag())
        .await
        .map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    signed.locale = locale;
    describe(&app, &signed).await.map(Json)
}
